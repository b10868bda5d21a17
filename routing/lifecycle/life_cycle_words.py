"""What a change of policy would do, as data and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.kernels.state import State
from routing.model import Event, EventKind
from routing.policies.policy_diff import Change, diff_policies
from routing.rules import Rules
from routing.words.messages import text
from routing.words.shown import shown


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands: the name of its queue, its step there, its band."""

    queue: str
    step: int
    band: int


@dataclass(frozen=True, slots=True)
class TicketChange:
    """A ticket whose queue, step or band would be another one."""

    ticket: str
    old: Place
    new: Place

    def sentence(self) -> str:
        """The change in words."""
        ticket, old, new = shown(self.ticket), self.old, self.new
        if old.queue != new.queue:
            return text(
                "Ticket {ticket} moves from queue {old} to queue {new}, there in step {step}, band {band}.",
                ticket=ticket,
                old=shown(old.queue),
                new=shown(new.queue),
                step=new.step,
                band=new.band,
            )
        if old.step == new.step:
            return text(
                "Ticket {ticket} of queue {queue} goes from band {old} to band {new}.",
                ticket=ticket,
                queue=shown(new.queue),
                old=old.band,
                new=new.band,
            )
        return text(
            "Ticket {ticket} of queue {queue} goes from step {old} to step {new}, band {band}.",
            ticket=ticket,
            queue=shown(new.queue),
            old=old.step,
            new=new.step,
            band=new.band,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """A ticket and an agent, and what would happen between them.

    Parameters
    ----------
    kind
        EXPIRED: an offer is withdrawn. HOLD_ENDED: the ticket waits no longer for this agent alone. OFFERED, ASSIGNED:
        they come together at once. RESUMED: the conversation, which waited for the agent's units, goes on.
    """

    ticket: str
    agent: str
    kind: EventKind

    def sentence(self) -> str:
        """What would happen in words."""
        ticket, agent = shown(self.ticket), shown(self.agent)
        if self.kind is EventKind.EXPIRED:
            return text("The offer of ticket {ticket} to agent {agent} is withdrawn.", ticket=ticket, agent=agent)
        if self.kind is EventKind.HOLD_ENDED:
            return text("Ticket {ticket} waits no longer for agent {agent} alone.", ticket=ticket, agent=agent)
        if self.kind is EventKind.OFFERED:
            return text("Ticket {ticket} is offered to agent {agent} at once.", ticket=ticket, agent=agent)
        if self.kind is EventKind.ASSIGNED:
            return text("Ticket {ticket} goes to agent {agent} at once.", ticket=ticket, agent=agent)
        return text("Agent {agent} goes on with ticket {ticket} at once.", ticket=ticket, agent=agent)


_PLACED = (EventKind.MOVED, EventKind.STEP, EventKind.PROMOTED)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a change of policy would do to a router as it stands.

    Parameters
    ----------
    changes
        What differs between the policies.
    tickets
        Whose queue, step or band would be another one, in the order of the tickets' numbers.
    withdrawn, released, resumed, taken
        Offers withdrawn; tickets that no longer wait for one agent alone; conversations that go on; tickets offered or
        assigned at once.
    events
        All that the command would return, the timers before it first.
    """

    changes: tuple[Change, ...]
    tickets: tuple[TicketChange, ...]
    withdrawn: tuple[Pair, ...]
    released: tuple[Pair, ...]
    resumed: tuple[Pair, ...]
    taken: tuple[Pair, ...]
    events: tuple[Event, ...]

    def sentences(self) -> list[str]:
        """All of it in words: the policy, then the tickets, then the agents."""
        return [one.sentence() for one in self._parts()] or [text("Nothing changes.")]

    def _parts(self) -> Iterator[Change | TicketChange | Pair]:
        yield from self.changes
        yield from self.tickets
        for pairs in (self.withdrawn, self.released, self.resumed, self.taken):
            yield from pairs


def dry_run_of(
    old: Rules,
    new: Rules,
    states: tuple[State, State] | None,
    slots: Mapping[str, int],
    events: Sequence[Event],
    first: int,
) -> DryRun:
    """Read a dry run from what has happened to a copy of a router.

    Parameters
    ----------
    old, new
        The rules.
    states
        Before and after the change, under the old and the new rules; None: nothing but a name has changed.
    slots
        Of the tickets.
    events, first
        Of the command; the change's own ones begin at ``first``.
    """
    own = events[first:]
    placed = dict.fromkeys(event.ticket for event in own if event.kind in _PLACED)
    tickets: list[TicketChange] = []
    if states is not None:
        for ticket in placed:
            assert ticket is not None  # these events are about tickets
            places = (_place(rules, state, slots[ticket]) for rules, state in zip((old, new), states, strict=True))
            tickets.append(TicketChange(ticket, *places))
    return DryRun(
        changes=diff_policies(old.policy, new.policy),
        tickets=tuple(tickets),
        withdrawn=_pairs(own, EventKind.EXPIRED),
        released=_pairs(own, EventKind.HOLD_ENDED),
        resumed=_pairs(own, EventKind.RESUMED),
        taken=_pairs(own, EventKind.OFFERED, EventKind.ASSIGNED),
        events=tuple(events),
    )


def _pairs(events: Sequence[Event], *kinds: EventKind) -> tuple[Pair, ...]:
    return tuple(Pair(event.ticket or "", event.agent or "", event.kind) for event in events if event.kind in kinds)


def _place(rules: Rules, state: State, slot: int) -> Place:
    queue, stage, band = (int(state.tickets[name][slot]) for name in ("queue", "stage", "band"))
    tables = rules.compiled.tables
    step = int(tables.stages["step"][int(tables.queues["first_stage"][queue]) + stage])
    return Place(rules.policy.queues[queue].name, step, band)
