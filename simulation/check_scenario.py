"""``peakline check`` of a scenario: what comes, who is there for it, and what the policy makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.messages import text
from routing.model import SECOND
from routing.policy import Policy
from routing.policy_summary import summarize_policy
from simulation.capacity_warnings import capacity_warnings
from simulation.check import Checked, CheckTable, Column
from simulation.check_policy import bound_sentences, policy_tables, warnings_of
from simulation.check_staff import attendance_sentences, goal_sentences, group_table, staff_sentence
from simulation.coverage import able_agents, class_queues, units_of
from simulation.day_clock import clock_of
from simulation.draw_plan import Family
from simulation.not_simulated import not_simulated
from simulation.scenario import Scenario, load_scenario
from simulation.shifts.scheduled import scheduled
from simulation.world import one_day

LISTED = 12
"""At most so many intervals are named in a sentence."""


def check(path: Path, policy: Policy | None, overrides: Sequence[str] = ()) -> Checked:
    """Check the scenario file at ``path``, with its own policy or ``policy``, and with changes made in it.

    Raises
    ------
    InputError
    """
    return check_scenario(load_scenario(path, policy=policy, overrides=overrides))


def check_scenario(scenario: Scenario) -> Checked:
    """What is to be said of a scenario that has been loaded."""
    world = one_day(scenario.world)
    scenario = replace(scenario, world=world)
    summary = summarize_policy(scenario.policy, world.agents)
    load = Load(scenario)
    sentences = (
        text("The scenario {name} is right.", name=scenario.name),
        *([scenario.about] if scenario.about else []),
        _volume_sentence(scenario),
        staff_sentence(world),
        *attendance_sentences(world),
        _load_sentence(scenario, load),
        *goal_sentences(scenario.goals),
        text("Its policy is {name}, hash {hash}.", name=scenario.policy.name, hash=scenario.policy.hash),
        *summary.rule_sentences(),
        *bound_sentences(summary),
    )
    warnings = (
        *_overload(scenario, load),
        *_unattended(scenario, load),
        *capacity_warnings(world),
        *not_simulated(world),
        *warnings_of(summary),
    )
    tables = (
        load.date_table() if scenario.asked.dates else load.interval_table(),
        load.queue_table(),
        group_table(world),
        *policy_tables(summary),
    )
    return Checked("scenario", scenario.name, sentences, warnings, tables)


class Load:
    """Offered load in erlangs, by interval and queue: contacts × handling time / length of the interval.

    Handling time is talk and wrap-up with the mean speed of the agents who may take the contact first, times the share
    of their units that it takes.

    Parameters
    ----------
    scenario
        Whose load it is.
    """

    def __init__(self, scenario: Scenario) -> None:
        world = scenario.world
        self.scenario = scenario
        self.staff = scheduled(world, expected=True)
        self.labels = [interval_label(scenario, interval) for interval in range(scenario.n_intervals)]
        entered = class_queues(world)
        self.queues = [queue for queue in scenario.policy.queues if queue in entered]
        self.queue_of_class = np.array([self.queues.index(queue) for queue in entered])
        self.units = units_of(scenario.policy, world.classes)
        handling = np.array([self._handling_us(number) for number in range(len(world.classes))])
        by_class = scenario.expected * handling[:, None] / world.interval_us
        shape = (len(self.queues), scenario.n_intervals)
        self.contacts, self.erlangs = np.zeros(shape), np.zeros(shape)
        np.add.at(self.contacts, self.queue_of_class, scenario.expected)
        np.add.at(self.erlangs, self.queue_of_class, by_class)

    def _handling_us(self, number: int) -> float:
        """Mean handling time times the share of the units, over the agents who may take a class first."""
        world, units = self.scenario.world, int(self.units[number])
        groups = range(len(world.group_names))
        own = np.array([self.scenario.kinds.handling_us(number, group) for group in groups])[world.agent_group]
        queue = self.queues[self.queue_of_class[number]]
        capacity = np.array([agent.capacity for agent in world.agents])
        for step in range(len(queue.steps)):
            able = able_agents(world.agents, queue, step, units)
            if able.any():
                return float((own[able] * world.pace[able, number] / capacity[able]).mean()) * units / 1000
        return float(own.mean())

    def at_work(self, queue: int, step: int) -> NDArray[np.float64]:
        """Agents at work in each interval who may take a contact of a queue in a step, or one of its kinds at least."""
        world = self.scenario.world
        able = able_agents(world.agents, self.queues[queue], step, int(self.units[self.queue_of_class == queue].min()))
        return scheduled(world, able, expected=True)

    @property
    def digits(self) -> int:
        """Decimals of numbers of agents: none where everybody comes and goes with the intervals."""
        return 0 if self.scenario.world.hours is None else 1

    def _heads(self, agents: float) -> int | float:
        return round(agents) if self.scenario.world.hours is None else float(agents)

    def interval_table(self) -> CheckTable:
        """Contacts, load and staff of each interval."""
        load = self.erlangs.sum(axis=0)
        rows = tuple(
            (
                label,
                float(contacts),
                float(erlangs),
                self._heads(staff),
                100 * float(erlangs) / float(staff) if staff else None,
            )
            for label, contacts, erlangs, staff in zip(
                self.labels, self.contacts.sum(axis=0), load, self.staff, strict=True
            )
        )
        columns = (
            Column(text("interval")),
            Column(text("contacts"), 0),
            Column(text("load in erlangs"), 1),
            Column(text("staff"), self.digits),
            Column(text("load / staff %"), 0),
        )
        return CheckTable(text("Offered load against staff"), columns, rows)

    def date_table(self) -> CheckTable:
        """Contacts, work and staff of each of several days, in hours."""
        dates, hours = self.scenario.asked.dates, self.scenario.interval_us / (3600 * SECOND)
        assert dates is not None
        starts = dates.starts(self.scenario.interval_us)
        contacts = np.add.reduceat(self.contacts.sum(axis=0), starts)
        work = np.add.reduceat(self.erlangs.sum(axis=0), starts) * hours
        staff = np.add.reduceat(self.staff, starts) * hours
        rows = tuple(
            (name, kind, float(came), float(asked), float(there), 100 * float(asked) / float(there) if there else None)
            for name, kind, came, asked, there in zip(dates.names, dates.types, contacts, work, staff, strict=True)
        )
        columns = (
            Column(text("date")),
            Column(text("type")),
            Column(text("contacts"), 0),
            Column(text("hours of work"), 1),
            Column(text("hours of agents"), 1),
            Column(text("work / agents %"), 0),
        )
        return CheckTable(text("Work against staff by date"), columns, rows)

    def queue_table(self) -> CheckTable:
        """Each queue in its busiest interval, with the agents at work then who may take its contacts."""
        rows = []
        for number, queue in enumerate(self.queues):
            busiest = int(self.erlangs[number].argmax())
            rows.append(
                (
                    queue.name,
                    float(self.contacts[number].sum()),
                    self.labels[busiest],
                    float(self.erlangs[number, busiest]),
                    self._heads(self.at_work(number, 0)[busiest]),
                    self._heads(self.at_work(number, -1)[busiest]),
                )
            )
        columns = (
            Column(text("queue")),
            Column(text("contacts"), 0),
            Column(text("busiest interval")),
            Column(text("load then, in erlangs"), 1),
            Column(text("agents in the first step"), self.digits),
            Column(text("agents in the last step"), self.digits),
        )
        return CheckTable(text("Queues in their busiest intervals"), columns, tuple(rows))


def interval_label(scenario: Scenario, interval: int) -> str:
    """The time of day at which an interval starts; of later days with the number of the day, or the date."""
    if scenario.asked.dates is not None:
        return scenario.asked.dates.label(scenario.open_at_s + interval * scenario.interval_us // SECOND)
    minutes = scenario.open_at_s // 60 + interval * scenario.interval_us // (60 * SECOND)
    day = minutes // 1440
    return clock_of(minutes) if day == 0 else f"{clock_of(minutes)} +{day}"


def _volume_sentence(scenario: Scenario) -> str:
    contacts = scenario.expected.sum(axis=0)
    busiest = int(contacts.argmax())
    return text(
        "{total} contacts are expected in {intervals} intervals of {minutes} min from {opens}; most of them, {most}, "
        "in the interval {label}.",
        total=f"{contacts.sum():.0f}",
        intervals=scenario.n_intervals,
        minutes=scenario.interval_us // (60 * SECOND),
        opens=interval_label(scenario, 0),
        most=f"{contacts[busiest]:.0f}",
        label=interval_label(scenario, busiest),
    )


def _load_sentence(scenario: Scenario, load: Load) -> str:
    total = load.erlangs.sum(axis=0)
    if scenario.asked.dates is not None:
        hours = scenario.interval_us / (3600 * SECOND)
        return text(
            "On all days together {work} hours of work stand against {staff} hours of agents.",
            work=f"{total.sum() * hours:.0f}",
            staff=f"{load.staff.sum() * hours:.0f}",
        )
    alone = np.where(total > 0, np.inf, 0.0)
    share = np.divide(total, load.staff, out=alone, where=load.staff > 0)
    tightest = int(share.argmax())
    return text(
        "The offered load is greatest against the staff in the interval {label}: {erlangs} erlangs for {staff} agents.",
        label=interval_label(scenario, tightest),
        erlangs=f"{total[tightest]:.1f}",
        staff=f"{load.staff[tightest]:.{load.digits}f}",
    )


def _overload(scenario: Scenario, load: Load) -> list[str]:
    if scenario.asked.dates is not None:  # what waits over night is no overload
        enough = load.erlangs.sum() <= load.staff.sum()
        return [] if enough else [text("There is more work than agents on all days together.")]
    over = np.flatnonzero(load.erlangs.sum(axis=0) > load.staff)
    if not over.size:
        return []
    labels = _some([interval_label(scenario, int(interval)) for interval in over])
    return [text("There is more work than agents in these intervals: {intervals}.", intervals=labels)]


def _unattended(scenario: Scenario, load: Load) -> list[str]:
    """Intervals in which contacts arrive and nobody at work may ever take them."""
    found = []
    patience = np.array([law.family for law in scenario.kinds.patience])
    for number, queue in enumerate(load.queues):
        if scenario.asked.dates is not None and np.all(patience[load.queue_of_class == number] == Family.NEVER):
            continue  # they wait until somebody comes
        alone = np.flatnonzero((load.contacts[number] > 0) & (load.at_work(number, -1) == 0))
        if alone.size:
            labels = _some([interval_label(scenario, int(interval)) for interval in alone])
            rule = text(
                "Nobody at work can take the contacts of queue {queue} in these intervals: {intervals}.",
                queue=queue.name,
                intervals=labels,
            )
            found.append(rule)
    return found


def _some(labels: list[str]) -> str:
    return ", ".join(labels[:LISTED]) + (", …" if len(labels) > LISTED else "")
