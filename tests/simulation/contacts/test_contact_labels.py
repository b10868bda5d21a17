"""Labels and preferred agents of contacts: from the keys of a scenario to what is drawn and which queue is entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import InputError
from routing.model import Tie
from simulation.core.coverage import class_queues
from simulation.core.world import CLASS, Group, World, all_classes, build_world
from simulation.plans.plan_builder import Preferred
from simulation.scenario import Scenario
from simulation.workload import Buffers, DrawnSource
from tests.simulation.scenarios import POLICY, scenario
from tests.worlds import ONE_QUEUE, policy, us

SENIOR = {"skills": {"fx": 3}}

RULES: dict[str, Any] = {
    **POLICY,
    "labels": {"currency": "text", "amount": "number", "urgent": "yes_no"},
    "queues": [
        {"name": "large", "match": {"problem": "fx", "labels": {"amount": {"ge": 50}}}, "steps": [SENIOR]},
        {"name": "fx", "match": {"problem": "fx"}, "steps": [SENIOR, {"from_s": 30, "skills": {"fx": 1}}]},
        {"name": "rest"},
    ],
}  # fmt: skip

ARRIVALS = {
    "rates": [{"problem": problem, "tier": tier, "channel": "phone", "per_h": 100}
              for problem in ("account", "fx") for tier in ("ordinary", "vip")]
}  # fmt: skip
"""Classes in order: account ordinary, account vip, fx ordinary, fx vip."""

GROUPS = {
    "front": {"skills": {"account": 3}, "staff": 2},
    "fx": {"skills": {"fx": 1}, "staff": 2},
    "senior": {"skills": {"fx": 5}, "staff": 2, "pools": ["fx"]},
}
"""Agents 0 and 1, 2 and 3, 4 and 5. Only the senior ones may take a large amount."""


def loaded(folder: Path, **changes: Any) -> Scenario:
    return scenario(folder, **({"policy": RULES, "arrivals": ARRIVALS, "groups": GROUPS} | changes))


def test_each_label_is_set_by_the_first_entry_that_does(tmp_path: Path) -> None:
    """Entries add up; where two set the same label of a contact, the one further up holds."""
    labels = [
        {"when": {"problem": "fx", "tier": "vip"}, "set": {"amount": 80}},
        {"when": {"problem": "fx"}, "set": {"amount": 5, "currency": "USD"}},
        {"set": {"urgent": False, "currency": "CNY"}},
    ]
    assert loaded(tmp_path, labels=labels).world.labels == (
        {"urgent": False, "currency": "CNY"},
        {"urgent": False, "currency": "CNY"},
        {"amount": 5, "currency": "USD", "urgent": False},
        {"amount": 80, "currency": "USD", "urgent": False},
    )


def test_labels_choose_the_queue(tmp_path: Path) -> None:
    """A contact enters the first queue whose conditions hold of its labels; without labels they hold of none."""
    labels = {"when": {"problem": "fx", "tier": "vip"}, "set": {"amount": 80}}
    names = [queue.name for queue in class_queues(loaded(tmp_path, labels=labels).world)]
    assert names == ["rest", "rest", "fx", "large"]
    plain = loaded(tmp_path)
    assert plain.world.labels == ()
    assert [queue.name for queue in class_queues(plain.world)] == ["rest", "rest", "fx", "fx"]


def test_preferred_agents_can_take_the_contact(tmp_path: Path) -> None:
    """The first entry that admits a contact holds; its agents qualify for the last step of the queue, in the pool."""
    preferred = [
        {"when": {"tier": "vip", "problem": "fx"}, "tie": "dedicated", "share": 0.7, "pool": "fx"},
        {"when": {"tier": "vip"}, "tie": "owner", "share": 0},
        {"when": {"problem": "fx"}, "tie": "last", "share": 0.2},
    ]
    labels = {"when": {"problem": "fx", "tier": "vip"}, "set": {"amount": 80}}
    assert loaded(tmp_path, preferred=preferred, labels=labels).kinds.preferred == [
        None,
        None,
        Preferred(0.2, (2, 3, 4, 5), Tie.LAST),
        Preferred(0.7, (4, 5), Tie.DEDICATED),
    ]
    assert loaded(tmp_path, preferred={"tie": "last", "share": 1}).kinds.preferred[0] == Preferred(
        1.0, (0, 1, 2, 3, 4, 5), Tie.LAST
    )


def test_a_preferred_agent_has_units_enough(tmp_path: Path) -> None:
    """Nobody is preferred for a contact that takes more units than they ever have."""
    rules = {**RULES, "channels": {"phone": {"units": 2}, "chat": {}}}
    groups = {name: {**group, "capacity": 1 if name == "senior" else 2} for name, group in GROUPS.items()}
    preferred = {"when": {"problem": "fx"}, "tie": "last", "share": 0.2}
    found = loaded(tmp_path, policy=rules, groups=groups, preferred=preferred).kinds.preferred
    assert found == [None, None, Preferred(0.2, (2, 3)), Preferred(0.2, (2, 3))]


def test_preferred_agents_are_drawn(tmp_path: Path) -> None:
    """A drawn day has preferred agents of the entry's pool, and is otherwise the same as without the entry."""
    preferred = {"when": {"problem": "fx"}, "tie": "owner", "share": 0.5, "pool": "fx"}
    days = []
    for loaded_one in (loaded(tmp_path, preferred=preferred), loaded(tmp_path)):
        plan = loaded_one.world.plan
        assert plan is not None
        days.append(DrawnSource(plan, 7).draw(0, Buffers()))
    with_them, without = days
    assert set(with_them["preferred"].tolist()) == {-1, 2, 3, 4, 5}
    about_fx = np.isin(with_them["cls"], [2, 3])
    assert (with_them["preferred"][~about_fx] == -1).all()
    assert (with_them["tie"][with_them["preferred"] >= 0] == Tie.OWNER).all()
    assert (without["preferred"] == -1).all()
    rest = [name for name in with_them.dtype.names or () if name not in ("tie", "preferred")]
    assert with_them[rest].tolist() == without[rest].tolist()


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"labels": {"set": {"amout": 1}}}, "labels.set.amout: the policy has no such name; it has: currency, "),
    ({"labels": [{"set": {"amount": "1"}}]}, "labels[0].set.amount: must be a whole number from -1000000000 to"),
    ({"labels": [{"set": {}}]}, "labels[0].set: must not be empty"),
    ({"labels": [{"when": {"problem": "fz"}, "set": {"amount": 1}}]}, "labels[0].when.problem: the policy has no such"),
    ({"preferred": {"tie": "lst", "share": 1}}, "preferred.tie: must be one of: last, dedicated, owner (got lst; did"),
    ({"preferred": {"tie": "last"}}, "preferred.share: this key is required"),
    ({"preferred": {"tie": "last", "share": 1.5}}, "preferred.share: must be 1 or less (got 1.5)"),
    ({"preferred": [{"tie": "last", "share": 1, "pool": "fz"}]}, "preferred[0].pool: the policy has no such name"),
    ({"preferred": [{"when": {"tier": "vp"}, "tie": "last", "share": 1}]}, "preferred[0].when.tier: the policy has "),
    ({"preferred": [{"tie": "last", "share": 1, "pool": "front"}]},
     "preferred[0].pool: no agent of the pool can take a contact of queue fx (got front)"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[f"{n} {case[1][:24]}" for n, case in enumerate(WRONG)])
def test_wrong_entries(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    """What is wrong with an entry is refused with its place, value and rule."""
    with pytest.raises(InputError) as raised:
        loaded(tmp_path, **changes)
    assert f": {message}" in str(raised.value)


def test_an_entry_that_nobody_at_all_can_serve(tmp_path: Path) -> None:
    """Where nobody on the roster can take a contact, that is what is said, not that nobody is preferred."""
    groups = {"front": {"skills": {"account": 3}, "staff": 2}}
    with pytest.raises(InputError, match="nobody on the roster"):
        loaded(tmp_path, groups=groups, preferred={"tie": "last", "share": 1})


def world(**options: Any) -> World:
    return build_world(policy(ONE_QUEUE), [Group("g", (1,))], interval_us=us(100), **options)


def test_a_world_has_labels_for_each_class() -> None:
    """Labels of more or fewer classes than there are belong to no world; nor do more classes than a row can name."""
    assert world(labels=({"urgent": True},)).labels == ({"urgent": True},)
    with pytest.raises(ValueError, match="labels must be 1 mappings"):
        world(labels=({}, {}))
    too_many = np.zeros(2**15, CLASS)
    with pytest.raises(ValueError, match="at most 32767"):
        world(classes=too_many)
    assert len(all_classes(policy(ONE_QUEUE))) == 1
