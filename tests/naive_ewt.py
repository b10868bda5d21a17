"""The naive twin of the expected wait: plain numbers, a list of those who wait, every rule as its sentence says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.kernel_ewt import MAX_PLACES, MAX_WAIT, START_P50, START_P90, UNKNOWN

BOUNDS = [1, 3, 7, 15, 31, 63, 127]
"""The last place of each bucket but the last one."""

UP = {50: 67174, 90: 68515}
DOWN = {50: 63938, 90: 65213}
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
                if answered:
                    new[p] = factor * (UP[p] if wait > estimate else DOWN[p]) // 2**16
                    continue
                part = 2**20
                if wait < estimate:  # (1 − p) w / (q − p w), both sides times 2 or 10
                    part = 2**20 * wait // ((2 * estimate - wait) if p == 50 else (10 * estimate - 9 * wait))
                new[p] = factor + (factor * (UP[p] - 2**16) // 2**16) * part // 2**20
            p50 = min(max(new[50], LEAST), MOST)
            self.factors[50][bucket(places)] = p50
            self.factors[90][bucket(places)] = max(min(new[90], MOST), p50)
        if answered:
            self.waited += wait - self.waited // 32
            self.places += 1024 * places - self.places // 32


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
