"""What a file says of agents who are called in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routing.errors import BadValue, Contradiction, UnknownName
from routing.model import DAY_US, NEVER, SECOND
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.call_in import CallIn
from simulation.core.hours import MINUTE
from simulation.core.world import MAX_AGENTS, Group, group_agents, shift_sizes
from simulation.files.run_days import run_of
from simulation.files.scenario_file import ScenarioDocument
from simulation.files.staff_entries import CallInEntry
from simulation.files.vocabulary import number_of


def with_reserves(document: Document, entry: ScenarioDocument, groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups, with those besides their planned agents who may be called in.

    Raises
    ------
    InputError
        When a group is not there, or does not say what its unnamed agents know; or there are too many agents.
    """
    found = {group.name: group for group in groups}
    for name, each in entry.call_in.items():
        path: Path = ("call_in", name)
        if each.group not in found:
            rule = text("there is no such group")
            raise document.error((*path, "group"), rule, value=each.group, known=list(found), kind=UnknownName)
        group, heads = found[each.group], max(_heads(entry, each))
        if group.members and not group.skills and any(agent.skills for agent in group.members):
            rule = text("the group must have skills, for its agents without names")
            raise document.error((*path, "group"), rule, value=each.group, kind=Contradiction)
        if not heads:
            rule = text("none of them works on any date: days say so of the staff of {group}", group=each.group)
            raise document.error((*path, "agents"), rule, value=each.agents, kind=Contradiction)
        called = group_agents(
            replace(group, name=f"{group.name}-{name}", staff=(heads,), members=(), hours=(), reserves=())
        )
        found[each.group] = replace(group, reserves=(*group.reserves, called))
        ids = [agent.id for other in found.values() for agent in group_agents(other)]
        if len(ids) > MAX_AGENTS:
            rule = text("there must be at most {limit} agents, those called in among them", limit=MAX_AGENTS)
            raise document.error((*path, "agents"), rule, value=each.agents, kind=BadValue)
        if len(set(ids)) < len(ids):
            rule = text("its agents would have the same ids as others: call it something else")
            raise document.error(path, rule, value=NO_VALUE, kind=Contradiction)
    return tuple(found.values())


def _heads(entry: ScenarioDocument, each: CallInEntry) -> list[int]:
    """How many may be called on each date, as on it so many of the group's staff work; of one day, what is written."""
    run = run_of(entry.day)
    return [each.agents] if run is None else [day.heads(each.group, each.agents) for day in run.dates]


def read_call_ins(
    document: Document, entry: ScenarioDocument, policy: Policy, groups: Sequence[Group]
) -> tuple[CallIn, ...]:
    """Who comes when: the call-ins in the order of the file, each on every date on which somebody may be called.

    Parameters
    ----------
    document, entry, policy
        The file, what stands in it, and whose queues it names.
    groups
        With their reserves.

    Raises
    ------
    UnknownName
        When there is no such queue.
    """
    queues, first, used = [queue.name for queue in policy.queues], {}, 0
    for group in groups:
        sizes = shift_sizes(group)
        first[group.name] = used + len(sizes) - len(group.reserves)
        used += len(sizes)
    open_us = entry.day.written.interval_min * entry.day.written.intervals * MINUTE
    found = []
    for name, each in entry.call_in.items():
        queue = number_of(document, ("call_in", name, "queue"), each.queue, queues)
        like = _call_in(each, queue, first[each.group], stays=entry.after_close == "stay")
        for day, heads in enumerate(_heads(entry, each)):
            if heads:
                opens = day * DAY_US
                found.append(replace(like, agents=heads, opens_us=opens, closes_us=opens + open_us))
        first[each.group] += 1
    return tuple(found)


def _call_in(each: CallInEntry, queue: int, shift: int, *, stays: bool) -> CallIn:
    return CallIn(
        queue,
        shift,
        each.agents,
        waiting=NEVER if each.at_waiting is None else each.at_waiting,
        wait_us=_us(each.at_wait_s),
        after_us=_us(each.after_s),
        length_us=_us(each.for_s),
        most=each.most,
        every_us=_us(each.look_every_s),
        stays=stays,
    )


def _us(seconds: float | None) -> int:
    return NEVER if seconds is None else round(seconds * SECOND)
