"""The curve of cost against gain as a picture without scripts: steps, intervals as a band, and chance beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from routing.words.messages import text
from simulation.planning.training.judge import Answer, Point
from simulation.report.charts import round_marks
from simulation.report.compare.numbers import signed
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.training.words import money
from simulation.report.tuning.words import change

WIDTH, HEIGHT, LEFT, BELOW, ABOVE, RIGHT = 420, 230, 62, 44, 12, 16
"""Of the picture, in its own units, and room around it for the numbers of the axes."""
STYLE = """
.curve svg { width: 100%; min-width: 520px; max-width: 700px; height: auto; display: block; }
.curve text { font-size: 13.5px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.curve .rule { stroke: var(--rule); }
.curve .band { fill: var(--blue-faint); }
.curve .line { fill: none; stroke: var(--blue); stroke-width: 2; stroke-linejoin: round; }
.curve .point { fill: var(--blue); stroke: var(--page); stroke-width: 1.5; }
.curve .chance { fill: none; stroke: var(--orange); stroke-width: 1.4; }
.curve .mean { stroke: var(--orange); stroke-width: 2.5; }
.curve .hire { fill: var(--violet); stroke: var(--page); stroke-width: 1; }
.legend i.dot { width: 10px; height: 10px; border-radius: 50%; border: 2px solid var(--orange); }
.legend i.hire { width: 9px; height: 9px; border-radius: 0; background: var(--violet); transform: rotate(45deg); }
"""
"""What the page of a training needs beside the style of all reports."""


class _Scale:
    """From cost and gain to places of the picture."""

    def __init__(self, costs: Sequence[float], gains: Sequence[float]) -> None:
        self.most = max(*costs, 1e-9) * 1.06
        self.bottom, self.top = min(*gains, 0.0), max(*gains, 1e-9)
        room = 0.04 * (self.top - self.bottom)
        self.bottom, self.top = self.bottom - (room if self.bottom < 0 else 0.0), self.top + room

    def x(self, cost: float) -> float:
        return WIDTH * cost / self.most

    def y(self, gain: float) -> float:
        return HEIGHT * (self.top - gain) / (self.top - self.bottom)


def figure(answer: Answer) -> Html | None:
    """The picture with its legend and caption; None where there is nothing but nobody trained."""
    if len(answer.points) < 2:
        return None
    hired = _hired(answer)
    chance = _chance(answer)
    lows = [point.gain.low or 0.0 for point in answer.points]
    highs = [point.gain.high or 0.0 for point in answer.points]
    costs = [answer.last.cost, *(cost for cost, _ in chance), *(cost for cost, _ in hired)]
    scale = _Scale(costs, [*lows, *highs, *(gain for _, gain in chance), *(gain for _, gain in hired)])
    marks = [
        *_axes(scale),
        tag("path", class_="band", d=_band(scale, answer.points)),
        tag("path", class_="line", d="M" + " L".join(_corners(scale, answer.points, "mean"))),
        *(_dot(scale, cost, gain) for cost, gain in chance),
        *_mean(scale, answer),
        *(_diamond(scale, cost, gain) for cost, gain in hired),
        *(_point(scale, point) for point in answer.points),
    ]
    title = text("What each sum of money gains, at most")
    box = f"{-LEFT} {-ABOVE} {WIDTH + LEFT + RIGHT} {HEIGHT + ABOVE + BELOW}"
    picture = tag("svg", tag("title", title), marks, viewBox=box, role="img")
    caption = text("Cost across, gain of the objective against nobody trained upwards. The band is the 95% interval.")
    parts = tag("figcaption", caption), _legend(answer), scroll(title, picture)
    return tag("section", tag("h2", title), tag("figure", *parts, class_="curve"))


def _chance(answer: Answer) -> list[tuple[float, float]]:
    """Cost and gain of each plan made at random."""
    nobody = answer.points[0].value
    return [(cost, value - nobody) for cost, value in (answer.chance.plans if answer.chance else ())]


def _hired(answer: Answer) -> list[tuple[float, float]]:
    """Cost and gain of hiring, where it has a price that leaves room for the curve."""
    hires = answer.hires
    if hires is None or hires.cost is None or hires.cost > 2 * answer.last.cost:
        return []
    return [(hires.cost, hires.value - answer.points[0].value)]


def _axes(scale: _Scale) -> Iterator[Html]:
    digits = max(0, 1 - math.floor(math.log10(scale.top)))
    for gain in round_marks(scale.top, 5):
        y = f"{scale.y(gain):.1f}"
        yield tag("line", class_="rule", x1="0", x2=f"{WIDTH}", y1=y, y2=y)
        yield _label(signed(gain, digits), -6, scale.y(gain) + 4, "end")
    for cost in round_marks(scale.most, 4):
        x = f"{scale.x(cost):.1f}"
        yield tag("line", class_="rule", x1=x, x2=x, y1=f"{HEIGHT}", y2=f"{HEIGHT + 5}")
        yield _label(money(cost), scale.x(cost), HEIGHT + 20, "middle")
    yield _label(text("Cost"), WIDTH, HEIGHT + 38, "end")


def _label(words: str, x: float, y: float, anchor: str) -> Html:
    return tag("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor)


def _corners(scale: _Scale, points: Sequence[Point], which: str) -> list[str]:
    """Of a line that is level from each point's cost to the next one's, the last one's to the edge."""
    corners: list[str] = []
    before: float | None = None
    for point in points:
        gain = getattr(point.gain, which) or 0.0
        x = scale.x(point.cost)
        if before is not None:
            corners.append(f"{x:.1f},{scale.y(before):.1f}")
        corners.append(f"{x:.1f},{scale.y(gain):.1f}")
        before = gain
    return [*corners, f"{WIDTH:.1f},{scale.y(before or 0.0):.1f}"]


def _band(scale: _Scale, points: Sequence[Point]) -> str:
    upper, lower = _corners(scale, points, "high"), _corners(scale, points, "low")
    return "M" + " L".join([*upper, *reversed(lower)]) + "Z"


def _point(scale: _Scale, point: Point) -> Html:
    said = f"{money(point.cost)}: {change(point.gain)}"
    place = {"cx": f"{scale.x(point.cost):.1f}", "cy": f"{scale.y(point.gain.mean or 0.0):.1f}"}
    return tag("circle", tag("title", said), class_="point", r="4.5", **place)


def _dot(scale: _Scale, cost: float, gain: float) -> Html:
    return tag("circle", class_="chance", cx=f"{scale.x(cost):.1f}", cy=f"{scale.y(gain):.1f}", r="3.2")


def _mean(scale: _Scale, answer: Answer) -> Iterable[Html]:
    """A short line at the mean of chance."""
    if answer.chance is None:
        return
    x, y = scale.x(answer.chance.cost), f"{scale.y(answer.chance.value - answer.points[0].value):.1f}"
    yield tag("line", class_="mean", x1=f"{x - 9:.1f}", x2=f"{x + 9:.1f}", y1=y, y2=y)


def _diamond(scale: _Scale, cost: float, gain: float) -> Html:
    x, y = scale.x(cost), scale.y(gain)
    return tag("path", class_="hire", d=f"M{x:.1f},{y - 6:.1f}l6,6l-6,6l-6,-6Z")


def _legend(answer: Answer) -> Html:
    line = tag("i", class_="line", style="border-color:var(--blue)")
    entries = [tag("li", line, text("best training for the money"))]
    if answer.chance is not None:
        entries.append(tag("li", tag("i", class_="dot"), text("courses at random, and their mean")))
    if _hired(answer):
        entries.append(tag("li", tag("i", class_="hire"), text("hiring that does as much")))
    return tag("ul", entries, class_="legend")
