"""A roster in sentences and tables, in the language in use."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.checks.check import CheckTable, Column, Value
from simulation.planning.rostering.answer import Answer, Gap
from simulation.report.numbers import decimal, percent, trimmed, weekday

MOST_GAPS = 12
"""So many gaps are printed."""

MOST_NAMES = 5


def sentences(answer: Answer) -> list[str]:
    """What came out, most important first."""
    return [headline(answer), *_hours(answer), *_search(answer), *_rounds(answer)]


def headline(answer: Answer) -> str:
    """Whether the roster does what it should."""
    problem, name = answer.roster.problem, answer.roster.problem.name
    if answer.gaps:
        return text(
            "{name}: {hours} agent-hours of {all} are missing, in {count} places.",
            name=name,
            hours=trimmed(answer.short_hours, 2),
            all=decimal(answer.gross_hours, 1),
            count=len(answer.gaps),
        )
    if answer.checked and not answer.met:
        return text(
            "{name}: the heads are there in every interval, and {count} goals are missed in the simulator.",
            name=name,
            count=len(answer.checked.misses),
        )
    if answer.checked:
        return text("{name}: the heads are there in every interval, and no goal is missed in the simulator.", name=name)
    return text("{name}: the heads are there in every interval of {days} days.", name=name, days=problem.n_dates)


def _hours(answer: Answer) -> Iterator[str]:
    problem = answer.roster.problem
    at_work = len({duty.agent for duty in answer.roster.duties})
    yield text(
        "{duties} shifts of {agents} of {all} agents, {paid} paid hours.",
        duties=decimal(len(answer.roster.duties)),
        agents=at_work,
        all=len(problem.agents),
        paid=decimal(answer.paid_hours, 1),
    )
    over = answer.planned_hours - (answer.gross_hours - answer.short_hours)
    yield text(
        "Needed at work: {net} agent-hours; with shrinkage {gross}; planned {planned}, of which {over} stand where "
        "they are not needed ({share}).",
        net=decimal(answer.net_hours, 1),
        gross=decimal(answer.gross_hours, 1),
        planned=decimal(answer.planned_hours, 1),
        over=decimal(over, 1),
        share=percent(over / answer.gross_hours if answer.gross_hours else 0.0),
    )


def _search(answer: Answer) -> Iterator[str]:
    bound = answer.roster.bound
    if bound is not None and bound > 0:
        yield text(
            "Cost {cost} hours at ordinary pay; no roster of these shifts and rules costs less than {bound} ({gap} "
            "more than that).",
            cost=decimal(answer.cost, 1),
            bound=decimal(bound, 1),
            gap=percent(max(answer.cost / bound - 1, 0.0)),
        )
    yield from _goal_bounds(answer)
    if answer.changed is not None:
        yield text("Shifts that differ from the published roster: {count}.", count=answer.changed)
    if answer.owed:
        hours = sum(each for _, _, each in answer.owed)
        names = ", ".join(
            dict.fromkeys(answer.roster.problem.agents[agent].id for agent, _, _ in answer.owed[:MOST_NAMES])
        )
        yield text(
            "{count} agents have fewer hours than they should, {hours} together: {names}.",
            count=len({agent for agent, _, _ in answer.owed}),
            hours=trimmed(hours, 1),
            names=names,
        )
    ends = {
        "time": text("The time limit ended the search: another machine may find another roster."),
        "interrupted": text("Interrupted: this is the best roster so far."),
    }
    if answer.ended in ends:
        yield ends[answer.ended]
    if answer.rounds and not answer.checked:
        yield text("It has not been simulated with these names: whether the goals hold is not known.")
    for sentence in answer.broken[:MOST_NAMES]:
        yield text("A rule is broken: {sentence}.", sentence=sentence)


def _goal_bounds(answer: Answer) -> Iterator[str]:
    """What no roster costs less than that holds the goals, and what that reckons with."""
    found = answer.at_least
    if found is None:
        return
    cost = answer.cost
    if found.work:
        yield text(
            "Cost {cost} hours at ordinary pay; a roster of these shifts and rules whose agents have just the time for "
            "the work that the goals ask for costs {bound} at least ({gap} more than that).",
            cost=decimal(cost, 1),
            bound=decimal(found.work, 1),
            gap=percent(cost / found.work - 1),
        )
    if found.pooled:
        yield text(
            "If all who can take a goal's contacts were one pool of the fastest agents, Erlang A would ask for shifts "
            "that cost {bound} ({gap} more than that); this is not proven for all rosters.",
            bound=decimal(found.pooled, 1),
            gap=percent(cost / found.pooled - 1),
        )


def _rounds(answer: Answer) -> Iterator[str]:
    """How dates were played; the first round, the last without names, and those with names."""
    if answer.whole and answer.rounds:
        yield text(
            "The scenario says itself who is at work ({keys}), so each date was played as a whole: where a goal was "
            "missed more heads were planned, and shifts were not chosen against the goals, which can cost more.",
            keys=", ".join(answer.whole[:MOST_NAMES]),
        )
    bare = [each for each in answer.rounds if not each.named]
    shown = [*bare[:1], *bare[1:][-1:], *(each for each in answer.rounds if each.named)]
    for each in shown:
        words = text("fresh customers") if each.fresh else text("the customers of the search")
        kind = text("shifts with names") if each.named else text("shifts without names")
        yield text(
            "Simulated, round {number} ({shifts}): {misses} of {cells} goals by interval and date missed, {undecided} "
            "not sure ({days} days each, {customers}); cost {cost}, {hours} paid hours.",
            number=each.number,
            shifts=kind,
            misses=len(each.misses),
            cells=each.cells,
            undecided=each.undecided,
            days=each.replications,
            customers=words,
            cost=decimal(each.cost, 1),
            hours=decimal(each.paid_hours, 1),
        )
    if len(bare) > 1 and answer.checked is not None and bare[0].cost > 0:
        yield text(
            "Heads first and then shifts cost {first}; in turn they cost {now} ({change}).",
            first=decimal(bare[0].cost, 1),
            now=decimal(answer.cost, 1),
            change=percent(answer.cost / bare[0].cost - 1),
        )


def tables(answer: Answer) -> tuple[CheckTable, ...]:
    """Groups; where heads are missing; what would cure it; goals that are missed."""
    found = [group_table(answer)]
    if answer.gaps:
        found.append(gap_table(answer, MOST_GAPS))
    if answer.cures:
        found.append(cure_table(answer))
    if answer.checked and answer.checked.misses:
        found.append(miss_table(answer, MOST_GAPS))
    return tuple(found)


def group_table(answer: Answer) -> CheckTable:
    """Hours of each group."""
    problem, hours = answer.roster.problem, answer.roster.problem.step / 60
    rows: list[tuple[Value, ...]] = []
    for number, group in enumerate(problem.groups):
        sums = (problem.net[number], problem.heads[number], answer.roster.planned[number], answer.roster.short[number])
        own = sum(agent.groups[0] == number for agent in problem.agents)
        rows.append((group.name, own, *(float(each.sum()) * hours for each in sums)))
    columns = (
        Column(text("Group")),
        Column(text("Agents"), 0),
        Column(text("Hours needed, net"), 1),
        Column(text("with shrinkage"), 1),
        Column(text("Hours planned"), 1),
        Column(text("Hours missing"), 1),
    )
    return CheckTable(text("Groups"), columns, tuple(rows))


def date_words(answer: Answer, day: int) -> str:
    """A date with its weekday: ``2026-10-01 Thu``."""
    when = answer.roster.problem.date(day)
    return f"{when.isoformat()} {weekday(when)}"


def span_words(answer: Answer, gap: Gap) -> str:
    """From when to when a gap lasts."""
    return f"{answer.roster.problem.label(gap.first)}–{answer.roster.problem.label(gap.last + 1)}"


def gap_table(answer: Answer, most: int | None = None) -> CheckTable:
    """Where heads are missing, the worst first."""
    problem = answer.roster.problem
    worst = sorted(answer.gaps, key=lambda gap: (-gap.hours, gap.day, gap.group, gap.first))[:most]
    rows = tuple(
        (
            date_words(answer, gap.day),
            span_words(answer, gap),
            problem.groups[gap.group].name,
            gap.heads,
            gap.hours,
            "" if gap.covered else text("no shift of any agent covers it"),
        )
        for gap in worst
    )
    columns = (
        Column(text("Date")),
        Column(text("Interval")),
        Column(text("Group")),
        Column(text("Agents missing"), 1),
        Column(text("Hours missing"), 1),
        Column(text("Why")),
    )
    title = text("Where heads are missing")
    if most is not None and len(answer.gaps) > most:
        title = text("Where heads are missing, the worst {most} of {all}", most=most, all=len(answer.gaps))
    return CheckTable(title, columns, rows)


def cure_table(answer: Answer) -> CheckTable:
    """What would end the shortfall."""
    rows = tuple((cure.words, cure.hours) for cure in answer.cures)
    columns = (Column(text("What would help")), Column(text("Hours then missing, names left out"), 1))
    return CheckTable(text("Cures"), columns, rows)


def miss_table(answer: Answer, most: int | None = None) -> CheckTable:
    """Goals that are missed in the simulator, the worst first."""
    found = () if answer.checked is None else answer.checked.misses
    misses = sorted(found, key=lambda miss: miss.share - miss.wanted)[:most]
    rows = tuple(
        (
            date_words(answer, miss.day),
            answer.roster.problem.label(miss.interval),
            miss.goal,
            100 * miss.wanted,
            100 * miss.share,
            miss.group or "",
        )
        for miss in misses
    )
    columns = (
        Column(text("Date")),
        Column(text("Interval")),
        Column(text("Goal")),
        Column(text("Wanted, %"), 1),
        Column(text("Answered in time, %"), 1),
        Column(text("Group that is short")),
    )
    return CheckTable(text("Goals missed in the simulator"), columns, rows)
