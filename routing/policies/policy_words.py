"""Parts of a policy in words, for its summary and for the differences between two."""

from __future__ import annotations

from collections.abc import Iterable

from routing.model import NEVER
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    OnExpiry,
    Overflow,
    OverflowAction,
    OverflowCause,
    Reservation,
    WrapUp,
)
from routing.reading.units import plain_seconds
from routing.words.messages import text
from routing.words.shown import shown

_SIGNS = {
    Compare.EQ: "=",
    Compare.NE: "≠",
    Compare.LT: "<",
    Compare.LE: "≤",
    Compare.GT: ">",
    Compare.GE: "≥",
}


def names(values: Iterable[object]) -> str:
    """The values, one after the other; "none" where there are none."""
    return ", ".join(map(shown, values)) or text("none")


def time(microseconds: int) -> str:
    """A length of time in seconds, or "never"."""
    if microseconds >= NEVER:
        return text("never")
    return text("{seconds} s", seconds=plain_seconds(microseconds))


def yes_or_no(value: bool) -> str:
    """Whether it is so."""
    return text("yes") if value else text("no")


def condition(stated: Condition) -> str:
    """A condition as a planner writes it: ``since ≥ 2015``."""
    label = shown(stated.label)
    if isinstance(stated.value, tuple):
        return text("{label} is one of {values}", label=label, values=names(stated.value))
    return f"{label} {_SIGNS.get(stated.compare, '?')} {shown(stated.value)}"


def label_type(kind: LabelType) -> str:
    """What values a label has."""
    if kind is LabelType.TEXT:
        return text("text")
    if kind is LabelType.NUMBER:
        return text("number")
    return text("yes or no")


def wrap_up(kind: WrapUp) -> str:
    """What follows a contact."""
    words = {
        WrapUp.MANUAL: text("ended by the agent"),
        WrapUp.NONE: text("none"),
        WrapUp.FIXED: text("of a fixed length"),
        WrapUp.CAPPED: text("ended by the agent, but capped"),
    }
    return words[kind]


def on_expiry(kind: OnExpiry) -> str:
    """What becomes of the presence of an agent who does not answer offers."""
    words = {OnExpiry.STAY: text("unchanged"), OnExpiry.BREAK: text("break")}
    return words.get(kind, text("offline"))


def overflow(rule: Overflow) -> str:
    """A rule of overflow: ``20 tickets wait, until no more than 15 do: to queue rest``."""
    return text("{cause}: {action}", cause=overflow_cause(rule), action=overflow_action(rule))


def overflow_cause(rule: Overflow) -> str:
    """When a rule of overflow is followed."""
    if rule.cause is OverflowCause.WAITING:
        return text("{at} tickets wait, until no more than {until} do", at=rule.at, until=rule.until)
    if rule.cause is OverflowCause.EWT:
        at, until = plain_seconds(rule.at), plain_seconds(rule.until)
        return text("a wait of {at} s is expected, until no more than {until} s is", at=at, until=until)
    if rule.cause is OverflowCause.WAITED:
        return text("waited {seconds} s", seconds=plain_seconds(rule.at))
    if rule.cause is OverflowCause.CLOSED:
        return text("closed")
    return text("nobody on shift")


def overflow_action(rule: Overflow) -> str:
    """What happens to a ticket that a rule of overflow is about."""
    if rule.action is OverflowAction.QUEUE:
        return text("to queue {queue}", queue=shown(rule.queue))
    words = {
        OverflowAction.CALLBACK: text("a callback is offered"),
        OverflowAction.BOT: text("a bot answers"),
        OverflowAction.MESSAGE: text("a message is sent"),
    }
    return words[rule.action]


def lifts(reservation: Reservation) -> str:
    """When a reservation does not bind; "never" where it always does."""
    found = []
    if reservation.lift_waiting >= 0:
        at, until = reservation.lift_waiting, reservation.restore_waiting
        found.append(text("{at} tickets wait, until no more than {until} do", at=at, until=until))
    if reservation.lift_after_us < NEVER:
        found.append(text("waited {seconds} s", seconds=plain_seconds(reservation.lift_after_us)))
    return "; ".join(found) or text("never")
