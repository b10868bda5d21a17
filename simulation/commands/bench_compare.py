"""``peakline bench compare``: a run of the speed suite against a stored one."""

from __future__ import annotations

import click

from routing.words.messages import text
from simulation.commands.bench_speed import check_files, file_options, give_answers, split_names
from simulation.commands.options import Finite, language_option

EXIT_CODES = {"pass": 0, "fail": 1, "undecided": 3}


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "compare",
        callback=compare,
        help=text(
            "Set the speeds in NEW, written by `peakline bench speed --json`, beside those in BASE. Exit code 1: a "
            "figure is worse by more than chance makes it, or a result is wrong; 3: neither, but a figure that is "
            "needed is missing or cannot be judged, or none can."
        ),
        short_help=text("Say which speeds are worse than those of a stored run."),
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
            click.Option(
                ["--require"],
                metavar="NAME",
                multiple=True,
                help=text(
                    "This figure, or all of this benchmark, is needed, and no other; commas between several. By "
                    "default, all of the base with a limit or a baseline are. May be given several times."
                ),
            ),
            *file_options(),
            language_option(),
        ],
    )


def compare(
    base: str, new: str, *, floor: float, require: tuple[str, ...], json: str | None, markdown: str | None
) -> int:
    """Compare, write the files wanted and print the table; the exit code."""
    from simulation.speed.compare import compare_speed
    from simulation.speed.document import load_speed
    from simulation.speed.show import comparison_markdown, dump_speed_comparison, print_speed_comparison

    check_files(json, markdown, read=(base, new))
    comparison = compare_speed(load_speed(base), load_speed(new), floor=floor, require=split_names(require))
    give_answers(
        {json: dump_speed_comparison(comparison), markdown: comparison_markdown(comparison)},
        lambda: print_speed_comparison(comparison),
    )
    return EXIT_CODES[comparison.verdict.value]
