"""``comparison.html``: the comparison as one file that opens anywhere, in the style of ``report.html``."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.compare.comparison import Comparison, Word
from simulation.compare.measure import OVERALL
from simulation.measuring.results import Held
from simulation.report.charts import Chart
from simulation.report.compare.day_chart import day_chart, limits_of
from simulation.report.compare.gain_chart import gain_chart
from simulation.report.compare.numbers import UNITS, difference, measure_title, word
from simulation.report.compare.origin import definitions, origin_words
from simulation.report.compare.tables import Lines, lever_table, part_tables, pilot_table, side_table
from simulation.report.compare.words import basis, headline, headline_side, other_words
from simulation.report.html import figure, mark, place, swatch, whole
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, join, tag
from simulation.report.numbers import NONE, shown

STATES = {Word.BETTER: Held.HELD, Word.WORSE: Held.MISSED, Word.SAME: Held.UNDECIDED, Word.UNDECIDED: Held.UNDECIDED}
"""Which colours of the page a word has."""


def comparison_page(comparison: Comparison) -> str:
    """The whole of ``comparison.html``, in the language in use."""
    body, charts = _Page(comparison).build()
    return whole(comparison.scenario, body, charts)


class _Page:
    """Builds the body and collects the charts."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.charts: dict[str, Chart] = {}

    def build(self) -> tuple[Html, dict[str, Chart]]:
        """The body, and the charts that it has places for."""
        comparison = self.comparison
        main = [self._tiles(), self._gains(), self._sides(), self._pilot(), self._day(), self._parts(), self._terms()]
        body = join(
            [
                tag("header", self._header()),
                tag("main", main),
                tag("footer", tag("p", origin_words(comparison))),
            ]
        )
        return body, self.charts

    def _header(self) -> Iterator[Html]:
        comparison = self.comparison
        said = comparison.overall(headline_side(comparison)).word or Word.UNDECIDED
        yield tag("p", tag("b", comparison.scenario), " ", comparison.about, class_="origin")
        yield tag("h1", mark(STATES[said], word(said)), headline(comparison), class_=STATES[said].value)
        yield tag("p", basis(comparison), class_="quiet")
        sentences = [*other_words(comparison), *comparison.notes]
        if sentences:
            yield tag("ul", [tag("li", sentence) for sentence in sentences], class_="notes")

    def _tiles(self) -> Html:
        """The measures of the side that the headline is about."""
        comparison, side = self.comparison, headline_side(self.comparison)
        tiles = []
        for measure in comparison.measures:
            change = side.changes[measure].get(OVERALL)
            if change is None:
                continue
            after, _ = shown(change.value, UNITS[measure.quantity])
            before, _ = shown(comparison.base.values[measure][OVERALL], UNITS[measure.quantity])
            gap = " ".join(difference(change.difference, measure.quantity))
            small = text("was {before}, {difference}", before=before, difference=gap)
            title = measure_title(measure, comparison.target_s)
            tiles.append(tag("div", tag("dt", title), tag("dd", after, tag("small", small))))
        return tag("dl", tiles, class_="key")

    def _gains(self) -> Iterator[Html]:
        """Bars, and for levers the table of what they cost."""
        comparison = self.comparison
        chart = gain_chart(comparison)
        self.charts["gains"] = chart
        levers = comparison.levers
        yield tag("h2", text("What each lever gives") if levers else text("What each side gives"))
        legend = [swatch(text("95% interval"), "color:var(--ink)", "line")]
        if levers is not None and levers.together is not None:
            legend = [
                swatch(text("alone"), "background:var(--blue)"),
                swatch(text("added last"), "background:var(--blue-faint);border:1px solid var(--blue)"),
                swatch(text("All together"), "background:var(--teal)"),
                *legend,
            ]
        caption = text("Gain against “{base}”.", base=comparison.base.name)
        yield figure("gains", chart, caption, legend)
        if levers is not None:
            yield _table(lever_table(levers), named=False)
            yield _about(comparison)

    def _sides(self) -> Iterator[Html]:
        yield tag("h2", text("All contacts"))
        yield _table(side_table(self.comparison), named=False)

    def _pilot(self) -> Iterator[Html]:
        pilot = self.comparison.pilot
        if pilot is not None:
            table = pilot_table(self.comparison, pilot)
            yield tag("h2", table.title)
            yield _table(table, named=False)

    def _day(self) -> Iterator[Html]:
        """A small chart for each side."""
        comparison = self.comparison
        limits = limits_of(comparison)
        figures = []
        for number, side in enumerate(comparison.others):
            chart = day_chart(comparison, side, limits)
            if chart is not None:
                self.charts[f"day-{number}"] = chart
                gap, _ = difference(comparison.overall(side).difference, comparison.measure.quantity)
                caption = tag("figcaption", tag("b", side.name), tag("span", gap if gap != NONE else ""))
                figures.append(tag("figure", caption, place(f"day-{number}", chart)))
        if figures:
            yield tag("h2", text("Over the day"))
            title = measure_title(comparison.measure, comparison.target_s)
            words = text("Difference in “{measure}” by interval of arrival, with 95% intervals.", measure=title)
            yield tag("p", words, class_="quiet")
            yield tag("div", figures, class_="groups")

    def _parts(self) -> Iterator[Html]:
        yield tag("h2", text("By queue, problem, tier, channel and interval"))
        for table in part_tables(self.comparison):
            yield _table(table, named=True)

    def _terms(self) -> Iterator[Html]:
        yield tag("h2", text("What the words mean"))
        pairs = [(tag("dt", term), tag("dd", meaning)) for term, meaning in definitions(self.comparison)]
        yield tag("dl", pairs, class_="terms")


def _about(comparison: Comparison) -> Html:
    """What the levers are, in words and as they were written."""
    assert comparison.levers is not None
    pairs = [
        (tag("dt", row.name), tag("dd", row.about, " " if row.about else "", tag("code", "; ".join(row.changes))))
        for row in comparison.levers.rows
    ]
    return tag("dl", pairs, class_="terms")


def _table(table: Lines, *, named: bool) -> Html:
    """A table; headings of rows stand across it."""
    lines = []
    for row in table.rows:
        if not row.cells:
            lines.append(tag("tr", tag("th", tag("b", row.name), scope="rowgroup", colspan=str(1 + len(table.heads)))))
            continue
        said = [*row.said, *(None for _ in row.cells[len(row.said) :])]
        cells = [_cell(cell, one) for cell, one in zip(row.cells, said, strict=True)]
        lines.append(tag("tr", tag("th", row.name.strip(), scope="row"), cells))
    head = tag("thead", tag("tr", [tag("th", name, scope="col") for name in (table.first, *table.heads)]))
    caption = tag("caption", table.title) if named else None
    return scroll(table.title, tag("table", caption, head, tag("tbody", lines)))


def _cell(written: str, said: Word | None) -> Html:
    """A cell, coloured by its verdict, with its interval in small print."""
    number, _, rest = written.partition(" ")
    if not rest or number[-1:].isalpha():
        return tag("td", tag("span", written, class_=f"word {STATES[said].value}") if said else written)
    interval, after = rest, ""
    if said is not None and rest.endswith(word(said)):
        interval, after = rest.removesuffix(word(said)).strip(), word(said)
    verdict = tag("span", after, class_=f"verdict word {STATES[said].value}") if said else None
    return tag("td", number, tag("span", interval, class_="ci"), verdict)
