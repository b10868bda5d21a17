"""From a roster file to its answer: solve, play, ask for more heads, solve again, and check on fresh customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulation.planning.rostering.answer import Answer, gaps
from simulation.planning.rostering.bound import lower_costs
from simulation.planning.rostering.cure import Cure, cures
from simulation.planning.rostering.duty_list import unnamed_roster
from simulation.planning.rostering.iterate import Iteration
from simulation.planning.rostering.joint import covering_shifts
from simulation.planning.rostering.play import Interrupted, Round, play, raised
from simulation.planning.rostering.problem import Roster
from simulation.planning.rostering.reader import RosterFile
from simulation.planning.rostering.search import Clock, interruptible
from simulation.planning.rostering.solve import Kept, Settings, solve
from simulation.planning.rostering.stage import Stage, Whole, stage_of

CURE_S = 20.0
"""Seconds that the search for cures may take beyond the limit."""

FIRST = 0.5
"""Of the time for all, for the first roster, where the simulator is to have some."""

SHARE = 0.4
"""Of the time that is left, for solving once more."""

MOST_CHECKS = 3
"""So often a roster is checked on fresh customers; one that misses a goal is mended before the next check."""

CHECKED = 3
"""The final check has so many times as many days as a round."""


@dataclass(frozen=True)
class Wanted:
    """How to make a roster.

    Parameters
    ----------
    seed, effort
        Of the search, see :class:`~simulation.planning.rostering.solve.Settings`.
    threads
        On which days are simulated.
    time_limit
        Seconds for all.
    rounds
        So many times the simulator may ask for more heads; 0: it is not asked at all.
    replications
        Days to simulate of each date.
    """

    seed: int = 1
    threads: int = 2
    effort: float = 1.0
    time_limit: float | None = None
    rounds: int = 6
    replications: int = 60


def build(
    file: RosterFile,
    wanted: Wanted,
    *,
    kept: Kept | None = None,
    tell: Callable[[str, float, float], None] | None = None,
) -> Answer:
    """Make the roster of a file.

    Parameters
    ----------
    file
        What is wanted of it.
    wanted
        How.
    kept
        A published roster to stay near to; then the simulator only checks.
    tell
        Gets the stage of the search, its best value and bound, in agent-minutes; or ``play`` with round and misses.
    """
    clock = Clock(wanted.time_limit)
    settings = Settings(wanted.seed, clock, wanted.effort, tell)
    rounds: list[Round] = []
    found: list[Cure] = []
    bounds = None
    plays = file.scenario is not None and wanted.rounds > 0
    with interruptible(clock):
        stage = _stage(file, wanted) if plays else None
        if isinstance(stage, Stage):
            roster, rounds = _iterated(file, stage, wanted, settings, kept)
            moved = kept is None and wanted.rounds > 1
            bounds = lower_costs(stage) if moved and not clock.interrupted else None
        else:
            with clock.within(FIRST if plays else 1.0):
                roster = solve(file.problem, settings, kept)
            if plays and not clock.interrupted:
                roster, rounds = _played(file, roster, replace(wanted, rounds=1) if kept else wanted, settings)
        if any(gaps(roster)) and not clock.interrupted:
            late = clock.late
            clock.limit = None if clock.limit is None else clock.seconds + CURE_S
            found = cures(roster, clock)
            clock.late = late
    ended = "interrupted" if clock.interrupted else "time" if clock.late else "done"
    changed = None if kept is None else _changed(roster, kept)
    keys = stage.keys if isinstance(stage, Whole) else ()
    return Answer(roster, wanted.seed, clock.seconds, ended, found, rounds, changed, bounds, keys)


def _stage(file: RosterFile, wanted: Wanted) -> Stage | Whole:
    assert file.scenario is not None
    return stage_of(file.problem, file.scenario, seed=wanted.seed, threads=wanted.threads, days=wanted.replications)


def _iterated(
    file: RosterFile, stage: Stage, wanted: Wanted, settings: Settings, kept: Kept | None
) -> tuple[Roster, list[Round]]:
    """Heads and shifts in turn; a published roster, or one that is to be played once, is only checked."""
    if kept is not None or wanted.rounds == 1:
        with settings.clock.within(FIRST):
            roster = solve(file.problem, settings, kept)
        iteration = Iteration(file.problem, roster, stage, settings, 1)
        iteration.check()
        return iteration.roster, iteration.rounds
    with settings.clock.within(FIRST):
        first = covering_shifts(file.problem, settings.clock)
    if first is None:  # no time even for that
        return solve(file.problem, settings), []
    iteration = Iteration(file.problem, unnamed_roster(file.problem, first), stage, settings, wanted.rounds)
    iteration.run()
    return iteration.roster, iteration.rounds


def _played(file: RosterFile, roster: Roster, wanted: Wanted, settings: Settings) -> tuple[Roster, list[Round]]:
    """Rounds of playing and solving, then a check on fresh customers; what that misses is mended and checked again."""
    game = _Game(file, wanted, settings, roster)
    try:
        game.search()
        for number in range(1, MOST_CHECKS + 1):
            found = game.check(number)
            if found.held or number == MOST_CHECKS or not game.again(found):
                break
    except Interrupted:
        pass
    if game.roster.problem is not file.problem:  # its bound is that of heads that the simulator asked for
        return replace(game.roster, bound=None), game.rounds
    return game.roster, game.rounds


class _Game:
    """A roster that gets better by being played.

    Parameters
    ----------
    file, wanted, settings
        As for :func:`build`.
    roster
        To begin with.
    """

    def __init__(self, file: RosterFile, wanted: Wanted, settings: Settings, roster: Roster) -> None:
        self.file, self.wanted, self.settings, self.roster = file, wanted, settings, roster
        self.rounds: list[Round] = []

    def search(self) -> None:
        """Play and solve until nothing is missed, or rounds or time are up; the roster with fewest misses is kept."""
        best: tuple[int, Roster] | None = None
        for number in range(1, self.wanted.rounds + 1):
            found = self._play(number)
            if best is None or len(found.misses) < best[0]:
                best = len(found.misses), self.roster
            if found.held or number == self.wanted.rounds or not self.again(found):
                break
        assert best is not None
        self.roster = best[1]

    def check(self, number: int) -> Round:
        """Play on customers whom no roster before has met."""
        return self._play(self.rounds[-1].number + (number > 1), fresh=number)

    def again(self, found: Round) -> bool:
        """Solve with more heads where goals were missed; whether there was time for it."""
        left = self.settings.clock.left
        if left <= 0 or self.wanted.rounds < 2:
            return False
        with self.settings.clock.within(SHARE):
            self.roster = solve(raised(self.roster, found), self.settings)
        return not self.settings.clock.interrupted

    def _play(self, number: int, fresh: int = 0) -> Round:
        assert self.file.scenario is not None
        found = play(
            self.roster,
            self.file.scenario,
            number=number,
            seed=self.wanted.seed,
            replications=self.wanted.replications * (CHECKED if fresh else 1),
            threads=self.wanted.threads,
            fresh=fresh,
            stop=lambda: self.settings.clock.interrupted,
        )
        self.rounds.append(found)
        if self.settings.tell is not None:
            self.settings.tell("play", number, len(found.misses))
        return found


def _changed(roster: Roster, kept: Kept) -> int:
    """Duties that are other than they were, absences included."""
    now = {(duty.agent, duty.day): (duty.shift, duty.group) for duty in roster.duties}
    return sum(now.get(place) != option for place, option in kept.duties.items())
