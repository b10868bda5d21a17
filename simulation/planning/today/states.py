"""The states that what is seen at an hour may stand for, one for each day that is simulated.

What is not seen follows from the model: whose contact it is that waits, how long a talk will last that has lasted so
long already, and what agents are busy with of whom only the number is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import NEVER, SECOND
from simulation.core.draw_plan import Family
from simulation.core.records import CONTACT
from simulation.core.world import World
from simulation.planning.today.lasting import Laws, lasting, quantiles, survival
from simulation.planning.today.mornings import Hand, Mornings
from simulation.planning.today.situation import GroupNow, Held, Situation, Waiting
from simulation.planning.today.stage import HAND, Now

Floats = NDArray[np.float64]
_GRID = 256
_TAILS = (np.arange(64) + 0.5) / 64
_TAIL_STEPS = 2.0**53
WORK, WRAP_UP, PATIENCE = 0, 1, 2
"""Places among the laws of a class."""


@dataclass
class States:
    """States that a situation may stand for.

    Parameters
    ----------
    world
        Its own classes and agents.
    situation, now_us
        What is seen, and when.
    rates
        Contacts expected about now, by class: shape (classes,).
    mornings
        Where what is not seen of busy agents is taken from.
    """

    world: World
    situation: Situation
    now_us: int
    rates: Floats
    mornings: Mornings
    _first: NDArray[np.int64] = field(init=False)
    _beyond: dict[int, tuple[Floats, Floats]] = field(init=False, default_factory=dict)
    _survives: dict[tuple[int, int, int, int], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._first = np.searchsorted(self.world.agent_group, np.arange(len(self.world.group_names)))

    def draw(self, random: np.random.Generator, morning: int, there: Sequence[NDArray[np.int64]]) -> Now:
        """A state.

        Parameters
        ----------
        random
            What chance is drawn from.
        morning
            The number of the simulated morning whose number of busy agents may be taken.
        there
            By group: the numbers of the agents who are there.
        """
        hands: list[tuple[int, int, int, int, int]] = []
        idle: list[int] = []
        for group, (seen, agents) in enumerate(zip(self.situation.groups, there, strict=True)):
            busy = self._busy(group, seen, len(agents), morning)
            hands += self._hands(group, seen, busy, random)
            idle += [group] * (len(agents) - busy)
        rows = np.array(hands, HAND)
        free = np.array(idle, np.int64)
        rows = rows[np.lexsort((rows["agent"], rows["group"]))]
        return Now(rows, random.permutation(free), self._waiting(random), tuple(there))

    def _busy(self, group: int, seen: GroupNow, present: int, morning: int) -> int:
        busy = max(self.mornings.busy(morning, group), len(seen.held)) if seen.busy is None else seen.busy
        return min(busy, present)

    # -- in hand ---------------------------------------------------------------------------------------------------

    def _hands(
        self, group: int, seen: GroupNow, busy: int, random: np.random.Generator
    ) -> list[tuple[int, int, int, int, int]]:
        found = []
        for place, held in enumerate(seen.held):
            found.append((group, place % max(busy, 1), *self._rest(group, held, random)))
        for agent in range(min(len(seen.held), busy), busy):
            found += [(group, agent, *each) for each in self._unseen(group, random)]
        return found

    def _unseen(self, group: int, random: np.random.Generator) -> Sequence[Hand]:
        """All that an agent has in hand of whom nothing is known but being busy."""
        pool = self.mornings.hands(group)
        if pool:
            return pool[int(random.integers(len(pool)))]
        cls = self._class_of(group, np.ones(len(self.rates), np.bool_), random)
        laws, number = self._law(cls, group, WORK)
        times = quantiles(laws, number, _TAILS)  # a talk that is met under way is met the likelier the longer it is
        talk = float(random.choice(times, p=times / times.sum())) if times.sum() > 0 else 0.0
        return [(cls, self._wall(group, cls, talk * random.random()), self._fresh(group, cls, WRAP_UP, random))]

    def _rest(self, group: int, held: Held, random: np.random.Generator) -> Hand:
        """What is left of a contact in hand: its class, the rest of the talk, the wrap-up."""
        which = WRAP_UP if held.wraps_up else WORK
        cls = self._class_of(group, held.classes, random, held.elapsed_us, which)
        pace = max(int(self.world.pace[self._agent(group), cls]), 1)
        laws, number = self._law(cls, group, which)
        own = held.elapsed_us * 1000 / pace
        beyond = np.array(self._lasts(cls, group, which, held.elapsed_us))
        whole = int(lasting(laws, number, own, random.random(), beyond))
        if held.wraps_up:
            return cls, -held.elapsed_us, max(whole * pace // 1000, held.elapsed_us + 1)
        return cls, max(whole * pace // 1000 - held.elapsed_us, 1), self._fresh(group, cls, WRAP_UP, random)

    def _class_of(
        self,
        group: int,
        may: NDArray[np.bool_],
        random: np.random.Generator,
        elapsed_us: int | None = None,
        which: int = WORK,
    ) -> int:
        """The class of a contact in hand: by how many of it begin with the group, and how many of them last so long."""
        weights = self.mornings.begun(group) * may
        if not weights.any():
            weights = self.rates * may
        if not weights.any():
            weights = may.astype(np.float64)
        if elapsed_us is not None and np.count_nonzero(weights) > 1:
            lasts = np.array([self._lasts(cls, group, which, elapsed_us) for cls in np.flatnonzero(weights).tolist()])
            if lasts.any():
                weights[weights > 0] *= lasts
        return int(random.choice(len(weights), p=weights / weights.sum()))

    def _lasts(self, cls: int, group: int, which: int, elapsed_us: int) -> float:
        key = cls, group, which, elapsed_us
        if key not in self._survives:
            laws, number = self._law(cls, group, which)
            pace = max(int(self.world.pace[self._agent(group), cls]), 1)
            self._survives[key] = float(survival(laws, number, elapsed_us * 1000 / pace))
        return self._survives[key]

    def _fresh(self, group: int, cls: int, which: int, random: np.random.Generator) -> int:
        laws, number = self._law(cls, group, which)
        return self._wall(group, cls, float(quantiles(laws, number, random.random())))

    def _wall(self, group: int, cls: int, own: float) -> int:
        return int(own * int(self.world.pace[self._agent(group), cls]) / 1000)

    def _agent(self, group: int) -> int:
        return int(self._first[group])

    def _law(self, cls: int, group: int, which: int) -> tuple[Laws, int]:
        """The law of a time of a class with the agents of a group."""
        plan, behaviours = self.world.plan, self.world.behaviours
        assert plan is not None
        number = int(plan.classes["laws"][cls, which])
        if plan.laws["family"][number] != Family.TAIL:
            return plan, number
        assert behaviours is not None
        row = behaviours.group_laws[int(behaviours.rows["first_group_law"][cls]) + group]
        return behaviours, int(row["work"] if which == WORK else row["wrap_up"])

    # -- waiting ---------------------------------------------------------------------------------------------------

    def _waiting(self, random: np.random.Generator) -> Rows:
        parts = [self._of_entry(entry, random) for entry in self.situation.waiting if entry.count]
        rows = np.concatenate([np.zeros(0, CONTACT), *parts])
        return rows[np.argsort(rows["arrival"], kind="stable")]

    def _of_entry(self, entry: Waiting, random: np.random.Generator) -> Rows:
        """The contacts of an entry; their class is the likelier the more of it come and have the patience."""
        plan = self.world.plan
        assert plan is not None
        ages = random.random(entry.count) * entry.longest_us
        ages[0] = entry.longest_us - min(random.random() * SECOND, entry.longest_us / 2)  # said to a second
        ages = np.maximum(ages, 1.0)
        rows = np.zeros(entry.count, CONTACT)
        classes = np.flatnonzero(entry.classes)
        patience = plan.classes["laws"][classes, PATIENCE]
        still = {law: self._still(law, ages) for law in np.unique(patience).tolist()}
        weights = np.array([self.rates[cls] * still[law] for cls, law in zip(classes, patience.tolist(), strict=True)])
        weights[:, weights.sum(axis=0) <= 0] = 1.0
        chosen = (np.cumsum(weights / weights.sum(axis=0), axis=0) < random.random(entry.count)).sum(axis=0)
        rows["cls"] = classes[np.minimum(chosen, len(classes) - 1)]
        uniform = random.random((3, entry.count))
        for cls in np.unique(rows["cls"]).tolist():
            own = rows["cls"] == cls
            law = int(plan.classes["laws"][cls, PATIENCE])
            rows["patience"][own] = lasting(plan, law, ages[own], uniform[PATIENCE, own], still[law][own])
            for which, name in ((WORK, "work"), (WRAP_UP, "wrap_up")):
                number = int(plan.classes["laws"][cls, which])
                if plan.laws["family"][number] == Family.TAIL:
                    rows[name][own] = (uniform[which, own] * _TAIL_STEPS).astype(np.int64)
                else:
                    rows[name][own] = quantiles(plan, number, uniform[which, own]).astype(np.int64)
        rows["arrival"], rows["preferred"] = self.now_us - ages.astype(np.int64) - 1, -1
        rows["patience"] += np.where(rows["patience"] < NEVER, 1, 0)
        return rows

    def _still(self, law: int, ages: Floats) -> Floats:
        """The probability of having patience for longer than each of these, read off a grid."""
        if law not in self._beyond:
            most = max(entry.longest_us for entry in self.situation.waiting)
            grid = np.linspace(0, most, _GRID)
            assert self.world.plan is not None
            self._beyond[law] = grid, survival(self.world.plan, law, grid)
        return np.interp(ages, *self._beyond[law])
