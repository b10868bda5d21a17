"""A fast wrong engine has no figure: each benchmark looks at what it timed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import contacts, models, replay, suite
from benchmarks.measuring import AbsentPeer, Scale, WrongResult, in_turn
from benchmarks.simpy_mmn import Count
from routing._jit import ENABLED
from simulation.cli import main
from simulation.core.handling import NO_OUTAGES
from simulation.core.records import Facts, Outcome
from simulation.engines.compiled import CompiledEngine
from simulation.measuring.measures import ChecksFailed
from simulation.speed.figure import Better, Figure, alone
from simulation.speed.suite import Missing

pytestmark = pytest.mark.skipif(not ENABLED, reason="nothing is measured without the compiler")

TINY = Scale(quick=True, pairs=2, contacts=400)


class Hasty(CompiledEngine):
    """Answers everybody at once, by whoever would have come."""

    def simulate(
        self,
        contacts: NDArray[Any],
        outages: NDArray[Any] = NO_OUTAGES,
        hours: NDArray[Any] | None = None,
        *,
        as_written: bool = False,
    ) -> Facts:
        """The facts with all waits left out."""
        facts = super().simulate(contacts, outages, hours, as_written=as_written)
        answered = facts.records["answered"] >= 0
        facts.records["answered"][answered] = facts.contacts["arrival"][answered]
        return facts


class Forgetful(CompiledEngine):
    """Leaves the second half of the day out."""

    def simulate(
        self,
        contacts: NDArray[Any],
        outages: NDArray[Any] = NO_OUTAGES,
        hours: NDArray[Any] | None = None,
        *,
        as_written: bool = False,
    ) -> Facts:
        """The facts of the first half."""
        return super().simulate(contacts[: len(contacts) // 2], outages, hours, as_written=as_written)


class Moody(CompiledEngine):
    """Makes something else of the same day every time: each run has fewer contacts."""

    runs = 0

    def simulate(
        self,
        contacts: NDArray[Any],
        outages: NDArray[Any] = NO_OUTAGES,
        hours: NDArray[Any] | None = None,
        *,
        as_written: bool = False,
    ) -> Facts:
        """The facts without the last ones."""
        self.runs += 1
        return super().simulate(contacts[: len(contacts) - self.runs], outages, hours, as_written=as_written)


def test_the_right_engine_passes() -> None:
    """The engine as it is is held against the reference and timed."""
    world = models.many_skills(agents=48)
    replay.check_engine(world, 500)
    assert replay.cost_ns(world, 1)() > 0


@pytest.mark.parametrize("engine", [Hasty, Forgetful])
def test_a_wrong_engine_is_not_as_the_reference(engine: type[CompiledEngine], monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that answers too soon, or leaves contacts out, is refused before it is timed."""
    monkeypatch.setattr(replay, "CompiledEngine", engine)
    with pytest.raises(WrongResult, match="as the reference engine has them"):
        replay.check_engine(models.many_skills(agents=18), 2_000)


@pytest.mark.parametrize("engine", [Hasty, Forgetful, Moody])
def test_a_wrong_engine_is_not_timed(engine: type[CompiledEngine], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does its run pass when it is timed: the facts contradict each other, too few come, or sums differ."""
    monkeypatch.setattr(replay, "CompiledEngine", engine)
    with pytest.raises((WrongResult, ChecksFailed)):
        replay.cost_ns(models.many_skills(agents=48), 2)()


def test_contacts_without_an_outcome_are_refused() -> None:
    """Contacts that still wait when a run is over are noticed in its sums."""
    run = replay.Replay(models.many_skills(agents=48), 1)
    came = run.run()
    run.check(came)
    run._measures.cells[0, 0, 0, [Outcome.OPEN, Outcome.ANSWERED]] += np.array([1, -1])
    with pytest.raises(WrongResult, match="nobody waits at the end"):
        run.check(came)


@pytest.mark.parametrize(
    ("count", "words"),
    [(Count(900, 90), "answered or gives up"), (Count(500, 500), "as few give up as in theory")],
)
def test_a_wrong_baseline_is_refused(count: Count, words: str) -> None:
    """A baseline that loses contacts, or lets too many give up, is no baseline."""
    assert contacts.one_queue_ns(lambda _, __: Count(1000, 0), 1000) > 0
    with pytest.raises(WrongResult, match=words):
        contacts.one_queue_ns(lambda _, __: count, 1000)


def test_who_comes_first_changes() -> None:
    """Each function is called once in a pair, and the first of one pair is not the first of the next."""
    called: list[int] = []

    def one(number: int) -> float:
        called.append(number)
        return float(len(called))

    readings = in_turn(3, lambda: one(0), lambda: one(1))
    assert called == [0, 1, 1, 0, 0, 1]
    assert readings == [[1.0, 4.0, 5.0], [2.0, 3.0, 6.0]]


def good(_: Scale) -> list[Figure]:
    """A benchmark that works."""
    return [alone("good.figure", [1.0, 2.0, 4.0], "s", better=Better.LESS)]


def wrong(_: Scale) -> list[Figure]:
    """A benchmark whose result is wrong."""
    raise WrongResult("2 and 2 are 4")


def away(_: Scale) -> list[Figure]:
    """A benchmark without its peer."""
    raise AbsentPeer("it is not here")


def test_a_run_says_what_is_wrong_and_what_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other figures are there all the same, but a wrong result is no run that passes; an absent peer is."""
    own = {name: (__name__, name) for name in ("good", "away", "wrong")}
    monkeypatch.setattr(suite, "BENCHMARKS", own)
    done: list[int] = []
    found = suite.run(progress=done.append)
    assert [figure.name for figure in found.figures] == ["good.figure"]
    assert found.absent == (Missing("away", "it is not here"),)
    assert found.wrong == (Missing("wrong", "2 and 2 are 4"),)
    assert (found.kept, sum(done)) == (False, 3)
    some = suite.run(["away", "good"])
    assert (some.kept, len(some.figures), len(some.wrong)) == (True, 1, 0)


def test_a_quick_run_leaves_the_compiler_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing chosen a quick run does not compile; when it is chosen, it does."""
    asked: list[str] = []

    def measure(name: str, _: Scale) -> list[Figure]:
        asked.append(name)
        return []

    monkeypatch.setattr(suite, "measure", measure)
    suite.run(quick=True)
    assert asked == [name for name in suite.BENCHMARKS if name != "compile"]
    asked.clear()
    suite.run(["compile"], quick=True)
    assert asked == ["compile"]


def test_the_command_fails_for_a_wrong_engine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An engine that is fast because it is wrong has no figure, is called wrong, and the exit code is 1."""
    monkeypatch.delenv("PEAKLINE_JIT", raising=False)
    monkeypatch.setattr(suite, "QUICK", TINY)
    monkeypatch.setattr(replay, "CompiledEngine", Hasty)
    assert main(["bench", "speed", "--quick", "--only", "heap", "--json", "-"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["kept"], document["figures"]) == (False, [])
    assert document["wrong"] == [{"benchmark": "heap", "reason": "records as the reference engine has them"}]


@pytest.mark.parametrize("name", ["heap", "erlang"])
def test_figures_have_the_name_of_their_benchmark(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small benchmarks run, and each figure's name begins with theirs."""
    monkeypatch.setattr(suite, "QUICK", TINY)
    found = suite.run([name], quick=True)
    assert found.figures or found.absent
    assert found.wrong == ()
    assert all(figure.benchmark == name and figure.pairs == 2 for figure in found.figures)
