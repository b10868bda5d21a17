"""The load that a scenario offers its agents, as far as it can be reckoned without simulating it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from routing.policy import Queue
from routing.words.messages import text
from simulation.checks.check import CheckTable, Column
from simulation.core.behaviour import MAX_LEGS
from simulation.core.coverage import able_agents, class_queues, units_of
from simulation.files.day_clock import clock_of
from simulation.scenario import Scenario
from simulation.shifts.scheduled import scheduled


class Load:
    """Offered load in erlangs, by interval and queue: contacts × handling time / length of the interval.

    Handling time is talk and wrap-up with the mean speed of the agents who may take the contact first, times the share
    of their units that it takes. Who is served by a bot is no load; talks after a transfer are one for the queue that
    they are passed on to, in the interval of the arrival. Who comes again, is called back or fills in a form depends on
    the waits, and does not count.

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
        targets = [scenario.policy.queues[each.queue] for own in scenario.transfers for each in own if each.share]
        self.queues = [queue for queue in scenario.policy.queues if queue in entered or queue in targets]
        self.queue_of_class = np.array([self.queues.index(queue) for queue in entered])
        self.units = units_of(scenario.policy, world.classes)
        shape = (len(self.queues), scenario.n_intervals)
        self.contacts, self.erlangs = np.zeros(shape), np.zeros(shape)
        self.least_units = np.full(len(self.queues), np.iinfo(np.int64).max)  # of the contacts that come to a queue
        from_bot = passed_bots(scenario)
        self.contained = float(scenario.expected.sum() - sum(part.sum() for part in from_bot))
        for number, (unmet, met) in enumerate(zip(*from_bot, strict=True)):
            self._add_class(number, unmet, met)

    def _add_class(self, number: int, unmet: NDArray[np.float64], met: NDArray[np.float64]) -> None:
        """Add the contacts of a class: those who met no bot, and those who come on from one, by interval."""
        world = self.scenario.world
        groups = range(len(world.group_names))
        own = np.array([self.scenario.kinds.handling_us(number, group) for group in groups])[world.agent_group]
        shorter = 1.0 if world.behaviours is None else world.behaviours.rows["hand_over"][number] / 1000
        queue = int(self.queue_of_class[number])
        self.contacts[queue] += unmet + met
        self._add_work(number, queue, unmet + met * shorter, own)
        transfers = self.scenario.transfers[number] if self.scenario.transfers else []
        passed_on = sum(each.share for each in transfers)
        legs = sum(passed_on**leg for leg in range(MAX_LEGS - 1))  # that may end with a transfer, for each contact
        for each in transfers:
            if each.share:
                target = self.queues.index(self.scenario.policy.queues[each.queue])
                work = np.full(len(world.agents), each.work.mean_us)
                self._add_work(number, target, (unmet + met) * legs * each.share, work)

    def _add_work(self, number: int, queue: int, contacts: NDArray[np.float64], own: NDArray[np.float64]) -> None:
        """Add contacts of a class to the load of a queue; ``own`` is their time with each agent of usual speed."""
        self.least_units[queue] = min(self.least_units[queue], self.units[number])
        self.erlangs[queue] += contacts * self._handling_us(number, self.queues[queue], own) / self._interval_us

    @property
    def _interval_us(self) -> int:
        return self.scenario.world.interval_us

    def _handling_us(self, number: int, queue: Queue, own: NDArray[np.float64]) -> float:
        """Mean handling time times the share of the units, over the agents who may take a class first in a queue."""
        world, units = self.scenario.world, int(self.units[number])
        capacity = np.array([agent.capacity for agent in world.agents])
        for step in range(len(queue.steps)):
            able = able_agents(world.agents, queue, step, units)
            if able.any():
                return float((own[able] * world.pace[able, number] / capacity[able]).mean()) * units / 1000
        return float(own.mean())

    def at_work(self, queue: int, step: int) -> NDArray[np.float64]:
        """Agents at work in each interval who may take a contact of a queue in a step, or one of its kinds at least."""
        world = self.scenario.world
        able = able_agents(world.agents, self.queues[queue], step, int(self.least_units[queue]))
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


def passed_bots(scenario: Scenario) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Contacts that come to people: without having met a bot, and from one; each of shape (classes, intervals).

    Contacts that meet a bot count in the interval in which they come to it.
    """
    world, expected = scenario.world, scenario.expected
    if world.behaviours is None:
        return expected, np.zeros_like(expected)
    starts = np.arange(scenario.n_intervals) * float(world.interval_us)
    share = np.zeros_like(expected)  # of the interval in which the bot is in front
    for number, row in enumerate(world.behaviours.rows):
        for start, end in world.behaviours.hours[row.first_hour : row.end_hour].tolist():
            share[number] += np.clip(np.minimum(end, starts + world.interval_us) - np.maximum(start, starts), 0, None)
    met = expected * share / world.interval_us * world.behaviours.rows["meets_bot"][:, None]
    return expected - met, met * (1 - world.behaviours.rows["contained"][:, None])


def interval_label(scenario: Scenario, interval: int) -> str:
    """The time of day at which an interval starts; of later days with the number of the day, or the date."""
    if scenario.asked.dates is not None:
        return scenario.asked.dates.label(scenario.open_at_s + interval * scenario.interval_us // SECOND)
    minutes = scenario.open_at_s // 60 + interval * scenario.interval_us // (60 * SECOND)
    day = minutes // 1440
    return clock_of(minutes) if day == 0 else f"{clock_of(minutes)} +{day}"
