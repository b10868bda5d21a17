"""Matching: which agent a ticket chooses, which ticket an agent chooses, and what an offer changes.

Between two commands no available agent stands beside a waiting ticket that it may take. So after an event only the
agent that it freed, or the ticket that it brought, can find a partner, and nothing else has to be looked at. Where an
event can have made more than that possible (a reservation lifted, a queue opened), it sets ``rematch``, and
:func:`match_waiting` looks at all.
"""

from __future__ import annotations

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.kernel_expect import note_end
from routing.kernels.kernel_lists import (
    compare_agents,
    dequeue,
    has_units_spare,
    leave_personal,
    list_agent,
    own,
    unlist_agent,
)
from routing.kernels.kernel_timers import set_timer, unset_deadline, unset_timer
from routing.kernels.state import EVENTS, State, Tables
from routing.model import NEVER, EventKind, Kind, Prefer, Presence, TicketState

_NONE = whole(-1)
_WAITING = whole(TicketState.WAITING)
_OFFERED = whole(TicketState.OFFERED)
_ASSIGNED = whole(TicketState.ASSIGNED)
_PERSONAL = whole(TicketState.PERSONAL)
_WAKING = whole(TicketState.WAKING)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_DRAINING = whole(Presence.DRAINING)
_POOL_ORDER = whole(Prefer.POOL_ORDER)
_LEVEL = whole(Prefer.LEVEL)
_SCARCE_LAST = whole(Prefer.SCARCE_LAST)
_EV_OFFERED = whole(EventKind.OFFERED)
_EV_ASSIGNED = whole(EventKind.ASSIGNED)
_EV_RESUMED = whole(EventKind.RESUMED)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_OFFER_EXPIRY = whole(Kind.OFFER_EXPIRY)

ROOM = 900
"""No single command or timer causes more events."""
_ONE = whole(1)
_MINUS_ONE = whole(-1)
_SETTLED, _MORE = whole(0), whole(1)


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


# -- may this agent take that ticket? ----------------------------------------------------------------------------------


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
def has_room(tables: Tables, state: State, agent: int, lane: int) -> bool:
    """Whether the agent has the units that a ticket of the lane takes, and not too many such tickets."""
    worker = state.agents[agent]
    if state.meta[0].units == 0:
        return bool(worker.load < worker.capacity)
    if worker.load + tables.lanes[lane].cost > worker.capacity:
        return False
    n_lanes = state.meta[0].n_lanes
    most = tables.limits[worker.profile * n_lanes + lane].most
    return bool(state.loads[agent * n_lanes + lane].count < most)


@jit_internal
def is_reserved(tables: Tables, state: State, agent: int, reserved: int, queue: int) -> bool:
    """Whether one of the reservations, as bits, keeps the agent from tickets of the queue."""
    binding = reserved & ~state.lines[queue].lifted
    worker = state.agents[agent]
    if binding == 0 or worker.busy > 0 or worker.offer >= 0:
        return False
    for number in range(len(tables.reservations)):
        if (binding >> number) & 1 and has_units_spare(tables, state, agent, number):
            spare = state.spare[number].count + (1 - worker.listed)
            if spare <= tables.reservations[number].keep_free:
                return True
    return False


@jit_inline
def is_available(state: State, agent: int) -> bool:
    """Whether the agent may be offered new tickets at all, if it has units for them."""
    worker = state.agents[agent]
    return bool(worker.presence == _READY and worker.offer < 0 and worker.busy == 0 and worker.load < worker.capacity)


# -- a ticket chooses --------------------------------------------------------------------------------------------------


@jit_inline
def _compare_options(tables: Tables, state: State, stage: int, mine: int, agent: int, theirs: int, other: int) -> bool:
    """Whether ``agent`` (by option ``mine``) is preferred to ``other`` (by option ``theirs``) of the same rank."""
    rule = tables.stages[stage]
    for i in range(rule.n_terms):
        term = rule.terms[i]
        if term == _POOL_ORDER:
            difference = tables.options[mine].pool_order - tables.options[theirs].pool_order
        elif term == _LEVEL:
            difference = tables.options[mine].level - tables.options[theirs].level
        elif term == _SCARCE_LAST:
            difference = tables.options[mine].scarce - tables.options[theirs].scarce
        else:
            difference = compare_agents(state.agents, term, agent, other)
        if difference != 0:
            return bool(difference < 0)
    return agent < other


@jit_inline
def _first_able(tables: Tables, state: State, slot: int, stage: int, option: int) -> int:
    """The first available agent of an option's profile, in the stage's order, that may take the ticket; -1: none."""
    ticket = state.tickets[slot]
    meta = state.meta[0]
    order = tables.stages[stage].order
    profile = tables.options[option].profile
    reserved = tables.options[option].reserved
    first = (order * meta.n_profiles + profile) * meta.n_levels
    levels = _ONE
    if tables.orders[order].by_load == 1:
        levels = tables.profiles[profile].capacity - tables.lanes[ticket.lane].cost + 1
    links = order * meta.n_agents
    for level in range(levels):
        agent: int = state.lists[first + level].head
        while agent >= 0:
            if (
                has_room(tables, state, agent, ticket.lane)
                and not is_paused(state, slot, agent)
                and (reserved == 0 or not is_reserved(tables, state, agent, reserved, ticket.queue))
            ):
                return agent
            agent = state.links[links + agent].after
    return _NONE


@jit_inline
def choose_agent(tables: Tables, state: State, slot: int) -> int:
    """The available qualified agent whom the ticket's stage prefers; -1: there is none."""
    ticket = state.tickets[slot]
    stage = tables.queues[ticket.queue].first_stage + ticket.stage
    rule = tables.stages[stage]
    lists = rule.order * state.meta[0].n_profiles
    plain = state.meta[0].units == 0 and ticket.pause < 0
    best, best_option = -1, -1
    if state.lines[ticket.queue].closed == 1:
        return best
    for i in range(rule.first_option, rule.end_option):
        option = tables.options[i]
        if best >= 0 and option.rank != tables.options[best_option].rank:
            break
        if plain and option.reserved == 0:
            agent = state.lists[lists + option.profile].head
        else:
            agent = _first_able(tables, state, slot, stage, i)
        if agent < 0:
            continue
        if best < 0 or _compare_options(tables, state, stage, i, agent, best_option, best):
            best, best_option = agent, i
    return best


# -- an agent chooses --------------------------------------------------------------------------------------------------


@jit_inline
def _goes_first(state: State, credit: int, slot: int, other_credit: int, other: int) -> bool:
    """Whether ticket ``slot`` goes before ``other`` of the same band: by credit, first arrival, number."""
    ticket, chosen = state.tickets[slot], state.tickets[other]
    if credit != other_credit:
        return bool(credit > other_credit)
    if ticket.first_arrival != chosen.first_arrival:
        return bool(ticket.first_arrival < chosen.first_arrival)
    return bool(ticket.number < chosen.number)


@jit_inline
def credit_of(tables: Tables, state: State, slot: int, now: int) -> int:
    """The ticket's credit in thousandths of a microsecond."""
    queue = tables.queues[state.tickets[slot].queue]
    credit: int = queue.head_start_milli + queue.rate * (now - state.tickets[slot].first_arrival)
    return credit


@jit_internal
def choose_personal(tables: Tables, state: State, agent: int, now: int) -> int:
    """The slot of the first ticket in the agent's personal queue that it may take; -1: there is none."""
    best = _NONE
    slot = state.agents[agent].personal
    while slot >= 0:
        ticket = state.tickets[slot]
        if state.lines[ticket.queue].closed == 0 and has_room(tables, state, agent, ticket.lane):
            if best < 0 or ticket.band < state.tickets[best].band:
                best = slot
            elif ticket.band == state.tickets[best].band:
                credit, other_credit = credit_of(tables, state, slot, now), credit_of(tables, state, best, now)
                if _goes_first(state, credit, slot, other_credit, best):
                    best = slot
        slot = ticket.after
    return best


@jit_internal
def _first_for(tables: Tables, state: State, slot: int, agent: int) -> int:
    """The first ticket from ``slot`` on in its sub-queue that is not paused for the agent; -1: there is none."""
    while slot >= 0 and is_paused(state, slot, agent):
        slot = state.tickets[slot].after
    return slot


@jit_inline
def choose_ticket(tables: Tables, state: State, agent: int, now: int) -> int:
    """The slot of the first waiting ticket in the agent's own order that it may take; -1: there is none."""
    worker = state.agents[agent]
    profile = tables.profiles[worker.profile]
    units = state.meta[0].units == 1
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
        if state.lines[serve.queue].closed == 1:
            continue
        if units and not has_room(tables, state, agent, serve.lane):
            continue
        if serve.reserved != 0 and is_reserved(tables, state, agent, serve.reserved, serve.queue):
            continue
        if state.tickets[slot].pause >= 0:
            slot = _first_for(tables, state, slot, agent)
            if slot < 0:
                continue
        credit = credit_of(tables, state, slot, now)
        if best < 0 or _goes_first(state, credit, slot, best_credit, best):
            best, best_serve, best_credit = slot, i, credit
    if worker.personal >= 0:
        slot = choose_personal(tables, state, agent, now)
        if slot >= 0 and (best < 0 or state.tickets[slot].band <= state.tickets[best].band):
            best = slot
    return best


# -- what a match changes ----------------------------------------------------------------------------------------------


@jit_inline
def add_load(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """The ticket takes units of the agent, who does not stand in the lists."""
    worker = state.agents[agent]
    lane = state.tickets[slot].lane
    worker.load += tables.lanes[lane].cost
    worker.since = now
    if state.meta[0].units == 1:
        state.loads[agent * state.meta[0].n_lanes + lane].count += 1


@jit_inline
def drop_load(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """The ticket gives its units back; the agent is taken from the lists."""
    unlist_agent(tables, state, agent)
    worker = state.agents[agent]
    lane = state.tickets[slot].lane
    worker.load -= tables.lanes[lane].cost
    worker.since = now
    if state.meta[0].units == 1:
        state.loads[agent * state.meta[0].n_lanes + lane].count -= 1


@jit_inline
def stand_by(tables: Tables, state: State, agent: int) -> None:
    """An agent that may be offered tickets, and has found none, enters the lists."""
    if is_available(state, agent) and state.agents[agent].listed == 0:
        list_agent(tables, state, agent)


@jit_internal
def end_gathering(tables: Tables, state: State, slot: int) -> None:
    """Nobody keeps units for the ticket any more."""
    agent: int = state.tickets[slot].gather
    state.tickets[slot].gather = -1
    worker = state.agents[agent]
    worker.gathers = -1
    worker.busy -= 1
    state.meta[0].gathering -= 1
    stand_by(tables, state, agent)
    state.meta[0].rematch = 1


@jit_inline
def leave_queue(tables: Tables, state: State, slot: int) -> None:
    """A waiting ticket waits no longer."""
    ticket = state.tickets[slot]
    if ticket.state == _PERSONAL:
        leave_personal(tables, state, slot)
    else:
        dequeue(tables, state, slot)
        if ticket.gather >= 0:
            end_gathering(tables, state, slot)
        ticket.gather = -1
    unset_timer(state, slot)


@jit_inline
def step_of(tables: Tables, state: State, slot: int) -> int:
    """The routing step in which the ticket stands."""
    ticket = state.tickets[slot]
    step: int = tables.stages[tables.queues[ticket.queue].first_stage + ticket.stage].step
    return step


@jit_inline
def offer(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """Offer a ticket to an agent, or assign it where the queue accepts for the agent."""
    ticket = state.tickets[slot]
    if ticket.state == _WAITING or ticket.state == _PERSONAL:
        leave_queue(tables, state, slot)
    unlist_agent(tables, state, agent)
    owner = state.agents[agent]
    owner.last_offered = now
    ticket.agent = agent
    queue = tables.queues[ticket.queue]
    if queue.auto_accept == 1:
        ticket.state = _ASSIGNED
        own(state, slot, agent)
        add_load(tables, state, slot, agent, now)
        if ticket.callback >= 0:
            state.callbacks[ticket.callback].until = NEVER
        if ticket.word != 0:
            note_end(state, slot, _ONE, now)
        emit(state, now, _EV_ASSIGNED, slot, agent, step_of(tables, state, slot))
        return
    ticket.state = _OFFERED
    owner.offer = slot
    if queue.offer_expires < NEVER:
        set_timer(state, slot, now + queue.offer_expires, _OFFER_EXPIRY)
    emit(state, now, _EV_OFFERED, slot, agent, step_of(tables, state, slot))


@jit_internal
def wake_next(tables: Tables, state: State, agent: int, now: int) -> None:
    """Let the agent go on with its waking tickets, first come first served, as far as its units go."""
    worker = state.agents[agent]
    while worker.asleep > 0:
        best = _NONE
        slot = worker.first
        while slot >= 0:
            ticket = state.tickets[slot]
            if ticket.state == _WAKING:
                best = slot  # whoever wakes goes to the head of the chain, so the last one is the first to wake
            slot = ticket.after
        if best < 0 or not can_wake(tables, state, best, agent):
            return
        wake_up(tables, state, best, agent, now)


@jit_internal
def can_wake(tables: Tables, state: State, slot: int, agent: int) -> bool:
    """Whether the agent has the units of a sleeping ticket free, those of an outstanding offer left aside."""
    worker = state.agents[agent]
    used = worker.load + tables.lanes[state.tickets[slot].lane].cost
    if worker.offer >= 0:
        used += tables.lanes[state.tickets[worker.offer].lane].cost
    return bool(used <= worker.capacity)


@jit_internal
def wake_up(tables: Tables, state: State, slot: int, agent: int, now: int) -> None:
    """A sleeping ticket takes its units again."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    if ticket.state == _WAKING:
        worker.busy -= 1
    worker.asleep -= 1
    ticket.state = _ASSIGNED
    unlist_agent(tables, state, agent)
    add_load(tables, state, slot, agent, now)
    emit(state, now, _EV_RESUMED, slot, agent, _NONE)


@jit_inline
def match_agent(tables: Tables, state: State, agent: int, now: int) -> None:
    """Let an agent that has become free choose its tickets; without one it stands by, or goes if it was leaving."""
    worker = state.agents[agent]
    if worker.asleep > 0:
        wake_next(tables, state, agent, now)
    if worker.presence == _READY:
        while worker.offer < 0 and worker.load < worker.capacity:
            slot = -1
            if worker.busy > 0:
                slot = gathered(tables, state, agent)
            elif state.meta[0].waiting > 0:
                slot = choose_ticket(tables, state, agent, now)
            if slot < 0:
                break
            offer(tables, state, slot, agent, now)
        stand_by(tables, state, agent)
    elif worker.presence == _DRAINING and worker.offer < 0 and worker.first < 0:
        worker.presence = _OFFLINE
        unset_deadline(state, agent)
        emit(state, now, _EV_PRESENCE, _NONE, agent, _OFFLINE)


@jit_internal
def gathered(tables: Tables, state: State, agent: int) -> int:
    """The ticket that the agent has gathered enough units for; -1: none."""
    worker = state.agents[agent]
    if worker.gathers < 0 or worker.busy > 1:
        return _NONE
    slot: int = worker.gathers
    ticket = state.tickets[slot]
    if state.lines[ticket.queue].closed == 1 or not has_room(tables, state, agent, ticket.lane):
        return _NONE
    return slot


@jit_inline
def match_ticket(tables: Tables, state: State, slot: int, now: int) -> None:
    """Let a waiting ticket whose chances have changed choose its agent."""
    if state.tickets[slot].state != _WAITING:
        return
    agent = choose_agent(tables, state, slot)
    if agent >= 0:
        offer(tables, state, slot, agent, now)
        stand_by(tables, state, agent)


@jit_internal
def settle_agent(tables: Tables, state: State, agent: int, now: int) -> None:
    """:func:`match_agent` for the paths that are rarely taken, as one piece of code that they share."""
    match_agent(tables, state, agent, now)


@jit_internal
def settle_ticket(tables: Tables, state: State, slot: int, now: int) -> None:
    """:func:`match_ticket` for all but new tickets, as one piece of code that they share.

    Where all waiting tickets are about to choose, it does so in its turn.
    """
    if state.meta[0].rematch == 0:
        match_ticket(tables, state, slot, now)


# -- everybody chooses -------------------------------------------------------------------------------------------------


@jit_internal
def _candidate(tables: Tables, state: State, slot: int) -> int:
    """The agent whom a waiting ticket of any kind would choose; -1: none."""
    ticket = state.tickets[slot]
    if ticket.state == _PERSONAL:
        agent: int = ticket.agent
        may = (
            is_available(state, agent)
            and state.lines[ticket.queue].closed == 0
            and has_room(tables, state, agent, ticket.lane)
        )
        return agent if may else _NONE
    if ticket.gather >= 0 and gathered(tables, state, ticket.gather) == slot:
        keeper = state.agents[ticket.gather]
        if keeper.presence == _READY and keeper.offer < 0:
            return int(ticket.gather)
    return choose_agent(tables, state, slot)


@jit_internal
def _first_in(tables: Tables, state: State, slot: int) -> int:
    """The first ticket from ``slot`` on, in its sub-queue or personal queue, that has an agent; -1: none."""
    while slot >= 0:
        if _candidate(tables, state, slot) >= 0:
            return slot
        ticket = state.tickets[slot]
        if ticket.state == _WAITING and ticket.pause < 0:
            return _NONE  # whoever may take one of the others behind it may take this one
        slot = ticket.after
    return slot


@jit_internal
def _better(tables: Tables, state: State, slot: int, best: int, now: int) -> int:
    """Whichever of the two waiting tickets goes first; either may be -1."""
    if slot < 0:
        return best
    if best < 0:
        return slot
    mine, theirs = state.tickets[slot].band, state.tickets[best].band
    if mine != theirs:
        return slot if mine < theirs else best
    credit, other_credit = credit_of(tables, state, slot, now), credit_of(tables, state, best, now)
    return slot if _goes_first(state, credit, slot, other_credit, best) else best


@jit_internal
def _own_ticket(tables: Tables, state: State, agent: int, now: int) -> int:
    """The ticket that waits for this agent alone, or that it has gathered units for, and now may take; -1: none."""
    if is_available(state, agent):
        return choose_personal(tables, state, agent, now)
    worker = state.agents[agent]
    if worker.gathers >= 0 and worker.presence == _READY and worker.offer < 0:
        return gathered(tables, state, agent)
    return _NONE


@jit_internal
def match_waiting(tables: Tables, state: State) -> int:
    """While a waiting ticket has an agent, let the first such ticket choose; returns 1 while events lack room."""
    meta = state.meta[0]
    now = meta.rematch_time
    while meta.rematch == 1:
        if meta.n_events > EVENTS - 2 * ROOM:
            return _MORE
        best = _NONE
        for sub in range(len(state.subs) if meta.waiting > meta.personal else 0):
            if state.subs[sub].head >= 0:
                best = _better(tables, state, _first_in(tables, state, state.subs[sub].head), best, now)
        for agent in range(meta.n_agents if meta.personal > 0 or meta.gathering > 0 else 0):
            best = _better(tables, state, _own_ticket(tables, state, agent, now), best, now)
        if best < 0:
            meta.rematch = 0
            break
        agent = _candidate(tables, state, best)
        offer(tables, state, best, agent, now)
        stand_by(tables, state, agent)
        meta.rematch = 1
    return _SETTLED


@jit_inline
def settle_all(tables: Tables, state: State, now: int) -> int:
    """End a command or timer: where more than its own agent and ticket may have found a partner, all choose."""
    if state.meta[0].rematch == 0:
        return _SETTLED
    state.meta[0].rematch_time = now
    return match_waiting(tables, state)
