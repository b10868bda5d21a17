"""What the compiled engine does with contacts that are more than one talk: holds, silences, transfers, callbacks.

A *leg* is what happens between an agent's acceptance and the agent's being rid of the contact. The first leg of a
contact that was answered stands in its record; waits and legs after it are *spells* in a table of their own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from routing._jit import jit_inline, jit_internal, whole
from routing._rows import declare_rows
from routing.kernels import kernel, kernel_work
from routing.kernels.kernel_code import NO_ROOM, TOO_MANY_INACTIVE
from routing.kernels.kernel_timers import code_of
from routing.kernels.state import EVENTS, Rows, State, Tables, row_type
from routing.model import NEVER, EventKind, Kind, TicketState
from simulation.core.behaviour import BALK, BEHAVIOUR, FACTOR, GROUP_LAW, HOURS, MAX_LEGS, MEMBER, TRANSFER, Choice
from simulation.core.call_in import CALL, CALL_IN
from simulation.core.draw_plan import LAW
from simulation.core.handling import CANDIDATE, HANDLING, OPENING, OUTAGE, OUTAGE_LAW
from simulation.core.overtime import OVERTIME
from simulation.core.records import ORIGIN, PASSED, PROMISE, SPELL, Cause, Outcome, Promised, SpellKind
from simulation.drawing.engine_chance import chance, contact_key, happens, time_of
from simulation.drawing.engine_draw import time_at
from simulation.drawing.engine_random import draw
from simulation.engines import engine_agents, engine_customers
from simulation.engines.engine_talk import (
    ASLEEP,
    LAST,
    ON_HOLD,
    RINGS,
    SHARE,
    TO_HOLD,
    TO_SLEEP,
    WAKES,
    change_talks,
    end_part_at,
    factor_of,
    talk_for,
)
from simulation.engines.engine_wheel import enter, withdraw

PART = row_type(
    ("key", np.uint64),
    ("ends", np.int64),  # when the part of its leg that it is in ends; -1: it is in none
    ("leaves", np.int64),  # when its patience ends; -1: not at all; :data:`~simulation.engines.engine_agents.IN_TIME`
    ("queued", np.int64),  # since when it waits again; -1: its first wait, or none
    ("began", np.int64),  # since when its agent has it, where that is no part of its record; -1: it is, or nobody has
    ("own_work", np.int64),  # talk time of the next leg with an agent of speed 1000 …
    ("promise", np.int32),  # row of its callback; -1: none
    ("cls", np.int16),
    ("legs", np.int16),  # so many have begun
    ("phase", np.int16),
    ("offers", np.int16),  # so many have been made
    ("answer", np.int16),  # what the agent does with the last one
    ("by_group", np.int16),  # 1: its ``own_work`` is a tail probability of the law of the agent's group …
    ("handed_over", np.int32),  # … and its time is multiplied by so many per mille for what a bot found out …
    ("form", np.int32),  # … and by so many for the form that was filled in
    ("excluded", np.int32),  # the agent by whom it will not be served; -1: anybody will do
    ("entry", np.int32),  # where the end of its patience stands; see :mod:`simulation.engines.engine_wheel`
    ("rest", np.int64),  # talk time that is left after the interruption
    ("slept", np.int64),  # since when it is silent
    ("given_work", np.int64),  # talk time and wrap-up that it came with, whatever a bot found out for the agent
    ("given_wrap_up", np.int64),
    ("next_cause", np.int64),  # why the contact comes that follows this one
    ("unused", np.int64),  # fills the second line
)
"""How far a contact is, in two cache lines: in the first one what most events need."""

HANDS = row_type(
    ("talks", np.int64),  # contacts that the agent talks to, those on hold among them
    ("presence", np.int64),  # as the router said last
)
"""[agent]: what an agent does."""

LIFE_CLOCK = row_type(
    ("n_contacts", np.int64),  # those that follow others among them
    ("close", np.int64),  # nobody comes again from then on
    ("n_spells", np.int64),
    ("n_promises", np.int64),
    ("n_passed", np.int64),
    ("full", np.int64),  # 1: the next command might not find room to be written down in
    ("asked", np.int64),  # slot of the ticket whose customer is offered a callback now; -1: none
    ("asked_number", np.int64),
    ("first_agent", np.int64),  # the place of agent 0, who comes back, among the changes of presence of an instant …
    ("first_queue", np.int64),  # … of queue 0, which opens or closes, behind all agents …
    ("first_lost", np.int64),  # … of agent 0, who vanishes, behind all queues …
    ("first_look", np.int64),  # … of call-in 0, whose queue is looked at, behind all of these …
    ("first_stay", np.int64),  # … and of shift 0, whose agent stays on, behind all of these
)


class Life(NamedTuple):
    """What a run of contacts with behaviour reads (rows … lost) and writes."""

    rows: Rows
    transfers: Rows
    factors: Rows
    laws: Rows
    samples: Any  # float64
    handling: Rows
    candidates: Rows
    openings: Rows
    solves: Any  # float64
    hours: Rows
    balks: Rows
    outages: Rows
    group_laws: Rows
    members: Rows
    call_ins: Rows
    overtimes: Rows
    overtime_of: Any  # int64
    lost: Rows  # the outages of this day
    parts: Rows
    origins: Rows
    shares: Rows  # [contact]; empty where nobody shares an agent
    hands: Rows
    calls: Rows
    spells: Rows
    promises: Rows
    passed: Rows
    clock: Rows  # one row


declare_rows(
    Life,
    {
        "rows": BEHAVIOUR,
        "transfers": TRANSFER,
        "factors": FACTOR,
        "laws": LAW,
        "samples": np.float64,
        "handling": HANDLING,
        "candidates": CANDIDATE,
        "openings": OPENING,
        "solves": np.float64,
        "hours": HOURS,
        "balks": BALK,
        "outages": OUTAGE_LAW,
        "group_laws": GROUP_LAW,
        "members": MEMBER,
        "call_ins": CALL_IN,
        "overtimes": OVERTIME,
        "overtime_of": np.int64,
        "lost": OUTAGE,
        "parts": PART,
        "origins": ORIGIN,
        "shares": SHARE,
        "hands": HANDS,
        "calls": CALL,
        "spells": SPELL,
        "promises": PROMISE,
        "passed": PASSED,
        "clock": LIFE_CLOCK,
    },
)

_NONE, _ZERO, _ONE = whole(-1), whole(0), whole(1)
_WAIT, _WORK, _SILENT = (whole(kind) for kind in (SpellKind.WAIT, SpellKind.WORK, SpellKind.SILENT))
_WAITING = whole(TicketState.WAITING)
_PERSONAL = whole(TicketState.PERSONAL)
_K_CANCEL = whole(Kind.CANCEL)
_EV_DECLINED = whole(EventKind.DECLINED)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_RESUMED = whole(EventKind.RESUMED)
_EV_INACTIVE = whole(EventKind.INACTIVE)
_EV_RETURNED = whole(EventKind.RETURNED)
_EV_TRANSFERRED = whole(EventKind.TRANSFERRED)
_EV_COMPLETED = whole(EventKind.COMPLETED)
_EV_WRAPPED_UP = whole(EventKind.WRAPPED_UP)
_EV_CANCELLED = whole(EventKind.CANCELLED)
_EV_BLOCKED = whole(EventKind.BLOCKED)
_EV_DEFLECTED = whole(EventKind.DEFLECTED)
_EV_CALLBACK_ADVISED = whole(EventKind.CALLBACK_ADVISED)
_EV_CALLBACK_HELD = whole(EventKind.CALLBACK_HELD)
_EV_CALLBACK_DUE = whole(EventKind.CALLBACK_DUE)
_EV_CALLBACK_FAILED = whole(EventKind.CALLBACK_FAILED)
_CALLBACK, _REACHED, _HOLD, _SILENCE, _INTERRUPTION, _INTERRUPTED_FOR, _TRANSFER, _OWN_WORK, _PATIENCE = (
    whole(choice) for choice in list(Choice)[:9]
)
_REDIAL, _REDIAL_AFTER, _RETURN, _RETURN_AFTER, _AGAIN, _NEW_WORK, _NEW_WRAP_UP, _NEW_PATIENCE = (
    whole(choice) for choice in list(Choice)[9:17]
)
_BY_REDIAL, _BY_RETURN = whole(Cause.REDIAL), whole(Cause.RETURN)
_K_ARRIVAL = whole(Kind.ARRIVAL)
_OPEN, _CALLED_BACK = whole(Outcome.OPEN), whole(Outcome.CALLBACK)
_KEPT, _FAILED = whole(Promised.KEPT), whole(Promised.FAILED)


@jit_inline
def begin(run: Any, life: Any, number: int) -> None:
    """A contact arrives."""
    contact, part, origin = run.contacts[number], life.parts[number], life.origins[number]
    part.key = contact_key(life.rows[contact.cls].key, contact.arrival)
    origin.parent = -1
    origin.cause = 0
    origin.number = 0
    _begin_part(part, contact, life.rows[contact.cls])
    engine_customers.begin(origin)


@jit_inline
def _begin_part(part: Any, contact: Any, does: Any) -> None:
    part.cls = contact.cls
    part.legs = 0
    part.given_work = contact.work
    part.given_wrap_up = contact.wrap_up
    part.next_cause = 0
    part.own_work = contact.work
    part.by_group = does.work_by_group
    part.handed_over = 1000
    part.form = 1000
    part.queued = -1
    part.began = -1
    part.leaves = -1
    part.promise = -1
    part.ends = -1
    part.offers = 0


@jit_internal
def _come_again(run: Any, life: Any, number: int, cause: int, now: int) -> None:
    """Let chance decide whether the customer comes again, and when; nobody does after the close."""
    part, origin = life.parts[number], life.origins[number]
    does = life.rows[life.parts[number].cls]
    before: int = origin.number + 1 if origin.cause == cause else 0
    if cause == _BY_REDIAL:
        share, most, choice, law, after = does.redials, does.most_redials, _REDIAL, does.redial_after, _REDIAL_AFTER
    else:
        share, most, choice, law, after = does.returns, does.most_returns, _RETURN, does.return_after, _RETURN_AFTER
    if before >= most or not happens(part.key, choice, _ZERO, share):
        return
    time = now + time_of(life, law, part.key, after, _ZERO)
    if time < life.clock[0].close:
        part.next_cause = cause
        enter(run, time, code_of(_K_ARRIVAL, number), _NONE)


@jit_inline
def next_for_queue(run: Any, life: Any, row: int, now: int) -> int:
    """Who comes to the queue now: this contact from the bot, or the one that follows it; -1: that one meets the bot."""
    if life.parts[row].next_cause == 0:
        engine_customers.leave_bot(run, life, row, now)
        return row
    number: int = _follow(run, life, row, now)
    return -1 if engine_customers.enters_bot(run, life, number, now) else number


@jit_internal
def _follow(run: Any, life: Any, parent: int, now: int) -> int:
    """Write down the contact that follows another one, and comes now; returns its row."""
    number: int = life.clock[0].n_contacts
    life.clock[0].n_contacts += 1
    if life.clock[0].n_contacts >= len(life.parts) - 1:
        life.clock[0].full = 1
    before, contact, part, origin = run.contacts[parent], run.contacts[number], life.parts[number], life.origins[number]
    cause: int = life.parts[parent].next_cause
    does = life.rows[before.cls]
    part.key = draw(life.parts[parent].key, _AGAIN)
    part.excluded = life.parts[parent].excluded
    origin.parent = parent
    origin.cause = cause
    origin.number = life.origins[parent].number + 1 if life.origins[parent].cause == cause else 0
    contact.arrival = now
    contact.cls = before.cls
    contact.balks = before.balks
    contact.tie = before.tie
    contact.preferred = before.preferred
    contact.work = life.parts[parent].given_work
    contact.wrap_up = life.parts[parent].given_wrap_up
    if cause == _BY_RETURN:
        contact.work = time_of(life, does.work, part.key, _NEW_WORK, _ZERO)
        contact.wrap_up = time_of(life, does.wrap_up, part.key, _NEW_WRAP_UP, _ZERO)
    contact.patience = time_of(life, does.patience, part.key, _NEW_PATIENCE, _ZERO)
    _begin_part(part, contact, does)
    engine_customers.begin(origin)
    return number


@jit_internal
def _add_spell(life: Any, kind: int, number: int, agent: int, start: int, end: int) -> None:
    spell = life.spells[life.clock[0].n_spells]
    life.clock[0].n_spells += 1
    if life.clock[0].n_spells > len(life.spells) - 2 * EVENTS:
        life.clock[0].full = 1
    spell.kind = kind
    spell.contact = number
    spell.agent = agent
    spell.start = start
    spell.end = end


@jit_internal
def _answers(run: Any, life: Any, number: int, now: int) -> bool:
    """Whether a customer who is called back is reached, or has been before."""
    part = life.parts[number]
    promise = life.promises[part.promise]
    if promise.answered >= 0:
        return True
    promise.attempts += 1
    if chance(part.key, _REACHED, _ZERO + promise.attempts) >= life.rows[life.parts[number].cls].reached:
        return False
    promise.answered = now
    promise.result = _KEPT
    return True


@jit_inline
def _group_row(life: Any, does: Any, agent: int) -> int:
    """Where the laws of a class with the agent's group stand."""
    return int(does.first_group_law + life.members[agent].group)


@jit_internal
def _settled(life: Any, law: int, tail: int) -> np.int64:
    return time_at(life, law, tail)


@jit_inline
def wrap_up_of(life: Any, number: int, contact: Any, agent: int) -> Any:
    """Wrap-up of a contact with an agent, of usual speed."""
    does = life.rows[contact.cls]
    wrap_up = contact.wrap_up
    if does.wrap_up_by_group == 1:
        wrap_up = _settled(life, life.group_laws[_group_row(life, does, agent)].wrap_up, contact.wrap_up)
        wrap_up = wrap_up * life.parts[number].handed_over // 1000
    return wrap_up


@jit_inline
def begin_leg(state: State, run: Any, life: Any, number: int, slot: int, agent: int, now: int) -> None:
    """An agent has accepted a contact: settle how long they talk, and what interrupts them."""
    part, contact = life.parts[number], run.contacts[number]
    does = life.rows[part.cls]
    leg: int = part.legs
    part.legs += 1
    if part.leaves > now:
        withdraw(run, part.entry, part.leaves, code_of(_K_CANCEL, number))
    if leg == 0 and part.queued < 0:
        engine_customers.end_first_wait(life, number, contact, now)
    if part.queued >= 0:
        _add_spell(life, _WAIT, number, agent, part.queued, now)
        part.queued = -1
        part.began = now
    change_talks(state, run, life, agent, _ONE, now)
    if part.promise >= 0 and not _answers(run, life, number, now):
        part.phase = RINGS
        end_part_at(run, life, number, slot, now + does.ring)
        return
    if does.resolves == 1:
        life.origins[number].solved = 0
    own_work = part.own_work
    if part.by_group == 1:
        own_work = _settled(life, life.group_laws[_group_row(life, does, agent)].work, part.own_work)
        own_work = own_work * part.handed_over // 1000 * part.form // 1000
    talk = own_work * run.pace[agent * len(run.labels) + part.cls] // 1000
    if does.n_factors > 0 and does.shares == 0:
        talk = talk * factor_of(life, does, agent) // 1000
    before, part.phase = talk, LAST
    if happens(part.key, _HOLD, leg, does.hold_share):
        part.phase = TO_HOLD
    elif happens(part.key, _SILENCE, leg, does.silent_share):
        part.phase = TO_SLEEP
    if part.phase != LAST:
        before = np.int64(talk * chance(part.key, _INTERRUPTION, leg))
    part.rest = talk - before
    talk_for(run, life, number, slot, agent, before, now)


@jit_inline
def go_on_with(tables: Tables, state: State, run: Any, life: Any, number: int, slot: int, now: int) -> int:
    """A part of a contact's leg is over; returns 1 where the router lacks room, else 0."""
    part = life.parts[number]
    if part.ends != now:  # the agent has vanished since, or the talk goes on at another pace
        return 0
    part.ends = -1
    does = life.rows[part.cls]
    phase, next_leg, agent = part.phase, part.legs - 1, state.tickets[slot].agent
    if phase == TO_HOLD:
        part.phase = ON_HOLD
        kernel_work.hold(tables, state, slot, now)
        length = time_of(life, does.hold, part.key, _INTERRUPTED_FOR, next_leg)
        end_part_at(run, life, number, slot, now + length)
    elif phase == ON_HOLD:
        part.phase = LAST
        kernel_work.resume(tables, state, slot, now)
        talk_for(run, life, number, slot, agent, part.rest, now)
    elif phase == TO_SLEEP:
        part.phase = ASLEEP
        if kernel_work.deactivate(tables, state, slot, now) == TOO_MANY_INACTIVE:
            part.phase = LAST
            talk_for(run, life, number, slot, agent, part.rest, now)
            return 0
        length = time_of(life, does.silence, part.key, _INTERRUPTED_FOR, next_leg)
        end_part_at(run, life, number, slot, now + length)
    elif phase == ASLEEP:
        part.phase = WAKES
        kernel_work.wake(tables, state, slot, now)
    elif phase == RINGS:
        kernel_work.callback_failed(tables, state, slot, now + does.retry, now)
    else:
        return _end_leg(tables, state, run, life, number, slot, now)
    return 0


@jit_internal
def _note_transfer(life: Any, number: int, before: int, entry: int, now: int) -> None:
    passed = life.passed[life.clock[0].n_passed]
    life.clock[0].n_passed += 1
    if life.clock[0].n_passed >= len(life.passed) - 1:
        life.clock[0].full = 1
    passed.time = now
    passed.contact = number
    passed.before = before
    passed.to = life.transfers[entry].queue
    passed.reason = life.transfers[entry].reason


@jit_inline
def _end_leg(tables: Tables, state: State, run: Any, life: Any, number: int, slot: int, now: int) -> int:
    """The talk is over: the contact is passed on, or the agent is done with it but for the wrap-up."""
    part, contact = life.parts[number], run.contacts[number]
    does = life.rows[part.cls]
    if part.legs < MAX_LEGS and does.first_transfer < does.end_transfer:
        drawn = chance(part.key, _TRANSFER, part.legs - 1)
        for i in range(does.first_transfer, does.end_transfer):
            if drawn < life.transfers[i].share:
                queue, target = _ZERO + life.transfers[i].queue, _NONE
                if life.transfers[i].to_preferred == 1 and contact.preferred != state.tickets[slot].agent:
                    target = _ZERO + contact.preferred
                _note_transfer(life, number, state.tickets[slot].queue, i, now)
                if kernel_work.transfer(tables, state, slot, queue, target, now) == NO_ROOM:
                    return 1
                part.own_work = time_of(life, life.transfers[i].work, part.key, _OWN_WORK, part.legs)
                part.by_group = 0
                return 0
    agent = state.tickets[slot].agent
    wrap_up = wrap_up_of(life, number, contact, agent) * run.pace[agent * len(run.labels) + part.cls]
    kernel.complete(tables, state, slot, wrap_up >= 1000, now)
    return 0


@jit_internal
def ask(tables: Tables, state: State, run: Any, life: Any, now: int) -> int:
    """Let the customer who is offered a callback decide; returns 1 where the router lacks room, else 0."""
    slot, number = life.clock[0].asked, life.clock[0].asked_number
    life.clock[0].asked = -1
    ticket = state.tickets[slot]
    if ticket.number != number or (ticket.state != _WAITING and ticket.state != _PERSONAL):
        return 0
    row = int(ticket.cls)
    part = life.parts[row]
    does = life.rows[part.cls]
    if chance(part.key, _CALLBACK, _ZERO) >= does.accepts:
        return 0
    due = now + does.due
    answer = kernel_work.request_callback(tables, state, slot, due, due + does.window, does.attempts, now)
    return 1 if answer == NO_ROOM else 0


@jit_inline
def may_leave(life: Any, number: int, now: int) -> bool:
    """Whether the patience that ends now is that of the wait that the contact is in."""
    return bool(life.parts[number].leaves == now)


@jit_internal
def _end_of_work(run: Any, life: Any, number: int, agent: int, now: int) -> None:
    """The agent is rid of the contact."""
    part = life.parts[number]
    if part.began >= 0:
        _add_spell(life, _WORK, number, agent, part.began, now)
        part.began = -1
    else:
        run.records[number].done = now


@jit_internal
def _queue_again(run: Any, life: Any, number: int, now: int) -> None:
    life.parts[number].queued = now
    run.clock[0].in_queue += 1


@jit_internal
def _end_of_wait(run: Any, life: Any, number: int, now: int) -> bool:
    """The contact leaves the queue unanswered; returns whether that was a later wait, which no record tells of."""
    part = life.parts[number]
    part.leaves = -1
    if part.queued < 0:
        return False
    run.clock[0].in_queue -= 1
    _add_spell(life, _WAIT, number, _NONE, part.queued, now)
    part.queued = -1
    return True


@jit_inline
def note(state: State, run: Any, life: Any, event: Any, number: int) -> bool:
    """Write down what a contact with behaviour has come to; returns whether nothing of it is left to be noted."""
    kind, now = event.kind, event.time
    part = life.parts[number]
    if kind in (_EV_COMPLETED, _EV_WRAPPED_UP):
        if kind == _EV_COMPLETED:
            change_talks(state, run, life, event.agent, _NONE, now)
            if part.began < 0:
                run.records[number].talk_end = now
            if not engine_customers.solves(run, life, number, event.agent):
                _come_again(run, life, number, _BY_RETURN, now)
        if kind == _EV_WRAPPED_UP or event.detail == 0:
            _end_of_work(run, life, number, event.agent, now)
        return bool(kind == _EV_WRAPPED_UP or event.detail == 0)
    if kind in (_EV_CANCELLED, _EV_BLOCKED):
        _come_again(run, life, number, _BY_REDIAL, now)
        return kind == _EV_CANCELLED and _end_of_wait(run, life, number, now)
    if kind == _EV_DEFLECTED:
        return _end_of_wait(run, life, number, now)
    if kind == _EV_RESUMED:
        if part.phase == WAKES:
            part.phase = LAST
            change_talks(state, run, life, event.agent, _ONE, now)
            _add_spell(life, _SILENT, number, event.agent, part.slept, now)
            talk_for(run, life, number, event.slot, event.agent, part.rest, now)
    elif kind == _EV_INACTIVE:
        part.slept = now
        change_talks(state, run, life, event.agent, _NONE, now)
    elif kind in (_EV_EXPIRED, _EV_DECLINED):
        engine_agents.lose_offer(run, life, number, event.slot, now)
    elif kind == _EV_RETURNED:
        _return(state, run, life, number, event.slot, event.agent, now)
    elif kind == _EV_TRANSFERRED:
        change_talks(state, run, life, event.agent, _NONE, now)
        life.origins[number].transfers += 1
        if part.began < 0:
            run.records[number].talk_end = now
        _end_of_work(run, life, number, event.agent, now)
        _queue_again(run, life, number, now)
        _set_patience(run, life, number, event.slot, now)
    elif kind == _EV_CALLBACK_ADVISED:
        life.clock[0].asked = event.slot
        life.clock[0].asked_number = event.number
    elif kind == _EV_CALLBACK_HELD:
        _promise(run, life, number, now)
    elif kind == _EV_CALLBACK_DUE:
        _queue_again(run, life, number, now)
    elif kind == _EV_CALLBACK_FAILED:
        change_talks(state, run, life, event.agent, _NONE, now)
        _end_of_work(run, life, number, event.agent, now)
        if event.detail == 0:
            life.promises[part.promise].result = _FAILED
    else:
        return False
    return True


@jit_internal
def _return(state: State, run: Any, life: Any, number: int, slot: int, agent: int, now: int) -> None:
    """The contact's agent has vanished: it waits again, and the talk will start over."""
    part = life.parts[number]
    part.ends = -1
    if part.phase == ASLEEP or part.phase == WAKES:
        _add_spell(life, _SILENT, number, agent, part.slept, now)
    else:
        change_talks(state, run, life, agent, _NONE, now)
    if part.began < 0:
        run.records[number].talk_end = now
    _end_of_work(run, life, number, agent, now)
    _queue_again(run, life, number, now)
    part.leaves = -1
    if part.phase != RINGS:  # else nobody is on the line who could leave
        _set_patience(run, life, number, slot, now)


@jit_internal
def _set_patience(run: Any, life: Any, number: int, slot: int, now: int) -> None:
    part = life.parts[number]
    does = life.rows[life.parts[number].cls]
    patience = time_of(life, does.patience, part.key, _PATIENCE, part.legs)
    part.leaves = -1
    if patience < NEVER:
        part.leaves = now + patience
        part.entry = enter(run, part.leaves, code_of(_K_CANCEL, number), slot)


@jit_internal
def _promise(run: Any, life: Any, number: int, now: int) -> None:
    """The customer has hung up and will be called back."""
    part = life.parts[number]
    if not _end_of_wait(run, life, number, now):
        run.clock[0].in_queue -= 1
        run.records[number].left = now
        run.records[number].outcome = _CALLED_BACK
    does = life.rows[life.parts[number].cls]
    part.promise = life.clock[0].n_promises
    life.clock[0].n_promises += 1
    if life.clock[0].n_promises > len(life.promises) - EVENTS:
        life.clock[0].full = 1
    promise = life.promises[part.promise]
    promise.contact = number
    promise.asked = now
    promise.due = now + does.due
    promise.until = promise.due + does.window
    promise.answered = -1
    promise.attempts = 0
    promise.result = 0
