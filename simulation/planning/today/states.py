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
from simulation.planning.today.able import able
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
    _able: NDArray[np.bool_] = field(init=False)
    _pools: dict[tuple[int, bytes], Sequence[Sequence[Hand]]] = field(init=False, default_factory=dict)
    _beyond: dict[int, tuple[Floats, Floats]] = field(init=False, default_factory=dict)
    _survives: dict[tuple[int, int, int, int, int], float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._able = able(self.world)

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
        agents = [self._matched(seen, here) for seen, here in zip(self.situation.groups, there, strict=True)]
        for group, (seen, here) in enumerate(zip(self.situation.groups, agents, strict=True)):
            busy = self._busy(group, seen, len(here), morning)
            hands += self._hands(group, seen, here[:busy], random)
            idle += [group] * (len(here) - busy)
        rows = np.array(hands, HAND)
        free = np.array(idle, np.int64)
        rows = rows[np.lexsort((rows["agent"], rows["group"]))]
        return Now(rows, random.permutation(free), self._waiting(random), tuple(agents))

    def _matched(self, seen: GroupNow, agents: NDArray[np.int64]) -> NDArray[np.int64]:
        """The agents in an order in which each contact that is known stands at the place of one who may have it."""
        found = agents.copy()
        for place, held in enumerate(seen.held[: len(agents)]):
            fit = np.flatnonzero((self._able[found[place:]] & held.classes).any(axis=1))
            if len(fit):
                found[[place, place + fit[0]]] = found[[place + fit[0], place]]
        return found

    def _busy(self, group: int, seen: GroupNow, present: int, morning: int) -> int:
        busy = max(self.mornings.busy(morning, group), len(seen.held)) if seen.busy is None else seen.busy
        return min(busy, present)

    # -- in hand ---------------------------------------------------------------------------------------------------

    def _hands(
        self, group: int, seen: GroupNow, busy: NDArray[np.int64], random: np.random.Generator
    ) -> list[tuple[int, int, int, int, int]]:
        found = []
        for number, held in enumerate(seen.held if len(busy) else ()):
            place = number % len(busy)
            found.append((group, place, *self._rest(int(busy[place]), held, random)))
        for place in range(min(len(seen.held), len(busy)), len(busy)):
            found += [(group, place, *each) for each in self._unseen(int(busy[place]), random)]
        return found

    def _unseen(self, agent: int, random: np.random.Generator) -> Sequence[Hand]:
        """All that an agent has in hand of whom nothing is known but being busy."""
        pool = self._pool(agent)
        if pool:
            return pool[int(random.integers(len(pool)))]
        cls = self._class_of(agent, np.ones(len(self.rates), np.bool_), random)
        laws, number = self._law(cls, agent, WORK)
        times = quantiles(laws, number, _TAILS)  # a talk that is met under way is met the likelier the longer it is
        talk = float(random.choice(times, p=times / times.sum())) if times.sum() > 0 else 0.0
        return [(cls, self._wall(agent, cls, talk * random.random()), self._fresh(agent, cls, WRAP_UP, random))]

    def _pool(self, agent: int) -> Sequence[Sequence[Hand]]:
        """What busy agents of the group had in hand in the mornings, as far as this one may have it."""
        group, able = int(self.world.agent_group[agent]), self._able[agent]
        key = group, able.tobytes()
        if key not in self._pools:
            pool = self.mornings.hands(group)
            if not (self._able[self.world.agent_group == group] == able).all():  # else all of them can have all of it
                pool = tuple(hands for hands in pool if all(able[cls] for cls, _, _ in hands))
            self._pools[key] = pool
        return self._pools[key]

    def _rest(self, agent: int, held: Held, random: np.random.Generator) -> Hand:
        """What is left of a contact in hand: its class, the rest of the talk, the wrap-up."""
        which = WRAP_UP if held.wraps_up else WORK
        cls = self._class_of(agent, held.classes, random, held.elapsed_us, which)
        pace = max(int(self.world.pace[agent, cls]), 1)
        laws, number = self._law(cls, agent, which)
        own = held.elapsed_us * 1000 / pace
        beyond = np.array(self._lasts(cls, agent, which, held.elapsed_us))
        whole = int(lasting(laws, number, own, random.random(), beyond))
        if held.wraps_up:
            return cls, -held.elapsed_us, max(whole * pace // 1000, held.elapsed_us + 1)
        return cls, max(whole * pace // 1000 - held.elapsed_us, 1), self._fresh(agent, cls, WRAP_UP, random)

    def _class_of(
        self,
        agent: int,
        may: NDArray[np.bool_],
        random: np.random.Generator,
        elapsed_us: int | None = None,
        which: int = WORK,
    ) -> int:
        """The class of a contact in hand: by how many of it begin with the group, and how many of them last so long."""
        begun, able = self.mornings.begun(int(self.world.agent_group[agent])), self._able[agent]
        choices = (each * chosen for chosen in (may & able, may) for each in (begun, self.rates))
        weights = next((each for each in choices if each.any()), may.astype(np.float64))
        if elapsed_us is not None and np.count_nonzero(weights) > 1:
            lasts = np.array([self._lasts(cls, agent, which, elapsed_us) for cls in np.flatnonzero(weights).tolist()])
            if lasts.any():
                weights[weights > 0] *= lasts
        return int(random.choice(len(weights), p=weights / weights.sum()))

    def _lasts(self, cls: int, agent: int, which: int, elapsed_us: int) -> float:
        pace = max(int(self.world.pace[agent, cls]), 1)
        key = cls, int(self.world.agent_group[agent]), which, elapsed_us, pace
        if key not in self._survives:
            laws, number = self._law(cls, agent, which)
            self._survives[key] = float(survival(laws, number, elapsed_us * 1000 / pace))
        return self._survives[key]

    def _fresh(self, agent: int, cls: int, which: int, random: np.random.Generator) -> int:
        laws, number = self._law(cls, agent, which)
        return self._wall(agent, cls, float(quantiles(laws, number, random.random())))

    def _wall(self, agent: int, cls: int, own: float) -> int:
        return int(own * int(self.world.pace[agent, cls]) / 1000)

    def _law(self, cls: int, agent: int, which: int) -> tuple[Laws, int]:
        """The law of a time of a class with the agents of this one's group."""
        plan, behaviours = self.world.plan, self.world.behaviours
        assert plan is not None
        number = int(plan.classes["laws"][cls, which])
        if plan.laws["family"][number] != Family.TAIL:
            return plan, number
        assert behaviours is not None
        row = behaviours.group_laws[int(behaviours.rows["first_group_law"][cls]) + int(self.world.agent_group[agent])]
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
