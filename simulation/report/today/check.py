"""``peakline check`` of a file of today: what is known of the day, and what will be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from routing.errors import BadValue
from routing.policy import Policy
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value
from simulation.planning.today.question import Question
from simulation.planning.today.reader import load_today
from simulation.report.numbers import clock, decimal
from simulation.report.today.words import warnings


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the file of today at ``path``, with its scenario.

    Raises
    ------
    InputError
        When it is wrong, or a policy is given: its scenario has one.
    """
    if policy is not None:
        raise BadValue(text("a file of today has the policy of its scenario"), file=str(path))
    question = load_today(path)
    tables = tuple(table for table in (_groups(question), _levers(question)) if table.rows)
    return Checked("today", question.name, tuple(_sentences(question)), tuple(warnings(question)), tables)


def _sentences(question: Question) -> Iterator[str]:
    scenario = question.scenario
    yield text(
        "The file of today {name} is right: {scenario} at {now}.",
        name=question.name,
        scenario=scenario.name,
        now=clock(scenario.open_at_s + question.now_us // 1_000_000),
    )
    yield _volumes(question)
    if question.situation is None:
        yield text("No state is given: the day is simulated from its opening.")
    else:
        yield text("{count} wait now.", count=decimal(question.situation.waiting_count))
    if not question.judges_day:
        yield text("What was answered in time so far is not given (so_far): only the rest of the day is judged.")
    yield text(
        "{days} days are simulated, each with {levers} levers.",
        days=decimal(question.replications),
        levers=decimal(len(question.levers)),
    )
    if question.search is not None:
        yield text("The least agents more are searched in: {groups}.", groups=", ".join(_searched(question)))


def _volumes(question: Question) -> str:
    volumes, scenario = question.volumes, question.scenario
    if not volumes.known:
        return text("What has come is not known: the day is as busy as any other.")
    before = scenario.expected[:, : question.interval].sum()
    into = question.now_us / scenario.interval_us - question.interval
    planned = before + into * scenario.expected[:, question.interval].sum()
    return text(
        "{count} have come so far, as far as they were counted; the plan says {planned} up to now.",
        count=decimal(volumes.all),
        planned=decimal(float(planned)),
    )


def _searched(question: Question) -> list[str]:
    return [] if question.search is None else [question.base.crew.groups[number] for number in question.search.groups]


def _groups(question: Question) -> CheckTable:
    """Who should be there now, and who is."""
    planned = question.plan.at(question.now_us).tolist()
    rows: list[tuple[Value, ...]] = []
    for number, name in enumerate(question.base.crew.groups):
        seen = None if question.situation is None else question.situation.groups[number]
        present = None if seen is None or not seen.counted else seen.present
        rows.append((name, planned[number], present, None if seen is None else seen.busy))
    columns = (Column(text("group")), Column(text("plan"), 0), Column(text("there"), 0), Column(text("busy"), 0))
    return CheckTable(text("Agents now"), columns, tuple(rows))


def _levers(question: Question) -> CheckTable:
    """What will be tried."""
    rows: tuple[tuple[Value, ...], ...] = tuple((lever.name,) for lever in question.levers)
    return CheckTable(text("Levers"), (Column(text("lever")),), rows)
