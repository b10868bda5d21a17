"""The life of a policy and a roster in a running router: change, try out, go back; people come, change, go."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from routing.arguments import must_be_agent, roster_of
from routing.errors import DuplicateAgent, NoFormerPolicy, RouterBusy, RouterStopped, UnknownAgent
from routing.journals.history import Checkpoint, History, Labels
from routing.journals.life_cycle_record import agents_text, policy_text
from routing.kernels.kernel_code import MORE
from routing.kernels.kernel_live import Verb
from routing.kernels.state import State
from routing.lifecycle.life_cycle_map import map_state, those_who_leave
from routing.lifecycle.life_cycle_state import Relinking
from routing.lifecycle.life_cycle_words import DryRun, dry_run_of
from routing.live_state import ALL_TIMERS, LiveState
from routing.model import Agent, Event, EventKind
from routing.policies.policy_check import refuse_wrong
from routing.policy import Policy
from routing.rules import Rules, decide_alike
from routing.runner import Runner
from routing.tally import Tally


@dataclass(frozen=True, slots=True)
class _Changed:
    """What a change leads to.

    Parameters
    ----------
    live, ids, slots, labels, tally
        The state after it, its tickets, and what the router keeps beside it.
    before
        The state after the timers before the change, under the rules before; None where nothing but a name changes.
    events, first
        Of the timers and of the change; so many of them are of the timers.
    timers
        So many timers came before the change.
    """

    live: LiveState
    ids: list[str | None]
    slots: dict[str, int]
    labels: Labels
    tally: Tally
    before: State | None
    events: list[Event]
    first: int
    timers: int


class LifeCycle(Runner):
    """A router whose policy and roster change while it runs.

    Notes
    -----
    What a change does to what is there:

    * Timers before (``now``, presence) are handled first. A change that is refused changes nothing.
    * The first event is POLICY_CHANGED or ROSTER_CHANGED. Then, ticket by ticket in the order of their numbers, comes
      what changes for each; then conversations that wake and find units free, and draining agents who go, by the
      number of the agent; then all waiting tickets choose.
    * A ticket in the queue that its match gave goes to the queue that the new policy's match gives it. A ticket that
      was transferred or has overflowed stays in the queue of that name; if there is none any more, the match decides.
      MOVED says that the queue has another name. The first arrival and the time of entry stay, whatever the queue, and
      so do limits of length unasked.
    * The step and the band of a waiting ticket are worked out anew from the time it has waited; STEP and PROMOTED come
      only where the number is another one than before. A queue of the same name and the same steps never takes a
      ticket back to an earlier step. A ticket that does not wait keeps its step and band in a queue of the same name,
      steps and bands, else begins with the queue's first; it catches up when it waits again.
    * An offer stands, with its expiry as it was set, unless the agent lacks what the queue now never relaxes: then it
      has EXPIRED, without a pause. A ticket that is held for its preferred agent stays so until the end that was set,
      unless the agent could not be preferred now: HOLD_ENDED.
    * What an agent has in hand, asleep or in wrap-up stays with it; its load counts the new costs and may exceed its
      capacity. A wrap-up without an end gets that of its queue, from now on, if the queue now gives one.
    * Callbacks keep their time, window and attempts. Pauses and exclusions stay; those of agents who leave the roster
      are forgotten. Overflow by time waited starts anew in another queue; else what is dealt with is dealt with.
    * Queues stay closed by their names. Reservations lifted by length, and overflow by length, are judged anew.
    * Agents keep their presence, since when they are idle, last offer, expiries in a row, end of shift and deadline.
      Gathering of units ends, and is looked for again. An agent's number, which breaks ties, is its place in the
      roster.
    * A policy that differs in its name only, and an equal roster, change nothing else: the first event is the only one.
    * Decisions from before the change are explained as before it, by the policy and the roster of that time. Those
      that the change itself brings are not explained: DecisionForgotten.
    """

    _former: tuple[Policy, ...] = ()

    def change_policy(self, policy: Policy, *, now: int) -> list[Event]:
        """Put another policy in force.

        Parameters
        ----------
        policy
            Checked, as :func:`routing.load_policy` returns it.

        Raises
        ------
        WrongType
            It is no policy.
        InputError
            :func:`routing.check_policy` calls something in it an error.
        TicketNotCovered
            A ticket in the router has a problem, tier, channel or label that the policy does not have.
        BadTime, TimeWentBack
        """
        self._begin(now)
        refuse_wrong(policy)
        former = self._former if decide_alike(policy, self.policy) else (*self._former, self.policy)
        return self._change(Verb.CHANGE_POLICY, now, (policy_text(policy),), Rules.of(policy, self.agents), former)

    def roll_back(self, *, now: int) -> list[Event]:
        """Put the policy in force again that was before the last change; again: the one before that.

        Raises
        ------
        NoFormerPolicy
            The router has the policy that it began with.
        TicketNotCovered
            As for :meth:`change_policy`.
        BadTime, TimeWentBack
        """
        self._begin(now)
        if not self._former:
            raise NoFormerPolicy
        return self._change(Verb.ROLL_BACK, now, (), Rules.of(self._former[-1], self.agents), self._former[:-1])

    def change_roster(self, agents: Iterable[Agent], *, now: int) -> list[Event]:
        """Put another roster in place of the present one; who is on both keeps all that they have.

        Raises
        ------
        WrongType
            It is not a list of agents.
        BadId
            An agent's id is not text, is empty, or cannot be written in UTF-8.
        InputError
            An agent has something of a wrong type, or out of range.
        DuplicateAgent
            An agent is listed twice.
        AgentNotOffline
            Somebody who is not offline is not on the new roster.
        BadTime, TimeWentBack
        """
        self._begin(now)
        rules = Rules.of(self.policy, roster_of(agents))
        return self._change(Verb.CHANGE_ROSTER, now, (agents_text(rules.agents),), rules, self._former)

    def add_agent(self, agent: Agent, *, now: int) -> list[Event]:
        """Put somebody at the end of the roster, offline; as :meth:`change_roster`.

        Raises
        ------
        DuplicateAgent
            They are on it already.
        WrongType, BadId, InputError
            As :meth:`change_roster`.
        BadTime, TimeWentBack
        """
        self._begin(now)
        must_be_agent(agent, "agent")
        if agent.id in self._agent_numbers:
            raise DuplicateAgent(agent.id)
        return self.change_roster((*self.agents, agent), now=now)

    def change_agent(self, agent: Agent, *, now: int) -> list[Event]:
        """Give somebody other skills, pools, labels, units, limits, order or delays; as :meth:`change_roster`.

        Raises
        ------
        UnknownAgent
            Nobody of that id is on the roster.
        WrongType, BadId, InputError
            As :meth:`change_roster`.
        BadTime, TimeWentBack
        """
        self._begin(now)
        must_be_agent(agent, "agent")
        if agent.id not in self._agent_numbers:
            raise UnknownAgent(agent.id, self._agent_ids)
        return self.change_roster((agent if one.id == agent.id else one for one in self.agents), now=now)

    def remove_agent(self, agent: str, *, now: int) -> list[Event]:
        """Take somebody off the roster who is offline; as :meth:`change_roster`.

        Raises
        ------
        UnknownAgent, AgentNotOffline, BadTime, TimeWentBack
        """
        self._begin(now)
        if agent not in self._agent_ids:  # a list: it takes what cannot be hashed, too
            raise UnknownAgent(agent, self._agent_ids)
        return self.change_roster((one for one in self.agents if one.id != agent), now=now)

    def dry_run(self, policy: Policy, *, now: int) -> DryRun:
        """What :meth:`change_policy` would do now; nothing is done.

        Raises
        ------
        WrongType, InputError, TicketNotCovered, BadTime, TimeWentBack
            As the change would.
        """
        self._begin(now)
        refuse_wrong(policy)
        rules = Rules.of(policy, self.agents)
        self._go_back()
        changed = self._changed(Verb.CHANGE_POLICY, now, rules)
        states = None if changed.before is None else (changed.before, changed.live.state)
        return dry_run_of(self._rules, rules, states, changed.slots, changed.events, changed.first)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _change(
        self, verb: Verb, now: int, args: tuple[Any, ...], rules: Rules, former: tuple[Policy, ...]
    ) -> list[Event]:
        """Carry out a change on the side, become its result, and record it."""
        self._go_back()
        if self._running:
            raise RouterBusy
        self._running, in_doubt = True, False
        try:
            changed, journal = self._changed(verb, now, rules), self._journal
            record = (now, verb, self._policy_hash, args)
            history = self._history_after(changed, rules, now)
            changed.live.allow(self._usual_allowance)
            in_doubt = journal is not None
            self._become(changed, rules, former, now, history)
            return changed.events if journal is None else self._write(journal, record, changed.events)
        except BaseException as error:
            if self._stopped is None and (in_doubt or (self._torn and self._history.length == 0)):
                self._stopped, self._cause = RouterStopped, error
            raise
        finally:
            self._running = False

    def _history_after(self, changed: _Changed, rules: Rules, now: int) -> History:
        """The history with the change."""
        live, tally = changed.live, changed.tally
        if self._history.length == 0:
            return self._history
        start = Checkpoint(live.copy(), list(changed.ids), dict(changed.labels), now, tally.copy(), rules)
        timers = (now, Verb.ADVANCE, self._policy_hash, (changed.timers,))
        return self._history.turned(start, len(changed.slots), timers, changed.events[changed.first :])

    def _become(self, changed: _Changed, rules: Rules, former: tuple[Policy, ...], now: int, history: History) -> None:
        """Go over to the result of a change: it has happened when it is in the history, as any command."""
        self._torn, self._unsettled, self._history, self._former = True, True, history, former
        self._live, self._ids, self._slots = changed.live, changed.ids, changed.slots
        self._labels, self._tally, self._now = changed.labels, changed.tally, now
        self._follow(rules)
        self._torn = False

    def _changed(self, verb: Verb, now: int, rules: Rules) -> _Changed:
        """What the change leads to, found out on the side."""
        return LifeCycle._try(copy.copy(self), verb, now, rules)

    def _try(self, verb: Verb, now: int, rules: Rules) -> _Changed:
        """Let the change happen to this router, which is a copy that nobody else has."""
        present = Checkpoint(self._live.state, self._ids, self._labels, self._now, self._tally, self._rules)
        self._set_back(present)
        events = self._run(verb, now, ())
        first, before = len(events), self._live.state
        timers = ALL_TIMERS - self._live.allowed
        kind = EventKind.ROSTER_CHANGED if verb is Verb.CHANGE_ROSTER else EventKind.POLICY_CHANGED
        if decide_alike(rules.policy, self.policy) and rules.agents == self.agents:
            return self._result(None, [*events, Event(now, kind, None, None)], first, timers)
        events += self._relink(rules, kind, now)
        return self._result(before, events, first, timers)

    def _result(self, before: State | None, events: list[Event], first: int, timers: int) -> _Changed:
        parts = self._live, self._ids, self._slots, self._labels, self._tally
        return _Changed(*parts, before, events, first, timers)

    def _relink(self, rules: Rules, kind: EventKind, now: int) -> list[Event]:
        """Go over to other rules, all but the timers before."""
        state, tables = self._live.state, self._live.tables
        mapping = map_state(self._rules, rules, state, self._ids, self._labels)
        relinking = Relinking(state, tables, rules.compiled, mapping, kind, now)
        self._live = LiveState(rules.compiled.tables, relinking.state)
        self._tally.follow(
            [queue.target_us for queue in rules.policy.queues],
            [self._rules.queue_numbers.get(queue.name, -1) for queue in rules.policy.queues],
            relinking.state.tickets["queue"].tolist(),
        )
        self._agent_ids = [*rules.agent_ids, *those_who_leave(self._rules, rules)]
        events: list[Event] = []
        while True:
            code = relinking.go_on()
            events += self._read(0, int(relinking.state.meta["n_events"][0]))
            if code != MORE:
                break
        self._follow(rules)
        return events
