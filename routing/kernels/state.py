"""The tables of the router: what a policy and a roster are in numbers, and the state that decisions change.

Two NamedTuples of structured arrays: :class:`Tables` is read only, :class:`State` is what commands change. Their
classes stand here because Numba keeps compiled code on disk only for types of an imported module. An index of -1
means "none". Times are int64 microseconds; rates are per mille.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing._rows import Rows, declare_rows, new_rows, row_type
from routing.kernels.ewt_rows import EWT, reset_ewt
from routing.model import NEVER
from routing.policy import OverflowCause

MAX_TERMS = 6
"""A ``prefer`` list has at most this many terms."""

QUEUE = row_type(
    ("head_start_milli", np.int64),  # head start × 1000, to be added to ageing per mille × microseconds
    ("rate", np.int64),  # ageing per mille
    ("first_step", np.int64),  # into Tables.steps
    ("n_steps", np.int64),
    ("first_stage", np.int64),  # into Tables.stages: one per (step, epoch), epochs of a step side by side
    ("n_epochs", np.int64),
    ("first_epoch", np.int64),  # into Tables.epochs
    ("first_sub", np.int64),  # into State.subs: one per (stage, band, lane), lanes of a band side by side
    ("band", np.int64),
    ("n_bands", np.int64),  # bands that its tickets can be in: band, band - 1, …
    ("auto_accept", np.int64),
    ("wrap_up", np.int64),  # policy.WrapUp
    ("wrap_up_us", np.int64),
    ("max_waiting", np.int64),
    ("promote_after", np.int64),
    ("offer_expires", np.int64),
    ("decline_pause", np.int64),
    ("on_expiry", np.int64),  # policy.OnExpiry
    ("expiry_limit", np.int64),
    ("gather_after", np.int64),
    ("announces", np.int64),  # 1: who waits is told an expected wait
    ("first_rule", np.int64),  # into Tables.rules
    ("end_rule", np.int64),
    ("lifted_by", np.int64),  # reservations that its length can lift, as bits
    ("hold", np.int64, (3,)),  # by model.Tie
)

STEP = row_type(
    ("from_us", np.int64),
    ("conditional", np.int64),  # 1: holds only while nobody of its watched profiles is ready
    ("first_watched", np.int64),  # into Tables.watched
    ("end_watched", np.int64),
)

STAGE = row_type(
    ("step", np.int64),
    ("first_option", np.int64),  # into Tables.options
    ("end_option", np.int64),
    ("order", np.int64),  # which order of free agents its profiles are read in
    ("n_terms", np.int64),
    ("terms", np.int64, (MAX_TERMS,)),  # the prefer terms that Option.rank does not hold already
)
"""A step together with the agents' delays that are over: who qualifies for it changes only with the roster."""

EPOCH = row_type(("from_us", np.int64), ("with_step", np.int64))
"""From when in the queue the next delay of agents, or reservation, no longer holds; the first is 0.

``with_step``: 1 where a step begins at the same time, whose timer then brings the epoch too."""

WATCHED = row_type(("profile", np.int64))

CONDITION = row_type(("queue", np.int64), ("step", np.int64))
"""A conditional step."""

OPTION = row_type(
    ("profile", np.int64),
    ("rank", np.int64),  # the leading prefer terms that are the same for all agents of a profile
    ("pool_order", np.int64),
    ("level", np.int64),  # minus the sum of the levels asked for
    ("scarce", np.int64),
    ("reserved", np.int64),  # reservations, as bits, that keep its agents for other queues
)
"""A profile that qualifies for a stage. A stage's options stand in ascending rank."""

PROFILE = row_type(
    ("first_serve", np.int64),  # into Tables.serves
    ("end_serve", np.int64),
    ("capacity", np.int64),
    ("counts_for", np.int64),  # reservations, as bits, whose pool its agents belong to
)

SERVE = row_type(
    ("band", np.int64),
    ("rank", np.int64),  # the agents' own queue order
    ("sub", np.int64),
    ("queue", np.int64),
    ("lane", np.int64),
    ("reserved", np.int64),
)
"""A sub-queue that a profile may take from. A profile's rows stand in ascending (band, rank)."""

ORDER = row_type(("by_load", np.int64), ("terms", np.int64, (3,)))
"""An order of free agents by up to three of the agents' own prefer terms (-1: none), then number.

With ``by_load`` agents of different load stand in lists of their own, the least load first.
"""

LANE = row_type(("cost", np.int64))
"""Waiting tickets that cost the same units of the same kind; one for each channel, or one for all."""

LIMIT = row_type(("most", np.int64))
"""[profile * lanes + lane]: at most so many tickets of the lane at once."""

ALLOWED = row_type(("never_relax", np.int64), ("last_step", np.int64))
"""[queue * profiles + profile]: 1 where the profile satisfies what is never relaxed, and the last step."""

RESERVATION = row_type(
    ("keep_free", np.int64),
    ("units", np.int64),  # an agent with so many units free is free
    ("lift_waiting", np.int64),
    ("restore_waiting", np.int64),
)

RULE = row_type(
    ("cause", np.int64),  # policy.OverflowCause
    ("action", np.int64),  # policy.OverflowAction
    ("queue", np.int64),
    ("at", np.int64),
    ("until", np.int64),
)

META = row_type(
    ("n_agents", np.int64),
    ("n_profiles", np.int64),
    ("n_orders", np.int64),
    ("n_levels", np.int64),  # lists of an (order, profile): one per load, or one
    ("n_lanes", np.int64),
    ("expects", np.int64),  # 1: expected waits are announced and learned
    ("units", np.int64),  # 1: some agent or channel has more than one unit, or a limit
    ("waiting", np.int64),  # tickets in state WAITING or PERSONAL
    ("personal", np.int64),  # of these in state PERSONAL
    ("gathering", np.int64),  # of these that an agent gathers units for
    ("rematch", np.int64),  # 1: any waiting ticket may have found an agent
    ("rematch_time", np.int64),
    ("free_ticket", np.int64),  # first unused slot of State.tickets
    ("free_pause", np.int64),
    ("free_callback", np.int64),
    ("n_timers", np.int64),
    ("n_events", np.int64),
    ("n_inbox", np.int64),
    ("next_number", np.int64),  # of the ticket to be submitted next
)

AGENT = row_type(
    ("since", np.int64),  # when the load last changed
    ("last_offered", np.int64),
    ("profile", np.int64),
    ("presence", np.int64),
    ("load", np.int64),  # units of tickets assigned, held or in wrap-up
    ("capacity", np.int64),
    ("offer", np.int64),  # slot of the ticket offered; -1: none
    ("listed", np.int64),  # 1: stands in the lists of free agents
    ("first", np.int64),  # slot of one ticket that it owns; they are chained
    ("busy", np.int64),  # waking tickets, plus 1 while it gathers units
    ("gathers", np.int64),  # slot of the ticket that it gathers units for
    ("personal", np.int64),  # first of the tickets that wait for it alone
    ("personal_tail", np.int64),
    ("asleep", np.int64),  # tickets inactive or waking
    ("missed", np.int64),  # offers expired in a row
    ("until", np.int64),  # end of the shift, as far as it is known
    ("timer", np.int64),  # position in State.timers
)

LINK = row_type(("before", np.int64), ("after", np.int64))

LIST = row_type(("head", np.int64), ("tail", np.int64))

COUNT = row_type(("count", np.int64))

TICKET = row_type(
    ("number", np.int64),
    ("first_arrival", np.int64),
    ("entered_queue", np.int64),
    ("agent", np.int64),
    ("before", np.int64),  # neighbours in the sub-queue, the personal queue, or among the agent's own tickets
    ("after", np.int64),  # also the chain of unused slots
    ("timer", np.int64),  # position in State.timers
    ("pause", np.int64),  # first of the agents it is not offered to for a while
    ("gather", np.int64),  # agent that gathers units for it; -1: none; -2 - time: none before then
    ("stepped", np.int64),  # steps by so much time waited, or less, have been looked at
    ("judged", np.int64),  # overflow rules by so much time waited, or less, do not concern it any more
    ("callback", np.int64),  # row of State.callbacks; -1: none; -2: none, but the customer was to be offered one
    ("word", np.int64),  # of the expected wait, see kernel_ewt; 0: none
    ("queue", np.int32),
    ("stage", np.int32),
    ("band", np.int32),
    ("lane", np.int32),
    ("state", np.int32),
    ("cls", np.int32),  # the front's number for tickets of the same labels
)

LINE = row_type(
    ("waiting", np.int64),  # tickets in state WAITING or PERSONAL
    ("closed", np.int64),
    ("lifted", np.int64),  # reservations, as bits, that do not bind it because of its length
    ("overflowing", np.int64),  # rules, as bits by their place, that are on
)
"""A queue as it stands."""

SUB = row_type(("head", np.int64), ("tail", np.int64), ("queue", np.int64))
"""Waiting tickets of one (queue, stage, band, lane), by first arrival, then number."""

TIMER = row_type(("time", np.int64), ("code", np.int64), ("slot", np.int64))
"""The next timer of a ticket, or of agent ``-1 - slot``, in a four-ary heap. ``code`` orders an instant: see
:func:`routing.kernels.kernel_timers.code_of`."""

PAUSE = row_type(("until", np.int64), ("agent", np.int64), ("after", np.int64))

CALLBACK = row_type(("until", np.int64), ("attempts", np.int64), ("after", np.int64))

EVENT = row_type(
    ("time", np.int64),
    ("number", np.int64),
    ("kind", np.int64),  # model.EventKind
    ("slot", np.int64),
    ("agent", np.int64),
    ("detail", np.int64),
)

EVENTS = 2048
"""Length of the buffer of events; handling timers stops while it has no room and goes on when it has been read."""

MAX_EXCLUDED = 64
"""A ticket can be kept from so many agents."""

MAX_ASLEEP = 100
"""An agent can have so many inactive or waking tickets."""


class Tables(NamedTuple):
    """A policy and a roster in numbers."""

    queues: Rows
    steps: Rows
    stages: Rows
    epochs: Rows
    watched: Rows
    conditions: Rows
    options: Rows
    profiles: Rows
    serves: Rows
    orders: Rows
    lanes: Rows
    limits: Rows
    allowed: Rows
    reservations: Rows
    rules: Rows


class State(NamedTuple):
    """All that commands change."""

    meta: Rows  # one row
    agents: Rows
    lists: Rows  # [(order * n_profiles + profile) * n_levels + level] ends of the list of free agents
    links: Rows  # [order * n_agents + agent]
    loads: Rows  # [agent * n_lanes + lane] tickets that take units
    ready: Rows  # [profile] agents who are ready
    tickets: Rows
    lines: Rows  # [queue]
    subs: Rows
    timers: Rows  # as many as tickets and agents
    pauses: Rows
    callbacks: Rows
    spare: Rows  # [reservation] agents of its pool who are free
    ewt: Rows  # [queue] what it has learned of its waits
    inbox: Rows  # agents that the next ticket is kept from
    events: Rows


declare_rows(
    Tables,
    {
        "queues": QUEUE,
        "steps": STEP,
        "stages": STAGE,
        "epochs": EPOCH,
        "watched": WATCHED,
        "conditions": CONDITION,
        "options": OPTION,
        "profiles": PROFILE,
        "serves": SERVE,
        "orders": ORDER,
        "lanes": LANE,
        "limits": LIMIT,
        "allowed": ALLOWED,
        "reservations": RESERVATION,
        "rules": RULE,
    },
)
declare_rows(
    State,
    {
        "meta": META,
        "agents": AGENT,
        "lists": LIST,
        "links": LINK,
        "loads": COUNT,
        "ready": COUNT,
        "tickets": TICKET,
        "lines": LINE,
        "subs": SUB,
        "timers": TIMER,
        "pauses": PAUSE,
        "callbacks": CALLBACK,
        "spare": COUNT,
        "ewt": EWT,
        "inbox": COUNT,
        "events": EVENT,
    },
)


def new_state(
    tables: Tables,
    agent_profiles: Rows,
    *,
    tickets: int,
    pauses: int = 64,
    callbacks: int = 64,
    expects: bool = True,
) -> State:
    """An empty state: every agent offline, no ticket.

    Parameters
    ----------
    tables
        Of the policy and roster.
    agent_profiles
        int32 [n_agents]: the profile of each agent.
    tickets, pauses, callbacks
        Room for so many tickets in the system, agents paused for a ticket and promised callbacks at once; at least 1.
    expects
        Whether expected waits are announced and learned; they always are where a queue overflows by them.
    """
    n_agents, n_profiles, n_orders = len(agent_profiles), len(tables.profiles), len(tables.orders)
    n_lanes, n_levels = len(tables.lanes), int(tables.profiles["capacity"].max(initial=1))
    units = n_levels > 1 or tables.lanes["cost"].max(initial=1) > 1 or tables.limits["most"].min(initial=1) < 1
    queues = tables.queues
    state = State(
        meta=np.zeros(1, META),
        agents=new_rows(n_agents, AGENT),
        lists=np.zeros(n_orders * n_profiles * n_levels, LIST),
        links=np.zeros(n_orders * n_agents, LINK),
        loads=np.zeros(n_agents * n_lanes, COUNT),
        ready=np.zeros(n_profiles, COUNT),
        tickets=new_rows(tickets, TICKET),
        lines=np.zeros(len(queues), LINE),
        subs=np.zeros(int((queues["n_steps"] * queues["n_epochs"] * queues["n_bands"]).sum()) * n_lanes, SUB),
        timers=np.zeros(tickets + n_agents, TIMER),
        pauses=np.zeros(pauses, PAUSE),
        callbacks=np.zeros(callbacks, CALLBACK),
        spare=np.zeros(len(tables.reservations), COUNT),
        ewt=np.zeros(len(queues), EWT),
        inbox=np.zeros(MAX_EXCLUDED, COUNT),
        events=np.zeros(EVENTS, EVENT),
    )
    reset_state(state, tables)
    state.meta["n_agents"], state.meta["n_profiles"], state.meta["n_orders"] = n_agents, n_profiles, n_orders
    by_ewt = bool((tables.rules["cause"] == OverflowCause.EWT).any())
    state.meta["expects"] = expects or by_ewt
    state.meta["n_levels"], state.meta["n_lanes"], state.meta["units"] = n_levels, n_lanes, units
    state.agents["profile"] = agent_profiles
    state.agents["capacity"] = tables.profiles["capacity"][agent_profiles]
    return state


_SIZES = ("n_agents", "n_profiles", "n_orders", "n_levels", "n_lanes", "units", "expects")
_ROSTER = ("profile", "capacity")


def reset_state(state: State, tables: Tables) -> None:
    """Empty a state in place, keeping its roster, so that a next run needs no new memory."""
    for name in META.names or ():
        if name not in _SIZES:
            state.meta[name] = 0
    for name in AGENT.names or ():
        if name not in _ROSTER:
            state.agents[name] = 0
    for name in ("last_offered", "offer", "first", "gathers", "personal", "personal_tail", "timer"):
        state.agents[name] = -1
    state.agents["until"] = NEVER
    state.lists["head"] = state.lists["tail"] = -1
    for rows in (state.loads, state.ready, state.spare):
        rows["count"] = 0
    state.lines[:] = np.zeros(1, LINE)
    state.tickets["state"] = 0
    for name in ("timer", "pause", "gather", "callback"):
        state.tickets[name] = -1
    state.tickets["word"] = 0
    reset_ewt(state.ewt)
    _chain(state.tickets["after"])
    _chain(state.pauses["after"])
    _chain(state.callbacks["after"])
    state.subs["head"] = state.subs["tail"] = -1
    sizes = tables.queues["n_steps"] * tables.queues["n_epochs"] * tables.queues["n_bands"] * len(tables.lanes)
    state.subs["queue"] = np.repeat(np.arange(len(sizes)), sizes)


def _chain(after: Rows, start: int = 0) -> None:
    after[start:] = np.arange(start + 1, len(after) + 1)
    after[-1] = -1


def grow(state: State) -> State:
    """The same state with twice the room for what there is no room left: tickets, callbacks, or else pauses."""
    meta = state.meta[0]
    more: dict[str, Rows] = {}
    if meta["free_ticket"] < 0:
        more["timers"] = np.concatenate([state.timers, np.zeros(len(state.tickets), TIMER)])
        more["tickets"] = _longer(state.tickets, state.meta, "free_ticket")
    if meta["free_callback"] < 0:
        more["callbacks"] = _longer(state.callbacks, state.meta, "free_callback")
    if meta["free_pause"] < 0 or not more:  # a new ticket may need more pauses at once than there are left
        more["pauses"] = _longer(state.pauses, state.meta, "free_pause")
    return state._replace(**more)


def _longer(rows: Rows, meta: Rows, first_unused: str) -> Rows:
    """Twice the rows; the new ones are put before the chain of unused ones."""
    size = len(rows)
    longer = new_rows(2 * size, rows.dtype)
    longer[:size] = rows
    _chain(longer["after"], size)
    longer["after"][-1] = meta[first_unused][0]
    meta[first_unused] = size
    if rows.dtype == TICKET:
        for name in ("timer", "pause", "gather", "callback"):
            longer[name][size:] = -1
    return longer


def copy_state(state: State) -> State:
    """A copy that shares nothing with ``state``."""
    return State(*(rows.copy() for rows in state))


__all__ = ["EVENTS", "NEVER", "Rows", "State", "Tables", "copy_state", "grow", "new_state", "reset_state", "row_type"]
