"""The page's tables: every figure with its interval, and heads that a screen reader can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from routing.words.messages import text
from simulation.measuring.results import Cell, CustomerCell, Figure, Results, Risk
from simulation.report.columns import AnyCell, Column, held_word
from simulation.report.dates import DateColumn, date_names, date_parts
from simulation.report.day import Day
from simulation.report.deadlines import deadline_rows, deadline_words
from simulation.report.heat_map import shades, whole_percent
from simulation.report.markup import Child, Html, tag
from simulation.report.names import breadth
from simulation.report.numbers import NONE, Unit, decimal, goal_percent, shown
from simulation.report.risk import risk_heads, risk_rows, risk_title, share

LONG_NAME = 28
"""A name broader than so many letters is broken over lines."""


def scroll(label: str, child: Child) -> Html:
    """A part that scrolls sideways by itself, by keyboard too."""
    return tag("div", child, class_="scroll", tabindex="0", role="region", aria_label=label)


def _heads(names: Sequence[str]) -> list[Html]:
    return [tag("th", name, scope="col") for name in names]


def row_head(name: str) -> Html:
    """The head of a row, broken over lines where it is long."""
    return tag("th", name, scope="row", class_="long" if breadth(name) > LONG_NAME else None)


def _figure_cell(figure: Figure, unit: Unit, kind: str | None = None) -> Html:
    value, interval = shown(figure, unit)
    return tag("td", value, None if figure.mean is None else tag("span", interval, class_="ci"), class_=kind)


def _interval_class(figures: Iterable[Figure], unit: Unit) -> str | None:
    """A class that keeps room for limits in every row, where one row has them, so that figures stay in line."""
    return "limits" if any("[" in shown(figure, unit)[1] for figure in figures) else None


def figure_table(
    title: str,
    first: str,
    rows: Mapping[str, AnyCell],
    columns: Sequence[Column],
    total: tuple[str, Cell | CustomerCell] | None = None,
) -> Html:
    """A table of figures with their intervals; ``total`` is set apart below."""
    cells: list[AnyCell] = [*rows.values(), *(total[1:] if total else ())]
    kinds = [_interval_class(map(column.of, cells), column.unit) for column in columns]

    def line(name: str, cell: AnyCell) -> Html:
        figures = zip(columns, kinds, strict=True)
        return tag("tr", row_head(name), [_figure_cell(column.of(cell), column.unit, kind) for column, kind in figures])

    head = tag("thead", tag("tr", _heads([first, *(column.title for column in columns)])))
    body = tag("tbody", [line(name, cell) for name, cell in rows.items()])
    foot = tag("tfoot", line(*total)) if total else None
    return scroll(title, tag("table", tag("caption", title), head, body, foot))


def date_tables(results: Results) -> list[Html]:
    """Several days, a row each, and all of them together: so many tables that none is too wide."""
    return [_date_table(title, date_names(results), columns) for title, columns in date_parts(results)]


def _date_table(title: str, names: Sequence[str], columns: Sequence[DateColumn]) -> Html:
    pairs = [(column, _interval_class(column.figures, column.unit)) for column in columns]
    rows = [
        tag("tr", row_head(name), [_figure_cell(column.figures[row], column.unit, kind) for column, kind in pairs])
        for row, name in enumerate(names)
    ]
    head = tag("thead", tag("tr", _heads([text("Date"), *(column.title for column in columns)])))
    return scroll(title, tag("table", tag("caption", title), head, tag("tbody", rows[:-1]), tag("tfoot", rows[-1])))


def heat_table(results: Results) -> Html:
    """The figures of the heat map."""
    heads = [interval.label for interval in results.intervals]
    scale = shades([goal.share for goal in results.verdict.goals])
    rows = [
        (name, [whole_percent(figure.mean, scale) or NONE for figure in figures])
        for name, figures in results.heat.items()
    ]
    body = [tag("tr", row_head(name), [tag("td", value) for value in values]) for name, values in rows]
    head = tag("thead", tag("tr", _heads([text("Queue"), *heads])))
    return scroll(text("Service level by queue and interval"), tag("table", head, tag("tbody", body)))


def risk_table(results: Results, risk: Risk) -> Html:
    """How the days differ, and how often each goal is missed, by interval."""
    rows = [
        tag(
            "tr",
            row_head(name),
            [tag("td", share(value)) for value in (found.p10, found.p50, found.p90)],
            [_figure_cell(figure, Unit.SHARE) for figure in missed],
        )
        for name, found, missed in risk_rows(results, risk)
    ]
    head = tag("thead", tag("tr", _heads([text("Interval"), *risk_heads(results)])))
    return scroll(risk_title(results), tag("table", head, tag("tbody", rows)))


def deadline_table(results: Results) -> Html:
    """The share of each deadline met, by interval of arrival."""
    rows = [
        tag("tr", row_head(name), [_figure_cell(figure, Unit.SHARE) for figure in figures])
        for name, figures in deadline_rows(results)
    ]
    heads = [deadline_words(met.deadline) for met in results.deadlines]
    head = tag("thead", tag("tr", _heads([text("Interval"), *heads])))
    return scroll(text("Deadlines"), tag("table", head, tag("tbody", rows)))


def goal_table(results: Results) -> Html:
    """What the verdict rests on: each goal in each interval."""
    verdict, day = results.verdict, Day(results.intervals, results.interval_s)
    heads = [
        text("Interval"),
        text("Goal"),
        text("Arrivals"),
        text("Answered in time"),
        text("Verdict"),
        text("Agents to add (Erlang A estimate)"),
    ]
    rows = []
    for cell in sorted(verdict.cells, key=lambda cell: (cell.interval, cell.goal)):
        goal = verdict.goals[cell.goal]
        mend = "" if cell.mend_agents is None else decimal(cell.mend_agents)
        rows.append(
            tag(
                "tr",
                row_head(day.span(cell.interval, cell.interval)),
                tag("td", goal.name, " ≥ ", goal_percent(goal.share)),
                tag("td", decimal(cell.offered)),
                _figure_cell(cell.share, Unit.SHARE),
                tag("td", tag("span", held_word(cell.held), class_=f"word {cell.held}")),
                tag("td", mend, " " if mend else "", cell.mend_group if mend else None),
            )
        )
    table = tag("table", tag("thead", tag("tr", _heads(heads))), tag("tbody", rows))
    return scroll(text("Goals by interval"), table)
