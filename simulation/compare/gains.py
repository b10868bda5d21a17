"""What each lever gives alone and last, what all give together, and what a point of it costs."""

from __future__ import annotations

from collections.abc import Sequence

from simulation.compare.comparison import Gain, LeverGain, LeverGains, Word
from simulation.compare.daily import Daily
from simulation.compare.levers import LeverSet
from simulation.compare.measure import OVERALL, Measure
from simulation.compare.side import Side
from simulation.measuring.results import Figure
from simulation.measuring.statistics import contrast


def lever_gains(
    chosen: LeverSet, sides: Sequence[Side], days: Sequence[Daily], words: Sequence[Word | None], measure: Measure
) -> LeverGains:
    """The gains of levers.

    Parameters
    ----------
    chosen
        The levers.
    sides, days, words
        The sides, what each adds up to, and the verdict about the measure overall; the base has none.
    measure
        What a gain is a gain of.
    """
    return _Gains(chosen, sides, days, words, measure).all()


class _Gains:
    """Looks the sides up by the levers pulled in them."""

    def __init__(
        self,
        chosen: LeverSet,
        sides: Sequence[Side],
        days: Sequence[Daily],
        words: Sequence[Word | None],
        measure: Measure,
    ) -> None:
        self.chosen, self.measure = chosen, measure
        self.days = {side.levers: day for side, day in zip(sides, days, strict=True)}
        self.words = {side.levers: word for side, word in zip(sides, words, strict=True)}
        self.everything = frozenset(range(len(chosen.levers)))

    def all(self) -> LeverGains:
        """Every lever, and all together."""
        levers = self.chosen.levers
        prices = [lever.price for lever in levers if lever.price is not None]
        price = sum(prices) if len(prices) == len(levers) else None
        several = len(levers) > 1
        return LeverGains(
            measure=self.measure,
            price_unit=self.chosen.price_unit,
            rows=tuple(self._lever(number) for number in range(len(levers))),
            together=self._gain(frozenset(), self.everything, price) if several else None,
            word=self.words[self.everything] if several else None,
            price=price,
            overlap=self._overlap() if several else None,
        )

    def _lever(self, number: int) -> LeverGain:
        lever, own = self.chosen.levers[number], frozenset([number])
        return LeverGain(
            name=lever.name,
            about=lever.about,
            changes=lever.written,
            price=lever.price,
            alone=self._gain(frozenset(), own, lever.price),
            last=self._gain(self.everything - own, self.everything, lever.price),
            word=self.words[own],
        )

    def _gain(self, before: frozenset[int], after: frozenset[int], price: float | None) -> Gain:
        gain = self._contrast([before, after], (-1.0, 1.0))
        return Gain(gain, price_per_point(price, gain, self.measure))

    def _overlap(self) -> Figure:
        alone = [frozenset([number]) for number in sorted(self.everything)]
        weights = (len(alone) - 1.0, *(-1.0 for _ in alone), 1.0)
        return self._contrast([frozenset(), *alone, self.everything], weights)

    def _contrast(self, pulled: Sequence[frozenset[int]], weights: Sequence[float]) -> Figure:
        ratios = [self.days[levers][self.measure].of([OVERALL]) for levers in pulled]
        return contrast(ratios, [self.measure.better * weight for weight in weights]).figures()[0]


def price_per_point(price: float | None, gain: Figure, measure: Measure) -> Figure:
    """The price of a percentage point, or of a second.

    A price is certain and a gain is not, so the limits of the interval are the price at the limits of the gain: what
    Fieller's theorem comes to with a certain numerator (E. C. Fieller, Journal of the Royal Statistical Society B 16
    (1954) 175-185). There is no figure where the gain's interval reaches to 0 or below, or is missing.
    """
    if price is None or gain.mean is None or gain.low is None or gain.high is None or gain.low <= 0:
        return Figure(None)
    unit = price / measure.quantity.per_point
    return Figure(unit / gain.mean, unit / gain.high, unit / gain.low)
