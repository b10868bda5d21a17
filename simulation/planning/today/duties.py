"""Who is at work when on each simulated day, given how many are there now.

What has been drawn by now is known by its outcome: how many of those who should be at work are. Who of them is missing
is drawn, given that number, and whether for the day or late. All that is still to come is drawn as ``peakline run``
draws it: who is absent or late whose shift begins later, or who is on a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import NEVER
from simulation.core.hours import HOURS
from simulation.core.world import AfterClose
from simulation.drawing.draw_hours import HoursSource
from simulation.engines.engine import CHANGE
from simulation.planning.today.cast import Cast, Numbers, own_hours
from simulation.planning.today.hours_rows import chosen, covers, same_duty
from simulation.planning.today.lasting import lasting, survival
from simulation.planning.today.posterior import chance
from simulation.planning.today.presence import Presence
from simulation.planning.today.rota import Rota
from simulation.planning.today.staff_plan import Shift

_AWAY, _WHO = 5, 64
"""Purposes of chance; from the second on one for each group, so that no group's draws change those of others."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who comes and goes on a day, by the numbers of a cast.

    Parameters
    ----------
    changes
        Dtype ``CHANGE``, sorted by (time, row of the staff).
    there
        By group: who is there now, in an order of chance; nobody where heads say it, or the day begins at its opening.
    """

    changes: Rows
    there: tuple[Numbers, ...]


@dataclass
class Duties:
    """Draws who is at work on each day. Threads may share it.

    Parameters
    ----------
    rota, cast
        The plan with what is changed of it, and the numbers of agents.
    seed
        As in ``peakline run``, whose absence and lateness are these wherever nothing is known.
    now_us
        Microseconds from the opening.
    """

    rota: Rota
    cast: Cast
    seed: int
    now_us: int
    _plan: Rows = field(init=False)
    _source: HoursSource = field(init=False)
    _presence: Presence = field(init=False, default_factory=Presence)
    _known: Rows = field(init=False)
    _more: Rows = field(init=False)

    def __post_init__(self) -> None:
        world = self.rota.world
        self._close, self._stay = world.close_us, world.after_close == AfterClose.STAY
        self._group = self.cast.world.agent_group
        self._plan = self._renamed(self.rota.hours)
        self._source = HoursSource(world, self.seed)
        used = [0] * len(world.group_names)
        self._known = self._beside(self.rota.known, used)
        self._more = self._beside(self.rota.more, used)
        self._missing()

    def _missing(self) -> None:
        """By agent who should be there now: the chance of it; of being late, if not there; of being late for longer."""
        agents = len(self.cast.world.agents)
        self._chance, self._late = np.ones(agents), np.zeros(agents)
        self._since, self._beyond = np.zeros(agents), np.zeros(agents)
        self._law = np.zeros(agents, np.int64)
        known = self.rota.world.attendance
        if known is None:
            return
        rows = self.rota.hours[covers(self.rota.hours, self.now_us)]
        old, new = rows["agent"], self.cast.number[rows["agent"]]
        since = np.maximum(self.now_us - rows["begins"], 0).astype(np.float64)
        beyond = np.zeros(len(rows))
        for law in np.unique(known.late_by[old]).tolist():
            own = known.late_by[old] == law
            beyond[own] = survival(known.laws, law, since[own])
        late = (1 - known.absent[old]) * known.late[old] * beyond
        missing = known.absent[old] + late
        self._chance[new], self._late[new] = 1 - missing, late / np.where(missing > 0, missing, 1)
        self._since[new], self._beyond[new], self._law[new] = since, beyond, known.late_by[old]

    # -- days ------------------------------------------------------------------------------------------------------

    def whole(self, day: int) -> OnDuty:
        """The day of this number from its opening, with all changes."""
        ranks, plan, hours = self._ranks(day), self._plan, self._drawn(day)
        for shift in self.rota.known:
            who = chosen(plan, self._group, shift, shift.start_us, ranks)
            plan, hours = (self._cut(rows, who, shift.start_us, shift.end_us) for rows in (plan, hours))
        for shift in self.rota.more:
            who = chosen(hours, self._group, shift, shift.start_us, ranks)
            hours = self._cut(hours, who, shift.start_us, shift.end_us)
        nobody = np.zeros(0, np.int64)
        hours = np.concatenate([hours, self._known, self._more])
        return OnDuty(self._changes(hours, nobody), (nobody,) * len(self.cast.more))

    def from_now(self, day: int, present: Sequence[int | None], least: Sequence[int]) -> OnDuty:
        """The day of this number from now on.

        Parameters
        ----------
        day
            The replication.
        present
            By group: agents who are there now; None: not known.
        least
            By group: so many are there at least.
        """
        ranks, plan, hours = self._ranks(day), self._plan, self._drawn(day)
        for shift in self.rota.known:
            begins = max(shift.start_us, self.now_us)
            who = chosen(plan, self._group, shift, begins, ranks)
            plan, hours = (self._cut(rows, who, begins, shift.end_us) for rows in (plan, hours))
        plan, hours = (np.concatenate([rows, self._known]) for rows in (plan, hours))
        there = []
        for group, own in enumerate(own_hours(self.rota.world).tolist()):
            random = chance(self.seed, day, _WHO + group)
            should = plan[covers(plan, self.now_us) & (self._group[plan["agent"]] == group)] if own else plan[:0]
            here = np.isin(should["agent"], hours["agent"][covers(hours, self.now_us)])
            wanted = present[group]
            if wanted is None:
                wanted = max(int(here.sum()), least[group])
            if own and wanted != here.sum():
                here = self._presence.draw(self._chance[should["agent"]], min(wanted, len(should)), random)
                others = hours[~same_duty(hours, should)]
                hours = np.concatenate([others, self._given(plan, should, here, random)])
            unplanned = self._unplanned(group, max(wanted - len(should), 0) if own else 0)
            hours = np.concatenate([hours, unplanned])
            there.append(random.permutation(np.concatenate([should["agent"][here], unplanned["agent"]])))
        hours = hours[hours["end"] > self.now_us]
        hours["start"][covers(hours, self.now_us)] = 0
        for shift in self.rota.more:
            who = chosen(hours, self._group, shift, shift.start_us, ranks)
            hours = self._cut(hours, who, shift.start_us, shift.end_us)
        everybody = np.concatenate(there)
        return OnDuty(self._changes(np.concatenate([hours, self._more]), everybody), tuple(there))

    # -- parts -----------------------------------------------------------------------------------------------------

    def _renamed(self, hours: Rows) -> Rows:
        found = hours.copy()
        found["agent"] = self.cast.number[found["agent"]]
        return found

    def _drawn(self, day: int) -> Rows:
        """The hours of everybody as ``peakline run`` draws them."""
        drawn = self._source.draw(day)
        return self._plan if drawn is None else self._renamed(drawn)

    def _ranks(self, day: int) -> NDArray[np.float64]:
        """By which of several agents one is chosen who stays away."""
        ranks = np.ones(len(self.cast.world.agents))
        ranks[self.cast.number] = chance(self.seed, day, _AWAY).random(len(self.cast.number))
        return ranks

    def _end(self, end_us: int) -> int:
        return NEVER if self._stay and end_us >= self._close else end_us

    def _beside(self, shifts: Sequence[Shift], used: list[int]) -> Rows:
        """The hours of those whom the changes bring; each change has agents of its own."""
        found = []
        for shift in shifts:
            first = used[shift.group]
            used[shift.group] += max(shift.agents, 0)
            found += [
                (int(agent), 0, shift.start_us, shift.start_us, self._end(shift.end_us))
                for agent in self.cast.more[shift.group][first : used[shift.group]]
            ]
        return np.array(found, HOURS)

    def _unplanned(self, group: int, count: int) -> Rows:
        """The hours of those who are there though nobody plans it; the last of the group's numbers."""
        numbers = self.cast.more[group]
        found = [(int(agent), 0, 0, 0, self._end(self._close)) for agent in numbers[len(numbers) - count :]]
        return np.array(found, HOURS)

    def _cut(self, hours: Rows, who: Numbers, start: int, end: int) -> Rows:
        """The hours when some are away for a time."""
        own = np.isin(hours["agent"], who)
        before, after = hours[own], hours[own]
        before["end"], after["start"] = np.minimum(before["end"], start), np.maximum(after["start"], end)
        parts = np.concatenate([before, after])
        return np.concatenate([hours[~own], parts[(parts["start"] < parts["end"]) & (parts["start"] < self._close)]])

    def _given(self, plan: Rows, should: Rows, here: NDArray[np.bool_], random: np.random.Generator) -> Rows:
        """The hours of those who should be there now, of whom some are; of the others some come late."""
        agents, uniform = should["agent"], random.random((2, len(should)))
        late = ~here & (uniform[0] < self._late[agents])
        by = np.zeros(len(self._chance), np.int64)
        known = self.rota.world.attendance
        for law in np.unique(self._law[agents[late]]).tolist():
            assert known is not None
            own = late & (self._law[agents] == law)
            who = agents[own]
            by[who] = lasting(known.laws, law, self._since[who], uniform[1, own], self._beyond[who])
        rows = plan[same_duty(plan, should[here | late])]
        rows["start"] = np.where(
            by[rows["agent"]] > 0, np.maximum(rows["start"], rows["begins"] + by[rows["agent"]]), rows["start"]
        )
        return np.asarray(rows[rows["start"] < np.minimum(rows["end"], self._close)])

    def _changes(self, hours: Rows, there: Numbers) -> Rows:
        """Who comes and goes: one more at the start of each row, unless there already, one fewer at its end."""
        coming = hours[~(np.isin(hours["agent"], there) & (hours["start"] == 0))] if len(there) else hours
        going = hours[hours["end"] < NEVER]
        rows = np.zeros(len(coming) + len(going), CHANGE)
        rows["time"] = np.concatenate([coming["start"], going["end"]])
        rows["group"] = self.cast.world.agent_shift[np.concatenate([coming["agent"], going["agent"]])]
        rows["heads"][: len(coming)], rows["heads"][len(coming) :] = 1, -1
        return rows[np.lexsort((rows["group"], rows["time"]))]
