"""The compiled drawing: fills the table of contacts of one replication.

First :func:`count_arrivals`, which says how much room is needed, then :func:`draw_contacts`. Slice by slice, because a
slice fits in the cache: arrival times come out cell by cell and are put in order by a bucket sort (they are uniform, so
one bucket per contact makes it linear); the other attributes are drawn cell by cell, one law at a time, in loops
without a branch; the rows are then written from first to last.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing._jit import jit
from routing.kernels.state import Rows
from routing.model import NEVER
from simulation.core.draw_plan import NODES, STEPS, TIMES, DrawPlan, DrawScratch, Family, Purpose
from simulation.drawing.engine_random import central_normal, draw, exp, ln, tail_normal, uniform

_DAY, _COUNT, _POSITION = int(Purpose.DAY), int(Purpose.COUNT), int(Purpose.POSITION)
_FIRST_TIME, _BALK = int(Purpose.WORK), int(Purpose.BALK)
_PREFERRED, _CANDIDATE, _FACTOR = int(Purpose.PREFERRED), int(Purpose.CANDIDATE), int(Purpose.FACTOR)
_NEVER, _FIXED, _EXPONENTIAL = int(Family.NEVER), int(Family.FIXED), int(Family.EXPONENTIAL)
_LOGNORMAL, _WEIBULL, _TABLE = int(Family.LOGNORMAL), int(Family.WEIBULL), int(Family.TABLE)
_TAIL = int(Family.TAIL)

_CHUNK = 16
"""A product of so many uniforms >= 2**-53 is a normal float."""

_NUMBER_BITS = 26
"""Of a contact's number in its slice; see ``MAX_CONTACTS``."""
_NUMBER_MASK = 2**_NUMBER_BITS - 1

_LATEST = 2.0**52
"""No time drawn is longer (142 years), whatever its law."""

_TAIL_STEPS = 2.0**53
"""Tail probabilities are multiples of one over it."""

_STEP_BITS = STEPS.bit_length() - 1
_FRACTION_BITS = np.uint64(52 - _STEP_BITS)
_FRACTION_MASK = np.uint64(2 ** (52 - _STEP_BITS) - 1)
_FRACTION = 2.0 ** -(52 - _STEP_BITS)
_FIRST_NODE = np.int64((1023 - 53) << _STEP_BITS)


@jit
def stream(replication_key: np.uint64, purpose: int, cls: int, time_slice: int) -> np.uint64:
    """The key of the draws for a purpose in a cell; draw ``ordinal`` of it belongs to that contact of the cell."""
    return draw(draw(draw(replication_key, purpose), cls), time_slice)


@jit
def day_tail(seed: np.uint64, replication: int) -> float:
    """The upper tail probability of a replication's day factor."""
    return uniform(draw(draw(seed, replication), _DAY), 0)


@jit
def factor_tails(seed: np.uint64, replication: int, factor_key: int, out: NDArray[np.float64]) -> None:
    """The upper tail probabilities of a factor's values, span after span."""
    key = draw(draw(draw(seed, replication), _FACTOR), factor_key)
    for span in range(out.size):
        out[span] = uniform(key, span)


@jit
def count(key: np.uint64, expected: float) -> int:
    """A Poisson number of arrivals, never falling as ``expected`` rises.

    Arrivals are those of a Poisson process with rate 1 up to the time ``expected``; draw n gives the gap before arrival
    n, so a higher rate adds arrivals behind those there are. The sum of 16 gaps takes one logarithm: that of a product.
    """
    arrivals = 0
    time = 0.0
    while True:
        product = 1.0
        for i in range(_CHUNK):
            product *= uniform(key, arrivals + i)
        after = time - ln(product)
        if after > expected:
            break
        time = after
        arrivals += _CHUNK
    product = uniform(key, arrivals)
    while time - ln(product) <= expected:
        arrivals += 1
        product *= uniform(key, arrivals)
    return arrivals


@jit
def count_arrivals(
    plan: DrawPlan, seed: np.uint64, replication: int, means: NDArray[np.float64], scratch: DrawScratch
) -> int:
    """Draw how many arrive in each cell, into ``scratch.counts``; return the greatest number in one slice.

    ``means`` has the expected number of each cell, all factors of the replication included.
    """
    replication_key = draw(seed, replication)
    in_slice, largest = 0, 0
    for c in range(plan.cells.size):
        cell = plan.cells[c]
        arrivals = 0
        if means[c] > 0.0:
            arrivals = count(stream(replication_key, _COUNT, plan.classes[cell.cls].key, cell.slice), means[c])
        scratch.counts[c] = arrivals
        if c == 0 or plan.cells[c - 1].slice != cell.slice:
            in_slice = 0
        in_slice += arrivals
        largest = max(largest, in_slice)
    return largest


@jit
def _microseconds(time: float) -> np.int64:
    return np.int64(min(time, _LATEST) + 0.5)


@jit
def _tabulated(samples: NDArray[np.float64], table: int, v: float) -> float:
    """Quantile at the upper tail probability ``v``, linear between the nodes of the table that begins at ``table``."""
    tail, first = v, table
    if v > 0.5:
        tail, first = 1.0 - v, table + NODES
    bits = np.float64(tail).view(np.uint64)
    node = first + np.int64(bits >> _FRACTION_BITS) - _FIRST_NODE
    fraction = np.float64(np.int64(bits & _FRACTION_MASK)) * _FRACTION
    at, after = float(samples[node]), float(samples[node + 1])
    return at + fraction * (after - at)


@jit
def fill_times(plan: DrawPlan, law_number: int, key: np.uint64, out: NDArray[np.int64]) -> None:
    """Draw times from a law: ``out[i]`` from draw ``i`` of ``key``, in whole microseconds."""
    law = plan.laws[law_number]
    family, a, b = law.family, law.a, law.b
    if family == _NEVER:
        for i in range(out.size):
            out[i] = NEVER
    elif family == _FIXED:
        time = _microseconds(a)
        for i in range(out.size):
            out[i] = time
    elif family == _EXPONENTIAL:
        for i in range(out.size):
            out[i] = _microseconds(-a * ln(uniform(key, i)))
    elif family == _LOGNORMAL:
        # Two loops, each without a branch, are twice as fast as one: 85 % are central.
        for i in range(out.size):
            q = 0.5 - uniform(key, i)
            if abs(q) <= 0.425:
                out[i] = _microseconds(exp(a + b * central_normal(q)))
        for i in range(out.size):
            v = uniform(key, i)
            q = 0.5 - v
            if abs(q) > 0.425:
                out[i] = _microseconds(exp(a + b * math.copysign(tail_normal(min(v, 1.0 - v)), q)))
    elif family == _WEIBULL:
        for i in range(out.size):
            out[i] = _microseconds(a * exp(b * ln(-ln(uniform(key, i)))))
    elif family == _TABLE:
        for i in range(out.size):
            out[i] = _microseconds(a * _tabulated(plan.samples, law.first, uniform(key, i)))
    elif family == _TAIL:
        for i in range(out.size):
            out[i] = np.int64(uniform(key, i) * _TAIL_STEPS)
    else:
        last = law.first + law.n_values - 1
        for i in range(out.size):
            out[i] = _microseconds(plan.samples[last - np.int64(uniform(key, i) * law.n_values)])


@jit
def time_of_tail(laws: Any, law_number: int, v: float) -> np.int64:
    """The time of a law at the upper tail probability ``v``: what :func:`fill_times` makes of such a draw.

    Parameters
    ----------
    laws
        Has the ``laws`` and the ``samples`` that they refer to.
    law_number
        Row of ``laws.laws``.
    v
        A multiple of 2**-53 between 0 and 1.
    """
    law = laws.laws[law_number]
    family, a, b = law.family, law.a, law.b
    q = 0.5 - v
    if family == _NEVER:
        return np.int64(NEVER)
    if family == _TAIL:
        return np.int64(v * _TAIL_STEPS)
    if family == _FIXED:
        time = a
    elif family == _EXPONENTIAL:
        time = -a * ln(v)
    elif family == _LOGNORMAL:
        normal = central_normal(q) if abs(q) <= 0.425 else math.copysign(tail_normal(min(v, 1.0 - v)), q)
        time = exp(a + b * normal)
    elif family == _WEIBULL:
        time = a * exp(b * ln(-ln(v)))
    elif family == _TABLE:
        time = a * _tabulated(laws.samples, law.first, v)
    else:
        time = float(laws.samples[law.first + law.n_values - 1 - np.int64(v * law.n_values)])
    return _microseconds(time)


@jit
def time_at(laws: Any, law_number: int, tail: int) -> np.int64:
    """The time of a law where a draw of the family TAIL was ``tail``: what :func:`fill_times` makes of that draw.

    Parameters
    ----------
    laws
        Has the ``laws`` and the ``samples`` that they refer to.
    law_number
        Row of ``laws.laws``, not of the family TAIL.
    tail
        1 … 2**53 - 1.
    """
    return time_of_tail(laws, law_number, max(tail, 1) / _TAIL_STEPS)


@jit
def _fill_places(key: np.uint64, length: int, first: int, out: NDArray[np.int64]) -> None:
    """Draw the places of a cell's contacts, which have the numbers ``first``, ``first`` + 1, … in their slice."""
    for i in range(out.size):
        out[i] = (np.int64(uniform(key, i) * length) << _NUMBER_BITS) | (first + i)


@jit
def _fill_balks(key: np.uint64, share: float, out: NDArray[np.int8]) -> None:
    out[:] = 0
    if share > 0.0:
        for i in range(out.size):
            out[i] = uniform(key, i) < share


@jit
def _fill_preferred(
    plan: DrawPlan, cls_number: int, key: np.uint64, candidate_key: np.uint64, out: NDArray[np.int32]
) -> None:
    """Draw the preferred agents of a cell's contacts; -1: none."""
    cls = plan.classes[cls_number]
    for i in range(out.size):
        out[i] = -1
        if uniform(key, i) < cls.share:
            out[i] = plan.candidates[cls.first + np.int64(uniform(candidate_key, i) * cls.n_candidates)]


@jit
def _write_preferred(plan: DrawPlan, scratch: DrawScratch, ordered: NDArray[np.int64], out: Rows) -> None:
    """Write the preferred agents of a slice's contacts into their rows."""
    for i in range(ordered.size):
        number = ordered[i] & _NUMBER_MASK
        if scratch.preferred[number] >= 0:
            out[i].preferred = scratch.preferred[number]
            out[i].tie = plan.classes[scratch.cls[number]].tie


@jit
def _put_in_order(
    places: NDArray[np.int64], ordered: NDArray[np.int64], starts: NDArray[np.int64], length: int
) -> None:
    """Sort the places of a slice; ``starts`` has one element more than they are."""
    n = places.size
    buckets_per_place = n / (np.float64(length) * 2.0**_NUMBER_BITS)
    for b in range(n + 1):
        starts[b] = 0
    for i in range(n):
        starts[np.int64(places[i] * buckets_per_place)] += 1
    before = 0
    for b in range(n + 1):
        before += starts[b]
        starts[b] = before
    for i in range(n - 1, -1, -1):
        bucket = np.int64(places[i] * buckets_per_place)
        starts[bucket] -= 1
        ordered[starts[bucket]] = places[i]
    for i in range(1, n):
        place = ordered[i]
        j = i
        while j > 0 and ordered[j - 1] > place:
            ordered[j] = ordered[j - 1]
            j -= 1
        ordered[j] = place


@jit
def draw_contacts(plan: DrawPlan, seed: np.uint64, replication: int, scratch: DrawScratch, rows: Rows) -> int:
    """Fill ``rows`` with the contacts counted in ``scratch.counts``, by (arrival, cell, ordinal); return how many."""
    replication_key = draw(seed, replication)
    written, c = 0, 0
    while c < plan.cells.size:
        first_cell = plan.cells[c]
        n = 0
        while c < plan.cells.size and plan.cells[c].slice == first_cell.slice:
            cell = plan.cells[c]
            cls = plan.classes[cell.cls]
            end = n + int(scratch.counts[c])
            key = stream(replication_key, _POSITION, cls.key, cell.slice)
            _fill_places(key, cell.length, n, scratch.places[n:end])
            _fill_balks(stream(replication_key, _BALK, cls.key, cell.slice), cls.balk, scratch.balks[n:end])
            scratch.cls[n:end] = cell.cls
            for i in range(TIMES):
                key = stream(replication_key, _FIRST_TIME + i, cls.key, cell.slice)
                fill_times(plan, cls.laws[i], key, scratch.times[i, n:end])
            if plan.candidates.size > 0:
                key = stream(replication_key, _PREFERRED, cls.key, cell.slice)
                candidate_key = stream(replication_key, _CANDIDATE, cls.key, cell.slice)
                _fill_preferred(plan, cell.cls, key, candidate_key, scratch.preferred[n:end])
            n = end
            c += 1
        ordered = scratch.ordered[:n]
        _put_in_order(scratch.places[:n], ordered, scratch.starts, first_cell.length)
        out = rows[written : written + n]
        for i in range(n):
            number = ordered[i] & _NUMBER_MASK
            row = out[i]
            row.arrival = first_cell.start + (ordered[i] >> _NUMBER_BITS)
            row.work = scratch.times[0, number]
            row.wrap_up = scratch.times[1, number]
            row.patience = scratch.times[2, number]
            row.cls = scratch.cls[number]
            row.balks = scratch.balks[number]
            row.tie = 0
            row.preferred = -1
        if plan.candidates.size > 0:
            _write_preferred(plan, scratch, ordered, out)
        written += n
    return written
