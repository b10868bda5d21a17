"""The gate that needs no simulation: how long the policy lets a ticket be overtaken, with the scenario's roster."""

from __future__ import annotations

import math

from routing.checks.starvation import starvation_bounds
from routing.model import SECOND
from routing.words.messages import text
from simulation.core.world import World
from simulation.gates.decide import Word
from simulation.gates.gate import Gate
from simulation.gates.outcome import GateOutcome
from simulation.measuring.results import Figure


def bound_outcome(gate: Gate, world: World) -> GateOutcome:
    """Whether the policy, with the scenario's roster, bounds how long the tickets of the gate's queues are overtaken.

    See :mod:`routing.checks.starvation`: a ticket of another queue that is served first is younger by at most the
    bound. A bound that grows with the wait is one, but no number of seconds.
    """
    queues = gate.chosen.queue
    bounds = [b for b in starvation_bounds(world.policy, world.agents) if not queues or b.waiting in queues]
    none = [bound for bound in bounds if bound.is_none]
    growing = [bound for bound in bounds if bound.share and not math.isinf(gate.limit)]
    worst = max((bound for bound in bounds if bound.fixed_us is not None), key=lambda b: b.fixed_us or 0, default=None)
    seconds = None if none or growing else max(0, (worst.fixed_us or 0) if worst else 0) / SECOND
    kept = seconds is not None and seconds <= gate.limit
    said = (none or growing or ([worst] if worst else []))[:1]
    return GateOutcome(
        gate=gate,
        word=Word.PASS if kept else Word.FAIL,
        figure=Figure(seconds),
        base=None,
        new=seconds,
        days=0,
        reason=said[0].sentence() if said else text("No ticket ever goes before an older one of another queue."),
    )
