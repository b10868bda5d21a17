"""The working days of a country, from the data of the package ``holidays``: what governments announce, offline.

The package is an extra, ``peakline[calendars]``; nothing else imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from routing.errors import BadValue, MissingFile, UnknownName
from routing.reading.document import Document
from routing.words.messages import text
from routing.words.place import Path

FIRST_YEAR = 2000
"""Days that governments move are looked for from then on."""


@dataclass(frozen=True, slots=True)
class CountryDays:
    """Days by their ordinal numbers.

    Parameters
    ----------
    weekend
        Weekdays, Monday being 0.
    holidays
        Days off, those included that are moved there from a weekend.
    workdays
        Days of the weekend that are worked instead.
    """

    weekend: frozenset[int]
    holidays: frozenset[int]
    workdays: frozenset[int]


def country_days(document: Document, path: Path, country: str, years: Sequence[int]) -> CountryDays:
    """The working days of a country in some years.

    Parameters
    ----------
    document, path
        Where the country stands.
    country
        Two letters of ISO 3166, such as ``CN``.
    years
        Ascending.

    Raises
    ------
    MissingFile
        When the package is not installed.
    UnknownName, BadValue
        When it does not know the country, or what the government has arranged for one of the years.
    """
    try:
        import holidays
    except ImportError:
        rule = text('needs the package holidays: pip install "peakline[calendars]"; or list the days')
        raise document.error(path, rule, kind=MissingFile) from None
    known = holidays.list_supported_countries()
    if country not in known:
        raise document.error(path, text("there is no calendar of this country"), known=list(known), kind=UnknownName)
    found = holidays.country_holidays(country, years=range(FIRST_YEAR, years[-1] + 2))
    moved = {day.year for day in found.weekend_workdays}
    for year in years:
        # A government that moves days does so year by year: without any, what is off is only what the law says.
        unknown = found.has_substituted_holidays and bool(moved) and not min(moved) <= year <= max(moved)
        if unknown or not found.start_year <= year <= found.end_year:
            rule = text(
                "the package holidays {version} does not know the working days of {year}: take a later version, or "
                "list the days",
                version=version("holidays"),
                year=year,
            )
            raise document.error(path, rule, kind=BadValue)
    wanted = set(years)
    return CountryDays(
        frozenset(found.weekend),
        frozenset(day.toordinal() for day in found if day.year in wanted),
        frozenset(day.toordinal() for day in found.weekend_workdays if day.year in wanted),
    )
