"""Which figures a comparison of two runs must not do without."""

from __future__ import annotations

from collections.abc import Collection

from routing.errors import UnknownName
from routing.words.messages import text
from routing.words.nearest import nearest
from simulation.speed.suite import Speed


def needed_figures(base: Speed, new: Speed, require: Collection[str] = ()) -> list[str]:
    """Names of figures, each once.

    Parameters
    ----------
    base, new
        The runs.
    require
        Names of figures, or of benchmarks, which stand for all figures that either run has of them; a benchmark without
        any stands for itself. Empty: every figure of the base that has a limit or a baseline is needed.

    Raises
    ------
    UnknownName
        When neither run has a figure or a benchmark of a name.
    """
    if not require:
        return [figure.name for figure in base.figures if figure.limit is not None or figure.ratio is not None]
    figures = list(dict.fromkeys(figure.name for figure in (*base.figures, *new.figures)))
    without = [one.benchmark for one in (*base.absent, *new.absent, *base.wrong, *new.wrong)]
    known = dict.fromkeys([*figures, *map(_benchmark, figures), *without])
    needed: list[str] = []
    for name in require:
        if name not in known and _benchmark(name) not in without:
            rule = text("neither run has such a figure or benchmark")
            raise UnknownName(rule, file="--require", value=name, nearest=nearest(name, known))
        needed += [figure for figure in figures if _benchmark(figure) == name] or [name]
    return list(dict.fromkeys(needed))


def _benchmark(figure: str) -> str:
    """The benchmark that a figure belongs to."""
    return figure.partition(".")[0]
