"""The baselines simulate what they are said to, so that a ratio to them means something."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from statistics import mean, variance
from typing import Protocol

import pytest

from benchmarks import ciw_mmn, cpp_loop, heap_loop, models, simpy_mmn
from benchmarks.contacts import check_alike
from benchmarks.erlang_tables import check_tables, our_table, their_table
from benchmarks.measuring import AbsentPeer, WrongResult
from benchmarks.replay import Replay
from benchmarks.simpy_mmn import Count
from routing._jit import ENABLED
from simulation.core.records import Outcome


class Loop(Protocol):
    """A loop of one queue."""

    def __call__(self, contacts: int, seed: int, *, agents: int) -> Count: ...


def shares(run: Loop, days: int, contacts: int) -> list[float]:
    """The share that gives up on each of so many days with 12 agents."""
    found = []
    for _ in range(days):
        count = run(contacts, random.randrange(2**32), agents=12)
        assert count.answered + count.abandoned == contacts
        found.append(count.abandoned / contacts)
    return found


def assert_alike(one: list[float], other: list[float]) -> None:
    """The means differ by no more than six standard errors, and somebody gives up."""
    assert min(mean(one), mean(other)) > 0.01
    assert abs(mean(one) - mean(other)) < 6 * (variance(one) / len(one) + variance(other) / len(other)) ** 0.5


def test_the_plain_loop_simulates_what_simpy_does() -> None:
    """As many give up in the plain loop as in SimPy, from an empty centre, as far as chance lets it be seen."""
    assert_alike(shares(heap_loop.run, 25, 1_000), shares(simpy_mmn.run, 25, 1_000))


def test_ciw_simulates_what_the_plain_loop_does() -> None:
    """As many give up in Ciw as in the plain loop, where Ciw is installed."""
    pytest.importorskip("ciw")
    assert_alike(shares(ciw_mmn.run, 30, 500), shares(heap_loop.run, 60, 500))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The C++ loop; without a compiler its tests are skipped."""
    try:
        return cpp_loop.build(tmp_path_factory.mktemp("loop"))
    except AbsentPeer as reason:
        pytest.skip(str(reason))


@pytest.mark.skipif(not ENABLED, reason="whole days take minutes without the compiler")
def test_the_cpp_loop_simulates_what_we_do(program: Path) -> None:
    """As many come and give up in the C++ loop as in our engine, on whole days; another seed, other days."""
    replay = Replay(models.many_skills(), 20)
    replay.check(replay.run())
    ours = [(outcomes[Outcome.ABANDONED], sum(outcomes)) for outcomes in replay.outcomes()]
    days = cpp_loop.run(program, 20, random.randrange(2**32))
    check_alike(ours, list(zip(days.abandoned, days.contacts, strict=True)))
    assert sum(days.abandoned) > 0
    assert days.spent_ns > 0
    assert cpp_loop.run(program, 2, 1).contacts != cpp_loop.run(program, 2, 2).contacts


def test_what_the_cpp_loop_says_is_checked(program: Path) -> None:
    """A loop that gives another number of days is refused, and so is one whose customers give up more often."""
    with pytest.raises(WrongResult, match="simulates -1 days"):
        cpp_loop.run(program, -1, 1)
    with pytest.raises(WrongResult, match="as many give up"):
        check_alike([(10, 1000), (12, 1001)], [(40, 1000), (41, 1001)])
    with pytest.raises(WrongResult, match="as many come"):
        check_alike([(10, 1000), (12, 1001)], [(20, 2000), (24, 2002)])


@pytest.mark.parametrize("find", [cpp_loop.compiler])
def test_without_a_compiler_the_loop_is_absent(find: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no compiler is on the path, that is said."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AbsentPeer, match=r"no C\+\+ compiler is on the path"):
        find()


def test_a_loop_that_does_not_build_is_absent(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the compiler says first is passed on."""
    assert program.exists()
    source = tmp_path / "broken.cpp"
    source.write_text("int main( {", encoding="utf-8")
    monkeypatch.setattr(cpp_loop, "SOURCE", source)
    with pytest.raises(AbsentPeer, match=r"cannot build broken\.cpp: .+"):
        cpp_loop.build(tmp_path)


def test_tables_of_erlang_agree() -> None:
    """pyworkforce, where it is installed, has as many agents in each row, and the same shares."""
    pytest.importorskip("pyworkforce")
    check_tables(our_table(), their_table())


def test_tables_that_differ_are_refused() -> None:
    """One agent more, or another share, is noticed; more agents than we need are not held against a late start."""
    rows = our_table()
    check_tables(rows, rows)
    agents, level, wait = rows[20]
    for wrong in ((agents + 1, level, wait), (agents, level + 1e-5, wait), (agents, level, wait - 1e-5)):
        with pytest.raises(WrongResult):
            check_tables([*rows[:20], wrong, *rows[21:]], rows)
