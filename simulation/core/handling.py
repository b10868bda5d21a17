"""What agents and their supervisors do with contacts besides answering them: the tables that both engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from routing.kernels.state import Rows, row_type

HANDLING = row_type(
    ("no_answers", np.float64),  # probability that an agent does not react to an offer …
    ("declines", np.float64),  # … or, if the agent does, that it is declined
    ("back_after", np.int64),  # microseconds until an agent taken off for not answering comes back; -1: not by itself
    ("excludes", np.float64),  # probability that a contact will not be served by one of these:
    ("first_excluded", np.int64),  # the class's own part of ``Behaviours.candidates``
    ("end_excluded", np.int64),
    ("by_hand", np.float64),  # probability that a contact which still waits …
    ("hand_after", np.int64),  # … after so many microseconds is given by hand to one of these agents:
    ("first_hand", np.int64),
    ("end_hand", np.int64),
)
"""What is done with the contacts of a class."""

CANDIDATE = row_type(("agent", np.int64))
"""An agent among whom chance, or a supervisor, chooses."""

OPENING = row_type(
    ("time", np.int64),
    ("queue", np.int32),
    ("is_open", np.int32),
)
"""A queue opens (1) or closes (0). Rows are sorted by (time, queue)."""

OUTAGE_LAW = row_type(
    ("mean_gap", np.float64),  # microseconds from the opening, or an outage's start, to the next one; 0: there are none
    ("length", np.int64),  # row of ``Behaviours.laws``
)
"""How often the connections of a group's agents fail, and for how long."""

OUTAGE = row_type(("time", np.int64), ("length", np.int64), ("agent", np.int64))
"""An agent vanishes for a while, if at work by then. Rows are sorted by (time, agent)."""

NO_OUTAGES: Rows = np.zeros(0, OUTAGE)

BEHIND_ANSWERS = 2**39
"""Added to the number of a contact: at one instant supervisors come behind the agents who answer."""

MOST_REFUSALS = 20
"""The offer of a contact that follows so many is accepted: no contact goes round for ever."""


class Answer(IntEnum):
    """What an agent does with an offer."""

    ACCEPT = 0
    DECLINE = 1
    NONE = 2


class Chance(IntEnum):
    """What chance decides: part of the keys of draws, behind those of :class:`~simulation.core.behaviour.Choice`."""

    NO_ANSWER = 64
    DECLINE = 65
    EXCLUDED = 66
    EXCLUDED_AGENT = 67
    OUTAGE_GAP = 68
    OUTAGE_LENGTH = 69
    BY_HAND = 70


@dataclass(frozen=True, slots=True)
class Excluded:
    """With probability ``share`` a contact will not be served by one of ``agents``, each as likely as another."""

    share: float
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ByHand:
    """With probability ``share`` a contact that waits for so long, in microseconds, is given to one of ``agents``.

    That is the first of them who is ready, else on a break, and has room for it.
    """

    share: float
    after_us: int
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Handling:
    """What agents do with the contacts of a class.

    Parameters
    ----------
    declines, no_answers
        Probabilities that an offer is declined, after the answer delay, or not answered at all.
    back_us
        Whom the queue has taken off for not answering is ready again so long after that, in microseconds; -1: when the
        staff plan says so.
    excluded
        By whom contacts will not be served; None: anybody will do.
    by_hand
        To whom a supervisor gives contacts; None: nobody does.
    """

    declines: float = 0.0
    no_answers: float = 0.0
    back_us: int = -1
    excluded: Excluded | None = None
    by_hand: ByHand | None = None

    @property
    def is_plain(self) -> bool:
        """Whether every offer is made by the router, to anybody, and accepted."""
        return not (self.declines or self.no_answers or self.excluded or self.by_hand)


PLAIN = Handling()


class Opening(NamedTuple):
    """At ``time`` (microseconds) the queue of this number opens, or closes. All queues are open before."""

    time: int
    queue: int
    is_open: bool


def handling_rows(classes: Sequence[Handling]) -> tuple[Rows, Rows]:
    """The table of all classes, and that of the candidates that it names."""
    rows = np.zeros(len(classes), HANDLING)
    candidates: list[tuple[int]] = []
    for row, each in zip(rows, classes, strict=True):
        row.declines, row.no_answers, row.back_after = each.declines, each.no_answers, each.back_us
        row.first_excluded = len(candidates)
        if each.excluded:
            row.excludes = each.excluded.share
            candidates += [(agent,) for agent in each.excluded.agents]
        row.end_excluded = row.first_hand = len(candidates)
        if each.by_hand:
            row.by_hand, row.hand_after = each.by_hand.share, each.by_hand.after_us
            candidates += [(agent,) for agent in each.by_hand.agents]
        row.end_hand = len(candidates)
    return rows, np.array(candidates, CANDIDATE)
