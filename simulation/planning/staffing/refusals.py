"""What the search does not do, said before it starts."""

from __future__ import annotations

from collections.abc import Sequence

from routing.errors import Contradiction, InputErrors
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.files.overrides import parse_override
from simulation.scenario import Scenario, changed_data

_KEYS = ("agents", "shifts", "absence", "lateness", "meetings", "call_in", "overtime", "days")
_LONG_RUN = "stationary"


def refuse_what_is_not_searched(source: str, overrides: Sequence[str], scenario: Scenario) -> None:
    """Refuse scenarios in which not the head count of each group in each interval says who is at work.

    Raises
    ------
    InputError
        With every key in the way: named agents, shifts, absence, lateness, meetings, call-ins, overtime, days with
        dates.
    """
    data = changed_data(source, [parse_override(change) for change in overrides])
    document = Document.of(data, str(scenario.path))
    places: list[tuple[str | int, ...]] = [(key,) for key in _KEYS if data.get(key)]
    groups = data.get("groups")
    for name, group in groups.items() if isinstance(groups, dict) else ():
        if isinstance(group, dict) and group.get("shifts"):
            places.append(("groups", name, "shifts"))
    rule = text(
        "cannot be in a scenario whose staff is searched: it must be the staff of each group that says who is at work"
    )
    errors = [document.error(place, rule, value=NO_VALUE, kind=Contradiction) for place in places]
    if data.get(_LONG_RUN):
        rule = text("a search for a staff simulates days that begin anew, not a long run (stationary)")
        errors.append(document.error((_LONG_RUN,), rule, value=NO_VALUE, kind=Contradiction))
    if errors:
        raise InputErrors.of(errors)
