"""A page of words and tables without scripts, in the style of the reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from string import Template

from routing.words.messages import language
from simulation.report.html import HTML_LANGUAGES
from simulation.report.html_tables import row_head, scroll
from simulation.report.markup import Child, Html, escape, join, tag


def plain_page(title: str, body: Child, mark: str = "", style: str = "") -> str:
    """The whole of a page.

    Parameters
    ----------
    title
        Of the window.
    body
        What stands in it.
    mark
        A comment by which an earlier answer is known, such as ``<!-- peakline: tuning -->``.
    style
        Rules of its own, behind those of all reports.
    """
    folder = files("simulation.report")
    return Template(folder.joinpath("plain_page.html").read_text(encoding="utf-8")).substitute(
        mark=f"{mark}\n" if mark else "",
        lang=HTML_LANGUAGES[language()],
        title=escape(f"{title} – Peakline"),
        style=folder.joinpath("page.css").read_text(encoding="utf-8") + style,
        body=join(body),
    )


def plain_table(title: str, heads: Iterable[str], rows: Iterable[Sequence[str]]) -> Html:
    """A table of strings; the first cell of a row is its name, broken over lines where it is long."""
    columns = [tag("th", name, scope="col") for name in heads]
    lines = [tag("tr", row_head(row[0]), [tag("td", cell) for cell in row[1:]]) for row in rows]
    return scroll(title, tag("table", tag("caption", title), tag("thead", tag("tr", columns)), tag("tbody", lines)))
