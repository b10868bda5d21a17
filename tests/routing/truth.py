"""Whether a cause that the router names is true, according to the naive twin."""

from __future__ import annotations

from collections.abc import Callable

from routing.causes import Cause, Reason
from routing.model import NEVER, Presence, TicketState
from tests.naive import NaiveRouter, Person, Ticket, holds, qualifies


def is_true(twin: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    """Whether the cause keeps this agent from this ticket at the twin's present time."""
    return _TRUTHS[cause.reason](twin, ticket, person, cause)


def _skill_missing(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    wanted = dict(ticket.queue.steps[ticket.step].skills)
    level = person.agent.skills.get(cause.what or "", 0)
    return (cause.have, cause.need) == (level, wanted[cause.what or ""]) and level < wanted[cause.what or ""]


def _label_not_met(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    step, condition = ticket.queue.steps[ticket.step], cause.condition
    assert condition is not None
    return condition in step.labels and not holds(condition, person.agent.labels)


def _other_pool(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    pools = ticket.queue.steps[ticket.step].pools
    return cause.what == ", ".join(pools) and not set(pools) & set(person.agent.pools)


def _step_not_taken(twin: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    assert cause.need is not None
    step, before = ticket.queue.steps[cause.need], ticket.queue.steps[cause.need - 1]
    ready = next(p for p in twin.people if p.agent.id == cause.what)
    has_come = step.only_if_absent and step.from_us <= twin.now - ticket.entered_queue and cause.need > ticket.step
    is_ready = ready.presence is Presence.READY and qualifies(ready.agent, before)
    return has_come and is_ready and qualifies(person.agent, step)


def _delay(twin: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    delay = twin.own_delay[person.number][ticket.queue_number]
    return delay > ticket.reached and cause.at == ticket.entered_queue + delay


def _paused(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    return ticket.pauses.get(person.number) == cause.at


def _excluded(_: NaiveRouter, ticket: Ticket, person: Person, _cause: Cause) -> bool:
    return person.number in ticket.excluded


def _closed(twin: NaiveRouter, ticket: Ticket, _: Person, cause: Cause) -> bool:
    return ticket.queue_number in twin.closed and cause.what == ticket.queue.name


def _is(presence: Presence) -> Callable[[NaiveRouter, Ticket, Person, Cause], bool]:
    return lambda _twin, _ticket, person, _cause: person.presence is presence


def _has_offer(_: NaiveRouter, _ticket: Ticket, person: Person, cause: Cause) -> bool:
    return person.offer is not None and person.offer.id == cause.what


def _waking(_: NaiveRouter, _ticket: Ticket, person: Person, cause: Cause) -> bool:
    return bool(person.waking) and person.waking[0].id == cause.what


def _gathers(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    other = person.gathers_for
    return other is not None and other is not ticket and other.id == cause.what


def _busy(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    numbers = (person.load, ticket.cost, person.agent.capacity)
    return (cause.have, cause.need, cause.limit) == numbers and person.load >= person.agent.capacity


def _no_units(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    numbers = (person.load, ticket.cost, person.agent.capacity)
    return (cause.have, cause.need, cause.limit) == numbers and person.load + ticket.cost > person.agent.capacity


def _most(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    in_hand = {TicketState.ASSIGNED, TicketState.HELD, TicketState.WRAPPING}
    count = sum(other.channel == ticket.channel and other.state in in_hand for other in person.tickets)
    most = person.agent.most.get(ticket.channel, NEVER)
    return (cause.what, cause.have, cause.limit) == (ticket.channel, count, most) and count >= most


def _reserved(twin: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    assert cause.need is not None
    reservation = twin.policy.reservations[cause.need]
    free = sum(twin._is_free_for(p, reservation) for p in twin.people)
    numbers = (cause.what, cause.have, cause.limit) == (reservation.pool, free, reservation.keep_free)
    return numbers and free <= reservation.keep_free and twin._is_reserved(person, ticket)


def _held_for(_: NaiveRouter, ticket: Ticket, person: Person, cause: Cause) -> bool:
    other = ticket.person
    is_held = ticket.state is TicketState.PERSONAL and other is not None and other is not person
    return is_held and (cause.what, cause.at) == (ticket.owner, ticket.deadline)


def _callback_not_due(_: NaiveRouter, ticket: Ticket, _person: Person, cause: Cause) -> bool:
    return ticket.state is TicketState.CALLBACK and cause.at == ticket.deadline


_TRUTHS: dict[Reason, Callable[[NaiveRouter, Ticket, Person, Cause], bool]] = {
    Reason.SKILL_MISSING: _skill_missing,
    Reason.LABEL_NOT_MET: _label_not_met,
    Reason.OTHER_POOL: _other_pool,
    Reason.STEP_NOT_TAKEN: _step_not_taken,
    Reason.DELAY: _delay,
    Reason.PAUSED: _paused,
    Reason.EXCLUDED: _excluded,
    Reason.QUEUE_CLOSED: _closed,
    Reason.OFFLINE: _is(Presence.OFFLINE),
    Reason.ON_BREAK: _is(Presence.BREAK),
    Reason.DRAINING: _is(Presence.DRAINING),
    Reason.HAS_OFFER: _has_offer,
    Reason.WAKING: _waking,
    Reason.GATHERS: _gathers,
    Reason.BUSY: _busy,
    Reason.NO_UNITS: _no_units,
    Reason.MOST: _most,
    Reason.RESERVED: _reserved,
    Reason.HELD_FOR: _held_for,
    Reason.CALLBACK_NOT_DUE: _callback_not_due,
}
