"""``peakline erlang``: Erlang B, C and A, forward and inverse, one value or a table per interval."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import Any

import click

from routing.words.messages import text
from simulation.commands.erlang_values import agents, not_negative, positive, share, target
from simulation.commands.options import language_option
from simulation.theory.checks import MOST_AGENTS
from simulation.theory.erlang import ServiceLevelOf
from simulation.theory.rows import Demand, Model, Question, answer, greatest
from simulation.theory.staffing import Targets

WITHIN_S = 20.0
"""The time that the service level is told for when nobody asks for another."""


def command() -> click.Group:
    """Return the group with one sub-command for each formula, worded in the language in use."""
    titles = {
        Model.B: text("Erlang B: who finds all agents busy is lost."),
        Model.C: text("Erlang C: who finds all agents busy waits until answered."),
        Model.A: text("Erlang A: who waits hangs up when the patience ends."),
    }
    usage = text(
        "Give two of three: the contacts, the agents, the targets. Contacts and agents give the figures; contacts and "
        "targets the fewest agents; agents and targets the greatest load. With all three, the figures and the agents "
        "needed stand side by side."
    )
    members = [
        click.Command(
            model.value,
            params=_options(model),
            callback=partial(_run, model),
            help=f"{title}\n\n{usage}",
            short_help=title,
        )
        for model, title in titles.items()
    ]
    return click.Group("erlang", commands=members, help=text("Compute Erlang B, C and A, forward and inverse."))


def _options(model: Model) -> list[click.Parameter]:
    """The options of one formula; each has a help, and its unit in its name or its value."""
    demand = [
        _option("--contacts-per-h", type=not_negative, metavar="NUMBER", help=text("Contacts offered per hour.")),
        _option(
            "--aht-s", type=positive, metavar="NUMBER", help=text("Mean handling time in seconds, wrap-up included.")
        ),
        _option(
            "--agents", type=agents, metavar="N[:N]", help=text("Agents at work, or a range of them: 58 or 58:70.")
        ),
        _option(
            "--table",
            type=click.Path(dir_okay=False, path_type=Path),
            help=text("CSV or XLSX with the columns interval, contacts, aht_s and, if wanted, patience_s and agents."),
        ),
        _option(
            "--interval-min",
            type=positive,
            metavar="NUMBER",
            default=30.0,
            show_default=True,
            help=text("Length of the intervals of the table in minutes."),
        ),
    ]
    targets = [
        _option(
            "--max-occupancy",
            type=share,
            metavar="SHARE",
            help=text("At most this share of the agents' time in work, as 85%."),
        ),
        _option("--shrinkage", type=share, metavar="SHARE", help=text("Share of the roster that is away, as 30%.")),
    ]
    outputs = [
        _option(
            "--json", metavar="FILE", help=text("Write the answer as JSON to a file, or - for the standard output.")
        ),
        _option("--csv", metavar="FILE", help=text("Write the rows as CSV to a file, or - for the standard output.")),
        language_option(),
    ]
    return [*demand, *_model_options(model), *targets, *outputs]


def _model_options(model: Model) -> list[click.Parameter]:
    blocked: click.Parameter = _option(
        "--max-blocked", type=share, metavar="SHARE", help=text("At most this share of the contacts lost, as 2%.")
    )
    if model is Model.B:
        return [blocked]
    waiting: list[click.Parameter] = [
        blocked,
        _option(
            "--max-waiting",
            type=click.IntRange(0, MOST_AGENTS),
            help=text("Places in the queue; who finds none is lost. No limit by default."),
        ),
        _option(
            "--target",
            type=target,
            metavar="PERCENT/SECONDS",
            help=text("Service level: 80/20 is 80 per cent answered within 20 seconds."),
        ),
        _option(
            "--within-s",
            type=not_negative,
            metavar="NUMBER",
            help=text("Tell the service level for this many seconds; those of the target, or 20, by default."),
        ),
        _option(
            "--max-answer-s",
            type=positive,
            metavar="NUMBER",
            help=text("At most this average speed of answer in seconds."),
        ),
    ]
    if model is Model.C:
        return waiting
    patience = [
        _option("--patience-s", type=positive, metavar="NUMBER", help=text("Mean patience in seconds.")),
        _option(
            "--max-abandon",
            type=share,
            metavar="SHARE",
            help=text("At most this share of the contacts abandoned, as 5%."),
        ),
        _option(
            "--service-level-of",
            type=click.Choice([of.value for of in ServiceLevelOf]),
            default=ServiceLevelOf.NOT_SOON_GONE.value,
            show_default=True,
            help=text("Service level as a share of all offered, or of those who did not abandon within the time."),
        ),
    ]
    return [*patience, *waiting]


def _option(name: str, **settings: Any) -> click.Option:
    return click.Option([name], **settings)


def _run(model: Model, **given: Any) -> None:
    """Answer one call of the command."""
    from simulation.commands.erlang_output import Answer, as_csv, as_json, deliver, print_answer

    if given["json"] == given["csv"] == "-":
        raise click.UsageError(text("Only one of --json and --csv can go to the standard output."))
    of = ServiceLevelOf(given.get("service_level_of") or ServiceLevelOf.NOT_SOON_GONE)
    targets = _targets(given, of)
    question = Question(model, given.get("max_waiting"), targets, given["shrinkage"])
    demands = _demands(model, given)
    heads = given["agents"] or range(0)
    if demands is None:
        if not heads or targets is None:
            raise click.UsageError(
                text(
                    "Give two of three: contacts (--contacts-per-h or --table), --agents, and targets such as --target."
                )
            )
        rows = [greatest(question, _unknown_demand(model, given), number) for number in heads]
    else:
        if not heads and targets is None and any(demand.agents is None for demand in demands):
            raise click.UsageError(text("Say what is wanted: --agents for the figures, or a target for the agents."))
        rows = answer(question, demands, heads)
    result = Answer(question, _within(given), of, rows)
    if given["json"] is not None:
        deliver(as_json(result), given["json"])
    if given["csv"] is not None:
        deliver(as_csv(result), given["csv"])
    if "-" not in {given["json"], given["csv"]}:
        print_answer(result)


def _within(given: dict[str, Any]) -> float:
    """The seconds that the service level is told for."""
    if given.get("within_s") is not None:
        return float(given["within_s"])
    return float(given["target"][1]) if given.get("target") else WITHIN_S


def _targets(given: dict[str, Any], of: ServiceLevelOf) -> Targets | None:
    """The targets asked for; None if there are none."""
    level, within_s = given.get("target") or (None, WITHIN_S)
    asked = (
        level,
        given.get("max_abandon"),
        given.get("max_blocked"),
        given["max_occupancy"],
        given.get("max_answer_s"),
    )
    if all(limit is None for limit in asked):
        return None
    return Targets(
        service_level=level,
        within_s=within_s,
        of=of,
        abandon=given.get("max_abandon"),
        block=given.get("max_blocked"),
        occupancy=given["max_occupancy"],
        answer_s=given.get("max_answer_s"),
    )


def _demands(model: Model, given: dict[str, Any]) -> list[Demand] | None:
    """What is asked of the agents: one demand, one per row of the table, or None where that is the question."""
    if given["table"] is not None:
        if given["contacts_per_h"] is not None:
            raise click.UsageError(text("Give --contacts-per-h or --table, not both."))
        from simulation.commands.erlang_table import read_demands

        demands = read_demands(given["table"], model, given["interval_min"], given["aht_s"], given.get("patience_s"))
        if given["agents"] and any(demand.agents is not None for demand in demands):
            raise click.UsageError(text("Give the agents by --agents or by a column of the table, not both."))
        return demands
    if given["contacts_per_h"] is None:
        return None
    unknown = _unknown_demand(model, given)
    return [Demand("", given["contacts_per_h"] / 3600.0, unknown.mean_work_s, unknown.mean_patience_s)]


def _unknown_demand(model: Model, given: dict[str, Any]) -> Demand:
    """The handling time and the patience given by options, with a rate of 0."""
    if given["aht_s"] is None:
        raise click.UsageError(text("The handling time is missing: --aht-s."))
    patience = given["patience_s"] if model is Model.A else math.inf
    if patience is None:
        raise click.UsageError(text("The patience is missing: --patience-s. Where nobody hangs up, use erlang c."))
    return Demand("", 0.0, given["aht_s"], patience)
