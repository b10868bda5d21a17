"""``peakline bench compare``: a run of the speed suite against a stored one."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands.bench_speed import check_files, file_options, give_answers
from simulation.commands.options import Finite, language_option


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "compare",
        callback=compare,
        help=text(
            "Set the speeds in NEW, written by `peakline bench speed --json`, beside those in BASE. Exits with 1 where "
            "a figure is worse by more than chance makes it, or a result is wrong."
        ),
        params=[
            click.Argument(["base"]),
            click.Argument(["new"]),
            click.Option(
                ["--floor"],
                type=Finite(0.001, 10),
                default=0.1,
                show_default=True,
                help=text("A change of less than this share is none."),
            ),
            *file_options(),
            language_option(),
        ],
    )


def compare(base: str, new: str, *, floor: float, json: str | None, markdown: str | None) -> int:
    """Compare, write the files wanted and print the table; 1 where a figure is worse."""
    from simulation.speed.compare import compare_speed
    from simulation.speed.document import load_speed
    from simulation.speed.show import comparison_markdown, dump_speed_comparison, print_speed_comparison

    check_files(json, markdown, read=(base, new))
    comparison = compare_speed(load_speed(base), load_speed(new), floor=floor)
    give_answers(
        {json: dump_speed_comparison(comparison), markdown: comparison_markdown(comparison)},
        lambda: print_speed_comparison(comparison),
    )
    return 0 if comparison.passed else 1
