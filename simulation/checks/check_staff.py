"""``peakline check`` of a staff file: who works when, and what is aimed at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from routing.model import LabelValue
from routing.policy import LabelType, Policy, Queue
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words import counts
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value
from simulation.core.world import World, all_classes
from simulation.files.entry_types import TableRef
from simulation.files.interval_table import read_named
from simulation.files.staff_entries import AgentEntry, GroupEntry
from simulation.files.staff_file_keys import StaffDocument
from simulation.measuring.results import Goal
from simulation.shifts.scheduled import scheduled
from simulation.staff.agent_table import GROUP, ID, MOST, POOLS, is_setting, label_types, pools_in, queues_in
from simulation.staff.staff_file import require_header, staff_plan


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the staff file at ``path``, with the skills, pools and tiers of ``policy``, or with any.

    Raises
    ------
    InputError
    """
    document = read_document(path)
    require_header(document, "staff/1")
    entry = validate(document, StaffDocument)
    rules = policy if policy is not None else _any_names(document, entry, path.parent)
    plan = staff_plan(document, entry, rules, path.parent)
    name = entry.name or path.stem
    sentences = [text("The staff file {name} is right.", name=name)]
    tables: tuple[CheckTable, ...] = ()
    if entry.as_seen is None:
        world = plan.world(all_classes(rules))
        sentences += [staff_sentence(world), *attendance_sentences(world)]
        tables = (group_table(world),)
    else:
        sentences.append(text("Who works when is taken from the records of the day that is replayed."))
    warnings = []
    if policy is None:
        warnings.append(text("Skills, pools and tiers were not compared with a policy: name one to have that done."))
    else:
        sentences += goal_sentences(plan.goals)
    return Checked("staff", name, tuple(sentences), tuple(warnings), tables)


def staff_sentence(world: World) -> str:
    """How many agents there are and how many work at the same time."""
    if world.hours is not None:
        heads = scheduled(world, expected=True)
        return text(
            "{agents} in {groups}; at work in an interval, on average: between {least} and {most}.",
            agents=counts.agents(len(world.agents)),
            groups=counts.groups(len(world.group_names)),
            least=f"{heads.min():.1f}",
            most=f"{heads.max():.1f}",
        )
    staff = world.staff.sum(axis=0)
    if staff.min() == staff.max():
        return text(
            "{agents} in {groups}; at work all day: {most}.",
            agents=counts.agents(len(world.agents)),
            groups=counts.groups(len(world.group_names)),
            most=int(staff.max()),
        )
    return text(
        "{agents} in {groups}; at work at the same time: between {least} and {most}.",
        agents=counts.agents(len(world.agents)),
        groups=counts.groups(len(world.group_names)),
        least=int(staff.min()),
        most=int(staff.max()),
    )


def attendance_sentences(world: World) -> list[str]:
    """How many of the agents are absent or late on average; nothing where nobody ever is."""
    chances = world.attendance
    if chances is None:
        return []
    late = (chances.late * (1 - chances.absent)).sum()
    return [
        text(
            "On average {absent} of the agents are absent on a day, and {late} come late.",
            absent=f"{chances.absent.sum():.1f}",
            late=f"{late:.1f}",
        )
    ]


def goal_sentences(goals: Sequence[Goal]) -> list[str]:
    """The goals in words."""
    return [
        text(
            "Goal {name}: of each interval's arrivals ({tiers}) {percent} % are answered within {seconds} s.",
            name=goal.name,
            percent=f"{goal.share * 100:g}",
            tiers=", ".join((*goal.tiers, *goal.channels)),
            seconds=f"{goal.within_s:g}",
        )
        for goal in goals
    ]


def group_table(world: World) -> CheckTable:
    """The groups: how many agents, what they can do."""
    rows: list[tuple[Value, ...]] = []
    several = any(agent.capacity > 1 for agent in world.agents)
    digits = 0 if world.hours is None else 1
    for number, name in enumerate(world.group_names):
        own = world.agent_group == number
        members = [world.agents[agent] for agent in np.flatnonzero(own)]
        heads = scheduled(world, own, expected=True)
        skills = sorted({(skill, level) for agent in members for skill, level in agent.skills.items()})
        pools = list(dict.fromkeys(pool for agent in members for pool in agent.pools))
        units = [agent.capacity for agent in members]
        rows.append(
            (
                name,
                len(members),
                float(heads.min()) if digits else round(heads.min()),
                float(heads.max()) if digits else round(heads.max()),
                ", ".join(f"{skill} {levels}" for skill, levels in _levels(skills)),
                ", ".join(pools),
                *([_range(units)] if several else []),
            )
        )
    columns = (
        Column(text("group")),
        Column(text("agents"), 0),
        Column(text("least at work"), digits),
        Column(text("most at work"), digits),
        Column(text("skills and levels")),
        Column(text("pools")),
        *([Column(text("units of capacity"))] if several else []),
    )
    return CheckTable(text("Agent groups"), columns, tuple(rows))


def _levels(skills: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Each skill with its lowest and highest level."""
    levels: dict[str, list[int]] = {}
    for skill, level in skills:
        levels.setdefault(skill, []).append(level)
    return [(skill, _range(held)) for skill, held in levels.items()]


def _range(values: Sequence[int]) -> str:
    """The least and the greatest value, or the only one."""
    if not values:
        return ""
    return str(min(values)) if min(values) == max(values) else f"{min(values)}-{max(values)}"


def _any_names(document: Document, entry: StaffDocument, folder: Path) -> Policy:
    """A policy that has every name that the file uses, to check all the rest."""
    listed = entry.agents if isinstance(entry.agents, list) else []
    terms: list[GroupEntry | AgentEntry] = [*entry.groups.values(), *listed]
    skills = [skill for each in terms for skill in each.skills]
    pools = [pool for each in terms for pool in each.pools or ()]
    channels = [*(channel for each in terms for channel in each.most), *filter(None, entry.answer_delay_s)]
    queues = [queue for each in terms for queue in (*(each.queue_order or ()), *(each.delay_s or ()))]
    labels = {label: _type_of(value) for each in reversed(terms) for label, value in each.labels.items()}
    if isinstance(entry.agents, TableRef):
        table = read_named(document, ("agents",), entry.agents, folder)
        skills += [column for column in table.columns if column not in (ID, GROUP, POOLS) and not is_setting(column)]
        pools += [name for _, cells in table.rows for name in pools_in(table, cells)]
        channels += [column.removeprefix(MOST) for column in table.columns if column.startswith(MOST)]
        queues += queues_in(table)
        labels = {**label_types(table), **labels}
    tiers = [tier for goal in entry.goals for tier in goal.tier] or ["any"]
    problems = ["any", *(entry.speed.skill if entry.speed else ())]
    skills += entry.speed.skill.values() if entry.speed else ()
    names = [tuple(dict.fromkeys(part)) for part in (problems, tiers, channels or ["any"], skills, pools)]
    rules = tuple(Queue(name) for name in dict.fromkeys([*queues, "any"]))
    return Policy("", names[0], names[1], names[2], names[3], names[4], rules, labels=tuple(labels.items()))


def _type_of(value: LabelValue) -> LabelType:
    if isinstance(value, bool):
        return LabelType.YES_NO
    return LabelType.NUMBER if isinstance(value, int) else LabelType.TEXT
