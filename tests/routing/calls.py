"""Random commands, made concrete against the state of the naive twin, and given to any router."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from routing.errors import CommandError
from routing.model import SECOND, Event, Presence, TicketState
from tests.naive import NaiveRouter
from tests.strategies import PRESENCES, VERBS, Command, Session, Verb
from tests.worlds import busy_policy, busy_roster

TICKETS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Ids that are used in turn, and again when the router has forgotten them."""

SUITABLE = {
    Verb.ACCEPT: {TicketState.OFFERED},
    Verb.DECLINE: {TicketState.OFFERED},
    Verb.COMPLETE: {TicketState.ASSIGNED},
    Verb.END_WRAP_UP: {TicketState.WRAPPING},
    Verb.CANCEL: {TicketState.WAITING, TicketState.OFFERED},
}


@dataclass(frozen=True)
class Call:
    """A method and what it is given."""

    verb: Verb
    args: tuple[Any, ...]
    options: dict[str, Any]

    @property
    def now(self) -> int:
        now: int = self.options["now"]
        return now


def call_of(command: Command, twin: NaiveRouter, session: Session, now: int) -> Call | None:
    """The call that the command means in the twin's state; None where there is nothing that it could be about."""
    at = {"now": now}
    agent = pick(session.agents, command.other).id
    if command.amiss and command.pick % 8 == 7:
        agent = "nobody"
    if command.verb is Verb.ADVANCE:
        return Call(command.verb, (), at | {"at_most": command.at_most})
    if command.verb is Verb.PRESENCE:
        return Call(command.verb, (agent, command.presence), at)
    if command.verb is Verb.SUBMIT:
        return Call(command.verb, (_new_ticket(command, twin),), at | _labels(command, session))
    if command.amiss:
        ticket = pick(TICKETS, command.pick)
    else:
        suitable = [t for t in twin.tickets.values() if t.state in SUITABLE[command.verb]]
        if not suitable:
            return None
        chosen = pick(suitable, command.pick)
        ticket, agent = chosen.id, chosen.owner or agent
    if command.verb in {Verb.ACCEPT, Verb.DECLINE}:
        return Call(command.verb, (ticket, agent), at)
    return Call(command.verb, (ticket,), at | ({"wrap_up": command.flag} if command.verb is Verb.COMPLETE else {}))


def pick(things: Sequence[Any], number: int) -> Any:
    return things[number % len(things)]


def _new_ticket(command: Command, twin: NaiveRouter) -> str:
    if command.amiss and command.other % 8 != 7 and twin.tickets:
        return str(pick(list(twin.tickets), command.pick))
    return next((name for name in TICKETS if name not in twin.tickets), f"t{twin.submitted}")


def _labels(command: Command, session: Session) -> dict[str, str]:
    policy, number = session.policy, command.pick + 8 * command.other
    labels = {
        "problem": pick(policy.problems, number),
        "tier": pick(policy.tiers, number // len(policy.problems)),
        "channel": pick(policy.channels, number // len(policy.problems) // len(policy.tiers)),
    }
    if command.amiss and command.other % 8 == 7:
        labels[pick(tuple(labels), command.pick)] = "nothing"
    return labels


def give(router: Any, call: Call) -> list[Event] | type[CommandError]:
    """What the router answers: events, or the class of the error that it raises."""
    try:
        events: list[Event] = getattr(router, call.verb)(*call.args, **call.options)
    except CommandError as error:
        return type(error)
    return events


def answer_of(router: Any, call: Call) -> list[Event]:
    """What the router answers to a call that it does not refuse."""
    answer = give(router, call)
    assert isinstance(answer, list), answer
    return answer


def calls_of(session: Session, twin: NaiveRouter) -> Iterator[Call]:
    """The calls that the session means, after half of the agents have signed on; the caller gives each to the twin."""
    for agent in session.agents[::2]:
        yield Call(Verb.PRESENCE, (agent.id, Presence.READY), {"now": 0})
    now = 0
    for command in session.commands:
        call = call_of(command, twin, session, max(0, now + command.after))
        now += max(0, command.after)
        if call is not None:
            yield call


def legal_calls(session: Session) -> list[Call]:
    """The calls of the session that a router does not refuse."""
    twin = NaiveRouter(session.policy, session.agents)
    return [call for call in calls_of(session, twin) if isinstance(give(twin, call), list)]


def long_session(seed: int) -> Session:
    """Arrivals faster than twelve agents can serve, a crowd at one instant, a silence, then as before."""
    draw = random.Random(seed)
    verbs = [*VERBS, *[Verb.SUBMIT] * 12, *[Verb.COMPLETE] * 2]

    def usual() -> Command:
        return Command(
            draw.choice(verbs),
            after=draw.choice([0, 0, 1, 1, 2, 3]) * SECOND,
            pick=draw.randrange(1000),
            other=draw.randrange(1000),
            amiss=draw.random() < 0.02,
            presence=draw.choice(PRESENCES),
            flag=draw.random() < 0.7,
            at_most=draw.choice([None, 1, 3]),
        )

    crowd = [Command(Verb.SUBMIT, pick=draw.randrange(1000), other=draw.randrange(1000)) for _ in range(250)]
    silence = Command(Verb.ADVANCE, after=400 * SECOND)
    commands = [*(usual() for _ in range(600)), *crowd, silence, *(usual() for _ in range(300))]
    return Session(busy_policy(), busy_roster(), tuple(commands))
