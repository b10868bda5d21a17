"""Journals: what a router was asked is durable before it answers, and leads another router to the same state."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hatch_build import ROOT
from routing import SECOND, Agent, Event, EventKind, Presence, Router
from routing.errors import (
    BadDocument,
    BadId,
    Contradiction,
    InputError,
    JournalFailed,
    MissingFile,
    MissingKey,
    NotOffered,
    UnknownTicket,
)
from routing.journals.journal import METHODS, Head, Journal, MemoryJournal, Record
from routing.journals.journal_sqlite import SqliteJournal
from routing.kernels.kernel_live import Verb
from routing.model import Tie
from routing.policies.policy_hash import hashed
from routing.policy import Policy, Queue
from tests import worlds
from tests.features import FEATURES
from tests.naive import NaiveRouter
from tests.routing.calls import calls_of, give
from tests.routing.test_refusals import HELP, bank
from tests.strategies import Session, examples, sessions

NAMES = count()


def new_sqlite(folder: Path) -> SqliteJournal:
    return SqliteJournal(folder / f"{next(NAMES)}.journal", sync=False)


def crashed_sqlite(journal: SqliteJournal) -> SqliteJournal:
    """What the next process finds: the files as they are, with nobody's hand on them."""
    path = journal.path.with_name(f"{next(NAMES)}.journal")
    for ending in ("", "-wal"):
        shutil.copy(f"{journal.path}{ending}", f"{path}{ending}")
    return SqliteJournal(path)


def new_memory(_: Path) -> MemoryJournal:
    return MemoryJournal()


def crashed_memory(journal: MemoryJournal) -> MemoryJournal:
    found = MemoryJournal()
    head = journal.head()
    if head is not None:
        found.begin(head)
    for record in journal.records():
        found.append(record)
    found.commit()
    return found


class Backend:
    """A kind of journal.

    Parameters
    ----------
    new
        Makes an empty one in a folder.
    crashed
        Makes another one of what would be left of it if the machine stopped now.
    """

    def __init__(self, new: Callable[[Path], Any], crashed: Callable[[Any], Any], folder: Path) -> None:
        self._new, self._crashed, self._folder = new, crashed, folder

    def new(self) -> Journal:
        journal: Journal = self._new(self._folder)
        return journal

    def crashed(self, journal: Journal) -> Journal:
        left: Journal = self._crashed(journal)
        return left


@pytest.fixture(params=[(new_memory, crashed_memory), (new_sqlite, crashed_sqlite)], ids=["memory", "sqlite"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    new, crashed = request.param
    return Backend(new, crashed, tmp_path)


POLICY = hashed(worlds.policy(Queue("all", auto_accept=False, offer_expires_us=10 * SECOND)))
ROSTER = (Agent("ann"), Agent("bob"))


def started(journal: Journal) -> Router:
    """A router with Ann ready."""
    router = Router(POLICY, ROSTER, journal=journal)
    router.set_presence("ann", Presence.READY, now=0)
    return router


def submit(router: Router, ticket: str, now: int) -> list[Event]:
    return router.submit(ticket, problem="help", tier="any", channel="phone", now=now)


def same_state(one: Router, other: Router) -> bool:
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one.snapshot(), other.snapshot(), strict=True))


# -- all backends ------------------------------------------------------------------------------------------------------


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(session=sessions(), place=st.integers(0, 80))
def test_a_recovered_router_goes_on_as_if_nothing_had_happened(backend: Backend, session: Session, place: int) -> None:
    """After a crash between any two commands, it has given the same events, is in the same state, and goes on alike."""
    journal = backend.new()
    router, twin = Router(session.policy, session.agents, journal=journal), NaiveRouter(session.policy, session.agents)
    told: list[list[Event]] = []
    again: list[list[Event]] = []
    for number, call in enumerate(calls_of(session, twin)):
        if number == place:
            journal, before = backend.crashed(journal), router
            again.clear()
            router = Router.recover(journal, tell=lambda _, events: again.append(events))
            assert again == told
            assert same_state(router, before)
        expected = give(twin, call)
        answer = give(router, call)
        assert answer == expected
        if isinstance(answer, list):
            told.append(answer)
    assert len(list(journal.records())) == len(told)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(session=sessions(FEATURES), place=st.integers(0, 120))
def test_every_command_can_be_recovered(backend: Backend, session: Session, place: int) -> None:
    """After a crash in the midst of a session with all features, the same events come again, and then as before."""
    journal = backend.new()
    first, twin = Router(session.policy, session.agents, journal=journal), NaiveRouter(session.policy, session.agents)
    router, told = first, list[list[Event]]()
    again: list[list[Event]] = []
    for number, call in enumerate(calls_of(session, twin)):
        if number == place:
            router = Router.recover(backend.crashed(journal), tell=lambda _, events: again.append(events))
            assert again == told
            assert same_state(router, first)
        give(twin, call)  # the session follows what the twin does
        answer = give(first, call)
        if router is not first:
            assert give(router, call) == answer, call
        if isinstance(answer, list):
            told.append(answer)
    assert same_state(router, first)
    assert router._labels == first._labels
    assert len(list(journal.records())) == len(told)


def test_a_batch_is_released_and_durable_at_its_end(backend: Backend) -> None:
    """Within a batch nothing is told and nothing is durable; after it, everything is both."""
    journal = backend.new()
    router = started(journal)
    with router.batch():
        first = submit(router, "t1", now=1)
        second = router.accept("t1", "ann", now=2)
        assert first == second == []
        assert len(list(backend.crashed(journal).records())) == 1
    assert [event.kind for event in first] == [EventKind.OFFERED]
    assert [event.kind for event in second] == [EventKind.ASSIGNED]
    assert same_state(Router.recover(backend.crashed(journal)), router)


def test_a_batch_that_ends_with_an_error_keeps_what_was_done(backend: Backend) -> None:
    """A refused command ends the block; those before it are durable, and told."""
    journal = backend.new()
    router = started(journal)
    told = []

    def ask() -> None:
        with router.batch(), router.batch():  # one within another is one
            told.append(submit(router, "t1", now=1))
            router.accept("t1", "bob", now=2)

    with pytest.raises(NotOffered):
        ask()
    (events,) = told
    assert [event.kind for event in events] == [EventKind.OFFERED]
    assert same_state(Router.recover(backend.crashed(journal)), router)


def test_a_batch_without_a_journal_tells_at_once() -> None:
    """There is nothing to wait for."""
    router = Router(POLICY, ROSTER)
    with router.batch():
        assert submit(router, "t1", now=0) != []


def test_a_record_has_all_that_was_said(backend: Backend) -> None:
    """Commands stand in the journal with ids and the policy's hash; refused ones do not, and questions do not."""
    journal = backend.new()
    router = started(journal)
    odd = 'a "b"\n\0 票 🧾'
    submit(router, odd, now=5)
    with pytest.raises(UnknownTicket):
        router.cancel("t2", now=6)
    router.explain_idle("ann")
    router.complete(odd, now=8) if router.accept(odd, "ann", now=7) else None
    router.end_wrap_up(odd, now=9)
    router.advance(now=9, at_most=2)
    router.advance(now=10)
    assert list(journal.records()) == [
        (0, Verb.SET_PRESENCE, POLICY.hash, ("ann", Presence.READY)),
        (5, Verb.SUBMIT, POLICY.hash, (odd, "help", "any", "phone")),
        (7, Verb.ACCEPT, POLICY.hash, (odd, "ann")),
        (8, Verb.COMPLETE, POLICY.hash, (odd, True)),
        (9, Verb.END_WRAP_UP, POLICY.hash, (odd,)),
        (9, Verb.ADVANCE, POLICY.hash, (2,)),
        (10, Verb.ADVANCE, POLICY.hash, ()),
    ]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(session=sessions(FEATURES))
def test_a_head_says_policy_and_roster(backend: Backend, session: Session) -> None:
    """Both come back equal, whatever they are."""
    journal, head = backend.new(), Head(session.policy, session.agents)
    journal.begin(head)
    assert backend.crashed(journal).head() == head


@pytest.mark.parametrize("ticket", [7, None, b"t", ("t",), ["t"], 1.5])
def test_an_id_that_no_journal_could_keep_is_refused(backend: Backend, ticket: Any) -> None:
    """It does not stop the router: nothing has changed, nothing is written, and other tickets come."""
    journal = backend.new()
    router = started(journal)
    before = router.snapshot()
    with pytest.raises(BadId, match="The id of a ticket must be text"):
        submit(router, ticket, now=1)
    assert all(np.array_equal(mine, theirs) for mine, theirs in zip(router.snapshot(), before, strict=True))
    assert submit(router, "t", now=1) != []
    assert len(list(backend.crashed(journal).records())) == 2


def quicker(policy: Policy) -> Policy:
    """The policy with a target of a second in each queue."""
    return hashed(replace(policy, queues=tuple(replace(queue, target_us=SECOND) for queue in policy.queues)))


def every_command(router: Router) -> list[list[Event]]:
    """Each command once at least, with all that can be said in it; of the tickets of :func:`bank`."""
    words: dict[str, Any] = HELP | {"labels": {"lang": "de", "score": -3}}
    return [
        router.submit("new", **words, preferred="ring", tie=Tie.OWNER, exclude=("ann", "bob"), now=10 * SECOND),
        router.set_presence("idle", Presence.READY, until=99 * SECOND, reason="back", now=10 * SECOND),
        router.heartbeat("ring", until=60 * SECOND, now=11 * SECOND),
        router.accept("offered", "ring", now=11 * SECOND),
        router.assign("waiting", "idle", force=True, now=12 * SECOND),
        router.transfer("waiting", queue="all", agent="ring", now=12 * SECOND),
        router.set_open("all", False, now=13 * SECOND),
        router.hold("assigned", now=14 * SECOND),
        router.resume("held", now=14 * SECOND),
        router.deactivate("assigned", now=15 * SECOND),
        router.wake("inactive", now=15 * SECOND),
        router.callback_failed("called", retry=40 * SECOND, now=16 * SECOND),
        router.request_callback("new", due=30 * SECOND, until=31 * SECOND, attempts=2, now=16 * SECOND),
        router.end_wrap_up("wrapping", now=17 * SECOND),
        router.set_open("all", True, now=17 * SECOND),
        router.complete("offered", wrap_up=False, now=17 * SECOND),  # Ring is offered what waits for them
        router.decline("personal", "ring", now=18 * SECOND),
        router.cancel("licensed", now=19 * SECOND),
        router.advance(now=50 * SECOND, at_most=2),
        router.advance(now=50 * SECOND),
        router.lose_agent("ring", now=51 * SECOND),
        router.change_policy(quicker(router.policy), now=52 * SECOND),
        router.roll_back(now=53 * SECOND),
        router.add_agent(Agent("new"), now=54 * SECOND),
    ]


def test_every_command_is_read_as_it_was_given(backend: Backend) -> None:
    """A session by hand with all commands leads to the same state, labels among it."""
    journal = backend.new()
    router = bank(4096, journal)
    told = every_command(router)
    again: list[list[Event]] = []
    recovered = Router.recover(backend.crashed(journal), tell=lambda _, events: again.append(events))
    assert again[-len(told) :] == told
    assert same_state(recovered, router)
    assert recovered._labels == router._labels
    assert {verb for _, verb, *_ in journal.records()} == set(Verb)


def test_a_journal_belongs_to_one_router(backend: Backend) -> None:
    """A new router does not write into a journal that has commands, and an empty one cannot be recovered from."""
    journal = backend.new()
    with pytest.raises(MissingKey, match="is empty: no router has written to it"):
        Router.recover(journal)
    started(journal)
    with pytest.raises(Contradiction, match="holds the commands of a router already"):
        Router(POLICY, ROSTER, journal=journal)


def test_a_copied_router_does_not_write(backend: Backend) -> None:
    """The journal has one writer: a copy of its router goes on without."""
    import copy

    journal = backend.new()
    router = started(journal)
    submit(copy.deepcopy(router), "t1", now=1)
    assert len(list(journal.records())) == 1


class FailingJournal(MemoryJournal):
    """A journal on a full disk: an error at the given place, once."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self.at, self.fails = at, False

    def append(self, record: Record) -> None:
        self._fail("append")
        super().append(record)

    def commit(self) -> None:
        self._fail("commit")
        super().commit()

    def _fail(self, at: str) -> None:
        if self.fails and at == self.at:
            self.fails = False
            raise OSError("the disk is full")


@pytest.mark.parametrize("at", ["append", "commit"])
def test_a_router_stops_when_its_journal_fails(at: str) -> None:
    """The command's events are not told, no other command is taken, and the journal leads back to before it."""
    journal = FailingJournal(at)
    router = started(journal)
    journal.fails = True
    with pytest.raises(JournalFailed) as caught:
        submit(router, "t1", now=1)
    assert isinstance(caught.value.__cause__, OSError)
    with pytest.raises(JournalFailed):
        router.set_presence("bob", Presence.READY, now=2)
    recovered = Router.recover(journal)
    assert [event.kind for event in submit(recovered, "t1", now=1)] == [EventKind.OFFERED]


def test_a_batch_whose_commit_fails_tells_nothing() -> None:
    """No event of a batch that is not durable comes out."""
    journal = FailingJournal("commit")
    router = started(journal)
    journal.fails = True
    events: list[Event] = []
    with pytest.raises(JournalFailed), router.batch():
        events = submit(router, "t1", now=1)
    assert events == []


# -- SQLite ------------------------------------------------------------------------------------------------------------


WRITER = """
import sys
from itertools import count
from routing import Router
from routing.journals.journal_sqlite import SqliteJournal
from tests.routing.journals.test_journal import ROSTER, POLICY, started, submit

router = started(SqliteJournal(sys.argv[1]))
for now in count(1):
    if now % 3:
        events = submit(router, f"t{now}", now)
    else:
        with router.batch():
            events = submit(router, f"t{now}", now)
            router.cancel(f"t{now}", now=now)
    print(now, events[0].kind.name, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 40, 333])
def test_a_killed_process_loses_nothing_that_it_told(tmp_path: Path, lines: int) -> None:
    """A process is killed in the middle of its work: what it has said is in the journal, and no half of a batch."""
    path = tmp_path / "router.journal"
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        said += [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    with SqliteJournal(path) as journal:
        records, again = list(journal.records()), []
        Router.recover(journal, tell=lambda _, events: again.append(events))
    arrivals = {now: events[0].kind.name for (now, verb, *_), events in pairs(records, again) if verb is Verb.SUBMIT}
    assert {int(now): kind for now, kind in map(str.split, said)}.items() <= arrivals.items()
    assert list(arrivals) == list(range(1, len(arrivals) + 1))
    assert [now for now, verb, *_ in records if verb is Verb.CANCEL] == [now for now in arrivals if now % 3 == 0]


def pairs(records: list[Record], events: list[list[Event]]) -> list[tuple[Record, list[Event]]]:
    return list(zip(records, events, strict=True))


def files_of_a_session(folder: Path) -> tuple[Path, list[Record], set[int]]:
    """The files of a journal in use, its records, and how many there were at each commit."""
    journal = SqliteJournal(folder / "live.journal")
    router = started(journal)
    commits = {0, 1}
    for now in range(1, 30):
        with router.batch():
            for number in range(now % 4):
                submit(router, f"t{now}-{number}", now)
        commits.add(len(list(journal.records())))
    for ending in ("", "-wal"):
        shutil.copy(f"{journal.path}{ending}", folder / f"copy.journal{ending}")
    return folder / "copy.journal", list(journal.records()), commits


def test_a_torn_tail_is_cut_off_at_a_commit(tmp_path: Path) -> None:
    """Wherever the last write was torn, the journal has the commands up to some commit, and takes new ones."""
    path, records, commits = files_of_a_session(tmp_path)
    log = Path(f"{path}-wal").read_bytes()
    lengths = []
    for size in range(0, len(log), 1009):
        torn = tmp_path / f"{size}.journal"
        shutil.copy(path, torn)
        Path(f"{torn}-wal").write_bytes(log[:size])
        with SqliteJournal(torn) as journal:
            found = list(journal.records())
            assert found == records[: len(found)]
            assert len(found) in commits
            lengths.append(len(found))
            if journal.head() is not None:
                router = Router.recover(journal)
                router.advance(now=10**9)
                assert len(list(journal.records())) == len(found) + 1
    assert lengths == sorted(lengths)
    assert lengths[-1] > 30


def altered(tmp_path: Path, *statements: str) -> SqliteJournal:
    """A journal of three commands, after somebody has worked on the file."""
    path = tmp_path / "bank.journal"
    with SqliteJournal(path) as journal:
        router = started(journal)
        submit(router, "t1", now=1)
        router.accept("t1", "ann", now=2)
    with sqlite3.connect(path) as file:
        for statement in statements:
            file.execute(statement)
    file.close()
    return SqliteJournal(path)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE records SET now = 3 WHERE number = 2", r"records\[2\]: does not fit the records before it"),
        ('UPDATE records SET args = \'["t1","bob"]\' WHERE number = 2', r"records\[2\]: does not fit"),
        ("DELETE FROM records WHERE number = 1", r"records\[1\]: does not fit the records before it"),
        ("UPDATE policies SET hash = 'abc'", r"records\[0\]: does not fit the records before it"),
        ("DELETE FROM policies", r"records\[0\]: does not fit the records before it"),
        ('UPDATE head SET agents = \'[{"id":"ann"}]\'', r"records\[0\]: does not fit the records before it"),
        ("UPDATE head SET policy = replace(policy, '10000000', '20000000')", "has a policy that does not fit its hash"),
        ("UPDATE head SET policy = '{}'", "has a policy or a roster that cannot be read"),
        ("DELETE FROM head", "has no head"),
        ("DROP TABLE records", "is no journal of a router, or damaged: no such table: records"),
        ("PRAGMA user_version = 2", "was written by a later version of Peakline: its format is 2, this one reads 1"),
        ("PRAGMA user_version = 0", "says that its format is 0, which never was"),
        ("PRAGMA user_version = -1", "says that its format is -1, which never was"),
        ("PRAGMA application_id = 7", "is no journal of a router"),
    ],
)
def test_an_altered_journal_is_refused(tmp_path: Path, statement: str, message: str) -> None:
    """Whatever was changed, recovery says where, and never leads to another state than the router was in."""
    with pytest.raises(InputError, match=message) as caught:
        Router.recover(altered(tmp_path, statement))
    assert caught.value.file == str(tmp_path / "bank.journal")


def test_a_command_of_a_later_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record in order, of a command that this version does not have, stops the recovery."""
    with SqliteJournal(tmp_path / "a.journal") as journal:
        router = started(journal)
        monkeypatch.setitem(METHODS, Verb.ADVANCE, "teleport")
        router.advance(now=1)
        with pytest.raises(BadDocument, match=r"records\[1\]: has a command that this version does not know"):
            Router.recover(journal)


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + bytes(2000), b"{}" * 5000])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no database, or none of ours, is not touched."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(BadDocument, match="is no journal of a router"):
        SqliteJournal(path)
    assert path.read_bytes() == content


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    """Half of a file that was whole is damage, not a torn tail."""
    journal = altered(tmp_path)
    for number in range(200):
        journal.append((10 + number, Verb.ADVANCE, POLICY.hash, ()))
    journal.commit()
    journal.close()
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[: len(content) // 2])
    with pytest.raises(BadDocument, match="damaged"), SqliteJournal(journal.path) as half:
        Router.recover(half)


@pytest.mark.parametrize("agent", [Agent("ann", {"fx": "good"}), Agent("ann", labels={"team": ("a", "b")})])  # type: ignore[dict-item]
def test_a_roster_that_could_not_be_read_again_is_refused(tmp_path: Path, agent: Agent) -> None:
    """The router is not built: better now than after a crash. The journal stays empty."""
    with SqliteJournal(tmp_path / "a.journal") as journal:
        with pytest.raises(BadDocument, match="cannot hold this policy or roster"):
            journal.begin(Head(POLICY, (agent,)))
        assert journal.head() is None
        assert started(journal).tickets == set()


def test_another_program_has_a_database_of_its_own(tmp_path: Path) -> None:
    """A SQLite file with other tables is not taken for an empty journal."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE tickets (id TEXT)")
    file.close()
    with pytest.raises(BadDocument, match="is no journal of a router"):
        SqliteJournal(path)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """A folder that is not there, or a file that is to be read and is not there."""
    with pytest.raises(MissingFile, match="cannot be opened"):
        SqliteJournal(tmp_path / "nowhere" / "a.journal")
    with pytest.raises(MissingFile, match="there is no such file"):
        SqliteJournal(tmp_path / "a.journal", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_one_writes_and_others_read(tmp_path: Path) -> None:
    """A second writer is refused for as long as the first one has the file; a reader sees what is durable."""
    path = tmp_path / "bank.journal"
    journal = SqliteJournal(path)
    router = started(journal)
    with pytest.raises(Contradiction, match="is in use: another router writes to it"):
        SqliteJournal(path)
    with SqliteJournal(path, read_only=True) as reader:
        assert len(list(reader.records())) == 1
        submit(router, "t1", now=1)
        assert len(list(reader.records())) == 2
        assert reader.head() == Head(POLICY, ROSTER)
    journal.close()
    with SqliteJournal(path) as journal:
        assert len(list(journal.records())) == 2


def test_a_policy_that_was_never_hashed_is_kept(tmp_path: Path) -> None:
    """A policy that was built in code, with any text as its hash, is told in records as it says of itself."""
    with SqliteJournal(tmp_path / "a.journal") as journal:
        router = Router(replace(POLICY, hash="mine"), ROSTER, journal=journal)
        router.advance(now=3)
        assert list(journal.records()) == [(3, Verb.ADVANCE, "mine", ())]
        assert Router.recover(journal).policy_hash == "mine"
