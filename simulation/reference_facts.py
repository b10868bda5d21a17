"""What the SimPy engine writes down: the same facts, in the same tables, as the compiled engine."""

from __future__ import annotations

import numpy as np

from routing.model import Event, EventKind
from simulation.records import AGENT_STATE, RECORD, Outcome

_LEAVING = {EventKind.ASSIGNED, EventKind.CANCELLED, EventKind.BLOCKED, EventKind.DEFLECTED}
_WRITTEN = _LEAVING | {EventKind.COMPLETED, EventKind.WRAPPED_UP}


class Facts:
    """The tables of one run, filled in from the router's events.

    Parameters
    ----------
    n_contacts
        How many contacts will come.
    """

    def __init__(self, n_contacts: int) -> None:
        self.records = np.full(n_contacts, -1, np.int8).astype(RECORD)
        self.records["outcome"] = Outcome.OPEN
        self.agent_states: list[tuple[int, int, int]] = []
        self._area_us, self._in_queue, self._now = 0, 0, 0

    def arrived(self, n: int, queue: int, time: int) -> None:
        self.records["queue"][n] = queue
        self._reach(time)
        self._in_queue += 1

    def note_contact(self, event: Event, n: int, agent: int) -> None:
        record, kind = self.records[n], event.kind
        if kind in _WRITTEN:
            self._reach(event.time)
        if kind in _LEAVING:
            self._in_queue -= 1
            record["left"] = event.time
        if kind is EventKind.ASSIGNED:
            record["answered"] = event.time
            record["agent"], record["step"], record["outcome"] = agent, event.detail, Outcome.ANSWERED
        elif kind is EventKind.BLOCKED:
            record["outcome"] = Outcome.BLOCKED
        elif kind is EventKind.DEFLECTED:
            record["outcome"] = Outcome.DEFLECTED
        elif kind is EventKind.COMPLETED:
            record["talk_end"] = record["done"] = event.time
        elif kind is EventKind.WRAPPED_UP:
            record["done"] = event.time

    def note_presence(self, event: Event, agent: int) -> None:
        self._reach(event.time)
        self.agent_states.append((event.time, agent, event.detail))

    def agent_state_table(self) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        return np.array(self.agent_states, AGENT_STATE)

    @property
    def queue_area_us(self) -> int:
        """Integral of the number in queue (arrived, neither accepted nor gone) up to the latest time in the tables."""
        return self._area_us

    def _reach(self, time: int) -> None:
        self._area_us += self._in_queue * (time - self._now)
        self._now = time
