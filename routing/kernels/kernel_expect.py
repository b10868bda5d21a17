"""Where the router's commands meet the expected wait: who joins a queue is announced one, whoever leaves teaches it.

A ticket's ``word`` (see :mod:`routing.kernels.kernel_ewt`) is 0 unless it has joined its queue to wait in its turn, and
the queue announces waits.
"""

from __future__ import annotations

from routing._jit import jit_internal, whole
from routing.kernels.kernel_ewt import announce, likely_wait, note_answer, note_leave, places_of
from routing.kernels.state import State, Tables

_ONE = whole(1)


@jit_internal
def _head_of(tables: Tables, state: State, queue_number: int) -> int:
    """The ticket that waits for anybody in the queue and arrived first; -1: there is none."""
    queue = tables.queues[queue_number]
    best = -1
    n_subs = queue.n_steps * queue.n_epochs * queue.n_bands * state.meta[0].n_lanes
    for sub in range(queue.first_sub, queue.first_sub + n_subs):
        slot: int = state.subs[sub].head
        if slot >= 0 and (best < 0 or _is_earlier(state, slot, best)):
            best = slot
    return best


@jit_internal
def _is_earlier(state: State, slot: int, other: int) -> bool:
    mine, theirs = state.tickets[slot], state.tickets[other]
    if mine.first_arrival != theirs.first_arrival:
        return bool(mine.first_arrival < theirs.first_arrival)
    return bool(mine.number < theirs.number)


@jit_internal
def word_for(tables: Tables, state: State, queue: int, places: int, now: int) -> int:
    """What a ticket at a place of the queue is announced now; 0: nothing."""
    if tables.queues[queue].announces == 0:
        return 0
    head = _head_of(tables, state, queue)
    if head < 0:
        return announce(state.ewt, queue, places, 0, 0)
    ticket = state.tickets[head]
    return announce(state.ewt, queue, places, now - ticket.entered_queue, places_of(ticket.word))


@jit_internal
def likely_for_new(tables: Tables, state: State, queue: int, now: int) -> int:
    """The p50 in µs of the wait of a ticket that would join the queue now; UNKNOWN while too few have waited."""
    return likely_wait(state.ewt, queue, word_for(tables, state, queue, state.lines[queue].waiting + _ONE, now))


@jit_internal
def note_joins(tables: Tables, state: State, slot: int, places: int, now: int) -> None:
    """The ticket joins its queue at a place, to wait in its turn."""
    if state.meta[0].expects == 1:
        ticket = state.tickets[slot]
        ticket.word = word_for(tables, state, ticket.queue, places, now)


@jit_internal
def note_end(state: State, slot: int, is_answer: int, now: int) -> None:
    """The ticket's wait in its turn ends, by an answer or otherwise."""
    ticket = state.tickets[slot]
    if ticket.word == 0:
        return
    if is_answer == 1:
        note_answer(state.ewt, ticket.queue, ticket.word, now - ticket.entered_queue)
    else:
        note_leave(state.ewt, ticket.queue, ticket.word, now - ticket.entered_queue)
    ticket.word = 0
