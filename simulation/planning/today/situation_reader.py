"""Reads who waits and what agents are busy with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction
from routing.model import SECOND, Agent
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.core.coverage import class_queues
from simulation.files.vocabulary import admitted_classes, entry_path, number_of
from simulation.planning.today.able import may_be_given
from simulation.planning.today.situation import GroupNow, Held, Situation, Waiting
from simulation.planning.today.staff_plan import Heads
from simulation.planning.today.times_reader import group_number
from simulation.planning.today.today_file import GroupEntry, HeldEntry, TodayDocument, WaitingEntry
from simulation.scenario import Scenario


class SituationReader:
    """Reads the keys ``waiting`` and ``groups``.

    Parameters
    ----------
    document, scenario
        The file, and what it is about.
    now_us
        Microseconds from the opening.
    planned
        Heads of each group now, known changes included.
    """

    def __init__(self, document: Document, scenario: Scenario, now_us: int, planned: Heads) -> None:
        self.document, self.scenario, self.now_us, self.planned = document, scenario, now_us, planned
        self.queues = [queue.name for queue in scenario.policy.queues]
        self.entered = class_queues(scenario.world)
        self.expected: NDArray[np.bool_] = scenario.expected.sum(axis=1) > 0

    def read(self, entry: TodayDocument) -> Situation:
        """The situation.

        Raises
        ------
        InputError
            When a name is not there, a time is longer than the day is old, or agents have more than they can have.
        """
        waiting = [
            self._waiting(entry_path(self.document, ("waiting",), number), said)
            for number, said in enumerate(entry.waiting or ())
        ]
        said_groups = entry.groups or {}
        names = self.scenario.world.group_names
        for name in said_groups:
            if name not in names:
                group_number(self.document, ("groups", name), name, self.scenario)
        groups = tuple(
            self._group(number, ("groups", name), said_groups.get(name, GroupEntry()))
            for number, name in enumerate(names)
        )
        return Situation(tuple(each for each in waiting if each.count), groups)

    def _waiting(self, path: Path, said: WaitingEntry) -> Waiting:
        number_of(self.document, (*path, "queue"), said.queue, self.queues)
        if said.longest_s is None and said.count:
            rule = text("must say how long the one has waited who has waited longest: longest_s")
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        longest = round((said.longest_s or 0.0) * SECOND)
        self._check_age((*path, "longest_s"), longest)
        classes = self._classes(path, said, [said.queue])
        return Waiting(said.count, longest, classes)

    def _group(self, number: int, path: Path, said: GroupEntry) -> GroupNow:
        present = int(self.planned[number]) if said.present is None else said.present
        held = tuple(
            self._held(number, entry_path(self.document, (*path, "contacts"), place), each)
            for place, each in enumerate(said.contacts)
        )
        kinds = self._kinds(number)
        room = max((agent.capacity for agent in kinds), default=1)
        busy = said.busy if said.busy is not None or not held else min(len(held), present)
        if busy is not None and busy > present:
            rule = text("must not be more than the {present} agents who are there", present=present)
            raise self.document.error((*path, "busy"), rule, value=busy, kind=Contradiction)
        if len(held) > (present if busy is None else busy) * room:
            rule = text(
                "must not be more contacts than the {busy} busy agents can have", busy=present if busy is None else busy
            )
            raise self.document.error((*path, "contacts"), rule, value=len(held), kind=Contradiction)
        if present and not kinds:
            rule = text("the scenario has no agent of this group at any time: correct its staff")
            raise self.document.error((*path, "present"), rule, value=present, kind=Contradiction)
        return GroupNow(present, busy, held, counted=said.present is not None)

    def _held(self, group: int, path: Path, said: HeldEntry) -> Held:
        if (said.talk_s is None) == (said.wrap_up_s is None):
            rule = text("must have exactly one of: {keys}", keys="talk_s, wrap_up_s")
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        key = "wrap_up_s" if said.talk_s is None else "talk_s"
        elapsed = round(float(getattr(said, key)) * SECOND)
        self._check_age((*path, key), elapsed)
        for name in said.queue:
            number_of(self.document, (*path, "queue"), name, self.queues)
        classes = self._classes(path, said, said.queue) & self._may_have(group)
        if not classes.any():
            rule = text("no agent of the group can have such a contact")
            raise self.document.error(path, rule, value=NO_VALUE, kind=Contradiction)
        return Held(elapsed, said.wrap_up_s is not None, classes)

    def _may_have(self, group: int) -> NDArray[np.bool_]:
        """Which classes some agent of the group may be given, past the routing steps."""
        found = np.zeros(len(self.entered), np.bool_)
        for agent in self._kinds(group):
            found |= may_be_given(self.scenario.world, agent)
        return found

    def _kinds(self, group: int) -> list[Agent]:
        """The agents of a group, of those who are alike one."""
        world = self.scenario.world
        start, end = np.searchsorted(world.agent_group, [group, group + 1]).tolist()
        return list({repr(replace(agent, id="")): agent for agent in world.agents[start:end]}.values())

    def _classes(self, path: Path, said: WaitingEntry | HeldEntry, queues: list[str]) -> NDArray[np.bool_]:
        """The classes that an entry may mean, of those that the scenario expects."""
        scenario = self.scenario
        members = admitted_classes(self.document, path, said, scenario.policy, scenario.world.classes)
        members = members & np.array([not queues or queue.name in queues for queue in self.entered], np.bool_)
        if not (members & self.expected).any():
            rule = text("no contact of the scenario is meant")
            raise self.document.error(path, rule, value=NO_VALUE, kind=BadValue)
        return members & self.expected

    def _check_age(self, path: Path, age_us: int) -> None:
        if age_us > self.now_us:
            rule = text("must not be longer ago than the opening, {seconds} s", seconds=self.now_us // SECOND)
            raise self.document.error(path, rule, kind=Contradiction)
