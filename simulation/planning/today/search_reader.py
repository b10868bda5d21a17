"""Reads which least number of agents is to be found."""

from __future__ import annotations

from routing.errors import Contradiction
from routing.reading.document import Document
from routing.words.messages import text
from simulation.planning.today.question import Search
from simulation.planning.today.times_reader import later_us, shift_of
from simulation.planning.today.today_file import FindEntry
from simulation.planning.today.variant import Variant


def read_search(document: Document, said: FindEntry | None, base: Variant, now: str) -> Search | None:
    """What is to be found; None: nothing.

    Parameters
    ----------
    document, said
        The file, and its key ``find``.
    base
        The rest of the day as it is planned.
    now
        As the file says it.

    Raises
    ------
    InputError
        When a group is not there or named twice, or the time is before now.
    """
    if said is None:
        return None
    scenario = base.crew.scenario
    start, end = later_us(document, ("find",), (said.starts, said.ends), scenario, now)
    groups = []
    for name in said.groups:
        group = shift_of(document, ("find", "groups"), name, 1, (start, end), scenario, base.staff).group
        if group in groups:
            raise document.error(("find", "groups"), text("is named twice"), value=name, kind=Contradiction)
        groups.append(group)
    if not said.groups:
        there = base.staff.most_from(start)
        groups = [number for number in range(len(base.crew.groups)) if there[number]]
    return Search(tuple(groups), start, end, said.at_most, said.reach)
