"""``peakline replay``: simulate a recorded day and set it beside what was observed."""

from __future__ import annotations

import datetime as dt
from functools import partial

import click

from routing.words.messages import text
from simulation.commands.answer import answer_options
from simulation.commands.options import Finite
from simulation.commands.plan import carry_out, plan_options


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "replay",
        callback=replay,
        help=text(
            "Simulate a day of CONTACTS, records in CSV, CSV.gz, Parquet or XLSX, with a policy and staff of your "
            "choice, and set the answer beside what was observed."
        ),
        params=[
            click.Argument(["contacts"]),
            click.Option(["--map", "map_file"], metavar="FILE", required=True, help=text("Which column is what.")),
            click.Option(["--staff"], metavar="FILE", required=True, help=text("Who works when, and the goals.")),
            click.Option(["--policy"], metavar="FILE", required=True, help=text("The routing policy.")),
            click.Option(
                ["--day"],
                type=click.DateTime(["%Y-%m-%d"]),
                metavar="YYYY-MM-DD",
                help=text("Which day of the records, as 1999-02-10; needed where they have several."),
            ),
            click.Option(
                ["--scale"],
                type=Finite(0, 1000),
                default=1.0,
                show_default=True,
                help=text("So many contacts for each of the records."),
            ),
            click.Option(
                ["--arrivals"], metavar="FILE", help=text("Surges that are laid on top of what was recorded.")
            ),
            *plan_options(),
            *answer_options(),
        ],
    )


def replay(
    contacts: str,
    *,
    map_file: str,
    staff: str,
    policy: str,
    day: dt.datetime | None,
    scale: float,
    arrivals: str | None,
    replications: int,
    seed: int,
    engine: str,
    out: str | None,
    json: str | None,
    keep_ids: bool,
) -> None:
    """Simulate a day of ``contacts`` and give the answer where it is wanted."""
    from simulation.experiment import EngineName, Plan
    from simulation.replay.replay import load_replay, run_replay
    from simulation.report.parquet import ContactFile

    recorded = load_replay(
        contacts,
        map_file=map_file,
        staff_file=staff,
        policy_file=policy,
        day=None if day is None else day.date(),
        scale=scale,
        arrivals_file=arrivals,
    )
    carry_out(
        partial(run_replay, recorded),
        Plan(replications, seed, EngineName(engine)),
        contact_file=lambda: ContactFile(
            recorded.world, customers=recorded.customers, recorded=True, keep_ids=keep_ids
        ),
        out=out,
        json=json,
    )
