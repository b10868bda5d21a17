"""``peakline compare``: what goes where, whole messages for bad input, and sides that differ in more than a policy."""

# ruff: noqa: E501  (a table with a whole message in each line)

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from simulation.cli import main
from simulation.report.compare.document import comparison_schema
from tests.simulation.compare.office import CLERK, LENDER, OFFICE, QUICK
from tests.simulation.report.schema_check import findings

LEVERS = """\
peakline: levers/1
price_unit: CNY a day
levers:
  - name: clerk
    about: One more at the desk.
    set: [groups.desk.staff+=1]
    price: 900
  - name: lender
    set: groups.lenders.staff+=1
    price: 1200
"""
SHORT = ("--replications", "12")


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office, another one with a clerk more, and levers, in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("office.yaml").write_text(OFFICE, encoding="utf-8")
    more = OFFICE.replace("name: office", "name: more").replace("staff: 3", "staff: 4")
    Path("more.yaml").write_text(more, encoding="utf-8")
    Path("levers.yaml").write_text(LEVERS, encoding="utf-8")


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The JSON that ``peakline compare`` prints, which follows its schema."""
    assert main(["compare", *arguments, *SHORT, "--json", "-"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    document: dict[str, Any] = json.loads(said.out)
    assert list(findings(comparison_schema(), document, comparison_schema())) == []
    return document


def test_scenarios_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """The first scenario is the base; the others have a difference in every measure and part."""
    found = answer(capsys, "office.yaml", "more.yaml")
    assert [(side["name"], side["role"]) for side in found["sides"]] == [("office", "base"), ("more", "other")]
    base, other = (side["overall"]["service_level"] for side in found["sides"])
    assert set(base) == {"value"}
    assert other["difference"]["mean"] == pytest.approx(other["value"]["mean"] - base["value"]["mean"])
    assert other["verdict"] == "better"
    assert list(found["sides"][1]["intervals"]) == ["09:00–09:30", "09:30–10:00", "10:00–10:30", "10:30–11:00"]
    assert list(found["sides"][1]["groups"]) == ["desk", "lenders"]
    assert (found["same_customers"], found["notes"]) == (True, [])


def test_policies_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    """--policy sets the scenario beside itself under another policy, called by its name."""
    policy = OFFICE.partition("policy:\n")[2].partition("day:")[0].replace("\n  ", "\n").strip()
    policy = policy.replace("two lines", "in a hurry").replace("{name: loans,", "{name: loans, head_start_s: 60,")
    Path("hurry.yaml").write_text(f"peakline: policy/1\n{policy}\n", encoding="utf-8")
    found = answer(capsys, "office.yaml", "--policy", "hurry.yaml")
    assert [side["name"] for side in found["sides"]] == ["two lines", "in a hurry"]
    assert found["sides"][0]["policy_hash"] != found["sides"][1]["policy_hash"]
    assert found["sides"][1]["overall"]["service_level"]["verdict"] == "same"  # the two lines share nobody


def test_levers_of_a_file_and_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Levers of both kinds are pulled; a point has a price where the lever has one."""
    found = answer(capsys, "office.yaml", "--levers", "levers.yaml", "--lever", QUICK)["levers"]
    assert [(lever["name"], lever["price"]) for lever in found["levers"]] == [
        ("clerk", 900),
        ("lender", 1200),
        ("quick", None),
    ]
    clerk, _, quick = found["levers"]
    assert clerk["alone"]["per_point"]["mean"] == pytest.approx(900 / (100 * clerk["alone"]["gain"]["mean"]))
    assert quick["alone"]["per_point"] == {"mean": None, "low": None, "high": None}
    assert clerk["set"] == ["groups.desk.staff+=1"]


def test_a_seed_is_a_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed gives the same comparison to the last digit, and so does the other engine."""
    arguments = ("office.yaml", "--lever", CLERK, "--pilot", "loans")
    first = answer(capsys, *arguments)
    assert first == answer(capsys, *arguments)
    simpy = answer(capsys, *arguments, "--engine", "simpy")
    assert (first.pop("engine"), simpy.pop("engine")) == ("compiled", "simpy")
    assert first == simpy
    assert first["sides"] != answer(capsys, *arguments, "--seed", "2")["sides"]


def test_set_changes_every_side(capsys: pytest.CaptureFixture[str]) -> None:
    """--set comes before the levers, on every side."""
    plain = answer(capsys, "office.yaml", "--lever", CLERK)
    busy = answer(capsys, "office.yaml", "--lever", CLERK, "--set", "service[0].mean_s*=1.2")
    for before, after in zip(plain["sides"], busy["sides"], strict=True):
        assert after["overall"]["service_level"]["value"]["mean"] < before["overall"]["service_level"]["value"]["mean"]


def test_words_then_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """The first sentence says what all levers give together; what each gives and costs stands in tables below."""
    assert main(["compare", "office.yaml", "--levers", "levers.yaml", "--replications", "30"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert re.match(r"All together: \d\d\.\d% answered within 30 s instead of \d\d\.\d%, better by ", said.out)
    for words in ("Cheapest by itself: ", "What each lever gives", "Added last", "A point alone costs", "All contacts"):
        assert words in said.out
    assert sorted(path.name for path in Path().iterdir()) == ["levers.yaml", "more.yaml", "office.yaml"]


def test_a_folder_gets_three_files(capsys: pytest.CaptureFixture[str]) -> None:
    """--out writes page, JSON and workbook, beside the files of a run; a second comparison replaces the first."""
    assert main(["run", "office.yaml", "--replications", "2", "--out", "out"]) == 0
    for lever in (CLERK, LENDER):
        assert main(["compare", "office.yaml", "--lever", lever, *SHORT, "--out", "out", "--json", "one.json"]) == 0
    names = ["comparison.html", "comparison.json", "comparison.xlsx"]
    runs = ["contacts.parquet", "report.html", "results.json", "results.xlsx"]
    assert sorted(path.name for path in Path("out").iterdir()) == sorted([*names, *runs])
    assert Path("one.json").read_text(encoding="utf-8") == Path("out/comparison.json").read_text(encoding="utf-8")
    assert json.loads(Path("one.json").read_text(encoding="utf-8"))["levers"]["levers"][0]["name"] == "lender"
    assert all(name in capsys.readouterr().out.splitlines()[-1] for name in [*names[:1]])


def test_other_days_are_compared_as_far_as_they_go(capsys: pytest.CaptureFixture[str]) -> None:
    """Intervals, queues and volumes that sides do not share are named, and everything else is compared."""
    other = OFFICE.replace("name: office", "name: short").replace("intervals: 4", "intervals: 3")
    other = other.replace("{name: questions,", "{name: general,").replace("share: 0.8", "share: 0.9")
    Path("short.yaml").write_text(other, encoding="utf-8")
    found = answer(capsys, "office.yaml", "short.yaml")
    assert found["notes"] == [
        "short has another day than office: 3 intervals of 30 min from 09:00 against 4 intervals of 30 min from 09:00. Intervals are compared where both have them; figures of the whole day are of different days.",
        "short has a target or goals of its own: here it is measured by those of office.",
        "short expects other contacts than office, 150 a day against 200: the differences are those of the customers too.",
        "Only office has, and so not compared: queue questions.",
        "Only short has, and so not compared: queue general.",
    ]
    assert not found["same_customers"]
    side = found["sides"][1]
    assert list(side["intervals"]) == ["09:00–09:30", "09:30–10:00", "10:00–10:30"]
    assert list(side["queues"]) == ["loans"]


BAD: list[tuple[list[str], str]] = [
    (["office.yaml"], "office.yaml: there is nothing to compare it with: give another scenario, --policy, --lever or --levers"),
    (["office.yaml", "mroe.yaml"], "mroe.yaml: there is no such file (did you mean more.yaml?)"),
    (["office.yaml", "more.yaml", "--policy", "x.yaml"], "give several scenarios, or one scenario with --policy, not both"),
    (["office.yaml", "more.yaml", "--lever", CLERK], "levers belong to one scenario: give no other scenario and no --policy with them"),
    (["office.yaml", "--lever", "clerk"], "--lever clerk: must look like night=groups.fx.staff+=3, with ; between several changes"),
    (["office.yaml", "--lever", "clerk=staff"], "--lever clerk=staff: must look like groups.fx.staff=20 or groups.fx.staff+=3"),
    (["office.yaml", "--lever", "clerk=groups.dsk.staff=4"], "--lever clerk=groups.dsk.staff=4: groups.dsk: there is no such place (did you mean desk?)"),
    (["office.yaml", "--lever", CLERK, "--lever", CLERK], f"--lever {CLERK}: another lever has this name (got clerk)"),
    (["office.yaml", "--lever", "same=groups.desk.staff=3"], "--lever same=groups.desk.staff=3: changes nothing: all of it stands in the scenario already"),
    (["office.yaml", "--lever", CLERK, "--lever", "four=groups.desk.staff=4"], "--lever four=groups.desk.staff=4: groups.desk.staff: the lever clerk changes this too: together only one would count"),
    (["office.yaml", "--lever", "other=policy=x.yaml", "--lever", "early=policy.queues.loans.head_start_s=9"], "--lever early=policy.queues.loans.head_start_s=9: policy.queues.loans.head_start_s: the lever other changes this too: together only one would count"),
    (["office.yaml", "--lever", CLERK, "--measure", "service_levl"], "--measure service_levl: is no measure of a gain here; there are: service_level, abandoned, mean_wait_s, goal:all (did you mean service_level?)"),
    (["office.yaml", "--lever", CLERK, "--measure", "occupancy"], "--measure occupancy: is no measure of a gain here; there are: service_level, abandoned, mean_wait_s, goal:all"),
    (["office.yaml", "--lever", CLERK, "--pilot", "laons"], "--pilot laons: is no group, queue, problem, tier or channel of the first scenario (got laons; did you mean loans?)"),
    (["office.yaml", "--lever", CLERK, "--pilot", "phone"], "--pilot phone: there is no other channel to set it against (got phone)"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_bad_input_is_one_message(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong input gives exit code 2 and one whole message; nothing is written."""
    assert main(["compare", *arguments, *SHORT]) == 2
    assert capsys.readouterr().err == f"Error: {message}\n"
    assert sorted(path.name for path in Path().iterdir()) == ["levers.yaml", "more.yaml", "office.yaml"]


SLIPS = [
    ("levers/1", "lever/1", "levers.yaml:1: peakline: must be levers/1 in a file that is used like this (got lever/1; did you mean levers/1?)"),
    ("price: 900", "price: 0", "levers.yaml:7: levers[0].price: must be more than 0 (got 0)"),
    ("price: 900", "price: -900", "levers.yaml:7: levers[0].price: must be more than 0 (got -900)"),
    ("price: 900", "price: much", "levers.yaml:7: levers[0].price: must be a number (got much)"),
    ("price_unit: CNY a day\n", "", "levers.yaml:1: price_unit: must say what the prices are in, such as CNY a day"),
    ("name: lender", "name: clerk", "levers.yaml:8: levers[1]: another lever has this name (got clerk)"),
    ("    set: groups.lenders.staff+=1\n", "", "levers.yaml:8: levers[1].set: this key is required"),
    ("set: groups.lenders.staff+=1", "set: []", "levers.yaml:9: levers[1].set: must not be empty (got [])"),
    ("set: groups.lenders.staff+=1", "set: groups.lendrs.staff+=1", "levers.yaml:9: levers[1].set[0]: groups.lendrs.staff+=1: groups.lendrs: there is no such place (did you mean lenders?)"),
    ("set: groups.lenders.staff+=1", "set: groups.lenders.staff=1", "levers.yaml:8: levers[1]: changes nothing: all of it stands in the scenario already"),
    ("about:", "abuot:", "levers.yaml:5: levers[0].abuot: is not a key here (did you mean about?)"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), SLIPS)
def test_a_slip_in_the_file_is_one_message(
    right: str, wrong: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A levers file with one slip is refused with file, line, place, value and rule."""
    assert right in LEVERS
    Path("levers.yaml").write_text(LEVERS.replace(right, wrong, 1), encoding="utf-8")
    assert main(["compare", "office.yaml", "--levers", "levers.yaml", *SHORT]) == 2
    assert capsys.readouterr().err == f"Error: {message}\n"
