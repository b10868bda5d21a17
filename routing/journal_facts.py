"""The facts in a journal: who came when, was answered by whom, and how long it took; who was present.

Facts are what stays the same whatever the policy decides, as far as it was seen. A simulator can let the same contacts
come again under another policy: what if? They are found by carrying the journal's commands out once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from routing.journals.journal import PARAMETERS, Journal, Record, carry_out, head_of
from routing.kernels.kernel_live import Verb
from routing.model import Event, EventKind, Presence
from routing.router import Router

COLUMNS = (
    "ticket",
    "arrival",
    "problem",
    "tier",
    "channel",
    "labels",
    "answered",
    "left",
    "talk_end",
    "done",
    "agent",
    "outcome",
)
"""Of the table of contacts. Times are microseconds from the router's origin, None where something did not happen.

``answered`` is the first time that an agent had the contact, ``left`` when it was answered or left unanswered,
``talk_end`` when the last agent ended it, ``done`` when it was wrapped up, and ``agent`` that last agent. ``outcome``
is ``answered``, ``abandoned``, ``blocked`` (its queue was full), ``deflected`` (to a bot or a message), ``unreached``
(called back in vain) or ``open`` (not over at the end of the journal).
"""

_GIVEN = frozenset({EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND})
_UNANSWERED = {
    EventKind.CANCELLED: "abandoned",
    EventKind.BLOCKED: "blocked",
    EventKind.DEFLECTED: "deflected",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a journal says about the world.

    Parameters
    ----------
    contacts
        One row per ticket, in order of arrival, with the keys :data:`COLUMNS`.
    presences
        Each change of an agent's presence, in order, with the keys ``time``, ``agent`` and ``presence`` (its name).
    """

    contacts: list[dict[str, Any]] = field(default_factory=list)
    presences: list[dict[str, Any]] = field(default_factory=list)


def facts_of(journal: Journal) -> Facts:
    """Read the facts of a journal.

    Raises
    ------
    MissingKey
        No router has written to it.
    """
    head = head_of(journal)
    router, reader = Router(head.policy, head.agents), _Reader()
    for record in journal.records():
        reader.read(record, carry_out(router, record))
    return reader.facts


class _Reader:
    """Follows the contacts through the events."""

    def __init__(self) -> None:
        self.facts = Facts()
        self._open: dict[str, dict[str, Any]] = {}

    def read(self, record: Record, events: Iterable[Event]) -> None:
        """Take note of a command and of what it caused."""
        now, verb, _, args = record
        given = dict(zip(PARAMETERS[verb], args, strict=False))
        is_new = verb is Verb.SUBMIT and given["ticket"] not in self._open
        if is_new:
            self._enter(now, given)
        for event in events:
            if event.kind is EventKind.PRESENCE:
                presence = Presence(event.detail).name.lower()
                self.facts.presences.append({"time": event.time, "agent": event.agent, "presence": presence})
            elif event.ticket is not None:
                self._note(event, event.ticket)
                if verb is Verb.SUBMIT and not is_new and given["ticket"] not in self._open:
                    self._enter(now, given)  # a timer has just ended the one before it with the same id
                    is_new = True

    def _enter(self, now: int, given: dict[str, Any]) -> None:
        row = dict.fromkeys(COLUMNS) | {name: given[name] for name in COLUMNS if name in given}
        row |= {"labels": given.get("labels") or {}, "arrival": now, "outcome": "open"}
        self._open[given["ticket"]] = row
        self.facts.contacts.append(row)

    def _note(self, event: Event, ticket: str) -> None:
        row = self._open[ticket]
        if event.kind in _GIVEN:
            if row["answered"] is None:
                row |= {"answered": event.time, "left": event.time, "outcome": "answered"}
            row["agent"] = event.agent
        elif event.kind in _UNANSWERED:
            if row["answered"] is None:
                row |= {"left": event.time, "outcome": _UNANSWERED[event.kind]}
            del self._open[ticket]
        elif event.kind is EventKind.CALLBACK_FAILED:  # the agent had it, the customer did not answer
            row |= {"answered": None, "left": None, "agent": None, "outcome": "open"}
            if event.detail == 0:
                row |= {"left": event.time, "outcome": "unreached"}
                del self._open[ticket]
        elif event.kind is EventKind.COMPLETED:
            row["talk_end"] = event.time
            if event.detail == 0:
                row["done"] = event.time
                del self._open[ticket]
        elif event.kind is EventKind.WRAPPED_UP:
            row["done"] = event.time
            del self._open[ticket]
