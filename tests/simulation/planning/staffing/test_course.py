"""Ctrl-C ends a search, also where the exception itself is lost."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import pytest

from simulation.planning.staffing.course import Clock


@pytest.fixture
def usual_handler() -> Iterator[None]:
    """Ctrl-C as Python has it, whatever the tests were started with."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_handler")
def test_an_exception_that_is_lost_comes_again() -> None:
    """The next look raises it; afterwards the usual handler is back."""
    clock = Clock(None)
    with clock.listening():
        with contextlib.suppress(KeyboardInterrupt):  # as if in code that cannot pass it on
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            clock.look()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_is_heard_where_it_is_ignored() -> None:
    """A process that was started to ignore Ctrl-C goes on ignoring it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        clock = Clock(None)
        with clock.listening():
            signal.raise_signal(signal.SIGINT)
            clock.look()
        assert not clock.interrupted
    finally:
        signal.signal(signal.SIGINT, before)
