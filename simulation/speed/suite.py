"""What a run of the speed suite gives: its figures, on which machine, of which versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.speed.figure import Figure


@dataclass(frozen=True, slots=True)
class Missing:
    """A benchmark without its figures.

    Parameters
    ----------
    benchmark
        Its name.
    reason
        Why: what is not there, or what came out wrong.
    """

    benchmark: str
    reason: str


@dataclass(frozen=True, slots=True)
class Speed:
    """A run.

    Parameters
    ----------
    machine
        ``processor``, ``cores``, ``system`` and ``architecture``.
    versions
        Of Python, of Peakline and of the packages that were measured or compiled with.
    commit
        Of the checkout that was measured, with ``+`` where something in it was changed; None: it was an installation.
    quick
        Whether the sizes were those of ``--quick``.
    figures
        In the order of the benchmarks.
    absent
        Benchmarks that could not be run here.
    wrong
        Benchmarks whose result was not what it must be: their figures count for nothing.
    """

    machine: Mapping[str, str | int]
    versions: Mapping[str, str]
    commit: str | None
    quick: bool
    figures: tuple[Figure, ...]
    absent: tuple[Missing, ...] = ()
    wrong: tuple[Missing, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether every result is right and every limit is kept."""
        return not self.wrong and all(figure.kept is not False for figure in self.figures)
