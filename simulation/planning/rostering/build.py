"""From a roster file to its answer: solve, play, ask for more heads, solve again, and check on fresh customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulation.planning.rostering.answer import Answer, gaps
from simulation.planning.rostering.cure import cures
from simulation.planning.rostering.play import Round, play, raised
from simulation.planning.rostering.problem import Roster
from simulation.planning.rostering.reader import RosterFile
from simulation.planning.rostering.search import Clock
from simulation.planning.rostering.solve import Kept, Settings, solve

CURE_S = 20.0
"""Seconds that the search for cures may take beyond the limit."""

CHECKED = 3
"""The final check has so many times as many days as a round."""


@dataclass(frozen=True)
class Wanted:
    """How to make a roster.

    Parameters
    ----------
    seed, threads, effort
        Of the search, see :class:`~simulation.planning.rostering.solve.Settings`.
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
    rounds: int = 4
    replications: int = 20


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
    part = Clock(
        None if wanted.time_limit is None else (0.5 if file.scenario and wanted.rounds else 1) * wanted.time_limit
    )
    settings = Settings(wanted.seed, wanted.threads, part, wanted.effort, tell)
    roster = solve(file.problem, settings, kept)
    rounds: list[Round] = []
    if file.scenario is not None and wanted.rounds and not part.interrupted:
        settings = replace(settings, clock=clock)
        roster, rounds = _played(file, roster, replace(wanted, rounds=1 if kept else wanted.rounds), settings)
    clock.interrupted = clock.interrupted or part.interrupted
    clock.late = clock.late or part.late
    found = []
    if any(gaps(roster)) and not clock.interrupted:
        found = cures(roster, seed=wanted.seed, threads=wanted.threads, clock=Clock(CURE_S))
    ended = "interrupted" if clock.interrupted else "time" if clock.late else "done"
    changed = None if kept is None else _changed(roster, kept)
    return Answer(roster, wanted.seed, clock.seconds, ended, found, rounds, changed)


def _played(file: RosterFile, roster: Roster, wanted: Wanted, settings: Settings) -> tuple[Roster, list[Round]]:
    """Rounds of playing and solving; the best roster is checked on fresh customers."""
    assert file.scenario is not None
    rounds: list[Round] = []
    seen: list[tuple[int, int, Roster]] = []
    try:
        for number in range(1, wanted.rounds + 1):
            found = play(
                roster,
                file.scenario,
                number=number,
                seed=wanted.seed,
                replications=wanted.replications,
                threads=wanted.threads,
            )
            rounds.append(found)
            seen.append((len(found.misses), number, roster))
            if settings.tell is not None:
                settings.tell("play", number, len(found.misses))
            if found.held or number == wanted.rounds or settings.clock.left <= 0:
                break
            problem = raised(roster, found)
            roster = solve(problem, replace(settings, clock=_slice(settings.clock, wanted.rounds - number)))
        _, number, roster = min(seen, key=lambda each: each[:2])
        days = CHECKED * wanted.replications
        last = play(
            roster,
            file.scenario,
            number=number,
            seed=wanted.seed,
            replications=days,
            threads=wanted.threads,
            fresh=True,
        )
        rounds.append(last)
    except KeyboardInterrupt:
        settings.clock.interrupted = True
        roster = min(seen, key=lambda each: each[:2])[2] if seen else roster
    return roster, rounds


def _slice(clock: Clock, rounds: int) -> Clock:
    """A share of the time that is left, for one of so many rounds."""
    return Clock(None if clock.limit is None else clock.left / max(rounds, 1))


def _changed(roster: Roster, kept: Kept) -> int:
    """Duties that are other than they were, absences included."""
    now = {(duty.agent, duty.day): (duty.shift, duty.group) for duty in roster.duties}
    return sum(now.get(place) != option for place, option in kept.duties.items())
