"""What a comparison says: the figures of every side, the differences from the base, what levers give, and the pilot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from simulation.compare.measure import OVERALL, Cell, Kind, Measure
from simulation.compare.side import Role
from simulation.measuring.results import Figure


class Word(StrEnum):
    """The verdict about a difference; all of a table are right together with 95 %."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    """Not one contact fared differently on any day, as far as the measure goes."""
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a side, and how far it lies from that of the base.

    Parameters
    ----------
    value
        The side's own.
    difference
        Side - base, with its paired interval.
    correlation
        Of the days of the two; None where one of them has no spread.
    word
        None for a measure without a better side, and for all levers but one.
    """

    value: Figure
    difference: Figure
    correlation: float | None
    word: Word | None


Changes = Mapping[Measure, Mapping[Cell, Change]]


@dataclass(frozen=True, slots=True)
class SideFigures:
    """One side of the comparison.

    Parameters
    ----------
    name, role, about
        Of the side.
    policy, policy_hash
        Its routing policy.
    contacts
        Over all replications.
    values
        Its own figures.
    changes
        Against the base; empty for the base itself.
    """

    name: str
    role: Role
    about: str
    policy: str
    policy_hash: str
    contacts: int
    values: Mapping[Measure, Mapping[Cell, Figure]]
    changes: Changes


@dataclass(frozen=True, slots=True)
class Gain:
    """What something gives of the measure asked for, in its better direction, and what that costs.

    Parameters
    ----------
    gain
        More than 0 is better; a share between 0 and 1, or seconds.
    per_point
        Price of a percentage point, or of a second; None where there is no price, or the gain may be none.
    """

    gain: Figure
    per_point: Figure


@dataclass(frozen=True, slots=True)
class LeverGain:
    """One lever.

    Parameters
    ----------
    name, about, changes, price
        As it was given.
    alone
        The base with it against the base.
    last
        All levers against all but it.
    word
        The verdict about it alone.
    """

    name: str
    about: str
    changes: tuple[str, ...]
    price: float | None
    alone: Gain
    last: Gain
    word: Word | None


@dataclass(frozen=True, slots=True)
class LeverGains:
    """All levers, by the measure asked for.

    Parameters
    ----------
    together
        All of them against the base; None: there is one only.
    price
        Of all; None where one has none.
    overlap
        What all give together less the sum of what each gives alone: less than 0 where they do the same twice.
    """

    measure: Measure
    price_unit: str
    rows: tuple[LeverGain, ...]
    together: Gain | None
    word: Word | None
    price: float | None
    overlap: Figure | None


@dataclass(frozen=True, slots=True)
class PilotMeasure:
    """One measure before and after, of those who got the change first and of the others.

    Parameters
    ----------
    treated_before, treated_after, treated_change, control_before, control_after, control_change
        Figures; changes are paired.
    difference
        Treated change - control change: the difference in differences.
    days
        Days before and as many after that a pilot in real life needs to show such a difference, where the days
        before and after are not the same; None: there is none to show.
    """

    measure: Measure
    treated_before: Figure
    treated_after: Figure
    treated_change: Figure
    control_before: Figure
    control_after: Figure
    control_change: Figure
    difference: Figure
    days: int | None


@dataclass(frozen=True, slots=True)
class PilotSide:
    """The pilot as one of the sides has it."""

    name: str
    measures: tuple[PilotMeasure, ...]


@dataclass(frozen=True, slots=True)
class Pilot:
    """A change that reaches one part first, judged by difference in differences.

    Parameters
    ----------
    treated
        Who gets it; all others of the same kind are the control.
    """

    treated: Cell
    sides: tuple[PilotSide, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole answer of ``peakline compare``.

    Parameters
    ----------
    scenario
        Of the base.
    alike
        Whether all sides expect the same customers.
    measure
        What headline, chart and gains are about.
    measures, cells
        Everything compared; cells that both the base and a side have.
    open_at_s, interval_s
        Second of the day of the base's opening, and the length of its intervals.
    """

    scenario: str
    about: str
    seed: int
    replications: int
    engine: str
    target_s: float
    open_at_s: int
    interval_s: int
    measure: Measure
    measures: tuple[Measure, ...]
    cells: tuple[Cell, ...]
    sides: tuple[SideFigures, ...]
    levers: LeverGains | None
    pilot: Pilot | None
    alike: bool
    notes: tuple[str, ...]

    @property
    def base(self) -> SideFigures:
        return self.sides[0]

    @property
    def others(self) -> tuple[SideFigures, ...]:
        """The sides compared with the base, without those that leave out one lever."""
        return tuple(side for side in self.sides[1:] if side.role is not Role.WITHOUT)

    def of_kind(self, kind: Kind) -> tuple[Cell, ...]:
        """The cells of one kind."""
        return tuple(cell for cell in self.cells if cell.kind is kind)

    def has_dates(self) -> bool:
        """Whether each replication is a run of several days."""
        return any(" " in cell.name for cell in self.of_kind(Kind.INTERVAL)[:1])

    def overall(self, side: SideFigures) -> Change:
        """How a side differs from the base in the measure asked for, over all contacts."""
        return side.changes[self.measure][OVERALL]
