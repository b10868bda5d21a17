"""The files of a sweep: ``sweep.csv``, ``sweep.parquet``, ``sweep.json`` and ``sweep.html``, beside what is done."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

from routing.errors import MissingFile
from routing.words.messages import text
from simulation.sweep.page import page
from simulation.sweep.table import Sweep, columns, document


def write_files(sweep: Sweep, folder: Path) -> tuple[Path, ...]:
    """Write the four files into the sweep's folder, each whole or not at all.

    Raises
    ------
    MissingFile
        When one cannot be written.
    """
    import polars as pl

    frame = pl.DataFrame({name: pl.Series(name, values) for name, values in columns(sweep).items()})
    makers: dict[str, Callable[[Path], object]] = {
        "sweep.csv": frame.write_csv,
        "sweep.parquet": frame.write_parquet,
        "sweep.json": lambda path: _write_text(path, json.dumps(document(sweep), ensure_ascii=False, indent=1) + "\n"),
        "sweep.html": lambda path: _write_text(path, page(sweep)),
    }
    for name, make in makers.items():
        _write(folder / name, make)
    return tuple(folder / name for name in makers)


def _write(target: Path, make: Callable[[Path], object]) -> None:
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        make(part)
        part.replace(target)
    except OSError as error:
        raise MissingFile(text("cannot be written: {reason}", reason=error.strerror), file=str(target)) from error
    finally:
        part.unlink(missing_ok=True)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
