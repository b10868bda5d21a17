"""The classes of contacts of a stage: those of its world, and the same in the hands of agents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from routing.kernels.tables import never_relaxed_lack
from simulation.core.behaviour import Behaviours
from simulation.core.coverage import class_queues, units_of
from simulation.core.handling import CANDIDATE
from simulation.core.world import World


def shown_to(world: World, agents: Sequence[int]) -> dict[int, list[int]]:
    """For each of these agents classes that fill all of their room: of each channel as many as they could have."""
    queues, units = class_queues(world), units_of(world.policy, world.classes)
    found: dict[int, list[int]] = {}
    for agent in agents:
        worker, classes = world.agents[agent], []
        for channel in np.unique(world.classes["channel"]).tolist():
            may = [
                cls
                for cls in np.flatnonzero(world.classes["channel"] == channel).tolist()
                if never_relaxed_lack(queues[cls], worker) is None
            ]
            if may:
                classes += [may[0]] * (worker.capacity // max(int(units[may[0]]), 1))
        found[agent] = classes
    return found


def with_hands(behaviours: Behaviours, own: int, members: Sequence[Sequence[int]], hands: int) -> Behaviours:
    """What contacts do, those in hand included: given to their agent at once, and never interrupted from then on.

    The blocks behind the first ``hands`` of them are of stand-ins, which end and that is all.
    """
    times = 1 + len(members)
    rows = np.tile(behaviours.rows, times)
    for name in ("meets_bot", "fills_form", "hears", "hold_share", "silent_share", "work_by_group", "wrap_up_by_group"):
        rows[name][own:] = 0
    for name in ("redials", "returns", "resolves", "first_transfer", "end_transfer", "n_factors", "shares"):
        rows[name][own * (1 + hands) :] = 0
    handling = np.tile(behaviours.handling, times)
    for name in ("no_answers", "declines", "excludes", "hand_after"):
        handling[name][own:] = 0
    handling["by_hand"][own:] = 1.0
    at = len(behaviours.candidates)
    for number, agents in enumerate(members, start=1):
        here = slice(own * number, own * (number + 1))
        handling["first_hand"][here], handling["end_hand"][here] = at, at + len(agents)
        at += len(agents)
    candidates = np.array([(agent,) for agents in members for agent in agents], CANDIDATE)
    solves = behaviours.solves
    if len(solves):
        solves = np.tile(solves.reshape(-1, own), (1, times)).reshape(-1)
    return behaviours._replace(
        rows=rows, handling=handling, candidates=np.concatenate([behaviours.candidates, candidates]), solves=solves
    )
