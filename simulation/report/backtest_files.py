"""The files of a back-test, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from simulation.backtest.answer import Answer
from simulation.report.backtest_json import dump_backtest
from simulation.report.backtest_page import backtest_page
from simulation.report.backtest_rows import write_days, write_intervals
from simulation.report.writing import write_folder, write_text

PAGE, DOCUMENT, DAYS, INTERVALS = NAMES = ("backtest.html", "backtest.json", "days.csv", "intervals.csv")


def write_backtest(answer: Answer, directory: str | Path) -> tuple[Path, ...]:
    """Write the page, the JSON and the tables of a back-test into a folder.

    Raises
    ------
    MissingFile
        As for :func:`simulation.report.writing.write_out`; files of an earlier back-test are replaced together.
    """
    makers = {
        PAGE: lambda path: write_text(path, backtest_page(answer)),
        DOCUMENT: lambda path: write_text(path, dump_backtest(answer)),
        DAYS: lambda path: write_days(answer, path),
        INTERVALS: lambda path: write_intervals(answer, path),
    }
    return write_folder(directory, makers, NAMES, DOCUMENT)
