"""``report.html``: the answer as one file that opens anywhere, without a network.

The page carries its style, its charts' data and the chart library. A content security policy forbids everything else:
only the two scripts that stand in the file, known by their hashes, may run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from string import Template

from routing.words.messages import language, text
from simulation.measuring.results import Figure, Held, Results
from simulation.report.charts import Chart
from simulation.report.columns import (
    customer_columns,
    definitions,
    group_columns,
    held_word,
    main_columns,
    transfer_columns,
    transfer_rows,
)
from simulation.report.comparison import comparison_words
from simulation.report.comparison_page import comparison_tables, service_level_chart
from simulation.report.date_chart import date_chart
from simulation.report.dates import all_days, date_notes
from simulation.report.day import Day
from simulation.report.day_charts import group_staff, queue_length, waits
from simulation.report.deadlines import deadline_lines
from simulation.report.goal_strip import goal_strip
from simulation.report.heat_map import service_level_heat, shades
from simulation.report.html_tables import (
    date_tables,
    deadline_table,
    figure_table,
    goal_table,
    heat_table,
    risk_table,
    scroll,
)
from simulation.report.markup import Html, escape, join, json_block, script_text, tag, unbroken
from simulation.report.names import breadth
from simulation.report.numbers import Unit, duration, goal_percent, shown
from simulation.report.origin import checks_words, origin_words
from simulation.report.pairs import pair_columns, pair_rows, pair_title, short
from simulation.report.risk import band_word, middle_word, risk_caption, risk_chart, risk_title, risk_words
from simulation.report.terms import by_channel_line, of_runs, own_targets_line, per, service_level_line, target_words
from simulation.report.words import GoalWords, verdict_words

HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}

MOST_TABLE_CELLS = 1500
"""A heat map of more cells comes without a table of them."""

MARKS = {
    Held.HELD: "M3 8.5 6.5 12 13 4.5",
    Held.MISSED: "M4 4 12 12 M12 4 4 12",
    Held.UNDECIDED: "M5 5.5 C5 2 11 2 11 5.5 C11 8 8 8 8 10 M8 13 8 13.1",
}
"""A tick, a cross and a question mark, as paths in a square of 16."""


def page(results: Results) -> str:
    """The whole of ``report.html`` for ``results``, in the language in use."""
    body, charts = Page(results).build()
    return whole(results.scenario, body, charts)


def whole(title: str, body: Html, charts: Mapping[str, Chart]) -> str:
    """A file that opens anywhere, around a body and the charts that it has places for."""
    library, script = script_text(chart_library()), script_text(_part("page.js"))
    return Template(_part("page.html")).substitute(
        lang=HTML_LANGUAGES[language()],
        lost=escape(text("The charts could not be drawn; the tables below hold their figures.")),
        scripts=" ".join(f"'sha256-{_digest(source)}'" for source in (library, script)),
        title=escape(f"{title} – Peakline"),
        style=_part("page.css"),
        body=body,
        charts=json_block({name: chart.figure for name, chart in charts.items()}),
        plotly=library,
        script=script,
    )


def chart_library() -> str:
    """The source of Plotly's JavaScript, as the Python package ships it."""
    source: str = files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")
    return source


def _part(name: str) -> str:
    return files("simulation.report").joinpath(name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


class Page:
    """Builds the body of the page and collects its charts.

    Parameters
    ----------
    results
        What the page is about.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self.day = Day(results.intervals, results.interval_s)
        self.charts: dict[str, Chart] = {}

    def build(self) -> tuple[Html, dict[str, Chart]]:
        """The body, and the charts that it has places for."""
        body = join(
            [
                tag("header", self._header()),
                tag(
                    "main",
                    self._key_figures(),
                    self._comparison(),
                    self._dates(),
                    self._heat(),
                    self._risk(),
                    self._deadlines(),
                    self._waiting(),
                    self._groups(),
                    self._tables(),
                    self._terms(),
                ),
                tag("footer", tag("p", origin_words(self.results)), tag("p", checks_words(self.results.checks))),
            ]
        )
        return body, self.charts

    def _header(self) -> Iterator[Html]:
        verdict = verdict_words(self.results)
        yield tag("p", tag("b", self.results.scenario), " ", self.results.about, class_="origin")
        yield tag("h1", mark(verdict.held), unbroken(verdict.headline), class_=verdict.held.value)
        yield tag("p", verdict.basis, class_="quiet")
        goals = [self._goal(number, words) for number, words in enumerate(verdict.goals)]
        yield tag("div", goals, class_="goals")

    def _goal(self, number: int, words: GoalWords) -> Html:
        """A goal: the day as a strip of its intervals, and what there is to say."""
        lines = [tag("li", unbroken(line.words), class_=line.about.name.lower()) for line in words.lines]
        return tag(
            "section",
            tag("h3", mark(words.held), words.title),
            goal_strip(self.results, number),
            tag("ul", lines),
            class_=f"goal {words.held}",
        )

    def _key_figures(self) -> Iterator[Html]:
        overall, target = self.results.overall, target_words(self.results, together=True)
        tiles = (
            (_level_title(self.results, target), overall.service_level, Unit.SHARE),
            (text("Abandoned"), overall.abandoned, Unit.SHARE),
            (text("Mean wait, s"), overall.mean_wait_s, Unit.SECONDS),
            (text("p90 wait, s"), overall.wait_p90_s, Unit.SECONDS),
            (text("Occupancy"), self.results.overall_occupancy, Unit.SHARE),
            (text("Contacts a run") if self.results.dates else text("Contacts a day"), overall.offered, Unit.COUNT),
        )
        yield tag("dl", [_tile(*tile) for tile in tiles], class_="key")
        lines = (service_level_line(self.results), by_channel_line(self.results), own_targets_line(self.results))
        yield tag("p", " ".join(filter(None, lines)), class_="quiet")

    def _comparison(self) -> Iterator[Html]:
        """A replayed day: observed and simulated side by side."""
        observed = self.results.observed
        if observed is None:
            return
        yield tag("h2", text("Observed and simulated"))
        yield tag("ul", [tag("li", words) for words in comparison_words(self.results, observed)])
        legend = [
            swatch(text("observed"), "color:var(--orange)", "line"),
            swatch(text("simulated"), "color:var(--blue)", "line"),
            swatch(text("eight in ten simulated days"), "background:var(--blue-faint)"),
        ]
        target = duration(self.results.target_s)
        yield self._figure(
            "observed",
            service_level_chart(self.results, observed, self._margin()),
            text("Contacts answered within {target}, by interval of arrival.", target=target),
            legend,
        )
        yield from comparison_tables(self.results, observed)

    def _dates(self) -> Iterator[Html]:
        """Several days, one beside the other."""
        if not self.results.dates:
            return
        yield tag("h2", text("Day by day"))
        legend = [
            swatch(text("offered"), "background:var(--blue-faint)"),
            swatch(text("waiting at the close"), "background:var(--orange)"),
        ]
        caption = text("Contacts offered on each day, and how many wait when it closes.")
        yield self._figure("dates", date_chart(self.results, self._margin()), caption, legend)
        yield from date_tables(self.results)
        yield from (tag("p", note, class_="quiet") for note in date_notes(self.results))

    def _heat(self) -> Iterator[Html]:
        results, target = self.results, target_words(self.results)
        chart = service_level_heat(results, self._margin())
        yield tag("h2", text("Where the target holds"))
        legend = [
            swatch(_range_words(shade.low, shade.high), f"background:var(--{shade.colour[1:]})")
            for shade in shades([goal.share for goal in results.verdict.goals])
        ]
        lowest = min((goal.share for goal in results.verdict.goals), default=0.8)
        legend.append(swatch(text("outlined: below {goal}", goal=goal_percent(lowest)), None, "frame"))
        yield self._figure(
            "heat",
            chart,
            text("Contacts answered within {target}, in per cent, by queue and interval of arrival.", target=target),
            legend,
        )
        if len(results.heat) * len(results.intervals) <= MOST_TABLE_CELLS and results.heat:
            yield tag("details", tag("summary", text("The same as a table")), heat_table(results))

    def _risk(self) -> Iterator[Html]:
        """How far the days lie apart, and how often a goal is missed."""
        risk, sentences = self.results.risk, risk_words(self.results)
        if risk is None or not sentences:
            return
        yield tag("h2", risk_title(self.results))
        yield tag("ul", [tag("li", words) for words in sentences])
        legend = [
            swatch(middle_word(self.results), "color:var(--blue)", "line"),
            swatch(band_word(self.results), "background:var(--blue-faint)"),
            swatch(text("goals"), None, "dash"),
        ]
        chart = risk_chart(self.results, risk, self._margin())
        yield self._figure("risk", chart, risk_caption(self.results), legend)
        yield tag("details", tag("summary", text("The same as a table")), risk_table(self.results, risk))

    def _deadlines(self) -> Iterator[Html]:
        """What some contacts were promised, and how often it was kept."""
        if not self.results.deadlines:
            return
        yield tag("h2", text("Deadlines"))
        yield tag("ul", [tag("li", words) for words in deadline_lines(self.results)])
        yield tag("details", tag("summary", text("By interval")), deadline_table(self.results))

    def _waiting(self) -> Iterator[Html]:
        yield tag("h2", text("How many wait, and how long"))
        mean = swatch(text("mean"), "color:var(--blue)", "line")
        band = swatch(band_word(self.results), "background:var(--blue-faint)")
        caption = of_runs(self.results, text("Contacts waiting over the day."), text("Contacts waiting over the days."))
        yield self._figure("queue-length", queue_length(self.results, self._margin()), caption, [mean, band])
        legend = [
            swatch(text("p99: one in a hundred waits longer"), "color:var(--orange)", "line"),
            swatch(text("p90: one in ten waits longer"), "color:var(--violet)", "line"),
            swatch(text("p50: half wait longer"), "color:var(--blue)", "line"),
            swatch(text("target"), None, "dash"),
        ]
        yield self._figure(
            "waits",
            waits(self.results, self._margin()),
            text("Waits by interval of arrival, with 95% intervals."),
            legend,
        )

    def _groups(self) -> Iterator[Html]:
        yield tag("h2", text("How busy the agents are"))
        signed_on = swatch(text("agents signed on"), "color:var(--ink)", "line")
        busy = swatch(text("busy: in service or wrap-up"), "background:var(--teal-faint)")
        yield tag("p", text("Agents by group; the filled part of the staff is its occupancy."), class_="quiet")
        yield tag("ul", signed_on, busy, class_="legend")
        figures = []
        for number, (name, cell) in enumerate(self.results.groups.items()):
            if name in self.results.group_intervals:
                share, interval = shown(cell.occupancy, Unit.SHARE)
                caption = tag("figcaption", tag("b", name), tag("span", share, " ", interval))
                chart = group_staff(self.results, name)
                figures.append(tag("figure", caption, self._place(f"group-{number}", chart)))
        yield tag("div", figures, class_="groups")

    def _figure(self, name: str, chart: Chart, caption: str, legend: Sequence[Html]) -> Html:
        self.charts[name] = chart
        return figure(name, chart, caption, legend)

    def _place(self, name: str, chart: Chart) -> Html:
        """Where a chart of the page will be drawn."""
        self.charts[name] = chart
        return place(name, chart)

    def _margin(self) -> int:
        """Pixels left of the charts of the day: room for the longest queue name, within reason."""
        longest = max((breadth(name) for name in (*self.results.heat, text("All queues"))), default=0)
        return min(170, max(70, 7 * longest + 16))

    def _tables(self) -> Iterator[Html]:
        results = self.results
        columns = main_columns(target_words(results), results.overall)
        together = main_columns(target_words(results, together=True), results.overall)
        yield tag("h2", text("Tables"))
        yield tag("p", text("Means {per} with their 95% intervals.", per=per(results)), class_="quiet")
        intervals = {
            self.day.span(place, place): interval.cell
            for place, interval in enumerate(results.intervals)
            if not results.dates or interval.cell.offered.mean
        }
        by_interval = figure_table(
            text("By interval"), text("Interval"), intervals, together, (all_days(results), results.overall)
        )
        words = text("By interval in which somebody came")
        yield tag("details", tag("summary", words), by_interval) if results.dates else by_interval
        yield tag("details", tag("summary", text("Goals by interval")), goal_table(results))
        yield figure_table(text("By queue"), text("Queue"), results.queues, columns)
        yield figure_table(text("By problem"), text("Problem"), results.problems, columns)
        yield figure_table(text("By tier"), text("Tier"), results.tiers, columns)
        yield figure_table(text("By channel"), text("Channel"), results.channels, columns)
        if results.customers is not None:
            everybody = results.customers.overall
            yield figure_table(
                text("Customers by problem"),
                text("Problem"),
                results.customers.problems,
                customer_columns(results.target_s, everybody),
                (text("All"), everybody),
            )
        if results.transfers:
            passed_on = transfer_rows(results)
            yield figure_table(text("Transfers"), text("From and to"), passed_on, transfer_columns())
        for table in short(results):
            rows = figure_table(pair_title(table), "", pair_rows(table), pair_columns(results, table))
            yield tag("details", tag("summary", pair_title(table)), rows)
        yield figure_table(text("By group of agents"), text("Group"), results.groups, group_columns())

    def _terms(self) -> Iterator[Html]:
        yield tag("h2", text("What the words mean"))
        pairs = [(tag("dt", term), tag("dd", meaning)) for term, meaning in definitions(self.results)]
        yield tag("dl", pairs, class_="terms")
        if self.results.notes:
            yield tag("h2", text("To keep in mind"))
            yield tag("ul", [tag("li", note) for note in self.results.notes], class_="notes")


def mark(held: Held, said: str | None = None) -> Html:
    """The sign of a state, with its word, or what else is ``said``, for those who do not see it."""
    sign = tag("svg", tag("path", d=MARKS[held]), viewBox="0 0 16 16", aria_hidden="true")
    return tag("span", sign, tag("span", held_word(held) if said is None else said, class_="unseen"), class_="mark")


def place(name: str, chart: Chart) -> Html:
    """Where a chart will be drawn."""
    style = f"height:{chart.height}px" + (f";min-width:{chart.least_width}px" if chart.least_width else "")
    return tag("div", class_="chart", data_chart=name, role="img", aria_label=chart.summary, style=style)


def figure(name: str, chart: Chart, caption: str, legend: Sequence[Html]) -> Html:
    """A chart with its caption, what it shows in words, and its legend."""
    return tag(
        "figure",
        tag("figcaption", tag("b", caption), " ", chart.summary),
        tag("ul", legend, class_="legend"),
        scroll(caption, place(name, chart)),
    )


def _level_title(results: Results, target: str) -> str:
    """Which service level the first tile has."""
    if by_channel_line(results):
        return text("Service level of all channels, {target}", target=target)
    return text("Service level, {target}", target=target)


def _tile(title: str, figure: Figure, unit: Unit) -> Html:
    value, interval = shown(figure, unit)
    return tag("div", tag("dt", title), tag("dd", value, tag("small", interval)))


def swatch(words: str, style: str | None, kind: str | None = None) -> Html:
    """An entry of a legend."""
    return tag("li", tag("i", class_=kind, style=style), words)


def _range_words(low: float, high: float) -> str:
    if low <= 0:
        return text("under {high}", high=goal_percent(high))
    if high >= 1:
        return text("{low} and more", low=goal_percent(low))
    return text("{low} to {high}", low=goal_percent(low), high=goal_percent(high))
