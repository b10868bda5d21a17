"""``peakline backtest``: how well the model foretells recorded days from what other days tell."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from routing.words.messages import text
from simulation.commands.options import Finite, writable
from simulation.commands.plan import plan_options
from simulation.commands.progress import progress_bar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    replications, seed = (option for option in plan_options() if option.name in ("replications", "seed"))
    replications.type = click.IntRange(2, 10_000)
    replications.help = text("How often to simulate each day.")
    return click.Command(
        "backtest",
        callback=backtest,
        help=text(
            "Foretell each usable day of CONTACTS, records of many days, from what the others tell, and set it beside "
            "what was observed, beside Erlang A with the same staff, and beside the mean of the same weekday."
        ),
        params=[
            click.Argument(["contacts"]),
            click.Option(["--map", "map_file"], metavar="FILE", required=True, help=text("Which column is what.")),
            click.Option(
                ["--staff"], metavar="FILE", required=True, help=text("How staff is inferred from records: as_seen.")
            ),
            click.Option(["--policy"], metavar="FILE", required=True, help=text("The routing policy.")),
            *_source_options(),
            *_day_options(),
            replications,
            seed,
            click.Option(
                ["--out"],
                metavar="DIR",
                help=text("Write backtest.html, backtest.json, days.csv and intervals.csv into this folder."),
            ),
            click.Option(
                ["--json"],
                metavar="FILE",
                callback=writable,
                help=text("Write all days and intervals as JSON to a file; with - to the standard output, in place of "
                          "the words."),
            ),
        ],
    )  # fmt: skip


def _source_options() -> list[click.Option]:
    """Where staff and work come from."""
    return [
        click.Option(
            ["--staff-from"],
            type=click.Choice(["day", "others"]),
            default="day",
            show_default=True,
            help=text("Staff as seen on the day itself, which is leakage, or on other days of the same weekday."),
        ),
        click.Option(
            ["--work-from"],
            type=click.Choice(["others", "day"]),
            default="others",
            show_default=True,
            help=text("Work from other days, or as recorded on the day itself, which is leakage."),
        ),
        click.Option(
            ["--within-days"],
            type=Finite(1, 10_000),
            default=30.0,
            show_default=True,
            help=text("Learn work from days at most so far away."),
        ),
    ]


def _day_options() -> list[click.Option]:
    """Which days are usable, and which of these are foretold."""
    date = click.DateTime(["%Y-%m-%d"])
    return [
        click.Option(
            ["--weekdays"],
            default=",".join(WEEKDAYS),
            metavar="DAYS",
            help=text("Only these are usable: mon,tue,wed,thu,fri,sat,sun."),
        ),
        click.Option(
            ["--longest-gap-min"],
            type=Finite(1, 10_000),
            default=60.0,
            show_default=True,
            help=text("A day is not usable when nobody was answered for longer."),
        ),
        click.Option(
            ["--burst"],
            type=Finite(1, 1_000_000),
            default=3.0,
            show_default=True,
            help=text("Nor is one with an interval of more than so many times the usual contacts."),
        ),
        click.Option(["--from", "first"], type=date, metavar="YYYY-MM-DD", help=text("The first day to foretell.")),
        click.Option(["--to", "last"], type=date, metavar="YYYY-MM-DD", help=text("The last day to foretell.")),
        click.Option(
            ["--weeks"],
            type=click.Choice(["all", "odd", "even"]),
            default="all",
            show_default=True,
            help=text("Foretell days of these weeks only, to choose rules on one half and judge them on the other."),
        ),
        click.Option(
            ["--every"],
            type=click.IntRange(1, 10_000),
            default=1,
            show_default=True,
            help=text("Foretell only every so-manieth of these days."),
        ),
    ]


def backtest(
    contacts: str,
    *,
    map_file: str,
    staff: str,
    policy: str,
    staff_from: str,
    work_from: str,
    within_days: float,
    weekdays: str,
    longest_gap_min: float,
    burst: float,
    first: dt.datetime | None,
    last: dt.datetime | None,
    weeks: str,
    every: int,
    replications: int,
    seed: int,
    out: str | None,
    json: str | None,
) -> None:
    """Foretell days of ``contacts`` and give the answer where it is wanted."""
    from simulation.backtest.backtest import load_backtest, run_backtest
    from simulation.backtest.choice import Choice, From, Weeks
    from simulation.backtest.usable_days import Rules
    from simulation.experiment import Plan
    from simulation.report.backtest_files import write_backtest
    from simulation.report.backtest_json import dump_backtest
    from simulation.report.backtest_terminal import print_backtest
    from simulation.report.writing import write_file

    choice = Choice(
        rules=Rules(_weekdays(weekdays), longest_gap_min, burst),
        staff=From(staff_from),
        work=From(work_from),
        within_days=within_days,
        first=None if first is None else first.date(),
        last=None if last is None else last.date(),
        weeks=Weeks(weeks),
        every=every,
    )
    ready = load_backtest(contacts, map_file=map_file, staff_file=staff, policy_file=policy, choice=choice)
    with progress_bar(replications * len(ready.chosen)) as progress:
        answer = run_backtest(ready, Plan(replications, seed), progress=progress)
    written: list[Path] = []
    if out is not None:
        written += write_backtest(answer, out)
    if json == "-":
        sys.stdout.write(dump_backtest(answer))
        return
    if json is not None:
        write_file(json, dump_backtest(answer))
        written.append(Path(json))
    print_backtest(answer)
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(map(str, written))))


def _weekdays(written: str) -> frozenset[int]:
    """The numbers of weekdays written as ``sun,mon``."""
    names = [name.strip().lower() for name in written.split(",")]
    for name in names:
        if name not in WEEKDAYS:
            rule = text("{value} is no weekday; known are: {known}", value=repr(name), known=", ".join(WEEKDAYS))
            raise click.BadParameter(rule, param_hint="--weekdays")
    return frozenset(WEEKDAYS.index(name) for name in names)
