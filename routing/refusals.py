"""From the kernel's codes to the errors that a router raises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from routing.errors import (
    AgentAbsent,
    AgentFull,
    AgentHasWork,
    CommandError,
    FixedWrapUp,
    HasCallback,
    NoCallback,
    NotAllowed,
    NotHeld,
    NotInactive,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    TooManyInactive,
    UnknownTicket,
)
from routing.kernels.kernel_code import Code
from routing.kernels.state import MAX_ASLEEP, State
from routing.model import TicketState


def refusal(
    code: int,
    args: tuple[Any, ...],
    subject: int,
    state: State,
    ids: Sequence[str | None],
    agent_ids: Sequence[str],
    lack: Callable[[int, str], str | None],
) -> CommandError:
    """The error for a code.

    Parameters
    ----------
    code
        Why the kernel has refused the command.
    args
        The command's arguments, with ids; the first one names the ticket or agent that it is about.
    subject
        The number of that: a slot or an agent.
    state
        In which the command was refused.
    ids, agent_ids
        Of tickets by slot, and of agents.
    lack
        Says what an agent lacks of what a queue, by its number, never relaxes.
    """
    if code == Code.HAS_WORK:
        return AgentHasWork(args[0], _first_work(state, subject, ids))
    if code == Code.AGENT_ABSENT and len(args) < 3:  # a heartbeat
        return AgentAbsent(args[0])
    if code == Code.NOT_ALLOWED:
        return NotAllowed(args[1], args[0], lack(int(state.tickets["queue"][subject]), args[1]))
    return ticket_error(code, args, subject, state, agent_ids)


def _first_work(state: State, agent: int, ids: Sequence[str | None]) -> str:
    """The lowest-numbered ticket that an agent owns."""
    slots, slot = [], int(state.agents["first"][agent])
    while slot >= 0:
        slots.append(slot)
        slot = int(state.tickets["after"][slot])
    return ids[min(slots, key=lambda slot: int(state.tickets["number"][slot]))] or ""


_WAITS = (TicketState.WAITING, TicketState.PERSONAL, TicketState.CALLBACK)

_OF_TICKET = {
    Code.NOT_WAITING: NotWaiting,
    Code.NOT_IN_SERVICE: NotInService,
    Code.NOT_WRAPPING: NotWrapping,
    Code.NOT_HELD: NotHeld,
    Code.NOT_INACTIVE: NotInactive,
}


def ticket_error(code: int, args: tuple[Any, ...], slot: int, state: State, agent_ids: Sequence[str]) -> CommandError:
    """The error for a ticket that is not where the command needs it; parameters as above."""
    row = state.tickets[slot]
    ticket, where = args[0], TicketState(row["state"])
    owner = agent_ids[row["agent"]] if row["agent"] >= 0 else None
    if where is TicketState.FREE:  # a timer before the command has ended it
        return UnknownTicket(ticket)
    if code == Code.NOT_OFFERED:
        return NotOffered(ticket, args[1], where, owner)
    if code == Code.TOO_MANY_INACTIVE:
        return TooManyInactive(owner or "", MAX_ASLEEP)
    if code == Code.NO_CALLBACK:
        return NoCallback(ticket)
    if code == Code.AGENT_ABSENT:
        return AgentAbsent(args[1], ticket)
    if code == Code.AGENT_FULL:
        return AgentFull(args[1], ticket)
    if code == Code.NOT_WAITING and where in _WAITS:
        return HasCallback(ticket, where, owner)  # nothing else is refused to a ticket that waits
    if code == Code.NOT_WRAPPING and where is TicketState.WRAPPING:
        return FixedWrapUp(ticket, where, owner)
    return _OF_TICKET[Code(code)](ticket, where, owner)
