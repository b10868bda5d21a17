"""Counter-based random numbers and the elementary functions that turn them into times.

A draw is a pure function of a key and a number: draw ``n`` of ``key`` is output ``n`` of the generator SplitMix64 [1]_
seeded with ``key``, so any draw can be had without the ones before it. Keys are draws themselves; the key of a draw of
the workload is reached from the seed along (replication, purpose, class, slice).

Logarithm, exponential and normal quantile are written in additions, multiplications, divisions and square roots, which
IEEE 754 defines to the bit. The same seed therefore gives the same customers on every machine, with the compiler on or
off, and the loops over them run in vector registers.

References
----------
.. [1] G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
   https://doi.org/10.1145/2660193.2660195; the finaliser's constants are number 13 of D. Stafford, "Better bit mixing".
.. [2] M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37
   (1988) 477-484, https://doi.org/10.2307/2347330.
"""

from __future__ import annotations

import math

import numpy as np

from routing._jit import jit

_GAMMA = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd
_MULTIPLY_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLY_2 = np.uint64(0x94D049BB133111EB)
_S12, _S27, _S30, _S31, _S52 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(52)
_NEXT = np.uint64(1)

_ONE_BITS = np.uint64(0x3FF0000000000000)  # the float 1.0
_FRACTION = np.uint64(0x000FFFFFFFFFFFFF)
_ROOT_HALF_BITS = np.uint64(0x3FE6A09E00000000)  # the float 0.70710 65…, just under sqrt(1/2)
_ABOVE_ROOT_HALF = np.uint64(0x3FF0000000000000 - 0x3FE6A09E00000000)
_UNDER_ONE = 1.0 - 2.0**-53
_BIAS = np.int64(1023)

# ln 2 in two parts; the first one has 21 trailing zero bits, so that it times an exponent is exact.
_LN2_HIGH = float.fromhex("0x1.62e42fee00000p-1")
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_LOG2_E = float.fromhex("0x1.71547652b82fep+0")
_MAX_EXPONENT = 700.0

# Coefficients of AS 241 by rising power: numerators and denominators for the centre, the near and the far tail.
_CENTRAL_ABOVE = (
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
)
_CENTRAL_BELOW = (
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
)
_NEAR_ABOVE = (
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)
_NEAR_BELOW = (
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
_FAR_ABOVE = (
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
_FAR_BELOW = (
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)


@jit
def draw(key: np.uint64, number: int) -> np.uint64:
    """64 random bits: draw ``number`` >= 0 of ``key``."""
    z = key + (np.uint64(number) + _NEXT) * _GAMMA
    z = (z ^ (z >> _S30)) * _MULTIPLY_1
    z = (z ^ (z >> _S27)) * _MULTIPLY_2
    return z ^ (z >> _S31)


@jit
def uniform(key: np.uint64, number: int) -> float:
    """Draw ``number`` of ``key`` as an odd multiple of 2**-53 between 0 and 1; 1 minus it is one, too."""
    return np.uint64((draw(key, number) >> _S12) | _ONE_BITS).view(np.float64) - _UNDER_ONE


@jit
def ln(x: float) -> float:
    """Natural logarithm of a normal float > 0, within one unit in the last place.

    With x = 2**k (1 + f) and 1 + f between sqrt(1/2) and sqrt(2): ln(1 + f) = 2 artanh s = 2 s + 2 s**3 / 3 + … for
    s = f / (2 + f), rearranged so that the leading term is f itself. What the series leaves out is below 2**-58.
    """
    bits = np.float64(x).view(np.uint64) + _ABOVE_ROOT_HALF
    k = np.float64(np.int64(bits >> _S52) - _BIAS)
    f = np.uint64((bits & _FRACTION) + _ROOT_HALF_BITS).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19))))
    even = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))))
    series = z * odd + w * even
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + series) + k * _LN2_LOW)) - f)


@jit
def exp(x: float) -> float:
    """Exponential function, within one unit in the last place; ``x`` is first cut to -700 … 700."""
    x = min(max(x, -_MAX_EXPONENT), _MAX_EXPONENT)
    k = math.floor(x * _LOG2_E + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW  # |r| <= ln(2) / 2; the Taylor series leaves out less than 2**-57
    z = r * r
    odd = 1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z / 6227020800))))
    even = 0.5 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z / 479001600))))
    series = 1.0 + (r + z * (even + r * odd))
    return series * np.uint64(np.uint64(np.int64(k) + _BIAS) << _S52).view(np.float64)


@jit
def _polynomial(r: float, c: tuple[float, ...]) -> float:
    return ((((((c[7] * r + c[6]) * r + c[5]) * r + c[4]) * r + c[3]) * r + c[2]) * r + c[1]) * r + c[0]


@jit
def central_normal(q: float) -> float:
    """Normal quantile of 0.5 + q for -0.425 <= q <= 0.425: AS 241 [2]_, relative error about 1e-16."""
    r = 0.180625 - q * q
    return q * (_polynomial(r, _CENTRAL_ABOVE) / _polynomial(r, _CENTRAL_BELOW))


@jit
def tail_normal(p: float) -> float:
    """Minus the normal quantile of ``p`` for 0 < p <= 0.075: AS 241 [2]_, relative error about 1e-16."""
    root = math.sqrt(-ln(p))
    if root <= 5.0:
        r = root - 1.6
        return _polynomial(r, _NEAR_ABOVE) / _polynomial(r, _NEAR_BELOW)
    r = root - 5.0
    return _polynomial(r, _FAR_ABOVE) / _polynomial(r, _FAR_BELOW)


def modulo() -> np.errstate:
    """Multiplying modulo 2**64 is meant; with the compiler off NumPy sees it and would warn."""
    return np.errstate(over="ignore")
