"""``peakline bench``: what goes where, exit codes, and whole messages for bad input."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import suite
from benchmarks.measuring import AbsentPeer, Scale, WrongResult
from simulation.cli import main
from simulation.speed.document import dump_speed, speed_schema
from simulation.speed.figure import Better, Figure, Limit, Of
from tests.simulation.report.schema_check import findings
from tests.simulation.speed.runs import ratio, run_of, value

FIGURES: dict[str, list[Figure]] = {
    "kept": [ratio("kept.one", 101.0, 0.02, limit=Limit(Of.RATIO, 80)), value("kept.two", 0.0123, None, Better.LESS)],
    "broken": [ratio("broken.one", 40.2, 0.02, limit=Limit(Of.RATIO, 80))],
}


@pytest.fixture(autouse=True)
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suite of four benchmarks that are over at once, in a folder of its own, with the compiler on."""

    def measure(name: str, _: Scale) -> list[Figure]:
        if name == "wrong":
            raise WrongResult("2 and 2 are 4")
        if name == "absent":
            raise AbsentPeer("it is not here")
        return FIGURES[name]

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PEAKLINE_JIT", raising=False)
    monkeypatch.setattr(suite, "BENCHMARKS", dict.fromkeys(("kept", "broken", "wrong", "absent"), ("", "")))
    monkeypatch.setattr(suite, "measure", measure)
    Path("base.json").write_text(dump_speed(run_of(*FIGURES["kept"])), encoding="utf-8")


def cells(words: str, name: str) -> list[str]:
    """The cells of the row of a printed table that begins with ``name``."""
    [row] = re.findall(rf"^{re.escape(name)} .*$", words, re.MULTILINE)
    return re.split(r" {2,}", row)


def test_a_run_that_keeps_its_limits(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has each figure with its baseline, ratio and limit; what is absent is said; the exit code is 0."""
    assert main(["bench", "speed", "--only", "kept,absent"]) == 0
    words = capsys.readouterr().out
    assert words.startswith("All limits are kept.\nabsent: absent: it is not here\n")
    assert cells(words, "kept.one") == ["kept.one", "10,100 x/s", "100 it", "101 [101, 101]", "≥ 80× kept"]
    assert cells(words, "kept.two") == ["kept.two", "0.0123 s", "–", "–", "–"]


@pytest.mark.parametrize(
    ("name", "headline"),
    [("broken", "Limits not kept: broken.one."), ("wrong", "Wrong results: wrong.")],
)
def test_a_run_that_does_not(name: str, headline: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A limit that is not kept, or a wrong result, is the first thing said, and the exit code is 1."""
    assert main(["bench", "speed", "--only", name, "--only", "kept"]) == 1
    words = capsys.readouterr().out
    assert words.startswith(f"{headline}\n")
    assert "kept.one" in words


def test_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON follows the schema and says the machine, the versions and the figures; so does the Markdown in its way."""
    assert main(["bench", "speed", "--quick", "--json", "speed.json", "--markdown", "speed.md"]) == 1
    assert capsys.readouterr().out.endswith("Written: speed.json, speed.md\n")
    document = json.loads(Path("speed.json").read_text(encoding="utf-8"))
    assert list(findings(speed_schema(), document, speed_schema())) == []
    assert (document["quick"], document["kept"]) == (True, False)
    assert {"python", "peakline", "numpy", "numba"} <= document["versions"].keys()
    assert [figure["name"] for figure in document["figures"]] == ["kept.one", "kept.two", "broken.one"]
    assert document["absent"] == [{"benchmark": "absent", "reason": "it is not here"}]
    assert document["wrong"] == [{"benchmark": "wrong", "reason": "2 and 2 are 4"}]
    page = Path("speed.md").read_text(encoding="utf-8").splitlines()
    assert "**Wrong results: wrong.**" in page
    assert "| Figure | Measured | Baseline | Ratio | Limit |" in page
    assert "| broken.one | 4,020 x/s | 100 it | 40.20 \\[40.20, 40.20\\] | ≥ 80× NOT KEPT |" in page
    assert main(["bench", "speed", "--json", "speed.json", "--markdown", "speed.md"]) == 1  # once more in their place
    assert main(["bench", "compare", "base.json", "speed.json", "--markdown", "speed.md"]) == 1


def test_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """With - nothing but the JSON is written to the standard output, by both commands."""
    assert main(["bench", "speed", "--only", "kept", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["peakline"] == "speed/1"
    assert main(["bench", "compare", "base.json", "base.json", "--json", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [document[key] for key in ("peakline", "verdict", "passed", "floor")] == [
        "speed-compare/1",
        "pass",
        True,
        0.1,
    ]
    assert [figure["word"] for figure in document["figures"]] == ["same", "not judged"]
    schema = speed_schema("speed-compare")
    assert list(findings(schema, document, schema)) == []
    assert set(schema["required"]) == set(document)


def test_a_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    """What is worse comes first and makes the exit code 1; what only one side has is said."""
    new = run_of(ratio("kept.one", 50.0, 0.02), ratio("kept.three", 1.0))
    Path("new.json").write_text(dump_speed(new), encoding="utf-8")
    assert main(["bench", "compare", "base.json", "new.json", "--markdown", "changes.md"]) == 1
    words = capsys.readouterr().out
    assert words.startswith("Worse: kept.one.\nOnly in the base: kept.two.\nOnly in the new run: kept.three.\n")
    assert cells(words, "kept.one") == ["kept.one", "101 ×", "50.00 ×", "−50.5%", "−9.1% … +10.0%", "WORSE"]
    assert "| kept.one | 101 × | 50.00 × | −50.5% | −9.1% … +10.0% | WORSE |" in Path("changes.md").read_text(
        encoding="utf-8"
    )
    assert main(["bench", "compare", "base.json", "new.json", "--floor", "2"]) == 0
    assert capsys.readouterr().out.startswith("No figure is worse.\n")


def test_nothing_to_judge(capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs without a figure in common decide nothing, and say what is missing."""
    Path("new.json").write_text(dump_speed(run_of(ratio("other.one", 1.0))), encoding="utf-8")
    assert main(["bench", "compare", "base.json", "new.json"]) == 3
    assert capsys.readouterr().out.startswith(
        "Undecided: no figure can be judged.\n"
        "Needed, but not in both runs: kept.one.\n"
        "Only in the base: kept.one, kept.two.\n"
        "Only in the new run: other.one.\n"
    )


def test_a_figure_that_has_vanished(capsys: pytest.CaptureFixture[str]) -> None:
    """What the base has with a baseline is needed, unless others are required; in words and in the JSON."""
    Path("old.json").write_text(dump_speed(run_of(ratio("a.b", 1.0), ratio("c.d", 1.0), value("e.f", 1.0))))
    Path("new.json").write_text(dump_speed(run_of(ratio("a.b", 1.0), value("e.f", 1.0))))
    assert main(["bench", "compare", "old.json", "new.json", "--json", "answer.json"]) == 3
    assert capsys.readouterr().out.startswith(
        "Undecided: no figure is worse, but not all that are needed are judged.\n"
        "Needed, but not in both runs: c.d.\n"
        "Only in the base: c.d.\n"
    )
    document = json.loads(Path("answer.json").read_text(encoding="utf-8"))
    assert list(findings(speed_schema("speed-compare"), document, speed_schema("speed-compare"))) == []
    assert [document[key] for key in ("verdict", "passed", "missing", "unjudged")] == ["undecided", False, ["c.d"], []]
    assert main(["bench", "compare", "old.json", "new.json", "--require", "a"]) == 0
    assert capsys.readouterr().out.startswith("No figure is worse.\nOnly in the base: c.d.\n")
    assert main(["bench", "compare", "old.json", "new.json", "--require", "a.b,e", "--require", "c.d"]) == 3
    assert capsys.readouterr().out.startswith(
        "Undecided: no figure is worse, but not all that are needed are judged.\n"
        "Needed, but not in both runs: c.d.\n"
        "Needed, but not judged: e.f.\n"
    )


BAD: list[tuple[str, str, str]] = [
    # What stands in the stored run, what is written instead, and the message.
    ("", "", "base.json: is empty"),
    (
        '"peakline": "speed/1"',
        '"peakline": "results/1"',
        "base.json:2: peakline: must be speed/1 in a file that is used like this (got results/1)",
    ),
    ('"ratio": 101.0', '"ratio": -1', "base.json:23: figures[0].ratio: must be 1e-09 or more (got -1)"),
    ('"ratio": 101.0', '"ratio": 1e-320', "base.json:23: figures[0].ratio: must be 1e-09 or more (got 1e-320)"),
    (
        '"ratio": 101.0',
        '"ratio": 1e308',
        "base.json:23: figures[0].ratio: must be 1000000000000 or less (got 1e+308)",
    ),
    ('"spread": 0.02', '"spread": 1000', "base.json:24: figures[0].spread: must be 10 or less (got 1000)"),
    ('"ratio": 101.0', '"ratio": "fast"', "base.json:23: figures[0].ratio: must be a number (got fast)"),
    (
        '"name": "kept.two"',
        '"name": "kept.one"',
        "base.json:35: figures[1].name: another figure has this name (got kept.one)",
    ),
    ('"quick": false,', "", "base.json:1: quick: this key is required"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD)
@pytest.mark.parametrize("place", [0, 1])
def test_bad_files(old: str, new: str, message: str, place: int, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no run is refused in one message, on either side, and nothing is written."""
    good = Path("base.json").read_text(encoding="utf-8")
    Path("good.json").write_text(good, encoding="utf-8")
    assert old in good
    Path("base.json").write_text(good.replace(old, new, 1) if old else "", encoding="utf-8")
    files = ["good.json", "good.json"]
    files[place] = "base.json"
    assert main(["bench", "compare", *files, "--json", "answer.json"]) == 2
    assert capsys.readouterr() == ("", f"Error: {message}\n")
    assert not Path("answer.json").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["speed", "--only", "kep"],
            "Error: --only: there is no such benchmark; there are: kept, broken, wrong, absent (got kep; did you mean kept?)\n",
        ),
        (
            ["compare", "base.json", "base.json", "--require", "kept.one, kept.tow"],
            "Error: --require: neither run has such a figure or benchmark (got kept.tow; did you mean kept.two?)\n",
        ),
        (["compare", "bse.json", "base.json"], "Error: bse.json: there is no such file (did you mean base.json?)\n"),
        (
            ["speed", "--only", "kept", "--markdown", "notes.txt"],
            "Error: notes.txt: is not from an earlier answer: choose another file\n",
        ),
        (
            ["compare", "base.json", "base.json", "--json", "notes.txt"],
            "Error: notes.txt: is not from an earlier answer: choose another file\n",
        ),
    ],
)
def test_bad_words(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is none, a file that is not there and one that must stay are refused in one message."""
    Path("notes.txt").write_text("Buy milk.", encoding="utf-8")
    assert main(["bench", *words]) == 2
    assert capsys.readouterr() == ("", message)
    assert Path("notes.txt").read_text(encoding="utf-8") == "Buy milk."


@pytest.mark.parametrize("option", ["--json", "--markdown"])
@pytest.mark.parametrize("name", ["base.json", "./new.json"])
def test_a_comparison_does_not_take_the_place_of_a_run(
    option: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stored run is an earlier answer too, but one that the comparison is made of: it stays."""
    kept = Path("base.json").read_bytes()
    Path("new.json").write_bytes(kept)
    assert main(["bench", "compare", "base.json", "new.json", option, name]) == 2
    assert capsys.readouterr() == ("", f"Error: {name}: is read for this answer: choose another file\n")
    assert Path(name).read_bytes() == kept


def test_one_file_under_two_spellings(capsys: pytest.CaptureFixture[str]) -> None:
    """The second answer would take the place of the first."""
    assert main(["bench", "compare", "base.json", "base.json", "--json", "a", "--markdown", "./a"]) == 2
    assert "Give --json and --markdown files of their own." in capsys.readouterr().err
    assert not Path("a").exists()


def test_a_folder_that_is_not_there_is_found_before_measuring(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Minutes of measuring for an answer that has no place would be lost."""
    monkeypatch.setattr(suite, "measure", lambda *_: pytest.fail("measured"))
    assert main(["bench", "speed", "--json", "no/speed.json"]) == 2
    assert capsys.readouterr() == ("", "Error: no/speed.json: cannot be written: No such file or directory\n")


def test_the_utmost_that_a_run_may_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Figures and spreads at the ends of what is allowed have a comparison, in words, JSON and Markdown."""
    for name, ends in (("base.json", (1e-9, 1e10)), ("new.json", (1e10, 1e-9))):
        figures = [ratio(f"end.{place}", end, 10.0) for place, end in enumerate(ends)]
        Path(name).write_text(dump_speed(run_of(*figures)), encoding="utf-8")
    assert main(["bench", "compare", "base.json", "new.json", "--json", "a.json", "--markdown", "a.md"]) == 1
    assert [one["word"] for one in json.loads(Path("a.json").read_text(encoding="utf-8"))["figures"]] == [
        "better",
        "worse",
    ]
    assert "Worse: end.1." in capsys.readouterr().out


def test_names_in_a_run_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """What a stored run says of its machine is on one line of the Markdown, and calls nobody."""
    run = replace(run_of(ratio("a|b.`<i>`\n@all", 1.0)), machine={"cpu": "x\n# y & ~z~ @all", "cores": 2})
    Path("odd.json").write_text(dump_speed(run), encoding="utf-8")
    assert main(["bench", "compare", "base.json", "odd.json", "--markdown", "-"]) == 3
    page = capsys.readouterr().out
    assert "x\N{REPLACEMENT CHARACTER}\\# y &amp; \\~z\\~ &#64;all" in page
    assert "a\\|b.\\`\\<i\\>\\`\N{REPLACEMENT CHARACTER}&#64;all" in page


def test_a_floor_is_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """A floor of nothing is refused as click says it."""
    assert main(["bench", "compare", "base.json", "base.json", "--floor", "0"]) == 2
    assert "--floor" in capsys.readouterr().err


def test_nothing_is_measured_without_the_compiler(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Speeds of the plain Python path would mean nothing."""
    monkeypatch.setenv("PEAKLINE_JIT", "0")
    assert main(["bench", "speed"]) == 2
    assert capsys.readouterr() == ("", "Error: Speed is measured with the compiler on: leave PEAKLINE_JIT unset.\n")
