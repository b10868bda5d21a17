"""Two runs side by side: the rule by hand, and how often it is mistaken."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from simulation.speed.compare import FLOOR, Verdict, Word, compare_speed
from simulation.speed.figure import Better, Figure, Limit, Of, paired
from tests.simulation.speed.runs import MACHINE, ratio, run_of, value


def word(base: Figure, new: Figure, **other: str) -> Word:
    """What is said about the change of one figure; ``other`` changes the machine of the new run."""
    [change] = compare_speed(run_of(base), run_of(new, machine={**MACHINE, **other})).changes
    return change.word


@pytest.mark.parametrize(
    ("base", "new", "spreads", "said"),
    [
        (100, 100, (0, 0), Word.SAME),
        (100, 92, (0, 0), Word.SAME),  # 100 / 92 = 1.087, below the floor of 10 %
        (100, 90, (0, 0), Word.WORSE),  # 1.111
        (100, 109, (0, 0), Word.SAME),
        (100, 111, (0, 0), Word.BETTER),
        (100, 87, (0.03, 0.04), Word.SAME),  # 1.149; exp(3 x 0.05) = 1.162
        (100, 85, (0.03, 0.04), Word.WORSE),  # 1.176
        (100, 85, (0.03, 0.06), Word.SAME),  # exp(3 x 0.067) = 1.223
        (100, 50, (0.2, 0.2), Word.SAME),  # 2; exp(3 x 0.283) = 2.34
        (100, 42, (0.2, 0.2), Word.WORSE),  # 2.38
        (100, 10, (None, 0.1), Word.NOT_JUDGED),
    ],
)
def test_the_rule(base: float, new: float, spreads: tuple[float | None, float], said: Word) -> None:
    """A figure is worse when its ratio fell by more than the floor and than three times both spreads allow."""
    assert word(ratio("a.b", base, spreads[0]), ratio("a.b", new, spreads[1])) is said


def test_less_may_be_better() -> None:
    """Of a figure of which less is better, more is worse; the factor tells how many times as good it is."""
    [change] = compare_speed(
        run_of(ratio("a.b", 2.0, better=Better.LESS)), run_of(ratio("a.b", 2.5, better=Better.LESS))
    ).changes
    assert (change.word, change.factor, change.unit) == (Word.WORSE, 0.8, "×")
    assert change.allowed == pytest.approx(1 + FLOOR)


def test_without_a_baseline_only_bytes_are_judged() -> None:
    """Bytes are, on the same machine; times are not, and no figure whose baseline is another."""
    few, many = value("a.b", 50, unit="B", better=Better.LESS), value("a.b", 60, unit="B", better=Better.LESS)
    assert (word(few, many), word(many, few)) == (Word.WORSE, Word.BETTER)
    assert word(few, many, processor="another") is Word.NOT_JUDGED
    assert word(value("a.b", 1.0), value("a.b", 0.5)) is Word.NOT_JUDGED
    assert word(ratio("a.b", 1.0), ratio("a.b", 0.5), processor="another") is Word.WORSE
    assert word(value("a.b", 1.0), ratio("a.b", 0.5)) is Word.NOT_JUDGED  # seconds and x/s


def test_too_few_pairs_judge_nothing() -> None:
    """Four pairs that differ say too little about their spread; as many that do not differ are enough."""
    few = replace(ratio("a.b", 1.0, 0.01), pairs=4)
    assert word(ratio("a.b", 2.0, 0.01), few) is Word.NOT_JUDGED
    assert word(few, ratio("a.b", 2.0, 0.01)) is Word.NOT_JUDGED
    assert word(ratio("a.b", 2.0, 0.01), replace(few, spread=0.0)) is Word.WORSE


def test_the_floor_is_chosen() -> None:
    """With a floor of a half, a third less is no change."""
    base, new = run_of(ratio("a.b", 3.0)), run_of(ratio("a.b", 2.1))
    assert compare_speed(base, new).verdict is Verdict.FAIL
    assert compare_speed(base, new, floor=0.5).verdict is Verdict.PASS


def test_what_only_one_side_has_is_said() -> None:
    """Figures of one side only are listed."""
    found = compare_speed(run_of(ratio("a.b", 1), ratio("a.c", 1)), run_of(ratio("a.d", 1), ratio("a.b", 1)))
    assert ([change.name for change in found.changes], found.only_base, found.only_new) == (["a.b"], ("a.c",), ("a.d",))


def test_what_is_needed_is_not_missing() -> None:
    """A figure of the base with a baseline or a limit that has vanished leaves it undecided; others do not."""
    kept = ratio("a.b", 1)
    limited = replace(value("a.c", 2.0), limit=Limit(Of.VALUE, 3))
    for gone, verdict in ((ratio("c.d", 1), Verdict.UNDECIDED), (limited, Verdict.UNDECIDED), (value("e.f", 1), None)):
        found = compare_speed(run_of(kept, gone), run_of(kept))
        assert found.verdict is (verdict or Verdict.PASS)
        assert found.missing == ((gone.name,) if verdict else ())
    assert compare_speed(run_of(kept), run_of(kept, ratio("c.d", 1))).verdict is Verdict.PASS
    worse = compare_speed(run_of(kept, ratio("c.d", 1)), run_of(ratio("a.b", 0.5)))
    assert (worse.verdict, worse.missing) == (Verdict.FAIL, ("c.d",))


def test_what_could_be_judged_still_is() -> None:
    """A ratio that the base tells well and the new run does not, or to something else, leaves it undecided."""
    kept, told = ratio("a.b", 1), ratio("c.d", 1, 0.02)
    for said in (
        replace(told, pairs=4),
        replace(told, spread=None),
        replace(told, against="another"),
        replace(told, against=None, baseline=None, ratio=None),
    ):
        found = compare_speed(run_of(kept, told), run_of(kept, said))
        assert (found.verdict, found.missing, found.unjudged) == (Verdict.UNDECIDED, (), ("c.d",))
        if said.ratio is not None and said.against == told.against:  # never told: nothing is lost
            assert compare_speed(run_of(kept, said), run_of(kept, said)).verdict is Verdict.PASS


def test_what_is_required() -> None:
    """Required figures are needed, and no others; a benchmark stands for its figures, and for itself without any."""
    base = run_of(ratio("a.b", 1), ratio("a.c", 1), ratio("d.e", 1), value("f.g", 1), absent=("h", "it is not here"))
    new = run_of(ratio("a.b", 1), value("f.g", 1), absent=("h", "it is not here"))
    for names, missing, unjudged in (
        (["a.b"], (), ()),
        (["a"], ("a.c",), ()),
        (["f.g"], (), ("f.g",)),
        (["h"], ("h",), ()),
        (["h.i", "d", "d.e"], ("h.i", "d.e"), ()),
    ):
        found = compare_speed(base, new, require=names)
        assert (found.missing, found.unjudged) == (missing, unjudged)
        assert found.verdict is (Verdict.UNDECIDED if missing or unjudged else Verdict.PASS)


def test_nothing_judged_is_nothing_decided() -> None:
    """Without one figure that is judged there is no verdict, with and without figures in common."""
    empty, time = run_of(), run_of(value("a.b", 1.0))
    for base, new in ((empty, empty), (time, time), (empty, run_of(ratio("a.b", 1)))):
        assert compare_speed(base, new).verdict is Verdict.UNDECIDED


def test_what_differs_besides_is_said() -> None:
    """Another machine, another size and other versions are said; the same ones are not."""
    base = run_of(ratio("a.b", 1))
    assert compare_speed(base, base).notes == ()
    new = run_of(ratio("a.b", 1), machine={**MACHINE, "processor": "engine"}, versions={"python": "3.12.1"}, quick=True)
    assert compare_speed(base, new).notes == (
        (
            "The machines differ: abacus, Linux, x86_64, cores: 2 and engine, Linux, x86_64, cores: 2. "
            "Figures without a baseline are not judged."
        ),
        "One of them is quick and the other is not: their sizes differ.",
        "Other versions: python 3.13.0 → 3.12.1.",
    )


def test_a_wrong_result_does_not_pass() -> None:
    """A new run in which a result is wrong does not pass, whatever its figures are."""
    good = run_of(ratio("a.b", 1))
    found = compare_speed(good, run_of(ratio("a.b", 1), wrong=("c", "2 and 2 are 4")))
    assert (found.verdict, found.wrong, found.notes) == (Verdict.FAIL, ("c",), ("c: wrong: 2 and 2 are 4",))
    assert compare_speed(run_of(ratio("a.b", 1), wrong=("c", "2 and 2 are 4")), good).verdict is Verdict.PASS


def test_an_unchanged_figure_is_hardly_ever_worse() -> None:
    """With five pairs whose ratios differ by chance alone, by far more than the floor, one in 9,000 is called worse.

    That was counted in a million pairs of five normal numbers each: how often the medians differ by more than three
    times the root of the sum of both variances. Of 8,000 figures it is one; to be 16 is 15 standard deviations more.
    """
    chance = np.random.default_rng()
    noise = np.exp(0.3 * chance.standard_normal((8_000, 2, 5)))
    sides = [
        run_of(
            *(
                paired(f"a.{number}", row[side].tolist(), [1.0] * 5, "x", against="it", better=Better.MORE)
                for number, row in enumerate(noise)
            )
        )
        for side in range(2)
    ]
    assert len(compare_speed(*sides).worse) < 16
    slower = run_of(*(ratio(figure.name, (figure.ratio or 0) / exp(3), figure.spread) for figure in sides[1].figures))
    assert len(compare_speed(sides[0], slower).worse) > 7_000
