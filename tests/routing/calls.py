"""Random commands, made concrete against the state of the naive twin, and given to any router."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from routing.errors import CommandError
from routing.model import SECOND, Event, Presence, TicketState
from tests.dice import Dice
from tests.features import FEATURES, agent_with_features, with_features
from tests.naive import NaiveRouter, Ticket, lacks_licence
from tests.strategies import (
    PRESENCES,
    VERBS,
    VERBS_OF_FEATURES,
    Command,
    Session,
    Verb,
    some_words,
    some_wrong_words,
)
from tests.worlds import busy_policy, busy_roster

TICKETS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Ids that are used in turn, and again when the router has forgotten them."""

IN_HAND = {TicketState.ASSIGNED, TicketState.HELD}
IN_SERVICE = {*IN_HAND, TicketState.INACTIVE, TicketState.WAKING}
WAITS = {TicketState.WAITING, TicketState.PERSONAL}

SUITABLE = {
    Verb.ACCEPT: {TicketState.OFFERED},
    Verb.DECLINE: {TicketState.OFFERED},
    Verb.COMPLETE: IN_SERVICE,
    Verb.END_WRAP_UP: {TicketState.WRAPPING},
    Verb.CANCEL: {*WAITS, TicketState.OFFERED, TicketState.CALLBACK},
    Verb.HOLD: {TicketState.ASSIGNED},
    Verb.RESUME: {TicketState.HELD},
    Verb.DEACTIVATE: IN_HAND,
    Verb.WAKE: {TicketState.INACTIVE},
    Verb.TRANSFER: IN_SERVICE,
    Verb.ASSIGN: {*WAITS, TicketState.OFFERED, TicketState.CALLBACK, *IN_SERVICE},
    Verb.REQUEST_CALLBACK: WAITS,
    Verb.CALLBACK_FAILED: IN_HAND,
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
    if command.verb is Verb.ADVANCE:
        return Call(command.verb, (), at | {"at_most": command.at_most})
    if command.verb is Verb.SUBMIT:
        words = _labels(command, session) | _more_words(command, session)
        return Call(command.verb, (_new_ticket(command, twin),), at | words)
    if command.verb is Verb.SET_OPEN:
        closed = [session.policy.queues[number] for number in sorted(twin.closed)]
        queue = pick(closed if closed and command.flag else session.policy.queues, command.pick).name
        return Call(command.verb, ("nowhere" if command.amiss else queue, command.flag), at)
    if command.verb in {Verb.PRESENCE, Verb.LOSE_AGENT, Verb.HEARTBEAT}:
        return _about_agent(command, twin, session, now)
    return _about_ticket(command, twin, session, now)


def _about_agent(command: Command, twin: NaiveRouter, session: Session, now: int) -> Call | None:
    at, agent = {"now": now}, _agent(command, session)
    if command.verb is Verb.PRESENCE:
        away = [p.agent.id for p in twin.people if p.presence is not Presence.READY]
        if session.features and away and command.presence is Presence.READY and not command.amiss:
            agent = pick(away, command.other)
        until = {"until": now + command.span} if "presence" in session.features and command.pick % 4 == 0 else {}
        return Call(command.verb, (agent, command.presence), at | until)
    if not command.amiss:
        present = [p.agent.id for p in twin.people if p.presence is not Presence.OFFLINE]
        if not present:
            return None
        agent = pick(present, command.other)
    if command.verb is Verb.HEARTBEAT:
        return Call(command.verb, (agent,), at | {"until": now + command.span + (0 if command.amiss else 1)})
    return Call(command.verb, (agent,), at)


def _about_ticket(command: Command, twin: NaiveRouter, session: Session, now: int) -> Call | None:
    agent = _agent(command, session)
    if command.amiss:
        ticket = pick(TICKETS, command.pick)
    else:
        suitable = [t for t in twin.tickets.values() if _is_suitable(t, command.verb)]
        if not suitable:
            return None
        chosen = pick(suitable, command.pick)
        ticket = chosen.id
        if command.verb in {Verb.ACCEPT, Verb.DECLINE}:
            agent = chosen.owner or agent
        elif command.verb is Verb.ASSIGN:
            taker = _taker(command, twin, chosen)
            if taker is None:
                return None
            agent = taker
    args = (ticket, agent) if command.verb in {Verb.ACCEPT, Verb.DECLINE, Verb.ASSIGN} else (ticket,)
    return Call(command.verb, args, {"now": now} | _options(command, session, now))


def _is_suitable(ticket: Ticket, verb: Verb) -> bool:
    if verb in {Verb.REQUEST_CALLBACK, Verb.CALLBACK_FAILED} and (ticket.callback is None) == (
        verb is Verb.CALLBACK_FAILED
    ):
        return False
    return ticket.state in SUITABLE[verb]


def _taker(command: Command, twin: NaiveRouter, ticket: Ticket) -> str | None:
    """An agent whom the ticket could be assigned to by hand."""
    present = [p for p in twin.people if p.presence is not Presence.OFFLINE]
    others = [p for p in present if p is not ticket.person or ticket.state is TicketState.OFFERED]
    free = [p for p in others if p.has_room(ticket)]
    allowed = [p for p in free if lacks_licence(p.agent, ticket.queue) is None]
    chosen = allowed if allowed and command.pick % 4 else others
    return pick(chosen, command.other).agent.id if chosen else None


def _options(command: Command, session: Session, now: int) -> dict[str, Any]:
    """What a method about a ticket wants to know besides."""
    dice = Dice(command.more)
    if command.verb is Verb.COMPLETE:
        return {"wrap_up": command.flag}
    if command.verb is Verb.ASSIGN:
        return {"force": not command.flag}
    if command.verb is Verb.TRANSFER:
        return _target(command, dice, session)
    if command.verb is Verb.REQUEST_CALLBACK:
        due = now - 1 if command.amiss and dice.chance(30) else now + command.span
        window = {"until": due + dice.below(6) * SECOND + int(not command.amiss)} if dice.chance(60) else {}
        attempts = {"attempts": 0 if command.amiss and dice.chance(30) else 1 + dice.below(3)}
        return {"due": due} | window | attempts
    if command.verb is Verb.CALLBACK_FAILED:
        return {"retry": now + command.span - int(command.amiss)}
    return {}


def _target(command: Command, dice: Dice, session: Session) -> dict[str, Any]:
    """Where a ticket is transferred: to a queue, to an agent, or to both."""
    queue = {"queue": "nowhere" if command.amiss and dice.chance(30) else dice.pick(session.policy.queues).name}
    if command.amiss and dice.chance(20):
        return {}
    if command.flag:
        return queue if dice.chance(60) else queue | {"agent": _agent(command, session)}
    return {"agent": _agent(command, session)}


def _agent(command: Command, session: Session) -> str:
    if command.amiss and command.pick % 8 == 7:
        return "nobody"
    return str(pick(session.agents, command.other).id)


def _more_words(command: Command, session: Session) -> dict[str, Any]:
    if not session.features:
        return {}
    is_wrong = command.amiss and command.pick % 2 == 1
    return (some_wrong_words if is_wrong else some_words)(Dice(command.more), session)


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
    """The calls that the session means, after agents have signed on; the caller gives each to the twin.

    All agents come where features are in use, of which there are more than agents; else half of them.
    """
    for agent in session.agents if session.features else session.agents[::2]:
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


def long_session(seed: int, features: frozenset[str] = frozenset()) -> Session:
    """Arrivals faster than twelve agents can serve, a crowd at one instant, a silence, then as before."""
    draw = random.Random(seed)
    verbs = [*VERBS, *[Verb.SUBMIT] * 12, *[Verb.COMPLETE] * 2]
    verbs += [verb for feature in FEATURES if feature in features for verb in VERBS_OF_FEATURES.get(feature, [])]

    def more() -> dict[str, Any]:
        return {"span": draw.randrange(11) * SECOND, "more": draw.randbytes(8)} if features else {}

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
            **more(),
        )

    crowd = [Command(Verb.SUBMIT, pick=draw.randrange(1000), other=draw.randrange(1000), **more()) for _ in range(250)]
    silence = Command(Verb.ADVANCE, after=(60 if features else 400) * SECOND)
    commands = [*(usual() for _ in range(600)), *crowd, silence, *(usual() for _ in range(300))]
    policy, agents = busy_policy(), busy_roster()
    if features:
        policy = with_features(policy, Dice(draw.randbytes(150)), features)
        dice = Dice(draw.randbytes(300))
        agents = tuple(agent_with_features(dice, agent, policy, features) for agent in agents)
    return Session(policy, agents, tuple(commands), features)
