"""The scenarios that come with Peakline: right, explained, and with the story that their heads tell."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from routing.checks.policy_summary import summarize_policy
from routing.policies.policy_file import load_policy
from simulation.checks.check import check_file
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, run
from simulation.files.scenario_names import bundled_folder, bundled_scenarios, find_scenario
from simulation.measuring.results import Held, Results
from simulation.scenario import load_scenario
from simulation.workload import Buffers, DrawnSource

NAMES = bundled_scenarios()
REQUIRED = {"mm1", "erlang_c", "erlang_a", "n_design", "vip_fx", "payday", "launch", "priority"}
REQUIRED |= {"mmc_day", "mmc_abandon_day", "mmc_blocked_day", "chat_blend", "own_manager", "back_office"}


@cache
def results(name: str, replications: int, *overrides: str) -> Results:
    """The results of a bundled scenario with seed 1."""
    return run(load_scenario(name, overrides=overrides), Plan(replications))


def held(found: Results, goal: str) -> list[Held]:
    """The verdict of each interval on a goal."""
    number = [goal.name for goal in found.verdict.goals].index(goal)
    return [cell.held for cell in found.verdict.cells if cell.goal == number]


def test_names() -> None:
    """The scenarios that the documentation speaks of are there; policies are not listed among them."""
    assert set(NAMES) >= REQUIRED
    assert "payday.policy" not in NAMES
    assert find_scenario("payday") == bundled_folder() / "payday.yaml"


@pytest.mark.parametrize("name", NAMES)
def test_the_head_says_what_should_come_out(name: str) -> None:
    """Each file begins with a comment that says what should come out, and why; it calls itself by its name."""
    lines = find_scenario(name).read_text(encoding="utf-8").splitlines()
    head = lines[: lines.index("peakline: scenario/1")]
    assert all(line.startswith("#") for line in head)
    assert "# What should come out, and why." in "\n".join(head)
    assert max(map(len, lines)) <= 120
    loaded = load_scenario(name)
    assert loaded.name == name
    assert loaded.about


@pytest.mark.parametrize("name", NAMES)
def test_every_pair_of_queues_has_a_bound(name: str) -> None:
    """No bundled policy lets a ticket starve; nor has the check anything to say against policy and roster."""
    loaded = load_scenario(name)
    summary = summarize_policy(loaded.policy, loaded.world.agents)
    assert (summary.unbounded, summary.errors, summary.warnings) == ((), (), ())
    assert check_file(name).kind == "scenario"


@pytest.mark.parametrize("path", sorted(bundled_folder().glob("*.policy.yaml")), ids=lambda path: path.name)
def test_policy_files(path: Path) -> None:
    """A bundled policy file is right by itself, without a roster, too."""
    assert summarize_policy(load_policy(path)).unbounded == ()


def test_payday_is_the_bank_of_the_manual() -> None:
    """Five problem types and the VIPs' remittances, three tiers, two channels; about 480 agents and 40,000 contacts."""
    payday = load_scenario("payday")
    world = payday.world
    assert payday.policy.problems == ("account", "transaction", "product", "service", "other", "fx")
    assert payday.policy.tiers == ("ordinary", "vip", "risk")
    assert payday.policy.channels == ("phone", "chat")
    assert (payday.n_intervals, payday.interval_us) == (24, 1_800_000_000)
    assert len(world.group_names) == 10
    assert len(world.agents) == pytest.approx(480, abs=10)
    assert payday.expected.sum() == pytest.approx(40_000, rel=0.02)
    assert len(payday.policy.queues) >= 5
    assert max(len(queue.steps) for queue in payday.policy.queues) >= 3
    assert len({queue.head_start_us for queue in payday.policy.queues}) >= 3
    # Ordinary customers' problems have the shares of the manual, 40 : 35 : 20 : 10 : 5, outside the surges.
    quiet = load_scenario("payday", overrides=["arrivals.surges={}"])
    ordinary = quiet.world.classes["tier"] == 0
    shares = [quiet.expected[ordinary & (quiet.world.classes["problem"] == number)].sum() for number in range(5)]
    assert np.array(shares) / shares[4] == pytest.approx([8, 7, 4, 2, 1])


def test_payday_is_missed_around_its_peak() -> None:
    """Most half-hours hold; those around the peak are missed for ordinary customers, never for VIPs."""
    verdict = held(results("payday", 40), "others")
    labels = [interval.label for interval in results("payday", 40).intervals]
    missed = [label for label, one in zip(labels, verdict, strict=True) if one is Held.MISSED]
    assert {"10:00", "10:30", "11:00"} <= set(missed)
    assert set(missed) <= {"09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30"}
    assert verdict.count(Held.HELD) > 12
    assert Held.MISSED not in held(results("payday", 40), "VIP")


def test_payday_as_planned_is_held() -> None:
    """With the surge that the staff was planned for, no half-hour is missed."""
    planned = results("payday", 40, "arrivals.surges.payday.factor=1.25")
    assert Held.MISSED not in held(planned, "others") + held(planned, "VIP")


def test_steps_that_relax_hold_the_vip_goal() -> None:
    """In vip_fx the VIP goal is held with later steps; without them it is missed in most half-hours."""
    strict = "policy.queues.vip_fx.steps=[{skills: {fx: 4}, pools: [fx_senior]}]"
    assert held(results("vip_fx", 200), "VIP").count(Held.MISSED) == 0
    assert held(results("vip_fx", 200, strict), "VIP").count(Held.MISSED) >= 8
    # The shares of the head of the file: 93 % against 81 %.
    levels = [results("vip_fx", 200, *changes).queues["vip_fx"].service_level.mean for changes in ((), (strict,))]
    assert levels == pytest.approx([0.93, 0.81], abs=0.015)


def test_a_launch_is_missed_in_its_first_half_hour() -> None:
    """In launch the quarters from 10:00 and 10:15 are missed and no other one."""
    launch = results("launch", 200)
    labels = [interval.label for interval in launch.intervals]
    missed = {label for label, one in zip(labels, held(launch, "others"), strict=True) if one is Held.MISSED}
    assert missed == {"10:00", "10:15"}


def service_levels(name: str, replications: int, *overrides: str) -> list[float]:
    """The service level of each queue, in the order of the policy."""
    return [cell.service_level.mean or 0.0 for cell in results(name, replications, *overrides).queues.values()]


def test_several_chats_at_once_hold_the_goals() -> None:
    """In chat_blend both goals are held; with one chat at a time that of ordinary customers is missed all day."""
    assert service_levels("chat_blend", 200)[2:] == pytest.approx([0.90, 0.998], abs=0.015)
    for goal in ("VIP", "others"):
        assert set(held(results("chat_blend", 200), goal)) == {Held.HELD}
    one_at_a_time = results("chat_blend", 200, "policy.channels.chat.units=3")
    assert set(held(one_at_a_time, "others")) == {Held.MISSED}
    alone = service_levels("chat_blend", 200, "policy.queues.chat.steps=[{pools: [chat]}]")
    assert alone[2:] == pytest.approx([0.97, 0.64], abs=0.03)


def test_agents_kept_free_spare_vips_the_wait() -> None:
    """In chat_blend VIPs' calls hardly wait; with nobody kept free they wait 2 s, and other calls gain 5 points."""
    changes = ((), ("policy.reservations=[]",))
    vip_waits = [results("chat_blend", 200, *change).queues["vip_call"].mean_wait_s.mean for change in changes]
    assert vip_waits == pytest.approx([0.03, 1.9], abs=0.3)
    kept, shared = (service_levels("chat_blend", 200, *change)[2] for change in changes)
    assert shared - kept == pytest.approx(0.05, abs=0.015)


def own_share(*overrides: str) -> float:
    """Of the answered customers with a manager of their own, the share who spoke to them; 50 days of own_manager."""
    world = load_scenario("own_manager", overrides=overrides).world
    assert world.plan is not None
    source, engine, tied, own = DrawnSource(world.plan, seed=1), CompiledEngine(world), 0, 0
    for day in range(50):
        contacts = source.draw(day, Buffers())
        agents = engine.simulate(contacts).records["agent"]
        answered = (contacts["preferred"] >= 0) & (agents >= 0)
        tied += int(answered.sum())
        own += int((agents == contacts["preferred"])[answered].sum())
    return own / tied


def test_a_short_wait_for_the_own_manager_is_free() -> None:
    """In own_manager 15 s of waiting raise the share who speak to their own; a minute raises it more and is missed."""
    queues = ("english", "everybody_else")
    never, minute = ([f"policy.queues.{name}.preferred.dedicated_s={s}" for name in queues] for s in (0, 60))
    shares = [own_share(*changes) for changes in (never, (), minute)]
    assert shares == pytest.approx([0.45, 0.51, 0.66], abs=0.02)
    assert set(held(results("own_manager", 200), "VIP")) == {Held.HELD}
    assert set(held(results("own_manager", 200, *minute), "VIP")) == {Held.MISSED}
    overall = [results("own_manager", 200, *changes).overall.service_level.mean for changes in ((), minute)]
    assert overall == pytest.approx([0.96, 0.61], abs=0.015)


def test_back_office() -> None:
    """E-mail piles up over the holiday and is gone by the make-up Saturday; two people over the holiday prevent it."""
    found = results("back_office", 10)
    waiting = {day.date: day.waiting_at_close.mean or 0.0 for day in found.dates}
    assert waiting["2026-09-29"] < 50
    assert waiting["2026-10-07"] > 750
    assert waiting["2026-10-07"] > waiting["2026-10-08"] > waiting["2026-10-09"] > 2 * waiting["2026-10-10"]
    mail, complaints = (dict(zip(waiting, met.dates, strict=True)) for met in found.deadlines)
    assert (mail["2026-09-28"].mean or 0) > 0.99
    assert (mail["2026-10-05"].mean or 0) < 0.15
    assert (complaints["2026-10-05"].mean or 0) > 0.95
    staffed = results("back_office", 10, "days.types.holiday.staff={blend: 0, mail: 1}")
    assert (staffed.deadlines[0].share.mean or 0) > (found.deadlines[0].share.mean or 1) + 0.3
    assert max(day.waiting_at_close.mean or 0 for day in staffed.dates) < 200
    hoarded = results("back_office", 10, "policy.reservations=[]")
    calls = [each.channels["phone"].service_level.mean or 0 for each in (hoarded, found)]
    assert calls[1] > calls[0] + 0.05
