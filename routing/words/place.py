"""Where a value stands in a document, as data and in writing."""

from __future__ import annotations

import re
from collections.abc import Iterable

Path = tuple[str | int, ...]
"""The keys and indices on the way from the top: ``("queues", 2, "steps", 0, "skills", "fx")``."""

LONGEST = 200
"""A longer place is cut at its beginning, in characters."""

_PLAIN = re.compile(r"[^\s.\[\]\"':]{1,60}")


def place(path: Iterable[str | int]) -> str:
    """Write ``path`` as people write it: ``queues[2].steps[0].skills.fx``."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        elif _PLAIN.fullmatch(part):
            written += f".{part}" if written else part
        else:
            seen = part[:40]
            written += f'["{seen}"]' if seen.isprintable() else f'["{ascii(seen)[1:-1]}"]'
    return written if len(written) <= LONGEST else f"…{written[1 - LONGEST :]}"
