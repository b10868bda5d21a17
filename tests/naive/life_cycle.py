"""The naive router gets another policy or roster while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from routing.errors import AgentNotOffline, DuplicateAgent, NoFormerPolicy, TicketNotCovered, UnknownAgent
from routing.model import NEVER, Agent, Event, EventKind, Kind, Presence, TicketState
from routing.policy import OverflowCause, Policy, Queue, WrapUp
from tests.naive.parts import WAITS, Person, Ticket
from tests.naive.rules import cost_of, first_match, is_label_value, lacks_licence
from tests.naive.timers import Timers
from tests.naive_ewt import NaiveQueue

WAITING, OFFERED, WRAPPING, PERSONAL = (
    TicketState.WAITING,
    TicketState.OFFERED,
    TicketState.WRAPPING,
    TicketState.PERSONAL,
)


class LifeCycle(Timers):
    """Changes of policy and roster."""

    former: tuple[Policy, ...] = ()
    """The policies before, the last one last."""

    def change_policy(self, policy: Policy, *, now: int) -> list[Event]:
        self._check_time(now)
        before = self.policy
        events = self._change(policy, self._agents(), EventKind.POLICY_CHANGED, now)
        if not alike(policy, before):
            self.former = (*self.former, before)
        return events

    def roll_back(self, *, now: int) -> list[Event]:
        self._check_time(now)
        if not self.former:
            raise NoFormerPolicy
        events = self._change(self.former[-1], self._agents(), EventKind.POLICY_CHANGED, now)
        self.former = self.former[:-1]
        return events

    def change_roster(self, agents: Iterable[Agent], *, now: int) -> list[Event]:
        self._check_time(now)
        roster = tuple(agents)
        ids = [agent.id for agent in roster]
        for agent in ids:
            if ids.count(agent) > 1:
                raise DuplicateAgent(agent)
        return self._change(self.policy, roster, EventKind.ROSTER_CHANGED, now)

    def add_agent(self, agent: Agent, *, now: int) -> list[Event]:
        self._check_time(now)
        return self.change_roster((*self._agents(), agent), now=now)

    def change_agent(self, agent: Agent, *, now: int) -> list[Event]:
        self._check_time(now)
        self._check_agent(agent.id)
        return self.change_roster((agent if one.id == agent.id else one for one in self._agents()), now=now)

    def remove_agent(self, agent: str, *, now: int) -> list[Event]:
        self._check_time(now)
        self._check_agent(agent)
        return self.change_roster((one for one in self._agents() if one.id != agent), now=now)

    def _agents(self) -> tuple[Agent, ...]:
        return tuple(person.agent for person in self.people)

    def _check_agent(self, agent: str) -> None:
        if agent not in self.number_of:
            raise UnknownAgent(agent, self.number_of)

    # -- what is refused -----------------------------------------------------------------------------------------------

    def _change(self, policy: Policy, agents: tuple[Agent, ...], kind: EventKind, now: int) -> list[Event]:
        """The whole of a change: the timers before it, what speaks against it, what it does."""
        self._handle_timers_before(now, Kind.PRESENCE, 0)
        stay = {agent.id for agent in agents}
        for person in self.people:
            if person.agent.id not in stay and person.presence is not Presence.OFFLINE:
                raise self._refusal(AgentNotOffline(person.agent.id))
        for ticket in self._by_number():
            missing = not_covered(ticket, policy)
            if missing:
                raise self._refusal(TicketNotCovered(ticket.id, *missing))
        self._tell(now, kind, None)
        if alike(policy, self.policy) and agents == self._agents():
            self.policy, self.policy_hash = policy, policy.hash
            return self._answer()
        self._go_over(policy, agents, now)
        return self._answer()

    def _by_number(self) -> list[Ticket]:
        return sorted(self.tickets.values(), key=lambda ticket: ticket.number)

    # -- what is done --------------------------------------------------------------------------------------------------

    def _go_over(self, policy: Policy, agents: tuple[Agent, ...], now: int) -> None:
        old, learned = (
            self.policy,
            {queue.name: known for queue, known in zip(self.policy.queues, self.expected, strict=True)},
        )
        closed = {old.queues[number].name for number in self.closed}
        homes = {ticket.id: first_match(old, *ticket.words, ticket.labels) for ticket in self.tickets.values()}
        self.policy, self.policy_hash = policy, policy.hash
        gone = self._change_people(agents)
        self._read_rules()
        self.expected = [learned.get(queue.name) or NaiveQueue() for queue in policy.queues]
        self.closed = {number for number, queue in enumerate(policy.queues) if queue.name in closed}
        places = {ticket.id: (ticket.queue, ticket.step, ticket.band) for ticket in self.tickets.values()}
        for ticket in self._by_number():
            self._change_ticket(ticket, is_home=ticket.queue_number == homes[ticket.id], now=now)
        for ticket in self._by_number():
            self._tell_change(ticket, places[ticket.id], gone, now)
        self._judge_lengths()
        for person in self.people:
            self._let_go(person, now)
        self._who_chooses(None, now)

    def _change_people(self, agents: tuple[Agent, ...]) -> set[Person]:
        """Number the people anew, in tickets too; those who are gone."""
        known = {person.agent.id: person for person in self.people}
        before = {person.number: person for person in self.people}
        self.people = []
        for number, agent in enumerate(agents):
            person = known.pop(agent.id, None) or Person(number, agent)
            person.number, person.agent, person.gathers_for = number, agent, None
            self.people.append(person)
        self.number_of = {person.agent.id: person.number for person in self.people}
        gone = set(known.values())
        new_number = {number: person.number for number, person in before.items() if person not in gone}
        for ticket in self.tickets.values():
            ticket.pauses = {new_number[n]: until for n, until in ticket.pauses.items() if n in new_number}
            ticket.excluded = frozenset(new_number[n] for n in ticket.excluded if n in new_number)
        return gone

    def _change_ticket(self, ticket: Ticket, *, is_home: bool, now: int) -> None:
        """Give the ticket its queue under the new rules; who waits begins to wait anew, with its clocks as they are."""
        before, known = ticket.queue, ticket.queue.name in self.queue_numbers
        if is_home or not known:
            ticket.queue_number = first_match(self.policy, *ticket.words, ticket.labels)
        else:
            ticket.queue_number = self.queue_numbers[before.name]
        ticket.queue, ticket.cost = self.policy.queues[ticket.queue_number], cost_of(self.policy, ticket.channel)
        if ticket.queue.name != before.name:
            ticket.overflow_looked_at = ticket.place = ticket.mean_wait = 0
        if not has_same(before, ticket.queue, "name", "steps"):
            ticket.step = 0
        if not has_same(before, ticket.queue, "name", "band", "promote_after_us"):
            ticket.band = ticket.queue.band
        ticket.gatherer, ticket.gather_at, ticket.retry_step = None, NEVER, NEVER
        may_end = ticket.queue.wrap_up in {WrapUp.FIXED, WrapUp.CAPPED}
        if ticket.state is WRAPPING and ticket not in self.with_deadline and may_end:
            self._set_deadline(ticket, now + ticket.queue.wrap_up_us)

    def _tell_change(self, ticket: Ticket, place: tuple[Queue, int, int], gone: set[Person], now: int) -> None:
        queue, step, band = place
        if ticket.queue.name != queue.name:
            self._tell(now, EventKind.MOVED, ticket, None, ticket.queue_number)
        if ticket.state is OFFERED and lacks_licence(ticket.held_by.agent, ticket.queue):
            person = ticket.held_by
            self._tell(now, EventKind.EXPIRED, ticket, person)
            person.tickets.remove(ticket)
            self.with_deadline = [other for other in self.with_deadline if other is not ticket]
            self.waiting.append(ticket)
            self._wait_for_any(ticket, now)
        elif ticket.state is PERSONAL and not self._stays_held(ticket, gone):
            self._tell(now, EventKind.HOLD_ENDED, ticket, ticket.person)
            self._wait_for_any(ticket, now)
        if ticket.state in WAITS:
            self._begin_waiting(ticket, now)
            if ticket.state is WAITING:
                self._place(ticket, now)
            if ticket.step != step:
                self._tell(now, EventKind.STEP, ticket, None, ticket.step)
            if ticket.band != band:
                self._tell(now, EventKind.PROMOTED, ticket, None, ticket.band)

    def _stays_held(self, ticket: Ticket, gone: set[Person]) -> bool:
        return ticket.person not in gone and self._may_be_preferred(ticket.held_by, ticket)

    def _place(self, ticket: Ticket, now: int) -> None:
        """Bring step and band to what the time waited says."""
        ticket.reached = now - ticket.entered_queue
        steps = range(len(ticket.queue.steps))
        ticket.step = max(s for s in steps if s <= ticket.step or self._step_holds(ticket, s))
        ticket.band = max(0, ticket.queue.band - ticket.reached // ticket.queue.promote_after_us)

    def _judge_lengths(self) -> None:
        """Reservations lifted by length, and overflow by length, as if nothing had been before."""
        self.lifted, self.overflowing = set(), set()
        for q, queue in enumerate(self.policy.queues):
            self._look_at_length(q)
            for number, rule in enumerate(queue.overflow):
                if rule.cause is OverflowCause.WAITING and self._count(q) >= rule.at:
                    self.overflowing.add((q, number))


def alike(one: Policy, other: Policy) -> bool:
    return replace(one, name="", hash="") == replace(other, name="", hash="")


def has_same(one: Queue, other: Queue, *fields: str) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in fields)


def not_covered(ticket: Ticket, policy: Policy) -> tuple[str, object] | None:
    """What the ticket says that the policy has no words for."""
    known = {"problem": policy.problems, "tier": policy.tiers, "channel": policy.channels}
    for word, (kind, names) in zip(ticket.words, known.items(), strict=True):
        if word not in names:
            return kind, word
    types = dict(policy.labels)
    for label, value in ticket.labels.items():
        if label not in types or not is_label_value(value, types[label]):
            return "label", label
    return None
