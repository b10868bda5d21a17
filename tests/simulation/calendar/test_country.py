"""The working days of a country, where the package that knows them is installed."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from routing.errors import InputError
from simulation.scenario import Scenario
from tests.simulation.calendar.several_days import with_days

AUTUMN: dict[str, Any] = {"days__from": "2025-09-22", "days__count": 21}
"""Monday 22 September to Sunday 12 October 2025: off from 1 to 8 October; 28 September and 11 October are worked."""


def types(loaded: Scenario) -> dict[int, str]:
    """The type of each date by its number from the first."""
    dates = loaded.asked.dates
    assert dates is not None
    return dict(enumerate(dates.types))


def test_the_holiday_and_the_make_up_days_of_china(tmp_path: Path) -> None:
    """National Day and Mid-Autumn 2025, as the State Council arranged them."""
    pytest.importorskip("holidays")
    loaded = with_days(tmp_path, days__calendar="CN", days__types={"make_up": {"scale": 1}}, **AUTUMN)
    found = types(loaded)
    first = date(2025, 9, 22)
    off = {(date(2025, 10, day) - first).days for day in (1, 2, 3, 6, 7, 8)}
    assert {number for number, name in found.items() if name == "holiday"} >= off
    assert not {number for number, name in found.items() if name == "workday"} & {*range(9, 17)}
    assert [number for number, name in found.items() if name == "make_up"] == [6, 19]


def test_the_file_goes_before_the_country(tmp_path: Path) -> None:
    """A company works on 2 October and takes 11 October off."""
    pytest.importorskip("holidays")
    own = {"country": "CN", "workdays": ["2025-10-02"], "holidays": ["2025-10-11"]}
    found = types(with_days(tmp_path, days__calendar=own, **AUTUMN))
    assert (found[9], found[10], found[11], found[19]) == ("holiday", "workday", "holiday", "holiday")


def test_a_year_that_is_not_arranged_yet(tmp_path: Path) -> None:
    """Nobody knows the make-up days of 2090; of 1990 the package does not."""
    pytest.importorskip("holidays")
    for year in (2090, 1990):
        with pytest.raises(InputError, match=f"does not know the working days of {year}: take a later version"):
            with_days(tmp_path, days__from=f"{year}-09-28", days__calendar="CN")


def test_a_country_that_there_is_not(tmp_path: Path) -> None:
    """Two letters that are none of ISO 3166."""
    pytest.importorskip("holidays")
    with pytest.raises(InputError, match=r"days\.calendar: there is no calendar of this country \(got XX"):
        with_days(tmp_path, days__calendar="XX")


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install, and that days may be listed."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(InputError, match=r"days\.calendar\.country: needs the package holidays: pip install"):
        with_days(tmp_path, days__calendar={"country": "CN"})
