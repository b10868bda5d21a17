"""A page of words and tables without scripts, in the style of the reports."""

from __future__ import annotations

from importlib.resources import files
from string import Template

from routing.words.messages import language
from simulation.report.html import HTML_LANGUAGES
from simulation.report.markup import Child, escape, join


def plain_page(title: str, body: Child, mark: str = "") -> str:
    """The whole of a page.

    Parameters
    ----------
    title
        Of the window.
    body
        What stands in it.
    mark
        A comment by which an earlier answer is known, such as ``<!-- peakline: tuning -->``.
    """
    folder = files("simulation.report")
    return Template(folder.joinpath("plain_page.html").read_text(encoding="utf-8")).substitute(
        mark=f"{mark}\n" if mark else "",
        lang=HTML_LANGUAGES[language()],
        title=escape(f"{title} – Peakline"),
        style=folder.joinpath("page.css").read_text(encoding="utf-8"),
        body=join(body),
    )
