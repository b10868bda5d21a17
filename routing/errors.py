"""Every error that Peakline raises on purpose, as one tree.

* :class:`PeaklineError`

  * :class:`InputError`: a file says something that cannot be right; :class:`InputErrors` holds several

    * :class:`MissingFile`, :class:`BadDocument`
    * :class:`UnknownKey`, :class:`MissingKey`, :class:`UnknownName`, :class:`BadValue`, :class:`Contradiction`

  * :class:`DuplicateAgent`: no router can be built with such a roster
  * :class:`CommandError`: a command that the router cannot carry out; its state is as it was

    * :class:`BadTime`, :class:`TimeWentBack`
    * :class:`UnknownTicket`, :class:`DuplicateTicket`
    * :class:`UnknownAgent`, :class:`AgentHasWork`
    * :class:`UnknownLabel`, :class:`UnknownPresence`
    * :class:`TicketStateError`: :class:`NotOffered`, :class:`NotInService`, :class:`NotWrapping`, :class:`NotWaiting`
    * :class:`DecisionForgotten`

A message gives the rule, the value and the place; the same stand in the attributes.
"""

# ruff: noqa: N818  (a name says what is wrong; the base classes say that it is an error)

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.messages import text
from routing.model import NEVER, TicketState
from routing.nearest import nearest as nearest_of
from routing.shown import NO_VALUE, shown

FINDINGS_SHOWN = 10
"""At most so many findings about one file stand in one message."""


class PeaklineError(Exception):
    """Base of all errors of Peakline."""

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is rebuilt from its message by default, which loses the attributes; they travel with it here.
        return _rebuilt, (type(self), self.args, self.__dict__)


def _rebuilt(kind: type[PeaklineError], args: tuple[object, ...], attributes: dict[str, object]) -> PeaklineError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class InputError(PeaklineError):
    """Raised when a file says something that cannot be right.

    Parameters
    ----------
    rule
        What must hold, as a phrase: "must be a number".
    file, line, path
        Where: the file as the user named it, the line from 1, the place such as ``queues[2].steps[0].skills.fx``, or
        the row and column of a table.
    value
        What stands there; left out where the value says nothing.
    nearest
        The known name that looks most like the value.
    """

    def __init__(
        self,
        rule: str,
        *,
        file: str | None = None,
        line: int | None = None,
        path: str = "",
        value: object = NO_VALUE,
        nearest: str | None = None,
    ) -> None:
        self.rule, self.file, self.line, self.path = rule, file, line, path
        self.value, self.nearest = value, nearest
        super().__init__(self._message())

    def _message(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place = f"{place}:{self.line}" if place else text("line {line}", line=self.line)
        return ": ".join(part for part in (place, self.path, self.rule + self._remark()) if part)

    def _remark(self) -> str:
        if self.nearest is None:
            return "" if self.value is NO_VALUE else text(" (got {value})", value=shown(self.value))
        if self.value is NO_VALUE:
            return text(" (did you mean {nearest}?)", nearest=self.nearest)
        return text(" (got {value}; did you mean {nearest}?)", value=shown(self.value), nearest=self.nearest)


class InputErrors(InputError):
    """Raised when several things in one file cannot be right. The attributes are those of the first one.

    Parameters
    ----------
    errors
        The findings, at least one, in the order of the file.
    """

    def __init__(self, errors: Iterable[InputError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(
            first.rule, file=first.file, line=first.line, path=first.path, value=first.value, nearest=first.nearest
        )

    def _message(self) -> str:
        lines = [str(error) for error in self.errors[:FINDINGS_SHOWN]]
        more = len(self.errors) - len(lines)
        if more:
            lines.append(text("and {count} more", count=more))
        return "\n".join(lines)

    @classmethod
    def of(cls, errors: Sequence[InputError]) -> InputError:
        """The only error in ``errors`` itself, or one that holds all of them: ``raise InputErrors.of(found)``."""
        return errors[0] if len(errors) == 1 else cls(errors)


class MissingFile(InputError):
    """Raised when a file is not there, or is a folder, or must not be read."""


class BadDocument(InputError):
    """Raised when a file cannot be read as what it should be: not text, not YAML, not a table, too large, empty."""


class UnknownKey(InputError):
    """Raised when a mapping has a key, or a table a column, that means nothing there."""


class MissingKey(InputError):
    """Raised when a required key or column is missing."""


class UnknownName(InputError):
    """Raised when something refers to a queue, skill, pool, problem, group … that the file does not have."""


class BadValue(InputError):
    """Raised when a value has the wrong type or unit, or is out of range."""


class Contradiction(InputError):
    """Raised when values that could each be right do not fit together."""


class DuplicateAgent(PeaklineError):
    """Raised when a router is built with a roster that lists an agent twice."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        super().__init__(text("The roster lists agent {agent} twice.", agent=shown(agent)))


class CommandError(PeaklineError):
    """Raised when the router cannot carry out a command. Its state is as it was before."""


class BadTime(CommandError):
    """Raised when ``now`` is no ``int``, negative, or so far away that sums could overflow; in microseconds."""

    def __init__(self, now: object) -> None:
        self.now = now
        super().__init__(
            text(
                "The time must be a whole number of microseconds from 0 to {limit} (got {value}).",
                value=shown(now),
                limit=NEVER - 1,
            )
        )


class TimeWentBack(CommandError):
    """Raised when ``now`` lies before the router's latest time."""

    def __init__(self, now: int, latest: int) -> None:
        self.now, self.latest = now, latest
        super().__init__(
            text("Time must not go back: the router has reached {latest} µs (got {now} µs).", now=now, latest=latest)
        )


class UnknownPresence(CommandError):
    """Raised when an agent is to be what :class:`routing.model.Presence` does not have."""

    def __init__(self, presence: object) -> None:
        self.presence = presence
        super().__init__(text("There is no presence {value}: use routing.Presence.", value=shown(presence)))


class UnknownTicket(CommandError):
    """Raised when the router holds no ticket of that id: it never came, or it has ended and was forgotten."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("There is no ticket {ticket}: it never came or has ended.", ticket=shown(ticket)))


class DuplicateTicket(CommandError):
    """Raised when a ticket is submitted under an id that the router holds already."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("Ticket {ticket} is in the router already.", ticket=shown(ticket)))


class UnknownAgent(CommandError):
    """Raised when no agent of that id is on the roster."""

    def __init__(self, agent: str, known: Iterable[str] = ()) -> None:
        self.agent, self.nearest = agent, nearest_of(agent, known)
        rule = text("There is no agent {agent} on the roster.", agent=shown(agent))
        super().__init__(_with_nearest(rule, self.nearest))


class UnknownLabel(CommandError):
    """Raised when a ticket has a problem, tier or channel that the policy does not list.

    Parameters
    ----------
    kind
        ``problem``, ``tier`` or ``channel``.
    value
        What the ticket has.
    known
        What the policy lists.
    """

    def __init__(self, kind: str, value: object, known: Iterable[str] = ()) -> None:
        self.kind, self.value, self.nearest = kind, value, nearest_of(value, known)
        if kind == "problem":
            rule = text("The policy lists no problem {value}.", value=shown(value))
        elif kind == "tier":
            rule = text("The policy lists no tier {value}.", value=shown(value))
        else:
            rule = text("The policy lists no channel {value}.", value=shown(value))
        super().__init__(_with_nearest(rule, self.nearest))


class TicketStateError(CommandError):
    """Raised when a ticket is not where the command needs it; catches the four errors below.

    Parameters
    ----------
    ticket
        Its id.
    state
        Where it is.
    owner
        The agent to whom it is offered, or who owns it; None while it waits.
    """

    def __init__(self, rule: str, ticket: str, state: TicketState, owner: str | None) -> None:
        self.ticket, self.state, self.owner = ticket, state, owner
        super().__init__(f"{rule} {_where(state, owner)}")


class NotOffered(TicketStateError):
    """Raised when an agent accepts or declines a ticket that is not offered to them (any more)."""

    def __init__(self, ticket: str, agent: str, state: TicketState, owner: str | None = None) -> None:
        self.agent = agent
        rule = text("Ticket {ticket} is not offered to agent {agent}.", ticket=shown(ticket), agent=shown(agent))
        super().__init__(rule, ticket, state, owner)


class NotInService(TicketStateError):
    """Raised when a contact is to be completed that no agent has in service."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} is not in service.", ticket=shown(ticket)), ticket, state, owner)


class NotWrapping(TicketStateError):
    """Raised when the wrap-up of a ticket is to end that is not in wrap-up."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} is not in wrap-up.", ticket=shown(ticket)), ticket, state, owner)


class NotWaiting(TicketStateError):
    """Raised when a ticket is to be cancelled that an agent has answered already."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} does not wait.", ticket=shown(ticket)), ticket, state, owner)


class AgentHasWork(CommandError):
    """Raised when an agent is to go offline who still owns a ticket; ``Presence.DRAINING`` lets them end it first."""

    def __init__(self, agent: str, ticket: str) -> None:
        self.agent, self.ticket = agent, ticket
        super().__init__(
            text(
                "Agent {agent} cannot go offline with ticket {ticket} in hand: use draining.",
                agent=shown(agent),
                ticket=shown(ticket),
            )
        )


class DecisionForgotten(CommandError):
    """Raised when the reasons of an assignment are asked for that the router no longer keeps."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("The decision about ticket {ticket} is not kept (any more).", ticket=shown(ticket)))


def _with_nearest(rule: str, nearest: str | None) -> str:
    return rule if nearest is None else rule + text(" Did you mean {nearest}?", nearest=nearest)


def _where(state: TicketState, owner: str | None) -> str:
    agent = shown(owner)
    if state is TicketState.WAITING:
        return text("It waits in its queue.")
    if state is TicketState.OFFERED:
        return text("It is offered to agent {agent}.", agent=agent)
    if state is TicketState.ASSIGNED:
        return text("Agent {agent} owns it.", agent=agent)
    return text("Agent {agent} is wrapping it up.", agent=agent)
