"""From the sums of call-ins to their figures, and to a sentence for each."""

from __future__ import annotations

import numpy as np

from routing.kernels.state import Rows
from routing.model import DAY_US, SECOND
from routing.words import counts
from routing.words.messages import text
from routing.words.shown import shown
from simulation.measuring.call_ins import CAME, THERE
from simulation.measuring.measures import Measures
from simulation.measuring.results import CalledIn, Figure
from simulation.measuring.statistics import mean, share, share_of_days

HOUR_US = 3600 * SECOND


def called_in(measures: Measures) -> dict[str, CalledIn]:
    """By the names of the call-ins, on how many days their agents came, and for how long."""
    if measures.world.behaviours is None:
        return {}
    rows = measures.world.behaviours.call_ins
    names = enumerate(measures.world.call_ins)
    return {name: _called_in(measures, number, rows[rows["number"] == number]) for number, name in names}


def _called_in(measures: Measures, number: int, rows: Rows) -> CalledIn:
    """What came of a call-in, on the days of whose ``rows`` its agents may be called."""
    sums, runs, contacts = measures.call_ins[:, number], measures.replications, measures.ledger[:, 0].sum()
    agents, hours = int(rows["agents"].max()), mean(sums[..., THERE].sum(axis=1) / HOUR_US).within(0.0).figures()[0]
    came = sums[..., CAME]
    if measures.asked.dates is None:
        return CalledIn(agents, share_of_days(came.sum(axis=0), runs, contacts).figures()[0], hours)
    may = rows["opens"] // DAY_US
    days = share(came[:, may].sum(axis=1), np.full(runs, len(may))).figures()[0]
    by_date = share_of_days(came.sum(axis=0), runs, contacts).figures()
    dates = tuple(figure if day in may else Figure(None) for day, figure in enumerate(by_date))
    return CalledIn(agents, days, hours, dates)


def call_in_notes(measures: Measures) -> list[str]:
    """The same in words."""
    return [_note(name, each) for name, each in called_in(measures).items()]


def _note(name: str, each: CalledIn) -> str:
    words = {
        "agents": counts.agents(each.agents),
        "name": shown(name),
        "share": f"{100 * (each.days.mean or 0.0):.1f}%",
        "hours": f"{each.hours.mean or 0.0:.1f}",
    }
    if not each.days.mean:
        return text("Called in: {name}, {agents}: never.", **words)
    if each.dates:
        return text(
            "Called in: {name}, {agents}: on {share} of the dates on which they may be called, for {hours} hours a run "
            "on average, all of them together.",
            **words,
        )
    return text(
        "Called in: {name}, {agents}: on {share} of the days, for {hours} hours a day on average, all of them "
        "together.",
        **words,
    )
