"""The simulated world as numbers: who works when, which contacts can come and how fast they are handled.

A :class:`World` is what both engines read. :mod:`simulation.scenario` makes it from a file; :func:`build_world` makes a
small one in code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import chain, product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.model import Agent, LabelValue
from routing.policy import Policy
from simulation.core.hours import HOURS, Spell, hours_table, is_in_order
from simulation.core.records import MAX_CLASSES
from simulation.core.satisfaction import Satisfaction

if TYPE_CHECKING:
    from simulation.core.attendance import Attendance
    from simulation.core.behaviour import Behaviours
    from simulation.core.draw_plan import DrawPlan

CLASS = np.dtype(
    [
        ("problem", np.int32),
        ("tier", np.int32),
        ("channel", np.int32),
        ("answer_delay", np.int64),  # microseconds from an offer to the agent's acceptance
    ],
    align=True,
)
"""One row per problem x tier x channel that can arrive; the numbers are those of the policy's vocabulary."""

MAX_AGENTS = 100_000

Labels = Mapping[str, LabelValue]
"""What the labels of a contact say, by name."""


class Leavers(IntEnum):
    """Who goes when a group's staff falls and more agents are working than may stay."""

    INDIVIDUAL = 0
    """The agents with the highest numbers finish the contact in hand and go; the others go on."""
    POOLED = 1
    """Nobody in the group takes a new contact until enough of them have finished and gone."""


class AfterClose(IntEnum):
    """What the staff does when the day's last interval ends."""

    STAY = 0
    """The last interval's staff stays until nobody waits."""
    LEAVE = 1
    """All leave, finishing the contact in hand."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """A day that is repeated without a break: ``warm_up`` times, which do not count, then ``batches`` times."""

    warm_up: int
    batches: int


@dataclass(frozen=True, slots=True)
class World:
    """What may happen, in numbers. Arrays are not to be written to.

    Parameters
    ----------
    policy
        The routing policy; its vocabulary numbers problems, tiers and channels.
    agents
        Everybody who works on some interval, group after group; the position is the agent's number.
    group_names
        In the order of the group numbers.
    agent_group
        Group number of each agent, shape (agents,), not decreasing.
    staff
        Agents signed on, shape (shifts, steps); by default a group is a shift and an interval a step. In each step the
        shift's surplus is offline. The greatest value of a row is the number of agents in that shift.
    classes
        Table of dtype ``CLASS``.
    pace
        Handling time per mille of the contact's own work, shape (agents, classes); scales talk time and wrap-up.
    interval_us, n_intervals
        Length of an interval in microseconds, and how many make the day. The day starts at 0.
    leavers, after_close
        What happens when staff falls, and at the end of the day.
    plan
        What the contacts are drawn from; None for a recorded day.
    step_us
        Length of a step of ``staff`` in microseconds, a divisor of the day; 0: an interval.
    shifts
        Whom ``staff`` is about: the shift number of each agent, shape (agents,), not decreasing. None: the agent's
        group. A recorded day gives each agent a shift of their own, and groups to report them in.
    labels
        Of the contacts of each class, one mapping per class; empty: no contact has any.
    behaviours
        What contacts do besides being answered once; None: nothing.
    hours
        Table of dtype ``HOURS``: when agents who have a shift of their own are at work. None: ``staff`` says it of all.
        The rows of ``staff`` of those who stand in it are 0; who has such a row and does not stand in it never comes.
    attendance
        How often agents with hours of their own are absent or late; None: never.
    satisfaction
        How many customers are satisfied; None: nothing is said of it.
    repeats
        What the world's day, which then is as long as all of them, is made of; None: it is one day.
    call_ins, reasons
        The names of the call-ins by the ``number`` of ``behaviours.call_ins``, and of the reasons of
        ``behaviours.transfers``.

    Raises
    ------
    ValueError
        When the shapes do not belong together.
    """

    policy: Policy
    agents: tuple[Agent, ...]
    group_names: tuple[str, ...]
    agent_group: NDArray[np.int32]
    staff: NDArray[np.int32]
    classes: NDArray[np.void]
    pace: NDArray[np.int32]
    interval_us: int
    n_intervals: int
    leavers: Leavers = Leavers.INDIVIDUAL
    after_close: AfterClose = AfterClose.STAY
    plan: DrawPlan | None = None
    step_us: int = 0
    shifts: NDArray[np.int32] | None = None
    labels: tuple[Labels, ...] = ()
    behaviours: Behaviours | None = None
    hours: NDArray[np.void] | None = None
    attendance: Attendance | None = None
    satisfaction: Satisfaction | None = None
    repeats: Repeats | None = None
    call_ins: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        groups, agents, classes = len(self.group_names), len(self.agents), len(self.classes)
        rows = len(self.staff) if self.shifts is not None else groups
        if self.close_us % self.staff_step_us or self.staff.shape != (rows, self.close_us // self.staff_step_us):
            raise ValueError(f"staff has shape {self.staff.shape}, not {(rows, self.close_us / self.staff_step_us)}")
        if self.agent_group.shape != (agents,) or np.any(np.diff(self.agent_group) < 0):
            raise ValueError("agent_group must give each agent's group, in ascending order")
        if self.agent_shift.shape != (agents,) or np.any(np.diff(self.agent_shift) < 0):
            raise ValueError("shifts must give each agent's shift, in ascending order")
        sizes = np.bincount(self.agent_shift, minlength=rows)
        if not np.array_equal(sizes, self._sizes(sizes)):
            raise ValueError("the greatest staff of a shift must be the number of its agents")
        if self.attendance is not None and self.attendance.keys.shape != (agents,):
            raise ValueError(f"attendance must be that of {agents} agents")
        if self.classes.dtype != CLASS or classes > MAX_CLASSES:
            raise ValueError(f"classes must have the dtype CLASS and at most {MAX_CLASSES} rows")
        if self.pace.shape != (agents, classes) or np.any(self.pace < 0):
            raise ValueError(f"pace must be a non-negative array of shape {(agents, classes)}")
        if self.labels and len(self.labels) != classes:
            raise ValueError(f"labels must be {classes} mappings, one per class, not {len(self.labels)}")
        if self.behaviours is not None and len(self.behaviours.rows) != classes:
            raise ValueError(f"behaviours must be {classes} rows, one per class, not {len(self.behaviours.rows)}")
        if self.behaviours is not None and len(self.behaviours.outages) not in (0, groups):
            raise ValueError(f"outages must be {groups} rows, one per group, not {len(self.behaviours.outages)}")

    def _sizes(self, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many agents each shift must have; of those whose agents have hours, what ``sizes`` says where it may."""
        needed: NDArray[np.int64] = self.staff.max(axis=1, initial=0).astype(np.int64)
        if self.hours is not None:
            needed += self._with_hours(self.hours, sizes)
        if self.behaviours is not None:
            np.maximum.at(needed, self.behaviours.call_ins["shift"], self.behaviours.call_ins["agents"])
        return needed

    def _with_hours(self, hours: NDArray[np.void], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which shifts, of so many agents each, are those of an agent with hours of their own."""
        if hours.dtype != HOURS or not is_in_order(hours):
            raise ValueError("hours must have the dtype HOURS and be in the order of agents and times")
        agents = np.unique(hours["agent"])
        if agents.size and not 0 <= agents[0] <= agents[-1] < len(self.agents):
            raise ValueError("hours must be of agents that there are")
        own: NDArray[np.bool_] = (sizes == 1) & ~self.staff.any(axis=1)
        if not own[self.agent_shift[agents]].all():
            raise ValueError("agents with hours must have a shift of their own without staff")
        return own

    @property
    def close_us(self) -> int:
        """End of the last interval; nothing arrives from here on."""
        return self.interval_us * self.n_intervals

    @property
    def warm_up_us(self) -> int:
        """When contacts begin to be counted."""
        if self.repeats is None:
            return 0
        return self.close_us // (self.repeats.warm_up + self.repeats.batches) * self.repeats.warm_up

    @property
    def staff_step_us(self) -> int:
        """Length of a step of ``staff`` in microseconds."""
        return self.step_us or self.interval_us

    @property
    def agent_shift(self) -> NDArray[np.int32]:
        """The row of ``staff`` that each agent belongs to."""
        return self.agent_group if self.shifts is None else self.shifts


def repeated(world: World, repeats: Repeats) -> World:
    """A world whose day is the day of ``world`` repeated; its plan stays as it is."""
    times = repeats.warm_up + repeats.batches
    staff, intervals = np.tile(world.staff, times), world.n_intervals * times
    return replace(world, staff=staff, n_intervals=intervals, repeats=repeats)


def one_day(world: World) -> World:
    """The world whose day it repeats; the world itself where it does not repeat any."""
    if world.repeats is None:
        return world
    times = world.repeats.warm_up + world.repeats.batches
    staff = world.staff[:, : world.staff.shape[1] // times]
    return replace(world, staff=staff, n_intervals=world.n_intervals // times, repeats=None)


@dataclass(frozen=True, slots=True)
class Group:
    """Agents who are scheduled together.

    Parameters
    ----------
    name
        Unique; the ids of unnamed agents are made from it.
    staff
        Agents signed on in each interval.
    skills, pools
        Of every unnamed agent of the group.
    members
        Agents in the order in which they sign on; empty: as many unnamed ones as the greatest value of ``staff``.
    hours
        When each of ``members`` is at work; then ``staff`` is 0. Empty: ``staff`` says it.
    shift_of
        The number of the shift that each of ``members`` works; empty: all have the same.
    reserves
        Agents besides who come only when they are called in, together with those of one call-in.
    labels, capacity, most, queue_order, delays
        Of every unnamed agent of the group; see :class:`routing.model.Agent`.
    """

    name: str
    staff: tuple[int, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    pools: tuple[str, ...] = ()
    members: tuple[Agent, ...] = ()
    labels: Mapping[str, LabelValue] = field(default_factory=dict)
    capacity: int = 1
    most: Mapping[str, int] = field(default_factory=dict)
    queue_order: tuple[str, ...] | None = None
    delays: Mapping[str, int] | None = None
    hours: tuple[tuple[Spell, ...], ...] = ()
    shift_of: tuple[int, ...] = ()
    reserves: tuple[tuple[Agent, ...], ...] = ()

    @classmethod
    def of(cls, agent: Agent, staff: tuple[int, ...]) -> Group:
        """A group of agents like this one, whose id is the group's name."""
        return cls(
            agent.id,
            staff,
            agent.skills,
            agent.pools,
            labels=agent.labels,
            capacity=agent.capacity,
            most=agent.most,
            queue_order=agent.queue_order,
            delays=agent.delays,
        )


def group_agents(group: Group) -> tuple[Agent, ...]:
    """The agents of the group by their numbers: those who come by plan, then those who may be called in.

    Raises
    ------
    ValueError
        When the group names fewer members than it must staff.
    """
    return (*planned_agents(group), *chain.from_iterable(group.reserves))


def shift_sizes(group: Group) -> list[int]:
    """How many agents each shift of the group has, in the order of their numbers."""
    by_plan = [1] * len(group.hours) or [len(planned_agents(group))]
    return [*by_plan, *map(len, group.reserves)]


def _staff_of_shifts(group: Group, shifts: int) -> NDArray[np.int32]:
    """Agents of each of the group's shifts who come by its staff, shape (shifts, intervals)."""
    staff = np.tile(np.array(group.staff, np.int32), (shifts, 1))
    staff[shifts - len(group.reserves) :] = 0
    return staff


def planned_agents(group: Group) -> tuple[Agent, ...]:
    """The agents that the group needs for its greatest staff, with ids such as ``fx_senior-007`` for unnamed ones.

    Raises
    ------
    ValueError
        When the group names fewer members than it must staff.
    """
    heads = max(len(group.hours), *group.staff, 0)
    if group.members:
        if len(group.members) < heads:
            raise ValueError(f"group {group.name} must staff {heads} but names {len(group.members)} agents")
        return group.members[:heads]
    width = max(3, len(str(heads)))
    like = Agent(
        "", dict(group.skills), group.pools, group.labels, group.capacity, group.most, group.queue_order, group.delays
    )
    return tuple(replace(like, id=f"{group.name}-{number:0{width}d}") for number in range(1, heads + 1))


def all_classes(policy: Policy, answer_delay_us: int = 0) -> NDArray[np.void]:
    """Every problem x tier x channel of the policy, in that order, as a table of dtype ``CLASS``."""
    triples = product(range(len(policy.problems)), range(len(policy.tiers)), range(len(policy.channels)))
    return np.array([(*triple, answer_delay_us) for triple in triples], dtype=CLASS)


def build_world(
    policy: Policy,
    groups: Sequence[Group],
    *,
    interval_us: int,
    classes: NDArray[np.void] | None = None,
    pace: NDArray[np.int32] | None = None,
    leavers: Leavers = Leavers.INDIVIDUAL,
    after_close: AfterClose = AfterClose.STAY,
    plan: DrawPlan | None = None,
    labels: tuple[Labels, ...] = (),
    behaviours: Behaviours | None = None,
    attendance: Attendance | None = None,
) -> World:
    """Make a world in code.

    Parameters
    ----------
    policy, interval_us, leavers, after_close, plan, labels, behaviours, attendance
        See :class:`World`.
    groups
        In the order of their numbers; all with staff for the same number of intervals.
    classes
        Table of dtype ``CLASS``; None: every problem x tier x channel of the policy, accepted without delay.
    pace
        Shape (agents, classes), per mille; None: 1000 everywhere.

    Raises
    ------
    ValueError
        When the groups have different numbers of intervals, or shapes do not belong together.
    """
    members = [group_agents(group) for group in groups]
    agents = tuple(agent for group in members for agent in group)
    table = all_classes(policy) if classes is None else classes
    speed = np.full((len(agents), len(table)), 1000, np.int32) if pace is None else pace
    staff = np.array([group.staff for group in groups], np.int32).reshape(len(groups), -1)
    shifts, hours = None, None
    if any(group.hours or group.reserves for group in groups):
        sizes = [shift_sizes(group) for group in groups]
        staff = np.concatenate([_staff_of_shifts(group, len(own)) for group, own in zip(groups, sizes, strict=True)])
        shifts = np.repeat(np.arange(len(staff), dtype=np.int32), list(chain.from_iterable(sizes)))
    if any(group.hours for group in groups):
        spells = [
            (*group.hours, *[()] * (len(found) - len(group.hours)))
            for group, found in zip(groups, members, strict=True)
        ]
        hours = hours_table(enumerate(chain.from_iterable(spells)))
    return World(
        policy=policy,
        agents=agents,
        group_names=tuple(group.name for group in groups),
        agent_group=np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in members]),
        staff=staff,
        classes=table,
        pace=speed,
        interval_us=interval_us,
        n_intervals=staff.shape[1],
        leavers=leavers,
        after_close=after_close,
        plan=plan,
        labels=labels,
        behaviours=behaviours,
        shifts=shifts,
        hours=hours,
        attendance=attendance,
    )
