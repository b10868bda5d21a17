"""The state in the moment of a decision, from the states before and after the command or timer that caused it.

One command or timer may cause several decisions. What the looked-at one and those behind it have changed is taken
back, the last one first. It serves explanations: chains and lists are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from routing.journals.history import Decision
from routing.kernels.kernel_live import Verb
from routing.kernels.state import State, copy_state
from routing.kernels.tables import Compiled
from routing.model import Event, EventKind, Presence, TicketState

_GIVEN = frozenset({EventKind.OFFERED, EventKind.ASSIGNED})
_LOAD_CHANGES = frozenset(
    {
        EventKind.ASSIGNED,
        EventKind.ASSIGNED_BY_HAND,
        EventKind.RESUMED,
        EventKind.COMPLETED,
        EventKind.WRAPPED_UP,
        EventKind.INACTIVE,
        EventKind.TRANSFERRED,
        EventKind.RETURNED,
        EventKind.CALLBACK_FAILED,
    }
)
_ASLEEP = (TicketState.INACTIVE, TicketState.WAKING)


def state_at(decision: Decision, compiled: Compiled, numbers: Mapping[str, int]) -> State:
    """The state in which the decision was made.

    Parameters
    ----------
    decision
        From the history.
    compiled
        Tables of the policy that was in force.
    numbers
        Agent id to number.
    """
    if decision.events[decision.place].kind is EventKind.ASSIGNED_BY_HAND:
        return decision.before  # nothing else comes into it
    return _Rewind(decision, compiled, numbers).state


class _Rewind:
    def __init__(self, decision: Decision, compiled: Compiled, numbers: Mapping[str, int]) -> None:
        self.decision = decision
        self.compiled = compiled
        self.numbers = numbers
        self.before = decision.before
        self.state = copy_state(decision.after)
        self.slots = self._slots(self.state)
        self.slots_before = self._slots(self.before)
        self.place = len(decision.events)
        while self.place > decision.place:
            self.place -= 1
            self._take_back(decision.events[self.place])
        self._restore_lifts()

    def _slots(self, state: State) -> dict[str | None, int]:
        return {self.decision.ids[slot]: slot for slot in state.tickets["state"].nonzero()[0].tolist()}

    def _take_back(self, event: Event) -> None:
        agent = self.numbers.get(event.agent or "", -1)
        slot = self.slots.get(event.ticket, -1)
        agents = self.state.agents
        if event.kind is EventKind.OFFERED:
            agents["offer"][agent] = -1
        elif event.kind is EventKind.ASSIGNED:
            self._drop_load(slot, agent)
        elif event.kind is EventKind.RESUMED and self.before.tickets["state"][slot] in _ASLEEP:
            self._drop_load(slot, agent)
            self.state.tickets["state"][slot] = TicketState.WAKING
            agents["busy"][agent] += 1
        elif event.kind is EventKind.PRESENCE:
            agents["presence"][agent] = self.before.agents["presence"][agent]
        if event.kind in _GIVEN:
            agents["last_offered"][agent] = self._earlier("last_offered", agent)
            self._back_to_queue(slot)

    def _drop_load(self, slot: int, agent: int) -> None:
        lane, lanes = int(self.state.tickets["lane"][slot]), self.compiled.tables.lanes
        self.state.agents["load"][agent] -= lanes["cost"][lane]
        self.state.agents["since"][agent] = self._earlier("since", agent)
        if self.compiled.uses_units:
            self.state.loads["count"][agent * len(lanes) + lane] -= 1

    def _earlier(self, field: str, agent: int) -> int:
        """When the agent was last offered something, or its load last changed, before the event at ``place``."""
        for place, event in enumerate(self.decision.events[: self.place]):
            if self.numbers.get(event.agent or "", -1) == agent and self._sets(field, place, event):
                return event.time
        return int(self.before.agents[field][agent])

    def _sets(self, field: str, place: int, event: Event) -> bool:
        if field == "last_offered":
            is_acceptance = self.decision.is_own and self.decision.record[1] is Verb.ACCEPT and place == 0
            return event.kind in _GIVEN and not is_acceptance
        if event.kind is EventKind.PRESENCE:
            was = self.before.agents["presence"][self.numbers[event.agent or ""]]
            return bool(was == Presence.OFFLINE)
        if event.kind is EventKind.RESUMED or event.kind not in _LOAD_CHANGES:
            return event.kind is EventKind.RESUMED
        if event.kind is EventKind.COMPLETED and event.detail == 1:
            return False
        slot = self.slots_before.get(event.ticket, -1)
        return slot < 0 or self.before.tickets["state"][slot] not in _ASLEEP

    def _back_to_queue(self, slot: int) -> None:
        """The ticket waits again, as it did before it was taken."""
        row, before = self.state.tickets[slot], self.before.tickets[slot]
        ticket = self.decision.ids[slot]
        was = TicketState(int(before["state"])) if before["number"] == row["number"] else TicketState.FREE
        let_go = any(
            event.kind in {EventKind.HOLD_ENDED, EventKind.TRANSFERRED} and event.ticket == ticket
            for event in self.decision.events[: self.place]
        )
        is_held = was is TicketState.PERSONAL and not let_go
        row["state"] = TicketState.PERSONAL if is_held else TicketState.WAITING
        row["agent"] = before["agent"] if is_held else -1
        row["timer"] = -1
        if was is not TicketState.FREE or self._has_waited(ticket):
            self.state.lines["waiting"][row["queue"]] += 1
        gatherer = int(before["gather"]) if was is TicketState.WAITING and not let_go else -1
        if gatherer >= 0 and self.state.agents["presence"][gatherer] == Presence.READY:
            row["gather"] = gatherer
            self.state.agents["gathers"][gatherer] = slot
            self.state.agents["busy"][gatherer] += 1

    def _has_waited(self, ticket: str | None) -> bool:
        """Whether a new ticket has come to stand in its queue before it was taken."""
        earlier = self.decision.events[: self.place]
        return any(event.kind is EventKind.WAITING and event.ticket == ticket for event in earlier)

    def _restore_lifts(self) -> None:
        """Reservations are lifted by the length that a queue had, not by that which the taken tickets have left."""
        taken = [
            int(self.state.tickets["queue"][self.slots[event.ticket]])
            for event in self.decision.events[: self.decision.place]
            if event.kind in _GIVEN and event.ticket in self.slots
        ]
        for number, line in enumerate(self.state.lines):
            for bit, rule in enumerate(self.compiled.tables.reservations):
                waiting = int(line["waiting"])
                was_on = self.before.lines["lifted"][number] >> bit & 1
                is_on = was_on or waiting + taken.count(number) >= rule["lift_waiting"] >= 0
                if self.compiled.tables.queues["lifted_by"][number] >> bit & 1 == 0:
                    continue
                line["lifted"] &= ~(1 << bit)
                if is_on and waiting > rule["restore_waiting"]:
                    line["lifted"] |= 1 << bit
