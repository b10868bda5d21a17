"""Expected waiting time (EWT) with a range, per queue and per ticket, from what those before had to wait.

An estimate is three numbers multiplied:

    places × pace × factor

``places`` is the ticket's position in its queue, the first waiting ticket being at place 1. The *pace* is the time a
place takes: the sum of the last waits of those answered, divided by the sum of the places they had joined at. A wait
weighs 31/32 of the next one, so about the last 32 count. The one who waits longest counts as one wait more, with what
it has waited so far: without it, an estimate would stand still while nobody is answered.

The *factor* turns the mean into the median (p50) and the 90th percentile (p90). It starts where gamma distributed
waits have it, and every wait that ends corrects it: up a long step when it exceeded the estimate, down a short one when
it did not, in the ratio that balances when 50 or 90 % do not exceed it. Position matters (a wait at place 1 is anything
from nothing to several times its mean, one at place 20 is not), so places 1, 2–3, 4–7, … 128 and more have their own.
The waits of those who stand in a long queue together are much alike, and say little more than one of them. So from the
places 4–7 on, steps are half as long in each bucket as in the one before: with the whole step for each of them, the
factors would follow the last long queue, and be wrong in the next.

Whoever gives up before the estimated time says only that the wait would have been longer. It pulls the factor up by the
part of a step that the others who had to wait longer, would on average (:func:`note_leave`); else the estimates of a
queue that many leave would be those of the patient ones, which are too short.

Integers only: microseconds, and factors in units of 2**-20. A ticket carries one word, :func:`announce`, from joining
to its answer. Method, sources and the measured coverage: ``docs/explanation/expected-wait.md``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit, jit_inline, whole
from routing._rows import Rows
from routing.kernels.ewt_rows import (
    BUCKETS,
    DOWN_50,
    DOWN_90,
    EWT,
    START_P50,
    START_P90,
    UP_50,
    UP_90,
    new_ewt,
    reset_ewt,
)

MAX_WAIT = 100 * 86_400 * 1_000_000
"""Waits and estimates end at 100 days (in µs), which fit into 43 bits."""

MAX_PLACES = 2**20 - 1
"""Places above count as this one."""

UNKNOWN = -1
"""An estimate before waits over ``_ENOUGH`` places have been seen."""

_ONE = whole(2**20)  # a factor of 1
_LEAST, _MOST = whole(2**12), whole(2**28)  # factors stay between 1/256 and 256
_PLACE_BITS = whole(20)
_PLACE_MASK = whole(MAX_PLACES)
_LONGEST = whole(MAX_WAIT)
_FADE = whole(5)  # a sum loses 1/2**5 of itself with each wait
_SHARE = whole(10)  # places count in 1/1024, so that fading does not round them away
_ENOUGH = whole(7 << 9)  # 3.5 places: four waits from place 1 make 3.8, since the first ones have faded
_UNKNOWN = whole(UNKNOWN)
_STEP_BITS, _STILL = whole(24), whole(2**24)
_ODDS_50, _ODDS_90 = whole(2), whole(10)  # 1 / (1 − p)
_UP_50, _DOWN_50 = np.array(UP_50, np.int64), np.array(DOWN_50, np.int64)
_UP_90, _DOWN_90 = np.array(UP_90, np.int64), np.array(DOWN_90, np.int64)


@jit_inline
def _bucket(places: int) -> int:
    """The number of the factors for ``places``: its logarithm to base 2."""
    # A sum of comparisons: nothing predicts the way through a loop.
    return (
        int(places > 1)
        + int(places > 3)
        + int(places > 7)
        + int(places > 15)
        + int(places > 31)
        + int(places > 63)
        + int(places > 127)
    )


@jit_inline
def _scaled(base: int, factor: int) -> int:
    """``base`` × ``factor`` / 2**20, at most MAX_WAIT. In two parts, because the product may need 71 bits."""
    return min((base >> 20) * factor + (((base & (_ONE - 1)) * factor) >> 20), _LONGEST)


@jit_inline
def base_of(word: int) -> int:
    """The mean that a ticket's word was announced with, in µs; 0: unknown."""
    return word >> _PLACE_BITS


@jit_inline
def places_of(word: int) -> int:
    """The place at which a ticket joined; 0: it has joined no queue to wait in its turn."""
    return word & _PLACE_MASK


@jit_inline
def announce(rows: Rows, queue: int, places: int, head_age: int, head_places: int) -> int:
    """The word of a ticket that joins: its mean wait and its place, in 63 bits.

    Parameters
    ----------
    rows
        Dtype ``EWT``.
    queue
        Its row.
    places
        The ticket's position: 1 + those that wait before it.
    head_age
        µs that the longest waiting ticket of the queue has been waiting.
    head_places
        :func:`places_of` the word of that ticket; 0: nobody waits.
    """
    row = rows[queue]
    places = min(places, _PLACE_MASK)
    if row.places < _ENOUGH:
        return places
    waited, over = row.waited, row.places
    if head_places > 0:
        waited += min(head_age, _LONGEST)
        over += head_places << _SHARE
    pace = min((waited << _SHARE) // over, _LONGEST)
    base: int = max(min(pace * places, _LONGEST), 1)
    return (base << _PLACE_BITS) | places


@jit_inline
def likely_wait(rows: Rows, queue: int, word: int) -> int:
    """The p50 of a word's wait in µs; UNKNOWN while too few have waited."""
    base = base_of(word)
    if base == 0:
        return _UNKNOWN
    return _scaled(base, rows[queue].p50[_bucket(places_of(word))])


@jit_inline
def long_wait(rows: Rows, queue: int, word: int) -> int:
    """The p90 of a word's wait in µs; UNKNOWN while too few have waited. Never below the p50."""
    base = base_of(word)
    if base == 0:
        return _UNKNOWN
    return _scaled(base, rows[queue].p90[_bucket(places_of(word))])


@jit_inline
def _keep(row: Any, bucket: int, p50: int, p90: int) -> None:
    """Write factors down, within their bounds and in their order."""
    p50 = max(min(p50, _MOST), _LEAST)
    row.p50[bucket] = p50
    row.p90[bucket] = max(min(p90, _MOST), p50)


@jit_inline
def note_answer(rows: Rows, queue: int, word: int, wait: int) -> None:
    """A ticket that has waited in its turn is answered.

    Parameters
    ----------
    rows
        Dtype ``EWT``.
    queue
        Its row.
    word
        What :func:`announce` gave the ticket when it joined; with a place of 0 nothing happens.
    wait
        µs from joining to the answer.
    """
    places = places_of(word)
    if places == 0:
        return
    row = rows[queue]
    wait = min(wait, _LONGEST)
    base = base_of(word)
    if base > 0:
        bucket = _bucket(places)
        p50, p90 = row.p50[bucket], row.p90[bucket]
        median, high = _scaled(base, p50), _scaled(base, p90)
        by_50 = _UP_50[bucket] if wait > median else _DOWN_50[bucket]
        by_90 = _UP_90[bucket] if wait > high else _DOWN_90[bucket]
        _keep(row, bucket, (p50 * by_50) >> _STEP_BITS, (p90 * by_90) >> _STEP_BITS)
    row.waited += wait - (row.waited >> _FADE)
    row.places += (places << _SHARE) - (row.places >> _FADE)


@jit_inline
def _part_of_step(wait: int, estimate: int, bucket: int, odds: int) -> int:
    """The part of a step up, in units of 2**-20, that somebody makes who leaves; ``odds``: 1 / (1 − p)."""
    if wait >= estimate:
        return _ONE
    share = (wait << 20) // estimate
    if bucket > 1:
        share = (share * share) >> 20
    if bucket > 3:
        share = (share * share) >> 20
    return (share << 20) // (odds * _ONE - (odds - 1) * share)


@jit_inline
def note_leave(rows: Rows, queue: int, word: int, wait: int) -> None:
    """A ticket leaves the queue otherwise: it gives up, is moved, or is assigned by hand.

    It would have waited longer than it did. If it leaves at the estimate q or later, its wait exceeds q: a step up. If
    it leaves at w < q, its wait would not have exceeded q with the probability (p − F) / (1 − F), F being the share of
    waits up to w. The mean of the two steps, weighed so, is the part (1 − p) F / (p (1 − F)) of a step up: nothing for
    who leaves at once, the whole of it at q. Efron (1967) shares out the weight of the censored among those who stay
    longer in this way.

    F is taken as p (w / q)**k: with k = 1 up to place 3, 2 up to place 15 and 4 above, since the further back, the
    fewer wait for only a part of the estimate. The quantiles of gamma laws, from which the factors start, have a k
    of about 1.7 and 0.9 (p50 and p90, at half of q) at place 3, 2.5 and 1.3 at 5, 8 and 5 at 22.

    Parameters
    ----------
    rows, queue, word
        As for :func:`note_answer`; without an estimate nothing happens.
    wait
        µs from joining to leaving.
    """
    base = base_of(word)
    if base == 0:
        return
    row = rows[queue]
    bucket = _bucket(places_of(word))
    wait = min(wait, _LONGEST)
    p50, p90 = row.p50[bucket], row.p90[bucket]
    step_50, step_90 = (p50 * (_UP_50[bucket] - _STILL)) >> _STEP_BITS, (p90 * (_UP_90[bucket] - _STILL)) >> _STEP_BITS
    part_50 = _part_of_step(wait, _scaled(base, p50), bucket, _ODDS_50)
    part_90 = _part_of_step(wait, _scaled(base, p90), bucket, _ODDS_90)
    _keep(row, bucket, p50 + ((step_50 * part_50) >> 20), p90 + ((step_90 * part_90) >> 20))


@jit
def estimate(rows: Rows, queue: int, places: int, head_age: int, head_places: int) -> tuple[int, int]:
    """The p50 and p90, in µs, of the time that a ticket at a place still has to wait; both UNKNOWN at first.

    For a ticket about to join, ``places`` is one more than there are waiting; for one that waits, its present position.
    What it has waited already says nothing of the rest, except through the others: its position. The parameters are
    those of :func:`announce`.
    """
    word = announce(rows, queue, places, head_age, head_places)
    return likely_wait(rows, queue, word), long_wait(rows, queue, word)


__all__ = [
    "BUCKETS",
    "EWT",
    "MAX_PLACES",
    "MAX_WAIT",
    "START_P50",
    "START_P90",
    "UNKNOWN",
    "announce",
    "base_of",
    "estimate",
    "likely_wait",
    "long_wait",
    "new_ewt",
    "note_answer",
    "note_leave",
    "places_of",
    "reset_ewt",
]
