"""What ``peakline erlang`` prints and writes: a terminal table, JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from routing.errors import MissingFile
from routing.words.messages import text
from simulation.report.numbers import NONE, decimal, duration, percent
from simulation.report.terminal import PIPE_WIDTH, encodable
from simulation.theory.erlang import ServiceLevelOf, Station
from simulation.theory.rows import Model, Question, Row

FORMAT = "erlang/1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and the rows."""

    question: Question
    within_s: float
    of: ServiceLevelOf
    rows: Sequence[Row]


def figures(answer: Answer, row: Row) -> dict[str, Any]:
    """A row as numbers for programs: shares from 0 to 1, seconds; None where there is no figure."""
    return {
        "interval": row.label or None,
        "contacts_per_h": row.rate_per_s * 3600.0,
        "aht_s": row.mean_work_s,
        "patience_s": row.mean_patience_s if math.isfinite(row.mean_patience_s) else None,
        "load_erlangs": row.load,
        "agents": row.agents,
        "needed": row.needed,
        "roster": row.roster,
        **_measures(row.station, answer.within_s, answer.of),
    }


def _measures(station: Station | None, within_s: float, of: ServiceLevelOf) -> dict[str, float | None]:
    names = ("p_wait", "p_block", "p_abandon", "mean_answer_s", "mean_wait_s", "occupancy", "mean_queue")
    if station is None:
        return dict.fromkeys(("service_level", *names))
    return {"service_level": station.service_level(within_s, of), **{name: getattr(station, name) for name in names}}


def as_json(answer: Answer) -> str:
    """The whole answer as a document."""
    question = answer.question
    document = {
        "peakline": FORMAT,
        "model": question.model.value,
        "max_waiting": question.places,
        "within_s": answer.within_s,
        "service_level_of": answer.of.value,
        "targets": None if question.targets is None else asdict(question.targets),
        "shrinkage": question.shrinkage,
        "rows": [figures(answer, row) for row in answer.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(answer: Answer) -> str:
    """The rows as comma-separated values, with a first line of names."""
    output = io.StringIO(newline="")
    rows = [figures(answer, row) for row in answer.rows]
    writer = csv.DictWriter(output, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def deliver(content: str, where: str) -> None:
    """Write ``content`` to the file ``where``, or to the standard output for ``-``.

    The file appears under its name when it is complete.

    Raises
    ------
    MissingFile
        When it cannot be written.
    """
    if where == "-":
        sys.stdout.write(content)
        return
    path = Path(where)
    part = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        part.write_text(content, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        raise MissingFile(text("cannot be written: {reason}", reason=error.strerror or error), file=where) from None
    finally:
        part.unlink(missing_ok=True)


Cells = Callable[[Row, Station | None], str]


def columns(answer: Answer) -> list[tuple[str, Cells]]:
    """The headings of the terminal table, and what stands under each."""
    question = answer.question
    shown: list[tuple[str, Cells]] = []
    if any(row.label for row in answer.rows):
        shown.append((text("Interval"), lambda row, _: row.label))
    shown += [
        (text("Contacts per h"), lambda row, _: decimal(row.rate_per_s * 3600.0, 1)),
        (text("Load, erlangs"), lambda row, _: decimal(row.load, 2)),
        (text("Agents"), lambda row, _: decimal(row.agents)),
    ]
    if question.targets is not None and any(row.needed != row.agents for row in answer.rows):
        shown.append((text("Needed"), lambda row, _: decimal(row.needed or 0)))
    if question.shrinkage is not None:
        shown.append((text("On the roster"), lambda row, _: decimal(row.roster or 0)))
    if question.model is not Model.B:
        shown += _waiting_columns(answer)
    if question.places is not None:
        shown.append((text("Blocked"), _share(lambda station: station.p_block)))
    if question.model is Model.A:
        shown.append((text("Abandoned"), _share(lambda station: station.p_abandon)))
    shown.append((text("Occupancy"), _share(lambda station: station.occupancy)))
    return shown


def _waiting_columns(answer: Answer) -> list[tuple[str, Cells]]:
    within = duration(answer.within_s)
    more: list[tuple[str, Cells]] = []
    if answer.question.model is Model.A:  # elsewhere all who wait are answered
        more = [(text("Mean wait, s"), _number(lambda station: station.mean_wait_s))]
    return [
        (
            text("Within {target}", target=within),
            _share(lambda station: station.service_level(answer.within_s, answer.of)),
        ),
        (text("Must wait"), _share(lambda station: station.p_wait)),
        (text("Mean answer, s"), _number(lambda station: station.mean_answer_s)),
        *more,
        (text("Queue length"), _number(lambda station: station.mean_queue)),
    ]


def _share(of: Callable[[Station], float]) -> Cells:
    return lambda _, station: NONE if station is None else percent(of(station), 2)


def _number(of: Callable[[Station], float]) -> Cells:
    return lambda _, station: NONE if station is None else decimal(of(station), 2)


def footnotes(answer: Answer) -> list[str]:
    """What the headings mean, and what the formulas take for granted."""
    model = answer.question.model
    lines = []
    if model is not Model.B:
        within = duration(answer.within_s)
        if answer.of is ServiceLevelOf.OFFERED or model is Model.C:
            lines.append(text("Within {target}: answered within {target} / offered.", target=within))
        else:
            lines.append(
                text(
                    "Within {target}: answered within {target} / (offered − abandoned within {target}).", target=within
                )
            )
        if model is Model.A:
            lines.append(text("Mean answer: over the answered contacts; mean wait: over all that were not blocked."))
    if any(row.station is None for row in answer.rows):
        lines.append(text("{none}: nobody calls, nobody is there, or the queue would grow for ever.", none=NONE))
    if model is Model.A:
        lines.append(text("In the long run, with exponential handling times and patience, one group and one queue."))
    else:
        lines.append(text("In the long run, with exponential handling times, one group and one queue."))
    return lines


def print_answer(answer: Answer) -> None:
    """Print the rows as a table, with footnotes."""
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    fit = encodable(sys.stdout.encoding or "utf-8")
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, show_edge=False)
    filled = []
    for heading, cell in columns(answer):
        cells = [fit(cell(row, row.station)) for row in answer.rows]
        filled.append(cells)
        table.add_column(_broken(fit(heading), max(map(cell_len, cells))), justify="right", vertical="bottom")
    for words in zip(*filled, strict=True):
        table.add_row(*map(Text, words))
    if not console.is_terminal:
        console.width = max(PIPE_WIDTH, Measurement.get(console, console.options.update(width=10_000), table).maximum)
    with console.capture() as capture:
        console.print(table)
        for line in footnotes(answer):
            console.print(Text(fit(line), style="dim"))
    sys.stdout.write("".join(line.rstrip() + "\n" for line in capture.get().splitlines()))


def _broken(heading: str, width: int) -> str:
    """A heading, broken between words so that it is no wider than its column or its longest word."""
    from rich.cells import cell_len

    words = heading.split()
    width = max([width, *map(cell_len, words)])
    lines = [words[0]]
    for word in words[1:]:
        if cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "\n".join(lines)
