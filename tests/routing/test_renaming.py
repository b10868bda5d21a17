"""Names stand for things and for nothing else: the same world under other names does the same."""

from __future__ import annotations

from hypothesis import given, settings

from routing.router import Router
from tests.features import FEATURES
from tests.routing.calls import answer_of, legal_calls
from tests.routing.fuzz import random_session
from tests.routing.renaming import rename, renamed_call, renamed_world
from tests.strategies import Session, examples, sessions


@settings(max_examples=examples(100))
@given(sessions(FEATURES))
def test_names_do_not_matter(session: Session) -> None:
    """Other ids for agents, tickets, problems, queues, labels … give the same events about the same things."""
    calls = legal_calls(session)
    names, policy, agents = renamed_world(session.policy, session.agents, calls)
    router, other = Router(session.policy, session.agents), Router(policy, agents)
    for call in calls:
        assert answer_of(other, renamed_call(call, names)) == rename(answer_of(router, call), names)


def test_every_name_is_another_one() -> None:
    """Nothing keeps its old name, in a policy and roster that use all kinds of names; the order of names changes."""
    session = random_session(0, 1)
    names, policy, agents = renamed_world(session.policy, session.agents, ())
    assert {"A0", "q0", "s1", "p1", "lang", *session.policy.problems, *session.policy.channels} <= set(names)
    assert not set(names) & set(names.values())
    assert [agent.id for agent in agents] == [names[agent.id] for agent in session.agents]
    assert rename(policy, {new: old for old, new in names.items()}) == session.policy
    assert [names[name] for name in sorted(names)] != sorted(names.values())
