"""A training file, read and checked: courses, what they cost, what for, and the scenario with some agents trained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path as FilePath
from typing import Any

import numpy as np

from routing.errors import BadValue, Contradiction, InputError, UnknownName
from routing.reading.document import Document, is_there, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import error_at, no_file, scenario_beside
from simulation.files.overrides import Override
from simulation.files.scenario_names import find_training
from simulation.planning.training.training_file import CourseEntry, TrainingDocument
from simulation.planning.tuning.objective import Term, terms_of
from simulation.scenario import Scenario, changed_data, load_scenario
from simulation.staff.staff_file import require_header

HEADER = "training/1"
"""What stands under the key ``peakline`` of a training file of this version."""

Plan = tuple[int, ...]
"""For each course, how many agents have passed its exam."""


@dataclass(frozen=True, slots=True)
class Course:
    """What some agents of a group may be trained in; see ``docs/reference/training.md``."""

    name: str
    entry: CourseEntry

    def trainees(self, passed: int) -> int:
        """How many must be sent so that so many pass."""
        return ceil(passed / self.entry.passes - 1e-9)


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
        Agents at work in each interval, of each of these groups.
    courses
        One or more.
    objective
        Its terms.
    budget
        Most cost.
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
    replications: int
    check: int
    random: int
    seed: int

    @property
    def nobody(self) -> Plan:
        """The plan that trains nobody."""
        return (0,) * len(self.courses)

    def cost(self, plan: Plan) -> float:
        """Of all who are sent, passed or not."""
        return sum(
            course.entry.cost * course.trainees(passed) for course, passed in zip(self.courses, plan, strict=True)
        )

    def days_away(self, plan: Plan) -> float:
        """Working days that trainees are away."""
        return sum(
            course.entry.days * course.trainees(passed) for course, passed in zip(self.courses, plan, strict=True)
        )

    def steps(self, plan: Plan, budget: float) -> list[Plan]:
        """The plans that have one step of one course more, and are allowed and within a budget."""
        found = []
        for number, course in enumerate(self.courses):
            more = (*plan[:number], plan[number] + course.entry.step, *plan[number + 1 :])
            if more[number] <= course.entry.most and self.cost(more) <= budget and self._enough_agents(more):
                found.append(more)
        return found

    def _enough_agents(self, plan: Plan) -> bool:
        """Whether no group sends more than it has: nobody attends two courses."""
        sent = dict.fromkeys(self.groups, 0)
        for course, passed in zip(self.courses, plan, strict=True):
            sent[course.entry.group] += passed
        return all(number <= max(self.staff[group]) for group, number in sent.items())

    def trained(self, plan: Plan) -> Scenario:
        """The scenario with agents trained: those who are at work the longest first, in the order of the courses."""
        if not any(plan):
            return self.scenario
        return load_scenario(self.path, overrides=list(self._changes(plan)), policy=self.policy_path)

    def _changes(self, plan: Plan) -> Iterator[Override]:
        left = {group: np.array(staff) for group, staff in self.staff.items()}
        for course, passed in zip(self.courses, plan, strict=True):
            if not passed:
                continue
            group = course.entry.group
            trained = np.minimum(left[group], passed)
            left[group] = left[group] - trained
            yield _override(course.name, (f"{group} + {course.name}",), self._trained_group(course, trained.tolist()))
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


def load_training(
    name_or_path: str | os.PathLike[str],
    *,
    budget: float | None = None,
    replications: int | None = None,
    check: int | None = None,
    seed: int | None = None,
) -> Training:
    """Read a training file, with its scenario.

    Parameters
    ----------
    name_or_path
        A training file, or the name of a bundled one. The scenario and the policy are found beside it.
    budget, replications, check, seed
        Instead of what the file says; None: as it says.

    Raises
    ------
    InputError
        When a file is wrong, or a course is for whom there is not, or for agents that cannot be told apart.
    """
    document = read_document(find_training(name_or_path))
    require_header(document, HEADER)
    entry = validate(document, TrainingDocument)
    path, policy_path = scenario_beside(document, ("scenario",), entry.scenario), _policy_path(document, entry.policy)
    scenario = load_scenario(path, policy=policy_path)
    if scenario.world.repeats is not None:
        rule = text("a training simulates days that begin anew, not a long run (stationary)")
        raise document.error(("scenario",), rule, value=entry.scenario, kind=Contradiction)
    data = changed_data(path, ())
    courses = tuple(Course(name, course) for name, course in entry.courses.items())
    for course in courses:
        _check_course(document, course, scenario, data)
    names = list(dict.fromkeys(course.entry.group for course in courses))
    training = Training(
        name=entry.name or FilePath(document.file).name.partition(".")[0],
        file=document.file,
        scenario=scenario,
        path=path,
        policy_path=policy_path,
        groups={name: data["groups"][name] for name in names},
        staff={name: scenario.world.staff[scenario.world.group_names.index(name)].tolist() for name in names},
        courses=courses,
        objective=terms_of(document, entry.objective, scenario),
        budget=entry.budget if budget is None else budget,
        replications=entry.replications if replications is None else replications,
        check=entry.check if check is None else check,
        random=entry.random,
        seed=entry.seed if seed is None else seed,
    )
    _try_each(document, training)
    return training


def _policy_path(document: Document, name: str | None) -> FilePath | None:
    if name is None:
        return None
    path = FilePath(document.file).parent / name
    if not is_there(path):
        raise no_file(document, ("policy",), name, path)
    return path


def _first_agent(scenario: Scenario, group: str) -> int:
    return int(np.searchsorted(scenario.world.agent_group, scenario.world.group_names.index(group)))


def _check_course(document: Document, course: Course, scenario: Scenario, data: dict[str, Any]) -> None:
    """Refuse a course for a group that there is not, or whose agents the scenario tells apart by other means.

    Raises
    ------
    InputError
        At the course.
    """
    at, group, world = ("courses", course.name), course.entry.group, scenario.world
    if group not in world.group_names:
        rule = text("is not a group of the scenario {scenario}", scenario=scenario.name)
        raise document.error((*at, "group"), rule, value=group, known=world.group_names, kind=UnknownName)
    if not course.entry.skills and not course.entry.pools:
        raise document.error(at, text("must teach something: skills, pools, or both"), value=NO_VALUE, kind=BadValue)
    plain = isinstance(data["groups"].get(group), dict) and world.shifts is None and world.hours is None
    others = {key: value for key, value in data.items() if key != "groups"}
    if not plain or world.step_us not in (0, world.interval_us) or _mentions(others, group):
        rule = text(
            "has shifts, named agents or entries of its own elsewhere in the scenario: they would not be trained"
        )
        raise document.error((*at, "group"), rule, value=group, kind=Contradiction)
    most = max(scenario.world.staff[world.group_names.index(group)].tolist())
    if course.entry.most > most:
        rule = text("the group never has more than {agents} agents at work", agents=most)
        raise document.error((*at, "most"), rule, value=course.entry.most, kind=BadValue)


def _mentions(data: Any, group: str) -> bool:
    """Whether something is said of a group by its name, under ``group`` or ``groups``, or a table may say it."""
    if isinstance(data, dict):
        said = [data.get("group"), *(data["groups"] if isinstance(data.get("groups"), list) else [data.get("groups")])]
        return group in said or any(_mentions(value, group) for value in data.values())
    return isinstance(data, list) and any(_mentions(value, group) for value in data)


def _try_each(document: Document, training: Training) -> None:
    """Load the scenario with the first step of each course.

    Raises
    ------
    InputError
        At the course that cannot be.
    """
    for number, course in enumerate(training.courses):
        plan = list(training.nobody)
        plan[number] = min(course.entry.step, course.entry.most)
        try:
            training.trained(tuple(plan))
        except InputError as error:
            raise error_at(document, ("courses", course.name), error) from None
