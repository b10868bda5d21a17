"""The last commands of a router, kept so that a past decision can be looked at again.

Nothing is recorded per decision. Because the router is deterministic, the state before any kept command can be rebuilt:
from a copy of the state taken every ``length`` commands, and the commands since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from routing import kernel
from routing.model import NEVER, Event, EventKind
from routing.state import State, Tables, copy_state, grow


class Entry(NamedTuple):
    """One command as the kernel got it, and the events that it returned."""

    now: int
    code: int
    """Place within the instant; timers before (now, code) were handled first."""
    command: Callable[..., int] | None
    """None: only timers were handled, at most ``args[0]`` of them."""
    args: tuple[int, ...]
    ticket: str | None
    """The id of the ticket that the command brought."""
    events: list[Event]


class Decision(NamedTuple):
    """A past decision with the states around it.

    ``before`` and ``after`` are the states before and after the one timer or command that caused it; ``ids`` are the
    ticket ids by slot at that time. ``rows`` are the kernel's events from the decision on, as (time, kind, slot, agent,
    detail).
    """

    before: State
    after: State
    ids: list[str | None]
    rows: list[tuple[int, int, int, int, int]]


@dataclass(slots=True)
class _Chapter:
    start: State
    ids: list[str | None]
    entries: list[Entry] = field(default_factory=list)


class History:
    """At least the last ``length`` commands, with the states to replay them from; a length of 0 keeps nothing."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._chapters: list[_Chapter] = []

    def starts_chapter(self) -> bool:
        """Whether the next command has to be preceded by :meth:`begin`."""
        return self._length > 0 and (not self._chapters or len(self._chapters[-1].entries) >= self._length)

    def begin(self, state: State, ids: list[str | None]) -> None:
        """Start a chapter at the present state."""
        self._chapters = [*self._chapters[-1:], _Chapter(copy_state(state), list(ids))]

    def add(self, entry: Entry) -> None:
        """Keep a command that has been carried out."""
        if self._length > 0:
            self._chapters[-1].entries.append(entry)

    def decision_about(self, ticket: str, kinds: frozenset[EventKind], tables: Tables) -> Decision | None:
        """The latest event of one of these kinds about a ticket, with the states around it; None: it is not kept."""
        for chapter in reversed(self._chapters):
            for place in range(len(chapter.entries) - 1, -1, -1):
                events = chapter.entries[place].events
                for index in range(len(events) - 1, -1, -1):
                    accepted = chapter.entries[place].command is kernel.accept and index == len(events) - 1
                    if events[index].ticket == ticket and events[index].kind in kinds and not accepted:
                        return _Replay(chapter, tables).until(place, index)
        return None


class _Replay:
    """Carries a chapter's commands out again on a copy of its first state."""

    def __init__(self, chapter: _Chapter, tables: Tables) -> None:
        self._entries = chapter.entries
        self._ids = list(chapter.ids)
        self._state = copy_state(chapter.start)
        self._tables = tables

    def until(self, place: int, index: int) -> Decision:
        """Replay up to the entry at ``place``, and that one up to its event number ``index``."""
        for entry in self._entries[:place]:
            for _ in self._turns(entry):
                pass
        seen = 0
        before = copy_state(self._state)
        for rows in self._turns(self._entries[place]):
            if seen + len(rows) > index:
                return Decision(before, self._state, self._ids, rows[index - seen :])
            seen += len(rows)
            before = copy_state(self._state)
        raise AssertionError("a replayed command must return the events that it returned")

    def _turns(self, entry: Entry) -> Iterator[list[tuple[int, int, int, int, int]]]:
        """The events of an entry, timer by timer and then those of its command."""
        left = entry.args[0] if entry.command is None else NEVER
        while left > 0 and (fired := self._fire(entry)) is not None:
            left -= 1
            yield fired
        if entry.command is None:
            return
        if entry.ticket is not None:
            while self._state.meta["free_ticket"][0] < 0:
                self._grow()
            self._ids[int(self._state.meta["free_ticket"][0])] = entry.ticket
        while entry.command(self._tables, self._state, *entry.args, entry.now) == kernel.Code.NO_ROOM:
            self._grow()
        yield self._read()

    def _fire(self, entry: Entry) -> list[tuple[int, int, int, int, int]] | None:
        count = int(self._state.meta["n_timers"][0])
        if count == 0:
            return None
        time, code, _ = self._state.timers[0].tolist()
        if (time, code) >= (entry.now, entry.code):
            return None
        while kernel.run_timers(self._tables, self._state, entry.now, entry.code, 1) == kernel.Code.NO_ROOM:
            self._grow()
        return self._read()

    def _grow(self) -> None:
        self._state = grow(self._state)
        self._ids.extend([None] * (len(self._state.tickets) - len(self._ids)))

    def _read(self) -> list[tuple[int, int, int, int, int]]:
        count = int(self._state.meta["n_events"][0])
        self._state.meta["n_events"] = 0
        rows = self._state.events[:count].tolist()
        return [(time, kind, slot, agent, detail) for time, _, kind, slot, agent, detail in rows]
