"""What the compiled engine asks of customers besides talking and waiting: whether their matter was solved."""

from __future__ import annotations

from typing import Any

from routing._jit import jit_inline, jit_internal, whole
from simulation.behaviour import Choice
from simulation.engine_chance import chance

_SOLVED = whole(Choice.SOLVED)
_ZERO = whole(0)


@jit_inline
def begin(origin: Any) -> None:
    """A contact comes, and nothing is known of its matter."""
    origin.transfers = 0
    origin.solved = -1


@jit_internal
def solves(run: Any, life: Any, number: int, agent: int) -> bool:
    """Whether the agent has solved the contact's matter, at the end of the last talk; False: that is not asked, too."""
    cls = run.contacts[number].cls
    if life.rows[cls].resolves == 0:
        return False
    if chance(life.parts[number].key, _SOLVED, _ZERO) >= life.solves[agent * len(run.labels) + cls]:
        return False
    life.origins[number].solved = 1
    return True
