"""Results that look like those of a bank's payday, made by arithmetic alone, for tests of the report.

The figures hang together: offered = answered + abandoned + blocked, the day is the sum of its intervals, a share lies
between its limits. They are no simulation; a busy half-hour is simply given more load than staff.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulation.measuring.results import (
    Band,
    Breach,
    Cell,
    Checks,
    Deciles,
    Figure,
    Goal,
    GoalCell,
    GoalRisk,
    GroupCell,
    Held,
    Interval,
    Results,
    Risk,
    Verdict,
)
from simulation.measuring.terms import Averaged, ServiceLevelOf

QUEUES = ("vip_fx", "vip", "risk", "fx", "transaction", "account", "product_service", "chat")
PROBLEMS = ("account", "transaction", "product", "service", "other")
TIERS = ("ordinary", "vip", "risk")
CHANNELS = ("phone", "chat")
GROUPS = (
    "front",
    "front_evening",
    "transactions",
    "accounts",
    "products",
    "vip_desk",
    "fx",
    "fx_senior",
    "risk_team",
    "chat_team",
)
NOTHING = Figure(None)


@dataclass(frozen=True)
class Shape:
    """How large the fake is, and whether its figures have intervals."""

    intervals: int = 24
    queues: Sequence[str] = QUEUES
    groups: Sequence[str] = GROUPS
    sure: bool = True
    peak: float = 1.12
    interval_s: int = 1800


def figure(mean: float, half: float, sure: bool, top: float = math.inf) -> Figure:
    """``mean`` with an interval of ``half`` to either side, cut off at 0 and ``top``."""
    return Figure(mean, max(0.0, mean - half), min(top, mean + half)) if sure else Figure(mean)


def load(index: int, intervals: int, peak: float) -> float:
    """Offered load over staff: a surge in the late morning, a lesser one in the afternoon."""
    x = (index + 0.5) / intervals
    return 0.78 + (peak - 0.78) * math.exp(-(((x - 0.3) / 0.1) ** 2)) + 0.17 * math.exp(-(((x - 0.65) / 0.07) ** 2))


def cell(offered: float, rho: float, sure: bool) -> Cell:
    """The figures of ``offered`` contacts that met the load ``rho``."""
    service = 1 / (1 + math.exp((rho - 1.02) * 22)) * 0.97 + 0.02
    left = min(0.4, 0.004 + 0.25 * max(0.0, rho - 0.9) ** 1.2)
    gone = offered * left
    answered = offered - gone
    mean = 2 + 95 * max(0.0, rho - 0.7) ** 2.2
    noise = 0.9 / math.sqrt(max(offered, 1.0))
    return Cell(
        offered=figure(offered, offered * noise * 0.4, sure),
        answered=figure(answered, offered * noise * 0.4, sure),
        within_target=figure(answered * service, offered * noise * 0.5, sure),
        abandoned_count=figure(gone, gone * noise, sure),
        blocked=figure(0.0, 0.0, sure),
        deflected=figure(0.0, 0.0, sure),
        called_back=figure(0.0, 0.0, sure),
        contained=figure(0.0, 0.0, sure),
        service_level=figure(service, noise * 0.3, sure, 1.0),
        abandoned=figure(left, noise * 0.1, sure, 1.0),
        mean_wait_s=figure(mean, mean * noise, sure),
        mean_answer_s=figure(mean * 0.96, mean * noise, sure),
        wait_p50_s=figure(mean * 0.4, mean * noise, sure),
        wait_p90_s=figure(mean * 2.6, 2 * mean * noise, sure),
        wait_p99_s=figure(mean * 5.1, 5 * mean * noise, sure),
        longest_wait_s=figure(mean * 9, 12 * mean * noise, sure),
        queue_length=figure(offered * mean / 1800, mean * noise, sure),
    )


def held(share: Figure, goal: Goal) -> Held:
    """What the interval says about the goal."""
    assert share.mean is not None
    if share.low is None or share.high is None:
        return Held.UNDECIDED
    if share.low >= goal.share:
        return Held.HELD
    return Held.MISSED if share.high < goal.share else Held.UNDECIDED


def verdict(shape: Shape, offered: Sequence[float]) -> Verdict:
    """VIP 90 %, the others 80 %, each half-hour."""
    goals = (Goal("vip", ("vip",), 0.9, 30.0), Goal("others", ("ordinary", "risk"), 0.8, 30.0))
    cells, breaches = [], []
    for index in range(shape.intervals):
        rho = load(index, shape.intervals, shape.peak)
        for number, goal in enumerate(goals):
            mean = 1 / (1 + math.exp((rho - (1.08 if number == 0 else 1.02)) * 22)) * 0.97 + 0.02
            share = figure(mean, 0.012, shape.sure, 1.0)
            state = held(share, goal)
            missed = state is Held.MISSED
            need = max(1, round((rho - 0.95) * 40)) if missed else None
            group = ("fx_senior", "front")[number] if missed else None
            cells.append(GoalCell(number, index, offered[index] * (0.1, 0.9)[number], share, state, need, group))
            for place, problem in enumerate(PROBLEMS[:3] if missed else ()):
                tier = goal.tiers[0]
                breaches.append(
                    Breach(index, problem, tier, offered[index] / (3 + place), max(0.0, mean - 0.09 + place * 0.04))
                )
    states = {cell.held for cell in cells}
    overall = next(state for state in (Held.MISSED, Held.UNDECIDED, Held.HELD) if state in states)
    return Verdict(overall, goals, tuple(cells), tuple(breaches))


def group_cell(number: int, rho: float, sure: bool, shift: float = 1.0) -> GroupCell:
    """Staff and occupancy of group ``number`` at the load ``rho``."""
    staff = float(round((12 + 9 * number) * shift))
    return GroupCell(
        figure(staff, 0.05 * staff * 0.1, sure),
        figure(min(0.985, rho * (0.8 + 0.015 * number)), 0.004, sure, 1.0),
        figure(staff * 7.4 * rho, 3.0, sure),
    )


def results(shape: Shape = Shape()) -> Results:
    """The whole of a fake answer."""
    n, sure = shape.intervals, shape.sure
    rhos = [load(index, n, shape.peak) for index in range(n)]
    offered = [1700.0 * rho for rho in rhos]
    day = sum(offered)
    intervals = tuple(
        Interval(
            index=index,
            start_s=9 * 3600 + index * shape.interval_s,
            label=clock(9 * 3600 + index * shape.interval_s),
            cell=cell(offered[index], rho, sure),
            queue_length=Band(30 * rho**8, 18 * rho**8, 47 * rho**8),
            occupancy=figure(min(0.99, rho * 0.86), 0.002, sure, 1.0),
        )
        for index, rho in enumerate(rhos)
    )

    def parts(names: Sequence[str], spread: float = 0.03) -> dict[str, Cell]:
        weights = [1 / (place + 1.5) for place in range(len(names))]
        return {
            name: cell(day * weight / sum(weights), 0.93 - spread * place, sure)
            for place, (name, weight) in enumerate(zip(names, weights, strict=True))
        }

    return Results(
        scenario="payday",
        about="A bank's payday: 480 agents, about 40,000 contacts over 24 half-hours.",
        policy="payday",
        policy_hash="5f2c" * 16,
        seed=1,
        replications=100 if sure else 1,
        contacts=round(day) * (100 if sure else 1),
        engine="compiled",
        target_s=30.0,
        interval_s=shape.interval_s,
        leavers="individual",
        notes=("A chat takes an agent's whole attention: each agent has one contact at a time.",),
        verdict=verdict(shape, offered),
        overall=cell(day, 0.94, sure),
        overall_occupancy=figure(0.812, 0.0011, sure, 1.0),
        intervals=intervals,
        queues=parts(shape.queues),
        problems=parts(PROBLEMS),
        tiers=parts(TIERS),
        channels=parts(CHANNELS),
        groups={name: group_cell(place, 0.93, sure) for place, name in enumerate(shape.groups)},
        heat={
            name: tuple(cell(offered[i] / 8, rhos[i] + 0.05 - 0.02 * place, sure).service_level for i in range(n))
            for place, name in enumerate(shape.queues)
        },
        group_intervals={
            name: tuple(group_cell(place, rho, sure, (0.8, 1.0, 1.0, 0.7)[4 * i // n]) for i, rho in enumerate(rhos))
            for place, name in enumerate(shape.groups)
        },
        checks=checks(round(day) * 100),
        risk=risk(shape, rhos),
        service_levels={of: dict.fromkeys(Averaged, cell(day, 0.94, sure).service_level) for of in ServiceLevelOf},
    )


def risk(shape: Shape, rhos: Sequence[float]) -> Risk:
    """Days that differ more the busier they are; of one day nothing is known."""
    nothing = Deciles(None, None, None)
    days = tuple(Deciles(1 / rho - 0.3, 1 / rho - 0.2, 1 / rho - 0.12) if shape.sure else nothing for rho in rhos)
    missed = tuple(figure(min(1.0, rho / 3), 0.1, shape.sure, 1.0) for rho in rhos)
    goals = tuple(GoalRisk(number, days[0], missed[0], missed[-1], missed) for number in (0, 1))
    return Risk(days[0], days[-1], nothing if not shape.sure else Deciles(3.0, 8.0, 31.0), days, goals)


def checks(offered: int) -> Checks:
    """98 % answered, 70 balked, the rest abandoned; an equation to the microsecond."""
    answered, waited_us = offered * 98 // 100, 123_456_789_012_345
    return Checks(offered, answered, offered - answered - 70, 70, 0, 0, 0, 0, waited_us, waited_us)


def clock(seconds: int) -> str:
    """``09:30``."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def single() -> Results:
    """One interval, one queue, one group."""
    return results(Shape(intervals=1, queues=("all",), groups=("agents",), peak=0.8))


def unsure() -> Results:
    """One replication: no figure has an interval, and nothing is decided."""
    return results(Shape(sure=False))


def calm() -> Results:
    """Every half-hour holds."""
    return results(Shape(peak=0.8))


def empty() -> Results:
    """A day on which nobody came: every share and wait is unknown."""
    full = results(Shape(intervals=2, queues=("all",), groups=("agents",), sure=False))
    zero = Figure(0.0)
    none = Cell(*(zero,) * 8, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, zero)
    idle = GroupCell(Figure(5.0), zero, zero)
    return replace(
        full,
        contacts=0,
        overall=none,
        overall_occupancy=zero,
        intervals=tuple(
            replace(interval, cell=none, queue_length=Band(0.0, 0.0, 0.0), occupancy=zero)
            for interval in full.intervals
        ),
        queues={"all": none},
        problems=dict.fromkeys(PROBLEMS, none),
        tiers=dict.fromkeys(TIERS, none),
        channels=dict.fromkeys(CHANNELS, none),
        groups={"agents": idle},
        heat={"all": (NOTHING, NOTHING)},
        group_intervals={"agents": (idle, idle)},
        verdict=Verdict(Held.HELD, full.verdict.goals, (), ()),
        risk=None,
        checks=Checks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    )


HOSTILE = "</script><script>alert(1)</script><!-- <b>\"'&amp; \x1b]0;owned\x07 =cmd|'/c calc'!A1"


def hostile() -> Results:
    """Names that try to break out of HTML, of the charts' JSON, of the terminal and of a spreadsheet."""
    base = results(Shape(intervals=3, queues=(HOSTILE, "=1+1", "+1", "-1", "@SUM(A1)"), groups=(HOSTILE,), peak=1.3))
    goals = tuple(replace(goal, name=HOSTILE) for goal in base.verdict.goals)
    cells = tuple(replace(cell, mend_group=HOSTILE if cell.mend_group else None) for cell in base.verdict.cells)
    breaches = tuple(replace(breach, problem=HOSTILE) for breach in base.verdict.breaches)
    return replace(
        base,
        scenario=HOSTILE,
        about=HOSTILE,
        policy=HOSTILE,
        notes=(HOSTILE,),
        verdict=replace(base.verdict, goals=goals, cells=cells, breaches=breaches),
    )
