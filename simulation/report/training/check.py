"""``peakline check`` of a training file: the courses, what they cost, and how much will be simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from routing.errors import BadValue
from routing.policy import Policy
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value
from simulation.planning.training.reader import load_training
from simulation.planning.training.training import Training
from simulation.report.numbers import decimal
from simulation.report.training.words import money


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the training file at ``path``, with its scenario.

    Raises
    ------
    InputError
        When it is wrong, or a policy is given: it names one, or its scenario has one.
    """
    if policy is not None:
        raise BadValue(text("a training file names its policy itself"), file=str(path))
    training = load_training(path)
    return Checked("training", training.name, tuple(_sentences(training)), (), (_courses(training),))


def _sentences(training: Training) -> Iterator[str]:
    yield text(
        "The training file {name} is right: scenario {scenario}, a budget of {budget}.",
        name=training.name,
        scenario=training.scenario.name,
        budget=money(training.budget),
    )
    yield text(
        "At most {plans} plans are simulated over {days} days each, and the answer over {check} days of other "
        "customers.",
        plans=decimal(training.plans),
        days=decimal(training.replications),
        check=decimal(training.check),
    )


def _courses(training: Training) -> CheckTable:
    rows: list[tuple[Value, ...]] = [
        (course.name, course.entry.group, course.entry.most, course.each, 100.0 * course.passes)
        for course in training.courses
    ]
    columns = (
        Column(text("course")),
        Column(text("group")),
        Column(text("may pass"), 0),
        Column(text("cost of one"), 2),
        Column(text("passes, %"), 1),
    )
    return CheckTable(text("Courses"), columns, tuple(rows))
