"""The naive twin of the expected wait: plain numbers, a list of those who wait, every rule as its sentence says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.kernels.kernel_ewt import MAX_PLACES, MAX_WAIT, START_P50, START_P90, UNKNOWN

BOUNDS = [1, 3, 7, 15, 31, 63, 127]
"""The last place of each bucket but the last one."""

STEPS = {p: [1 + first / 2 ** max(n - 1, 0) for n in range(8)] for p, first in ((50, 1 / 40), (90, 1 / 22))}
UP = {p: [round(2**24 * step) for step in STEPS[p]] for p in STEPS}
DOWN = {p: [round(2**24 * step ** ((p - 100) / p)) for step in STEPS[p]] for p in STEPS}
"""What a factor is multiplied by, in 1/2**24, by bucket: of 100 waits, 100 − p go up and p go down as far."""

POWERS = [1, 1, 2, 2, 4, 4, 4, 4]
"""Of the part of the estimate waited, by bucket, as which the share of the waits that are shorter is taken."""
LEAST, MOST = 2**12, 2**28


class NaiveQueue:
    """What one queue knows of its waits."""

    def __init__(self) -> None:
        self.waited = 0
        self.places = 0
        self.factors = {
            50: [mille * 2**20 // 1000 for mille in START_P50],
            90: [mille * 2**20 // 1000 for mille in START_P90],
        }

    def mean(self, places: int, head: tuple[int, int] | None) -> int:
        """The mean wait from a place, 0: unknown; ``head``: the longest waiting ticket's age and place of joining."""
        if self.places < 3.5 * 1024:
            return 0
        waited, over = self.waited, self.places
        if head is not None:
            waited += min(head[0], MAX_WAIT)
            over += 1024 * head[1]
        pace = min(1024 * waited // over, MAX_WAIT)
        return min(max(pace * places, 1), MAX_WAIT)

    def quantile(self, p: int, mean: int, places: int) -> int:
        """The p50 or p90 of the wait with that mean from that place."""
        if mean == 0:
            return UNKNOWN
        return min(mean * self.factors[p][bucket(places)] // 2**20, MAX_WAIT)

    def ended(self, mean: int, places: int, wait: int, answered: bool) -> None:
        """A wait has ended, by an answer or otherwise."""
        wait = min(wait, MAX_WAIT)
        if mean > 0:
            new = {}
            for p in (50, 90):
                factor = self.factors[p][bucket(places)]
                estimate = self.quantile(p, mean, places)
                up, down = UP[p][bucket(places)], DOWN[p][bucket(places)]
                if answered:
                    new[p] = factor * (up if wait > estimate else down) // 2**24
                    continue
                part = 2**20
                if wait < estimate:  # (1 − p) r / (1 − p r), both sides times 2 or 10
                    ratio = powered(2**20 * wait // estimate, POWERS[bucket(places)])
                    part = 2**20 * ratio // ((2 * 2**20 - ratio) if p == 50 else (10 * 2**20 - 9 * ratio))
                new[p] = factor + (factor * (up - 2**24) // 2**24) * part // 2**20
            p50 = min(max(new[50], LEAST), MOST)
            self.factors[50][bucket(places)] = p50
            self.factors[90][bucket(places)] = max(min(new[90], MOST), p50)
        if answered:
            self.waited += wait - self.waited // 32
            self.places += 1024 * places - self.places // 32


def powered(ratio: int, power: int) -> int:
    """A number in 1/2**20, squared until it has that power."""
    return ratio if power == 1 else powered(ratio * ratio // 2**20, power // 2)


def bucket(places: int) -> int:
    """Which factors are for a place."""
    return sum(places > bound for bound in BOUNDS)


Told = dict[str, int]


def naive_replay(
    moments: Iterable[tuple[int, str, int]], queue_of: Sequence[int]
) -> tuple[list[Told], list[NaiveQueue]]:
    """What each contact is told, and what the queues know in the end.

    Parameters
    ----------
    moments
        (time, what happens, contact) in order: ``out``, ``answered``, ``gives up``, ``asks`` or ``joins``.
    queue_of
        The queue of each contact.
    """
    queues = [NaiveQueue() for _ in range(max(queue_of) + 1)]
    lines: list[list[int]] = [[] for _ in queues]
    told = [{"p50": 0, "p90": 0, "later_p50": UNKNOWN, "later_p90": UNKNOWN} for _ in queue_of]
    joined: dict[int, int] = {}
    place: dict[int, int] = {}
    mean: dict[int, int] = {}
    for now, what, contact in moments:
        queue, line = queues[queue_of[contact]], lines[queue_of[contact]]
        head = (now - joined[line[0]], place[line[0]]) if line else None
        if what == "out":
            line.remove(contact)
        elif what == "joins":
            line.append(contact)
            joined[contact], place[contact] = now, min(len(line), MAX_PLACES)
            mean[contact] = queue.mean(place[contact], head)
            for p in (50, 90):
                told[contact][f"p{p}"] = queue.quantile(p, mean[contact], place[contact])
        elif what == "asks":
            if contact in line:
                position = line.index(contact) + 1
                for p in (50, 90):
                    told[contact][f"later_p{p}"] = queue.quantile(p, queue.mean(position, head), position)
        else:
            queue.ended(mean[contact], place[contact], now - joined[contact], what == "answered")
    return told, queues
