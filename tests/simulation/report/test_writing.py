"""A folder with an answer is whole or as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from routing.errors import MissingFile
from simulation.measuring.results import Results
from simulation.report import writing
from simulation.report.json_file import dump_results
from simulation.report.parquet import ContactFile
from simulation.report.writing import write_file, write_out
from tests.simulation.report import fake
from tests.simulation.report.test_parquet import DAY, ENDS, WORLD


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_files_are_written(tmp_path: Path) -> None:
    """A new folder, its parents too, gets the four files, with the right content and no other."""
    target = tmp_path / "deep" / "out"
    with ContactFile(WORLD) as contacts:
        contacts.keep(0, DAY, ENDS)
        written = write_out(fake.results(), target, contacts=contacts)
    assert [path.name for path in written] == ["report.html", "results.json", "results.xlsx", "contacts.parquet"]
    assert names(target) == sorted(path.name for path in written)
    assert names(tmp_path / "deep") == ["out"]
    assert (target / "results.json").read_text(encoding="utf-8") == dump_results(fake.results())
    assert (target / "report.html").read_bytes().startswith(b"<!DOCTYPE html>\n<html lang=")
    assert b"\r" not in (target / "report.html").read_bytes()


def test_the_folder_can_be_read_as_any_other(tmp_path: Path) -> None:
    """The folder has the rights of a folder made by mkdir, not those of a temporary one."""
    write_out(fake.single(), tmp_path / "out")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_earlier_answer_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Files of the earlier answer go, a file of the user's stays."""
    with ContactFile(WORLD) as contacts:
        write_out(fake.results(), tmp_path, contacts=contacts)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_out(fake.calm(), tmp_path)
    assert names(tmp_path) == ["notes.txt", "report.html", "results.json", "results.xlsx"]
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["verdict"]["held"] == "held"


@pytest.mark.parametrize("name", ["contacts.parquet", "results.json", "report.html"])
def test_a_file_that_is_no_answer_is_not_replaced(tmp_path: Path, name: str) -> None:
    """A folder that holds, say, recorded contacts of the same name is refused, and nothing in it changes."""
    (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(MissingFile, match=f"holds {name}, which is not from an earlier answer"):
        write_out(fake.calm(), tmp_path)
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "{}"


def breaking(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("there_before", [True, False])
def test_a_failure_half_way_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    """When one of the files cannot be written there is the earlier answer as it was, or no folder at all."""
    target = tmp_path / "out"
    if there_before:
        write_out(fake.results(), target)
    before = {path.name: path.read_bytes() for path in target.iterdir()} if there_before else None
    monkeypatch.setattr(writing, "write_workbook", breaking)
    with pytest.raises(MissingFile, match=r"out: cannot be written: No space left on device"):
        write_out(fake.calm(), target)
    assert target.exists() == there_before
    if before is not None:
        assert {path.name: path.read_bytes() for path in target.iterdir()} == before


def test_a_file_that_cannot_be_moved_puts_all_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the third of the files is held open by another program, the two already moved are moved back."""
    write_out(fake.results(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self == tmp_path / "results.xlsx":
            raise PermissionError(13, "open in another program")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(MissingFile, match="open in another program"):
        write_out(fake.calm(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("write", [lambda path: write_out(fake.single(), path), lambda path: write_file(path, "x")])
def test_a_place_that_cannot_be_is_one_clear_error(tmp_path: Path, write: object) -> None:
    """A folder below a file is an input error that names what the user named."""
    assert callable(write)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(MissingFile) as caught:
        write(tmp_path / "file" / "out")
    assert str(caught.value).startswith(str(tmp_path / "file" / "out") + ": cannot be written: ")
    assert names(tmp_path) == ["file"]


def test_one_file_is_written_whole(tmp_path: Path) -> None:
    """An answer replaces an earlier one, in UTF-8 with line feeds, and leaves nothing beside it."""
    path = tmp_path / "results.json"
    write_file(path, '{"peakline": "results/1"}')
    write_file(path, "时\n")
    assert path.read_bytes() == "时\n".encode()
    assert names(tmp_path) == ["results.json"]


def test_a_name_that_is_no_unicode_does_not_stop_the_answer(tmp_path: Path) -> None:
    """A lone surrogate, which YAML can escape, is written as an escape and not as an error."""
    odd: Results = replace(fake.single(), scenario="a\ud800b")
    write_out(odd, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["scenario"] == "a\ud800b"
