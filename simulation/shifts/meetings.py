"""Meetings and training: times at which some of a group are away, by plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routing.model import DAY_US
from simulation.core.hours import Spell, without
from simulation.core.world import Group


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting, every day at the same time.

    Parameters
    ----------
    start, length
        Microseconds: from the opening of the first day, and how long.
    share
        Of those of the group who are at work when it begins.
    agents
        So many of them; None: ``share`` says it.
    """

    start: int
    length: int
    share: float
    agents: int | None

    def size(self, at_work: int) -> int:
        """How many take part where so many are at work; half an agent is one."""
        wanted = int(self.share * at_work + 0.5 + 1e-9) if self.agents is None else self.agents
        return min(wanted, at_work)


def with_meeting(group: Group, meeting: Meeting, close_us: int) -> tuple[Group, int]:
    """The group whose first agents are away in the meeting, and how many take part, on all days together.

    Parameters
    ----------
    group
        Its agents have hours of their own. Who is in a meeting already is not at work.
    meeting
        When, and of how many.
    close_us
        Nobody comes back at or after that time.
    """
    hours, size = [list(spells) for spells in group.hours], 0
    for start in range(meeting.start, close_us, DAY_US):
        at_work = [number for number, spells in enumerate(hours) if _is_at_work(spells, start)]
        for number in at_work[: meeting.size(len(at_work))]:
            left = without(hours[number], start, start + meeting.length)
            hours[number] = [spell for spell in left if spell.start < close_us]
            size += 1
    return replace(group, hours=tuple(tuple(spells) for spells in hours)), size


def _is_at_work(spells: Sequence[Spell], time: int) -> bool:
    return any(spell.start <= time < spell.end for spell in spells)
