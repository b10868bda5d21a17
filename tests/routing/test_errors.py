"""The error tree: every class of it is documented, carries its data and says rule, value and place."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from pathlib import Path

import pytest

from routing import errors
from routing.errors import (
    AgentAbsent,
    AgentFull,
    AgentHasWork,
    AgentNotOffline,
    BadAttempts,
    BadDocument,
    BadId,
    BadLabel,
    BadMinutes,
    BadReason,
    BadTime,
    BadValue,
    CommandError,
    Contradiction,
    DecisionForgotten,
    DuplicateAgent,
    DuplicateTicket,
    FixedWrapUp,
    HasCallback,
    InputError,
    InputErrors,
    JournalFailed,
    MissingFile,
    MissingKey,
    NoCallback,
    NoFormerPolicy,
    NotAllowed,
    NoTarget,
    NotAssigned,
    NotHeld,
    NotInactive,
    NotInService,
    NotOffered,
    NotWaiting,
    NotWrapping,
    PeaklineError,
    RetryMissing,
    RouterBusy,
    RouterStopped,
    TicketNotCovered,
    TicketStateError,
    TimeWentBack,
    TooManyExcluded,
    TooManyInactive,
    UnknownAgent,
    UnknownKey,
    UnknownLabel,
    UnknownName,
    UnknownPresence,
    UnknownQueue,
    UnknownTicket,
    UnknownTie,
    WrongType,
)
from routing.model import TicketState
from routing.policy import LabelType


@dataclass(frozen=True)
class Case:
    """An error, the attributes that it must have and what its message must be."""

    error: PeaklineError
    attributes: dict[str, object]
    message: str


CASES = [
    Case(PeaklineError("It broke."), {}, "It broke."),
    Case(
        InputError("must be a number", file="p.yaml", line=7, path="queues[2].band", value="high"),
        {"rule": "must be a number", "file": "p.yaml", "line": 7, "path": "queues[2].band", "value": "high"},
        "p.yaml:7: queues[2].band: must be a number (got high)",
    ),
    Case(
        InputErrors([InputError("must not be empty", file="a.csv", line=3, path="agents")]),
        {"file": "a.csv", "line": 3, "path": "agents"},
        "a.csv:3: agents: must not be empty",
    ),
    Case(
        MissingFile("there is no such file", file="polcy.yaml", nearest="policy.yaml"),
        {"file": "polcy.yaml", "nearest": "policy.yaml", "line": None},
        "polcy.yaml: there is no such file (did you mean policy.yaml?)",
    ),
    Case(BadDocument("is empty", file="p.yaml"), {"file": "p.yaml", "path": ""}, "p.yaml: is empty"),
    Case(
        UnknownKey("is not a key here", file="p.yaml", line=2, path="queus", nearest="queues"),
        {"path": "queus", "nearest": "queues"},
        "p.yaml:2: queus: is not a key here (did you mean queues?)",
    ),
    Case(
        MissingKey("this key is required", file="p.yaml", line=1, path="queues"),
        {"path": "queues"},
        "p.yaml:1: queues: this key is required",
    ),
    Case(
        UnknownName("is not among the skills", file="p.yaml", line=9, path="steps[0]", value="fz", nearest="fx"),
        {"value": "fz", "nearest": "fx"},
        "p.yaml:9: steps[0]: is not among the skills (got fz; did you mean fx?)",
    ),
    Case(BadValue("must be 0 or more", value=-1), {"value": -1}, "must be 0 or more (got -1)"),
    Case(
        BadValue("must be text", path="a", value=None, in_code=True),
        {"value": None, "in_code": True},
        "a: must be text (got None)",
    ),
    Case(Contradiction("ends before it starts", line=4), {"line": 4}, "line 4: ends before it starts"),
    Case(CommandError("The router cannot do that."), {}, "The router cannot do that."),
    Case(
        BadTime(1.5),
        {"now": 1.5},
        "The time must be a whole number of microseconds from 0 to 4611686018427387903 (got 1.5 of type float).",
    ),
    Case(
        BadTime(None),
        {"now": None},
        "The time must be a whole number of microseconds from 0 to 4611686018427387903 (got None).",
    ),
    Case(
        WrongType("open", "must be True or False", "no"),
        {"argument": "open", "rule": "must be True or False", "value": "no"},
        "open: must be True or False (got 'no' of type str)",
    ),
    Case(NoTarget("T1"), {"ticket": "T1"}, "Ticket T1 cannot be transferred to nowhere: name a queue or an agent."),
    Case(
        BadTime(7, least=9),
        {"now": 7, "least": 9},
        "The time must be a whole number of microseconds from 9 to 4611686018427387903 (got 7).",
    ),
    Case(
        TimeWentBack(now=5, latest=8),
        {"now": 5, "latest": 8},
        "Time must not go back: the router has reached 8 µs (got 5 µs).",
    ),
    Case(UnknownPresence(7), {"presence": 7}, "There is no presence 7: use routing.Presence."),
    Case(BadReason(7), {"reason": 7}, "The reason of a presence must be text (got 7 of type int)."),
    Case(UnknownPresence(True), {"presence": True}, "There is no presence True: use routing.Presence."),
    Case(UnknownTie(7), {"tie": 7}, "There is no tie 7: use routing.model.Tie."),
    Case(BadId("ticket", 7), {"kind": "ticket", "value": 7}, "The id of a ticket must be text (got 7 of type int)."),
    Case(BadId("agent", None), {"kind": "agent", "value": None}, "The id of an agent must be text (got None)."),
    Case(
        BadId("ticket", "\ud800"),
        {"kind": "ticket", "value": "\ud800"},
        "The id of a ticket must be text that UTF-8 can write, not empty (got '\\ud800').",
    ),
    Case(
        BadId("agent", ""),
        {"kind": "agent", "value": ""},
        "The id of an agent must be text that UTF-8 can write, not empty (got '').",
    ),
    Case(UnknownTicket("T1"), {"ticket": "T1"}, "There is no ticket T1: it never came or has ended."),
    Case(DuplicateTicket("T1"), {"ticket": "T1"}, "Ticket T1 is in the router already."),
    Case(
        UnknownAgent("ann", ["anne", "bob"]),
        {"agent": "ann", "nearest": "anne"},
        "There is no agent ann on the roster. Did you mean anne?",
    ),
    Case(DuplicateAgent("ann"), {"agent": "ann"}, "The roster lists agent ann twice."),
    Case(
        UnknownLabel("tier", "vipp", ["ordinary", "vip"]),
        {"kind": "tier", "value": "vipp", "nearest": "vip"},
        "The policy lists no tier vipp. Did you mean vip?",
    ),
    Case(UnknownLabel("problem", "fx"), {"kind": "problem", "nearest": None}, "The policy lists no problem fx."),
    Case(UnknownLabel("channel", "mail"), {"kind": "channel", "value": "mail"}, "The policy lists no channel mail."),
    Case(
        UnknownLabel("label", "langage", ["language", "resident"]),
        {"kind": "label", "value": "langage", "nearest": "language"},
        "The policy lists no label langage. Did you mean language?",
    ),
    Case(
        BadLabel("language", 5, LabelType.TEXT),
        {"label": "language", "value": 5, "type": LabelType.TEXT},
        "Label language must be text of 1 to 64 characters (got 5 of type int).",
    ),
    Case(
        BadLabel("vip_since", 10**10, LabelType.NUMBER),
        {"label": "vip_since", "value": 10**10, "type": LabelType.NUMBER},
        "Label vip_since must be a whole number from -1000000000 to 1000000000 (got 10000000000).",
    ),
    Case(
        BadLabel("resident", "yes", LabelType.YES_NO),
        {"label": "resident", "value": "yes", "type": LabelType.YES_NO},
        "Label resident must be True or False (got 'yes' of type str).",
    ),
    Case(
        BadLabel("language", "\ud800", LabelType.TEXT),
        {"label": "language", "value": "\ud800", "type": LabelType.TEXT},
        "Label language must be text that UTF-8 can write (got '\\ud800').",
    ),
    Case(
        UnknownQueue("vip", ["vips", "rest"]),
        {"queue": "vip", "nearest": "vips"},
        "The policy has no queue vip. Did you mean vips?",
    ),
    Case(TooManyExcluded(64), {"limit": 64}, "At most 64 agents can be excluded from a ticket."),
    Case(
        TicketStateError("Ticket T1 is elsewhere.", "T1", TicketState.WAITING, None),
        {"ticket": "T1", "state": TicketState.WAITING, "owner": None},
        "Ticket T1 is elsewhere. It waits in its queue.",
    ),
    Case(
        NotOffered("T1", "ann", TicketState.ASSIGNED, "bob"),
        {"ticket": "T1", "agent": "ann", "state": TicketState.ASSIGNED, "owner": "bob"},
        "Ticket T1 is not offered to agent ann. Agent bob owns it.",
    ),
    Case(
        NotInService("T1", TicketState.OFFERED, "bob"),
        {"ticket": "T1", "state": TicketState.OFFERED, "owner": "bob"},
        "Ticket T1 is not in service. It is offered to agent bob.",
    ),
    Case(
        NotWrapping("T1", TicketState.WAITING),
        {"ticket": "T1", "state": TicketState.WAITING, "owner": None},
        "Ticket T1 is not in wrap-up. It waits in its queue.",
    ),
    Case(
        NotWaiting("T1", TicketState.WRAPPING, "bob"),
        {"ticket": "T1", "state": TicketState.WRAPPING, "owner": "bob"},
        "Ticket T1 does not wait. Agent bob is wrapping it up.",
    ),
    Case(
        NotHeld("T1", TicketState.HELD, "bob"),
        {"ticket": "T1", "state": TicketState.HELD, "owner": "bob"},
        "Ticket T1 is not on hold. Agent bob has its customer on hold.",
    ),
    Case(
        NotInactive("T1", TicketState.WAKING, "bob"),
        {"ticket": "T1", "state": TicketState.WAKING, "owner": "bob"},
        "Ticket T1 does not sleep. Its customer is back and waits for agent bob.",
    ),
    Case(AgentAbsent("ann"), {"agent": "ann", "ticket": None}, "Agent ann is offline."),
    Case(
        AgentAbsent("ann", "T1"),
        {"agent": "ann", "ticket": "T1"},
        "Agent ann is offline and cannot take ticket T1.",
    ),
    Case(
        AgentFull("ann", "T1"),
        {"agent": "ann", "ticket": "T1"},
        "Agent ann has no capacity left for ticket T1: use force to give it nevertheless.",
    ),
    Case(
        NotAllowed("ann", "T1", "licence"),
        {"agent": "ann", "ticket": "T1", "requirement": "licence"},
        "Agent ann must not take ticket T1: they lack licence, which its queue never relaxes.",
    ),
    Case(
        NotAllowed("ann", "T1"),
        {"agent": "ann", "ticket": "T1", "requirement": None},
        "Agent ann must not take ticket T1: they lack what its queue never relaxes.",
    ),
    Case(
        TooManyInactive("ann", 100),
        {"agent": "ann", "limit": 100},
        "Agent ann has 100 conversations that sleep already.",
    ),
    Case(NoCallback("T1"), {"ticket": "T1"}, "Nobody has asked to be called back for ticket T1."),
    Case(
        BadAttempts(11),
        {"value": 11},
        "The attempts of a callback must be a whole number from 1 to 10 (got 11).",
    ),
    Case(
        BadMinutes(0, 60),
        {"value": 0, "limit": 60},
        "Live figures cover a whole number of minutes from 1 to 60 (got 0).",
    ),
    Case(
        AgentHasWork("ann", "T1"),
        {"agent": "ann", "ticket": "T1"},
        "Agent ann cannot go offline with ticket T1 in hand: use draining.",
    ),
    Case(
        JournalFailed(), {}, "The journal could not be written, so the router has stopped. Recover it from the journal."
    ),
    Case(
        TicketNotCovered("T1", "problem", "fx"),
        {"ticket": "T1", "kind": "problem", "value": "fx"},
        "Ticket T1 has the problem fx, which the policy lacks.",
    ),
    Case(
        TicketNotCovered("T1", "tier", "vip"),
        {"ticket": "T1", "kind": "tier", "value": "vip"},
        "Ticket T1 has the tier vip, which the policy lacks.",
    ),
    Case(
        TicketNotCovered("T1", "channel", "chat"),
        {"ticket": "T1", "kind": "channel", "value": "chat"},
        "Ticket T1 has the channel chat, which the policy lacks.",
    ),
    Case(
        TicketNotCovered("T1", "label", "amount"),
        {"ticket": "T1", "kind": "label", "value": "amount"},
        "Ticket T1 has the label amount, which the policy lacks or gives another type.",
    ),
    Case(
        AgentNotOffline("ann"),
        {"agent": "ann"},
        "Agent ann is not offline: only then can they leave the roster.",
    ),
    Case(NoFormerPolicy(), {}, "There is no policy to go back to: this is the router's first one."),
    Case(
        FixedWrapUp("T1", TicketState.WRAPPING, "ann"),
        {"ticket": "T1", "state": TicketState.WRAPPING, "owner": "ann"},
        "The wrap-up of ticket T1 has a fixed length and ends by itself. Agent ann is wrapping it up.",
    ),
    Case(
        HasCallback("T1", TicketState.WAITING),
        {"ticket": "T1", "state": TicketState.WAITING, "owner": None},
        "Ticket T1 has a callback already, and cannot have another. It waits in its queue.",
    ),
    Case(
        NotAssigned("T1", TicketState.WAITING),
        {"ticket": "T1", "state": TicketState.WAITING, "owner": None},
        "Ticket T1 has not been assigned yet. It waits in its queue.",
    ),
    Case(
        RetryMissing("T1", 1),
        {"ticket": "T1", "left": 1},
        "Ticket T1 is to be called back again (attempts left: 1): say when, as retry.",
    ),
    Case(
        RouterStopped(),
        {},
        "A command was interrupted, so the router has stopped. Recover it from its journal, or build a new one.",
    ),
    Case(
        RouterBusy(),
        {},
        "The router is carrying out another command: it is used by several threads without a lock, or by a signal"
        " handler.",
    ),
    Case(DecisionForgotten("T1"), {"ticket": "T1"}, "The decision about ticket T1 is not kept (any more)."),
]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: type(case.error).__name__)


def _tree(root: type[PeaklineError]) -> list[type[PeaklineError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _tree(child))]


def _ours() -> list[type[PeaklineError]]:
    return [kind for kind in _tree(PeaklineError) if kind.__module__ == errors.__name__]


@EACH
def test_an_error_says_what_is_wrong(case: Case) -> None:
    """The message of each error is the documented one."""
    assert str(case.error) == case.message


@EACH
def test_an_error_carries_its_data(case: Case) -> None:
    """What the message says stands in attributes too, so that code need not read messages."""
    assert {name: getattr(case.error, name) for name in case.attributes} == case.attributes


@EACH
def test_an_error_survives_pickling_and_copying(case: Case) -> None:
    """An error that crosses a process boundary keeps its class, message and data."""
    for twin in (pickle.loads(pickle.dumps(case.error)), copy.copy(case.error)):
        assert type(twin) is type(case.error)
        assert str(twin) == case.message
        assert {name: getattr(twin, name) for name in case.attributes} == case.attributes


@pytest.mark.parametrize(
    ("state", "owner", "where"),
    [
        (TicketState.FREE, None, "It has ended."),
        (TicketState.WAITING, None, "It waits in its queue."),
        (TicketState.OFFERED, "bob", "It is offered to agent bob."),
        (TicketState.ASSIGNED, "bob", "Agent bob owns it."),
        (TicketState.WRAPPING, "bob", "Agent bob is wrapping it up."),
        (TicketState.PERSONAL, "bob", "It waits for agent bob."),
        (TicketState.HELD, "bob", "Agent bob has its customer on hold."),
        (TicketState.INACTIVE, "bob", "Its conversation with agent bob sleeps."),
        (TicketState.WAKING, "bob", "Its customer is back and waits for agent bob."),
        (TicketState.CALLBACK, None, "Its customer is to be called back."),
    ],
    ids=lambda value: value.name if isinstance(value, TicketState) else None,
)
def test_a_ticket_that_is_elsewhere_is_said_where(state: TicketState, owner: str | None, where: str) -> None:
    """Each state of a ticket has its sentence, with the agent where one has it."""
    assert str(NotWaiting("T1", state, owner)) == f"Ticket T1 does not wait. {where}"


def test_every_state_of_a_ticket_is_said() -> None:
    """No state is without a sentence."""
    assert all(str(NotWaiting("T1", state, "bob")) for state in TicketState)


def test_every_class_of_the_tree_has_a_case() -> None:
    """No error class is without a test."""
    assert {type(case.error) for case in CASES} == set(_ours())


def test_every_class_says_when_it_is_raised() -> None:
    """Each docstring but the root's starts with "Raised when"."""
    undocumented = [kind.__name__ for kind in _ours()[1:] if not (kind.__doc__ or "").startswith("Raised when")]
    assert undocumented == []


def test_the_tree_in_the_module_is_complete() -> None:
    """The list at the top of the module names each class."""
    missing = [kind.__name__ for kind in _ours() if f":class:`{kind.__name__}`" not in (errors.__doc__ or "")]
    assert missing == []


def test_one_finding_is_raised_as_itself_and_several_together() -> None:
    """A caller that catches UnknownKey gets it when it is the only finding; several come as InputErrors."""
    one, two = UnknownKey("is not a key here", path="a"), BadValue("must be a number", path="b", value="x")
    assert InputErrors.of([one]) is one
    together = InputErrors.of([one, two])
    assert isinstance(together, InputErrors)
    assert together.errors == (one, two)
    assert str(together) == "a: is not a key here\nb: must be a number (got x)"


def test_at_most_ten_findings_are_shown() -> None:
    """The eleventh and later findings of a file are counted, not listed."""
    many = InputErrors([BadValue("is wrong", path=f"a[{n}]") for n in range(13)])
    lines = str(many).splitlines()
    assert len(lines) == 11
    assert lines[9] == "a[9]: is wrong"
    assert lines[10] == "and 3 more"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (2.5, "2.5"),
        ("two\nlines", "two lines"),
        ("", "''"),
        ("bell\x07", r"'bell\x07'"),
        ("x" * 100, "x" * 59 + "…"),
        ([1, "a", None], "[1, a, null]"),
        (list(range(9)), "[0, 1, 2, 3, 4, …]"),
        ({"a": 1, "b": [True]}, "{a: 1, b: [true]}"),
        ({"a": {"b": {"c": 1}}}, "{a: {b: {…}}}"),
    ],
)
def test_a_value_is_shown_short_and_on_one_line(value: object, expected: str) -> None:
    """A value in a message is at most 60 characters on one line, as its writer would write it."""
    assert str(BadValue("is wrong", value=value)) == f"is wrong (got {expected})"


def test_a_number_too_long_to_print_is_shown_as_dots() -> None:
    """Python refuses to convert numbers of more than 4300 digits; the message still stands."""
    assert str(BadValue("is wrong", value=10**5000)) == "is wrong (got …)"


def test_the_reference_has_every_class() -> None:
    """The page about errors has a row or a sentence for each class of the tree."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert [kind.__name__ for kind in _ours() if f"`{kind.__name__}`" not in page] == []
