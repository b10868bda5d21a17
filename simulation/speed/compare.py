"""A run of the speed suite against a stored one: which figures are worse by more than chance makes them.

The change of a figure is the factor by which its ratio to the baseline, measured in the same run, got better. Without
a baseline it is that by which its value did: bytes are judged then, on the same machine, but no times, as other work on
the machine changes them. Nothing is judged by fewer than ``LEAST_PAIRS`` pairs that differ. A figure is worse, or
better, when the logarithm of the change exceeds both

* the logarithm of 1 + the floor, as what differs between two runs of the same code (where memory happens to lie, who
  else is at work) does not all show within one;
* ``WIDTH`` times the root of the sum of the squares of both spreads.

A spread is the standard deviation over the pairs, and what is compared are medians over them, which vary less: by
chance alone, with five normal pairs on each side, one unchanged figure of 9,000 exceeds the second bound.

What nobody measured did not get worse, yet it must not pass for that: the comparison is undecided where a figure that
is needed (:mod:`simulation.speed.needed`) is missing or cannot be judged, or where none is judged.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from routing.words.messages import text
from simulation.speed.figure import Better, Figure
from simulation.speed.needed import needed_figures
from simulation.speed.suite import Speed

FLOOR = 0.1
WIDTH = 3.0
LEAST_PAIRS = 5
BYTES = ("B", "MB")


class Verdict(StrEnum):
    """What a comparison says."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    """A figure is worse, or a result of the new run is wrong."""
    UNDECIDED = "undecided"
    """Neither, but a figure that is needed is missing or not judged, or none is judged at all."""


class Word(StrEnum):
    """What the change of a figure is."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """No more than chance may make it."""
    NOT_JUDGED = "not judged"
    """Too few pairs, a time without a baseline, or bytes on another machine."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure on both sides.

    Parameters
    ----------
    name, unit
        As in :class:`~simulation.speed.figure.Figure`; the unit is ``×`` where ratios are compared.
    base, new
        The ratio, or the value, on either side.
    factor
        More than 1: better; 2 is twice as good.
    allowed
        The factor, more than 1, that chance may make of it or of its inverse; None: not judged.
    word
        The verdict.
    """

    name: str
    unit: str
    base: float
    new: float
    factor: float
    allowed: float | None
    word: Word


@dataclass(frozen=True, slots=True)
class SpeedComparison:
    """Two runs side by side.

    Parameters
    ----------
    changes
        Of the figures that both have, in the order of the new run.
    only_base, only_new
        Names of the others.
    notes
        What a reader must know, such as that the machines differ.
    wrong
        Benchmarks of the new run whose results are wrong.
    floor
        As given.
    missing, unjudged
        Names of what is needed: figures that one of the runs has not, and those that both have and that are not
        judged.
    """

    changes: tuple[Change, ...]
    only_base: tuple[str, ...]
    only_new: tuple[str, ...]
    notes: tuple[str, ...]
    wrong: tuple[str, ...]
    floor: float
    missing: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[Change, ...]:
        """The figures that are worse."""
        return tuple(change for change in self.changes if change.word is Word.WORSE)

    @property
    def judged(self) -> bool:
        """Whether any figure is."""
        return any(change.word is not Word.NOT_JUDGED for change in self.changes)

    @property
    def verdict(self) -> Verdict:
        """What it says."""
        if self.worse or self.wrong:
            return Verdict.FAIL
        return Verdict.PASS if self.judged and not self.missing and not self.unjudged else Verdict.UNDECIDED


def compare_speed(base: Speed, new: Speed, *, floor: float = FLOOR, require: Collection[str] = ()) -> SpeedComparison:
    """Set a run beside a stored one.

    Parameters
    ----------
    base, new
        The runs.
    floor
        The least share that counts as a change, more than 0.
    require
        Names of figures that are needed, or of benchmarks, which stand for all of their figures; empty: those of
        :func:`~simulation.speed.needed.needed_figures`.

    Raises
    ------
    UnknownName
        When neither run has anything of a name that is required.
    """
    before = {figure.name: figure for figure in base.figures}
    after = {figure.name: figure for figure in new.figures}
    alike = dict(base.machine) == dict(new.machine)
    changes = {
        name: _change(before[name], figure, alike=alike, floor=floor)
        for name, figure in after.items()
        if name in before
    }
    needed = needed_figures(base, new, require)
    return SpeedComparison(
        tuple(changes.values()),
        tuple(name for name in before if name not in after),
        tuple(name for name in after if name not in before),
        _notes(base, new),
        tuple(one.benchmark for one in new.wrong),
        floor,
        tuple(name for name in needed if name not in changes),
        tuple(
            name
            for name in needed
            if name in changes and changes[name].word is Word.NOT_JUDGED and (require or _has_ratio(before[name]))
        ),
    )


def _change(base: Figure, new: Figure, *, alike: bool, floor: float) -> Change:
    if base.ratio is not None and new.ratio is not None and base.against == new.against:
        before, after, unit, fair = base.ratio, new.ratio, "×", True
    else:
        before, after, unit, fair = base.value, new.value, new.unit, alike and base.unit == new.unit in BYTES
    factor = after / before if new.better is Better.MORE else before / after
    if not fair or base.spread is None or new.spread is None or not (_enough(base) and _enough(new)):
        return Change(new.name, unit, before, after, factor, None, Word.NOT_JUDGED)
    allowed = max(1 + floor, math.exp(WIDTH * math.hypot(base.spread, new.spread)))
    word = Word.BETTER if factor > allowed else Word.WORSE if factor * allowed < 1 else Word.SAME
    return Change(new.name, unit, before, after, factor, allowed, word)


def _has_ratio(figure: Figure) -> bool:
    """Whether it has all that a run needs so that its ratio can be judged."""
    return figure.ratio is not None and figure.spread is not None and _enough(figure)


def _enough(figure: Figure) -> bool:
    return figure.spread == 0 or figure.pairs >= LEAST_PAIRS


def _notes(base: Speed, new: Speed) -> tuple[str, ...]:
    notes = []
    if dict(base.machine) != dict(new.machine):
        notes.append(
            text(
                "The machines differ: {base} and {new}. Figures without a baseline are not judged.",
                base=machine_words(base),
                new=machine_words(new),
            )
        )
    if base.quick != new.quick:
        notes.append(text("One of them is quick and the other is not: their sizes differ."))
    changed = [
        f"{name} {base.versions[name]} → {new.versions[name]}"
        for name in base.versions
        if name in new.versions and base.versions[name] != new.versions[name]
    ]
    if changed:
        notes.append(text("Other versions: {versions}.", versions=", ".join(changed)))
    notes += [text("{benchmark}: wrong: {reason}", benchmark=one.benchmark, reason=one.reason) for one in new.wrong]
    return tuple(notes)


def machine_words(speed: Speed) -> str:
    """The machine of a run in a line."""
    machine = speed.machine
    return (
        ", ".join(str(value) for name, value in machine.items() if name != "cores")
        + ", "
        + text("cores: {cores}", cores=machine.get("cores", "?"))
    )
