"""The staff as a table that ``peakline run`` reads."""

from __future__ import annotations

import csv
import io

from simulation.checks.check_load import interval_label
from simulation.files.interval_table import START
from simulation.planning.staffing.answer import Answer
from simulation.report.names import in_cell


def staff_csv(answer: Answer) -> str:
    """A row for each interval, its start and the heads of each group, net of shrinkage."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([START, *map(in_cell, answer.crew.groups)])
    for interval in range(answer.crew.intervals):
        writer.writerow([interval_label(answer.crew.scenario, interval), *answer.staff[:, interval].tolist()])
    return lines.getvalue()
