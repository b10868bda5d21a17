"""The answer of a training in sentences, and its table of cost against objective."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words import counts
from routing.words.messages import text
from simulation.planning.searching import Ended
from simulation.planning.training.found import Progress
from simulation.planning.training.judge import Answer
from simulation.planning.training.training import Plan, Training
from simulation.report.compare.numbers import signed
from simulation.report.gates.tables import Rows
from simulation.report.numbers import decimal, duration, listing, percent, trimmed
from simulation.report.tuning.words import change, terms_words, value


def headline(answer: Answer) -> str:
    """The answer, before anything else."""
    name = answer.training.name
    if len(answer.points) == 1:
        return text("NO TRAINING: no gain of any course is shown for {training}.", training=name)
    last = answer.last
    values = {
        "cost": money(last.cost),
        "old": value(answer.points[0].value),
        "new": value(last.value),
        "gain": change(last.gain),
    }
    if answer.better:
        return text("WORTH IT: for {cost} the objective goes from {old} to {new}, {gain}.", **values)
    return text("NOT SHOWN: for {cost} the objective goes from {old} to {new}, {gain}, which may be chance.", **values)


def basis(answer: Answer) -> Iterator[str]:
    """What the last plan is worth beside other ways, what the training itself costs, and what all that rests on."""
    yield from _chance(answer)
    yield from _absence(answer)
    yield from _hires(answer)
    yield from _search(answer)
    yield text("Objective: {terms}.", terms=terms_words(answer.training.objective))


def _chance(answer: Answer) -> Iterator[str]:
    chance = answer.chance
    if chance is None:
        return
    yield text(
        "Courses chosen at random for as much ({plans} plans, {cost} on average) reach {value}: choosing is worth "
        "{margin}.",
        plans=decimal(len(chance.plans)),
        cost=money(chance.cost),
        value=value(chance.value),
        margin=change(chance.margin),
    )


def _absence(answer: Answer) -> Iterator[str]:
    away = answer.absence
    if away is None:
        return
    days = length(away.days)
    if away.loss is None:
        yield text(
            "While they are away somebody could not be served at all: send them in turns (at_once). They are away for "
            "{days} working days.",
            days=days,
        )
    elif away.made_up_after is None:
        yield text(
            "While they are away, for {days} working days, the objective changes by {loss}.",
            days=days,
            loss=change(away.loss),
        )
    else:
        yield text(
            "While they are away, for {days} working days, the objective changes by {loss}; the gain makes up for it "
            "{after} working days after.",
            days=days,
            loss=change(away.loss),
            after=length(away.made_up_after),
        )


def _hires(answer: Answer) -> Iterator[str]:
    hires = answer.hires
    if hires is None:
        return
    agents = counts.agents(decimal(hires.agents))
    values = {"agents": agents, "group": hires.group, "value": value(hires.value), "beyond": change(hires.beyond)}
    if not hires.enough:
        yield text(
            "Hiring in one group does not do as much: {agents} more in {group}, all day, reach {value}, {beyond} "
            "beside the training.",
            **values,
        )
    elif hires.cost is None:
        yield text(
            "Hiring does as much with {agents} more in {group}, all day: {value}, {beyond} beside the training.",
            **values,
        )
    else:
        yield text(
            "Hiring does as much with {agents} more in {group}, all day, for {cost}: {value}, {beyond} beside the "
            "training.",
            cost=money(hires.cost),
            **values,
        )


def _search(answer: Answer) -> Iterator[str]:
    training, found = answer.training, answer.found
    yield text(
        "These figures are of {days} days of customers that the search has not met, the same for all plans; the search "
        "simulated {plans} plans, {searched} days in all.",
        days=decimal(training.check),
        plans=decimal(found.plans),
        searched=decimal(found.days),
    )
    if found.every:
        yield text("These are all plans that the budget allows.")
    if found.used_up:
        yield text("The search used up its plans; with more of them (--plans) it may find more.")
    if found.ended is Ended.TIME:
        yield text("The time limit ended the search: with more time it may find more.")
    elif found.ended is Ended.INTERRUPTED:
        yield text("The search was interrupted; this is how far it came.")


def length(days: float) -> str:
    """Working days, tenths where they are few."""
    return trimmed(days, 1 if days < 10 else 0)


def money(cost: float) -> str:
    """A sum in the unit of the file."""
    return trimmed(cost, 2)


def plan_words(training: Training, plan: Plan) -> Iterator[str]:
    """Whom to send where."""
    for course, passed in zip(training.courses, plan, strict=True):
        if not passed:
            continue
        values = {
            "course": course.name,
            "sent": decimal(course.trainees(passed)),
            "group": course.entry.group,
            "passed": decimal(passed),
        }
        if course.passes == 1:
            yield text("{course}: send {sent} of {group}, of whom {passed} pass", **values)
        else:
            yield text(
                "{course}: send {sent} of {group}, so that {passed} pass (at least so many with a probability of "
                "{chance})",
                chance=percent(course.chance(passed), 0),
                **values,
            )


def curve(answer: Answer) -> Rows:
    """Cost against objective, a row for each plan."""
    heads = ("", text("Cost"), text("Days away"), text("Objective"), text("Gain"))
    rows, before = [], answer.training.nobody
    for point in answer.points:
        cells = (money(point.cost), trimmed(point.days_away, 1), value(point.value))
        rows.append((_step(answer.training, before, point.plan), *cells, change(point.gain)))
        before = point.plan
    return Rows(text("Cost against objective"), heads, tuple(rows))


def _step(training: Training, before: Plan, plan: Plan) -> str:
    """In what a plan differs from the one before, and how many it sends there."""
    changes = [
        text(
            "{change} {course} ({sent} sent)",
            change=signed(after - old, 0),
            course=course.name,
            sent=decimal(course.trainees(after) if after else 0),
        )
        for course, old, after in zip(training.courses, before, plan, strict=True)
        if after != old
    ]
    return listing(changes) if changes else text("nobody")


def footnote() -> str:
    """What the figures of the table are."""
    return text(
        "Each row says how many more or fewer pass than in the one before, and how many are sent for all who pass; no "
        "plan that was tried costs as little and reaches as much. Gain: against nobody trained, over the same "
        "customers, with a 95% interval. Days away are working days of all who are sent."
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


def progress_words(progress: Progress) -> str:
    """A line of progress."""
    return text(
        "{done} of {most} plans, {time}: best so far {value} for {cost} (nobody trained {nobody})",
        done=decimal(progress.plans),
        most=decimal(progress.most),
        time=duration(round(progress.seconds)),
        cost=money(progress.best.cost),
        value=value(progress.best.value),
        nobody=value(progress.nobody),
    )
