"""The rest of a day, foretold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation.experiment import Plan, measure_replications, run
from simulation.measuring.metrics import contact_tally
from simulation.planning.today.answer import Ended, Tried
from simulation.planning.today.forecast import Forecast
from simulation.planning.today.foretell import LEAST, foretell
from simulation.planning.today.question import Lever, Question, SoFar
from simulation.planning.today.situation import GroupNow, Situation, Waiting
from simulation.planning.today.staff_plan import Shift
from simulation.planning.today.variant import Variant
from tests.simulation.planning.today.small import HOUR, a_cut, asked, crew

CREW = crew()
CLOSE = CREW.scenario.world.close_us
NOW = round(2.5 * HOUR)
GOAL = 0


def from_state(day: int, **more: object) -> Question:
    """The question of a simulated day of which counts and numbers are seen."""
    cut = a_cut(CREW, day, NOW)
    given = {"situation": cut.seen(with_times=False), "volumes": cut.volumes(), "so_far": cut.so_far()}
    return asked(CREW, NOW, **(given | more))


def waiting_of(question: Question) -> int:
    assert question.situation is not None
    return question.situation.waiting_count


def test_at_the_opening_it_is_what_run_says() -> None:
    """At the opening it is what ``peakline run`` says."""
    answer = foretell(asked(CREW, 0, replications=60, seed=7), threads=1)
    measures = measure_replications(CREW.scenario, Plan(60, 7, threads=1))
    tally = contact_tally(measures)
    np.testing.assert_array_equal(answer.base.days.rest.volume.sum(axis=1), tally.offered.sum(axis=2))
    results = run(CREW.scenario, Plan(60, 7, threads=1))
    assert results.risk is not None
    risk = results.risk.goals[GOAL]
    found = answer.base.goals[GOAL]
    assert found.share.p10 == pytest.approx(risk.share.p10)
    assert found.share.p90 == pytest.approx(risk.share.p90)
    assert found.meets == pytest.approx(1 - (risk.day.mean or 0.0))


def test_the_same_seed_brings_the_same_answer_on_any_number_of_threads() -> None:
    """The same seed brings the same answer on any number of threads."""
    one, two = (foretell(from_state(3), threads=threads).base for threads in (1, 2))
    np.testing.assert_array_equal(one.sums(GOAL)[0], two.sums(GOAL)[0])
    other = foretell(from_state(3, seed=2), threads=1).base
    assert (one.sums(GOAL)[0] != other.sums(GOAL)[0]).any()


def test_few_days_are_the_first_of_many() -> None:
    """Few days are the first of many."""
    few, many = (foretell(from_state(3, replications=days), threads=1).base for days in (20, 60))
    np.testing.assert_array_equal(few.sums(GOAL)[0], many.sums(GOAL)[0][:20])


def test_day_counts_what_is_over_who_waits_and_who_comes() -> None:
    """Day counts what is over who waits and who comes."""
    base = foretell(from_state(5, so_far=(SoFar(1000, 900),)), threads=1).base
    rest = base.rest_sums(GOAL)
    np.testing.assert_array_equal(base.sums(GOAL)[0], rest[0] + 900)
    np.testing.assert_array_equal(base.sums(GOAL)[1], rest[1] + 1000)
    np.testing.assert_array_equal(base.days.waiting.offered[:, GOAL].sum(axis=1), waiting_of(from_state(5)))


def test_who_waits_beside_free_agents_is_taken_at_once_and_counted() -> None:
    """Who waits beside free agents is taken at once and counted."""
    nobody_busy = Situation((Waiting(3, 20_000_000, np.ones(2, np.bool_)),), (GroupNow(11, 0), GroupNow(7, 0)))
    base = foretell(from_state(5, situation=nobody_busy), threads=1).base
    np.testing.assert_array_equal(base.days.waiting.in_time[:, GOAL].sum(axis=1), 3)
    assert base.cleared.p90 == pytest.approx(0, abs=0.001)


def test_without_what_is_over_only_the_rest_is_judged() -> None:
    """Without what is over only the rest is judged."""
    question = from_state(5, so_far=(None,))
    base = foretell(question, threads=1).base
    assert not question.judges_day
    np.testing.assert_array_equal(base.sums(GOAL)[0], base.rest_sums(GOAL)[0])
    assert base.goals[GOAL].needed is None


def test_a_share_that_is_needed_from_now_on_just_reaches_the_goal() -> None:
    """A share that is needed from now on just reaches the goal."""
    base = foretell(from_state(5, so_far=(SoFar(500, 300),)), threads=1).base
    needed, rest = base.goals[GOAL].needed, base.rest_sums(GOAL)[1].mean()
    assert needed is not None
    assert (300 + needed * rest) / (500 + rest) == pytest.approx(0.8)


def test_levers_are_tried_on_the_same_customers() -> None:
    """Levers are tried on the same customers."""
    more = Lever("two more", Variant(CREW, asked(CREW, NOW).base.staff.with_shifts([Shift(1, 2, NOW, CLOSE)], CLOSE)))
    nothing = Lever("nothing", asked(CREW, NOW).base)
    answer = foretell(from_state(4, levers=(more, nothing), replications=60), threads=1)
    gains = [tried.gains[GOAL] for tried in answer.tried]
    assert gains[0].low is not None
    assert gains[0].low > 0
    assert (gains[1].mean, gains[1].low, gains[1].high) == (0, 0, 0)
    np.testing.assert_array_equal(answer.tried[0].forecast.days.rest.volume, answer.base.days.rest.volume)
    assert answer.best_first()[0].lever is more


def test_time_limit_gives_what_there_is() -> None:
    """Time limit gives what there is."""
    answer = foretell(from_state(4, levers=(Lever("nothing", asked(CREW, NOW).base),)), time_limit_s=1e-6, threads=1)
    assert answer.ended is Ended.TIME
    assert answer.base.days.count == LEAST
    assert answer.tried == ()


def test_interrupt_gives_what_there_is() -> None:
    """Interrupt gives what there is."""
    levers = tuple(Lever(str(number), asked(CREW, NOW).base) for number in range(3))

    def interrupt(doing: str, done: int, of: int, best: Tried | None) -> None:
        if doing == "levers" and done == 1:
            raise KeyboardInterrupt

    answer = foretell(from_state(4, levers=levers, replications=20), threads=1, report=interrupt)
    assert answer.ended is Ended.INTERRUPTED
    assert [tried.lever.name for tried in answer.tried] == ["0"]


def test_interrupt_before_the_first_days_is_one() -> None:
    """Interrupt before the first days is one."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        foretell(from_state(4), threads=1, report=interrupt)


def test_sick_agents_cost_and_more_who_wait_cost() -> None:
    """Sick agents cost and more who wait cost."""

    def share(question: Question) -> float:
        return foretell(question, threads=1).base.goals[GOAL].rest.mean or 0.0

    fewer = asked(CREW, NOW).base.staff.with_shifts([Shift(0, -3, NOW, CLOSE)], CLOSE)
    usual = from_state(6)
    assert usual.situation is not None
    crowd = (Waiting(40, 90_000_000, np.ones(2, np.bool_)),)
    crowded = replace(usual, situation=replace(usual.situation, waiting=crowd))
    assert share(replace(usual, base=Variant(CREW, fewer))) < share(usual) - 0.02
    assert share(crowded) < share(usual) - 0.02


@pytest.mark.parametrize("with_times", [False, True])
def test_bands_cover_what_comes_of_simulated_days(with_times: bool) -> None:
    """Days from the whole engine, cut at 10:30: their rest lies in the band of eight of ten in about eight of ten."""
    ranks, inside, volumes = [], 0, 0
    days = 30
    for day in range(days):
        cut = a_cut(CREW, day, NOW)
        question = asked(CREW, NOW, situation=cut.seen(with_times=with_times), volumes=cut.volumes(), seed=day)
        question = replace(question, replications=30)
        base = foretell(question, threads=1).base
        above, below = base.days.rest.in_time[:, GOAL].sum(axis=1), base.days.rest.offered[:, GOAL].sum(axis=1)
        share, truth = above / below, cut.share_of_rest(GOAL)
        ranks.append((share < truth).mean() + (share == truth).mean() / 2)
        inside += bool(np.percentile(share, 10) <= truth <= np.percentile(share, 90))
        came = int((cut.facts.contacts["arrival"] >= NOW).sum())
        volumes += bool(np.percentile(below, 10) <= came <= np.percentile(below, 90))
    # 77 % are inside where all is right, as the band is that of 30 days; three and a half standard errors about it.
    assert inside / days >= 0.5
    assert volumes / days >= 0.5
    assert abs(np.mean(ranks) - 0.5) < 4 * np.sqrt(1 / 12 / days)


def test_forecast_of_a_day_at_its_opening_has_no_day_before_now() -> None:
    """Forecast of a day at its opening has no day before now."""
    days = foretell(asked(CREW, 0, replications=20), threads=1).base.days
    assert days.past.volume.sum() == 0
    assert np.isnan(days.cleared).all()
    assert Forecast(asked(CREW, 0), days).cleared.mean is None
