"""A training file, read and checked."""

from __future__ import annotations

import os
from typing import Any

from routing.errors import BadValue, Contradiction, InputError, UnknownName
from routing.reading.document import Document, read_document
from routing.reading.validation import validate
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.named_here import error_at, policy_beside, scenario_beside
from simulation.files.scenario_names import find_training
from simulation.planning.training.course import Course
from simulation.planning.training.training import Training
from simulation.planning.training.training_file import TrainingDocument
from simulation.planning.tuning.objective import terms_of
from simulation.scenario import Scenario, changed_data, load_scenario
from simulation.staff.staff_file import require_header

HEADER = "training/1"
"""What stands under the key ``peakline`` of a training file of this version."""
LEAST_CHANCE = 0.01
"""An exam that fewer pass is a slip of the pen."""


def load_training(
    name_or_path: str | os.PathLike[str],
    *,
    budget: float | None = None,
    plans: int | None = None,
    replications: int | None = None,
    check: int | None = None,
    seed: int | None = None,
) -> Training:
    """Read a training file, with its scenario.

    Parameters
    ----------
    name_or_path
        A training file, or the name of a bundled one. The scenario and the policy are found beside it.
    budget, plans, replications, check, seed
        Instead of what the file says; None: as it says.

    Raises
    ------
    InputError
        When a file is wrong, or a course is for whom there is not, or for agents that cannot be told apart.
    """
    document = read_document(find_training(name_or_path))
    require_header(document, HEADER)
    entry = validate(document, TrainingDocument).with_options(
        budget=budget, plans=plans, replications=replications, check=check, seed=seed
    )
    path = scenario_beside(document, ("scenario",), entry.scenario)
    policy_path = None if entry.policy is None else policy_beside(document, entry.policy)
    scenario = load_scenario(path, policy=policy_path)
    if scenario.world.repeats is not None:
        rule = text("a training simulates days that begin anew, not a long run (stationary)")
        raise document.error(("scenario",), rule, value=entry.scenario, kind=Contradiction)
    data = changed_data(path, ())
    courses = tuple(Course(name, course, entry.day_cost, entry.sure) for name, course in entry.courses.items())
    for course in courses:
        _check_course(document, course, scenario, data)
    names = list(dict.fromkeys(course.entry.group for course in courses))
    training = Training(
        name=entry.title(document.file),
        file=document.file,
        scenario=scenario,
        path=path,
        policy_path=policy_path,
        groups={name: data["groups"][name] for name in names},
        staff=dict(zip(scenario.world.group_names, scenario.world.staff.tolist(), strict=True)),
        courses=courses,
        objective=terms_of(document, entry.objective, scenario),
        budget=entry.budget,
        hire_cost=entry.hire_cost,
        plans=entry.plans,
        replications=entry.replications,
        check=entry.check,
        random=entry.random,
        seed=entry.seed,
    )
    _check_budget(document, training, given=budget is not None)
    _try_each(document, training)
    return training


def _check_budget(document: Document, training: Training, *, given: bool) -> None:
    """Refuse a budget that pays for nothing: that no course gains would be no answer.

    Raises
    ------
    InputError
        At the budget, of the file or of the command line.
    """
    if training.steps(training.nobody, training.budget):
        return
    firsts = [training.cost(training.more(training.nobody, number)) for number in range(len(training.courses))]
    rule = text("pays for no course: the first step of the cheapest one costs {cost}", cost=f"{min(firsts):g}")
    value = f"{training.budget:g}"
    if given:
        raise BadValue(rule, file="--budget", value=value)
    raise document.error(("budget",), rule, value=value, kind=BadValue)


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
    if course.group_name in world.group_names:
        rule = text("the scenario has a group {name}, as those are called who have passed", name=course.group_name)
        raise document.error(at, rule, value=NO_VALUE, kind=Contradiction)
    _check_exam(document, course, at)
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
    if course.entry.step > course.entry.most:
        rule = text("must not be more than most, {most}", most=course.entry.most)
        raise document.error((*at, "step"), rule, value=course.entry.step, kind=BadValue)
    first = course.entry.step
    if course.trainees(first) > most:
        rule = text(
            "so that {passed} pass {sent} must be sent, and the group never has more than {agents} agents at work",
            passed=first,
            sent=course.trainees(first),
            agents=most,
        )
        raise document.error(at, rule, value=NO_VALUE, kind=BadValue)


def _check_exam(document: Document, course: Course, at: Path) -> None:
    """Refuse an exam beside a share who pass, and one that nearly nobody passes.

    Raises
    ------
    InputError
        At the exam.
    """
    if course.entry.exam is not None and course.entry.passes is not None:
        raise document.error((*at, "exam"), text("cannot stand beside passes"), value=NO_VALUE, kind=Contradiction)
    if course.passes < LEAST_CHANCE:
        where: Path = (*at, "passes") if course.entry.exam is None else (*at, "exam", "threshold")
        stated = course.passes if course.entry.exam is None else course.entry.exam.threshold
        rule = text("fewer than {percent} % would pass", percent=round(100 * LEAST_CHANCE))
        raise document.error(where, rule, value=f"{stated:g}", kind=BadValue)


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
        try:
            training.trained(training.more(training.nobody, number))
        except InputError as error:
            raise error_at(document, ("courses", course.name), error) from None
