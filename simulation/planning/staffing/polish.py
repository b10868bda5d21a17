"""The last agents, one by one: take away, exchange and level while the targets hold.

Every move is tried in the simulator, in every ``LAGS``-th interval at once; each interval keeps or loses its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.moves import Move, allowed, moved, savings, swaps
from simulation.planning.staffing.search import ENOUGH, Search
from simulation.planning.staffing.slopes import LAGS
from simulation.planning.staffing.target import Standing

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
    search: Search, staff: Staff, standing: Standing, moves: Moves, *, rise: bool = False
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
    """
    for phase in range(min(LAGS, staff.shape[1])):
        staff, standing = _Phase(search, moves, rise, range(phase, staff.shape[1], LAGS)).run(staff, standing)
    return staff, standing


class _Phase:
    """Every ``LAGS``-th interval, until none has a move left. What failed beside the same staff is not tried again."""

    def __init__(self, search: Search, moves: Moves, rise: bool, intervals: range) -> None:
        self.search, self.moves, self.rise, self.intervals = search, moves, rise, intervals

    def run(self, staff: Staff, standing: Standing) -> tuple[Staff, Standing]:
        search = self.search
        waiting = {interval: self.moves(search, staff, standing, interval) for interval in self.intervals}
        for _ in range(search.tries):
            tried: dict[int, Move] = {}
            for interval in self.intervals:
                move = next((move for move in waiting[interval] if self._is_open(staff, interval, move)), None)
                if move is not None:
                    tried[interval] = move
            if not tried:
                break
            proposed = moved(staff, tried)
            there = search.try_out(proposed)
            failed = self._failed(there, standing, list(tried))
            for interval in failed:
                waiting[interval].remove(tried[interval])
                search.failed.add(self._key(staff, interval, tried[interval]))
            kept = {interval: move for interval, move in tried.items() if interval not in failed}
            if not kept:
                continue
            if failed:
                proposed = moved(staff, kept)
                there = search.try_out(proposed)
                if self._worse(there, standing).any():
                    for interval, move in kept.items():  # together they are too many: each is dropped
                        waiting[interval].remove(move)
                    continue
            staff, standing = proposed, there
        return staff, standing

    def _is_open(self, staff: Staff, interval: int, move: Move) -> bool:
        return (
            allowed(self.search.limits, staff, interval, move)
            and self._key(staff, interval, move) not in self.search.failed
        )

    def _key(self, staff: Staff, interval: int, move: Move) -> Hashable:
        """A move, and the staff of the intervals about it."""
        about = staff[:, max(0, interval - 1) : interval + LAGS]
        return interval, move, self.rise, about.tobytes()

    def _worse(self, there: Standing, here: Standing) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """The cells that are missed, and more so than before."""
        search = self.search
        missed: np.ndarray[tuple[int], np.dtype[np.bool_]] = search.room(there) < np.minimum(search.room(here), 0.0)
        return missed

    def _failed(self, there: Standing, here: Standing, tried: list[int]) -> set[int]:
        """The intervals whose moves left a cell without its margin, until the next interval with a move."""
        failed = set()
        for cell in np.flatnonzero(self._worse(there, here)).tolist():
            interval = int(there.cells.interval[cell])
            causes = [move for move in tried if move <= interval < move + LAGS] if interval >= 0 else tried
            if interval >= 0 and not causes:
                causes = [move for move in tried if interval < move] or tried
                causes = [min(causes, key=lambda move, at=interval: abs(move - at))]  # type: ignore[misc]
            if interval < 0:
                causes = tried[: max(1, len(tried) // 2)]
            failed |= set(causes)
        if self.rise:
            now, before = self._least(there), self._least(here)
            failed |= {interval for interval in tried if now[interval] < before[interval] + RISE}
        return failed

    def _least(self, standing: Standing) -> dict[int, float]:
        """The least room of each interval of the phase; where it has no cell, of the day."""
        room, of = self.search.room(standing), standing.cells.interval
        day = float(room[of < 0].min(initial=np.inf))
        return {interval: float(room[of == interval].min(initial=day)) for interval in self.intervals}
