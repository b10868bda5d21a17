"""Where the search begins: Erlang A and the square-root rule for each queue, shared out to groups by an LP."""

from __future__ import annotations

import math

import numpy as np

from simulation.planning.staffing.crew import Staff
from simulation.planning.staffing.demand import Demand
from simulation.planning.staffing.limits import Limits
from simulation.planning.staffing.lp import share_out
from simulation.planning.staffing.target import Floats, Quantity, Target
from simulation.theory.erlang import ServiceLevelOf
from simulation.theory.staffing import agents_for_service_level, square_root_agents

FAR_OFF = 1.05
"""What an agent who takes a contact in a later step only counts as, so that the LP prefers those who take it first."""

EVENED = 3
"""Times that the mix of an interval is drawn halfway to those beside it."""


def erlang_start(demand: Demand, targets: tuple[Target, ...], limits: Limits) -> Staff:
    """A first staff, shape (groups, intervals).

    In each interval the classes of equal groups are a station of their own, with the agents that Erlang A asks for; a
    second figure pools all of them. The work of the classes is stretched so that it adds up to the mean of both: groups
    that overlap share their reserves, and those that do not cannot. The LP gives the work to the cheapest groups that
    can take it; its mixes are evened out.
    """
    groups, intervals = limits.least.shape
    shared, stretches = np.zeros((groups, intervals)), np.ones(intervals)
    kinds: list[tuple[bool, ...]] = [tuple(row) for row in demand.first.tolist()]
    stations = [np.array([kind == each for each in kinds]) for kind in dict.fromkeys(kinds)]
    load = demand.rate.sum(axis=1) * np.where(np.isfinite(demand.least_work_s), demand.least_work_s, 0.0)
    helps = 1.0 + (demand.able * load[:, None]).sum(axis=0) / max(float(load.sum()), 1e-9)
    for interval in range(intervals):
        alone = sum(_station(demand, targets, members, interval) for members in stations)
        pooled = _station(demand, targets, np.ones(len(kinds), np.bool_), interval)
        own = float(_load(demand, interval).sum())
        stretch = (alone + pooled) / 2.0 / own if own > 0 else 1.0
        asked = demand.rate[:, interval]
        first = np.where(demand.first, demand.work_s, demand.work_s * FAR_OFF)
        heads = share_out(asked, first, demand.able, limits.cost)
        if stretch > 1.0:
            heads += share_out(asked * (stretch - 1.0), demand.work_s, demand.able, limits.cost / helps)
        shared[:, interval], stretches[interval] = heads, stretch
    shared = evened(shared)
    staff = np.rint(shared * np.minimum(stretches, 1.0)).astype(np.int64)
    for target in targets:
        if target.quantity is Quantity.OCCUPANCY:
            for interval in range(intervals):
                _keep_idle(staff[:, interval], shared[:, interval] / max(stretches[interval], 1.0), target)
    return np.clip(staff, limits.least, limits.most)


def evened(heads: Floats) -> Floats:
    """The same number of agents in each interval, in a mix nearer to those beside it; shape (groups, intervals).

    An LP takes one corner or another where several groups will do, so that its mix jumps from one interval to the next.
    """
    totals = heads.sum(axis=0)
    there = np.flatnonzero(totals > 0)
    shares = heads[:, there] / totals[there]
    for _ in range(EVENED):
        beside = np.concatenate([shares[:, :1], shares, shares[:, -1:]], axis=1)
        shares = (beside[:, :-2] + 2.0 * shares + beside[:, 2:]) / 4.0
    found = np.zeros_like(heads)
    found[:, there] = shares * totals[there]
    return found


def _keep_idle(staff: Staff, load: Floats, target: Target) -> None:
    """Raise some groups until ``load``, in agents of each, leaves them the idle time that a target asks for."""
    there = np.maximum(staff[target.groups], 1)
    needed = float(load[target.groups].sum()) / target.limit
    if there.sum() < needed:
        staff[target.groups] = np.ceil(there * (needed / there.sum()))


def _load(demand: Demand, interval: int) -> Floats:
    """Erlangs of each class."""
    work = np.where(np.isfinite(demand.usual_work_s), demand.usual_work_s, 0.0)
    found: Floats = demand.rate[:, interval] * work
    return found


def _station(demand: Demand, targets: tuple[Target, ...], members: Floats, interval: int) -> int:
    """The agents that the classes of a station need by themselves."""
    load = np.where(members, _load(demand, interval), 0.0)
    rate = float(demand.rate[members.astype(bool), interval].sum())
    if load.sum() <= 0 or rate <= 0:
        return 0
    asked = [
        target for target in targets if target.quantity is Quantity.ANSWERED and (target.classes & (load > 0)).any()
    ]
    if not asked:
        return square_root_agents(float(load.sum()))
    weights = [float(load[target.classes].sum()) for target in asked]
    share = float(np.average([target.limit for target in asked], weights=weights))
    within = float(np.average([target.within_s for target in asked], weights=weights))
    gone = float((load / demand.patience_s).sum() / load.sum())
    patience = 1.0 / gone if gone > 0 else math.inf
    share = min(max(share, 0.01), 0.99)
    work = float(load.sum()) / rate
    return agents_for_service_level(rate, work, patience, share=share, within_s=within, of=ServiceLevelOf.OFFERED)
