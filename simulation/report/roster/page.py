"""``roster.html``: who works when at a glance, without scripts: a table of weeks, and a Gantt chart of each date."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from routing.words.messages import text
from simulation.checks.check import CheckTable, Value
from simulation.planning.rostering.answer import Answer
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import NONE, decimal
from simulation.report.plain_page import plain_page
from simulation.report.roster.gantt import colours, day_chart
from simulation.report.roster.words import (
    cure_table,
    date_words,
    gap_table,
    group_table,
    miss_table,
    sentences,
)

YEAR = len("2026-")
"""Left out of the heads of the weeks: with it the last dates stand outside of the page."""


def page(answer: Answer) -> str:
    """The whole of ``roster.html``, in the language in use."""
    first, *rest = sentences(answer)
    state = "held" if answer.met else "missed"
    body = [
        tag(
            "header",
            tag("h1", answer.roster.problem.name),
            tag("p", first, class_=f"said {state}"),
            [tag("p", sentence) for sentence in rest],
            tag("p", text("Seed {seed}.", seed=answer.seed), class_="quiet"),
        ),
        tag("main", _trouble(answer), _dates(answer), _weeks(answer), _plain(group_table(answer))),
    ]
    style = files("simulation.report.roster").joinpath("page.css").read_text(encoding="utf-8")
    return plain_page(answer.roster.problem.name, body, style=style)


def _trouble(answer: Answer) -> Iterator[Html]:
    """What is not as it should be."""
    if answer.gaps:
        yield _plain(gap_table(answer, 12))
    if answer.cures:
        yield _plain(cure_table(answer))
    if answer.checked and answer.checked.misses:
        yield _plain(miss_table(answer, 24))


def _plain(table: CheckTable) -> Html:
    heads = [tag("th", column.title, scope="col") for column in table.columns]
    rows = [
        tag(
            "tr",
            tag("th", str(row[0]), scope="row"),
            [tag("td", _cell(value, column.digits)) for value, column in zip(row[1:], table.columns[1:], strict=True)],
        )
        for row in table.rows
    ]
    parts = (tag("caption", table.title), tag("thead", tag("tr", heads)), tag("tbody", rows))
    return scroll(table.title, tag("table", *parts))


def _cell(value: Value, digits: int | None) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) else decimal(value, digits or 0)


def _dates(answer: Answer) -> Iterator[Html]:
    """A chart of each date; the first one on which somebody works is open."""
    yield tag("h2", text("Day by day"))
    yield _legend(answer)
    first = min((duty.day for duty in answer.roster.duties), default=0)
    for day in range(answer.roster.problem.n_dates):
        count = sum(duty.day == day for duty in answer.roster.duties)
        short = float(answer.roster.short[:, day].sum()) * answer.roster.problem.step / 60
        words = text("{date}: {count} agents", date=date_words(answer, day), count=count)
        more = text("{hours} agent-hours missing", hours=decimal(short, 1)) if short > 0 else None
        head = tag("summary", tag("b", words), " ", tag("span", more, class_="word missed") if more else None)
        chart = scroll(words, day_chart(answer.roster, day)) if count else tag("p", text("Nobody works."))
        yield tag("details", head, chart, open="" if day == first else None, class_="date")


def _legend(answer: Answer) -> Html:
    entries = [
        tag("li", tag("i", style=f"background:{colour}"), name)
        for name, colour in colours(answer.roster.problem).items()
    ]
    entries.append(tag("li", tag("i", class_="line", style="border-color:var(--ink)"), text("heads needed")))
    entries.append(tag("li", tag("i", style="background:var(--blue-faint)"), text("heads planned")))
    entries.append(tag("li", tag("i", style="background:var(--missed)"), text("heads missing")))
    return tag("ul", entries, class_="legend")


def _weeks(answer: Answer) -> Iterator[Html]:
    """Agents by date."""
    problem, shades = answer.roster.problem, colours(answer.roster.problem)
    yield tag("h2", text("Agent by agent"))
    own = {(duty.agent, duty.day): problem.shifts[duty.shift] for duty in answer.roster.duties}
    for week in range(problem.n_dates // 7):
        days = range(7 * week, 7 * week + 7)
        heads = [text("Agent"), text("Group"), *(date_words(answer, day)[YEAR:] for day in days), text("Hours")]
        rows = []
        for number, agent in enumerate(problem.agents):
            cells, paid = [], 0
            for day in days:
                shift = own.get((number, day))
                if shift is None:
                    away = day in agent.free
                    cells.append(tag("td", text("away") if away else "", class_="off"))
                else:
                    paid += shift.paid
                    bar = f"border-left-color:{shades[shift.name]}"
                    cells.append(tag("td", tag("span", shift.label, style=bar, class_="duty"), title=shift.name))
            total = tag("td", decimal(paid / 60, 1))
            name = problem.groups[agent.groups[0]].name
            rows.append(tag("tr", tag("th", agent.id, scope="row"), tag("td", name), cells, total))
        title = text("Week {number}", number=week + 1)
        head = tag("thead", tag("tr", [tag("th", each, scope="col") for each in heads]))
        yield scroll(title, tag("table", tag("caption", title), head, tag("tbody", rows), class_="weeks"))
