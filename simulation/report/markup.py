"""HTML built from functions, so that a string is either escaped or was made here."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from typing import Any

from simulation.report.names import tame

_WHOLE = re.compile(r"(\d{4}-\d\d-\d\d|\d\d:\d\d–\d\d:\d\d)")
"""What reads badly in two pieces: a date, and from when to when."""

VOID = frozenset({"br", "col", "hr", "img", "meta"})


class Html(str):
    """A string that is HTML already. Only :func:`tag`, :func:`escape` and :func:`join` make one from strings."""

    __slots__ = ()


Child = str | Html | None | Iterable["Child"]


def escape(string: str) -> Html:
    """``string`` as HTML text; what is HTML already stays as it is."""
    return string if isinstance(string, Html) else Html(html.escape(tame(string), quote=True))


def join(children: Child) -> Html:
    """Children one after the other; strings are escaped, None is nothing."""
    if children is None:
        return Html("")
    if isinstance(children, str):
        return escape(children)
    return Html("".join(join(child) for child in children))


def tag(name: str, *children: Child, **attributes: str | None) -> Html:
    """An element.

    Parameters
    ----------
    name
        Such as ``td``.
    children
        See :func:`join`.
    attributes
        Values are escaped; None: no such attribute. In a name ``_`` stands for ``-``, and one at the end for nothing,
        as in ``class_``.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def unbroken(words: str) -> list[Child]:
    """A sentence whose dates and times of an interval are not broken over lines."""
    parts = _WHOLE.split(words)
    return [tag("span", part, class_="unbroken") if place % 2 else part for place, part in enumerate(parts)]


def json_block(data: Any) -> Html:
    """``data`` as JSON that may stand inside a ``script`` element: no ``<``, so that nothing in it can end that."""
    written = json.dumps(_brief(data), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Html(written)


def _brief(data: Any) -> Any:
    """``data`` with its floats to six digits: more cannot be seen in a chart."""
    if isinstance(data, float):
        return float(f"{data:.6g}")
    if isinstance(data, dict):
        return {key: _brief(value) for key, value in data.items()}
    return [_brief(item) for item in data] if isinstance(data, list) else data


def script_text(source: str) -> Html:
    """A JavaScript source that may stand inside a ``script`` element, as the browser will read it."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return Html(source.replace("</script", "<\\/script").replace("<!--", "<\\!--"))
