"""The generator and the elementary functions under the drawing."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special

from simulation.drawing import engine_random
from tests.simulation import naive_draw

WORDS = st.integers(0, 2**64 - 1)
STEPS = ("seed", "replication", "purpose", "class", "slice", "ordinal")
BASE = (20240210, 3, 2, 4, 11, 7)
"""An arbitrary path; each statistical test walks along one of its steps and leaves the others."""


def draw(key: int, number: int) -> int:
    with np.errstate(over="ignore"):  # without the compiler NumPy sees that the multiplication is modulo 2**64
        return int(engine_random.draw(np.uint64(key), number))


def walk(step: int, length: int) -> NDArray[np.uint64]:
    """The bits at the ends of ``length`` paths that differ from BASE in one step, which counts up."""
    along = np.arange(length, dtype=np.uint64)
    fixed = [np.full(length, value, np.uint64) for value in BASE]
    fixed[step] = fixed[step] + along
    bits = fixed[0]
    for numbers in fixed[1:]:
        bits = naive_draw.draws(bits, numbers)
    return bits


def chi_square_score(counts: NDArray[np.int64]) -> float:
    """How many standard deviations the chi-square of equally likely ``counts`` lies above its mean."""
    mean = counts.sum() / counts.size
    freedom = counts.size - 1
    return float((((counts - mean) ** 2 / mean).sum() - freedom) / math.sqrt(2 * freedom))


def test_reference_outputs() -> None:
    """Draws 0 to 4 of the key 1234567 are the outputs published for SplitMix64 with that seed."""
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    assert [draw(1234567, n) for n in range(5)] == published


@given(key=WORDS, number=st.integers(0, 2**62))
def test_draw_equals_twin(key: int, number: int) -> None:
    """The kernel's draw is that of Python's own integers, for all keys and numbers, and so is the array form."""
    expected = naive_draw.draw(key, number)
    assert draw(key, number) == expected
    assert int(naive_draw.draws(np.array([key], np.uint64), np.array([number], np.uint64))[0]) == expected


@given(key=WORDS, number=st.integers(0, 2**62))
def test_uniform_is_open_and_symmetric(key: int, number: int) -> None:
    """A uniform is an odd multiple of 2**-53: never 0, 1 or 1/2, and 1 minus it is exact."""
    with np.errstate(over="ignore"):
        u = float(engine_random.uniform(np.uint64(key), number))
    assert u == naive_draw.uniform(naive_draw.draw(key, number))
    assert 0 < u < 1
    assert (u * 2**53) % 2 == 1
    assert 1 - (1 - u) == u


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_uniform_along_each_step(step: int) -> None:
    """Neighbours in any part of a key fill 256 bins of the upper and of the lower bits evenly."""
    bits = walk(step, 200_000)
    for shift in (0, 12, 32, 56):
        counts = np.bincount((bits >> np.uint64(shift)).astype(np.int64) & 255, minlength=256)
        assert abs(chi_square_score(counts)) < 5


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_pairs_along_each_step(step: int) -> None:
    """Pairs of neighbours, 1 to 24 apart in any part of a key, fill a 32 x 32 square evenly, and do not correlate."""
    length = 200_000
    bits = walk(step, length)
    fives = (bits >> np.uint64(59)).astype(np.int64)
    u = (bits >> np.uint64(12)) * 2.0**-52 - 0.5
    for lag in (1, 2, 3, 6, 24):
        counts = np.bincount(fives[lag:] * 32 + fives[:-lag], minlength=1024)
        assert abs(chi_square_score(counts)) < 5
        # the product of two independent uniforms on -1/2 … 1/2 has mean 0 and variance (1/12)**2
        correlation = float((u[lag:] * u[:-lag]).mean()) * 12
        assert abs(correlation) < 5 / math.sqrt(length - lag)


def test_streams_do_not_correlate() -> None:
    """Of 144 neighbouring streams (6 classes, 24 slices) no two correlate, draw by draw."""
    purpose_key = np.array(naive_draw.descend(BASE[0], 0, 3), np.uint64)
    classes = naive_draw.draws(purpose_key, np.arange(6, dtype=np.uint64))
    cells = naive_draw.draws(classes[:, None], np.arange(24, dtype=np.uint64)).ravel()
    length = 4_000
    bits = naive_draw.draws(cells[:, None], np.arange(length, dtype=np.uint64))
    u = (bits >> np.uint64(12)) * 2.0**-52 - 0.5
    correlation = (u @ u.T) * 12 / length
    pairs = correlation[np.triu_indices(144, 1)] * math.sqrt(length)
    # 10,296 pairs of standard normal scores: the largest is about 3.9, and above 5.5 once in 2,500 such tests
    assert np.abs(pairs).max() < 5.5
    assert abs((pairs**2).mean() - 1) < 5 * math.sqrt(2 / pairs.size)


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
def test_avalanche(step: int) -> None:
    """Turning one of the 16 lowest bits of any part of a key turns each bit of the draw in half of the cases."""
    trials = 4_000
    random = np.random.default_rng(1)
    parts = [random.integers(0, 2**16, trials).astype(np.uint64) for _ in STEPS]

    def end(parts: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
        bits = parts[0]
        for numbers in parts[1:]:
            bits = naive_draw.draws(bits, numbers)
        return bits

    before = end(parts)
    for bit in range(16):
        turned = list(parts)
        turned[step] = parts[step] ^ np.uint64(1 << bit)
        changed = before ^ end(turned)
        share = np.array([((changed >> np.uint64(i)) & np.uint64(1)).mean() for i in range(64)])
        # standard error of a share of one half; 6,144 such shares in all six cases
        assert np.abs(share - 0.5).max() < 5.5 * 0.5 / math.sqrt(trials)


def test_no_key_twice() -> None:
    """The 504,000 keys of 500 replications of 7 purposes, 6 classes and 24 slices are all different."""
    keys = naive_draw.draws(np.array([1], np.uint64), np.arange(500, dtype=np.uint64))
    for size in (7, 6, 24):
        keys = naive_draw.draws(keys[:, None], np.arange(size, dtype=np.uint64)).ravel()
    assert np.unique(keys).size == keys.size == 504_000


def ulps(values: list[float], exact: NDArray[np.longdouble]) -> float:
    """The greatest distance in units in the last place."""
    got = np.array(values)
    return float(np.max(np.abs(got - exact) / np.spacing(np.abs(got))))


def test_ln_and_exp() -> None:
    """Logarithm and exponential are right within one unit in the last place, over their whole range."""
    random = np.random.default_rng(2)
    x = np.concatenate([random.random(2_000), 1 - 1e-6 * random.random(500), 10 ** random.uniform(-300, 300, 2_000)])
    y = np.concatenate([random.uniform(-1, 1, 1_000), random.uniform(-40, 40, 2_000), random.uniform(-700, 700, 1_000)])
    with np.errstate(over="ignore"):
        logarithms = [float(engine_random.ln(value)) for value in x]
        powers = [float(engine_random.exp(value)) for value in y]
    # where long doubles are no longer than floats, the reference itself is off by up to half a unit
    limit = 1.0 if np.finfo(np.longdouble).nmant > 60 else 1.5
    assert ulps(logarithms, np.log(x.astype(np.longdouble))) <= limit
    assert ulps(powers, np.exp(y.astype(np.longdouble))) <= limit
    assert float(engine_random.ln(1.0)) == 0.0
    assert float(engine_random.exp(0.0)) == 1.0
    assert float(engine_random.exp(1e9)) == float(engine_random.exp(700.0)) < math.inf


def test_normal_quantile() -> None:
    """The normal quantile agrees with two other implementations to a relative 1e-14, far tail included."""
    random = np.random.default_rng(3)
    q = random.uniform(-0.425, 0.425, 1_000)
    p = np.concatenate([0.075 * random.random(1_000), 10 ** random.uniform(-15.9, -1.2, 1_000)])
    with np.errstate(over="ignore"):
        centre = np.array([float(engine_random.central_normal(value)) for value in q])
        tail = np.array([-float(engine_random.tail_normal(value)) for value in p])
    assert np.abs(centre - special.ndtri(0.5 + q)).max() < 1e-14
    assert np.abs(tail / special.ndtri(p) - 1).max() < 1e-14
    assert np.abs(tail / [NormalDist().inv_cdf(value) for value in p] - 1).max() < 1e-14
