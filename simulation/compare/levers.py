"""Levers: changes to one scenario whose gain is asked for, each alone, all together, and all but each.

On the command line a lever is ``NAME=PLACE=VALUE;PLACE=VALUE``; in a file it may say what it is about and costs::

    peakline: levers/1
    price_unit: CNY a day
    levers:
      - name: three more
        about: Three more agents for foreign exchange.
        set: [groups.fx.staff+=3]
        price: 2400
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.errors import BadValue, Contradiction, MissingKey
from routing.reading.document import read_document
from routing.reading.validation import Model, validate
from routing.words.messages import text
from routing.words.place import place
from simulation.compare.side import Role, Side
from simulation.files.entry_types import Name
from simulation.files.overrides import Override, parse_override
from simulation.files.scenario_names import find_levers
from simulation.scenario import Scenario, changed_data, load_scenario
from simulation.staff.staff_file import require_header

HEADER = "levers/1"
"""What stands under the key ``peakline`` of a levers file of this version."""
MOST_LEVERS = 20


@dataclass(frozen=True, slots=True)
class Lever:
    """A change that somebody may decide on.

    Parameters
    ----------
    name, about
        For people.
    changes, written
        In their order, read and as they were written.
    origin
        What messages call it.
    price
        More than 0, in the price unit of all levers; None: it has none.
    """

    name: str
    about: str
    changes: tuple[Override, ...]
    written: tuple[str, ...]
    origin: str
    price: float | None = None


@dataclass(frozen=True, slots=True)
class LeverSet:
    """The levers of a comparison.

    Parameters
    ----------
    levers
        In the order of the tables.
    price_unit
        Such as ``CNY a day``; empty where none has a price.
    pilot
        Who gets the change first; None: everybody at once.
    """

    levers: tuple[Lever, ...]
    price_unit: str = ""
    pilot: str | None = None


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class LeverEntry(Model):
    """One lever of a file."""

    name: Name
    about: str = ""
    set: Annotated[list[Name], BeforeValidator(_listed), Field(min_length=1)]
    price: Annotated[float, Field(gt=0, le=1e12)] | None = None


class LeversDocument(Model):
    """The whole of a levers file."""

    peakline: Literal["levers/1"]
    price_unit: str = ""
    pilot: Name | None = None
    levers: Annotated[list[LeverEntry], Field(min_length=1, max_length=MOST_LEVERS)]


def parse_lever(written: str) -> Lever:
    """Read a lever such as ``night=groups.fx.staff+=3;policy.queues.fx.head_start_s=30``.

    Raises
    ------
    InputError
        When it has no name or no change.
    """
    origin = f"--lever {written}"
    name, _, rest = written.partition("=")
    changes = tuple(change.strip() for change in rest.split(";") if change.strip())
    if not name.strip() or not changes:
        raise BadValue(text("must look like night=groups.fx.staff+=3, with ; between several changes"), file=origin)
    return Lever(name.strip(), "", tuple(parse_override(change, origin) for change in changes), changes, origin)


def load_levers(file: str | os.PathLike[str]) -> LeverSet:
    """Read a levers file, or the one that comes with the bundled scenario of that name.

    Raises
    ------
    InputError
        When it is wrong, or a price has no unit.
    """
    document = read_document(find_levers(file))
    require_header(document, HEADER)
    entry = validate(document, LeversDocument)
    if not entry.price_unit and any(lever.price is not None for lever in entry.levers):
        rule = text("must say what the prices are in, such as CNY a day")
        raise document.error(("price_unit",), rule, kind=MissingKey)
    levers = []
    for number, lever in enumerate(entry.levers):
        at = ("levers", number)
        changes = []
        for index, written in enumerate(lever.set):
            line, where = document.line_of((*at, "set", index)), place((*at, "set", index))
            changes.append(parse_override(written, f"{document.file}:{line}: {where}: {written}"))
        origin = f"{document.file}:{document.line_of((*at, 'name'))}: {place(at)}"
        about = lever.about.strip()
        levers.append(Lever(lever.name, about, tuple(changes), tuple(lever.set), origin, lever.price))
    return LeverSet(tuple(levers), entry.price_unit, entry.pilot)


def sides_of_levers(
    file: str | os.PathLike[str], levers: Sequence[Lever], *, overrides: Sequence[str] = ()
) -> list[Side]:
    """The scenario as it is, with each lever, with all, and with all but each; no side twice.

    Parameters
    ----------
    file
        A scenario file or the name of a bundled one.
    levers
        At least one.
    overrides
        Changes to every side, before the levers.

    Raises
    ------
    InputError
        When two levers have one name or set the same place, or one changes nothing.
    """
    _check_names(levers)
    _check_places(levers)
    common = [parse_override(written) for written in overrides]
    pulled = _Pulled(file, levers, common)
    everything = frozenset(range(len(levers)))
    base = pulled.side(text("As it is"), Role.BASE, frozenset())
    sides = [base]
    for number, lever in enumerate(levers):
        side = pulled.side(lever.name, Role.ALONE, frozenset([number]))
        pulled.refuse_idle(base.scenario, side.scenario, number)
        sides.append(side)
    if len(levers) > 1:
        sides.append(pulled.side(text("All together"), Role.TOGETHER, everything))
    if len(levers) > 2:
        for number, lever in enumerate(levers):
            sides.append(pulled.side(text("All but {lever}", lever=lever.name), Role.WITHOUT, everything - {number}))
    return sides


class _Pulled:
    """Loads the scenario with some of the levers pulled."""

    def __init__(self, file: str | os.PathLike[str], levers: Sequence[Lever], common: Sequence[Override]) -> None:
        self.file, self.levers, self.common = file, levers, list(common)

    def side(self, name: str, role: Role, pulled: frozenset[int]) -> Side:
        """A side of the comparison."""
        return Side(name, role, load_scenario(self.file, overrides=self._changes(pulled)), pulled)

    def _changes(self, pulled: frozenset[int]) -> list[Override]:
        return [*self.common, *(change for number in sorted(pulled) for change in self.levers[number].changes)]

    def refuse_idle(self, base: Scenario, with_it: Scenario, number: int) -> None:
        """Refuse a lever after which all is as it was."""
        if base.policy.hash != with_it.policy.hash:
            return
        before, after = (changed_data(self.file, self._changes(frozenset(own))) for own in ([], [number]))
        if {**before, "policy": None} == {**after, "policy": None}:
            rule = text("changes nothing: all of it stands in the scenario already")
            raise BadValue(rule, file=self.levers[number].origin)


def _check_names(levers: Sequence[Lever]) -> None:
    names: list[str] = []
    for lever in levers:
        if lever.name in names:
            raise Contradiction(text("another lever has this name"), file=lever.origin, value=lever.name)
        names.append(lever.name)


def _check_places(levers: Sequence[Lever]) -> None:
    """Refuse levers that cannot be pulled together: one sets what another one changes."""
    for number, lever in enumerate(levers):
        earlier = [(other, change) for other in levers[:number] for change in other.changes]
        for change in lever.changes:
            for other, before in earlier:
                shared = min(len(before.path), len(change.path))
                meet = before.path[:shared] == change.path[:shared]
                if meet and "=" in (before.operator, change.operator):
                    rule = text("the lever {other} changes this too: together only one would count", other=other.name)
                    raise Contradiction(rule, file=lever.origin, path=place(change.path))
