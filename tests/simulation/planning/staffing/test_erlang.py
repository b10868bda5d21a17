"""On a single-skill stationary interval the answer is the number of Erlang A."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from simulation.planning.staffing.answer import Settings
from simulation.planning.staffing.crew import load_crew
from simulation.planning.staffing.evaluator import Evaluator
from simulation.planning.staffing.solve import find_staff
from simulation.planning.staffing.targets_reader import default_question
from simulation.theory.erlang import ServiceLevelOf, erlang_a
from simulation.theory.staffing import agents_for_service_level
from tests.simulation.planning.staffing.small import write_design

CHECK_DAYS = 100
LOADS = [30.0, 75.0, 120.0, 300.0]
"""Contacts per hour; of 4 minutes each."""
PATIENCE = [60.0, 180.0]
TARGETS = [(0.7, 30.0), (0.8, 20.0), (0.9, 30.0)]
"""Share, and the time within which."""


@pytest.mark.slow
@pytest.mark.parametrize("patience_s", PATIENCE)
@pytest.mark.parametrize("per_h", LOADS)
def test_a_grid_of_stations(tmp_path: Path, per_h: float, patience_s: float) -> None:
    """The number of Erlang A in the second of two long intervals, when the first has long been forgotten; one more
    only where the share that this number gives lies within 2 standard errors of the target: of its estimate over the
    days of a check up to its first look. There no sample of that size could tell that it holds.
    """
    for share, within_s in TARGETS:
        number = agents_for_service_level(
            per_h / 3600, 240.0, patience_s, share=share, within_s=within_s, of=ServiceLevelOf.OFFERED
        )
        given = erlang_a(per_h / 3600, 240.0, patience_s, number).answered_within(within_s)
        path = write_design(
            tmp_path,
            {"a": per_h},
            {"a": ["a"]},
            intervals=2,
            interval_min=300,
            share=share,
            within_s=within_s,
            patience_s=patience_s,
        )
        crew = load_crew(str(path))
        question = default_question(crew)
        settings = Settings(search_days=40, check_days=CHECK_DAYS, threads=1)
        answer = find_staff(crew, question.targets, question.limits, settings)
        assert answer.met
        evaluator = Evaluator(crew, question.targets, seed=2, threads=1)
        at_it = evaluator.evaluate(np.full((1, 2), number), range(200))
        error = float(at_it.deviation[1]) / math.sqrt(CHECK_DAYS)
        near = given - share <= 2.0 * error
        found = int(answer.staff[0, 1])
        assert found in ({number, number + 1} if near else {number}), (per_h, patience_s, share, given, error)
