"""The answer of a training in sentences, and its table of cost against objective."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.planning.training.judge import Answer
from simulation.planning.training.training import Plan, Training
from simulation.planning.tuning.search import Ended
from simulation.report.gates.tables import Rows
from simulation.report.numbers import decimal, listing, trimmed
from simulation.report.tuning.words import change, terms_words, value


def headline(answer: Answer) -> str:
    """The answer, before anything else."""
    name = answer.training.name
    if len(answer.points) == 1:
        return text("NO TRAINING: no gain of any course is shown for {training}.", training=name)
    last = answer.points[-1]
    values = {
        "cost": trimmed(last.cost, 2),
        "old": value(answer.points[0].value),
        "new": value(last.value),
        "gain": change(last.gain),
    }
    if answer.better:
        return text("WORTH IT: for {cost} the objective goes from {old} to {new}, {gain}.", **values)
    return text("NOT SHOWN: for {cost} the objective goes from {old} to {new}, {gain}, which may be chance.", **values)


def basis(answer: Answer) -> Iterator[str]:
    """What the answer rests on, and what training at random would bring."""
    training, found = answer.training, answer.found
    if answer.margin is not None and answer.random_value is not None and answer.random_cost is not None:
        yield text(
            "Courses chosen at random for as much ({plans} plans, {cost} on average) reach {value}: choosing is worth "
            "{margin}.",
            plans=decimal(training.random),
            cost=trimmed(answer.random_cost, 2),
            value=value(answer.random_value),
            margin=change(answer.margin),
        )
    yield text(
        "These figures are of {days} days of customers that the search has not met, the same for all plans; the search "
        "simulated {plans} plans, {searched} days in all.",
        days=decimal(training.check),
        plans=decimal(found.plans),
        searched=decimal(found.days),
    )
    if found.ended is Ended.TIME:
        yield text("The time limit ended the search: with more time it goes on towards the budget.")
    elif found.ended is Ended.INTERRUPTED:
        yield text("The search was interrupted; this is how far it came.")
    yield text("Objective: {terms}.", terms=terms_words(training.objective))


def plan_words(training: Training, plan: Plan) -> Iterator[str]:
    """Whom to send where."""
    for course, passed in zip(training.courses, plan, strict=True):
        if passed:
            yield text(
                "{course}: send {sent} of {group}, of whom {passed} pass",
                course=course.name,
                sent=decimal(course.trainees(passed)),
                group=course.entry.group,
                passed=decimal(passed),
            )


def curve(answer: Answer) -> Rows:
    """Cost against objective, a row for each plan."""
    heads = ("", text("Cost"), text("Days away"), text("Objective"), text("Gain"))
    rows, before = [], answer.training.nobody
    for point in answer.points:
        cells = (trimmed(point.cost, 2), trimmed(point.days_away, 1), value(point.value))
        rows.append((_step(answer.training, before, point.plan), *cells, change(point.gain)))
        before = point.plan
    return Rows(text("Cost against objective"), heads, tuple(rows))


def _step(training: Training, before: Plan, plan: Plan) -> str:
    """What a plan has more than the one before."""
    more = [
        text("+{number} {course}", number=decimal(after - old), course=course.name)
        for course, old, after in zip(training.courses, before, plan, strict=True)
        if after > old
    ]
    return listing(more) if more else text("nobody")


def footnote() -> str:
    """What the figures of the table are."""
    return text(
        "Gain: against nobody trained, over the same customers, with a 95% interval. Days away are working days of all "
        "who are sent; what the group does without them meanwhile is not simulated."
    )


def origin(answer: Answer) -> str:
    """What to run to have the figures again."""
    training = answer.training
    return text(
        "Scenario {scenario}, seed {seed}; the search has the days up to {last}, the check those from {first}.",
        scenario=training.scenario.name,
        seed=training.seed,
        last=decimal(training.replications),
        first=decimal(training.replications + 1),
    )


def progress_words(cost: float, objective: float, nobody: float) -> str:
    """A line of progress."""
    return text(
        "{cost} spent: objective {value} (nobody trained {nobody})",
        cost=trimmed(cost, 2),
        value=value(objective),
        nobody=value(nobody),
    )
