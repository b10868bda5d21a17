"""Agents, their skills and when they were there, inferred from the contacts that they handled.

This is leakage: it knows who was there because it saw them answer. It is right for asking whether the simulated rules
explain a day, and wrong for asking how well a day can be foretold.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, UnknownName
from routing.model import SECOND, Agent
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.files.staff_file_keys import AsSeen, SeenGroup
from simulation.files.vocabulary import number_of
from simulation.replay.pauses import Pauses, handled_by, pauses
from simulation.replay.recorded_day import UNKNOWN, Contacts, RecordedDay

Steps = NDArray[np.int32]


class SeenStaff:
    """Who was there on a recorded day.

    Parameters
    ----------
    document, entry
        The staff file, and its part ``as_seen``.
    policy
        Whose skills and pools it names.
    day
        The records.
    """

    def __init__(self, document: Document, entry: AsSeen, policy: Policy, day: RecordedDay) -> None:
        self.document, self.entry, self.policy, self.day = document, entry, policy, day
        if day.close_us % (entry.step_s * SECOND):
            rule = text("must divide the opening hours of {hours} s", hours=day.close_us // SECOND)
            raise document.error(("as_seen", "step_s"), rule, value=entry.step_s, kind=BadValue)
        self.step_us = entry.step_s * SECOND
        self._skills = self._skill_of_problems()
        contacts = day.contacts
        seen = pauses(contacts, round(entry.away_after_s * SECOND))
        self._away = _by_contact(len(contacts), seen, self._is_break(seen))
        self._members = self._grouped(contacts)

    def agents(self) -> tuple[tuple[Agent, ...], NDArray[np.int32], Steps]:
        """The agents, the number of each one's group, ascending, and in which steps each is there.

        Returns
        -------
        agents
            Group after group.
        groups
            Shape (agents,).
        steps
            1 or 0, shape (agents, steps of the day).
        """
        agents, groups, rows = [], [], []
        for number, (name, members) in enumerate(self._members.items()):
            rule = self.entry.groups[name]
            for agent, skills, steps in members:
                agents.append(Agent(self.day.agents[agent], skills, self._pools(name, rule)))
                groups.append(number)
                rows.append(steps)
        return tuple(agents), np.array(groups, np.int32), np.array(rows, np.int32)

    def _is_break(self, seen: Pauses) -> NDArray[np.bool_]:
        away = seen.end - seen.start > self.entry.break_min * 60 * SECOND
        if self.entry.left_waiting_s is not None:
            away |= seen.waited_late > self.entry.left_waiting_s * SECOND
        return away

    def _skill_of_problems(self) -> dict[int, str]:
        """The skill that answering a problem shows; none for a problem that the file leaves out."""
        policy, path = self.policy, ("as_seen", "skills")
        if self.entry.skills is None:
            return {number: name for number, name in enumerate(policy.problems) if name in policy.skills}
        found = {}
        for problem, skill in self.entry.skills.items():
            number = number_of(self.document, (*path, problem), problem, policy.problems)
            number_of(self.document, (*path, problem), skill, policy.skills)
            found[number] = skill
        return found

    def _grouped(self, contacts: Contacts) -> dict[str, list[tuple[int, dict[str, int], Steps]]]:
        """Group to (agent, skills, steps) for everybody who was there in some step, by id."""
        for group, rule in self.entry.groups.items():
            for key in ("served", "only"):
                for problem in getattr(rule, key):
                    number_of(self.document, ("as_seen", "groups", group, key), problem, self.policy.problems)
            known = self.day.agents
            for agent in rule.agents:
                if agent not in known:
                    place = ("as_seen", "groups", group, "agents")
                    raise self.document.error(
                        place, text("answered no contact on that day"), value=agent, known=known, kind=UnknownName
                    )
        members: dict[str, list[tuple[int, dict[str, int], Steps]]] = {name: [] for name in self.entry.groups}
        for agent in np.unique(contacts.agent[contacts.agent != UNKNOWN]).tolist():
            own = handled_by(contacts, agent)
            steps = self._steps(contacts, own)
            if steps.any():
                served = Counter(contacts.problem[own].tolist())
                members[self._group(agent, served)].append((agent, self._trained(served), steps))
        if not any(members.values()):
            rule_of_all = text("no agent answered a contact on that day, so nobody was seen")
            raise self.document.error(("as_seen",), rule_of_all, value=NO_VALUE, kind=Contradiction)
        return {name: found for name, found in members.items() if found}

    def _steps(self, contacts: Contacts, own: NDArray[np.int64]) -> Steps:
        """In which steps the agent of the contacts ``own`` was there: from the first answer after a break to the last.

        A shift or a part of it ends at some moment of the last contact, which the agent then finishes, as leaving
        agents do in the simulation: the middle of that contact stands for it.
        """
        steps = np.zeros(self.day.close_us // self.step_us, np.int32)
        starts_block = np.append(True, self._away[own[:-1]])
        for block in np.split(own, np.flatnonzero(starts_block)[1:]):
            ended = contacts.ended[block]
            last_one = block[ended.argmax()]
            first, last = contacts.left_queue[block].min(), (contacts.left_queue[last_one] + ended.max()) // 2
            steps[max(0, first // self.step_us) : max(0, last // self.step_us + 1)] = 1
        return steps

    def _trained(self, served: Counter[int]) -> dict[str, int]:
        """The skills that an agent's contacts show."""
        enough = [problem for problem, count in served.items() if count >= self.entry.least_contacts]
        chosen = enough or [problem for problem, _ in served.most_common(1)]
        skills = {self._skills[problem] for problem in chosen if problem in self._skills}
        return dict.fromkeys(sorted(skills), self.entry.level)

    def _group(self, agent: int, served: Counter[int]) -> str:
        """The first group whose rule an agent fits."""
        names = {self.policy.problems[problem] for problem in served}
        for group, rule in self.entry.groups.items():
            if rule.agents and self.day.agents[agent] not in rule.agents:
                continue
            if names.issuperset(rule.served) and (not rule.only or names.issubset(rule.only)):
                return group
        rule_of_all = text("an agent fits none of the groups: let the last one admit everybody")
        path = ("as_seen", "groups")
        raise self.document.error(path, rule_of_all, value=", ".join(sorted(names)), kind=Contradiction)

    def _pools(self, group: str, rule: SeenGroup) -> tuple[str, ...]:
        """The pools given, else the one with the group's name where the policy has it."""
        if rule.pools is None:
            return (group,) if group in self.policy.pools else ()
        for index, pool in enumerate(rule.pools):
            number_of(self.document, ("as_seen", "groups", group, "pools", index), pool, self.policy.pools)
        return tuple(rule.pools)

    @property
    def group_names(self) -> tuple[str, ...]:
        """The groups that have agents, in the order of their numbers."""
        return tuple(self._members)


def _by_contact(contacts: int, seen: Pauses, marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Marks of pauses at the contacts before them."""
    found = np.zeros(contacts, np.bool_)
    found[seen.contact[marks]] = True
    return found
