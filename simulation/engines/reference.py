"""The simulated contact centre in SimPy, driving the public router: what the compiled engine must agree with.

Read it as the model. Customers call, wait and talk (:meth:`ContactCentre.customer`); agents come and go with their
shifts, by the staff plan (:meth:`ContactCentre.keep_shift`); the router decides who gets whom. Nothing here decides
about a ticket, and nothing is random: contacts arrive as a table.

Many things can happen at one instant, and their order matters. It is (time, kind, number), see
:class:`routing.model.Kind`, for customers, shifts and the router's own timers alike; :class:`At` keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from math import inf
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from simpy import Environment, Event
from simpy.events import EventPriority

from routing import model
from routing.errors import AgentFull, NotAllowed, TooManyInactive
from routing.expected_wait import ExpectedWait
from routing.model import DAY_US, NEVER, Agent, EventKind, Kind, Presence, Tie, Timer
from routing.policy import Policy, WrapUp
from routing.router import Router
from simulation.core.arrival_order import by_arrival
from simulation.core.behaviour import Choice, Told
from simulation.core.coverage import class_queues
from simulation.core.handling import BEHIND_ANSWERS, NO_OUTAGES, Answer
from simulation.core.horizon import longest_rule_us
from simulation.core.records import CONTACT, ORIGIN, Cause, Facts, Outcome, Promised
from simulation.core.world import AfterClose, Labels, Leavers, World
from simulation.engines.reference_customer import Customer
from simulation.engines.reference_facts import FactKeeper, Promise


class RouterLike(Protocol):
    """What the simulated centre asks of a router; see :class:`routing.router.Router`."""

    def set_presence(self, agent: str, presence: Presence, *, now: int) -> list[model.Event]: ...
    def submit(
        self,
        ticket: str,
        *,
        problem: str,
        tier: str,
        channel: str,
        labels: Labels | None = None,
        preferred: str | None = None,
        tie: Tie = Tie.LAST,
        exclude: Sequence[str] = (),
        now: int,
    ) -> list[model.Event]: ...
    def accept(self, ticket: str, agent: str, *, now: int) -> list[model.Event]: ...
    def decline(self, ticket: str, agent: str, *, now: int) -> list[model.Event]: ...
    def complete(self, ticket: str, *, now: int, wrap_up: bool = True) -> list[model.Event]: ...
    def end_wrap_up(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def cancel(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def advance(self, *, now: int, at_most: int | None = None) -> list[model.Event]: ...
    def lose_agent(self, agent: str, *, now: int) -> list[model.Event]: ...
    def set_open(self, queue: str, open: bool, *, now: int) -> list[model.Event]: ...  # noqa: A002
    def next_due(self) -> Timer | None: ...
    def hold(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def resume(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def deactivate(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def wake(self, ticket: str, *, now: int) -> list[model.Event]: ...
    def transfer(self, ticket: str, *, queue: str, agent: str | None, now: int) -> list[model.Event]: ...
    def assign(self, ticket: str, agent: str, *, now: int) -> list[model.Event]: ...
    def request_callback(self, ticket: str, *, due: int, until: int, attempts: int, now: int) -> list[model.Event]: ...
    def callback_failed(self, ticket: str, *, retry: int, now: int) -> list[model.Event]: ...
    def expected_wait(self, queue: str, *, now: int) -> ExpectedWait: ...


def simulate_reference(
    world: World,
    contacts: NDArray[np.void],
    router_factory: Callable[[Policy, Sequence[Agent]], RouterLike] = Router,
    outages: NDArray[np.void] = NO_OUTAGES,
    hours: NDArray[np.void] | None = None,
) -> Facts:
    """Let the contacts come to the world, until nothing more can happen.

    Parameters
    ----------
    world
        Who works when, and under which policy.
    contacts
        Table of dtype ``CONTACT``, sorted by arrival; its row numbers are the ticket numbers.
    router_factory
        What decides.
    outages
        Dtype ``OUTAGE``, sorted by time and agent: when agents vanish; for worlds with behaviours only.
    hours
        Dtype ``HOURS``: when agents with hours of their own are there on this day; None: as the world plans it.
    """
    centre = ContactCentre(world, contacts, router_factory(world.policy, world.agents), hours)
    centre.env.process(centre.suffer(outages))
    centre.env.run()
    if world.behaviours is None:
        return centre.facts.tables(contacts)._replace(origins=np.zeros(0, ORIGIN), in_order=True)
    return by_arrival(centre.facts.tables(centre.contacts))


class AgentLost(Exception):  # noqa: N818 - it says what happened
    """Raised in the middle of a talk whose agent vanishes."""


HERE = {Presence.READY, Presence.BREAK}
"""Who may have to leave when the staff falls; only the router sends anybody on a break."""


class At(Event):
    """Happens at ``time``, in its place among everything of that instant: by kind, then number.

    SimPy runs events of one time in ascending priority; its own steps within a process have 0 and 1, so they never
    wait for an event of this class.
    """

    def __init__(self, env: Environment, time: int, kind: Kind, number: int, value: object = None) -> None:
        super().__init__(env)
        self._ok = True
        self._value = value
        env.schedule(self, EventPriority((kind + 1) * 2**40 + number), time - env.now)


Steps = Generator[Event, Any, None]
"""A SimPy process: it yields what it waits for."""


def hours_by_agent(hours: NDArray[np.void]) -> dict[int, list[tuple[int, int, int]]]:
    """When each agent begins and ends work, in order, and on which day."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    for agent, day, _, start, end in hours.tolist():
        found.setdefault(agent, []).append((start, end, day))
    return found


class ContactCentre:
    """The centre on one day."""

    def __init__(
        self, world: World, contacts: NDArray[np.void], router: RouterLike, hours: NDArray[np.void] | None = None
    ) -> None:
        self.env = Environment()
        self.world, self.contacts, self.router = world, contacts.copy(), router
        agents, shifts = len(world.agents), range(len(world.staff))
        self.entry = [world.policy.queues.index(queue) for queue in class_queues(world)]
        self.agent_number = {agent.id: number for number, agent in enumerate(world.agents)}
        self.members: list[list[int]] = [np.flatnonzero(world.agent_shift == shift).tolist() for shift in shifts]

        self.presence = [Presence.OFFLINE] * agents
        self.back = [-1] * agents  # when each comes back who is away; -1: is not away
        self.in_hand: list[set[int]] = [set() for _ in range(agents)]  # contacts offered, talked to or wrapped up
        self.surplus = [0 for _ in shifts]  # pooled leavers: so many of the shift must finish and go
        self.called_back: dict[int, list[int]] = {}  # shift: those who were to go and need not
        self.calling_back = False
        self.queue: dict[int, int] = {}  # contact: the queue that it is in, or was answered from
        self.answer: dict[int, Event] = {}  # contact: the end of its wait, but by its own leaving
        self.wrapped: dict[int, Event] = {}  # contact: its agent's being free of it
        self.offer: dict[int, object] = {}  # contact: mark of the offer that stands
        self.does: dict[int, Customer] = {}
        self.with_agent: dict[int, int] = {}  # contact: the agent who has it, or had it last
        self.talks = [0] * agents  # contacts that each agent talks to, those on hold among them
        self.more_or_fewer: dict[int, Event] = {}  # agent with contacts that share them: the next change of ``talks``
        self.at_once: dict[int, int] = {}  # contact: that many its agent talked to when accepting it, itself included
        self.lost: dict[int, Event] = {}  # contact in an agent's hands: the agent's vanishing
        self.silent: set[int] = set()
        self.awake: dict[int, Event] = {}  # contact that was silent: its agent's going on with it
        self.advised: list[int] = []  # contacts whose customers are to be offered a callback now
        self.last_event, self.horizon = 0, longest_rule_us(world)
        self.alarm: Timer | None = None  # the router's timer that we are going to wake it for

        self.facts = FactKeeper(len(contacts))

        own = {} if world.hours is None else hours_by_agent(world.hours if hours is None else hours)
        for shift in shifts:
            if world.staff[shift].any():
                self.env.process(self.keep_shift(shift))
        for agent, spells in own.items():
            self.env.process(self.keep_own_hours(agent, spells))
        self.env.process(self.arrivals())
        if world.behaviours is not None:
            self.env.process(self.keep_openings(world.behaviours.openings))
            for number, row in enumerate(world.behaviours.call_ins):
                self.env.process(self.keep_watch(number, row))

    @property
    def now(self) -> int:
        return int(self.env.now)

    # -- customers -----------------------------------------------------------------------------------------------------

    def arrivals(self) -> Steps:
        for n, arrival in enumerate(self.contacts["arrival"].tolist()):
            yield At(self.env, arrival, Kind.ARRIVAL, n)
            self.env.process(self.customer(n))

    def customer(self, n: int) -> Steps:
        """Meets a bot, if there is one; waits as long as the patience lasts, talks to agents one after another."""
        patience, cls = int(self.contacts["patience"][n]), int(self.contacts["cls"][n])
        self.answer[n] = Event(self.env)
        does = self.does.setdefault(n, Customer(self.world, self.contacts[n]))
        time = does.time_in_bot(self.now)
        if time is not None and (yield from self.meet_bot(n, does, time)):
            return
        self.queue[n] = self.entry[cls]
        if does.hears is not Told.NOTHING:
            self.contacts["balks"][n] = self.hear(does, self.queue[n])
        self.facts.arrived(n, self.entry[cls], self.now)
        events = self.submit(n)
        self.tell(events)
        happened = {event.kind for event in events if event.ticket == str(n)}
        if EventKind.DEFLECTED in happened:
            return
        if EventKind.BLOCKED in happened:
            yield from self.come_again(n, Cause.REDIAL)
            return
        if EventKind.ASSIGNED not in happened and does.calls_supervisor:
            self.env.process(self.supervise(n, does))
        is_taken = happened & {EventKind.OFFERED, EventKind.ASSIGNED} or n in self.facts.promises
        if self.contacts["balks"][n] and not is_taken:
            self.facts.records["outcome"][n] = Outcome.BALKED
            self.tell(self.router.cancel(str(n), now=self.now))
            yield from self.come_again(n, Cause.REDIAL)
            return

        wait: int | None = patience
        while wait is not None and (yield from self.wait(n, wait)):
            wait = yield from self.talk(n, does)

    def meet_bot(self, n: int, does: Customer, time: int) -> Generator[Event, Any, bool]:
        """Is with a bot for so long; returns whether that was enough. Else the contact arrives now."""
        self.facts.met_bot(n, self.now, time, is_contained=does.is_contained)
        if does.is_contained:
            return True
        yield At(self.env, self.now + time, Kind.ARRIVAL, n)
        self.contacts["arrival"][n] = self.now
        self.contacts["work"][n], self.contacts["wrap_up"][n] = does.leave_bot()
        return False

    def hear(self, does: Customer, queue: int) -> bool:
        """Whether the customer will not wait, having heard of the queue."""
        expected = self.router.expected_wait(self.world.policy.queues[queue].name, now=self.now)
        return does.balks_at(expected.p50_us if does.hears is Told.WAIT else (expected.position or 1) - 1)

    def come_again(self, n: int, cause: Cause) -> Steps:
        """The customer comes again after a while, or not; nobody does after the close."""
        kind, number = (int(self.facts.origins[name][n]) for name in ("cause", "number"))
        before = number + 1 if kind == cause else 0
        after = self.does[n].comes_again(cause, before)
        if after is None or self.now + after >= self.world.close_us:
            return
        yield At(self.env, self.now + after, Kind.ARRIVAL, n)
        row, key = self.does[n].next_contact(self.contacts[n], cause, self.now)
        self.contacts = np.concatenate([self.contacts, np.array([row], CONTACT)])
        self.facts.follow((n, cause, before))
        again = len(self.contacts) - 1
        self.does[again] = self.does[n].again(row, key)
        self.env.process(self.customer(again))

    def submit(self, n: int) -> list[model.Event]:
        """Let the contact come to the router."""
        world = self.world
        _, _, _, _, cls, _, tie, preferred = self.contacts[n].tolist()
        problem, tier, channel, _ = world.classes[cls].tolist()
        return self.router.submit(
            str(n),
            problem=world.policy.problems[problem],
            tier=world.policy.tiers[tier],
            channel=world.policy.channels[channel],
            labels=world.labels[cls] if world.labels else None,
            preferred=world.agents[preferred].id if preferred >= 0 else None,
            tie=Tie(tie),
            exclude=() if (kept_from := self.does[n].excluded) is None else (world.agents[kept_from].id,),
            now=self.now,
        )

    def wait(self, n: int, patience: int) -> Generator[Event, Any, bool]:
        """Waits for an agent, or to be called back and then for an agent; returns whether one has come."""
        if self.answer[n].triggered or patience >= NEVER:
            yield self.answer[n]
        else:
            yield self.answer[n] | At(self.env, self.now + patience, Kind.CANCEL, n)
            if not self.answer[n].triggered:
                if self.facts.records["outcome"][n] == Outcome.OPEN:
                    self.facts.records["outcome"][n] = Outcome.ABANDONED
                self.tell(self.router.cancel(str(n), now=self.now))
                self.env.process(self.come_again(n, Cause.REDIAL))
                return False
        if self.answer[n].value is EventKind.CALLBACK_HELD:
            self.answer[n] = Event(self.env)
            yield self.answer[n]
        return self.answer[n].value is EventKind.ASSIGNED

    def talk(self, n: int, does: Customer) -> Generator[Event, Any, int | None]:
        """Talks to the agent who has accepted; returns how long it waits for another one, None: it is over."""
        self.answer[n], self.lost[n] = Event(self.env), Event(self.env)
        try:
            return (yield from self.talk_to(n, does, self.with_agent[n]))
        except AgentLost:
            promise = self.facts.promises.get(n)
            is_on_the_line = promise is None or promise.answered >= 0
            return does.next_patience() if is_on_the_line else NEVER

    def talk_to(self, n: int, does: Customer, agent: int) -> Generator[Event, Any, int | None]:
        """The talk with an agent, unless they vanish."""
        promise = self.facts.promises.get(n)
        if promise and promise.answered < 0:
            promise.attempts += 1
            if not does.is_reached(promise.attempts):
                does.begin_leg(agent, 0, 0)
                yield from self.end_of_part(n, does.ring)
                self.tell(self.router.callback_failed(str(n), retry=self.now + does.retry, now=self.now))
                return None if promise.result is Promised.FAILED else NEVER
            promise.answered, promise.result = self.now, Promised.KEPT
        if does.is_new and self.facts.records["outcome"][n] == Outcome.ANSWERED:
            does.end_first_wait(self.now - int(self.contacts["arrival"][n]))
        if does.resolves:
            self.facts.origins["solved"][n] = 0
        pace = int(self.world.pace[agent, self.contacts["cls"][n]])
        before, rest = does.begin_leg(agent, pace, self.at_once[n])
        yield from self.talk_for(n, does, before)
        if does.interruption is Choice.HOLD:
            self.tell(self.router.hold(str(n), now=self.now))
            yield from self.end_of_part(n, does.interrupted_for())
            self.tell(self.router.resume(str(n), now=self.now))
            yield from self.talk_for(n, does, rest)
        elif does.interruption is Choice.SILENCE:
            yield from self.be_silent(n, does)
            yield from self.talk_for(n, does, rest)
        if (next_leg := does.next_queue()) is not None:
            queue, to_preferred, reason = next_leg
            self.facts.passed.append((self.now, n, self.queue[n], queue, reason))
            target, name = int(self.contacts["preferred"][n]), self.world.policy.queues[queue].name
            colleague = self.world.agents[target].id if to_preferred and target not in (-1, agent) else None
            self.tell(self.router.transfer(str(n), queue=name, agent=colleague, now=self.now))
            return does.next_patience()
        yield from self.wrap_up(n)
        return None

    def be_silent(self, n: int, does: Customer) -> Steps:
        """The customer does not write for a while; the agent, if there are not too many silent ones, helps others."""
        try:
            events = self.router.deactivate(str(n), now=self.now)
        except TooManyInactive:
            return
        self.tell(events)
        yield from self.end_of_part(n, does.interrupted_for())
        self.awake[n] = Event(self.env)
        self.tell(self.router.wake(str(n), now=self.now))
        try:
            yield from self.until(n, self.awake[n])
        finally:
            del self.awake[n]

    def talk_for(self, n: int, does: Customer, work: int) -> Steps:
        """Talks for so long, or longer where the contact shares its agent with others: as long as there are others."""
        if not does.shares_agent:
            yield from self.end_of_part(n, work)
            return
        agent, left = self.with_agent[n], 1000 * work  # thousandths of a microsecond
        while True:
            since, factor = self.now, does.factor(self.talks[agent])
            end = At(self.env, since + left * factor // 10**6, Kind.COMPLETION, n)
            yield from self.until(n, end | self.more_or_fewer.setdefault(agent, Event(self.env)))
            if end.processed:
                return
            left -= (self.now - since) * 10**6 // factor

    def end_of_part(self, n: int, length: int) -> Steps:
        yield from self.until(n, At(self.env, self.now + length, Kind.COMPLETION, n))

    def until(self, n: int, event: Event) -> Steps:
        """Goes on until then, if the agent does not vanish before."""
        yield event | self.lost[n]
        if self.lost[n].triggered:
            raise AgentLost

    def wrap_up(self, n: int) -> Steps:
        """The agent ends the talk and writes it down."""
        ticket, agent, cls = str(n), self.with_agent[n], self.contacts["cls"][n]
        wrap_up = self.does[n].wrap_up(agent) * int(self.world.pace[agent, cls]) // 1000
        wrapped = self.wrapped[n] = Event(self.env)
        self.tell(self.router.complete(ticket, now=self.now, wrap_up=wrap_up > 0))
        if self.does[n].is_solved(agent):
            self.facts.origins["solved"][n] = 1
        else:
            self.env.process(self.come_again(n, Cause.RETURN))
        by_itself = self.world.policy.queues[self.queue[n]].wrap_up is WrapUp.FIXED
        if not wrapped.triggered and not by_itself:
            yield wrapped | At(self.env, self.now + wrap_up, Kind.WRAP_UP_END, n)
            if not wrapped.triggered:
                self.tell(self.router.end_wrap_up(ticket, now=self.now))

    def ring(self, n: int, agent: int, offer: object, answer: Answer) -> Steps:
        """An agent is offered a contact and answers after a while, if the offer still stands by then."""
        delay = int(self.world.classes["answer_delay"][self.contacts["cls"][n]])
        yield At(self.env, self.now + delay, Kind.ACCEPT_OR_DECLINE, n)
        if self.offer.get(n) is offer:
            give = self.router.accept if answer is Answer.ACCEPT else self.router.decline
            self.tell(give(str(n), self.world.agents[agent].id, now=self.now))

    def supervise(self, n: int, does: Customer) -> Steps:
        """After a while somebody gives the contact, if it still waits, to an agent who is ready, else on a break."""
        yield At(self.env, self.now + does.hand_after, Kind.ACCEPT_OR_DECLINE, BEHIND_ANSWERS + n)
        for presence in (Presence.READY, Presence.BREAK):
            for agent in does.hands:
                waits = self.facts.records["outcome"][n] == Outcome.OPEN and n not in self.offer
                if not waits or self.presence[agent] is not presence or agent == does.excluded:
                    continue
                with suppress(AgentFull, NotAllowed):
                    self.tell(self.router.assign(str(n), self.world.agents[agent].id, now=self.now))

    # -- agents --------------------------------------------------------------------------------------------------------

    def keep_shift(self, shift: int) -> Steps:
        """The staff plan of a shift: heads per step, and everybody's or nobody's leaving at close."""
        world, heads = self.world, 0
        for step, planned in enumerate(world.staff[shift].tolist()):
            if planned != heads:
                yield At(self.env, step * world.staff_step_us, Kind.PRESENCE, shift)
                if planned > heads:
                    self.sign_on(shift, planned - heads)
                else:
                    self.sign_off(shift, heads - planned, world.leavers)
                heads = planned
        if world.after_close is AfterClose.LEAVE:
            yield At(self.env, world.close_us, Kind.PRESENCE, shift)
            self.surplus[shift] = 0
            self.sign_off(shift, heads, Leavers.INDIVIDUAL)

    def keep_openings(self, openings: NDArray[np.void]) -> Steps:
        """Queues open and close."""
        first = len(self.members) + len(self.world.agents)
        for time, queue, is_open in openings.tolist():
            yield At(self.env, time, Kind.PRESENCE, first + queue)
            self.tell(self.router.set_open(self.world.policy.queues[queue].name, bool(is_open), now=self.now))

    def suffer(self, outages: NDArray[np.void]) -> Steps:
        """Agents vanish for a while; who was leaving does not come back."""
        first = len(self.members) + len(self.world.agents) + len(self.world.policy.queues)
        for time, length, agent in outages.tolist():
            yield At(self.env, time, Kind.PRESENCE, first + agent)
            if self.presence[agent] is Presence.OFFLINE:
                continue
            if self.presence[agent] is not Presence.DRAINING or self.back[agent] >= 0:
                self.go_away(agent, length)
            self.tell(self.router.lose_agent(self.world.agents[agent].id, now=self.now))

    def keep_watch(self, number: int, row: Any) -> Steps:
        """Somebody looks at a queue again and again, and calls agents in when it gets long."""
        first = len(self.members) + 2 * len(self.world.agents) + len(self.world.policy.queues)
        queue, close = int(row["queue"]), min(int(row["closes"]), self.world.close_us)
        calls, until = dict.fromkeys(range(close // DAY_US + 1), 0), 0
        for time in range(int(row["opens"]) + int(row["every"]), close, int(row["every"])):
            yield At(self.env, time, Kind.PRESENCE, first + number)
            comes = time + int(row["after"])
            since = self.waits_in(queue)
            is_long = len(since) >= row["waiting"] or time - min(since, default=time) >= row["wait"]
            if time < until or calls[time // DAY_US] >= row["most"] or comes >= close or not is_long:
                continue
            calls[time // DAY_US] += 1
            until = close if row["length"] >= NEVER else comes + int(row["length"])
            if close < self.world.close_us:
                until = min(until, close)
            elif row["stays"] and until >= close:
                until = NEVER
            self.env.process(self.be_called_in(int(row["shift"]), int(row["agents"]), comes, until))

    def waits_in(self, queue: int) -> list[int]:
        """Since when those wait who are in a queue, but for those who ring at an agent."""
        return [at for n, at in self.facts.waits.items() if self.queue[n] == queue and n not in self.offer]

    def be_called_in(self, shift: int, agents: int, comes: int, until: int) -> Steps:
        """All agents of a shift come for a while."""
        yield At(self.env, comes, Kind.PRESENCE, shift)
        self.sign_on(shift, agents)
        if until < NEVER:
            yield At(self.env, until, Kind.PRESENCE, shift)
            self.sign_off(shift, agents, Leavers.INDIVIDUAL)

    def keep_own_hours(self, agent: int, spells: Sequence[tuple[int, int, int]]) -> Steps:
        """An agent's own hours: to and fro between work and breaks, the contact in hand first."""
        shift = int(self.world.agent_shift[agent])
        for number, (start, end, day) in enumerate(spells):
            after = spells[number + 1] if number + 1 < len(spells) else (NEVER, NEVER, -2)
            yield At(self.env, start, Kind.PRESENCE, shift)
            self.sign_on(shift, 1)
            if end < NEVER:
                yield At(self.env, end, Kind.PRESENCE, shift)
                if after[2] != day:
                    yield from self.stay_on(agent, after[0] - 1)
                self.sign_off(shift, 1, Leavers.INDIVIDUAL)

    def stay_on(self, agent: int, latest: int) -> Steps:
        """Overtime: the agent, whose shift ends, does not go while a queue is long."""
        behaviours = self.world.behaviours
        if behaviours is None or not len(behaviours.overtimes) or behaviours.overtime_of[agent] < 0:
            return
        queue, waiting, most, every = behaviours.overtimes[behaviours.overtime_of[agent]].tolist()
        first = (
            len(self.members) + 2 * len(self.world.agents) + len(self.world.policy.queues) + len(behaviours.call_ins)
        )
        until = min(self.now + most, latest)
        while self.now < until and len(self.waits_in(queue)) >= waiting:
            time = min(self.now + every, until)
            yield At(self.env, time, Kind.PRESENCE, first + int(self.world.agent_shift[agent]))

    def sign_on(self, shift: int, more: int) -> None:
        """So many more agents: fewer must leave, else the first ones at home come, else the first leaving ones stay."""
        stay = min(more, self.surplus[shift])
        if stay:
            self.fewer_must_leave(shift, stay)
            self.call_back()
        rest = [agent for agent in self.members[shift] if self.back[agent] < 0]
        home = [agent for agent in rest if self.presence[agent] is Presence.OFFLINE]
        leaving = [agent for agent in rest if self.presence[agent] is Presence.DRAINING]
        resting = [agent for agent in rest if self.presence[agent] is Presence.BREAK]
        self.set_presence((home + leaving + resting)[: more - stay], Presence.READY)

    def sign_off(self, shift: int, fewer: int, leavers: Leavers) -> None:
        """So many agents fewer: idle ones go, the last first; as many working ones as must, by the leaver rule."""
        here = [agent for agent in reversed(self.members[shift]) if self.presence[agent] in HERE or self.is_away(agent)]
        idle = [agent for agent in here if not self.in_hand[agent] or self.is_away(agent)][:fewer]
        working = [agent for agent in here if self.in_hand[agent] and not self.is_away(agent)]
        self.set_presence(idle, Presence.OFFLINE)
        fewer -= len(idle)
        if leavers is Leavers.INDIVIDUAL:
            self.set_presence(working[:fewer], Presence.DRAINING)
        elif fewer > 0:
            self.surplus[shift] += fewer
            self.set_presence(reversed(working), Presence.DRAINING)

    def fewer_must_leave(self, shift: int, count: int) -> None:
        """Pooled leavers: when enough of the shift have gone, the others are to take contacts again."""
        self.surplus[shift] -= count
        if self.surplus[shift] == 0:
            leaving = [agent for agent in self.members[shift] if self.presence[agent] is Presence.DRAINING]
            self.called_back[shift] = leaving

    def call_back(self) -> None:
        """Let those who need not leave after all come back, one shift after the other."""
        if self.calling_back:
            return
        self.calling_back = True
        while self.called_back:
            self.set_presence(self.called_back.pop(min(self.called_back)), Presence.READY)
        self.calling_back = False

    def set_presence(self, agents: Iterable[int], presence: Presence) -> None:
        for agent in agents:
            is_away, self.back[agent] = self.is_away(agent), -1
            if not (is_away and presence is Presence.OFFLINE):  # who is away just does not come back
                self.tell(self.router.set_presence(self.world.agents[agent].id, presence, now=self.now))

    def is_away(self, agent: int) -> bool:
        """Whether an agent has gone for a while, and is not on a break."""
        return self.back[agent] >= 0 and self.presence[agent] not in HERE

    def go_away(self, agent: int, length: int) -> None:
        self.back[agent] = self.now + length
        self.env.process(self.stay_away(agent, self.now + length))

    def stay_away(self, agent: int, end: int) -> Steps:
        """An agent who is away is ready again in the end, unless the staff plan has said something else."""
        yield At(self.env, end, Kind.PRESENCE, len(self.members) + agent)
        if self.back[agent] == end:
            self.set_presence([agent], Presence.READY)

    # -- what the router says ------------------------------------------------------------------------------------------

    def tell(self, events: Sequence[model.Event]) -> None:
        """Take note of what the router did, and set the alarm for what it will do by itself."""
        for place, event in enumerate(events):
            self.last_event = event.time
            agent = -1 if event.agent is None else self.agent_number[event.agent]
            if event.ticket is not None:
                self.note_contact(event, int(event.ticket), agent)
            if event.kind is not EventKind.PRESENCE:
                continue
            before, self.presence[agent] = self.presence[agent], Presence(event.detail)
            if place and before is Presence.READY:
                self.see_if_taken_off(events[place - 1], event, agent)
            self.note_presence(event, agent, before)
        self.set_alarm()
        while self.advised:
            self.offer_callback(self.advised.pop())
        self.call_back()

    def offer_callback(self, n: int) -> None:
        """The customer decides whether to be called back."""
        does = self.does[n]
        if self.answer[n].triggered or not does.takes_callback():
            return
        promise = Promise(self.now, self.now + does.due, self.now + does.due + does.window)
        events = self.router.request_callback(
            str(n), due=promise.due, until=promise.until, attempts=does.attempts, now=self.now
        )
        self.facts.promises[n] = promise
        self.tell(events)

    def see_if_taken_off(self, cause: model.Event, event: model.Event, agent: int) -> None:
        """Who is taken off for not answering, which the router says right behind the expiry, may come back."""
        if cause.kind is EventKind.EXPIRED and cause.agent == event.agent and cause.ticket is not None:
            after = self.does[int(cause.ticket)].back_after
            if after >= 0:
                self.go_away(agent, after)

    def note_presence(self, event: model.Event, agent: int, before: Presence) -> None:
        self.facts.note_presence(event, agent)
        shift = int(self.world.agent_shift[agent])
        if before is Presence.DRAINING and event.detail == Presence.OFFLINE and self.surplus[shift] > 0:
            self.fewer_must_leave(shift, 1)

    def note_contact(self, event: model.Event, n: int, agent: int) -> None:
        self.facts.note_contact(event, n, agent)
        kind = event.kind
        if kind is EventKind.OFFERED:
            self.in_hand[agent].add(n)
            self.offer[n] = offer = object()
            answer = self.does[n].answer_of_agent()
            if answer is not Answer.NONE:
                self.env.process(self.ring(n, agent, offer, answer))
        elif kind in {EventKind.ASSIGNED, EventKind.ASSIGNED_BY_HAND}:
            self.in_hand[agent].add(n)
            self.with_agent[n] = agent
            self.change_talks(agent, 1)
            self.at_once[n] = self.talks[agent]
            self.offer.pop(n, None)
            self.answer[n].succeed(EventKind.ASSIGNED)
        elif kind in {EventKind.EXPIRED, EventKind.DECLINED, EventKind.CANCELLED} and n in self.offer:
            self.in_hand[agent].remove(n)
            del self.offer[n]
        elif kind is EventKind.OVERFLOWED:
            self.queue[n] = event.detail
        elif kind in {EventKind.BLOCKED, EventKind.DEFLECTED, EventKind.CALLBACK_HELD}:
            self.answer[n].succeed(kind)
        elif kind is EventKind.CALLBACK_ADVISED:
            self.advised.append(n)
        else:
            self.note_work(event, n, agent)

    def note_work(self, event: model.Event, n: int, agent: int) -> None:
        """What an agent who has a contact does with it."""
        kind = event.kind
        if kind is EventKind.INACTIVE:
            self.change_talks(agent, -1)
            self.silent.add(n)
        elif kind is EventKind.RESUMED and n in self.awake:
            self.change_talks(agent, 1)
            self.silent.remove(n)
            self.awake[n].succeed()
        elif kind is EventKind.RETURNED:
            self.change_talks(agent, -(n not in self.silent))
            self.silent.discard(n)
            self.in_hand[agent].remove(n)
            self.lost[n].succeed()
        elif kind in {EventKind.TRANSFERRED, EventKind.CALLBACK_FAILED}:
            self.change_talks(agent, -1)
            self.in_hand[agent].remove(n)
            if kind is EventKind.TRANSFERRED:
                self.queue[n] = event.detail
        elif kind is EventKind.COMPLETED:
            self.change_talks(agent, -1)
        if kind is EventKind.WRAPPED_UP or (kind is EventKind.COMPLETED and not event.detail):  # no wrap-up follows
            self.in_hand[agent].remove(n)
            self.wrapped[n].succeed()

    def change_talks(self, agent: int, more: int) -> None:
        """An agent talks to so many contacts more."""
        self.talks[agent] += more
        if more and agent in self.more_or_fewer:
            self.more_or_fewer.pop(agent).succeed()

    def set_alarm(self) -> None:
        """See to it that the router handles its next timer, unless it can be of no use.

        A contact that gathers units looks for an agent again and again. When nothing else is under way, and nothing has
        happened for longer than any rule of the policy takes, nothing ever will.
        """
        due = self.router.next_due()
        is_over = due is not None and self.env.peek() == inf and due.time > self.last_event + self.horizon
        if due is not None and due != self.alarm and not is_over:
            self.alarm = due
            At(self.env, *due, value=due).callbacks.append(self.wake_router)

    def wake_router(self, alarm: Event) -> None:
        """Let the router handle the timer that is due now, unless the alarm was set for another one."""
        if alarm.value == self.alarm:
            self.alarm = None
            self.tell(self.router.advance(now=self.now, at_most=1))
