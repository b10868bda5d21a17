"""Words as Markdown: whatever names of files, queues and machines hold is shown as it is."""

from __future__ import annotations

from simulation.report.names import tame

_SPECIAL = str.maketrans({char: f"\\{char}" for char in "\\`*_{}[]<>#|~"})


def escaped(words: str) -> str:
    """The words as they are, whatever names of queues and tiers hold: neither markup nor HTML, on one line."""
    harmless = tame(words).replace("&", "&amp;").translate(_SPECIAL)
    return harmless.replace("@", "&#64;")  # a name such as @everybody must call nobody
