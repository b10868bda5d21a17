"""The course of a search: descend, mend, smooth, check on fresh customers, learn from them, and check again."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import numpy as np

from simulation.planning.staffing.answer import Ended
from simulation.planning.staffing.check import Checked, Checker
from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.mend import mend
from simulation.planning.staffing.polish import polish
from simulation.planning.staffing.search import ENOUGH, OutOfTime, Search
from simulation.planning.staffing.smooth import jumps, smooth

SMOOTHER = 0.8
"""A staff that costs as much is checked, too, where it is so much less jagged."""
CHECKS, HELD_CHECKS = 6, 5
"""Checks on fresh customers before the answer is given as it stands, and where one of them has been passed."""
FOR_SEARCH, FOR_POLISH, FOR_CHECK = 0.4, 0.55, 1.0
"""The shares of the time limit after which the search gives way to the polish, that to the check, and all ends."""


@dataclass
class Clock:
    """How much of the time limit is left."""

    limit_s: float | None
    start: float = field(default_factory=time.monotonic)
    share: float = FOR_SEARCH
    """Of the limit that may be used now."""
    interrupted: bool = False
    """Whether the user has had enough."""

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.start

    def look(self) -> None:
        """Raise :class:`OutOfTime` when what is being done must give way to what comes next.

        Raises
        ------
        KeyboardInterrupt
            When there was one that did not get here.
        """
        if self.interrupted:
            raise KeyboardInterrupt
        if self.limit_s is not None and self.seconds > self.share * self.limit_s:
            raise OutOfTime

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within the context Ctrl-C is noted, too: an exception is lost in code that cannot pass it on."""

        def note(number: int, frame: FrameType | None) -> None:
            self.interrupted = True
            signal.default_int_handler(number, frame)

        in_main = threading.current_thread() is threading.main_thread()  # signals come nowhere else
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or not in_main:
            yield
            return
        signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Course:
    """Carries a search out.

    Parameters
    ----------
    clock, search, checker
        How much time is left, what is searched, and who checks it.
    doing
        One word: what is being done.
    """

    clock: Clock
    search: Search
    checker: Checker
    doing: list[str]
    checked: Checked | None = None
    """The cheapest staff that passed a check; until there is one, what the last check said."""

    def carry_out(self, begin: Staff) -> Ended:
        """Search and check; says why it ended."""
        ended = Ended.DONE
        parts: tuple[tuple[float, Callable[[], None]], ...] = (
            (FOR_SEARCH, partial(self._search, begin)),
            (FOR_POLISH, self._polish),
            (FOR_CHECK, self._check),
        )
        for self.clock.share, part in parts:
            try:
                part()
            except OutOfTime:
                ended = Ended.TIME
            except KeyboardInterrupt:
                if self.search.best is None:
                    raise
                return Ended.INTERRUPTED
        return ended

    def _search(self, begin: Staff) -> None:
        search = self.search
        self.doing[0] = "search"
        search.descend(begin)

    def _polish(self) -> None:
        search, self.doing[0] = self.search, "mend"
        assert search.here is not None
        staff, standing = mend(search, search.here.staff)
        if search.cheap:
            self.doing[0] = "polish"
            search.find_slopes(*smooth(search, staff, standing))

    def _check(self) -> None:
        """Check on fresh customers, learn from them and better the staff, until that brings nothing any more."""
        search = self.search
        assert search.best is not None
        staff = search.best.staff
        for number in range(CHECKS):
            self.doing[0] = "check"
            search.tell(search)
            found = self.checker.check(staff)
            if self.checked is None or self._rank(found) < self._rank(self.checked):
                self.checked = found
            if not found.whole:
                raise OutOfTime
            if self.checked.held and number + 1 == HELD_CHECKS:
                return
            search.put_right(staff, found.standing)
            staff = self._bettered(staff, even=search.cheap or not number)
            if self.checked.held and not self._is_worth_a_check(staff):
                return

    def _bettered(self, staff: Staff, *, even: bool) -> Staff:
        """Add what is missing by what the checks have shown, take away what is not needed, and even out the mixes."""
        search, self.doing[0] = self.search, "mend"
        staff, standing = mend(search, search.settle(staff).staff)
        self.doing[0] = "polish"
        staff, standing = polish(search, staff, standing)
        return smooth(search, staff, standing)[0] if even else staff

    def _is_worth_a_check(self, staff: Staff) -> bool:
        """Whether a staff is cheaper than the one that holds, or as cheap and far less jagged."""
        assert self.checked is not None
        cost, known = self._cost(staff), self._cost(self.checked.staff)
        smoother = self._jumps(staff) < SMOOTHER * self._jumps(self.checked.staff)
        return cost <= (1.0 - ENOUGH) * known or (cost <= known and smoother)

    def _jumps(self, staff: Staff) -> float:
        return jumps(staff, self.search.evaluator.crew.staff)

    def _cost(self, staff: Staff) -> float:
        return self.search.limits.costs(staff)

    def _rank(self, found: Checked) -> tuple[bool, float, float]:
        """Those that hold first, by cost, then by how jagged they are; then by what is missing."""
        missing = -float(np.minimum(found.room, 0.0).sum())
        return (True, missing, 0.0) if missing > 0 else (False, self._cost(found.staff), self._jumps(found.staff))
