r"""How long a ticket can be overtaken: a bound for each ordered pair of queues, from the order of tickets alone.

When a ticket B is given to an agent who could have taken the waiting ticket A at that moment (no decline pause stands
between them), then B stood before A in the agent's order, and

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
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from routing.messages import text
from routing.model import NEVER, Agent
from routing.policy import Policy, Queue
from routing.shown import shown
from routing.tables import Profile, profiles_of, qualifies, queue_rank
from routing.units import in_seconds


class Cause(Enum):
    """Why there is no bound."""

    BAND = "band"
    """The overtaking tickets have or reach a more urgent band, the waiting ones stay in theirs."""
    OWN_ORDER = "own order"
    """Agents of a pool have an own order, which names the overtaking queue first."""


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
    pool
        Whose own order it is.
    """

    waiting: str
    overtaking: str
    fixed_us: int | None
    share: Fraction = Fraction(0)
    overtakes: bool = True
    cause: Cause | None = None
    pool: str | None = None

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
        The roster: pairs that no agent can serve both are left out. Without a roster every pair counts, and agents with
        an own order are taken to belong to that pool only.
    """
    profiles = None if agents is None else profiles_of(agents)
    pairs = [(a, b) for a in policy.queues for b in policy.queues if a is not b]
    found = (_worst(a, b, _rank_relations(policy, profiles, a, b)) for a, b in pairs)
    return [bound for bound in found if bound is not None]


def _rank_relations(
    policy: Policy, profiles: Sequence[Profile] | None, waiting: Queue, overtaking: Queue
) -> set[tuple[int, str | None]]:
    """How agents who can take both rank the queues: (-1: overtaking first, 0: alike, 1: waiting first; whose order)."""
    relations: set[tuple[int, str | None]] = set()
    if profiles is None:
        relations.add((0, None))
        everything = dict.fromkeys(policy.skills, 5)
        profiles = [Profile(everything, (pool,), ()) for pool, _ in policy.queue_order]
    ordered = {pool for pool, _ in policy.queue_order}
    for profile in profiles:
        if all(qualifies(queue.steps[-1], profile.skills, profile.pools) for queue in (waiting, overtaking)):
            difference = queue_rank(policy, profile, overtaking) - queue_rank(policy, profile, waiting)
            pool = next((pool for pool in profile.pools if pool in ordered), None) if difference else None
            relations.add(((difference > 0) - (difference < 0), pool))
    return relations


def _worst(waiting: Queue, overtaking: Queue, relations: Iterable[tuple[int, str | None]]) -> Bound | None:
    bounds = [_bound(waiting, overtaking, relation, pool) for relation, pool in sorted(relations, key=str)]
    if not bounds:
        return None
    for bound in bounds:
        if bound.is_none:
            return bound
    finite = [(bound.fixed_us, bound.share) for bound in bounds if bound.fixed_us is not None]
    if not finite:
        return bounds[0]
    return Bound(waiting.name, overtaking.name, max(f for f, _ in finite), max(share for _, share in finite))


def _bound(waiting: Queue, overtaking: Queue, relation: int, pool: str | None) -> Bound:
    """The bound for agents who rank the two queues by ``relation``."""
    fixed: list[Fraction] = []
    share = Fraction(0)
    for a in _stays(waiting):
        for b in _stays(overtaking):
            if b.band < a.band or (b.band == a.band and relation < 0):
                if a.end is None:
                    cause = Cause.BAND if b.band < a.band else Cause.OWN_ORDER
                    owner = pool if cause is Cause.OWN_ORDER else None
                    return Bound(waiting.name, overtaking.name, None, cause=cause, pool=owner)
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
