"""The last commands of a router, kept so that a past decision can be looked at again.

Nothing is recorded per decision. Because the router is deterministic, the state before any kept command can be rebuilt:
from a copy of the state taken every ``length`` commands, and the commands since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from routing.model import Event
from routing.state import State, copy_state


class Entry(NamedTuple):
    """One command as the kernel got it, and the events that it returned."""

    code: int
    """Place within the instant; timers before (now, code) were handled first."""
    command: Callable[..., int] | None
    """None: only timers were handled."""
    args: tuple[int, ...]
    now: int
    events: list[Event]


@dataclass(slots=True)
class _Chapter:
    start: State
    entries: list[Entry] = field(default_factory=list)


class History:
    """At least the last ``length`` commands, with the states to replay them from; a length of 0 keeps nothing."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._chapters: list[_Chapter] = []

    def starts_chapter(self) -> bool:
        """Whether the next command has to be preceded by :meth:`begin`."""
        return self._length > 0 and (not self._chapters or len(self._chapters[-1].entries) >= self._length)

    def begin(self, state: State) -> None:
        """Start a chapter at the present state."""
        self._chapters = [*self._chapters[-1:], _Chapter(copy_state(state))]

    def add(self, entry: Entry) -> None:
        """Keep a command that has been carried out."""
        if self._length > 0:
            self._chapters[-1].entries.append(entry)

    def latest_first(self) -> Iterator[tuple[State, list[Entry]]]:
        """Each kept command, the latest first: the state to start from, and the commands from there up to it."""
        for chapter in reversed(self._chapters):
            for end in range(len(chapter.entries), 0, -1):
                yield chapter.start, chapter.entries[:end]
