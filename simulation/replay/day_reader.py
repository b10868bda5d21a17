"""From rows of a file to contacts: outcomes, moments, lengths of time, ids, and what is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument
from routing.model import DAY_US, SECOND
from routing.policy import Policy
from routing.words.messages import text
from simulation.replay.cells import MISSING, is_one_of, matches, moments, spans
from simulation.replay.contact_file import Records
from simulation.replay.labels import label_numbers
from simulation.replay.map_file import Id, MapDocument, Source, TimeSource
from simulation.replay.recorded_day import UNKNOWN, Account, Contacts, RecordedDay

Times = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When the centre is open.

    Parameters
    ----------
    open_us
        Opening in microseconds after midnight of the day.
    length_us
        Microseconds from the opening to the close, which may lie on the next day.
    """

    open_us: int
    length_us: int


class DayReader:
    """Makes contacts of rows.

    Parameters
    ----------
    records
        Rows that may belong to the day.
    entry, policy, hours
        As for :func:`read_day`.
    midnight
        Start of each row's day from the start of the chosen one, in microseconds.
    epoch_us
        The start of the chosen day as dates with times count.
    """

    def __init__(
        self,
        records: Records,
        entry: MapDocument,
        policy: Policy,
        hours: OpeningHours,
        midnight: Times,
        epoch_us: int,
    ) -> None:
        self.records, self.entry, self.policy, self.hours = records, entry, policy, hours
        self.midnight, self.epoch_us = midnight, epoch_us

    def read(self, own: Mask, date: dt.date | None) -> RecordedDay:
        """The day.

        Parameters
        ----------
        own
            Whether a row is dated as the chosen day, shape (rows,); only these are counted in the account.
        date
            The chosen day.

        Raises
        ------
        InputError
        """
        rows = int(own.sum())
        answered, ignored = self._outcomes()
        left_out, counts = self._left_out(~ignored, own)
        ignored_rows = int((ignored & own).sum())
        kept = ~ignored & ~left_out
        self.records, self.midnight = self.records.where(kept), self.midnight[kept]
        contacts, agents, customers = self._contacts(answered[kept])
        inside = (contacts.arrival >= 0) & (contacts.arrival < self.hours.length_us)
        own_rows = self.records.rows[own[kept]]
        account = Account(rows, ignored_rows, counts, int(np.isin(contacts.row[~inside], own_rows).sum()))
        if not inside.any():
            rule = text("no contact entered the queue between opening and close")
            raise BadDocument(rule, file=self.records.file, path="" if date is None else date.isoformat())
        present = (contacts.arrival < self.hours.length_us) & (contacts.ended > 0) | inside
        contacts = contacts.where(present)
        return RecordedDay(self.records.file, date, contacts, agents, customers, account, self.hours.length_us)

    def _outcomes(self) -> tuple[Mask, Mask]:
        """Which rows were answered, and which are to be ignored."""
        outcome = self.entry.outcome
        if outcome.column is None:
            none = np.zeros(len(self.records), np.bool_)
            return matches(self.records, outcome.answered_when or {}), none
        cells = self.records.cells(outcome.column)
        answered, ignored = is_one_of(cells, outcome.answered), is_one_of(cells, outcome.ignored)
        known = answered | ignored | is_one_of(cells, outcome.abandoned)
        if not known.all():
            names = [str(value) for value in (*outcome.answered, *outcome.abandoned, *outcome.ignored)]
            rule = text("is no outcome in the map; known are: {known}", known=", ".join(names))
            raise self.records.wrong(rule, int((~known).argmax()), [outcome.column], known=names)
        return answered, ignored

    def _left_out(self, kept: Mask, own: Mask) -> tuple[Mask, tuple[tuple[str, int], ...]]:
        """Which rows the map leaves out, and how many of the day for each reason, the first that holds."""
        left_out = np.zeros(len(self.records), np.bool_)
        counts = []
        for entry in self.entry.leave_out:
            found = matches(self.records, entry.when) & kept & ~left_out
            left_out |= found
            counts.append((entry.because, int((found & own).sum())))
        return left_out, tuple(counts)

    def _contacts(self, answered: Mask) -> tuple[Contacts, tuple[str, ...], tuple[str, ...]]:
        """The contacts in order of arrival, and the ids of agents and customers."""
        entry, policy = self.entry, self.policy
        enters = self._entered()
        wait = self._waits(enters)
        work, wrap_up = self._work(answered, enters + wait)
        agent, agents = self._ids(entry.agent)
        customer, customers = self._ids(entry.customer)
        contacts = Contacts(
            row=self.records.rows,
            arrival=enters - self.hours.open_us,
            wait=wait,
            answered=answered,
            work=work,
            wrap_up=wrap_up,
            problem=label_numbers(self.records, entry.problem, policy.problems),
            tier=label_numbers(self.records, entry.tier, policy.tiers),
            channel=label_numbers(self.records, entry.channel, policy.channels),
            agent=np.where(answered, agent, np.int32(UNKNOWN)),
            customer=customer,
        )
        return contacts.where(np.lexsort((contacts.row, contacts.arrival))), agents, customers

    def _moments(self, source: TimeSource) -> Times:
        """Moments from the start of the chosen day, ``MISSING`` where there is none."""
        found = moments(self.records, source, self.midnight + self.epoch_us)
        return np.where(found == MISSING, MISSING, found - self.epoch_us)

    def _entered(self) -> Times:
        source = self.entry.enters
        enters = self._moments(source)
        if (enters == MISSING).any():
            rule = text("every contact must have a time at which it entered the queue")
            raise self.records.wrong(rule, int((enters == MISSING).argmax()), source.columns)
        since = enters - self.midnight
        strange = (since < -DAY_US) | (since >= 2 * DAY_US)
        if strange.any():
            rule = text("is no time of the day; is the unit right?")
            raise self.records.wrong(rule, int(strange.argmax()), source.columns)
        return enters

    def _waits(self, enters: Times) -> Times:
        """Microseconds in the queue; 0 where none is recorded."""
        wait, leaves = self.entry.wait, self.entry.leaves
        if wait is not None:
            return self._checked(spans(self.records, wait), wait, text("the wait must not be negative"))
        assert leaves is not None
        found = self._after(self._moments(leaves), enters)
        return self._checked(found, leaves, text("the customer must not leave the queue before entering it"))

    def _work(self, answered: Mask, left_queue: Times) -> tuple[Times, Times]:
        """Microseconds in service and in work after it, of those who were answered; ``UNKNOWN`` elsewhere."""
        work, wrap_up = (np.full(len(answered), UNKNOWN, np.int64) for _ in range(2))
        part = DayReader(
            self.records.where(answered), self.entry, self.policy, self.hours, self.midnight[answered], self.epoch_us
        )
        if self.entry.work is not None:
            found = spans(part.records, self.entry.work)
            rule = text("the time in service must not be negative")
            work[answered] = part._checked(found, self.entry.work, rule, UNKNOWN)
        elif self.entry.ends is not None:
            found = part._after(part._moments(self.entry.ends), left_queue[answered])
            rule = text("the service must not end before the answer")
            work[answered] = part._checked(found, self.entry.ends, rule, UNKNOWN)
        after = None if self.entry.wrap_up is None else self.entry.wrap_up.recorded
        if after is not None:
            rule = text("the work after a contact must not be negative")
            wrap_up[answered] = part._checked(spans(part.records, after), after, rule, UNKNOWN)
        return work, wrap_up

    @staticmethod
    def _after(moment: Times, start: Times) -> Times:
        """Microseconds from ``start`` to ``moment``; a time of day that seems half a day early is tomorrow's."""
        span = moment - start
        span = np.where(span < -DAY_US // 2, span + DAY_US, span)
        return np.where(moment == MISSING, MISSING, span)

    def _checked(self, found: Times, source: Source, rule: str, missing: int = 0) -> Times:
        """Lengths of time, ``missing`` where there is none, which hold ``rule`` and the map's longest time."""
        there = found != MISSING
        negative = there & (found < 0)
        if negative.any():
            raise self.records.wrong(rule, int(negative.argmax()), source.columns)
        long = there & (found > self.entry.longest_s * SECOND)
        if long.any():
            limit = f"{self.entry.longest_s:g}"
            rule = text("must not be longer than {limit} s; is the unit right?", limit=limit)
            raise self.records.wrong(rule, int(long.argmax()), source.columns)
        return np.where(there, found, missing)

    def _ids(self, one: Id | None) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """Numbers of the ids in a column, ``UNKNOWN`` for none, and the ids in order."""
        if one is None:
            return np.full(len(self.records), UNKNOWN, np.int32), ()
        cells = self.records.cells(one.column)
        none = is_one_of(cells, one.none)
        names = sorted({cell for cell, missing in zip(cells, none, strict=True) if not missing})
        places = {name: place for place, name in enumerate(names)}
        return np.array([places.get(cell, UNKNOWN) for cell in cells], np.int32), tuple(names)
