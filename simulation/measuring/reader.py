"""What a file asks of the measures, checked against the contacts that come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.document import Document
from routing.errors import Contradiction
from routing.messages import text
from simulation.measuring.asked import Asked
from simulation.measuring.terms import Averaged, Balked, Counted, OccupancyOf, ServiceLevelOf, Terms, Within
from simulation.scenario_file import StaffPart


def asked(document: Document, entry: StaffPart, expected: NDArray[np.float64] | None = None) -> Asked:
    """What the file asks.

    Parameters
    ----------
    document, entry
        The file, and what stands in it.
    expected
        Contacts expected, shape (intervals, classes); None: it is a recorded day.

    Raises
    ------
    InputError
        When it asks for what cannot be known.
    """
    keys = entry.measures
    terms = Terms(
        ServiceLevelOf(keys.service_level_of),
        Within(keys.within),
        Averaged(keys.averaged),
        Balked(keys.balked),
        OccupancyOf(keys.occupancy_of),
        Counted(keys.contacts),
    )
    if terms.service_level_of is ServiceLevelOf.EXPECTED and expected is None:
        rule = text("of a recorded day nothing says how many contacts were expected")
        raise document.error(("measures", "service_level_of"), rule, kind=Contradiction)
    return Asked(terms, expected)
