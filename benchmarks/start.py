"""How long a command takes from its start to its end: with compiled code at hand, and with an empty cache of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Scale, in_turn, require, wall_ns
from simulation.speed.figure import Better, Figure, alone, paired

ROOT = Path(__file__).resolve().parent.parent
DAYS = 100
CONTACTS = (3_000_000, 5_000_000)
"""Between these is the number of contacts of 100 days of payday."""


def run_payday(days: int) -> list[str]:
    """The command that simulates so many days of payday."""
    return [sys.executable, "-m", "simulation", "run", "payday", "--replications", str(days), "--json", "-"]


def start(scale: Scale) -> list[Figure]:
    """``peakline run payday`` of 100 days, and ``import routing``, after the first time: time on the wall."""
    runs = 2 if scale.quick else 5
    subprocess.run(run_payday(2), capture_output=True, cwd=ROOT, check=False)  # compiles where that is still to be done
    whole, ours, numpy = in_turn(runs, payday_s, lambda: _import_s("routing"), lambda: _import_s("numpy"))
    against = "import numpy"
    return [
        paired("start.payday-100", whole, numpy, "s", against=against, better=Better.LESS, value=3),
        paired("start.import-routing", ours, numpy, "s", against=against, better=Better.LESS),
    ]


def compiling(scale: Scale) -> list[Figure]:
    """``peakline run payday`` of 100 days with an empty cache, as after an installation: time on the wall."""
    readings = []
    for _ in range(1 if scale.quick else 2):
        with tempfile.TemporaryDirectory() as folder:
            readings.append(payday_s(folder))
    return [alone("compile.payday-100", readings, "s", better=Better.LESS, value=30)]


def payday_s(cache: str | None = None) -> float:
    """Seconds of ``peakline run payday``; ``cache`` is the folder of compiled code, None for the one in use.

    Raises
    ------
    WrongResult
        When the command fails, or simulates something else.
    """
    environment = {**os.environ, **({} if cache is None else {"PEAKLINE_CACHE": cache})}
    begun = wall_ns()
    done = subprocess.run(run_payday(DAYS), capture_output=True, cwd=ROOT, env=environment, check=False)
    spent = (wall_ns() - begun) / 1e9
    require(done.returncode == 0, "peakline run payday ends well")
    results = json.loads(done.stdout)
    offered = results["overall"]["offered"]["mean"] * results["replications"]
    require(CONTACTS[0] < offered < CONTACTS[1], "100 days of payday have 4 million contacts")
    return spent


def _import_s(package: str) -> float:
    begun = wall_ns()
    done = subprocess.run([sys.executable, "-c", f"import {package}"], cwd=ROOT, capture_output=True, check=False)
    spent = (wall_ns() - begun) / 1e9
    require(done.returncode == 0, f"{package} can be imported")
    return spent
