"""What must hold of a router's state between any two commands, in plain Python; for tests and for finding a fault.

The state says everything two or three times: a ticket names its agent, the agent chains its tickets and counts their
units. Each check works out one of them from another one, in the most obvious way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from routing.kernels.state import MAX_ASLEEP, Rows, State, Tables
from routing.model import NEVER, Kind, Prefer, Presence, TicketState
from routing.policy import WrapUp

NUMBER_BITS = 48

FREE, WAITING, OFFERED, ASSIGNED, WRAPPING, PERSONAL, HELD, INACTIVE, WAKING, CALLBACK = (int(s) for s in TicketState)
OFFLINE, READY, BREAK, DRAINING = (int(presence) for presence in Presence)
IN_HAND = frozenset({ASSIGNED, HELD, WRAPPING})
ASLEEP = frozenset({INACTIVE, WAKING})
OWNED = IN_HAND | ASLEEP

Columns = dict[str, list[int]]
Row = dict[str, int]


class InvariantBroken(AssertionError):  # noqa: N818 - it says what happened
    """Raised when a state contradicts itself: a fault of the router, never of its caller."""


def check_invariants(state: State, tables: Tables, *, had_other_rules: bool = False) -> None:
    """Check every invariant.

    Parameters
    ----------
    state, tables
        Of one router.
    had_other_rules
        Whether policy or roster have changed since it was empty: timers, offers and what agents have in hand may then
        be of the rules before.

    Raises
    ------
    InvariantBroken
        With the first contradiction found.
    """
    Invariants(tables, had_other_rules=had_other_rules).check(state)


class Invariants:
    """The invariants for one policy and roster; :meth:`check` may be asked of many states.

    Parameters
    ----------
    tables
        Of the policy and roster.
    had_other_rules
        As for :func:`check_invariants`.
    """

    def __init__(self, tables: Tables, *, had_other_rules: bool = False) -> None:
        self.tables = tables
        self._had_other_rules = had_other_rules
        self._queues = _rows(tables.queues)
        self._stages = _rows(tables.stages)
        self._options = _rows(tables.options)
        self._profiles = _rows(tables.profiles)
        self._orders = _rows(tables.orders)
        self._costs: list[int] = tables.lanes["cost"].tolist()
        self._most: list[int] = tables.limits["most"].tolist()
        self._allowed = _columns(tables.allowed)
        self._reservations = _rows(tables.reservations)

    def check(self, state: State) -> None:
        """Check every invariant of a state.

        Raises
        ------
        InvariantBroken
            With the first contradiction found.
        """
        self._read(state)
        checks = (
            self._settled,
            self._owners,
            self._units,
            self._presence,
            self._offers,
            self._places,
            self._sub_queues,
            self._personal_queues,
            self._lines,
            self._free_agents,
            self._reserves,
            self._heap,
            self._timers,
            self._chains,
            self._gathering,
            self._waking,
            self._work_conserving,
        )
        for check in checks:
            for contradiction in check():
                raise InvariantBroken(contradiction)

    def _read(self, state: State) -> None:
        """Take over what the checks look at, as lists, which are far quicker to read than arrays."""
        self._state = state
        self._meta = {name: int(state.meta[name][0]) for name in state.meta.dtype.names or ()}
        self._agents = _rows(state.agents)
        self._tickets = _columns(state.tickets)
        self._lanes = self._meta["n_lanes"]
        self._slots = [slot for slot, kind in enumerate(self._tickets["state"]) if kind != FREE]
        self._owned: dict[int, list[int]] = {}
        self._offered: dict[int, list[int]] = {}
        for slot in self._slots:
            kind, agent = self._tickets["state"][slot], self._tickets["agent"][slot]
            if kind in OWNED:
                self._owned.setdefault(agent, []).append(slot)
            elif kind == OFFERED:
                self._offered.setdefault(agent, []).append(slot)
        self._pauses = _columns(state.pauses)
        self._callbacks: list[int] = state.callbacks["after"].tolist()
        self._closed: list[int] = state.lines["closed"].tolist()
        self._lifted: list[int] = state.lines["lifted"].tolist()
        self._loads: list[int] = state.loads["count"].tolist()
        self._spare: list[int] = state.spare["count"].tolist()

    def _of_state(self, *kinds: int) -> list[int]:
        return [slot for slot in self._slots if self._tickets["state"][slot] in kinds]

    def _cost(self, slot: int) -> int:
        return self._costs[self._tickets["lane"][slot]]

    def _offered_units(self, agent: Row) -> int:
        return self._cost(agent["offer"]) if agent["offer"] >= 0 else 0

    # -- tickets and their agents --------------------------------------------------------------------------------------

    def _settled(self) -> Iterator[str]:
        """Nothing is left to be done, or to be taken over by the next command."""
        for name in ("rematch", "n_inbox"):
            if self._meta[name] != 0:
                yield f"meta.{name} is {self._meta[name]} between two commands"
        numbers = [self._tickets["number"][slot] for slot in self._slots]
        if len(set(numbers)) != len(numbers) or max(numbers, default=-1) >= self._meta["next_number"]:
            yield f"tickets have the numbers {sorted(numbers)}, the next one is {self._meta['next_number']}"

    def _owners(self) -> Iterator[str]:
        """One owner a ticket, who chains it, and one offer an agent."""
        for number, agent in enumerate(self._agents):
            chain = _chain(self._tickets["after"], agent["first"])
            if sorted(chain) != self._owned.get(number, []):
                yield f"agent {number} owns {self._owned.get(number, [])} but chains {chain}"
            yield from self._backwards(chain, f"tickets of agent {number}")
            offers = [] if agent["offer"] < 0 else [agent["offer"]]
            if self._offered.get(number, []) != offers:
                yield f"agent {number} names the offer {agent['offer']} but is offered {self._offered.get(number)}"
        for slot in self._of_state(WAITING, CALLBACK):
            if self._tickets["agent"][slot] >= 0:
                yield f"the ticket in slot {slot} has no owner and names agent {self._tickets['agent'][slot]}"
        owned = {} if self._had_other_rules else self._owned  # what an agent has in hand stays with it
        for number, slots in [*owned.items(), *self._offered.items()]:
            for slot in slots:
                row = self._tickets["queue"][slot] * len(self._profiles) + self._agents[number]["profile"]
                if self._allowed["never_relax"][row] == 0:
                    yield f"agent {number} has the ticket in slot {slot} but lacks what its queue never relaxes"

    def _backwards(self, chain: list[int], of: str) -> Iterator[str]:
        """A chain of tickets reads the same from its end."""
        before = [self._tickets["before"][slot] for slot in chain]
        if before != [-1, *chain[:-1]][: len(chain)]:
            yield f"{of}: {chain} name {before} as those before them"

    def _units(self) -> Iterator[str]:
        """Loads, tickets by lane and sleeping tickets are what the agent's tickets add up to."""
        for number, agent in enumerate(self._agents):
            slots = self._owned.get(number, [])
            awake = [slot for slot in slots if self._tickets["state"][slot] in IN_HAND]
            units = sum(map(self._cost, awake))
            if agent["load"] != units:
                yield f"agent {number} has load {agent['load']} but tickets of {units} units"
            if agent["asleep"] != len(slots) - len(awake) or agent["asleep"] > MAX_ASLEEP:
                yield f"agent {number} counts {agent['asleep']} sleeping tickets of {len(slots) - len(awake)}"
            lanes = Counter(self._tickets["lane"][slot] for slot in awake) if self._meta["units"] else {}
            counted = self._loads[number * self._lanes : (number + 1) * self._lanes]
            if counted != [lanes.get(lane, 0) for lane in range(self._lanes)]:
                yield f"agent {number} counts {counted} tickets by lane"
            waking = sum(self._tickets["state"][slot] == WAKING for slot in slots)
            if agent["busy"] != waking + (agent["gathers"] >= 0):
                yield f"agent {number} counts {agent['busy']} things that keep it busy"
            if agent["capacity"] != self._profiles[agent["profile"]]["capacity"]:
                yield f"agent {number} has another capacity than its profile"

    def _presence(self) -> Iterator[str]:
        """Nothing stays with an absent agent, no offer with one on a break; who drains and has nothing is gone."""
        for number, agent in enumerate(self._agents):
            has_any = number in self._owned or agent["offer"] >= 0
            if agent["presence"] == OFFLINE and (has_any or agent["timer"] >= 0):
                yield f"agent {number} is offline with {self._owned.get(number, [])}, an offer or a deadline"
            if agent["presence"] == BREAK and agent["offer"] >= 0:
                yield f"agent {number} is on a break with an offer"
            if agent["presence"] == DRAINING and not has_any:
                yield f"agent {number} drains though it has nothing"
        ready = Counter(agent["profile"] for agent in self._agents if agent["presence"] == READY)
        counted = self._state.ready["count"].tolist()
        if counted != [ready[profile] for profile in range(len(self._profiles))]:
            yield f"profiles count {counted} ready agents"

    def _offers(self) -> Iterator[str]:
        """An agent is offered only tickets of a kind that it takes."""
        for number, slots in self._offered.items():
            for slot in slots:
                most = self._most[self._agents[number]["profile"] * self._lanes + self._tickets["lane"][slot]]
                if self._meta["units"] and most < 1 and not self._had_other_rules:
                    yield f"agent {number} is offered the ticket in slot {slot}, but takes none of its channel"

    # -- waiting tickets -----------------------------------------------------------------------------------------------

    def _places(self) -> Iterator[str]:
        """A ticket's stage and band are those of its queue."""
        for slot in self._slots:
            queue = self._queues[self._tickets["queue"][slot]]
            band, stage = self._tickets["band"][slot], self._tickets["stage"][slot]
            if not queue["band"] - queue["n_bands"] < band <= queue["band"]:
                yield f"the ticket in slot {slot} is in band {band}"
            if not 0 <= stage < queue["n_steps"] * queue["n_epochs"]:
                yield f"the ticket in slot {slot} is in stage {stage}"
            if not 0 <= self._tickets["lane"][slot] < self._lanes:
                yield f"the ticket in slot {slot} is of lane {self._tickets['lane'][slot]}"

    def _sub_queues(self) -> Iterator[str]:
        """Every waiting ticket stands once, in the sub-queue of its queue, stage, band and lane, in order."""
        seen: list[int] = []
        tickets = self._tickets
        subs = self._state.subs
        for number in ((subs["head"] >= 0) | (subs["tail"] >= 0)).nonzero()[0].tolist():
            sub = subs[number]
            slots = _chain(tickets["after"], int(sub["head"]))
            seen += slots
            keys = [(tickets["first_arrival"][slot], tickets["number"][slot]) for slot in slots]
            if keys != sorted(keys):
                yield f"sub-queue {number} is out of order: {keys}"
            if (slots[-1] if slots else -1) != sub["tail"]:
                yield f"sub-queue {number} ends at {sub['tail']} but holds {slots}"
            yield from self._backwards(slots, f"sub-queue {number}")
            for slot in slots:
                if self._sub_of(slot) != number or sub["queue"] != tickets["queue"][slot]:
                    yield f"the ticket in slot {slot} stands in sub-queue {number}, not {self._sub_of(slot)}"
        if sorted(seen) != self._of_state(WAITING):
            yield f"{sorted(seen)} stand in sub-queues, but {self._of_state(WAITING)} wait"

    def _sub_of(self, slot: int) -> int:
        queue = self._queues[self._tickets["queue"][slot]]
        place = self._tickets["stage"][slot] * queue["n_bands"] + queue["band"] - self._tickets["band"][slot]
        first: int = queue["first_sub"]
        return int(first + place * self._lanes + self._tickets["lane"][slot])

    def _personal_queues(self) -> Iterator[str]:
        """Every ticket that is held stands once, in the personal queue of the agent that it names."""
        seen: list[int] = []
        for number, agent in enumerate(self._agents):
            slots = _chain(self._tickets["after"], agent["personal"])
            seen += slots
            if (slots[-1] if slots else -1) != agent["personal_tail"]:
                yield f"the personal queue of agent {number} ends at {agent['personal_tail']} but holds {slots}"
            yield from self._backwards(slots, f"the personal queue of agent {number}")
            if any(self._tickets["agent"][slot] != number for slot in slots):
                yield f"some of {slots} stand in the personal queue of agent {number} but name another one"
        if sorted(seen) != self._of_state(PERSONAL):
            yield f"{sorted(seen)} stand in personal queues, but {self._of_state(PERSONAL)} are held"

    def _lines(self) -> Iterator[str]:
        """Queues count those who wait for anybody or for one agent; reservations are lifted by these counts."""
        waits = self._of_state(WAITING, PERSONAL)
        by_queue = Counter(self._tickets["queue"][slot] for slot in waits)
        counted = self._state.lines["waiting"].tolist()
        if counted != [by_queue[queue] for queue in range(len(counted))]:
            yield f"queues count {counted} waiting tickets, not {by_queue}"
        if (self._meta["waiting"], self._meta["personal"]) != (len(waits), len(self._of_state(PERSONAL))):
            yield f"{self._meta['waiting']} tickets are said to wait, {self._meta['personal']} of them for one agent"
        for number, (lifted, waiting) in enumerate(zip(self._lifted, counted, strict=True)):
            by_length = self._queues[number]["lifted_by"]
            for bit, reservation in enumerate(self._reservations):
                is_lifted = bool((lifted >> bit) & 1)
                if is_lifted and not ((by_length >> bit) & 1 and waiting > reservation["restore_waiting"]):
                    yield f"reservation {bit} is lifted for queue {number}, in which {waiting} wait"
                if (by_length >> bit) & 1 and not is_lifted and waiting >= reservation["lift_waiting"]:
                    yield f"reservation {bit} is not lifted for queue {number}, in which {waiting} wait"

    # -- free agents ---------------------------------------------------------------------------------------------------

    def _free_agents(self) -> Iterator[str]:
        """Exactly the available agents stand in the lists of their profile and load, in the order of each."""
        available = [number for number, agent in enumerate(self._agents) if _is_available(agent)]
        listed = [number for number, agent in enumerate(self._agents) if agent["listed"] == 1]
        if listed != available:
            yield f"agents {available} are available, {listed} are marked as listed"
        n_profiles, n_agents, n_levels = len(self._profiles), len(self._agents), self._meta["n_levels"]
        heads, tails = self._state.lists["head"].tolist(), self._state.lists["tail"].tolist()
        links = _columns(self._state.links)
        for number, order in enumerate(self._orders):
            base, first = number * n_agents, number * n_profiles * n_levels
            after, before = (links[name][base : base + n_agents] for name in ("after", "before"))
            found: list[int] = []
            for place in range(n_profiles * n_levels):
                if heads[first + place] < 0 and tails[first + place] < 0:
                    continue
                chain = _chain(after, heads[first + place])
                found += chain
                yield from self._free_list(order, chain, *divmod(place, n_levels))
                if [before[agent] for agent in chain] != [-1, *chain[:-1]][: len(chain)]:
                    yield f"list {place} of order {number} reads {chain} from its head only"
                if tails[first + place] != (chain[-1] if chain else -1):
                    yield f"list {place} of order {number} ends at {tails[first + place]} but holds {chain}"
            if sorted(found) != available:
                yield f"agents {available} are available, {sorted(found)} stand in order {number}"

    def _free_list(self, order: dict[str, Any], chain: list[int], profile: int, level: int) -> Iterator[str]:
        agents = [self._agents[number] for number in chain]
        if any(agent["profile"] != profile for agent in agents):
            yield f"agents {chain} stand in a list of profile {profile}"
        if any((agent["load"] if order["by_load"] else 0) != level for agent in agents):
            yield f"agents {chain} stand in a list of load {level}"
        keys = [(*(_term(term, agent) for term in order["terms"]), n) for n, agent in zip(chain, agents, strict=True)]
        if keys != sorted(keys):
            yield f"agents {chain} stand in the wrong order: {keys}"

    def _reserves(self) -> Iterator[str]:
        """Reservations count the free agents of their pool."""
        for number in range(len(self._reservations)):
            free = [agent for agent in self._agents if agent["listed"] == 1 and self._counts_for(agent, number)]
            if self._spare[number] != len(free):
                yield f"reservation {number} counts {self._spare[number]} free agents, not {len(free)}"

    def _counts_for(self, agent: Row, reservation: int) -> bool:
        """Whether an available agent is one of the free agents of a reservation's pool."""
        in_pool = (self._profiles[agent["profile"]]["counts_for"] >> reservation) & 1
        units = min(self._reservations[reservation]["units"], agent["capacity"])
        return bool(in_pool) and agent["capacity"] - agent["load"] >= units

    # -- timers and rows -----------------------------------------------------------------------------------------------

    def _heap(self) -> Iterator[str]:
        """The heap is a heap, and every ticket's and agent's timer is where they say."""
        count = self._meta["n_timers"]
        rows = self._state.timers[:count].tolist()
        for position, (time, code, slot) in enumerate(rows):
            above = rows[(position - 1) // 4] if position else (-NEVER, 0, 0)
            if (above[0], above[1]) > (time, code):
                yield f"timer {position} is due before the one above it"
            named = self._tickets["timer"][slot] if slot >= 0 else self._agents[-1 - slot]["timer"]
            if named != position:
                yield f"timer {position} belongs to {slot}, which names {named}"
        named_by = [*self._tickets["timer"], *(agent["timer"] for agent in self._agents)]
        if sum(position >= 0 for position in named_by) != count:
            yield "a ticket or an agent names a timer that there is not"

    def _timers(self) -> Iterator[str]:
        """A ticket has a timer of a kind that suits its state, with its own number; an agent only its deadline."""
        rows = self._state.timers[: self._meta["n_timers"]].tolist()
        for time, code, slot in rows:
            kind, number = code >> NUMBER_BITS, code & ((1 << NUMBER_BITS) - 1)
            if not 0 <= time < NEVER:
                yield f"a timer of {slot} is due at {time}"
            if slot < 0:
                if kind != Kind.PRESENCE or number != -1 - slot:
                    yield f"agent {-1 - slot} has a timer of kind {kind} for number {number}"
            elif number != self._tickets["number"][slot]:
                yield f"the timer of the ticket in slot {slot} is for number {number}"
        kinds = {slot: code >> NUMBER_BITS for _, code, slot in rows}
        for slot in self._slots:
            if kinds.get(slot, -1) not in self._fitting_timers(slot):
                yield f"the ticket in slot {slot}, state {self._tickets['state'][slot]}, has timer {kinds.get(slot)}"

    def _fitting_timers(self, slot: int) -> set[int]:
        """The kinds of timer that a ticket can have now; -1: none."""
        kind, queue = self._tickets["state"][slot], self._queues[self._tickets["queue"][slot]]
        if kind in {PERSONAL, CALLBACK}:
            return {Kind.DELAY_END}
        if kind == OFFERED:
            return {Kind.OFFER_EXPIRY if queue["offer_expires"] < NEVER else -1} | self._kept({Kind.OFFER_EXPIRY, -1})
        if kind == WRAPPING:
            ends = queue["wrap_up"] in {WrapUp.FIXED, WrapUp.CAPPED}
            return {Kind.WRAP_UP_END if ends else -1} | self._kept({Kind.WRAP_UP_END})
        if kind != WAITING:
            return {-1}
        some_day = {Kind.PROMOTION} if queue["n_bands"] > 1 and self._tickets["band"][slot] > 0 else set()
        more = {-1} if not some_day else set()
        return {Kind.DELAY_END, *({Kind.STEP} if queue["n_steps"] > 1 else ()), *some_day, *more}

    def _kept(self, kinds: set[int]) -> set[int]:
        """Kinds of timer that a ticket can have from the rules before."""
        return kinds if self._had_other_rules else set()

    def _chains(self) -> Iterator[str]:
        """Every slot, pause and callback is in use once, or in the chain of unused ones."""
        unused = _chain(self._tickets["after"], self._meta["free_ticket"])
        if sorted(unused + self._slots) != list(range(len(self._tickets["state"]))):
            yield f"slots {self._slots} hold tickets, {sorted(unused)} are chained as unused"
        for name in ("timer", "pause", "callback"):
            column = self._tickets[name]
            if len(column) - column.count(-1) != sum(column[slot] != -1 for slot in self._slots):
                yield f"a slot holds no ticket but a {name}"
        pauses = _chain(self._pauses["after"], self._meta["free_pause"])
        callbacks = _chain(self._callbacks, self._meta["free_callback"])
        for slot in self._slots:
            pauses += _chain(self._pauses["after"], self._tickets["pause"][slot])
            callbacks += [row for row in [self._tickets["callback"][slot]] if row >= 0]
            if self._tickets["state"][slot] == CALLBACK and self._tickets["callback"][slot] < 0:
                yield f"the ticket in slot {slot} is to be called back but has no callback"
        if sorted(pauses) != list(range(len(self._pauses["after"]))):
            yield "pauses are lost or shared"
        if sorted(callbacks) != list(range(len(self._callbacks))):
            yield "callbacks are lost or shared"

    # -- who should not be waiting -------------------------------------------------------------------------------------

    def _gathering(self) -> Iterator[str]:
        """Who gathers units is ready, and gathers for the waiting ticket that names it."""
        for number, agent in enumerate(self._agents):
            slot = agent["gathers"]
            if slot >= 0 and (agent["presence"] != READY or self._tickets["gather"][slot] != number):
                yield f"agent {number} gathers for the ticket in slot {slot}, or is away"
        for slot in self._slots:
            named = self._tickets["gather"][slot]
            if named >= 0 and (self._tickets["state"][slot] != WAITING or self._agents[named]["gathers"] != slot):
                yield f"the ticket in slot {slot} names agent {named} as gathering for it"

    def _waking(self) -> Iterator[str]:
        """The first waking ticket of an agent wakes as soon as its units are free."""
        for number in self._owned:
            agent = self._agents[number]
            chain = _chain(self._tickets["after"], agent["first"])
            waking = [slot for slot in chain if self._tickets["state"][slot] == WAKING]
            if waking and agent["load"] + self._offered_units(agent) + self._cost(waking[-1]) <= agent["capacity"]:
                yield f"agent {number} has the units for the ticket in slot {waking[-1]}, which waits for them"

    def _work_conserving(self) -> Iterator[str]:
        """No available agent stands beside a waiting ticket that it may take."""
        for slot in self._of_state(WAITING, PERSONAL):
            if self._closed[self._tickets["queue"][slot]]:
                continue
            if self._tickets["state"][slot] == PERSONAL:
                able = [self._tickets["agent"][slot]]
                able = [n for n in able if _is_available(self._agents[n]) and self._has_room(n, slot)]
            else:
                able = [number for number in range(len(self._agents)) if self._may_take(number, slot)]
            if able:
                yield f"agent {able[0]} is available beside the ticket in slot {slot}"

    def _may_take(self, number: int, slot: int) -> bool:
        agent = self._agents[number]
        if agent["gathers"] == slot:  # chosen for it: only units and time can be missing
            return agent["offer"] < 0 and agent["busy"] == 1 and self._has_room(number, slot)
        queue = self._tickets["queue"][slot]
        return (
            _is_available(agent)
            and self._has_room(number, slot)
            and number not in self._paused(slot)
            and any(not self._is_reserved(agent, reserved, queue) for reserved in self._ways(slot, agent["profile"]))
        )

    def _ways(self, slot: int, profile: int) -> Iterable[int]:
        """For each way in which agents of a profile qualify for the ticket: the reservations in it."""
        queue = self._queues[self._tickets["queue"][slot]]
        stage = self._stages[queue["first_stage"] + self._tickets["stage"][slot]]
        options = self._options[stage["first_option"] : stage["end_option"]]
        return [option["reserved"] for option in options if option["profile"] == profile]

    def _has_room(self, number: int, slot: int) -> bool:
        agent, lane = self._agents[number], self._tickets["lane"][slot]
        if agent["load"] + self._costs[lane] > agent["capacity"]:
            return False
        most = self._most[agent["profile"] * self._lanes + lane]
        return not self._meta["units"] or self._loads[number * self._lanes + lane] < most

    def _paused(self, slot: int) -> set[int]:
        return {self._pauses["agent"][row] for row in _chain(self._pauses["after"], self._tickets["pause"][slot])}

    def _is_reserved(self, agent: Row, reserved: int, queue: int) -> bool:
        """Whether one of the reservations keeps the agent from tickets of the queue."""
        return any(
            (reserved & ~self._lifted[queue]) >> number & 1
            and self._counts_for(agent, number)
            and self._spare[number] <= reservation["keep_free"]
            for number, reservation in enumerate(self._reservations)
        )


def _is_available(agent: Row) -> bool:
    ready = agent["presence"] == READY and agent["offer"] < 0
    return ready and agent["busy"] == 0 and agent["load"] < agent["capacity"]


def _term(term: int, agent: Row) -> tuple[float, ...]:
    """What a prefer term compares of agents of one profile, and so of one capacity."""
    if term == Prefer.LONGEST_IDLE:
        return agent["load"], agent["since"]
    if term == Prefer.ROUND_ROBIN:
        return (agent["last_offered"],)
    return (agent["load"],) if term == Prefer.LEAST_LOADED else ()


def _columns(rows: Rows) -> Columns:
    return {name: rows[name].tolist() for name in rows.dtype.names or ()}


def _rows(rows: Rows) -> list[dict[str, Any]]:
    names = rows.dtype.names or ()
    return [dict(zip(names, row, strict=True)) for row in zip(*(rows[name].tolist() for name in names), strict=True)]


def _chain(after: list[int], first: int) -> list[int]:
    """The chain of indices from ``first`` to -1; of a circle, so many that some come twice."""
    found: list[int] = []
    while first >= 0 and len(found) <= len(after):
        found.append(first)
        first = after[first]
    return found
