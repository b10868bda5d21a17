"""What all tests share: one language, one locale, reproducible random examples, compiled catalogues."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from hatch_build import ROOT, compile_catalogues
from routing.words.messages import LANGUAGES, use_language

# `make test` draws the same examples every time; `make fuzz-tests` looks for new ones.
settings.register_profile("test", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("fuzz", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the catalogues when a translation has changed since they were, as an editable install does not."""
    if hasattr(session.config, "workerinput"):
        return  # of several processes the first one has done it
    for source in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            compile_catalogues()
            return


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of the wheel, which share environments, to one process, and first; any other test to any one."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
        """A test is its own scope, but for those of the wheel; the scope with most tests goes first."""

        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file.endswith("test_packaging.py") else nodeid

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts in English, whatever the locale of the machine and the test before."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)
    use_language(LANGUAGES[0])
    yield
    use_language(LANGUAGES[0])


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; the test skips where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium on PATH")
    return found
