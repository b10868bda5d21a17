"""What is made up of a recorded day, and what is left as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from routing.kernels.state import Rows
from routing.model import NEVER
from simulation.core.world import Group, World, build_world
from simulation.replay.classes import day_classes
from simulation.replay.imputation import Imputation, impute_day
from simulation.replay.source import RecordedSource
from simulation.workload import Buffers
from tests.simulation.replay.records import MAP, US, day_of, mapped, row, rules

MINUTES = [row(f"09:{minute:02d}:00", 5 * minute, 100 + minute) for minute in range(12)]
"""Twelve answered contacts: waits of 0, 5, … 55 s and work of 100, 101, … 111 s."""


def imputed(
    tmp_path: Path, rows: list[tuple[Any, ...]], source: str = MAP, pace: int = 1000, names: tuple[str, ...] = ()
) -> tuple[Imputation, World]:
    """The imputation of a day with agents of such a pace, named ``names`` where they are known."""
    day = day_of(tmp_path, rows, source)
    classes = day_classes(day.offered, day.file)
    agents = tuple(_agent(name) for name in names)
    group = Group("desk", (len(agents) or 1,) * 2, members=agents)
    table = np.full((len(agents) or 1, len(classes.table)), pace, np.int32)
    world = build_world(rules(), [group], interval_us=1800 * US, classes=classes.table, pace=table)
    return impute_day(day, mapped(source)[1], classes, world), world


def _agent(name: str) -> Any:
    from routing.model import Agent

    return Agent(name, {}, ())


def drawn(imputation: Imputation, replication: int = 0, seed: int = 1) -> Rows:
    rows: Rows = RecordedSource(imputation, seed).draw(replication, Buffers()).copy()
    return rows


def test_what_was_recorded_stays(tmp_path: Path) -> None:
    """Arrival, recorded work, and the patience of those who left are the same in every replication."""
    imputation, _ = imputed(tmp_path, [*MINUTES, row("09:20:00", 33, "")])
    for replication in range(3):
        rows = drawn(imputation, replication)
        assert (rows["arrival"] / US).tolist() == [60.0 * minute for minute in [*range(12), 20]]
        assert (rows["work"][:12] / US).tolist() == [100 + minute for minute in range(12)]
        assert rows["patience"][12] == 33 * US
        assert not rows["wrap_up"].any()
        assert not rows["balks"].any()
    assert imputation.counts == {"patience": 12, "work": 1}


def test_patience_is_longer_than_the_wait_seen(tmp_path: Path) -> None:
    """Whoever was answered is patient for longer than they waited, and not always for the same time."""
    rows = [*MINUTES, *(row(f"09:{20 + left}:00", 10 * left + 7, "") for left in range(8))]
    imputation, _ = imputed(tmp_path, rows)
    first, second = drawn(imputation, 0), drawn(imputation, 1)
    waits = np.array([5 * minute for minute in range(12)]) * US
    assert (first["patience"][:12] > waits).all()
    assert (first["patience"][:12] != second["patience"][:12]).any()
    assert (first["patience"][12:] == second["patience"][12:]).all()


def test_nobody_left_so_nobody_leaves(tmp_path: Path) -> None:
    """Without anybody who left there is nothing to say how patient people are: they are, for ever."""
    imputation, _ = imputed(tmp_path, MINUTES)
    assert (drawn(imputation)["patience"] == NEVER).all()
    assert "patience" not in imputation.counts


@pytest.mark.parametrize("law", ["kaplan_meier", "exponential", "never"])
def test_laws_of_patience(law: str, tmp_path: Path) -> None:
    """The map chooses the law; the exponential one has no memory, the estimate has the times at which people left."""
    rows = [*MINUTES, *(row(f"09:{20 + left}:00", 100, "") for left in range(20))]
    imputation, _ = imputed(tmp_path, rows, MAP + f"imputed: {{patience: {{law: {law}}}}}\n")
    values = np.concatenate([drawn(imputation, replication)["patience"][:12] for replication in range(50)])
    if law == "never":
        assert (values == NEVER).all()
    elif law == "kaplan_meier":
        assert set(values.tolist()) == {100 * US}  # the only wait after which anybody left
    else:
        # 12 waits of 27.5 s and 20 of 100 s in the mean, 20 left: 2330 s / 20. Beyond the wait seen as much again.
        beyond = values - np.tile([5 * minute * US for minute in range(12)], 50)
        assert beyond.mean() / US == pytest.approx(116.5, rel=0.15)


def test_patience_by_problem(tmp_path: Path) -> None:
    """With 50 or more who left, a problem may have a law of its own."""
    quick = [row("09:00:01", 10, "") for _ in range(50)]
    slow = [row("09:00:02", 500, "", topic="x") for _ in range(50)]
    rows = [*quick, *slow, row("09:10:00", 0), row("09:11:00", 0, topic="x")]
    apart, _ = imputed(tmp_path, rows, MAP + "imputed: {patience: {by: problem}}\n")
    together, _ = imputed(tmp_path, rows)
    values = {tuple(drawn(apart, replication)["patience"][-2:] // US) for replication in range(20)}
    assert values == {(10, 500)}
    assert {int(drawn(together, replication)["patience"][-1] // US) for replication in range(20)} == {10, 500}


def test_work_of_those_who_left(tmp_path: Path) -> None:
    """It is that of an answered contact of the same problem where there are ten, else of any."""
    rows = [*MINUTES, row("09:20:00", 33, ""), row("09:21:00", 0, 7, topic="x"), row("09:22:00", 9, "", topic="x")]
    imputation, _ = imputed(tmp_path, rows)
    asked, changed = zip(
        *((drawn(imputation, replication)["work"][[12, 14]] // US).tolist() for replication in range(60)), strict=True
    )
    assert set(asked) <= set(range(100, 112))
    assert len(set(asked)) > 5
    assert set(changed) <= {*range(100, 112), 7}
    assert len(set(changed)) > 5


def test_work_is_divided_by_the_speed_of_who_did_it(tmp_path: Path) -> None:
    """An agent of pace 1.25 took 100 s for what is 80 s of work; whoever is not on the staff has a pace of 1."""
    rows = [row("09:00:00", 0, 100), row("09:05:00", 0, 100, clerk="bob")]
    imputation, _ = imputed(tmp_path, rows, pace=1250, names=("ann",))
    assert (drawn(imputation)["work"] / US).tolist() == [80, 100]


def test_unknown_tiers_come_from_the_same_problem(tmp_path: Path) -> None:
    """Of those who waited with a question three in four are ordinary; those who did not wait are drawn so."""
    known = [row("09:00:00", 5, rank=2), *(row(f"09:0{minute}:00", 5) for minute in range(1, 4))]
    known += [row("09:05:00", 5, rank=2, topic="x")]
    unknown = [row(f"09:{minute}:00", 0, rank=0) for minute in range(10, 40)]
    imputation, world = imputed(tmp_path, [*known, *unknown, row("09:50:00", 0, rank=0, topic="x")])
    tiers = np.array([world.classes["tier"][drawn(imputation, day)["cls"]] for day in range(40)])
    assert imputation.counts["label"] == 31
    assert set(tiers[:, 5:-1].ravel().tolist()) == {0, 1}
    # 1200 draws with a probability of 1/4: a standard deviation of 0.0125.
    assert tiers[:, 5:-1].mean() == pytest.approx(0.25, abs=0.05)
    assert set(tiers[:, -1].tolist()) == {1}  # the only exchange that is known


def test_a_tier_that_nobody_knows(tmp_path: Path) -> None:
    """When no contact of the day has a known tier, there is nothing to go by."""
    with pytest.raises(InputError, match=r"day.csv: row 2: its tier or channel is not known"):
        imputed(tmp_path, [row("09:00:00", 0, rank=0)])


def test_no_work_to_go_by(tmp_path: Path) -> None:
    """When nobody was answered, nothing says how long the work takes."""
    with pytest.raises(InputError, match="no contact of the day has a recorded time in service"):
        imputed(tmp_path, [row("09:00:00", 10, "")])


def test_recorded_wrap_up(tmp_path: Path) -> None:
    """A column of work after contacts is used; where it is empty, and for those who left, it is imputed."""
    source = MAP + 'wrap_up: {column: menu_s, none: ""}\n'
    rows = [row(f"09:{minute:02d}:00", 5, 60, menu_s=0) for minute in range(12)]
    imputation, _ = imputed(tmp_path, [*rows, row("09:30:00", 5, "", menu_s=0)], source)
    assert imputation.counts["wrap_up"] == 1
    assert (drawn(imputation)["wrap_up"] == 0).all()


INFERRED = MAP + "wrap_up: {inferred_up_to_s: 60}\n"


def test_inferred_wrap_up_by_hand(tmp_path: Path) -> None:
    """A pause with somebody waiting to its end was work; one without lasts between what was seen."""
    rows = [
        row("09:00:00", 0, 60),  # until 9:01:00
        row("09:00:30", 50, 60),  # answered at 9:01:20, waiting before: 20 s of work after the first
        row("09:10:00", 0, 60),  # nobody waited in the pause before: the work after the second is 20 s or none
        row("09:11:20", 2, 60),  # answered at 9:11:22: 22 s, in the last two of which somebody waited
    ]
    imputation, _ = imputed(tmp_path, rows, INFERRED)
    # Seen to its end: 20 s after the first contact and 22 s after the third.
    values = np.array([drawn(imputation, replication)["wrap_up"] // US for replication in range(40)])
    assert set(values[:, 0].tolist()) == {20}
    assert set(values[:, 2].tolist()) == {22}
    assert set(values[:, 1].tolist()) == {20, 22}
    assert set(values[:, 3].tolist()) == {20, 22}
    assert imputation.counts["wrap_up"] == 2


def test_absence_is_no_wrap_up(tmp_path: Path) -> None:
    """Somebody waited after the first 60 s of a pause: that was no work after the contact."""
    rows = [
        row("09:00:00", 0, 60),
        row("09:01:30", 120, 60),  # answered at 9:03:30, 150 s after the first
        row("09:04:00", 40, 60),  # answered at 9:04:40, 10 s after the second
    ]
    imputation, _ = imputed(tmp_path, rows, INFERRED)
    values = np.array([drawn(imputation, replication)["wrap_up"] // US for replication in range(20)])
    assert set(values.ravel().tolist()) == {10}


def test_pauses_that_say_nothing_make_no_wrap_up(tmp_path: Path) -> None:
    """Where nobody ever waited, no work after contacts was seen, and there is none."""
    imputation, _ = imputed(tmp_path, [row("09:00:00", 0), row("09:10:00", 0)], INFERRED)
    assert not drawn(imputation)["wrap_up"].any()


def test_the_source_is_a_pure_function(tmp_path: Path) -> None:
    """Seed and replication make the contacts, whatever was drawn before; other seeds make others."""
    imputation, _ = imputed(tmp_path, [*MINUTES, *(row(f"09:{20 + left}:00", 10 * left + 7, "") for left in range(8))])
    source, buffers = RecordedSource(imputation, 5), Buffers()
    assert source.expected == 20
    first = source.draw(3, buffers).copy()
    source.draw(4, buffers)
    np.testing.assert_array_equal(source.draw(3, buffers), first)
    assert (drawn(imputation, 3, seed=6)["patience"] != first["patience"]).any()
    for seed in (-1, 2**64):
        with pytest.raises(ValueError, match="between 0 and"):
            RecordedSource(imputation, seed)
