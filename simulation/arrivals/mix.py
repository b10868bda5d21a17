"""How contacts divide among problems, tiers and channels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadValue, Contradiction, MissingKey
from routing.policy import Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.files.arrival_entries import Mix, SharesWhen
from simulation.files.vocabulary import AXES, admitted, names_of, number_of


@dataclass(frozen=True)
class Division:
    """A mix of the file, ready to divide contacts.

    Parameters
    ----------
    document, path
        Where the mix stands.
    mix
        What it says.
    policy
        Whose names it uses.
    """

    document: Document
    path: Path
    mix: Mix
    policy: Policy

    def shares(self, fixed: tuple[int | None, int | None, int | None]) -> NDArray[np.float64]:
        """The share of each kind of contact, shape (problems, tiers, channels), sum 1.

        Parameters
        ----------
        fixed
            The number of the problem, tier and channel where it is settled already; None: the mix divides.

        Raises
        ------
        InputError
            When the mix has no answer for a kind of contact, or axes depend on each other.
        """
        shape = tuple(len(names_of(self.policy, axis)) for axis in AXES)
        result = np.ones(shape)
        for axis, number in enumerate(fixed):
            if number is not None:
                result *= _along(axis, np.arange(shape[axis]) == number)
        for axis in self._order(fixed):
            result = result * self._axis(axis, result > 0)
        return result

    def _order(self, fixed: tuple[int | None, int | None, int | None]) -> list[int]:
        """The axes to divide along, each after those that its conditions speak of."""
        settled = {axis for axis, number in enumerate(fixed) if number is not None}
        order: list[int] = []
        while len(settled) < len(AXES):
            ready = [axis for axis in range(len(AXES)) if axis not in settled and self._needs(axis) <= settled]
            if not ready:
                waiting = [AXES[axis] for axis in range(len(AXES)) if axis not in settled]
                rule = text("shares of {axes} depend on each other", axes=", ".join(waiting))
                raise self.document.error(self.path, rule, value=NO_VALUE, kind=Contradiction)
            order.append(ready[0])
            settled.add(ready[0])
        return order

    def _needs(self, axis: int) -> set[int]:
        """The axes that the conditions along ``axis`` speak of."""
        conditions = [entry.when for entry in self._entries(axis)]
        return {number for number, name in enumerate(AXES) if any(getattr(when, name) for when in conditions)}

    def _entries(self, axis: int) -> list[SharesWhen]:
        return getattr(self.mix, AXES[axis]) or []

    def _axis(self, axis: int, needed: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Shares along ``axis`` for each kind of contact where ``needed``; the first entry that admits a kind holds."""
        name, known = AXES[axis], names_of(self.policy, AXES[axis])
        path = (*self.path, name)
        if not self._entries(axis):
            if len(known) > 1:
                rule = text("must say how contacts divide among: {names}", names=", ".join(known))
                raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)
            return np.ones(needed.shape)
        result, open_ = np.zeros(needed.shape), np.ones(needed.shape, bool)
        listed = isinstance(self.document.get(path), list)
        for index, entry in enumerate(self._entries(axis)):
            at = (*path, index) if listed else path
            here = admitted(self.document, (*at, "when"), entry.when, self.policy) & open_
            shares = self._normalised((*at, "shares") if listed else at, entry, known)
            result = np.where(here, _along(axis, shares), result)
            open_ &= ~here
        if np.any(needed & open_):
            kind = tuple(np.argwhere(needed & open_)[0])
            names = [names_of(self.policy, other)[kind[number]] for number, other in enumerate(AXES) if number != axis]
            rule = text("no entry admits {kind}; the last entry should have no `when`", kind=" / ".join(names))
            raise self.document.error(path, rule, value=NO_VALUE, kind=MissingKey)
        return result

    def _normalised(self, at: Path, entry: SharesWhen, known: tuple[str, ...]) -> NDArray[np.float64]:
        weights = np.zeros(len(known))
        for name, weight in entry.shares.items():
            weights[number_of(self.document, (*at, name), name, known)] = weight
        if weights.sum() <= 0:
            raise self.document.error(at, text("the shares must not all be 0"), value=NO_VALUE, kind=BadValue)
        shares: NDArray[np.float64] = weights / weights.sum()
        return shares


def _along(axis: int, values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
    """``values`` as an array of three dimensions that varies along ``axis`` alone."""
    shape = [1, 1, 1]
    shape[axis] = len(values)
    return values.astype(np.float64).reshape(shape)
