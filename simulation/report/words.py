"""The answer in words, for a planner: is the target held, where is it missed, for whom, by how much, how sure is that.

:func:`verdict_words` says it in the language in use; terminal, page and workbook show the same sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from routing.words import counts
from routing.words.messages import text
from simulation.measuring.results import Breach, Goal, GoalCell, Held, Results
from simulation.report.day import Day
from simulation.report.numbers import decimal, duration, goal_percent, listing, percent, trimmed, with_limits

LONGEST_IN_SECONDS = 120
"""Targets up to this are called by their seconds: the 30-second target."""
MOST_CULPRITS = 3
"""So many pairs of problem and tier are named."""


class About(Enum):
    """What a line of the verdict is about."""

    MISSED = auto()
    WORST = auto()
    WHO = auto()
    MEND = auto()
    UNDECIDED = auto()
    HELD = auto()


@dataclass(frozen=True, slots=True)
class Line:
    about: About
    words: str


@dataclass(frozen=True, slots=True)
class GoalWords:
    """One goal: what it asks, whether it is held, and the particulars."""

    title: str
    held: Held
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """The whole verdict: a headline, how sure it is, and each goal."""

    held: Held
    headline: str
    basis: str
    goals: tuple[GoalWords, ...]


def verdict_words(results: Results) -> VerdictWords:
    """The verdict of ``results`` in the language in use."""
    day = Day(results.intervals, results.interval_s)
    verdict = results.verdict
    goals = []
    for number, goal in enumerate(verdict.goals):
        cells = [cell for cell in verdict.cells if cell.goal == number]
        breaches = [b for b in verdict.breaches if not goal.tiers or b.tier in goal.tiers]
        goals.append(_goal_words(goal, cells, breaches, day))
    return VerdictWords(verdict.held, _headline(results, day), _basis(results), tuple(goals))


def _headline(results: Results, day: Day) -> str:
    """Whether the target is held, in a sentence; about one target by name, about several together."""
    verdict = results.verdict
    times = sorted({goal.within_s for goal in verdict.goals})
    if not times:
        return text("No goal was set, so there is none to hold or to miss.")
    if not verdict.cells:
        return text("Nobody came, so there is nothing to judge.")
    missed = {cell.interval for cell in verdict.cells if cell.held is Held.MISSED}
    if len(times) > 1:
        return _headline_of_several(verdict.held, missed, day)
    if times[0] > LONGEST_IN_SECONDS:
        return _headline_of_long(duration(times[0]), verdict.held, missed, day)
    seconds = trimmed(times[0])
    if verdict.held is Held.HELD and results.dates:
        return text("The {seconds}-second target is held on all days.", seconds=seconds)
    if verdict.held is Held.HELD:
        return text("The {seconds}-second target is held all day.", seconds=seconds)
    if verdict.held is Held.UNDECIDED:
        return text("It is undecided whether the {seconds}-second target is held.", seconds=seconds)
    if day.is_whole(missed):
        if results.dates:
            return text("The {seconds}-second target is missed at all times.", seconds=seconds)
        return text("The {seconds}-second target is missed all day.", seconds=seconds)
    return text("The {seconds}-second target is missed at {when}.", seconds=seconds, when=day.when(missed))


def _headline_of_long(time: str, held: Held, missed: set[int], day: Day) -> str:
    """The same of a target of minutes or hours, which nobody counts in seconds."""
    if held is Held.HELD:
        if day.has_dates():
            return text("The target of {time} is held on all days.", time=time)
        return text("The target of {time} is held all day.", time=time)
    if held is Held.UNDECIDED:
        return text("It is undecided whether the target of {time} is held.", time=time)
    if day.is_whole(missed):
        if day.has_dates():
            return text("The target of {time} is missed at all times.", time=time)
        return text("The target of {time} is missed all day.", time=time)
    return text("The target of {time} is missed at {when}.", time=time, when=day.when(missed))


def _headline_of_several(held: Held, missed: set[int], day: Day) -> str:
    if held is Held.HELD:
        if day.has_dates():
            return text("The answer targets are held on all days.")
        return text("The answer targets are held all day.")
    if held is Held.UNDECIDED:
        return text("It is undecided whether the answer targets are held.")
    if day.is_whole(missed):
        if day.has_dates():
            return text("The answer targets are missed at all times.")
        return text("The answer targets are missed all day.")
    return text("The answer targets are missed at {when}.", when=day.when(missed))


def _basis(results: Results) -> str:
    """What the verdict rests on, and how sure it is."""
    contacts = decimal(results.contacts)
    if results.dates:
        return _basis_of_runs(results, contacts)
    if results.replications == 1:
        return text(
            "From one simulated day with {contacts} contacts. One day cannot tell how much the next would differ: "
            "simulate at least 10.",
            contacts=contacts,
        )
    days = decimal(results.replications)
    if results.replications < 10:
        return text(
            "From {days} simulated days with {contacts} contacts. For intervals simulate at least 10 days.",
            days=days,
            contacts=contacts,
        )
    return text(
        "From {days} simulated days with {contacts} contacts. "
        "95% sure of everything that is called held or missed, taken together.",
        days=days,
        contacts=contacts,
    )


def _basis_of_runs(results: Results, contacts: str) -> str:
    """The same where a run has several days."""
    found = {
        "runs": counts.simulated_runs(decimal(results.replications)),
        "days": counts.days(len(results.dates)),
        "contacts": contacts,
    }
    if results.replications < 10:
        return text(
            "From {runs} of {days} with {contacts} contacts. For intervals simulate at least 10.",
            **found,
        )
    return text(
        "From {runs} of {days} with {contacts} contacts. "
        "95% sure of everything that is called held or missed, taken together.",
        **found,
    )


def _goal_words(goal: Goal, cells: Sequence[GoalCell], breaches: Sequence[Breach], day: Day) -> GoalWords:
    missed = [cell for cell in cells if cell.held is Held.MISSED]
    undecided = [cell for cell in cells if cell.held is Held.UNDECIDED]
    held = Held.MISSED if missed else Held.UNDECIDED if undecided else Held.HELD
    lines: list[Line] = []
    if missed:
        lines.extend(_missed_lines(goal, missed, breaches, day))
    if undecided:
        lines.append(Line(About.UNDECIDED, _undecided(undecided, day)))
    lines.append(Line(About.HELD, _held(cells, day)))
    title = text(
        "{name}: {share} within {time}", name=goal.name, share=goal_percent(goal.share), time=duration(goal.within_s)
    )
    return GoalWords(title, held, tuple(line for line in lines if line.words))


def _missed_lines(goal: Goal, missed: Sequence[GoalCell], breaches: Sequence[Breach], day: Day) -> list[Line]:
    indices = [cell.interval for cell in missed]
    measured = [cell for cell in missed if cell.share.mean is not None]
    lines = []
    if day.is_single() and measured:
        lines.append(Line(About.MISSED, _short(goal, measured[0])))
    else:
        lines.append(Line(About.MISSED, _missed_at(indices, day)))
        if measured:
            lines.append(Line(About.WORST, _worst(goal, min(measured, key=_share), day)))
    who = _who(goal, [breach for breach in breaches if breach.interval in set(indices)], day)
    if who:
        lines.append(Line(About.WHO, who))
    return lines + [Line(About.MEND, words) for words in _mend(missed, day)]


def _missed_at(indices: Sequence[int], day: Day) -> str:
    if not day.is_whole(indices):
        return text("Missed at {when}.", when=day.when(indices))
    return text("Missed at all times.") if day.has_dates() else text("Missed all day.")


def _share(cell: GoalCell) -> float:
    return 1.0 if cell.share.mean is None else cell.share.mean


def _worst(goal: Goal, cell: GoalCell, day: Day) -> str:
    """By how much the goal is missed where it is missed most."""
    return text(
        "Worst at {when}: {share} answered in time, {points} points short.",
        when=day.span(cell.interval, cell.interval),
        share=with_limits(cell.share),
        points=_points(goal, cell),
    )


def _short(goal: Goal, cell: GoalCell) -> str:
    """By how much the goal is missed on a day of one interval."""
    return text(
        "Missed: {share} answered in time, {points} points short.",
        share=with_limits(cell.share),
        points=_points(goal, cell),
    )


def _points(goal: Goal, cell: GoalCell) -> str:
    return decimal((goal.share - _share(cell)) * 100, 1)


def _who(goal: Goal, breaches: Sequence[Breach], day: Day) -> str:
    """The pairs of problem and tier that lost most contacts to the goal, the heaviest first."""
    pairs: dict[tuple[str, str], list[Breach]] = defaultdict(list)
    for breach in breaches:
        pairs[breach.problem, breach.tier].append(breach)
    ranked = sorted(pairs, key=lambda pair: (-sum(_lost(goal, breach) for breach in pairs[pair]), pair))
    named = []
    for problem, tier in ranked[:MOST_CULPRITS]:
        least = min(pairs[problem, tier], key=lambda breach: breach.share)
        named.append(
            text(
                "{problem} for {tier} (down to {share} at {when})",
                problem=problem,
                tier=tier,
                share=percent(least.share),
                when=day.span(least.interval, least.interval),
            )
        )
    return text("Hit hardest: {who}.", who=listing(named)) if named else ""


def _lost(goal: Goal, breach: Breach) -> float:
    return breach.offered * max(0.0, goal.share - breach.share)


def _mend(missed: Sequence[GoalCell], day: Day) -> list[str]:
    """About how many agents would mend it, group by group; the estimates stand in the verdict's cells."""
    groups: dict[str | None, list[GoalCell]] = defaultdict(list)
    for cell in missed:
        if cell.mend_agents is not None:
            groups[cell.mend_group].append(cell)
    sentences = []
    for group, cells in groups.items():
        short = [cell for cell in cells if cell.mend_agents]
        enough = [cell.interval for cell in cells if not cell.mend_agents]
        if short:
            sentences.append(_more_agents(group, short, day))
        if enough:
            sentences.append(
                text(
                    "At {when} there are agents enough by Erlang A: look at skills, steps and order first.",
                    when=day.when(enough),
                )
            )
    return sentences


def _more_agents(group: str | None, cells: Sequence[GoalCell], day: Day) -> str:
    most = max(cells, key=lambda cell: cell.mend_agents or 0)
    numbers = [cell.mend_agents for cell in cells if cell.mend_agents is not None]
    low, high, when = min(numbers), max(numbers), day.when(cell.interval for cell in cells)
    values = {"when": when, "low": decimal(low), "high": decimal(high), "most": day.span(most.interval, most.interval)}
    if group is not None:
        return _more_agents_in(group, low, high, values)
    if low == high == 1:
        return text(
            "To mend it: about 1 more agent over the groups that are short at {when} (Erlang A estimate).", **values
        )
    if low == high:
        return text(
            "To mend it: about {high} more agents over the groups that are short at {when} (Erlang A estimate).",
            **values,
        )
    return text(
        "To mend it: about {low} to {high} more agents over the groups that are short at {when}, most at {most} "
        "(Erlang A estimate).",
        **values,
    )


def _more_agents_in(group: str, low: int, high: int, values: dict[str, str]) -> str:
    if low == high == 1:
        return text("To mend it: about 1 more agent in {group} at {when} (Erlang A estimate).", group=group, **values)
    if low == high:
        return text(
            "To mend it: about {high} more agents in {group} at {when} (Erlang A estimate).", group=group, **values
        )
    return text(
        "To mend it: about {low} to {high} more agents in {group} at {when}, most at {most} (Erlang A estimate).",
        group=group,
        **values,
    )


def _undecided(cells: Sequence[GoalCell], day: Day) -> str:
    """Where it cannot be told whether the goal is held, why not, and what is the lowest share there."""
    indices = [cell.interval for cell in cells]
    measured = [cell for cell in cells if cell.share.mean is not None]
    if not measured:
        return text("Undecided: nothing was measured.")
    lowest = min(measured, key=_share)
    share = with_limits(lowest.share)
    values = {"when": day.when(indices), "lowest": day.span(lowest.interval, lowest.interval), "share": share}
    too_few = all(cell.share.low is None for cell in cells)
    if day.has_dates():
        return _undecided_of_runs(values, too_few=too_few, whole=day.is_whole(indices))
    if day.is_single():
        if too_few:
            return text("Undecided: {share} answered in time, with too few days or contacts to tell.", share=share)
        return text("Undecided: {share} answered in time, too close to tell. More simulated days would.", share=share)
    if day.is_whole(indices):
        if too_few:
            return text(
                "Undecided all day: too few days or contacts to tell. Lowest at {lowest}: {share} answered in time.",
                **values,
            )
        return text(
            "Undecided all day: too close to tell, more simulated days would. "
            "Lowest at {lowest}: {share} answered in time.",
            **values,
        )
    if too_few:
        return text(
            "Undecided at {when}: too few days or contacts to tell. Lowest at {lowest}: {share} answered in time.",
            **values,
        )
    return text(
        "Undecided at {when}: too close to tell, more simulated days would. "
        "Lowest at {lowest}: {share} answered in time.",
        **values,
    )


def _undecided_of_runs(values: dict[str, str], *, too_few: bool, whole: bool) -> str:
    """The same where each run has several days."""
    where = text("Undecided at all times") if whole else text("Undecided at {when}", when=values["when"])
    values = {**values, "where": where}
    if too_few:
        return text(
            "{where}: too few runs or contacts to tell. Lowest at {lowest}: {share} answered in time.", **values
        )
    return text(
        "{where}: too close to tell, more simulated runs would. Lowest at {lowest}: {share} answered in time.", **values
    )


def _held(cells: Sequence[GoalCell], day: Day) -> str:
    """Where the goal is held, and where it came closest to being missed."""
    held = [cell for cell in cells if cell.held is Held.HELD]
    if not held:
        return "" if cells else text("Nobody came whom it is about.")
    all_day = len(held) == len(cells)
    measured = [cell for cell in held if cell.share.mean is not None]
    if not measured:
        return _held_always(day) if all_day else _held_else(day)
    closest = min(measured, key=_share)
    share = with_limits(closest.share)
    if day.is_single():
        return text("Held: {share} answered in time.", share=share)
    when = day.span(closest.interval, closest.interval)
    if day.has_dates():
        held_words = _held_always(day) if all_day else _held_else(day)
        return held_words + " " + text("Closest at {when}: {share} answered in time.", when=when, share=share)
    if all_day:
        return text("Held all day; closest at {when}: {share} answered in time.", when=when, share=share)
    return text("Held the rest of the day; closest at {when}: {share} answered in time.", when=when, share=share)


def _held_always(day: Day) -> str:
    return text("Held on all days.") if day.has_dates() else text("Held all day.")


def _held_else(day: Day) -> str:
    return text("Held at all other times.") if day.has_dates() else text("Held the rest of the day.")
