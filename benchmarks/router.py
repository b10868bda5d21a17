"""A router at work as a ticket system has it: what it is asked, what it must answer, and how long that takes.

A decision is a ``submit`` that ends in an offer, or a ``complete`` after which the agent is offered the next ticket,
from the call to the list of events, with the router's default history and a journal. Every single offer is compared
with the agent, or the ticket, that has to come next. Decisions a second are of CPU time, as other work on the machine
disturbs that less; latencies are of wall time. What happens between the decisions is not timed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.measuring import Clock, cpu_ns, require
from routing.journals.journal import Journal, MemoryJournal
from routing.model import SECOND, Agent, Event, EventKind, Prefer, Presence
from routing.policy import Match, Policy, Queue, Step, WrapUp
from routing.router import Router

QUEUES = 60
BUSY = 50
"""So many of the queues have agents; in the others tickets wait, as those who know their problem are on a break."""
WARM_UP = 4
"""Tickets that an agent serves before it is timed: what they touch was last in use before other work was timed."""
EACH = 5
"""Tickets of each busy queue in a round. As many agents or more know its problem best, so each is offered at once."""


def policy() -> Policy:
    """A queue and a skill for each problem: level 2 at first, level 1 after 20 s. Offers stand for 20 s."""
    names = tuple(f"problem-{number}" for number in range(QUEUES))
    prefer = (Prefer.LEVEL, Prefer.LONGEST_IDLE)
    queues = (
        Queue(
            name,
            Match(problems=() if name == names[-1] else (name,)),  # the last queue admits everything
            (Step(0, ((name, 2),), (), prefer), Step(20 * SECOND, ((name, 1),), (), prefer)),
            auto_accept=False,
            offer_expires_us=20 * SECOND,
            wrap_up=WrapUp.NONE,
        )
        for name in names
    )
    return Policy("bank", names, ("any",), ("phone",), names, (), tuple(queues))


def knowledge(number: int) -> tuple[int, int, int]:
    """The problems that the agents of a profile know at level 3, 2 and 1: all of busy queues, or none."""
    best, variant = number % QUEUES, number // QUEUES
    first, size = (0, BUSY) if best < BUSY else (BUSY, QUEUES - BUSY)
    others = (variant % (size - 1), (variant + 3 + variant // (size - 1)) % (size - 1))
    second, third = (first + (best - first + 1 + offset) % size for offset in others)
    return best, second, third


def roster(agents: int, profiles: int) -> list[Agent]:
    """Agents in so many profiles of three skills each."""
    known = [
        {f"problem-{problem}": level for problem, level in zip(knowledge(n), (3, 2, 1), strict=True)}
        for n in range(profiles)
    ]
    return [Agent(f"agent-{number}", known[number % profiles]) for number in range(agents)]


class Centre:
    """A router at work, and what it must do next.

    Parameters
    ----------
    agents, profiles
        The size of the roster.
    waiting
        Tickets that wait in the queues without agents.
    journal, history
        As for a router.
    """

    def __init__(
        self, agents: int, profiles: int, waiting: int, journal: Journal | None = None, history: int = 4096
    ) -> None:
        self.router = Router(policy(), roster(agents, profiles), history=history, journal=journal)
        self.now = 0
        self.experts: list[deque[str]] = [
            deque() for _ in range(QUEUES)
        ]  # who knows a problem best, longest idle first
        with self.router.batch():
            for number, agent in enumerate(self.router.agents):
                best, *_ = knowledge(number % profiles)
                presence = Presence.READY if best < BUSY else Presence.BREAK
                self.router.set_presence(agent.id, presence, now=0)
                self.experts[best].append(agent.id)
        assert min(len(self.experts[problem]) for problem in range(BUSY)) >= EACH
        self.backlog = [f"waiting-{number}" for number in range(waiting)]
        known = knowledge(BUSY)[:2]  # of the agent who serves the backlog: the third problem it knows too little of
        self.line = deque(self.backlog[n] for n in range(waiting) if BUSY + n % (QUEUES - BUSY) in known)
        self.rounds = 0

    def fill(self) -> None:
        """Let the tickets of the backlog come; each has to wait."""
        for start in range(0, len(self.backlog), 1000):
            with self.router.batch():
                answers = [
                    self.router.submit(
                        ticket, problem=f"problem-{BUSY + n % (QUEUES - BUSY)}", tier="any", channel="phone", now=0
                    )
                    for n, ticket in enumerate(self.backlog[start : start + 1000], start)
                ]
            require(all(events[0].kind is EventKind.WAITING for events in answers), "nobody is there for the backlog")

    def arrivals(self, ask: Ask) -> None:
        """One round: tickets of all busy queues come in turn, ``ask`` submits them, and all are served."""
        self.rounds += 1
        calls = [
            (f"{self.rounds}-{number}", f"problem-{number % BUSY}", self.now + 1 + number)
            for number in range(BUSY * EACH)
        ]
        answers = ask(self.router, calls)
        self.now += len(calls)
        for number, ((ticket, _, now), events) in enumerate(zip(calls, answers, strict=True)):
            expected = self.experts[number % BUSY][number // BUSY]
            offer = Event(now, EventKind.OFFERED, ticket, expected, 0)
            require(events == [offer], f"{ticket} is offered to {expected}")
        self._serve([ticket for ticket, *_ in calls])

    def _serve(self, tickets: list[str]) -> None:
        """Every ticket is accepted, then one after the other is completed: its agent is idle from then on."""
        answers = []
        with self.router.batch():
            for number, ticket in enumerate(tickets):
                agents = self.experts[number % BUSY]
                self.router.accept(ticket, agents[0], now=self.now)
                agents.rotate(-1)
            for ticket in tickets:
                self.now += 1
                answers.append(self.router.complete(ticket, now=self.now))
        require(all(len(events) == 1 for events in answers), "an agent who completes a ticket is offered no other")

    def services(self, count: int) -> float:
        """Nanoseconds in which an agent accepts a ticket of the backlog, completes it, and is offered the next one."""
        agent, router, answers = self.experts[BUSY][0], self.router, []
        tickets = [self.line.popleft() for _ in range(WARM_UP + count)]
        router.set_presence(agent, Presence.READY, now=self.now)
        start = 0
        for number, ticket in enumerate(tickets):
            if number == WARM_UP:
                start = cpu_ns()
            router.accept(ticket, agent, now=self.now)
            answers.append(router.complete(ticket, now=self.now))
        spent = cpu_ns() - start
        offered = [events[1] for events in answers]
        following = [*tickets[1:], self.line[0]]  # first come, first served
        expected = [Event(self.now, EventKind.OFFERED, ticket, agent, 0) for ticket in following]
        require(offered == expected, "the backlog is served in its order")
        router.set_presence(agent, Presence.BREAK, now=self.now)  # takes the last offer back
        return spent / count


Calls = list[tuple[str, str, int]]
"""Ticket, problem and time of submissions."""

Ask = Callable[[Router, Calls], list[list[Event]]]


def one_by_one(router: Router, calls: Calls) -> list[list[Event]]:
    """Submit the tickets."""
    return [
        router.submit(ticket, problem=problem, tier="any", channel="phone", now=now) for ticket, problem, now in calls
    ]


def rate(centre: Centre, rounds: int, ask: Ask = one_by_one, clock: Clock = cpu_ns) -> float:
    """Nanoseconds for a decision: the median over rounds."""
    spent: list[int] = []

    def timed(router: Router, calls: Calls) -> list[list[Event]]:
        start = clock()
        answers = ask(router, calls)
        spent.append(clock() - start)
        return answers

    for _ in range(rounds):
        centre.arrivals(timed)
    return median(spent) / (BUSY * EACH)


def latencies(centre: Centre, rounds: int, clock: Clock) -> list[float]:
    """Microseconds of decisions: the median, the 99th and 99.9th percentile, the maximum."""
    spent: list[int] = []

    def timed(router: Router, calls: Calls) -> list[list[Event]]:
        answers = []
        for ticket, problem, now in calls:
            start = clock()
            events = router.submit(ticket, problem=problem, tier="any", channel="phone", now=now)
            spent.append(clock() - start)
            answers.append(events)
        return answers

    for _ in range(rounds):
        centre.arrivals(timed)
    return [float(one) / 1000 for one in np.percentile(spent, (50, 99, 99.9, 100))]


def in_a_batch(router: Router, calls: Calls) -> list[list[Event]]:
    """Submit the tickets with one commit for all of them."""
    with router.batch():
        return one_by_one(router, calls)


def small(journal: Journal | None = None) -> Centre:
    """1,000 agents in 100 profiles, 2,000 tickets waiting."""
    return filled(1_000, 100, 2_000, journal)


def filled(agents: int, profiles: int, waiting: int, journal: Journal | None = None) -> Centre:
    """A centre whose backlog has come; by default with a journal in memory."""
    centre = Centre(agents, profiles, waiting, MemoryJournal() if journal is None else journal)
    centre.fill()
    return centre
