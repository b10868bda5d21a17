"""Tests of the report speak English unless they ask for Chinese."""

from __future__ import annotations

import pytest

from routing.words.messages import use_language


@pytest.fixture
def chinese() -> None:
    """The Chinese catalogue, in use."""
    use_language("zh")
