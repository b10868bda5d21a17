"""The one decorator under which compiled functions stand, and where their machine code is kept.

``jit`` compiles without the GIL and keeps the code on disk; ``jit_small`` does so for code that must be small before
all, and ``jit_locked`` with the GIL. ``jit_internal`` is for functions that only compiled code calls (no wrapper for
Python is built), and ``jit_inline`` for those on the hot path that belong into their callers: a call between compiled
functions copies every array's description, which costs more than many of them do.

Numba's disk cache looks only at the file of the function itself, so it would return stale code after a callee in
another file changed. The cache folder is therefore keyed by a hash over every source that compiled code depends on.
The host application's own Numba settings stay as they are.

``PEAKLINE_JIT=0`` turns the compiler off (for coverage and for tests of the plain Python path); ``PEAKLINE_CACHE``
names another cache folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing._rows import arrays_at

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

ENABLED = os.environ.get("PEAKLINE_JIT", "1") != "0"

_SOURCES = {
    "routing": (
        "_compile.py",
        "_jit.py",
        "_rows.py",
        "_views.py",
        "model.py",
        "policy.py",
        "kernels/ewt_rows.py",
        "kernels/state.py",
        "kernels/kernel*.py",
    ),
    "simulation": (
        "core/behaviour.py",
        "core/call_in.py",
        "core/draw_plan.py",
        "core/handling.py",
        "core/overtime.py",
        "core/records.py",
        "**/engine*.py",
    ),
}
"""Every file whose text can change compiled code: the compiled functions and the constants that they freeze."""

_KEEP = 4
"""Cache folders of so many other versions of the sources are kept."""


def sources() -> list[Path]:
    """The files that the cache folder's name is a hash of, in a fixed order."""
    top = Path(__file__).resolve().parent.parent
    return [
        path
        for package, patterns in sorted(_SOURCES.items())
        for pattern in patterns
        for path in sorted((top / package).glob(pattern))
    ]


def sources_hash() -> str:
    """A hash over the names and texts of :func:`sources`."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _user_cache() -> Path:
    if "PEAKLINE_CACHE" in os.environ:
        return Path(os.environ["PEAKLINE_CACHE"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", tempfile.gettempdir())) / "peakline"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "peakline"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "peakline"


def cache_folder() -> Path | None:
    """The folder for machine code of these sources, made if need be; None where none can be written."""
    folder = _user_cache() / f"code-{sources_hash()}"
    if folder.is_dir():
        return folder if os.access(folder, os.W_OK) else None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    others = [path for path in folder.parent.glob("code-*") if path != folder]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[_KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
    return folder


def whole(value: int) -> int:
    """A constant for compiled code, as the one type of whole number that all its functions take.

    A plain ``int`` would be a type of its own for each value, and every function that it is passed to would be compiled
    once more for it.
    """
    return np.int64(value)  # type: ignore[return-value]  # it stands for an int wherever one is taken


if ENABLED:
    from numba import config, njit

    from routing._compile import EntryPipeline, PartPipeline, SmallEntryPipeline

    _FOLDER = cache_folder()

    def _compiler(**flags: Any) -> Callable[[F], F]:
        # Kernels never allocate, so Numba's reference counts would only cost time (and threads their cache lines).
        usual = {"cache": _FOLDER is not None, "nogil": True, "boundscheck": False, "_nrt": False}
        decorate = njit(error_model="numpy", **(usual | flags))

        def compile_it(function: F) -> F:
            before = config.CACHE_DIR
            config.CACHE_DIR = str(_FOLDER or "")
            try:
                compiled: F = decorate(function)
            finally:
                config.CACHE_DIR = before
            return compiled

        return compile_it

    _INTERNAL = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "cache": False, "pipeline_class": PartPipeline}
    # What is not said here a function inherits from the one in whose midst it happens to be compiled first.
    jit = _compiler(forceinline=False, pipeline_class=EntryPipeline)
    jit_small = _compiler(forceinline=False, pipeline_class=SmallEntryPipeline)
    jit_locked = _compiler(forceinline=False, pipeline_class=EntryPipeline, nogil=False)
    jit_internal = _compiler(forceinline=False, **_INTERNAL)
    jit_inline = _compiler(forceinline=True, **_INTERNAL)

    from routing import _views

    lowest_bit, view_at = _views.lowest_bit, _views.view_at

else:

    def _as_it_is(function: F) -> F:
        return function

    jit = jit_small = jit_locked = jit_internal = jit_inline = _as_it_is

    def lowest_bit(word: int) -> int:
        """The place of the lowest bit that is set in a word, which is not 0."""
        return (int(word) & -int(word)).bit_length() - 1

    def view_at(kind: type[T], place: int) -> Callable[[NDArray[np.int64]], T]:
        """The NamedTuple whose places stand in a list from ``place`` on."""
        return lambda words: arrays_at(kind, words, place)
