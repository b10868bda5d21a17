"""A router and its naive twin that are asked the same, and everything that must hold after each command."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from routing.checks.starvation import Bound, starvation_bounds
from routing.errors import CommandError, NotAllowed
from routing.invariants import Invariants
from routing.kernels.state import State
from routing.model import Agent, Event, EventKind, TicketState
from routing.policy import Policy
from routing.router import Router
from tests.naive import NaiveRouter, Person, Ticket, first_match
from tests.routing.calls import Call
from tests.routing.ledger import STORY, Ledger
from tests.routing.renaming import rename, renamed_call, renamed_world
from tests.strategies import Verb

ENDINGS = {
    (EventKind.COMPLETED, 0): "done",
    (EventKind.WRAPPED_UP, -1): "done",
    (EventKind.CANCELLED, -1): "cancelled",
    (EventKind.BLOCKED, -1): "blocked",
    (EventKind.DEFLECTED, 0): "deflected",
    (EventKind.DEFLECTED, 1): "deflected",
    (EventKind.CALLBACK_FAILED, 0): "not reached",
}
"""How a ticket ends, by the kind and the detail of its last event."""


@dataclass(frozen=True)
class Refusal:
    """A command that was refused: the error's class, and what it says."""

    error: str
    message: str


def ask(router: Any, call: Call) -> list[Event] | Refusal:
    """What the router answers: events, or the error that it raises."""
    try:
        events: list[Event] = getattr(router, call.verb)(*call.args, **call.options)
    except NotAllowed as error:
        return Refusal(type(error).__name__, f"{error.agent} {error.ticket}")  # the twin says what is missing, too
    except CommandError as error:
        return Refusal(type(error).__name__, str(error))
    return events


def same_state(one: State, other: State) -> bool:
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


class Passed(NamedTuple):
    """A ticket that an agent could have taken and did not, as it stood at that moment, and the one that it got."""

    waiting: str
    """The queues."""
    taken: str
    younger_by: int
    wait: int
    is_younger: bool
    """Whether the ticket that was taken is the one that came later, or at the same time with the greater number."""
    same_band: bool


class Overtaking(NaiveRouter):
    """Looks, whenever an agent gets a ticket by the order, for others that it could have taken instead."""

    def __init__(self, policy: Policy, agents: tuple[Agent, ...]) -> None:
        super().__init__(policy, agents)
        self.passed: list[Passed] = []
        """Where the starvation bound has something to say."""

    def _offer(self, ticket: Ticket, person: Person, now: int) -> None:
        if ticket.state is TicketState.WAITING:
            others = [other for other in self.waiting if other is not ticket]
            self.passed += [passed(t, ticket, now) for t in others if self._is_covered(person, t, ticket, now)]
        super()._offer(ticket, person, now)

    def _is_covered(self, person: Person, other: Ticket, ticket: Ticket, now: int) -> bool:
        """Whether the agent could have taken the other ticket, and the bound for its queue holds of it.

        Not of one that has come by transfer or overflow, where bands are in play. Where tickets choose, because one
        event let several be taken, the agent's own order does not count.
        """
        ranks = {self.own_rank[person.number][t.queue_number] for t in (other, ticket)}
        in_order = len(ranks) == 1 or self._own_order(person, ticket, now) < self._own_order(person, other, now)
        banded = other.queue.band > 0 or ticket.queue.band > 0
        came_here = other.first_arrival != other.entered_queue
        is_open = other.state is TicketState.WAITING and in_order and not (banded and came_here)
        return is_open and self._may_take(person, other)


def passed(waiting: Ticket, taken: Ticket, now: int) -> Passed:
    return Passed(
        waiting.queue.name,
        taken.queue.name,
        taken.first_arrival - waiting.first_arrival,
        now - waiting.first_arrival,
        (taken.first_arrival, taken.number) > (waiting.first_arrival, waiting.number),
        taken.band == waiting.band,
    )


@dataclass
class Trial:
    """Gives each command to a router and to its twin.

    Parameters
    ----------
    policy, agents
        Rules and roster.
    looks
        Whether the router's state is looked at after each command. To look undoes the timers that a refused command
        has handled, so some trials must not.
    """

    policy: Policy
    agents: tuple[Agent, ...]
    looks: bool = True
    verbs: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    asked: list[Call] = field(default_factory=list)
    carried_out: list[tuple[Call, list[Event]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.router = Router(self.policy, self.agents)
        self.twin = Overtaking(self.policy, self.agents)
        self._ledger = Ledger(self.policy, self.agents)
        self._invariants = Invariants(self.router._tables)
        bounds = starvation_bounds(self.policy, self.agents)
        self._bounds = {(bound.waiting, bound.overtaking): bound for bound in bounds}
        self._state = self.router.snapshot() if self.looks else None

    # -- a command -----------------------------------------------------------------------------------------------------

    def ask(self, call: Call) -> None:
        """Give the command to both, and look at everything.

        Raises
        ------
        AssertionError
            Something does not hold.
        """
        self.asked.append(call)
        self.verbs[call.verb.value] += 1
        answer, expected = ask(self.router, call), ask(self.twin, call)
        assert answer == expected, f"router and twin differ: {answer} is not {expected}"
        due, expected_due = self.router.next_due(), self.twin.next_due()
        assert due == expected_due, f"the next timers differ: {due} is not {expected_due}"
        if isinstance(answer, Refusal):
            self.refusals[answer.error] += 1
        else:
            self._follow(call, answer)
        if self.looks:
            self._look(is_refused=isinstance(answer, Refusal))
            self._expected_waits(call.now)
        self._bounded()

    def _expected_waits(self, now: int) -> None:
        """What a new ticket, and the last one that waits, would be told is what the twin would say."""
        now = max(now, self.twin.now)
        asks = [("expected_wait", queue.name) for queue in self.policy.queues]
        asks += [("expected_wait_of", ticket.id) for ticket in self.twin.waiting[-1:]]
        for ask_for, name in asks:
            told, due = (getattr(router, ask_for)(name, now=now) for router in (self.router, self.twin))
            assert told == due, f"{ask_for} of {name} is {told}, not {due}"

    def _follow(self, call: Call, events: list[Event]) -> None:
        """The events tell a story in which each ticket has one owner, who may have it and has room for it."""
        assert all(event.time <= call.now for event in events), "an event comes before its time"
        self.carried_out.append((call, events))
        rest = events
        if call.verb is Verb.SUBMIT:
            place = end_of(call.args[0], events) if call.args[0] in self._ledger.tickets else 0
            self._ledger.read(events[:place])
            words = call.options
            queue, exclude = queue_of(self.policy, call), words.get("exclude", ())
            self._ledger.submitted(call.args[0], queue, words["channel"], exclude)
            rest = events[place:]
        self._ledger.read(rest)
        self._ledger.nothing_stays_with_the_absent()
        for event in events:
            self.kinds[event.kind.name] += 1
            if ending := ENDINGS.get((event.kind, event.detail)) or ENDINGS.get((event.kind, -1)):
                self.endings[ending] += 1

    def _look(self, *, is_refused: bool) -> None:
        before, state = self._state, self.router.snapshot()
        self._state = state
        if is_refused:
            assert before is not None
            assert same_state(before, state), "a refused command has changed the state"
            return
        self._invariants.check(state)
        self._conserved(state)

    def _conserved(self, state: State) -> None:
        """What was submitted is somewhere: it waits, somebody has it, or it has ended; tables and events agree."""
        tickets = self._ledger.tickets
        rows = state.tickets[["state", "agent"]].tolist()
        found: dict[str, tuple[int, str | None]] = {}
        for ticket, slot in self.router._slots.items():
            kind, agent = rows[slot]
            found[ticket] = (kind, None if agent < 0 else self.agents[agent].id)
        assert found == {ticket: (held.state, held.agent) for ticket, held in tickets.items()}, (
            "tables and events differ"
        )
        in_tables = sum(kind != TicketState.FREE for kind, _ in rows)
        assert self._ledger.counts["submitted"] == in_tables + sum(self.endings.values()), "a ticket is lost or doubled"

    def _bounded(self) -> None:
        """No ticket has passed another one by more than the bound for their queues."""
        for pair in self.twin.passed:
            if pair.waiting == pair.taken:
                assert not (pair.same_band and pair.is_younger), f"passed in its own queue: {pair}"
            else:
                bound = self._bounds[pair.waiting, pair.taken]
                assert is_within(bound, pair.younger_by, pair.wait), f"passed beyond the bound: {pair}, {bound}"
        self.twin.passed.clear()

    # -- the end -------------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """The commands that were carried out give the same events again, under other names too."""
        again = Router(self.policy, self.agents, history=0)
        for call, events in self.carried_out:
            assert ask(again, call) == events, f"{call} is answered differently when all is repeated"
        assert again.next_due() == self.router.next_due(), "the next timers differ when all is repeated"
        assert same_state(again.snapshot(), self.router.snapshot()), "the state differs when all is repeated"
        calls = [call for call, _ in self.carried_out]
        names, policy, agents = renamed_world(self.policy, self.agents, calls)
        other = Router(policy, agents)
        for call, events in self.carried_out:
            answer = ask(other, renamed_call(call, names))
            assert answer == rename(events, names), f"{call} is answered differently under other names"


def end_of(ticket: str, events: list[Event]) -> int:
    """Place after the first event that ends the ticket; 0 without any."""
    ends = (n for n, e in enumerate(events, 1) if e.ticket == ticket and STORY[e.kind][1] is TicketState.FREE)
    return next(ends, 0)


def queue_of(policy: Policy, call: Call) -> int:
    words = call.options
    return first_match(policy, words["problem"], words["tier"], words["channel"], words.get("labels"))


def is_within(bound: Bound, younger_by: int, wait: int) -> bool:
    if bound.fixed_us is None:
        return bound.overtakes
    return younger_by <= bound.fixed_us + bound.share * wait


__all__ = ["Overtaking", "Refusal", "Trial", "ask"]
