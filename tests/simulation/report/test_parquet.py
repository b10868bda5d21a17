"""contacts.parquet: every contact of every replication, under names, and nobody's real id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from routing.policy import Policy, Queue
from simulation.core.records import AGENT_STATE, CONTACT, ORIGIN, RECORD, Facts, Outcome
from simulation.core.world import Group, World, build_world
from simulation.report.parquet import ContactFile

POLICY = Policy(
    name="p",
    problems=("account", "fx"),
    tiers=("ordinary",),
    channels=("phone", "chat"),
    skills=(),
    pools=(),
    queues=(Queue("fx"), Queue("rest")),
)
WORLD = build_world(POLICY, [Group("front", (2,)), Group("night", (1,))], interval_us=1_800_000_000)
# Classes: 0 account phone, 1 account chat, 2 fx phone, 3 fx chat. Agents: front-001, front-002, night-001.


def contacts(*rows: tuple[int, int], preferred: int = -1) -> NDArray[Any]:
    """(arrival, class) of each contact; the first one has the preferred agent."""
    table = np.zeros(len(rows), CONTACT)
    table["arrival"], table["cls"] = zip(*rows, strict=True)
    table["preferred"] = -1
    table["preferred"][0] = preferred
    return table


def facts(*rows: tuple[int, int, int, int, int, int, int, int]) -> Facts:
    return Facts(np.array(list(rows), RECORD), np.zeros(0, AGENT_STATE), 0)


DAY = contacts((0, 3), (5, 0), (7, 0), (9, 1), (12, 2), preferred=1)
ENDS = facts(
    # answered, left, talk_end, done, agent, queue, step, outcome
    (3, 3, 103, 110, 2, 0, 1, Outcome.ANSWERED),
    (-1, 25, -1, -1, -1, 1, -1, Outcome.ABANDONED),
    (-1, 7, -1, -1, -1, 1, -1, Outcome.BALKED),
    (-1, 9, -1, -1, -1, 1, -1, Outcome.BLOCKED),
    (-1, -1, -1, -1, -1, 0, -1, Outcome.OPEN),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.parquet"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    return pl.read_parquet(path).iter_rows(named=True)


def test_a_row_says_what_happened(path: Path) -> None:
    """Numbers become the names of the policy and the roster, times stay microseconds, -1 becomes nothing."""
    with ContactFile(WORLD) as file:
        file.keep(0, DAY, ENDS)
        file.write(path)
    first, gave_up, *_, still_open = rows(path)
    assert first == {
        "replication": 0, "contact": 0, "leg": 0, "customer": None,
        "problem": "fx", "tier": "ordinary", "channel": "chat", "queue": "fx", "outcome": "answered",
        "agent": "night-001", "group": "night", "step": 1, "preferred": "front-002",
        "arrival_us": 0, "answered_us": 3, "left_us": 3, "talk_end_us": 103, "done_us": 110, "wait_us": 3,
        "parent": None, "cause": "first", "number": 0, "transfers": 0, "bot_us": None, "resolved": None,
    }  # fmt: skip
    assert gave_up == {
        "replication": 0, "contact": 1, "leg": 0, "customer": None,
        "problem": "account", "tier": "ordinary", "channel": "phone", "queue": "rest", "outcome": "abandoned",
        "agent": None, "group": None, "step": None, "preferred": None,
        "arrival_us": 5, "answered_us": None, "left_us": 25, "talk_end_us": None, "done_us": None, "wait_us": 20,
        "parent": None, "cause": "first", "number": 0, "transfers": 0, "bot_us": None, "resolved": None,
    }  # fmt: skip
    assert [row["outcome"] for row in rows(path)] == ["answered", "abandoned", "balked", "blocked", "open"]
    assert (still_open["left_us"], still_open["wait_us"]) == (None, None)


def test_replications_stand_in_order_whatever_order_they_came_in(path: Path) -> None:
    """Threads hand replications over in any order; the file has them in theirs, with the arrays as they were then."""
    table = contacts((0, 0))
    with ContactFile(WORLD) as file:
        for number in (2, 0, 11, 1):
            table["arrival"] = number * 100
            file.keep(number, table, facts((-1, -1, -1, -1, -1, 0, -1, Outcome.OPEN)))
        table["arrival"] = -1  # buffers are used again
        file.write(path)
    assert [(row["replication"], row["arrival_us"]) for row in rows(path)] == [(0, 0), (1, 100), (2, 200), (11, 1100)]


def test_types_are_as_documented(path: Path) -> None:
    """Names are enumerations, times 64-bit integers; an empty file has the same columns."""
    with ContactFile(WORLD) as file:
        file.write(path)
        empty = pl.read_parquet(path)
        file.keep(0, DAY, ENDS)
        file.write(path)
    full = pl.read_parquet(path)
    assert empty.schema == full.schema
    assert (len(empty), len(full)) == (0, 5)
    assert full.schema["outcome"] == pl.Enum(sorted(outcome.name.lower() for outcome in Outcome))
    assert full.schema["wait_us"] == pl.Int64
    documented = (Path(__file__).parents[3] / "docs/reference/contacts-parquet.md").read_text(encoding="utf-8")
    assert all(f"`{column}`" in documented for column in full.columns)


def test_whom_a_contact_follows(path: Path) -> None:
    """The second contact is the redial of the first, the third comes back because the second did not solve it."""
    origins = np.array(
        [(-1, -1, 0, 0, 0, -1), (-1, 0, 1, 0, 2, 0), (-1, 1, 2, 0, 0, 1), (9, -1, 0, 0, 0, 0), (-1, -1, 0, 0, 0, -1)],
        ORIGIN,
    )
    with ContactFile(WORLD) as file:
        file.keep(0, DAY, ENDS._replace(origins=origins))
        file.write(path)
    assert pl.read_parquet(path)["bot_us"].to_list() == [None, None, None, 9, None]
    said = pl.read_parquet(path).select("parent", "cause", "number", "transfers", "resolved").rows()
    assert said[:3] == [(None, "first", 0, 0, None), (0, "redial", 0, 2, False), (1, "recontact", 0, 0, True)]


CUSTOMERS = ["anna", None, "anna", "bert", None]


def exported(path: Path, *, recorded: bool = True, keep_ids: bool = False, world: World = WORLD) -> pl.DataFrame:
    with ContactFile(world, customers=CUSTOMERS, recorded=recorded, keep_ids=keep_ids) as file:
        file.keep(0, DAY, ENDS)
        file.write(path)
    return pl.read_parquet(path)


def test_people_are_replaced_by_hashes(path: Path) -> None:
    """Of a recorded day no real id is in the file, the same person has the same hash, nobody stays nobody."""
    table = exported(path)
    anna, nobody, again, bert, _ = table["customer"]
    assert anna == again != bert
    assert nobody is None
    assert len(anna) == 24
    assert table["agent"][0] not in {"night-001", anna}
    content = path.read_bytes()
    assert not [name for name in ("anna", "bert", "night-001", "front-001", "front-002") if name.encode() in content]


def test_each_export_has_its_own_hashes(path: Path) -> None:
    """The salt is made for one file, so that hashes of two files cannot be joined, nor found by trying ids."""
    first, second = exported(path), exported(path)
    assert first["customer"][0] != second["customer"][0]
    assert first["agent"][0] != second["agent"][0]


def test_the_roster_cannot_be_told_from_the_order_of_hashes(path: Path) -> None:
    """The enumeration of agents is sorted by hash and not in the order of the roster."""
    categories = exported(path)["agent"].dtype.categories  # type: ignore[attr-defined]
    assert list(categories) == sorted(categories)
    assert len(categories) == 3


@pytest.mark.parametrize(("recorded", "keep_ids"), [(True, True), (False, False)])
def test_ids_are_kept_where_asked_for_or_made_up(path: Path, recorded: bool, keep_ids: bool) -> None:
    """Ids stay with --keep-ids, and those of a simulated scenario, which are nobody's."""
    table = exported(path, recorded=recorded, keep_ids=keep_ids)
    assert list(table["customer"]) == CUSTOMERS
    assert table["agent"][0] == "night-001"


def test_no_temporary_files_stay() -> None:
    """The parts on disk are gone when the context ends, also by an error."""
    file = ContactFile(WORLD)

    def interrupted() -> None:
        with file:
            file.keep(0, DAY, ENDS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(file._parts) == [0]
    assert not file._folder.exists()
