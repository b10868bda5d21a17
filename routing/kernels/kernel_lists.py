"""The ordered lists that decisions read: free agents of a profile, waiting tickets of a sub-queue.

All are linked lists. Nearly every insertion is at an end (who became idle last, who arrived last, who comes back to
the head); the rest walks in from both ends at once.
"""

from __future__ import annotations

from typing import Any

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.state import Rows, State, Tables
from routing.model import Prefer

_LONGEST_IDLE = whole(Prefer.LONGEST_IDLE)
_ROUND_ROBIN = whole(Prefer.ROUND_ROBIN)
_LEAST_LOADED = whole(Prefer.LEAST_LOADED)
_ONE = whole(1)
_MINUS_ONE = whole(-1)


@jit_inline
def compare_agents(agents: Rows, term: int, one: int, other: int) -> int:
    """Negative where one of the agents' own terms prefers agent ``one``, positive where it prefers ``other``."""
    difference = 0
    if term == _LONGEST_IDLE:
        difference = agents[one].load - agents[other].load
        if difference == 0:
            difference = agents[one].since - agents[other].since
    elif term == _ROUND_ROBIN:
        difference = agents[one].last_offered - agents[other].last_offered
    elif term == _LEAST_LOADED:
        difference = agents[one].load * agents[other].capacity - agents[other].load * agents[one].capacity
    return difference


@jit_inline
def agent_goes_first(agents: Rows, order: Any, one: int, other: int) -> bool:
    """Whether agent ``one`` stands before ``other`` in an order of :class:`Tables`."""
    for i in range(3):
        difference = compare_agents(agents, order.terms[i], one, other)
        if difference != 0:
            return bool(difference < 0)
    return one < other


@jit_inline
def _insert_agent(tables: Tables, state: State, number: int, agent: int) -> None:
    agents = state.agents
    order = tables.orders[number]
    place = number * state.meta[0].n_profiles + agents[agent].profile
    if state.meta[0].units == 1:
        place *= state.meta[0].n_levels
        if order.by_load == 1:
            place += agents[agent].load
    ends = state.lists[place]
    base = number * state.meta[0].n_agents
    after, before = ends.head, ends.tail  # the agent goes behind `before` and in front of `after`
    if before < 0 or agent_goes_first(agents, order, before, agent):
        after = -1
    else:
        while not agent_goes_first(agents, order, agent, after):
            before = state.links[base + before].before
            if agent_goes_first(agents, order, before, agent):
                after = state.links[base + before].after
                break
            after = state.links[base + after].after
        before = state.links[base + after].before
    link = state.links[base + agent]
    link.before, link.after = before, after
    if before < 0:
        ends.head = agent
    else:
        state.links[base + before].after = agent
    if after < 0:
        ends.tail = agent
    else:
        state.links[base + after].before = agent


@jit_internal
def count_spare(tables: Tables, state: State, agent: int, more: int) -> None:
    """Count an agent who becomes free (1) or is no longer (-1) for the reservations of its pools."""
    worker = state.agents[agent]
    for number in range(len(tables.reservations)):
        if (tables.profiles[worker.profile].counts_for >> number) & 1 and has_units_spare(tables, state, agent, number):
            state.spare[number].count += more
    if more > 0:
        state.meta[0].rematch = 1


@jit_inline
def has_units_spare(tables: Tables, state: State, agent: int, reservation: int) -> bool:
    """Whether an available agent has units enough to count as free for a reservation."""
    worker = state.agents[agent]
    return bool(worker.capacity - worker.load >= min(tables.reservations[reservation].units, worker.capacity))


@jit_inline
def list_agent(tables: Tables, state: State, agent: int) -> None:
    """Enter an available agent into the lists of its profile."""
    for order in range(state.meta[0].n_orders):
        _insert_agent(tables, state, order, agent)
    state.agents[agent].listed = 1
    if tables.profiles[state.agents[agent].profile].counts_for != 0:
        count_spare(tables, state, agent, _ONE)


@jit_inline
def unlist_agent(tables: Tables, state: State, agent: int) -> None:
    """Take an agent out of the lists of available agents, if it stands there; before its load changes."""
    worker = state.agents[agent]
    if worker.listed == 0:
        return
    worker.listed = 0
    for order in range(state.meta[0].n_orders):
        base = order * state.meta[0].n_agents
        place = order * state.meta[0].n_profiles + worker.profile
        if state.meta[0].units == 1:
            place *= state.meta[0].n_levels
            if tables.orders[order].by_load == 1:
                place += worker.load
        ends = state.lists[place]
        before, after = state.links[base + agent].before, state.links[base + agent].after
        if before < 0:
            ends.head = after
        else:
            state.links[base + before].after = after
        if after < 0:
            ends.tail = before
        else:
            state.links[base + after].before = before
    if tables.profiles[worker.profile].counts_for != 0:
        count_spare(tables, state, agent, _MINUS_ONE)


@jit_inline
def ticket_goes_first(tickets: Rows, one: int, other: int) -> bool:
    """Whether ticket ``one`` stands before ``other`` within their sub-queue: by first arrival, then by number."""
    mine, theirs = tickets[one].first_arrival, tickets[other].first_arrival
    if mine == theirs:
        mine, theirs = tickets[one].number, tickets[other].number
    return bool(mine < theirs)


@jit_inline
def sub_of(tables: Tables, state: State, slot: int) -> int:
    """The sub-queue of a waiting ticket's (queue, stage, band, lane)."""
    ticket = state.tickets[slot]
    queue = tables.queues[ticket.queue]
    sub: int = (ticket.stage * queue.n_bands + (queue.band - ticket.band)) * state.meta[0].n_lanes
    return queue.first_sub + sub + ticket.lane  # type: ignore[no-any-return]


@jit_internal
def judge_length(tables: Tables, state: State, queue: int) -> None:
    """Lift reservations that do not bind a queue as long as this one has become, or restore them."""
    line = state.lines[queue]
    for number in range(len(tables.reservations)):
        bit = _ONE << number
        if tables.queues[queue].lifted_by & bit == 0:
            continue
        if line.lifted & bit == 0:
            if line.waiting >= tables.reservations[number].lift_waiting:
                line.lifted |= bit
                state.meta[0].rematch = 1
        elif line.waiting <= tables.reservations[number].restore_waiting:
            line.lifted &= ~bit


@jit_inline
def count_waiting(tables: Tables, state: State, queue: int, more: int) -> None:
    """One ticket more (1) or less (-1) waits in a queue."""
    state.lines[queue].waiting += more
    state.meta[0].waiting += more
    if tables.queues[queue].lifted_by != 0:
        judge_length(tables, state, queue)


@jit_inline
def link_ticket(tables: Tables, state: State, slot: int) -> None:
    """Put a ticket that is counted among those of its queue into its sub-queue."""
    tickets = state.tickets
    ticket = tickets[slot]
    sub = state.subs[sub_of(tables, state, slot)]
    after, before = sub.head, sub.tail
    if before < 0 or ticket_goes_first(tickets, before, slot):
        after = -1
    else:
        while not ticket_goes_first(tickets, slot, after):
            before = tickets[before].before
            if ticket_goes_first(tickets, before, slot):
                after = tickets[before].after
                break
            after = tickets[after].after
        before = tickets[after].before
    ticket.before, ticket.after = before, after
    if before < 0:
        sub.head = slot
    else:
        tickets[before].after = slot
    if after < 0:
        sub.tail = slot
    else:
        tickets[after].before = slot


@jit_inline
def unlink_ticket(tables: Tables, state: State, slot: int) -> None:
    """Take a ticket out of its sub-queue; it still is counted among those of its queue."""
    tickets = state.tickets
    before, after = tickets[slot].before, tickets[slot].after
    sub = state.subs[sub_of(tables, state, slot)]
    if before < 0:
        sub.head = after
    else:
        tickets[before].after = after
    if after < 0:
        sub.tail = before
    else:
        tickets[after].before = before


@jit_inline
def enqueue(tables: Tables, state: State, slot: int) -> None:
    """Put a ticket that begins to wait into its sub-queue."""
    link_ticket(tables, state, slot)
    count_waiting(tables, state, state.tickets[slot].queue, _ONE)


@jit_inline
def dequeue(tables: Tables, state: State, slot: int) -> None:
    """Take a ticket that no longer waits out of its sub-queue."""
    unlink_ticket(tables, state, slot)
    count_waiting(tables, state, state.tickets[slot].queue, _MINUS_ONE)


@jit_internal
def enter_personal(tables: Tables, state: State, slot: int) -> None:
    """Put a ticket that begins to wait at the end of its preferred agent's personal queue."""
    ticket = state.tickets[slot]
    owner = state.agents[ticket.agent]
    ticket.before, ticket.after = owner.personal_tail, -1
    if owner.personal_tail < 0:
        owner.personal = slot
    else:
        state.tickets[owner.personal_tail].after = slot
    owner.personal_tail = slot
    state.meta[0].personal += 1
    count_waiting(tables, state, ticket.queue, _ONE)


@jit_internal
def unlink_personal(state: State, slot: int) -> None:
    """Take a ticket out of its preferred agent's personal queue; it still is counted among those of its queue."""
    ticket = state.tickets[slot]
    owner = state.agents[ticket.agent]
    if ticket.before < 0:
        owner.personal = ticket.after
    else:
        state.tickets[ticket.before].after = ticket.after
    if ticket.after < 0:
        owner.personal_tail = ticket.before
    else:
        state.tickets[ticket.after].before = ticket.before
    state.meta[0].personal -= 1


@jit_internal
def leave_personal(tables: Tables, state: State, slot: int) -> None:
    """Take a ticket that no longer waits out of its preferred agent's personal queue."""
    unlink_personal(state, slot)
    count_waiting(tables, state, state.tickets[slot].queue, _MINUS_ONE)


@jit_inline
def own(state: State, slot: int, agent: int) -> None:
    """Chain a ticket to those that the agent owns."""
    ticket = state.tickets[slot]
    worker = state.agents[agent]
    ticket.before, ticket.after = -1, worker.first
    if worker.first >= 0:
        state.tickets[worker.first].before = slot
    worker.first = slot


@jit_inline
def disown(state: State, slot: int, agent: int) -> None:
    """Take a ticket out of the chain of those that the agent owns."""
    ticket = state.tickets[slot]
    if ticket.before < 0:
        state.agents[agent].first = ticket.after
    else:
        state.tickets[ticket.before].after = ticket.after
    if ticket.after >= 0:
        state.tickets[ticket.after].before = ticket.before
