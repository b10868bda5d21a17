"""From the sums of a run to its :class:`simulation.measuring.results.Results`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.model import SECOND
from routing.words.messages import text
from simulation.core.not_simulated import not_simulated
from simulation.core.world import World
from simulation.measuring import metrics
from simulation.measuring.after_hours import after_hours_notes
from simulation.measuring.by_date import date_cells
from simulation.measuring.called_in import call_in_notes, called_in
from simulation.measuring.customer_figures import customer_figures
from simulation.measuring.engine_measure import BALKED, BLOCKED, CALLBACK, CONTAINED, DEFLECTED, OPEN, OUTCOMES
from simulation.measuring.measures import Measures, wait_sum_us
from simulation.measuring.metrics import Counts, GroupTally, Tally, Waits
from simulation.measuring.pairs import PairMaker
from simulation.measuring.passed_on import passed_on
from simulation.measuring.quantiles import WAIT_QUANTILES, pooled_quantiles
from simulation.measuring.results import Band, Callbacks, Cell, Checks, Figure, GroupCell, Interval, Results
from simulation.measuring.risk import deadlines_met, risk
from simulation.measuring.service_level import all_service_levels, ratio_by, service_level, share_by
from simulation.measuring.stationary import batch_notes
from simulation.measuring.statistics import Estimate, mean
from simulation.measuring.terms import AllBy, OccupancyOf, Terms
from simulation.measuring.verdict import verdict

DAY_MINUTES = 24 * 60


class Setting(Protocol):
    """What the results repeat of a scenario."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def open_at_s(self) -> int: ...


def results(setting: Setting, measures: Measures, *, seed: int, engine: str, notes: Sequence[str] = ()) -> Results:
    """Everything that a run says.

    Parameters
    ----------
    setting
        The scenario, or what stands for one.
    measures
        Sums of all replications.
    seed, engine
        What was run.
    notes
        What a reader must know besides what follows from the world itself.
    """
    world, policy, terms = measures.world, measures.world.policy, measures.asked.terms
    tally, groups = metrics.contact_tally(measures), metrics.group_tally(measures)
    common = terms.all_by is AllBy.COMMON and measures.asked.targets_us is not None
    together = metrics.contact_tally(measures, AllBy.COMMON) if common else tally
    queues, waits = metrics.queue_of_classes(measures), metrics.wait_histograms(measures)
    kinds = (
        (queues, [queue.name for queue in policy.queues]),
        (world.classes["problem"], policy.problems),
        (world.classes["tier"], policy.tiers),
        (world.classes["channel"], policy.channels),
    )
    everybody = np.zeros(len(queues), np.int64)
    (overall,) = day_cells(measures, together, waits, [(everybody, ["overall"])])
    by_queue, by_problem, by_tier, by_channel = day_cells(measures, tally, waits, kinds)
    group_rows = [group_cells(groups.group(i), world.interval_us, terms) for i in range(len(world.group_names))]
    whole = groups.over_intervals()
    found = intervals(setting.open_at_s, measures, together, waits, groups)
    labels = [interval.label for interval in found]
    return Results(
        scenario=setting.name,
        about=setting.about,
        policy=policy.name,
        policy_hash=policy.hash,
        seed=seed,
        replications=measures.replications,
        contacts=int(tally.offered.sum()),
        engine=engine,
        target_s=measures.target_us / SECOND,
        interval_s=round(world.interval_us / SECOND),
        leavers=world.leavers.name.lower(),
        notes=(
            *world_notes(world, tally),
            *callback_notes(measures),
            *call_in_notes(measures),
            *after_hours_notes(measures.after_hours, measures.asked.dates),
            *batch_notes(measures, tally),
            *notes,
        ),
        verdict=verdict(measures, tally, queues),
        overall=overall["overall"],
        overall_occupancy=occupancy(whole.total(), terms)[0],
        intervals=found,
        queues=by_queue,
        problems=by_problem,
        tiers=by_tier,
        channels=by_channel,
        groups=dict(zip(world.group_names, groups_of_run(measures, groups), strict=True)),
        heat=heat(tally, queues, list(by_queue), terms),
        group_intervals={name: tuple(row) for name, row in zip(world.group_names, group_rows, strict=True)},
        callbacks=callbacks(measures),
        customers=customer_figures(measures),
        checks=checks(measures),
        terms=terms,
        targets=measures.asked.targets,
        risk=risk(measures, together),
        deadlines=deadlines_met(measures),
        transfers=passed_on(measures),
        call_ins=called_in(measures),
        dates=date_cells(measures, together, waits, queues, contact_cells),
        pairs=PairMaker(measures, tally, waits, groups, labels, group_rows, contact_cells).tables(),
        service_levels=all_service_levels(together.over_intervals().over_labels(everybody, 1), terms),
    )


def day_cells(
    measures: Measures, tally: Tally, waits: Waits, kinds: Sequence[tuple[NDArray[np.integer], Sequence[str]]]
) -> list[dict[str, Cell]]:
    """The cells of the whole day, by whatever tells classes apart: their labels, and the names of the labels."""
    members = np.concatenate([labels == np.arange(len(names))[:, None] for labels, names in kinds])
    sums = tally.over_intervals().over_classes(members)
    quantiles = wait_quantiles(measures, waits, waits.over_classes(members))
    cells = iter(contact_cells(sums, quantiles, measures.world.close_us, measures.asked.terms))
    return [{name: next(cells) for name in names} for _, names in kinds]


def wait_quantiles(measures: Measures, waits: Waits, histograms: Counts) -> list[Estimate]:
    """The quantiles ``WAIT_QUANTILES`` of cells in microseconds; histograms of shape (groups, cells, buckets)."""
    return pooled_quantiles(histograms, (waits.least, waits.most), WAIT_QUANTILES, measures.group_sizes)


def contact_cells(tally: Tally, quantiles: Sequence[Estimate], hours_us: int, terms: Terms) -> list[Cell]:
    """The figures of cells.

    Parameters
    ----------
    tally
        Shape (replications, cells).
    quantiles
        Those of the waits in microseconds, in the order of ``WAIT_QUANTILES``.
    hours_us
        Time over which the queue's length is averaged.
    terms
        Which definitions hold.
    """
    offered = tally.offered.sum(axis=0)
    has_waits = (tally.waited.sum(axis=0) > 0) | tally.longest.any(axis=0)
    longest = np.where(has_waits, tally.longest, np.nan)
    columns = {
        "offered": mean(tally.offered, offered).within(0.0).figures(),
        "answered": mean(tally.answered, offered).within(0.0).figures(),
        "within_target": mean(tally.within, offered).within(0.0).figures(),
        "abandoned_count": mean(tally.abandoned, offered).within(0.0).figures(),
        "blocked": mean(tally.blocked, offered).within(0.0).figures(),
        "deflected": mean(tally.deflected, offered).within(0.0).figures(),
        "called_back": mean(tally.called_back, offered).within(0.0).figures(),
        "contained": mean(tally.contained, tally.contained.sum(axis=0)).within(0.0).figures(),
        "service_level": service_level(tally, terms).figures(),
        "abandoned": share_by(terms, tally.abandoned, tally.offered).figures(),
        "mean_wait_s": ratio_by(terms, tally.wait, tally.waited).figures(SECOND),
        "mean_answer_s": ratio_by(terms, tally.answered_wait, tally.answered).figures(SECOND),
        "wait_p50_s": quantiles[0].figures(SECOND),
        "wait_p90_s": quantiles[1].figures(SECOND),
        "wait_p99_s": quantiles[2].figures(SECOND),
        "longest_wait_s": mean(longest, offered).within(0.0).figures(SECOND),
        "queue_length": mean(tally.waiting / hours_us, offered).within(0.0).figures(),
    }
    return [Cell(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def groups_of_run(measures: Measures, groups: GroupTally) -> list[GroupCell]:
    """The figures of the groups over all intervals; of several days the staff in those in which it is open."""
    whole, world, terms = groups.over_intervals(), measures.world, measures.asked.terms
    if measures.asked.dates is None:
        return group_cells(whole, world.close_us, terms)
    is_open = ~measures.asked.dates.are_closed(np.arange(world.n_intervals) * world.interval_us)
    there = groups.signed_on[:, is_open].sum(axis=1)
    return group_cells(whole, int(is_open.sum()) * world.interval_us, terms, there)


def group_cells(tally: GroupTally, hours_us: int, terms: Terms, there: Counts | None = None) -> list[GroupCell]:
    """The figures of groups, or of the intervals of one group: arrays of shape (replications, cells).

    Parameters
    ----------
    tally
        Their sums.
    hours_us, terms
        Time over which staff is averaged, and which definitions hold.
    there
        Time signed on within these hours; None: all is.
    """
    rows = zip(
        mean((tally.signed_on if there is None else there) / hours_us).within(0.0).figures(),
        occupancy(tally, terms),
        mean(tally.answered, tally.answered.sum(axis=0)).within(0.0).figures(),
        strict=True,
    )
    return [GroupCell(*row) for row in rows]


def occupancy(tally: GroupTally, terms: Terms) -> list[Figure]:
    """Time in talk and wrap-up / time signed on; an interval where 100 contacts or more were answered."""
    most = 1.0 if terms.occupancy_of is OccupancyOf.SIGNED_ON else math.inf
    return ratio_by(terms, tally.busy, tally.signed_on, tally.answered.sum(axis=0)).within(0.0, most).figures()


def intervals(
    open_at_s: int, measures: Measures, tally: Tally, waits: Waits, groups: GroupTally
) -> tuple[Interval, ...]:
    """The intervals of arrival, in order."""
    length_us, terms = measures.world.interval_us, measures.asked.terms
    sums = tally.total()
    cells = contact_cells(sums, wait_quantiles(measures, waits, waits.by_interval), length_us, terms)
    busy = occupancy(groups.total(), terms)
    found = []
    for index, (cell, busyness) in enumerate(zip(cells, busy, strict=True)):
        start_s = open_at_s + round(index * length_us / SECOND)
        band = daily_band(sums.waiting[:, index] / length_us)
        label = clock_label(start_s) if measures.asked.dates is None else measures.asked.dates.label(start_s)
        found.append(Interval(index, start_s, label, cell, band, busyness))
    return tuple(found)


def clock_label(second: int) -> str:
    """Time of day such as ``09:30``."""
    hours, minutes = divmod(second // 60 % DAY_MINUTES, 60)
    return f"{hours:02d}:{minutes:02d}"


def daily_band(values: NDArray[np.float64]) -> Band:
    """Mean and 10th and 90th percentile of the days."""
    low, high = np.percentile(values, (10, 90)).tolist()
    return Band(float(values.mean()), low, high)


def heat(tally: Tally, queues: NDArray[np.int64], names: Sequence[str], terms: Terms) -> dict[str, tuple[Figure, ...]]:
    """Service level of every queue in every interval of arrival."""
    cells = tally.over_labels(queues, len(names))
    figures = iter(service_level(cells, terms).figures())
    by_interval = [[next(figures) for _ in names] for _ in range(cells.offered.shape[1])]
    return {name: tuple(row[i] for row in by_interval) for i, name in enumerate(names)}


def world_notes(world: World, tally: Tally) -> list[str]:
    """What a reader must know of how the world was simulated."""
    arrived = np.unique(world.classes["channel"][tally.offered.any(axis=(0, 1))])
    names = [world.policy.channels[number] for number in arrived.tolist()]
    notes = []
    if any("chat" in name.casefold() and not holds_several(world, name) for name in names):
        notes.append(text("A chat takes an agent's whole attention: nobody holds several at once here."))
    return [*notes, *not_simulated(world)]


def callbacks(measures: Measures) -> Callbacks | None:
    """What became of the callbacks promised; None: there were none."""
    counts = measures.promises.sum(axis=0).tolist()
    return Callbacks(*counts) if counts[0] else None


def callback_notes(measures: Measures) -> list[str]:
    """The same in words."""
    found = callbacks(measures)
    if found is None:
        return []
    said = text(
        "Callbacks: {promised} promised, {share} of them kept in time; {late} came late, {failed} did not reach the "
        "customer, {open} were still to be made at the end.",
        promised=f"{found.promised:,}",
        share=f"{100 * found.kept / found.promised:.1f}%",
        late=f"{found.late:,}",
        failed=f"{found.failed:,}",
        open=f"{found.open:,}",
    )
    return [said]


def holds_several(world: World, channel: str) -> bool:
    """Whether anybody could have two contacts of the channel at once."""
    units = 2 * dict(world.policy.costs).get(channel, 1)
    return any(agent.capacity >= units and agent.most.get(channel, 2) >= 2 for agent in world.agents)


def checks(measures: Measures) -> Checks:
    """The exact counts over all replications; :func:`~simulation.measuring.measures.measure` has checked each one."""
    measures = measures.whole or measures
    outcomes = measures.cells[..., :OUTCOMES].sum(axis=(0, 1, 2)).tolist()
    waits = sum(wait_sum_us(measures, replication) for replication in range(measures.replications))
    given = measures.queue_area_us
    area = np.where(given >= 0, given, measures.waiting.sum(axis=(1, 2))).sum()
    return Checks(
        offered=int(measures.ledger[:, 0].sum()) - outcomes[CONTAINED],
        answered=outcomes[1],
        abandoned=outcomes[2],
        balked=outcomes[BALKED],
        blocked=outcomes[BLOCKED],
        deflected=outcomes[DEFLECTED],
        called_back=outcomes[CALLBACK],
        open=outcomes[OPEN],
        queue_area_us=int(area),
        wait_sum_us=waits,
        contained=outcomes[CONTAINED],
    )
