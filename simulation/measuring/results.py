"""What a run says: figures with their intervals by interval, queue, problem, tier, channel and group; the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from simulation.measuring.observed import Observed
from simulation.measuring.terms import USUAL, Averaged, Deadline, OwnTarget, ServiceLevelOf, Terms


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate and its 95 % confidence interval.

    ``low`` and ``high`` are None where there are too few replications or contacts for an interval, and ``mean`` is None
    where nothing was measured (a share of no contacts).
    """

    mean: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one cell: an interval, a queue, a problem, a tier, a channel, or everything.

    Counts are means per replication; shares lie between 0 and 1; waits are in seconds.
    """

    offered: Figure
    answered: Figure
    within_target: Figure
    abandoned_count: Figure
    """Left while waiting, balked ones included."""
    blocked: Figure
    """Turned away because the queue was full."""
    deflected: Figure
    """Sent to a bot or a message."""
    called_back: Figure
    """Left the queue to be called back."""
    contained: Figure
    """Served by a bot before any queue; not among the offered."""
    service_level: Figure
    """Answered within the target / what ``Results.terms`` say."""
    abandoned: Figure
    """Abandoned / offered."""
    mean_wait_s: Figure
    """Over the answered and the abandoned, balked ones (who waited for nothing) included if they count as such."""
    mean_answer_s: Figure
    """Average speed of answer: over the answered ones."""
    wait_p50_s: Figure
    wait_p90_s: Figure
    wait_p99_s: Figure
    longest_wait_s: Figure
    """The longest wait of a replication, averaged over the replications."""
    queue_length: Figure
    """Time average of the number waiting, over the interval or the opening hours."""


@dataclass(frozen=True, slots=True)
class GroupCell:
    """The figures of one agent group, over the day or in one interval."""

    staff: Figure
    """Time average of the agents signed on; ``Results.terms`` say whether who finishes after the shift is one."""
    occupancy: Figure
    """Time in service and wrap-up / time signed on."""
    answered: Figure


@dataclass(frozen=True, slots=True)
class Band:
    """A daily quantity over the replications: its mean and its 10th and 90th percentile of days."""

    mean: float
    p10: float
    p90: float


class Held(StrEnum):
    HELD = "held"
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class GoalCell:
    """One cell of the verdict: the arrivals of an interval that a goal is about."""

    goal: int
    """Index into ``Verdict.goals``."""
    interval: int
    offered: float
    share: Figure
    """Answered within the goal's time / arrivals (balked and turned away included); a simultaneous interval."""
    held: Held
    mend_agents: int | None
    """About how many more agents would mend a missed interval (Erlang A estimate); None where it was not missed, or
    where too little was answered to tell."""
    mend_group: str | None
    """The group to which they would have to belong; None where more than one is short."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A share of arrivals to be answered within a time, in every interval."""

    name: str
    tiers: tuple[str, ...]
    share: float
    within_s: float
    channels: tuple[str, ...] = ()
    """Empty: all."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A (problem, tier) pair whose share fell short in an interval that was missed: where the verdict comes from."""

    interval: int
    problem: str
    tier: str
    offered: float
    share: float


@dataclass(frozen=True, slots=True)
class Verdict:
    held: Held
    goals: tuple[Goal, ...]
    cells: tuple[GoalCell, ...]
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    index: int
    start_s: int
    """Seconds from midnight of the day's opening."""
    label: str
    """Such as ``09:30``."""
    cell: Cell
    queue_length: Band
    occupancy: Figure
    """Of all agents: time in service and wrap-up / time signed on, within the interval."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What holds exactly in every run."""

    offered: int
    answered: int
    abandoned: int
    balked: int
    blocked: int
    deflected: int
    called_back: int
    open: int
    queue_area_us: int
    """Integral of the number waiting over time, as the engine kept it, summed over the replications."""
    wait_sum_us: int
    """Sum of all waits."""
    contained: int = 0
    """Served by a bot; not among the offered."""

    @property
    def ended(self) -> int:
        """All outcomes together, which must be as many as were offered."""
        left = self.abandoned + self.balked + self.blocked + self.deflected + self.called_back
        return self.answered + left + self.open


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What became of the callbacks promised, over all replications."""

    promised: int
    kept: int
    """The customer was reached within the time promised."""
    late: int
    failed: int
    """The customer did not answer the last attempt."""
    open: int
    """Not called back when the run ended."""


@dataclass(frozen=True, slots=True)
class CustomerCell:
    """What customers met over all of their contacts; redials and re-contacts belong to the one who came first."""

    customers: Figure
    """Mean per replication."""
    contacts_each: Figure
    """Contacts / customers."""
    within_target_at_first: Figure
    """Share of customers whose first contact was answered within the target."""
    answered_at_last: Figure
    """Share of customers who were answered, or reached by a callback, in one of their contacts."""
    resolved: Figure
    """Share of the contacts with whose matter an agent dealt that solved it."""
    first_contact_resolution: Figure
    """Share of customers whose first contact was answered, solved their matter, and was neither passed on nor followed
    by a re-contact."""
    satisfied: Figure
    """Share of customers who are satisfied, by the scenario's ``satisfaction``."""


@dataclass(frozen=True, slots=True)
class Customers:
    """The figures of all customers, and of those of each problem."""

    overall: CustomerCell
    problems: dict[str, CustomerCell]


@dataclass(frozen=True, slots=True)
class PairRow:
    """The figures of two names together, such as an interval and a queue. What is not known of them is blank."""

    first: str
    second: str
    cell: Cell
    occupancy: Figure = Figure(None)
    """Of a group: time that it spends on these contacts, or in this interval / time that it is signed on."""


@dataclass(frozen=True, slots=True)
class PairTable:
    """All pairs of two axes that have contacts, in order."""

    axes: tuple[str, str]
    rows: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class DateCell:
    """The figures of one of several days, from its opening to the next one."""

    date: str
    """Such as 2026-09-28."""
    type: str
    """By the calendar or the scenario: ``workday``, ``weekend``, ``holiday`` …"""
    cell: Cell
    """Of the contacts that arrive on it; ``queue_length`` is the average over its 24 hours."""
    goals: tuple[Figure, ...]
    """Answered within the goal's time / arrivals, in the order of ``Verdict.goals``."""
    waiting_at_close: Figure
    """How many wait when its last interval ends, and in the field below when its date does."""
    waiting_at_midnight: Figure
    queues: dict[str, tuple[Figure, Figure]]
    """The same two by queue."""


@dataclass(frozen=True, slots=True)
class Deciles:
    """A daily ratio over the days that have one; None below 10 such days."""

    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class GoalRisk:
    """How often a goal is missed. Each figure is a share of the days on which somebody came whom it is about."""

    goal: int
    """Index into ``Verdict.goals``."""
    share: Deciles
    """Answered within the goal's time / arrivals, of a whole day."""
    day: Figure
    """The day's share is below the goal's."""
    any_interval: Figure
    """So is that of at least one interval."""
    intervals: tuple[Figure, ...]
    """So is that of this interval, in the order of the intervals."""


@dataclass(frozen=True, slots=True)
class DeadlineMet:
    """How often a deadline was met, by interval of arrival."""

    deadline: Deadline
    offered: Figure
    """Contacts a day that it is about."""
    share: Figure
    """Met / offered."""
    days: Deciles
    """The same of each day."""
    intervals: tuple[Figure, ...]
    dates: tuple[Figure, ...] = ()
    """Of the contacts of each date, where the run has several days."""


@dataclass(frozen=True, slots=True)
class TransferCell:
    """Contacts passed on from one queue to another one, for one reason."""

    before: str
    """The queue that they were answered from."""
    to: str
    reason: str
    """Empty: none is given."""
    a_day: Figure
    share: Figure
    """Of all transfers."""


@dataclass(frozen=True, slots=True)
class CalledIn:
    """What came of a call-in."""

    agents: int
    """So many may be called, at most where dates differ."""
    days: Figure
    """Share of the days on which they came; of a run of several days, of the dates on which they may be called."""
    hours: Figure
    """Hours a day, or a run, that they were there, all of them together."""
    dates: tuple[Figure, ...] = ()
    """Share of the runs in which they came on each date, where the run has several days."""


@dataclass(frozen=True, slots=True)
class Risk:
    """How the days differ: daily ratios, not ratios of sums."""

    service_level: Deciles
    abandoned: Deciles
    mean_wait_s: Deciles
    intervals: tuple[Deciles, ...]
    """The service level of each interval."""
    goals: tuple[GoalRisk, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The whole answer of ``peakline run``."""

    scenario: str
    about: str
    policy: str
    policy_hash: str
    seed: int
    replications: int
    contacts: int
    """Over all replications."""
    engine: str
    target_s: float
    interval_s: int
    """Length of an interval in seconds."""
    leavers: str
    notes: tuple[str, ...]
    """What a reader must know: that a chat takes an agent's whole attention, which share was imputed …"""
    verdict: Verdict
    overall: Cell
    overall_occupancy: Figure
    intervals: tuple[Interval, ...]
    queues: dict[str, Cell]
    problems: dict[str, Cell]
    tiers: dict[str, Cell]
    channels: dict[str, Cell]
    groups: dict[str, GroupCell]
    heat: dict[str, tuple[Figure, ...]]
    """Queue name to the service level of each interval."""
    group_intervals: dict[str, tuple[GroupCell, ...]]
    checks: Checks
    callbacks: Callbacks | None = None
    """None: nobody was promised one."""
    customers: Customers | None = None
    """None: each comes once, and nothing is known of their matters."""
    observed: Observed | None = None
    """The recorded side of a replayed day."""
    terms: Terms = USUAL
    """By which definitions the figures are."""
    targets: tuple[OwnTarget, ...] = ()
    """The contacts whose answer target is another one than ``target_s``."""
    risk: Risk | None = None
    pairs: tuple[PairTable, ...] = ()
    """The pairs of axes that were asked for."""
    deadlines: tuple[DeadlineMet, ...] = ()
    transfers: tuple[TransferCell, ...] = ()
    call_ins: dict[str, CalledIn] = field(default_factory=dict)
    dates: tuple[DateCell, ...] = ()
    """Where a run has several days: each of them. Everywhere else in the results a run counts as one day."""
    service_levels: dict[ServiceLevelOf, dict[Averaged, Figure]] = field(default_factory=dict)
    """The service level of all contacts by each definition, so that it can be set beside a figure from elsewhere."""
