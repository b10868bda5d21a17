"""What the compiled engine's agents do besides accepting whatever they are offered, and what becomes of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels import kernel, kernel_presence, kernel_work
from routing.kernels.kernel_code import AGENT_FULL, NO_ROOM, NOT_ALLOWED
from routing.kernels.kernel_timers import NUMBER_BITS, code_of
from routing.kernels.state import State, Tables
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from simulation.core.handling import BEHIND_ANSWERS, MOST_REFUSALS, Answer, Chance
from simulation.drawing.engine_chance import chance, happens
from simulation.engines.engine_wheel import enter

_ACCEPTS, _DECLINES, _SILENT = (whole(answer) for answer in Answer)
_ZERO = whole(0)
_NO_ANSWER, _DECLINE, _EXCLUDED, _EXCLUDED_AGENT = (whole(chance) for chance in list(Chance)[:4])
_BY_HAND = whole(Chance.BY_HAND)
_K_PRESENCE = whole(Kind.PRESENCE)
_WAITING, _OFFERED, _PERSONAL = (
    whole(state) for state in (TicketState.WAITING, TicketState.OFFERED, TicketState.PERSONAL)
)
_K_CANCEL = whole(Kind.CANCEL)
_HAND = (int(Kind.ACCEPT_OR_DECLINE) << NUMBER_BITS) + BEHIND_ANSWERS
IN_TIME = whole(-2)
"""End of patience of a contact that is accepted before it would leave, unless the agent does not answer."""
_OFFLINE, _READY, _BREAK, _DRAINING = (whole(presence) for presence in Presence)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_QUEUE_CLOSED, _EV_QUEUE_OPENED = whole(EventKind.QUEUE_CLOSED), whole(EventKind.QUEUE_OPENED)


# -- arrivals ----------------------------------------------------------------------------------------------------------


@jit_inline
def draw_excluded(run: Any, life: Any, number: int) -> None:
    """Let chance decide by whom a contact that arrives will not be served; its key stands."""
    part = life.parts[number]
    does = life.handling[life.parts[number].cls]
    part.excluded = -1
    if happens(part.key, _EXCLUDED, _ZERO, does.excludes):
        among = does.end_excluded - does.first_excluded
        place = np.int64(chance(part.key, _EXCLUDED_AGENT, _ZERO) * among)
        part.excluded = life.candidates[does.first_excluded + place].agent


@jit_internal
def keep_from(state: State, life: Any, number: int) -> None:
    """Have the ticket that is submitted next kept from the agent by whom its contact will not be served."""
    if life.parts[number].excluded >= 0:
        state.inbox[0].count = life.parts[number].excluded
        state.meta[0].n_inbox = 1


# -- offers ------------------------------------------------------------------------------------------------------------


@jit_inline
def will_answer(run: Any, life: Any, number: int, event: Any) -> bool:
    """Settle what the agent does who is offered a contact now; false: nothing."""
    part = life.parts[number]
    does = life.handling[life.parts[number].cls]
    offer: int = part.offers
    part.offers += 1
    part.answer = _ACCEPTS
    if offer < MOST_REFUSALS:
        if happens(part.key, _NO_ANSWER, offer, does.no_answers):
            part.answer = _SILENT
        elif happens(part.key, _DECLINE, offer, does.declines):
            part.answer = _DECLINES
    if part.answer != _SILENT:
        return True
    lose_offer(run, life, number, event.slot, event.time)
    return False


@jit_inline
def answer(tables: Tables, state: State, life: Any, number: int, slot: int, now: int) -> int:
    """The agent who is offered a contact accepts or declines it; returns 1 where the router lacks room, else 0."""
    agent: int = state.tickets[slot].agent
    if life.parts[number].answer == _ACCEPTS:
        kernel.accept(tables, state, slot, agent, now)
    elif life.parts[number].answer == _DECLINES:
        return 1 if kernel.decline(tables, state, slot, agent, now) == NO_ROOM else 0
    return 0


# -- waiting -----------------------------------------------------------------------------------------------------------


@jit_internal
def begin_wait(run: Any, life: Any, number: int, slot: int, now: int) -> None:
    """A contact that has come may not be answered in time: its patience counts, and somebody may look after it."""
    contact, part = run.contacts[number], life.parts[number]
    part.leaves = -1
    if contact.patience < NEVER:
        part.leaves = contact.arrival + contact.patience
        part.entry = enter(run, part.leaves, code_of(_K_CANCEL, number), slot)
    does = life.handling[contact.cls]
    if contact.arrival + does.hand_after >= now and happens(part.key, _BY_HAND, _ZERO, does.by_hand):
        enter(run, contact.arrival + does.hand_after, _HAND + number, slot)


@jit_internal
def lose_offer(run: Any, life: Any, number: int, slot: int, now: int) -> None:
    """The agent does not answer: the contact that would have been answered in time has to wait after all."""
    if life.parts[number].leaves == IN_TIME:
        begin_wait(run, life, number, slot, now)


# -- supervisors -------------------------------------------------------------------------------------------------------


@jit_inline
def is_by_hand(code: int, number: int) -> bool:
    """Whether an entry of the heap is a supervisor's, about a contact."""
    return code == _HAND + number


@jit_internal
def give_by_hand(tables: Tables, state: State, run: Any, life: Any, number: int, slot: int, now: int) -> None:
    """A supervisor gives a contact that still waits to the first agent who is ready, else on a break, and has room."""
    where = state.tickets[slot].state
    if run.records[number].outcome != 0 or (where != _WAITING and where != _PERSONAL):
        return
    does = life.handling[life.parts[number].cls]
    for on_break in range(2):
        presence = _BREAK if on_break == 1 else _READY
        for i in range(does.first_hand, does.end_hand):
            agent = _ZERO + life.candidates[i].agent
            if state.agents[agent].presence != presence or agent == life.parts[number].excluded:
                continue
            given = kernel_work.assign(tables, state, slot, agent, _ZERO, now)
            if given != AGENT_FULL and given != NOT_ALLOWED:
                return


# -- queues ------------------------------------------------------------------------------------------------------------


@jit_internal
def begin_day(run: Any, life: Any) -> None:
    """Enter what happens by itself first."""
    _wait_for_opening(run, life, 0)
    _wait_for_outage(run, life, 0)


@jit_internal
def _wait_for_opening(run: Any, life: Any, row: int) -> None:
    if row < len(life.openings):
        opening = life.openings[row]
        code = code_of(_K_PRESENCE, life.clock[0].first_queue + opening.queue)
        enter(run, opening.time, code, row)


@jit_internal
def open_or_close(tables: Tables, state: State, run: Any, life: Any, row: int) -> None:
    """A queue opens or closes, as row ``row`` of the openings says."""
    opening = life.openings[row]
    _wait_for_opening(run, life, row + 1)
    kernel_presence.set_open(tables, state, _ZERO + opening.queue, _ZERO + opening.is_open, opening.time)


@jit_inline
def is_about_queue(kind: int) -> bool:
    """Whether an event is about a queue, not about a contact."""
    return kind in (_EV_QUEUE_CLOSED, _EV_QUEUE_OPENED)


# -- presence ----------------------------------------------------------------------------------------------------------


@jit_internal
def come_back_at(run: Any, life: Any, agent: int, time: int) -> None:
    """The agent is away until then."""
    run.back[agent] = time
    number = life.clock[0].first_agent + agent
    enter(run, time, code_of(_K_PRESENCE, number), agent)


@jit_internal
def _wait_for_outage(run: Any, life: Any, row: int) -> None:
    if row < len(life.lost):
        outage = life.lost[row]
        code = code_of(_K_PRESENCE, life.clock[0].first_lost + outage.agent)
        enter(run, outage.time, code, row)


@jit_internal
def lose(tables: Tables, state: State, run: Any, life: Any, row: int) -> None:
    """An agent vanishes for a while, as row ``row`` of the outages says; who was leaving does not come back."""
    outage = life.lost[row]
    _wait_for_outage(run, life, row + 1)
    agent = _ZERO + outage.agent
    before = state.agents[agent].presence
    if before == _OFFLINE:
        return
    if before != _DRAINING or run.back[agent] >= 0:
        come_back_at(run, life, agent, outage.time + outage.length)
    kernel_presence.lose_agent(tables, state, agent, _ZERO + outage.time)


@jit_internal
def note_presence(state: State, run: Any, life: Any, place: int) -> None:
    """See whether the router has taken an agent off who did not answer, which it says right behind the expiry."""
    event = state.events[place]
    hand = life.hands[event.agent]
    before = hand.presence
    hand.presence = event.detail
    if place == 0 or before != _READY:
        return
    cause = state.events[place - 1]
    if cause.kind == _EV_EXPIRED and cause.agent == event.agent:
        after = life.handling[life.parts[state.tickets[cause.slot].cls].cls].back_after
        if after >= 0:
            come_back_at(run, life, event.agent, event.time + after)
