"""The contacts of a recorded day, replication after replication: the same people, what is not recorded drawn anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from routing.kernels.state import Rows
from routing.words.messages import text
from simulation.replay.engine_impute import impute
from simulation.replay.imputation import Imputation
from simulation.workload import Buffers


@dataclass(frozen=True, slots=True)
class RecordedSource:
    """A :class:`simulation.workload.Source` of recorded contacts. Threads may share it, each with its own buffers.

    Parameters
    ----------
    imputation
        The contacts, and what is to be drawn.
    seed
        0 <= ``seed`` < 2**64. A draw depends on seed, replication and the contact's row in its file, so two policies
        or staffs meet the same customers.
    """

    imputation: Imputation
    seed: int

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise ValueError(text("The seed must lie between 0 and 2**64 - 1, not {value}.", value=self.seed))

    @property
    def expected(self) -> int:
        """How many contacts there are, in every replication."""
        return len(self.imputation.contacts)

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """Return the contacts of a replication in order of arrival: a view of ``buffers``."""
        buffers.reserve_rows(self.expected)
        rows = buffers.rows[: self.expected]
        rows[:] = self.imputation.contacts
        with np.errstate(over="ignore"):  # multiplying modulo 2**64 is meant; seen with the compiler off
            impute(self.imputation.tasks, np.uint64(self.seed), replication, rows)
        return rows
