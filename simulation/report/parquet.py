"""``contacts.parquet``: one row per contact leg, of all replications.

Replications are handed over one by one while they are simulated (:meth:`ContactFile.keep` is an
:data:`simulation.experiment.Keep`) and wait on disk, so that memory holds one at a time. Polars is loaded when the
first one comes. The columns are described in ``docs/reference/contacts-parquet.md``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from routing.kernels.state import Rows
from routing.model import DAY_US
from simulation.core.records import CONTACT, ORIGIN, PASSED, RECORD, Cause, Outcome
from simulation.core.world import World
from simulation.measuring.dates import Dates

if TYPE_CHECKING:
    from polars import DataFrame, Series

Numbers = NDArray[Any]
TIMES = ("answered", "left", "talk_end", "done")
CAUSES = {Cause.FIRST: "first", Cause.REDIAL: "redial", Cause.RETURN: "recontact"}
SALT_BYTES = 32
EPOCH = dt.date(1970, 1, 1)


class Recorded(Protocol):
    """What the file needs to know of a replication's facts."""

    @property
    def records(self) -> Rows: ...
    @property
    def origins(self) -> Rows: ...
    @property
    def passed(self) -> Rows: ...


class Pseudonyms:
    """Hashes that stand for ids: the same one for the same id within one export, and in no other.

    The salt is random and kept nowhere, so nobody can find the id to a hash by trying all ids, neither later nor with
    another export.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(SALT_BYTES)

    def of(self, kind: str, name: str) -> str:
        """24 hexadecimal digits for ``name``; the same name of another ``kind`` gets others."""
        written = f"{kind}\0{name}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(written, key=self._salt, digest_size=12).hexdigest()


class ContactFile:
    """Collects the contacts of an experiment; a context manager that leaves no temporary files behind.

    Parameters
    ----------
    world
        Where the contacts were handled; gives their numbers names.
    customers
        Of a recorded day: the customer of each contact, in order of arrival, None where unknown. None: the contacts
        were drawn, and belong to nobody.
    recorded
        Whether customers and agents are real people, whose ids are replaced by salted hashes.
    keep_ids
        Do not replace them.
    dates
        The days of a run of several: contacts then have the date of theirs.
    """

    def __init__(
        self,
        world: World,
        *,
        customers: Sequence[str | None] | None = None,
        recorded: bool = False,
        keep_ids: bool = False,
        dates: Dates | None = None,
    ) -> None:
        self._world, self._dates = world, dates
        self._folder = Path(tempfile.mkdtemp(prefix="peakline-"))
        self._parts: dict[int, Path] = {}
        names = Pseudonyms() if recorded and not keep_ids else None
        self._agents = [_replaced(names, "agent", agent.id) for agent in world.agents]
        self._customers = customers and [name and _replaced(names, "customer", name) for name in customers]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, number: int, contacts: Rows, facts: Recorded) -> None:
        """Take over the replication ``number``; nothing of the arrays is needed afterwards."""
        path = self._folder / f"{number:09d}.parquet"
        self._frame(number, contacts, facts.records, facts.origins, facts.passed).write_parquet(path, compression="lz4")
        self._parts[number] = path

    def write(self, path: Path) -> None:
        """Write all replications kept, in order, to ``path``."""
        import polars as pl

        if not self._parts:
            empty = self._frame(0, np.empty(0, CONTACT), np.empty(0, RECORD), np.empty(0, ORIGIN), np.empty(0, PASSED))
            empty.write_parquet(path, compression="zstd")
            return
        parts = [self._parts[number] for number in sorted(self._parts)]
        pl.scan_parquet(parts).sink_parquet(path, compression="zstd", maintain_order=True)

    def _frame(self, number: int, contacts: Rows, records: Rows, origins: Rows, passed: Rows) -> DataFrame:
        import polars as pl

        world, policy = self._world, self._world.policy
        classes = world.classes[contacts["cls"]]
        agent = records["agent"]
        groups = np.append(world.agent_group, np.int32(-1))[agent]  # agent -1 is nobody, of no group
        customers = self._customers or [None] * len(contacts)
        return pl.DataFrame(
            {
                "replication": pl.Series(np.full(len(contacts), number, np.int32)),
                "contact": pl.Series(np.arange(len(contacts), dtype=np.uint32)),
                "leg": pl.Series(np.zeros(len(contacts), np.uint8)),
                "customer": pl.Series(customers, dtype=pl.String),
                "problem": _named(policy.problems, classes["problem"]),
                "tier": _named(policy.tiers, classes["tier"]),
                "channel": _named(policy.channels, classes["channel"]),
                "queue": _named([queue.name for queue in policy.queues], records["queue"]),
                "outcome": _named([outcome.name.lower() for outcome in Outcome], records["outcome"]),
                "agent": _named(self._agents, agent),
                "group": _named(world.group_names, groups),
                "step": _known(records["step"].astype(np.int64)).cast(pl.UInt8),
                "preferred": _named(self._agents, contacts["preferred"]),
                **self._date(contacts["arrival"]),
                "arrival_us": pl.Series(contacts["arrival"].copy()),
                **{f"{name}_us": _known(records[name]) for name in TIMES},
                "wait_us": _known(np.where(records["left"] >= 0, records["left"] - contacts["arrival"], -1)),
                **_matter(origins if len(origins) else _first_ones(len(contacts))),
                **self._reasons(len(contacts), passed),
            }
        )

    def _date(self, arrivals: Numbers) -> dict[str, Series]:
        """The day on which contacts arrived, where there are several: its date, and not that after midnight."""
        import polars as pl

        if self._dates is None:
            return {}
        days = np.minimum(arrivals // DAY_US, len(self._dates) - 1) + (self._dates.first - EPOCH).days
        return {"date": pl.Series(days.astype(np.int32)).cast(pl.Date)}

    def _reasons(self, contacts: int, passed: Rows) -> dict[str, Series]:
        """Why each contact was passed on, transfer by transfer, where the scenario gives reasons."""
        import polars as pl

        names = self._world.reasons
        if not names:
            return {}
        found: list[list[str | None]] = [[] for _ in range(contacts)]
        for contact, reason in zip(passed["contact"].tolist(), passed["reason"].tolist(), strict=True):
            found[contact].append(names[reason] if reason >= 0 else None)
        return {"transfer_reasons": pl.Series(found, dtype=pl.List(pl.String))}


def _first_ones(contacts: int) -> Rows:
    """The origins of contacts that have no behaviour: each is its customer's only one."""
    rows = np.zeros(contacts, ORIGIN)
    rows["parent"] = rows["solved"] = rows["bot"] = -1
    return rows


def _matter(origins: Rows) -> dict[str, Series]:
    """Where contacts come from, and whether that was the end of it."""
    import polars as pl

    return {
        "parent": _known(origins["parent"].astype(np.int64)).cast(pl.UInt32),
        "cause": _named([CAUSES[cause] for cause in Cause], origins["cause"]),
        "number": pl.Series(origins["number"].astype(np.uint8)),
        "transfers": pl.Series(origins["transfers"].astype(np.uint8)),
        "bot_us": _known(origins["bot"]),
        "resolved": _known(origins["solved"].astype(np.int64)).cast(pl.Boolean),
    }


def _replaced(names: Pseudonyms | None, kind: str, name: str) -> str:
    return name if names is None else names.of(kind, name)


def _named(names: Sequence[str], numbers: Numbers) -> Series:
    """The names of ``numbers``, as an enumeration; null for a negative number.

    The enumeration is sorted, so that its order does not tell which pseudonym was whose place in the roster.
    """
    import polars as pl

    table = pl.Series(names, dtype=pl.Enum(sorted(names)))
    return table.gather(_known(numbers).cast(pl.UInt32))


def _known(numbers: Numbers) -> Series:
    """The numbers; null for -1, which stands for nothing."""
    import polars as pl

    values = pl.Series(np.ascontiguousarray(numbers))
    return values.set(values < 0, None)
