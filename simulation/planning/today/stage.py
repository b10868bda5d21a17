"""The state of some hour on the engine's stage: who waits, who talks to whom, who is free, from an empty start.

The engine begins its day with nobody in. What is the case at ``now`` is brought about before it, by the engine's own
commands, so that nothing in it is special:

1. Just behind the opening the agents who are busy now sign on one by one. Each is given what they have in hand now, by
   hand, as a supervisor does; the talk lasts until ``now`` and for what is left of it. Who could take more contacts at
   once is given stand-ins, which end just before ``now``. So they are all taken.
2. Those who wait now arrive at their own time. Nobody is free, so they wait, and their routing steps run.
3. In the last microseconds before ``now`` the agents sign on who are free now, the one who is free longest first.

From ``now`` on the day goes on as it would: contacts that come, staff that changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import NEVER
from routing.policy import WrapUp
from simulation.core.coverage import class_queues
from simulation.core.records import CONTACT, MAX_CLASSES
from simulation.core.world import World
from simulation.engines.engine import CHANGE
from simulation.planning.today.stage_classes import shown_to, with_hands

STEP_US = 1000
"""From one agent who signs on behind the opening to the next."""

HAND = np.dtype(
    [
        ("group", np.int32),
        ("agent", np.int32),  # the how manieth busy agent of the group, from 0
        ("cls", np.int32),
        ("talk", np.int64),  # ends so long after now; 0 or less: it ended so long ago, and the wrap-up goes on
        ("wrap_up", np.int64),  # all of it
    ],
    align=True,
)
"""A contact that an agent has in hand; microseconds of that agent's own time. Rows are sorted by (group, agent)."""


class Now(NamedTuple):
    """What is the case at an hour.

    Parameters
    ----------
    hands
        Dtype ``HAND``.
    idle
        The group of each agent who is free, the one who is free longest first.
    waiting
        Dtype ``CONTACT``, sorted by arrival, all before now.
    there
        By group: the numbers of the agents who are there, those who are busy first.
    """

    hands: Rows
    idle: NDArray[np.int64]
    waiting: Rows
    there: Sequence[NDArray[np.int64]]

    def busy(self) -> NDArray[np.int64]:
        """Busy agents of each group."""
        found = np.zeros(len(self.there), np.int64)
        np.maximum.at(found, self.hands["group"], self.hands["agent"] + 1)
        return found

    def agents(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The number of the agent of each row of ``hands`` and of ``idle``."""
        empty = np.zeros(0, np.int64)
        first = np.cumsum([0, *map(len, self.there)])
        everybody = np.concatenate([empty, *self.there])
        free, busy = np.zeros(len(self.idle), np.int64), self.busy()
        for group in np.unique(self.idle).tolist():
            own = self.idle == group
            free[own] = first[group] + busy[group] + np.arange(np.count_nonzero(own))
        return everybody[first[self.hands["group"]] + self.hands["agent"]], everybody[free]


@dataclass(frozen=True, slots=True)
class Stage:
    """A world on which a day can begin in its middle. Made by :func:`stage`.

    Parameters
    ----------
    world
        Has, behind its own classes, one for each of them in the hands of each block of agents.
    own
        How many classes are its own.
    now_us
        When the day begins.
    block
        The block of each agent: a group, or one agent where agents have several contacts at once.
    stand_ins
        By agent who has several contacts at once: classes of contacts that take up what room is left.
    """

    world: World
    own: int
    now_us: int
    block: NDArray[np.int64]
    stand_ins: Mapping[int, Sequence[int]]

    def set(self, now: Now, jitter: NDArray[np.float64]) -> tuple[Rows, Rows]:
        """Contacts and changes of staff that bring about a state: dtypes ``CONTACT`` and ``CHANGE``.

        Parameters
        ----------
        now
            The state.
        jitter
            Uniform on [0, 1), one for each row of ``hands``: by so much of its place a contact comes later, so that
            what chance decides about it differs from day to day.
        """
        agents, free = now.agents()
        by_number = np.argsort(agents, kind="stable")  # the order in which they sign on
        agents, hands, jitter = agents[by_number], now.hands[by_number], jitter[by_number]
        numbers, places, beside = np.unique(agents, return_inverse=True, return_counts=True)
        step = max(20, min(STEP_US, self.now_us // (4 * (len(numbers) + 1))))
        contacts = self._hand_contacts(hands, agents, places, beside, step, jitter)
        waiting = now.waiting.copy()
        end = (len(numbers) + 2) * step
        late = waiting["arrival"] < end
        waiting["patience"][late] -= np.where(waiting["patience"][late] < NEVER, end - waiting["arrival"][late], 0)
        waiting["arrival"][late] = end
        beyond = self._stand_ins(numbers, step, len(now.idle))
        rows = np.concatenate([contacts, beyond, waiting])
        changes = np.zeros(len(numbers) + len(now.idle), CHANGE)
        changes["heads"] = 1
        changes["time"][: len(numbers)] = step * np.arange(1, len(numbers) + 1)
        changes["group"][: len(numbers)] = self.world.agent_shift[numbers]
        changes["time"][len(numbers) :] = self.now_us - np.arange(len(now.idle), 0, -1)
        changes["group"][len(numbers) :] = self.world.agent_shift[free]
        return rows[np.argsort(rows["arrival"], kind="stable")], changes

    def _hand_contacts(
        self,
        hands: Rows,
        agents: NDArray[np.int64],
        places: NDArray[np.int64],
        beside: NDArray[np.int64],
        step: int,
        jitter: NDArray[np.float64],
    ) -> Rows:
        """What agents have in hand, as contacts that come when they have just signed on."""
        rows = np.zeros(len(hands), CONTACT)
        order = np.arange(len(hands)) - np.searchsorted(places, places)  # among those of the same agent
        room = (step * 3 // 4 - 2) // beside[places]
        rows["arrival"] = step * (places + 1) + 1 + order * room + (jitter * np.maximum(room - 1, 0)).astype(np.int64)
        rows["cls"] = self.own * (1 + self.block[agents]) + hands["cls"]
        rows["patience"], rows["preferred"] = NEVER, -1
        pace = self.world.pace[agents, rows["cls"]].astype(np.int64) * self._factors(hands, beside[places]) // 1000
        rows["work"] = _own_time(np.maximum(self.now_us + hands["talk"] - rows["arrival"], 0), pace)
        rows["wrap_up"] = _own_time(hands["wrap_up"], self.world.pace[agents, rows["cls"]].astype(np.int64))
        return rows

    def _stand_ins(self, numbers: NDArray[np.int64], step: int, idle: int) -> Rows:
        """What takes up the room that busy agents have left, until just before now; who finds none goes at once."""
        found = [
            (step * (place + 1) + step * 3 // 4, cls)
            for place, agent in enumerate(numbers.tolist())
            for cls in self.stand_ins.get(agent, ())
        ]
        rows = np.zeros(len(found), CONTACT)
        if found:
            rows["arrival"], rows["cls"] = np.array(found).T
        rows["patience"], rows["preferred"] = 1, -1
        agents = np.array([agent for agent in numbers.tolist() for _ in self.stand_ins.get(agent, ())], np.int64)
        pace = self.world.pace[agents, rows["cls"]].astype(np.int64)
        queues = class_queues(self.world) if found else []
        fixed = [queues[cls].wrap_up_us if queues[cls].wrap_up is WrapUp.FIXED else 0 for cls in rows["cls"]]
        lasts = self.now_us - idle - 2 - rows["arrival"] - np.array(fixed, np.int64)
        rows["work"] = np.maximum(lasts, 0) * 1000 // np.maximum(pace, 1)
        return rows

    def _factors(self, hands: Rows, beside: NDArray[np.int64]) -> NDArray[np.int64]:
        """How much longer a talk takes, per mille, because its agent talks to so many at once."""
        assert self.world.behaviours is not None
        does, factors = self.world.behaviours.rows[hands["cls"]], self.world.behaviours.factors
        found = np.full(len(hands), 1000, np.int64)
        has = does["n_factors"] > 0
        place = does["first_factor"] + np.minimum(beside, does["n_factors"]) - 1
        found[has] = factors["per_mille"][place[has]]
        return found


def _own_time(time: NDArray[np.int64], pace: NDArray[np.int64]) -> NDArray[np.int64]:
    """The contact's own time that takes so long with an agent of that pace, per mille."""
    return np.asarray(-(-time * 1000 // np.maximum(pace, 1)))


def stage(world: World, now_us: int) -> Stage:
    """A stage for a world of one day, with so many agents in each group as there are at any time from ``now_us`` on.

    Raises
    ------
    ValueError
        When it would have too many classes of contacts.
    """
    own, groups = len(world.classes), len(world.group_names)
    first = np.searchsorted(world.agent_group, np.arange(groups))
    sizes = np.bincount(world.agent_group, minlength=groups)
    block = np.zeros(len(world.agents), np.int64)
    members: list[list[int]] = []
    several_at_once: list[int] = []
    for at, size in zip(first.tolist(), sizes.tolist(), strict=True):
        agents = list(range(at, at + size))
        alone = size > 0 and all(agent.capacity == 1 for agent in world.agents[at : at + size])
        for several in [agents] if alone else [[agent] for agent in agents]:
            block[several] = len(members)
            members.append(several)
        several_at_once += [] if alone else agents
    shown = shown_to(world, several_at_once)
    stand_ins = {
        agent: [own * (1 + len(members) + place) + cls for cls in shown[agent]]
        for place, agent in enumerate(several_at_once)
    }
    times = 1 + len(members) + len(several_at_once)
    if own * times > MAX_CLASSES:
        raise ValueError(f"{own} classes in {times} blocks of agents are too many")
    blocks = [*members, *([agent] for agent in several_at_once)]
    classes = np.tile(world.classes, times)
    classes["answer_delay"][own:] = 0
    assert world.behaviours is not None
    staged = replace(
        world,
        classes=classes,
        pace=np.tile(world.pace, (1, times)),
        labels=world.labels * times,
        behaviours=with_hands(world.behaviours, own, blocks, len(members)),
    )
    return Stage(staged, own, now_us, block, stand_ins)
