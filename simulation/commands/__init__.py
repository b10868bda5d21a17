"""The sub-commands of ``peakline``, one module each.

To add one: a line here, and a module with ``command() -> click.Command``, called when the language is known. Only the
module of the command that runs is imported.
"""

from __future__ import annotations

from routing.words.messages import text


def table() -> dict[str, tuple[str, str]]:
    """Return the name of each sub-command, with its module and its one-line description in the language in use."""
    return {
        "run": (
            "simulation.commands.run",
            text("Simulate a scenario and say whether its answer target holds."),
        ),
        "replay": (
            "simulation.commands.replay",
            text("Simulate a recorded day and set it beside what was observed."),
        ),
        "compare": (
            "simulation.commands.compare",
            text("Set scenarios, policies or levers side by side, with the same customers."),
        ),
        "sweep": (
            "simulation.commands.sweep",
            text("Simulate many scenarios, policies and staffings, and go on where it stopped."),
        ),
        "roster": (
            "simulation.commands.roster",
            text("Make a roster of named agents on shifts, and try it in the simulator."),
        ),
        "bench": (
            "simulation.commands.bench",
            text("Judge a change by figures, with a verdict for continuous integration."),
        ),
        "backtest": (
            "simulation.commands.backtest",
            text("Say how well recorded days are foretold from what other days tell."),
        ),
        "staff": (
            "simulation.commands.staff",
            text("Search the fewest agents of each group in each interval with which every target holds."),
        ),
        "today": (
            "simulation.commands.today",
            text("Foretell the rest of a day from its state now, and what would change it."),
        ),
        "check": (
            "simulation.commands.check",
            text("Say whether a scenario, policy, staff or map file is right, and what it means in numbers."),
        ),
        "policy": (
            "simulation.commands.policy",
            text("Compare routing policies."),
        ),
        "init": (
            "simulation.commands.init",
            text("Write a scenario around tables of volumes and agents."),
        ),
        "scenarios": (
            "simulation.commands.scenarios",
            text("List the scenarios that come with Peakline."),
        ),
        "erlang": (
            "simulation.commands.erlang",
            text("Compute Erlang B, C and A, forward and inverse."),
        ),
        "tune": (
            "simulation.commands.tune",
            text("Search for better parameters of a routing policy, with gates to be kept."),
        ),
        "train": (
            "simulation.commands.train",
            text("Find out whom to train in what: the gain of each course for its cost."),
        ),
    }
