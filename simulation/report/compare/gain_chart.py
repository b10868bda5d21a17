"""What each lever or side gives, as bars with their intervals.

Names stand above their bars, not beside them, so that the chart is as legible on a telephone. The y axis counts pixels
from the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.words.messages import text
from simulation.compare.comparison import Comparison
from simulation.compare.measure import Quantity
from simulation.measuring.results import Figure
from simulation.report.charts import Chart, Data, axis, plain_layout, round_marks, words
from simulation.report.compare.numbers import difference, measure_title, points, signed
from simulation.report.names import shortened
from simulation.report.numbers import trimmed

NAME, BAR, BETWEEN = 24, 20, 14
"""Pixels for a name, for a bar, and between two names."""
FOOT, TEXT = 30, 96
"""Pixels below the bars, and to the right of them for figures."""
LONGEST_NAME = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its gain in points, how it is written, and its colours."""

    gain: Figure
    written: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its bars."""

    name: str
    bars: tuple[Bar, ...]


def gain_chart(comparison: Comparison) -> Chart:
    """The gain of each lever alone and last, and of all together; or that of each side."""
    entries = _lever_entries(comparison) if comparison.levers else _side_entries(comparison)
    height = sum(NAME + BAR * len(entry.bars) + BETWEEN for entry in entries) + FOOT
    layout = plain_layout(10, height)
    layout["margin"] = {"l": 10, "r": TEXT, "t": 0, "b": FOOT}
    layout["annotations"], data, y = [], [], 0.0
    for entry in entries:
        layout["annotations"].append(_name(entry.name, y + NAME / 2))
        y += NAME
        for bar in entry.bars:
            data.append(_bar(bar, y + BAR / 2))
            layout["annotations"].append(_figure(bar, y + BAR / 2))
            y += BAR
        y += BETWEEN
    layout["bargap"] = 0
    layout["barmode"] = "overlay"
    layout["xaxis"] = _axis([bar.gain for entry in entries for bar in entry.bars])
    layout["yaxis"] = {**axis(), "range": [y, 0], "visible": False}
    return Chart({"data": data, "layout": layout}, gain_words(comparison), height)


def gain_words(comparison: Comparison) -> str:
    """What the bars are bars of."""
    measure = comparison.measure
    title = measure_title(measure, comparison.target_s)
    if measure.quantity is Quantity.SHARE:
        return text("Percentage points of “{measure}”, with 95% intervals; to the right is better.", measure=title)
    return text("Seconds of “{measure}”, with 95% intervals; to the right is better.", measure=title)


def _lever_entries(comparison: Comparison) -> list[Entry]:
    levers = comparison.levers
    assert levers is not None
    quantity = levers.measure.quantity
    entries = []
    for row in levers.rows:
        bars = [_of(row.alone.gain, quantity, "$blue")]
        if levers.together is not None:
            bars.append(_of(row.last.gain, quantity, "$blue_faint"))
        entries.append(Entry(row.name, tuple(bars)))
    if levers.together is not None:
        entries.append(Entry(text("All together"), (_of(levers.together.gain, quantity, "$teal", "$teal"),)))
    return entries


def _side_entries(comparison: Comparison) -> list[Entry]:
    measure = comparison.measure
    entries = []
    for side in comparison.others:
        figure = comparison.overall(side).difference
        values = [value and value * measure.better for value in (figure.mean, figure.low, figure.high)]
        mean, *limits = values
        low, high = limits if measure.better > 0 else reversed(limits)
        entries.append(Entry(side.name, (_of(Figure(mean, low, high), measure.quantity, "$blue"),)))
    return entries


def _of(gain: Figure, quantity: Quantity, fill: str, line: str = "$blue") -> Bar:
    written = " ".join(difference(gain, quantity))
    return Bar(points(gain, quantity), written, fill, line)


def _bar(bar: Bar, y: float) -> Data:
    gain = bar.gain
    found: Data = {
        "type": "bar",
        "orientation": "h",
        "x": [gain.mean or 0.0],
        "y": [y],
        "width": [BAR - 4],
        "marker": {"color": bar.fill, "line": {"color": bar.line, "width": 1}},
        "hoverinfo": "skip",
    }
    if gain.mean is not None and gain.low is not None and gain.high is not None:
        found["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [gain.high - gain.mean],
            "arrayminus": [gain.mean - gain.low],
            "color": "$ink",
            "thickness": 1.5,
            "width": 4,
        }
    return found


def _figure(bar: Bar, y: float) -> Data:
    """The figure, right of its bar and the interval."""
    known = [value for value in (bar.gain.mean, bar.gain.high, 0.0) if value is not None]
    return {
        "x": max(known),
        "y": y,
        "xanchor": "left",
        "xshift": 8,
        "showarrow": False,
        "text": words(bar.written),
        "font": {"color": "$ink", "size": 12},
    }


def _name(name: str, y: float) -> Data:
    return {
        "xref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "xshift": -8,
        "showarrow": False,
        "bgcolor": "$page",
        "text": f"<b>{words(shortened(name, LONGEST_NAME))}</b>",
        "font": {"color": "$ink", "size": 13},
    }


def _axis(gains: Sequence[Figure]) -> Data:
    """From the lowest to the highest limit, 0 included, with round marks."""
    limits = [value for gain in gains for value in (gain.mean, gain.low, gain.high) if value is not None]
    low, high = min([0.0, *limits]), max([0.0, *limits])
    marks = signed_marks(low, high)
    return {
        **axis(),
        "range": [low * 1.04, max(high * 1.04, marks[-1]) if high > 0 else 0.0],
        "tickvals": marks,
        "ticktext": [mark_words(mark) for mark in marks],
        "zeroline": True,
        "zerolinecolor": "$ink",
        "zerolinewidth": 1,
    }


def signed_marks(low: float, high: float) -> list[float]:
    """Round values from ``low`` (0 or less) to ``high`` (0 or more), with 0 among them."""
    widest = round_marks(max(high, -low), 4)
    step = widest[1] - widest[0]
    below = [-step * place for place in range(int(-low / step + 1e-9), 0, -1)]
    return [*below, *(step * place for place in range(int(high / step + 1e-9) + 1))]


def mark_words(value: float) -> str:
    """A mark of an axis of differences."""
    return trimmed(value, 3) if value <= 0 and value > -1e-12 else signed_mark(value)


def signed_mark(value: float) -> str:
    """With its sign, and no needless decimals."""
    digits = next((digits for digits in range(4) if abs(round(value, digits) - value) < 1e-9), 3)
    return signed(value, digits)
