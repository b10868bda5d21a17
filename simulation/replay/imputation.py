"""What the records do not say of a day's contacts, as laws to draw it from; the rest as it was recorded.

Patience: who left had as much as the wait seen; that of those who were answered comes from the fitted law, given that
it is longer than the wait seen. Work: as recorded, divided by the speed of the agent who did it; that of those who left
comes from the recorded work of the same problem. Work after the contact: as recorded, or from the pauses in which
somebody waited; see :mod:`simulation.replay.pauses`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.errors import BadDocument
from routing.kernels.state import Rows
from routing.model import NEVER, SECOND
from routing.words.messages import text
from simulation.core.draw_plan import Purpose
from simulation.core.records import CONTACT
from simulation.core.world import World
from simulation.replay.classes import DayClasses
from simulation.replay.engine_impute import SURVIVAL, TASK, Tasks
from simulation.replay.map_file import MapDocument, Patience
from simulation.replay.pauses import pauses
from simulation.replay.recorded_day import UNKNOWN, Contacts, RecordedDay
from simulation.replay.survival import Law, as_seen, exponential, exponential_mean, kaplan_meier, never, self_consistent
from simulation.replay.wrap_up import known_wrap_up

LEAST_LEFT = 50
"""A problem has a law of patience of its own where so many customers left."""
LEAST_WORK = 10
"""A problem has a law of work of its own where the work of so many contacts is recorded."""

Times = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Imputation:
    """A day's contacts, and what is to be drawn of them for each replication.

    Parameters
    ----------
    contacts
        Dtype ``CONTACT``, in order of arrival; what is to be drawn has any value.
    tasks
        What is to be drawn.
    counts
        Of how many contacts what is drawn: ``patience``, ``work``, ``wrap_up``, ``label``; only those greater than 0.
    """

    contacts: Rows
    tasks: Tasks
    counts: dict[str, int]


def impute_day(day: RecordedDay, entry: MapDocument, classes: DayClasses, world: World) -> Imputation:
    """Make the table of contacts of a recorded day.

    Parameters
    ----------
    day, entry
        The records and their map.
    classes
        Of the day's contacts; its table is that of the world, answer delays apart.
    world
        The speed of its agents gives the contacts' own work, where the agent who did it is one of them.

    Raises
    ------
    BadDocument
        When no work at all is recorded.
    """
    contacts = day.offered
    builder = ContactBuilder(contacts)
    builder.rows["arrival"] = contacts.arrival
    builder.fill("label", Purpose.LABEL, classes.known, classes.known == UNKNOWN, classes.laws, classes.law)
    own = own_shares(day, contacts, classes, world)
    _patience(builder, contacts, entry.imputed.patience)
    work = np.where(contacts.work >= 0, np.rint(contacts.work * own).astype(np.int64), UNKNOWN)
    laws, law = work_laws(contacts.problem, work, day.file)
    builder.fill("work", Purpose.WORK, work, work == UNKNOWN, laws, law)
    if entry.wrap_up is None:
        builder.rows["wrap_up"] = 0
    elif entry.wrap_up.inferred_up_to_s is None:
        after = np.where(contacts.wrap_up >= 0, np.rint(contacts.wrap_up * own).astype(np.int64), UNKNOWN)
        laws, law = work_laws(contacts.problem, after, day.file)
        builder.fill("wrap_up", Purpose.WRAP_UP, after, after == UNKNOWN, laws, law)
    else:
        _inferred_wrap_up(builder, day, own, round(entry.wrap_up.inferred_up_to_s * SECOND))
    return builder.imputation()


@dataclass
class ContactBuilder:
    """Collects values and what is to be drawn."""

    offered: Contacts
    rows: Rows = field(init=False)
    counts: dict[str, int] = field(default_factory=dict)
    _tasks: list[Rows] = field(default_factory=list)
    _laws: list[Law] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = np.zeros(len(self.offered), CONTACT)
        self.rows["preferred"] = UNKNOWN

    def fill(
        self,
        name: str,
        purpose: Purpose,
        values: NDArray[np.integer],
        unknown: Mask,
        laws: Sequence[Law],
        law: NDArray[np.integer],
        low: Times | None = None,
        high: Times | None = None,
    ) -> None:
        """Write the values known, and have the others drawn.

        Parameters
        ----------
        name
            What is written: ``patience``, ``work``, ``wrap_up``, or ``label`` for the class.
        purpose
            Of the draws.
        values, unknown
            Shape (contacts,).
        laws, law
            What to draw from, and the number of each contact's law.
        low, high
            Greater than ``low``, at most ``high``; None: whatever.
        """
        self.rows["cls" if name == "label" else name] = np.where(unknown, 0, values)
        places = np.flatnonzero(unknown)
        if not len(places):
            return
        self.counts[name] = len(places)
        tasks = np.zeros(len(places), TASK)
        tasks["contact"], tasks["number"], tasks["purpose"] = places, self.offered.row[places], int(purpose)
        tasks["law"] = law[places] + len(self._laws)
        tasks["low"] = UNKNOWN if low is None else low[places]
        for number, one in enumerate(laws):
            chosen = law[places] == number
            tasks["upper"][chosen] = one.longer_than(tasks["low"][chosen])
            tasks["lower"][chosen] = 0.0 if high is None else one.longer_than(high[places][chosen])
        self._tasks.append(tasks)
        self._laws += laws

    def imputation(self) -> Imputation:
        """Everything in arrays."""
        lengths = [len(law.times) for law in self._laws]
        table = np.zeros(len(lengths), SURVIVAL)
        table["end"] = np.cumsum(lengths)
        table["first"] = table["end"] - lengths
        table["tail_mean"] = [law.tail_mean for law in self._laws]
        tasks = Tasks(
            tasks=np.concatenate([np.zeros(0, TASK), *self._tasks]),
            laws=table,
            values=np.concatenate([np.zeros(0, np.int64), *(law.times for law in self._laws)]),
            survival=np.concatenate([np.zeros(0), *(law.survival for law in self._laws)]),
        )
        return Imputation(self.rows, tasks, self.counts)


def own_shares(day: RecordedDay, contacts: Contacts, classes: DayClasses, world: World) -> NDArray[np.float64]:
    """The contact's own work / the time that its agent took, by the agent's speed; 1 where the agent is not known."""
    numbers = {agent.id: number for number, agent in enumerate(world.agents)}
    agent_of = np.array([*(numbers.get(name, UNKNOWN) for name in day.agents), UNKNOWN])
    agent = agent_of[contacts.agent]  # -1, nobody, is the last
    # Speed depends on the problem, so any class of the contact's problem will do.
    of_problem = {problem: place for place, problem in enumerate(classes.table["problem"].tolist())}
    cls = np.array([of_problem[problem] for problem in contacts.problem.tolist()], np.int64)
    pace = np.where(agent == UNKNOWN, 1000, world.pace[agent, cls])
    shares: NDArray[np.float64] = 1000.0 / np.maximum(pace, 1)
    return shares


def work_laws(problems: NDArray[np.int32], work: Times, file: str) -> tuple[list[Law], NDArray[np.int64]]:
    """The laws of recorded times by problem, and the number of each contact's law; number 0 is that of all.

    Raises
    ------
    BadDocument
        When nothing is recorded.
    """
    seen = work != UNKNOWN
    if not seen.any():
        rule = text("no contact of the day has a recorded time in service, or work after it, to go by")
        raise BadDocument(rule, file=file)
    laws, law = [as_seen(work[seen])], np.zeros(len(work), np.int64)
    for problem in np.unique(problems).tolist():
        own = seen & (problems == problem)
        if own.sum() >= LEAST_WORK:
            law[problems == problem] = len(laws)
            laws.append(as_seen(work[own]))
    return laws, law


def patience_law(wait: Times, left: Mask, law: str) -> Law:
    """The law of patience fitted to waits, of which those of customers who ``left`` ended by themselves.

    Beyond the longest wait after which somebody left, Kaplan and Meier say nothing: the law goes on exponentially.
    """
    if law == "never" or not left.any():
        return never()
    if law == "exponential":
        return exponential(wait, left)
    return kaplan_meier(wait, left, exponential_mean(wait, left))


def _patience(builder: ContactBuilder, contacts: Contacts, entry: Patience) -> None:
    left = ~contacts.answered
    laws, law = [patience_law(contacts.wait, left, entry.law)], np.zeros(len(contacts), np.int64)
    for problem in np.unique(contacts.problem).tolist() if entry.by == "problem" else ():
        own = contacts.problem == problem
        if (own & left).sum() >= LEAST_LEFT:
            law[own] = len(laws)
            laws.append(patience_law(contacts.wait[own], left[own], entry.law))
    values = np.where(left, contacts.wait, NEVER)
    endless = np.array([not len(one.times) and math.isinf(one.tail_mean) for one in laws])
    builder.fill("patience", Purpose.PATIENCE, values, ~left & ~endless[law], laws, law, low=contacts.wait)


def _inferred_wrap_up(builder: ContactBuilder, day: RecordedDay, own: NDArray[np.float64], limit: int) -> None:
    """Work after contacts from the agents' pauses; see :func:`simulation.replay.wrap_up.known_wrap_up`."""
    n_offered = len(builder.offered)
    seen = pauses(day.contacts, limit)
    known = known_wrap_up(seen, limit)
    exact, cut = known.exact, known.cut
    # From the contacts that were with the centre to those that were offered: the first ones entered before the opening.
    place = seen.contact - (len(day.contacts) - n_offered)
    share = np.where(place >= 0, own[place], 1.0)
    length, waited = (np.rint(times * share).astype(np.int64) for times in (known.length, known.waited))
    law = self_consistent(length[exact], waited[cut], length[cut])
    values, low = (np.full(n_offered, UNKNOWN, np.int64) for _ in range(2))
    high = np.full(n_offered, NEVER, np.int64)
    exact &= place >= 0
    cut &= place >= 0
    values[place[exact]] = length[exact]
    low[place[cut]], high[place[cut]] = waited[cut], length[cut]
    builder.fill("wrap_up", Purpose.WRAP_UP, values, values == UNKNOWN, [law], np.zeros(n_offered, np.int64), low, high)
