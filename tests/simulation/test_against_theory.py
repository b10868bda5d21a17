"""Both engines against closed forms and against published tables of simulated days.

Compared as the design says: within 4 standard errors, half a unit of the last printed digit allowed for, and a mean z^2
of at most 2 over each table. The compiled engine's standard errors are at most 0.3 % of a closed form's value (or 0.1
point of a share), and at most the published ones. The SimPy engine would need hours for that; it plays fewer and
shorter days, whose records must be those of the compiled engine row by row, and whose figures lie within 4 of their own
standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from simulation.engines.compiled import CompiledEngine
from simulation.experiment import drawn_source
from simulation.workload import Buffers
from tests.simulation.theory_worlds import (
    Claim,
    Days,
    Figure,
    assert_agreement,
    assert_near,
    known_world,
    simulated,
    simulated_twice,
)

pytestmark = pytest.mark.slow  # and hours without the compiler

SHARES = {"p_wait", "p_abandon", "occupancy", "in_time_of_offered", "in_time_of_not_soon_gone", "in_time_of_answered"}


@dataclass(frozen=True)
class Known:
    """A world of the long run, and printed figures of it.

    Parameters
    ----------
    source
        Who printed them.
    scenario, overrides, within_s
        As for :func:`known_world`.
    printed
        Name of the figure, class of contacts (None: all) and what is printed.
    days
        So many are needed for the standard errors.
    """

    source: str
    scenario: str
    overrides: tuple[str, ...]
    printed: tuple[tuple[str, int | None, str], ...]
    days: int
    within_s: float = 20.0

    def claims(self, days: Days) -> list[Claim]:
        return [
            Claim(f"{self.source}: {name} {cls or ''}", days.figure(name, cls), printed, share=name in SHARES)
            for name, cls, printed in self.printed
        ]


def calls(per_h: float, work_s: float, agents: int, patience_s: float | None = None) -> tuple[str, ...]:
    """Overrides that make a scenario of one queue and one group another one."""
    patience = () if patience_s is None else (f"patience.mean_s={patience_s}",)
    return (f"arrivals.per_h={per_h}", f"service.mean_s={work_s}", f"groups.desk.staff={agents}", *patience)


def classes(agents: int, rates: tuple[float, float], hang_ups: tuple[float, float]) -> tuple[str, ...]:
    """Overrides of ``priority`` with rates per minute; the mean work is a minute."""
    first, second = (60 / rate for rate in hang_ups)
    return (
        f"groups.desk.staff={agents}",
        f"arrivals.rates[0].per_h={60 * rates[0]:g}",
        f"arrivals.rates[1].per_h={60 * rates[1]:g}",
        f"patience=[{{tier: urgent, law: exponential, mean_s: {first!r}}}, {{law: exponential, mean_s: {second!r}}}]",
    )


def two(name: str, first: str, second: str) -> tuple[tuple[str, int | None, str], ...]:
    """A figure of the first and of the second class."""
    return (name, 0, first), (name, 1, second)


# The same figures as in test_theory.py, where the formulas are held to them.
ONE_CLASS = [
    Known(
        "M/M/1",
        "mm1",
        (),
        (
            ("mean_wait_s", None, "9.000000"),
            ("mean_stay_s", None, "12.000000"),
            ("mean_queue", None, "2.250000"),
            ("mean_in_system", None, "3.000000"),
        ),
        560,
    ),
    Known("Herzog, Erlang C", "erlang_c", (), (("mean_wait_s", None, "26.56"),), 720),
    Known("Herzog, Erlang A", "erlang_a", (), (("mean_wait_s", None, "9.91"),), 220),
    Known(
        "pyworkforce, Erlang C, 14 agents",
        "erlang_c",
        calls(200, 180, 14),
        (
            ("in_time_of_offered", None, ".88835"),
            ("occupancy", None, ".714286"),
            ("p_wait", None, ".174132"),
        ),
        50,
    ),
    Known(
        "pyworkforce, Erlang C, 15 agents",
        "erlang_c",
        calls(200, 180, 15),
        (("in_time_of_offered", None, ".941"), ("occupancy", None, ".667"), ("p_wait", None, ".102")),
        22,
    ),
    Known(
        "pyworkforce, Erlang A",
        "erlang_a",
        calls(200, 180, 14, 300),
        (
            ("p_wait", None, ".14526"),
            ("p_abandon", None, ".013984"),
            ("occupancy", None, ".704297"),
            ("in_time_of_offered", None, ".916792"),
        ),
        40,
    ),
    Known(
        "callcentretools.com, Erlang C, 64 agents",
        "erlang_c",
        calls(800, 257, 64),
        (("in_time_of_offered", None, ".837"),),
        16,
    ),
    *(
        Known(
            f"callcentretools.com, abandoned, {n} agents",
            "erlang_a",
            (*calls(800, 257, n, 60), "day.intervals=11"),
            (("p_abandon", None, printed),),
            12,
        )
        for n, printed in ((58, ".0629"), (62, ".0336"), (70, ".0059"))
    ),
    Known(
        "callcentretools.com, 1000 calls an hour, Erlang C, 58 agents",
        "erlang_c",
        calls(1000, 180, 58),
        (("in_time_of_offered", None, ".875"),),
        16,
        within_s=10.0,
    ),
    Known(
        "callcentretools.com, 1000 calls an hour, abandoned, 55 agents",
        "erlang_a",
        (*calls(1000, 180, 55, 120), "day.intervals=11"),
        (("p_abandon", None, ".0241"),),
        12,
    ),
    Known(
        "most-queue, one class",
        "erlang_a",
        calls(60, 120, 3, 200),
        (("mean_queue", None, ".29312"), ("p_abandon", None, ".087936")),
        180,
    ),
    Known(
        "erlangR, 12 agents",
        "erlang_a",
        calls(120, 280, 12, 100),
        (
            ("p_abandon", None, ".05563"),
            ("p_wait", None, ".1882"),
            ("mean_wait_s", None, "5.563"),
            ("occupancy", None, ".7345"),
        ),
        220,
    ),
    *(
        Known(f"erlangR, {n} agents", "erlang_a", calls(120, 280, n, 100), (("p_abandon", None, printed),), 10)
        for n, printed in ((9, ".17955929"), (11, ".08627226"), (13, ".03407010"), (15, ".01089631"))
    ),
]

TWO_CLASSES = [
    Known(
        "most-queue 3 agents, .4 .4",
        "priority",
        classes(3, (1.2, 1.5), (0.4, 0.4)),
        (
            *two("mean_queue", ".278589", ".673961"),
            *two("p_abandon", ".092863", ".179723"),
            *two("mean_wait_s", "13.92948", "26.95848"),  # .232158 and .449308 min
        ),
        60,
    ),
    Known(
        "most-queue 3 agents, .3 .6",
        "priority",
        classes(3, (1.2, 1.5), (0.3, 0.6)),
        (*two("mean_queue", ".287719", ".541352"), *two("p_abandon", ".07193", ".216541")),
        60,
    ),
    Known(
        "most-queue 3 agents, .3 .7",
        "priority",
        classes(3, (1.2, 1.5), (0.3, 0.7)),
        (*two("mean_queue", ".282898", ".488311"), *two("p_abandon", ".070725", ".227878")),
        60,
    ),
    Known(
        "most-queue 10 agents, .5 .5",
        "priority",
        classes(10, (4, 5), (0.5, 0.5)),
        (*two("mean_queue", ".267263", ".938948"), *two("p_abandon", ".033408", ".093895")),
        60,
    ),
    Known(
        "most-queue 10 agents, 1 .25",
        "priority",
        classes(10, (2, 9), (1, 0.25)),
        (*two("mean_queue", ".175125", "5.090000"), *two("p_abandon", ".087562", ".141389")),
        40,
    ),
]


@pytest.mark.parametrize("table", [ONE_CLASS, TWO_CLASSES], ids=["one class", "two classes"])
def test_long_run(table: list[Known]) -> None:
    """The compiled engine's figures of the long run are the printed ones; a day's first interval is left out."""
    claims = []
    for known in table:
        world = known_world(known.scenario, *known.overrides, within_s=known.within_s)
        claims += known.claims(simulated(world, known.days, warm_up=1))
    assert_agreement(claims)


def test_found_in_system() -> None:
    """M/M/1 with arrivals 1 and service 1.25: who arrives finds 0, 1, 2 … with probability .2, .16, .128 … exactly."""
    world = known_world("mm1", *calls(3600, 0.8, 1)).world
    source, engine, buffers = drawn_source(world, seed=1), CompiledEngine(world), Buffers()
    found = np.zeros((80, 6))
    for day, counts in enumerate(found):
        contacts = source.draw(day, buffers)
        done = engine.simulate(contacts).records["done"]  # ascending: one agent, first come first served
        ahead = np.arange(len(contacts)) - np.searchsorted(done, contacts["arrival"])
        warm = ahead[contacts["arrival"] > world.interval_us]
        counts[:] = np.bincount(warm, minlength=6)[:6] / len(warm)
    errors = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert_agreement(
        Claim(f"{number} in the system", Figure(share, error), f"{0.2 * 0.8**number:.6f}", share=True)
        for number, (share, error) in enumerate(zip(found.mean(axis=0).tolist(), errors.tolist(), strict=True))
    )


@dataclass(frozen=True)
class Printed:
    """A line of a table of 1000 simulated days: kind and name of the figure, average, standard deviation of a day.

    The standard deviation is printed with the table; over the root of 1000 it is the standard error.
    """

    kind: str
    name: str
    average: str
    deviation: float
    unit: float = 1.0

    def claim(self, days: Days) -> Claim:
        ours = days.count(self.name) if self.kind == "count" else days.figure(self.name)
        return Claim(self.name, ours * (1 / self.unit), self.average, self.deviation / 1000**0.5)


MINUTE = 60.0

# MMC, MMCAb and MMCBlocked of the contact centre library of Montreal (doc/examples, .res): days from empty. Their
# "service level" is a share of the answered; "with abandonment" of those who did not abandon in time; "with blocked
# contacts" of the offered.
DAYS = {
    "mmc_day": (
        Printed("count", "within", "1816.158", 57.043),
        Printed("share", "in_time_of_answered", "0.902", 0.033),
        Printed("mean", "mean_answer_s", "0.099", 0.045, MINUTE),
        Printed("share", "occupancy", "0.695", 0.023),
    ),
    "mmc_abandon_day": (
        Printed("count", "abandoned", "58.609", 15.295),
        Printed("count", "within", "1906.008", 35.828),
        Printed("share", "in_time_of_answered", "0.975", 7.9e-3),
        Printed("mean", "mean_answer_s", "0.024", 6.0e-3, MINUTE),
        Printed("share", "occupancy", "0.675", 0.019),
        Printed("share", "in_time_of_not_soon_gone", "0.968", 9.9e-3),
    ),
    "mmc_blocked_day": (
        Printed("count", "blocked", "18.655", 9.831),
        Printed("count", "within", "1854.284", 42.176),
        Printed("share", "in_time_of_answered", "0.929", 0.019),
        Printed("mean", "mean_answer_s", "0.060", 0.016, MINUTE),
        Printed("share", "occupancy", "0.689", 0.021),
        Printed("share", "in_time_of_offered", "0.920", 0.022),
    ),
}


@pytest.mark.parametrize("scenario", DAYS)
def test_days_from_empty(scenario: str) -> None:
    """The compiled engine's days are those of the printed table, start from empty and draining included."""
    days = simulated(known_world(scenario), 1500)
    assert_agreement(printed.claim(days) for printed in DAYS[scenario])


@pytest.mark.parametrize("scenario", DAYS)
def test_days_from_empty_in_simpy(scenario: str) -> None:
    """So are the SimPy engine's, record by record those of the compiled engine."""
    days = simulated_twice(known_world(scenario), 10)
    assert_near(printed.claim(days) for printed in DAYS[scenario])


# A dozen short days each, of which the first interval warms up.
IN_SIMPY = {
    "M/M/1": ("day.interval_min=60", "day.intervals=3"),
    "Herzog, Erlang C": ("day.interval_min=120", "day.intervals=4"),
    "Herzog, Erlang A": ("day.interval_min=60", "day.intervals=6"),
    "erlangR, 12 agents": ("day.interval_min=60", "day.intervals=10"),
    "most-queue 3 agents, .4 .4": ("day.interval_min=60", "day.intervals=8"),
    "most-queue 10 agents, 1 .25": ("day.interval_min=30", "day.intervals=5"),
}


@pytest.mark.parametrize("source", IN_SIMPY)
def test_long_run_in_simpy(source: str) -> None:
    """The SimPy engine's figures are the printed ones, and its records those of the compiled engine."""
    (known,) = (known for known in (*ONE_CLASS, *TWO_CLASSES) if known.source == source)
    world = known_world(known.scenario, *known.overrides, *IN_SIMPY[source], within_s=known.within_s)
    assert_near(known.claims(simulated_twice(world, 12, warm_up=1)))


def test_a_wrong_figure_is_found() -> None:
    """The comparison can fail: on a value that is off, on too few days, and on a table that is a little off."""
    exact = Claim("", Figure(0.5, 0.0005), "0.500000", share=True)
    assert_agreement([exact])
    with pytest.raises(AssertionError):
        assert_agreement([replace(exact, printed="0.503000")])
    with pytest.raises(AssertionError):
        assert_agreement([replace(exact, ours=Figure(0.5, 0.002))])
    with pytest.raises(AssertionError):
        assert_agreement([replace(exact, printed="0.501000")] * 5)
    assert_agreement([replace(exact, printed="0.501000"), exact])
