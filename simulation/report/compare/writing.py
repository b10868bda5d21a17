"""The files of a comparison, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from simulation.compare.comparison import Comparison
from simulation.report.compare.document import dump_comparison
from simulation.report.compare.page import comparison_page
from simulation.report.compare.sheets import write_comparison_workbook
from simulation.report.writing import write_folder, write_text

PAGE, DOCUMENT, WORKBOOK = NAMES = ("comparison.html", "comparison.json", "comparison.xlsx")


def write_comparison(comparison: Comparison, directory: str | Path) -> tuple[Path, ...]:
    """Write the page, the JSON and the workbook of a comparison into a folder.

    Raises
    ------
    MissingFile
        As for :func:`simulation.report.writing.write_out`; files of an earlier comparison are replaced together.
    """
    makers = {
        PAGE: lambda path: write_text(path, comparison_page(comparison)),
        DOCUMENT: lambda path: write_text(path, dump_comparison(comparison)),
        WORKBOOK: lambda path: write_comparison_workbook(comparison, path),
    }
    return write_folder(directory, makers, NAMES, DOCUMENT)
