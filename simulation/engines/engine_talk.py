"""How long agents talk: the parts of a leg, and talks that share their agent with others."""

from __future__ import annotations

from typing import Any

import numpy as np

from routing._jit import jit_inline, jit_internal, whole
from routing.kernels.kernel_timers import code_of
from routing.kernels.state import State, row_type
from routing.model import Kind
from simulation.engines.engine_wheel import enter

SHARE = row_type(
    (
        "left",
        np.int64,
    ),  # talk time that is left of the part, thousandths of a microsecond, by an agent who has no other
    ("since", np.int64),  # as it was then, …
    ("factor", np.int64),  # … and from then on it takes so many per mille of it
)
"""Of a contact whose class ``shares``: how far its talk is."""

LAST, TO_HOLD, TO_SLEEP, ON_HOLD, ASLEEP, WAKES, RINGS = (whole(number) for number in range(7))
"""The part of a leg that a contact is in; it talks in those up to :data:`TO_SLEEP`, of which the last ends the leg."""

_K_COMPLETION = whole(Kind.COMPLETION)
_THOUSAND = whole(1000)


@jit_internal
def end_part_at(run: Any, life: Any, number: int, slot: int, time: int) -> None:
    """The part that a contact is in ends then, and not when it was going to."""
    life.parts[number].ends = time
    enter(run, time, code_of(_K_COMPLETION, number), slot)


@jit_internal
def factor_of(life: Any, does: Any, agent: int) -> int:
    """How talk time of a class with ``n_factors`` is multiplied now, per mille."""
    at_once = min(life.hands[agent].talks, does.n_factors)
    factor: int = life.factors[does.first_factor + at_once - 1].per_mille
    return factor


@jit_internal
def talk_for(run: Any, life: Any, number: int, slot: int, agent: int, work: int, now: int) -> None:
    """A part of a talk begins that takes so long, or longer if it shares its agent."""
    does = life.rows[life.parts[number].cls]
    length = work
    if does.shares == 1:
        share = life.shares[number]
        share.left = work * _THOUSAND
        share.since = now
        share.factor = factor_of(life, does, agent)
        length = _time_left(share)
    end_part_at(run, life, number, slot, now + length)


@jit_inline
def _time_left(share: Any) -> int:
    """``left * factor // 10**6`` without the large product."""
    over = share.left % _THOUSAND * share.factor // _THOUSAND
    return int((share.left // _THOUSAND * share.factor + over) // _THOUSAND)


@jit_inline
def _work_off(share: Any, now: int) -> None:
    """Take off what was done since; ``elapsed * 10**6 // factor`` without the large product."""
    elapsed = (now - share.since) * _THOUSAND
    share.left -= elapsed // share.factor * _THOUSAND + elapsed % share.factor * _THOUSAND // share.factor
    share.since = now


@jit_inline
def change_talks(state: State, run: Any, life: Any, agent: int, more: int, now: int) -> None:
    """An agent talks to one contact more or fewer."""
    life.hands[agent].talks += more
    if len(life.shares) > 0:
        _share_anew(state, run, life, agent, now)


@jit_internal
def _share_anew(state: State, run: Any, life: Any, agent: int, now: int) -> None:
    """All talks that share an agent go on at another pace."""
    slot = state.agents[agent].first
    while slot >= 0:
        number = int(state.tickets[slot].cls)
        part, does = life.parts[number], life.rows[life.parts[number].cls]
        if does.shares == 1 and part.ends >= 0 and part.phase <= TO_SLEEP:
            share = life.shares[number]
            _work_off(share, now)
            share.factor = factor_of(life, does, agent)
            end = now + _time_left(share)
            if end != part.ends:
                end_part_at(run, life, number, slot, end)
        slot = state.tickets[slot].after
