"""What pauses between an agent's contacts say about the work after them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.replay.pauses import Pauses

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class KnownWrapUp:
    """Work after contacts, one element per pause; microseconds.

    Parameters
    ----------
    length, waited
        Of the pause, and of its part up to the last moment at which somebody waited.
    exact
        The work took the whole of the pause.
    cut
        It took longer than ``waited`` and at most ``length``. Where neither holds the pause says nothing.
    """

    length: Times
    waited: Times
    exact: NDArray[np.bool_]
    cut: NDArray[np.bool_]


def known_wrap_up(seen: Pauses, limit_us: int) -> KnownWrapUp:
    """Read pauses as ``docs/reference/map.md`` says.

    A pause up to whose end somebody waited, and which is no longer than the limit, was work after the contact. In
    another pause the work lasted longer than anybody waited and ended with the pause at the latest; where somebody
    still waited after the limit the agent was away, and the pause says nothing.
    """
    length, waited = seen.end - seen.start, seen.last_waiting - seen.start
    exact = (waited == length) & (length <= limit_us)
    return KnownWrapUp(length, waited, exact, ~exact & (waited <= limit_us))
