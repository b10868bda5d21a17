"""Figures of a roster, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulation.planning.rostering.bound import Bounds
from simulation.planning.rostering.cover import roster_cost
from simulation.planning.rostering.cure import Cure
from simulation.planning.rostering.play import Round
from simulation.planning.rostering.problem import Roster
from simulation.planning.rostering.verify import broken_rules, owed_hours


@dataclass(frozen=True, slots=True)
class Gap:
    """Intervals of a date, one after another, in which a group is short of heads.

    Parameters
    ----------
    group, day, first, last
        Numbers; the last interval is among them.
    heads
        Agents that are missing, at the worst.
    hours
        Of agents that are missing, together.
    covered
        Whether there is a shift, and an agent who may work it, for each of the intervals.
    """

    group: int
    day: int
    first: int
    last: int
    heads: float
    hours: float
    covered: bool = True


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Parameters
    ----------
    roster
        The roster.
    seed, seconds
        Of the search.
    ended
        ``done``, ``time`` or ``interrupted``.
    cures
        What would end a shortfall.
    rounds
        What the simulator said of it and of those before; empty: there is no scenario.
    changed
        Duties that differ from a published roster; None: there is none.
    bounds
        What rosters cost at least that hold the goals, whatever their heads; None: not reckoned.
    whole
        Keys of the scenario by which it says itself who is at work, so that dates could only be played as a whole.
    """

    roster: Roster
    seed: int
    seconds: float
    ended: str
    cures: Sequence[Cure] = ()
    rounds: Sequence[Round] = ()
    changed: int | None = None
    bounds: Bounds | None = None
    whole: Sequence[str] = ()

    @cached_property
    def gaps(self) -> list[Gap]:
        """Where heads are missing."""
        return list(gaps(self.roster))

    @cached_property
    def broken(self) -> list[str]:
        """Rules that are broken; none should be."""
        return broken_rules(self.roster)

    @cached_property
    def owed(self) -> list[tuple[int, int, float]]:
        """Agents who have too few hours in a week."""
        return owed_hours(self.roster)

    @property
    def net_hours(self) -> float:
        """Agent-hours needed at work."""
        return float(self.roster.problem.net.sum()) * self.roster.problem.step / 60

    @property
    def gross_hours(self) -> float:
        """Agent-hours to be planned for them."""
        return float(self.roster.problem.heads.sum()) * self.roster.problem.step / 60

    @property
    def planned_hours(self) -> float:
        """Agent-hours planned within the intervals, breaks left out."""
        return float(self.roster.planned.sum()) * self.roster.problem.step / 60

    @property
    def short_hours(self) -> float:
        """Agent-hours that are missing."""
        return float(self.roster.short.sum()) * self.roster.problem.step / 60

    @property
    def paid_hours(self) -> float:
        """Hours of work of all agents."""
        return self.roster.paid_hours

    @property
    def cost(self) -> float:
        """Hours of work, each times its cost."""
        return roster_cost(self.roster)

    @property
    def met(self) -> bool:
        """Whether nothing is missing: heads, and in the simulator the goals."""
        return not self.gaps and (not self.rounds or (self.checked is not None and self.checked.held))

    @property
    def at_least(self) -> Bounds | None:
        """The bounds, where they are about this roster: it holds the goals, and nobody has too few hours."""
        return self.bounds if self.met and not self.owed else None

    @property
    def checked(self) -> Round | None:
        """What the simulator said of the roster itself; None: it was not asked."""
        return next((each for each in reversed(self.rounds) if each.named), None)


def gaps(roster: Roster) -> Iterator[Gap]:
    """The intervals in which heads are missing, those next to each other together."""
    from simulation.planning.rostering.duties import uncovered

    problem, short = roster.problem, roster.short
    nobody = set(uncovered(problem)) if short.any() else set()
    for group, day in sorted({(int(g), int(d)) for g, d, _ in zip(*short.nonzero(), strict=True)}):
        row = short[group, day]
        missing = [at for at in range(len(row)) if row[at] > 0]
        while missing:
            last = first = missing[0]
            while last + 1 in missing:
                last += 1
            own = row[first : last + 1]
            hours = float(own.sum()) * problem.step / 60
            covered = not any((group, day, at) in nobody for at in range(first, last + 1))
            yield Gap(group, day, first, last, float(own.max()), hours, covered)
            missing = [at for at in missing if at > last]
