"""``peakline check`` of a tuning file: what of the policy may change, and how much will be simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from routing.errors import BadValue
from routing.policy import Policy
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value
from simulation.planning.tuning.tuning import Tuning, load_tuning
from simulation.report.numbers import decimal


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the tuning file at ``path``, with its policy, its suite and the scenarios of that.

    Raises
    ------
    InputError
        When it is wrong, or a policy is given: it names the one to be tuned.
    """
    if policy is not None:
        raise BadValue(text("a tuning file names its policy itself"), file=str(path))
    tuning = load_tuning(path)
    return Checked("tuning", tuning.name, tuple(_sentences(tuning)), (), (_parameters(tuning),))


def _sentences(tuning: Tuning) -> Iterator[str]:
    yield text(
        "The tuning file {name} is right: {parameters} places of {policy} may change, which makes {count} policies.",
        name=tuning.name,
        parameters=decimal(len(tuning.space.parameters)),
        policy=tuning.policy_path.name,
        count=decimal(tuning.space.size),
    )
    yield text(
        "The suite {suite} has {scenarios} scenarios with {gates} gates, which every answer must pass.",
        suite=tuning.suite.name,
        scenarios=decimal(len(tuning.suite.stages)),
        gates=decimal(sum(len(stage.gates) for stage in tuning.suite.stages)),
    )
    yield text(
        "At most {candidates} policies are simulated over {days} days each, and the best over {check} days of other "
        "customers.",
        candidates=decimal(tuning.candidates),
        days=decimal(tuning.replications),
        check=decimal(tuning.check),
    )


def _parameters(tuning: Tuning) -> CheckTable:
    rows: list[tuple[Value, ...]] = [
        (each.name, str(each.values[each.start]), str(each.values[0]), str(each.values[-1]), len(each.values))
        for each in tuning.space.parameters
    ]
    columns = (
        Column(text("place")),
        Column(text("now")),
        Column(text("first value")),
        Column(text("last value")),
        Column(text("values"), 0),
    )
    return CheckTable(text("What may change"), columns, tuple(rows))
