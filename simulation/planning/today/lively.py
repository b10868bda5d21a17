"""A world in which contacts have behaviour, even if all that they do is being answered once."""

from __future__ import annotations

from dataclasses import replace

from simulation.contacts.behaviour_builder import Behaviour, build_behaviours
from simulation.core.handling import ByHand, Handling
from simulation.core.world import World
from simulation.plans.draw_day import class_key


def lively(world: World) -> World:
    """The world with tables of behaviour, by which an agent can be given a contact by hand.

    Where it has none, those of contacts that do nothing besides: the same day, contact by contact.
    """
    if world.behaviours is not None:
        return world
    rows = [Behaviour(class_key(world.policy, row)) for row in world.classes]
    rows[0] = replace(rows[0], handling=Handling(by_hand=ByHand(1.0, 0, ())))  # else no table would be made
    built = build_behaviours(rows)
    assert built is not None
    handling = built.handling.copy()
    handling["by_hand"] = 0.0
    return replace(world, behaviours=built._replace(handling=handling))
