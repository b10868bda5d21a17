"""``peakline today`` where agents have names, and skills of their own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from routing.errors import InputError
from simulation.core.records import Outcome
from simulation.engines.compiled import CompiledEngine
from simulation.experiment import Plan, measure_replications
from simulation.measuring.metrics import contact_tally
from simulation.planning.today.crewing import crewing_of
from simulation.planning.today.foretell import foretell
from simulation.planning.today.lively import lively
from simulation.planning.today.mornings import no_mornings
from simulation.planning.today.question import Question
from simulation.planning.today.reader import load_today
from simulation.planning.today.stage import stage
from simulation.planning.today.states import States

SCENARIO = """\
peakline: scenario/1
name: desk
day: {opens: "08:00", interval_min: 30, intervals: 16}
policy:
  problems: [account, fx]
  tiers: [ordinary]
  channels: [phone]
  skills: [account, fx]
  queues:
    - {name: fx, match: {problem: fx}, wrap_up: none, never_relax: [fx], steps: [{skills: {fx: 2}}]}
    - {name: account, wrap_up: none, never_relax: [account], steps: [{skills: {account: 1}}]}
arrivals: {rates: [{problem: account, per_h: 60}, {problem: fx, per_h: 30}]}
service: {law: exponential, mean_s: 240}
patience: {law: exponential, mean_s: 240}
goals: [{name: all, share: 0.7}]
agents:
  - {id: ann, group: desk, skills: {account: 3}}
  - {id: bob, group: desk, skills: {account: 3}}
  - {id: cid, group: desk, skills: {fx: 5}}
  - {id: dee, group: desk, skills: {account: 2, fx: 3}}
  - {id: eve, group: desk, skills: {account: 2, fx: 4}}
  - {id: fay, group: desk, skills: {account: 1}}
  - {id: gus, group: desk, skills: {account: 1}}
  - {id: hal, group: desk, skills: {fx: 3}}
groups:
  desk: {staff: [6, 6, 8, 8, 8, 8, 7, 7, 8, 8, 8, 8, 8, 6, 6, 6]}
"""
FILE = """\
peakline: today/1
scenario: desk.yaml
now: "10:30"
waiting: [{queue: fx, count: 2, longest_s: 40}]
groups: {desk: {present: 7, busy: 5, contacts: [{queue: fx, talk_s: 60}, {queue: account, talk_s: 90}]}}
replications: 20
"""


def asked(folder: Path, day: str = FILE, scenario: str = SCENARIO) -> Question:
    (folder / "desk.yaml").write_text(scenario, encoding="utf-8")
    (folder / "day.yaml").write_text(day, encoding="utf-8")
    return load_today(folder / "day.yaml")


def test_at_the_opening_it_is_what_run_says(tmp_path: Path) -> None:
    """At the opening it is what ``peakline run`` says."""
    day = re.sub(r"(waiting|groups): .*\n", "", FILE).replace("10:30", "08:00") + "each_group: 0\nseed: 4\n"
    question = asked(tmp_path, day)
    days = foretell(question, threads=1).base.days
    tally = contact_tally(measure_replications(question.scenario, Plan(20, 4, threads=1)))
    np.testing.assert_array_equal(days.rest.volume.sum(axis=1), tally.offered.sum(axis=2))
    np.testing.assert_array_equal(days.rest.gone, tally.abandoned.sum(axis=2))


def test_agents_have_in_hand_what_they_can(tmp_path: Path) -> None:
    """Agents have in hand what they can have, those contacts among it that are known, and all of them are served."""
    question = asked(tmp_path)
    assert question.situation is not None
    crewing = crewing_of(question.base, question.situation, question.now_us, 1)
    world = lively(crewing.scenario.world)
    states = States(world, question.situation, question.now_us, np.ones(2), no_mornings(1, len(world.classes)))
    set_up = stage(world, question.now_us)
    engine = CompiledEngine(set_up.world)
    skills = [agent.skills for agent in world.agents]
    sets = set()
    for day in range(60):
        staff = crewing.day(day)
        now = states.draw(np.random.default_rng(day), day, staff.there)
        agents, _ = now.agents()
        assert len(staff.there[0]) == len(set(now.there[0].tolist())) == 7
        sets.add(frozenset(now.there[0].tolist()))
        assert sorted(now.hands["cls"][:2].tolist()) == [0, 1]  # a call of each kind is known
        for agent, cls in zip(agents.tolist(), now.hands["cls"].tolist(), strict=True):
            assert skills[agent].get("fx", 0) >= 2 if cls == 1 else skills[agent].get("account", 0) >= 1
        before, arriving = set_up.set(now, np.full(len(now.hands), 0.5))
        facts = engine.play(before, np.concatenate([arriving, staff.changes]))
        held = facts.contacts["cls"] >= set_up.own
        assert (facts.records["outcome"][held] == Outcome.ANSWERED).all()
        assert (facts.records["talk_end"][held] >= question.now_us).all()
        assert sorted(facts.records["agent"][held].tolist()) == sorted(agents.tolist())
    assert len(sets) == 8  # each of the eight is missing on some day


def test_levers_add_agents_like_the_first_of_the_group(tmp_path: Path) -> None:
    """Levers add agents like the first of the group, and change the skills of one by name."""
    day = FILE + "levers: [{name: fay learns, set: ['agents[5].skills.fx=3']}]\n"
    answer = foretell(asked(tmp_path, day), threads=1)
    gain = {tried.lever.name: tried.gains[0].mean or 0.0 for tried in answer.tried}
    assert set(gain) == {"fay learns", "1 more in desk"}
    assert gain["1 more in desk"] > 0
    assert gain["fay learns"] > 0


def test_pooled_leavers_are_refused(tmp_path: Path) -> None:
    """Pooled leavers are refused."""
    with pytest.raises(InputError, match="must be individual where agents have names"):
        asked(tmp_path, FILE, SCENARIO + "leavers: pooled\n")
