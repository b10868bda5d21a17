"""``--set``: places, operators, values; what they do to a document."""

from __future__ import annotations

from typing import Any

import pytest

from routing.errors import BadValue, UnknownName
from routing.reading.document import Document
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.overrides import Override, apply_overrides, parse_override
from simulation.files.scenario_file import ScenarioDocument

DATA: dict[str, Any] = {
    "target_s": 30,
    "groups": {"fx": {"staff": [3, 4, 4]}, "front desk": {"staff": 20}, "a.b": {"staff": 1}},
    "service": [{"problem": "fx", "mean_s": 300}, {"mean_s": 0.1}],
    "speed": {"levels": {1: 1.25, 3: 1.0}},
    "policy": {"queues": [{"name": "fx", "head_start_s": 0}, {"name": "rest"}]},
}


def changed(*overrides: str, lookup: Any = lambda _: NO_VALUE) -> Any:
    """The data after the overrides."""
    document = Document.of(DATA, "x.yaml")
    return apply_overrides(document, map(parse_override, overrides), ScenarioDocument, lookup).data


def test_parts_of_an_override() -> None:
    """Place, operator and value are told apart; the value is YAML."""
    assert parse_override("groups.fx.staff += 3") == Override(
        "--set groups.fx.staff += 3", ("groups", "fx", "staff"), "+=", 3
    )
    assert parse_override("service[0].mean_s=[1, {a: b}]").value == [1, {"a": "b"}]
    assert parse_override('groups."front desk".staff=1').path == ("groups", "front desk", "staff")
    assert parse_override('groups["a.b"].staff=1').path == ("groups", "a.b", "staff")
    assert parse_override("about=a=b").value == "a=b"
    assert parse_override("policy=null").value is None


def test_setting() -> None:
    """= sets any value, also where the file has none yet, and makes the mappings that the model knows."""
    after = changed("target_s=20", "groups.fx.staff[1]=9", "arrivals.scale=1.1", 'groups["a.b"].staff=7')
    assert after["target_s"] == 20
    assert after["groups"]["fx"]["staff"] == [3, 9, 4]
    assert after["arrivals"] == {"scale": 1.1}
    assert after["groups"]["a.b"]["staff"] == 7


def test_calculating() -> None:
    """Operators calculate with numbers, and with each number of a list; staff is rounded to whole agents."""
    assert changed("groups.fx.staff+=3")["groups"]["fx"]["staff"] == [6, 7, 7]
    assert changed('groups."front desk".staff*=1.1')["groups"]["front desk"]["staff"] == 22
    # 3.3, 4.4, 4.4 agents are 3, 4, 4.
    assert changed("groups.fx.staff*=1.1")["groups"]["fx"]["staff"] == [3, 4, 4]
    assert changed("service[0].mean_s-=60")["service"][0]["mean_s"] == 240
    assert changed("target_s/=4")["target_s"] == 7.5


def test_decimal_arithmetic() -> None:
    """0.1 * 3 is 0.3, as its writer meant it."""
    assert changed("service[1].mean_s*=3")["service"][1]["mean_s"] == 0.3


def test_entries_by_name_and_levels_by_number() -> None:
    """An entry of a list is found by its name, a key that is a number by its digits."""
    assert changed("policy.queues.fx.head_start_s=60")["policy"]["queues"][0]["head_start_s"] == 60
    assert changed("speed.levels.3*=2")["speed"]["levels"] == {1: 1.25, 3: 2}


def test_order() -> None:
    """Overrides are carried out one after another."""
    assert changed("target_s=10", "target_s+=5")["target_s"] == 15


def test_the_document_is_not_changed() -> None:
    """An override makes a new document."""
    document = Document.of(DATA, "x.yaml")
    apply_overrides(document, [parse_override("target_s=1")], ScenarioDocument)
    assert document.data == DATA


def test_numbers_from_elsewhere() -> None:
    """Where the document has no number, the lookup is asked for one."""

    def lookup(path: Path) -> Any:
        return [1, 2] if path == ("groups", "new", "staff") else NO_VALUE

    document = Document.of({"groups": {"new": {"staff": {"table": "s.csv"}}}}, "x.yaml")
    after = apply_overrides(document, [parse_override("groups.new.staff+=1")], ScenarioDocument, lookup)
    assert after.data["groups"]["new"]["staff"] == [2, 3]


@pytest.mark.parametrize("written", ["", "staff", "=3", "a.b=", "a..b=1", "a[x]=1", "[=1"])
def test_what_is_no_override(written: str) -> None:
    """Text without a place, an operator or a value is refused."""
    with pytest.raises(BadValue):
        parse_override(written)


@pytest.mark.parametrize(
    ("written", "near"),
    [("groups.fy.staff+=1", "fx"), ("policy.queues.fz.band=1", "fx"), ("groups.fx.stafff+=1", "staff")],
)
def test_a_misspelt_place_gives_the_nearest(written: str, near: str) -> None:
    """The error carries the nearest name of what is there."""
    with pytest.raises(UnknownName) as raised:
        changed(written)
    assert raised.value.nearest == near
    assert raised.value.file == f"--set {written}"


def test_one_interval_of_a_table() -> None:
    """One number of a list that the file leaves to a table can be changed; the others stay as the table has them."""

    def lookup(path: Path) -> Any:
        return [8, 10, 12] if path == ("groups", "desk", "staff") else NO_VALUE

    document = Document.of({"groups": {"desk": {}}}, "x.yaml")
    after = apply_overrides(document, [parse_override("groups.desk.staff[1]+=3")], ScenarioDocument, lookup)
    assert after.data["groups"]["desk"]["staff"] == [8, 13, 12]
    with pytest.raises(UnknownName, match="there is no such place"):
        apply_overrides(document, [parse_override("groups.dsk.staff[1]+=3")], ScenarioDocument, lookup)


def test_the_only_entry_of_a_list_without_brackets() -> None:
    """``[0]`` is the entry of a list of one that stands without its brackets."""
    document = Document.of({**DATA, "service": {"mean_s": 300}}, "x.yaml")
    override = [parse_override("service[0].mean_s*=2")]
    found: Any = apply_overrides(document, override, ScenarioDocument, lambda _: NO_VALUE).data
    assert found["service"] == {"mean_s": 600}


def test_types_and_dates_of_days_may_be_new() -> None:
    """What differs on a type of day or on a date can be said although the file says nothing of it."""
    cases: list[dict[str, Any]] = [{}, {"types": {}, "dates": {}}, {"types": {"monday": {"scale": 2}}}]
    for there in cases:
        document = Document.of({**DATA, "days": {"from": "2026-09-28", **there}}, "x.yaml")
        written = "days.types.saturday.staff=0.3", "days.types.saturday.closed=false", "days.dates.2026-09-30.scale=1.5"
        overrides = list(map(parse_override, written))
        found: Any = apply_overrides(document, overrides, ScenarioDocument).data
        assert found["days"]["types"]["saturday"] == {"staff": 0.3, "closed": False}
        assert found["days"]["dates"] == {"2026-09-30": {"scale": 1.5}}


def test_the_only_entry_of_a_list_by_its_name() -> None:
    """An entry that stands without its brackets can be called by its name, as it can within them."""
    reply = {"name": "reply", "channel": "email", "within_s": 60}
    for deadlines in (reply, [reply]):
        document = Document.of({**DATA, "deadlines": deadlines}, "x.yaml")
        overrides = [parse_override("deadlines.reply.within_s*=2"), parse_override("deadlines.reply.of=completion")]
        found: Any = apply_overrides(document, overrides, ScenarioDocument).data
        after = {**reply, "within_s": 120, "of": "completion"}
        assert found["deadlines"] in (after, [after])


def test_what_there_is_is_named_where_nothing_is_like_it() -> None:
    """The names and keys that a place may go on with."""
    document = Document.of({**DATA, "deadlines": {"name": "reply", "within_s": 60}}, "x.yaml")
    for written, here in (
        ("groups.zzz.staff=1", "here are: fx"),
        ("deadlines.zzz.of=answer", r"here are: name, within_s, problem"),
    ):
        with pytest.raises(UnknownName, match=f"there is no such place; {here}"):
            apply_overrides(document, [parse_override(written)], ScenarioDocument)


def test_a_value_has_no_parts() -> None:
    """What stands there is named, as it can be set."""
    document = Document.of({**DATA, "days": {"types": {"weekend": {"staff": 0.5}}}}, "x.yaml")
    with pytest.raises(UnknownName, match=r"what it would be a part of is 0\.5; set that"):
        apply_overrides(document, [parse_override("days.types.weekend.staff.desk=1")], ScenarioDocument)
