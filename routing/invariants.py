"""What must hold of a router's state between any two commands, in plain Python; for tests and for finding a fault."""

from __future__ import annotations

from collections.abc import Iterator

from routing.model import NEVER, Presence, TicketState
from routing.state import State, Tables


class InvariantBroken(AssertionError):  # noqa: N818 - it says what happened
    """Raised when a state contradicts itself: a fault of the router, never of its caller."""


def check_invariants(state: State, tables: Tables) -> None:
    """Check every invariant.

    Raises
    ------
    InvariantBroken
        With the first contradiction found.
    """
    for check in (_owners, _sub_queues, _free_agents, _timers, _slots, _work_conserving):
        for contradiction in check(state, tables):
            raise InvariantBroken(contradiction)


def _owners(state: State, _tables: Tables) -> Iterator[str]:
    """One owner a ticket, one ticket an agent (capacity 1), and both say the same."""
    held: dict[int, list[int]] = {}
    for slot, ticket in enumerate(state.tickets):
        kind = TicketState(int(ticket["state"]))
        if kind in {TicketState.OFFERED, TicketState.ASSIGNED, TicketState.WRAPPING}:
            held.setdefault(int(ticket["agent"]), []).append(slot)
        elif kind is TicketState.WAITING and ticket["agent"] >= 0:
            yield f"ticket in slot {slot} waits and has agent {ticket['agent']}"
    for number, agent in enumerate(state.agents):
        slots = held.get(number, [])
        offered = [slot for slot in slots if state.tickets["state"][slot] == TicketState.OFFERED]
        if agent["offers"] != len(offered) or agent["load"] != len(slots) - len(offered):
            yield f"agent {number} has load {agent['load']}, offers {agent['offers']} but tickets {slots}"
        if len(slots) > 1:
            yield f"agent {number} has tickets {slots}: more than its capacity"
        if agent["ticket"] != (slots[0] if slots else -1):
            yield f"agent {number} names ticket {agent['ticket']} but has {slots}"
        if slots and agent["presence"] == Presence.OFFLINE:
            yield f"agent {number} is offline with tickets {slots}"


def _sub_queues(state: State, tables: Tables) -> Iterator[str]:
    """Every waiting ticket stands once, in the sub-queue of its queue, step and band, in order."""
    seen: list[int] = []
    for number, sub in enumerate(state.subs):
        slots = list(_chain(state.tickets["after"], int(sub["head"])))
        seen += slots
        keys = [(int(state.tickets["first_arrival"][slot]), int(state.tickets["number"][slot])) for slot in slots]
        if keys != sorted(keys):
            yield f"sub-queue {number} is out of order: {keys}"
        if len(slots) != sub["count"] or (slots[-1] if slots else -1) != sub["tail"]:
            yield f"sub-queue {number} counts {sub['count']} and ends at {sub['tail']} but holds {slots}"
        for slot in slots:
            ticket = state.tickets[slot]
            queue = tables.queues[ticket["queue"]]
            place = queue["first_sub"] + ticket["step"] * queue["n_bands"] + queue["band"] - ticket["band"]
            if place != number or ticket["sub"] != number:
                yield f"ticket in slot {slot} stands in sub-queue {number}, not {place}"
    waiting = [slot for slot, kind in enumerate(state.tickets["state"]) if kind == TicketState.WAITING]
    if sorted(seen) != waiting or state.meta["waiting"][0] != len(waiting):
        yield f"tickets {waiting} wait, {sorted(seen)} stand in sub-queues, {state.meta['waiting'][0]} are counted"


def _free_agents(state: State, tables: Tables) -> Iterator[str]:
    """Exactly the available agents stand in the lists of their profile, in order."""
    n_profiles, n_agents = len(tables.profiles), len(state.agents)
    available = {
        number
        for number, agent in enumerate(state.agents)
        if agent["presence"] == Presence.READY and agent["load"] == 0 and agent["offers"] == 0
    }
    for order in range(len(tables.orders)):
        links = state.links["after"][order * n_agents : (order + 1) * n_agents]
        listed = [
            agent
            for profile in range(n_profiles)
            for agent in _chain(links, int(state.lists["head"][order * n_profiles + profile]))
        ]
        if sorted(listed) != sorted(available):
            yield f"agents {sorted(available)} are available, {sorted(listed)} stand in order {order}"
    if {number for number, agent in enumerate(state.agents) if agent["listed"] == 1} != available:
        yield f"agents {sorted(available)} are available but others are marked as listed"


def _timers(state: State, _tables: Tables) -> Iterator[str]:
    """The heap is a heap, and every ticket's timer is where the ticket says."""
    count = int(state.meta["n_timers"][0])
    rows = state.timers[:count].tolist()
    for position, (time, code, slot) in enumerate(rows):
        above = rows[(position - 1) // 4] if position else (-NEVER, 0, 0)
        if (above[0], above[1]) > (time, code):
            yield f"timer {position} is due before the one above it"
        if state.tickets["timer"][slot] != position:
            yield f"timer {position} belongs to slot {slot}, which names {state.tickets['timer'][slot]}"
    if int((state.tickets["timer"] >= 0).sum()) != count:
        yield "a ticket names a timer that there is not"


def _slots(state: State, _tables: Tables) -> Iterator[str]:
    """Every slot is in use or in the chain of unused ones, and so is every pause."""
    unused = set(_chain(state.tickets["after"], int(state.meta["free_ticket"][0])))
    free = {slot for slot, kind in enumerate(state.tickets["state"]) if kind == TicketState.FREE}
    if unused != free:
        yield f"slots {sorted(free)} hold no ticket, {sorted(unused)} are chained as unused"
    pauses = list(_chain(state.pauses["after"], int(state.meta["free_pause"][0])))
    for slot in range(len(state.tickets)):
        if slot not in free:
            pauses += _chain(state.pauses["after"], int(state.tickets["pause"][slot]))
    if sorted(pauses) != list(range(len(state.pauses))):
        yield "pauses are lost or shared"


def _work_conserving(state: State, tables: Tables) -> Iterator[str]:
    """No available agent stands beside a waiting ticket that it may take and is not paused for."""
    for number, agent in enumerate(state.agents):
        if agent["listed"] == 0:
            continue
        profile = tables.profiles[agent["profile"]]
        for serve in tables.serves[profile["first_serve"] : profile["end_serve"]]:
            for slot in _chain(state.tickets["after"], int(state.subs["head"][serve["sub"]])):
                paused = _chain(state.pauses["after"], int(state.tickets["pause"][slot]))
                if number not in {int(state.pauses["agent"][pause]) for pause in paused}:
                    yield f"agent {number} is available beside the ticket in slot {slot}"


def _chain(after: object, first: int) -> Iterator[int]:
    """Follow a chain of indices from ``first`` to -1; stop at a circle."""
    seen: set[int] = set()
    while first >= 0 and first not in seen:
        seen.add(first)
        yield first
        first = int(after[first])  # type: ignore[index]
