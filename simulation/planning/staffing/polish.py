"""The last agents, one by one: take away, exchange and level while the targets hold.

Every move is tried in the simulator, in every ``LAGS``-th interval at once; each interval keeps or loses its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.moves import Move, allowed, moved, savings, swaps
from simulation.planning.staffing.search import ENOUGH, Search
from simulation.planning.staffing.slopes import LAGS
from simulation.planning.staffing.target import Floats, Standing

PASSES = 4
RISE = 1e-4
"""An exchange must raise the least room of its interval by so much."""

Moves = Callable[[Search, Staff, Standing, int], list[Move]]
"""The moves of an interval, in the order in which they are tried."""


def polish(search: Search, staff: Staff, standing: Standing) -> tuple[Staff, Standing]:
    """Save agents while all targets hold with their margins.

    Where evaluations are cheap, the room is levelled then, and what that frees is saved, too. What a large scenario
    would gain by it is less than a check can tell.
    """
    for _ in range(PASSES):
        before = search.limits.costs(staff)
        staff, standing = try_moves(search, staff, standing, savings)
        if search.limits.costs(staff) <= (1.0 - ENOUGH) * before:
            continue
        if not search.cheap:
            break
        staff, standing = try_moves(search, staff, standing, swaps, rise=True)
        staff, standing = try_moves(search, staff, standing, savings)
        if search.limits.costs(staff) >= before:
            break
    return staff, standing


def try_moves(
    search: Search, staff: Staff, standing: Standing, moves: Moves, *, rise: bool = False, again: bool = True
) -> tuple[Staff, Standing]:
    """Try the moves of all intervals, and keep those that hold.

    Parameters
    ----------
    search, staff, standing
        What is searched, and where it stands.
    moves
        See :data:`Moves`.
    rise
        Whether a move must raise the least room of its interval besides.
    again
        Whether a move that was kept is tried once more; else the moves of its interval are found anew.
    """
    for phase in range(min(LAGS, staff.shape[1])):
        staff, standing = _Phase(search, moves, rise, again, range(phase, staff.shape[1], LAGS)).run(staff, standing)
    return staff, standing


class _Phase:
    """Every ``LAGS``-th interval, until none has a move left. What failed beside the same staff is not tried again.

    The moves of all these intervals are simulated at once, and each is kept or dropped for what follows it within
    ``LAGS`` intervals. Those that are kept are simulated without the others only at the end, and what fails then is
    given back.
    """

    def __init__(self, search: Search, moves: Moves, rise: bool, again: bool, intervals: range) -> None:
        self.search, self.moves, self.rise, self.again, self.intervals = search, moves, rise, again, intervals

    def run(self, staff: Staff, standing: Standing) -> tuple[Staff, Standing]:
        search, begin = self.search, (staff, standing)
        waiting = {interval: self.moves(search, staff, standing, interval) for interval in self.intervals}
        room, simulated = search.room(standing), True
        for _ in range(search.tries):
            tried: dict[int, Move] = {}
            for interval in self.intervals:
                move = next((move for move in waiting[interval] if self._is_open(staff, interval, move)), None)
                if move is not None:
                    tried[interval] = move
            if not tried:
                break
            there = search.try_out(moved(staff, tried))
            while len(tried) > 1 and self._is_missed(there, room):  # nobody knows by which move: half of them at once
                tried = dict(list(tried.items())[: len(tried) // 2])
                there = search.try_out(moved(staff, tried))
            failed = self._failed(search.room(there), room, list(tried))
            for interval in failed:
                waiting[interval].remove(tried[interval])
                search.failed.add(self._key(staff, interval, tried[interval]))
            kept = {interval: move for interval, move in tried.items() if interval not in failed}
            if kept:
                staff, standing, simulated = moved(staff, kept), there, not failed
                room = np.where(self._felt(failed), room, search.room(there))
            for interval in () if self.again else kept:
                waiting[interval] = self.moves(search, staff, standing, interval)
        return (staff, standing) if simulated else self._confirmed(begin, staff)

    def _is_missed(self, there: Standing, room: Floats) -> bool:
        """Whether a cell of the day is worse than before."""
        worse = _worse(self.search.room(there), room)
        return bool(worse[there.cells.interval < 0].any())

    def _confirmed(self, begin: tuple[Staff, Standing], staff: Staff) -> tuple[Staff, Standing]:
        """The staff with the moves that were kept, simulated; without those that can be why it does not hold."""
        before, room = begin[0], self.search.room(begin[1])
        there = self.search.try_out(staff)
        worse = _worse(self.search.room(there), room)
        if not worse.any():
            return staff, there
        staff = staff.copy()
        for interval in self._causes(worse, list(self.intervals)):
            staff[:, interval : interval + LAGS] = before[:, interval : interval + LAGS]
        there = self.search.try_out(staff)
        return begin if _worse(self.search.room(there), room).any() else (staff, there)

    def _is_open(self, staff: Staff, interval: int, move: Move) -> bool:
        return (
            allowed(self.search.limits, staff, interval, move)
            and self._key(staff, interval, move) not in self.search.failed
        )

    def _key(self, staff: Staff, interval: int, move: Move) -> Hashable:
        """A move, and the staff of the intervals about it."""
        about = staff[:, max(0, interval - 1) : interval + LAGS]
        return interval, move, self.rise, about.tobytes()

    def _failed(self, now: Floats, before: Floats, tried: list[int]) -> set[int]:
        """The intervals whose moves left a cell without its margin, until the next interval with a move."""
        failed = self._causes(_worse(now, before), tried)
        if self.rise:
            failed |= {at for at in tried if self._least(now, at) < self._least(before, at) + RISE}
        return failed

    def _felt(self, intervals: set[int]) -> NDArray[np.bool_]:
        """The cells that moves of these intervals are felt in, shape (cells,); one of the day feels all of them."""
        of = self.search.evaluator.cells.interval
        felt = np.full(len(of), False) if not intervals else of < 0
        for interval in intervals:
            felt |= (interval <= of) & (of < interval + LAGS)
        return felt

    def _causes(self, worse: NDArray[np.bool_], tried: list[int]) -> set[int]:
        """The intervals whose moves can be why these cells are worse."""
        found: set[int] = set()
        for interval in self.search.evaluator.cells.interval[worse].tolist():
            causes = [move for move in tried if move <= interval < move + LAGS] if interval >= 0 else tried
            if interval >= 0 and not causes:
                causes = [move for move in tried if interval < move] or tried
                causes = [min(causes, key=lambda move, at=interval: abs(move - at))]  # type: ignore[misc]
            if interval < 0:
                causes = tried[: max(1, len(tried) // 2)]
            found |= set(causes)
        return found

    def _least(self, room: Floats, interval: int) -> float:
        """The least room of an interval; where it has no cell, of the day."""
        of = self.search.evaluator.cells.interval
        return float(room[of == interval].min(initial=room[of < 0].min(initial=np.inf)))


def _worse(now: Floats, before: Floats) -> NDArray[np.bool_]:
    """The cells that are missed, and more so than before, by their room."""
    missed: NDArray[np.bool_] = now < np.minimum(before, 0.0)
    return missed
