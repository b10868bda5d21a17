"""Deadlines met, by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation.core.records import ORIGIN, SPELL, Cause, SpellKind
from simulation.measuring.asked import Asked
from simulation.measuring.assemble import results
from simulation.measuring.deadlines import NOT_AT_ALL, completed
from simulation.measuring.measures import measure, new_measures
from simulation.measuring.results import Results
from simulation.measuring.terms import USUAL, Counted, Deadline, DeadlineOf, Terms, Within
from simulation.report.deadlines import deadline_lines
from simulation.report.json_file import dump_results, results_schema
from simulation.scenario import load_scenario
from tests.simulation.facts import Facts, as_engine, measured, small_world, us
from tests.simulation.measuring.test_assemble import Named
from tests.simulation.report.schema_check import findings

WORLD = small_world(problems=("complaint", "other"))
ANSWER = Deadline("reply", ("complaint",), (), (), 50.0, DeadlineOf.ANSWER)
END = Deadline("settled", (), (), (), 100.0, DeadlineOf.COMPLETION)


def asked(*deadlines: Deadline, terms: Terms = USUAL) -> Asked:
    due = np.array(
        [[not each.problems or name in each.problems for name in WORLD.policy.problems] for each in deadlines]
    )
    return Asked(terms, deadlines=deadlines, due=due)


def a_day() -> Facts:
    """Complaints: answered after 50 s and done after 100, answered after 51 s, gone. Another: answered and long."""
    facts = Facts()
    facts.answered(at=0, wait=50, talk=40, wrap=10, cls=0)
    facts.answered(at=120, wait=51, talk=10, cls=0)
    facts.abandoned(at=130, wait=5, cls=0)
    facts.answered(at=210, wait=0, talk=101, cls=1)
    return facts


def of(*days: Facts, terms: Terms = USUAL) -> Results:
    return results(Named(), measured(WORLD, *days, asked=asked(ANSWER, END, terms=terms)), seed=1, engine="by hand")


def test_deadlines_by_hand() -> None:
    """Answered by 50 s: one of three complaints. Completed by 100 s: two of all four, by interval of arrival."""
    reply, settled = of(a_day()).deadlines
    assert (reply.offered.mean, reply.share.mean) == (3, 1 / 3)
    assert [figure.mean for figure in reply.intervals] == [1, 0, None]
    assert (settled.offered.mean, settled.share.mean) == (4, 2 / 4)
    assert [figure.mean for figure in settled.intervals] == [1, 1 / 2, 0]


def test_less_than_the_time() -> None:
    """Exactly 50 s and exactly 100 s are late where "<" holds."""
    reply, settled = of(a_day(), terms=Terms(within=Within.LESS)).deadlines
    assert (reply.share.mean, settled.share.mean) == (0, 1 / 4)


def test_the_days_differ() -> None:
    """Ten days with one complaint each, five of them in time."""
    days = []
    for number in range(10):
        facts = Facts()
        facts.answered(at=0, wait=10 if number % 2 else 60, cls=0)
        days.append(facts)
    reply, _ = of(*days).deadlines
    assert (reply.days.p10, reply.days.p50, reply.days.p90) == (0, 0.5, 1)
    assert reply.share.mean == 0.5
    assert reply.share.low is None  # ten contacts


def test_completion_is_the_end_of_the_last_leg() -> None:
    """Passed on and served: the end of that work. Passed on and gone, or still at it: not at all. Silence: no leg."""
    facts = Facts()
    for second in range(5):
        facts.answered(at=second, talk=10)
    facts.abandoned(at=5, wait=1)
    _, records, _ = facts.tables()
    spells = np.array(
        [
            (us(10), us(20), 1, 0, SpellKind.WAIT),
            (us(20), us(90), 1, 0, SpellKind.WORK),
            (us(10), us(30), 2, -1, SpellKind.WAIT),
            (us(20), -1, 3, 0, SpellKind.WORK),
            (us(10), us(99), 4, 0, SpellKind.SILENT),
        ],
        SPELL,
    )
    ends = completed(records, spells)
    assert ends.tolist() == [us(10), us(90), NOT_AT_ALL, NOT_AT_ALL, us(14), NOT_AT_ALL]


def test_first_contacts_alone() -> None:
    """A complaint that comes again is not another one, where only first contacts count."""
    facts = Facts()
    facts.abandoned(at=0, wait=40, cls=0)
    facts.answered(at=100, wait=10, cls=0)
    origins = np.array([(-1, -1, Cause.FIRST, 0, 0, -1), (-1, 0, Cause.REDIAL, 0, 0, -1)], ORIGIN)
    found = {}
    for counted in Counted:
        measures = new_measures(WORLD, 1, target_us=us(30), asked=asked(ANSWER, terms=Terms(contacts=counted)))
        measure(measures, 0, as_engine(*facts.tables(), origins=origins))
        found[counted] = measures.deadlines[0, 0].sum(axis=0).tolist()
    assert found == {Counted.ALL: [2, 1], Counted.FIRST: [1, 0]}


def test_words_and_document() -> None:
    """One sentence each; the document follows its schema, and has no deadlines where the scenario has none."""
    found, schema = of(a_day()), results_schema()
    assert deadline_lines(found) == [
        "reply: answered within 50 s: 33.3% of them.",
        "settled: completed within 1 min 40 s: 50.0% of them.",
    ]
    assert deadline_lines(of(Facts()))[0] == "reply: answered within 50 s: nobody came whom it is about."
    document = json.loads(dump_results(found))
    assert list(findings(schema, document, schema)) == []
    assert document["deadlines"][0]["deadline"]["of"] == "answer"
    bare = results(Named(), measured(WORLD, a_day()), seed=1, engine="by hand")
    assert "deadlines" not in json.loads(dump_results(bare))


def test_a_scenario_has_deadlines() -> None:
    """Each with the classes that it is about."""
    loaded = load_scenario(
        "payday",
        overrides=["deadlines=[{name: vips, tier: vip, within_s: 3600, of: completion}, {name: all, within_s: 60}]"],
    )
    vips, everybody = loaded.asked.deadlines
    assert vips == Deadline("vips", (), ("vip",), (), 3600.0, DeadlineOf.COMPLETION)
    assert everybody.of is DeadlineOf.ANSWER
    assert loaded.asked.due is not None
    tiers = [loaded.policy.tiers[row["tier"]] for row in loaded.world.classes]
    assert loaded.asked.due[0].tolist() == [tier == "vip" for tier in tiers]
    assert loaded.asked.due[1].all()


@pytest.mark.parametrize("deadlines", [(), (ANSWER,)])
def test_only_what_is_asked_for_is_summed(deadlines: tuple[Deadline, ...]) -> None:
    """The sums have a place for each deadline and no more."""
    measures = measured(WORLD, a_day(), asked=asked(*deadlines) if deadlines else Asked())
    assert measures.deadlines.shape[1] == len(deadlines)
