"""What agents may take besides skills and pools: labels, capacity, most per channel, their own order and delays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routing.errors import MAX_LABEL_NUMBER, MAX_LABEL_TEXT, BadValue, Contradiction
from routing.labels import fits
from routing.model import SECOND, Agent, LabelValue
from routing.policy import LabelType, Policy
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path
from simulation.files.staff_entries import AgentTerms
from simulation.files.vocabulary import number_of


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file says of an agent or a group; see :class:`routing.model.Agent`.

    Parameters
    ----------
    labels
        By name.
    capacity
        Units; None: not said.
    most
        Channel to the number of its contacts at once.
    queue_order
        Queues, the one to be served first first; None: not said.
    delays
        Queue to microseconds; None: not said.
    """

    labels: Mapping[str, LabelValue] = field(default_factory=dict)
    capacity: int | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    queue_order: tuple[str, ...] | None = None
    delays: Mapping[str, int] | None = None

    def within(self, group: Settings) -> Settings:
        """These, and where they do not say it what the group says; labels and channels one by one."""
        return Settings(
            labels={**group.labels, **self.labels},
            capacity=group.capacity if self.capacity is None else self.capacity,
            most={**group.most, **self.most},
            queue_order=group.queue_order if self.queue_order is None else self.queue_order,
            delays=group.delays if self.delays is None else self.delays,
        )

    def agent(self, name: str, skills: Mapping[str, int], pools: tuple[str, ...]) -> Agent:
        """An agent with these settings; what they do not say has its default."""
        capacity = 1 if self.capacity is None else self.capacity
        return Agent(name, skills, pools, self.labels, capacity, self.most, self.queue_order, self.delays)


def settings_of(document: Document, path: Path, entry: AgentTerms, policy: Policy) -> Settings:
    """The settings of the group or agent that stands at ``path``.

    Raises
    ------
    InputError
        When it names what the policy does not have, a queue twice, or gives a label a value of another type.
    """
    types = dict(policy.labels)
    for label, value in entry.labels.items():
        check_label(document, (*path, "labels", label), label, value, types)
    for channel in entry.most:
        number_of(document, (*path, "most", channel), channel, policy.channels)
    queues = [queue.name for queue in policy.queues]
    for queue in entry.delay_s or {}:
        number_of(document, (*path, "delay_s", queue), queue, queues)
    order = entry.queue_order
    for index, queue in enumerate(order or []):
        number_of(document, (*path, "queue_order", index), queue, queues)
    twice = named_twice(order or [])
    if twice is not None:
        rule = text("names {name} twice", name=twice)
        raise document.error((*path, "queue_order"), rule, value=order, kind=Contradiction)
    return Settings(
        labels=dict(entry.labels),
        capacity=entry.capacity,
        most=dict(entry.most),
        queue_order=None if order is None else tuple(order),
        delays=None if entry.delay_s is None else {name: round(s * SECOND) for name, s in entry.delay_s.items()},
    )


def check_label(document: Document, path: Path, label: str, value: object, types: Mapping[str, LabelType]) -> None:
    """Refuse a label that the policy does not declare, or a value that is not of its type.

    Raises
    ------
    UnknownName, BadValue
    """
    number_of(document, path, label, list(types))
    if not fits(value, types[label]):
        raise document.error(path, label_rule(types[label]), value=value, kind=BadValue)


def label_rule(kind: LabelType) -> str:
    """What the value of a label of this type must be, as a phrase."""
    if kind is LabelType.TEXT:
        return text("must be text of 1 to {limit} characters", limit=MAX_LABEL_TEXT)
    if kind is LabelType.NUMBER:
        return text("must be a whole number from -{limit} to {limit}", limit=MAX_LABEL_NUMBER)
    return text("must be true or false")


def named_twice(names: Sequence[str]) -> str | None:
    """The first name that stands a second time in ``names``; None: there is none."""
    return next((name for place, name in enumerate(names) if name in names[:place]), None)
