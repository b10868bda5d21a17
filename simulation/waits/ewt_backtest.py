"""Back-test of the expected wait: what would contacts have been told, and was it so?

::

    facts = simulate_compiled(world, contacts)
    told = replay_waits(world, contacts, facts.records)
    coverage(contacts, told, told.p90)  # share of the waits that were no longer than their p90

Who had to wait is told a p50 and a p90 on joining. A good p50 is not exceeded by half of the waits, a good p90 by nine
in ten. The wait of those who gave up is not known; how they count, says :func:`coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.kernels.kernel_ewt import UNKNOWN, new_ewt
from routing.kernels.state import Rows
from simulation.core.records import Outcome
from simulation.core.world import World
from simulation.waits.engine_ewt import ANSWERED, ASKS, GIVES_UP, JOINS, LINE, MOMENT, STEPS_OUT, TOLD, replay


@dataclass(frozen=True, slots=True)
class Told:
    """What the contacts that had to wait were told; all arrays in order of arrival, times in µs.

    Parameters
    ----------
    contact
        Row in the table of contacts.
    queue
        Number of its queue.
    places
        Its position on joining; 1: nobody before it.
    p50, p90
        What it was told on joining; UNKNOWN before the queue had seen enough.
    later_p50, later_p90
        What it was told of the rest when it asked again; UNKNOWN if it did not.
    wait
        Until the answer, or until it gave up.
    answered
        Whether it was answered.
    """

    contact: NDArray[np.int64]
    queue: NDArray[np.int64]
    places: NDArray[np.int64]
    p50: NDArray[np.int64]
    p90: NDArray[np.int64]
    later_p50: NDArray[np.int64]
    later_p90: NDArray[np.int64]
    wait: NDArray[np.int64]
    answered: NDArray[np.bool_]


def replay_waits(
    world: World, contacts: Rows, records: Rows, *, ask_after_us: int | None = None, ewt: Rows | None = None
) -> Told:
    """Tell each contact that had to wait its p50 and p90, in the order in which things happened.

    The kernel's functions are called as the router calls them, with nothing but what had happened by then. A contact
    that was offered at once did not wait; it counts neither as told nor as an observation. One that left within the
    agents' answer delay without an answer counts as waiting, because the records do not say whether it was on offer.
    Who still waited when the records end is left out.

    Parameters
    ----------
    world
        What the records were made in.
    contacts, records
        Dtypes ``CONTACT`` and ``RECORD``, a day each.
    ask_after_us
        Who still waits so long after joining asks again for the rest of its wait.
    ewt
        What the queues know before, dtype ``EWT``, and afterwards: changed in place. None: nothing.
    """
    delay = _answer_delays(world, contacts, records)
    wait = records["left"] - contacts["arrival"]
    answered = records["outcome"] == Outcome.ANSWERED
    gave_up = records["outcome"] == Outcome.ABANDONED
    contact = np.flatnonzero((answered & (wait > delay)) | (gave_up & (wait > 0)))
    told = np.zeros(len(contact), TOLD)
    told["queue"] = records["queue"][contact]
    told["later_p50"] = told["later_p90"] = UNKNOWN
    lines = np.full(len(world.policy.queues), -1, np.int64).astype(LINE)
    lines["waiting"] = 0
    ewt = new_ewt(len(lines)) if ewt is None else ewt
    kept = records[contact], answered[contact], delay[contact]
    replay(_moments(contacts["arrival"][contact], *kept, ask_after_us), told, lines, ewt)
    return Told(
        contact,
        told["queue"],
        told["places"],
        told["p50"],
        told["p90"],
        told["later_p50"],
        told["later_p90"],
        wait[contact],
        answered[contact],
    )


def _answer_delays(world: World, contacts: Rows, records: Rows) -> NDArray[np.int64]:
    """How long an agent took to accept each contact; 0 where the queue accepts for the agent."""
    by_hand = np.array([not queue.auto_accept for queue in world.policy.queues])
    delays: NDArray[np.int64] = world.classes["answer_delay"][contacts["cls"]] * by_hand[records["queue"]]
    return delays


def _moments(
    joined: NDArray[np.int64],
    records: Rows,
    answered: NDArray[np.bool_],
    delay: NDArray[np.int64],
    ask_after_us: int | None,
) -> Rows:
    """Everything that happens, in order: dtype ``MOMENT``."""
    left = records["left"]
    parts = [
        (left - np.where(answered, delay, 0), np.full(len(left), STEPS_OUT)),
        (left, np.where(answered, ANSWERED, GIVES_UP)),
        (joined, np.full(len(left), JOINS)),
    ]
    if ask_after_us is not None:
        parts.append((joined + ask_after_us, np.full(len(left), ASKS)))
    moments = np.zeros(len(left) * len(parts), MOMENT)
    moments["time"] = np.concatenate([time for time, _ in parts])
    moments["kind"] = np.concatenate([kind for _, kind in parts])
    moments["number"] = np.tile(np.arange(len(left)), len(parts))
    return moments[np.lexsort((moments["number"], moments["kind"], moments["time"]))]


def coverage(contacts: Rows, told: Told, estimate: NDArray[np.int64]) -> float:
    """Share of the waits that were no longer than an estimate, for all who had to wait; NaN if there is none.

    Whoever gives up would have waited longer; how much longer is not known. Patience does not depend on the queue,
    given the class of the contact. So a contact whose wait was seen up to v, the lesser of wait and estimate, stands
    for 1 / P(patience ≥ v) contacts like it, some of whom gave up before v; those themselves count nothing (inverse
    probability of censoring weighting). The probability is the share in the class, for the table of contacts has the
    patience of all.

    Parameters
    ----------
    contacts
        Dtype ``CONTACT``: the table that was played.
    told
        Of :func:`replay_waits`.
    estimate
        ``told.p50``, ``told.p90`` or any other bound of the whole wait; UNKNOWN: the contact does not count.
    """
    covered, everybody = covered_weights(contacts, told, estimate)
    return covered / everybody if everybody else float("nan")


def covered_weights(contacts: Rows, told: Told, estimate: NDArray[np.int64]) -> tuple[float, float]:
    """Numerator and denominator of :func:`coverage`, to be added up over days."""
    seen = (estimate != UNKNOWN) & (told.answered | (told.wait >= estimate))
    until = np.minimum(told.wait, estimate)[seen]
    weight = 1 / _still_there(contacts, told.contact[seen], until)
    covered = told.answered[seen] & (told.wait[seen] <= estimate[seen])
    return float(weight[covered].sum()), float(weight.sum())


def _still_there(contacts: Rows, chosen: NDArray[np.int64], after: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of each chosen contact's class whose patience is at least ``after``."""
    chance = np.ones(len(chosen))
    classes = contacts["cls"][chosen]
    for cls in np.unique(classes):
        patience = np.sort(contacts["patience"][contacts["cls"] == cls])
        mine = classes == cls
        chance[mine] = 1 - np.searchsorted(patience, after[mine], "left") / len(patience)
    return chance
