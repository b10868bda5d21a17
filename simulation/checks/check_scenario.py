"""``peakline check`` of a scenario: what comes, who is there for it, and what the policy makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from routing.checks.policy_summary import summarize_policy
from routing.model import SECOND
from routing.policy import Policy
from routing.words import counts
from routing.words.messages import text
from routing.words.shown import shown
from simulation.checks.capacity_warnings import capacity_warnings
from simulation.checks.check import Checked
from simulation.checks.check_call_in import call_in_sentences, call_in_warnings
from simulation.checks.check_load import Load, interval_label
from simulation.checks.check_policy import bound_sentences, policy_tables, warnings_of
from simulation.checks.check_staff import attendance_sentences, goal_sentences, group_table, staff_sentence
from simulation.core.draw_plan import Family
from simulation.core.not_simulated import not_simulated
from simulation.core.world import World, one_day
from simulation.scenario import Scenario, load_scenario

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
        *call_in_sentences(world),
        *_overtime_sentences(world),
        *_bot_sentences(scenario, load),
        _load_sentence(scenario, load),
        *_left_out_sentences(scenario),
        *goal_sentences(scenario.goals),
        *_own_target_sentences(scenario),
        text("Its policy is {name}, hash {hash}.", name=scenario.policy.name, hash=scenario.policy.hash),
        *summary.rule_sentences(),
        *bound_sentences(summary),
    )
    warnings = (
        *_overload(scenario, load),
        *_unattended(scenario, load),
        *capacity_warnings(world),
        *call_in_warnings(world),
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


def _volume_sentence(scenario: Scenario) -> str:
    expected = scenario.expected.sum(axis=0)
    busiest = int(expected.argmax())
    return text(
        "Expected: {contacts} in {intervals} of {minutes} min from {opens}; most of them, {most}, in the interval "
        "{label}.",
        contacts=counts.contacts(f"{expected.sum():.0f}"),
        intervals=counts.intervals(scenario.n_intervals),
        minutes=scenario.interval_us // (60 * SECOND),
        opens=interval_label(scenario, 0),
        most=f"{expected[busiest]:.0f}",
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


def _bot_sentences(scenario: Scenario, load: Load) -> list[str]:
    if not load.contained:
        return []
    return [
        text(
            "For {count} of them, {percent} %, a bot is expected to be enough; the load is that of the others.",
            count=f"{load.contained:.0f}",
            percent=f"{100 * load.contained / float(scenario.expected.sum()):.1f}",
        )
    ]


def _left_out_sentences(scenario: Scenario) -> list[str]:
    """What the load does not count because it depends on the waits."""
    behaviours = scenario.world.behaviours
    if behaviours is None:
        return []
    rows = behaviours.rows
    keys = {"redials": "redials", "recontacts": "returns", "callbacks": "accepts", "form": "fills_form",
            "holds": "hold_share", "concurrency": "n_factors"}  # fmt: skip
    used = [key for key, column in keys.items() if rows[column].any()]
    if not used:
        return []
    return [text("The load is reckoned without: {keys}.", keys=", ".join(used))]


def _own_target_sentences(scenario: Scenario) -> list[str]:
    """Goals are about one time for all their contacts, whatever targets these have."""
    target_s = scenario.target_us / SECOND
    names = [goal.name for goal in scenario.goals if goal.within_s == target_s]
    if not scenario.asked.targets or not names:
        return []
    return [
        text(
            "Goals do not follow targets_s. The time of these is target_s, {seconds} s, unless they say within_s: "
            "{goals}.",
            goals=", ".join(map(shown, names)),
            seconds=f"{target_s:g}",
        )
    ]


def _overtime_sentences(world: World) -> list[str]:
    """Who stays on, and when."""
    if world.behaviours is None:
        return []
    found = []
    for number, each in enumerate(world.behaviours.overtimes):
        groups = np.unique(world.agent_group[world.behaviours.overtime_of == number]).tolist()
        if groups:
            found.append(
                text(
                    "Overtime of {groups}: who would go stays on while {waiting} wait in queue {queue}, for {minutes} "
                    "min at most; the tables below are without it.",
                    groups=", ".join(shown(world.group_names[group]) for group in groups),
                    waiting=int(each["waiting"]),
                    queue=shown(world.policy.queues[each["queue"]].name),
                    minutes=f"{each['most'] / (60 * SECOND):g}",
                )
            )
    return found


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
