"""What customers meet over all of their contacts, counted by hand and from whole runs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from simulation.contacts.behaviour_builder import Again
from simulation.core.behaviour import Told
from simulation.core.records import CONTACT, ORIGIN, PROMISE, RECORD, Cause, Outcome, Promised
from simulation.experiment import Plan, run
from simulation.measuring.customer_counts import CustomerCount, count_customers, first_contacts
from simulation.measuring.results import Results
from simulation.plans.distributions import deterministic
from simulation.report.html import page
from simulation.report.json_file import dump_results, results_document, results_schema
from simulation.report.terminal import print_results
from tests.simulation.engines.test_reference_lives import solved_so_often
from tests.simulation.report.schema_check import findings
from tests.simulation.scenarios import scenario
from tests.worlds import us

FIRST, REDIAL, RETURN = Cause.FIRST, Cause.REDIAL, Cause.RETURN
ANSWERED, LEFT, CALLBACK = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CALLBACK

DAY = [
    # parent, cause, number, transfers, solved, outcome, wait
    (-1, FIRST, 0, 0, 1, ANSWERED, 30),  # solved at once
    (-1, FIRST, 0, 0, 0, ANSWERED, 10),  # comes back …
    (-1, FIRST, 0, 0, -1, LEFT, 5),  # redials …
    (-1, FIRST, 0, 1, 1, ANSWERED, 31),  # passed on
    (1, RETURN, 0, 0, 0, ANSWERED, 99),  # … and once more …
    (2, REDIAL, 0, 0, -1, LEFT, 20),  # … and gives up for good
    (4, RETURN, 1, 0, 1, ANSWERED, 0),  # … and is done
    (-1, FIRST, 0, 0, 1, CALLBACK, 12),  # called back, which helps
    (-1, FIRST, 0, 0, -1, CALLBACK, 12),  # called back in vain
    (-1, FIRST, 0, 0, -1, LEFT, 9),  # redials and is helped
    (9, REDIAL, 0, 0, 1, ANSWERED, 1),
]


def test_customers_are_counted_by_their_first_contact() -> None:
    """Of seven customers one is done with the first contact; five are answered or reached in the end."""
    origins = np.array([(-1, *row[:5]) for row in DAY], ORIGIN)
    contacts, records = np.zeros(len(DAY), CONTACT), np.zeros(len(DAY), RECORD)
    records["outcome"] = [row[5] for row in DAY]
    records["answered"] = [row[6] if row[5] is ANSWERED else -1 for row in DAY]
    records["done"] = records["answered"] + 7
    promises = np.array([(0, 0, 0, 0, 7, 1, Promised.KEPT), (0, 0, 0, -1, 8, 1, Promised.FAILED)], PROMISE)
    world = solved_so_often(1, 0, comes_back=Again(1, deterministic(50), 3))
    assert first_contacts(origins).tolist() == [0, 1, 2, 3, 1, 2, 1, 7, 8, 9, 9]
    counts = count_customers(world, contacts, records, origins, promises, 30)
    assert dict(zip(CustomerCount, counts[0].tolist(), strict=True)) == {
        CustomerCount.CONTACTS: 11,
        CustomerCount.CUSTOMERS: 7,
        CustomerCount.SERVED: 5,
        CustomerCount.SOON: 2,
        CustomerCount.TRIED: 7,
        CustomerCount.SOLVED: 5,
        CustomerCount.ASKED: 7,
        CustomerCount.AT_FIRST: 1,
        CustomerCount.ANSWERED: 6,
        CustomerCount.HANDLING: 42,
        CustomerCount.SURVEYED: 0,
        CustomerCount.SATISFIED: 0,
    }


def solving(tmp_path: Path, **changes: Any) -> Results:
    """A morning with agents who solve half of all matters; the others come back."""
    day = scenario(
        tmp_path,
        resolution={"share": 0.2, "levels": {3: 0.5}} | changes.pop("resolution", {}),
        recontacts={"share": 0.6, "law": "exponential", "mean_s": 600},
        **changes,
    )
    return run(day, Plan(replications=20))


def test_figures_of_customers(tmp_path: Path) -> None:
    """Agents of level 3 solve about half of the matters; with a knowledge base that doubles that, nobody comes back."""
    found = solving(tmp_path).customers
    assert found is not None
    assert found.overall.resolved.mean is not None
    assert abs(found.overall.resolved.mean - 0.5) < 0.03
    assert found.overall.first_contact_resolution.mean is not None
    assert 0.4 < found.overall.first_contact_resolution.mean < 0.53
    assert found.overall.contacts_each.mean is not None
    assert 1.2 < found.overall.contacts_each.mean < 1.45
    assert found.problems["account"] == found.overall
    assert found.problems["fx"].resolved.mean is None
    better = solving(tmp_path, resolution={"knowledge": 2}).customers
    assert better is not None
    assert better.overall.resolved.mean == 1.0
    assert better.overall.contacts_each.mean == 1.0
    assert better.overall.customers == found.overall.customers


def test_reports_have_a_table_of_customers(tmp_path: Path) -> None:
    """JSON follows its schema; terminal and page have the table, and none where each customer comes once."""
    found, plain = solving(tmp_path), run(scenario(tmp_path), Plan(replications=2))
    schema = results_schema()
    document = json.loads(dump_results(found))
    assert list(findings(schema, document, schema)) == []
    assert document["customers"]["overall"]["customers"]["mean"] > 100
    for results, there in ((found, True), (plain, False)):
        stream = io.StringIO()
        print_results(results, file=stream)
        assert ("Customers by problem" in stream.getvalue()) is there
        assert ("Customers by problem" in page(results)) is there
        assert ("customers" in results_document(results)) is there


def test_a_bot_in_front_of_the_queue(tmp_path: Path) -> None:
    """There from 08:30 to 09:00 only. Who is served by it is not among the offered; all else is as before."""
    bot = {"contained": 0.4, "law": "deterministic", "mean_s": 20, "hours": [["08:30", "09:00"]]}
    without, found = (run(scenario(tmp_path, bot=each), Plan(replications=20)) for each in (None, bot))
    contained = [interval.cell.contained.mean for interval in found.intervals]
    assert contained[0] == contained[2] == contained[3] == 0.0
    assert contained[1] is not None
    assert 10.5 < contained[1] < 13.5
    assert found.checks.offered + found.checks.contained == without.checks.offered
    assert found.checks.ended == found.checks.offered
    assert found.intervals[0].cell.answered == without.intervals[0].cell.answered
    assert found.customers is None


def test_hours_of_a_bot(tmp_path: Path) -> None:
    """Times of day become microseconds from the opening, on each day; from 20:00 to 06:00 is the night."""
    day = {"opens": "08:00", "interval_min": 60, "intervals": 36}
    bot = {"contained": 0.4, "law": "deterministic", "mean_s": 20, "hours": [["20:00", "06:00"]]}
    arrivals = {"rates": [{"problem": "account", "tier": "ordinary", "channel": "phone", "per_h": 60}]}
    groups = {"front": {"skills": {"account": 3, "fx": 2}, "staff": 5}}
    world = scenario(tmp_path, bot=bot, day=day, arrivals=arrivals, groups=groups).world
    assert world.behaviours is not None
    hours = world.behaviours.hours
    assert [(start // us(3600), end // us(3600)) for start, end in hours.tolist()][:2] == [(12, 22), (36, 46)]


def test_keys_of_waiting(tmp_path: Path) -> None:
    """Seconds become microseconds, factors per mille; what is announced takes the place of the share."""
    world = scenario(
        tmp_path,
        form={"share": 0.5, "after_s": 60, "factor": 0.85},
        balking=[{"probability": 0.1, "announced": {"ewt_s": [30, 90.5], "probability": [0.2, 0.6]}}],
        patience={"law": "weibull", "mean_s": 120, "cv": 1},
    ).world
    assert world.behaviours is not None
    assert world.plan is not None
    row = world.behaviours.rows[0]
    assert (row["fills_form"], row["form_after"], row["form_factor"]) == (0.5, us(60), 850)
    assert (row["hears"], row["unknown_balk"], world.plan.classes["balk"][0]) == (Told.WAIT, 0.1, 0.0)
    assert world.behaviours.balks.tolist() == [(us(30), 0.2), (us(90.5), 0.6)]
    length = {"length": {"waiting": [3, 6], "probability": [0.2, 0.6]}}
    again = scenario(tmp_path, balking=length).world.behaviours
    assert again is not None
    assert (again.rows["hears"][0], again.balks.tolist()) == (Told.LENGTH, [(3, 0.2), (6, 0.6)])
