"""On what it was measured: the machine, the versions, the commit."""

from __future__ import annotations

import platform
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.cpp_loop import compiler
from benchmarks.measuring import AbsentPeer
from simulation.experiment import available_cores

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("peakline", "numpy", "numba", "llvmlite", "simpy", "ciw", "pyworkforce")


def machine() -> dict[str, str | int]:
    """The machine, as far as it decides what can be compared."""
    return {
        "processor": _processor(),
        "cores": available_cores(),
        "system": platform.system(),
        "architecture": platform.machine(),
    }


def _processor() -> str:
    """The name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in {"model name", "Model"}:
            return value.strip()
    return platform.processor() or platform.machine() or "unknown"


def versions() -> dict[str, str]:
    """Python, the packages that are measured or compile, and the C++ compiler, as far as they are here."""
    known = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            known[name] = version(name)
        except PackageNotFoundError:
            continue
    with suppress(AbsentPeer):
        known["c++"] = _output([compiler(), "--version"]) or "unknown"
    return known


def commit() -> str | None:
    """The commit of the checkout that holds this file, with ``+`` where something is changed; None: it is in none."""
    if not (ROOT / ".git").exists():
        return None
    head = _output(["git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD"])
    changed = _output(["git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no"])
    return head and head + ("+" if changed else "")


def _output(command: list[str]) -> str | None:
    """The first line that a command prints; None when it fails."""
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    except OSError:
        return None
    return next(iter(done.stdout.splitlines()), "") if done.returncode == 0 else None
