"""Named definitions of what the field defines in several ways; docs/reference/measures.md says who uses which.

Each value is what stands in a file and in the results.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ServiceLevelOf(StrEnum):
    """What the contacts answered in time are divided by; "gone" are those who left while waiting."""

    ANSWERED = "answered"
    ANSWERED_AND_GONE = "answered-and-gone"
    ANSWERED_AND_LATE_GONE = "answered-and-late-gone"
    NOT_SOON_GONE = "not-soon-gone"
    """Offered - gone within the target."""
    OFFERED = "offered"
    SOON_GONE_IN_TIME = "soon-gone-in-time"
    """Offered; who was gone within the target counts as answered in time."""
    EXPECTED = "expected"
    """The contacts that the scenario expects, however many come."""


class Within(StrEnum):
    """Whether a wait of exactly the target is within it."""

    AT_MOST = "<="
    LESS = "<"


class Averaged(StrEnum):
    """How a ratio is taken over several days."""

    CONTACTS = "contacts"
    """Sum over the days / sum over the days: each contact weighs alike."""
    DAYS = "days"
    """Mean of the days' ratios: each day weighs alike."""


class Balked(StrEnum):
    """What those are who left at once because they would have had to wait."""

    ABANDONED = "abandoned"
    """Abandoned after a wait of 0."""
    TURNED_AWAY = "turned-away"
    """Offered, but neither abandoned nor waiting."""


class OccupancyOf(StrEnum):
    """Which time of the agents their work is divided by."""

    SIGNED_ON = "signed-on"
    """All of it, that after the end of a shift included, in which they finish a contact."""
    ON_SHIFT = "on-shift"
    """That until the end of the shift; what they finish after it still counts as work."""


class Counted(StrEnum):
    """Which contacts the figures are about."""

    ALL = "all"
    """Each redial and each re-contact is a contact of its own."""
    FIRST = "first"
    """A customer's first contact only."""


class Axis(StrEnum):
    """What figures are told apart by, in the order in which a pair of them is named."""

    INTERVAL = "interval"
    QUEUE = "queue"
    PROBLEM = "problem"
    TIER = "tier"
    CHANNEL = "channel"
    GROUP = "group"


class DeadlineOf(StrEnum):
    """What has to happen by a deadline."""

    ANSWER = "answer"
    """An agent accepts the contact."""
    COMPLETION = "completion"
    """The last agent is rid of it, wrap-up included."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What some contacts were promised: a tuple without names admits all.

    One of the three times is there: seconds, hours of working time, or the end of a working day, counted from the day
    after that of arrival. ``hours`` are the times of day between which work is done on a working day.
    """

    name: str
    problems: tuple[str, ...]
    tiers: tuple[str, ...]
    channels: tuple[str, ...]
    within_s: float | None
    of: DeadlineOf
    within_working_h: float | None = None
    within_working_days: int | None = None
    hours: tuple[tuple[str, str], ...] = ()


class AllBy(StrEnum):
    """By which target all contacts together are measured, where some have one of their own."""

    OWN = "own"
    """Each contact by its own."""
    COMMON = "common"
    """Overall and in each interval by the common one; in the parts of the day each contact by its own."""


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """The answer target of some contacts; a tuple without names admits all. The first that admits a contact holds."""

    problems: tuple[str, ...]
    tiers: tuple[str, ...]
    channels: tuple[str, ...]
    within_s: float


@dataclass(frozen=True, slots=True)
class Terms:
    """The definitions that a run uses."""

    service_level_of: ServiceLevelOf = ServiceLevelOf.NOT_SOON_GONE
    within: Within = Within.AT_MOST
    averaged: Averaged = Averaged.CONTACTS
    balked: Balked = Balked.ABANDONED
    occupancy_of: OccupancyOf = OccupancyOf.SIGNED_ON
    contacts: Counted = Counted.ALL
    all_by: AllBy = AllBy.OWN


USUAL = Terms()
"""The definitions that hold where nothing is said."""
