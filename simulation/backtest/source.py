"""The contacts of a day whose arrivals are known and whose work and patience are not: drawn anew for each replication.

Patience depends on how many wait when a customer comes, which only a simulated day shows. So each replication is
simulated, every patience is taken at the same uniform number from the law of the queue that the customer then met, and
the day is simulated again, until nothing changes or :data:`MOST_PASSES` passes are done. What comes before a customer
does not depend on what comes after, so what the passes find, they find from the morning on.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from routing.kernels.state import Rows
from simulation.backtest.history import hours_of, queue_seen
from simulation.backtest.knowledge import Knowledge
from simulation.backtest.patience_fit import bands_of
from simulation.core.draw_plan import Purpose
from simulation.core.world import World
from simulation.drawing.engine_draw import day_tail
from simulation.drawing.engine_random import modulo
from simulation.engines.compiled import CompiledEngine
from simulation.replay.engine_impute import Tasks, impute
from simulation.replay.imputation import ContactBuilder, Imputation
from simulation.replay.recorded_day import UNKNOWN, Contacts
from simulation.workload import Buffers

MOST_PASSES = 5
"""Beyond these a fifth of the contacts of a busy day still change their law, and no figure changes any more."""


@dataclass(frozen=True, slots=True)
class ForecastSource:
    """A :class:`simulation.workload.Source` of contacts that came when they were recorded.

    Parameters
    ----------
    contacts
        Of the day; of these only arrival, problem, tier and channel are used, and their work where it is not drawn.
    imputation
        The contacts, and what is to be drawn of them but patience.
    patience
        The draws of patience, one per contact.
    knowledge
        Their laws.
    world
        In which queues form.
    spread
        Standard deviation of the logarithm of the day's level of work.
    seed
        0 <= ``seed`` < 2**64.
    first
        Number of the first replication.
    """

    contacts: Contacts
    imputation: Imputation
    patience: Tasks
    knowledge: Knowledge
    world: World
    spread: float
    seed: int
    first: int = 0
    _own: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def expected(self) -> int:
        """How many contacts there are, in every replication."""
        return len(self.contacts)

    def draw(self, replication: int, buffers: Buffers) -> Rows:
        """Return the contacts of a replication in order of arrival: a view of ``buffers``."""
        number, seed = self.first + replication, np.uint64(self.seed)
        buffers.reserve_rows(self.expected)
        rows = buffers.rows[: self.expected]
        rows[:] = self.imputation.contacts
        with modulo():
            impute(self.imputation.tasks, seed, number, rows)
            if self.spread > 0.0:
                normal = -float(ndtri(day_tail(seed, number)))
                factor = np.exp(self.spread * normal - self.spread**2 / 2)
                rows["work"] = np.rint(rows["work"] * factor)
            self._draw_patience(seed, number, rows)
        return rows

    def _draw_patience(self, seed: np.uint64, number: int, rows: Rows) -> None:
        law = self.knowledge.patience.law
        tier = self.world.classes["tier"][rows["cls"]]
        bands = np.zeros(len(rows), np.int64)
        tasks = self.patience.tasks.copy()
        for done in range(MOST_PASSES + 1):
            tasks["law"] = law[self.contacts.problem, tier, bands]
            impute(self.patience._replace(tasks=tasks), seed, number, rows)
            if done == MOST_PASSES:
                return
            left = self._engine().simulate(rows).records["left"]
            before, bands = bands, bands_of(queue_seen(self.contacts.arrival, left, self.contacts.arrival))
            if np.array_equal(bands, before):
                return

    def _engine(self) -> CompiledEngine:
        """The engine of the thread that asks."""
        if not hasattr(self._own, "engine"):
            self._own.engine = CompiledEngine(self.world)
        engine: CompiledEngine = self._own.engine
        return engine


def forecast_source(
    contacts: Contacts, knowledge: Knowledge, world: World, *, own_work: bool, seed: int, first: int = 0
) -> ForecastSource:
    """The contacts of a day, as other days make expect them.

    Parameters
    ----------
    contacts
        Offered on the day.
    knowledge
        What other days tell.
    world
        Who works when.
    own_work
        Take work as it was recorded where it was: a forecast could not know it.
    seed, first
        As in :class:`ForecastSource`.
    """
    builder, classes = ContactBuilder(contacts), knowledge.classes
    builder.rows["arrival"] = contacts.arrival
    builder.fill("label", Purpose.LABEL, classes.known, classes.known == UNKNOWN, classes.laws, classes.law)
    nothing, everybody = np.full(len(contacts), UNKNOWN, np.int64), np.ones(len(contacts), np.bool_)
    work = contacts.work if own_work else nothing
    law = knowledge.work.law[contacts.problem, hours_of(contacts)]
    builder.fill("work", Purpose.WORK, work, work == UNKNOWN, knowledge.work.laws, law)
    laws, numbers = knowledge.wrap_up
    if laws:
        builder.fill("wrap_up", Purpose.WRAP_UP, nothing, everybody, laws, numbers[contacts.problem])
    else:
        builder.rows["wrap_up"] = 0
    patient = ContactBuilder(contacts)
    first_law = np.zeros(len(contacts), np.int64)
    patient.fill("patience", Purpose.PATIENCE, nothing, everybody, knowledge.patience.laws, first_law)
    drawn = patient.imputation().tasks
    drawn.tasks["upper"], drawn.tasks["lower"] = 1.0, 0.0  # whatever the law: it is chosen for each replication
    spread = 0.0 if own_work else knowledge.spread
    return ForecastSource(contacts, builder.imputation(), drawn, knowledge, world, spread, seed, first)
