"""What the SimPy engine writes down: the same facts, in the same tables, as the compiled engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.model import Event, EventKind
from simulation.core.records import (
    AGENT_STATE,
    ORIGIN,
    PASSED,
    PROMISE,
    RECORD,
    SPELL,
    Facts,
    Outcome,
    Promised,
    SpellKind,
)

_ANSWERS = {EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND}
_ENDS_OF_WAIT = _ANSWERS | {
    EventKind.CANCELLED,
    EventKind.BLOCKED,
    EventKind.DEFLECTED,
    EventKind.CALLBACK_HELD,
}
_NEW_WAITS = {EventKind.TRANSFERRED, EventKind.CALLBACK_DUE, EventKind.RETURNED}
_ENDS_OF_WORK = {EventKind.TRANSFERRED, EventKind.CALLBACK_FAILED, EventKind.RETURNED, EventKind.WRAPPED_UP}
_WRITTEN = _ENDS_OF_WAIT | _NEW_WAITS | _ENDS_OF_WORK | {EventKind.COMPLETED}
_OUTCOMES = {
    EventKind.BLOCKED: Outcome.BLOCKED,
    EventKind.DEFLECTED: Outcome.DEFLECTED,
    EventKind.CALLBACK_HELD: Outcome.CALLBACK,
}


@dataclass
class Promise:
    """A callback promised; see :data:`simulation.core.records.PROMISE`."""

    asked: int
    due: int
    until: int
    answered: int = -1
    attempts: int = 0
    result: Promised = Promised.OPEN


class FactKeeper:
    """The tables of one run, filled in from the router's events.

    Parameters
    ----------
    n_contacts
        How many contacts will come.
    """

    def __init__(self, n_contacts: int) -> None:
        self.records = np.full(n_contacts, -1, np.int8).astype(RECORD)
        self.records["outcome"] = Outcome.OPEN
        self.origins = np.zeros(n_contacts, ORIGIN)
        self.origins["parent"] = self.origins["solved"] = self.origins["bot"] = -1
        self.passed: list[tuple[int, int, int, int, int]] = []  # transfers
        self.promises: dict[int, Promise] = {}  # contact: its callback, in the order of asking
        self._states: list[tuple[int, int, int]] = []
        self._spells: list[tuple[int, int, int, int, int]] = []
        self._queued: dict[int, int] = {}  # contact: since when it waits again
        self._began: dict[int, int] = {}  # contact: since when an agent has it whom no record names
        self._silent: dict[int, int] = {}  # contact: since when its customer is silent
        self.waits: dict[int, int] = {}  # contact that has entered a queue, not accepted, not gone: since when
        self._area_us, self._now = 0, 0

    def follow(self, origin: tuple[int, int, int]) -> None:
        """One more contact comes, which follows another one: (parent, cause, number)."""
        self.origins = np.concatenate([self.origins, np.array([(-1, *origin, 0, -1)], ORIGIN)])
        record = np.full(1, -1, np.int8).astype(RECORD)
        record["outcome"] = Outcome.OPEN
        self.records = np.concatenate([self.records, record])

    def met_bot(self, n: int, now: int, time: int, *, is_contained: bool) -> None:
        """A customer comes to a bot, for so long."""
        self._reach(now)
        self.origins["bot"][n] = time
        if is_contained:
            self.records["talk_end"][n] = now + time
            self.records["outcome"][n] = Outcome.CONTAINED

    def arrived(self, n: int, queue: int, time: int) -> None:
        self.records["queue"][n] = queue
        self._reach(time)
        self.waits[n] = time

    def note_contact(self, event: Event, n: int, agent: int) -> None:
        if event.kind in _WRITTEN or (event.kind is EventKind.RESUMED and n in self._silent):
            self._reach(event.time)
        if event.kind in {EventKind.RESUMED, EventKind.RETURNED} and n in self._silent:
            self._add_spell(SpellKind.SILENT, n, agent, self._silent.pop(n), event.time)
        if event.kind in _ENDS_OF_WAIT:
            del self.waits[n]
            self._end_wait(event, n, agent)
        if event.kind is EventKind.TRANSFERRED:
            self.origins["transfers"][n] += 1
        if event.kind is EventKind.COMPLETED or event.kind in _ENDS_OF_WORK:
            self._end_work(event, n, agent)
        if event.kind in _NEW_WAITS:
            self._queued[n] = self.waits[n] = event.time
        if event.kind is EventKind.INACTIVE:
            self._silent[n] = event.time
        elif event.kind is EventKind.CALLBACK_FAILED and event.detail == 0:
            self.promises[n].result = Promised.FAILED

    def _end_wait(self, event: Event, n: int, agent: int) -> None:
        answered = event.kind in _ANSWERS
        if n in self._queued:
            self._add_spell(SpellKind.WAIT, n, agent if answered else -1, self._queued.pop(n), event.time)
            if answered:
                self._began[n] = event.time
            return
        record = self.records[n]
        record["left"] = event.time
        if answered:
            record["answered"] = event.time
            record["agent"], record["outcome"] = agent, Outcome.ANSWERED
            record["step"] = event.detail if event.kind is EventKind.ASSIGNED else -1
        elif event.kind in _OUTCOMES:
            record["outcome"] = _OUTCOMES[event.kind]

    def _end_work(self, event: Event, n: int, agent: int) -> None:
        is_over = event.kind is not EventKind.COMPLETED or event.detail == 0
        if n in self._began:
            if is_over:
                self._add_spell(SpellKind.WORK, n, agent, self._began.pop(n), event.time)
            return
        if event.kind is not EventKind.WRAPPED_UP:
            self.records["talk_end"][n] = event.time
        if is_over:
            self.records["done"][n] = event.time

    def note_presence(self, event: Event, agent: int) -> None:
        self._reach(event.time)
        self._states.append((event.time, agent, event.detail))

    def tables(self, contacts: NDArray[np.void]) -> Facts:
        """All that was written down; waits that have not ended at the end, with an end of -1."""
        open_waits = [(start, -1, n, -1, SpellKind.WAIT) for n, start in sorted(self._queued.items())]
        promises = [
            (each.asked, each.due, each.until, each.answered, n, each.attempts, each.result)
            for n, each in self.promises.items()
        ]
        return Facts(
            self.records,
            np.array(self._states, AGENT_STATE),
            self._area_us,
            np.array(self._spells + open_waits, SPELL),
            np.array(promises, PROMISE),
            contacts,
            self.origins,
            np.array(self.passed, PASSED),
            in_order=False,
        )

    def _add_spell(self, kind: SpellKind, n: int, agent: int, start: int, end: int) -> None:
        self._spells.append((start, end, n, agent, kind))

    def _reach(self, time: int) -> None:
        self._area_us += len(self.waits) * (time - self._now)
        self._now = time
