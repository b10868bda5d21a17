"""``peakline staff`` as people call it: files, seeds, time limits, Ctrl-C, and the same staff in ``peakline run``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from simulation.cli import main
from tests.simulation.planning.interrupting import interrupted
from tests.simulation.planning.staffing.small import DESIGNS, write_design

QUICK = ["--search-days", "40", "--check-days", "60", "--threads", "1"]
REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "staffing.md"
TARGETS = """\
peakline: staffing/1
shrinkage: 0.3
groups:
  both: {cost: 1.5, shrinkage: 0.5}
"""


@pytest.fixture(name="design")
def n_design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, being worked in, with the N design in two hours."""
    monkeypatch.chdir(tmp_path)
    return write_design(tmp_path, *DESIGNS["n"], intervals=2)


def answer(*options: str) -> dict[str, Any]:
    """The answer of a quick search of the design as JSON."""
    Path("answer.json").unlink(missing_ok=True)
    assert main(["staff", "design.yaml", *QUICK, "--json", "answer.json", *options]) in (0, 1)
    found: dict[str, Any] = json.loads(Path("answer.json").read_text(encoding="utf-8"))
    return found


def keys_of(data: object) -> set[str]:
    """All keys of nested JSON."""
    if isinstance(data, dict):
        return set(data) | set().union(*(keys_of(value) for value in data.values()), set())
    if isinstance(data, list):
        return set().union(*(keys_of(value) for value in data), set())
    return set()


@pytest.mark.usefixtures("design")
def test_a_seed_reproduces_every_byte_but_the_time() -> None:
    """On one thread and on two; another seed has other customers."""
    texts = []
    for options in (("--threads", "1"), ("--threads", "2"), ("--seed", "2")):
        answer(*options)
        texts.append(re.sub(r'"seconds": [0-9.]+', "", Path("answer.json").read_text(encoding="utf-8")))
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


@pytest.mark.usefixtures("design")
def test_the_page_names_every_key_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Each key stands in docs/reference/staffing.md; heads are net and gross, in the words, too; bounds say which."""
    Path("targets.yaml").write_text(TARGETS, encoding="utf-8")
    found = answer("--targets", "targets.yaml", "--html", "answer.html")
    page = REFERENCE.read_text(encoding="utf-8")
    assert [key for key in sorted(keys_of(found)) if f"`{key}`" not in page] == []
    net, gross = found["staff"], found["gross"]
    assert gross[0] == [-(-round(heads * 10) // 7) for heads in net[0]]  # 30 % away
    assert gross[1] == [2 * heads for heads in net[1]]
    assert found["cost"] == sum(net[0]) + 1.5 * sum(net[1])
    assert [(bound["basis"], bound["proven"]) for bound in found["bounds"]] == [("work", True), ("pooled", False)]
    for words in (" ".join(capsys.readouterr().out.split()), Path("answer.html").read_text(encoding="utf-8")):
        assert f"With shrinkage that is {sum(map(sum, gross)):.1f} agent-hours to roster (gross)." in words
        assert "Lower bound work: " in words
        assert "Lower bound pooled: " in words
        assert "One agent more lifts" in words


@pytest.mark.usefixtures("design")
def test_the_table_is_staff_for_run(capsys: pytest.CaptureFixture[str]) -> None:
    """``--out`` writes what ``--set groups.X.staff={table: …}`` reads; a table that is there is left alone."""
    found = answer("--out", "staff.csv")
    changes = [f"groups.{name}.staff={{table: staff.csv}}" for name in found["groups"]]
    options = [part for change in changes for part in ("--set", change)]
    run = ["run", "design.yaml", *options, "--replications", "400", "--json", "-"]
    capsys.readouterr()
    assert main(run) == 0
    assert '"held": "missed"' not in capsys.readouterr().out
    before = Path("staff.csv").read_bytes()
    assert main(["staff", "design.yaml", *QUICK, "--out", "staff.csv"]) == 2
    assert capsys.readouterr().err == "Error: staff.csv: is not from an earlier answer: choose another file\n"
    assert Path("staff.csv").read_bytes() == before


@pytest.mark.usefixtures("design")
def test_a_time_limit_that_is_not_reached_changes_nothing() -> None:
    """The search ends as it does without one."""
    free, limited = answer(), answer("--time-limit", "100000")
    assert {key: free[key] for key in free if key != "seconds"} == {
        key: limited[key] for key in limited if key != "seconds"
    }
    assert free["ended"] == "done"


@pytest.mark.parametrize(
    ("options", "doing"),
    [
        pytest.param(["--search-days", "4000", "--threads", "1"], "search", id="at the first step"),
        pytest.param(
            ["--search-days", "40", "--check-days", "100000", "--threads", "2"], "check", id="after the solver"
        ),
    ],
)
@pytest.mark.usefixtures("design")
def test_ctrl_c_gives_the_best_so_far_and_writes_the_files(options: list[str], doing: str, tmp_path: Path) -> None:
    """A real interrupt of a real process: a whole answer, which says that it was interrupted; exit code 1."""
    files = ["--json", "cut.json", "--html", "cut.html", "--out", "cut.csv"]
    done = interrupted(["staff", "design.yaml", *options, *files], after=f"{doing}: best so far", at=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "The search was interrupted." in " ".join(done.stdout.split())
    cut = json.loads(Path("cut.json").read_text(encoding="utf-8"))
    assert (cut["ended"], cut["met"], cut["check"]) == ("interrupted", False, None)
    assert sum(map(sum, cut["staff"])) > 0
    assert Path("cut.csv").read_text(encoding="utf-8").splitlines()[0] == "start,a,both"
    assert Path("cut.html").stat().st_size > 0
