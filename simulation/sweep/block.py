"""What a worker does: a block of a point's days, from bytes to bytes; and how the sums of blocks come together again.

A block is a pure function of its arguments. Its sums are whole numbers, so blocks may be cut and added as one likes.
"""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.errors import PeaklineError
from routing.words.messages import text
from simulation.core.world import World
from simulation.experiment import EngineName, Plan, measure_replications
from simulation.measuring.asked import Asked
from simulation.measuring.measures import Measures, new_measures, replication_groups
from simulation.measuring.results import Goal
from simulation.scenario import Scenario

BY_REPLICATION = (
    "cells",
    "longest",
    "waiting",
    "groups",
    "class_queue",
    "ledger",
    "queue_area_us",
    "promises",
    "customers",
    "after_hours",
)
HISTOGRAMS = ("class_waits", "interval_waits")
OF_FIRSTS = ("cells", "longest")
"""What a replication adds to the sums of the customers' first contacts, where these are all that counts."""


@dataclass(frozen=True, slots=True)
class PointSetting:
    """What a worker needs of a point's scenario."""

    name: str
    about: str
    world: World
    goals: tuple[Goal, ...]
    target_us: int
    open_at_s: int
    asked: Asked

    @classmethod
    def of(cls, scenario: Scenario) -> PointSetting:
        """What there is of it in a scenario."""
        return cls(
            scenario.name,
            scenario.about,
            scenario.world,
            scenario.goals,
            scenario.target_us,
            scenario.open_at_s,
            replace(scenario.asked, pairs=(), deadlines=(), due=None),
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Days ``first`` to ``end`` - 1 of a point.

    Parameters
    ----------
    point
        The point's hash.
    seed, replications
        Of the whole point.
    first, end
        0 <= ``first`` < ``end`` <= ``replications``.
    """

    point: str
    seed: int
    replications: int
    first: int
    end: int


class OtherVersion(PeaklineError):  # noqa: N818 - it says what is so
    """Raised when a worker has another version of Peakline than the command that sends it work."""

    def __init__(self, mine: str, theirs: str) -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__(
            text(
                "A worker has another version of Peakline ({theirs}) than this command ({mine}): install the same "
                "on all.",
                theirs=theirs,
                mine=mine,
            )
        )


@cache
def code_version() -> str:
    """The version of Peakline, with a hash of its sources: two checkouts may say the same version."""
    try:
        number = version("peakline")
    except PackageNotFoundError:  # a checkout that was not installed
        number = "?"
    digest = blake2b(digest_size=8)
    top = Path(__file__).parents[2]
    for path in sorted([*(top / "routing").rglob("*.py"), *(top / "simulation").rglob("*.py")]):
        digest.update(path.relative_to(top).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{number}+{digest.hexdigest()}"


def pack_setting(setting: PointSetting) -> bytes:
    """The setting as bytes for :func:`run_block`, whatever files it came from."""
    return zlib.compress(pickle.dumps(setting))


@lru_cache(maxsize=4)
def unpack_setting(packed: bytes) -> PointSetting:
    """What :func:`pack_setting` packed; the same object for the blocks of a point."""
    setting: PointSetting = pickle.loads(zlib.decompress(packed))  # noqa: S301  (made by the command itself)
    return setting


def run_block(packed: bytes, block: Block, code: str) -> bytes:
    """Simulate a block.

    Parameters
    ----------
    packed
        By :func:`pack_setting`.
    block
        Which days.
    code
        The sender's :func:`code_version`.

    Returns
    -------
    bytes
        The sums, for :func:`add_block`.

    Raises
    ------
    OtherVersion
        When this is not the version that ``code`` says.
    """
    if code != code_version():
        raise OtherVersion(code, code_version())
    setting, days = unpack_setting(packed), block.end - block.first
    measures = new_measures(setting.world, days, target_us=setting.target_us, goals=setting.goals, asked=setting.asked)
    measures = _with_groups(measures, replication_groups(block.replications))
    plan = Plan(days, block.seed, EngineName.COMPILED, threads=1, first=block.first)
    return pack(measure_replications(setting, plan, measures=measures))


def _with_groups(measures: Measures, groups: int) -> Measures:
    """The same empty sums with histograms for so many groups of replications: those of the whole point."""
    return replace(
        measures,
        firsts=None if measures.firsts is None else _with_groups(measures.firsts, groups),
        class_waits=np.zeros((groups, *measures.class_waits.shape[1:]), measures.class_waits.dtype),
        interval_waits=np.zeros((groups, *measures.interval_waits.shape[1:]), measures.interval_waits.dtype),
        locks=measures.locks[:1] * groups,
    )


def pack(measures: Measures) -> bytes:
    """Sums as bytes: a compressed archive of arrays, histograms as the places and values that are not 0."""
    arrays: dict[str, NDArray[Any]] = {}
    for prefix, sums, names in _parts(measures):
        arrays |= {prefix + name: getattr(sums, name) for name in names}
        for name in HISTOGRAMS:
            flat = getattr(sums, name).ravel()
            places = np.flatnonzero(flat)
            arrays[f"{prefix}{name}.places"], arrays[f"{prefix}{name}.values"] = places, flat[places]
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]  # names of arrays are no options
    return zlib.compress(stream.getvalue(), level=1)  # mostly zeros: a higher level takes longer than some of the days


def add_block(measures: Measures, packed: bytes, first: int) -> None:
    """Add the sums of the block that begins with replication ``first`` to those of its point."""
    groups = len(measures.class_waits)
    with np.load(io.BytesIO(zlib.decompress(packed)), allow_pickle=False) as arrays:
        for prefix, part, names in _parts(measures):
            for name in names:
                rows = arrays[prefix + name]
                getattr(part, name)[first : first + len(rows)] = rows
            for name in HISTOGRAMS:
                sums = getattr(part, name)
                # The block counts its replications from 0: its group 0 is the group of its first replication.
                group, place = np.divmod(arrays[f"{prefix}{name}.places"], sums[0].size)
                sums.reshape(groups, -1)[(group + first) % groups, place] += arrays[f"{prefix}{name}.values"]


def _parts(measures: Measures) -> list[tuple[str, Measures, tuple[str, ...]]]:
    """The sums and, where there are any, those of the first contacts: prefix, sums, what is summed by replication."""
    parts: list[tuple[str, Measures, tuple[str, ...]]] = [("", measures, BY_REPLICATION)]
    return parts if measures.firsts is None else [*parts, ("firsts.", measures.firsts, OF_FIRSTS)]
