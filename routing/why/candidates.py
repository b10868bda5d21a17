"""Who came into question for whom: the lists of an explanation, worked out over a situation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routing.causes import Cause, Reason
from routing.journals.history import Decision
from routing.journals.journal import PARAMETERS
from routing.kernels.kernel_live import Verb
from routing.model import EventKind, TicketState, Timer
from routing.why.explain import AgentReason, Assignment, Chooser, Idle, TicketReason, Waiting
from routing.why.reasons import Situation, lacks

_GIVEN = frozenset({EventKind.OFFERED, EventKind.ASSIGNED})
_FREEING = frozenset(
    {
        EventKind.DECLINED,
        EventKind.EXPIRED,
        EventKind.COMPLETED,
        EventKind.WRAPPED_UP,
        EventKind.INACTIVE,
        EventKind.CALLBACK_FAILED,
        EventKind.CANCELLED,
        EventKind.TRANSFERRED,
        EventKind.PRESENCE,
    }
)
"""Events whose agent chooses afterwards."""


def agents_for(situation: Situation, slot: int, chosen: int = -1) -> tuple[AgentReason, ...]:
    """Every agent as a candidate for a ticket: the chosen one, those who could take it as the step prefers, others."""
    able: list[tuple[Any, AgentReason]] = []
    others: list[AgentReason] = []
    for number, agent in enumerate(situation.agents):
        causes = situation.causes(slot, number)
        if number == chosen:
            causes.insert(0, Cause(Reason.CHOSEN))
        elif causes:
            others.append(AgentReason(agent.id, tuple(causes)))
            continue
        scores = situation.scores(slot, number) if len(causes) < 2 else ()
        key = (number != chosen, *(value for _, value in scores), number)
        able.append((key, AgentReason(agent.id, tuple(causes) or (Cause(Reason.LESS_PREFERRED),), scores)))
    able.sort(key=lambda pair: pair[0])
    return (*(reason for _, reason in able), *others)


def tickets_for(situation: Situation, agent: int, chosen: int = -1) -> tuple[TicketReason, ...]:
    """Every waiting ticket as a candidate for an agent: the chosen one, those that it may take in its order, others."""
    found: list[tuple[tuple[int, ...], TicketReason]] = []
    for slot in situation.waiting():
        row, credit = situation.state.tickets[slot], situation.credit_milli(slot)
        band, rank = int(row["band"]), situation.rank(slot, agent)
        causes = situation.causes(slot, agent)
        key = (slot != chosen, bool(causes), band, rank, -credit, situation.arrival(slot), int(row["number"]))
        if slot == chosen:
            causes.insert(0, Cause(Reason.CHOSEN))
        said = tuple(causes) or (Cause(Reason.LESS_PREFERRED),)
        ticket = situation.ids[slot] or ""
        found.append((key, TicketReason(ticket, situation.queue(slot).name, said, band, rank, credit // 1000)))
    found.sort(key=lambda pair: pair[0])
    return tuple(reason for _, reason in found)


def waiting(situation: Situation, slot: int, next_change: Timer | None) -> Waiting:
    """Why a ticket waits."""
    return Waiting(
        ticket=situation.ids[slot] or "",
        queue=situation.queue(slot).name,
        step=situation.step_number(slot),
        band=int(situation.state.tickets["band"][slot]),
        state=situation.kind(slot),
        time=situation.now,
        waited_us=situation.now - situation.arrival(slot),
        position=situation.place_in_queue(slot),
        causes=tuple(situation.ticket_causes(slot)),
        agents=agents_for(situation, slot),
        next_change=next_change,
        policy_hash=situation.policy.hash,
    )


def idle(situation: Situation, agent: int) -> Idle:
    """Why an agent takes nothing."""
    person = situation.agents[agent]
    open_to = (q.name for q in situation.policy.queues if not all(any(lacks(step, person)) for step in q.steps))
    return Idle(
        agent=person.id,
        time=situation.now,
        causes=tuple(situation.obstacles(agent)),
        tickets=tickets_for(situation, agent),
        queues=tuple(open_to),
        policy_hash=situation.policy.hash,
    )


def assignment(situation: Situation, decision: Decision, numbers: Mapping[str, int]) -> Assignment:
    """Why a ticket was given to an agent; the situation is the one in which that was decided."""
    event = decision.events[decision.place]
    slot = next(slot for slot in _in_use(decision) if decision.ids[slot] == event.ticket)
    agent = numbers[event.agent or ""]
    chooser = chooser_of(decision)
    causes = []
    if chooser is Chooser.SOMEBODY:
        causes.append(Cause(Reason.BY_HAND, have=event.detail))
    if chooser is Chooser.PREFERRED:
        causes.append(Cause(Reason.PREFERRED, event.agent))
    if moved := situation.tally.moved.get(slot):
        causes.append(moved)
    return Assignment(
        ticket=event.ticket or "",
        agent=event.agent or "",
        queue=situation.queue(slot).name,
        step=situation.step_number(slot),
        time=event.time,
        chooser=chooser,
        agents=() if chooser is Chooser.AGENT else agents_for(situation, slot, agent),
        tickets=tickets_for(situation, agent, slot) if chooser is Chooser.AGENT else (),
        causes=tuple(causes),
        policy_hash=situation.policy.hash,
    )


def _in_use(decision: Decision) -> list[int]:
    slots: list[int] = decision.after.tickets["state"].nonzero()[0].tolist()
    return slots


def chooser_of(decision: Decision) -> Chooser:
    """Who had the choice: the first agents to choose are those that the event has freed, at most one."""
    event = decision.events[decision.place]
    if event.kind is EventKind.ASSIGNED_BY_HAND:
        return Chooser.SOMEBODY
    _, verb, _, args = decision.record
    said = dict(zip(PARAMETERS[verb], args, strict=False))
    if decision.is_own and said.get("ticket") == event.ticket:
        wanted = said.get("preferred") if verb is Verb.SUBMIT else said.get("agent") if verb is Verb.TRANSFER else None
        if wanted == event.agent:
            return Chooser.PREFERRED
    acceptance = 1 if decision.is_own and verb is Verb.ACCEPT else 0
    givens = [each for each in decision.events[acceptance : decision.place + 1] if each.kind in _GIVEN]
    is_first = all(each.agent == event.agent for each in givens)
    return Chooser.AGENT if is_first and event.agent == _freed(decision) else Chooser.TICKET


def _freed(decision: Decision) -> str | None:
    """The agent that chooses first."""
    first, verb = decision.events[0], decision.record[1]
    if first.kind in _FREEING or (decision.is_own and verb is Verb.ACCEPT):
        return first.agent
    if first.kind is EventKind.ASSIGNED_BY_HAND:
        slot = next(slot for slot in _in_use(decision) if decision.ids[slot] == first.ticket)
        return first.agent if decision.before.tickets["state"][slot] == TicketState.OFFERED else None
    return None
