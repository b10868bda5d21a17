"""From what the contacts of each class do, in words, to the tables that the engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.model import NEVER, SECOND
from simulation.core.behaviour import BALK, BEHAVIOUR, FACTOR, GROUP_LAW, HOURS, MEMBER, TRANSFER, Behaviours, Told
from simulation.core.call_in import CallIn, call_in_rows
from simulation.core.handling import OPENING, OUTAGE_LAW, PLAIN, Handling, Opening, handling_rows
from simulation.core.overtime import Overtime, overtime_rows
from simulation.plans.distributions import Law, deterministic, never, settled_later
from simulation.plans.law_table import LawTable

HOUR_US = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class Interruption:
    """A hold, or a silence of the customer: once in a leg with probability ``share``, for a time of this law."""

    share: float
    time: Law


@dataclass(frozen=True, slots=True)
class Transfer:
    """With probability ``share`` a leg ends with a transfer to the queue of this number.

    ``work`` is the law of the talk time with the next agent, for an agent of usual speed; with ``to_preferred`` that is
    the contact's preferred agent, if it has one and they can take it. ``reason`` numbers the names of the world's
    reasons; -1: none is given.
    """

    share: float
    queue: int
    work: Law
    to_preferred: bool = False
    reason: int = -1


@dataclass(frozen=True, slots=True)
class Callback:
    """What happens when a callback is offered; times in microseconds.

    Parameters
    ----------
    accepts
        Probability that the customer wants it.
    due_us, window_us
        It is due so long after that, and promised within such a window.
    attempts, reached, ring_us, retry_us
        It is tried so often, each time with this probability of reaching the customer; else it rings for ``ring_us``
        and is tried again ``retry_us`` later.
    """

    accepts: float
    due_us: int
    window_us: int
    attempts: int = 1
    reached: float = 1.0
    ring_us: int = 0
    retry_us: int = 0


@dataclass(frozen=True, slots=True)
class Again:
    """With probability ``share`` the customer comes again after a time of this law, at most ``most`` times in a row."""

    share: float
    after: Law
    most: int


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot in front of the queue.

    Parameters
    ----------
    share
        Probability of meeting it.
    contained
        Probability that it is all that the customer needs.
    time
        How long the customer is with it.
    hand_over
        Talk time and wrap-up of those who come on, per mille.
    hours
        From when until when it is there, microseconds from the start of the day; None: always.
    """

    share: float
    contained: float
    time: Law
    hand_over: int = 1000
    hours: Sequence[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Who has waited ``after_us`` microseconds has filled in a form with probability ``share``.

    The first talk then takes ``factor`` per mille of its time.
    """

    share: float
    after_us: int
    factor: int


@dataclass(frozen=True, slots=True)
class Balking:
    """Who leaves at once on being told what to expect, where it would have to wait.

    Parameters
    ----------
    told
        What it hears.
    steps
        (at, share): told at least so much, in microseconds or contacts, so many leave; in ascending order of both.
    unknown
        The share while the wait is not known.
    """

    told: Told
    steps: Sequence[tuple[int, float]]
    unknown: float = 0.0


@dataclass(frozen=True, slots=True)
class Outages:
    """``per_h`` times in an hour at work an agent's connection fails, for a time of this law."""

    per_h: float
    length: Law


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the contacts of a class do.

    Parameters
    ----------
    key
        Stands for the class in the keys of its contacts' draws.
    hold, silence
        What interrupts a leg; a leg has at most one of the two, the hold first.
    transfers
        At the end of a leg, at most one of them; shares add up to 1 or less.
    factors
        Talk time per mille by the number of contacts that the agent talks to at once, from one on; empty: 1000.
    shares
        Whether the factor changes with that number during a talk; else it is the one of the moment of acceptance.
    callback
        None: nobody wants to be called back.
    redial
        Who has left, or was turned away because the queue was full, tries again.
    comes_back
        Who was answered, and whose matter was not solved, comes back with it: a contact like the first one. Where
        nothing is said of solving, it was not.
    bot
        What comes before the queue; None: nothing.
    form, balking
        What happens while it waits, and whether it does; None: nothing, and as its contact says.
    handling
        What agents do with them.
    patience, work, wrap_up
        In a queue that a contact was passed on to, and of contacts that follow another one.
    group_work, group_wrap_up
        By group of agents, in place of ``work`` and ``wrap_up``; empty: the group does not matter.
    """

    key: int
    hold: Interruption | None = None
    silence: Interruption | None = None
    transfers: Sequence[Transfer] = ()
    factors: Sequence[int] = ()
    shares: bool = False
    callback: Callback | None = None
    redial: Again | None = None
    comes_back: Again | None = None
    handling: Handling = PLAIN
    bot: Bot | None = None
    form: Form | None = None
    balking: Balking | None = None
    patience: Law = field(default_factory=never)
    work: Law = field(default_factory=lambda: deterministic(0))
    wrap_up: Law = field(default_factory=lambda: deterministic(0))
    group_work: Sequence[Law] = ()
    group_wrap_up: Sequence[Law] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a contact is answered once, and that is all."""
        interrupted = self.hold or self.silence or self.transfers or self.factors
        again = self.callback or self.redial or self.comes_back
        by_group = self.group_work or self.group_wrap_up
        customer = interrupted or again or self.bot or self.form or self.balking or by_group
        return self.handling.is_plain and not customer


def build_behaviours(
    classes: Sequence[Behaviour],
    openings: Sequence[Opening] = (),
    outages: Sequence[Outages | None] = (),
    *,
    solves: NDArray[np.float64] | None = None,
    agent_group: Sequence[int] = (),
    call_ins: Sequence[CallIn] = (),
    overtimes: Sequence[Overtime] = (),
    overtime_of: Sequence[int] = (),
) -> Behaviours | None:
    """The tables of all classes, queues and groups; None where all are plain, which engines then need not ask.

    Parameters
    ----------
    classes
        What the contacts of each do.
    openings
        When queues open and close, in order of time.
    outages
        Of the agents of each group; empty: none.
    solves
        Probability that an agent solves the matter of a contact, shape (agents, classes); a column of NaN where
        nothing is said of a class. None: of no class.
    agent_group
        Number of each agent's group; needed where times depend on it.
    call_ins
        Who comes when a queue gets long.
    overtimes, overtime_of
        Who stays on after the shift while a queue is long, and for each agent the number of theirs, -1: none.
    """
    if (
        all(each.is_plain for each in classes)
        and not (openings or any(outages) or call_ins or overtimes)
        and solves is None
    ):
        return None
    tables = _Tables()
    rows = np.zeros(len(classes), BEHAVIOUR)
    for row, each in zip(rows, classes, strict=True):
        tables.add(row, each)
    rows["resolves"] = 0 if solves is None else ~np.isnan(solves).any(axis=0)
    failing = np.zeros(len(outages), OUTAGE_LAW)
    for failure, group in zip(failing, outages, strict=True):
        if group is not None and group.per_h > 0:
            failure.mean_gap, failure.length = HOUR_US / group.per_h, tables.laws.number_of(group.length)
    members = np.zeros(len(agent_group) if tables.group_laws else 0, MEMBER)
    members["group"] = agent_group if tables.group_laws else 0
    return Behaviours(
        rows,
        np.array(tables.transfers, TRANSFER),
        np.array(tables.factors, FACTOR),
        *tables.laws.rows(),
        *handling_rows([each.handling for each in classes]),
        np.array(list(openings), OPENING),
        np.zeros(0) if solves is None else np.nan_to_num(solves.astype(np.float64)).reshape(-1),
        np.array(tables.hours, HOURS),
        np.array(tables.balks, BALK),
        failing,
        np.array(tables.group_laws, GROUP_LAW),
        members,
        call_in_rows(call_ins),
        overtime_rows(overtimes),
        np.array(overtime_of if overtimes else (), np.int64),
    )


class _Tables:
    """What the rows of classes point to, gathered class by class."""

    def __init__(self) -> None:
        self.laws = LawTable()
        self.transfers: list[tuple[float, int, int, bool, int]] = []
        self.factors: list[tuple[int]] = []
        self.hours: list[tuple[int, int]] = []
        self.balks: list[tuple[int, float]] = []
        self.group_laws: list[tuple[int, int]] = []

    def add(self, row: Any, each: Behaviour) -> None:
        """Fill the row of a class, and add what is its own to the tables."""
        row.key = each.key
        self._fill_times(row, each)
        self._fill_talk(row, each)
        _fill_again(row, each, self.laws)
        if each.callback:
            _fill_callback(row, each.callback)
        _fill_bot(row, each.bot, self.laws, self.hours)
        _fill_wait(row, each, self.balks)

    def _fill_times(self, row: Any, each: Behaviour) -> None:
        """Write down the laws of contacts that follow others, and of those whose times depend on the agent's group."""
        row.patience = self.laws.number_of(each.patience)
        row.work = self.laws.number_of(settled_later() if each.group_work else each.work)
        row.wrap_up = self.laws.number_of(settled_later() if each.group_wrap_up else each.wrap_up)
        row.work_by_group, row.wrap_up_by_group = bool(each.group_work), bool(each.group_wrap_up)
        row.first_group_law = len(self.group_laws)
        self.group_laws += _group_laws(each, self.laws)

    def _fill_talk(self, row: Any, each: Behaviour) -> None:
        """Write down what interrupts a talk, what makes it longer, and where it may end."""
        for kind, what in (("hold", each.hold), ("silence", each.silence)):
            row[kind] = self.laws.number_of(what.time if what else deterministic(0))
        row.hold_share = each.hold.share if each.hold else 0.0
        row.silent_share = each.silence.share if each.silence else 0.0
        row.first_factor, row.n_factors = len(self.factors), len(each.factors)
        row.shares = each.shares and bool(each.factors)
        self.factors += [(factor,) for factor in each.factors]
        row.first_transfer, so_far = len(self.transfers), 0.0
        for transfer in each.transfers:
            so_far += transfer.share
            law = self.laws.number_of(transfer.work)
            self.transfers.append((so_far, transfer.queue, law, transfer.to_preferred, transfer.reason))
        row.end_transfer = len(self.transfers)


def _group_laws(each: Behaviour, laws: LawTable) -> list[tuple[int, int]]:
    """The laws of a class by group; -1 in place of one that the group does not change."""
    columns = [[laws.number_of(law) for law in own] for own in (each.group_work, each.group_wrap_up)]
    size = max(map(len, columns))
    work, wrap_up = (column or [-1] * size for column in columns)
    return list(zip(work, wrap_up, strict=True))


def _fill_again(row: Any, each: Behaviour, laws: LawTable) -> None:
    """Write down who comes again."""
    for again, share, after, most in (
        (each.redial, "redials", "redial_after", "most_redials"),
        (each.comes_back, "returns", "return_after", "most_returns"),
    ):
        row[after] = laws.number_of(again.after if again else deterministic(0))
        row[share], row[most] = (again.share, again.most) if again else (0.0, 0)


def _fill_callback(row: Any, callback: Callback) -> None:
    """Write down what becomes of a callback that is offered."""
    row.accepts, row.reached, row.attempts = callback.accepts, callback.reached, callback.attempts
    row.due, row.window = callback.due_us, callback.window_us
    row.ring, row.retry = callback.ring_us, callback.retry_us


def _fill_bot(row: Any, bot: Bot | None, laws: LawTable, hours: list[tuple[int, int]]) -> None:
    """Write down what a bot does; its hours are added to those of all classes."""
    row.in_bot, row.first_hour = laws.number_of(bot.time if bot else deterministic(0)), len(hours)
    if bot is not None:
        row.meets_bot, row.contained, row.hand_over = bot.share, bot.contained, bot.hand_over
        hours += [(0, NEVER)] if bot.hours is None else bot.hours
    row.end_hour = len(hours)


def _fill_wait(row: Any, each: Behaviour, balks: list[tuple[int, float]]) -> None:
    """Write down what those do who wait, or are told that they would; steps are added to those of all classes."""
    if each.form is not None:
        row.fills_form, row.form_after, row.form_factor = each.form.share, each.form.after_us, each.form.factor
    row.first_balk = len(balks)
    if each.balking is not None:
        row.hears, row.unknown_balk = each.balking.told, each.balking.unknown
        balks += each.balking.steps
    row.end_balk = len(balks)
