"""Where answers go, and what is said on the way: refused before the work, written all, then said; lines held back."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from routing.errors import MissingFile
from simulation.commands.outputs import Outputs
from simulation.commands.progress import ProgressLines

ANSWER = '{"peakline": "tuning-results/1"}\n'
"""What an earlier answer begins with."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)


def test_files_are_written_and_then_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Each file that was asked for, a folder first; the words, and which files, in this order."""
    outputs = Outputs({"--html": "a.html", "--json": "a.json", "--csv": None}, printed="--json", folder=("--out", "d"))
    outputs.refuse()
    outputs.give(
        {"--html": lambda: "page", "--json": lambda: ANSWER, "--csv": lambda: pytest.fail("not asked for")},
        words=lambda: click.echo("words"),
        folder=lambda path: [Path(path) / "one", Path(path) / "two"],
    )
    assert Path("a.html").read_text(encoding="utf-8") == "page"
    assert Path("a.json").read_text(encoding="utf-8") == ANSWER
    assert capsys.readouterr().out == f"words\n\nWritten: {Path('d/one')}, {Path('d/two')}, a.html, a.json\n"


def test_one_goes_to_the_standard_output_in_place_of_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else stands there."""
    outputs = Outputs({"--html": "a.html", "--json": "-"}, printed="--json")
    outputs.refuse()
    outputs.give({"--html": lambda: "page", "--json": lambda: ANSWER}, words=lambda: pytest.fail("words"))
    assert capsys.readouterr().out == ANSWER
    assert Path("a.html").exists()


def test_nothing_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Words alone."""
    outputs = Outputs({"--html": None, "--json": None}, printed="--json")
    outputs.refuse(read=["in.yaml"])
    outputs.give({}, words=lambda: click.echo("words"))
    assert capsys.readouterr().out == "words\n"


@pytest.mark.parametrize(
    ("files", "printed", "folder", "expected"),
    [
        ({"--html": "-", "--json": None}, "--json", None, "Only --json can go to the standard output."),
        ({"--html": "-"}, None, None, "Nothing but the words can go to the standard output."),
        ({"--json": None}, "--json", ("--out", "-"), "Only --json can go to the standard output."),
        ({"--html": "a", "--json": "./a"}, "--json", None, "Give --html and --json files of their own."),
        (
            {"--html": "a", "--json": "b"},
            "--json",
            ("--out", "b"),
            "Give --html, --json, and --out files of their own.",
        ),
    ],
)
def test_what_cannot_be_together(
    files: dict[str, str | None], printed: str | None, folder: tuple[str, str | None] | None, expected: str
) -> None:
    """Said as a slip of the command line."""
    with pytest.raises(click.UsageError) as slip:
        Outputs(files, printed=printed, folder=folder)
    assert slip.value.message == expected


@pytest.mark.parametrize(
    ("file", "rule"),
    [
        ("in.yaml", "is read for this answer: choose another file"),
        ("mine.txt", "is not from an earlier answer: choose another file"),
        ("folder", "is a folder, not a file"),
        ("none/a.html", "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written(file: str, rule: str) -> None:
    """Said before the work; an earlier answer can be written over."""
    for name, content in {"in.yaml": ANSWER, "mine.txt": "mine", "earlier": ANSWER}.items():
        Path(name).write_text(content, encoding="utf-8")
    Path("folder").mkdir()
    with pytest.raises(MissingFile) as error:
        Outputs({"--html": "earlier", "--json": file}, printed="--json").refuse(read=["in.yaml"])
    assert (error.value.file, error.value.rule) == (file, rule)
    Outputs({"--html": "earlier"}).refuse(read=["in.yaml"])


def test_lines_are_held_back() -> None:
    """The first at once; the newest when a second has gone by; one of another stage at once, after the old one."""
    said: list[str] = []
    seconds = [0.0]
    tell = ProgressLines(1.0, clock=lambda: seconds[0], say=said.append)
    for time, words, stage in [(0, "a", "x"), (0.2, "b", "x"), (0.9, "c", "x"), (1.1, "d", "x"), (1.3, "e", "x")]:
        seconds[0] = time
        tell(words, stage)
    assert said == ["a", "d"]
    tell("f", "y")
    assert said == ["a", "d", "e", "f"]
    tell("g", "y")
    tell.close()
    tell.close()
    assert said == ["a", "d", "e", "f", "g"]
