"""What ``peakline check`` warns of about units: who never takes a channel, or several calls; what is kept free."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from routing.model import Agent
from routing.words.messages import text
from routing.words.shown import shown
from simulation.core.world import World

_SPOKEN = ("phone", "call", "voice", "电话", "语音", "热线")


def is_spoken(channel: str) -> bool:
    """Whether a channel is one of spoken words, of which nobody holds two at once."""
    return any(word in channel.casefold() for word in _SPOKEN)


def capacity_warnings(world: World) -> list[str]:
    """The warnings, a sentence each."""
    return [*_too_small(world), *_several_calls(world), *_kept_beyond(world)]


def _members(world: World) -> Iterator[tuple[str, list[Agent]]]:
    for number, name in enumerate(world.group_names):
        yield name, [world.agents[agent] for agent in np.flatnonzero(world.agent_group == number)]


def _arriving(world: World) -> list[tuple[str, int]]:
    """The channels of contacts that arrive, with the units that such a contact takes."""
    costs = dict(world.policy.costs)
    names = [world.policy.channels[number] for number in np.unique(world.classes["channel"]).tolist()]
    return [(name, costs.get(name, 1)) for name in names]


def _too_small(world: World) -> Iterator[str]:
    for group, members in _members(world):
        units = max((agent.capacity for agent in members), default=0)
        for channel, cost in _arriving(world):
            if members and units < cost:
                yield text(
                    "Group {group} has {units} units: it never takes {channel} ({cost}).",
                    group=shown(group),
                    units=units,
                    channel=shown(channel),
                    cost=cost,
                )


def _several_calls(world: World) -> Iterator[str]:
    for group, members in _members(world):
        for channel, cost in _arriving(world):
            at_once = max((min(a.capacity // cost, a.most.get(channel, a.capacity)) for a in members), default=0)
            if at_once > 1 and is_spoken(channel):
                yield text(
                    "Group {group}: up to {count} {channel} contacts at once. Let {channel} cost more units, or set "
                    "most.",
                    group=shown(group),
                    count=at_once,
                    channel=shown(channel),
                )


def _kept_beyond(world: World) -> Iterator[str]:
    for reservation in world.policy.reservations:
        size = sum(reservation.pool in agent.pools for agent in world.agents)
        if 0 < size < reservation.keep_free:
            yield text(
                "{count} agents of pool {pool} are kept free, and it has only {size}: they take nothing else until "
                "the reservation is lifted.",
                count=reservation.keep_free,
                pool=shown(reservation.pool),
                size=size,
            )
