"""A simulated day cut at some hour: what an observer sees of it, and what it is exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import Presence
from simulation.core.records import Facts, Outcome
from simulation.core.world import World
from simulation.measuring.verdict import goal_members
from simulation.planning.today.question import SoFar
from simulation.planning.today.seen import Volumes, nothing_counted, queues_of_classes
from simulation.planning.today.situation import GroupNow, Held, Situation, Waiting
from simulation.planning.today.stage import HAND, Now
from simulation.scenario import Scenario


@dataclass(frozen=True)
class Cut:
    """A day, cut at ``now_us``."""

    scenario: Scenario
    facts: Facts
    now_us: int

    @property
    def world(self) -> World:
        return self.scenario.world

    @property
    def in_hand(self) -> NDArray[np.int64]:
        """Rows of the contacts that agents have in hand."""
        records = self.facts.records
        began = (records["outcome"] == Outcome.ANSWERED) & (records["answered"] <= self.now_us)
        return np.flatnonzero(began & (records["done"] > self.now_us))

    @property
    def waits(self) -> NDArray[np.int64]:
        """Rows of the contacts that wait."""
        return np.flatnonzero(
            (self.facts.contacts["arrival"] < self.now_us) & (self.facts.records["left"] > self.now_us)
        )

    def places(self) -> dict[int, int]:
        """The how manieth of the busy agents of their group each busy agent is."""
        found: dict[int, int] = {}
        for agent in np.unique(self.facts.records["agent"][self.in_hand]).tolist():
            found[agent] = sum(self.world.agent_group[other] == self.world.agent_group[agent] for other in found)
        return found

    def idle(self) -> list[tuple[int, int]]:
        """(since when, who) of each agent who is there and free, the one who is free longest first."""
        last: dict[int, tuple[int, int]] = {}
        for row in self.facts.states[self.facts.states["time"] <= self.now_us]:
            last[int(row["agent"])] = int(row["time"]), int(row["presence"])
        busy, records = self.places(), self.facts.records
        found = []
        for agent, (since, presence) in last.items():
            if presence == Presence.READY and agent not in busy:
                own = records["done"][(records["agent"] == agent) & (records["done"] <= self.now_us)]
                found.append((max(since, int(own.max(initial=0))), agent))
        return sorted(found)

    def exactly(self) -> Now:
        """The state, with all that is still to come of it."""
        records, places = self.facts.records, self.places()
        rows = np.zeros(len(self.in_hand), HAND)
        for row, number in zip(rows, self.in_hand.tolist(), strict=True):
            record = records[number]
            row["group"] = self.world.agent_group[record["agent"]]
            row["agent"] = places[int(record["agent"])]
            row["cls"] = self.facts.contacts["cls"][number]
            row["talk"] = record["talk_end"] - self.now_us
            row["wrap_up"] = record["done"] - record["talk_end"]
        rows = rows[np.lexsort((rows["agent"], rows["group"]))]
        idle = np.array([self.world.agent_group[agent] for _, agent in self.idle()], np.int64)
        return Now(rows, idle, self.facts.contacts[self.waits], self.there(rows, idle))

    def there(self, hands: Rows, idle: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """The numbers of the agents who are there; dealt anew, the first of each group, where heads say it."""
        groups = len(self.world.group_names)
        if self.world.hours is not None:
            order = [*self.places(), *(agent for _, agent in self.idle())]
            return tuple(np.array([a for a in order if self.world.agent_group[a] == group]) for group in range(groups))
        counts = np.bincount(idle, minlength=groups)
        busy = np.zeros(groups, np.int64)
        np.maximum.at(busy, hands["group"], hands["agent"] + 1)
        first = np.searchsorted(self.world.agent_group, np.arange(groups))
        return tuple(at + np.arange(count) for at, count in zip(first, counts + busy, strict=True))

    def seen(self, *, with_times: bool) -> Situation:
        """What an observer sees: numbers, and how long each talk has lasted where they look closely."""
        contacts, records = self.facts.contacts, self.facts.records
        queue_of = queues_of_classes(self.world)
        waiting = []
        for queue in np.unique(queue_of[contacts["cls"][self.waits]]).tolist():
            own = self.waits[queue_of[contacts["cls"][self.waits]] == queue]
            longest = int((self.now_us - contacts["arrival"][own]).max())
            waiting.append(Waiting(len(own), longest, queue_of == queue))
        groups = []
        in_group = self.world.agent_group[records["agent"][self.in_hand]]
        free = np.bincount([self.world.agent_group[agent] for _, agent in self.idle()] or [0], minlength=99)
        free[0] -= not self.idle()
        for group in range(len(self.world.group_names)):
            held = tuple(self._held(number) for number in self.in_hand[in_group == group].tolist())
            busy = len(np.unique(records["agent"][self.in_hand[in_group == group]]))
            groups.append(GroupNow(busy + int(free[group]), busy, held if with_times else ()))
        return Situation(tuple(waiting), tuple(groups))

    def _held(self, number: int) -> Held:
        record = self.facts.records[number]
        classes = np.arange(len(self.world.classes)) == self.facts.contacts["cls"][number]
        wraps_up = bool(record["talk_end"] <= self.now_us)
        since = record["talk_end"] if wraps_up else record["answered"]
        return Held(self.now_us - int(since), wraps_up, classes)

    def volumes(self) -> Volumes:
        """What has come, by queue and interval."""
        found = nothing_counted(len(self.scenario.policy.queues), self.scenario.n_intervals)
        begun = -(-self.now_us // self.scenario.interval_us)
        found.counts[:, :begun] = 0
        before = self.facts.contacts[self.facts.contacts["arrival"] < self.now_us]
        queue_of = queues_of_classes(self.world)
        np.add.at(found.counts, (queue_of[before["cls"]], before["arrival"] // self.scenario.interval_us), 1)
        return found

    def so_far(self) -> tuple[SoFar, ...]:
        """What has come of each goal, as far as it is decided."""
        contacts, records = self.facts.contacts, self.facts.records
        over = records["left"] < self.now_us
        return tuple(
            _so_far(contacts, records, over & goal_members(goal, self.world)[contacts["cls"]], goal.within_s)
            for goal in self.scenario.goals
        )

    def share_of_rest(self, goal: int) -> float:
        """A goal's share of those who come from now on."""
        contacts, records = self.facts.contacts, self.facts.records
        chosen = goal_members(self.scenario.goals[goal], self.world)[contacts["cls"]]
        found = _so_far(contacts, records, chosen & (contacts["arrival"] >= self.now_us), 30.0)
        return found.in_time / found.offered


def _so_far(contacts: Rows, records: Rows, chosen: NDArray[np.bool_], within_s: float) -> SoFar:
    answered = chosen & (records["outcome"] == Outcome.ANSWERED)
    in_time = answered & (records["answered"] - contacts["arrival"] <= within_s * 1_000_000)
    return SoFar(int(chosen.sum()), int(in_time.sum()))
