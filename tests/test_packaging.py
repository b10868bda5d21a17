"""The distribution, as a user gets it: a wheel in an empty environment, outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hatch_build import ROOT

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``command`` in ``cwd`` with nothing of this environment's Python in reach."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))
    }
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=clean | {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    built = call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("peakline-*.whl"))


@pytest.fixture(scope="module")
def away(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the checkout with an empty environment ``venv`` that the bare wheel was installed in."""
    folder = tmp_path_factory.mktemp("away")
    assert call(sys.executable, "-m", "venv", folder / "venv", cwd=folder).returncode == 0
    install(folder, str(wheel))
    return folder


@pytest.fixture(scope="module")
def full(away: Path, wheel: Path) -> Path:
    """The same folder once the extra ``simulation`` is installed too."""
    install(away, f"{wheel}[simulation]")
    return away


def install(folder: Path, requirement: str) -> None:
    """Install ``requirement`` in the environment in ``folder``."""
    pip = (program(folder, "python"), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check")
    done = call(*pip, requirement, cwd=folder)
    assert done.returncode == 0, done.stderr


def program(folder: Path, name: str) -> Path:
    """The path of the program ``name`` of the environment in ``folder``."""
    return folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / name


def test_the_wheel_has_what_it_needs_and_no_more(wheel: Path) -> None:
    """The wheel holds the four packages with their data, types marker and compiled catalogues, and the licence."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "routing",
        "simulation",
        "scenarios",
        "benchmarks",
    }
    assert {"routing/py.typed", "simulation/py.typed", "scenarios/py.typed"} <= set(names)
    assert "routing/locale/zh/LC_MESSAGES/peakline.mo" in names
    assert "simulation/locale/zh/LC_MESSAGES/click.mo" in names
    assert any(name.startswith("scenarios/") and name.endswith(".yaml") for name in names)
    assert {"benchmarks/six_by_nine.cpp", "simulation/speed/speed.schema.json"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith((".po", ".pot"))]


def test_the_bare_install_imports_routing(away: Path) -> None:
    """With the base dependencies only, ``import routing`` works and comes from the wheel."""
    done = call(program(away, "python"), "-c", "import routing; print(routing.__file__)", cwd=away)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(away.resolve())


def test_the_bare_command_says_what_to_install(away: Path) -> None:
    """Without the extra, the command names it in one line and exits with 2."""
    done = call(program(away, "peakline"), "run", "payday", cwd=away)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert 'pip install "peakline[simulation]"' in done.stderr


def test_the_wheel_runs_payday_outside_the_checkout(full: Path) -> None:
    """``peakline run payday`` finds its scenario in the package and writes its results."""
    run = ("run", "payday", "--replications", "2", "--json", "results.json")
    done = call(program(full, "peakline"), *run, cwd=full)
    assert done.returncode == 0, done.stderr
    results = json.loads((full / "results.json").read_text(encoding="utf-8"))
    assert (results["scenario"], results["replications"]) == ("payday", 2)


def test_the_wheel_speaks_chinese(full: Path) -> None:
    """The catalogues are found in the wheel: the help and an error come in Chinese."""
    shown = call(program(full, "peakline"), "--lang", "zh", "--help", cwd=full)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "用法:" in shown.stdout
    refused = call(program(full, "peakline"), "run", "no-such-day", "--lang", "zh", cwd=full)
    assert refused.returncode == 2
    assert refused.stderr.startswith("错误：")
