"""The name that somebody may have meant."""

from __future__ import annotations

import pytest

from routing.words.nearest import nearest

KEYS = ("target_s", "head_start_s", "promote_after_s", "band", "wrap_up", "peakline", "agents")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("taget_s", "target_s"),
        ("Band", "band"),
        ("wrapup", "wrap_up"),
        ("target_min", "target_s"),
        ("head_start", "head_start_s"),
        ("colour", None),
        ("decline", None),
        ("vanish", None),
        (7, None),
        ("", None),
        ("b" * 1000, None),
    ],
)
def test_the_nearest_key_is_the_one_meant(written: object, meant: str | None) -> None:
    """Slips of the pen, other case and other units find their key; anything else finds none."""
    assert nearest(written, KEYS) == meant


def test_two_chinese_characters_suffice() -> None:
    """Of a name of two characters one may be wrong."""
    assert nearest("外币", ["账户", "外汇"]) == "外汇"


def test_the_first_of_equally_near_names_wins() -> None:
    """The answer does not depend on anything but the order of the known names."""
    assert nearest("fx3", ["fx1", "fx2"]) == "fx1"


def test_nothing_is_near_where_nothing_is_known() -> None:
    """Without known names there is no suggestion."""
    assert nearest("fx", []) is None
