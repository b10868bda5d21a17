"""What the naive router reads from policy and roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from routing.model import NEVER, Agent, LabelValue, Prefer
from routing.policy import Compare, Condition, LabelType, OverflowCause, Policy, Queue, Step
from tests.naive.parts import Ticket


def holds(condition: Condition, labels: Mapping[str, LabelValue]) -> bool:
    """Whether the condition holds of these labels; of a label that is missing, only "is not" does."""
    if condition.label not in labels:
        return condition.compare is Compare.NE
    says, value = labels[condition.label], condition.value
    if condition.compare is Compare.IN:
        assert isinstance(value, tuple)
        return says in value
    if condition.compare is Compare.EQ:
        return says == value
    if condition.compare is Compare.NE:
        return says != value
    assert isinstance(says, int)
    assert isinstance(value, int)
    return {
        Compare.LT: says < value,
        Compare.LE: says <= value,
        Compare.GT: says > value,
        Compare.GE: says >= value,
    }[condition.compare]


def qualifies(agent: Agent, step: Step) -> bool:
    """Whether the agent has every skill at its level, every label, and one of the pools if the step names any."""
    skilled = all(agent.skills.get(skill, 0) >= level for skill, level in step.skills)
    labelled = all(holds(condition, agent.labels) for condition in step.labels)
    return skilled and labelled and (not step.pools or any(pool in step.pools for pool in agent.pools))


def first_match(
    policy: Policy, problem: str, tier: str, channel: str, labels: Mapping[str, LabelValue] | None = None
) -> int:
    """The number of the queue that the ticket enters."""
    for number, queue in enumerate(policy.queues):
        match = queue.match
        admitted = ((problem, match.problems), (tier, match.tiers), (channel, match.channels))
        labelled = all(holds(condition, labels or {}) for condition in match.labels)
        if labelled and all(not names or name in names for name, names in admitted):
            return number
    raise AssertionError("a policy ends with a queue that admits everything")


def own_rank(policy: Policy, agent: Agent, queue_name: str) -> int:
    """Place of the queue in the agent's own order, else in that of its first pool that has one; 0 without any."""
    orders = dict(policy.queue_order)
    order = agent.queue_order
    if order is None:
        order = next((orders[pool] for pool in agent.pools if pool in orders), ())
    return order.index(queue_name) if queue_name in order else len(order)


def own_delay(policy: Policy, agent: Agent, queue_name: str) -> int:
    """How long a ticket must have been in the queue before the agent takes it."""
    delays = {pool: dict(of_queue) for pool, of_queue in policy.delays}
    if agent.delays is not None:
        return agent.delays.get(queue_name, 0)
    return next((delays[pool].get(queue_name, 0) for pool in agent.pools if pool in delays), 0)


def cost_of(policy: Policy, channel: str) -> int:
    """The units that a ticket of the channel takes."""
    return dict(policy.costs).get(channel, 1)


def lacks_licence(agent: Agent, queue: Queue) -> str | None:
    """The first thing that the queue never relaxes and the agent does not have."""
    first = queue.steps[0]
    for name in queue.never_relax:
        skilled = all(agent.skills.get(skill, 0) >= level for skill, level in first.skills if skill == name)
        labelled = all(holds(condition, agent.labels) for condition in first.labels if condition.label == name)
        if not (skilled and labelled):
            return name
    return None


def delay_ends(policy: Policy, agents: Iterable[Agent], queue: Queue) -> list[int]:
    """Microseconds in the queue at which somebody may take its tickets who might not before, apart from steps."""
    delays = {own_delay(policy, agent, queue.name) for agent in agents}
    lifts = {r.lift_after_us for r in policy.reservations if queue.name not in r.queues}
    return sorted((delays | lifts) - {0, NEVER} - {step.from_us for step in queue.steps})


def overflow_times(queue: Queue) -> list[int]:
    """Microseconds in the queue after which its waiting tickets overflow."""
    return [rule.at for rule in queue.overflow if rule.cause is OverflowCause.WAITED]


def standing_term(
    term: Prefer, step: Step, agent: Agent, number: int, other_queues: Sequence[frozenset[int]]
) -> Fraction | int:
    """The value of a term that never changes; 0 for the others.

    ``other_queues``: the agents who qualify for the first step of each queue but the ticket's.
    """
    if term is Prefer.POOL_ORDER:
        return next((rank for rank, pool in enumerate(step.pools) if pool in agent.pools), 0)
    if term is Prefer.LEVEL:
        return -sum(agent.skills[skill] for skill, _ in step.skills)
    if term is Prefer.SCARCE_LAST:
        return sum((Fraction(1, len(group)) for group in other_queues if number in group), Fraction(0))
    return 0


def order(ticket: Ticket, now: int) -> tuple[int, int, int, int]:
    """Key of the order of waiting tickets, smallest first; the credit in thousandths of a microsecond."""
    queue = ticket.queue
    credit = queue.head_start_us * 1000 + queue.ageing_per_mille * (now - ticket.first_arrival)
    return ticket.band, -credit, ticket.first_arrival, ticket.number


def is_label_value(value: object, kind: LabelType) -> bool:
    """Whether a label of this type can say this."""
    if kind is LabelType.YES_NO:
        return type(value) is bool
    if kind is LabelType.NUMBER:
        return type(value) is int and -(10**9) <= value <= 10**9
    return type(value) is str and 1 <= len(value) <= 64
