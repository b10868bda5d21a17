"""What a training may be: courses, what plans of them cost, and the scenario with some agents trained or away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from routing.words.place import Path
from simulation.files.overrides import Override
from simulation.planning.training.course import Course
from simulation.planning.tuning.objective import Term
from simulation.scenario import Scenario, load_scenario

Plan = tuple[int, ...]
"""For each course, how many agents have passed its exam."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Who is at work.

    Parameters
    ----------
    plan
        Who is trained.
    away
        For each group with courses how many are away; empty: nobody is.
    hired
        A group, and how many agents more it has in each interval in which it works.
    """

    plan: Plan
    away: tuple[int, ...] = ()
    hired: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """What is to be found out.

    Parameters
    ----------
    name, file
        For people; where it was read from.
    scenario
        With nobody trained.
    path, policy_path
        Files of the scenario and of the policy used in place of its own; None: its own.
    groups
        What the scenario file says of each group with courses.
    staff
        Agents at work in each interval, of every group of the scenario.
    courses
        One or more.
    objective
        Its terms.
    budget
        Most cost.
    hire_cost
        Of one agent more; None: it is not said.
    plans
        Most plans to simulate in the search.
    replications, check
        Days of a plan in the search, and of the check on other customers.
    random
        Plans made at random that the answer is compared with.
    seed
        Of the customers and of these plans.
    """

    name: str
    file: str
    scenario: Scenario
    path: FilePath
    policy_path: FilePath | None
    groups: dict[str, dict[str, Any]]
    staff: dict[str, list[int]]
    courses: tuple[Course, ...]
    objective: tuple[Term, ...]
    budget: float
    hire_cost: float | None
    plans: int
    replications: int
    check: int
    random: int
    seed: int

    @property
    def inputs(self) -> tuple[str, ...]:
        """The files that the answer is made of."""
        return self.file, str(self.path), *([] if self.policy_path is None else [str(self.policy_path)])

    @property
    def nobody(self) -> Plan:
        """The plan that trains nobody."""
        return (0,) * len(self.courses)

    def each_sent(self, plan: Plan) -> Iterator[tuple[Course, int]]:
        """Each course with how many are sent."""
        for course, passed in zip(self.courses, plan, strict=True):
            yield course, course.trainees(passed)

    def cost(self, plan: Plan) -> float:
        """Of all who are sent, passed or not: courses and days away."""
        return sum(course.each * sent for course, sent in self.each_sent(plan))

    def days_away(self, plan: Plan) -> float:
        """Working days that trainees are away."""
        return sum(course.entry.days * sent for course, sent in self.each_sent(plan))

    def allowed(self, plan: Plan, budget: float) -> bool:
        """Whether a plan costs no more than a budget, and sends no more than there are: nobody attends two courses."""
        sent = dict.fromkeys(self.groups, 0)
        for course, number in self.each_sent(plan):
            sent[course.entry.group] += number
        most = all(passed <= course.entry.most for course, passed in zip(self.courses, plan, strict=True))
        heads = all(number <= max(self.staff[group]) for group, number in sent.items())
        return most and heads and self.cost(plan) <= budget

    def more(self, plan: Plan, number: int, steps: int = 1) -> Plan:
        """A plan with some steps of a course more, or less, not below nobody."""
        passed = max(plan[number] + steps * self.courses[number].entry.step, 0)
        return (*plan[:number], passed, *plan[number + 1 :])

    def steps(self, plan: Plan, budget: float) -> list[Plan]:
        """The plans that have one step of one course more, and are allowed and within a budget."""
        found = (self.more(plan, number) for number in range(len(self.courses)))
        return [more for more in found if self.allowed(more, budget)]

    def trained(self, plan: Plan) -> Scenario:
        """The scenario with agents trained; see :meth:`scenario_with`."""
        return self.scenario_with(Setting(plan))

    def scenario_with(self, setting: Setting) -> Scenario:
        """The scenario with agents trained, away and hired; who is at work the longest is trained or sent first.

        Raises
        ------
        InputError
            When nobody is left who could take some of the contacts, or a group cannot have more agents.
        """
        if setting == Setting(self.nobody):
            return self.scenario
        return load_scenario(self.path, overrides=list(self._changes(setting)), policy=self.policy_path)

    def _changes(self, setting: Setting) -> Iterator[Override]:
        left = {group: np.array(self.staff[group]) for group in self.groups}
        for group, away in zip(self.groups, setting.away, strict=bool(setting.away)):
            left[group] = left[group] - np.minimum(left[group], away)
        for course, passed in zip(self.courses, setting.plan, strict=True):
            if not passed:
                continue
            group = course.entry.group
            trained = np.minimum(left[group], passed)
            left[group] = left[group] - trained
            yield _override(course.name, (course.group_name,), self._trained_group(course, trained.tolist()))
        if setting.hired is not None:
            group, more = setting.hired
            staff = left.get(group, np.array(self.staff[group]))
            left[group] = np.where(np.array(self.staff[group]) > 0, staff + more, staff)
        for group, staff in left.items():
            yield _override(group, (group, "staff"), staff.tolist())

    def _trained_group(self, course: Course, staff: list[int]) -> dict[str, Any]:
        group = course.entry.group
        like = self.scenario.world.agents[_first_agent(self.scenario, group)]
        skills = dict(like.skills)
        for skill, level in course.entry.skills.items():
            skills[skill] = max(level, skills.get(skill, 0))
        pools = list(dict.fromkeys([*like.pools, *course.entry.pools]))
        return {**self.groups[group], "skills": skills, "pools": pools, "staff": staff}


def _override(name: str, path: Path, value: Any) -> Override:
    return Override(name, ("groups", *path), "=", value)


def _first_agent(scenario: Scenario, group: str) -> int:
    return int(np.searchsorted(scenario.world.agent_group, scenario.world.group_names.index(group)))
