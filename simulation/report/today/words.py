"""What is said of the rest of a day, in sentences and tables of plain values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from routing.words.messages import text
from simulation.checks.check import CheckTable, Column, Value
from simulation.checks.check_load import interval_label
from simulation.planning.today.answer import Answer, Ended, Tried
from simulation.planning.today.forecast import Band, GoalForecast
from simulation.planning.today.question import Question
from simulation.report.numbers import decimal, goal_percent, percent, trimmed
from simulation.report.today.figures import number, share, time_of
from simulation.report.today.lever_words import lever_sentences, lever_table, search_sentences, search_table


def headline(answer: Answer) -> str:
    """How likely all goals are met."""
    chance = percent(answer.base.meets_all, 0)
    if answer.question.judges_day:
        return text("The day meets all its goals with a probability of {chance}.", chance=chance)
    return text("The rest of the day meets all its goals with a probability of {chance}.", chance=chance)


def sentences(answer: Answer) -> Iterator[str]:
    """What else there is to say, most important first."""
    yield from (_goal(goal) for goal in answer.base.goals)
    yield _volume(answer)
    if answer.question.situation is not None:
        yield _waiting(answer)
    yield from lever_sentences(answer)
    yield from search_sentences(answer)
    yield _basis(answer)
    yield _work(answer)


def _goal(goal: GoalForecast) -> str:
    said = {
        "goal": goal.name,
        "limit": goal_percent(goal.limit),
        "within": trimmed(goal.within_s),
        "share": share(goal.share.mean),
        "low": share(goal.share.p10),
        "high": share(goal.share.p90),
        "chance": percent(goal.meets, 0),
    }
    if goal.needed is None:
        return text(
            "{goal}: {share} of the rest of the day within {within} s, {low} to {high} in eight of ten cases; the goal "
            "of {limit} is reached with a probability of {chance}.",
            **said,
        )
    if goal.needed > 1:
        return text(
            "{goal}: {share} of the day within {within} s, {low} to {high} in eight of ten cases; the goal of {limit} "
            "cannot be reached any more, even if all from now on are answered in time; {rest} is to be expected.",
            rest=share(goal.rest.mean),
            **said,
        )
    return text(
        "{goal}: {share} of the day within {within} s, {low} to {high} in eight of ten cases; the goal of {limit} is "
        "reached with a probability of {chance}. It takes {needed} from now on, {rest} is to be expected.",
        needed=share(max(goal.needed, 0.0)),
        rest=share(goal.rest.mean),
        **said,
    )


def _volume(answer: Answer) -> str:
    volume = answer.base.rest_volume
    said = {
        "rest": number(volume.mean),
        "low": number(volume.p10),
        "high": number(volume.p90),
        "plan": decimal(sum(planned_volumes(answer))),
    }
    coming = text("{rest} contacts are still to come ({low} to {high}); the plan says {plan}.", **said)
    if not answer.question.volumes.known:
        return coming
    so_far = text("{count} have come so far.", count=decimal(answer.question.volumes.all))
    if answer.day_factor is None:
        return f"{so_far} {coming}"
    factor = answer.day_factor
    busy = text(
        "The day is {factor} times as busy as planned ({low} to {high}).",
        factor=number(factor.mean, 2),
        low=number(factor.p10, 2),
        high=number(factor.p90, 2),
    )
    return f"{so_far} {busy} {coming}"


def _waiting(answer: Answer) -> str:
    situation = answer.question.situation
    count = 0 if situation is None else situation.waiting_count
    if not count:
        return text("Nobody waits now.")
    cleared = answer.base.cleared
    return text(
        "{count} wait now; the last of them is answered or gone by {middle}, in nine of ten cases by {late}.",
        count=decimal(count),
        middle=time_of(answer, cleared.p50),
        late=time_of(answer, cleared.p90),
    )


def _basis(answer: Answer) -> str:
    question = answer.question
    if question.situation is None and all(each is None for each in question.so_far):
        return text("No state is given: the day is simulated from its opening, with what has come.")
    if question.situation is None:
        return text("No state is given: who waits and talks now comes from simulated mornings with what has come.")
    if question.judges_day:
        return text("The day counts what was answered in time so far, who waits now, and who is still to come.")
    return text(
        "What was answered in time so far is not given (so_far): the figures are of who waits now and is still to come."
    )


def _work(answer: Answer) -> str:
    done = text(
        "{days} days simulated, each with {levers} levers on the same customers; seed {seed}.",
        days=decimal(answer.base.days.count),
        levers=decimal(len(answer.tried)),
        seed=answer.question.seed,
    )
    known = 196 * math.sqrt(answer.base.meets_all * (1 - answer.base.meets_all) / answer.base.days.count)
    if known:
        done += " " + text("From so many days the probability is known to ±{points} points.", points=decimal(known))
    left = len(answer.question.levers) - len(answer.tried)
    ended = {
        Ended.DONE: "",
        Ended.TIME: text("The time limit ended it; levers not tried: {count}.", count=decimal(left)),
        Ended.INTERRUPTED: text("It was interrupted; levers not tried: {count}.", count=decimal(left)),
    }[answer.ended]
    return f"{done} {ended}".rstrip()


def warnings(question: Question) -> Iterator[str]:
    """What a reader may not expect."""
    for each in question.missing:
        said = {"group": each.group, "count": decimal(abs(each.agents))}
        if each.agents < 0 and each.own_hours:
            yield text(
                "{group}: {count} fewer are there than the plan says; who they are, and whether they come late, is "
                "drawn for each day, and who is absent stays so until the shift ends.",
                **said,
            )
        elif each.agents < 0:
            yield text(
                "{group}: {count} fewer are there than the plan says; they are taken to be missing all day.", **said
            )
        else:
            yield text("{group}: {count} more are there than the plan says; they are taken to stay all day.", **said)


def planned_volumes(answer: Answer) -> list[float]:
    """What the scenario expects from now on, by interval from that of now."""
    question = answer.question
    expected = question.scenario.expected.sum(axis=0)[question.interval :].astype(float).tolist()
    into = question.now_us - question.interval * question.scenario.interval_us
    expected[0] *= 1 - into / question.scenario.interval_us
    return [float(value) for value in expected]


def labels(answer: Answer) -> list[str]:
    """The starts of the intervals from now on; of the first one now itself."""
    question = answer.question
    later = [
        interval_label(question.scenario, at) for at in range(question.interval + 1, question.scenario.n_intervals)
    ]
    return [time_of(answer, 0.0), *later]


def _span(low: float | None, high: float | None) -> str:
    return f"{share(low)} – {share(high)}" if low is not None else "–"


def interval_table(answer: Answer) -> CheckTable:
    """What comes in each interval, and the share of each goal."""
    base, first = answer.base, answer.question.interval
    plan = planned_volumes(answer)
    rows: list[tuple[Value, ...]] = []
    for place, label in enumerate(labels(answer)):
        volume = base.volume(first + place)
        row: list[Value] = [label, plan[place], volume.mean, f"{number(volume.p10)} – {number(volume.p90)}"]
        for goal in range(len(base.goals)):
            found, reached = base.goal_interval(goal, first + place)
            row += [share(found.mean), _span(found.p10, found.p90), "–" if reached is None else percent(reached, 0)]
        rows.append(tuple(row))
    columns = [Column(text("from")), Column(text("plan"), 0), Column(text("forecast"), 0), Column(text("8 of 10"), 0)]
    for each in base.goals:
        columns += [Column(each.name, 0), Column(text("8 of 10"), 0), Column(text("reached"), 0)]
    return CheckTable(text("The rest of the day, by interval"), tuple(columns), tuple(rows))


def queue_table(answer: Answer) -> CheckTable:
    """What is still to come to each queue, and when those who wait now are done with."""
    rows: list[tuple[Value, ...]] = []
    for number_of, queue in enumerate(answer.question.scenario.policy.queues):
        volume, cleared = answer.base.queue_volume(number_of), answer.base.queue_cleared(number_of)
        band = f"{number(volume.p10)} – {number(volume.p90)}"
        rows.append(
            (queue.name, volume.mean, band, time_of(answer, cleared.p50), time_of(answer, cleared.p90)),
        )
    columns = (
        Column(text("queue")),
        Column(text("still to come"), 0),
        Column(text("8 of 10"), 0),
        Column(text("who waits now is done with by"), 0),
        Column(text("9 of 10 by"), 0),
    )
    return CheckTable(text("Queues"), columns, tuple(rows))


def tables(answer: Answer) -> list[CheckTable]:
    """All tables that have rows."""
    found = [lever_table(answer), search_table(answer), interval_table(answer), queue_table(answer)]
    return [table for table in found if table.rows]


def progress_words(doing: str, done: int, of: int, best: Tried | None) -> str:
    """What is being done, and the best lever so far."""
    if doing == "mornings":
        return text("Reading the morning from what has come.")
    if doing == "days":
        return text("Simulating the rest of the day: {done} of {all}.", done=decimal(done), all=decimal(of))
    if doing == "search":
        return text("Searching the least agents more: group {done} of {all}.", done=decimal(done + 1), all=decimal(of))
    so_far = text("Trying levers: {done} of {all}.", done=decimal(done), all=decimal(of))
    if best is None:
        return so_far
    chance = percent(best.forecast.meets_all, 0)
    return (
        so_far + " " + text("Best so far: {lever}, all goals met with {chance}.", lever=best.lever.name, chance=chance)
    )


def band_values(band: Band) -> tuple[float, float, float] | None:
    """The middle and the ends of a band; None where there is none."""
    if band.p10 is None or band.p50 is None or band.p90 is None:
        return None
    return band.p10, band.p50, band.p90
