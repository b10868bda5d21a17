"""What the compiled engine asks of customers besides waiting and talking.

The bot before, what they are told of the wait, the form that they fill in, and whether their matter was solved.
"""

from __future__ import annotations

from typing import Any

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.kernel_expect import likely_for_new
from routing.kernels.kernel_timers import code_of
from routing.kernels.state import State, Tables
from routing.model import Kind
from simulation.core.behaviour import Choice, Told
from simulation.core.records import Outcome
from simulation.drawing.engine_chance import chance, happens, time_of
from simulation.engines.engine_wheel import enter

_SOLVED, _BOT, _CONTAINED, _BOT_TIME, _FORM, _BALK = (whole(choice) for choice in list(Choice)[17:23])
_LENGTH = whole(Told.LENGTH)
_BY_BOT = whole(Outcome.CONTAINED)
_K_ARRIVAL = whole(Kind.ARRIVAL)
_NONE, _ZERO = whole(-1), whole(0)


@jit_inline
def begin(origin: Any) -> None:
    """A contact comes, and nothing is known of its matter."""
    origin.bot = -1
    origin.transfers = 0
    origin.solved = -1


@jit_internal
def _is_in_front(life: Any, does: Any, now: int) -> bool:
    found = False
    for i in range(does.first_hour, does.end_hour):
        found |= life.hours[i].start <= now < life.hours[i].end
    return found


@jit_internal
def enters_bot(run: Any, life: Any, number: int, now: int) -> bool:
    """Whether a contact that comes meets a bot first: it is then served by it, or comes to the queue afterwards."""
    part = life.parts[number]
    does = life.rows[part.cls]
    if not happens(part.key, _BOT, _ZERO, does.meets_bot) or not _is_in_front(life, does, now):
        return False
    time = time_of(life, does.in_bot, part.key, _BOT_TIME, _ZERO)
    life.origins[number].bot = time
    if chance(part.key, _CONTAINED, _ZERO) >= does.contained:
        enter(run, now + time, code_of(_K_ARRIVAL, number), _NONE)
        return True
    record = run.records[number]
    record.answered = -1
    record.left = -1
    record.talk_end = now + time
    record.done = -1
    record.agent = -1
    record.queue = -1
    record.step = -1
    record.outcome = _BY_BOT
    return True


@jit_internal
def leave_bot(run: Any, life: Any, number: int, now: int) -> None:
    """A contact comes from the bot to its queue, and with it what the bot has found out."""
    contact, part = run.contacts[number], life.parts[number]
    does = life.rows[contact.cls]
    contact.arrival = now
    part.handed_over = does.hand_over
    if does.work_by_group == 0:
        contact.work = contact.work * does.hand_over // 1000
        part.own_work = contact.work
    if does.wrap_up_by_group == 0:
        contact.wrap_up = contact.wrap_up * does.hand_over // 1000


@jit_inline
def hear(tables: Tables, state: State, run: Any, life: Any, number: int, queue: int) -> None:
    """A contact that is about to enter its queue hears what to expect, and decides whether it would wait."""
    contact = run.contacts[number]
    does = life.rows[contact.cls]
    if does.hears == 0:
        return
    contact.balks = 0
    most = does.unknown_balk
    if does.end_balk > does.first_balk:  # the last row has the greatest share
        most = max(most, life.balks[does.end_balk - 1].share)
    if most <= 0.0:
        return
    drawn = chance(life.parts[number].key, _BALK, _ZERO)
    if drawn >= most:  # whatever it hears, so that nobody need work it out
        return
    told: int = state.lines[queue].waiting
    if does.hears != _LENGTH:
        told = likely_for_new(tables, state, queue, contact.arrival)
    share = does.unknown_balk if told < 0 else 0.0
    for i in range(does.first_balk, does.end_balk):
        if told >= life.balks[i].at:
            share = life.balks[i].share
    contact.balks = 1 if drawn < share else 0


@jit_inline
def end_first_wait(life: Any, number: int, contact: Any, now: int) -> None:
    """The first agent takes a contact that has waited for one: it may have filled in a form."""
    part, does = life.parts[number], life.rows[contact.cls]
    has_time = now - contact.arrival >= does.form_after
    if has_time and happens(part.key, _FORM, _ZERO, does.fills_form):
        part.form = does.form_factor
        if part.by_group == 0:
            part.own_work = part.own_work * does.form_factor // 1000


@jit_inline
def solves(run: Any, life: Any, number: int, agent: int) -> bool:
    """Whether the agent has solved the contact's matter, at the end of the last talk; False: that is not asked, too."""
    cls = life.parts[number].cls
    if life.rows[cls].resolves == 0:
        return False
    if chance(life.parts[number].key, _SOLVED, _ZERO) >= life.solves[agent * len(run.labels) + cls]:
        return False
    life.origins[number].solved = 1
    return True
