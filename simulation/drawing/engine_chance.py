"""What chance decides about a contact after its arrival: draws by a key of its own, the same for both engines."""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit, jit_inline
from simulation.drawing.engine_draw import time_of_tail
from simulation.drawing.engine_random import draw, uniform


@jit
def contact_key(class_key: int, arrival: int) -> np.uint64:
    """The key of everything that chance decides about a contact after its arrival.

    A contact is known by its class and the microsecond of its arrival, which no policy and no roster changes.
    """
    return draw(draw(np.uint64(class_key), 0), arrival)


@jit
def chance(key: np.uint64, choice: int, number: int) -> float:
    """The uniform variable of a contact's choice in its leg, or at its attempt, ``number``."""
    return uniform(draw(key, choice), number)


@jit_inline
def happens(key: np.uint64, choice: int, number: int, share: float) -> bool:
    """Whether the contact's choice falls to what has a probability of ``share``; nothing is drawn where that is 0."""
    return bool(share > 0.0 and chance(key, choice, number) < share)


@jit
def time_of(laws: Any, law: int, key: np.uint64, choice: int, number: int) -> int:
    """A time in microseconds from row ``law`` of ``laws.laws``."""
    return int(time_of_tail(laws, law, uniform(draw(draw(key, choice), number), 0)))
