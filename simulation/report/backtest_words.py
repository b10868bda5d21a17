"""What a back-test was about, in sentences: which days, what they knew of each other, and where figures leak."""

from __future__ import annotations

from collections import Counter

from routing.words.messages import text
from simulation.backtest.answer import Answer
from simulation.backtest.choice import From
from simulation.backtest.usable_days import Fault
from simulation.backtest.verdicts import RATIO_LIMIT
from simulation.measuring.statistics import LEAST_REPLICATIONS
from simulation.report.numbers import decimal, percent, trimmed


def backtest_words(answer: Answer) -> list[str]:
    """The sentences, the most important ones first."""
    first, last = answer.days[0].date.isoformat(), answer.days[-1].date.isoformat()
    return [
        text(
            "Back-test of {name}: {count} of {usable} usable days foretold, from {first} to {last}, each from "
            "{replications} simulated days.",
            name=answer.name,
            count=len(answer.days),
            usable=answer.usable,
            first=first,
            last=last,
            replications=answer.plan.replications,
        ),
        *_left_out_words(answer),
        *_undecided_words(answer),
        text("Known of a day: when its contacts came, with which problem; of who queued also the tier."),
        _staff_words(answer.choice.staff),
        _work_words(answer),
        text("Patience: from all other days, by problem, tier and the number waiting at the arrival."),
    ]


def _left_out_words(answer: Answer) -> list[str]:
    """How many days are not used for which reason."""
    counts = Counter(one.fault for one in answer.left_out)
    rules = answer.choice.rules
    reasons = {
        Fault.EMPTY: text("no contact within the opening hours"),
        Fault.WEEKDAY: text("other weekdays"),
        Fault.GAP: text("nobody answered for more than {minutes} minutes", minutes=f"{rules.longest_gap_min:g}"),
        Fault.BURST: text("more than {times} times the usual contacts in an interval", times=f"{rules.burst:g}"),
    }
    parts = [text("{count}: {reason}", count=counts[fault], reason=reasons[fault]) for fault in Fault if counts[fault]]
    if not parts:
        return []
    return [text("Days left out: {count} ({reasons}).", count=len(answer.left_out), reasons="; ".join(parts))]


def _undecided_words(answer: Answer) -> list[str]:
    if answer.plan.replications >= LEAST_REPLICATIONS:
        return []
    return [
        text(
            "With fewer than {least} simulated days of each day nothing is decided: give more --replications.",
            least=LEAST_REPLICATIONS,
        )
    ]


def _staff_words(staff: From) -> str:
    if staff == From.DAY:
        return text(
            "Staff: as seen in the calls of the day itself. That is leakage: it knows who was there because it saw "
            "them answer. Repeat with --staff-from others."
        )
    return text("Staff: as seen on the nearest other days of the same weekday, each for a part of the replications.")


def _work_words(answer: Answer) -> str:
    if answer.choice.work == From.DAY:
        return text("Work: as recorded on the day itself. That is leakage. Work after contacts: from other days.")
    return text(
        "Work: from other days at most {days} days away, by problem, hour and agent. Between days its level differs by "
        "{spread} beyond that (standard deviation); chance alone makes another {chance} of a day.",
        days=trimmed(answer.choice.within_days),
        spread=percent(answer.spread),
        chance=percent(answer.noise),
    )


def footnotes() -> list[str]:
    """What the columns mean."""
    return [
        text(
            "Error: the mean over days of the distance between the median of the simulated days and what was observed; "
            "of the mean wait as a share of that observed. [ ]: 95 % interval over days."
        ),
        text(
            "By interval, weighted by contacts. Against itself: the same error of one simulated day, by the others; "
            "the error should be at most {limit} times that. Counting few contacts alone makes both large.",
            limit=decimal(RATIO_LIMIT, 2),
        ),
        text("Covered: intervals whose observed value lies in the band of 90 % of the simulated days."),
    ]
