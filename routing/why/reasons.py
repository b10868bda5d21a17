"""The decision rules once more, in plain Python over a state: who could have taken whom, and why not.

Slow and readable. It follows the rules of :mod:`routing.kernels.kernel_match`, for one agent and ticket at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from routing.agent_groups import rank_of
from routing.causes import Cause, Reason
from routing.kernels.state import State
from routing.kernels.tables import Compiled, delay_of, level_sum, pool_place
from routing.labels import holds
from routing.model import NEVER, Agent, Prefer, Presence, TicketState
from routing.policy import Policy, Queue, Reservation, Step
from routing.tally import Tally
from routing.why.explain import Score

_ABSENT = {
    Presence.OFFLINE: Reason.OFFLINE,
    Presence.BREAK: Reason.ON_BREAK,
    Presence.DRAINING: Reason.DRAINING,
}
_WAIT = (TicketState.WAITING, TicketState.PERSONAL, TicketState.CALLBACK)


@dataclass(frozen=True, slots=True)
class Situation:
    """A state at one moment, with what is needed to read it.

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
    tally
        What is known beside the state.
    """

    policy: Policy
    agents: Sequence[Agent]
    compiled: Compiled
    state: State
    ids: Sequence[str | None]
    now: int
    tally: Tally = field(default_factory=lambda: Tally(()))

    # -- tickets ------------------------------------------------------------------------------------------------------

    def kind(self, slot: int) -> TicketState:
        """Where a ticket is."""
        return TicketState(int(self.state.tickets["state"][slot]))

    def queue(self, slot: int) -> Queue:
        """The queue of a ticket."""
        return self.policy.queues[int(self.state.tickets["queue"][slot])]

    def step_number(self, slot: int) -> int:
        """The routing step in which a ticket stands, from 0."""
        tables, ticket = self.compiled.tables, self.state.tickets[slot]
        return int(tables.stages["step"][tables.queues["first_stage"][ticket["queue"]] + ticket["stage"]])

    def step(self, slot: int) -> Step:
        """That step."""
        return self.queue(slot).steps[self.step_number(slot)]

    def reached(self, slot: int) -> int:
        """So long has the ticket waited as far as delays and reservations have been told; microseconds."""
        tables, ticket = self.compiled.tables, self.state.tickets[slot]
        queue = tables.queues[ticket["queue"]]
        return int(tables.epochs["from_us"][queue["first_epoch"] + ticket["stage"] % queue["n_epochs"]])

    def arrival(self, slot: int) -> int:
        """The first arrival; of a callback that is not due, as if it were due now."""
        first = int(self.state.tickets["first_arrival"][slot])
        return self.now + first if self.kind(slot) is TicketState.CALLBACK else first

    def due(self, slot: int) -> int | None:
        """When the ticket's timer is due; None: it has none."""
        position = int(self.state.tickets["timer"][slot])
        return int(self.state.timers["time"][position]) if position >= 0 else None

    def cost(self, slot: int) -> int:
        """The units that a ticket takes."""
        return int(self.compiled.tables.lanes["cost"][self.state.tickets["lane"][slot]])

    def waiting(self) -> list[int]:
        """Slots of the tickets that wait, for anybody, for one agent or to be called back."""
        kinds = self.state.tickets["state"]
        return [int(slot) for slot in kinds.nonzero()[0] if kinds[slot] in _WAIT]

    # -- what keeps an agent from any ticket --------------------------------------------------------------------------

    def obstacles(self, agent: int) -> Iterator[Cause]:
        """What keeps an agent from any new ticket; nothing: it could take one if it is small enough."""
        row, person = self.state.agents[agent], self.agents[agent]
        if row["presence"] != Presence.READY:
            yield Cause(_ABSENT[Presence(int(row["presence"]))], self.tally.presence.get(person.id))
        if row["offer"] >= 0:
            yield Cause(Reason.HAS_OFFER, self.ids[row["offer"]])
        if row["busy"] > (row["gathers"] >= 0):
            yield Cause(Reason.WAKING, self.ids[self._first_waking(agent)])
        if row["gathers"] >= 0:
            yield Cause(Reason.GATHERS, self.ids[row["gathers"]])
        if row["load"] >= row["capacity"]:
            yield Cause(Reason.BUSY, have=int(row["load"]), limit=int(row["capacity"]))

    def _first_waking(self, agent: int) -> int:
        found, slot = -1, int(self.state.agents["first"][agent])
        while slot >= 0:
            if self.kind(slot) is TicketState.WAKING:
                found = slot  # whoever wakes goes to the head of the chain
            slot = int(self.state.tickets["after"][slot])
        return found

    # -- what keeps an agent from a ticket ----------------------------------------------------------------------------

    def causes(self, slot: int, agent: int) -> list[Cause]:
        """Everything that keeps an agent from a waiting ticket; nothing: it may take it."""
        kind = self.kind(slot)
        if kind is TicketState.CALLBACK:
            return [Cause(Reason.CALLBACK_NOT_DUE, at=self.due(slot))]
        found: list[Cause] = []
        held_for = int(self.state.tickets["agent"][slot]) if kind is TicketState.PERSONAL else agent
        if held_for != agent:
            found.append(Cause(Reason.HELD_FOR, self.agents[held_for].id, self.due(slot)))
        if self.state.lines["closed"][self.state.tickets["queue"][slot]]:
            found.append(Cause(Reason.QUEUE_CLOSED, self.queue(slot).name))
        if kind is not TicketState.PERSONAL:
            found += self._unsuited(slot, agent)
            found += self._pauses(slot, agent)
        found += self._too_much(slot, agent)
        if kind is not TicketState.PERSONAL:
            found += self._reservations(slot, agent)
        return found

    def _unsuited(self, slot: int, agent: int) -> Iterator[Cause]:
        """What the ticket's step asks for and the agent does not have, or not yet."""
        person, queue, number = self.agents[agent], self.queue(slot), self.step_number(slot)
        missing = list(lacks(queue.steps[number], person))
        yield from missing
        if (
            missing
            and (blocked := self.step_not_taken(slot))
            and not any(lacks(queue.steps[blocked.need or 0], person))
        ):
            yield blocked
        delay = delay_of(self.policy, person, queue)
        if delay > self.reached(slot):
            yield Cause(Reason.DELAY, at=int(self.state.tickets["entered_queue"][slot]) + delay)

    def step_not_taken(self, slot: int) -> Cause | None:
        """The latest step whose time has come and which does not hold, because somebody is ready."""
        queue, number = self.queue(slot), self.step_number(slot)
        waited = self.now - int(self.state.tickets["entered_queue"][slot])
        for later in range(len(queue.steps) - 1, number, -1):
            step = queue.steps[later]
            if step.only_if_absent and step.from_us <= waited:
                ready = self._first_ready(queue.steps[later - 1])
                if ready is not None:
                    return Cause(Reason.STEP_NOT_TAKEN, ready, need=later)
        return None

    def _first_ready(self, step: Step) -> str | None:
        presences = self.state.agents["presence"].tolist()
        for person, presence in zip(self.agents, presences, strict=True):
            if presence == Presence.READY and not any(lacks(step, person)):
                return person.id
        return None

    def _pauses(self, slot: int, agent: int) -> Iterator[Cause]:
        pause = int(self.state.tickets["pause"][slot])
        ends = []
        while pause >= 0:
            row = self.state.pauses[pause]
            if row["agent"] == agent:
                ends.append(int(row["until"]))
            pause = int(row["after"])
        if NEVER in ends:
            yield Cause(Reason.EXCLUDED)
        elif ends:
            yield Cause(Reason.PAUSED, at=max(ends))

    def _too_much(self, slot: int, agent: int) -> Iterator[Cause]:
        """The agent's presence, its other work, and its units, as far as they stand in the way of this ticket."""
        row, need = self.state.agents[agent], self.cost(slot)
        for cause in self.obstacles(agent):
            if cause.reason is Reason.BUSY:
                yield Cause(Reason.BUSY, have=cause.have, need=need, limit=cause.limit)
            elif cause.reason is not Reason.GATHERS or row["gathers"] != slot:
                yield cause
        if row["load"] < row["capacity"] < row["load"] + need:
            yield Cause(Reason.NO_UNITS, have=int(row["load"]), need=need, limit=int(row["capacity"]))
        if self.compiled.uses_units:
            lane, lanes = int(self.state.tickets["lane"][slot]), len(self.policy.channels)
            channel = self.policy.channels[lane]
            count, most = int(self.state.loads["count"][agent * lanes + lane]), self.agents[agent].most.get(channel)
            if most is not None and count >= most:
                yield Cause(Reason.MOST, channel, have=count, limit=most)

    # -- reservations -------------------------------------------------------------------------------------------------

    def _reservations(self, slot: int, agent: int) -> Iterator[Cause]:
        """The reservations that keep the agent for other queues."""
        queue, lifted = self.queue(slot), int(self.state.lines["lifted"][self.state.tickets["queue"][slot]])
        for number, reservation in enumerate(self.policy.reservations):
            is_lifted = lifted >> number & 1 or self.reached(slot) >= reservation.lift_after_us
            if queue.name in reservation.queues or is_lifted or not self._is_free_for(agent, reservation):
                continue
            free = sum(self._is_free_for(other, reservation) for other in range(len(self.agents)))
            if free <= reservation.keep_free:
                yield Cause(Reason.RESERVED, reservation.pool, have=free, need=number, limit=reservation.keep_free)

    def _is_free_for(self, agent: int, reservation: Reservation) -> bool:
        if reservation.pool not in self.agents[agent].pools or any(self.obstacles(agent)):
            return False
        row = self.state.agents[agent]
        greatest = int(self.compiled.tables.lanes["cost"].max())
        return bool(row["capacity"] - row["load"] >= min(greatest, row["capacity"]))

    # -- the ticket as a whole ----------------------------------------------------------------------------------------

    def ticket_causes(self, slot: int) -> list[Cause]:
        """Why a ticket waits, as far as it is not about one agent, and how it came there."""
        kind, queue = self.kind(slot), self.queue(slot)
        found: list[Cause] = []
        if kind is TicketState.CALLBACK:
            found.append(Cause(Reason.CALLBACK_NOT_DUE, at=self.due(slot)))
        if kind is TicketState.PERSONAL:
            found.append(Cause(Reason.HELD_FOR, self.agents[self.state.tickets["agent"][slot]].id, self.due(slot)))
        if self.state.lines["closed"][self.state.tickets["queue"][slot]]:
            found.append(Cause(Reason.QUEUE_CLOSED, queue.name))
        if kind is TicketState.WAITING:
            found += self._preferred(slot)
            if blocked := self.step_not_taken(slot):
                found.append(blocked)
            if (gatherer := int(self.state.tickets["gather"][slot])) >= 0:
                found.append(Cause(Reason.GATHERED, self.agents[gatherer].id))
        if moved := self.tally.moved.get(slot):
            found.append(moved)
        return found

    def _preferred(self, slot: int) -> Iterator[Cause]:
        """Why the ticket does not wait for its preferred agent alone, or go to it."""
        wanted = self.tally.preferred.get(slot)
        number = next((n for n, person in enumerate(self.agents) if person.id == wanted), None)
        if number is None:
            return
        if self.state.agents["presence"][number] != Presence.READY:
            yield Cause(Reason.PREFERRED_ABSENT, wanted)
        elif any(self._too_much(slot, number)):
            yield Cause(Reason.PREFERRED_FULL, wanted)

    # -- order --------------------------------------------------------------------------------------------------------

    def credit_milli(self, slot: int) -> int:
        """Credited waiting in thousandths of a microsecond."""
        queue = self.queue(slot)
        return queue.head_start_us * 1000 + queue.ageing_per_mille * (self.now - self.arrival(slot))

    def rank(self, slot: int, agent: int) -> int:
        """The queue's place in the agent's own order; -1 for a ticket that waits for it alone."""
        is_own = self.kind(slot) is TicketState.PERSONAL and self.state.tickets["agent"][slot] == agent
        return -1 if is_own else rank_of(self.policy, self.agents[agent], self.queue(slot).name)

    def scores(self, slot: int, agent: int) -> tuple[tuple[Prefer, Score], ...]:
        """The agent's values in the terms of the ticket's step, as for :class:`routing.why.explain.AgentReason`."""
        step = self.step(slot)
        profile_number = int(self.compiled.agent_profile[agent])
        profile = self.compiled.profiles[profile_number]
        row = self.state.agents[agent]
        load, capacity = int(row["load"]), int(row["capacity"])
        values: dict[Prefer, Score] = {
            Prefer.POOL_ORDER: pool_place(step, profile),
            Prefer.LEVEL: -level_sum(step, profile),
            Prefer.SCARCE_LAST: self.compiled.scarcity_rank[int(self.state.tickets["queue"][slot])][profile_number],
            Prefer.LEAST_LOADED: Fraction(load, capacity),
            Prefer.LONGEST_IDLE: (load, int(row["since"])),
            Prefer.ROUND_ROBIN: int(row["last_offered"]),
        }
        return tuple((term, values[term]) for term in step.prefer)

    def place_in_queue(self, slot: int) -> int:
        """How many tickets of the same queue go before this one, plus 1."""
        tickets = self.state.tickets

        def key(one: int) -> tuple[int, int, int]:
            return int(tickets["band"][one]), self.arrival(one), int(tickets["number"][one])

        same = [one for one in self.waiting() if tickets["queue"][one] == tickets["queue"][slot]]
        return 1 + sum(key(one) < key(slot) for one in same)


def lacks(step: Step, agent: Agent) -> Iterator[Cause]:
    """What a step asks for and the agent does not have; nothing: it qualifies."""
    for skill, level in step.skills:
        if agent.skills.get(skill, 0) < level:
            yield Cause(Reason.SKILL_MISSING, skill, have=agent.skills.get(skill, 0), need=level)
    for condition in step.labels:
        if not holds([condition], agent.labels):
            yield Cause(Reason.LABEL_NOT_MET, condition.label, condition=condition)
    if step.pools and not any(pool in step.pools for pool in agent.pools):
        yield Cause(Reason.OTHER_POOL, ", ".join(step.pools))
