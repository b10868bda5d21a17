"""``peakline sweep``: many scenarios, policies and staffings, on all the machines there are, from where it stopped."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.progress import progress_bar

if TYPE_CHECKING:
    from simulation.sweep.pools import Pool
    from simulation.sweep.table import Sweep

MOST_WORKERS = 1024


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    workers = click.IntRange(1, MOST_WORKERS)
    return click.Command(
        "sweep",
        callback=sweep,
        help=text(
            "Simulate every point of GRID, a file with scenarios, policies and values to vary, and write a table. A "
            "sweep that was stopped goes on where it stood."
        ),
        params=[
            click.Argument(["grid"]),
            click.Option(
                ["--out"],
                metavar="DIR",
                required=True,
                help=text("Folder for what is done and for the table: sweep.csv, .parquet, .json and .html."),
            ),
            click.Option(
                ["--replications"],
                type=click.IntRange(1, 1_000_000),
                help=text("How many days to simulate at each point, instead of what GRID says."),
            ),
            click.Option(
                ["--seed"], type=click.IntRange(0, 2**64 - 1), help=text("The seed, instead of what GRID says.")
            ),
            click.Option(
                ["--threads"], type=workers, help=text("Simulate on so many threads; by default on one for each core.")
            ),
            click.Option(["--processes"], type=workers, help=text("Simulate in so many processes of this machine.")),
            click.Option(
                ["--dask"],
                metavar="ADDRESS",
                help=text("Simulate on the workers of the Dask scheduler at this address, such as tcp://host:8786."),
            ),
            click.Option(["--fresh"], is_flag=True, help=text("Forget what is done in the folder, and do it all.")),
        ],
    )


def sweep(
    grid: str,
    *,
    out: str,
    replications: int | None,
    seed: int | None,
    threads: int | None,
    processes: int | None,
    dask: str | None,
    fresh: bool,
) -> None:
    """Simulate what is missing of ``grid``, write the table and print it."""
    if sum(choice is not None for choice in (threads, processes, dask)) > 1:
        raise click.UsageError(text("Give one of --threads, --processes and --dask."))
    from simulation.sweep.files import write_files
    from simulation.sweep.grid import load_grid
    from simulation.sweep.store import Store
    from simulation.sweep.sweep import prepare, run_sweep
    from simulation.sweep.table import Sweep

    points = prepare(load_grid(grid, replications=replications, seed=seed))
    with Store(Path(out), fresh=fresh) as store:
        days = sum(block.end - block.first for block in points.missing(store))
        known = len(points.settings) * points.grid.replications - days
        if known:
            click.echo(text("{known} days were done before; {days} are to be done.", known=known, days=days), err=True)
        with _pool(threads, processes, dask) as pool, progress_bar(days) as progress:
            done = Sweep(points.grid, tuple(run_sweep(points, store, pool, progress)))
        written = write_files(done, Path(out))
    _print(done)
    click.echo("\n" + text("Written: {files}", files=", ".join(map(str, written))))


def _pool(threads: int | None, processes: int | None, dask: str | None) -> Pool:
    from simulation.experiment import available_cores
    from simulation.sweep.pools import DaskPool, process_pool, thread_pool

    if dask is not None:
        for name in ("distributed", "distributed.client"):  # what they log of a cluster that is lost, one message says
            logging.getLogger(name).setLevel(logging.CRITICAL)
        return DaskPool(dask)
    return process_pool(processes) if processes is not None else thread_pool(threads or available_cores())


def _print(done: Sweep) -> None:
    """Print the sentence and the table; where it is too wide for the terminal, in parts that name each point."""
    from simulation.report.terminal import Printer, print_with
    from simulation.sweep.table import headings, lines, summary

    heads, rows = headings(done), lines(done)
    columns = [[head, *(row[place] for row in rows)] for place, head in enumerate(heads)]

    def printing(printer: Printer) -> None:
        printer.line(summary(done), "bold")
        names = [f"{columns[0][0]} {number}" for number in columns[0][1:]]
        printer.lines(done.grid.name, names, columns[1:])

    print_with(printing)
