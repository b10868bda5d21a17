"""How often the procedure of a suite is wrong, counted over many suites of days whose truth is known.

``python -m tests.simulation.gates.error_rates`` prints the table of docs/explanation/statistics.md; it takes some
minutes. The tests beside count fewer suites.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.experiment import Plan
from simulation.gates.days import simulate_days
from simulation.gates.decide import (
    Ends,
    Levels,
    ends_of_days,
    ends_of_difference,
    ends_of_mean,
    ends_of_ratio,
    fails,
    levels_of_looks,
    passes,
)
from simulation.gates.gate import Chosen, Quantity
from simulation.scenario import load_scenario
from tests.simulation.gates.desk import write_desk

Sample = NDArray[np.float64]
"""One number for each day and suite, shape (days, suites)."""
CHUNK = 5_000


class Case(NamedTuple):
    """What is drawn, how it is judged, and the limit; the truth lies just at the limit unless its name says else."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, int]], Sequence[Sample]]
    ends: Callable[[Sequence[Sample], Levels], Ends]
    limit: float
    better: int = 1


def calls(random: np.random.Generator, shape: tuple[int, int]) -> Sample:
    """Contacts of days that differ by a tenth."""
    found: Sample = random.poisson(400 * np.exp(random.normal(0, 0.1, shape) - 0.005)).astype(float)
    return found


def in_time(random: np.random.Generator, number: Sample, quality: Sample) -> Sample:
    """How many of them are answered in time."""
    found: Sample = random.binomial(number.astype(int), np.clip(quality, 0.0, 1.0)).astype(float)
    return found


def even_days(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """0.8 in time, some days better and some worse."""
    number = calls(random, shape)
    return in_time(random, number, 0.8 + 0.05 * random.normal(size=shape)), number


def bad_days(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """0.8 in time on average: 0.44 on every tenth day, 0.84 on the others."""
    number = np.full(shape, 400.0)
    return in_time(random, number, np.where(random.random(shape) < 0.1, 0.44, 0.84)), number


def rare(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """0.99 in time, each contact by itself."""
    number = np.full(shape, 400.0)
    return in_time(random, number, np.full(shape, 0.99)), number


def worse_by_half_a_point(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """The same customers under two policies: 0.8 on average, and half a point less; the days go together."""
    number, day = calls(random, shape), 0.05 * random.normal(size=shape)
    first = in_time(random, number, 0.8 + day)
    lost = random.normal(0.005 * number, 0.3 * np.sqrt(number))
    return first, number, np.clip(first - lost, 0.0, number), number


def unchanged(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """The same policy twice."""
    x, y = even_days(random, shape)
    return x, y, x, y


def longest(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """The longest wait of a day: a Gumbel law with a mean of 300 s."""
    return (random.gumbel(300 - 0.5772156649 * 60, 60, shape),)


def starved(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
    """Every twentieth day somebody waits too long."""
    return ((random.random(shape) < 0.05).astype(float),)


def of_share(days: Sequence[Sample], levels: Levels) -> Ends:
    return ends_of_ratio((days[0], days[1]), levels.passing, levels.failing, is_share=True)


def of_difference(days: Sequence[Sample], levels: Levels) -> Ends:
    first, second = (days[0], days[1]), (days[2], days[3])
    return ends_of_difference(first, second, levels.passing, levels.failing, is_share=True)


def of_mean(days: Sequence[Sample], levels: Levels) -> Ends:
    return ends_of_mean(days[0], levels.failing, levels.passing)


def of_days(days: Sequence[Sample], levels: Levels) -> Ends:
    return ends_of_days(days[0], levels.failing_exact, levels.passing_exact)


UNCHANGED = Case("unchanged policy, not_worse_by 0", unchanged, of_difference, -0.0)
CASES = (
    UNCHANGED,
    Case("not_worse_by 0.005, worse by just that", worse_by_half_a_point, of_difference, -0.005),
    Case("service level 0.8, even days", even_days, of_share, 0.8),
    Case("service level 0.8, every tenth day bad", bad_days, of_share, 0.8),
    Case("0.99 within a time", rare, of_share, 0.99),
    Case("mean of the longest waits", longest, of_mean, 300.0, -1),
    Case("days on which somebody starves", starved, of_days, 0.05, -1),
)


def simulated(pool: int) -> list[Case]:
    """Two policies at the desk: so many simulated days, of which suites draw theirs, and the truth is that of all."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_desk(folder)
        policies = [folder / file for file in ("base.yaml", "starving.yaml")]
        scenarios = [load_scenario(folder / "desk.yaml", policy=policy) for policy in policies]
    members = Chosen(tier=("ordinary",)).members(scenarios[0].world)
    sides = [simulate_days(scenario, (), Plan(pool, seed=5)) for scenario in scenarios]
    cases = []
    for quantity, better in ((Quantity.SERVICE_LEVEL, 1), (Quantity.MEAN_WAIT, -1)):
        parts = [part for side in sides for part in side.part(quantity, members)]
        truth = parts[2].sum() / parts[3].sum() - parts[0].sum() / parts[1].sum()
        cases.append(Case(f"simulated, difference of {quantity}", _drawn(parts), _paired(better), truth, better))
    return cases


def _drawn(parts: Sequence[Sample]) -> Callable[[np.random.Generator, tuple[int, int]], Sequence[Sample]]:
    def draw(random: np.random.Generator, shape: tuple[int, int]) -> Sequence[Sample]:
        days = random.integers(len(parts[0]), size=shape)
        return [part[days] for part in parts]

    return draw


def _paired(better: int) -> Callable[[Sequence[Sample], Levels], Ends]:
    def ends(days: Sequence[Sample], levels: Levels) -> Ends:
        below, above = (levels.passing, levels.failing) if better > 0 else (levels.failing, levels.passing)
        return ends_of_difference((days[0], days[1]), (days[2], days[3]), below, above, is_share=better > 0)

    return ends


def decided(
    case: Case, looks: Sequence[tuple[int, Levels]], suites: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which suites fail this gate, and which pass it."""
    days = case.draw(np.random.default_rng(), (looks[-1][0], suites))
    left, failed, passed = (np.full(suites, start) for start in (True, False, False))
    for upto, levels in looks:
        ends = case.ends([part[:upto] for part in days], levels)
        failed |= left & fails(ends, case.limit, case.better)
        passed |= left & passes(ends, case.limit, case.better)
        left &= ~(failed | passed)
    return failed, passed


def counted(case: Case, looks: Sequence[tuple[int, Levels]], suites: int) -> tuple[float, float]:
    """The shares of suites that fail, and that pass."""
    failed = passed = 0
    for first in range(0, suites, CHUNK):
        found = decided(case, looks, min(CHUNK, suites - first))
        failed, passed = failed + int(found[0].sum()), passed + int(found[1].sum())
    return failed / suites, passed / suites


def main() -> None:
    """Print the table: suites of one gate, with the usual errors and 400 days."""
    suites = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    looks = levels_of_looks(400, 1, 0.001, 0.05)
    sys.stdout.write(f"{suites} suites of one gate, looks after {', '.join(str(days) for days, _ in looks)} days\n")
    for case in (*CASES, *simulated(4000)):
        failed, passed = counted(case, looks, suites)
        sys.stdout.write(f"{case.name:45} fail {failed:8.5f}  pass {passed:8.5f}\n")


if __name__ == "__main__":
    main()
