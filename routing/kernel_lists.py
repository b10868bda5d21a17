"""The ordered lists that decisions read: free agents of a profile, waiting tickets of a sub-queue.

Both are linked lists. Nearly every insertion is at an end (who became idle last, who arrived last, who comes back to
the head); the rest walks in from both ends at once.
"""

from __future__ import annotations

from routing._jit import jit_inline, whole
from routing.model import Prefer
from routing.state import Rows, State, Tables

_LONGEST_IDLE = whole(Prefer.LONGEST_IDLE)
_ROUND_ROBIN = whole(Prefer.ROUND_ROBIN)


@jit_inline
def _key(agents: Rows, agent: int, term: int) -> int:
    key = 0
    if term == _LONGEST_IDLE:
        key = agents[agent].idle_since
    elif term == _ROUND_ROBIN:
        key = agents[agent].last_offered
    return key


@jit_inline
def agent_goes_first(agents: Rows, first_term: int, second_term: int, one: int, other: int) -> bool:
    """Whether agent ``one`` stands before ``other`` in the order by two terms, then by number."""
    mine, theirs = _key(agents, one, first_term), _key(agents, other, first_term)
    if mine != theirs:
        return mine < theirs
    mine, theirs = _key(agents, one, second_term), _key(agents, other, second_term)
    if mine != theirs:
        return mine < theirs
    return one < other


@jit_inline
def _insert_agent(tables: Tables, state: State, order: int, agent: int) -> None:
    agents = state.agents
    first_term, second_term = tables.orders[order].first, tables.orders[order].second
    ends = state.lists[order * state.meta[0].n_profiles + agents[agent].profile]
    base = order * state.meta[0].n_agents
    after, before = ends.head, ends.tail  # the agent goes behind `before` and in front of `after`
    if before < 0 or agent_goes_first(agents, first_term, second_term, before, agent):
        after = -1
    else:
        while not agent_goes_first(agents, first_term, second_term, agent, after):
            before = state.links[base + before].before
            if agent_goes_first(agents, first_term, second_term, before, agent):
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


@jit_inline
def list_agent(tables: Tables, state: State, agent: int) -> None:
    """Enter a free agent into the lists of its profile."""
    for order in range(state.meta[0].n_orders):
        _insert_agent(tables, state, order, agent)
    state.agents[agent].listed = 1


@jit_inline
def unlist_agent(state: State, agent: int) -> None:
    """Take an agent out of the lists of free agents, if it stands there."""
    if state.agents[agent].listed == 0:
        return
    state.agents[agent].listed = 0
    profile = state.agents[agent].profile
    for order in range(state.meta[0].n_orders):
        base = order * state.meta[0].n_agents
        ends = state.lists[order * state.meta[0].n_profiles + profile]
        before, after = state.links[base + agent].before, state.links[base + agent].after
        if before < 0:
            ends.head = after
        else:
            state.links[base + before].after = after
        if after < 0:
            ends.tail = before
        else:
            state.links[base + after].before = before


@jit_inline
def ticket_goes_first(tickets: Rows, one: int, other: int) -> bool:
    """Whether ticket ``one`` stands before ``other`` within their sub-queue: by first arrival, then by number."""
    mine, theirs = tickets[one].first_arrival, tickets[other].first_arrival
    if mine == theirs:
        mine, theirs = tickets[one].number, tickets[other].number
    return bool(mine < theirs)


@jit_inline
def enqueue(tables: Tables, state: State, slot: int) -> None:
    """Put a waiting ticket into the sub-queue of its (queue, step, band)."""
    tickets = state.tickets
    ticket = tickets[slot]
    queue = tables.queues[ticket.queue]
    sub_number = queue.first_sub + ticket.step * queue.n_bands + (queue.band - ticket.band)
    ticket.sub = sub_number
    sub = state.subs[sub_number]
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
    sub.count += 1
    state.meta[0].waiting += 1


@jit_inline
def dequeue(state: State, slot: int) -> None:
    """Take a waiting ticket out of its sub-queue."""
    tickets = state.tickets
    before, after = tickets[slot].before, tickets[slot].after
    sub = state.subs[tickets[slot].sub]
    if before < 0:
        sub.head = after
    else:
        tickets[before].after = after
    if after < 0:
        sub.tail = before
    else:
        tickets[after].before = before
    sub.count -= 1
    state.meta[0].waiting -= 1
