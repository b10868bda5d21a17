"""A small day for these tests: the scenario n_design with a factor of the day, cut or written down."""

from __future__ import annotations

from pathlib import Path

from simulation.engines.compiled import simulate_compiled
from simulation.experiment import drawn_source
from simulation.planning.staffing.crew import Crew, load_crew
from simulation.planning.today.question import Question
from simulation.planning.today.seen import nothing_counted
from simulation.planning.today.staff_plan import planned
from simulation.planning.today.variant import Variant
from simulation.workload import Buffers
from tests.simulation.planning.today.cutting import Cut

HOUR = 3_600_000_000
CHANGES = ("arrivals.day_factor_cv=0.12", "groups.both.staff=6")

FILE = """\
peakline: today/1
scenario: n_design
set: ["arrivals.day_factor_cv=0.1"]
now: "10:30"
volumes: {queues: {account: [80, 78, 82, 81, 79], fx: [20, 25, 22, 18, 21]}}
so_far: {all: {offered: 500, in_time: 440}}
waiting: [{queue: fx, count: 2, longest_s: 40}]
groups: {account: {present: 11, busy: 10}, both: {busy: 7}}
replications: 20
"""


def crew() -> Crew:
    return load_crew("n_design", CHANGES)


def asked(known: Crew, now_us: int, **more: object) -> Question:
    """A question of which nothing is known but what is given."""
    staff = planned(known.staff, known.scenario.interval_us)
    given: dict[str, object] = {
        "name": "small",
        "file": "small.yaml",
        "base": Variant(known, staff),
        "plan": staff,
        "now_us": now_us,
        "volumes": nothing_counted(len(known.scenario.policy.queues), known.scenario.n_intervals),
        "so_far": (None,) * len(known.scenario.goals),
        "situation": None,
        "missing": (),
        "levers": (),
        "replications": 40,
        "seed": 1,
    }
    return Question(**(given | more))  # type: ignore[arg-type]


def a_cut(known: Crew, day: int, now_us: int, seed: int = 1000) -> Cut:
    """A simulated day, cut."""
    contacts = drawn_source(known.scenario.world, seed).draw(day, Buffers()).copy()
    return Cut(known.scenario, simulate_compiled(known.scenario.world, contacts), now_us)


def written(folder: Path, text: str = FILE) -> Path:
    """A file of today."""
    path = folder / "day.yaml"
    path.write_text(text, encoding="utf-8")
    return path
