"""What a router was asked to do, command by command, so that another one can be brought to the same state.

A router is a function of its policy, roster and commands. So a journal has a *head*, which names policy and roster, and
one *record* for each command that was carried out. :class:`MemoryJournal` keeps them in memory;
:class:`routing.journals.journal_sqlite.SqliteJournal` in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from os import PathLike
from typing import Any, Protocol, runtime_checkable

from routing.errors import MissingKey, WrongType
from routing.journals.life_cycle_record import agents_from_text, policy_from_text
from routing.kernels.kernel_live import Verb
from routing.model import Agent, Event
from routing.policy import Policy
from routing.words.messages import text

Record = tuple[int, Verb, str, tuple[Any, ...]]
"""A command that was carried out: its ``now``, the command, the hash of the policy in force, and the arguments.

The arguments are those that :data:`PARAMETERS` names, with ids. At the end, what was left to its default is missing.
"""

PARAMETERS: dict[Verb, tuple[str, ...]] = {
    Verb.ADVANCE: ("at_most",),
    Verb.SUBMIT: ("ticket", "problem", "tier", "channel", "labels", "preferred", "tie", "exclude"),
    Verb.ACCEPT: ("ticket", "agent"),
    Verb.DECLINE: ("ticket", "agent"),
    Verb.COMPLETE: ("ticket", "wrap_up"),
    Verb.END_WRAP_UP: ("ticket",),
    Verb.CANCEL: ("ticket",),
    Verb.SET_PRESENCE: ("agent", "presence", "until", "reason"),
    Verb.LOSE_AGENT: ("agent",),
    Verb.HEARTBEAT: ("agent", "until"),
    Verb.SET_OPEN: ("queue", "open"),
    Verb.HOLD: ("ticket",),
    Verb.RESUME: ("ticket",),
    Verb.DEACTIVATE: ("ticket",),
    Verb.WAKE: ("ticket",),
    Verb.TRANSFER: ("ticket", "queue", "agent"),
    Verb.ASSIGN: ("ticket", "agent", "force"),
    Verb.REQUEST_CALLBACK: ("ticket", "due", "until", "attempts"),
    Verb.CALLBACK_FAILED: ("ticket", "retry"),
    Verb.CHANGE_POLICY: ("policy",),
    Verb.ROLL_BACK: (),
    Verb.CHANGE_ROSTER: ("agents",),
}
"""The arguments of each command besides ``now``, in the order in which a record has them."""

_WRITTEN: dict[Verb, Callable[[str], Any]] = {
    Verb.CHANGE_POLICY: policy_from_text,
    Verb.CHANGE_ROSTER: agents_from_text,
}
"""How the only argument is read where a record has it as text."""

METHODS = {verb: verb.name.lower() for verb in Verb}
"""The method of a router for each command."""


def carry_out(router: Any, record: Record) -> list[Event]:
    """Ask a router to do what a record says."""
    now, verb, _, args = record
    if verb in _WRITTEN:
        args = (_WRITTEN[verb](args[0]),)
    options = dict(zip(PARAMETERS[verb], args, strict=False))
    events: list[Event] = getattr(router, METHODS[verb])(now=now, **options)
    return events


@dataclass(frozen=True, slots=True)
class Head:
    """What a router is made of before its first command."""

    policy: Policy
    agents: tuple[Agent, ...]


@runtime_checkable
class Journal(Protocol):
    """Where a router writes its commands.

    A record that was appended is durable when :meth:`commit` has returned. The router releases the events of a command
    only then.
    """

    def head(self) -> Head | None:
        """What the journal began with; None: it is empty."""
        ...

    def begin(self, head: Head) -> None:
        """Write the head of an empty journal, durably."""
        ...

    def append(self, record: Record) -> None:
        """Add the next record."""
        ...

    def commit(self) -> None:
        """Make durable what was appended."""
        ...

    def records(self) -> Iterator[Record]:
        """All durable records, in order."""
        ...


def head_of(journal: Journal) -> Head:
    """The head of a journal that a router has written.

    Raises
    ------
    WrongType
        It is no journal.
    MissingKey
        There is none.
    """
    must_be_journal(journal)
    head = journal.head()
    if head is None:
        raise MissingKey(text("is empty: no router has written to it"), file=file_of(journal))
    return head


def must_be_journal(value: object) -> None:
    """Refuse what is no journal.

    Raises
    ------
    WrongType
    """
    if isinstance(value, str | PathLike):
        raise WrongType("journal", text("must be a journal: open the file with SqliteJournal(path)"), value)
    if isinstance(value, type) or not isinstance(value, Journal):
        raise WrongType("journal", text("must be a journal, such as MemoryJournal() or SqliteJournal(path)"), value)


def file_of(journal: Journal) -> str | None:
    """The file of a journal that has one, for messages."""
    path = getattr(journal, "path", None)
    return None if path is None else str(path)


class MemoryJournal:
    """A journal in memory: for tests, and for a look back at what happened. It ends with its process."""

    def __init__(self) -> None:
        self._head: Head | None = None
        self._records: list[Record] = []
        self._durable = 0

    def head(self) -> Head | None:
        """What the journal began with; None: it is empty."""
        return self._head

    def begin(self, head: Head) -> None:
        """Write the head."""
        self._head = head

    def append(self, record: Record) -> None:
        """Add the next record."""
        self._records.append(record)

    def commit(self) -> None:
        """Show what was appended; in memory nothing is more durable than that."""
        self._durable = len(self._records)

    def records(self) -> Iterator[Record]:
        """All records that were committed, in order."""
        return islice(self._records, self._durable)
