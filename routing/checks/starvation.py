r"""How long a ticket can be overtaken: a bound for each ordered pair of queues, from the order of tickets alone.

When a ticket B is given to an agent who could have taken the waiting ticket A at that moment, then B stood before A in
the agent's order, and

.. math:: \text{arrival}(B) - \text{arrival}(A) \le \Delta + \sigma \cdot \text{wait}(A).

Write w for waits at that moment, h for head starts and r for ageing rates. In one band and rank B stands before A only
if :math:`h_B + r_B w_B \ge h_A + r_A w_A`. So the difference of arrivals, :math:`w_A - w_B`, is at most

* :math:`(h_B - h_A) / r` for equal rates,
* :math:`(h_B - h_A) / r_B + (1 - r_A / r_B) w_A` where B ages faster: B must have waited in proportion to A,
* :math:`(h_B - h_A) / r_A` where A ages faster and B has the greater head start (reached when B has just arrived), and
  :math:`(h_B - h_A) / r_B` where A has it (reached when A has).

A ticket of band k that is promoted after p stands in band k − j from j p to (j + 1) p, in band 0 for ever. While A's
band is the less urgent one B goes before it whatever the credits, so :math:`w_A` is bounded by the end of A's time in
that band and :math:`w_B` from below by the beginning of B's. The bound is the greatest over all pairs of bands, and
there is none where A stays for ever in a band less urgent than one that B has or reaches. An agent's own order of
queues does the same inside a band: the queue that it names later may wait for ever.

Ends of bands count for both bands: at one instant a ticket may be given away before another one's promotion is handled.

The bound is about order alone. It says nothing of a moment at which

* the agent could not have taken A: A is held for its preferred agent, its delay for them or their pause after a decline
  has not ended, they are excluded, a reservation keeps them, they have too few units or too many contacts of its
  channel, they gather units for another ticket, its step asks for more or waits for somebody to leave, its queue is
  closed, it is to be called back later;
* B did not come by the order: it was assigned by hand, was held for this agent, who is its preferred one, or woke up;
* one event let several tickets be taken at once (an agent vanished, a queue opened, a reservation was lifted): then the
  tickets choose, by band and credit, and an agent's own order does not count.

Of a ticket that came by transfer or overflow the times in bands count from then, while its credit counts from its first
arrival, so of such an A the wait before that is to be added where bands are in play. Of a callback the arrival is the
one that the time until it was due has moved. :func:`uncovered` lists which of these a policy uses.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from routing.agent_groups import may_take, one_of_each, pool_with_order, rank_of
from routing.model import NEVER, Agent
from routing.policy import OverflowAction, Policy, Queue
from routing.reading.units import in_seconds
from routing.words.messages import text
from routing.words.shown import shown


class Cause(Enum):
    """Why there is no bound."""

    BAND = "band"
    """The overtaking tickets have or reach a more urgent band, the waiting ones stay in theirs."""
    OWN_ORDER = "own order"
    """An agent, or the agents of a pool, have an own order, which names the overtaking queue first."""


@dataclass(frozen=True, slots=True)
class Bound:
    """By how much a ticket of one queue may be the younger one and still go before a ticket of another queue.

    Parameters
    ----------
    waiting, overtaking
        The queues.
    fixed_us
        Δ in whole microseconds; negative where the overtaking ticket must be older by so much. None: no bound,
        see ``cause``.
    share
        σ, from 0 to below 1: so much of the waiting ticket's wait is added.
    overtakes
        False where no ticket of ``overtaking`` ever goes first; then ``fixed_us`` is None.
    cause
        Why there is no bound.
    pool, agent
        Whose own order it is: that of a pool, or an agent's.
    """

    waiting: str
    overtaking: str
    fixed_us: int | None
    share: Fraction = Fraction(0)
    overtakes: bool = True
    cause: Cause | None = None
    pool: str | None = None
    agent: str | None = None

    @property
    def is_none(self) -> bool:
        """Whether the waiting ticket may wait for ever."""
        return self.overtakes and self.fixed_us is None

    def sentence(self) -> str:
        """The bound in words."""
        first, second = shown(self.overtaking), shown(self.waiting)
        if not self.overtakes:
            return text("Tickets of {first} never go before tickets of {second}.", first=first, second=second)
        if self.fixed_us is None:
            return self._none(first, second)
        seconds = in_seconds(abs(self.fixed_us))
        if self.share:
            percent = f"{float(self.share) * 100:.3g}"
            return text(
                "A ticket of {first} goes before an older one of {second} only if it is younger by at most {seconds} s "
                "plus {percent} % of the wait of the older one.",
                first=first,
                second=second,
                seconds=in_seconds(self.fixed_us),
                percent=percent,
            )
        if self.fixed_us > 0:
            return text(
                "A ticket of {first} goes before an older one of {second} only if it is younger by at most "
                "{seconds} s.",
                first=first,
                second=second,
                seconds=seconds,
            )
        if self.fixed_us < 0:
            return text(
                "A ticket of {first} goes before one of {second} only if it is older by at least {seconds} s.",
                first=first,
                second=second,
                seconds=seconds,
            )
        return text("A ticket of {first} never goes before an older one of {second}.", first=first, second=second)

    def _none(self, first: str, second: str) -> str:
        if self.cause is Cause.OWN_ORDER and self.agent is not None:
            return text(
                "No bound: agent {agent} serves {first} before {second}, however long tickets of {second} wait.",
                agent=shown(self.agent),
                first=first,
                second=second,
            )
        if self.cause is Cause.OWN_ORDER:
            return text(
                "No bound: agents of pool {pool} serve {first} before {second}, however long tickets of {second} wait.",
                pool=shown(self.pool),
                first=first,
                second=second,
            )
        return text(
            "No bound: tickets of {first} have or reach a more urgent band than those of {second}, which are not "
            "promoted far enough.",
            first=first,
            second=second,
        )


def starvation_bounds(policy: Policy, agents: Sequence[Agent] | None = None) -> list[Bound]:
    """Return the bounds of all ordered pairs of different queues that compete for an agent.

    Two tickets of one queue need none: the older one always goes first.

    Parameters
    ----------
    policy
        Without errors.
    agents
        The roster: pairs that no agent can serve both are left out, and agents' own orders count. Without a roster
        every pair counts, and agents with a pool's order are taken to belong to that pool only.
    """
    servers = _anybody(policy) if agents is None else _servers(policy, one_of_each(agents))
    queues = list(enumerate(policy.queues))
    pairs = [(a, b, _rankings(servers, i, j)) for i, a in queues for j, b in queues if i != j]
    return [_worst(a, b, rankings) for a, b, rankings in pairs if rankings]


def uncovered(policy: Policy, agents: Sequence[Agent] | None = None) -> list[str]:
    """Return what the policy and the roster use that can let a ticket pass beyond its bound, as phrases.

    Commands, such as an assignment by hand, and pauses after a decline can do so under every policy.
    """
    staff = () if agents is None else agents
    queues = policy.queues
    several = any(agent.capacity > 1 or agent.most for agent in staff) or any(cost > 1 for _, cost in policy.costs)
    delayed = any(any(dict(delays).values()) for _, delays in policy.delays)
    used = (
        (any(any(queue.hold_us) for queue in queues), text("holds for preferred agents")),
        (delayed or any(any((agent.delays or {}).values()) for agent in staff), text("delays")),
        (bool(policy.reservations), text("reservations")),
        (several, text("capacity in units")),
        (any(step.only_if_absent for queue in queues for step in queue.steps), text("steps that wait for an absence")),
        (any(rule.action is OverflowAction.QUEUE for queue in queues for rule in queue.overflow), text("overflow")),
    )
    return [phrase for is_used, phrase in used if is_used]


@dataclass(frozen=True, slots=True)
class _Server:
    """Agents who are alike here: the rank that they give each queue, None where they cannot serve it; whose order."""

    ranks: tuple[int | None, ...]
    pool: str | None = None
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class _Ranking:
    """How agents rank two queues: -1 the overtaking one first, 0 alike, 1 the waiting one first; by whose order."""

    relation: int
    pool: str | None = None
    agent: str | None = None


def _servers(policy: Policy, agents: Iterable[Agent]) -> list[_Server]:
    found: dict[tuple[int | None, ...], _Server] = {}
    for agent in agents:
        ranks = tuple(
            rank_of(policy, agent, queue.name) if may_take(queue.steps[-1], agent) else None for queue in policy.queues
        )
        own = agent.queue_order is not None
        pool = None if own else pool_with_order(policy, agent)
        found.setdefault(ranks, _Server(ranks, pool, agent.id if own else None))
    return list(found.values())


def _anybody(policy: Policy) -> list[_Server]:
    """Agents of a roster that is not known: some who can do all, and for each pool with an own order its members."""
    skills = dict.fromkeys(policy.skills, 5)
    members = [Agent("", skills, (pool,)) for pool, _ in policy.queue_order]
    labelled = tuple(
        replace(queue, steps=tuple(replace(step, labels=()) for step in queue.steps)) for queue in policy.queues
    )
    return [_Server((0,) * len(policy.queues)), *_servers(replace(policy, queues=labelled), members)]


def _rankings(servers: Iterable[_Server], waiting: int, overtaking: int) -> list[_Ranking]:
    """The different ways in which agents who can serve both queues rank them."""
    found: dict[int, _Ranking] = {}
    for server in servers:
        ours, theirs = server.ranks[waiting], server.ranks[overtaking]
        if ours is not None and theirs is not None:
            relation = (theirs > ours) - (theirs < ours)
            found.setdefault(relation, _Ranking(relation, server.pool, server.agent))
    return [found[relation] for relation in sorted(found)]


def _worst(waiting: Queue, overtaking: Queue, rankings: Iterable[_Ranking]) -> Bound:
    bounds = [_bound(waiting, overtaking, ranking) for ranking in rankings]
    for bound in bounds:
        if bound.is_none:
            return bound
    finite = [(bound.fixed_us, bound.share) for bound in bounds if bound.fixed_us is not None]
    if not finite:
        return bounds[0]
    return Bound(waiting.name, overtaking.name, max(f for f, _ in finite), max(share for _, share in finite))


def _bound(waiting: Queue, overtaking: Queue, ranking: _Ranking) -> Bound:
    """The bound for agents who rank the two queues like this."""
    relation = ranking.relation
    fixed: list[Fraction] = []
    share = Fraction(0)
    for a in _stays(waiting):
        for b in _stays(overtaking):
            if b.band < a.band or (b.band == a.band and relation < 0):
                if a.end is None:
                    if b.band < a.band:
                        return Bound(waiting.name, overtaking.name, None, cause=Cause.BAND)
                    return Bound(
                        waiting.name,
                        overtaking.name,
                        None,
                        cause=Cause.OWN_ORDER,
                        pool=ranking.pool,
                        agent=ranking.agent,
                    )
                fixed.append(a.end - b.begin)
            elif b.band == a.band and relation == 0:
                gap = _greatest_gap(waiting, overtaking, a, b)
                if gap is not None:
                    fixed.append(gap[0])
                    share = max(share, gap[1])
    if not fixed:
        return Bound(waiting.name, overtaking.name, None, overtakes=False)
    # Times are whole, so a bound may be rounded down, unless a fraction of a wait is still to be added.
    rounded = math.ceil(max(fixed)) if share else math.floor(max(fixed))
    return Bound(waiting.name, overtaking.name, rounded, share)


@dataclass(frozen=True, slots=True)
class _Stay:
    """A ticket stands in ``band`` while its wait lies from ``begin`` to ``end``; None: for ever."""

    band: int
    begin: Fraction
    end: Fraction | None


def _stays(queue: Queue) -> Iterator[_Stay]:
    after = queue.promote_after_us
    if after >= NEVER:
        yield _Stay(queue.band, Fraction(0), None)
        return
    for promoted in range(queue.band + 1):
        last = promoted == queue.band
        yield _Stay(
            queue.band - promoted, Fraction(promoted * after), None if last else Fraction((promoted + 1) * after)
        )


def _greatest_gap(waiting: Queue, overtaking: Queue, a: _Stay, b: _Stay) -> tuple[Fraction, Fraction] | None:
    """The greatest w_A - w_B such that B's credit is not less than A's and both waits lie in their ranges.

    For a given w_A the least w_B is max(b.begin, (lead + r_A w_A) / r_B), so the gap is a concave function of w_A made
    of two lines: it is greatest at an end of the range of w_A or where the lines meet. Returned as (fixed, share); None
    where no pair of waits qualifies.
    """
    rate_a, rate_b = waiting.ageing_per_mille, overtaking.ageing_per_mille
    lead = 1000 * (waiting.head_start_us - overtaking.head_start_us)
    end = a.end
    if b.end is not None:
        reachable = (rate_b * b.end - lead) / rate_a  # a longer w_A needs more than b.end of w_B
        end = reachable if end is None else min(end, reachable)
    if end is not None and end < a.begin:
        return None
    if end is None and rate_a < rate_b:
        return Fraction(-lead, rate_b), 1 - Fraction(rate_a, rate_b)
    meeting = (rate_b * b.begin - lead) / rate_a
    ends = [a.begin, max(a.begin, meeting)] if end is None else [a.begin, min(max(a.begin, meeting), end), end]
    return max(w - max(b.begin, (lead + rate_a * w) / rate_b) for w in ends), Fraction(0)
