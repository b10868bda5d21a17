"""What a router keeps beside the kernel's state: when tickets came, answers by the minute, reasons for presences.

Decisions do not look at it; live figures and explanations do. It is a function of the commands, as the state is, and is
copied and set back with it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from routing.causes import Cause, Reason
from routing.model import NEVER, SECOND, EventKind

MINUTE = 60 * SECOND

MAX_MINUTES = 60
"""Answers are kept for so many whole minutes before the present one."""

COUNTS = 3
"""Of each queue and minute: tickets first answered within the target, answered later, gone after the target."""

# Whole numbers: to compare an event's number with a member of EventKind takes several times as long.
ASSIGNED = int(EventKind.ASSIGNED)
_COMPLETED, _WRAPPED_UP, _BY_HAND, _PRESENCE, _OVERFLOWED, _TRANSFERRED, _RETURNED = (
    int(kind)
    for kind in (
        EventKind.COMPLETED,
        EventKind.WRAPPED_UP,
        EventKind.ASSIGNED_BY_HAND,
        EventKind.PRESENCE,
        EventKind.OVERFLOWED,
        EventKind.TRANSFERRED,
        EventKind.RETURNED,
    )
)
_ENTERS, _MOVED = (_OVERFLOWED, _TRANSFERRED), (_TRANSFERRED, _RETURNED)
_LEFT = (int(EventKind.CANCELLED), int(EventKind.DEFLECTED))
_ENDS = {
    EventKind.COMPLETED: 0,  # with a detail of 1 a wrap-up follows
    EventKind.WRAPPED_UP: -1,
    EventKind.CANCELLED: -1,
    EventKind.BLOCKED: -1,
    EventKind.DEFLECTED: 1,
    EventKind.CALLBACK_FAILED: 0,  # with more attempts left the ticket stays
}
_OTHERS = (ASSIGNED, _BY_HAND, _PRESENCE, _OVERFLOWED, _TRANSFERRED, _RETURNED)

NOTED = tuple(_ENDS.get(kind, NEVER if kind in _OTHERS else -2) for kind in EventKind)
"""By kind: an event is to be noted if its detail is not greater. No detail is less than -1."""


class Tally:
    """See the module.

    Parameters
    ----------
    targets
        Answer target of each queue, in microseconds.
    """

    def __init__(self, targets: Sequence[int]) -> None:
        self.targets = list(targets)
        self.came = array("q")
        """By slot: when the ticket was submitted; -1: it has been answered."""
        self.queues = array("i")
        """By slot: the ticket's queue."""
        self.minutes: dict[int, list[int]] = {}
        """Minute to counts: COUNTS of each queue."""
        self._row: list[int] = []
        self._end = -1
        """The counts of the minute in which the last count was, and its end; -1: to be looked up."""
        self.presence: dict[str, str] = {}
        """Agent to the reason for its presence."""
        self.preferred: dict[int, str] = {}
        """Slot to the agent that was asked for."""
        self.moved: dict[int, Cause] = {}
        """Slot to how the ticket came back to a queue, the last time."""

    def make_room(self, slots: int) -> None:
        """Have places for so many tickets."""
        more = slots - len(self.came)
        self.came.extend([-1] * more)
        self.queues.extend([-1] * more)

    def copy(self) -> Tally:
        """An independent copy; minutes that have passed are shared, for they do not change."""
        other = Tally(self.targets)
        other.came, other.queues = self.came[:], self.queues[:]
        other.minutes = dict(self.minutes)
        if self.minutes:
            last = max(self.minutes)
            other.minutes[last] = self.minutes[last][:]
        other.presence, other.preferred, other.moved = dict(self.presence), dict(self.preferred), dict(self.moved)
        return other

    def follow(self, targets: Sequence[int], places: Sequence[int], queues: Sequence[int]) -> None:
        """Go on under another policy.

        Parameters
        ----------
        targets
            Answer target of each of its queues.
        places
            For each of its queues the number that the queue had; -1: it is new. Counts of queues that have gone are
            dropped.
        queues
            By slot: the ticket's queue now.
        """
        self.targets = list(targets)
        self.queues[: len(queues)] = array("i", queues)
        for minute, row in self.minutes.items():
            kept = (row[COUNTS * old : COUNTS * old + COUNTS] if old >= 0 else [0] * COUNTS for old in places)
            self.minutes[minute] = [count for counts in kept for count in counts]
        self._end = -1

    def set_reason(self, agent: str, reason: str | None) -> None:
        """Keep why an agent has the presence that it has; None: no reason is known."""
        if reason is None:
            self.presence.pop(agent, None)
        else:
            self.presence[agent] = reason

    def answer(self, time: int, slot: int) -> None:
        """Count the first answer of a ticket."""
        if time >= self._end:
            self._turn(time)
        queue = self.queues[slot]
        self._row[COUNTS * queue + (time - self.came[slot] > self.targets[queue])] += 1
        self.came[slot] = -1

    def note(self, time: int, kind: int, slot: int, agent: str | None, detail: int) -> bool:
        """Take in an event that :data:`NOTED` asks for, but ASSIGNED, and say whether it is the end of its ticket."""
        if kind == _COMPLETED or kind == _WRAPPED_UP:  # noqa: PLR1714, SIM109  (quicker)
            if self.preferred or self.moved:
                self._forget(slot)
            return True
        if kind == _BY_HAND:
            if self.came[slot] >= 0:
                self.answer(time, slot)
        elif kind == _PRESENCE:
            self.presence.pop(agent or "", None)
        elif kind in _ENTERS:
            self.queues[slot] = detail
            self.preferred.pop(slot, None)
        if kind in _MOVED:
            self.moved[slot] = Cause(Reason.TRANSFERRED if kind == _TRANSFERRED else Reason.RETURNED, agent, time)
        if kind in _OTHERS:
            return False
        if kind in _LEFT and 0 <= self.came[slot] < time - self.targets[self.queues[slot]]:
            if time >= self._end:
                self._turn(time)
            self._row[COUNTS * self.queues[slot] + 2] += 1
        self._forget(slot)
        return True

    def _forget(self, slot: int) -> None:
        self.preferred.pop(slot, None)
        self.moved.pop(slot, None)

    def _turn(self, time: int) -> None:
        """Begin a minute, and drop what is too old."""
        minute = time // MINUTE
        self.minutes = {m: row for m, row in self.minutes.items() if m >= minute - MAX_MINUTES}
        self._row = self.minutes.setdefault(minute, [0] * (COUNTS * len(self.targets)))
        self._end = (minute + 1) * MINUTE
