"""An agent who gives all contacts an equal part of their attention is the processor-sharing queue of the textbooks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from routing.model import SECOND
from simulation.contacts.behaviour_builder import Behaviour, build_behaviours
from simulation.core.records import CONTACT
from simulation.core.world import Group, World, build_world
from simulation.engines.compiled import simulate_compiled
from tests.worlds import FOREVER, ONE_QUEUE, policy, us

SEATS = 100
CONTACTS = 40_000
LOAD, TALK_S = 0.6, 60.0


def talk_times(law: str, random: np.random.Generator, size: int) -> NDArray[np.float64]:
    """Times of a mean of :data:`TALK_S` seconds."""
    if law == "all alike":
        return np.full(size, TALK_S)
    shape = {"exponential": 1.0, "gamma, cv 2": 0.25}[law]
    return random.gamma(shape, TALK_S / shape, size)


def shared_agent() -> World:
    """One agent, for whom k contacts at once take k times as long each."""
    world = build_world(policy(ONE_QUEUE), (Group("desk", (1,), capacity=SEATS),), interval_us=us(CONTACTS * 200))
    factors = tuple(1000 * at_once for at_once in range(1, SEATS + 1))
    return replace(world, behaviours=build_behaviours([Behaviour(1, factors=factors, shares=True)]))


def poisson(works: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.void]:
    """Contacts that come at random with such talk times, at :data:`LOAD`."""
    rows = np.zeros(len(works), CONTACT)
    rows["arrival"] = np.cumsum(random.exponential(TALK_S / LOAD, len(works))) * SECOND
    rows["patience"], rows["work"] = us(FOREVER), works * SECOND
    rows["preferred"] = -1
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("law", ["all alike", "exponential", "gamma, cv 2"])
def test_mean_time_by_the_formula(law: str) -> None:
    """The mean talk is E[S] / (1 - load), whatever the law of S (Kleinrock 1967), within 4 errors by batch means."""
    random = np.random.default_rng(7)
    contacts = poisson(talk_times(law, random, CONTACTS), random)
    records = simulate_compiled(shared_agent(), contacts).records
    talks = (records["talk_end"] - records["answered"]) / SECOND
    assert np.array_equal(records["answered"], contacts["arrival"])
    batches = talks[CONTACTS // 10 :].reshape(18, -1).mean(axis=1)
    error = batches.std(ddof=1) / np.sqrt(len(batches))
    assert abs(batches.mean() - TALK_S / (1 - LOAD)) < 4 * error


def test_no_work_is_lost() -> None:
    """Whoever is there is worked for: the last talk ends when it would one after the other, but for rounding."""
    random = np.random.default_rng(8)
    contacts = poisson(random.exponential(TALK_S, 2000), random)
    records = simulate_compiled(shared_agent(), contacts).records
    free = 0
    for contact in contacts:
        free = max(free, int(contact["arrival"])) + int(contact["work"])
    assert abs(int(records["talk_end"].max()) - free) <= len(contacts)
