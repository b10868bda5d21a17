"""Scenarios: from the keys of the file to the numbers of the world, by hand."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing.errors import Contradiction, InputError, MissingKey, UnknownName
from routing.model import SECOND
from routing.policies.policy_file import load_policy
from simulation.core.draw_plan import Family
from simulation.core.world import AfterClose, Leavers
from simulation.measuring.results import Goal
from simulation.scenario import Scenario, load_scenario
from simulation.workload import Buffers, DrawnSource
from tests.bad_files import write_bank
from tests.simulation.scenarios import BASE, POLICY, expected, scenario, write_scenario

TIMES = ("8:00", "8:30", "9:00", "9:30")
ACCOUNT = {"tier": {"ordinary": 1}, "channel": {"phone": 1}}


def test_the_least_that_a_scenario_says(tmp_path: Path) -> None:
    """What the file leaves out has its default: target, goals, patience, wrap-up, leavers, speed."""
    loaded = scenario(tmp_path)
    world = loaded.world
    assert (loaded.name, loaded.about, loaded.path) == ("day", "", tmp_path / "day.yaml")
    assert (loaded.target_us, loaded.interval_us, loaded.n_intervals) == (30 * SECOND, 1800 * SECOND, 4)
    assert loaded.open_at_s == 8 * 3600
    assert loaded.goals == (Goal("VIP", ("vip",), 0.9, 30.0), Goal("others", ("ordinary",), 0.8, 30.0))
    assert (world.leavers, world.after_close) == (Leavers.INDIVIDUAL, AfterClose.STAY)
    assert world.staff.tolist() == [[5, 6, 6, 4]]
    assert [agent.id for agent in world.agents] == [f"front-00{number}" for number in range(1, 7)]
    assert {agent.pools for agent in world.agents} == {("front",)}
    assert world.pace.tolist() == [[1000]] * 6
    assert loaded.kinds.patience[0].family is Family.NEVER
    assert (loaded.kinds.wrap_up[0].mean_us, loaded.kinds.balking) == (0, [0.0])
    assert expected(loaded) == [30.0] * 4


def test_volumes_divide_by_the_mix(tmp_path: Path) -> None:
    """Shares are normalised; an axis may depend on another; names left out have none."""
    mix = {
        "tier": {"ordinary": 80, "vip": 20},
        "problem": [{"when": {"tier": "vip"}, "shares": {"account": 3, "fx": 1}}, {"shares": {"account": 1}}],
        "channel": {"phone": 1.5, "chat": 0.5},
    }
    loaded = scenario(tmp_path, arrivals={"per_interval": [100, 200, 0, 40], "mix": mix})
    assert expected(loaded) == [100, 200, 0, 40]
    # 20 % are VIPs, a quarter of them about fx, three quarters of those by phone.
    assert expected(loaded, problem="fx") == [5, 10, 0, 2]
    assert expected(loaded, problem="fx", channel="phone") == [3.75, 7.5, 0, 1.5]
    assert expected(loaded, tier="ordinary", channel="chat") == [20, 40, 0, 8]
    assert len(loaded.world.classes) == 6  # 2 kinds of VIPs' problems and 1 of others, by 2 channels


def test_the_shares_of_the_manual_are_normalised(tmp_path: Path) -> None:
    """40, 35, 20, 10 and 5 add up to 110: 110 contacts divide into just these."""
    names = ["account", "transaction", "product", "service", "other"]
    shares = dict(zip(names, [40, 35, 20, 10, 5], strict=True))
    policy = {**POLICY, "problems": names, "queues": [{"name": "all"}]}
    loaded = scenario(tmp_path, policy=policy, arrivals={"per_interval": 110, "mix": {**ACCOUNT, "problem": shares}})
    assert [expected(loaded, problem=name)[0] for name in names] == [40, 35, 20, 10, 5]


def test_rates_by_kind_add_up(tmp_path: Path) -> None:
    """Entries add up with each other and with the totals; what an entry leaves out divides by the mix."""
    arrivals = {
        "per_h": 20,
        "rates": [
            {"problem": "fx", "tier": "vip", "channel": "phone", "per_h": 12},
            {"problem": "account", "per_interval": [8, 0, 0, 0]},
            {"tier": "vip", "per_h": 4, "mix": {"problem": {"fx": 1}, "channel": {"chat": 1}}},
        ],
        "mix": {"problem": {"account": 1}, "tier": {"ordinary": 3, "vip": 1}, "channel": {"phone": 1, "chat": 1}},
        "scale": 2,
    }
    loaded = scenario(tmp_path, arrivals=arrivals)
    # Times scale 2: 10 of the totals, 6 + 2 of fx, and 8 more in the first interval.
    assert expected(loaded) == [2 * (10 + 6 + 8 + 2), 36, 36, 36]
    assert expected(loaded, problem="fx") == [16] * 4
    assert expected(loaded, problem="account", tier="vip", channel="chat") == [2 * (10 + 8) / 8, 2.5, 2.5, 2.5]


def test_volumes_from_a_table(tmp_path: Path) -> None:
    """A table with a column of problems divides by the mix along the other axes only."""
    rows = ["start,problem,offered"]
    for problem, volumes in (("account", "4567"), ("fx", "1200")):
        rows += [f"{time},{problem},{volume}" for time, volume in zip(TIMES, volumes, strict=True)]
    (tmp_path / "volumes.csv").write_text("\n".join(rows), encoding="utf-8")
    mix = {"tier": {"ordinary": 1, "vip": 1}, "channel": {"phone": 1}}
    loaded = scenario(tmp_path, arrivals={"volumes": {"table": "volumes.csv", "column": "Offered"}, "mix": mix})
    assert expected(loaded, problem="account") == [4, 5, 6, 7]
    assert expected(loaded, problem="fx", tier="vip") == [0.5, 1, 0, 0]


def surged(folder: Path, slice_min: int, **surge: Any) -> Scenario:
    """One interval of 60 contacts an hour from 08:00 to 10:00, with a surge."""
    return scenario(
        folder,
        day={"opens": "08:00", "interval_min": 120, "intervals": 1},
        arrivals={**BASE["arrivals"], "surges": {"peak": surge}, "slice_min": slice_min},
        groups={"front": {"skills": {"account": 3}, "staff": 5}},
    )


def test_a_surge_rises_in_a_straight_line_and_halves(tmp_path: Path) -> None:
    """Rates are those of the middle of each slice; contacts that the surge is not about keep theirs."""
    loaded = surged(tmp_path, 30, start="08:00", peak="09:00", half_life_min=30, factor=5)
    cells = loaded.world.plan.cells  # type: ignore[union-attr]
    # A slice has 30 contacts. Middles: 15 and 45 min into the rise of 60; 15 and 45 min after the peak.
    shares = [15 / 60, 45 / 60, 2 ** (-15 / 30), 2 ** (-45 / 30)]
    assert cells["expected"].tolist() == pytest.approx([30 * (1 + 4 * share) for share in shares])
    assert (cells["start"] // (60 * SECOND)).tolist() == [0, 30, 60, 90]
    assert expected(loaded)[0] == pytest.approx(cells["expected"].sum(), abs=1e-6)
    other = surged(tmp_path, 30, start="08:00", peak="09:00", half_life_min=30, factor=5, problem="fx")
    assert expected(other) == [120.0]
    assert len(other.world.plan.cells) == 1  # type: ignore[union-attr]


def test_a_surge_with_an_end(tmp_path: Path) -> None:
    """With an end alone it falls in a straight line; with both it halves, and is over at the end."""
    straight = surged(tmp_path, 30, start="07:30", peak="08:00", ends="09:00", factor=3)
    cells = straight.world.plan.cells["expected"]  # type: ignore[union-attr]
    # Excess 2 x (1 - 15/60) and 2 x (1 - 45/60), then none.
    assert cells.tolist() == pytest.approx([30 * 2.5, 30 * 1.5, 30, 30])
    both = surged(tmp_path, 30, start="08:00", peak="08:00", half_life_min=15, ends="08:30", factor=3)
    assert both.world.plan.cells["expected"].tolist() == pytest.approx([30 * 2, 30, 30, 30])  # type: ignore[union-attr]


def test_a_surge_that_stays(tmp_path: Path) -> None:
    """It stays at its peak until it is said to fall: a campaign that runs for an hour."""
    campaign = surged(tmp_path, 30, start="08:00", peak="08:00", until="09:00", ends="10:00", factor=3)
    # Excess 2 for an hour, then 2 x (1 - 15/60) and 2 x (1 - 45/60).
    means = campaign.world.plan.cells["expected"]  # type: ignore[union-attr]
    assert means.tolist() == pytest.approx([90, 90, 75, 45])


def test_an_outage_holds_back_and_releases(tmp_path: Path) -> None:
    """Four fifths are missing for half an hour; half of them come later, half of those within a quarter of an hour."""
    outage = {"start": "08:30", "ends": "09:00", "share": 0.8, "returns": 0.5, "half_life_min": 15}
    loaded = scenario(tmp_path, arrivals={**BASE["arrivals"], "outages": {"line": outage}, "slice_min": 15})
    # 15 in a quarter of an hour; 24 do not get through, 12 of them come: 6 in the first quarter, then 3, 1.5, 0.75.
    means = loaded.world.plan.cells["expected"]  # type: ignore[union-attr]
    assert means.tolist() == pytest.approx([30, 6, 21, 18, 16.5, 15.75])
    assert expected(loaded) == pytest.approx([30, 6, 39, 32.25])


def test_an_outage_that_outlasts_a_day_over_midnight(tmp_path: Path) -> None:
    """It begins within the day and ends after the close, the next morning: nobody gets through any more."""
    arrivals = {**BASE["arrivals"], "outages": {"line": {"start": "00:30", "ends": "05:00", "returns": 1}}}
    loaded = scenario(tmp_path, day={"opens": "23:00", "interval_min": 30, "intervals": 4}, arrivals=arrivals)
    assert expected(loaded) == pytest.approx([30, 30, 30, 0])


def test_outages_of_some_and_one_after_another(tmp_path: Path) -> None:
    """An outage concerns those it admits; who comes after one may meet the next; at the close nobody comes any more."""
    arrivals = {
        "per_interval": 60,
        "mix": {**ACCOUNT, "problem": {"account": 1, "fx": 1}},
        "outages": {
            "one": {"start": "08:15", "ends": "08:30", "problem": "fx", "returns": 1, "half_life_min": 0.01},
            "two": {"start": "08:30", "ends": "10:00", "problem": "fx", "share": 0.5, "returns": 1},
        },
    }
    loaded = scenario(tmp_path, arrivals=arrivals)
    assert expected(loaded, problem="account") == [30] * 4
    assert expected(loaded, problem="fx") == pytest.approx([15, 22.5, 15, 15])


def test_random_factors(tmp_path: Path) -> None:
    """Each is about the contacts it admits; the expected numbers stay as they are."""
    arrivals = {
        "per_interval": 60,
        "mix": {**ACCOUNT, "problem": {"account": 1, "fx": 1}},
        "factors": {
            "fx": {"problem": "fx", "cv": 0.2},
            "hours": {"cv": 0.1, "each": "interval", "correlation": 0.5},
        },
    }
    loaded = scenario(tmp_path, arrivals=arrivals)
    plan = loaded.world.plan
    assert plan is not None
    fx = loaded.policy.problems.index("fx")
    is_fx = loaded.world.classes["problem"][plan.cells["cls"]] == fx
    assert plan.follows.tolist() == [is_fx.tolist(), [True] * len(plan.cells)]
    assert plan.factors["cv"].tolist() == [0.2, 0.1]
    assert plan.factors["span"].tolist() == [0, 1800 * SECOND]
    assert plan.factors["correlation"].tolist() == [0, 0.5]
    assert expected(loaded) == [60] * 4


def test_surges_multiply(tmp_path: Path) -> None:
    """Where two surges meet, their factors are multiplied; a factor below 1 takes contacts away."""
    surge = {"start": "08:00", "peak": "08:00", "ends": "08:30"}
    arrivals = {
        **BASE["arrivals"],
        "surges": {"up": {**surge, "factor": 3}, "down": {**surge, "factor": 0}},
        "slice_min": 30,
    }
    # In the only slice, 15 min after the peak, the excess is half of that at the peak: factors 2 and 0.5.
    assert expected(scenario(tmp_path, arrivals=arrivals)) == [30, 30, 30, 30]


def test_slices_only_where_rates_change(tmp_path: Path) -> None:
    """Intervals without a change have one cell, the others one per slice; a cell's number is its start in minutes."""
    surges = {"x": {"start": "08:30", "peak": "08:40", "ends": "09:00", "factor": 2}}
    loaded = scenario(tmp_path, arrivals={**BASE["arrivals"], "surges": surges})
    assert loaded.world.plan is not None
    assert loaded.world.plan.cells["slice"].tolist() == [0, 30, 35, 40, 45, 50, 55, 60, 90]


def test_classes_keep_their_customers(tmp_path: Path) -> None:
    """Adding a kind of contacts, or changing another's rate, leaves the draws of a kind as they are."""
    rates = BASE["arrivals"]["rates"]
    more = [{"problem": "account", "tier": "vip", "channel": "phone", "per_h": 30}, *rates]
    contacts = []
    for arrivals in (BASE["arrivals"], {"rates": more}):
        loaded = scenario(tmp_path, arrivals=arrivals)
        assert loaded.world.plan is not None
        drawn = DrawnSource(loaded.world.plan, seed=7).draw(0, Buffers())
        ordinary = loaded.world.classes["tier"][drawn["cls"]] == 0
        contacts.append(drawn[ordinary][["arrival", "work"]].tolist())
    assert contacts[0] == contacts[1]
    assert len(contacts[0]) > 50


def test_the_first_law_that_admits_holds(tmp_path: Path) -> None:
    """Entries are tried in their order; times are in seconds in the file and microseconds in the law."""
    arrivals = {
        "rates": [{"problem": problem, "tier": tier, "channel": "phone", "per_h": 1}
                  for problem in ("account", "fx") for tier in ("ordinary", "vip")]
    }  # fmt: skip
    service = [
        {"problem": "fx", "law": "deterministic", "mean_s": 300.5},
        {"tier": ["vip"], "law": "lognormal", "mean_s": 200, "cv": 0.5},
        {"law": "gamma", "mean_s": 100, "cv": 2},
    ]
    patience = [{"tier": "vip", "law": "never"}, {"law": "empirical", "values_s": [10, 30]}]
    balking = [{"problem": "fx", "tier": "ordinary", "probability": 0.25}]
    loaded = scenario(tmp_path, arrivals=arrivals, service=service, patience=patience, balking=balking)
    # Classes in order: account ordinary, account vip, fx ordinary, fx vip.
    assert [law.mean_us / SECOND for law in loaded.kinds.work] == [100, 200, 300.5, 300.5]
    families = [law.family for law in loaded.kinds.work]
    assert families == [Family.TABLE, Family.LOGNORMAL, Family.FIXED, Family.FIXED]
    assert [law.mean_us / SECOND for law in loaded.kinds.patience] == [20, math.inf, 20, math.inf]
    assert loaded.kinds.balking == [0.0, 0.0, 0.25, 0.0]


def test_one_law_may_stand_without_brackets(tmp_path: Path) -> None:
    """A law, a wrap-up and a probability for everybody need no list."""
    loaded = scenario(tmp_path, wrap_up={"law": "deterministic", "mean_s": 5}, balking=0.1)
    assert (loaded.kinds.wrap_up[0].a, loaded.kinds.balking) == (5e6, [0.1])


def test_staff_as_number_list_and_table(tmp_path: Path) -> None:
    """A group's own staff goes before its column; a single number holds in every interval."""
    (tmp_path / "staff.csv").write_text(
        "start,front,fx\n08:00,1,2\n08:30,3,2\n09:00,3,0\n09:30,2,9\n", encoding="utf-8"
    )
    groups = {
        "front": {"skills": {"account": 1}},
        "fx": {"skills": {"fx": 1}, "staff": 4},
        "night": {"skills": {"fx": 2}, "pools": [], "staff": {"table": "staff.csv", "column": "FX"}},
    }
    loaded = scenario(tmp_path, groups=groups, staff={"table": "staff.csv"})
    world = loaded.world
    assert world.staff.tolist() == [[1, 3, 3, 2], [4, 4, 4, 4], [2, 2, 0, 9]]
    assert np.bincount(world.agent_group).tolist() == [3, 4, 9]
    assert [agent.pools for agent in world.agents[::4]] == [("front",), ("fx",), (), ()]


def test_named_agents(tmp_path: Path) -> None:
    """Named agents work in their order; beyond them the group has unnamed ones with its own skills."""
    agents = [
        {"id": "ann", "group": "a", "skills": {"fx": 4}, "pools": ["fx"]},
        {"id": "bob", "group": "b", "skills": {"account": 2}},
        {"id": "cid", "group": "a", "skills": {"account": 1}},
    ]
    loaded = scenario(tmp_path, agents=agents, groups=None)
    assert [agent.id for agent in loaded.world.agents] == ["ann", "cid", "bob"]
    assert loaded.world.group_names == ("a", "b")
    assert loaded.world.staff.tolist() == [[2] * 4, [1] * 4]
    groups = {"a": {"skills": {"fx": 1}, "staff": [1, 2, 3, 4]}, "b": {"staff": 0}}
    more = scenario(tmp_path, agents=agents, groups=groups)
    assert [agent.id for agent in more.world.agents] == ["ann", "cid", "a-extra-001", "a-extra-002"]
    assert more.world.agents[3].skills == {"fx": 1}
    with pytest.raises(Contradiction, match="must not be more than the 2 named agents"):
        scenario(tmp_path, agents=agents, groups={"a": {"staff": 3}, "b": {}})


def test_agents_from_a_table(tmp_path: Path) -> None:
    """Levels stand in columns named like skills; empty and 0 mean that the agent lacks the skill."""
    table = "Agent;Group;Account;FX;Pools\nann;x;3;;front;\nbob;x;0;5;fx, front\n".replace("front;\n", "front\n")
    (tmp_path / "agents.csv").write_text(table, encoding="utf-8")
    loaded = scenario(tmp_path, agents={"table": "agents.csv"}, groups=None)
    assert [dict(agent.skills) for agent in loaded.world.agents] == [{"account": 3}, {"fx": 5}]
    assert [agent.pools for agent in loaded.world.agents] == [("front",), ("fx", "front")]


def test_speed_by_level(tmp_path: Path) -> None:
    """The level in the problem's skill sets the pace; who lacks the skill has the pace of the lowest level named."""
    arrivals = {
        "rates": [{"problem": name, "tier": "vip", "channel": "chat", "per_h": 1} for name in ("account", "fx")]
    }
    groups = {
        "a": {"skills": {"account": 5, "fx": 1}, "staff": 1},
        "b": {"skills": {"fx": 3}, "staff": 1},
    }
    levels = {1: 1.3, 3: 1.0, 5: 0.85}
    loaded = scenario(tmp_path, arrivals=arrivals, groups=groups, speed={"levels": levels})
    assert loaded.world.pace.tolist() == [[850, 1300], [1300, 1000]]
    other = {"levels": levels, "skill": {"account": "fx"}, "without": 2}
    loaded = scenario(tmp_path, arrivals=arrivals, groups=groups, speed=other)
    assert loaded.world.pace.tolist() == [[1300, 1300], [1000, 1000]]


def test_answer_delay_by_channel(tmp_path: Path) -> None:
    """Seconds by channel; one number holds for all."""
    arrivals = {
        "rates": [{"problem": "account", "tier": "vip", "channel": name, "per_h": 1} for name in ("phone", "chat")]
    }
    by_channel = scenario(tmp_path, arrivals=arrivals, answer_delay_s={"chat": 2.5})
    assert by_channel.world.classes["answer_delay"].tolist() == [0, 2_500_000]
    assert (
        scenario(tmp_path, arrivals=arrivals, answer_delay_s=1).world.classes["answer_delay"].tolist() == [SECOND] * 2
    )


@pytest.mark.parametrize(("delay", "place"), [(5, "answer_delay_s"), ({"phone": 7.5}, "answer_delay_s.phone")])
def test_offers_that_always_expire(delay: Any, place: str, tmp_path: Path) -> None:
    """An offer that expires before it is accepted is refused, in the queue that is entered and in those behind it."""
    to_late = {"when": {"waiting": 1}, "to": {"queue": "late"}}
    queues = [
        {"name": "late", "match": {"problem": "fx"}, "offer": {"expires_s": 5}},
        {"name": "rest", "overflow": [to_late]},
    ]
    assert scenario(tmp_path, policy={**POLICY, "queues": queues}, answer_delay_s=4.9).policy.queues[0].name == "late"
    with pytest.raises(Contradiction, match="queue late expire after 5 s: nobody would ever accept one") as raised:
        scenario(tmp_path, policy={**POLICY, "queues": queues}, answer_delay_s=delay)
    assert raised.value.path == place
    alone = [queues[0], {"name": "rest"}]
    assert scenario(tmp_path, policy={**POLICY, "queues": alone}, answer_delay_s=delay).name == "day"


def test_goals_of_the_file(tmp_path: Path) -> None:
    """A goal without tiers is about all; without a time it has the scenario's target."""
    goals = [{"name": "all", "share": 0.5}, {"name": "slow", "tier": ["vip"], "share": 1, "within_s": 60}]
    loaded = scenario(tmp_path, goals=goals, target_s=20)
    assert loaded.goals == (Goal("all", ("ordinary", "vip"), 0.5, 20.0), Goal("slow", ("vip",), 1.0, 60.0))


def test_a_policy_from_elsewhere(tmp_path: Path) -> None:
    """The policy may be another file or a policy built in code; it replaces the scenario's."""
    path = write_bank(tmp_path)
    other = tmp_path / "other.yaml"
    other.write_text(
        (tmp_path / "bank.policy.yaml").read_text(encoding="utf-8").replace("fx: 3", "fx: 1"), encoding="utf-8"
    )
    own, by_path = load_scenario(path), load_scenario(path, policy=other)
    assert own.policy.hash != by_path.policy.hash
    assert load_scenario(path, policy=load_policy(other)).policy == by_path.policy


def test_overrides_reach_policies_tables_and_defaults(tmp_path: Path) -> None:
    """Values of a policy file, numbers of a staff table, and defaults can be overridden and calculated with."""
    path = write_bank(tmp_path)
    loaded = load_scenario(
        path, overrides=["policy.queues.fx.head_start_s=45", "groups.fx.staff+=2", "arrivals.scale*=2", "target_s-=10"]
    )
    assert loaded.policy.queues[0].head_start_us == 45 * SECOND
    assert loaded.world.staff[1].tolist() == [4, 4, 5, 4]
    assert loaded.target_us == 20 * SECOND
    assert loaded.expected.sum() == pytest.approx(2 * load_scenario(path).expected.sum())
    inside = load_scenario(
        path, policy=load_policy(tmp_path / "bank.policy.yaml"), overrides=["policy.queues.fx.band=1"]
    )
    assert inside.policy.queues[0].band == 1


def test_a_skill_that_nobody_has(tmp_path: Path) -> None:
    """Refused where contacts need it, at its place in the policy; not where no such contact can arrive."""
    arrivals = {"rates": [{"problem": "fx", "tier": "vip", "channel": "phone", "per_h": 1}]}
    groups = {"front": {"skills": {"account": 1}, "staff": 1}}
    with pytest.raises(InputError) as raised:
        scenario(tmp_path, arrivals=arrivals, groups=groups)
    assert raised.value.path == "policy.queues[0].steps[0].skills.fx"
    assert "nobody on the roster has this skill" in str(raised.value)
    assert scenario(tmp_path, groups=groups).world.group_names == ("front",)


def test_shares_that_depend_on_each_other_in_a_circle(tmp_path: Path) -> None:
    """Tiers by problem and problems by tier have no beginning."""
    mix = {
        "tier": [{"when": {"problem": "fx"}, "shares": {"vip": 1}}, {"shares": {"ordinary": 1}}],
        "problem": [{"when": {"tier": "vip"}, "shares": {"fx": 1}}, {"shares": {"account": 1}}],
        "channel": {"phone": 1},
    }
    with pytest.raises(Contradiction, match="shares of problem, tier depend on each other"):
        scenario(tmp_path, arrivals={"per_h": 1, "mix": mix})
    # An entry that settles the tier breaks the circle.
    rates = [{"tier": "vip", "per_h": 2}]
    assert expected(scenario(tmp_path, arrivals={"rates": rates, "mix": mix}), problem="fx") == [1.0] * 4


def test_missing_shares(tmp_path: Path) -> None:
    """An axis with several names needs shares; one with a single name does not."""
    with pytest.raises(MissingKey, match="must say how contacts divide among: account, fx"):
        scenario(tmp_path, arrivals={"per_h": 1, "mix": ACCOUNT})


def test_two_agents_of_one_id(tmp_path: Path) -> None:
    """An id that a group makes must not be one that somebody has already."""
    agents = [{"id": "front-001", "group": "b", "skills": {"account": 1}}]
    groups = {"front": {"skills": {"account": 1}, "staff": 1}, "b": {}}
    with pytest.raises(Contradiction, match=r"two agents have the same id \(got front-001\)"):
        scenario(tmp_path, agents=agents, groups=groups)


def test_unknown_bundled_name() -> None:
    """The nearest bundled name is named."""
    with pytest.raises(InputError) as raised:
        load_scenario("erlang_x")
    assert raised.value.nearest in {"erlang_a", "erlang_c"}


def test_unknown_group_of_an_agent(tmp_path: Path) -> None:
    """An agent of a group that is not there is refused with the nearest one."""
    with pytest.raises(UnknownName) as raised:
        scenario(tmp_path, agents=[{"id": "ann", "group": "frnt"}])
    assert (raised.value.path, raised.value.nearest) == ("agents[0].group", "front")


def test_loading_does_without_heavy_packages(tmp_path: Path) -> None:
    """A scenario without workbooks is loaded without Polars, fastexcel, SciPy's statistics, plotting or SimPy."""
    path = write_scenario(tmp_path)
    code = (
        f"import sys\nfrom simulation.scenario import load_scenario\nload_scenario({str(path)!r})\n"
        "print([name for name in ('polars', 'fastexcel', 'scipy.stats', 'plotly', 'simpy', 'click', 'rich') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
