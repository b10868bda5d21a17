"""What the tests of routers share: the routers that must do the same."""

from __future__ import annotations

from typing import Any

import pytest

from routing.router import Router
from tests.naive import NaiveRouter

ROUTERS = [NaiveRouter, Router]


@pytest.fixture(params=ROUTERS, ids=lambda router: router.__name__)
def router_class(request: pytest.FixtureRequest) -> Any:
    """Each router in turn."""
    return request.param
