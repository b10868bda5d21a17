"""``peakline policy diff``: what differs between two policy files, in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.cli import main

POLICY = """\
peakline: policy/1
name: {name}
problems: [help]
tiers: [any]
channels: [phone]
queues:
  - {{name: all, band: {band}, promote_after_s: 60}}
"""


def written(folder: Path, file: str, **words: object) -> str:
    path = folder / f"{file}.yaml"
    path.write_text(POLICY.format(**{"name": "one", "band": 0} | words), encoding="utf-8")
    return str(path)


def test_each_difference_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name and a band differ; files that say the same do not."""
    old, new = written(tmp_path, "old"), written(tmp_path, "new", name="two", band=1)
    assert main(["policy", "diff", old, new]) == 0
    assert capsys.readouterr().out == "The name one becomes two.\nQueue all: band 0 becomes 1.\n"
    assert main(["policy", "diff", old, written(tmp_path, "same")]) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"


def test_a_wrong_policy_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both files are checked; the message says which one is wrong and where."""
    old, new = written(tmp_path, "old"), written(tmp_path, "new", band="high")
    assert main(["policy", "diff", old, new]) == 2
    assert f"{new}:7: queues[0].band" in capsys.readouterr().err
