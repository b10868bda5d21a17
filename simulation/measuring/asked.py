"""What a scenario asks of the measures, besides its target and its goals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.measuring.terms import USUAL, Terms


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured, and how.

    Parameters
    ----------
    terms
        Which definitions hold.
    expected
        Contacts expected, surges included, shape (intervals, classes); None: nothing says so.
    """

    terms: Terms = USUAL
    expected: NDArray[np.float64] | None = None


NOTHING_MORE = Asked()
"""The usual definitions."""
