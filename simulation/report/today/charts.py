"""The charts of a day that is under way, as plain SVG: shares and volumes by interval, gains of levers."""

from __future__ import annotations

from collections.abc import Sequence

from routing.words.messages import text
from simulation.checks.check_load import interval_label
from simulation.planning.today.answer import Answer
from simulation.report.charts import round_marks
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import decimal, goal_percent, percent
from simulation.report.today.figures import time_of
from simulation.report.today.words import band_values, planned_volumes

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 760, 210, 44, 22, 18
ROW, NAMES = 26, 250
"""Of the chart of levers: height of a row, width of the names."""
MOST_ROWS = 14

Points = Sequence[tuple[float, float]]


def goal_chart(answer: Answer, goal: int) -> Html:
    """The share of a goal in each interval from now on: its middle, and where it lies in eight of ten cases."""
    base, first = answer.base, answer.question.interval
    found = [base.goal_interval(goal, first + place)[0] for place in range(len(planned_volumes(answer)))]
    bands = [(place, band_values(band)) for place, band in enumerate(found)]
    known = [(place, values) for place, values in bands if values is not None]
    lowest = min([values[0] for _, values in known] + [base.goals[goal].limit])
    bottom = max(0.0, int(lowest * 10 - 0.5) / 10)
    count = len(bands)

    def y(value: float) -> float:
        return ABOVE + (HEIGHT - ABOVE) * (1 - (value - bottom) / (1 - bottom))

    def x(place: float) -> float:
        return LEFT + (WIDTH - LEFT) * place / count

    marks = [bottom + step / 10 for step in range(round((1 - bottom) * 10) + 1)]
    marks = marks if len(marks) <= 6 else marks[::2]
    parts = [_level(y(mark), percent(mark, 0)) for mark in marks]
    parts += _times(answer, first, count)
    if known:
        low = [(x(place + 0.5), y(values[0])) for place, values in known]
        high = [(x(place + 0.5), y(values[2])) for place, values in known]
        parts.append(tag("path", d=_path([*high, *low[::-1]]) + "Z", class_="band"))
        parts.append(tag("path", d=_path([(x(place + 0.5), y(values[1])) for place, values in known]), class_="line"))
    limit = y(base.goals[goal].limit)
    parts.append(tag("line", x1=f"{LEFT}", x2=f"{WIDTH}", y1=f"{limit:.1f}", y2=f"{limit:.1f}", class_="bound"))
    title = text(
        "{goal}: share answered in time, by interval of arrival; the goal of {limit} is dashed",
        goal=base.goals[goal].name,
        limit=goal_percent(base.goals[goal].limit),
    )
    return _figure(title, parts, HEIGHT + BELOW, text("Line: the middle case. Band: eight of ten cases."))


def volume_chart(answer: Answer) -> Html:
    """What has come, what is still to come, and what the plan says, by interval of the whole day."""
    question = answer.question
    scenario, first = question.scenario, question.interval
    count, plan = scenario.n_intervals, scenario.expected.sum(axis=0).astype(float).tolist()
    bands = [band_values(answer.base.volume(at)) for at in range(first, count)]
    came = _came(answer)
    top = max([*plan, *(values[2] for values in bands if values), *came.values(), 1.0]) * 1.05

    def y(value: float) -> float:
        return float(ABOVE + (HEIGHT - ABOVE) * (1 - value / top))

    def x(place: float) -> float:
        return LEFT + (WIDTH - LEFT) * place / count

    parts = [_level(y(mark), decimal(mark)) for mark in round_marks(top, 4)]
    parts += _times(answer, 0, count)
    for at, number in came.items():
        parts.append(
            tag(
                "rect",
                x=f"{x(at) + 1:.1f}",
                y=f"{y(number):.1f}",
                width=f"{x(1) - x(0) - 2:.1f}",
                height=f"{HEIGHT - y(number):.1f}",
                class_="came",
            )
        )
    whole = first if question.now_us % scenario.interval_us == 0 else first + 1  # a part of an interval is no volume
    known = [(at, values) for at, values in enumerate(bands, start=first) if values and at >= whole]
    if known:
        low = [(x(at + 0.5), y(values[0])) for at, values in known]
        high = [(x(at + 0.5), y(values[2])) for at, values in known]
        parts.append(tag("path", d=_path([*high, *low[::-1]]) + "Z", class_="band"))
        parts.append(tag("path", d=_path([(x(at + 0.5), y(values[1])) for at, values in known]), class_="line"))
    parts.append(tag("path", d=_path([(x(at + 0.5), y(value)) for at, value in enumerate(plan)]), class_="plan"))
    now = x(question.now_us / scenario.interval_us)
    parts.append(tag("line", x1=f"{now:.1f}", x2=f"{now:.1f}", y1=f"{ABOVE}", y2=f"{HEIGHT}", class_="now"))
    right = now < WIDTH * 0.8
    label = text("now, {time}", time=time_of(answer, 0.0))
    anchor = "start" if right else "end"
    parts.append(_label(label, now + (4 if right else -4), ABOVE - 5, anchor, "now"))
    note = text("Bars: what has come. Line and band: what is to come, eight of ten cases. Dotted: the plan.")
    return _figure(text("Contacts by interval"), parts, HEIGHT + BELOW, note)


def lever_chart(answer: Answer) -> Html | None:
    """What each lever gains for the goal that is in most danger, the best first; None: nothing was tried."""
    focus = answer.base.focus
    best = answer.best_first()[:MOST_ROWS]
    if not best:
        return None
    gains = [100 * (each.gains[focus].mean or 0.0) for each in best]
    ends = [[100 * (end or 0.0) for end in (each.gains[focus].low, each.gains[focus].high)] for each in best]
    low, high = min(0.0, *(end[0] for end in ends)), max(0.1, *(end[1] for end in ends))
    room = WIDTH - NAMES - 96

    def x(value: float) -> float:
        return NAMES + room * (value - low) / (high - low)

    parts = [tag("line", x1=f"{x(0):.1f}", x2=f"{x(0):.1f}", y1="20", y2=f"{24 + ROW * len(best)}", class_="grid")]
    parts.append(_label(text("all goals met"), WIDTH, 12, "end"))
    for row, (each, gain, end) in enumerate(zip(best, gains, ends, strict=True)):
        middle = 24 + ROW * row + ROW / 2
        left, right = sorted((x(0), x(gain)))
        parts += [
            _label(each.lever.name, NAMES - 8, middle + 4, "end", "name"),
            tag(
                "rect",
                x=f"{left:.1f}",
                y=f"{middle - 7:.1f}",
                width=f"{max(right - left, 1):.1f}",
                height="14",
                class_="gain" if gain >= 0 else "loss",
            ),
            tag(
                "line",
                x1=f"{x(end[0]):.1f}",
                x2=f"{x(end[1]):.1f}",
                y1=f"{middle:.1f}",
                y2=f"{middle:.1f}",
                class_="sure",
            ),
            _label(f"{'+' if gain >= 0 else '−'}{decimal(abs(gain), 1)}", x(max(end[1], 0)) + 5, middle + 4, "start"),
            _label(percent(each.forecast.meets_all, 0), WIDTH, middle + 4, "end", "name"),
        ]
    title = text(
        "What lifts {goal}, in points of its share; on the right the probability that all goals are met, {chance} "
        "without a lever",
        goal=answer.base.goals[focus].name,
        chance=percent(answer.base.meets_all, 0),
    )
    return _figure(title, parts, 30 + ROW * len(best), text("Thin lines: 95% intervals on the same customers."))


def _came(answer: Answer) -> dict[int, float]:
    """What came in the intervals that are over, where it was counted for all queues."""
    question = answer.question
    found = {}
    for at in range(question.now_us // question.scenario.interval_us):
        together, by_queue = int(question.volumes.totals[at]), question.volumes.counts[:, at]
        if together >= 0 or (by_queue >= 0).all():
            found[at] = float(together if together >= 0 else by_queue.sum())
    return found


def _figure(title: str, drawn: Sequence[Html], height: float, note: str) -> Html:
    box = f"0 0 {WIDTH} {height:.0f}"
    picture = tag("svg", tag("title", title), drawn, viewBox=box, role="img", width="100%", class_="curve")
    parts = [tag("figcaption", title), scroll(title, picture), tag("p", note, class_="quiet")]
    return tag("figure", parts, class_="today")


def _times(answer: Answer, first: int, count: int) -> list[Html]:
    """The starts of at most nine intervals."""
    every = next(step for step in (1, 2, 4, 8, 16, 48, 96, 1000, 10**6) if count <= 9 * step)
    return [
        _label(
            interval_label(answer.question.scenario, first + place),
            LEFT + (WIDTH - LEFT) * place / count,
            HEIGHT + 16,
            "start",
        )
        for place in range(0, count, every)
    ]


def _level(y: float, words: str) -> Html:
    """A line across, with its value beside it."""
    line = tag("line", x1=f"{LEFT}", x2=f"{WIDTH}", y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid")
    return tag("g", line, _label(words, LEFT - 6, y + 4, "end"))


def _label(words: str, x: float, y: float, anchor: str, class_: str | None = None) -> Html:
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor, class_=class_)


def _path(points: Points) -> str:
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)
