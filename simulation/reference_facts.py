"""What the SimPy engine writes down: the same facts, in the same tables, as the compiled engine."""

from __future__ import annotations

import numpy as np

from routing.model import Event, EventKind
from simulation.records import AGENT_STATE, RECORD, Outcome

_LEAVING = {EventKind.ASSIGNED, EventKind.CANCELLED, EventKind.BLOCKED}


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
        self.queue_area_us = 0
        """Integral over time of the number in queue: arrived, and neither accepted by an agent nor gone."""
        self._in_queue, self._counted_until = 0, 0

    def arrived(self, n: int, queue: int, time: int) -> None:
        self.records["queue"][n] = queue
        self._count(+1, time)

    def note_contact(self, event: Event, n: int, agent: int) -> None:
        record, kind = self.records[n], event.kind
        if kind in _LEAVING:
            self._count(-1, event.time)
            record["left"] = event.time
        if kind is EventKind.ASSIGNED:
            record["answered"] = event.time
            record["agent"], record["step"], record["outcome"] = agent, event.detail, Outcome.ANSWERED
        elif kind is EventKind.BLOCKED:
            record["outcome"] = Outcome.BLOCKED
        elif kind is EventKind.COMPLETED:
            record["talk_end"] = record["done"] = event.time
        elif kind is EventKind.WRAPPED_UP:
            record["done"] = event.time

    def note_presence(self, event: Event, agent: int) -> None:
        self.agent_states.append((event.time, agent, event.detail))

    def agent_state_table(self) -> np.ndarray[tuple[int], np.dtype[np.void]]:
        return np.array(self.agent_states, AGENT_STATE)

    def _count(self, change: int, time: int) -> None:
        self.queue_area_us += self._in_queue * (time - self._counted_until)
        self._counted_until = time
        self._in_queue += change
