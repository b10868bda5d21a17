"""``peakline check`` of a roster file: who may work how long, and how much is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from routing.errors import BadValue
from routing.policy import Policy
from routing.words.counts import agents, days, groups
from routing.words.messages import text
from simulation.checks.check import Checked, CheckTable, Column, Value
from simulation.planning.rostering.problem import Problem
from simulation.planning.rostering.reader import RosterFile, load_roster
from simulation.report.numbers import decimal


def check(path: Path, policy: Policy | None) -> Checked:
    """Check the roster file at ``path``, with its tables and its scenario.

    Raises
    ------
    InputError
        When it is wrong, or a policy is given: its scenario has one.
    """
    if policy is not None:
        raise BadValue(text("a roster file has the policy of its scenario"), file=str(path))
    file = load_roster(path)
    problem = file.problem
    return Checked("roster", problem.name, tuple(_sentences(file)), tuple(_warnings(problem)), (_groups(problem),))


def _sentences(file: RosterFile) -> Iterator[str]:
    problem = file.problem
    yield text(
        "The roster file {name} is right: {agents} in {groups}, {days} from {first}.",
        name=problem.name,
        agents=agents(decimal(len(problem.agents))),
        groups=groups(decimal(len(problem.groups))),
        days=days(decimal(problem.n_dates)),
        first=problem.date(0).isoformat(),
    )
    yield text(
        "Needed are {net} agent-hours at work, {gross} with shrinkage; by their contracts the agents work {least} to "
        "{most} hours.",
        net=_hours(problem, problem.net.sum()),
        gross=_hours(problem, problem.heads.sum()),
        least=decimal(sum(sum(agent.least) for agent in problem.agents) / 60),
        most=decimal(_most(problem)),
    )
    yield text("Shifts in the catalogue, each start and length counted: {count}.", count=decimal(len(problem.shifts)))
    if file.scenario is None:
        yield text("No scenario is named: heads are covered, and nothing is simulated.")
    else:
        yield text("It is played with the scenario {scenario}.", scenario=file.scenario.name.partition(".")[0])


def _warnings(problem: Problem) -> Iterator[str]:
    needed = float(problem.heads.sum()) * problem.step / 60
    if needed > _most(problem):
        yield text(
            "{needed} agent-hours are needed, and the agents may work {most}: some will be missing.",
            needed=decimal(needed),
            most=decimal(_most(problem)),
        )
    for number, group in enumerate(problem.groups):
        if problem.heads[number].any() and not _able(problem, number):
            yield text("{group}: nobody may work for it.", group=group.name)


def _groups(problem: Problem) -> CheckTable:
    rows: list[tuple[Value, ...]] = [
        (
            group.name,
            sum(agent.groups[0] == number for agent in problem.agents),
            _able(problem, number),
            float(problem.net[number].sum()) * problem.step / 60,
            float(problem.heads[number].sum()) * problem.step / 60,
            int(problem.heads[number].max(initial=0)),
        )
        for number, group in enumerate(problem.groups)
    ]
    columns = (
        Column(text("group")),
        Column(text("own agents"), 0),
        Column(text("may work for it"), 0),
        Column(text("hours at work"), 1),
        Column(text("with shrinkage"), 1),
        Column(text("most heads"), 0),
    )
    return CheckTable(text("Groups"), columns, tuple(rows))


def _hours(problem: Problem, heads: float) -> str:
    return decimal(float(heads) * problem.step / 60, 1)


def _most(problem: Problem) -> float:
    """Hours that all agents may work at most."""
    return sum(sum(agent.most) for agent in problem.agents) / 60


def _able(problem: Problem, group: int) -> int:
    return sum(group in agent.groups for agent in problem.agents)
