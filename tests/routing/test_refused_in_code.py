"""Policies, rosters and journals that were built in code: what could not be meant, or kept, is refused at once."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from routing import (
    NEVER,
    Agent,
    BadId,
    BadValue,
    Contradiction,
    InputError,
    MissingKey,
    Router,
    Severity,
    UnknownAgent,
    UnknownName,
    WrongType,
    check_policy,
    check_roster,
)
from routing.journals.journal import Journal, MemoryJournal
from routing.journals.journal_sqlite import SqliteJournal
from routing.model import Presence, Tie
from routing.policy import (
    Compare,
    Condition,
    LabelType,
    Match,
    Overflow,
    OverflowAction,
    OverflowCause,
    Policy,
    Queue,
    Reservation,
    Step,
)
from tests import worlds
from tests.routing.test_refusals import all_of

WRONG: Any = replace
"""``replace`` with values of any type."""

WRONG_MATCH: Any = Match
WRONG_CONDITION: Any = Condition

HELP: dict[str, Any] = {"problem": "help", "tier": "any", "channel": "phone"}
ALL = Queue("all")
POLICY = worlds.policy(ALL, labels=(("lang", LabelType.TEXT),))
ANN = Agent("ann", {"help": 3})

Change = Callable[[Router], object]

BAD_AGENTS: list[tuple[dict[str, Any], str]] = [
    ({"skills": {"s": 3.5}}, "agents.bo.skills.s: must be a whole number (got 3.5 of type float)"),
    ({"skills": {"s": "x"}}, "agents.bo.skills.s: must be a whole number (got 'x' of type str)"),
    ({"skills": {"s": "4"}}, "agents.bo.skills.s: must be a whole number (got '4' of type str)"),
    ({"skills": {"s": True}}, "agents.bo.skills.s: must be a whole number (got True)"),
    ({"skills": {"s": np.int64(4)}}, "agents.bo.skills.s: must be a whole number (got np.int64(4) of type int64)"),
    ({"skills": {"s": 6}}, "agents.bo.skills.s: must be a level from 1 to 5 (got 6)"),
    ({"skills": {7: 1}}, "agents.bo.skills: must have text as keys, without lone surrogates (got 7 of type int)"),
    ({"skills": ["a"]}, "agents.bo.skills: must be a mapping (got ['a'] of type list)"),
    ({"pools": "front"}, "agents.bo.pools: must be a tuple (got 'front' of type str)"),
    ({"pools": ["p", None]}, "agents.bo.pools[1]: must be text (got None)"),
    ({"queue_order": "all"}, "agents.bo.queue_order: must be a tuple (got 'all' of type str)"),
    ({"capacity": 1.5}, "agents.bo.capacity: must be a whole number (got 1.5 of type float)"),
    ({"capacity": "3"}, "agents.bo.capacity: must be a whole number (got '3' of type str)"),
    ({"capacity": -1}, "agents.bo.capacity: must be a whole number from 1 to 100 (got -1)"),
    ({"capacity": 10**7}, "agents.bo.capacity: must be a whole number from 1 to 100 (got 10000000)"),
    ({"capacity": 2**31}, "agents.bo.capacity: must be a whole number from 1 to 100 (got 2147483648)"),
    ({"most": {"c": 1.5}}, "agents.bo.most.c: must be a whole number (got 1.5 of type float)"),
    ({"most": {"c": 101}}, "agents.bo.most.c: must be a whole number from 0 to 100 (got 101)"),
    ({"labels": {"l": None}}, "agents.bo.labels.l: must be text, a whole number, or true or false (got None)"),
    (
        {"labels": {"l": 1.5}},
        "agents.bo.labels.l: must be text, a whole number, or true or false (got 1.5 of type float)",
    ),
    (
        {"labels": {"l": "\ud800"}},
        "must be text that UTF-8 can write, without lone surrogates (got '\\ud800' of type str)",
    ),
    ({"labels": {"l": "x" * 65}}, "agents.bo.labels.l: must have at most 64 characters (got xxx"),
    ({"labels": {"l": ""}}, "agents.bo.labels.l: must not be empty (got '')"),
    ({"labels": {"l": 2**70}}, "agents.bo.labels.l: must be a whole number from -1000000000 to 1000000000"),
    ({"delays": {"q": 1.5}}, "agents.bo.delays.q: must be a whole number (got 1.5 of type float)"),
    ({"delays": {"q": 2**70}}, "agents.bo.delays.q: must be from 0 to 2592000 seconds"),
]
EACH_AGENT = pytest.mark.parametrize(("fields", "message"), BAD_AGENTS, ids=lambda value: str(value)[:40])


def running(journal: Journal | None = None) -> Router:
    """A router with a ticket in Ann's hands, and one that waits."""
    router = Router(POLICY, [ANN], journal=journal)
    router.set_presence("ann", Presence.READY, now=0)
    router.submit("one", **HELP, now=0)
    router.submit("two", **HELP, now=1)
    return router


def refused(change: Change, error: type[Exception], tmp_path: Path | None = None) -> str:
    """What a change is refused with; the router is as before, and so is what its journal leads to."""
    journal = MemoryJournal() if tmp_path is None else SqliteJournal(tmp_path / "a.journal", sync=False)
    router = running(journal)
    before, records = all_of(router), list(journal.records())
    with pytest.raises(error) as caught:
        change(router)
    assert all_of(router) == before
    assert list(journal.records()) == records
    assert all_of(Router.recover(journal)) == before
    return str(caught.value)


# -- agents ------------------------------------------------------------------------------------------------------------


@EACH_AGENT
def test_an_agent_who_could_not_be_kept_is_refused(fields: dict[str, Any], message: str, tmp_path: Path) -> None:
    """Before anything is written: agent and key are named, and the type where it is wrong."""
    bo = Agent("bo", **fields)
    with pytest.raises(BadValue) as caught:
        Router(POLICY, [ANN, bo])
    assert message in str(caught.value)
    assert message in refused(lambda router: router.add_agent(bo, now=2), BadValue, tmp_path)
    changes: list[Change] = [
        lambda router: router.change_roster([ANN, bo], now=2),
        lambda router: router.change_agent(replace(bo, id="ann"), now=2),
    ]
    for change in changes:
        assert "agents." in refused(change, BadValue)


@EACH_AGENT
def test_a_check_finds_each_of_them(fields: dict[str, Any], message: str) -> None:
    """The check of a roster does not stumble over a wrong type, and says what a router would."""
    found = [one.sentence() for one in check_roster(POLICY, [ANN, Agent("bo", **fields)])]
    assert any(message in sentence for sentence in found), found


def test_several_wrong_agents_come_together() -> None:
    """Agents who are wrong in the same way are said once, by the first; 1 and True are not the same."""
    agents = [Agent("a", {"s": 1}), Agent("b", {"s": True}), Agent("c", {"s": True}), Agent("d", capacity=0)]
    with pytest.raises(InputError) as caught:
        Router(POLICY, agents)
    assert str(caught.value).splitlines() == [
        "agents.b.skills.s: must be a whole number (got True)",
        "agents.d.capacity: must be a whole number from 1 to 100 (got 0)",
    ]


def test_lists_count_as_tuples() -> None:
    """Pools and an own order of queues may come as lists."""
    agent = Agent("bo", pools=["front"], queue_order=["all"])  # type: ignore[arg-type]
    assert agent == Agent("bo", pools=("front",), queue_order=("all",))
    assert Router(POLICY, [agent]).agents == (agent,)


def test_an_agent_keeps_copies() -> None:
    """What the caller does with a dict later changes neither the agent nor a router, which may be copied."""
    skills, labels, most, delays = {"help": 3}, {"lang": "de"}, {"phone": 1}, {"all": 5}
    agent = Agent("bo", skills, labels=labels, most=most, delays=delays)
    twin = copy.deepcopy(agent)
    for mine in (skills, labels, most, delays):
        mine.clear()
    assert agent == twin == pickle.loads(pickle.dumps(agent)) == replace(agent)
    assert (agent.skills, agent.delays) == ({"help": 3}, {"all": 5})


@pytest.mark.parametrize("name", ["", "\ud800", 7, None, ["a"]])
def test_a_name_that_is_none(name: Any) -> None:
    """Agents have ids of text that can be written; the check of a roster finds them, too."""
    bad = Agent(name)
    with pytest.raises(BadId):
        Router(POLICY, [ANN, bad])
    refused(lambda router: router.add_agent(bad, now=2), BadId)
    refused(lambda router: router.change_agent(bad, now=2), BadId)
    refused(lambda router: router.remove_agent(name, now=2), UnknownAgent)
    (finding,) = check_roster(POLICY, [ANN, bad])
    assert finding.path == ("agents", 1, "id")


@pytest.mark.parametrize("roster", [None, 5, "ann", ANN, {"ann": ANN}, [None], ["ann"], [ANN, {"id": "bo"}]])
def test_what_is_no_roster(roster: Any) -> None:
    """The error says where no agent stands."""
    with pytest.raises(WrongType, match=r"^agents(\[\d\])?: must be a (list of )?routing.Agent \(got "):
        Router(POLICY, roster)
    refused(lambda router: router.change_roster(roster, now=2), WrongType)
    refused(lambda router: router.add_agent(roster, now=2), WrongType) if roster is not ANN else None


# -- policies ----------------------------------------------------------------------------------------------------------

BAD_POLICIES: list[tuple[Policy, str]] = [
    (worlds.policy(WRONG(ALL, target_us=1.5)), "queues[0].target_us: must be a whole number (got 1.5 of type float)"),
    (worlds.policy(WRONG(ALL, band=True)), "queues[0].band: must be a whole number (got True)"),
    (
        worlds.policy(WRONG(ALL, auto_accept="no")),
        "queues[0].auto_accept: must be True or False (got 'no' of type str)",
    ),
    (worlds.policy(WRONG(ALL, wrap_up=1)), "wrap_up: must be a member of routing.policy.WrapUp (got 1 of type int)"),
    (worlds.policy(WRONG(ALL, steps=[Step()])), "queues[0].steps: must be a tuple"),
    (worlds.policy(WRONG(ALL, steps=(None,))), "queues[0].steps[0]: must be a routing.policy.Step (got None)"),
    (worlds.policy(WRONG(ALL, hold_us=(0, 0))), "queues[0].hold_us: must be a tuple of 3"),
    (worlds.policy(WRONG(ALL, name="\ud800")), "queues[0].name: must be text that UTF-8 can write"),
    (worlds.policy(WRONG(ALL, match=WRONG_MATCH(problems="help"))), "queues[0].match.problems: must be a tuple"),
    (worlds.policy(), "queues: must not be empty"),
    (worlds.policy(WRONG(ALL, steps=())), "queues[0].steps: must not be empty"),
    (worlds.policy(WRONG(ALL, band=99)), "queues[0].band: must be a whole number from 0 to 15 (got 99)"),
    (worlds.policy(WRONG(ALL, max_waiting=-5)), "max_waiting: must be a whole number from -1 to 1000000 (got -5)"),
    (worlds.policy(WRONG(ALL, ageing_per_mille=-1)), "ageing_per_mille: must be a whole number from 1 to 1000000"),
    (
        worlds.policy(WRONG(ALL, promote_after_us=0)),
        "must be a whole number from 1 to 2592000000000, or NEVER (got 0)",
    ),
    (worlds.policy(WRONG(ALL, hold_us=(0, -1, 0))), "queues[0].hold_us[1]: must be a whole number from 0 to"),
    (worlds.policy(WRONG(ALL, name="")), "queues[0].name: must not be empty (got '')"),
    (worlds.policy(WRONG(ALL, name="x" * 65)), "queues[0].name: must have at most 64 characters"),
    (
        worlds.policy(WRONG(ALL, steps=(Step(), Step(5, (("fx", 1),))))),
        "must not ask for a skill that the step before",
    ),
    (worlds.policy(WRONG(ALL, steps=(Step(0, (("fx", 6),)),))), "must be a level from 1 to 5 (got 6)"),
    (worlds.policy(WRONG(ALL, steps=(Step(0, (("fx", 1), ("fx", 2))),))), "names fx twice"),
    (worlds.policy(WRONG(ALL, steps=(Step(pools=("front", "front")),))), "steps[0].pools[1]: names front twice"),
    (
        worlds.policy(WRONG(ALL, overflow=(Overflow(OverflowCause.WAITED, OverflowAction.BOT),))),
        "overflow[0].at: must",
    ),
    (
        worlds.policy(WRONG(ALL, overflow=(Overflow(OverflowCause.WAITING, OverflowAction.BOT),))),
        "overflow[0].at: must",
    ),
    (worlds.policy(Queue("q", Match(problems=("zz",))), ALL), "is not among the policy's problems (got zz"),
    (worlds.policy(Queue("q", Match(problems=("help",))), Queue("q")), "names a queue twice"),
    (worlds.policy(ALL, Queue("rest", Match()), Queue("last")), "no ticket enters this queue"),
    (worlds.policy(ALL, costs=(("phone", 0),)), "costs[0][1]: must be a whole number from 1 to 100 (got 0)"),
    (worlds.policy(ALL, delays=(("front", (("all", -1),)),)), "delays[0][1][0][1]: must be a whole number from 0 to"),
    (worlds.policy(ALL, reservations=(Reservation("front", 0, ("all",)),)), "keep_free: must be a whole number from 1"),
    (worlds.policy(ALL, problems=("help", "help")), "problems[1]: names help twice"),
    (worlds.policy(ALL, problems=()), "problems: must not be empty"),
    (worlds.policy(ALL, skills=("",)), "skills[0]: must not be empty (got '')"),
    (
        worlds.policy(ALL, labels=tuple((f"l{n}", LabelType.TEXT) for n in range(65))),
        "labels: must have at most 64 entries",
    ),
]
BAD_POLICIES += [
    (
        worlds.policy(
            Queue("q", Match(labels=(WRONG_CONDITION("lang", Compare.EQ, value),))),
            ALL,
            labels=(("lang", LabelType.TEXT),),
        ),
        message,
    )
    for value, message in (
        (None, "queues[0].match.labels[0].value: must be text, a whole number, or true or false (got None)"),
        ((None,), "value[0]: must be text, a whole number, or true or false (got None)"),
        ("\ud800", "value: must be text that UTF-8 can write"),
        (7, "the label is text"),
    )
]


@pytest.mark.parametrize(
    ("bad", "message"), BAD_POLICIES, ids=lambda value: value[:50] if isinstance(value, str) else ""
)
def test_a_policy_that_the_check_refuses_is_refused_by_a_router(bad: Policy, message: str, tmp_path: Path) -> None:
    """At the start, at a change and in a trial; a journal never gets it, and the state is as before."""
    errors = [finding.sentence() for finding in check_policy(bad) if finding.severity is Severity.ERROR]
    assert message in "\n".join(errors)
    with pytest.raises(InputError):
        Router(bad, [ANN])
    assert message in refused(lambda router: router.change_policy(bad, now=2), InputError, tmp_path)
    assert message in refused(lambda router: router.dry_run(bad, now=2), InputError)


def test_the_widest_ranges_are_taken() -> None:
    """What files may say at most, a router takes from code."""
    month = 30 * 24 * 3600 * 1_000_000
    wide = replace(
        ALL, target_us=month, head_start_us=-month, ageing_per_mille=1_000_000, band=15, promote_after_us=NEVER,
        max_waiting=1_000_000, offer_expires_us=month, hold_us=(month, 0, month), gather_after_us=1, auto_accept=False,
    )  # fmt: skip
    assert Router(worlds.policy(wide, costs=(("phone", 100),)), [Agent("ann", capacity=100)]).agents


@pytest.mark.parametrize("policy", [None, 5, {}, Policy])
def test_what_is_no_policy(policy: Any) -> None:
    """Its type is said."""
    with pytest.raises(WrongType, match=r"^policy: must be a routing.Policy \(got "):
        Router(policy, [])
    refused(lambda router: router.change_policy(policy, now=2), WrongType)
    refused(lambda router: router.dry_run(policy, now=2), WrongType)
    with pytest.raises(WrongType):
        check_policy(policy)


def test_the_name_of_a_file_is_neither_a_policy_nor_a_journal(tmp_path: Path) -> None:
    """The error, which is a TypeError too, says how to open it."""
    for path in ("policy.yaml", tmp_path):
        with pytest.raises(
            TypeError, match=r"^policy: must be a routing.Policy: read the file with load_policy\(path\)"
        ):
            Router(path, [])  # type: ignore[arg-type]
    for journal in ("x.j", tmp_path):
        with pytest.raises(WrongType, match=r"^journal: must be a journal: open the file with SqliteJournal\(path\)"):
            Router(POLICY, [ANN], journal=journal)  # type: ignore[arg-type]
        with pytest.raises(WrongType, match=r"open the file with SqliteJournal\(path\)"):
            Router.recover(journal)  # type: ignore[arg-type]
    others: list[Any] = [5, MemoryJournal, []]
    for other in others:
        with pytest.raises(WrongType, match=r"such as MemoryJournal\(\)"):
            Router(POLICY, [ANN], journal=other)


def test_a_journal_names_its_file(tmp_path: Path) -> None:
    """An empty one cannot be recovered from, a used one is not begun again."""
    with SqliteJournal(tmp_path / "a.journal") as journal:
        with pytest.raises(MissingKey, match=r"a\.journal: is empty"):
            Router.recover(journal)
        Router(POLICY, [ANN], journal=journal)
        with pytest.raises(Contradiction, match=r"a\.journal: holds the commands of a router already"):
            Router(POLICY, [ANN], journal=journal)


@pytest.mark.parametrize(("history", "got"), [(-1, "-1"), (None, "None"), (True, "True"), (1.5, "1.5 of type float")])
def test_a_history_is_a_number_of_commands(history: Any, got: str) -> None:
    """Not negative."""
    with pytest.raises(BadValue) as caught:
        Router(POLICY, [ANN], history=history)
    assert str(caught.value) == f"history: must be a whole number, 0 or more (got {got})"


# -- arguments ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "exclude", [["ann"], {"ann"}, frozenset(["ann"]), {"ann": 1}, {"ann": 1}.keys(), ("ann", "ann")]
)
def test_any_collection_of_agents_can_be_excluded(exclude: Any, tmp_path: Path) -> None:
    """It need not have an order; the journal has one."""
    with SqliteJournal(tmp_path / "a.journal", sync=False) as journal:
        router = running(journal)
        router.complete("one", now=2)
        router.submit("three", **HELP, exclude=exclude, now=3)
        assert [args[-1] for _, _, _, args in journal.records()][-1] == ("ann",)
        assert all_of(Router.recover(journal)) == all_of(router)


def test_only_text_that_can_be_written_names_a_ticket() -> None:
    """Other scripts and signs beyond the first plane are text like any other."""
    router = running()
    for name in ("票", "🧾", "a\0b", " "):
        assert router.submit(name, **HELP, now=2)
    with pytest.raises(BadId, match="not empty"):
        router.submit("", **HELP, now=2)


@pytest.mark.parametrize(
    ("now", "got"),
    [("5", "'5' of type str"), (None, "None"), (True, "True"), (np.int64(5), "np.int64(5) of type int64"), (-1, "-1")],
)
def test_a_wrong_time_is_said_with_its_type(now: Any, got: str) -> None:
    """Text that looks like a number is told from one; None and True are Python's words."""
    with pytest.raises(Exception, match="whole number of microseconds") as caught:
        running().submit("three", **HELP, now=now)
    assert str(caught.value).endswith(f"(got {got}).")


def test_a_tie_or_a_presence_may_be_its_number() -> None:
    """As journals have them."""
    router = running()
    (event,) = router.set_presence("ann", 2, now=2)  # type: ignore[arg-type]
    assert event.detail == Presence.BREAK
    router.submit("three", **HELP, preferred="ann", tie=int(Tie.OWNER), now=2)  # type: ignore[arg-type]


def test_unknown_names_are_said_as_before() -> None:
    """Text needs no quotes; what is no text has its type."""
    router = running()
    with pytest.raises(UnknownAgent, match=r"no agent an on the roster\. Did you mean ann\?"):
        router.lose_agent("an", now=2)
    with pytest.raises(UnknownAgent, match="no agent 3 of type int on the roster"):
        router.lose_agent(3, now=2)  # type: ignore[arg-type]
    with pytest.raises(UnknownName):
        Router(worlds.policy(Queue("all", steps=(Step(pools=("frnt",)),))), [ANN])
