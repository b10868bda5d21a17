"""Matching: which agent a ticket chooses, which ticket an agent chooses, and what an offer changes.

Between two commands no available agent stands beside a waiting ticket that it may take. So after an event only the
agent that it freed, or the ticket that it brought, can find a partner, and nothing else has to be looked at.
"""

from __future__ import annotations

from routing._jit import jit_inline, jit_internal, whole
from routing.kernel_lists import dequeue, enqueue, list_agent, unlist_agent
from routing.kernel_timers import set_timer, unset_timer
from routing.model import NEVER, EventKind, Kind, Prefer, Presence, TicketState
from routing.state import State, Tables

_NONE = whole(-1)
_WAITING = whole(TicketState.WAITING)
_OFFERED = whole(TicketState.OFFERED)
_ASSIGNED = whole(TicketState.ASSIGNED)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_DRAINING = whole(Presence.DRAINING)
_POOL_ORDER = whole(Prefer.POOL_ORDER)
_LEVEL = whole(Prefer.LEVEL)
_SCARCE_LAST = whole(Prefer.SCARCE_LAST)
_LONGEST_IDLE = whole(Prefer.LONGEST_IDLE)
_ROUND_ROBIN = whole(Prefer.ROUND_ROBIN)
_EV_OFFERED = whole(EventKind.OFFERED)
_EV_ASSIGNED = whole(EventKind.ASSIGNED)
_EV_STEP = whole(EventKind.STEP)
_EV_PROMOTED = whole(EventKind.PROMOTED)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_OFFER_EXPIRY = whole(Kind.OFFER_EXPIRY)
_DELAY_END = whole(Kind.DELAY_END)
_STEP = whole(Kind.STEP)
_PROMOTION = whole(Kind.PROMOTION)


@jit_inline
def emit(state: State, time: int, kind: int, slot: int, agent: int, detail: int) -> None:
    """Say what has happened. A slot of -1: no ticket."""
    event = state.events[state.meta[0].n_events]
    state.meta[0].n_events += 1
    event.time = time
    event.kind = kind
    event.slot = slot
    event.number = state.tickets[slot].number if slot >= 0 else -1
    event.agent = agent
    event.detail = detail


@jit_inline
def is_paused(state: State, slot: int, agent: int) -> bool:
    """Whether the ticket is not to be offered to the agent for now."""
    pause = state.tickets[slot].pause
    while pause >= 0:
        if state.pauses[pause].agent == agent:
            return True
        pause = state.pauses[pause].after
    return False


@jit_inline
def _compare_agents(tables: Tables, state: State, step: int, mine: int, agent: int, theirs: int, other: int) -> bool:
    """Whether ``agent`` (by option ``mine``) is preferred to ``other`` (by option ``theirs``) of the same rank."""
    rule = tables.steps[step]
    for i in range(rule.n_terms):
        term = rule.terms[i]
        difference = 0
        if term == _LONGEST_IDLE:
            difference = state.agents[agent].idle_since - state.agents[other].idle_since
        elif term == _ROUND_ROBIN:
            difference = state.agents[agent].last_offered - state.agents[other].last_offered
        elif term == _POOL_ORDER:
            difference = tables.options[mine].pool_order - tables.options[theirs].pool_order
        elif term == _LEVEL:
            difference = tables.options[mine].level - tables.options[theirs].level
        elif term == _SCARCE_LAST:
            difference = tables.options[mine].scarce - tables.options[theirs].scarce
        if difference != 0:
            return difference < 0
    return agent < other


@jit_inline
def choose_agent(tables: Tables, state: State, slot: int) -> int:
    """The available qualified agent whom the ticket's step prefers; -1: there is none."""
    ticket = state.tickets[slot]
    step = tables.queues[ticket.queue].first_step + ticket.step
    rule = tables.steps[step]
    lists = rule.order * state.meta[0].n_profiles
    links = rule.order * state.meta[0].n_agents
    best, best_option = -1, -1
    for i in range(rule.first_option, rule.end_option):
        option = tables.options[i]
        if best >= 0 and option.rank != tables.options[best_option].rank:
            break
        agent = state.lists[lists + option.profile].head
        if ticket.pause >= 0:
            while agent >= 0 and is_paused(state, slot, agent):
                agent = state.links[links + agent].after
        if agent < 0:
            continue
        if best < 0 or _compare_agents(tables, state, step, i, agent, best_option, best):
            best, best_option = agent, i
    return best


@jit_inline
def choose_ticket(tables: Tables, state: State, agent: int, now: int) -> int:
    """The slot of the first waiting ticket in the agent's own order that it may take; -1: there is none."""
    profile = tables.profiles[state.agents[agent].profile]
    best, best_serve = -1, -1
    best_credit = 0
    for i in range(profile.first_serve, profile.end_serve):
        serve = tables.serves[i]
        slot = state.subs[serve.sub].head
        if slot < 0:
            continue
        if best >= 0:
            first = tables.serves[best_serve]
            if serve.band != first.band or serve.rank != first.rank:
                break
        while slot >= 0 and state.tickets[slot].pause >= 0 and is_paused(state, slot, agent):
            slot = state.tickets[slot].after
        if slot < 0:
            continue
        ticket = state.tickets[slot]
        queue = tables.queues[ticket.queue]
        credit = queue.head_start_milli + queue.rate * (now - ticket.first_arrival)
        if best >= 0:
            chosen = state.tickets[best]
            if credit < best_credit:
                continue
            if credit == best_credit:
                if ticket.first_arrival > chosen.first_arrival:
                    continue
                if ticket.first_arrival == chosen.first_arrival and ticket.number > chosen.number:
                    continue
        best, best_serve, best_credit = slot, i, credit
    return best


@jit_inline
def set_waiting_timer(tables: Tables, state: State, slot: int) -> None:
    """Set the timer of a waiting ticket to what comes first: a pause's end, its next step, its promotion."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    due, kind = NEVER, 0
    pause = ticket.pause
    while pause >= 0:
        if state.pauses[pause].until < due:
            due, kind = state.pauses[pause].until, _DELAY_END
        pause = state.pauses[pause].after
    if ticket.step + 1 < queue.n_steps:
        time = ticket.entered_queue + tables.steps[queue.first_step + ticket.step + 1].from_us
        if time < due:
            due, kind = time, _STEP
    if ticket.band > 0 and queue.n_bands > 1:
        time = ticket.entered_queue + queue.promote_after * (queue.band - ticket.band + 1)
        if time < due:
            due, kind = time, _PROMOTION
    if kind == 0:
        unset_timer(state, slot)
    else:
        set_timer(state, slot, due, kind)


@jit_inline
def offer(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """Offer a ticket to an agent, or assign it where the queue accepts for the agent."""
    ticket = state.tickets[slot]
    if ticket.state == _WAITING:
        dequeue(state, slot)
        unset_timer(state, slot)
    unlist_agent(state, agent)
    owner = state.agents[agent]
    owner.last_offered = now
    owner.ticket = slot
    ticket.agent = agent
    queue = tables.queues[ticket.queue]
    if queue.auto_accept == 1:
        ticket.state = _ASSIGNED
        owner.load += 1
        emit(state, now, _EV_ASSIGNED, slot, agent, ticket.step)
        return
    ticket.state = _OFFERED
    owner.offers += 1
    if queue.offer_expires < NEVER:
        set_timer(state, slot, now + queue.offer_expires, _OFFER_EXPIRY)
    emit(state, now, _EV_OFFERED, slot, agent, ticket.step)


@jit_inline
def match_agent(tables: Tables, state: State, agent: int, now: int) -> None:
    """Let an agent that has become free choose its ticket; without one it stands by, or goes if it was leaving."""
    worker = state.agents[agent]
    if worker.load > 0 or worker.offers > 0:
        return
    if worker.presence == _READY:
        slot = choose_ticket(tables, state, agent, now) if state.meta[0].waiting > 0 else -1
        if slot >= 0:
            offer(tables, state, slot, agent, now)
        else:
            list_agent(tables, state, agent)
    elif worker.presence == _DRAINING:
        worker.presence = _OFFLINE
        emit(state, now, _EV_PRESENCE, _NONE, agent, _OFFLINE)


@jit_inline
def match_ticket(tables: Tables, state: State, slot: int, now: int) -> None:
    """Let a waiting ticket whose chances have changed choose its agent."""
    if state.tickets[slot].state != _WAITING:
        return
    agent = choose_agent(tables, state, slot)
    if agent >= 0:
        offer(tables, state, slot, agent, now)


@jit_internal
def settle_agent(tables: Tables, state: State, agent: int, now: int) -> None:
    """:func:`match_agent` for the paths that are rarely taken, as one piece of code that they share."""
    match_agent(tables, state, agent, now)


@jit_internal
def settle_ticket(tables: Tables, state: State, slot: int, now: int) -> None:
    """:func:`match_ticket` for all but new tickets, as one piece of code that they share."""
    match_ticket(tables, state, slot, now)


@jit_internal
def back_to_queue(tables: Tables, state: State, slot: int, now: int) -> None:
    """Return a ticket to the place it had, in the step and band that the time since it entered the queue gives."""
    ticket = state.tickets[slot]
    ticket.state = _WAITING
    ticket.agent = -1
    queue = tables.queues[ticket.queue]
    waited = now - ticket.entered_queue
    step = ticket.step
    while step + 1 < queue.n_steps and tables.steps[queue.first_step + step + 1].from_us <= waited:
        step += 1
    if step != ticket.step:
        ticket.step = step
        emit(state, now, _EV_STEP, slot, _NONE, step)
    band = ticket.band
    while band > queue.band - queue.n_bands + 1 and queue.promote_after * (queue.band - band + 1) <= waited:
        band -= 1
    if band != ticket.band:
        ticket.band = band
        emit(state, now, _EV_PROMOTED, slot, _NONE, band)
    enqueue(tables, state, slot)
    set_waiting_timer(tables, state, slot)
