"""The decision rules once more, in plain Python over a state: who could have taken whom, and why not.

Slow and readable. It follows the rules of :mod:`routing.kernel_match`, for one decision at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from routing.agent_groups import may_take, rank_of
from routing.explain import AgentReason, Reason, TicketReason
from routing.model import Agent, Prefer, Presence, TicketState
from routing.policy import Policy, Queue, Step
from routing.state import State
from routing.tables import Compiled, level_sum, pool_place

_ABSENT = {
    Presence.OFFLINE: Reason.OFFLINE,
    Presence.BREAK: Reason.ON_BREAK,
    Presence.DRAINING: Reason.DRAINING,
}


@dataclass(frozen=True, slots=True)
class Situation:
    """A state at the moment of a decision.

    Parameters
    ----------
    policy, agents, compiled
        The rules and the roster.
    state
        The kernel's state.
    ids
        Ticket id by slot.
    now
        Microseconds.
    undone
        Agent number to the ``last_offered`` it had: these agents count as free, because the decision that is looked at
        has given them their ticket.
    undone_tickets
        Slots of the tickets that these agents got; they count as waiting.
    """

    policy: Policy
    agents: Sequence[Agent]
    compiled: Compiled
    state: State
    ids: Sequence[str | None]
    now: int
    undone: Mapping[int, int] = field(default_factory=dict)
    undone_tickets: frozenset[int] = frozenset()

    def queue(self, slot: int) -> Queue:
        """The queue of a ticket."""
        return self.policy.queues[int(self.state.tickets["queue"][slot])]

    def stage(self, slot: int) -> int:
        """The stage in which a ticket stands: a row of ``Tables.stages``."""
        ticket = self.state.tickets[slot]
        return int(self.compiled.tables.queues["first_stage"][ticket["queue"]] + ticket["stage"])

    def step(self, slot: int) -> Step:
        """The routing step in which a ticket stands."""
        return self.queue(slot).steps[int(self.compiled.tables.stages["step"][self.stage(slot)])]

    def waiting(self) -> list[int]:
        """Slots of the waiting tickets."""
        rows = self.state.tickets["state"] == TicketState.WAITING
        return sorted({*(int(slot) for slot in rows.nonzero()[0]), *self.undone_tickets})

    def obstacle(self, agent: int) -> Reason | None:
        """What keeps an agent from any ticket; None: it is free."""
        if agent in self.undone:
            return None
        row = self.state.agents[agent]
        if row["load"] >= row["capacity"]:
            return Reason.BUSY
        if row["presence"] != Presence.READY:
            return _ABSENT[Presence(int(row["presence"]))]
        return Reason.HAS_OFFER if row["offer"] >= 0 else None

    def mismatch(self, slot: int, agent: int) -> Reason | None:
        """What keeps an agent from this ticket, however free it is; None: it may take it."""
        person, step = self.agents[agent], self.step(slot)
        if not may_take(step, person):
            in_pool = not step.pools or any(pool in step.pools for pool in person.pools)
            return Reason.SKILL_MISSING if in_pool else Reason.OTHER_POOL
        pause = int(self.state.tickets["pause"][slot])
        while pause >= 0:
            if self.state.pauses["agent"][pause] == agent:
                return Reason.PAUSED
            pause = int(self.state.pauses["after"][pause])
        return None

    def scores(self, slot: int, agent: int) -> tuple[tuple[Prefer, int], ...]:
        """The agent's values in the terms of the ticket's step, lower first."""
        step = self.step(slot)
        profile_number = int(self.compiled.agent_profile[agent])
        profile = self.compiled.profiles[profile_number]
        row = self.state.agents[agent]
        values = {
            Prefer.POOL_ORDER: pool_place(step, profile),
            Prefer.LEVEL: -level_sum(step, profile),
            Prefer.SCARCE_LAST: self.compiled.scarcity_rank[int(self.state.tickets["queue"][slot])][profile_number],
            Prefer.LEAST_LOADED: 0,
            Prefer.LONGEST_IDLE: int(row["since"]),
            Prefer.ROUND_ROBIN: self.undone.get(agent, int(row["last_offered"])),
        }
        return tuple((term, values[term]) for term in step.prefer)


def agents_for(situation: Situation, slot: int, *, took_first: bool = False) -> list[AgentReason]:
    """Every agent as a candidate for a ticket: those who could take it first, in the order of preference.

    With ``took_first`` the first of them is the one that was taken.
    """
    able: list[tuple[tuple[int, ...], AgentReason]] = []
    others: list[AgentReason] = []
    for number, agent in enumerate(situation.agents):
        reason = situation.mismatch(slot, number) or situation.obstacle(number)
        if reason is not None:
            others.append(AgentReason(agent.id, reason))
            continue
        scores = situation.scores(slot, number)
        key = (*(value for _, value in scores), number)
        able.append((key, AgentReason(agent.id, Reason.LESS_PREFERRED, scores)))
    able.sort(key=lambda pair: pair[0])
    if took_first:
        able[0] = (able[0][0], replace(able[0][1], reason=Reason.CHOSEN))
    return [reason for _, reason in able] + others


def tickets_for(situation: Situation, agent: int, *, took_first: bool = False) -> list[TicketReason]:
    """Every waiting ticket as a candidate for an agent: those that it may take first, in its own order.

    With ``took_first`` the first of them is the one that was taken.
    """
    profile = situation.compiled.profiles[int(situation.compiled.agent_profile[agent])]
    found: list[tuple[tuple[int, ...], TicketReason]] = []
    for slot in situation.waiting():
        row, queue = situation.state.tickets[slot], situation.queue(slot)
        waited = situation.now - int(row["first_arrival"])
        credit = queue.head_start_us * 1000 + queue.ageing_per_mille * waited
        rank = rank_of(situation.policy, profile.agent, queue.name)
        mismatch = situation.mismatch(slot, agent)
        key = (mismatch is not None, int(row["band"]), rank, -credit, int(row["first_arrival"]), int(row["number"]))
        reason = TicketReason(
            situation.ids[slot] or "",
            queue.name,
            mismatch or Reason.LESS_PREFERRED,
            int(row["band"]),
            rank,
            credit // 1000,
        )
        found.append((key, reason))
    found.sort(key=lambda pair: pair[0])
    if took_first:
        found[0] = (found[0][0], replace(found[0][1], reason=Reason.CHOSEN))
    return [reason for _, reason in found]


def place_in_queue(situation: Situation, slot: int) -> int:
    """How many tickets of the same queue go before this one, plus 1."""
    tickets = situation.state.tickets

    def key(one: int) -> tuple[int, int, int]:
        return int(tickets["band"][one]), int(tickets["first_arrival"][one]), int(tickets["number"][one])

    same = [one for one in situation.waiting() if tickets["queue"][one] == tickets["queue"][slot]]
    return 1 + sum(key(one) < key(slot) for one in same)
