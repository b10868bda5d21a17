"""The definitions in use in words, for the reports to print beside their figures."""

from __future__ import annotations

from routing.words.messages import text
from simulation.measuring.results import Results
from simulation.measuring.terms import AllBy, Averaged, Balked, Counted, OccupancyOf, ServiceLevelOf, Within
from simulation.report.numbers import Unit, compact, duration


def of_runs(results: Results, day: str, run: str) -> str:
    """What is said of simulated days, or, where each of them is a run of several days, of runs."""
    return run if results.dates else day


def per(results: Results) -> str:
    """What counts are means of."""
    return of_runs(results, text("per simulated day"), text("per run"))


def target_words(results: Results, *, together: bool = False) -> str:
    """The target of the contacts of a part of the day, or of all contacts together."""
    if results.targets and not (together and results.terms.all_by is AllBy.COMMON):
        return text("own target")
    return duration(results.target_s)


def own_targets_line(results: Results) -> str:
    """Which contacts have which target, as a line to stand by the figures; nothing where all have the same."""
    if not results.targets:
        return ""
    each = []
    for own in results.targets:
        names = ", ".join(name for axis in (own.problems, own.tiers, own.channels) for name in axis)
        each.append(f"{names} {duration(own.within_s)}".strip())
    common = duration(results.target_s)
    line = text(
        "Targets, of which the first that fits holds: {targets}; else {common}.", targets="; ".join(each), common=common
    )
    if results.terms.all_by is AllBy.OWN:
        return line
    together = text("All contacts together, overall and by interval, are measured by {common}.", common=common)
    return f"{line} {together}"


def in_time(results: Results) -> str:
    """What counts as in time: ``within 30 s``."""
    target = target_words(results)
    if results.terms.within is Within.LESS:
        return text("in less than {target}", target=target)
    return text("within {target}", target=target)


def service_level_formula(results: Results) -> str:
    """The definition of the service level: ``answered within 30 s / offered``."""
    soon = in_time(results)
    formula = {
        ServiceLevelOf.ANSWERED: text("answered {in_time} / answered", in_time=soon),
        ServiceLevelOf.ANSWERED_AND_GONE: text("answered {in_time} / (answered + abandoned)", in_time=soon),
        ServiceLevelOf.ANSWERED_AND_LATE_GONE: text(
            "answered {in_time} / (answered + abandoned − abandoned {in_time})", in_time=soon
        ),
        ServiceLevelOf.NOT_SOON_GONE: text("answered {in_time} / (offered − abandoned {in_time})", in_time=soon),
        ServiceLevelOf.OFFERED: text("answered {in_time} / offered", in_time=soon),
        ServiceLevelOf.SOON_GONE_IN_TIME: text("(answered {in_time} + abandoned {in_time}) / offered", in_time=soon),
        ServiceLevelOf.EXPECTED: text("answered {in_time} / contacts expected", in_time=soon),
    }[results.terms.service_level_of]
    if results.terms.averaged is Averaged.DAYS:
        if results.dates:
            return text("{formula}, mean of the runs", formula=formula)
        return text("{formula}, mean of the days", formula=formula)
    return formula


def service_level_line(results: Results) -> str:
    """The same as a line to stand by the figures."""
    return text(
        "Service level, {target}: {formula}.",
        target=target_words(results),
        formula=service_level_formula(results),
    )


def by_channel_line(results: Results) -> str:
    """The service level of each channel, as all of them together may say little; nothing where there is one only."""
    levels = {name: cell.service_level for name, cell in results.channels.items() if cell.offered.mean}
    if len(levels) < 2:
        return ""
    channels = "; ".join(f"{name} {compact(figure, Unit.SHARE)}" for name, figure in levels.items())
    return text("By channel: {channels}.", channels=channels)


def offered_words(results: Results) -> str:
    """Which contacts the figures are about."""
    if results.terms.contacts is Counted.FIRST:
        return text(
            "Contacts that asked for a human, {per}; redials and re-contacts are left out everywhere.", per=per(results)
        )
    return text("Contacts that asked for a human, {per}.", per=per(results))


def abandoned_words(results: Results) -> str:
    """Who has abandoned."""
    if results.terms.balked is Balked.TURNED_AWAY:
        return text(
            "Customers who left after waiting / offered; who left at once counts as turned away, and has no wait."
        )
    return text("Customers who left before an answer, at once or after waiting / offered.")


def staff_words(results: Results) -> str:
    """Over which time the agents are averaged."""
    if results.dates:
        return text("Averaged over the opening hours of all dates that are not closed; nights do not count.")
    return text("Averaged over the opening hours.")


def occupancy_words(results: Results) -> str:
    """What the agents' work is divided by."""
    if results.terms.occupancy_of is OccupancyOf.ON_SHIFT:
        return text(
            "Time in service and wrap-up / time signed on until the end of the shift; what is finished after it is "
            "work too, so that it may be above 100%."
        )
    return text("Time in service and wrap-up / time signed on, finishing after the end of a shift included.")
