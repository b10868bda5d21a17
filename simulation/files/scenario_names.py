"""Where a scenario's file is: a path, or the name of one that comes with Peakline."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from routing.errors import MissingFile
from routing.words.messages import text
from routing.words.nearest import nearest

POLICY_SUFFIX = ".policy"
"""A bundled file such as ``payday.policy.yaml`` is a policy, no scenario."""
LEVERS_SUFFIX = ".levers"
"""A bundled file such as ``today.levers.yaml`` holds levers of the scenario of that name."""
SUITE_SUFFIX = ".suite"
"""A bundled file such as ``payday.suite.yaml`` holds gates for a policy."""
ROSTER_SUFFIX = ".roster"
"""A bundled file such as ``vip_fx.roster.yaml`` is a roster to be made."""
TUNING_SUFFIX = ".tuning"
"""A bundled file such as ``payday.tuning.yaml`` says what of a policy may be tuned."""
TRAINING_SUFFIX = ".training"
"""A bundled file such as ``payday.training.yaml`` says who may be trained in what."""
TODAY_SUFFIX = ".today"
"""A bundled file such as ``payday.today.yaml`` is a day that is under way."""
_OTHERS = (POLICY_SUFFIX, LEVERS_SUFFIX, SUITE_SUFFIX, TUNING_SUFFIX, TRAINING_SUFFIX, ROSTER_SUFFIX, TODAY_SUFFIX)


def bundled_folder() -> Path:
    """The folder of the scenarios that come with Peakline."""
    return Path(str(files("scenarios")))


def bundled_scenarios() -> list[str]:
    """The names of the scenarios that come with Peakline, in alphabetical order."""
    stems = (path.stem for path in bundled_folder().glob("*.yaml"))
    return sorted(stem for stem in stems if not stem.endswith(_OTHERS))


def find_levers(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled scenario that comes with levers."""
    path = Path(name)
    bundled = bundled_folder() / f"{name}{LEVERS_SUFFIX}.yaml"
    return path if path.suffix or path.is_file() or len(path.parts) != 1 or not bundled.is_file() else bundled


def find_suite(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled suite.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled suite.
    """
    known = bundled_suites()
    rule = text("is neither a file nor one of the suites that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, f"{SUITE_SUFFIX}.yaml", rule)


def find_tuning(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled tuning.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled tuning.
    """
    known = _bundled(TUNING_SUFFIX)
    rule = text("is neither a file nor one of the tunings that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, f"{TUNING_SUFFIX}.yaml", rule)


def find_training(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled training.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled training.
    """
    known = _bundled(TRAINING_SUFFIX)
    rule = text("is neither a file nor one of the trainings that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, f"{TRAINING_SUFFIX}.yaml", rule)


def find_today(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled day that is under way.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled one.
    """
    known = _bundled(TODAY_SUFFIX)
    rule = text("is neither a file nor one of the days that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, f"{TODAY_SUFFIX}.yaml", rule)


def bundled_suites() -> list[str]:
    """The names of the suites that come with Peakline, in alphabetical order."""
    return _bundled(SUITE_SUFFIX)


def _bundled(suffix: str) -> list[str]:
    ending = f"{suffix}.yaml"
    return sorted(file.name.removesuffix(ending) for file in bundled_folder().glob(f"*{ending}"))


def find_roster(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled roster.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled roster.
    """
    ending = f"{ROSTER_SUFFIX}.yaml"
    known = sorted(file.name.removesuffix(ending) for file in bundled_folder().glob(f"*{ending}"))
    rule = text("is neither a file nor one of the rosters that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, ending, rule)


def find_scenario(name: str | os.PathLike[str]) -> Path:
    """The file that ``name`` means: the path of a file, or the name of a bundled scenario.

    Raises
    ------
    MissingFile
        When it is neither, with the nearest name of a bundled scenario.
    """
    known = bundled_scenarios()
    rule = text("is neither a file nor one of the scenarios that come with Peakline: {known}", known=", ".join(known))
    return _find(name, known, ".yaml", rule)


def _find(name: str | os.PathLike[str], known: list[str], ending: str, rule: str) -> Path:
    """The path of a file, or of the bundled one of a known name."""
    path = Path(name)
    if path.suffix or path.is_file() or len(path.parts) != 1:
        return path
    if str(name) in known:
        return bundled_folder() / f"{name}{ending}"
    raise MissingFile(rule, file=os.fspath(name), nearest=nearest(name, known))
