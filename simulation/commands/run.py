"""``peakline run``: simulate a scenario and say whether its answer target holds."""

from __future__ import annotations

from functools import partial

import click

from routing.words.messages import text
from simulation.commands.answer import answer_options
from simulation.commands.options import as_overrides, by_option, overrides_option, service_level_option
from simulation.commands.plan import carry_out, plan_options


def command() -> click.Command:
    """Return the sub-command, worded in the language in use."""
    return click.Command(
        "run",
        callback=run,
        help=text(
            "Simulate SCENARIO, a file or the name of one that comes with Peakline: is the answer target held, in "
            "which intervals not, for whom, how sure is that, and about how many agents would mend it."
        ),
        params=[
            click.Argument(["scenario"]),
            *plan_options(),
            click.Option(["--policy"], metavar="FILE", help=text("A routing policy to use instead of the scenario's.")),
            overrides_option(),
            service_level_option(),
            by_option(),
            *answer_options(),
        ],
    )


def run(
    scenario: str,
    *,
    replications: int,
    seed: int,
    engine: str,
    policy: str | None,
    overrides: tuple[str, ...],
    service_level_of: str | None,
    by: tuple[tuple[str, str], ...],
    out: str | None,
    json: str | None,
    keep_ids: bool,
) -> None:
    """Simulate ``scenario`` and give the answer where it is wanted."""
    from simulation import experiment
    from simulation.report.parquet import ContactFile
    from simulation.scenario import load_scenario

    setting = load_scenario(scenario, overrides=(*overrides, *as_overrides(service_level_of, by)), policy=policy)
    carry_out(
        partial(experiment.run, setting),
        experiment.Plan(replications, seed, experiment.EngineName(engine)),
        contact_file=lambda: ContactFile(setting.world, keep_ids=keep_ids, dates=setting.asked.dates),
        out=out,
        json=json,
    )
