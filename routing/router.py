"""The router that a ticket system embeds: ids, checks and errors around the kernel's tables.

No clock, no randomness, no I/O: each call says what time it is and gets back what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from routing.arguments import check_flag, check_history, check_id, code_of, roster_of
from routing.errors import (
    BadAttempts,
    BadMinutes,
    BadReason,
    BadTime,
    CommandError,
    Contradiction,
    DecisionForgotten,
    DuplicateTicket,
    NoTarget,
    NotAssigned,
    RetryMissing,
    TimeWentBack,
    TooManyExcluded,
    UnknownAgent,
    UnknownLabel,
    UnknownPresence,
    UnknownQueue,
    UnknownTicket,
    UnknownTie,
    WrongType,
)
from routing.expected_wait import ExpectedWait, expected_of, expected_of_new
from routing.figures import Figures, figures_of
from routing.journals.journal import Head, Journal, carry_out, file_of, head_of, must_be_journal
from routing.kernels.kernel_code import Code
from routing.kernels.kernel_live import Verb
from routing.kernels.state import MAX_EXCLUDED, State, new_state
from routing.kernels.tables import entry_queue, never_relaxed_lack
from routing.labels import check_labels
from routing.lifecycle.life_cycle import LifeCycle
from routing.live_state import LiveState
from routing.model import NEVER, Agent, Event, LabelValue, Presence, TicketState, Tie
from routing.policies.policy_check import refuse_wrong
from routing.policy import Policy
from routing.reading.of_type import is_text
from routing.refusals import ticket_error
from routing.rules import Rules
from routing.tally import MAX_MINUTES
from routing.why.candidates import assignment, idle, waiting
from routing.why.explain import Assignment, Idle, Waiting
from routing.why.reasons import Situation
from routing.why.rewind import state_at
from routing.words.messages import text

_NOBODY: tuple[str, ...] = ()
_LAST = Tie.LAST
_WAITS = (TicketState.WAITING, TicketState.PERSONAL, TicketState.CALLBACK)
_IN_HAND = (TicketState.ASSIGNED, TicketState.HELD)

MAX_ATTEMPTS = 10
"""A customer is called back so often at most."""


class Router(LifeCycle):
    """Decides which agent gets which ticket, and when.

    Parameters
    ----------
    policy
        The rules; see :func:`routing.load_policy`.
    agents
        The roster. Everybody is offline at first; an agent's place in the roster is its number, which breaks ties.
    history
        So many commands are kept, at least, for ``explain_assignment``; 0 keeps none.
    journal
        An open one that is empty, such as ``SqliteJournal(path)``; None: the commands are kept nowhere.

    Raises
    ------
    WrongType
        Something is no policy, no list of agents or no journal.
    InputError
        :func:`routing.check_policy` calls something in the policy an error; an agent has something of a wrong type or
        out of range; ``history`` is no such number.
    BadId
        An agent's id is not text, is empty, or cannot be written in UTF-8.
    DuplicateAgent
        The roster lists an agent twice.
    Contradiction
        The journal holds the commands of a router already.

    Notes
    -----
    Every command takes ``now``, in microseconds from an origin of the caller's choice, which never goes back. It first
    handles the timers that come before it, each at its own due time, and returns all events in their order. After an
    error the router is as it was before the call.

    A router belongs to one thread at a time: a host with several puts a lock around it. A call that meets another one
    in the middle is refused with RouterBusy. An exception that comes from outside, such as a signal handler's, leaves
    the router as before the command or as after it; without a history it stops with RouterStopped. Events and errors
    are plain data, which may be pickled; a router too, and ``copy.deepcopy`` makes an independent one.

    A roster's names are not compared with the policy's: a skill or pool that the policy does not know has no effect.
    :func:`routing.checks.roster_check.check_roster` finds them.
    """

    def __init__(
        self, policy: Policy, agents: Iterable[Agent], *, history: int = 4096, journal: Journal | None = None
    ) -> None:
        check_history(history)
        if journal is not None:
            must_be_journal(journal)
        refuse_wrong(policy)
        rules = Rules.of(policy, roster_of(agents))
        tables = rules.compiled.tables
        live = LiveState(tables, new_state(tables, rules.compiled.agent_profile, tickets=256))
        super().__init__(live, rules, history)
        if journal is not None:
            self._keep_in(journal)

    @classmethod
    def recover(
        cls, journal: Journal, *, history: int = 4096, tell: Callable[[int, list[Event]], None] | None = None
    ) -> Router:
        """A router in the state that a journal's commands lead to, which goes on writing to the journal.

        Parameters
        ----------
        journal
            That a router has written.
        history
            As for a new router.
        tell
            Is given the number of each command, from 0, and the events that it caused then and causes now.

        Raises
        ------
        WrongType
            It is no journal.
        MissingKey
            It is empty: no router has written to it.
        InputError
            It cannot be read, or has a policy or an agent that no router can have.
        """
        head = head_of(journal)
        router = cls(head.policy, head.agents, history=history)
        for number, record in enumerate(journal.records()):
            events = carry_out(router, record)
            if tell is not None:
                tell(number, events)
        router._journal = journal
        return router

    def _keep_in(self, journal: Journal) -> None:
        if journal.head() is not None:
            raise Contradiction(
                text("holds the commands of a router already: use Router.recover"), file=file_of(journal)
            )
        journal.begin(Head(self.policy, self.agents))
        self._journal = journal

    @property
    def policy_hash(self) -> str:
        """The hash of the policy in force; it stands in every explanation."""
        return self.policy.hash

    def set_presence(
        self, agent: str, presence: Presence, *, until: int | None = None, reason: str | None = None, now: int
    ) -> list[Event]:
        """Say that an agent is ready, on a break, draining or offline.

        Parameters
        ----------
        until
            When the agent's shift will end, if that is known: no ticket is held for them beyond it.
        reason
            Why, for live figures and explanations: lunch, training. It holds until the presence changes or is set anew.

        Raises
        ------
        UnknownAgent
            The agent is not on the roster.
        UnknownPresence
            There is no such presence.
        AgentHasWork
            The agent cannot go offline while it owns a ticket; let it drain.
        BadReason
            The reason is no ``str``, or UTF-8 cannot write it.
        BadTime, TimeWentBack
        """
        self._begin(now)
        number = self._agent(agent)
        code = code_of(presence, Presence)
        if code is None:
            raise UnknownPresence(presence)
        end = NEVER if until is None else self._time(until, 0)
        if reason is not None and not is_text(reason):
            raise BadReason(reason)
        args = (agent, code) if until is None and reason is None else (agent, code, until, reason)

        def keep_reason() -> None:
            stays = self._live.state.agents["presence"][number] == code  # who drains without work is offline by now
            self._tally.set_reason(agent, reason if stays else None)

        return self._run(Verb.SET_PRESENCE, now, args, number, code, end, after=keep_reason)

    def submit(
        self,
        ticket: str,
        *,
        problem: str,
        tier: str,
        channel: str,
        labels: Mapping[str, LabelValue] | None = None,
        preferred: str | None = None,
        tie: Tie = _LAST,
        exclude: Collection[str] = _NOBODY,
        now: int,
    ) -> list[Event]:
        """Take in a new ticket; it is assigned, offered, blocked, overflows or waits.

        Parameters
        ----------
        labels
            What the policy's conditions may ask for, by name.
        preferred, tie
            The agent who should get it, and why: the queue says how long it waits for them alone.
        exclude
            Agents who must not be offered it, at most 64.

        Raises
        ------
        BadId
            The ticket's id is no ``str``, is empty, or cannot be written in UTF-8.
        WrongType
            The labels are no mapping, or those excluded no collection: an id alone is none.
        DuplicateTicket
            A ticket with this id is in the router.
        UnknownLabel, BadLabel
            The policy does not know the problem, tier, channel or label, or the label cannot say this.
        UnknownTie
            There is no such tie.
        UnknownAgent, TooManyExcluded, TimeWentBack
        """
        self._begin(now)
        if type(ticket) is not str or not ticket or not ticket.isascii():  # the usual id is looked at no further
            check_id("ticket", ticket)
        try:
            queue, lane, cls = self._entry[problem, tier, channel]
        except (KeyError, TypeError):
            raise self._unknown_label(problem, tier, channel) from None
        if labels is None and preferred is None and exclude is _NOBODY and tie is _LAST:
            if ticket in self._slots and not self._is_over_by(ticket, now):
                raise DuplicateTicket(ticket)
            args: tuple[Any, ...] = (ticket, problem, tier, channel)
            return self._run(Verb.SUBMIT, now, args, queue, lane, cls, -1, 0, new_ticket=ticket)
        said = {} if labels is None else check_labels(self.policy, labels)
        if said:
            queue = entry_queue(self.policy, problem, tier, channel, said)
        wanted, reason = (-1 if preferred is None else self._agent(preferred)), self._tie(tie)
        kept_from = self._excluded(exclude)
        if ticket in self._slots and not self._is_over_by(ticket, now):
            raise DuplicateTicket(ticket)
        excluded = tuple(self._agent_ids[one] for one in kept_from)
        args = (ticket, problem, tier, channel, said, preferred, reason, excluded)

        def keep() -> None:
            slot = self._slots.get(ticket)
            if said and slot is not None:
                self._labels[slot] = said
            if preferred is not None and slot is not None:
                self._tally.preferred[slot] = preferred

        return self._run(
            Verb.SUBMIT,
            now,
            args,
            queue,
            lane,
            cls,
            wanted,
            reason,
            new_ticket=ticket,
            before=lambda: self._live.exclude(kept_from),
            after=keep,
        )

    def accept(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        """The agent takes the ticket that it was offered.

        Raises
        ------
        NotOffered
            The ticket is not offered to this agent (any more); the error says who has it.
        UnknownTicket, UnknownAgent, TimeWentBack
        """
        self._begin(now)
        number, slot = self._agent(agent), self._slot(ticket)
        return self._run(Verb.ACCEPT, now, (ticket, agent), slot, number)

    def decline(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        """The agent refuses the ticket that it was offered; it is not offered to that agent again for a while.

        Raises
        ------
        NotOffered
            The ticket is not offered to this agent (any more); the error says who has it.
        UnknownTicket, UnknownAgent, TimeWentBack
        """
        self._begin(now)
        number, slot = self._agent(agent), self._slot(ticket)
        return self._run(Verb.DECLINE, now, (ticket, agent), slot, number)

    def complete(self, ticket: str, *, now: int, wrap_up: bool = True) -> list[Event]:
        """The contact has ended; wrap-up follows as the queue says, unless ``wrap_up`` is false.

        Raises
        ------
        NotInService
            Nobody has accepted the ticket, or its contact has ended already.
        WrongType
            ``wrap_up`` is no ``bool``.
        UnknownTicket, TimeWentBack
        """
        self._begin(now)
        check_flag("wrap_up", wrap_up)
        return self._run(Verb.COMPLETE, now, (ticket, wrap_up), self._slot(ticket), wrap_up)

    def end_wrap_up(self, ticket: str, *, now: int) -> list[Event]:
        """The agent has finished the wrap-up of the ticket, and the router forgets it.

        Raises
        ------
        NotWrapping
            The ticket is not in wrap-up.
        FixedWrapUp
            Its wrap-up has a fixed length.
        UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.END_WRAP_UP, now, (ticket,), self._slot(ticket))

    def cancel(self, ticket: str, *, now: int) -> list[Event]:
        """The customer leaves before the answer, and the router forgets the ticket.

        Raises
        ------
        NotWaiting
            An agent has accepted the ticket; the error says who.
        UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.CANCEL, now, (ticket,), self._slot(ticket))

    # -- agents who vanish, queues that close --------------------------------------------------------------------------

    def lose_agent(self, agent: str, *, now: int) -> list[Event]:
        """Say that an agent has vanished: it is offline, and its work waits again in its old place.

        Raises
        ------
        UnknownAgent, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.LOSE_AGENT, now, (agent,), self._agent(agent))

    def heartbeat(self, agent: str, *, until: int, now: int) -> list[Event]:
        """Say that an agent is there; without another heartbeat it counts as vanished at ``until``.

        Raises
        ------
        AgentAbsent
            The agent is offline.
        BadTime
            ``until`` is not later than ``now``.
        UnknownAgent, TimeWentBack
        """
        self._begin(now)
        number = self._agent(agent)
        self._time(until, now + 1)
        return self._run(Verb.HEARTBEAT, now, (agent, until), number, until)

    def set_open(self, queue: str, open: bool, *, now: int) -> list[Event]:  # noqa: A002  (what it is)
        """Open or close a queue: nobody is offered tickets of a closed one.

        Raises
        ------
        WrongType
            ``open`` is no ``bool``.
        UnknownQueue, TimeWentBack
        """
        self._begin(now)
        number = self._queue(queue)
        check_flag("open", open)
        return self._run(Verb.SET_OPEN, now, (queue, open), number, int(open))

    # -- conversations -------------------------------------------------------------------------------------------------

    def hold(self, ticket: str, *, now: int) -> list[Event]:
        """Put the customer on hold; the agent keeps the ticket and its units.

        Raises
        ------
        NotInService
            Nobody is talking to the customer.
        UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.HOLD, now, (ticket,), self._slot(ticket))

    def resume(self, ticket: str, *, now: int) -> list[Event]:
        """Go on with a customer who was on hold.

        Raises
        ------
        NotHeld, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.RESUME, now, (ticket,), self._slot(ticket))

    def deactivate(self, ticket: str, *, now: int) -> list[Event]:
        """Let a conversation sleep: the agent keeps it, its units are free for other tickets.

        Raises
        ------
        NotInService
            Nobody is talking to the customer.
        TooManyInactive, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.DEACTIVATE, now, (ticket,), self._slot(ticket))

    def wake(self, ticket: str, *, now: int) -> list[Event]:
        """Say that the customer of a sleeping conversation is back: it goes on when its agent has the units.

        Raises
        ------
        NotInactive, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        return self._run(Verb.WAKE, now, (ticket,), self._slot(ticket))

    # -- tickets change hands ------------------------------------------------------------------------------------------

    def transfer(self, ticket: str, *, queue: str | None = None, agent: str | None = None, now: int) -> list[Event]:
        """Give a ticket from its agent to a queue, or to another agent, in ``queue`` if that is said too.

        It keeps its first arrival. The agent who gave it away is not offered it again for a while.

        Raises
        ------
        NotInService
            No agent has the ticket in hand.
        NoTarget
            Neither a queue nor an agent is named.
        UnknownAgent, UnknownQueue, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        if queue is None and agent is None:
            raise NoTarget(ticket)
        target = -1 if agent is None else self._agent(agent)
        number = -1 if queue is None else self._queue(queue)
        slot = self._slot(ticket)

        def keep_target() -> None:
            if agent is not None and ticket in self._slots:
                self._tally.preferred[slot] = agent

        return self._run(Verb.TRANSFER, now, (ticket, queue, agent), slot, number, target, after=keep_target)

    def assign(self, ticket: str, agent: str, *, force: bool = False, now: int) -> list[Event]:
        """Give a ticket to an agent by hand, past order, offers, holds, delays, reservations and a break.

        Parameters
        ----------
        force
            Even beyond the agent's units, which the event then says.

        Raises
        ------
        NotWaiting
            The agent has it already, or it is in wrap-up.
        AgentAbsent, AgentFull
        NotAllowed
            The agent lacks what the queue never relaxes.
        WrongType
            ``force`` is no ``bool``.
        UnknownAgent, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        number, slot = self._agent(agent), self._slot(ticket)
        check_flag("force", force)
        return self._run(Verb.ASSIGN, now, (ticket, agent, force), slot, number, int(force))

    def request_callback(
        self, ticket: str, *, due: int, until: int | None = None, attempts: int = 1, now: int
    ) -> list[Event]:
        """Take a waiting customer at their word that they will be called back: the ticket keeps its place.

        Parameters
        ----------
        due
            From when on; until then time stands still for the ticket.
        until
            Until when it was promised; None: nothing was.
        attempts
            How often the customer is called, 1 to 10.

        Raises
        ------
        NotWaiting
            It does not wait.
        HasCallback
            It is a callback already, or was one.
        BadAttempts, BadTime, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        self._time(due, now)
        end = NEVER if until is None else self._time(until, due + 1)
        if type(attempts) is not int or not 1 <= attempts <= MAX_ATTEMPTS:
            raise BadAttempts(attempts)
        args = (ticket, due, until, attempts)
        return self._run(Verb.REQUEST_CALLBACK, now, args, self._slot(ticket), due, end, attempts)

    def callback_failed(self, ticket: str, *, retry: int | None = None, now: int) -> list[Event]:
        """Say that the customer did not answer the callback.

        Parameters
        ----------
        retry
            When they are called again; after the last attempt nothing looks at it, and it may be left out.

        Raises
        ------
        NotInService
            Nobody is calling the customer.
        NoCallback
            The ticket is no callback.
        RetryMissing
            There are attempts left, and ``retry`` is not said.
        BadTime, UnknownTicket, TimeWentBack
        """
        self._begin(now)
        if retry is not None:
            self._time(retry, now)
        slot = self._slot(ticket)
        if retry is None:
            self._refuse_endless_wait(ticket, slot)
            return self._run(Verb.CALLBACK_FAILED, now, (ticket,), slot, now)
        return self._run(Verb.CALLBACK_FAILED, now, (ticket, retry), slot, retry)

    def _refuse_endless_wait(self, ticket: str, slot: int) -> None:
        """Raise RetryMissing if there are more attempts after the present one."""
        self._go_back()
        state = self._live.state
        row, is_called = int(state.tickets["callback"][slot]), state.tickets["state"][slot] in _IN_HAND
        if is_called and row >= 0 and (left := int(state.callbacks["attempts"][row]) - 1) > 0:
            raise RetryMissing(ticket, left)

    def snapshot(self) -> State:
        """A copy of the kernel's state."""
        self._go_back()
        return self._live.copy()

    def figures(self, *, now: int, minutes: int = 15) -> Figures:
        """How many wait, for how long, who is there, and the service level of the last minutes.

        Parameters
        ----------
        now
            Waits are measured up to here. Timers are not handled: what is due by now is seen after :meth:`advance`.
        minutes
            How many whole minutes before the present one the service level covers, 1 to 60.

        Raises
        ------
        BadMinutes, BadTime, TimeWentBack
        """
        if type(minutes) is not int or not 1 <= minutes <= MAX_MINUTES:
            raise BadMinutes(minutes, MAX_MINUTES)
        self._moment(now)
        return figures_of(self.policy, self.agents, self._live.state, self._tally, now, minutes)

    def expected_wait(self, queue: str, *, now: int) -> ExpectedWait:
        """What a ticket can be told that would join the queue now. Timers are not handled.

        Raises
        ------
        UnknownQueue, BadTime, TimeWentBack
        """
        number = self._queue(queue)
        self._moment(now)
        return expected_of_new(self._live, number, queue, now)

    def expected_wait_of(self, ticket: str, *, now: int) -> ExpectedWait:
        """What a waiting ticket, or one that is to be called back, can be told now. Timers are not handled.

        Raises
        ------
        NotWaiting
            It does not wait: it is offered, in service or in wrap-up.
        UnknownTicket, BadTime, TimeWentBack
        """
        self._moment(now)
        slot = self._waiting_slot(ticket)
        return expected_of(self._live, slot, self.policy.queues[self._live.state.tickets["queue"][slot]].name, now)

    def _moment(self, now: int) -> None:
        """Check the time of a look at the state, and undo what is not to be seen there."""
        self._go_back()
        if self._time(now, 0) < self._now:
            raise TimeWentBack(now, self._now)

    def _waiting_slot(self, ticket: str) -> int:
        slot = self._slot(ticket)
        if self._live.state.tickets["state"][slot] not in _WAITS:
            raise ticket_error(Code.NOT_WAITING, (ticket,), slot, self._live.state, self._agent_ids)
        return slot

    # -- why ----------------------------------------------------------------------------------------------------------

    def explain_assignment(self, ticket: str) -> Assignment:
        """Why the ticket was last offered or assigned to the agent that got it.

        Raises
        ------
        NotAssigned
            It waits, and no agent has had it yet.
        DecisionForgotten
            The router keeps the decision about the ticket no more; see ``history``.
        UnknownTicket
            It never came, or it has ended and nothing about it is kept.
        """
        found = self._history.decision_about(ticket, self._past_at)
        if found is None:
            raise self._without_decision(ticket)
        rules, time = found.rules, found.events[found.place].time
        state = state_at(found, rules.compiled, rules.agent_numbers)
        situation = Situation(rules.policy, rules.agents, rules.compiled, state, found.ids, time, found.tally)
        return assignment(situation, found, rules.agent_numbers)

    def _without_decision(self, ticket: str) -> CommandError:
        """The error for a ticket about which no decision is kept."""
        self._go_back()
        slot = self._slot(ticket)
        row = self._live.state.tickets[slot]
        where = TicketState(row["state"])
        if where in _WAITS and self._tally.came[slot] >= 0:
            owner = self._agent_ids[row["agent"]] if row["agent"] >= 0 else None
            return NotAssigned(ticket, where, owner)
        return DecisionForgotten(ticket)

    def explain_waiting(self, ticket: str) -> Waiting:
        """Why the ticket waits: in its queue, for its preferred agent, or to be called back.

        Raises
        ------
        NotWaiting
            It does not wait: it is offered, in service or in wrap-up.
        UnknownTicket
        """
        situation = self._situation()
        slot = self._waiting_slot(ticket)
        return waiting(situation, slot, self._live.timer_of(slot))

    def explain_idle(self, agent: str) -> Idle:
        """Why the agent has nothing to do, or what keeps it from taking a ticket.

        Raises
        ------
        UnknownAgent
        """
        number = self._agent(agent)
        return idle(self._situation(), number)

    def _situation(self) -> Situation:
        self._go_back()
        return Situation(self.policy, self.agents, self._compiled, self._live.state, self._ids, self._now, self._tally)

    # -- from ids to numbers ------------------------------------------------------------------------------------------

    def _agent(self, agent: str) -> int:
        try:
            return self._agent_numbers[agent]
        except (KeyError, TypeError):  # not hashable
            raise UnknownAgent(agent, self._agent_ids) from None

    def _slot(self, ticket: str) -> int:
        try:
            return self._slots[ticket]
        except (KeyError, TypeError):
            raise UnknownTicket(ticket) from None

    def _queue(self, queue: str) -> int:
        try:
            return self._queue_numbers[queue]
        except (KeyError, TypeError):
            raise UnknownQueue(queue, self._queue_numbers) from None

    def _tie(self, tie: int) -> int:
        code = code_of(tie, Tie)
        if code is None:
            raise UnknownTie(tie)
        return code

    def _excluded(self, agents: Collection[str]) -> list[int]:
        """The numbers of those agents, ascending."""
        if isinstance(agents, str | bytes) or not isinstance(agents, Collection):
            raise WrongType("exclude", text("must be a list, tuple or set of agents' ids"), agents)
        if len(agents) > MAX_EXCLUDED:
            raise TooManyExcluded(MAX_EXCLUDED)
        return sorted({self._agent(agent) for agent in agents})

    def _lack(self, queue: int, agent: str) -> str | None:
        return never_relaxed_lack(self.policy.queues[queue], self.agents[self._agent(agent)])

    def _time(self, time: int, least: int) -> int:
        if type(time) is not int or not least <= time < NEVER:
            raise BadTime(time, least)
        return time

    def _is_over_by(self, ticket: str, now: int) -> bool:
        """Whether a timer ends the ticket before an arrival at ``now``: found out by trying."""
        due = self.next_due()
        if due is None or due.time > now or not (self._may_deflect or self._is_wrapping(ticket)):
            return False
        past = self._past_at(self._checkpoint())
        past.router.advance(now=now)
        return ticket not in past.router.tickets

    def _is_wrapping(self, ticket: str) -> bool:
        return bool(self._live.state.tickets["state"][self._slots[ticket]] == TicketState.WRAPPING)

    def _unknown_label(self, problem: object, tier: object, channel: object) -> UnknownLabel:
        rules = self.policy
        for kind, value, known in (("problem", problem, rules.problems), ("tier", tier, rules.tiers)):
            if value not in known:
                return UnknownLabel(kind, value, known)
        return UnknownLabel("channel", channel, rules.channels)
