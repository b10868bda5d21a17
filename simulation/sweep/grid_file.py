"""The grid file of a sweep, key by key."""

# ruff: noqa: RUF012  (pydantic gives each model its own copy of a default)

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from routing.reading.validation import Model
from simulation.files.entry_types import Name, Names

MAX_REPLICATIONS = 1_000_000


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Values = Annotated[list[Any], Field(min_length=1)]
Changes = Annotated[list[Name], BeforeValidator(_listed)]
"""One change such as ``groups.fx.staff+=2``, or a list of them."""


class GridDocument(Model):
    """A grid of points: scenarios × policies × values × levers."""

    peakline: Literal["sweep/1"]
    name: Name | None = None
    scenarios: Annotated[Names, Field(min_length=1)]
    policies: Annotated[list[Name | None], Field(min_length=1)] = [None]
    vary: dict[Name, Values] = {}
    levers: dict[Name, Annotated[dict[Name, Changes], Field(min_length=1)]] = {}
    exclude: list[dict[Name, Any]] = []
    replications: Annotated[int, Field(ge=1, le=MAX_REPLICATIONS)] = 100
    seed: Annotated[int, Field(ge=0, le=2**64 - 1)] = 1
    block: Annotated[int, Field(ge=1, le=MAX_REPLICATIONS)] = 20
