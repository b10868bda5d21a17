"""The obvious twin of the drawing: Python's own integers, and each law's textbook formula, one contact at a time."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from routing.model import NEVER
from simulation.core.draw_plan import DrawPlan, Family, Purpose

MASK = 2**64 - 1

Bits = NDArray[np.uint64]


def draw(key: int, number: int) -> int:
    """Output ``number`` of SplitMix64 seeded with ``key``."""
    z = (key + (number + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def draws(keys: Bits, numbers: Bits) -> Bits:
    """:func:`draw` for arrays, element by element: they multiply modulo 2**64 without a word."""
    z: Bits = keys + (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def descend(key: int, *path: int) -> int:
    """The key, or the draw, at the end of a path."""
    for number in path:
        key = draw(key, number)
    return key


def uniform(bits: int) -> float:
    """The middle of the 2**-52 wide interval that the upper 52 bits name."""
    return (2 * (bits >> 12) + 1) / 2**53


def quantile(plan: DrawPlan, law: np.record, v: float) -> float:
    """The time (microseconds) that is exceeded with probability ``v``."""
    family, a, b = Family(int(law.family)), float(law.a), float(law.b)
    if family == Family.NEVER:
        return NEVER
    if family == Family.FIXED:
        return a
    if family == Family.EXPONENTIAL:
        return -a * math.log(v)
    if family == Family.LOGNORMAL:
        return math.exp(a - b * NormalDist().inv_cdf(v))
    if family == Family.WEIBULL:
        return a * math.pow(-math.log(v), b)
    if family == Family.TAIL:
        return v * 2.0**53
    if family == Family.TABLE:
        return a * float(special.gammainccinv(b, v)) / b
    values = plan.samples[law.first : law.first + law.n_values][::-1]
    return float(values[int(v * law.n_values)])


class NaiveContact(NamedTuple):
    """A contact and its place in the cell; times in microseconds, not rounded."""

    arrival: int
    cls: int
    ordinal: int
    work: float
    wrap_up: float
    patience: float
    balks: bool
    tie: int
    preferred: int


def contacts(plan: DrawPlan, seed: int, replication: int, day_factor: float = 1.0) -> list[NaiveContact]:
    """The contacts of a replication, by (arrival, class, ordinal)."""
    found = []
    for cell in plan.cells:
        mix = plan.classes[cell.cls]

        def at(purpose: int, ordinal: int, path: tuple[int, int] = (int(mix.key), int(cell.slice))) -> float:
            return uniform(descend(seed, replication, purpose, *path, ordinal))

        expected = cell.expected * (day_factor if cell.day_factor else 1.0)
        ordinal, process = 0, -math.log(at(Purpose.COUNT, 0))
        while process <= expected:
            times = [
                quantile(plan, plan.laws[law], at(Purpose.WORK + i, ordinal)) for i, law in enumerate(mix.laws.tolist())
            ]
            arrival = int(cell.start) + math.floor(at(Purpose.POSITION, ordinal) * int(cell.length))
            balks = at(Purpose.BALK, ordinal) < mix.balk
            tie, preferred = 0, -1
            if at(Purpose.PREFERRED, ordinal) < mix.share:
                place = math.floor(at(Purpose.CANDIDATE, ordinal) * int(mix.n_candidates))
                tie, preferred = int(mix.tie), int(plan.candidates[int(mix.first) + place])
            work, wrap_up, patience = times
            found.append(NaiveContact(arrival, int(cell.cls), ordinal, work, wrap_up, patience, balks, tie, preferred))
            ordinal += 1
            process -= math.log(at(Purpose.COUNT, ordinal))
    return sorted(found)
