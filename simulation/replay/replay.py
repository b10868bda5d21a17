"""From the files of a recorded day to its answer: :func:`load_replay`, then :func:`run_replay`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from routing.errors import BadValue
from routing.policies.policy_file import load_policy
from routing.words.messages import text
from simulation import experiment
from simulation.arrivals.demand import MAX_CONTACTS
from simulation.core.world import World
from simulation.experiment import Keep, Plan
from simulation.measuring.asked import Asked
from simulation.measuring.assemble import results
from simulation.measuring.reader import asked_of_staff
from simulation.measuring.results import Goal, Results
from simulation.replay.classes import day_classes
from simulation.replay.comparison import observed_day
from simulation.replay.day_reader import OpeningHours
from simulation.replay.imputation import Imputation, impute_day
from simulation.replay.map_file import load_map
from simulation.replay.more import Factors, ScaledSource, load_factors, scaled_note
from simulation.replay.notes import replay_notes
from simulation.replay.read_day import read_day
from simulation.replay.recorded_day import RecordedDay
from simulation.replay.source import RecordedSource
from simulation.replay.staff import day_world
from simulation.staff.staff_file import load_staff


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded day, ready to be simulated; an :class:`simulation.experiment.Setting`.

    Parameters
    ----------
    name, about
        For people.
    day
        The records.
    world
        Who works when, and under which policy.
    seen
        Whether the staff was inferred from the day's own contacts.
    imputation
        The contacts, and what is drawn of them.
    goals, target_us, open_at_s, asked
        As in a scenario.
    notes
        What a reader must know.
    factors
        How many contacts one of the records stands for; None: one.
    """

    name: str
    about: str
    day: RecordedDay
    world: World
    seen: bool
    imputation: Imputation
    goals: tuple[Goal, ...]
    target_us: int
    open_at_s: int
    notes: tuple[str, ...]
    asked: Asked
    factors: Factors | None = None

    def source(self, seed: int) -> RecordedSource | ScaledSource:
        """Where the contacts of the replications come from."""
        recorded = RecordedSource(self.imputation, seed)
        return recorded if self.factors is None else ScaledSource(recorded, self.day.offered.row, self.factors)

    @property
    def customers(self) -> list[str | None] | None:
        """The customer of each contact, in order of arrival; None where unknown, or where others came than recorded."""
        if self.factors is not None:
            return None
        names = (*self.day.customers, None)  # -1, nobody, is the last
        return [names[number] for number in self.day.offered.customer.tolist()]


def load_replay(
    contacts: str | Path,
    *,
    map_file: str | Path,
    staff_file: str | Path,
    policy_file: str | Path,
    day: dt.date | None = None,
    scale: float = 1.0,
    arrivals_file: str | Path | None = None,
) -> Replay:
    """Read a recorded day.

    Parameters
    ----------
    contacts
        Contact records: ``.csv``, ``.csv.gz``, ``.parquet`` or ``.xlsx``.
    map_file
        Which column is what.
    staff_file
        Who works when, and what is aimed at.
    policy_file
        How contacts are routed.
    day
        The day of the opening; None: the only one there is.
    scale
        So many contacts for each of the records, 0 or more.
    arrivals_file
        Surges that are laid on top of the day.

    Raises
    ------
    InputError
        When one of the files is wrong, or there is no such day.
    """
    policy = load_policy(policy_file)
    staff = load_staff(staff_file, policy)
    document, entry = load_map(map_file)
    hours = OpeningHours(staff.open_at_s * 1_000_000, staff.interval_us * staff.entry.day.intervals)
    recorded = read_day(contacts, document, entry, policy, hours, day)
    classes = day_classes(recorded.offered, recorded.file)
    made = day_world(staff, recorded, classes.table)
    imputation = impute_day(recorded, entry, classes, made.world)
    factors = None
    if scale != 1.0 or arrivals_file is not None:
        file = None if arrivals_file is None else Path(arrivals_file)
        factors = load_factors(file, scale, staff.entry.day, policy, made.world.classes)
        made_of = ScaledSource(RecordedSource(imputation, 0), recorded.offered.row, factors)
        if made_of.expected > MAX_CONTACTS:
            rule = text("must not expect more than {limit} contacts in all", limit=MAX_CONTACTS)
            raise BadValue(rule, file=str(arrivals_file or contacts), value=made_of.expected)
    name = entry.name or Path(map_file).stem
    return Replay(
        name=name if recorded.date is None else f"{name} {recorded.date.isoformat()}",
        about=entry.about.strip(),
        day=recorded,
        world=made.world,
        seen=made.seen,
        imputation=imputation,
        goals=staff.goals,
        target_us=staff.target_us,
        open_at_s=staff.open_at_s,
        notes=tuple(replay_notes(recorded, entry, imputation.counts, made)),
        asked=asked_of_staff(staff.document, staff.entry),
        factors=factors,
    )


def run_replay(
    replay: Replay, plan: Plan, *, progress: Callable[[int], None] | None = None, keep: Keep | None = None
) -> Results:
    """Simulate a recorded day, and set what was recorded beside it; parameters as for :func:`experiment.run`.

    With other arrivals than those recorded there is nothing to set beside it.
    """
    source = replay.source(plan.seed)
    measures = experiment.measure_replications(replay, plan, source=source, progress=progress, keep=keep)
    if isinstance(source, ScaledSource):
        notes = (scaled_note(source), *replay.notes)
        return results(replay, measures, seed=plan.seed, engine=plan.engine, notes=notes)
    found = results(replay, measures, seed=plan.seed, engine=plan.engine, notes=replay.notes)
    return replace(found, observed=observed_day(replay.day, measures, replay.imputation.counts))
