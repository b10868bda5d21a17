"""A baseline: one queue, n agents, customers who give up, as a plain loop around a heap of events; no records.

No framework, no objects: about as fast as Python itself simulates a queue.
"""

from __future__ import annotations

import random
from collections import deque
from heapq import heappop, heappush

from benchmarks.simpy_mmn import AGENTS, PATIENCE_S, PER_MINUTE, SERVICE_S, Count

ARRIVES, ENDS, GIVES_UP = range(3)


def run(contacts: int, seed: int, *, agents: int = AGENTS) -> Count:
    """Simulate so many contacts; the load of an agent is that of 480 agents."""
    draw = random.Random(seed).expovariate
    between = AGENTS / agents * 60 / PER_MINUTE
    count = Count()
    idle = agents
    waiting: deque[int] = deque()
    gone: set[int] = set()  # gave up, and still stand in the queue
    answered: set[int] = set()  # waited, and have still to give up
    events: list[tuple[float, int, int]] = [(draw(1 / between), ARRIVES, 0)]
    while events:
        now, what, contact = heappop(events)
        if what == ARRIVES:
            if contact + 1 < contacts:
                heappush(events, (now + draw(1 / between), ARRIVES, contact + 1))
            if idle:
                idle -= 1
                count.answered += 1
                heappush(events, (now + draw(1 / SERVICE_S), ENDS, contact))
            else:
                waiting.append(contact)
                heappush(events, (now + draw(1 / PATIENCE_S), GIVES_UP, contact))
        elif what == ENDS:
            while waiting and waiting[0] in gone:
                gone.remove(waiting.popleft())
            if waiting:
                following = waiting.popleft()
                answered.add(following)
                count.answered += 1
                heappush(events, (now + draw(1 / SERVICE_S), ENDS, following))
            else:
                idle += 1
        elif contact in answered:
            answered.remove(contact)
        else:
            gone.add(contact)
            count.abandoned += 1
    return count
