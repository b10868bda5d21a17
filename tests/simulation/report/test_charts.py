"""The charts' data: valid for Plotly, and the figures of the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from simulation.measuring.results import Figure, Results
from simulation.report.charts import Chart, filled_band, hours, round_marks, steps
from simulation.report.day_charts import group_staff, queue_length, waits
from simulation.report.heat_map import Shade, service_level_heat, shades, whole_percent
from simulation.report.html import _part
from tests.simulation.report import fake

DAYS = [fake.results, fake.single, fake.unsure, fake.calm, fake.empty, fake.hostile]


def all_charts(results: Results) -> list[Chart]:
    return [
        service_level_heat(results, 100),
        queue_length(results, 100),
        waits(results, 100),
        *(group_staff(results, name) for name in results.groups),
    ]


def painted(value: Any) -> Any:
    """The figure with a colour for each colour's name, as the page fills them in."""
    if isinstance(value, dict):
        return {key: painted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [painted(item) for item in value]
    return "#123456" if isinstance(value, str) and value.startswith("$") else value


def names_of_colours(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from names_of_colours(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from names_of_colours(item)
    elif isinstance(value, str) and value.startswith("$"):
        yield value


@pytest.mark.parametrize("day", DAYS)
def test_plotly_knows_every_property(day: Callable[[], Results]) -> None:
    """Each figure passes Plotly's own check of names and values."""
    for chart in all_charts(day()):
        go.Figure(painted(chart.figure), skip_invalid=False)
        assert chart.summary


def test_every_colour_stands_in_the_style_sheet() -> None:
    """A colour's name without a value in the style sheet, light or dark, would draw black."""
    style = _part("page.css")
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    used = {name for chart in all_charts(fake.results()) for name in names_of_colours(chart.figure)}
    assert len(used) > 15
    for name in used:
        variable = f"--{name[1:].replace('_', '-')}:"
        assert variable in light, name
        assert name == "$clear" or variable in dark, name


def test_the_heat_map_holds_the_service_levels() -> None:
    """Its rows are the queues in order with their shares, then all queues together, set apart."""
    results = fake.results()
    chart = service_level_heat(results, 100)
    rows = chart.figure["data"][:-1]
    assert [row["meta"] for row in rows] == [*results.queues, "All queues"]
    assert rows[0]["z"] == [[figure.mean for figure in results.heat["vip_fx"]]]
    assert rows[-1]["z"] == [[interval.cell.service_level.mean for interval in results.intervals]]
    assert rows[-1]["y0"] - rows[-2]["y0"] > 1
    assert chart.summary == "Lowest: vip_fx at 12:30–13:00 with 5.9%. Cells below 80%: 33 of 192."
    assert sum(figure.mean is not None and figure.mean < 0.8 for row in results.heat.values() for figure in row) == 33


def test_the_outline_surrounds_what_is_below_the_goal() -> None:
    """A single low cell has four sides; two neighbours have six, none between them."""
    results = fake.results(fake.Shape(intervals=3, queues=("a",), peak=0.8))

    def sides(*shares: float) -> int:
        heat = {"a": tuple(Figure(share) for share in shares)}
        outline = service_level_heat(replace(results, heat=heat), 100).figure["data"][-1]
        return sum(value is None for value in outline["x"])

    assert sides(0.9, 0.9, 0.9) == 0
    assert sides(0.9, 0.7, 0.9) == 4
    assert sides(0.9, 0.7, 0.7) == 6


def test_the_shades_break_at_the_goals() -> None:
    """Orange ends and blue begins exactly at the goals, and the shades cover 0 to 1 without a gap."""
    scale = shades([0.9, 0.8, 0.8])
    assert [shade.low for shade in scale] == pytest.approx([0, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95])
    assert [shade.colour for shade in scale] == [
        "$low1", "$low2", "$low3", "$low4", "$between", "$high1", "$high2",
    ]  # fmt: skip
    assert all(a.high == b.low for a, b in pairwise(scale))
    assert (scale[0].low, scale[-1].high) == (0.0, 1.0)


@pytest.mark.parametrize("goals", [[], [0.8], [0.05], [0.99], [1.0], [0.5, 0.6, 0.7], [0.0]])
def test_shades_for_any_goals(goals: list[float]) -> None:
    """Whatever the goals are, the shades are ascending, have colours of the sheet, and cover 0 to 1."""
    scale = shades(goals)
    assert (scale[0].low, scale[-1].high) == (0.0, 1.0)
    assert all(shade.low < shade.high for shade in scale)
    assert all(a.high == b.low for a, b in pairwise(scale))


@pytest.mark.parametrize(
    ("share", "expected"), [(0.796, "79"), (0.8, "80"), (0.804, "80"), (0.999, "99"), (1.0, "100"), (0.0, "0")]
)
def test_a_cell_is_not_rounded_up_to_the_goal(share: float, expected: str) -> None:
    """79.6 % in a cell that is below 80 % is not written as 80."""
    assert whole_percent(share, shades([0.8])) == expected


def test_a_cell_without_contacts_is_empty() -> None:
    """Nothing stands where nobody came."""
    assert whole_percent(None, (Shade(0.0, 1.0, "$low1"),)) == ""


def test_queue_length_and_waits_hold_their_figures() -> None:
    """The lines are the means and quantiles of each interval, repeated at the end of the day."""
    results = fake.results()
    low, high, mean, points = queue_length(results, 100).figure["data"]
    bands = [interval.queue_length for interval in results.intervals]
    assert low["y"] == [*(band.p10 for band in bands), bands[-1].p10]
    assert high["y"][:-1] == [band.p90 for band in bands]
    assert high["fill"] == "tonexty"
    assert mean["y"][:-1] == [band.mean for band in bands]
    assert mean["x"] == [32_400 + 1800 * place for place in range(25)]  # 09:00 to 21:00
    assert points["x"][0] == 33_300  # the middle of the first half-hour
    quantiles = [trace for trace in waits(results, 100).figure["data"] if trace.get("line", {}).get("color")]
    assert [line["y"][0] for line in quantiles] == [
        results.intervals[0].cell.wait_p99_s.mean,
        results.intervals[0].cell.wait_p90_s.mean,
        results.intervals[0].cell.wait_p50_s.mean,
    ]


def test_without_intervals_there_is_no_band_around_waits() -> None:
    """With one replication the waits are lines alone."""
    assert sum(trace.get("fill") == "tonexty" for trace in waits(fake.unsure(), 100).figure["data"]) == 0
    assert sum(trace.get("fill") == "tonexty" for trace in waits(fake.results(), 100).figure["data"]) == 3


def test_a_line_is_level_to_the_end_of_each_interval() -> None:
    """Before a gap, too, where it would otherwise end at the beginning of the last interval."""
    line = steps([0, 10, 20, 30, 40], 10, [1, 2, None, None, 3], "$blue")
    assert list(zip(line["x"], line["y"], strict=True)) == [
        (0, 1), (10, 2), (20, 2), (20, None), (30, None), (40, 3), (50, 3),
    ]  # fmt: skip


def test_a_band_with_gaps_is_drawn_between_them() -> None:
    """One missing limit does not take the whole band away; of several days the nights have none."""
    (band,) = filled_band([0, 10, 20, 30], 10, [1, 2, None, 4], [5, 6, 7, 8], "$blue_faint")
    assert band["fill"] == "toself"
    assert list(zip(band["x"], band["y"], strict=True)) == [
        (0, 5), (10, 5), (10, 6), (20, 6), (20, 2), (10, 2), (10, 1), (0, 1), (None, None),
        (30, 8), (40, 8), (40, 4), (30, 4), (None, None),
    ]  # fmt: skip
    assert filled_band([0], 10, [None], [1], "$blue_faint") == []


def test_busy_agents_are_staff_times_occupancy() -> None:
    """The filled part of a group's staff is the agents at work."""
    results = fake.results()
    busy, staff, _ = group_staff(results, "fx").figure["data"]
    cell = results.group_intervals["fx"][10]
    assert cell.staff.mean is not None
    assert cell.occupancy.mean is not None
    assert staff["y"][10] == cell.staff.mean
    assert busy["y"][10] == pytest.approx(cell.staff.mean * cell.occupancy.mean)


def test_a_target_far_above_all_waits_does_not_flatten_them() -> None:
    """Where everybody is answered in a fraction of the target, the axis ends near the longest wait."""
    near, far = waits(fake.results(), 100), waits(replace(fake.results(), target_s=7200.0), 100)
    assert far.figure["layout"]["yaxis"]["range"] == near.figure["layout"]["yaxis"]["range"]
    assert "shapes" in near.figure["layout"]
    assert "shapes" not in far.figure["layout"]


def test_hours_are_marked_in_full() -> None:
    """A day from 09:00 to 21:00 has its 13 full hours marked, or every fourth one where room is scarce."""
    assert hours(fake.results(), 13)["ticktext"][::6] == ["09:00", "15:00", "21:00"]
    assert hours(fake.results(), 4)["ticktext"] == ["12:00", "16:00", "20:00"]


@pytest.mark.parametrize(
    ("top", "most", "expected"),
    [
        (0, 5, [0, 1]),
        (1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (112, 5, [0, 25, 50, 75, 100]),
        (7, 4, [0, 2, 4, 6]),
        (0.03, 5, [0, 0.01, 0.02, 0.03]),
        (480, 4, [0, 200, 400]),
    ],
)
def test_marks_are_round_and_few(top: float, most: int, expected: list[float]) -> None:
    """Axes are marked at round values, no more than asked for."""
    assert round_marks(top, most) == pytest.approx(expected)
