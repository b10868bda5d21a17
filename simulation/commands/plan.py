"""How a simulation is carried out: the options of ``run`` and ``replay``, and the run itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import click

from routing.words.messages import text
from simulation.commands.answer import give_answer
from simulation.commands.progress import progress_bar

if TYPE_CHECKING:
    from simulation.experiment import Keep, Plan
    from simulation.measuring.results import Results
    from simulation.report.parquet import ContactFile


def plan_options() -> list[click.Option]:
    """Return the options that say how often, with which randomness and on which engine."""
    return [
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
        click.Option(
            ["--engine"],
            type=click.Choice(["compiled", "simpy"]),
            default="compiled",
            show_default=True,
            help=text("The compiled engine, or the slow one in SimPy, which gives the same figures."),
        ),
    ]


class Simulation(Protocol):
    """What carries out a plan, tells of each replication done, and hands each over to be kept."""

    def __call__(self, plan: Plan, *, progress: Callable[[int], None], keep: Keep | None) -> Results: ...


def carry_out(
    simulation: Simulation,
    plan: Plan,
    *,
    contact_file: Callable[[], ContactFile],
    out: str | None,
    json: str | None,
) -> None:
    """Simulate and give the answer where it is wanted.

    Parameters
    ----------
    simulation
        What to do.
    plan
        How often, with which randomness, on which engine.
    contact_file
        Makes the file of contacts, which is kept where a folder ``out`` is wanted.
    out, json
        See :func:`simulation.commands.answer.give_answer`.
    """
    with ExitStack() as stack:
        contacts = stack.enter_context(contact_file()) if out is not None else None
        with progress_bar(plan.replications) as progress:
            results = simulation(plan, progress=progress, keep=contacts.keep if contacts else None)
        give_answer(results, out=out, json=json, contacts=contacts)
