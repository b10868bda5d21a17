"""The shell in the workflows that docs show for continuous integration does what the pages say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hatch_build import ROOT
from simulation.speed.document import dump_speed
from tests.simulation.speed.runs import ratio, run_of
from tests.test_docs import blocks

HOW_TO = ROOT / "docs" / "how-to"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not (shutil.which("bash") and shutil.which("git")),
    reason="needs git and bash, which runs the steps on the machines of GitHub",
)


def step(page: str, name: str) -> str:
    """The commands of a step, by its name, of the workflow that a page shows."""
    [workflow] = [
        found
        for block in blocks(HOW_TO / page)
        if block.language == "yaml" and "runs-on" in block.body and (found := yaml.safe_load(block.body))
    ]
    [job] = workflow["jobs"].values()
    [commands] = [each["run"] for each in job["steps"] if each.get("name") == name]
    return str(commands)


def bash(commands: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: it ends where a command fails."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", commands],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose origin has a branch without a policy, and one with it."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    identity = "git -c user.name=a -c user.email=a@example.org"
    done = bash(
        f"git init -q -b before '{origin}'; cd '{origin}'; echo x > notes; git add .; {identity} commit -qm 1;"
        f"git checkout -qb main; echo old > policy.yaml; git add .; {identity} commit -qm 2;"
        f"git clone -q '{origin}' '{clone}'; echo new > '{clone}/policy.yaml'",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    return clone


def test_the_policy_as_it_was(checkout: Path) -> None:
    """The base is that of the branch; without one there, the new policy itself, and that is said."""
    commands = step("policy-gates.md", "The policy as it was")
    done = bash(commands, checkout, BASE="main")
    assert (done.returncode, (checkout / "base.yaml").read_text()) == (0, "old\n")
    assert "::notice::" not in done.stdout
    done = bash(commands, checkout, BASE="before")
    assert (done.returncode, (checkout / "base.yaml").read_text()) == (0, "new\n")
    assert "::notice::No policy.yaml in before yet" in done.stdout


def test_a_branch_that_was_not_fetched_is_no_branch_without_a_policy(checkout: Path) -> None:
    """Else a policy would be judged by itself whenever the history is not there."""
    done = bash(step("policy-gates.md", "The policy as it was"), checkout, BASE="gone")
    assert done.returncode != 0
    assert not (checkout / "base.yaml").exists()


def test_the_first_run_has_no_stored_one(tmp_path: Path) -> None:
    """Without a stored run the step passes and says what to do; with one it compares."""
    shim = tmp_path / "bin" / "peakline"
    shim.parent.mkdir()
    shim.write_text(f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{sys.executable}' -m simulation \"$@\"\n")
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    commands = step("bench-in-ci.md", "Compare with the stored run")
    (tmp_path / "speed.json").write_text(dump_speed(run_of(ratio("a.b", 1.0))), encoding="utf-8")
    assert bash(commands, tmp_path, PATH=path).returncode == 0
    assert "No stored run yet" in (tmp_path / "changes.md").read_text(encoding="utf-8")
    (tmp_path / "changes.md").unlink()
    (tmp_path / "benchmarks").mkdir()
    for stored, code in ((1.0, 0), (2.0, 1)):
        (tmp_path / "benchmarks" / "base.json").write_text(dump_speed(run_of(ratio("a.b", stored))), encoding="utf-8")
        assert bash(commands, tmp_path, PATH=path).returncode == code
    assert "Worse: a.b." in (tmp_path / "changes.md").read_text(encoding="utf-8")
