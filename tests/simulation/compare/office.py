"""A small office with two lines that share nobody, and what to compare in it."""

from __future__ import annotations

from pathlib import Path

from simulation.compare.compare import compare
from simulation.compare.comparison import Comparison, LeverGain
from simulation.compare.levers import LeverSet, parse_lever, sides_of_levers
from simulation.experiment import Plan

OFFICE = """\
peakline: scenario/1
name: office
about: Two lines that share nobody.
policy:
  name: two lines
  problems: [question, loan]
  tiers: [ordinary, vip]
  channels: [phone]
  skills: [question, loan]
  queues:
    - {name: loans, match: {problem: loan}, steps: [{skills: {loan: 1}}]}
    - {name: questions, steps: [{skills: {question: 1}}]}
day: {opens: "09:00", interval_min: 30, intervals: 4}
goals:
  - {name: all, share: 0.8}
arrivals:
  rates:
    - {problem: question, tier: ordinary, per_h: 60}
    - {problem: question, tier: vip, per_h: 10}
    - {problem: loan, tier: ordinary, per_h: 30}
service:
  - {law: exponential, mean_s: 150}
patience: {law: exponential, mean_s: 120}
groups:
  desk: {skills: {question: 1}, staff: 3}
  lenders: {skills: {loan: 1}, staff: 1}
"""

LENDER = "lender=groups.lenders.staff+=1"
CLERK = "clerk=groups.desk.staff+=1"
QUICK = "quick=service[0].mean_s*=0.9"


def write_office(folder: Path, name: str = "office.yaml", **changes: str) -> Path:
    """Write the office, with some pieces of its text replaced: ``old=new`` by number of the pair."""
    written = OFFICE
    for old, new in changes.items():
        assert written.count(old) >= 1
        written = written.replace(old, new)
    path = folder / name
    path.write_text(written, encoding="utf-8")
    return path


def with_levers(
    folder: Path, *written: str, replications: int = 20, measure: str = "service_level", pilot: str | None = None
) -> Comparison:
    """The office with levers."""
    levers = LeverSet(tuple(map(parse_lever, written)))
    sides = sides_of_levers(write_office(folder), levers.levers)
    return compare(sides, Plan(replications, seed=1), levers=levers, measure=measure, pilot_of=pilot)


def row(comparison: Comparison, name: str) -> LeverGain:
    """What the comparison says of a lever."""
    assert comparison.levers is not None
    return next(found for found in comparison.levers.rows if found.name == name)
