"""From day to day: how far the days lie apart, and how often a goal is missed, in words, as a chart and as a table."""

from __future__ import annotations

from routing.words.messages import text
from simulation.measuring.results import Deciles, Figure, GoalRisk, Results, Risk
from simulation.report.charts import Chart, day_layout, filled_band, hover_points, place, scale, steps
from simulation.report.dates import all_days, left_out_words, of_goals
from simulation.report.day import Day
from simulation.report.numbers import NONE, duration, goal_percent, percent, with_limits
from simulation.report.terms import of_runs, target_words


def risk_words(results: Results) -> list[str]:
    """The risk in sentences; none where nothing can be said."""
    risk = results.risk
    if risk is None or risk.service_level.p50 is None:
        return []
    level, wait = risk.service_level, risk.mean_wait_s
    found = {
        "low": share(level.p10),
        "high": share(level.p90),
        "middle": share(level.p50),
        "target": target_words(results, together=True),
        "short": NONE if wait.p10 is None else duration(wait.p10),
        "long": NONE if wait.p90 is None else duration(wait.p90),
    }
    goals = [_goal_risk(results, one) for one in risk.goals if one.day.mean is not None]
    if results.dates:
        first = text(
            "From run to run of all days: {low} to {high} within {target} in eight runs of ten, {middle} in the middle "
            "one; mean wait {short} to {long}.",
            **found,
        )
        return [first, *goals]
    first = text(
        "From day to day: {low} to {high} within {target} on eight days in ten, {middle} on the middle one; mean "
        "wait {short} to {long}.",
        **found,
    )
    return [first, *goals]


def _goal_risk(results: Results, one: GoalRisk) -> str:
    """How often a goal is missed, in a sentence."""
    goal = results.verdict.goals[one.goal]
    found = {
        "name": goal.name,
        "share": goal_percent(goal.share),
        "time": duration(goal.within_s),
        "day": with_limits(one.day),
        "any": with_limits(one.any_interval),
    }
    if results.dates:
        return text(
            "{name}: {share} within {time} missed in {day} of the runs as a whole, and in at least one interval in "
            "{any}.",
            **found,
        )
    return text(
        "{name}: {share} within {time} missed on {day} of the days as a whole, and in at least one interval on {any}.",
        **found,
    )


def share(value: float | None) -> str:
    """A share, or what stands for none."""
    return NONE if value is None else percent(value)


def risk_chart(results: Results, risk: Risk, margin: int) -> Chart:
    """Service level by interval: the middle day, and the band in which eight in ten days lie."""
    days, step = _days(results, risk), results.interval_s
    starts, middle = [interval.start_s for interval in results.intervals], [day.p50 for day in days]
    found = {"middle": place(0), "low": place(1), "high": place(2)}
    template = of_runs(
        results,
        text("{middle} on the middle day; eight in ten {low} to {high}", **found),
        text("{middle} in the middle run; eight in ten {low} to {high}", **found),
    )
    rows = [[share(day.p50), share(day.p10), share(day.p90)] for day in days]
    data = [
        *filled_band(starts, step, [day.p10 for day in days], [day.p90 for day in days], "$blue_faint"),
        steps(starts, step, middle, "$blue"),
        hover_points(middle, template, rows, results),
    ]
    layout = day_layout(results, margin, 250)
    layout["yaxis"] = scale(1.0, goal_percent)
    layout["shapes"] = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": goal,
            "y1": goal,
            "line": {"color": "$ink", "width": 1.2, "dash": "dash"},
        }
        for goal in sorted({goal.share for goal in results.verdict.goals})
    ]
    return Chart({"data": data, "layout": layout}, _summary(results, risk), 250)


def _days(results: Results, risk: Risk) -> list[Deciles]:
    """The service level of each interval; nothing where no goal is about anybody."""
    nothing = Deciles(None, None, None)
    return [each if asked else nothing for each, asked in zip(risk.intervals, of_goals(results), strict=True)]


def _summary(results: Results, risk: Risk) -> str:
    lows = [(day.p10, index) for index, day in enumerate(_days(results, risk)) if day.p10 is not None]
    if not lows:
        return of_runs(
            results, text("Too few days to tell how they differ."), text("Too few runs to tell how they differ.")
        )
    low, index = min(lows)
    found = {"when": Day(results.intervals, results.interval_s).span(index, index), "low": percent(low)}
    lowest = of_runs(
        results,
        text("Lowest at {when}: {low} or less on one day in ten.", **found),
        text("Lowest at {when}: {low} or less in one run in ten.", **found),
    )
    return " ".join([lowest, *left_out_words(results)])


def risk_title(results: Results) -> str:
    """What the part of a report is called."""
    return of_runs(results, text("From day to day"), text("From run to run"))


def risk_caption(results: Results) -> str:
    """What the chart shows."""
    target = target_words(results, together=True)
    return of_runs(
        results,
        text("Contacts answered within {target} on a day, by interval of arrival.", target=target),
        text("Contacts answered within {target} in a run, by interval of arrival.", target=target),
    )


def middle_word(results: Results) -> str:
    """What half of the days, or runs, lie below and half above."""
    return of_runs(results, text("middle day"), text("middle run"))


def band_word(results: Results) -> str:
    """What lies in a band between the 10th and the 90th percentile."""
    return of_runs(results, text("eight in ten days"), text("eight in ten runs"))


def risk_heads(results: Results) -> list[str]:
    """The headings of the table of intervals, after their names."""
    missed = [text("{goal} missed", goal=goal.name) for goal in results.verdict.goals]
    if results.dates:
        return [text("One run in ten below"), text("Middle run"), text("One run in ten above"), *missed]
    return [text("One day in ten below"), text("Middle day"), text("One day in ten above"), *missed]


def risk_rows(results: Results, risk: Risk) -> list[tuple[str, Deciles, list[Figure]]]:
    """Each interval and the day: the service level of the days, and how often each goal is missed."""
    day = Day(results.intervals, results.interval_s)
    rows = [
        (day.span(index, index), found, [goal.intervals[index] for goal in risk.goals])
        for index, found in enumerate(risk.intervals)
        if not results.dates or results.intervals[index].cell.offered.mean
    ]
    return [*rows, (all_days(results), risk.service_level, [goal.day for goal in risk.goals])]
