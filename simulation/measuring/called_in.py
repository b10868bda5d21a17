"""From the sums of call-ins to their figures, and to a sentence for each."""

from __future__ import annotations

from routing.model import SECOND
from routing.words.messages import text
from routing.words.shown import shown
from simulation.measuring.call_ins import CAME, THERE
from simulation.measuring.measures import Measures
from simulation.measuring.results import CalledIn
from simulation.measuring.statistics import mean, share_of_days

HOUR_US = 3600 * SECOND


def called_in(measures: Measures) -> dict[str, CalledIn]:
    """By the names of the call-ins, on how many days their agents came, and for how long."""
    behaviours, days = measures.world.behaviours, measures.replications
    if behaviours is None:
        return {}
    sums, contacts = measures.call_ins, measures.ledger[:, 0].sum()
    agents = behaviours.call_ins["agents"].tolist()
    came = share_of_days(sums[..., CAME].sum(axis=0), days, contacts).figures()
    hours = mean(sums[..., THERE] / HOUR_US).within(0.0).figures()
    rows = zip(measures.world.call_ins, agents, came, hours, strict=True)
    return {name: CalledIn(count, share, each) for name, count, share, each in rows}


def call_in_notes(measures: Measures) -> list[str]:
    """The same in words."""
    return [
        text(
            "Called in: the {agents} agents of {name} came on {share} of the days, for {hours} hours a day on average, "
            "all of them together.",
            agents=each.agents,
            name=shown(name),
            share=f"{100 * (each.days.mean or 0.0):.1f}%",
            hours=f"{each.hours.mean or 0.0:.1f}",
        )
        for name, each in called_in(measures).items()
    ]
