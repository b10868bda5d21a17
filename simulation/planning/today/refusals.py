"""What cannot be said of a day in its middle, refused before it starts."""

from __future__ import annotations

from collections.abc import Sequence

from routing.errors import Contradiction, InputErrors
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.shown import NO_VALUE
from simulation.core.world import Leavers
from simulation.files.overrides import parse_override
from simulation.scenario import Scenario, changed_data

STAFF_KEYS = ("call_in", "overtime", "days", "stationary")
"""Where agents come and go by what happens, or there is more than a day."""
AGAIN_KEYS = ("bot", "redials", "recontacts")
"""Contacts that come later because of others of the morning: counts by queue do not tell one from the other."""
STATE_KEYS = ("callbacks", "hours", "preferred")
"""What a state does not tell: promises of the morning, doors that were shut, whose customer somebody is."""
OWN_KEYS = ("preferred",)
"""Whose customer somebody is goes by the number of the agent, and levers bring agents more."""


def refuse_what_is_not_foretold(path: str, overrides: Sequence[str], scenario: Scenario, *, with_state: bool) -> None:
    """Refuse scenarios of whose rest of the day a forecast would be wrong.

    Parameters
    ----------
    path, overrides, scenario
        The scenario, and what it was loaded from.
    with_state
        Whether the state now is given; without, the day is simulated from its opening, which needs less.

    Raises
    ------
    InputError
        With every key in the way.
    """
    data = changed_data(path, [parse_override(change) for change in overrides])
    document = Document.of(data, str(scenario.path))
    staff = text("cannot be in a scenario of today: its agents come and go by plan, on one day")
    again = text(
        "cannot be in a scenario of today: who comes because of a contact of the morning does not show in its counts"
    )
    state = text("cannot be in a scenario of today with a state: leave out waiting and groups to begin at the opening")
    shifts = text("cannot be in a scenario of today where agents have names, shifts, absence, lateness or meetings")
    seen = STATE_KEYS if with_state else ()
    one_by_one = scenario.world.hours is not None or data.get("agents")
    own = OWN_KEYS if one_by_one and not with_state else ()
    errors = [
        document.error((key,), rule, value=NO_VALUE, kind=Contradiction)
        for keys, rule in ((STAFF_KEYS, staff), (AGAIN_KEYS, again), (seen, state), (own, shifts))
        for key in keys
        if data.get(key)
    ]
    if data.get("agents") and scenario.world.leavers == Leavers.POOLED:
        errors.append(
            document.error(("leavers",), text("must be individual where agents have names"), kind=Contradiction)
        )
    if errors:
        raise InputErrors.of(errors)
