"""The router and its naive twin are asked the same and must answer the same, event by event and error by error."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings

from routing.model import SECOND
from routing.router import Router
from tests.naive import NaiveRouter
from tests.routing.calls import Call, calls_of, give
from tests.strategies import PRESENCES, VERBS, Command, Session, Verb, examples, sessions
from tests.worlds import busy_policy, busy_roster


def answers_of_both(session: Session) -> list[tuple[Call, Any, Any]]:
    """Each call of the session with the router's answer and the twin's."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    log: list[tuple[Call, Any, Any]] = []

    for call in calls_of(session, twin):
        log.append((call, give(router, call), give(twin, call)))
        log.append((call, router.next_due(), twin.next_due()))
    return log


@settings(max_examples=examples(400))
@given(sessions())
def test_same_answers(session: Session) -> None:
    """Router and naive twin give the same events, errors and next timers on random commands, wrong ones among them."""
    for call, answer, expected in answers_of_both(session):
        assert answer == expected, call


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


@pytest.mark.parametrize("seed", [1, 2])
def test_same_answers_in_a_long_session(seed: int) -> None:
    """Router and twin agree, too, when hundreds wait and hundreds of timers fall due before one command."""
    log = answers_of_both(long_session(seed))
    for call, answer, expected in log:
        assert answer == expected, call
    lengths = [len(answer) for _, answer, _ in log if isinstance(answer, list)]
    assert max(lengths) > 256  # more than the kernel's buffer of events takes at once
