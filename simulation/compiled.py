"""The compiled engine from Python: arrays for a world, made once and used again for every replication.

An engine belongs to one thread; the loop itself runs without the GIL.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from routing._rows import places_of
from routing.state import EVENTS, Rows, new_state, reset_state
from routing.tables import Compiled, compile_tables
from simulation import engine
from simulation.coverage import class_queues
from simulation.engine import CHANGE, CLOCK, GROUP, LABEL, Run
from simulation.engine_heap import ENTRY
from simulation.engine_measure import latest_time
from simulation.horizon import longest_rule_us
from simulation.records import AGENT_STATE, CONTACT, RECORD
from simulation.world import AfterClose, Leavers, World


class Facts(NamedTuple):
    """What happened in one replication.

    Parameters
    ----------
    records
        Dtype ``RECORD``, one row per contact.
    states
        Dtype ``AGENT_STATE``: every change of an agent's presence, in order.
    queue_area_us
        Integral of the number in queue over time, in contact-microseconds, up to the latest time in the tables.
    """

    records: Rows
    states: Rows
    queue_area_us: int


def staff_changes(world: World) -> Rows:
    """When how many agents of a shift come or go; dtype ``CHANGE``, sorted by (time, shift)."""
    heads = np.diff(world.staff.astype(np.int64), axis=1, prepend=0).T
    steps, shifts = np.nonzero(heads)
    rows = np.zeros(len(steps), CHANGE)
    rows["time"], rows["group"], rows["heads"] = steps * world.staff_step_us, shifts, heads[steps, shifts]
    rows["pooled"] = int(world.leavers == Leavers.POOLED)
    if world.after_close != AfterClose.LEAVE:
        return rows
    leaving = np.zeros(len(world.staff), CHANGE)
    leaving["time"], leaving["close"] = world.close_us, 1
    leaving["group"], leaving["heads"] = np.arange(len(leaving)), -world.staff[:, -1]
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
        changes = staff_changes(world)
        bounds = np.searchsorted(world.agent_shift, np.arange(n_shifts + 1))
        self._bounds = bounds.astype(np.int32)
        self._tables = compiled.tables
        self._profiles = compiled.agent_profile
        self._state = new_state(self._tables, compiled.agent_profile, tickets=units + 1024, expects=False)
        self._run = Run(
            contacts=np.zeros(0, CONTACT),
            labels=class_labels(world, compiled),
            pace=np.ascontiguousarray(world.pace).reshape(-1),
            changes=changes,
            groups=np.zeros(n_shifts, GROUP),
            agent_group=np.ascontiguousarray(world.agent_shift),
            returning=np.zeros(n_agents, np.int8),
            heap=np.zeros(2 * units + 2 * EVENTS, ENTRY),
            records=np.zeros(0, RECORD),
            states=np.zeros(4 * int(np.abs(changes["heads"]).sum()) + 1024, AGENT_STATE),
            clock=np.zeros(1, CLOCK),
        )

    def simulate(self, contacts: Rows, records: Rows | None = None) -> Facts:
        """Play a day.

        Parameters
        ----------
        contacts
            Dtype ``CONTACT``, sorted by arrival.
        records
            Where to write; None: a new array. At least as long as ``contacts``.

        Returns
        -------
        Facts
            Its ``states`` is a view that the next call overwrites.
        """
        rows = np.empty(len(contacts), RECORD) if records is None else records[: len(contacts)]
        self._run = self._run._replace(contacts=contacts, records=rows)
        while (answer := self._play()) != engine.OK:
            self._lengthen(answer)
        clock = self._run.clock[0]
        states = self._run.states[: clock["n_states"]]
        area = int(clock["area"])
        if clock["in_queue"] > 0:  # those who wait in vain count up to the last fact, not to the last timer
            area -= int(clock["in_queue"]) * (int(clock["now"]) - int(latest_time(contacts, rows, states)))
        return Facts(rows, states, area)

    def _play(self) -> int:
        reset_state(self._state, self._tables)
        run = self._run
        run.clock[0] = np.zeros(1, CLOCK)[0]
        run.clock["job"] = run.clock["balk"] = -1
        run.clock["horizon"] = self._horizon_us
        run.groups[:] = np.zeros(1, GROUP)
        run.groups["first"], run.groups["end"] = self._bounds[:-1], self._bounds[1:]
        run.returning[:] = 0
        return engine.simulate(places_of(self._tables, self._state, run))

    def _lengthen(self, answer: int) -> None:
        """Make room for what did not fit; the day is then played from the start."""
        if answer == engine.NO_TICKETS:
            size = 2 * len(self._state.tickets)
            self._state = new_state(self._tables, self._profiles, tickets=size, pauses=size, expects=False)
        elif answer == engine.NO_HEAP:
            self._run = self._run._replace(heap=np.zeros(2 * len(self._run.heap), ENTRY))
        else:
            self._run = self._run._replace(states=np.zeros(2 * len(self._run.states), AGENT_STATE))


def simulate_compiled(world: World, contacts: Rows) -> Facts:
    """Play one day of contacts in a world."""
    return CompiledEngine(world).simulate(contacts)
