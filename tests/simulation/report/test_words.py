"""The verdict in words: what it says of days that were held, missed, undecided, and of odd ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from simulation.measuring.results import Breach, Figure, Goal, GoalCell, Held, Results, Verdict
from simulation.report.day import Day, stretches, without_repeats
from simulation.report.words import About, VerdictWords, verdict_words
from tests.simulation.report import fake

VIP = Goal("vip", ("vip",), 0.9, 30.0)


def judged(cells: Sequence[GoalCell], breaches: Sequence[Breach] = (), goals: Sequence[Goal] = (VIP,)) -> Results:
    """A day from 09:00 of 24 half-hours with these cells of the verdict."""
    states = {cell.held for cell in cells}
    held = next((state for state in (Held.MISSED, Held.UNDECIDED) if state in states), Held.HELD)
    return replace(fake.results(), verdict=Verdict(held, tuple(goals), tuple(cells), tuple(breaches)))


def missed(interval: int, share: float = 0.7, agents: int | None = 3, group: str | None = "fx") -> GoalCell:
    return GoalCell(0, interval, 100.0, Figure(share, share - 0.02, share + 0.02), Held.MISSED, agents, group)


def good(interval: int, share: float = 0.96) -> GoalCell:
    return GoalCell(0, interval, 100.0, Figure(share, share - 0.02, share + 0.02), Held.HELD, None, None)


def unclear(interval: int, share: float = 0.9) -> GoalCell:
    return GoalCell(0, interval, 100.0, Figure(share, share - 0.02, share + 0.02), Held.UNDECIDED, None, None)


def said(words: VerdictWords, about: About, goal: int = 0) -> list[str]:
    return [line.words for line in words.goals[goal].lines if line.about is about]


def test_stretches_join_neighbours() -> None:
    """Intervals that follow each other make one stretch, in whatever order they come."""
    assert stretches([5, 2, 3, 9, 4, 3]) == [(2, 5), (9, 9)]
    assert stretches([]) == []


def test_missed_half_hours_are_joined() -> None:
    """10:00, 10:30 … 12:00 missed is said as 10:00–12:30, beside a stretch of its own."""
    words = verdict_words(judged([missed(i) if i in {2, 3, 4, 5, 6, 9} else good(i) for i in range(24)]))
    assert words.headline == "The 30-second target is missed at 10:00–12:30 and 13:30–14:00."
    assert said(words, About.MISSED) == ["Missed at 10:00–12:30 and 13:30–14:00."]


def test_a_date_is_not_said_twice() -> None:
    """Stretches of the date said before have their times only; one that ends on another date is said in full."""
    spans = [
        "2026-09-30 08:30–09:00",
        "2026-09-30 16:30–18:00",
        "2026-10-08 08:30–09:30",
        "2026-10-08 22:00–2026-10-09 02:00",
        "2026-10-09 03:00–04:00",
        "2026-10-09 05:00–06:00",
    ]
    assert without_repeats(spans) == [spans[0], "16:30–18:00", *spans[2:5], "05:00–06:00"]
    assert without_repeats(["10:00–12:30", "13:30–14:00"]) == ["10:00–12:30", "13:30–14:00"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (30, "The 30-second target is"),
        (7.5, "The 7.5-second target is"),
        (90, "The 90-second target is"),
        (300, "The target of 5 min is"),
        (7200, "The target of 2 h is"),
    ],
)
def test_long_targets_are_not_in_seconds(seconds: float, said: str) -> None:
    """A target of two hours is said in hours, whether it is held, missed or neither."""
    goal = replace(VIP, within_s=seconds)
    assert verdict_words(judged([good(0)], goals=[goal])).headline == f"{said} held all day."
    assert verdict_words(judged([missed(2), good(3)], goals=[goal])).headline == f"{said} missed at 10:00–10:30."
    assert verdict_words(judged([missed(i) for i in range(24)], goals=[goal])).headline == f"{said} missed all day."
    undecided = verdict_words(judged([unclear(0)], goals=[goal])).headline
    assert undecided == f"It is undecided whether the{said.removeprefix('The')} held."


def test_the_last_interval_ends_at_close() -> None:
    """The end of the day's last interval is computed, as no interval follows that would name it."""
    words = verdict_words(judged([*(good(i) for i in range(23)), missed(23)]))
    assert words.headline == "The 30-second target is missed at 20:30–21:00."


def test_by_how_much_and_how_sure() -> None:
    """The worst half-hour is said with its share, its limits and the distance from the goal."""
    words = verdict_words(judged([good(0), missed(1, 0.82), missed(2, 0.714), good(3)]))
    assert said(words, About.WORST) == [
        "Worst at 10:00–10:30: 71.4% (69.4% to 73.4%) answered in time, 18.6 points short."  # 90 − 71.4
    ]
    assert "95% sure" in words.basis


def test_who_is_hit_hardest() -> None:
    """Pairs are ranked by the contacts they lost to the goal, of missed intervals and the goal's tiers only."""
    breaches = [
        Breach(1, "account", "vip", 100.0, 0.80),  # lost 100 × 0.10 = 10
        Breach(1, "product", "vip", 20.0, 0.20),  # lost 20 × 0.70 = 14
        Breach(2, "account", "vip", 100.0, 0.86),  # and 100 × 0.04 = 4 more: 14.0 against 14.0 …
        Breach(2, "account", "vip", 10.0, 0.85),  # … and 0.5 more: account is first
        Breach(1, "service", "vip", 10.0, 0.85),  # 0.5
        Breach(1, "other", "vip", 1.0, 0.85),  # 0.05: too little to be named
        Breach(1, "card", "ordinary", 9000.0, 0.0),  # of another goal
        Breach(3, "loan", "vip", 9000.0, 0.0),  # of an interval that was not missed
    ]
    words = verdict_words(judged([good(0), missed(1), missed(2), good(3)], breaches))
    assert said(words, About.WHO) == [
        (
            "Hit hardest: account for vip (down to 80.0% at 09:30–10:00), "
            "product for vip (down to 20.0% at 09:30–10:00), and service for vip (down to 85.0% at 09:30–10:00)."
        )
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            [missed(1, agents=3), missed(2, agents=7)],
            ["To mend it: about 3 to 7 more agents in fx at 09:30–10:30, most at 10:00–10:30 (Erlang A estimate)."],
        ),
        (
            [missed(1, agents=4), missed(2, agents=4)],
            ["To mend it: about 4 more agents in fx at 09:30–10:30 (Erlang A estimate)."],
        ),
        ([missed(1, agents=1)], ["To mend it: about 1 more agent in fx at 09:30–10:00 (Erlang A estimate)."]),
        (
            [missed(1, agents=2, group=None)],
            [("To mend it: about 2 more agents over the groups that are short at 09:30–10:00 (Erlang A estimate).")],
        ),
        (
            [missed(1, agents=2, group=None), missed(3, agents=5, group=None)],
            [
                (
                    "To mend it: about 2 to 5 more agents over the groups that are short at 09:30–10:00 and "
                    "10:30–11:00, most at 10:30–11:00 (Erlang A estimate)."
                )
            ],
        ),
        (
            [missed(1, agents=2), missed(2, agents=6, group="front")],
            [
                "To mend it: about 2 more agents in fx at 09:30–10:00 (Erlang A estimate).",
                "To mend it: about 6 more agents in front at 10:00–10:30 (Erlang A estimate).",
            ],
        ),
        (
            [missed(1, agents=0)],
            ["At 09:30–10:00 there are agents enough by Erlang A: look at skills, steps and order first."],
        ),
        ([missed(1, agents=None)], []),
    ],
)
def test_how_many_agents_would_mend_it(cells: list[GoalCell], expected: list[str]) -> None:
    """The estimate is given for each group, in the right number, and marked as Erlang A's."""
    assert said(verdict_words(judged([good(0), *cells, good(9)])), About.MEND) == expected


def test_held_and_undecided_are_said_too() -> None:
    """Undecided stretches and the closest held interval stand beside the missed ones, which make the verdict."""
    words = verdict_words(judged([unclear(0), missed(1), good(2, 0.93), good(3)]))
    assert words.goals[0].held is Held.MISSED
    assert said(words, About.UNDECIDED) == [
        (
            "Undecided at 09:00–09:30: too close to tell, more simulated days would. "
            "Lowest at 09:00–09:30: 90.0% (88.0% to 92.0%) answered in time."
        )
    ]
    assert said(words, About.HELD) == [
        "Held the rest of the day; closest at 10:00–10:30: 93.0% (91.0% to 95.0%) answered in time."
    ]


def test_a_calm_day() -> None:
    """A day without a missed or undecided interval is held all day, and nothing else is said of it."""
    words = verdict_words(fake.calm())
    assert words.headline == "The 30-second target is held all day."
    assert [line.about for goal in words.goals for line in goal.lines] == [About.HELD, About.HELD]
    assert all(line.words.startswith("Held all day; closest at") for goal in words.goals for line in goal.lines)


def test_one_day_decides_nothing() -> None:
    """One replication is said to be one day, too little to be sure, and what it saw is said all the same."""
    words = verdict_words(fake.unsure())
    assert words.headline == "It is undecided whether the 30-second target is held."
    assert "one simulated day" in words.basis
    assert "simulate at least 10" in words.basis
    assert said(words, About.UNDECIDED)[0].startswith("Undecided all day: too few days or contacts to tell. Lowest at")


def test_few_days_have_no_intervals() -> None:
    """Between 2 and 9 replications the basis says that intervals need 10."""
    basis = verdict_words(replace(fake.unsure(), replications=9)).basis
    assert basis.startswith("From 9 simulated days")
    assert "at least 10" in basis


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (good(0), "Held: 96.0% (94.0% to 98.0%) answered in time."),
        (missed(0), "Missed: 70.0% (68.0% to 72.0%) answered in time, 20.0 points short."),
        (
            unclear(0),
            "Undecided: 90.0% (88.0% to 92.0%) answered in time, too close to tell. More simulated days would.",
        ),
        (
            replace(unclear(0), share=Figure(0.9)),
            "Undecided: 90.0% answered in time, with too few days or contacts to tell.",
        ),
        (replace(unclear(0), share=Figure(None)), "Undecided: nothing was measured."),
    ],
)
def test_a_day_of_one_interval_names_no_times(cell: GoalCell, expected: str) -> None:
    """Where there is one interval only, its time goes without saying."""
    whole = replace(judged([cell]), intervals=fake.single().intervals)
    assert verdict_words(whole).goals[0].lines[0].words == expected


def test_nobody_came() -> None:
    """A day without contacts is not called held."""
    words = verdict_words(fake.empty())
    assert words.headline == "Nobody came, so there is nothing to judge."
    assert said(words, About.HELD) == ["Nobody came whom it is about."]


def test_without_goals_nothing_is_judged() -> None:
    """A scenario that sets no goal gets no verdict."""
    assert verdict_words(judged([], goals=[])).headline == "No goal was set, so there is none to hold or to miss."


def test_missed_all_day() -> None:
    """A day that is missed from start to end is called that, without a list of times."""
    words = verdict_words(judged([missed(i) for i in range(24)]))
    assert words.headline == "The 30-second target is missed all day."
    assert said(words, About.MISSED) == ["Missed all day."]
    assert said(words, About.HELD) == []


def test_goals_with_different_times_are_not_called_by_one() -> None:
    """Where goals have different times the headline names none of them."""
    slow = replace(VIP, name="slow", within_s=120.0)
    cells = [missed(1), replace(good(1), goal=1)]
    words = verdict_words(judged(cells, goals=[VIP, slow]))
    assert words.headline == "The answer targets are missed at 09:30–10:00."
    assert [goal.title for goal in words.goals] == ["vip: 90% within 30 s", "slow: 90% within 2 min"]


def test_many_stretches_are_counted_rather_than_listed() -> None:
    """Of ten separate stretches six are listed and four counted; of seven all are listed."""
    day = Day(fake.results().intervals, 1800)
    ten, seven = range(0, 20, 2), range(0, 14, 2)
    assert day.when(ten).endswith("14:00–14:30, and 4 more stretches")
    assert day.when(seven).endswith("and 15:00–15:30")


@pytest.mark.usefixtures("chinese")
def test_the_verdict_in_chinese() -> None:
    """In Chinese every line is Chinese, and figures and times are the same as in English."""
    words = verdict_words(judged([good(0), missed(1, 0.714, 1), missed(2, 0.8, 4), unclear(3)]))
    lines = [words.headline, words.basis, *(line.words for line in words.goals[0].lines)]
    assert words.headline == "30 秒应答目标在 09:30–10:30 未达标。"
    assert all(any("\u4e00" <= character <= "\u9fff" for character in line) for line in lines)
    assert "71.4%（69.4% 至 73.4%）" in said(words, About.WORST)[0]
    assert "1 至 4" in said(words, About.MEND)[0]
