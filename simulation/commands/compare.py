"""``peakline compare``: scenarios, policies or levers side by side, with the same customers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.words.messages import text
from simulation.commands.answer import json_option
from simulation.commands.options import overrides_option
from simulation.commands.plan import plan_options
from simulation.commands.progress import progress_bar

if TYPE_CHECKING:
    from simulation.compare.comparison import Comparison
    from simulation.compare.levers import LeverSet


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "compare",
        callback=compare,
        help=text(
            "Simulate SCENARIOS with the same customers and set each beside the first, or one scenario as it is and "
            "with other policies or levers: what does each give, alone and together, how sure is that, and what does a "
            "point cost."
        ),
        params=[
            click.Argument(["scenarios"], nargs=-1, required=True),
            *plan_options(),
            click.Option(
                ["--policy", "policies"],
                metavar="FILE",
                multiple=True,
                help=text("Compare the scenario with itself under this policy. May be given several times."),
            ),
            click.Option(
                ["--lever", "levers"],
                metavar="NAME=PLACE=VALUE",
                multiple=True,
                help=text(
                    "A change whose gain is asked for, ; between its parts: late=groups.fx.staff+=3. May be given "
                    "several times."
                ),
            ),
            click.Option(["--levers", "levers_file"], metavar="FILE", help=text("A file of levers with their prices.")),
            click.Option(
                ["--measure"],
                metavar="NAME",
                default="service_level",
                show_default=True,
                help=text(
                    "What a gain is a gain of: service_level, abandoned, mean_wait_s or goal:NAME; bot_share, "
                    "first_contact_resolution, answered_at_last, mean_handling_s or satisfied where the scenario has "
                    "them."
                ),
            ),
            click.Option(
                ["--pilot"],
                metavar="NAME",
                help=text("The group, queue or problem that gets the change first: difference in differences."),
            ),
            overrides_option(),
            click.Option(
                ["--out"],
                metavar="DIR",
                help=text("Write comparison.html, comparison.json and comparison.xlsx into this folder."),
            ),
            json_option(),
        ],
    )


def compare(
    scenarios: tuple[str, ...],
    *,
    replications: int,
    seed: int,
    engine: str,
    policies: tuple[str, ...],
    levers: tuple[str, ...],
    levers_file: str | None,
    measure: str,
    pilot: str | None,
    overrides: tuple[str, ...],
    out: str | None,
    json: str | None,
) -> None:
    """Compare, and give the answer where it is wanted."""
    from simulation.compare.compare import compare as carry_out
    from simulation.compare.levers import sides_of_levers
    from simulation.compare.side import sides_of_scenarios
    from simulation.experiment import EngineName, Plan

    chosen = _levers(scenarios, policies, levers, levers_file)
    if chosen is None:
        sides = sides_of_scenarios(scenarios, policies=policies, overrides=overrides)
    else:
        sides = sides_of_levers(scenarios[0], chosen.levers, overrides=overrides)
        pilot = chosen.pilot if pilot is None else pilot
    with progress_bar(replications * len(sides)) as progress:
        comparison = carry_out(
            sides,
            Plan(replications, seed, EngineName(engine)),
            levers=chosen,
            measure=measure,
            pilot_of=pilot,
            progress=progress,
        )
    _give_answer(comparison, out=out, json=json)


def _levers(
    scenarios: tuple[str, ...], policies: tuple[str, ...], written: tuple[str, ...], file: str | None
) -> LeverSet | None:
    """The levers of the file and those written; None: there are none."""
    from routing.errors import Contradiction
    from simulation.compare.levers import LeverSet, load_levers, parse_lever

    if not written and file is None:
        return None
    if len(scenarios) > 1 or policies:
        raise Contradiction(text("levers belong to one scenario: give no other scenario and no --policy with them"))
    given = LeverSet(()) if file is None else load_levers(file)
    return LeverSet((*given.levers, *map(parse_lever, written)), given.price_unit, given.pilot)


def _give_answer(comparison: Comparison, *, out: str | None, json: str | None) -> None:
    """Write the files wanted, then print the words, as :func:`simulation.commands.answer.give_answer` does."""
    from simulation.report.compare.document import dump_comparison
    from simulation.report.compare.terminal import print_comparison
    from simulation.report.writing import write_file

    written: list[Path] = []
    if out is not None:
        from simulation.report.compare.writing import write_comparison

        written += write_comparison(comparison, out)
    if json == "-":
        sys.stdout.write(dump_comparison(comparison))
        return
    if json is not None:
        write_file(json, dump_comparison(comparison))
        written.append(Path(json))
    print_comparison(comparison)
    if written:
        click.echo("\n" + text("Written: {files}", files=", ".join(map(str, written))))
