"""What a suite says: a word for each gate with its figure and interval, and how the policies differ part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulation.gates.decide import Word
from simulation.gates.gate import Gate, Quantity
from simulation.gates.suite import Suite
from simulation.measuring.results import Figure

COMPARED = (Quantity.SERVICE_LEVEL, Quantity.ABANDONED, Quantity.MEAN_WAIT)
"""What the tables of parts show."""


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What became of a gate.

    Parameters
    ----------
    gate
        What was demanded.
    word
        The verdict.
    figure
        What was measured, with the interval that decided; of a bound without one, and None where there is none.
    base, new
        The same quantity under each policy by itself; None where it was not measured.
    days
        Simulated when it was decided, 0 where none was needed.
    reason
        What there is to say besides, such as which queue has no bound; may be empty.
    """

    gate: Gate
    word: Word
    figure: Figure
    base: float | None
    new: float | None
    days: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the contacts under both policies.

    Parameters
    ----------
    axis, name
        Such as ``tier`` and ``vip``; both ``overall`` for all contacts.
    contacts
        Under the new policy, over all days.
    base, new
        Service level, share abandoned and mean wait in seconds under each policy.
    difference
        New - base, paired, with a 95 % interval at the last look.
    """

    axis: str
    name: str
    contacts: int
    base: dict[Quantity, Figure]
    new: dict[Quantity, Figure]
    difference: dict[Quantity, Figure]


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """What became of the gates of one scenario.

    Parameters
    ----------
    name, scenario, about
        Of the stage and of its scenario.
    target_s
        Answer target.
    days, contacts
        Simulated under each policy; contacts under the new one.
    gates
        In the order of the file.
    parts
        All contacts, then those of each queue, problem, tier and channel that both policies have.
    """

    name: str
    scenario: str
    about: str
    target_s: float
    days: int
    contacts: int
    gates: tuple[GateOutcome, ...]
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class SuiteOutcome:
    """The answer.

    Parameters
    ----------
    suite
        What was asked.
    looks
        Days after which it was looked at the gates.
    stages
        In the order of the file.
    changes
        How the policies differ, in sentences; none where they do not.
    """

    suite: Suite
    looks: tuple[int, ...]
    stages: tuple[StageOutcome, ...]
    changes: tuple[str, ...]

    @property
    def gates(self) -> list[GateOutcome]:
        """Those of all scenarios."""
        return [gate for stage in self.stages for gate in stage.gates]

    @property
    def word(self) -> Word:
        """Fail where one gate does; else undecided where one is; else pass."""
        return together([gate.word for gate in self.gates])

    def count(self, word: Word) -> int:
        """How many gates have this verdict."""
        return sum(gate.word is word for gate in self.gates)


def together(words: Sequence[Word]) -> Word:
    """The verdict about several gates."""
    return Word.FAIL if Word.FAIL in words else Word.UNDECIDED if Word.UNDECIDED in words else Word.PASS
