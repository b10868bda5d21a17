"""``peakline run``: simulate a scenario and say whether its answer target holds."""

from __future__ import annotations

from contextlib import ExitStack

import click

from routing.messages import text
from simulation.commands.answer import answer_options, give_answer
from simulation.commands.progress import progress_bar


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
            click.Option(
                ["--replications"],
                type=click.IntRange(1, 1_000_000),
                default=100,
                show_default=True,
                help=text("How many days to simulate."),
            ),
            click.Option(
                ["--seed"],
                type=click.IntRange(0, 2**64 - 1),
                default=1,
                show_default=True,
                help=text("The same seed brings the same customers, whatever the policy and staff."),
            ),
            click.Option(["--policy"], metavar="FILE", help=text("A routing policy to use instead of the scenario's.")),
            click.Option(
                ["--set", "overrides"],
                metavar="PLACE=VALUE",
                multiple=True,
                help=text("Change the scenario: groups.fx.staff+=3. May be given several times."),
            ),
            click.Option(
                ["--engine"],
                type=click.Choice(["compiled", "simpy"]),
                default="compiled",
                show_default=True,
                help=text("The compiled engine, or the slow one in SimPy, which gives the same figures."),
            ),
            *answer_options(),
        ],
    )


def run(
    scenario: str,
    *,
    replications: int,
    seed: int,
    policy: str | None,
    overrides: tuple[str, ...],
    engine: str,
    out: str | None,
    json: str | None,
    keep_ids: bool,
) -> None:
    """Simulate ``scenario`` and give the answer where it is wanted."""
    from simulation import experiment
    from simulation.scenario import load_scenario

    setting = load_scenario(scenario, overrides=overrides, policy=policy)
    plan = experiment.Plan(replications, seed, experiment.EngineName(engine))
    with ExitStack() as stack:
        contacts = None
        if out is not None:
            from simulation.report.parquet import ContactFile

            contacts = stack.enter_context(ContactFile(setting.world, keep_ids=keep_ids))
        with progress_bar(replications) as progress:
            results = experiment.run(setting, plan, progress=progress, keep=contacts.keep if contacts else None)
        give_answer(results, out=out, json=json, contacts=contacts)
