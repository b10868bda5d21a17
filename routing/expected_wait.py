"""What a customer can be told of the wait: a position, and a time with a range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routing.kernels.kernel_ewt import UNKNOWN
from routing.live_state import LiveState
from routing.model import TicketState


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """The rest of a wait, as far as it can be foreseen.

    Parameters
    ----------
    queue
        The queue's name.
    position
        1: nobody of the queue goes before. None: the ticket does not wait in its turn, but for its preferred agent
        alone or to be called back.
    p50_us, p90_us
        Half of those in this place wait longer than ``p50_us`` microseconds, one in ten longer than ``p90_us``. None
        before the queue has seen enough waits (about four), and without a position.
    """

    queue: str
    position: int | None
    p50_us: int | None
    p90_us: int | None


def expected_of_new(live: LiveState, queue: int, name: str, now: int) -> ExpectedWait:
    """What a ticket can be told that would join the queue now."""
    return _expected(live, queue, name, int(live.state.lines["waiting"][queue]) + 1, now)


def expected_of(live: LiveState, slot: int, name: str, now: int) -> ExpectedWait:
    """What a waiting ticket, or one that is to be called back, can be told now."""
    tickets = live.state.tickets
    row = tickets[slot]
    if row["state"] != TicketState.WAITING:
        return ExpectedWait(name, None, None, None)
    same = tickets[(tickets["state"] == TicketState.WAITING) & (tickets["queue"] == row["queue"])]
    before = np.lexsort((same["number"], same["first_arrival"], same["band"]))
    position = 1 + int(np.flatnonzero(same["number"][before] == row["number"])[0])
    return _expected(live, int(row["queue"]), name, position, now)


def _expected(live: LiveState, queue: int, name: str, position: int, now: int) -> ExpectedWait:
    p50, p90 = live.expect(queue, position, now)
    if p50 == UNKNOWN:
        return ExpectedWait(name, position, None, None)
    return ExpectedWait(name, position, p50, p90)
