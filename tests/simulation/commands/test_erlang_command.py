"""``peakline erlang``: what it answers, in which forms, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from simulation.cli import main
from simulation.theory import ServiceLevelOf, erlang_a, erlang_c

PYWORKFORCE = ["--contacts-per-h", "200", "--aht-s", "180"]  # 10 erlangs

VOLUMES = """interval,contacts,aht_s,patience_s
08:00,120,200,90
08:30,240,205,90
09:00,0,200,90
"""


@pytest.fixture
def volumes(tmp_path: Path) -> str:
    """The path of a table of three intervals."""
    path = tmp_path / "volumes.csv"
    path.write_text(VOLUMES, encoding="utf-8")
    return str(path)


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What ``peakline erlang`` prints for arguments that it accepts."""
    assert main(["erlang", *arguments]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON that it prints."""
    parsed: dict[str, Any] = json.loads(answered(capsys, *arguments, "--json", "-"))
    return parsed


def test_fewest_agents(capsys: pytest.CaptureFixture[str]) -> None:
    """80/20 for 10 erlangs takes 14 agents in Erlang C, 20 on a roster with 30 % away; the figures are theirs."""
    (row,) = document(capsys, "c", *PYWORKFORCE, "--target", "80/20", "--shrinkage", "30%")["rows"]
    assert (row["agents"], row["needed"], row["roster"]) == (14, 14, 20)
    assert row["load_erlangs"] == pytest.approx(10)
    assert row["service_level"] == pytest.approx(0.88835, abs=5e-6)
    assert row["p_wait"] == pytest.approx(0.174132, abs=5e-7)
    assert row["interval"] is None
    assert row["patience_s"] is None


def test_several_targets(capsys: pytest.CaptureFixture[str]) -> None:
    """With at most 70 % occupancy as well it takes 15."""
    (row,) = document(capsys, "c", *PYWORKFORCE, "--target", "80/20", "--max-occupancy", "0.7")["rows"]
    assert row["agents"] == 15


def test_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Erlang B: 10 erlangs with at most 2 % lost take 17 lines, and the table says so in percent."""
    out = answered(capsys, "b", "--contacts-per-h", "60", "--aht-s", "600", "--max-blocked", "2%")
    assert out.splitlines()[-2].split() == ["60.0", "10.00", "17", "1.29%", "58.06%"]


def test_abandonment(capsys: pytest.CaptureFixture[str]) -> None:
    """Erlang A: at most 2 % abandoned of 170 calls an hour takes 19 agents (erlangR)."""
    options = ["--contacts-per-h", "170", "--aht-s", "280", "--patience-s", "100", "--max-abandon", "2%"]
    assert document(capsys, "a", *options)["rows"][0]["agents"] == 19


def test_range_of_agents(capsys: pytest.CaptureFixture[str]) -> None:
    """A range of agents gives a row each, all sharing the number needed; a load too great has no figures."""
    rows = document(capsys, "c", *PYWORKFORCE, "--agents", "10:16", "--target", "80/20")["rows"]
    assert [row["agents"] for row in rows] == list(range(10, 17))
    assert {row["needed"] for row in rows} == {14}
    assert rows[0]["service_level"] is None
    assert rows[3]["service_level"] == erlang_c(200 / 3600, 180, 13).service_level(20)


def test_greatest_load(capsys: pytest.CaptureFixture[str]) -> None:
    """Agents and a target give the greatest load: the target is just reached there."""
    options = ["--aht-s", "180", "--patience-s", "60", "--agents", "50", "--target", "80/20"]
    (row,) = document(capsys, "a", *options)["rows"]
    assert row["service_level"] == pytest.approx(0.8, abs=1e-6)
    assert row["contacts_per_h"] > 900  # patience lets more than 80/20 of Erlang C through


def test_definition(capsys: pytest.CaptureFixture[str]) -> None:
    """The definition of the service level is a choice, and stands in the answer."""
    options = ["a", *PYWORKFORCE, "--patience-s", "300", "--agents", "14", "--within-s", "30"]
    default, offered = document(capsys, *options), document(capsys, *options, "--service-level-of", "offered")
    station = erlang_a(200 / 3600, 180, 300, 14)
    assert default["service_level_of"] == "not-soon-gone"
    assert default["rows"][0]["service_level"] == station.service_level(30)
    assert offered["service_level_of"] == "offered"
    assert offered["rows"][0]["service_level"] == station.service_level(30, ServiceLevelOf.OFFERED)
    assert "(offered − abandoned within 30 s)" in answered(capsys, *options)


def test_waiting_room(capsys: pytest.CaptureFixture[str]) -> None:
    """With 5 places to wait some contacts are lost, and more agents than the load are not needed for figures."""
    (row,) = document(capsys, "c", *PYWORKFORCE, "--agents", "9", "--max-waiting", "5")["rows"]
    assert row["p_block"] == erlang_c(200 / 3600, 180, 9, 5).p_block > 0.1


def test_table(capsys: pytest.CaptureFixture[str], volumes: str) -> None:
    """A table gives a row per interval: 120 contacts of 200 s in 30 min are 13.33 erlangs; nobody calls at 9."""
    answer = document(capsys, "a", "--table", volumes, "--target", "80/30")
    rows = answer["rows"]
    assert [row["interval"] for row in rows] == ["08:00", "08:30", "09:00"]
    assert rows[0]["load_erlangs"] == pytest.approx(40 / 3)
    assert [row["agents"] for row in rows] == [13, 25, 0]
    assert rows[2]["service_level"] is None
    assert answer["targets"]["within_s"] == answer["within_s"] == 30
    hourly = document(capsys, "a", "--table", volumes, "--interval-min", "60", "--target", "80/30")["rows"]
    assert hourly[0]["load_erlangs"] == pytest.approx(20 / 3)


def test_table_with_agents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A column of agents asks for their figures, beside those needed; a value for all rows may stand in an option."""
    path = tmp_path / "plan.csv"
    path.write_text("interval;contacts;agents\n08:00;120;12\n08:30;240;30\n", encoding="utf-8")
    options = ["--table", str(path), "--aht-s", "200", "--patience-s", "90", "--target", "80/30"]
    rows = document(capsys, "a", *options)["rows"]
    assert [(row["agents"], row["needed"]) for row in rows] == [(12, 13), (30, 24)]
    assert rows[0]["service_level"] == erlang_a(120 / 1800, 200, 90, 12).service_level(30)


def test_csv(capsys: pytest.CaptureFixture[str], volumes: str) -> None:
    """CSV has the same figures as JSON, empty where there is none."""
    options = ["a", "--table", volumes, "--target", "80/30", "--shrinkage", "30%"]
    rows = document(capsys, *options)["rows"]
    table = list(csv.DictReader(io.StringIO(answered(capsys, *options, "--csv", "-"))))
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows] == table


def test_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Both files are written whole, and the table is printed as well."""
    options = ["c", *PYWORKFORCE, "--agents", "14"]
    out = answered(capsys, *options, "--json", str(tmp_path / "a.json"), "--csv", str(tmp_path / "a.csv"))
    assert "88.84%" in out
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == document(capsys, *options)
    assert (tmp_path / "a.csv").read_bytes().decode() == answered(capsys, *options, "--csv", "-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.json"]


def test_no_word_is_cut_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """The widest table shows every heading and figure in full where there is no terminal."""
    demand = ["a", "--contacts-per-h", "800000", "--aht-s", "257", "--patience-s", "60", "--agents", "58000:58002"]
    out = answered(capsys, *demand, "--max-waiting", "20000", "--target", "95/20", "--shrinkage", "30%")
    assert "…" not in out
    for word in ("Contacts", "Needed", "roster", "Abandoned", "Occupancy", "Blocked", "58,002"):
        assert word in out


def test_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """--lang works behind each formula."""
    assert main(["erlang", "b", "--lang", "zh", "--contacts-per-h", "60", "--aht-s", "600", "--max-blocked", "2%"]) == 0
    assert "17" in capsys.readouterr().out
    assert main(["erlang", "a", "--help", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.startswith("用法: peakline erlang a")


@pytest.mark.parametrize("model", ["a", "b", "c"])
def test_every_option_has_help(capsys: pytest.CaptureFixture[str], model: str) -> None:
    """The help of each formula names its options; only Erlang A knows patience."""
    out = answered(capsys, model, "--help")
    assert "--contacts-per-h" in out
    assert ("--patience-s" in out) == (model == "a")


BAD = [
    (["c"], "two of three"),
    (["c", "--contacts-per-h", "200"], "--aht-s"),
    (["c", *PYWORKFORCE], "what is wanted"),
    (["c", "--aht-s", "180", "--agents", "14"], "two of three"),
    (["a", *PYWORKFORCE, "--agents", "14"], "--patience-s"),
    (["c", *PYWORKFORCE, "--agents", "10"], "10.0 erlangs need more than 10 agents"),
    (["c", *PYWORKFORCE, "--agents", "14:12"], "'--agents'"),
    (["c", *PYWORKFORCE, "--agents", "0"], "'--agents'"),
    (["c", *PYWORKFORCE, "--agents", "1.5"], "'--agents'"),
    (["c", *PYWORKFORCE, "--agents", "1:999999"], "'--agents'"),
    (["c", *PYWORKFORCE, "--target", "80"], "80/20"),
    (["c", *PYWORKFORCE, "--target", "100/20"], "80/20"),
    (["c", *PYWORKFORCE, "--target", "80/-20"], "80/20"),
    (["c", *PYWORKFORCE, "--max-occupancy", "85"], "5% or 0.05"),
    (["c", *PYWORKFORCE, "--max-occupancy", "nan%"], "5% or 0.05"),
    (["c", *PYWORKFORCE, "--agents", "14", "--shrinkage", "100%"], "'--shrinkage'"),
    (["c", "--contacts-per-h", "-1", "--aht-s", "180", "--agents", "14"], "'--contacts-per-h'"),
    (["c", "--contacts-per-h", "inf", "--aht-s", "180", "--agents", "14"], "'--contacts-per-h'"),
    (["c", "--contacts-per-h", "200", "--aht-s", "0", "--agents", "14"], "'--aht-s'"),
    (["c", *PYWORKFORCE, "--agents", "14", "--within-s", "-5"], "'--within-s'"),
    (["c", *PYWORKFORCE, "--agents", "14", "--max-waiting", "-1"], "'--max-waiting'"),
    (["c", *PYWORKFORCE, "--agents", "14", "--json", "-", "--csv", "-"], "Only one"),
    (["c", *PYWORKFORCE, "--agents", "14", "--json", "no/such/folder.json"], "cannot be written"),
    (["c", *PYWORKFORCE, "--table", "x.csv", "--agents", "14"], "not both"),
    (["c", "--table", "missing.csv", "--agents", "14"], "missing.csv"),
    (["d"], "d"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD)
def test_bad_options(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be right is refused with one message that names it, exit code 2, and nothing on the output."""
    assert main(["erlang", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("Error") == 1
    assert "Traceback" not in err


def test_small_target_is_a_percentage(capsys: pytest.CaptureFixture[str]) -> None:
    """0.8/20 is 0.8 per cent, not 80: the least that a stable queue needs reaches it."""
    assert document(capsys, "c", *PYWORKFORCE, "--target", "0.8/20")["rows"][0]["agents"] == 11


BAD_TABLES = [
    ("", "empty"),
    ("interval,contacts,aht_s\n", "no rows"),
    ("contacts,aht_s\n1,2\n", "interval"),
    ("interval,aht_s\n08:00,2\n", "contacts"),
    ("interval,contacts\n08:00,2\n", "aht_s"),
    ("interval,contacts,aht\n08:00,2,3\n", "did you mean aht_s"),
    ("interval,contacts,aht_s\n08:00,many,180\n", "row 2, column B (contacts)"),
    ("interval,contacts,aht_s\n08:00,12,180\n08:30,-1,180\n", "row 3, column B (contacts)"),
    ("interval,contacts,aht_s\n08:00,12,0\n", "row 2, column C (aht_s)"),
    ("interval,contacts,aht_s\n08:00,12,NaN\n", "row 2, column C (aht_s)"),
    ("interval,contacts,aht_s,agents\n08:00,12,180,1.5\n", "column D (agents)"),
]


@pytest.mark.parametrize(("content", "words"), BAD_TABLES)
def test_bad_tables(content: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong table is refused with its row and column, and nothing is written."""
    path, output = tmp_path / "volumes.csv", tmp_path / "out.csv"
    path.write_text(content, encoding="utf-8")
    assert main(["erlang", "c", "--table", str(path), "--target", "80/20", "--csv", str(output)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert not output.exists()


def test_patience_is_asked_for(volumes: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Erlang A wants the patience in the table or by the option; agents stand in one place only."""
    path = tmp_path / "plain.csv"
    path.write_text("interval,contacts,aht_s,agents\n08:00,12,180,3\n", encoding="utf-8")
    assert main(["erlang", "a", "--table", str(path), "--target", "80/20"]) == 2
    assert "patience_s" in capsys.readouterr().err
    assert main(["erlang", "c", "--table", str(path), "--agents", "4"]) == 2
    assert "not both" in capsys.readouterr().err
    assert main(["erlang", "a", "--table", volumes]) == 2
    assert "what is wanted" in capsys.readouterr().err


def test_no_limit(capsys: pytest.CaptureFixture[str]) -> None:
    """A target that any load reaches is refused: with a patience of 1 s nobody waits for 1e6 s."""
    options = ["--aht-s", "1", "--patience-s", "1", "--agents", "10", "--max-answer-s", "1000000"]
    assert main(["erlang", "a", *options]) == 2
    assert "no limit" in capsys.readouterr().err
