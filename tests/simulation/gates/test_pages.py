"""What the pages say of suites is true: the example loads, and every key is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from hatch_build import ROOT
from routing.reading.model_shape import shape_at
from simulation.cli import main
from simulation.files.scenario_names import bundled_folder
from simulation.gates.gate import Kind
from simulation.gates.suite import load_suite
from simulation.gates.suite_file import SuiteDocument
from tests.test_docs import blocks, command_lines, write_files

PAGE = (ROOT / "docs" / "reference" / "policy-suite.md").read_text(encoding="utf-8")
BEFORE, EXAMPLE, AFTER = re.split(r"^```(?:yaml)?\n", PAGE, flags=re.MULTILINE)


def test_the_example_is_a_suite(tmp_path: Path) -> None:
    """The file that the reference shows can be read, with a gate for each entry, and for each tier where it says so."""
    (tmp_path / "suite.yaml").write_text(EXAMPLE, encoding="utf-8")
    policy = bundled_folder() / "payday.policy.yaml"
    suite = load_suite(tmp_path / "suite.yaml", base=policy, new=policy)
    assert [len(stage.gates) for stage in suite.stages] == [1 + 3 + 1 + 1, 1 + 3 + 1 + 1 + 1]
    assert (suite.replications, suite.seed, suite.false_fail, suite.false_pass) == (400, 1, 0.001, 0.05)


@pytest.mark.slow
def test_the_words_of_the_how_to_are_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer shown there begins what the command before it prints."""
    page = ROOT / "docs" / "how-to" / "policy-gates.md"
    write_files(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(command_lines(page)[0])[1:]
    assert main(arguments) == 0
    shown = next(block.body for block in blocks(page) if block.language == "text").removesuffix("…\n")
    assert capsys.readouterr().out.startswith(shown)


def keys(*path: str) -> Iterator[str]:
    """The keys that a suite file may have below ``path``."""
    for key in shape_at(SuiteDocument, path).keys:
        yield key
        for below in ((*path, key), (*path, key, "*")):
            yield from keys(*below)


def test_the_reference_has_each_key() -> None:
    """Every key of a suite file stands in the page, in code."""
    words = re.findall(r"`([^`]+)`", BEFORE + AFTER)
    known = set(re.findall(r"\w+", " ".join([EXAMPLE, *words])))
    found = set(keys())
    assert set(Kind) <= found
    assert {"false_fail", "quantile", "each", "set"} <= found
    assert found - known == set()
