"""The solver, from the clock's and the user's side: the best so far is told, kept, and given when time is up.

The search is deterministic: it depends on the model and the seed only, as long as neither the time limit nor an
interruption ends it.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

WORKERS = 4
"""Threads of the solver, on any machine: what it finds depends on their number."""

Told = Callable[[float, float], None]
"""Called with the value of a better solution, and the bound that none can be below, from another thread."""


@dataclass
class Clock:
    """How much time is left, and whether the user has had enough.

    Parameters
    ----------
    limit
        Seconds of the wall clock for all searches together; None: no limit.
    """

    limit: float | None = None
    interrupted: bool = False
    late: bool = False
    _begins: float = field(default_factory=time.monotonic)
    _end: float | None = None

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begins

    @property
    def left(self) -> float:
        """Seconds; 0 when it is over."""
        if self.interrupted:
            return 0.0
        ends = [each for each in (self.limit, self._end) if each is not None]
        return max(min(ends) - self.seconds, 0.0) if ends else float("inf")

    @contextmanager
    def within(self, share: float) -> Iterator[None]:
        """Within the context only this share of the time is left."""
        before, left = self._end, self.left
        self._end = None if left == float("inf") else self.seconds + share * left
        try:
            yield
        finally:
            self._end = before


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Parameters
    ----------
    value_of
        The value of a variable in the best solution.
    value, bound
        Of the aim: of that solution, and the least that any can have.
    proved
        Whether that solution is best.
    """

    value_of: Callable[[Any], int]
    value: float
    bound: float
    proved: bool


def least(
    model: Any,
    *,
    seed: int,
    work: float,
    clock: Clock,
    seconds: float,
    told: Told | None = None,
    gap: float = 0.0,
) -> Found | None:
    """Search for a solution with the least value of the model's aim.

    Parameters
    ----------
    model
        CP-SAT's model, with its aim.
    seed
        From 0.
    work
        Where the search ends at the latest, in the solver's deterministic time: the same on any machine.
    clock, seconds
        Where it ends before, of the wall clock.
    told
        Of each better solution.
    gap
        A solution proved to be within so much of the best one is good enough, as a share of it.

    Returns
    -------
    Found or None
        None where time was up before there was any.
    """
    from ortools.sat.python import cp_model

    allowed = min(clock.left, seconds)
    if allowed <= 0:
        return None
    solver = cp_model.CpSolver()
    given = solver.parameters
    given.random_seed = seed % 2**31
    given.num_workers = WORKERS
    given.interleave_search = True
    given.max_deterministic_time = work
    given.relative_gap_limit = gap
    given.catch_sigint_signal = False
    if allowed < float("inf"):
        given.max_time_in_seconds = allowed
    status = _wait(solver, model, _Teller(cp_model, told) if told else None, clock)
    if solver.wall_time >= allowed:
        clock.late = True
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return Found(solver.value, solver.objective_value, solver.best_objective_bound, status == cp_model.OPTIMAL)


def _wait(solver: Any, model: Any, teller: Any, clock: Clock) -> Any:
    """Solve in a thread of its own, so that this one sees an interruption, on any system."""
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(solver.solve(model, teller)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
        if clock.interrupted:
            solver.stop_search()
    return done[0]


@contextmanager
def interruptible(clock: Clock) -> Iterator[None]:
    """Let Ctrl-C within the context only be noted on ``clock``; a second one ends the program, as ever.

    In another thread than the main one, which gets no signals, nothing changes.
    """

    def note(number: int, frame: FrameType | None) -> None:
        if clock.interrupted:
            signal.default_int_handler(number, frame)
        clock.interrupted = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _Teller(cp_model: Any, told: Told) -> Any:  # noqa: N802  (a class that needs a base which is loaded late)
    class Teller(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
        def on_solution_callback(self) -> None:
            told(self.objective_value, self.best_objective_bound)

    return Teller()
