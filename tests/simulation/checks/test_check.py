"""``peakline check``: numbers by hand, warnings, kinds of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import BadValue, InputError, MissingKey
from routing.policies.policy_file import load_policy
from simulation.checks.check import Checked, CheckTable, check_file
from simulation.experiment import Plan, run
from simulation.scenario import load_scenario
from tests.bad_files import write_bank
from tests.simulation.scenarios import BASE, POLICY, write_scenario

STAFF = """\
peakline: staff/1
name: Monday
day: {opens: "07:00", interval_min: 60, intervals: 3}
groups:
  regular: {skills: {ps: 3}, staff: [3, 4, 2]}
agents:
  - {id: "11", group: internet, skills: {in: 4}}
goals: [{name: all, share: 0.8}]
"""


def checked(folder: Path, **changes: Any) -> Checked:
    """What check says of the small scenario with some keys changed."""
    return check_file(write_scenario(folder, **changes))


def table(found: Checked, title: str) -> CheckTable:
    """The table whose title starts so."""
    return next(table for table in found.tables if table.title.startswith(title))


def test_load_against_staff(tmp_path: Path) -> None:
    """Erlangs are contacts x handling time / interval: 30 contacts of 180 s in half an hour are 3."""
    found = checked(tmp_path, wrap_up={"law": "deterministic", "mean_s": 60})
    assert (found.kind, found.name, found.warnings) == ("scenario", "day", ())
    # With 60 s of wrap-up 30 x 240 / 1800 = 4 erlangs, on 5, 6, 6 and 4 agents.
    assert [row[:4] for row in table(found, "Offered load").rows] == [
        ("08:00", 30.0, 4.0, 5),
        ("08:30", 30.0, 4.0, 6),
        ("09:00", 30.0, 4.0, 6),
        ("09:30", 30.0, 4.0, 4),
    ]
    assert [row[4] for row in table(found, "Offered load").rows] == pytest.approx([80, 200 / 3, 200 / 3, 100])
    said = " ".join(found.sentences)
    assert "Expected: 120 contacts in 4 intervals of 30 min from 08:00" in said
    assert "6 agents in 1 group; at work at the same time: between 4 and 6." in said
    assert "greatest against the staff in the interval 09:30: 4.0 erlangs for 4 agents" in said


def test_load_counts_speed(tmp_path: Path) -> None:
    """The handling time is that of the agents who may take the contact first."""
    found = checked(tmp_path, speed={"levels": {1: 1.5, 3: 1.2, 5: 1}})
    assert [row[2] for row in table(found, "Offered load").rows] == pytest.approx([3.6] * 4)


def test_load_counts_the_share_of_an_agent(tmp_path: Path) -> None:
    """A chat that takes one of an agent's three units is a third of a load; who has too few units does not count."""
    policy = {**POLICY, "channels": {"phone": {"units": 2}, "chat": {}}}
    rates = [
        {"problem": "account", "tier": "ordinary", "channel": channel, "per_h": 60} for channel in ("phone", "chat")
    ]
    groups = {
        "front": {"skills": {"account": 3}, "staff": 5, "capacity": 3},
        "new": {"skills": {"account": 1}, "staff": 5, "pools": []},
    }
    found = checked(tmp_path, policy=policy, arrivals={"rates": rates}, groups=groups)
    # 30 calls of 180 s are 3 erlangs, of two units in three 2; 30 chats are 3, of a third or all of an agent's units 2.
    assert [row[2] for row in table(found, "Offered load").rows] == pytest.approx([2 + 2] * 4)
    assert [row[-1] for row in table(found, "Agent groups").rows] == ["3", "1"]


def test_load_is_of_those_whom_no_bot_serves(tmp_path: Path) -> None:
    """In front of half the day's intervals, and of the half of the second one, is a bot that half of them meet."""
    bot = {"share": 0.5, "contained": 0.6, "hand_over": 0.5, "law": "exponential", "mean_s": 60}
    found = checked(tmp_path, bot={**bot, "hours": [["08:00", "08:45"]]})
    # Of 30 contacts 15 meet it; it is enough for 9, and 6 come on with half of the work. 180 s are a tenth of 30 min.
    rows = table(found, "Offered load").rows
    assert [row[1] for row in rows] == pytest.approx([21, 25.5, 30, 30])
    assert [row[2] for row in rows] == pytest.approx([(15 + 3) / 10, (22.5 + 1.5) / 10, 3, 3])
    assert any("For 14 of them, 11.2 %, a bot is expected to be enough" in said for said in found.sentences)


def test_load_of_transfers_is_that_of_the_next_queue(tmp_path: Path) -> None:
    """A fifth is passed on, of these a fifth again, up to the eighth talk; talks there take 90 s."""
    transfers = [
        {"share": 0.15, "to": "fx", "law": "exponential", "mean_s": 90},
        {"share": 0.05, "to": "rest", "law": "exponential", "mean_s": 360},
    ]
    found = checked(tmp_path, transfers=transfers)
    times = sum(0.2**leg for leg in range(7))
    rows = {row[0]: row for row in table(found, "Queues in their").rows}
    assert [rows[queue][1] for queue in ("fx", "rest")] == [0.0, 120.0]
    assert rows["fx"][3] == pytest.approx(30 * times * 0.15 * 90 / 1800)
    assert rows["rest"][3] == pytest.approx(3 + 30 * times * 0.05 * 360 / 1800)


def test_what_the_load_leaves_out_is_said(tmp_path: Path) -> None:
    """By the keys of the scenario that add to it in a run."""
    again = {"share": 0.5, "law": "exponential", "mean_s": 600}
    found = checked(tmp_path, redials=again, recontacts=again)
    assert "The load is reckoned without: redials, recontacts." in found.sentences
    assert not any("reckoned without" in said for said in checked(tmp_path).sentences)


def test_absence_is_in_all_tables(tmp_path: Path) -> None:
    """With a third absent on average, 2 to 4 of 3 to 6 agents are at work, and none where all are absent."""
    groups = {"front": {"skills": {"account": 3, "fx": 2}, "staff": [3, 6, 6, 3]}}
    found = checked(tmp_path, groups=groups, absence=1 / 3)
    assert table(found, "Agent groups").rows[0][1] == 6
    assert table(found, "Agent groups").rows[0][2:4] == pytest.approx((2.0, 4.0))
    assert any("at work in an interval, on average: between 2.0 and 4.0." in said for said in found.sentences)
    nobody = checked(tmp_path, groups=groups, absence=1)
    assert table(nobody, "Agent groups").rows[0][2:4] == (0.0, 0.0)


def test_goals_beside_targets(tmp_path: Path) -> None:
    """A goal without a time of its own keeps `target_s`, which is said; one with a time of its own need not be told."""
    targets = {"targets_s": [{"tier": "vip", "within_s": 10}]}
    said = " ".join(checked(tmp_path, **targets).sentences)
    assert "The time of these is target_s, 30 s, unless they say within_s: VIP, others." in said
    goals = [{"name": "all", "share": 0.8, "within_s": 10}]
    assert not any("targets_s" in one for one in checked(tmp_path, **targets, goals=goals).sentences)


def test_overload_is_a_warning(tmp_path: Path) -> None:
    """Intervals with more work than agents are named."""
    found = checked(tmp_path, service={"law": "exponential", "mean_s": 330})
    # 30 x 330 / 1800 = 5.5 erlangs.
    assert found.warnings == ("There is more work than agents in these intervals: 08:00, 09:30.",)


def test_intervals_in_which_nobody_can_take_a_queue(tmp_path: Path) -> None:
    """A queue whose agents are all away in an interval is named, and how many may take it in which step."""
    arrivals = {"rates": [{"problem": "fx", "tier": "vip", "channel": "phone", "per_h": 10}]}
    groups = {
        "front": {"skills": {"account": 3}, "staff": 5},
        "fx": {"skills": {"fx": 3}, "staff": [2, 0, 3, 1]},
    }
    found = checked(tmp_path, arrivals=arrivals, groups=groups)
    assert "Nobody at work can take the contacts of queue fx in these intervals: 08:30." in found.warnings
    (row,) = table(found, "Queues in their").rows
    # 5 contacts of 180 s are 0.5 erlangs; 2 agents are there for it in the first interval, which is as busy as any.
    assert row == ("fx", 20.0, "08:00", 0.5, 2, 2)


def test_groups(tmp_path: Path) -> None:
    """Agents, least and most at work, skills with their levels, pools."""
    agents = [
        {"id": "a", "group": "mixed", "skills": {"account": 2}, "pools": ["fx"]},
        {"id": "b", "group": "mixed", "skills": {"account": 4, "fx": 1}, "pools": []},
    ]
    groups = {"front": BASE["groups"]["front"], "mixed": {"staff": [0, 1, 2, 2]}}
    rows = table(checked(tmp_path, agents=agents, groups=groups), "Agent groups").rows
    assert rows == (
        ("front", 6, 4, 6, "account 3, fx 2", "front"),
        ("mixed", 2, 0, 2, "account 2-4, fx 1", "fx"),
    )


def test_starvation_bounds(tmp_path: Path) -> None:
    """Each pair of queues has its bound in seconds, and the greatest one is said in words."""
    queues = [
        {"name": "fx", "match": {"problem": "fx"}, "head_start_s": 60},
        {"name": "rest"},
    ]
    found = checked(tmp_path, policy={**POLICY, "queues": queues})
    assert table(found, "Starvation").rows == (("fx", "–", "−60"), ("rest", "60", "–"))
    assert "only if it is younger by at most 60 s" in " ".join(found.sentences)


def test_no_bound_is_said_with_its_cause(tmp_path: Path) -> None:
    """A band that nobody is promoted from starves; the sentence says why."""
    queues = [{"name": "fx", "match": {"problem": "fx"}}, {"name": "rest", "band": 1}]
    found = checked(tmp_path, policy={**POLICY, "queues": queues})
    assert table(found, "Starvation").rows[1] == ("rest", "none", "–")
    assert any(sentence.startswith("No bound: tickets of fx") for sentence in found.sentences)


def test_many_queues_are_listed_by_pair(tmp_path: Path) -> None:
    """With more than twelve queues the bounds stand one below the other."""
    problems = [f"p{number}" for number in range(13)]
    queues = [{"name": name, "match": {"problem": name}} for name in problems[:-1]] + [{"name": "p12"}]
    policy = {**POLICY, "problems": problems, "queues": queues}
    rates = [{"problem": "p3", "tier": "vip", "channel": "chat", "per_h": 1}]
    found = checked(tmp_path, policy=policy, arrivals={"rates": rates})
    assert len(table(found, "Starvation").rows) == 20  # of 156 pairs
    assert len(table(found, "Starvation").columns) == 3


def test_a_policy_file(tmp_path: Path) -> None:
    """Its steps in a table, its hash in a sentence."""
    write_bank(tmp_path)
    found = check_file(tmp_path / "bank.policy.yaml")
    assert (found.kind, found.name) == ("policy", "bank.policy")
    assert table(found, "Queues and their").rows == (
        ("fx", "fx", 0, 0, "fx ≥ 3", "fx", "longest_idle"),
        ("rest", "everything else", 0, 0, "any", "all", "longest_idle"),
    )
    assert load_policy(tmp_path / "bank.policy.yaml").hash in " ".join(found.sentences)


def test_a_staff_file(tmp_path: Path) -> None:
    """Without a policy every name is allowed, and that is said; with one, names are compared."""
    path = tmp_path / "staff.yaml"
    path.write_text(STAFF.replace("groups:", "groups:\n  internet: {}"), encoding="utf-8")
    found = check_file(path)
    assert (found.kind, found.name) == ("staff", "Monday")
    assert "5 agents in 2 groups; at work at the same time: between 3 and 5" in found.sentences[1]
    assert "not compared with a policy" in found.warnings[0]
    write_bank(tmp_path)
    with pytest.raises(InputError, match=r"agents\[0\]\.skills\.in: the policy has no such name"):
        check_file(path, tmp_path / "bank.policy.yaml")


def test_a_staff_file_with_tables(tmp_path: Path) -> None:
    """Columns of agents that are not skills of any policy are allowed as long as none is named."""
    (tmp_path / "agents.csv").write_text("agent,group,pools,loans\na,x,p;q,5\n", encoding="utf-8")
    path = tmp_path / "staff.yaml"
    path.write_text("peakline: staff/1\nday: {intervals: 2}\nagents: {table: agents.csv}\n", encoding="utf-8")
    assert table(check_file(path), "Agent groups").rows == (("x", 1, 1, 1, "loans 5", "p, q"),)


def test_a_bundled_scenario_by_name() -> None:
    """A name is as good as a path."""
    assert check_file("vip_fx").name == "vip_fx"


def test_what_is_none_of_them(tmp_path: Path) -> None:
    """A file that does not say what it is, or says something unknown, is refused with the kinds there are."""
    path = tmp_path / "x.yaml"
    path.write_text("name: x\n", encoding="utf-8")
    with pytest.raises(MissingKey, match="one of scenario/1, policy/1, staff/1, map/1"):
        check_file(path)
    path.write_text("peakline: polciy/1\n", encoding="utf-8")
    with pytest.raises(BadValue, match=r"got polciy/1; did you mean policy/1\?"):
        check_file(path)


MAP = """\
peakline: map/1
name: calls of a bank
enters: q_start_s
wait: q_s
work: ser_s
outcome: {column: outcome, answered: [AGENT], abandoned: [HANG]}
problem: {column: type, values: {PS: account, NE: fx}}
tier: ordinary
channel: phone
"""


def test_a_map_file(tmp_path: Path) -> None:
    """Which columns it reads; with a policy its names are compared."""
    path = tmp_path / "map.yaml"
    path.write_text(MAP, encoding="utf-8")
    found = check_file(path)
    assert (found.kind, found.name) == ("map", "calls of a bank")
    assert "It reads the columns q_start_s, q_s, ser_s, outcome, type." in found.sentences
    assert "not compared with a policy" in found.warnings[0]
    write_bank(tmp_path)
    assert check_file(path, tmp_path / "bank.policy.yaml").warnings == ()
    path.write_text(MAP.replace("account", "acount"), encoding="utf-8")
    with pytest.raises(InputError, match=r"problem\.values\.PS: .*got acount; did you mean account\?"):
        check_file(path, tmp_path / "bank.policy.yaml")


def test_units_that_never_suffice_and_several_calls_at_once(tmp_path: Path) -> None:
    """Who has too few units for a channel is named, and not counted; so is who would have several calls at once."""
    groups = {
        "front": {"skills": {"account": 3}, "staff": 5, "capacity": 6},
        "small": {"skills": {"account": 3}, "staff": 4, "capacity": 2},
    }
    found = checked(tmp_path, policy={**POLICY, "channels": {"phone": {"units": 3}, "chat": {}}}, groups=groups)
    assert found.warnings == (
        "Group small has 2 units: it never takes phone (3).",
        "Group front: up to 2 phone contacts at once. Let phone cost more units, or set most.",
    )
    assert {row[-2:] for row in table(found, "Queues").rows} == {(5, 5)}
    groups["front"]["most"] = {"phone": 1}
    quiet = checked(tmp_path, policy={**POLICY, "channels": {"phone": {"units": 3}, "chat": {}}}, groups=groups)
    assert len(quiet.warnings) == 1


def test_a_reservation_larger_than_its_pool(tmp_path: Path) -> None:
    """Nobody could ever borrow from it."""
    first = POLICY["queues"][0]["name"]
    kept = {**POLICY, "pools": {"front": {}}, "reservations": [{"pool": "front", "keep_free": 7, "for": first}]}
    (warning,) = [line for line in checked(tmp_path, policy=kept).warnings if "kept free" in line]
    assert warning.startswith("7 agents of pool front are kept free, and it has only 6")
    kept["reservations"][0]["keep_free"] = 6
    assert not [line for line in checked(tmp_path, policy=kept).warnings if "kept free" in line]


def overflowing(*rules: dict[str, Any]) -> dict[str, Any]:
    """The policy whose last queue has these rules of overflow."""
    return {**POLICY, "queues": [*POLICY["queues"][:-1], {**POLICY["queues"][-1], "overflow": list(rules)}]}


def test_what_is_not_simulated_is_said(tmp_path: Path) -> None:
    """Callbacks that nobody accepts and closing hours change nothing: the check warns, and the run notes it."""
    rules = {"when": {"waited_s": 60}, "to": "callback"}, {"when": "closed", "to": "message"}
    path = write_scenario(tmp_path, policy=overflowing(*rules))
    last = POLICY["queues"][-1]["name"]
    nobody = "the scenario does not say, under callbacks, that they accept"
    sentences = (
        f"Customers of {last} who are offered a callback wait on: {nobody}.",
        f"Queues without hours are open all day: the rule `when: closed` of {last} has no effect.",
    )
    assert check_file(path).warnings == sentences
    assert run(load_scenario(path), Plan(1)).notes == sentences
    accepting = {"accept": 0.5, "after_s": 600, "window_s": 600}
    path = write_scenario(tmp_path, policy=overflowing(*rules), callbacks=accepting)
    assert check_file(path).warnings == sentences[1:]
    hours = {last: ["08:30", "09:30"]}
    path = write_scenario(tmp_path, policy=overflowing(*rules), callbacks=accepting, hours=hours)
    assert check_file(path).warnings == ()
    path = write_scenario(tmp_path, policy=overflowing({"when": "closed", "to": "callback"}), hours=hours)
    assert check_file(path).warnings == sentences[:1]
    bot = write_scenario(tmp_path, policy=overflowing({"when": {"waited_s": 60}, "to": "bot"}))
    assert check_file(bot).warnings == ()


def test_rules_beside_the_steps_are_said(tmp_path: Path) -> None:
    """Conditions on labels stand in the table of steps; units, offers, overflow, holds and reservations in words."""
    policy = tmp_path / "rules.yaml"
    policy.write_text(RULES, encoding="utf-8")
    found = check_file(policy)
    said = "\n".join(found.sentences)
    for words in (
        "A ticket of phone costs 3 units.",
        "Agents of pool fx kept free for vip: 2; lifted: never.",
        "offers that expire after: 10 s, on expiry: break",
        "held for a preferred agent up to 20 s",
        "overflow (waited 120 s: a bot answers)",
    ):
        assert words in said
    (steps,) = [table for table in found.tables if table.title.startswith("Queues and their")]
    assert (steps.rows[0][1], steps.rows[0][4]) == ("language = English", "fx ≥ 3, since ≥ 1990")


RULES = """\
peakline: policy/1
problems: [fx]
tiers: [vip]
channels: {phone: {units: 3}}
skills: [fx]
labels: {language: text, since: number}
pools: {fx: {}}
reservations: [{pool: fx, keep_free: 2, for: vip}]
queues:
  - name: vip
    match: {labels: {language: English}}
    offer: {expires_s: 10, on_expiry: break}
    preferred: {dedicated_s: 20}
    overflow: [{when: {waited_s: 120}, to: bot}]
    steps: [{skills: {fx: 3}, labels: {since: {ge: 1990}}}]
  - name: rest
"""


def test_of_very_many_bounds_the_greatest_are_listed(tmp_path: Path) -> None:
    """Nobody reads a line for each pair of hundreds of queues."""
    names = [f"p{number}" for number in range(30)]
    queues = [{"name": name, "match": {"problem": name}, "head_start_s": place} for place, name in enumerate(names)]
    policy = {**POLICY, "problems": names, "queues": [*queues, {"name": "rest"}]}
    path = tmp_path / "many.yaml"
    path.write_text(yaml.safe_dump({"peakline": "policy/1", **policy}), encoding="utf-8")
    bounds = table(check_file(path), "Starvation")
    assert bounds.title.startswith("Starvation bound Δ in seconds, the greatest 20 of 9")
    assert len(bounds.rows) == 20
    assert bounds.rows[0] == ("p0", "p29", "29")


def test_a_change_is_checked_before_it_is_run(tmp_path: Path) -> None:
    """--set works as in a run; a policy has no such places."""
    path = write_scenario(tmp_path)
    assert "60 contacts" in " ".join(check_file(path, None, ["arrivals.scale=0.5"]).sentences)
    policy = tmp_path / "rules.yaml"
    policy.write_text(RULES, encoding="utf-8")
    with pytest.raises(BadValue, match="only a scenario can be changed like this"):
        check_file(policy, None, ["target_s=3"])
