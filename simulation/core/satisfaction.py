"""How many customers are satisfied: a share for each customer by wait, transfers, further contacts and resolution.

The rules and their parameters: docs/reference/measures.md, section "Satisfaction".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.core.records import Outcome, Promised

MILLION = 1_000_000
"""Shares are summed in whole millionths, so that the order of adding changes nothing."""


class Fate(IntEnum):
    """How it ended for a customer, all contacts together."""

    LEFT = 0
    """No contact was answered, or called back and reached."""
    UNSOLVED = 1
    """Somebody dealt with the matter, and nobody solved it."""
    SOLVED = 2
    """Solved in one of the contacts, or answered where nothing is known of that; or a bot was enough later on."""
    BOT = 3
    """A bot was enough at the first contact."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The share of satisfied customers.

    Parameters
    ----------
    solved, unsolved
        Of those who did not wait, were not passed on, and came once, 0 to 1.
    left, bot
        Of those who never got through, and of those for whom a bot was enough, whatever else; ``bot`` None: they are
        not asked.
    wait_us, wait_factors
        Factor after so long a wait in microseconds, ascending; between two waits on the straight line, beyond them as
        at the nearest. Empty: 1.
    transfer, again
        Factor of each time passed on, and of each contact after the first.
    """

    solved: float
    unsolved: float
    left: float
    bot: float | None
    wait_us: tuple[int, ...]
    wait_factors: tuple[float, ...]
    transfer: float
    again: float

    def millionths(self, stories: Stories) -> NDArray[np.int64]:
        """The share of each customer who is asked, in whole millionths."""
        ends = np.array([self.left, self.unsolved, self.solved, self.bot or 0.0])
        shares = ends[stories.fate]
        helped = (stories.fate == Fate.SOLVED) | (stories.fate == Fate.UNSOLVED)
        factors = np.power(self.transfer, stories.transfers) * np.power(self.again, stories.further)
        if self.wait_us:
            factors = factors * np.interp(stories.wait_us, self.wait_us, self.wait_factors)
        exact = MILLION * np.where(helped, shares * factors, shares)
        return np.asarray(np.rint(exact), np.int64)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The rules, and the number of the one that holds for each class, shape (classes,); -1: nobody is asked."""

    rules: tuple[Rule, ...]
    of_class: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stories:
    """What customers met, one entry each: waits in microseconds, times passed on, contacts after the first, the end."""

    wait_us: NDArray[np.int64]
    transfers: NDArray[np.int64]
    further: NDArray[np.int64]
    fate: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> Stories:
        """Those of some customers."""
        return Stories(self.wait_us[chosen], self.transfers[chosen], self.further[chosen], self.fate[chosen])


def stories(
    contacts: NDArray[Any],
    records: NDArray[Any],
    origins: NDArray[Any],
    promises: NDArray[Any],
    first: NDArray[np.int64],
    resolves: NDArray[np.bool_],
) -> Stories:
    """What every customer met; rows of contacts that follow another one mean nothing.

    Parameters
    ----------
    contacts, records, origins, promises
        The facts of a replication.
    first
        The row of each customer's first contact, for every contact.
    resolves
        Of which contacts it is known whether an agent solves the matter.
    """
    count, outcome = len(contacts), records["outcome"]
    served = outcome == Outcome.CONTAINED
    in_queue = ~served & (records["left"] >= 0)
    waits = np.where(in_queue, records["left"] - contacts["arrival"], 0)
    helped = outcome == Outcome.ANSWERED
    helped[promises["contact"][promises["result"] == Promised.KEPT]] = True
    solved = (helped & (~resolves | (origins["solved"] == 1))) | served
    fate = np.full(count, int(Fate.LEFT))
    fate[first[helped]] = Fate.UNSOLVED
    fate[first[solved]] = Fate.SOLVED
    fate[served & (origins["parent"] < 0)] = Fate.BOT
    return Stories(
        wait_us=_sums(waits, first),
        transfers=_sums(origins["transfers"], first),
        further=np.bincount(first, minlength=count) - 1,
        fate=fate,
    )


def _sums(values: NDArray[Any], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Exact sums of whole numbers by customer."""
    result = np.zeros(len(first), np.int64)
    np.add.at(result, first, values.astype(np.int64))
    return result


def asked_and_satisfied(
    satisfaction: Satisfaction, classes: NDArray[Any], is_first: NDArray[np.bool_], met: Stories
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Customers asked, and the millionths of them that are satisfied, by class; shapes (classes,).

    Parameters
    ----------
    satisfaction
        The rules.
    classes, is_first
        The class of every contact, and whether it is a customer's first.
    met
        Of :func:`stories`.
    """
    count = len(satisfaction.of_class)
    asked, satisfied = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for number, rule in enumerate(satisfaction.rules):
        mine = is_first & (satisfaction.of_class[classes] == number)
        if rule.bot is None:
            mine = mine & (met.fate != Fate.BOT)
        asked += np.bincount(classes[mine], minlength=count)
        np.add.at(satisfied, classes[mine], rule.millionths(met.of(mine)))
    return asked, satisfied
