"""``peakline replay``: where its answer goes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from simulation.cli import main
from tests.simulation.replay.records import (
    POLICY,
    ROWS,
    SEEN,
    edit,
    row,
    write_csv,
    write_parquet,
    write_xlsx,
)

OPTIONS = ["--map", "map.yaml", "--staff", "staff.yaml", "--policy", "policy.yaml", "--replications", "12"]


def answer(capsys: pytest.CaptureFixture[str], file: str, *more: str) -> dict[str, Any]:
    """The JSON that the command prints with ``--json -``, which is all that it prints."""
    assert main(["replay", file, *OPTIONS, *more, "--json", "-"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    document: dict[str, Any] = json.loads(said.out)
    return document


def test_words_say_observed_and_simulated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict comes first, then what was imputed, then both sides in words and by half-hour."""
    assert main(["replay", "calls.csv", *OPTIONS]) == 0
    said = capsys.readouterr().out
    assert "30-second target" in said.splitlines()[0]
    for words in ("Observed on March 1, 2024: 75.0% answered within 30 s.", "Observed and simulated", "09:00–09:30"):
        assert words in said
    assert said.index("Recorded: 5 of 8 rows") < said.index("Observed on March 1, 2024") < said.index("By interval")


def test_chinese_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --lang zh the command speaks Chinese."""
    assert main(["replay", "calls.csv", *OPTIONS, "--lang", "zh"]) == 0
    assert "30 秒应答目标" in capsys.readouterr().out.splitlines()[0]


def test_all_kinds_of_files_give_the_same_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV, gzipped CSV and XLSX give the same JSON to the last digit; rows of Parquet have other numbers, and draws."""
    expected = answer(capsys, "calls.csv")
    write_csv(folder / "calls.csv.gz")
    write_xlsx(folder / "calls.xlsx")
    write_parquet(folder / "calls.parquet")
    assert answer(capsys, "calls.csv.gz") == expected
    assert answer(capsys, "calls.xlsx") == expected
    parquet = answer(capsys, "calls.parquet")
    for side in ("offered", "answered", "service_level", "abandoned", "mean_wait_s"):
        assert parquet["observed"]["overall"][side] == expected["observed"]["overall"][side]


def test_observed_in_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The key ``observed`` holds the day by half-hour, what was left out and what was imputed."""
    observed = answer(capsys, "calls.csv")["observed"]
    assert observed["date"] == "2024-03-01"
    assert (observed["rows"], observed["ignored"], observed["outside"]) == (8, 1, 1)
    assert observed["left_out"] == [{"reason": "left in the menu", "rows": 1}]
    assert observed["imputed"] == {"label": 3, "patience": 4, "work": 1}
    assert [part["offered"] for part in observed["intervals"]] == [4, 1]
    assert [part["label"] for part in observed["intervals"]] == ["09:00", "09:30"]
    assert observed["overall"]["within_target"] == 3


def test_engine_and_seed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both engines give the same answer; another seed imputes otherwise."""
    write_csv(
        folder / "calls.csv", [*ROWS, *(row(f"09:{minute}:00", 50, minute % 3 * 90 or "") for minute in range(10, 40))]
    )
    compiled = answer(capsys, "calls.csv")
    simpy = answer(capsys, "calls.csv", "--engine", "simpy")
    assert (compiled.pop("engine"), simpy.pop("engine")) == ("compiled", "simpy")
    assert compiled == simpy
    other = answer(capsys, "calls.csv", "--seed", "9")
    assert other["observed"]["overall"]["service_level"] == compiled["observed"]["overall"]["service_level"]
    assert other["overall"] != compiled["overall"]


def test_ids_are_replaced_unless_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Customers and agents in contacts.parquet are salted hashes, the same for the same, unless --keep-ids is given."""
    (folder / "staff.yaml").write_text(SEEN, encoding="utf-8")
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "plain", "--keep-ids"]) == 0
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "hashed"]) == 0
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "again"]) == 0
    capsys.readouterr()
    plain, hashed, again = (pl.read_parquet(f"{name}/contacts.parquet") for name in ("plain", "hashed", "again"))
    assert plain["customer"].head(5).to_list() == ["c1", "c2", "c3", "c4", None]
    assert set(plain["agent"].drop_nulls().cast(pl.String)) == {"ann", "bob"}
    for column in ("customer", "agent"):
        names, pseudonyms = plain[column].cast(pl.String), hashed[column].cast(pl.String)
        pairs = {pair for pair in zip(names, pseudonyms, strict=True) if pair[0] is not None}
        assert len(pairs) == len({name for name, _ in pairs}) == len({pseudonym for _, pseudonym in pairs})
        assert not {name for name, _ in pairs} & set(pseudonyms.drop_nulls())
        assert not set(pseudonyms.drop_nulls()) & set(again[column].cast(pl.String).drop_nulls())
        assert (names.is_null() == pseudonyms.is_null()).all()
    text = "".join(path.read_text(encoding="utf-8", errors="replace") for path in Path("hashed").glob("*.[hj]*"))
    assert "ann" not in json.loads(Path("hashed/results.json").read_text(encoding="utf-8"))["groups"]
    assert '"ann"' not in text


def test_the_sheet_of_observed_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """results.xlsx has a sheet with both sides, as numbers, by half-hour, for the day and by problem."""
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "out"]) == 0
    capsys.readouterr()
    sheet = openpyxl.load_workbook("out/results.xlsx")["Observed"]
    rows = {cells[0]: cells[1:] for cells in sheet.iter_rows(values_only=True)}
    assert rows["Interval, problem"][:3] == ("Offered", "Within 30 s: observed", "Within 30 s: simulated")
    assert list(rows)[1:] == ["09:00–09:30", "09:30–10:00", "All day", "question", "exchange"]
    # 09:00: 2 of 4 in time, after 0 and 0 s, and one left after exactly 30 s: 2 / (4 - 1).
    assert rows["09:00–09:30"][:2] == (4, pytest.approx(2 / 3))
    assert rows["All day"][:2] == (5, pytest.approx(3 / 4))


def test_the_page_shows_both(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """report.html has the comparison as a chart and as tables."""
    assert main(["replay", "calls.csv", *OPTIONS, "--out", "out"]) == 0
    capsys.readouterr()
    page = Path("out/report.html").read_text(encoding="utf-8")
    assert "<h2>Observed and simulated</h2>" in page
    assert 'data-chart="observed"' in page
    assert "Observed and simulated, by problem" in page
    assert "Observed on March 1, 2024" in page


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2024-03-03", "has no contacts of that day; the nearest days with contacts: 2024-03-01 (got 2024-03-03)"),
        ("03/01/2024", "--day"),
    ],
)
def test_days_that_are_not_there(day: str, message: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day without contacts, and one that is no date, are refused."""
    assert main(["replay", "calls.csv", *OPTIONS, "--day", day]) == 2
    assert message in capsys.readouterr().err


def test_a_day_where_the_map_names_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no column says the day none can be chosen; without a choice the file is one day."""
    edit("map.yaml", "day: date\n", "")
    assert main(["replay", "calls.csv", *OPTIONS, "--day", "2024-03-01"]) == 2
    assert "the map names no column with the day" in capsys.readouterr().err
    assert answer(capsys, "calls.csv")["observed"]["date"] is None


def test_the_documented_map_reads(folder: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of docs/reference/map.md reads a table such as it describes."""
    page = (root / "docs" / "reference" / "map.md").read_text(encoding="utf-8")
    blocks = {name: page.split(f"```yaml {name}\n")[1].split("```")[0] for name in ("map.yaml", "staff.yaml")}
    for name, block in blocks.items():
        (folder / name).write_text(block, encoding="utf-8")
    policy = POLICY.replace("[question, exchange]", "[credit, card, other]").replace(
        "skills: [credit, card, other]", "skills: [credit, card]"
    )
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    (folder / "calls.csv").write_text(
        "date,queued,answered,hung_up,talk_min,acw_s,topic,segment,customer,agent\n"
        "01.03.2024,09:00:00,09:00:20,,2.5,10,loan,1,17,ann\n"
        "01.03.2024,09:05:00,,09:06:00,,,card,2,18,\n"
        "01.03.2024,09:10:00,09:10:00,,1,,gold,,0,bob\n"
        "01.03.2024,09:20:00,,,,,card,1,,\n"
        "01.03.2024,09:30:00,09:30:05,,3,30,card,2,9999,bob\n",
        encoding="utf-8",
    )
    observed = answer(capsys, "calls.csv")["observed"]
    assert [entry["rows"] for entry in observed["left_out"]] == [1, 1]
    assert observed["overall"]["offered"] == 3
    assert observed["overall"]["mean_wait_s"] == pytest.approx(80 / 3)
    assert list(observed["problems"]) == ["credit", "card", "other"]


def test_a_scale_that_is_no_number(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No comparison with a limit catches nan; it is refused all the same."""
    assert main(["replay", "calls.csv", *OPTIONS, "--scale", "nan"]) == 2
    assert "nan is no number." in capsys.readouterr().err
