"""What must hold of a router's state between any two commands, in plain Python; for tests and for finding a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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


_OWNED = frozenset({TicketState.ASSIGNED, TicketState.HELD, TicketState.WRAPPING})
_ASLEEP = frozenset({TicketState.INACTIVE, TicketState.WAKING})


def _owners(state: State, tables: Tables) -> Iterator[str]:
    """One owner a ticket, one offer an agent, and units that add up."""
    owned: dict[int, list[int]] = {}
    offered: dict[int, list[int]] = {}
    for slot, ticket in enumerate(state.tickets):
        kind = TicketState(int(ticket["state"]))
        if kind in _OWNED | _ASLEEP:
            owned.setdefault(int(ticket["agent"]), []).append(slot)
        elif kind is TicketState.OFFERED:
            offered.setdefault(int(ticket["agent"]), []).append(slot)
        elif kind in {TicketState.WAITING, TicketState.CALLBACK} and ticket["agent"] >= 0:
            yield f"ticket in slot {slot} waits and has agent {ticket['agent']}"
    for number, agent in enumerate(state.agents):
        slots = owned.get(number, [])
        if sorted(_chain(state.tickets["after"], int(agent["first"]))) != slots:
            yield f"agent {number} owns {slots} but chains others"
        awake = [slot for slot in slots if TicketState(int(state.tickets["state"][slot])) in _OWNED]
        units = sum(int(tables.lanes["cost"][state.tickets["lane"][slot]]) for slot in awake)
        if agent["load"] != units:
            yield f"agent {number} has load {agent['load']} but tickets of {units} units"
        if agent["asleep"] != len(slots) - len(awake):
            yield f"agent {number} counts {agent['asleep']} sleeping tickets"
        waking = sum(int(state.tickets["state"][slot] == TicketState.WAKING) for slot in slots)
        if agent["busy"] != waking + (agent["gathers"] >= 0):
            yield f"agent {number} counts {agent['busy']} things that keep it busy"
        if offered.get(number, []) != ([] if agent["offer"] < 0 else [int(agent["offer"])]):
            yield f"agent {number} names the offer {agent['offer']} but is offered {offered.get(number, [])}"
        if (slots or agent["offer"] >= 0) and agent["presence"] == Presence.OFFLINE:
            yield f"agent {number} is offline with tickets {slots}"


def _sub_queues(state: State, tables: Tables) -> Iterator[str]:
    """Every waiting ticket stands once, in the sub-queue of its queue, stage, band and lane, in order."""
    seen: list[int] = []
    for number, sub in enumerate(state.subs):
        slots = list(_chain(state.tickets["after"], int(sub["head"])))
        seen += slots
        keys = [(int(state.tickets["first_arrival"][slot]), int(state.tickets["number"][slot])) for slot in slots]
        if keys != sorted(keys):
            yield f"sub-queue {number} is out of order: {keys}"
        if (slots[-1] if slots else -1) != sub["tail"]:
            yield f"sub-queue {number} ends at {sub['tail']} but holds {slots}"
        for slot in slots:
            ticket = state.tickets[slot]
            queue = tables.queues[ticket["queue"]]
            place = ticket["stage"] * queue["n_bands"] + queue["band"] - ticket["band"]
            place = queue["first_sub"] + place * len(tables.lanes) + ticket["lane"]
            if place != number:
                yield f"ticket in slot {slot} stands in sub-queue {number}, not {place}"
    kinds = state.tickets["state"]
    if sorted(seen) != (kinds == TicketState.WAITING).nonzero()[0].tolist():
        yield f"{sorted(seen)} stand in sub-queues, which are not the waiting tickets"
    personal = [slot for agent in state.agents for slot in _chain(state.tickets["after"], int(agent["personal"]))]
    if sorted(personal) != (kinds == TicketState.PERSONAL).nonzero()[0].tolist():
        yield f"{sorted(personal)} stand in personal queues, which are not the tickets held for agents"
    if (state.meta["waiting"][0], state.meta["personal"][0]) != (len(seen) + len(personal), len(personal)):
        yield "the numbers of waiting tickets are wrong"
    for number, line in enumerate(state.lines):
        waiting = sum(int(state.tickets["queue"][slot]) == number for slot in [*seen, *personal])
        if line["waiting"] != waiting:
            yield f"queue {number} counts {line['waiting']} waiting tickets, not {waiting}"


def _is_available(agent: Any) -> bool:
    ready = agent["presence"] == Presence.READY and agent["offer"] < 0
    return bool(ready and agent["busy"] == 0 and agent["load"] < agent["capacity"])


def _free_agents(state: State, tables: Tables) -> Iterator[str]:
    """Exactly the available agents stand in the lists of their profile, by their load."""
    n_profiles, n_agents = len(tables.profiles), len(state.agents)
    n_levels = int(state.meta["n_levels"][0])
    available = {number for number, agent in enumerate(state.agents) if _is_available(agent)}
    for order in range(len(tables.orders)):
        links = state.links["after"][order * n_agents : (order + 1) * n_agents]
        first = order * n_profiles * n_levels
        heads = state.lists["head"][first : first + n_profiles * n_levels].tolist()
        listed = [agent for head in heads for agent in _chain(links, head)]
        if sorted(listed) != sorted(available):
            yield f"agents {sorted(available)} are available, {sorted(listed)} stand in order {order}"
    if {number for number, agent in enumerate(state.agents) if agent["listed"] == 1} != available:
        yield f"agents {sorted(available)} are available but others are marked as listed"
    for profile, ready in enumerate(state.ready["count"].tolist()):
        members = state.agents[state.agents["profile"] == profile]
        if ready != int((members["presence"] == Presence.READY).sum()):
            yield f"profile {profile} counts {ready} ready agents"


def _timers(state: State, _tables: Tables) -> Iterator[str]:
    """The heap is a heap, and every ticket's timer is where the ticket says."""
    count = int(state.meta["n_timers"][0])
    rows = state.timers[:count].tolist()
    for position, (time, code, slot) in enumerate(rows):
        above = rows[(position - 1) // 4] if position else (-NEVER, 0, 0)
        if (above[0], above[1]) > (time, code):
            yield f"timer {position} is due before the one above it"
        named = state.tickets["timer"][slot] if slot >= 0 else state.agents["timer"][-1 - slot]
        if named != position:
            yield f"timer {position} belongs to {slot}, which names {named}"
    if int((state.tickets["timer"] >= 0).sum() + (state.agents["timer"] >= 0).sum()) != count:
        yield "a ticket or agent names a timer that there is not"


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
    """No available agent stands beside a waiting ticket that it may take; where agents are reserved nothing is said."""
    if len(tables.reservations) > 0:
        return
    for number, agent in enumerate(state.agents):
        if agent["listed"] == 0:
            continue
        profile = tables.profiles[agent["profile"]]
        for serve in tables.serves[profile["first_serve"] : profile["end_serve"]]:
            lane = int(serve["lane"])
            place = number * len(tables.lanes) + lane
            most = tables.limits["most"][agent["profile"] * len(tables.lanes) + lane]
            fits = agent["load"] + tables.lanes["cost"][lane] <= agent["capacity"]
            if not fits or state.loads["count"][place] >= most or state.lines["closed"][serve["queue"]]:
                continue
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
