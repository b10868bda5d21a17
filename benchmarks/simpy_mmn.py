"""The baseline: one queue, n agents, customers who give up, as SimPy's own examples would write it; no records."""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass

import simpy

AGENTS = 480
PER_MINUTE = 100.0
SERVICE_S = 270.0
PATIENCE_S = 120.0


@dataclass
class Count:
    """What the baseline knows at the end."""

    answered: int = 0
    abandoned: int = 0


def customer(
    env: simpy.Environment, agents: simpy.Resource, draw: random.Random, count: Count
) -> Generator[simpy.Event, object, None]:
    """Wait for an agent as long as patience lasts, then talk."""
    with agents.request() as request:
        yield request | env.timeout(draw.expovariate(1 / PATIENCE_S))
        if not request.triggered:
            count.abandoned += 1
            return
        count.answered += 1
        yield env.timeout(draw.expovariate(1 / SERVICE_S))


def arrivals(
    env: simpy.Environment, agents: simpy.Resource, draw: random.Random, count: Count, contacts: int
) -> Generator[simpy.Event, object, None]:
    """Customers come one after another."""
    per_second = PER_MINUTE / 60 * agents.capacity / AGENTS
    for _ in range(contacts):
        yield env.timeout(draw.expovariate(per_second))
        env.process(customer(env, agents, draw, count))


def run(contacts: int, seed: int, *, agents: int = AGENTS) -> Count:
    """Simulate so many contacts; the load of an agent is that of 480 agents."""
    env = simpy.Environment()
    count = Count()
    env.process(arrivals(env, simpy.Resource(env, agents), random.Random(seed), count, contacts))
    env.run()
    return count
