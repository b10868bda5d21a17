"""Any sequence of all commands to the router: what must hold does, step by step, and the twin says the same.

Hypothesis chooses the commands one by one and makes a failing sequence short. ``make fuzz`` does the same without
Hypothesis, for a million commands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from routing.kernels.kernel_live import Verb as KernelVerb
from tests.dice import Dice, grains, throws
from tests.features import FEATURES, features_in_use
from tests.naive import NaiveRouter
from tests.routing.calls import Call, call_of, calls_of
from tests.routing.fuzz import random_session, try_session
from tests.routing.smallest import Search, Told, as_test
from tests.routing.trial import Trial
from tests.strategies import (
    COMMAND_THROWS,
    THROWS_OF_FEATURES,
    Command,
    Session,
    Verb,
    examples,
    policies,
    rosters,
    some_command,
)

ALL = frozenset(FEATURES)


@st.composite
def worlds(draw: st.DrawFn) -> Session:
    """A policy and a roster with most features, and no commands yet."""
    fine = draw(grains())
    features = features_in_use(Dice(draw(throws(len(FEATURES)))), ALL)
    policy = draw(policies(fine=fine, features=features))
    return Session(policy, draw(rosters(policy, fine=fine, features=features)), (), features)


def commands(verb: Verb) -> st.SearchStrategy[Command]:
    """Anything that the verb can mean."""
    size = COMMAND_THROWS + THROWS_OF_FEATURES
    return throws(size).map(lambda data: replace(some_command(Dice(data), ALL), verb=verb))


class Machine(RuleBasedStateMachine):
    """A router with its twin; each rule is a command."""

    @initialize(session=worlds(), looks=st.integers(0, 3))
    def begin(self, session: Session, looks: int) -> None:
        self.session, self.now = session, 0
        self.trial = Trial(session.policy, session.agents, looks=looks != 3)
        for call in calls_of(session, self.trial.twin):
            self.trial.ask(call)

    def do(self, command: Command) -> None:
        """Give the command what it could be about in the present state, if there is anything."""
        call = call_of(command, self.trial.twin, self.session, max(0, self.now + command.after))
        self.now += max(0, command.after)
        if call is not None:
            self.trial.ask(call)

    def teardown(self) -> None:
        if hasattr(self, "trial"):
            self.trial.finish()


def rule_for(verb: Verb) -> Callable[..., None]:
    def give(self: Machine, command: Command) -> None:
        self.do(command)

    give.__name__ = verb.value
    made: Any = rule(command=commands(verb))(give)
    return made  # type: ignore[no-any-return]


for _verb in Verb:
    setattr(Machine, _verb.value, rule_for(_verb))

Machine.TestCase.settings = settings(
    max_examples=examples(60), stateful_step_count=60, suppress_health_check=list(HealthCheck)
)


TestMachine = Machine.TestCase
"""After every command of any sequence router and twin agree, and every invariant holds."""


def test_the_machine_knows_every_command() -> None:
    """Each command of the kernel is a rule, so that a new one is not forgotten; changes have test_life_cycle_random."""
    changes = {KernelVerb.CHANGE_POLICY, KernelVerb.CHANGE_ROSTER, KernelVerb.ROLL_BACK}
    assert {verb.name.lower() for verb in set(KernelVerb) - changes} == {verb.value for verb in Verb}
    assert all(hasattr(Machine, verb.value) for verb in Verb)


def test_sessions_of_the_fuzzer() -> None:
    """The first sessions of ``make fuzz`` hold, use every command and feature, and are refused in many ways."""
    verbs: set[str] = set()
    features: set[str] = set()
    errors: set[str] = set()
    for number in range(examples(12)):
        tally, fault = try_session(0, number)
        assert fault is None, fault
        verbs |= set(tally.verbs)
        features |= set(tally.features)
        errors |= set(tally.refusals)
    assert verbs == {verb.value for verb in Verb}
    assert features >= set(FEATURES)
    assert len(errors) >= 8
    assert random_session(0, 3) == random_session(0, 3) != random_session(0, 4)


def test_a_session_that_goes_wrong_becomes_a_short_test() -> None:
    """Suppose that a cancellation were wrong: one call, one agent, and nothing that could go are left, and it runs."""

    def fault(told: Told) -> str | None:
        return "wrong" if any(call.verb is Verb.CANCEL for call in told.calls) else None

    session = random_session(0, 1)
    calls = tuple(calls_of(session, NaiveRouter(session.policy, session.agents)))  # nobody carries them out
    cancel = Call(Verb.CANCEL, ("A",), {"now": calls[-1].now})
    told = Search(Told(session.policy, session.agents, (*calls, cancel)), fault).smallest()
    assert told.calls == (cancel,)
    assert len(told.agents) == 1
    assert not any(queue.steps[1:] for queue in told.policy.queues)
    names: dict[str, Any] = {}
    exec(as_test(told, "test_it", "It goes wrong."), names)
    names["test_it"]()
