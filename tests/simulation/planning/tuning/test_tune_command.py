"""``peakline tune``: exit codes, what goes where, and progress."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hatch_build import ROOT
from routing.policies.policy_file import load_policy
from simulation.cli import main
from simulation.commands import tune
from simulation.commands.progress import ProgressLines
from simulation.planning.tuning.found import Progress
from simulation.report.tuning.document import answer_schema
from tests.simulation.planning.interrupting import interrupted
from tests.simulation.planning.tuning.counter import OLD, TUNING, write_counter
from tests.simulation.report.schema_check import findings, schema_keys


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_counter(tmp_path)


def test_a_better_policy_is_written_with_what_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0; the policy is the old file with one value changed; the page and the words say the same."""
    assert main(["tune", "tuning.yaml", "--out", "new.yaml", "--html", "new.html", "--threads", "1"]) == 0
    said = capsys.readouterr()
    written = Path("new.yaml").read_text(encoding="utf-8")
    first, _, rest = written.partition("\n")
    assert first == "# peakline tune: old.yaml, seed 1, better"
    assert rest == OLD.replace("head_start_s: 120 ", "head_start_s: 0 ")
    assert load_policy("new.yaml").queues[0].head_start_us == 0
    assert said.out.startswith("BETTER: a policy for fair that keeps the gates of the suite counter was found.\n")
    assert "queues.vip.head_start_s: 120 becomes 0; worth +" in said.out
    assert said.out.endswith("\nWritten: new.yaml, new.html\n")
    assert "best so far" in said.err
    page = Path("new.html").read_text(encoding="utf-8")
    assert "BETTER: a policy for fair" in page
    assert "<td>120</td><td>0</td>" in page
    assert page.count('class="point"') == 2  # of the change, and of all changes on other customers
    assert "queues.vip.head_start_s: 120 → 0</text>" in page
    assert "<script" not in page
    assert main(["tune", "tuning.yaml", "--out", "new.yaml", "--check", "20"]) == 0  # over its own answer


def test_the_answer_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    """It follows its schema, and has the check, the gates and the policy in it."""
    assert main(["tune", "tuning.yaml", "--json", "-", "--threads", "1"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(findings(answer_schema(), document, answer_schema())) == []
    assert (document["verdict"], document["suite"]["verdict"]) == ("better", "pass")
    assert (document["check"]["first_day"], document["check"]["days"]) == (40, 40)
    assert document["check"]["difference"]["low"] > 0
    assert document["policy"]["queues"][0]["head_start_s"] == 0
    assert [change["parameter"] for change in document["changes"]] == ["queues.vip.head_start_s"]


def test_the_old_policy_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 where nothing better is found, and the old policy is what is written."""
    Path("tuning.yaml").write_text(TUNING.replace("{from: -120, to: 120, step: 60}", "[120, 3600]"), encoding="utf-8")
    assert main(["tune", "tuning.yaml", "--out", "new.yaml", "--json", "new.json", "--threads", "1"]) == 1
    assert capsys.readouterr().out.startswith("NOTHING BETTER than the old policy was found for fair.\n")
    assert Path("new.yaml").read_text(encoding="utf-8") == f"# peakline tune: old.yaml, seed 1, nothing-better\n{OLD}"
    document = json.loads(Path("new.json").read_text(encoding="utf-8"))
    assert list(findings(answer_schema(), document, answer_schema())) == []
    assert (document["check"], document["changes"]) == (None, [])
    assert document["best"] == document["old"]
    assert Path("old.yaml").read_text(encoding="utf-8") == OLD
    assert main(["tune", "tuning.yaml", "--html", "new.html", "--threads", "1"]) == 1
    assert "<svg" not in Path("new.html").read_text(encoding="utf-8")


def test_an_interrupt_gives_the_best_so_far(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best so far is checked and given, and that it was interrupted is said."""

    def interrupt(_tell: ProgressLines, _progress: Progress) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tune, "_say", interrupt)
    assert main(["tune", "tuning.yaml", "--threads", "1"]) == 0
    assert "The search was interrupted; this is the best so far." in capsys.readouterr().out.replace("\n", " ")


def test_ctrl_c_gives_the_best_so_far(tmp_path: Path) -> None:
    """A real interrupt of the process in its search: the best so far is checked, written and said."""
    wide = "{from: -120, to: 120, step: 10}"
    parameters = f"queues.vip.head_start_s: {wide}\n  queues.others.head_start_s: {wide}"
    written = TUNING.replace("queues.vip.head_start_s: {from: -120, to: 120, step: 60}", parameters)
    write_counter(tmp_path, written.replace("candidates: 40", "candidates: 600"))
    command = ["tune", "tuning.yaml", "--out", "new.yaml", "--json", "new.json", "--threads", "1"]
    said = interrupted(command, after="best so far", at=tmp_path)
    document = json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))
    assert said.returncode == (0 if document["verdict"] == "better" else 1)
    assert document["search"]["ended"] == "interrupted"
    assert 0 < document["search"]["candidates"] < 600
    assert "The search was interrupted; this is the best so far." in said.stdout.replace("\n", " ")
    assert load_policy(tmp_path / "new.yaml").name == "counter"


def test_a_limit_of_time(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that has gone by before the first generation leaves the old policy, and says why the search ended."""
    assert main(["tune", "tuning.yaml", "--time-limit", "0.000001", "--threads", "1"]) == 1
    said = capsys.readouterr().out.replace("\n", " ")
    assert said.startswith("NOTHING BETTER than the old policy was found for fair.")
    assert "The time limit ended the search: with more time it may find more." in said


def test_every_key_of_the_data_is_on_the_page_of_reference() -> None:
    """What a program may read is said in words."""
    words = (ROOT / "docs" / "reference" / "tuning.md").read_text(encoding="utf-8")
    assert [name for name in schema_keys(answer_schema()) if f"`{name}" not in words] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--out", "old.yaml"], "old.yaml: is read for this answer: choose another file"),
        (["--out", "counter.yaml"], "counter.yaml: is not from an earlier answer: choose another file"),
        (["--out", "-"], "Only --json can go to the standard output."),
        (["--json", "a", "--html", "a"], "Give --out, --html, and --json files of their own."),
        (["--time-limit", "0"], "0.0 is not in the range 0<x<=10000000."),
    ],
)
def test_files_and_options_that_cannot_be(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said at once, before anything is simulated."""
    assert main(["tune", "tuning.yaml", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert expected in said.err
