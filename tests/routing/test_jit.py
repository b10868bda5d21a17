"""The compiler's decorator: a cache keyed by the sources, and nothing of the host's settings changed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from routing import _jit

TOP = Path(_jit.__file__).resolve().parent.parent


def test_every_source_of_compiled_code_is_in_the_key() -> None:
    """What compiled files and the compiler's own ones import of ours is among the files whose hash names the folder."""
    keyed = {path.relative_to(TOP).with_suffix("").as_posix().replace("/", ".") for path in _jit.sources()}
    compiled = [*(TOP / "routing").rglob("kernel*.py"), *(TOP / "simulation").rglob("engine*.py")]
    assert len(compiled) >= 8
    assert keyed >= {"routing._compile", "routing._jit", "routing._rows", "routing._views"}
    for path in [*compiled, TOP / "routing" / "_jit.py", TOP / "routing" / "_views.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("routing", "simulation")):
                module = node.module or ""
                names = (
                    [f"{module}.{alias.name}" for alias in node.names]
                    if (TOP / module.replace(".", "/")).is_dir()
                    else []
                )
                assert set(names or [module]) <= keyed, f"{path.name} imports {node.module}"


def test_another_text_means_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The hash changes when a source's text does."""
    source = tmp_path / "kernel.py"
    source.write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(_jit, "sources", lambda: [source])
    before = _jit.sources_hash()
    source.write_text("a = 2\n", encoding="utf-8")
    assert _jit.sources_hash() != before


def test_old_folders_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only the newest few versions keep their compiled code."""
    monkeypatch.setenv("PEAKLINE_CACHE", str(tmp_path))
    for number in range(10):
        (tmp_path / f"code-{number}").mkdir()
    folder = _jit.cache_folder()
    assert folder is not None
    assert folder.is_dir()
    assert len(list(tmp_path.glob("code-*"))) == 5  # this one and four others


def test_the_hosts_cache_setting_stays() -> None:
    """Importing the router leaves Numba's own cache folder as the host has set it."""
    script = (
        "import os, numba; before = numba.config.CACHE_DIR; import routing; assert numba.config.CACHE_DIR == before"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=TOP)


def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the folder cannot be made there is none, and no error."""
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv("PEAKLINE_CACHE", str(blocked))
    assert _jit.cache_folder() is None
