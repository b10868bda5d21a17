"""How a router carries out a command: timers first, all or nothing, recorded before its events are released."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from operator import index
from typing import Any, NamedTuple

from routing.errors import BadTime, CommandError, JournalFailed, RouterBusy, RouterStopped, TimeWentBack
from routing.journals.history import Checkpoint, History, Labels, Past, TimersLeft
from routing.journals.journal import Journal, Record
from routing.kernels.kernel_code import Code
from routing.kernels.kernel_live import TIMERS_LEFT, Verb
from routing.kernels.state import Tables, copy_state
from routing.kernels.tables import Compiled
from routing.live_state import ALL_TIMERS, LiveState
from routing.model import NEVER, Agent, Event, EventKind, TicketState, Timer
from routing.policy import Policy
from routing.refusals import refusal
from routing.rules import Rules, Words
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

    An exception may come from outside at any time: a signal handler raises it, or memory is short. Python lets it in
    between two calls, never within the compiled one. What has happened is what the history holds: from there the state
    is worked out again before it is needed next. So a command has been carried out when its record is in the history,
    and until then not at all. Without a history the router can only stop.
    """

    policy: Policy
    agents: tuple[Agent, ...]
    _rules: Rules
    _compiled: Compiled
    _tables: Tables
    _agent_ids: list[str]
    _agent_numbers: Mapping[str, int]
    _queue_numbers: Mapping[str, int]
    _entry: Mapping[Words, tuple[int, int, int]]
    _policy_hash: str
    _may_deflect: bool

    def __init__(self, live: LiveState, rules: Rules, history: int) -> None:
        self._follow(rules)
        self._live = live
        self._ids: list[str | None] = [None] * len(live.state.tickets)  # by slot, of ended tickets too
        self._slots: dict[str, int] = {}
        self._tally = Tally([queue.target_us for queue in rules.policy.queues])
        self._tally.make_room(len(self._ids))
        self._labels: Labels = {}
        self._now = 0
        self._history = History(history)
        self._usual_allowance = ALL_TIMERS if history else 0
        self._journal: Journal | None = None
        self._batch: list[tuple[list[Event], list[Event]]] | None = None  # what was promised, and the events for it
        self._running = False  # in the middle of a command
        self._torn = False  # a command was interrupted, and the state is to be worked out again
        self._stopped: type[RouterStopped] | None = None  # how every command is refused
        self._cause: BaseException | None = None  # of that, or of the last interrupt
        self._ahead: _Ahead | None = None
        self._unsettled = True  # _settle has something to do
        live.allow(self._usual_allowance)

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: all but the journal, which has one writer, and what the caller does just now."""
        return self.__dict__ | {"_journal": None, "_running": False, "_cause": None}

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
        return self._run(
            Verb.ADVANCE,
            now,
            () if at_most is None else (at_most,),
            before=lambda: self._live.allow(ALL_TIMERS if at_most is None else at_most),
            after=lambda: self._live.allow(self._usual_allowance),
        )

    @property
    def tickets(self) -> Collection[str]:
        """The ids of the tickets in the router."""
        self._go_back()
        return self._slots.keys()

    def next_due(self) -> Timer | None:
        """The next timer; None: nothing will happen without a command."""
        if self._torn:
            self._go_back()
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
        before: Callable[[], None] | None = None,
        after: Callable[[], None] | None = None,
    ) -> list[Event]:
        """Carry out the command that outside is known by ``args`` and in the kernel by the numbers ``a`` to ``e``.

        ``before`` and ``after`` are what belongs to it beside the kernel.
        """
        if self._running:
            raise RouterBusy
        # No call stands between the question and this, so no other thread and no signal comes between.
        self._running = self._unsettled = True
        in_doubt = False
        try:
            if before is not None:
                before()
            count = self._live.call(verb, now, a, b, c, d, e)
            if count >= 0:
                if new_ticket is not None:
                    self._enter(new_ticket, 0, a, now)
                events = self._read(0, count)
            else:
                events = self._see_through(verb, now, args, a, new_ticket)
            if after is not None:
                after()
            if self._ahead is not None:
                events[:0] = self._ahead.events
                self._ahead = None
            record = (now, verb, self._policy_hash, args)
            journal = self._journal
            in_doubt = journal is not None  # from here on the journal may have the command, or not
            is_full = self._history.add(record)
            self._now = now
            if journal is not None:
                events = self._write(journal, record, events)
            self._unsettled, self._running = is_full, False
        except (CommandError, TimersLeft):
            self._running = False
            raise
        except BaseException as error:  # the journal has failed, or a signal came in the middle
            # Here, too, no call: another signal must not come between.
            if in_doubt or self._history.length == 0:
                self._stopped = self._stopped or RouterStopped
            self._cause = error if self._cause is None else self._cause
            self._torn, self._running = not in_doubt, False
            raise
        return events

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
        if self._usual_allowance == 0:
            live.allow(0)
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
        if self._running:
            raise RouterBusy
        if self._stopped is not None:
            raise self._stopped from self._cause
        if self._torn:
            self._go_back()
            if now < self._now:
                raise TimeWentBack(now, self._now)
        if self._ahead is not None:
            if now > self._ahead.now:
                return
            self._go_back()
        if self._history.is_full:
            self._history.begin(self._checkpoint(), len(self._slots))
        self._unsettled = False

    def _go_back(self) -> None:
        """Undo what a command has left that was interrupted, and the timers that were handled for a refused one."""
        if self._running:
            raise RouterBusy
        if self._ahead is None and not self._torn:
            return
        if self._history.length == 0:
            raise RouterStopped from self._cause
        self._torn = True  # until all is done: whoever comes after an interrupt of this does it again
        past, now, rules = self._history.present(self._past_at), self._history.now, self._history.rules
        self._follow(rules)
        self._live = past.live
        self._restore(Checkpoint(past.live.state, past.ids, past.labels, now, past.tally, rules))
        self._live.allow(self._usual_allowance)
        self._ahead, self._cause, self._torn = None, None, False

    def _checkpoint(self) -> Checkpoint:
        return Checkpoint(
            self._live.copy(), list(self._ids), dict(self._labels), self._now, self._tally.copy(), self._rules
        )

    def _restore(self, checkpoint: Checkpoint) -> None:
        self._live.put(checkpoint.state)
        self._ids, self._labels, self._tally = checkpoint.ids, checkpoint.labels, checkpoint.tally
        in_use = (checkpoint.state.tickets["state"] != TicketState.FREE).nonzero()[0].tolist()
        self._slots = {ticket: slot for slot in in_use if (ticket := self._ids[slot]) is not None}
        self._now = checkpoint.now

    def _past_at(self, checkpoint: Checkpoint) -> Past:
        """A router of its own, without history and journal, at a checkpoint, under its rules."""
        return Runner._set_back(copy.copy(self), checkpoint)

    def _set_back(self, checkpoint: Checkpoint) -> Past:
        """Become that router."""
        state = copy_state(checkpoint.state)
        self._follow(checkpoint.rules)
        self._live = live = LiveState(self._tables, state)
        self._usual_allowance = ALL_TIMERS
        self._labels = dict(self._labels)
        self._history = History(0)
        self._ahead, self._batch, self._stopped, self._torn = None, None, None, False
        tally, labels = checkpoint.tally.copy(), dict(checkpoint.labels)
        self._restore(checkpoint._replace(state=state, ids=list(checkpoint.ids), labels=labels, tally=tally))
        return Past(self, live, self._ids, self._labels, tally)

    def _follow(self, rules: Rules) -> None:
        """Decide by these rules from now on."""
        self._rules = rules
        self.policy, self.agents, self._compiled = rules.policy, rules.agents, rules.compiled
        self._tables = rules.compiled.tables
        self._agent_ids, self._agent_numbers = rules.agent_ids, rules.agent_numbers
        self._queue_numbers, self._entry = rules.queue_numbers, rules.entry
        self._policy_hash, self._may_deflect = rules.policy.hash, rules.may_deflect

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
                self._stopped, self._cause, self._unsettled = JournalFailed, error, True
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
            self._stopped, self._cause, self._unsettled = JournalFailed, error, True
            raise JournalFailed from error
        promised: list[Event] = []
        self._batch.append((promised, events))
        return promised
