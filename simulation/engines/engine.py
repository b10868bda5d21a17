"""The compiled event loop: contacts, agents and their shifts around the router's kernel.

One loop, one command a turn: it takes what comes first among arrivals, the router's timers, changes of staff and the
heap of what is under way, gives the router the command, then reads the router's events and writes down what follows
from them. It decides nothing that the router decides. :mod:`simulation.engines.reference` is the same world in SimPy.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from routing._jit import jit, jit_inline, jit_internal, jit_small, view_at, whole
from routing._rows import declare_rows
from routing.kernels import kernel
from routing.kernels.kernel_code import NO_ROOM
from routing.kernels.kernel_timers import code_of, is_before
from routing.kernels.state import Rows, State, Tables, row_type
from routing.model import NEVER, EventKind, Kind, Presence, TicketState
from routing.policy import WrapUp
from simulation.core.records import AGENT_STATE, CONTACT, RECORD, Outcome
from simulation.engines import engine_agents, engine_call_in, engine_customers, engine_life
from simulation.engines.engine_life import Life
from simulation.engines.engine_wheel import ENTRY, clear, enter, enter_here, next_entry, take_entry, take_first

CLOCK = row_type(
    ("now", np.int64),
    ("area", np.int64),  # integral of the number in queue, microseconds
    ("in_queue", np.int64),  # entered, neither accepted nor gone
    ("n_drawn", np.int64),  # contacts that come by themselves
    ("next_contact", np.int64),
    ("next_change", np.int64),
    ("shift", np.int64),  # of the wheel of events; see :mod:`simulation.engines.engine_wheel`
    ("span", np.int64),  # where the wheel's first entry is looked for
    ("n_wheel", np.int64),
    ("free_entry", np.int64),
    ("n_heap", np.int64),
    ("n_states", np.int64),
    ("full", np.int64),  # which array may be too short for what the next command brings; OK: none
    ("job", np.int64),  # group whose staff is being changed; -1: none
    ("returns", np.int64),  # groups whose agents are still to be called back
    ("balk", np.int64),  # slot of the ticket that leaves if it has to wait; -1: none
    ("quiet", np.int64),  # when something last happened
    ("horizon", np.int64),  # the day ends so long after that if nothing but timers is left
)

GROUP = row_type(
    ("first", np.int64),
    ("end", np.int64),
    ("todo", np.int64),  # agents still to sign on (> 0) or to go (< 0)
    ("pending", np.int64),  # pooled leavers: working agents who must still go
    ("phase", np.int64),
    ("pooled", np.int64),
)

CHANGE = row_type(
    ("time", np.int64),
    ("group", np.int64),
    ("heads", np.int64),
    ("pooled", np.int64),
    ("close", np.int64),
    ("overtime", np.int64),  # number of the overtime + 1, where the agent may stay on; 0: goes
    ("until", np.int64),  # for so long at most
)
"""At ``time`` so many agents of a group come (> 0) or go (< 0). Rows are sorted by (time, group)."""

LABEL = row_type(("answer_delay", np.int64), ("queue", np.int64), ("lane", np.int64))
"""What the engine needs of a class of contacts."""


class Run(NamedTuple):
    """What a run reads (contacts, labels, pace, changes) and writes."""

    contacts: Rows
    labels: Rows
    pace: Any  # int32 [agent * classes + class], per mille
    changes: Rows
    groups: Rows
    agent_group: Any  # int32 [agents]
    returning: Any  # int8 [agents]: comes back because the pooled leavers have gone
    back: Any  # int64 [agents]: when an agent who is away comes back; -1: is not away
    wheel: Any  # int32, as long as a power of two: first entry of each span that is marked
    marks: Any  # int64, a bit for each span: whether it has entries
    entries: Rows
    heap: Rows
    records: Rows
    states: Rows
    clock: Rows  # one row


declare_rows(
    Run,
    {
        "contacts": CONTACT,
        "labels": LABEL,
        "pace": np.int32,
        "changes": CHANGE,
        "groups": GROUP,
        "agent_group": np.int32,
        "returning": np.int8,
        "back": np.int64,
        "wheel": np.int32,
        "marks": np.int64,
        "entries": ENTRY,
        "heap": ENTRY,
        "records": RECORD,
        "states": AGENT_STATE,
        "clock": CLOCK,
    },
)
_tables_at = view_at(Tables, 0)
_state_at = view_at(State, 2 * len(Tables._fields))
_run_at = view_at(Run, 2 * len(Tables._fields) + 2 * len(State._fields))
_life_at = view_at(Life, 2 * len(Tables._fields) + 2 * len(State._fields) + 2 * len(Run._fields))

OK, NO_TICKETS, NO_STATES, NO_SPELLS = 0, 1, 3, 4

_STEADY, _DRAIN, _RETURN = 0, 1, 2
_AT_ONCE = 8
"""So many rows are kept free for the changes of presence that a command brings."""
_ZERO, _ONE, _ALWAYS = whole(0), whole(1), whole(NEVER)
_IDLE, _WORKING = whole(0), whole(1)
_NO_CODE = NEVER
_CHANGE, _CONTACT, _TIMER, _HEAP, _WHEEL = 0, 1, 2, 3, 4
_OFFERED = whole(TicketState.OFFERED)
_WAITING = whole(TicketState.WAITING)
_PERSONAL = whole(TicketState.PERSONAL)
_WRAPPING = whole(TicketState.WRAPPING)
_READY = whole(Presence.READY)
_OFFLINE = whole(Presence.OFFLINE)
_BREAK = whole(Presence.BREAK)
_DRAINING = whole(Presence.DRAINING)
_EV_OFFERED = whole(EventKind.OFFERED)
_EV_ASSIGNED = whole(EventKind.ASSIGNED)
_EV_ASSIGNED_BY_HAND = whole(EventKind.ASSIGNED_BY_HAND)
_EV_COMPLETED = whole(EventKind.COMPLETED)
_EV_WRAPPED_UP = whole(EventKind.WRAPPED_UP)
_EV_CANCELLED = whole(EventKind.CANCELLED)
_EV_BLOCKED = whole(EventKind.BLOCKED)
_EV_DEFLECTED = whole(EventKind.DEFLECTED)
_EV_EXPIRED = whole(EventKind.EXPIRED)
_EV_PRESENCE = whole(EventKind.PRESENCE)
_K_COMPLETION = whole(Kind.COMPLETION)
_K_WRAP_UP_END = whole(Kind.WRAP_UP_END)
_K_PRESENCE = whole(Kind.PRESENCE)
_K_CANCEL = whole(Kind.CANCEL)
_K_ANSWER = whole(Kind.ACCEPT_OR_DECLINE)
_K_ARRIVAL = whole(Kind.ARRIVAL)
_WRAP_FIXED = whole(WrapUp.FIXED)
_IN_TIME = -2
"""End of talk of a contact that is accepted before its patience ends, unless the offer expires: then it may leave.

Contacts with behaviour have :data:`simulation.engines.engine_agents.IN_TIME` for that.
"""
_ANSWERED, _ABANDONED, _BALKED, _BLOCKED, _DEFLECTED = (
    int(Outcome.ANSWERED),
    int(Outcome.ABANDONED),
    int(Outcome.BALKED),
    int(Outcome.BLOCKED),
    int(Outcome.DEFLECTED),
)


@jit_inline
def _row(state: State, life: Life | None, slot: int) -> int:
    """The row of the contact whose ticket has a slot: the ticket's number, but where contacts follow others."""
    ticket = state.tickets[slot]
    return int(ticket.number if life is None else ticket.cls)


@jit_inline
def _enter(run: Run, life: Life | None, time: int, code: int, slot: int) -> None:
    """Enter an event; where there are many places that do, they share the code."""
    if life is None:
        enter_here(run, time, code, slot)
    else:
        enter(run, time, code, slot)


@jit_inline
def _note_answer(run: Run, event: Any, number: int) -> None:
    """Write down in a contact's record that it was answered."""
    record = run.records[number]
    record.answered = event.time
    record.left = event.time
    record.agent = event.agent
    record.step = event.detail
    record.outcome = _ANSWERED


@jit_inline
def _handle_events(tables: Tables, state: State, run: Run, life: Life | None) -> None:
    """Write down what the router said and what follows from it."""
    clock = run.clock[0]
    for i in range(state.meta[0].n_events):
        event = state.events[i]
        kind = event.kind
        if kind == _EV_PRESENCE:
            _note_presence(state, run, event.time, event.agent, event.detail)
            if life is not None:
                engine_agents.note_presence(state, run, life, i)
            continue
        if life is not None and engine_agents.is_about_queue(kind):
            continue
        number = event.number if life is None else _row(state, life, event.slot)
        record = run.records[number]
        contact = run.contacts[number]
        cls = contact.cls if life is None else life.parts[number].cls
        if life is not None:
            if kind in (_EV_ASSIGNED, _EV_ASSIGNED_BY_HAND):
                clock.in_queue -= 1
                if life.parts[number].queued < 0:
                    _note_answer(run, event, number)
                    if kind == _EV_ASSIGNED_BY_HAND:
                        record.step = -1
                engine_life.begin_leg(state, run, life, number, event.slot, event.agent, event.time)
                continue
            if kind == _EV_OFFERED:
                if not engine_agents.will_answer(run, life, number, event):
                    continue
            elif engine_life.note(state, run, life, event, number):
                continue
        if kind == _EV_ASSIGNED:
            clock.in_queue -= 1
            _note_answer(run, event, number)
            talk = contact.work * run.pace[event.agent * len(run.labels) + cls] // 1000
            enter_here(run, event.time + talk, code_of(_K_COMPLETION, number), event.slot)
        elif kind == _EV_OFFERED:
            answer = event.time + run.labels[cls].answer_delay
            _enter(run, life, answer, code_of(_K_ANSWER, number), event.slot)
        elif kind == _EV_COMPLETED:
            if life is None:
                record.talk_end = event.time
            if event.detail == 0:
                record.done = event.time
            elif tables.queues[state.tickets[event.slot].queue].wrap_up != _WRAP_FIXED:
                own = contact.wrap_up if life is None else engine_life.wrap_up_of(life, number, contact, event.agent)
                wrap_up = own * run.pace[event.agent * len(run.labels) + cls] // 1000
                _enter(run, life, event.time + wrap_up, code_of(_K_WRAP_UP_END, number), event.slot)
        elif kind == _EV_WRAPPED_UP:
            record.done = event.time
        elif kind == _EV_CANCELLED:
            clock.in_queue -= 1
            record.left = event.time
            if record.outcome != _BALKED:
                record.outcome = _ABANDONED
        elif kind == _EV_BLOCKED:
            clock.in_queue -= 1
            record.left = event.time
            record.outcome = _BLOCKED
        elif kind == _EV_DEFLECTED:
            clock.in_queue -= 1
            record.left = event.time
            record.outcome = _DEFLECTED
        elif life is None and kind == _EV_EXPIRED and record.talk_end == _IN_TIME:
            record.talk_end = -1
            enter_here(run, contact.arrival + contact.patience, code_of(_K_CANCEL, number), event.slot)
    state.meta[0].n_events = 0


@jit_internal
def _note_presence(state: State, run: Run, time: int, agent: int, presence: int) -> None:
    """Write an agent's new presence down; the last pooled leaver to go lets the others come back."""
    clock = run.clock[0]
    row = run.states[clock.n_states]
    clock.n_states += 1
    if clock.n_states > len(run.states) - _AT_ONCE:
        clock.full = NO_STATES
    row.time = time
    row.agent = agent
    row.presence = presence
    number = int(run.agent_group[agent])
    group = run.groups[number]
    if presence != _OFFLINE or group.pending == 0:
        return
    group.pending -= 1
    if group.pending == 0:
        _call_back(state, run, number)


@jit_internal
def _call_back(state: State, run: Run, number: int) -> None:
    """Note who comes back; a group waits for its turn while another one's staff is being changed."""
    group = run.groups[number]
    if group.phase != _RETURN:
        run.clock[0].returns += 1
    group.phase = _RETURN
    if run.clock[0].job < 0:
        run.clock[0].job = number
    for agent in range(group.first, group.end):
        run.returning[agent] = 1 if state.agents[agent].presence == _DRAINING else 0


@jit_internal
def _first_agent(state: State, run: Run, group: Any, presence: int) -> int:
    for agent in range(group.first, group.end):
        if state.agents[agent].presence == presence and run.back[agent] < 0:
            return agent
    return -1


@jit_internal
def _first_here(state: State, group: Any) -> int:
    """The first agent who is ready, or whom the router has sent on a break."""
    for agent in range(group.first, group.end):
        worker = state.agents[agent]
        if worker.presence == _READY or worker.presence == _BREAK:
            return agent
    return -1


@jit_internal
def _last_here(state: State, run: Run, group: Any, working: int) -> int:
    """The last agent at work, those who are away for a while among the idle ones."""
    for agent in range(group.end - 1, group.first - 1, -1):
        worker = state.agents[agent]
        is_here = worker.presence == _READY or worker.presence == _BREAK
        if is_here and (worker.first >= 0 or worker.offer >= 0) == (working == 1):
            return agent
        if not is_here and run.back[agent] >= 0 and working == 0:
            return agent
    return -1


@jit_internal
def _next_return(run: Run, group: Any) -> int:
    for agent in range(group.first, group.end):
        if run.returning[agent] == 1:
            return agent
    return -1


@jit_internal
def _next_job(run: Run) -> int:
    """The first group whose agents are still to be called back; -1: none."""
    if run.clock[0].returns == 0:
        return -1
    for number in range(len(run.groups)):
        if run.groups[number].phase == _RETURN:
            return number
    return -1


@jit_internal
def _change_staff(tables: Tables, state: State, run: Run) -> int:
    """One agent more comes, leaves, drains or returns; ends the job when nothing is left to do.

    Returns OK or NO_TICKETS.
    """
    clock = run.clock[0]
    group = run.groups[clock.job]
    agent, presence = -1, _READY
    if group.phase == _RETURN:
        agent = _next_return(run, group)
        if agent < 0:
            group.phase = _STEADY
            clock.returns -= 1
            return OK
        timer = state.timers[0]
        if state.meta[0].n_timers > 0 and is_before(timer.time, timer.code, clock.now, code_of(_K_PRESENCE, agent)):
            answer = kernel.run_timers(tables, state, clock.now, code_of(_K_PRESENCE, agent), _ONE)
            return NO_TICKETS if answer == NO_ROOM else OK
        run.returning[agent] = 0
    elif group.phase == _DRAIN:
        agent, presence = _first_here(state, group), _DRAINING
        if agent < 0:
            group.phase = _STEADY
            return OK
    elif group.todo < 0:
        agent, presence = _last_here(state, run, group, _IDLE), _OFFLINE
        if agent < 0 and group.pooled == 1:
            group.pending -= group.todo
            group.todo = 0
            group.phase = _DRAIN
            return OK
        if agent < 0:
            agent, presence = _last_here(state, run, group, _WORKING), _DRAINING
        group.todo += 1
    elif group.todo > 0:
        if group.pending > 0:
            fewer = min(group.todo, group.pending)
            group.pending -= fewer
            group.todo -= fewer
            if group.pending == 0:
                _call_back(state, run, clock.job)
            return OK
        agent = _first_agent(state, run, group, _OFFLINE)
        if agent < 0:
            agent = _first_agent(state, run, group, _DRAINING)
        if agent < 0:
            agent = _first_agent(state, run, group, _BREAK)
        group.todo -= 1
    else:
        clock.job = _next_job(run)
        return OK
    if agent < 0:
        group.todo = 0
        return OK
    run.back[agent] = -1
    before = state.agents[agent].presence
    if presence != _OFFLINE or before in (_READY, _BREAK):  # who is away just does not come back
        kernel.set_presence(tables, state, agent, presence, _ALWAYS, clock.now)
    return OK


@jit_internal
def _come_back(tables: Tables, state: State, run: Run, agent: int, now: int) -> None:
    """An agent who was away is ready again, unless the staff plan has said something else meanwhile."""
    if run.back[agent] == now:
        run.back[agent] = -1
        kernel.set_presence(tables, state, agent, _READY, _ALWAYS, now)


@jit_internal
def _begin_change(run: Run) -> None:
    clock = run.clock[0]
    change = run.changes[clock.next_change]
    clock.next_change += 1
    clock.job = change.group
    group = run.groups[change.group]
    group.todo = change.heads
    group.pooled = change.pooled
    if change.close == 1:
        group.pending = 0


@jit_internal
def _begin_call(run: Run, shift: int, heads: int) -> None:
    """So many agents of a shift who have been called in come (> 0) or go (< 0)."""
    run.clock[0].job = shift
    run.groups[shift].todo = heads


@jit_inline
def _arrive(tables: Tables, state: State, run: Run, life: Life | None) -> int:
    """The next contact of the table comes to the router. Returns OK or NO_TICKETS."""
    number: int = run.clock[0].next_contact
    run.clock[0].next_contact += 1
    if life is not None:
        engine_life.begin(run, life, number)
        engine_agents.draw_excluded(run, life, number)
        if engine_customers.enters_bot(run, life, number, run.contacts[number].arrival):
            return OK
    return _submit(tables, state, run, life, number)


@jit_inline
def _submit(tables: Tables, state: State, run: Run, life: Life | None, number: int) -> int:
    """A contact comes to its queue. Returns OK or NO_TICKETS."""
    if life is None:
        return _enter_queue(tables, state, run, life, number)
    return _enter_queue_again(tables, state, run, life, number)


@jit_internal
def _enter_queue_again(tables: Tables, state: State, run: Run, life: Life, number: int) -> int:
    return _enter_queue(tables, state, run, life, number)


@jit_inline
def _enter_queue(tables: Tables, state: State, run: Run, life: Life | None, number: int) -> int:
    clock = run.clock[0]
    contact = run.contacts[number]
    slot = state.meta[0].free_ticket
    if slot < 0:
        return NO_TICKETS
    clock.in_queue += 1
    queue = run.labels[contact.cls].queue
    record = run.records[number]
    record.answered = -1
    record.left = -1
    record.talk_end = -1
    record.done = -1
    record.agent = -1
    record.queue = queue
    record.step = -1
    record.outcome = 0
    if life is not None:
        engine_agents.keep_from(state, life, number)
        engine_customers.hear(tables, state, run, life, number, queue)
    lane, preferred, tie = run.labels[contact.cls].lane, _ZERO + contact.preferred, _ZERO + contact.tie
    if kernel.submit(tables, state, queue, lane, _ZERO + number, preferred, tie, contact.arrival) == NO_ROOM:
        return NO_TICKETS
    ticket = state.tickets[slot]
    if contact.balks == 1:
        clock.balk = slot
    is_offered = ticket.state == _OFFERED
    in_time = is_offered and contact.patience > run.labels[contact.cls].answer_delay
    if life is not None:
        if in_time:
            life.parts[number].leaves = engine_agents.IN_TIME
        elif is_offered or ticket.state == _WAITING or ticket.state == _PERSONAL:
            engine_agents.begin_wait(run, life, number, slot, contact.arrival)
    elif contact.patience < NEVER:
        if in_time:
            record.talk_end = _IN_TIME
        elif is_offered or ticket.state == _WAITING or ticket.state == _PERSONAL:
            enter_here(run, contact.arrival + contact.patience, code_of(_K_CANCEL, number), slot)
    return OK


@jit_inline
def _continue(tables: Tables, state: State, run: Run, life: Life | None, time: int, code: int, slot: int) -> int:
    """Something that was under way comes to its end; what no longer means anything passes. Returns OK or NO_TICKETS."""
    kind = code >> 48
    if kind == _K_COMPLETION:
        if life is not None:
            number = code - (_K_COMPLETION << 48)
            return NO_TICKETS if engine_life.go_on_with(tables, state, run, life, number, slot, time) else OK
        contact = run.contacts[code - (_K_COMPLETION << 48)]
        pace = run.pace[state.tickets[slot].agent * len(run.labels) + contact.cls]
        wrap_up = contact.wrap_up > 0 and contact.wrap_up * pace >= 1000
        kernel.complete(tables, state, slot, wrap_up, time)
        return OK
    if life is not None and kind == _K_ARRIVAL:
        comes = engine_life.next_for_queue(run, life, code - (_K_ARRIVAL << 48), time)
        return _submit(tables, state, run, life, comes) if comes >= 0 else OK
    if life is not None and kind == _K_PRESENCE:
        if code < code_of(_K_PRESENCE, life.clock[0].first_agent):
            _begin_call(run, code - (_K_PRESENCE << 48), slot)
        elif code < code_of(_K_PRESENCE, life.clock[0].first_queue):
            _come_back(tables, state, run, slot, time)
        elif code < code_of(_K_PRESENCE, life.clock[0].first_lost):
            engine_agents.open_or_close(tables, state, run, life, slot)
        elif code < code_of(_K_PRESENCE, life.clock[0].first_look):
            engine_agents.lose(tables, state, run, life, slot)
        elif code < code_of(_K_PRESENCE, life.clock[0].first_stay):
            engine_call_in.look(state, run, life, slot, time)
        else:
            engine_call_in.end_shift(state, run, life, slot, time)
        return OK
    ticket = state.tickets[slot]
    number = _row(state, life, slot)
    if life is not None and engine_agents.is_by_hand(code, number):
        engine_agents.give_by_hand(tables, state, run, life, number, slot, time)
        return OK
    if code_of(kind, number) != code:
        return OK
    if kind == _K_WRAP_UP_END:
        if ticket.state == _WRAPPING:
            kernel.end_wrap_up(tables, state, slot, time)
    elif kind == _K_CANCEL:
        if life is not None and not engine_life.may_leave(life, number, time):
            return OK
        if ticket.state == _WAITING or ticket.state == _OFFERED or ticket.state == _PERSONAL:
            kernel.cancel(tables, state, slot, time)
    elif ticket.state == _OFFERED:
        # An answer belongs to one offer; it may have been withdrawn and made again since.
        cls = run.contacts[number].cls if life is None else life.parts[number].cls
        delay = run.labels[cls].answer_delay
        if state.agents[ticket.agent].last_offered + delay == time:
            if life is not None:
                return NO_TICKETS if engine_agents.answer(tables, state, life, number, slot, time) else OK
            kernel.accept(tables, state, slot, ticket.agent, time)
    return OK


@jit_internal
def _is_over(run: Run, time: int) -> bool:
    """Whether the router's next timer, at ``time``, is one of those that are set again and again for nothing."""
    clock = run.clock[0]
    under_way = clock.n_heap > 0 or clock.n_wheel > 0
    to_come = clock.next_contact < clock.n_drawn or clock.next_change < len(run.changes)
    return not under_way and not to_come and time > clock.quiet + clock.horizon


@jit_internal
def _balk(tables: Tables, state: State, run: Run, life: Life | None) -> None:
    """Let the contact leave that does not want to wait, unless it need not."""
    clock = run.clock[0]
    slot = clock.balk
    clock.balk = -1
    ticket = state.tickets[slot]
    if ticket.state == _WAITING or ticket.state == _PERSONAL:
        run.records[_row(state, life, slot)].outcome = _BALKED
        kernel.cancel(tables, state, slot, clock.now)


@jit
def simulate(places: Any) -> int:
    """Play the day from an empty state; returns a code, OK or which array was too short (then nothing counts).

    ``places`` lists where tables, state and run lie; see :class:`routing._rows.Places`.
    """
    return _play(_tables_at(places), _state_at(places), _run_at(places), None)


@jit_small
def simulate_lives(places: Any) -> int:
    """The same where contacts have behaviour: a :class:`~simulation.engines.engine_life.Life` after the run."""
    return _play(_tables_at(places), _state_at(places), _run_at(places), _life_at(places))


@jit_inline
def _play(tables: Tables, state: State, run: Run, life: Life | None) -> int:
    clock = run.clock[0]
    n_contacts, n_changes = clock.n_drawn, len(run.changes)
    clear(run)
    if life is not None:
        engine_agents.begin_day(run, life)
        engine_call_in.begin_day(run, life)
    while True:
        if state.meta[0].rematch == 1:
            kernel.go_on(tables, state)
        elif life is not None and life.clock[0].asked >= 0:
            if engine_life.ask(tables, state, run, life, clock.now):
                return NO_TICKETS
        elif clock.balk >= 0:
            _balk(tables, state, run, life)
        elif clock.job >= 0:
            if _change_staff(tables, state, run) != OK:
                return NO_TICKETS
        else:
            time, code, source = NEVER, _NO_CODE, -1
            if clock.n_heap > 0:
                time, code, source = run.heap[0].time, run.heap[0].code, _HEAP
            if clock.next_contact < n_contacts:
                arrival = run.contacts[clock.next_contact].arrival
                comes_first = arrival < time  # an arrival is the last kind of its instant
                if life is not None:  # but others come again
                    comes_first = is_before(arrival, code_of(_K_ARRIVAL, clock.next_contact), time, code)
                if comes_first:
                    time, code, source = arrival, code_of(_K_ARRIVAL, clock.next_contact), _CONTACT
            if state.meta[0].n_timers > 0:
                timer = state.timers[0]
                if is_before(timer.time, timer.code, time, code):
                    time, code, source = timer.time, timer.code, _TIMER
            if clock.next_change < n_changes:
                change = run.changes[clock.next_change]
                if is_before(change.time, code_of(_K_PRESENCE, change.group), time, code):
                    time, code, source = change.time, code_of(_K_PRESENCE, change.group), _CHANGE
            entry = next_entry(run, time)
            if entry >= 0:
                first = run.entries[entry]
                if is_before(first.time, first.code, time, code):
                    time, code, source = first.time, first.code, _WHEEL
            if source < 0 or (source == _TIMER and _is_over(run, time)):
                return OK
            if clock.in_queue > 0:
                clock.area += clock.in_queue * (time - clock.now)
            clock.now = time
            if source == _TIMER:
                if kernel.run_timers(tables, state, time, code + 1, _ONE) == NO_ROOM:
                    return NO_TICKETS
                if state.meta[0].n_events > 0:
                    clock.quiet = time
            else:
                clock.quiet = time
                if source in (_WHEEL, _HEAP):
                    slot = take_entry(run, entry) if source == _WHEEL else take_first(run.heap, clock)
                    if _continue(tables, state, run, life, time, code, slot) != OK:
                        return NO_TICKETS
                elif source == _CONTACT:
                    if _arrive(tables, state, run, life) != OK:
                        return NO_TICKETS
                elif life is not None and run.changes[clock.next_change].overtime > 0:
                    engine_call_in.end_shift(state, run, life, clock.next_change, time)
                    clock.next_change += 1
                else:
                    _begin_change(run)
        _handle_events(tables, state, run, life)
        if clock.full != OK:
            return int(clock.full)
        if life is not None and life.clock[0].full == 1:
            return NO_SPELLS
