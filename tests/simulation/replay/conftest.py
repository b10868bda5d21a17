"""What the tests of replaying share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.replay.records import write_csv, write_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small day, its map, policy and staff."""
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "calls.csv")
    write_files(tmp_path)
    return tmp_path
