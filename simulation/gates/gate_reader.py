"""From an entry of a suite file to gates: one, or one for each name of an axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from routing.errors import BadValue, Contradiction, InputErrors, UnknownName
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from routing.words.shown import NO_VALUE
from simulation.gates import suite_file as written
from simulation.gates.gate import AXES, Chosen, Gate, Kind, Quantity, names_on
from simulation.scenario import Scenario


def gates_of(document: Document, entry: written.GateEntry, path: Path, base: Scenario, new: Scenario) -> Iterator[Gate]:
    """The gates that an entry asks for in a scenario.

    Parameters
    ----------
    document, entry, path
        The suite, what was read of it, and where that stands.
    base, new
        The scenario under both policies.

    Raises
    ------
    InputError
        When the entry is none or several gates, or names what a policy does not have, or nobody is meant.
    """
    asked = [(kind, getattr(entry, kind.value)) for kind in Kind if getattr(entry, kind.value) is not None]
    if len(asked) != 1:
        rule = text("must have exactly one of: {keys}", keys=", ".join(Kind))
        raise document.error(path, rule, value=NO_VALUE, kind=BadValue)
    kind, said = asked[0]
    at = (*path, kind.value)
    gate = _gate(document, kind, said, at)
    if gate.quantity is Quantity.BOUND:
        _refuse_others(document, at)
    sides = (base, new) if gate.paired else (new,)
    refuse_unknown(document, said, at, sides)
    meant = [chosen for chosen in chosen_of(said, sides) if all(chosen.members(side.world).any() for side in sides)]
    if not meant:
        raise document.error(at, text("no contact of the scenario is meant"), value=NO_VALUE, kind=Contradiction)
    yield from (replace(gate, chosen=chosen) for chosen in meant)


def _gate(document: Document, kind: Kind, said: written.Chosen, path: Path) -> Gate:
    """The gate, about everybody as yet."""
    everybody = Chosen()
    if isinstance(said, written.ServiceLevelGate):
        return Gate(kind, Quantity.SERVICE_LEVEL, everybody, said.min, 1, path, within_s=said.within_s)
    if isinstance(said, written.AbandonedGate):
        return Gate(kind, Quantity.ABANDONED, everybody, said.max, -1, path)
    if isinstance(said, written.MeanWaitGate):
        return Gate(kind, Quantity.MEAN_WAIT, everybody, said.max_s, -1, path)
    if isinstance(said, written.NotWorseGate):
        return _not_worse(document, said, path)
    if isinstance(said, written.MaxWaitGate):
        if said.quantile is None:
            return Gate(kind, Quantity.LONGEST, everybody, said.max_s, -1, path)
        return Gate(kind, Quantity.WITHIN, everybody, said.quantile, 1, path, within_s=said.max_s)
    assert isinstance(said, written.StarvationGate)
    return _starvation(document, said, path)


def _not_worse(document: Document, said: written.NotWorseGate, path: Path) -> Gate:
    quantity = Quantity(said.measure)
    if quantity.is_share and said.by > 1:
        rule = text("must be {limit} or less", limit=1)
        place = (*path, "by") if document.has((*path, "by")) else path
        raise document.error(place, rule, value=said.by, kind=BadValue)
    better = 1 if quantity is Quantity.SERVICE_LEVEL else -1
    return Gate(Kind.NOT_WORSE_BY, quantity, Chosen(), -better * said.by, better, path, paired=True)


def _starvation(document: Document, said: written.StarvationGate, path: Path) -> Gate:
    stated = [name for name in ("max_s", "bounded", "bound_s") if getattr(said, name) is not None]
    if len(stated) != 1:
        rule = text("must have exactly one of: {keys}", keys="max_s, bounded, bound_s")
        raise document.error(path, rule, value=NO_VALUE, kind=BadValue)
    if said.max_s is not None:
        return Gate(Kind.STARVATION, Quantity.STARVED_DAYS, Chosen(), said.days, -1, path, within_s=said.max_s)
    limit = float("inf") if said.bound_s is None else said.bound_s
    return Gate(Kind.STARVATION, Quantity.BOUND, Chosen(), limit, -1, path)


def _refuse_others(document: Document, path: Path) -> None:
    """A bound is about queues: nothing else can be chosen."""
    for key in ("problem", "tier", "channel", "each", "days"):
        if document.has((*path, key)):
            rule = text("cannot stand beside bounded or bound_s, which are about queues")
            raise document.error((*path, key), rule, value=NO_VALUE, kind=Contradiction)


def refuse_unknown(document: Document, said: written.Chosen, path: Path, sides: tuple[Scenario, ...]) -> None:
    """Refuse names that are not those of every policy that a gate is about.

    Raises
    ------
    InputError
        At each such name.
    """
    errors = []
    for axis in AXES:
        for number, name in enumerate(getattr(said, axis)):
            several = isinstance(document.get((*path, axis)), list)
            place = (*path, axis, number) if several else (*path, axis)
            for side in sides:
                known = names_on(side.policy, axis)
                if name not in known:
                    rule = text(
                        "the policy {policy} has no such name; it has: {names}",
                        policy=side.policy.name,
                        names=", ".join(known),
                    )
                    errors.append(document.error(place, rule, value=name, known=known, kind=UnknownName))
                    break
    if errors:
        raise InputErrors.of(errors)


def chosen_of(said: written.Chosen, sides: tuple[Scenario, ...]) -> Iterator[Chosen]:
    """What is chosen: all together, or each name of an axis by itself."""
    together = Chosen(*(tuple(getattr(said, axis)) for axis in AXES))
    if said.each is None:
        yield together
        return
    there = set.intersection(*(set(names_on(side.policy, said.each)) for side in sides))
    for name in getattr(said, said.each) or names_on(sides[-1].policy, said.each):
        if name in there:
            yield replace(together, **{said.each: (name,)})
