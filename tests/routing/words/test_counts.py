"""Counted things in a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routing.words import counts


@pytest.mark.parametrize(
    ("of", "one", "many"),
    [
        (counts.agents, "1 agent", "agents"),
        (counts.groups, "1 group", "groups"),
        (counts.contacts, "1 contact", "contacts"),
        (counts.intervals, "1 interval", "intervals"),
        (counts.days, "1 day", "days"),
        (counts.simulated_runs, "1 simulated run", "simulated runs"),
        (counts.replications, "1 replication", "replications"),
        (counts.points, "1 point", "points"),
    ],
)
def test_one_is_one(of: Callable[[object], str], one: str, many: str) -> None:
    """One, as a number or as text, has the singular; none, several and a span do not."""
    assert (of(1), of("1")) == (one, one)
    spoken = ("0", "2", "1,000", "2-4")
    assert [of(count) for count in spoken] == [f"{count} {many}" for count in spoken]
