"""The state of a router under another policy or roster: facts by NumPy, links by compiled code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing._rows import places_of
from routing.kernels.kernel_relink import Fact, Work, relink
from routing.kernels.kernel_timers import NUMBER_BITS
from routing.kernels.state import TIMER, Rows, State, Tables, new_state
from routing.kernels.tables import Compiled
from routing.model import EventKind, Kind, Presence, TicketState
from routing.policy import WrapUp

Numbers = NDArray[np.int64]

_IN_HAND = (TicketState.ASSIGNED, TicketState.HELD, TicketState.WRAPPING)
_AGENT_FACTS = ("since", "last_offered", "presence", "offer", "first", "asleep", "missed", "until")
_META_FACTS = ("free_ticket", "free_pause", "free_callback", "next_number")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the parts of a state go.

    Parameters
    ----------
    slots
        Of all tickets.
    queues, lanes, classes
        Of each of these tickets, under the new rules.
    moved, keeps_step, keeps_band
        Whether the name of its queue is another one; whether the queue still has the same steps, or bands.
    agents
        [old number] the new number; those who leave have the numbers after the last of the new roster.
    closed, former
        [new queue] 1 where it is closed; the number that the queue of its name had, -1: there was none.
    """

    slots: Numbers
    queues: Numbers
    lanes: Numbers
    classes: Numbers
    moved: NDArray[np.bool_]
    keeps_step: NDArray[np.bool_]
    keeps_band: NDArray[np.bool_]
    agents: Numbers
    closed: Numbers
    former: Numbers


class Relinking:
    """A new state, and the calls that link it.

    Parameters
    ----------
    old, old_tables
        The state before, which is left as it is.
    compiled
        The new rules.
    mapping
        From one to the other.
    event
        The first event, of no ticket and no agent.
    now
        Microseconds.
    """

    def __init__(
        self, old: State, old_tables: Tables, compiled: Compiled, mapping: Mapping, event: EventKind, now: int
    ) -> None:
        tables = compiled.tables
        self.state = _facts_under(old, old_tables, compiled, mapping)
        tickets, slots = self.state.tickets, mapping.slots
        numbers = tickets["number"][slots]
        agents = self.state.agents
        self._arguments = (
            places_of(tables, self.state),
            slots[np.argsort(numbers)],
            slots[np.lexsort((numbers, tickets["first_arrival"][slots]))],
            np.lexsort((np.arange(len(agents)), agents["since"], agents["load"])),
            _deadlines(old, mapping, len(agents)),
            _ticket_facts(old, old_tables, tables, mapping, now),
        )
        self._work = np.zeros(len(Work), np.int64)
        self._work[Work.NOW], self._work[Work.EVENT] = now, event

    def go_on(self) -> int:
        """Link, or go on with it after the events have been read; ``OK`` when all is done, else ``MORE``."""
        return int(relink(*self._arguments, self._work))


def _facts_under(old: State, old_tables: Tables, compiled: Compiled, mapping: Mapping) -> State:
    """The new state with all facts in it, and no links but the agents' own tickets and what is unused."""
    tables = compiled.tables
    state = new_state(tables, compiled.agent_profile, tickets=1, pauses=1, callbacks=1)
    for name in _META_FACTS:
        state.meta[name] = old.meta[name]
    state = state._replace(
        tickets=_tickets(old, old_tables, tables, mapping),
        timers=np.zeros(len(old.tickets) + len(state.agents), TIMER),
        pauses=_pauses(old, mapping, len(state.agents)),
        callbacks=old.callbacks.copy(),
    )
    state.lines["closed"] = mapping.closed
    stays = mapping.former >= 0
    state.ewt[stays] = old.ewt[mapping.former[stays]]
    _carry_agents(state, old, mapping, tables)
    return state


def _tickets(old: State, old_tables: Tables, tables: Tables, mapping: Mapping) -> Rows:
    rows, slots = old.tickets.copy(), mapping.slots
    step = np.where(mapping.keeps_step, _steps(old_tables, old.tickets, slots), 0)
    rows["timer"] = rows["gather"] = -1
    rows["stage"][slots] = step * tables.queues["n_epochs"][mapping.queues]
    rows["band"][slots] = np.where(mapping.keeps_band, rows["band"][slots], tables.queues["band"][mapping.queues])
    rows["queue"][slots], rows["lane"][slots], rows["cls"][slots] = mapping.queues, mapping.lanes, mapping.classes
    rows["judged"][slots[mapping.moved]] = -1
    rows["word"][slots[mapping.moved]] = 0
    with_agent = slots[rows["agent"][slots] >= 0]
    rows["agent"][with_agent] = mapping.agents[rows["agent"][with_agent]]
    return rows


def _steps(tables: Tables, tickets: Rows, slots: Numbers) -> Numbers:
    first = tables.queues["first_stage"][tickets["queue"][slots]]
    steps: Numbers = tables.stages["step"][first + tickets["stage"][slots]]
    return steps


def _pauses(old: State, mapping: Mapping, n_agents: int) -> Rows:
    """The pauses with new numbers; -1 for agents who leave."""
    rows = old.pauses.copy()
    if len(mapping.agents) == 0:
        return rows
    agents = mapping.agents[np.clip(rows["agent"], 0, len(mapping.agents) - 1)]  # unused rows may say anything
    rows["agent"] = np.where(agents < n_agents, agents, -1)
    return rows


def _carry_agents(state: State, old: State, mapping: Mapping, tables: Tables) -> None:
    """Write what agents bring with them, and what follows for their load."""
    stays = mapping.agents < len(state.agents)
    numbers, before = mapping.agents[stays], old.agents[stays]
    for name in _AGENT_FACTS:
        state.agents[name][numbers] = before[name]
    state.agents["busy"][numbers] = before["busy"] - (before["gathers"] >= 0)  # gathering ends
    ready = state.agents["profile"][state.agents["presence"] == Presence.READY]
    state.ready["count"] = np.bincount(ready, minlength=len(state.ready))
    in_hand = state.tickets[np.isin(state.tickets["state"], [int(kind) for kind in _IN_HAND])]
    np.add.at(state.agents["load"], in_hand["agent"], tables.lanes["cost"][in_hand["lane"]])
    if state.meta["units"][0] == 1:
        np.add.at(state.loads["count"], in_hand["agent"] * len(tables.lanes) + in_hand["lane"], 1)


def _deadlines(old: State, mapping: Mapping, n_agents: int) -> Numbers:
    deadlines = np.full(n_agents, -1, np.int64)
    has_one = (old.agents["timer"] >= 0) & (mapping.agents < n_agents)
    deadlines[mapping.agents[has_one]] = old.timers["time"][old.agents["timer"][has_one]]
    return deadlines


def _ticket_facts(old: State, old_tables: Tables, tables: Tables, mapping: Mapping, now: int) -> Numbers:
    facts = np.full((len(old.tickets), len(Fact)), -1, np.int64)
    slots = mapping.slots
    facts[slots, Fact.MOVED] = mapping.moved
    facts[slots, Fact.STEP] = _steps(old_tables, old.tickets, slots)
    facts[slots, Fact.BAND] = old.tickets["band"][slots]
    place = old.tickets["timer"][slots]
    timed, place = slots[place >= 0], place[place >= 0]
    facts[timed, Fact.DUE] = old.timers["time"][place]
    facts[timed, Fact.KIND] = old.timers["code"][place] >> NUMBER_BITS
    endless = (old.tickets["state"][slots] == TicketState.WRAPPING) & (facts[slots, Fact.DUE] < 0)
    queues = tables.queues[mapping.queues[endless]]
    ends = np.isin(queues["wrap_up"], [int(WrapUp.FIXED), int(WrapUp.CAPPED)])
    ending = slots[endless][ends]
    facts[ending, Fact.DUE] = now + queues["wrap_up_us"][ends]
    facts[ending, Fact.KIND] = Kind.WRAP_UP_END
    return facts
