"""The compiled engine from Python: arrays for a world, made once and used again for every replication.

An engine belongs to one thread; the loop itself runs without the GIL.
"""

from __future__ import annotations

import numpy as np

from routing._rows import Places, in_one_piece, new_rows
from routing.kernels.state import EVENTS, Rows, State, Tables, grow, new_state, reset_state
from routing.kernels.tables import Compiled, compile_tables
from routing.model import NEVER, SECOND
from simulation.core.arrival_order import by_arrival
from simulation.core.behaviour import Behaviours, Told
from simulation.core.call_in import CALL
from simulation.core.coverage import class_queues
from simulation.core.handling import NO_OUTAGES
from simulation.core.horizon import longest_rule_us
from simulation.core.overtime import longest_stays, shift_ends
from simulation.core.records import AGENT_STATE, CONTACT, ORIGIN, PASSED, PROMISE, RECORD, SPELL, Facts
from simulation.core.world import AfterClose, Leavers, World
from simulation.drawing.engine_random import modulo
from simulation.engines import engine
from simulation.engines.engine import CHANGE, CLOCK, GROUP, LABEL, Run
from simulation.engines.engine_life import HANDS, LIFE_CLOCK, PART, Life
from simulation.engines.engine_talk import SHARE
from simulation.engines.engine_wheel import ENTRY, NO_HEAP
from simulation.measuring.engine_measure import latest_time

SPANS_PER_CONTACT = 16
LEAST_SPAN_US = 1024
"""The wheel of events is cut into so many spans for each contact of a day, on average …"""
AHEAD_US = 500 * SECOND
"""… and reaches at least so far ahead, further than most talks last …"""
LEAST_SPANS, MOST_SPANS = 256, 1 << 16
"""… where these lengths allow it."""


def wheel_of(day_us: int, contacts: int) -> tuple[int, int]:
    """The length of a span of the wheel of events, as a power of two, and the number of spans, a power of two too."""
    span = max(LEAST_SPAN_US, day_us // (SPANS_PER_CONTACT * max(contacts, 1)))
    shift = span.bit_length() - 1
    return shift, min(max(LEAST_SPANS, 1 << (AHEAD_US >> shift).bit_length()), MOST_SPANS)


def staff_changes(world: World, hours: Rows | None = None) -> Rows:
    """When how many agents of a shift come or go; dtype ``CHANGE``, sorted by (time, shift).

    Parameters
    ----------
    world
        Whose staff it is.
    hours
        Dtype ``HOURS``: when those are at work who have hours of their own; None: as the world plans it.
    """
    rows = _grid_changes(world)
    if world.hours is None:
        return rows
    own = _hour_changes(world, world.hours if hours is None else hours)
    rows = np.concatenate([rows, own])
    return rows[np.lexsort((rows["group"], rows["time"]))]


def _hour_changes(world: World, hours: Rows) -> Rows:
    """One more at the start of each row of ``hours``, one fewer at its end."""
    ending = hours[hours["end"] < NEVER]
    rows = np.zeros(len(hours) + len(ending), CHANGE)
    rows["time"] = np.concatenate([hours["start"], ending["end"]])
    rows["group"] = world.agent_shift[np.concatenate([hours["agent"], ending["agent"]])]
    rows["heads"][: len(hours)], rows["heads"][len(hours) :] = 1, -1
    if world.behaviours is not None and len(world.behaviours.overtimes):
        own = np.where(shift_ends(hours), world.behaviours.overtime_of[hours["agent"]], -1)
        until = longest_stays(hours, world.behaviours.overtimes["most"][own])
        goes = hours["end"] < NEVER
        rows["overtime"][len(hours) :], rows["until"][len(hours) :] = own[goes] + 1, until[goes]
    return rows


def _grid_changes(world: World) -> Rows:
    """The changes of those whose staff is planned in steps."""
    heads = np.diff(world.staff.astype(np.int64), axis=1, prepend=0).T
    steps, shifts = np.nonzero(heads)
    rows = np.zeros(len(steps), CHANGE)
    rows["time"], rows["group"], rows["heads"] = steps * world.staff_step_us, shifts, heads[steps, shifts]
    rows["pooled"] = int(world.leavers == Leavers.POOLED)
    if world.after_close != AfterClose.LEAVE:
        return rows
    staffed = np.flatnonzero(world.staff.any(axis=1))
    leaving = np.zeros(len(staffed), CHANGE)
    leaving["time"], leaving["close"] = world.close_us, 1
    leaving["group"], leaving["heads"] = staffed, -world.staff[staffed, -1]
    return np.concatenate([rows, leaving])


def class_labels(world: World, compiled: Compiled) -> Rows:
    """The queue, the lane and the answer delay of each class; dtype ``LABEL``."""
    labels = np.zeros(len(world.classes), LABEL)
    labels["answer_delay"] = world.classes["answer_delay"]
    labels["queue"] = [world.policy.queues.index(queue) for queue in class_queues(world)]
    labels["lane"] = world.classes["channel"] if compiled.uses_units else 0
    return labels


class CompiledEngine:
    """Plays contacts in a world.

    Parameters
    ----------
    world
        What may happen.
    """

    def __init__(self, world: World) -> None:
        compiled = compile_tables(world.policy, world.agents)
        n_agents, n_shifts = len(world.agents), len(world.staff)
        units = sum(agent.capacity for agent in world.agents)
        self._horizon_us = longest_rule_us(world)
        self._close_us = world.close_us
        self._world = world
        self._planned = changes = staff_changes(world)
        bounds = np.searchsorted(world.agent_shift, np.arange(n_shifts + 1))
        self._bounds = bounds.astype(np.int32)
        expects = world.behaviours is not None and bool((world.behaviours.rows["hears"] == Told.WAIT).any())
        self._tables = compiled.tables
        self._state = new_state(self._tables, compiled.agent_profile, tickets=units + 1024, expects=expects)
        self._run = Run(
            contacts=np.zeros(0, CONTACT),
            labels=class_labels(world, compiled),
            pace=np.ascontiguousarray(world.pace).reshape(-1),
            changes=changes,
            groups=np.zeros(n_shifts, GROUP),
            agent_group=np.ascontiguousarray(world.agent_shift),
            returning=np.zeros(n_agents, np.int8),
            back=np.zeros(n_agents, np.int64),
            wheel=np.zeros(LEAST_SPANS, np.int32),
            marks=np.zeros(LEAST_SPANS // 64, np.int64),
            entries=new_rows(2 * units + 2 * EVENTS, ENTRY),
            heap=np.zeros(2 * units + 2 * EVENTS, ENTRY),
            records=np.zeros(0, RECORD),
            states=np.zeros(4 * int(np.abs(changes["heads"]).sum()) + 1024, AGENT_STATE),
            clock=np.zeros(1, CLOCK),
        )
        self._records = np.empty(0, RECORD)
        self._life = None if world.behaviours is None else _new_life(world.behaviours, n_agents)
        self._places = Places(Tables, State, Run) if self._life is None else Places(Tables, State, Run, Life)

    def simulate(
        self,
        contacts: Rows,
        outages: Rows = NO_OUTAGES,
        hours: Rows | None = None,
        *,
        as_written: bool = False,
    ) -> Facts:
        """Play a day.

        Parameters
        ----------
        contacts
            Dtype ``CONTACT``, sorted by arrival.
        outages
            Dtype ``OUTAGE``, sorted by time and agent; for worlds with behaviours only.
        hours
            Dtype ``HOURS``: when agents with hours of their own are there on this day; None: as the world plans it.
        as_written
            The tables as the engine has written them: views that the next call overwrites and, where contacts have
            behaviour, not in order of arrival (:attr:`Facts.in_order`). It is enough to measure them, and spares 7 %
            of the time of such contacts.

        Returns
        -------
        Facts
            Its ``states`` are a view that the next call overwrites.
        """
        kept = hours is None or self._world.hours is None
        changes = self._planned if kept else staff_changes(self._world, hours)
        return self.play(contacts, changes, outages, as_written=as_written)

    def play(self, contacts: Rows, changes: Rows, outages: Rows = NO_OUTAGES, *, as_written: bool = False) -> Facts:
        """Play a day with these changes of staff, whatever the world's staff and hours are.

        Parameters
        ----------
        contacts, outages, as_written
            As :meth:`simulate` takes them.
        changes
            Dtype ``CHANGE``, sorted by (time, shift): who comes and goes.
        """
        self._run = self._run._replace(changes=changes)
        if self._life is not None:
            self._life = self._life._replace(lost=outages)
            written = self._simulate_lives(contacts)
            return written if as_written else by_arrival(written)
        rows = self._written(len(contacts)) if as_written else np.empty(len(contacts), RECORD)
        self._run = self._run._replace(contacts=contacts, records=rows)
        while (answer := self._play(len(contacts))) != engine.OK:
            self._lengthen(answer)
        states = self._run.states[: self._run.clock["n_states"][0]]
        return self._up_to_last(Facts(rows, states, 0, contacts=contacts))

    def _written(self, contacts: int) -> Rows:
        """Records for so many contacts, in the memory of the call before where they fit."""
        if len(self._records) < contacts:
            self._records = np.empty(contacts + contacts // 8, RECORD)
        return self._records[:contacts]

    def _simulate_lives(self, contacts: Rows) -> Facts:
        assert self._life is not None
        if len(self._life.parts) <= len(contacts):
            self._make_room(len(contacts) + len(contacts) // 4 + 64)
        while True:
            in_one_piece(self._run.contacts)[: len(contacts)] = in_one_piece(contacts)
            if (answer := self._play(len(contacts))) == engine.OK:
                break
            self._lengthen(answer)
        clock, came = self._life.clock[0], int(self._life.clock["n_contacts"][0])
        records, everybody = self._run.records[:came], self._run.contacts[:came]
        spells = self._life.spells[: clock["n_spells"]]
        if self._run.clock["in_queue"][0] > 0:
            spells = np.concatenate([spells, self._open_waits(came)])
        promises, origins = self._life.promises[: clock["n_promises"]], self._life.origins[:came]
        passed = self._life.passed[: clock["n_passed"]]
        states = self._run.states[: self._run.clock["n_states"][0]]
        return self._up_to_last(Facts(records, states, 0, spells, promises, everybody, origins, passed, in_order=False))

    def _up_to_last(self, facts: Facts) -> Facts:
        """The facts with the integral of the number in queue up to the last of them."""
        clock = self._run.clock[0]
        area = int(clock["area"])
        if clock["in_queue"] > 0:  # those who wait in vain count up to the last fact, not to the last timer
            area -= int(clock["in_queue"]) * (int(clock["now"]) - latest_time(facts))
        return facts._replace(queue_area_us=area)

    def _make_room(self, contacts: int) -> None:
        """Have room for so many contacts, those that follow others among them."""
        assert self._life is not None
        shares = np.zeros(contacts if self._life.rows["shares"].any() else 0, SHARE)
        parts, origins = new_rows(contacts, PART), np.zeros(contacts, ORIGIN)
        self._life = self._life._replace(parts=parts, origins=origins, shares=shares)
        self._run = self._run._replace(contacts=np.zeros(contacts, CONTACT), records=np.zeros(contacts, RECORD))

    def _play(self, drawn: int) -> int:
        reset_state(self._state, self._tables)
        shift, spans = wheel_of(self._close_us, drawn)
        if len(self._run.wheel) != spans:
            self._run = self._run._replace(wheel=np.zeros(spans, np.int32), marks=np.zeros(spans // 64, np.int64))
        run = self._run
        run.clock[0] = np.zeros(1, CLOCK)[0]
        run.clock["job"] = run.clock["balk"] = -1
        run.clock["horizon"] = self._horizon_us
        run.clock["n_drawn"] = drawn
        run.clock["shift"] = shift
        run.groups[:] = np.zeros(1, GROUP)
        run.groups["first"], run.groups["end"] = self._bounds[:-1], self._bounds[1:]
        run.returning[:] = 0
        run.back[:] = -1
        if self._life is None:
            return engine.simulate(self._places.of(self._tables, self._state, run))
        first_agent = len(run.groups)
        first_queue = first_agent + len(run.agent_group)
        first_lost = first_queue + len(self._tables.queues)
        first_look = first_lost + len(run.agent_group)
        places = first_agent, first_queue, first_lost, first_look, first_look + len(self._life.call_ins)
        self._life.clock[0] = (drawn, self._close_us, 0, 0, 0, 0, -1, -1, *places)
        self._life.hands[:] = np.zeros(1, HANDS)
        with modulo():
            return engine.simulate_lives(self._places.of(self._tables, self._state, run, self._life))

    def _open_waits(self, came: int) -> Rows:
        """Spells of those who wait again when the day ends."""
        assert self._life is not None
        waiting = np.flatnonzero(self._life.parts["queued"][:came] >= 0)
        rows = np.zeros(len(waiting), SPELL)
        rows["start"], rows["contact"] = self._life.parts["queued"][waiting], waiting
        rows["end"] = rows["agent"] = -1
        return rows

    def _lengthen(self, answer: int) -> None:
        """Make room for what did not fit; the day is then played from the start."""
        if answer == engine.NO_TICKETS:
            self._state = grow(self._state)
        elif answer == NO_HEAP:
            longer = 2 * len(self._run.heap)
            self._run = self._run._replace(entries=new_rows(longer, ENTRY), heap=np.zeros(longer, ENTRY))
        elif answer == engine.NO_SPELLS and self._life is not None:
            spells, promises = 2 * len(self._life.spells), 2 * len(self._life.promises)
            passed = np.zeros(2 * len(self._life.passed), PASSED)
            self._life = self._life._replace(
                spells=np.zeros(spells, SPELL), promises=np.zeros(promises, PROMISE), passed=passed
            )
            self._make_room(2 * len(self._life.parts))
        else:
            self._run = self._run._replace(states=np.zeros(2 * len(self._run.states), AGENT_STATE))


def _new_life(behaviours: Behaviours, agents: int) -> Life:
    return Life(
        *behaviours,
        lost=NO_OUTAGES,
        parts=np.zeros(0, PART),
        origins=np.zeros(0, ORIGIN),
        shares=np.zeros(0, SHARE),
        hands=np.zeros(agents, HANDS),
        calls=np.zeros(len(behaviours.call_ins), CALL),
        spells=np.zeros(4 * EVENTS, SPELL),
        promises=np.zeros(2 * EVENTS, PROMISE),
        passed=np.zeros(2 * EVENTS, PASSED),
        clock=np.zeros(1, LIFE_CLOCK),
    )


def simulate_compiled(world: World, contacts: Rows, outages: Rows = NO_OUTAGES, hours: Rows | None = None) -> Facts:
    """Play one day of contacts in a world; see :meth:`CompiledEngine.simulate`."""
    return CompiledEngine(world).simulate(contacts, outages, hours)
