"""What each column of a table is called, measured in, and means: one list for all reports."""

from __future__ import annotations

from dataclasses import dataclass

from routing.words.messages import text
from simulation.measuring.results import Cell, CustomerCell, Figure, GroupCell, Held, Results, TransferCell
from simulation.report.numbers import Unit, duration
from simulation.report.terms import (
    abandoned_words,
    occupancy_words,
    of_runs,
    offered_words,
    per,
    service_level_formula,
    staff_words,
    target_words,
)

AnyCell = Cell | GroupCell | CustomerCell | TransferCell
"""A row of a table."""


@dataclass(frozen=True, slots=True)
class Column:
    """A measure as a column.

    Parameters
    ----------
    field
        Attribute of the cells, such as a :class:`~simulation.measuring.results.Cell`, with a row for each.
    unit
        What it is measured in.
    title
        Heading, in the language in use.
    """

    field: str
    unit: Unit
    title: str

    def of(self, cell: AnyCell) -> Figure:
        """The column's figure of ``cell``."""
        figure: Figure = getattr(cell, self.field)
        return figure


def main_columns(target: str, overall: Cell | None = None) -> tuple[Column, ...]:
    """The columns of every table of contacts, in the order in which a planner asks for them; ``target`` in words.

    Those about customers who were turned away are only there where somebody was, by the figures of all contacts.
    """
    turned_away = [] if overall is None else [column for column in _turned_away() if column.of(overall).mean]
    return (
        Column("offered", Unit.COUNT, text("Offered")),
        Column("answered", Unit.COUNT, text("Answered")),
        Column("service_level", Unit.SHARE, text("Within {target}", target=target)),
        Column("abandoned", Unit.SHARE, text("Abandoned")),
        *turned_away,
        Column("mean_wait_s", Unit.SECONDS, text("Mean wait, s")),
        Column("wait_p50_s", Unit.SECONDS, text("p50 wait, s")),
        Column("wait_p90_s", Unit.SECONDS, text("p90 wait, s")),
        Column("wait_p99_s", Unit.SECONDS, text("p99 wait, s")),
        Column("longest_wait_s", Unit.SECONDS, text("Longest wait, s")),
    )


def _turned_away() -> tuple[Column, ...]:
    return (
        Column("blocked", Unit.COUNT, text("Turned away, full")),
        Column("deflected", Unit.COUNT, text("Turned away, bot")),
        Column("called_back", Unit.COUNT, text("To be called back")),
        Column("contained", Unit.COUNT, text("Served by a bot")),
    )


def all_columns(target: str) -> tuple[Column, ...]:
    """Every measure of a :class:`~simulation.measuring.results.Cell`, to calculate on; ``target`` in words."""
    main = {column.field: column for column in main_columns(target)}
    return (
        main["offered"],
        main["answered"],
        Column("within_target", Unit.COUNT, text("Answered within {target}", target=target)),
        Column("abandoned_count", Unit.COUNT, text("Abandoned contacts")),
        *_turned_away(),
        Column("service_level", Unit.SHARE, text("Service level, {target}", target=target)),
        main["abandoned"],
        main["mean_wait_s"],
        Column("mean_answer_s", Unit.SECONDS, text("Mean speed of answer, s")),
        main["wait_p50_s"],
        main["wait_p90_s"],
        main["wait_p99_s"],
        main["longest_wait_s"],
        Column("queue_length", Unit.AGENTS, text("Queue length")),
    )


def group_columns() -> tuple[Column, ...]:
    """The columns of a table of agent groups."""
    return (
        Column("staff", Unit.AGENTS, text("Agents signed on")),
        Column("occupancy", Unit.SHARE, text("Occupancy")),
        Column("answered", Unit.COUNT, text("Answered")),
    )


def customer_columns(target_s: float, overall: CustomerCell) -> tuple[Column, ...]:
    """The columns of a table of customers; those about their matters only where something is known of these."""
    solving = (
        Column("resolved", Unit.SHARE, text("Solved, per contact")),
        Column("first_contact_resolution", Unit.SHARE, text("Solved at first contact")),
    )
    return (
        Column("customers", Unit.COUNT, text("Customers")),
        Column("contacts_each", Unit.AGENTS, text("Contacts each")),
        Column("within_target_at_first", Unit.SHARE, text("At first within {target}", target=duration(target_s))),
        Column("answered_at_last", Unit.SHARE, text("Answered at last")),
        *(solving if overall.resolved.mean is not None else ()),
        *((Column("satisfied", Unit.SHARE, text("Satisfied")),) if overall.satisfied.mean is not None else ()),
    )


def transfer_columns() -> tuple[Column, ...]:
    """The columns of the table of transfers."""
    return Column("a_day", Unit.COUNT, text("Transfers")), Column("share", Unit.SHARE, text("Of all transfers"))


def transfer_rows(results: Results) -> dict[str, TransferCell]:
    """Its rows: from where to where, and why."""
    found = {}
    for cell in results.transfers:
        name = text("{queue} to {target}", queue=cell.before, target=cell.to)
        found[f"{name}: {cell.reason}" if cell.reason else name] = cell
    return found


def held_word(held: Held) -> str:
    """The state of a goal in a word."""
    return {Held.HELD: text("held"), Held.MISSED: text("missed"), Held.UNDECIDED: text("undecided")}[held]


def definitions(results: Results) -> tuple[tuple[str, str], ...]:
    """The terms of a report and what they mean in it."""
    run = text(
        "All {count} days, one after another, simulated once. By date each day is meant, from its opening to the next "
        "one, and the contacts that arrive on it.",
        count=len(results.dates),
    )
    each = per(results)
    return (
        *([(text("Run"), run)] if results.dates else []),
        (
            text("Within {target}", target=target_words(results)),
            text(
                "The service level: {formula}, by interval of arrival. Answered means accepted by a human.",
                formula=service_level_formula(results),
            ),
        ),
        (
            text("Goal"),
            text(
                "The share of an interval's arrivals that must be answered in time; those who left and those who were "
                "turned away count as arrivals. Held, missed or undecided by simultaneous 95% intervals (Holm)."
            ),
        ),
        (
            text("Customers"),
            text("First contacts, {per}: who comes again counts once.", per=each),
        ),
        (
            text("Solved at first contact"),
            text(
                "Customers whose first contact was answered, solved their matter, and was neither passed on nor "
                "followed by another one / customers."
            ),
        ),
        (text("Offered"), offered_words(results)),
        (text("Abandoned"), abandoned_words(results)),
        (
            text("Turned away"),
            text("Contacts {per} whose queue was full, and those sent to a bot or a message by a rule.", per=each),
        ),
        (
            text("To be called back"),
            text("Customers {per} who hung up to be called back; they count as not answered in time.", per=each),
        ),
        (
            text("Served by a bot"),
            text("Contacts {per} that a bot was enough for; they are not among the offered.", per=each),
        ),
        (text("Wait"), text("From entering a queue to the answer or to leaving it; turned-away contacts have none.")),
        (
            text("Mean wait, mean speed of answer"),
            text("Over those who were answered and those who abandoned; over those who were answered alone."),
        ),
        (text("p50, p90, p99"), text("Half, nine in ten and 99 in 100 of the contacts waited no longer than this.")),
        (
            text("Longest wait"),
            of_runs(
                results,
                text("The longest wait of a day, averaged over the days."),
                text("The longest wait of a run, averaged over the runs; by date that of the date."),
            ),
        ),
        (text("Queue length"), text("Contacts waiting, averaged over the time.")),
        (text("Agents signed on"), staff_words(results)),
        (text("Occupancy"), occupancy_words(results)),
        (
            "±, [ ]",
            of_runs(
                results,
                text(
                    "The 95% confidence interval. A dash stands where there are fewer than 10 simulated days or 100 "
                    "contacts for it, or nothing to measure."
                ),
                text(
                    "The 95% confidence interval. A dash stands where there are fewer than 10 runs or 100 contacts for "
                    "it, or nothing to measure."
                ),
            ),
        ),
    )
