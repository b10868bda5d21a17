"""Where tickets, queues and agents go when a router gets another policy or roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from routing.errors import AgentNotOffline, TicketNotCovered
from routing.kernels.state import State
from routing.kernels.tables import entry_queue
from routing.labels import fits
from routing.lifecycle.life_cycle_state import Mapping as StateMapping
from routing.lifecycle.life_cycle_state import Numbers
from routing.model import LabelValue, Presence, TicketState
from routing.rules import Rules, Words

Labels = Mapping[str, LabelValue]


def map_state(
    old: Rules, new: Rules, state: State, ids: Sequence[str | None], labels: Mapping[int, Labels]
) -> StateMapping:
    """Work out the mapping.

    Parameters
    ----------
    old, new
        The rules before and after.
    state
        Under the old rules.
    ids
        Ticket by slot.
    labels
        By slot of tickets that have any.

    Raises
    ------
    AgentNotOffline
        Somebody who is not offline is not on the new roster.
    TicketNotCovered
        The new policy has no words for a ticket: the one that came first is named.
    """
    agents = _agents(old, new, state)
    slots = (state.tickets["state"] != TicketState.FREE).nonzero()[0]
    numbers, before, classes_before = (state.tickets[name][slots] for name in ("number", "queue", "cls"))
    if old.policy is not new.policy:
        _refuse_uncovered(old, new, slots[np.argsort(numbers)], state, ids, labels)
    names = np.array([new.queue_numbers.get(queue.name, -1) for queue in old.policy.queues])
    classes = _classes(old, new)[classes_before]
    matched, matches = _entries(old)[classes_before], _entries(new)[classes]
    _match_labels(old, new, slots, classes_before, labels, matched, matches)
    stays = names[before]
    queues = np.where((before == matched) | (stays < 0), matches, stays)
    moved = queues != stays
    closed = np.zeros(len(new.policy.queues), np.int64)
    still = names >= 0
    closed[names[still]] = state.lines["closed"][still]
    lanes = np.array([lane for _, lane, _ in new.entry.values()])[classes]
    return StateMapping(
        slots=slots,
        queues=queues,
        lanes=lanes,
        classes=classes,
        moved=moved,
        keeps_step=~moved & _alike(old, new, ("steps",))[before],
        keeps_band=~moved & _alike(old, new, ("band", "promote_after_us"))[before],
        agents=agents,
        closed=closed,
        former=np.array([old.queue_numbers.get(queue.name, -1) for queue in new.policy.queues], np.int64),
    )


def _agents(old: Rules, new: Rules, state: State) -> Numbers:
    numbers = []
    gone = len(new.agents)
    for number, agent in enumerate(old.agent_ids):
        there = new.agent_numbers.get(agent)
        if there is None:
            if state.agents["presence"][number] != Presence.OFFLINE:
                raise AgentNotOffline(agent)
            there, gone = gone, gone + 1
        numbers.append(there)
    return np.array(numbers, np.int64)


def those_who_leave(old: Rules, new: Rules) -> list[str]:
    """The agents who are not on the new roster, in the order of their numbers after it."""
    return [agent for agent in old.agent_ids if agent not in new.agent_numbers]


def _classes(old: Rules, new: Rules) -> Numbers:
    """[old class] the new class; 0 where there is none, which no ticket has."""
    return np.array([new.entry[words][2] if words in new.entry else 0 for words in old.entry])


def _entries(rules: Rules) -> Numbers:
    return np.array([queue for queue, _, _ in rules.entry.values()])


def _alike(old: Rules, new: Rules, fields: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """[old queue] whether a queue of its name is the same in these fields."""
    now = {queue.name: queue for queue in new.policy.queues}
    return np.array(
        [
            queue.name in now and all(getattr(queue, name) == getattr(now[queue.name], name) for name in fields)
            for queue in old.policy.queues
        ],
        bool,
    )


def _match_labels(
    old: Rules,
    new: Rules,
    slots: Numbers,
    classes: Numbers,
    labels: Mapping[int, Labels],
    matched: Numbers,
    matches: Numbers,
) -> None:
    """Correct, for tickets with labels, the queues that they entered, and those that they would enter now."""
    words_of = list(old.entry)
    known: dict[tuple[int, frozenset[tuple[str, LabelValue]]], tuple[int, int]] = {}
    for place, slot in enumerate(slots.tolist()) if labels else ():
        said = labels.get(slot)
        if said:
            key = int(classes[place]), frozenset(said.items())
            if key not in known:
                words = words_of[key[0]]
                known[key] = entry_queue(old.policy, *words, said), entry_queue(new.policy, *words, said)
            matched[place], matches[place] = known[key]


def _refuse_uncovered(
    old: Rules, new: Rules, slots: Numbers, state: State, ids: Sequence[str | None], labels: Mapping[int, Labels]
) -> None:
    """Raise TicketNotCovered for the first of the tickets, in this order, that the new policy has no words for."""
    missing = {number: _missing(words, new) for number, words in enumerate(old.entry)}
    uncovered = np.array([number for number, what in missing.items() if what is not None])
    classes = state.tickets["cls"][slots]
    doubtful = np.isin(classes, uncovered) | np.isin(slots, np.fromiter(labels, np.int64, len(labels)))
    for slot, cls in zip(slots[doubtful].tolist(), classes[doubtful].tolist(), strict=True):
        what = missing[cls] or _missing_label(labels.get(slot, {}), new)
        if what is not None:
            raise TicketNotCovered(ids[slot] or "", *what)


def _missing(words: Words, rules: Rules) -> tuple[str, object] | None:
    """The kind and value of the first word that the policy does not list; None: it lists all."""
    policy = rules.policy
    known = (policy.problems, policy.tiers, policy.channels)
    for kind, word, names in zip(("problem", "tier", "channel"), words, known, strict=True):
        if word not in names:
            return kind, word
    return None


def _missing_label(said: Labels, rules: Rules) -> tuple[str, object] | None:
    types = dict(rules.policy.labels)
    for name, value in said.items():
        if name not in types or not fits(value, types[name]):
            return "label", name
    return None
