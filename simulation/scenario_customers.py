"""What a scenario says of customers besides talking and waiting: whether their matters are solved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.document import Document
from routing.model import Agent
from routing.policy import Policy
from simulation.laws import Laws
from simulation.scenario_file import ScenarioDocument
from simulation.staffing import counting_skills


def solving(
    document: Document, entry: ScenarioDocument, policy: Policy, laws: Laws, agents: Sequence[Agent]
) -> NDArray[np.float64] | None:
    """The probability that an agent solves the matter of a contact, shape (agents, classes); NaN: it is not asked.

    None: of no class.

    Raises
    ------
    InputError
        When an entry of ``resolution`` names what there is not.
    """
    if not entry.resolution:
        return None
    skills = counting_skills(document, entry.speed, policy)
    result = np.full((len(agents), len(laws.classes)), np.nan)
    for cls, number in enumerate(laws.first(("resolution",), entry.resolution)):
        if number < 0:
            continue
        each = entry.resolution[number]
        skill = skills.get(policy.problems[laws.classes["problem"][cls]])
        levels = [agent.skills.get(skill) if skill else None for agent in agents]
        shares = [each.share if level is None else each.levels.get(level, each.share) for level in levels]
        result[:, cls] = np.minimum(1.0, np.array(shares) * each.knowledge)
    return None if np.isnan(result).all() else result
