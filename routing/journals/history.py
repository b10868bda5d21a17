"""The last commands of a router, kept so that it can be brought back to where it was at any of them.

Nothing is recorded per decision. Because the router is deterministic, the state before any kept command can be rebuilt:
from a copy of the state taken every so many commands, and the commands since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from routing.journals.journal import Record, carry_out
from routing.kernels.kernel_live import Verb
from routing.kernels.state import State
from routing.live_state import LiveState
from routing.model import Event, EventKind, LabelValue, Timer
from routing.rules import Rules
from routing.tally import Tally

_GIVEN = frozenset({EventKind.OFFERED, EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND})
_A_TIMER: Record = (0, Verb.ADVANCE, "", ())

MOST_BYTES = 2**26
"""Copies of the state from before the last two take no more than this together."""


class TimersLeft(Exception):  # noqa: N818  (it is no error)
    """Raised when timers come before a command, and none may be handled now."""


Labels = dict[int, dict[str, LabelValue]]
"""What tickets say of themselves, by slot; those without labels are missing."""


class Checkpoint(NamedTuple):
    """A router between two commands.

    The kernel's state, ticket ids and labels by slot, the time reached, the tally, and the rules in force.
    """

    state: State
    ids: list[str | None]
    labels: Labels
    now: int
    tally: Tally
    rules: Rules


class Decision(NamedTuple):
    """A past decision with the states around it.

    ``before`` and ``after`` are the states before and after the one timer or command that caused it; ``ids`` are the
    ticket ids by slot at that time. The decision is the event at ``place`` of its ``events``. ``record`` is the command
    in which it came, ``is_own``: it was the command itself, not a timer before it. ``rules`` were in force.
    """

    before: State
    after: State
    ids: list[str | None]
    tally: Tally
    events: list[Event]
    place: int
    record: Record
    is_own: bool
    rules: Rules


class Commands(Protocol):
    """What a repetition asks of a router besides the commands of its records."""

    @property
    def tickets(self) -> Collection[str]: ...
    def advance(self, *, now: int, at_most: int | None = None) -> list[Event]: ...
    def next_due(self) -> Timer | None: ...


class Past(NamedTuple):
    """A router that has been brought back to a checkpoint, with its parts."""

    router: Commands
    live: LiveState
    ids: list[str | None]
    labels: Labels
    tally: Tally


@dataclass(slots=True)
class _Chapter:
    start: Checkpoint
    limit: int
    records: list[Record] = field(default_factory=list)
    given: tuple[str | None, ...] = ()
    """Tickets that the change gave to agents with which the chapter begins: that is not kept."""

    @property
    def size(self) -> int:
        """The bytes of its copy of the state."""
        return sum(rows.nbytes for rows in self.start.state)


class History:
    """At least the last ``length`` commands, with the states to repeat them from; a length of 0 keeps nothing.

    A chapter is as long as there are tickets at its start, if that is more: so a copy of the state costs each command
    the same however many tickets there are. A change of policy or roster begins a chapter, however short the one
    before is: then there are more of them, as long as their copies are no larger than ``MOST_BYTES``.
    """

    def __init__(self, length: int) -> None:
        self.length = length
        self._chapters: list[_Chapter] = []

    @property
    def is_full(self) -> bool:
        """Whether the next command has to be preceded by :meth:`begin`."""
        return self.length > 0 and (not self._chapters or len(self._chapters[-1].records) >= self._chapters[-1].limit)

    @property
    def now(self) -> int:
        """The time of the last command that was kept."""
        last = self._chapters[-1]
        return last.records[-1][0] if last.records else last.start.now

    @property
    def rules(self) -> Rules:
        """The rules in force after it."""
        return self._chapters[-1].start.rules

    def begin(self, start: Checkpoint, tickets: int) -> None:
        """Begin a chapter at the present state, in which there are so many tickets."""
        self._chapters = [*self._worth_keeping(self._chapters), _Chapter(start, max(self.length, tickets))]

    def turned(self, start: Checkpoint, tickets: int, timers: Record, events: list[Event]) -> History:
        """Another history, at the end of which a change led to ``start``; this one stays as it is.

        Parameters
        ----------
        start, tickets
            The state after the change, and how many tickets are there.
        timers
            The advance that comes to the same as the timers before the change.
        events
            Of the change.
        """
        history = History(self.length)
        if self.length == 0:
            return history
        chapters = list(self._chapters)
        if chapters:
            last = chapters[-1]
            chapters[-1] = _Chapter(last.start, last.limit, [*last.records, timers], last.given)
        given = tuple(event.ticket for event in events if event.kind in _GIVEN)
        new = _Chapter(start, max(self.length, tickets), given=given)
        history._chapters = [*self._worth_keeping(chapters), new]
        return history

    def _worth_keeping(self, chapters: list[_Chapter]) -> list[_Chapter]:
        """The last chapter, and those before it that are needed for ``length`` commands and not too large."""
        kept, commands, size = chapters[-1:], 0, 0
        for newer, chapter in zip(reversed(chapters), reversed(chapters[:-1]), strict=False):
            commands += len(newer.records)
            size += chapter.size
            if commands >= self.length or size > MOST_BYTES:
                break
            kept.insert(0, chapter)
        return kept

    def add(self, record: Record) -> bool:
        """Keep a command that has been carried out, and say whether the chapter is full."""
        if self.length == 0:
            return False
        chapter = self._chapters[-1]
        chapter.records.append(record)
        count = len(chapter.records)
        if count > self.length:
            del self._chapters[:-1]
        return count >= chapter.limit

    def present(self, past_at: Callable[[Checkpoint], Past]) -> Past:
        """A router to which everything has happened that was kept."""
        return _repeat(self._chapters[-1], past_at, None)

    def decision_about(self, ticket: str, past_at: Callable[[Checkpoint], Past]) -> Decision | None:
        """The latest offer or assignment of a ticket, with the states around it; None: it is not kept."""
        for chapter in reversed(self._chapters):
            past, found = past_at(chapter.start), None
            for place, record in enumerate(chapter.records):
                if _decisions(ticket, record, carry_out(past.router, record)):
                    found = place
            if found is not None:
                return _decision(ticket, chapter.records[found], _repeat(chapter, past_at, found), chapter.start.rules)
            if ticket in chapter.given:
                return None
        return None


def _repeat(chapter: _Chapter, past_at: Callable[[Checkpoint], Past], end: int | None) -> Past:
    past = past_at(chapter.start)
    for record in chapter.records[:end]:
        carry_out(past.router, record)
    return past


def _decisions(ticket: str, record: Record, events: list[Event]) -> list[int]:
    """The places of the events that gave the ticket to an agent; an acceptance, which is the last one, is none."""
    _, verb, _, args = record
    found = [place for place, event in enumerate(events) if event.ticket == ticket and event.kind in _GIVEN]
    return found[:-1] if verb is Verb.ACCEPT and args[0] == ticket else found


def _decision(ticket: str, record: Record, past: Past, rules: Rules) -> Decision:
    """The last decision about the ticket within a command, which is carried out now."""
    found = None
    before = past.live.copy()
    for events, is_own in _turns(record, past):
        after = past.live.copy()
        # A timer before an acceptance is a turn of its own, of which nothing is the acceptance.
        for place in _decisions(ticket, record if is_own else _A_TIMER, events):
            found = Decision(before, after, list(past.ids), past.tally.copy(), events, place, record, is_own, rules)
        before = after
    assert found is not None, "a repeated command must return the events that it returned"
    return found


def _turns(record: Record, past: Past) -> Iterator[tuple[list[Event], bool]]:
    """Carry out a command; its events, timer by timer and then, with True, its own."""
    now, verb, _, args = record
    if verb is Verb.ADVANCE:
        left = args[0] if args else None
        while left != 0 and (due := past.router.next_due()) is not None and due.time <= now:
            yield past.router.advance(now=now, at_most=1), False
            left = None if left is None else left - 1
        return
    while True:
        past.live.allow(0)
        try:
            events = carry_out(past.router, record)
        except TimersLeft:  # each at its own due time, but earlier than ``now`` if the clock has gone past it
            yield past.router.advance(now=now, at_most=1), False
        else:
            yield events, True
            return
