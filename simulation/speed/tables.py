"""What the reports of speed say: sentences and cells, the same for the terminal and for Markdown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from routing.words.messages import text
from simulation.report.numbers import NONE, decimal, percent, trimmed
from simulation.speed.compare import Change, SpeedComparison, Verdict, Word, machine_words
from simulation.speed.figure import Better, Figure, Of
from simulation.speed.suite import Speed

UNITS = {"s": 2, "MB": 0, "B": 0, "×": 2}
"""Units with so many decimals below 100; others, and what is below 1, have three digits that say something."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below their headings; the first cell of a row names it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def speed_table(speed: Speed) -> Table:
    """The figures of a run."""
    heads = (text("Figure"), text("Measured"), text("Baseline"), text("Ratio"), text("Limit"))
    return Table(heads, tuple(map(_figure_row, speed.figures)))


def speed_words(speed: Speed) -> list[str]:
    """The verdict first, then what else a reader must know."""
    broken = [figure.name for figure in speed.figures if figure.kept is False]
    if speed.wrong:
        lines = [text("Wrong results: {names}.", names=", ".join(one.benchmark for one in speed.wrong))]
    elif broken:
        lines = [text("Limits not kept: {names}.", names=", ".join(broken))]
    elif any(figure.kept for figure in speed.figures):
        lines = [text("All limits are kept.")]
    else:
        lines = [text("None of these figures has a limit.")]
    lines += [text("{benchmark}: wrong: {reason}", benchmark=one.benchmark, reason=one.reason) for one in speed.wrong]
    lines += [text("{benchmark}: absent: {reason}", benchmark=one.benchmark, reason=one.reason) for one in speed.absent]
    return lines


def origin_words(speed: Speed) -> list[str]:
    """On what it was measured."""
    versions = ", ".join(f"{name} {version}" for name, version in speed.versions.items())
    commit = [text("Commit: {commit}", commit=speed.commit)] if speed.commit else []
    return [
        text("Median over the pairs, in brackets the least and the greatest; ratio: measured / baseline, in one run."),
        machine_words(speed),
        versions,
        *commit,
    ]


def _figure_row(figure: Figure) -> tuple[str, ...]:
    baseline = NONE if figure.baseline is None else f"{number(figure.baseline, figure.unit)} {figure.against}"
    band = f"[{number(figure.low, '×')}, {number(figure.high, '×')}]"
    ratio = NONE if figure.ratio is None else f"{number(figure.ratio, '×')} {band}"
    return figure.name, f"{number(figure.value, figure.unit)} {figure.unit}", baseline, ratio, _limit_cell(figure)


def _limit_cell(figure: Figure) -> str:
    if figure.limit is None:
        return NONE
    sign = "≥" if figure.better is Better.MORE else "≤"
    unit = "×" if figure.limit.of is Of.RATIO else ""
    said = text("kept") if figure.kept else text("NOT KEPT")
    return f"{sign} {trimmed(figure.limit.bound)}{unit} {said}"


def comparison_table(comparison: SpeedComparison) -> Table:
    """The figures that both runs have."""
    heads = (text("Figure"), text("Base"), text("New"), text("Change"), text("By chance"), text("Verdict"))
    return Table(heads, tuple(map(_change_row, comparison.changes)))


def comparison_words(comparison: SpeedComparison) -> list[str]:
    """The verdict first, then what else a reader must know."""
    worse = [change.name for change in comparison.worse]
    if comparison.wrong:
        lines = [text("Wrong results: {names}.", names=", ".join(comparison.wrong))]
    elif worse:
        lines = [text("Worse: {names}.", names=", ".join(worse))]
    elif not comparison.judged:
        lines = [text("Undecided: no figure can be judged.")]
    elif comparison.verdict is Verdict.UNDECIDED:
        lines = [text("Undecided: no figure is worse, but not all that are needed are judged.")]
    else:
        lines = [text("No figure is worse.")]
    if comparison.missing:
        lines.append(text("Needed, but not in both runs: {names}.", names=", ".join(comparison.missing)))
    if comparison.unjudged:
        lines.append(text("Needed, but not judged: {names}.", names=", ".join(comparison.unjudged)))
    lines += comparison.notes
    if comparison.only_base:
        lines.append(text("Only in the base: {names}.", names=", ".join(comparison.only_base)))
    if comparison.only_new:
        lines.append(text("Only in the new run: {names}.", names=", ".join(comparison.only_new)))
    return lines


def rule_words(comparison: SpeedComparison) -> str:
    """By which rule it was judged."""
    return text(
        "Change of the ratio to the baseline, or of the measured figure without one; more is better. By chance: "
        "{floor}, or three times what both spreads make together.",
        floor=percent(comparison.floor, 0),
    )


def _change_row(change: Change) -> tuple[str, ...]:
    return (
        change.name,
        f"{number(change.base, change.unit)} {change.unit}",
        f"{number(change.new, change.unit)} {change.unit}",
        _signed(change.factor),
        NONE if change.allowed is None else f"{_signed(1 / change.allowed)} … {_signed(change.allowed)}",
        word_of(change.word),
    )


def _signed(factor: float) -> str:
    """What a factor adds or takes away."""
    return ("+" if factor >= 1 else "−") + percent(abs(factor - 1))


def word_of(word: Word) -> str:
    """A verdict in the language in use."""
    return {
        Word.BETTER: text("better"),
        Word.WORSE: text("WORSE"),
        Word.SAME: text("the same"),
        Word.NOT_JUDGED: text("not judged"),
    }[word]


def number(value: float, unit: str) -> str:
    """A figure with three digits that say something; large ones are rounded to as many."""
    if unit in UNITS and value >= 1:
        return decimal(value, 0 if value >= 100 else UNITS[unit])
    magnitude = math.floor(math.log10(value))
    rounded = round(value, 2 - magnitude)
    return trimmed(rounded, max(0, 2 - magnitude))
