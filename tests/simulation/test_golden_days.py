"""Ten frozen days: the same customers come, and the same becomes of them on both engines, array by array."""

from __future__ import annotations

import numpy as np
import pytest

from routing import _jit
from tests.simulation.golden_days import FOLDER, NAMES, Arrays, drawn, played, world_of


def frozen(name: str) -> Arrays:
    """The arrays of a day."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def assert_equal(found: Arrays, expected: Arrays) -> None:
    """The same columns, with the same values."""
    assert sorted(found) == sorted(expected)
    for column, values in expected.items():
        assert found[column].dtype == values.dtype, column
        np.testing.assert_array_equal(found[column], values, err_msg=column)


def test_there_are_ten() -> None:
    """Each day has its arrays."""
    assert len(NAMES) == 10
    assert sorted(path.stem for path in FOLDER.glob("*.npz")) == list(NAMES)


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize("name", NAMES)
def test_a_frozen_day(name: str, engine: str) -> None:
    """What is drawn and what is simulated is what it was; whoever changes it writes it anew, and says why."""
    if engine == "simpy" and not _jit.ENABLED:
        pytest.skip("with the compiler off the SimPy engine is too slow for whole days")
    expected = frozen(name)
    world = world_of(name)
    contacts = drawn(world)
    found = {f"drawn.{column}": contacts[column] for column in contacts.dtype.names or ()}
    assert_equal(found | played(world, contacts, compiled=engine == "compiled"), expected)
