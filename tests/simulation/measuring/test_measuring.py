"""Named definitions: each by hand, from the same day."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from routing.errors import InputError
from routing.model import Presence
from routing.policy import Match, Queue
from simulation.core.records import ORIGIN, Cause
from simulation.core.world import World
from simulation.measuring.asked import Asked
from simulation.measuring.assemble import results
from simulation.measuring.measures import measure, new_measures
from simulation.measuring.metrics import contact_tally
from simulation.measuring.reader import asked_of_staff
from simulation.measuring.results import Goal, Results
from simulation.measuring.service_level import service_level_parts
from simulation.measuring.statistics import daily_ratio
from simulation.measuring.terms import (
    AllBy,
    Averaged,
    Balked,
    Counted,
    OccupancyOf,
    OwnTarget,
    ServiceLevelOf,
    Terms,
    Within,
)
from simulation.scenario import load_scenario
from simulation.staff.staff_file import load_staff
from tests.simulation.facts import Facts, as_engine, measured, small_world, us
from tests.simulation.measuring.test_assemble import Named

WORLD = small_world()


def a_day() -> Facts:
    """Ten: five answered, one of them after exactly 30 s and two later; two gone soon, one late; two others."""
    facts = Facts()
    for wait in (0, 10, 30, 40, 50):
        facts.answered(at=0, wait=wait, talk=5)
    facts.abandoned(at=100, wait=30)
    facts.abandoned(at=110, wait=90)
    facts.balked(at=120)
    facts.blocked(at=130)
    facts.deflected(at=140)
    return facts


def of(terms: Terms, *days: Facts, world: World = WORLD, expected: float | None = None) -> Results:
    asked = Asked(terms, None if expected is None else np.full((3, 1), expected / 3))
    measures = measured(world, *(days or (a_day(),)), asked=asked)
    return results(Named(), measures, seed=1, engine="by hand")


@pytest.mark.parametrize(
    ("definition", "above", "below"),
    [
        (ServiceLevelOf.ANSWERED, 3, 5),
        (ServiceLevelOf.ANSWERED_AND_GONE, 3, 5 + 3),
        (ServiceLevelOf.ANSWERED_AND_LATE_GONE, 3, 5 + 1),
        (ServiceLevelOf.NOT_SOON_GONE, 3, 10 - 2),
        (ServiceLevelOf.OFFERED, 3, 10),
        (ServiceLevelOf.SOON_GONE_IN_TIME, 3 + 2, 10),
        (ServiceLevelOf.EXPECTED, 3, 12),
    ],
)
def test_each_definition_of_the_service_level(definition: ServiceLevelOf, above: int, below: int) -> None:
    """Three of ten answered within 30 s, divided as each definition says; all of them stand beside the one in use."""
    found = of(Terms(definition), expected=12)
    assert found.overall.service_level.mean == pytest.approx(above / below)
    for other in ServiceLevelOf:
        by_itself = of(Terms(other), expected=12).overall.service_level
        assert found.service_levels[other][Averaged.CONTACTS].mean == by_itself.mean


def test_less_than_the_target_leaves_out_a_wait_of_exactly_that() -> None:
    """Answered after 30 s is late then, and abandoned after 30 s is late too; the target is still said to be 30 s."""
    found = of(Terms(within=Within.LESS))
    assert found.overall.service_level.mean == 2 / (10 - 1)
    assert found.overall.within_target.mean == 2
    assert found.target_s == 30


def test_less_than_holds_for_goals_too() -> None:
    """A goal's time is counted up to in the same way."""
    goals = (Goal("all", (), 0.8, 40.0),)
    for within, answered in ((Within.AT_MOST, 4), (Within.LESS, 3)):
        measures = measured(WORLD, a_day(), goals=goals, asked=Asked(Terms(within=within)))
        found = results(Named(), measures, seed=1, engine="by hand")
        assert found.verdict.cells[0].share.mean == answered / 5


def test_the_mean_of_the_days_weighs_each_day_alike() -> None:
    """One of one in time, and none of three: 1/4 of the contacts, half of the days; a day without contacts is none."""
    good, bad = Facts(), Facts()
    good.answered(at=0, wait=1)
    for second in (0, 1, 2):
        bad.answered(at=second, wait=50)
    assert of(Terms(), good, bad, Facts()).overall.service_level.mean == 1 / 4
    found = of(Terms(averaged=Averaged.DAYS), good, bad, Facts())
    assert found.overall.service_level.mean == 1 / 2
    assert found.overall.mean_wait_s.mean == (1 + 50) / 2
    assert found.service_levels[ServiceLevelOf.OFFERED][Averaged.CONTACTS].mean == 1 / 4
    assert found.service_levels[ServiceLevelOf.OFFERED][Averaged.DAYS].mean == 1 / 2


def test_an_interval_of_daily_ratios_is_students_over_the_days_that_have_one() -> None:
    """Eleven days with ratios, and one without: t of 10 degrees of freedom; below 10 such days there is none."""
    above = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0])[:, None]
    below = np.array([20.0] * 11 + [0])[:, None]
    found = daily_ratio(above, below)
    daily = np.arange(1, 12) / 20
    reach = 2.228139 * daily.std(ddof=1) / np.sqrt(11)
    assert found.mean[0] == pytest.approx(daily.mean())
    assert (found.low[0], found.high[0]) == (pytest.approx(daily.mean() - reach), pytest.approx(daily.mean() + reach))
    assert np.isnan(daily_ratio(above[:9], below[:9]).low[0])
    assert np.isnan(daily_ratio(above, below / 10).low[0])  # 22 contacts


def test_who_balked_may_count_as_turned_away() -> None:
    """Then it is offered, neither abandoned nor waiting: not in the mean wait, not in the quantiles."""
    found = of(Terms(balked=Balked.TURNED_AWAY))
    assert found.overall.offered.mean == 10
    assert found.overall.abandoned_count.mean == 2
    assert found.overall.service_level.mean == 3 / (10 - 1)
    assert found.overall.mean_wait_s.mean == pytest.approx((0 + 10 + 30 + 40 + 50 + 30 + 90) / 7)
    # Waits 0 10 30 30 40 50 90: the median is the fourth; with the balked one's 0 it would lie between 10 and 30.
    assert found.overall.wait_p50_s.mean == pytest.approx(30, rel=1 / 64)
    assert found.intervals[1].cell.wait_p50_s.mean == pytest.approx(30, rel=1 / 64)
    assert found.checks.balked == 1


def test_occupancy_may_leave_out_the_time_after_the_shift() -> None:
    """One agent of two goes after 100 s and works for 50 s more: 150 s of work, 350 s signed on, 300 s on shift."""
    facts = Facts()
    for agent in (0, 1):
        facts.presence(at=0, presence=Presence.READY, agent=agent)
    facts.presence(at=100, presence=Presence.DRAINING, agent=1)
    facts.presence(at=150, presence=Presence.OFFLINE, agent=1)
    facts.presence(at=200, presence=Presence.OFFLINE, agent=0)
    facts.answered(at=0, talk=150, agent=1)
    usual, on_shift = (of(Terms(occupancy_of=each), facts) for each in OccupancyOf)
    assert (usual.groups["desk"].occupancy.mean, on_shift.groups["desk"].occupancy.mean) == (150 / 350, 150 / 300)
    assert (usual.groups["desk"].staff.mean, on_shift.groups["desk"].staff.mean) == (350 / 300, 1)
    assert [interval.occupancy.mean for interval in usual.intervals] == [100 / 200, 50 / 150, None]
    assert [interval.occupancy.mean for interval in on_shift.intervals] == [100 / 200, 50 / 100, None]


def test_work_after_the_shift_may_be_more_than_the_time_on_shift() -> None:
    """Occupancy is then above 1, and said to be so."""
    facts = Facts()
    facts.presence(at=0, presence=Presence.READY)
    facts.presence(at=10, presence=Presence.DRAINING)
    facts.presence(at=50, presence=Presence.OFFLINE)
    facts.answered(at=0, talk=50)
    assert of(Terms(occupancy_of=OccupancyOf.ON_SHIFT), facts).overall_occupancy.mean == 5


def test_the_first_contacts_alone() -> None:
    """A customer gone and back is one who has gone; the second contact is in no count, but in the checks."""
    facts = Facts()
    facts.abandoned(at=0, wait=40)
    facts.answered(at=100, wait=10)
    contacts, records, states = facts.tables()
    origins = np.array([(-1, -1, Cause.FIRST, 0, 0, -1), (-1, 0, Cause.REDIAL, 0, 0, -1)], ORIGIN)
    goals = (Goal("all", (), 0.8, 30.0),)
    offered = {}
    for counted in Counted:
        measures = new_measures(WORLD, 1, target_us=us(30), goals=goals, asked=Asked(Terms(contacts=counted)))
        measure(measures, 0, as_engine(contacts, records, states, origins=origins))
        found = results(Named(), measures, seed=1, engine="by hand")
        offered[counted] = (found.overall.offered.mean, found.overall.service_level.mean, found.checks.offered)
        assert len(found.verdict.cells) == (2 if counted is Counted.ALL else 1)
    assert offered == {Counted.ALL: (2, 1 / 2, 2), Counted.FIRST: (1, 0, 2)}


def test_the_parts_are_those_of_the_sums() -> None:
    """Cell by cell, in the shape of the sums; nothing is expected where nothing says so."""
    tally = contact_tally(measured(WORLD, a_day()))
    above, below = service_level_parts(tally, ServiceLevelOf.NOT_SOON_GONE)
    assert above[0, :, 0].tolist() == [3, 0, 0]
    assert below[0, :, 0].tolist() == [5, 3, 0]
    assert not service_level_parts(tally, ServiceLevelOf.EXPECTED)[1].any()
    assert ServiceLevelOf.EXPECTED not in of(Terms()).service_levels


def test_a_scenario_names_its_definitions() -> None:
    """The keys of ``measures``, and what the scenario expects by interval and class."""
    changes = ["measures={service_level_of: expected, within: <, averaged: days, balked: turned-away}"]
    loaded = load_scenario("payday", overrides=[*changes, "measures.occupancy_of=on-shift", "measures.contacts=first"])
    assert loaded.asked.terms == Terms(
        ServiceLevelOf.EXPECTED,
        Within.LESS,
        Averaged.DAYS,
        Balked.TURNED_AWAY,
        OccupancyOf.ON_SHIFT,
        Counted.FIRST,
    )
    assert loaded.asked.expected is not None
    assert loaded.asked.expected.sum() == pytest.approx(loaded.expected.sum())
    assert loaded.asked.expected.shape == (loaded.n_intervals, len(loaded.world.classes))
    assert load_scenario("payday").asked.terms == Terms()


def test_a_recorded_day_expects_nothing(tmp_path: Path) -> None:
    """A staff file cannot ask for a share of the contacts expected."""
    file = tmp_path / "staff.yaml"
    file.write_text(
        "peakline: staff/1\nday: {opens: '08:00', intervals: 2}\ngroups: {desk: {staff: 1}}\n"
        "measures:\n  service_level_of: expected\n"
    )
    staff = load_staff(file, WORLD.policy)
    with pytest.raises(InputError, match=r"staff.yaml:5: measures.service_level_of: of a recorded day nothing says"):
        asked_of_staff(staff.document, staff.entry)


TWO = small_world(problems=("small", "large"), queues=(Queue("small", Match(problems=("small",))), Queue("large")))
"""Classes 0 and 1; the target of small is 20 s, that of large 40 s, the common one 30 s."""


def by_type(all_by: AllBy, within: Within = Within.AT_MOST) -> Results:
    """Small: answered after 20 and 30 s, gone after 25 s. Large: answered after 30, 35 and 40 s, gone after 35 s."""
    facts = Facts()
    for wait in (20, 30):
        facts.answered(at=0, wait=wait, cls=0, queue=0)
    facts.abandoned(at=0, wait=25, cls=0, queue=0)
    for wait in (30, 35, 40):
        facts.answered(at=0, wait=wait, cls=1, queue=1)
    facts.abandoned(at=0, wait=35, cls=1, queue=1)
    targets = (OwnTarget(("small",), (), (), 20.0), OwnTarget((), (), (), 40.0))
    asked = Asked(Terms(all_by=all_by, within=within), None, targets, np.array([us(20), us(40)]))
    return results(Named(), measured(TWO, facts, asked=asked), seed=1, engine="by hand")


def test_each_contact_by_its_own_target() -> None:
    """Small: 1 of 3, the one gone after its target. Large: 3 of 4 - 1. Together 4 of 7 - 1."""
    found = by_type(AllBy.OWN)
    assert found.problems["small"].service_level.mean == 1 / 3
    assert found.queues["large"].service_level.mean == 3 / 3
    assert found.overall.service_level.mean == 4 / 6
    assert found.intervals[0].cell.service_level.mean == 4 / 6
    assert (found.heat["small"][0].mean, found.heat["large"][0].mean) == (1 / 3, 1)


def test_all_together_by_the_common_target() -> None:
    """Within 30 s: two small ones and one large one, of 7 less the one gone after 25 s; the parts stay by their own."""
    found = by_type(AllBy.COMMON)
    assert found.overall.service_level.mean == 3 / 6
    assert found.intervals[0].cell.service_level.mean == 3 / 6
    assert found.problems["small"].service_level.mean == 1 / 3
    assert found.problems["large"].service_level.mean == 1
    assert found.service_levels[ServiceLevelOf.OFFERED][Averaged.CONTACTS].mean == 3 / 7


def test_own_targets_may_be_strict() -> None:
    """Answered in less than 20 s: none; in less than 40 s: two of four, as the other one gone is soon gone."""
    found = by_type(AllBy.OWN, Within.LESS)
    assert found.problems["small"].service_level.mean == 0
    assert found.problems["large"].service_level.mean == 2 / 3


def test_a_scenario_gives_contacts_their_own_targets() -> None:
    """The first entry that admits a contact holds; who is in none has the common target."""
    loaded = load_scenario(
        "payday", overrides=["targets_s=[{tier: vip, within_s: 10}, {problem: account, within_s: 45}]"]
    )
    policy, targets = loaded.policy, loaded.asked.targets_us
    assert targets is not None
    for row, target in zip(loaded.world.classes, targets, strict=True):
        tier, problem = policy.tiers[row["tier"]], policy.problems[row["problem"]]
        assert target == us(10 if tier == "vip" else 45 if problem == "account" else 30)
    assert load_scenario("payday").asked.targets_us is None
