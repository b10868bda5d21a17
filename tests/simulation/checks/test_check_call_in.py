"""``peakline check`` says in a sentence what keeps agents who may be called in from coming, or from being of use."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from simulation.checks.check_scenario import check_scenario
from tests.simulation.calendar.several_days import DESK, with_days
from tests.simulation.scenarios import POLICY, scenario

RESERVE: dict[str, Any] = {"group": "front", "agents": 3, "queue": "rest", "at_waiting": 5, "after_s": 600}
CLOSED = "Call-in reserve: whenever somebody looks at queue calls, it is closed, and sends those away who come."
MESSAGE = {"when": "closed", "to": "message"}


def warned(folder: Path, *, policy: dict[str, Any] = POLICY, hours: Any = None, **changes: Any) -> list[str]:
    """What `check` warns of in two hours from 8:00 with a reserve, the base being changed."""
    reserve = {key: value for key, value in {**RESERVE, **changes}.items() if value is not None}
    loaded = scenario(folder, policy=policy, call_in={"reserve": reserve}, hours=hours)
    return [line for line in check_scenario(loaded).warnings if line.startswith("Call-in")]


def with_queue(name: str, **keys: Any) -> dict[str, Any]:
    """The policy of the base with keys added to one of its queues."""
    policy = copy.deepcopy(POLICY)
    next(queue for queue in policy["queues"] if queue["name"] == name).update(keys)
    return policy


def test_nothing_is_in_the_way(tmp_path: Path) -> None:
    """A call-in that may come is no warning."""
    assert warned(tmp_path) == []
    assert warned(tmp_path, at_waiting=None, at_wait_s=90) == []


@pytest.mark.parametrize(
    ("changes", "look", "after"),
    [
        ({"after_s": 7140}, "1", "119"),
        ({"look_every_s": 3600, "after_s": 3600}, "60", "60"),
        ({"at_waiting": None, "at_wait_s": 3601, "after_s": 3540}, "61", "59"),
    ],
)
def test_too_late(changes: dict[str, Any], look: str, after: str, tmp_path: Path) -> None:
    """The first look at which somebody may have waited for long enough, and the way, are longer than the day."""
    (found,) = warned(tmp_path, **changes)
    assert found == (
        f"Call-in reserve never comes: the first look that may call them is {look} min after the opening, and {after} "
        "min later the day is over."
    )
    assert warned(tmp_path, **{**changes, "after_s": changes["after_s"] - 1}) == []


def test_a_queue_that_nobody_enters(tmp_path: Path) -> None:
    """Only calls about accounts come: none enters the queue for fx, unless it overflows into it."""
    assert warned(tmp_path, queue="fx") == ["Call-in reserve never comes: no contact ever enters queue fx."]
    overflow = [{"when": {"waited_s": 60}, "to": {"queue": "fx"}}]
    assert warned(tmp_path, queue="fx", policy=with_queue("rest", overflow=overflow)) == []


@pytest.mark.parametrize("keys", [{"max_waiting": 4}, {"overflow": [{"when": {"waiting": 4}, "to": "message"}]}])
def test_a_queue_that_never_gets_so_long(keys: dict[str, Any], tmp_path: Path) -> None:
    """At most four may wait, and five are to call the agents; a wait of so long does, too."""
    policy = with_queue("rest", **keys)
    assert warned(tmp_path, policy=policy) == ["Call-in reserve never comes: in queue rest no more than 4 ever wait."]
    assert warned(tmp_path, policy=policy, at_waiting=4) == []
    assert warned(tmp_path, policy=policy, at_wait_s=60) == []


def test_a_queue_in_which_nobody_waits_so_long(tmp_path: Path) -> None:
    """After two minutes a message is sent; a limit of those who wait and one of the wait may stand together."""
    message = {"when": {"waited_s": 120}, "to": "message"}
    policy = with_queue("rest", overflow=[message], max_waiting=4)
    assert warned(tmp_path, policy=policy, at_waiting=None, at_wait_s=121) == [
        "Call-in reserve never comes: in queue rest nobody waits for more than 120 s."
    ]
    assert warned(tmp_path, policy=policy, at_wait_s=121) == [
        "Call-in reserve never comes: in queue rest no more than 4 ever wait and nobody waits for more than 120 s."
    ]
    assert warned(tmp_path, policy=policy, at_wait_s=120) == []


def test_a_queue_that_is_closed(tmp_path: Path) -> None:
    """Open at night only, when nobody looks; who comes by day is sent away, and would wait without that rule."""
    call_in = {"reserve": {**RESERVE, "group": "desk", "queue": "calls"}}
    for rules, warnings in ((MESSAGE, 1), (None, 0)):
        policy = copy.deepcopy(DESK["policy"])
        policy["queues"][1].update({} if rules is None else {"overflow": [rules]})
        loaded = with_days(tmp_path, policy=policy, hours={"calls": ["20:00", "22:00"]}, call_in=call_in)
        found = [line for line in check_scenario(loaded).warnings if line.startswith("Call-in")]
        assert found == [CLOSED] * warnings


def test_agents_of_no_use(tmp_path: Path) -> None:
    """The reserve has none of the skills that its queue asks for."""
    rates = [{"problem": name, "tier": "ordinary", "channel": "phone", "per_h": 30} for name in ("account", "fx")]
    groups = {"front": {"skills": {"fx": 2}, "staff": 5}, "home": {"skills": {"account": 1}, "staff": 0}}
    loaded = scenario(
        tmp_path,
        arrivals={"rates": rates},
        groups=groups,
        call_in={"reserve": {**RESERVE, "group": "home", "queue": "fx"}},
    )
    found = [line for line in check_scenario(loaded).warnings if line.startswith("Call-in")]
    assert found == ["Call-in reserve: none of its agents can take the contacts of queue fx."]
