"""Every error that Peakline raises on purpose, as one tree.

* :class:`PeaklineError`

  * :class:`InputError`: a file, or a policy or an agent built in code, says something that cannot be right;
    :class:`InputErrors` holds several

    * :class:`MissingFile`, :class:`BadDocument`
    * :class:`UnknownKey`, :class:`MissingKey`, :class:`UnknownName`, :class:`BadValue`, :class:`Contradiction`

  * :class:`DuplicateAgent`: no router can have such a roster
  * :class:`RouterStopped`: the router has stopped, because a command was interrupted;
    :class:`JournalFailed`: because its journal could not be written
  * :class:`CommandError`: a command that the router cannot carry out; its state is as it was

    * :class:`WrongType`: a ``TypeError`` too
    * :class:`BadTime`, :class:`TimeWentBack`
    * :class:`BadId`, :class:`UnknownTicket`, :class:`DuplicateTicket`
    * :class:`UnknownAgent`, :class:`UnknownQueue`, :class:`UnknownPresence`, :class:`UnknownTie`, :class:`BadReason`
    * :class:`UnknownLabel`, :class:`BadLabel`, :class:`TooManyExcluded`
    * :class:`NoTarget`
    * :class:`AgentHasWork`, :class:`AgentAbsent`, :class:`AgentFull`, :class:`NotAllowed`, :class:`TooManyInactive`
    * :class:`TicketStateError`: :class:`NotOffered`, :class:`NotInService`, :class:`NotWrapping` and
      :class:`FixedWrapUp`, :class:`NotWaiting` and :class:`HasCallback`, :class:`NotAssigned`, :class:`NotHeld`,
      :class:`NotInactive`
    * :class:`NoCallback`, :class:`RetryMissing`, :class:`BadAttempts`, :class:`BadMinutes`
    * :class:`TicketNotCovered`, :class:`AgentNotOffline`, :class:`NoFormerPolicy`
    * :class:`DecisionForgotten`, :class:`RouterBusy`

A message gives the rule, the value and the place; the same stand in the attributes.
"""

# ruff: noqa: N818  (a name says what is wrong; the base classes say that it is an error)

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.model import NEVER, TicketState
from routing.policy import LabelType
from routing.words.messages import text
from routing.words.nearest import nearest as nearest_of
from routing.words.shown import NO_VALUE, cut, given, shown

FINDINGS_SHOWN = 10
"""At most so many findings about one file stand in one message."""

MAX_LABEL_NUMBER = 10**9
"""A label that is a number is no farther from 0."""

MAX_LABEL_TEXT = 64
"""A label that is text has at most so many characters."""

MAX_ATTEMPTS = 10
"""A customer is called back at most so many times."""


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
    """Raised when a file, or a policy or an agent that was built in code, says something that cannot be right.

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
    in_code
        The value is of a type that no file can give it: the message shows it as Python writes it, with its type.
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
        in_code: bool = False,
    ) -> None:
        self.rule, self.file, self.line, self.path = rule, file, line, path
        self.value, self.nearest, self.in_code = value, nearest, in_code
        super().__init__(self._message())

    def _message(self) -> str:
        place = cut(self.file or "")
        if self.line is not None:
            place = f"{place}:{self.line}" if place else text("line {line}", line=self.line)
        return ": ".join(part for part in (place, self.path, self.rule + self._remark()) if part)

    def _remark(self) -> str:
        if self.nearest is None and self.value is not NO_VALUE:
            return text(" (got {value})", value=given(self.value) if self.in_code else shown(self.value))
        if self.nearest is None:
            return ""
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
    """Raised when a router is to have a roster that lists an agent twice. Its state is as it was before."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        super().__init__(text("The roster lists agent {agent} twice.", agent=shown(agent)))


class CommandError(PeaklineError):
    """Raised when the router cannot carry out a command. Its state is as it was before."""


class WrongType(CommandError, TypeError):
    """Raised when an argument has another type than it must have. It is a ``TypeError``, too.

    Parameters
    ----------
    argument
        Its name, such as ``policy`` or ``agents[0]``.
    rule
        What must hold, as a phrase.
    value
        What was given.
    """

    def __init__(self, argument: str, rule: str, value: object) -> None:
        self.argument, self.rule, self.value = argument, rule, value
        super().__init__(f"{argument}: {rule}" + text(" (got {value})", value=given(value)))


class BadTime(CommandError):
    """Raised when a time is no ``int``, too early, or so far away that sums could overflow; in microseconds.

    Parameters
    ----------
    now
        The time.
    least
        The earliest one that the command takes.
    """

    def __init__(self, now: object, least: int = 0) -> None:
        self.now, self.least = now, least
        value, limit = given(now, int), NEVER - 1
        if least == 0:
            rule = text(
                "The time must be a whole number of microseconds from 0 to {limit} (got {value}).",
                value=value,
                limit=limit,
            )
        else:
            rule = text(
                "The time must be a whole number of microseconds from {least} to {limit} (got {value}).",
                value=value,
                least=least,
                limit=limit,
            )
        super().__init__(rule)


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
        super().__init__(text("There is no presence {value}: use routing.Presence.", value=given(presence, int)))


class UnknownTie(CommandError):
    """Raised when an agent is preferred for a reason that :class:`routing.model.Tie` does not have."""

    def __init__(self, tie: object) -> None:
        self.tie = tie
        super().__init__(text("There is no tie {value}: use routing.model.Tie.", value=given(tie, int)))


class BadReason(CommandError):
    """Raised when the reason of a presence is no text, or text that UTF-8 cannot write."""

    def __init__(self, reason: object) -> None:
        self.reason = reason
        super().__init__(text("The reason of a presence must be text (got {value}).", value=given(reason, str)))


class BadId(CommandError):
    """Raised when the id of a ticket, or of an agent on the roster, is no text, empty, or not to be written in UTF-8.

    No journal could keep such an id, or nobody could find it there.

    Parameters
    ----------
    kind
        ``ticket`` or ``agent``.
    value
        What was given in place of an id.
    """

    def __init__(self, kind: str, value: object) -> None:
        self.kind, self.value = kind, value
        got = given(value, str)
        if kind == "ticket" and not isinstance(value, str):
            rule = text("The id of a ticket must be text (got {value}).", value=got)
        elif kind == "ticket":
            rule = text("The id of a ticket must be text that UTF-8 can write, not empty (got {value}).", value=got)
        elif not isinstance(value, str):
            rule = text("The id of an agent must be text (got {value}).", value=got)
        else:
            rule = text("The id of an agent must be text that UTF-8 can write, not empty (got {value}).", value=got)
        super().__init__(rule)


class UnknownTicket(CommandError):
    """Raised when the router holds no ticket of that id: it never came, or it has ended and was forgotten."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("There is no ticket {ticket}: it never came or has ended.", ticket=given(ticket, str)))


class DuplicateTicket(CommandError):
    """Raised when a ticket is submitted under an id that the router holds already."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("Ticket {ticket} is in the router already.", ticket=shown(ticket)))


class UnknownAgent(CommandError):
    """Raised when no agent of that id is on the roster."""

    def __init__(self, agent: str, known: Iterable[str] = ()) -> None:
        self.agent, self.nearest = agent, nearest_of(agent, known)
        rule = text("There is no agent {agent} on the roster.", agent=given(agent, str))
        super().__init__(_with_nearest(rule, self.nearest))


class UnknownQueue(CommandError):
    """Raised when the policy has no queue of that name."""

    def __init__(self, queue: str, known: Iterable[str] = ()) -> None:
        self.queue, self.nearest = queue, nearest_of(queue, known)
        super().__init__(_with_nearest(text("The policy has no queue {queue}.", queue=given(queue, str)), self.nearest))


class UnknownLabel(CommandError):
    """Raised when a ticket has a problem, tier, channel or label that the policy does not list.

    Parameters
    ----------
    kind
        ``problem``, ``tier``, ``channel`` or ``label``.
    value
        What the ticket has; of a label its name.
    known
        What the policy lists.
    """

    def __init__(self, kind: str, value: object, known: Iterable[str] = ()) -> None:
        self.kind, self.value, self.nearest = kind, value, nearest_of(value, known)
        got = given(value, str)
        if kind == "problem":
            rule = text("The policy lists no problem {value}.", value=got)
        elif kind == "tier":
            rule = text("The policy lists no tier {value}.", value=got)
        elif kind == "label":
            rule = text("The policy lists no label {value}.", value=got)
        else:
            rule = text("The policy lists no channel {value}.", value=got)
        super().__init__(_with_nearest(rule, self.nearest))


class BadLabel(CommandError):
    """Raised when a ticket's label says what the type of the label does not allow.

    Parameters
    ----------
    label
        Its name.
    value
        What the ticket has there.
    type
        The type that the policy gives the label.
    """

    def __init__(self, label: str, value: object, type: LabelType) -> None:  # noqa: A002  (it is the type)
        self.label, self.value, self.type = label, value, type
        right = {LabelType.TEXT: str, LabelType.NUMBER: int, LabelType.YES_NO: bool}[type]
        name, got, limit = shown(label), given(value, right), MAX_LABEL_NUMBER
        if type is LabelType.TEXT and isinstance(value, str) and 0 < len(value) <= MAX_LABEL_TEXT:
            rule = text("Label {label} must be text that UTF-8 can write (got {value}).", label=name, value=got)
        elif type is LabelType.TEXT:
            rule = text(
                "Label {label} must be text of 1 to {limit} characters (got {value}).",
                label=name,
                value=got,
                limit=MAX_LABEL_TEXT,
            )
        elif type is LabelType.NUMBER:
            rule = text(
                "Label {label} must be a whole number from -{limit} to {limit} (got {value}).",
                label=name,
                value=got,
                limit=limit,
            )
        else:
            rule = text("Label {label} must be True or False (got {value}).", label=name, value=got)
        super().__init__(rule)


class TooManyExcluded(CommandError):
    """Raised when a ticket is not to be offered to more agents than the router can keep in mind."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(text("At most {limit} agents can be excluded from a ticket.", limit=limit))


class TicketStateError(CommandError):
    """Raised when a ticket is not where the command needs it; catches the nine errors below.

    Parameters
    ----------
    ticket
        Its id.
    state
        Where it is.
    owner
        The agent to whom it is offered, who owns it, or for whom it is held; None while it waits for any.
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
    """Raised when a ticket that no agent has in service is to be completed, held, put to sleep or transferred."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} is not in service.", ticket=shown(ticket)), ticket, state, owner)


class NotWrapping(TicketStateError):
    """Raised when the wrap-up of a ticket is to end that is not in wrap-up."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(self._rule(shown(ticket)), ticket, state, owner)

    def _rule(self, ticket: str) -> str:
        return text("Ticket {ticket} is not in wrap-up.", ticket=ticket)


class FixedWrapUp(NotWrapping):
    """Raised when the wrap-up of a ticket is to end whose queue gives it a fixed length."""

    def _rule(self, ticket: str) -> str:
        return text("The wrap-up of ticket {ticket} has a fixed length and ends by itself.", ticket=ticket)


class NotWaiting(TicketStateError):
    """Raised when a ticket is to be cancelled, assigned by hand or called back that does not wait (any more)."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(self._rule(shown(ticket)), ticket, state, owner)

    def _rule(self, ticket: str) -> str:
        return text("Ticket {ticket} does not wait.", ticket=ticket)


class HasCallback(NotWaiting):
    """Raised when a ticket is to be called back for which that was asked before: it keeps that callback."""

    def _rule(self, ticket: str) -> str:
        return text("Ticket {ticket} has a callback already, and cannot have another.", ticket=ticket)


class NotAssigned(TicketStateError):
    """Raised when the reasons of an assignment are asked for of a ticket that no agent has had."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} has not been assigned yet.", ticket=shown(ticket)), ticket, state, owner)


class NotHeld(TicketStateError):
    """Raised when an agent is to go on with a ticket whose customer is not on hold."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} is not on hold.", ticket=shown(ticket)), ticket, state, owner)


class NotInactive(TicketStateError):
    """Raised when a ticket is to wake whose conversation does not sleep."""

    def __init__(self, ticket: str, state: TicketState, owner: str | None = None) -> None:
        super().__init__(text("Ticket {ticket} does not sleep.", ticket=shown(ticket)), ticket, state, owner)


class NoTarget(CommandError):
    """Raised when a ticket is to be transferred, and neither a queue nor an agent is named."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(
            text(
                "Ticket {ticket} cannot be transferred to nowhere: name a queue or an agent.", ticket=given(ticket, str)
            )
        )


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


class AgentAbsent(CommandError):
    """Raised when an agent who is offline is to take a ticket, or to be heard of."""

    def __init__(self, agent: str, ticket: str | None = None) -> None:
        self.agent, self.ticket = agent, ticket
        if ticket is None:
            rule = text("Agent {agent} is offline.", agent=shown(agent))
        else:
            rule = text(
                "Agent {agent} is offline and cannot take ticket {ticket}.", agent=shown(agent), ticket=shown(ticket)
            )
        super().__init__(rule)


class AgentFull(CommandError):
    """Raised when an agent is to get a ticket by hand who has no units or no contact of its channel left for it."""

    def __init__(self, agent: str, ticket: str) -> None:
        self.agent, self.ticket = agent, ticket
        super().__init__(
            text(
                "Agent {agent} has no capacity left for ticket {ticket}: use force to give it nevertheless.",
                agent=shown(agent),
                ticket=shown(ticket),
            )
        )


class NotAllowed(CommandError):
    """Raised when an agent is to get a ticket by hand who lacks what its queue never relaxes.

    Parameters
    ----------
    agent, ticket
        Their ids.
    requirement
        The skill or label that is missing; None where it is not known.
    """

    def __init__(self, agent: str, ticket: str, requirement: str | None = None) -> None:
        self.agent, self.ticket, self.requirement = agent, ticket, requirement
        if requirement is None:
            rule = text(
                "Agent {agent} must not take ticket {ticket}: they lack what its queue never relaxes.",
                agent=shown(agent),
                ticket=shown(ticket),
            )
        else:
            rule = text(
                "Agent {agent} must not take ticket {ticket}: they lack {requirement}, which its queue never relaxes.",
                agent=shown(agent),
                ticket=shown(ticket),
                requirement=shown(requirement),
            )
        super().__init__(rule)


class TooManyInactive(CommandError):
    """Raised when one more conversation of an agent is to sleep than the router keeps for them."""

    def __init__(self, agent: str, limit: int) -> None:
        self.agent, self.limit = agent, limit
        super().__init__(
            text("Agent {agent} has {limit} conversations that sleep already.", agent=shown(agent), limit=limit)
        )


class NoCallback(CommandError):
    """Raised when a callback is said to have failed for a ticket that was never to be called back."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(text("Nobody has asked to be called back for ticket {ticket}.", ticket=shown(ticket)))


class RetryMissing(CommandError):
    """Raised when a callback has failed that has attempts left, and nobody says when the next one is to be.

    Parameters
    ----------
    ticket
        Its id.
    left
        How many attempts are left.
    """

    def __init__(self, ticket: str, left: int) -> None:
        self.ticket, self.left = ticket, left
        super().__init__(
            text(
                "Ticket {ticket} is to be called back again (attempts left: {left}): say when, as retry.",
                ticket=shown(ticket),
                left=left,
            )
        )


class BadAttempts(CommandError):
    """Raised when a customer is to be called back never, too often, or a number of times that is no number."""

    def __init__(self, value: object) -> None:
        self.value = value
        super().__init__(
            text(
                "The attempts of a callback must be a whole number from 1 to {limit} (got {value}).",
                value=given(value, int),
                limit=MAX_ATTEMPTS,
            )
        )


class BadMinutes(CommandError):
    """Raised when live figures are to cover no minutes, too many, or a number of them that is no number."""

    def __init__(self, value: object, limit: int) -> None:
        self.value, self.limit = value, limit
        super().__init__(
            text(
                "Live figures cover a whole number of minutes from 1 to {limit} (got {value}).",
                value=given(value, int),
                limit=limit,
            )
        )


class TicketNotCovered(CommandError):
    """Raised when the policy is to change to one that has no words for a ticket in the router.

    Parameters
    ----------
    ticket
        Its id.
    kind
        ``problem``, ``tier``, ``channel`` or ``label``.
    value
        What the ticket has; of a label its name.
    """

    def __init__(self, ticket: str, kind: str, value: object) -> None:
        self.ticket, self.kind, self.value = ticket, kind, value
        one, got = shown(ticket), shown(value)
        if kind == "problem":
            rule = text("Ticket {ticket} has the problem {value}, which the policy lacks.", ticket=one, value=got)
        elif kind == "tier":
            rule = text("Ticket {ticket} has the tier {value}, which the policy lacks.", ticket=one, value=got)
        elif kind == "channel":
            rule = text("Ticket {ticket} has the channel {value}, which the policy lacks.", ticket=one, value=got)
        else:
            rule = text(
                "Ticket {ticket} has the label {value}, which the policy lacks or gives another type.",
                ticket=one,
                value=got,
            )
        super().__init__(rule)


class AgentNotOffline(CommandError):
    """Raised when an agent is to be taken off the roster who is not offline."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        super().__init__(text("Agent {agent} is not offline: only then can they leave the roster.", agent=shown(agent)))


class NoFormerPolicy(CommandError):
    """Raised when a router is to go back to the policy before, and there was none."""

    def __init__(self) -> None:
        super().__init__(text("There is no policy to go back to: this is the router's first one."))


class RouterStopped(PeaklineError):
    """Raised when a command comes after one that was interrupted, and the router cannot know how far that one came.

    So it is without a history, and where the command may be in the journal. The cause is the exception that came in
    between.
    """

    def __init__(self) -> None:
        super().__init__(self._rule())

    def _rule(self) -> str:
        return text(
            "A command was interrupted, so the router has stopped. Recover it from its journal, or build a new one."
        )


class JournalFailed(RouterStopped):
    """Raised when a command could not be written to the journal, and by every command after that.

    The router has stopped: whether the command is durable cannot be known. ``Router.recover`` goes on from what is.
    """

    def _rule(self) -> str:
        return text("The journal could not be written, so the router has stopped. Recover it from the journal.")


class RouterBusy(CommandError):
    """Raised when a router is called while it is in the middle of a command: by another thread, or a signal handler."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "The router is carrying out another command: it is used by several threads without a lock, or by a"
                " signal handler."
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
    places = {
        TicketState.FREE: text("It has ended."),
        TicketState.WAITING: text("It waits in its queue."),
        TicketState.OFFERED: text("It is offered to agent {agent}.", agent=agent),
        TicketState.ASSIGNED: text("Agent {agent} owns it.", agent=agent),
        TicketState.WRAPPING: text("Agent {agent} is wrapping it up.", agent=agent),
        TicketState.PERSONAL: text("It waits for agent {agent}.", agent=agent),
        TicketState.HELD: text("Agent {agent} has its customer on hold.", agent=agent),
        TicketState.INACTIVE: text("Its conversation with agent {agent} sleeps.", agent=agent),
        TicketState.WAKING: text("Its customer is back and waits for agent {agent}.", agent=agent),
        TicketState.CALLBACK: text("Its customer is to be called back."),
    }
    return places[state]
