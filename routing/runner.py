"""How a router carries out a command: timers first, all or nothing, recorded before its events are released."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from operator import index
from typing import Any, NamedTuple

from routing.errors import BadTime, CommandError, JournalFailed, TimeWentBack
from routing.history import Checkpoint, History, Labels, Past, TimersLeft
from routing.journal import Journal, Record
from routing.kernel_code import Code
from routing.kernel_live import TIMERS_LEFT, Verb
from routing.live_state import ALL_TIMERS, LiveState
from routing.model import NEVER, Event, EventKind, TicketState, Timer
from routing.policy import Policy
from routing.refusals import refusal
from routing.state import copy_state
from routing.tally import ASSIGNED, NOTED, Tally

_EVENT_KINDS = tuple(EventKind)
_new = tuple.__new__  # Event(...) takes twice as long


class _Ahead(NamedTuple):
    """Timers that were handled before a command that was then refused."""

    now: int
    """Of the command."""
    events: list[Event]
    """What the timers did."""
    due: Timer
    """The first of them."""


class Runner:
    """The moving parts of a router, and the way in which each of its commands is carried out.

    A command that is refused changes nothing. Whether it is refused is known only when the timers before it have been
    handled. That is not undone at once, for the next command would handle the same timers: its events begin with
    theirs. Only for a question about the state, or a command that comes earlier, is the former state worked out again
    from the history. Without a history, the state is copied before timers that may have to be undone.
    """

    def __init__(self, live: LiveState, agent_ids: list[str], policy: Policy, history: int) -> None:
        self._live = live
        self._agent_ids = agent_ids
        self._policy_hash = policy.hash
        self._ids: list[str | None] = [None] * len(live.state.tickets)  # by slot, of ended tickets too
        self._slots: dict[str, int] = {}
        self._tally = Tally([queue.target_us for queue in policy.queues])
        self._tally.make_room(len(self._ids))
        self._labels: Labels = {}
        self._now = 0
        self._history = History(history)
        self._usual_allowance = ALL_TIMERS if history else 0
        self._journal: Journal | None = None
        self._batch: list[tuple[list[Event], list[Event]]] | None = None  # what was promised, and the events for it
        self._stopped = False
        self._ahead: _Ahead | None = None
        self._unsettled = True  # _settle has something to do
        live.allow(self._usual_allowance)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: all but the journal, which has one writer."""
        return self.__dict__ | {"_journal": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._live.allow(self._usual_allowance)

    def advance(self, *, now: int, at_most: int | None = None) -> list[Event]:
        """Handle the timers due by ``now``, at most so many of them; call it when :meth:`next_due` says.

        Raises
        ------
        TimeWentBack
        """
        self._begin(now)
        if at_most is not None:
            at_most = max(0, min(index(at_most), ALL_TIMERS))
            self._go_back()  # so that each timer counts
        self._live.allow(ALL_TIMERS if at_most is None else at_most)
        try:
            return self._run(Verb.ADVANCE, now, () if at_most is None else (at_most,))
        finally:
            self._live.allow(self._usual_allowance)

    @property
    def tickets(self) -> Collection[str]:
        """The ids of the tickets in the router."""
        self._go_back()
        return self._slots.keys()

    def next_due(self) -> Timer | None:
        """The next timer; None: nothing will happen without a command."""
        return self._live.next_due() if self._ahead is None else self._ahead.due

    # -- one command ---------------------------------------------------------------------------------------------------

    def _begin(self, now: int) -> None:
        """Check the time of a command, before anything is looked up for it."""
        if type(now) is not int or not self._now <= now < NEVER:
            raise TimeWentBack(now, self._now) if type(now) is int and 0 <= now < NEVER else BadTime(now)
        if self._unsettled:
            self._settle(now)

    def _run(
        self,
        verb: Verb,
        now: int,
        args: tuple[Any, ...],
        a: int = 0,
        b: int = 0,
        c: int = 0,
        d: int = 0,
        e: int = 0,
        new_ticket: str | None = None,
    ) -> list[Event]:
        """Carry out the command that outside is known by ``args`` and in the kernel by the numbers ``a`` to ``e``."""
        try:
            count = self._live.call(verb, now, a, b, c, d, e)
            if count >= 0:
                if new_ticket is not None:
                    self._enter(new_ticket, 0, a, now)
                events = self._read(0, count)
            else:
                events = self._see_through(verb, now, args, a, new_ticket)
            if self._ahead is not None:
                events[:0] = self._ahead.events
                self._ahead = None
            self._now = now
            record = (now, verb, self._policy_hash, args)
            if self._history.add(record):
                self._unsettled = True
            if self._journal is None:
                return events
            return self._write(self._journal, record, events)
        except (CommandError, TimersLeft):
            raise
        except BaseException:  # the journal has failed, or a signal came in the middle
            self._stop()
            raise

    def _see_through(
        self, verb: Verb, now: int, args: tuple[Any, ...], subject: int, new_ticket: str | None
    ) -> list[Event]:
        """Finish a command that timers came before, or that needs more room, or that is refused."""
        live, undo, events = self._live, None, []
        while True:
            code, count, first = live.outcome()
            events += self._read(0, first)
            if count > first:
                if new_ticket is not None:
                    self._enter(new_ticket, first, subject, now)
                    new_ticket = None
                events += self._read(first, count)
            if code == Code.OK:
                break
            if code == Code.NO_ROOM:
                self._grow()
            elif code == TIMERS_LEFT:
                if verb is Verb.ADVANCE:
                    break
                if self._usual_allowance > 0:
                    raise TimersLeft
                undo = None if verb is Verb.SUBMIT else self._checkpoint()  # an arrival is not refused
                live.allow()
            elif code != Code.MORE:
                raise self._refuse(code, now, args, subject, events, undo)
            live.go_on()
        live.allow(self._usual_allowance)
        return events

    def _refuse(
        self, code: int, now: int, args: tuple[Any, ...], subject: int, events: list[Event], undo: Checkpoint | None
    ) -> CommandError:
        """The error; and the state is as it was, or can be made so."""
        error = refusal(code, args, subject, self._live.state, self._ids, self._agent_ids, self._lack)
        if undo is not None:
            self._restore(undo)
            self._live.allow(self._usual_allowance)
        elif self._live.is_late:
            ahead = self._ahead or _Ahead(now, [], self._live.first_due())
            self._ahead = _Ahead(now, ahead.events + events, ahead.due)
            self._unsettled = True
        return error

    def _lack(self, queue: int, agent: str) -> str | None:  # noqa: ARG002  (a router knows)
        """What an agent lacks of what a queue never relaxes; None: it is not known."""
        return None

    def _enter(self, ticket: str, first: int, queue: int, now: int) -> None:
        """Keep the slot of a new ticket: that of the first event of its submission."""
        slot = self._live.slot_of_event(first)
        self._ids[slot] = ticket
        self._slots[ticket] = slot
        tally = self._tally
        tally.came[slot] = now
        tally.queues[slot] = queue

    def _read(self, first: int, end: int) -> list[Event]:
        """The kernel's events with ids for numbers; tickets that have ended are forgotten."""
        ids, agent_ids, tally = self._ids, self._agent_ids, self._tally
        events = []
        for time, _, kind, slot, agent, detail in self._live.events(first, end):
            ticket = ids[slot] if slot >= 0 else None
            agent_id = agent_ids[agent] if agent >= 0 else None
            events.append(_new(Event, (time, _EVENT_KINDS[kind], ticket, agent_id, detail)))
            if detail <= NOTED[kind]:
                if kind == ASSIGNED:
                    if tally.came[slot] >= 0:
                        tally.answer(time, slot)
                elif tally.note(time, kind, slot, agent_id, detail):
                    del self._slots[ticket]  # type: ignore[arg-type]  # such an event is about a ticket
                    if self._labels:
                        self._labels.pop(slot, None)
        return events

    def _grow(self) -> None:
        self._live.grow()
        self._ids.extend([None] * (len(self._live.state.tickets) - len(self._ids)))
        self._tally.make_room(len(self._ids))

    # -- back to a former state ----------------------------------------------------------------------------------------

    def _settle(self, now: int) -> None:
        """See to what a command at ``now`` must not find."""
        if self._stopped:
            raise JournalFailed
        if self._ahead is not None:
            if now > self._ahead.now:
                return
            self._go_back()
        if self._history.is_full:
            self._history.begin(self._checkpoint(), len(self._slots))
        self._unsettled = False

    def _go_back(self) -> None:
        """Undo the timers that were handled for a refused command."""
        if self._ahead is not None:
            self._ahead = None
            past = self._history.present(self._past_at)
            self._restore(Checkpoint(past.live.state, past.ids, past.labels, self._now, past.tally))

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(self._live.copy(), list(self._ids), dict(self._labels), self._now, self._tally.copy())

    def _restore(self, checkpoint: Checkpoint) -> None:
        self._live.put(checkpoint.state)
        self._ids, self._labels, self._tally = checkpoint.ids, checkpoint.labels, checkpoint.tally
        in_use = (checkpoint.state.tickets["state"] != TicketState.FREE).nonzero()[0].tolist()
        self._slots = {ticket: slot for slot in in_use if (ticket := self._ids[slot]) is not None}
        self._now = checkpoint.now

    def _past_at(self, checkpoint: Checkpoint) -> Past:
        """A router of its own, without history and journal, at a checkpoint."""
        return Runner._set_back(copy.copy(self), checkpoint)

    def _set_back(self, checkpoint: Checkpoint) -> Past:
        """Become that router."""
        state = copy_state(checkpoint.state)
        self._live = live = LiveState(self._live.tables, state)
        self._usual_allowance = ALL_TIMERS
        self._labels = dict(self._labels)
        self._history = History(0)
        self._ahead, self._batch, self._stopped = None, None, False
        tally = checkpoint.tally.copy()
        self._restore(Checkpoint(state, list(checkpoint.ids), dict(checkpoint.labels), checkpoint.now, tally))
        return Past(self, live, self._ids, self._labels, tally)

    # -- the journal ---------------------------------------------------------------------------------------------------

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write all commands within to the journal at once: ``with router.batch(): …``.

        One commit instead of one for each command. The lists that the commands return are empty at first, and filled
        when all are durable, at the end of the block. If the block ends with an error, the commands before it are
        written all the same.
        """
        if self._journal is None or self._batch is not None:
            yield
            return
        batch: list[tuple[list[Event], list[Event]]] = []
        self._batch = batch
        try:
            yield
        finally:
            self._batch = None
            try:
                self._journal.commit()
            except BaseException as error:
                self._stop()
                raise JournalFailed from error
            for promised, events in batch:
                promised.extend(events)

    def _write(self, journal: Journal, record: Record, events: list[Event]) -> list[Event]:
        """Record a command; its events, or a list that gets them later."""
        try:
            journal.append(record)
            if self._batch is None:
                journal.commit()
                return events
        except BaseException as error:
            raise JournalFailed from error
        promised: list[Event] = []
        self._batch.append((promised, events))
        return promised

    def _stop(self) -> None:
        """Refuse all further commands: the state may be ahead of what was told and written."""
        self._stopped = self._unsettled = True
