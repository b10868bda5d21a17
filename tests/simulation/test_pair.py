"""The bundled pair ``today`` and ``plan``: a month-end day with its symptoms, the measures against them, a pilot."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from simulation.compare.compare import compare
from simulation.compare.comparison import Comparison, PilotMeasure, Word
from simulation.compare.levers import LeverSet, load_levers, parse_lever, sides_of_levers
from simulation.compare.measure import (
    BOT_SHARE,
    FIRST_CONTACT_RESOLUTION,
    MEAN_HANDLING,
    MEAN_WAIT,
    OCCUPANCY,
    OVERALL,
    SATISFIED,
    SERVICE_LEVEL,
    Cell,
    Kind,
    Measure,
)
from simulation.compare.side import sides_of_scenarios
from simulation.experiment import Plan
from simulation.report.compare.words import other_words
from simulation.scenario import load_scenario
from simulation.sweep.content import content_hash

KNOWLEDGE = "resolution[{0}].knowledge=1.2;service[{0}].mean_s*=0.65;wrap_up[{0}].mean_s*=0.65"
"""A knowledge base for the entries with this number: those of products, or of all else."""


@cache
def pair(replications: int) -> Comparison:
    """``plan`` beside ``today``."""
    return compare(sides_of_scenarios(["today", "plan"]), Plan(replications))


def figure(comparison: Comparison, side: int, measure: Measure, cell: Cell = OVERALL) -> float:
    """A figure of one side."""
    mean = comparison.sides[side].values[measure][cell].mean
    assert mean is not None
    return mean


def test_today_has_the_symptoms() -> None:
    """At month end lines are busy, customers wait more than three minutes, and too few are helped at once."""
    found = pair(30)
    assert figure(found, 0, OCCUPANCY) > 0.7
    assert figure(found, 0, MEAN_WAIT) > 180
    assert figure(found, 0, FIRST_CONTACT_RESOLUTION) < 0.6
    assert figure(found, 0, BOT_SHARE) < 0.1
    # The figures of the head of the file.
    assert figure(found, 0, MEAN_WAIT) == pytest.approx(192, abs=30)
    assert figure(found, 0, SERVICE_LEVEL) == pytest.approx(0.15, abs=0.05)
    assert figure(found, 0, FIRST_CONTACT_RESOLUTION) == pytest.approx(0.522, abs=0.02)
    assert figure(found, 0, SATISFIED) == pytest.approx(0.658, abs=0.03)


def test_the_plan_reaches_what_is_asked_for() -> None:
    """Mean wait at most 1.5 min, FCR at least 85 %, handling time less by 40 %, 60 % by the bot, 90 % satisfied."""
    found = pair(30)
    assert figure(found, 1, MEAN_WAIT) <= 90
    assert figure(found, 1, FIRST_CONTACT_RESOLUTION) >= 0.85
    assert figure(found, 1, MEAN_HANDLING) <= 0.6 * figure(found, 0, MEAN_HANDLING)
    assert figure(found, 1, BOT_SHARE) >= 0.6
    assert figure(found, 1, SATISFIED) >= 0.9
    assert figure(found, 1, SERVICE_LEVEL) >= 0.8
    for measure in (MEAN_WAIT, FIRST_CONTACT_RESOLUTION, MEAN_HANDLING, BOT_SHARE, SATISFIED):
        assert found.sides[1].changes[measure][OVERALL].word is Word.BETTER


def test_the_plan_is_today_with_all_levers() -> None:
    """The two files and the levers do not drift apart: the same world comes out of both."""
    today = load_scenario("today", overrides=[each for lever in load_levers("today").levers for each in lever.written])
    plan = load_scenario("plan")
    policy = replace(plan.policy, name=today.policy.name)
    assert policy == today.policy
    assert content_hash(replace(plan.world, policy=policy)) == content_hash(today.world)


@pytest.mark.slow
def test_each_lever_by_itself() -> None:
    """Bot and knowledge base each bring the wait below 1.5 min, and do the same work twice; callbacks cost FCR."""
    chosen = load_levers("today")
    names = [lever.name for lever in chosen.levers]
    sides = sides_of_levers("today", chosen.levers)
    waits = compare(sides, Plan(10), levers=chosen, measure="mean_wait_s")
    assert waits.levers is not None
    overlap = waits.levers.overlap
    assert overlap is not None
    assert overlap.high is not None
    assert overlap.high < 0
    for name in ("bot", "knowledge base"):
        assert figure(waits, 1 + names.index(name), MEAN_WAIT) <= 90
    assert [row.word for row in waits.levers.rows] == [Word.BETTER] * len(names)
    solved = [figure(waits, side, FIRST_CONTACT_RESOLUTION) for side in range(1 + len(names))]
    gains = dict(zip(names, [100 * (share - solved[0]) for share in solved[1:]], strict=True))
    assert gains == pytest.approx(
        {"bot": 10.6, "knowledge base": 24.4, "skill routing": 9.9, "wait notice and callback": -12.4, "form": 2.5},
        abs=3,
    )


def test_levers_at_two_desks_do_not_overlap() -> None:
    """A knowledge base for each of two desks that do not help each other: together they give the sum."""
    chosen = LeverSet(tuple(parse_lever(f"{number}={KNOWLEDGE.format(number)}") for number in (0, 1)))
    found = compare(
        sides_of_levers("today", chosen.levers), Plan(10), levers=chosen, measure="first_contact_resolution"
    )
    assert found.levers is not None
    assert found.levers.overlap is not None
    assert found.levers.overlap.mean == pytest.approx(0, abs=1e-9)
    assert not any("Together they give" in said for said in other_words(found))


def in_pilot(lever: str, measure: Measure) -> PilotMeasure:
    """A lever's pilot at the desk for products, judged by one measure."""
    chosen = [parse_lever(lever)]
    found = compare(sides_of_levers("today", chosen), Plan(20), pilot_of="queue:product").pilot
    assert found is not None
    return next(row for row in found.sides[0].measures if row.measure == measure)


@pytest.mark.parametrize("measure", [MEAN_HANDLING, FIRST_CONTACT_RESOLUTION], ids=lambda measure: measure.key)
def test_a_pilot_at_one_desk_shows_the_whole_effect(measure: Measure) -> None:
    """Where the desks do not help each other, others stay as they are, and the pilot shows what the roll-out brings."""
    pilot = in_pilot("first=" + KNOWLEDGE.format(0), measure)
    assert (pilot.control_change.mean, pilot.control_change.low) == pytest.approx((0.0, 0.0), abs=1e-9)
    rollout = [parse_lever("all=" + KNOWLEDGE.format(0) + ";" + KNOWLEDGE.format(1))]
    everywhere = compare(sides_of_levers("today", rollout), Plan(20))
    effect = everywhere.sides[1].changes[measure][Cell(Kind.QUEUE, "product")].difference.mean
    low, high = pilot.difference.low, pilot.difference.high
    assert effect is not None
    assert low is not None
    assert high is not None
    assert effect * measure.better > 0
    assert low <= effect <= high
    assert (low > 0) == (high > 0) == (measure.better > 0)
    assert pilot.days is not None
