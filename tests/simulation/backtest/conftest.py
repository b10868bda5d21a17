"""What the tests of the back-test share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.simulation.backtest.made_days import write_made


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two weeks of made days."""
    folder = tmp_path_factory.mktemp("made")
    write_made(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a copy of them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path
