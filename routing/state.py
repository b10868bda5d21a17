"""The tables of the router: what a policy and a roster are in numbers, and the state that decisions change.

Two NamedTuples of structured arrays: :class:`Tables` is read only, :class:`State` is what commands change. Their
classes stand here because Numba keeps compiled code on disk only for types of an imported module. An index of -1
means "none". Times are int64 microseconds; rates are per mille.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER

Rows = NDArray[Any]
"""A one-dimensional structured array."""


def row_type(*fields: tuple[Any, ...]) -> np.dtype[Any]:
    """An aligned structured dtype whose rows have attributes, compiled or not."""
    return np.dtype((np.record, np.dtype(list(fields), align=True)))


MAX_TERMS = 6
"""A ``prefer`` list has at most this many terms."""

QUEUE = row_type(
    ("head_start_milli", np.int64),  # head start × 1000, to be added to ageing per mille × microseconds
    ("rate", np.int64),  # ageing per mille
    ("promote_after", np.int64),
    ("offer_expires", np.int64),
    ("decline_pause", np.int64),
    ("wrap_up_us", np.int64),
    ("max_waiting", np.int64),
    ("first_step", np.int64),  # into Tables.steps
    ("n_steps", np.int64),
    ("first_sub", np.int64),  # into State.subs: one per (step, band), bands of a step side by side
    ("band", np.int64),
    ("n_bands", np.int64),  # bands that its tickets can be in: band, band - 1, …
    ("wrap_up", np.int64),  # policy.WrapUp
    ("auto_accept", np.int64),
)

STEP = row_type(
    ("from_us", np.int64),
    ("first_option", np.int64),  # into Tables.options
    ("end_option", np.int64),
    ("order", np.int64),  # which order of free agents its profiles are read in
    ("n_terms", np.int64),
    ("terms", np.int64, (MAX_TERMS,)),  # the prefer terms that Option.rank does not hold already
)

OPTION = row_type(
    ("profile", np.int64),
    ("rank", np.int64),  # the leading prefer terms that are the same for all agents of a profile
    ("pool_order", np.int64),
    ("level", np.int64),  # minus the sum of the levels asked for
    ("scarce", np.int64),
)
"""A profile that qualifies for a step. A step's options stand in ascending rank."""

PROFILE = row_type(
    ("first_serve", np.int64),  # into Tables.serves
    ("end_serve", np.int64),
)

SERVE = row_type(
    ("band", np.int64),
    ("rank", np.int64),  # the agents' own queue order
    ("sub", np.int64),
)
"""A sub-queue that a profile may take from. A profile's rows stand in ascending (band, rank)."""

ORDER = row_type(("first", np.int64), ("second", np.int64))
"""An order of free agents by up to two of Prefer.LONGEST_IDLE and Prefer.ROUND_ROBIN (-1: none), then number."""

META = row_type(
    ("n_agents", np.int64),
    ("n_profiles", np.int64),
    ("n_orders", np.int64),
    ("waiting", np.int64),  # tickets in state WAITING
    ("free_ticket", np.int64),  # first unused slot of State.tickets
    ("free_pause", np.int64),
    ("n_timers", np.int64),
    ("n_events", np.int64),
    ("next_number", np.int64),  # of the ticket to be submitted next
)

AGENT = row_type(
    ("idle_since", np.int64),
    ("last_offered", np.int64),
    ("profile", np.int64),
    ("presence", np.int64),
    ("load", np.int64),  # tickets assigned or in wrap-up
    ("offers", np.int64),  # outstanding
    ("ticket", np.int64),  # slot of the ticket offered, assigned or in wrap-up
    ("listed", np.int64),  # 1: stands in the lists of free agents
)

LINK = row_type(("before", np.int64), ("after", np.int64))

LIST = row_type(("head", np.int64), ("tail", np.int64))

TICKET = row_type(
    ("number", np.int64),
    ("first_arrival", np.int64),
    ("entered_queue", np.int64),
    ("queue", np.int64),
    ("step", np.int64),
    ("band", np.int64),
    ("state", np.int64),
    ("agent", np.int64),
    ("sub", np.int64),
    ("before", np.int64),  # neighbours in the sub-queue
    ("after", np.int64),  # also the chain of unused slots
    ("timer", np.int64),  # position in State.timers
    ("pause", np.int64),  # first of the agents it is not offered to for a while
)

SUB = row_type(("head", np.int64), ("tail", np.int64), ("count", np.int64), ("queue", np.int64))
"""Waiting tickets of one (queue, step, band), by first arrival, then number."""

TIMER = row_type(("time", np.int64), ("code", np.int64), ("slot", np.int64))
"""A ticket's next timer in a four-ary heap. ``code`` orders an instant: see :func:`routing.kernel_timers.code_of`."""

PAUSE = row_type(("until", np.int64), ("agent", np.int64), ("after", np.int64))

EVENT = row_type(
    ("time", np.int64),
    ("number", np.int64),
    ("kind", np.int64),  # model.EventKind
    ("slot", np.int64),
    ("agent", np.int64),
    ("detail", np.int64),
)

EVENTS = 256
"""Length of the buffer of events; handling timers stops while it has no room and goes on when it has been read."""


class Tables(NamedTuple):
    """A policy and a roster in numbers."""

    queues: Rows
    steps: Rows
    options: Rows
    profiles: Rows
    serves: Rows
    orders: Rows


class State(NamedTuple):
    """All that commands change."""

    meta: Rows  # one row
    agents: Rows
    lists: Rows  # [order * n_profiles + profile] ends of the list of free agents
    links: Rows  # [order * n_agents + agent]
    tickets: Rows
    subs: Rows
    timers: Rows  # as many as tickets
    pauses: Rows
    events: Rows


def new_state(tables: Tables, agent_profiles: Rows, *, tickets: int, pauses: int = 64) -> State:
    """An empty state: every agent offline, no ticket.

    Parameters
    ----------
    tables
        Of the policy and roster.
    agent_profiles
        int32 [n_agents]: the profile of each agent.
    tickets, pauses
        Room for so many tickets in the system and agents paused for a ticket at once; at least 1.
    """
    n_agents, n_profiles, n_orders = len(agent_profiles), len(tables.profiles), len(tables.orders)
    state = State(
        meta=np.zeros(1, META),
        agents=np.zeros(n_agents, AGENT),
        lists=np.zeros(n_orders * n_profiles, LIST),
        links=np.zeros(n_orders * n_agents, LINK),
        tickets=np.zeros(tickets, TICKET),
        subs=np.zeros(int((tables.queues["n_steps"] * tables.queues["n_bands"]).sum()), SUB),
        timers=np.zeros(tickets, TIMER),
        pauses=np.zeros(pauses, PAUSE),
        events=np.zeros(EVENTS, EVENT),
    )
    reset_state(state, tables)
    state.meta["n_agents"], state.meta["n_profiles"], state.meta["n_orders"] = n_agents, n_profiles, n_orders
    state.agents["profile"] = agent_profiles
    return state


def reset_state(state: State, tables: Tables) -> None:
    """Empty a state in place, keeping its roster, so that a next run needs no new memory."""
    for name in ("waiting", "free_ticket", "free_pause", "n_timers", "n_events", "next_number"):
        state.meta[name] = 0
    for name in ("idle_since", "presence", "load", "offers", "listed"):
        state.agents[name] = 0
    state.agents["last_offered"] = -1
    state.agents["ticket"] = -1
    state.lists["head"] = state.lists["tail"] = -1
    state.tickets["state"] = 0
    state.tickets["timer"] = state.tickets["pause"] = -1
    _chain(state.tickets["after"])
    _chain(state.pauses["after"])
    state.subs["head"] = state.subs["tail"] = -1
    state.subs["count"] = 0
    for number, queue in enumerate(tables.queues):
        size = queue["n_steps"] * queue["n_bands"]
        state.subs["queue"][queue["first_sub"] : queue["first_sub"] + size] = number


def _chain(after: Rows, start: int = 0) -> None:
    after[start:] = np.arange(start + 1, len(after) + 1)
    after[-1] = -1


def grow(state: State) -> State:
    """The same state with room for twice as many tickets and pauses."""
    return state._replace(
        tickets=_longer(state.tickets, state.meta, "free_ticket"),
        timers=np.concatenate([state.timers, np.zeros(len(state.timers), TIMER)]),
        pauses=_longer(state.pauses, state.meta, "free_pause"),
    )


def _longer(rows: Rows, meta: Rows, first_unused: str) -> Rows:
    """Twice the rows; the new ones are put before the chain of unused ones."""
    size = len(rows)
    longer = np.concatenate([rows, np.zeros(size, rows.dtype)])
    _chain(longer["after"], size)
    longer["after"][-1] = meta[first_unused][0]
    meta[first_unused] = size
    if rows.dtype == TICKET:
        longer["timer"][size:] = longer["pause"][size:] = -1
    return longer


def copy_state(state: State) -> State:
    """A copy that shares nothing with ``state``."""
    return State(*(rows.copy() for rows in state))


__all__ = ["EVENTS", "NEVER", "Rows", "State", "Tables", "copy_state", "grow", "new_state", "reset_state", "row_type"]
