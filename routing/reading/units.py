"""Numbers of a file in exact integers: seconds in microseconds, factors in thousandths.

For use in models: ``target_s: Annotated[int, seconds(0, MONTH_S)]`` takes ``30`` or ``0.25`` and holds 30000000 or
250000. The arithmetic is decimal, so 0.1 s is 100000 µs and not about that.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import BeforeValidator

from routing.model import SECOND
from routing.words.messages import text
from routing.words.shown import is_huge

MONTH_S = 30 * 24 * 3600
"""The longest time that a policy may state, in seconds: 30 days."""


def seconds(least: float, most: float, *, above: bool = False) -> BeforeValidator:
    """A validator from seconds with at most 6 decimals to microseconds.

    Parameters
    ----------
    least, most
        The range, in seconds, both included.
    above
        ``least`` itself is refused.
    """

    def to_microseconds(value: object) -> int:
        number = _decimal(value)
        if not (_as_decimal(least) < number if above else _as_decimal(least) <= number) or number > _as_decimal(most):
            if above:
                raise ValueError(text("must be more than {least} and at most {most} seconds", least=least, most=most))
            raise ValueError(text("must be from {least} to {most} seconds", least=least, most=most))
        scaled = number * SECOND
        if scaled != int(scaled):
            raise ValueError(text("must have at most 6 decimals: times are whole microseconds"))
        return int(scaled)

    return BeforeValidator(to_microseconds)


def thousandths(least: float, most: float) -> BeforeValidator:
    """A validator from a factor with at most 3 decimals, between ``least`` and ``most``, to whole thousandths."""

    def to_thousandths(value: object) -> int:
        number = _decimal(value)
        if not _as_decimal(least) <= number <= _as_decimal(most):
            raise ValueError(text("must be from {least} to {most}", least=least, most=most))
        scaled = number * 1000
        if scaled != int(scaled):
            raise ValueError(text("must have at most 3 decimals"))
        return int(scaled)

    return BeforeValidator(to_thousandths)


def in_seconds(microseconds: int) -> int | float:
    """Microseconds in seconds: an int where they are whole, else the float that is written with those decimals."""
    return microseconds // SECOND if microseconds % SECOND == 0 else microseconds / SECOND


def plain_seconds(microseconds: int) -> str:
    """Microseconds in seconds, as people write them: all decimals, no exponent."""
    whole, rest = divmod(microseconds, SECOND)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        if is_huge(value):
            raise ValueError(text("is too large a number"))
        if isinstance(value, str) and value[:1].isdigit():
            raise ValueError(text("must be a bare number: the key says its unit"))
        raise ValueError(text("must be a number"))  # noqa: TRY004  (pydantic takes ValueError as a finding)
    number = _as_decimal(value)
    if not number.is_finite():
        raise ValueError(text("must be a finite number"))
    return number


def _as_decimal(value: float | Decimal) -> Decimal:
    # By way of its shortest digits, a float is the decimal number that its writer meant.
    return Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
