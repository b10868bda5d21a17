"""``python -m benchmarks [--quick] [--json FILE]``: measure, print, and fail where a limit is not kept."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from dataclasses import asdict
from pathlib import Path

import numba
import numpy as np

from benchmarks import router, speed


def main() -> int:
    """Run the suite; 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=speed.__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter pairs")
    parser.add_argument("--json", metavar="FILE", help="write the figures to FILE as well")
    options = parser.parse_args()
    pairs = 3 if options.quick else 7
    readings = [
        *speed.against_baseline(pairs, 10_000 if options.quick else 40_000),
        *speed.growth(pairs),
        *speed.threads(pairs),
        *speed.whole_command(2 if options.quick else 5, "payday"),
        *router.figures(pairs, 100_000 if options.quick else 1_000_000),
    ]
    machine = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "machine": platform.machine(),
        "system": platform.system(),
    }
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    for row in readings:
        print(line(row))
    if options.json:
        figures = [{**asdict(row), "holds": row.holds} for row in readings]
        Path(options.json).write_text(json.dumps({"machine": machine, "figures": figures}, indent=2), encoding="utf-8")
    return 0 if all(row.holds for row in readings) else 1


def line(row: speed.Reading) -> str:
    """One figure as a line of text."""
    goal = (
        ""
        if row.limit is None
        else f"  {'<=' if row.at_most else '>='} {row.limit:g} {'ok' if row.holds else 'NOT KEPT'}"
    )
    return f"{row.name:<58} {row.value:>8.3g} {row.unit:<14} [{row.low:.3g}, {row.high:.3g}]{goal}"


if __name__ == "__main__":
    sys.exit(main())
