"""What a reader of a replay must know: which rows were used, what was made up, and how the staff was found."""

from __future__ import annotations

import numpy as np

from routing.words import counts
from routing.words.messages import text
from simulation.core.coverage import class_queues, qualified_agents
from simulation.core.world import World
from simulation.replay.map_file import MapDocument
from simulation.replay.recorded_day import UNKNOWN, RecordedDay
from simulation.replay.staff import DayWorld


def replay_notes(day: RecordedDay, entry: MapDocument, imputed: dict[str, int], made: DayWorld) -> list[str]:
    """The notes on a replay.

    Parameters
    ----------
    day, entry
        The records and their map.
    imputed
        What is drawn, to the number of contacts of which it is.
    made
        The world of the day.
    """
    notes = [_rows_note(day)]
    notes += _imputed_notes(day, entry, imputed)
    if made.seen:
        notes.append(
            text(
                "Agents, their skills and their presence were inferred from the day's own contacts. That is leakage: "
                "it knows who was there because it saw them answer. Such a replay tells whether policy and model "
                "explain the day, not how well a day can be foretold."
            )
        )
        nameless = int((day.offered.answered & (day.offered.agent == UNKNOWN)).sum())
        if nameless:
            notes.append(
                text(
                    "{count} answered contacts name no agent; whoever took them is not seen in the staff.",
                    count=nameless,
                )
            )
    notes.append(
        text(
            "The simulated days differ in nothing but what was imputed: their intervals tell how sure the model is of "
            "this day, not how other days would be."
        )
    )
    notes += _unserved_notes(day, made.world)
    return notes


def _rows_note(day: RecordedDay) -> str:
    account = day.account
    parts = [text("{count} of an ignored outcome", count=account.ignored)] if account.ignored else []
    parts += [text("{count}: {reason}", count=count, reason=reason) for reason, count in account.left_out if count]
    if account.outside:
        parts.append(text("{count} outside the opening hours", count=account.outside))
    offered = len(day.offered)
    if not parts:
        return text("Recorded: all {rows} rows of the day were offered to a human.", rows=account.rows)
    return text(
        "Recorded: {offered} of {rows} rows were offered to a human. Not offered: {reasons}.",
        offered=offered,
        rows=account.rows,
        reasons="; ".join(parts),
    )


def _imputed_notes(day: RecordedDay, entry: MapDocument, imputed: dict[str, int]) -> list[str]:
    """What was made up, for which share of the contacts, and how."""
    offered = len(day.offered)

    def percent(name: str) -> str:
        return f"{100 * imputed[name] / offered:.0f}"

    notes = []
    if "patience" in imputed:
        if entry.imputed.patience.law == "kaplan_meier":
            law = text("the Kaplan–Meier estimate with an exponential tail")
        else:
            law = text("an exponential law fitted by maximum likelihood")
        notes.append(
            text(
                "Imputed anew in each simulated day: the patience of {percent} % of the contacts, who were answered, "
                "from {law}, given that it is longer than the wait seen.",
                percent=percent("patience"),
                law=law,
            )
        )
    if "work" in imputed:
        notes.append(
            text(
                "Imputed: the time in service of {percent} % of the contacts, from those of the same problem.",
                percent=percent("work"),
            )
        )
    if "wrap_up" in imputed and entry.wrap_up is not None and entry.wrap_up.inferred_up_to_s is not None:
        notes.append(
            text(
                "Work after contacts is not recorded. It was inferred from pauses of up to {limit} s in which somebody "
                "waited whom the agent might have served, and imputed for {percent} % of the contacts.",
                limit=f"{entry.wrap_up.inferred_up_to_s:g}",
                percent=percent("wrap_up"),
            )
        )
    elif "wrap_up" in imputed:
        notes.append(
            text(
                "Imputed: the work after contacts of {percent} % of them, from those of the same problem.",
                percent=percent("wrap_up"),
            )
        )
    if "label" in imputed:
        notes.append(
            text(
                "Imputed: the tier or channel of {percent} % of the contacts, from those of the same problem.",
                percent=percent("label"),
            )
        )
    return notes


def _unserved_notes(day: RecordedDay, world: World) -> list[str]:
    """Problems that nobody on the day could take in the last step: their customers can only wait."""
    served = np.array([qualified_agents(world, queue).any() for queue in class_queues(world)], np.bool_)
    names = world.policy.problems
    unserved = sorted(set(world.classes["problem"][~served].tolist()))
    rows = {number: int((day.offered.problem == number).sum()) for number in unserved}
    return [
        text(
            "Nobody could take {problem}: {contacts} can only wait.",
            problem=names[number],
            contacts=counts.contacts(count),
        )
        for number, count in rows.items()
    ]
