"""Queueing formulas: Erlang B, C and A forward and backward, and priority classes."""

from simulation.theory.checks import UnstableQueueError
from simulation.theory.erlang import ServiceLevelOf, Station, erlang_a, erlang_b, erlang_c
from simulation.theory.priority import ClassFigures, PriorityStation, priority_erlang_c, two_classes
from simulation.theory.staffing import (
    Targets,
    agents_for_abandonment,
    agents_for_answer_time,
    agents_for_blocking,
    agents_for_occupancy,
    agents_for_service_level,
    fewest_agents,
    greatest_rate,
    square_root_agents,
    with_shrinkage,
)

__all__ = [
    "ClassFigures",
    "PriorityStation",
    "ServiceLevelOf",
    "Station",
    "Targets",
    "UnstableQueueError",
    "agents_for_abandonment",
    "agents_for_answer_time",
    "agents_for_blocking",
    "agents_for_occupancy",
    "agents_for_service_level",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "fewest_agents",
    "greatest_rate",
    "priority_erlang_c",
    "square_root_agents",
    "two_classes",
    "with_shrinkage",
]
