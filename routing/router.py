"""The router that a ticket system embeds: ids, checks and errors around the kernel's tables.

No clock, no randomness, no I/O: each call says what time it is and gets back what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from routing import kernel
from routing.errors import (
    AgentHasWork,
    BadTime,
    DecisionForgotten,
    DuplicateAgent,
    DuplicateTicket,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    TimeWentBack,
    UnknownAgent,
    UnknownLabel,
    UnknownPresence,
    UnknownTicket,
)
from routing.explain import Assignment, Chooser, Idle, Waiting
from routing.history import Entry, History
from routing.kernel import Code
from routing.kernel_timers import NUMBER_BITS
from routing.model import NEVER, Agent, Event, EventKind, Kind, Presence, TicketState, Timer
from routing.policy import Policy
from routing.reasons import Situation, agents_for, place_in_queue, tickets_for
from routing.state import State, copy_state, grow, new_state
from routing.tables import compile_tables, qualifies

_EVENT_KINDS = tuple(EventKind)
_ENDS = frozenset({EventKind.CANCELLED, EventKind.BLOCKED, EventKind.WRAPPED_UP})
_DECISIONS = frozenset({EventKind.OFFERED, EventKind.ASSIGNED})
_MAX = 2**62


class Router:
    """Decides which agent gets which ticket, and when.

    Parameters
    ----------
    policy
        The rules; see :func:`routing.load_policy`.
    agents
        The roster. Everybody is offline at first; an agent's place in the roster is its number, which breaks ties.
    history
        So many commands are kept, at least, for ``explain_assignment``; 0 keeps none.

    Notes
    -----
    Every command takes ``now``, in microseconds from an origin of the caller's choice, which never goes back. It first
    handles the timers that come before it, each at its own due time, and returns all events in their order. After an
    error the router is as it was before the call.

    A router belongs to one thread at a time: a host with several puts a lock around it. Events and errors are plain
    data, which may be pickled; a router too, and ``copy.deepcopy`` makes an independent one.

    A roster's names are not compared with the policy's: a skill or pool that the policy does not know has no effect.
    :func:`routing.roster_check.check_roster` finds them.
    """

    def __init__(self, policy: Policy, agents: Iterable[Agent], *, history: int = 4096) -> None:
        self.policy = policy
        self.agents = tuple(agents)
        self._agent_ids = [agent.id for agent in self.agents]
        self._agent_numbers = {agent: number for number, agent in enumerate(self._agent_ids)}
        if len(self._agent_numbers) != len(self._agent_ids):
            twice = next(agent for agent in self._agent_ids if self._agent_ids.count(agent) > 1)
            raise DuplicateAgent(twice)
        self._compiled = compile_tables(policy, self.agents)
        self._tables = self._compiled.tables
        self._state = new_state(self._tables, self._compiled.agent_profile, tickets=256)
        self._problems = {name: number for number, name in enumerate(policy.problems)}
        self._tiers = {name: number for number, name in enumerate(policy.tiers)}
        self._channels = {name: number for number, name in enumerate(policy.channels)}
        self._entry = self._compiled.entry.tolist()
        self._slots: dict[str, int] = {}
        self._ids: list[str | None] = [None] * 256
        self._now = 0
        self._history = History(history)

    @property
    def policy_hash(self) -> str:
        """The hash of the policy in force; it stands in every explanation."""
        return self.policy.hash

    def set_presence(self, agent: str, presence: Presence, *, now: int) -> list[Event]:
        """Say that an agent is ready, on a break, draining or offline.

        Raises
        ------
        UnknownAgent
            The agent is not on the roster.
        UnknownPresence
            There is no such presence.
        AgentHasWork
            The agent cannot go offline while it owns a ticket; let it drain.
        TimeWentBack
        """
        number = self._agent(agent)
        try:
            code = int(Presence(presence))
        except ValueError:
            raise UnknownPresence(presence) from None
        return self._run(Kind.PRESENCE, number, kernel.set_presence, (number, code), now, agent)

    def submit(self, ticket: str, *, problem: str, tier: str, channel: str, now: int) -> list[Event]:
        """Take in a new ticket; it is assigned, offered, blocked or waits.

        Raises
        ------
        DuplicateTicket
            A ticket with this id is in the router.
        UnknownLabel
            The policy does not know the problem, tier or channel.
        TimeWentBack
        """
        if ticket in self._slots and not self._is_over_by(ticket, now):
            raise DuplicateTicket(ticket)
        queue = self._queue_of(problem, tier, channel)
        number = int(self._state.meta["next_number"][0])
        return self._run(Kind.ARRIVAL, number, kernel.submit, (queue,), now, ticket)

    def accept(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        """The agent takes the ticket that it was offered.

        Raises
        ------
        NotOffered
            The ticket is not offered to this agent (any more); the error says who has it.
        UnknownTicket, UnknownAgent, TimeWentBack
        """
        number, slot = self._agent(agent), self._slot(ticket)
        return self._run(Kind.ACCEPT_OR_DECLINE, self._number(slot), kernel.accept, (slot, number), now, ticket, agent)

    def decline(self, ticket: str, agent: str, *, now: int) -> list[Event]:
        """The agent refuses the ticket that it was offered; it is not offered to that agent again for a while.

        Raises
        ------
        NotOffered
            The ticket is not offered to this agent (any more); the error says who has it.
        UnknownTicket, UnknownAgent, TimeWentBack
        """
        number, slot = self._agent(agent), self._slot(ticket)
        return self._run(Kind.ACCEPT_OR_DECLINE, self._number(slot), kernel.decline, (slot, number), now, ticket, agent)

    def complete(self, ticket: str, *, now: int, wrap_up: bool = True) -> list[Event]:
        """The contact has ended; wrap-up follows as the queue says, unless ``wrap_up`` is false.

        Raises
        ------
        NotInService
            Nobody has accepted the ticket, or its contact has ended already.
        UnknownTicket, TimeWentBack
        """
        slot = self._slot(ticket)
        return self._run(Kind.COMPLETION, self._number(slot), kernel.complete, (slot, int(wrap_up)), now, ticket)

    def end_wrap_up(self, ticket: str, *, now: int) -> list[Event]:
        """The agent has finished the wrap-up of the ticket, and the router forgets it.

        Raises
        ------
        NotWrapping
            The ticket is not in wrap-up.
        UnknownTicket, TimeWentBack
        """
        slot = self._slot(ticket)
        return self._run(Kind.WRAP_UP_END, self._number(slot), kernel.end_wrap_up, (slot,), now, ticket)

    def cancel(self, ticket: str, *, now: int) -> list[Event]:
        """The customer leaves before the answer, and the router forgets the ticket.

        Raises
        ------
        NotWaiting
            An agent has accepted the ticket; the error says who.
        UnknownTicket, TimeWentBack
        """
        slot = self._slot(ticket)
        return self._run(Kind.CANCEL, self._number(slot), kernel.cancel, (slot,), now, ticket)

    def advance(self, *, now: int, at_most: int | None = None) -> list[Event]:
        """Handle the timers due by ``now``, at most so many of them; call it when :meth:`next_due` says.

        Raises
        ------
        TimeWentBack
        """
        self._check_time(now)
        if self._history.starts_chapter():
            self._history.begin(self._state, self._ids)
        events: list[Event] = []
        self._fire_timers(now, _MAX, _MAX if at_most is None else at_most, events)
        self._now = now
        self._forget_ended(events)
        self._history.add(Entry(now, _MAX, None, (_MAX if at_most is None else at_most,), None, events))
        return events

    def next_due(self) -> Timer | None:
        """The next timer; None: nothing will happen without a command."""
        if self._state.meta["n_timers"][0] == 0:
            return None
        return self._timer(0)

    def _timer(self, position: int) -> Timer:
        time, code, _ = self._state.timers[position].tolist()
        return Timer(time, Kind(code >> NUMBER_BITS), code & ((1 << NUMBER_BITS) - 1))

    def snapshot(self) -> State:
        """A copy of the kernel's state."""
        return copy_state(self._state)

    # -- why ----------------------------------------------------------------------------------------------------------

    def explain_assignment(self, ticket: str) -> Assignment:
        """Why the ticket was last offered or assigned to the agent that got it.

        Raises
        ------
        DecisionForgotten
            The router keeps no decision about the ticket (any more); see ``history``.
        """
        found = self._history.decision_about(ticket, _DECISIONS, self._tables)
        if found is None:
            raise DecisionForgotten(ticket)
        given = [row for row in found.rows if row[1] in _DECISIONS]
        time, _, slot, agent, step = given[0]
        before = found.before.agents
        situation = Situation(
            self.policy,
            self.agents,
            self._compiled,
            found.after,
            found.ids,
            time,
            undone={row[3]: int(before["last_offered"][row[3]]) for row in given},
            undone_tickets=frozenset(row[2] for row in given),
        )
        ticket_chose = before["listed"][agent] == 1
        return Assignment(
            ticket=ticket,
            agent=self._agent_ids[agent],
            queue=situation.queue(slot).name,
            step=step,
            time=time,
            chooser=Chooser.TICKET if ticket_chose else Chooser.AGENT,
            agents=tuple(agents_for(situation, slot, took_first=True)) if ticket_chose else (),
            tickets=() if ticket_chose else tuple(tickets_for(situation, agent, took_first=True)),
            policy_hash=self.policy.hash,
        )

    def explain_waiting(self, ticket: str) -> Waiting:
        """Why the ticket waits.

        Raises
        ------
        NotWaiting
            It does not wait: it is offered, in service or in wrap-up.
        UnknownTicket
        """
        slot = self._slot(ticket)
        row = self._state.tickets[slot]
        if row["state"] != TicketState.WAITING:
            raise self._error(Code.NOT_WAITING, ticket, None)
        situation = self._situation()
        timer = int(row["timer"])
        return Waiting(
            ticket=ticket,
            queue=situation.queue(slot).name,
            step=int(row["step"]),
            band=int(row["band"]),
            waited_us=self._now - int(row["first_arrival"]),
            position=place_in_queue(situation, slot),
            agents=tuple(agents_for(situation, slot)),
            next_change=self._timer(timer) if timer >= 0 else None,
            policy_hash=self.policy.hash,
        )

    def explain_idle(self, agent: str) -> Idle:
        """Why the agent has nothing to do, or what keeps it from taking a ticket.

        Raises
        ------
        UnknownAgent
        """
        number = self._agent(agent)
        situation = self._situation()
        person = self.agents[number]
        may_take = (
            queue.name
            for queue in self.policy.queues
            if any(qualifies(step, dict(person.skills), person.pools) for step in queue.steps)
        )
        return Idle(
            agent=agent,
            reason=situation.obstacle(number),
            tickets=tuple(tickets_for(situation, number)),
            queues=tuple(may_take),
            policy_hash=self.policy.hash,
        )

    def _situation(self) -> Situation:
        return Situation(self.policy, self.agents, self._compiled, self._state, self._ids, self._now)

    # -- from ids to numbers ------------------------------------------------------------------------------------------

    def _agent(self, agent: str) -> int:
        try:
            return self._agent_numbers[agent]
        except KeyError:
            raise UnknownAgent(agent, self._agent_ids) from None

    def _slot(self, ticket: str) -> int:
        try:
            return self._slots[ticket]
        except KeyError:
            raise UnknownTicket(ticket) from None

    def _number(self, slot: int) -> int:
        return int(self._state.tickets["number"][slot])

    def _is_over_by(self, ticket: str, now: int) -> bool:
        """Whether a timer ends the ticket's wrap-up before an arrival at ``now``."""
        self._check_time(now)
        row = self._state.tickets[self._slots[ticket]]
        return bool(
            row["state"] == TicketState.WRAPPING
            and row["timer"] >= 0
            and self._state.timers["time"][row["timer"]] <= now
        )

    def _queue_of(self, problem: str, tier: str, channel: str) -> int:
        try:
            queue: int = self._entry[self._problems[problem]][self._tiers[tier]][self._channels[channel]]
        except KeyError:
            for what, name, known in (
                ("problem", problem, self.policy.problems),
                ("tier", tier, self.policy.tiers),
                ("channel", channel, self.policy.channels),
            ):
                if name not in known:
                    raise UnknownLabel(what, name, known) from None
            raise
        return queue

    # -- one command ---------------------------------------------------------------------------------------------------

    def _check_time(self, now: int) -> None:
        if type(now) is not int or not 0 <= now < NEVER:
            raise BadTime(now)
        if now < self._now:
            raise TimeWentBack(now, self._now)

    def _run(
        self,
        kind: Kind,
        number: int,
        command: Callable[..., int],
        args: tuple[int, ...],
        now: int,
        ticket: str | None = None,
        agent: str | None = None,
    ) -> list[Event]:
        """Handle the timers before the command, then the command; change nothing if it is refused."""
        self._check_time(now)
        if self._history.starts_chapter():
            self._history.begin(self._state, self._ids)
        code = (int(kind) << NUMBER_BITS) | number
        arrives = command is kernel.submit
        events: list[Event] = []
        before: State | None = None
        if self._is_due(now, code):
            before = None if arrives else copy_state(self._state)
            self._fire_timers(now, code, _MAX, events)
            if arrives:
                self._forget_ended(events)
        refused = self._call(command, args, now, ticket if arrives else None)
        if refused:
            error = self._error(refused, ticket, agent)
            if before is not None:
                self._state = before
            raise error
        fired = len(events)
        self._read(events)
        self._forget_ended(events[fired:] if arrives else events)
        self._now = now
        self._history.add(Entry(now, code, command, args, ticket if arrives else None, events))
        return events

    def _is_due(self, now: int, code: int) -> bool:
        state = self._state
        if state.meta["n_timers"][0] == 0:
            return False
        time, first_code, _ = state.timers[0].tolist()
        return (time, first_code) < (now, code)

    def _call(self, command: Callable[..., int], args: tuple[int, ...], now: int, new_ticket: str | None) -> int:
        """Let the kernel carry out a command, with more room if it asks for it."""
        while True:
            slot = int(self._state.meta["free_ticket"][0])
            answer = command(self._tables, self._state, *args, now)
            if answer != Code.NO_ROOM:
                break
            self._grow()
        if new_ticket is not None:
            self._slots[new_ticket] = slot
            self._ids[slot] = new_ticket
        return answer

    def _grow(self) -> None:
        self._state = grow(self._state)
        self._ids.extend([None] * (len(self._state.tickets) - len(self._ids)))

    def _fire_timers(self, now: int, code: int, at_most: int, events: list[Event]) -> None:
        answer = int(Code.MORE)
        while answer != Code.OK:
            answer = kernel.run_timers(self._tables, self._state, now, code, at_most)
            if answer == Code.NO_ROOM:
                self._grow()
            self._read(events)

    def _read(self, events: list[Event]) -> None:
        """Empty the kernel's buffer of events into ``events``, with ids for numbers."""
        meta = self._state.meta
        count = int(meta["n_events"][0])
        meta["n_events"] = 0
        for time, _, kind, slot, agent, detail in self._state.events[:count].tolist():
            ticket = self._ids[slot] if slot >= 0 else None
            events.append(
                Event(time, _EVENT_KINDS[kind], ticket, self._agent_ids[agent] if agent >= 0 else None, detail)
            )

    def _forget_ended(self, events: list[Event]) -> None:
        for event in events:
            if event.kind in _ENDS or (event.kind == EventKind.COMPLETED and event.detail == 0):
                assert event.ticket is not None
                del self._slots[event.ticket]

    def _error(self, code: int, ticket: str | None, agent: str | None) -> Exception:
        """The error for a kernel's code, with the state in which the command was refused."""
        if code == Code.HAS_WORK:
            number = self._agent_numbers[ticket or ""]
            held = self._ids[int(self._state.agents["ticket"][number])]
            return AgentHasWork(ticket or "", held or "")
        assert ticket is not None
        row = self._state.tickets[self._slots[ticket]]
        owner = self._agent_ids[row["agent"]] if row["agent"] >= 0 else None
        state = TicketState(row["state"])
        if state is TicketState.FREE:  # a timer before the command has ended it
            return UnknownTicket(ticket)
        if code == Code.NOT_OFFERED:
            return NotOffered(ticket, agent or "", state, owner)
        if code == Code.NOT_IN_SERVICE:
            return NotInService(ticket, state, owner)
        if code == Code.NOT_WRAPPING:
            return NotWrapping(ticket, state, owner)
        return NotWaiting(ticket, state, owner)
