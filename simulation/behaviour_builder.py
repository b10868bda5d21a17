"""From what the contacts of each class do, in words, to the tables that the engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from simulation.behaviour import BEHAVIOUR, FACTOR, GROUP_LAW, MEMBER, TRANSFER, Behaviours
from simulation.distributions import Law, deterministic, never, settled_later
from simulation.law_table import LawTable


@dataclass(frozen=True, slots=True)
class Interruption:
    """A hold, or a silence of the customer: once in a leg with probability ``share``, for a time of this law."""

    share: float
    time: Law


@dataclass(frozen=True, slots=True)
class Transfer:
    """With probability ``share`` a leg ends with a transfer to the queue of this number.

    ``work`` is the law of the talk time with the next agent, for an agent of usual speed.
    """

    share: float
    queue: int
    work: Law


@dataclass(frozen=True, slots=True)
class Callback:
    """What happens when a callback is offered; times in microseconds.

    Parameters
    ----------
    accepts
        Probability that the customer wants it.
    due_us, window_us
        It is due so long after that, and promised within such a window.
    attempts, reached, ring_us, retry_us
        It is tried so often, each time with this probability of reaching the customer; else it rings for ``ring_us``
        and is tried again ``retry_us`` later.
    """

    accepts: float
    due_us: int
    window_us: int
    attempts: int = 1
    reached: float = 1.0
    ring_us: int = 0
    retry_us: int = 0


@dataclass(frozen=True, slots=True)
class Again:
    """With probability ``share`` the customer comes again after a time of this law, at most ``most`` times in a row."""

    share: float
    after: Law
    most: int


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the contacts of a class do.

    Parameters
    ----------
    key
        Stands for the class in the keys of its contacts' draws.
    hold, silence
        What interrupts a leg; a leg has at most one of the two, the hold first.
    transfers
        At the end of a leg, at most one of them; shares add up to 1 or less.
    factors
        Talk time per mille by the number of contacts that the agent talks to at once, from one on; empty: 1000.
    callback
        None: nobody wants to be called back.
    redial
        Who has left, or was turned away because the queue was full, tries again.
    comes_back
        Who was answered comes back with the same matter, which was not settled: a contact like the first one.
    patience, work, wrap_up
        In a queue that a contact was passed on to, and of contacts that follow another one.
    group_work, group_wrap_up
        By group of agents, in place of ``work`` and ``wrap_up``; empty: the group does not matter.
    """

    key: int
    hold: Interruption | None = None
    silence: Interruption | None = None
    transfers: Sequence[Transfer] = ()
    factors: Sequence[int] = ()
    callback: Callback | None = None
    redial: Again | None = None
    comes_back: Again | None = None
    patience: Law = field(default_factory=never)
    work: Law = field(default_factory=lambda: deterministic(0))
    wrap_up: Law = field(default_factory=lambda: deterministic(0))
    group_work: Sequence[Law] = ()
    group_wrap_up: Sequence[Law] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a contact is answered once, and that is all."""
        interrupted = self.hold or self.silence or self.transfers or self.factors
        by_group = self.group_work or self.group_wrap_up
        return not (interrupted or self.callback or self.redial or self.comes_back or by_group)


def build_behaviours(classes: Sequence[Behaviour], agent_group: Sequence[int] = ()) -> Behaviours | None:
    """The tables of all classes; None where all are plain, which engines then need not ask.

    ``agent_group`` is needed where times depend on the agent's group.
    """
    if all(each.is_plain for each in classes):
        return None
    laws = LawTable()
    rows = np.zeros(len(classes), BEHAVIOUR)
    transfers: list[tuple[float, int, int]] = []
    factors: list[int] = []
    group_laws: list[tuple[int, int]] = []
    for row, each in zip(rows, classes, strict=True):
        row.key, row.patience = each.key, laws.number_of(each.patience)
        row.work = laws.number_of(settled_later() if each.group_work else each.work)
        row.wrap_up = laws.number_of(settled_later() if each.group_wrap_up else each.wrap_up)
        row.work_by_group, row.wrap_up_by_group = bool(each.group_work), bool(each.group_wrap_up)
        row.first_group_law = len(group_laws)
        group_laws += _group_laws(each, laws)
        for again, share, after, most in (
            (each.redial, "redials", "redial_after", "most_redials"),
            (each.comes_back, "returns", "return_after", "most_returns"),
        ):
            row[after] = laws.number_of(again.after if again else deterministic(0))
            row[share], row[most] = (again.share, again.most) if again else (0.0, 0)
        for kind, what in (("hold", each.hold), ("silence", each.silence)):
            row[kind] = laws.number_of(what.time if what else deterministic(0))
        row.hold_share = each.hold.share if each.hold else 0.0
        row.silent_share = each.silence.share if each.silence else 0.0
        row.first_transfer, row.first_factor, row.n_factors = len(transfers), len(factors), len(each.factors)
        so_far = 0.0
        for transfer in each.transfers:
            so_far += transfer.share
            transfers.append((so_far, transfer.queue, laws.number_of(transfer.work)))
        row.end_transfer = len(transfers)
        factors += each.factors
        if each.callback:
            row.accepts, row.reached, row.attempts = (
                each.callback.accepts,
                each.callback.reached,
                each.callback.attempts,
            )
            row.due, row.window = each.callback.due_us, each.callback.window_us
            row.ring, row.retry = each.callback.ring_us, each.callback.retry_us
    factor_rows = np.zeros(len(factors), FACTOR)
    factor_rows["per_mille"] = factors
    members = np.zeros(len(agent_group) if group_laws else 0, MEMBER)
    members["group"] = agent_group if group_laws else 0
    return Behaviours(
        rows, np.array(transfers, TRANSFER), factor_rows, *laws.rows(), np.array(group_laws, GROUP_LAW), members
    )


def _group_laws(each: Behaviour, laws: LawTable) -> list[tuple[int, int]]:
    """The laws of a class by group; -1 in place of one that the group does not change."""
    columns = [[laws.number_of(law) for law in own] for own in (each.group_work, each.group_wrap_up)]
    size = max(map(len, columns))
    work, wrap_up = (column or [-1] * size for column in columns)
    return list(zip(work, wrap_up, strict=True))
