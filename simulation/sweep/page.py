"""``sweep.html``: the table of a sweep, and a map of it where two things were varied; without scripts."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words import counts
from routing.words.messages import text
from simulation.measuring.results import Held
from simulation.report.columns import held_word
from simulation.report.html_tables import scroll
from simulation.report.markup import Html, tag
from simulation.report.numbers import Unit, decimal, shown
from simulation.report.plain_page import plain_page, plain_table
from simulation.sweep.table import Sweep, choice_words, headings, lines, summary


def page(sweep: Sweep) -> str:
    """The whole of ``sweep.html``, in the language in use."""
    body = [
        tag("header", tag("h1", sweep.grid.name), tag("p", summary(sweep)), tag("p", _origin(sweep), class_="quiet")),
        tag("main", _map(sweep), _table(sweep)),
    ]
    return plain_page(sweep.grid.name, body)


def _origin(sweep: Sweep) -> str:
    return text(
        "{points}, {days} each with the same customers, seed {seed}.",
        points=counts.points(decimal(len(sweep.outcomes))),
        days=counts.days(decimal(sweep.grid.replications)),
        seed=sweep.grid.seed,
    )


def _map(sweep: Sweep) -> Iterator[Html]:
    """Service level and verdict by two axes, the first down, the second across; nothing where more or fewer vary."""
    if len(sweep.varied) != 2:
        return
    (down_at, down), (across_at, across) = sweep.varied
    found = {(point.choices[down_at].path, point.choices[across_at].path): outcome for point, outcome in sweep.rows}
    title = text("Service level by {down} (down) and {across} (across)", down=down.name, across=across.name)
    rows = []
    for line in down.choices:
        cells = []
        for column in across.choices:
            outcome = found.get((line.path, column.path))
            style = None if outcome is None else _colour(outcome.held)
            words = None if outcome is None else held_word(outcome.held)
            share = "" if outcome is None else shown(outcome.service_level, Unit.SHARE)[0]
            cells.append(tag("td", share, style=style, title=words))
        rows.append(tag("tr", tag("th", choice_words(down, line), scope="row"), cells))
    heads = [tag("th", name, scope="col") for name in ("", *(choice_words(across, each) for each in across.choices))]
    yield scroll(title, tag("table", tag("caption", title), tag("thead", tag("tr", heads)), tag("tbody", rows)))
    swatches = [tag("span", held_word(held), style=f"{_colour(held)};padding:2px 8px") for held in Held]
    yield tag("p", [(swatch, " ") for swatch in swatches], class_="quiet")


def _colour(held: Held) -> str:
    return f"background:var(--{held}-soft)"


def _table(sweep: Sweep) -> Html:
    return plain_table(text("All points"), headings(sweep), lines(sweep))
