"""A baseline: a C++ loop for just the model with 6 problems, 9 groups and 480 agents, where there is a compiler."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import AbsentPeer, WrongResult

SOURCE = Path(__file__).with_name("six_by_nine.cpp")
COMPILERS = ("c++", "g++", "clang++")
FLAGS = (("-O3", "-march=native"), ("-O3",))
"""Those of this processor, as Numba compiles, where the compiler knows how; else without."""


@dataclass(frozen=True, slots=True)
class Days:
    """What the loop simulated.

    Parameters
    ----------
    spent_ns
        CPU time of all days.
    contacts, abandoned
        Of each day.
    """

    spent_ns: float
    contacts: tuple[int, ...]
    abandoned: tuple[int, ...]


def compiler() -> str:
    """The path of a C++ compiler.

    Raises
    ------
    AbsentPeer
        When there is none.
    """
    for name in COMPILERS:
        found = shutil.which(name)
        if found:
            return found
    raise AbsentPeer(f"no C++ compiler is on the path ({', '.join(COMPILERS)})")


def build(folder: Path) -> Path:
    """Build the loop in ``folder`` and return the program.

    Raises
    ------
    AbsentPeer
        When there is no compiler, or it cannot build it.
    """
    program = folder / "six_by_nine"
    path = compiler()
    said = ""
    for flags in FLAGS:
        command = [path, "-std=c++17", *flags, str(SOURCE), "-o", str(program)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode == 0:
            return program
        said = next(iter(done.stderr.splitlines()), "")
    raise AbsentPeer(f"{path} cannot build {SOURCE.name}: {said}")


def run(program: Path, days: int, seed: int) -> Days:
    """Simulate so many days.

    Raises
    ------
    WrongResult
        When the program says something else than it should.
    """
    done = subprocess.run(
        [str(program), str(days), str(seed)], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    lines = done.stdout.split("\n")
    if done.returncode != 0 or len(lines) != days + 2:
        raise WrongResult(f"the C++ loop simulates {days} days")
    rows = [tuple(map(int, line.split())) for line in lines[1 : days + 1]]
    return Days(float(lines[0]), tuple(row[0] for row in rows), tuple(row[1] for row in rows))
