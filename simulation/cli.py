"""The command ``peakline``: its start.

Only the standard library and ``routing.words.messages`` are imported here, so that a bare ``pip install peakline``,
which brings no more than ``routing`` needs, can say what to install.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from routing.words.messages import LANGUAGES, language_of, text, use_language

EXTRAS = {
    "babel": "simulation",
    "click": "simulation",
    "dask": "dask",
    "distributed": "dask",
    "fastexcel": "simulation",
    "plotly": "simulation",
    "polars": "simulation",
    "rich": "simulation",
    "scipy": "simulation",
    "simpy": "simulation",
    "xlsxwriter": "simulation",
    "ortools": "planning",
    "cmaes": "planning",
}
"""Import package to the extra of the distribution that brings it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line ``arguments`` (those of the process if None) and return its exit code.

    0: done; 1: the reader of the output went away, or a benchmark failed; 2: a usage error, bad input, or a missing
    package, said in one message on stderr; 3: a benchmark is undecided; 130: interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    use_language(_language_for(given))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese shows "?", not a traceback
    try:
        from simulation.commands.root import invoke

        return invoke(given)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        missing = text(
            'This needs the package {package}: install it with  pip install "peakline[{extra}]"',
            package=package,
            extra=EXTRAS[package],
        )
        sys.stderr.write(f"{missing}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write(text("Interrupted.") + "\n")
        return 130


def _language_for(arguments: Sequence[str]) -> str:
    """Return the language of the last ``--lang``, else that of the locale; needed before anything is worded."""
    chosen = ""
    for place, word in enumerate(arguments):
        if word == "--":
            break
        if word == "--lang" and place + 1 < len(arguments):
            chosen = arguments[place + 1]
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    return chosen if chosen in LANGUAGES else language_of()


if __name__ == "__main__":
    sys.exit(main())
