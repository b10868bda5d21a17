"""The few figures of a page to remember, each in a field of its own."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.report.markup import Html, tag

KeyFigure = tuple[str, str, str]
"""What it is, the number, and what stands beside it in small letters."""


def key_figures(figures: Iterable[KeyFigure]) -> Html:
    """The fields in a row, or in several on a narrow screen."""
    fields = [
        tag("div", tag("dt", name), tag("dd", number, tag("small", beside) if beside else None))
        for name, number, beside in figures
    ]
    return tag("dl", fields, class_="key")
