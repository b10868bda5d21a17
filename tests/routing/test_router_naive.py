"""The router and its naive twin are asked the same and must answer the same, event by event and error by error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from routing.router import Router
from tests.naive import NaiveRouter
from tests.routing.calls import Call, calls_of, give, long_session
from tests.strategies import Session, examples, sessions


def answers_of_both(session: Session) -> list[tuple[Call, Any, Any]]:
    """Each call of the session with the router's answer and the twin's."""
    router, twin = Router(session.policy, session.agents), NaiveRouter(session.policy, session.agents)
    log: list[tuple[Call, Any, Any]] = []

    for call in calls_of(session, twin):
        log.append((call, give(router, call), give(twin, call)))
        log.append((call, router.next_due(), twin.next_due()))
    return log


@settings(max_examples=examples(2500))
@given(sessions())
def test_same_answers(session: Session) -> None:
    """Router and naive twin give the same events, errors and next timers on random commands, wrong ones among them."""
    for call, answer, expected in answers_of_both(session):
        assert answer == expected, call


@pytest.mark.parametrize("seed", [1, 2])
def test_same_answers_in_a_long_session(seed: int) -> None:
    """Router and twin agree, too, when hundreds wait and hundreds of timers fall due before one command."""
    log = answers_of_both(long_session(seed))
    for call, answer, expected in log:
        assert answer == expected, call
    lengths = [len(answer) for _, answer, _ in log if isinstance(answer, list)]
    assert max(lengths) > 256  # more than the kernel's buffer of events takes at once
