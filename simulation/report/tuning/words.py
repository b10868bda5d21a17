"""The answer of a tuning in sentences, and its table of changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.words.messages import text
from simulation.files.overrides import flow
from simulation.gates.decide import Word
from simulation.gates.outcome import StageOutcome
from simulation.measuring.results import Figure
from simulation.planning.searching import Ended
from simulation.planning.tuning.evaluate import Standing
from simulation.planning.tuning.found import Progress, Worth
from simulation.planning.tuning.judge import Answer, Verdict
from simulation.planning.tuning.objective import Term
from simulation.planning.tuning.tuning import Tuning
from simulation.report.compare.numbers import signed
from simulation.report.gates.tables import Rows
from simulation.report.gates.words import chosen_words
from simulation.report.names import breadth
from simulation.report.numbers import NONE, decimal, duration, trimmed

DIGITS = 4
"""Decimals of an objective."""
LONG_LABEL = 56
"""A label broader than so many letters has no room in a chart."""


def headline(answer: Answer) -> str:
    """The answer, before anything else."""
    values = {"tuning": answer.tuning.name, "suite": answer.tuning.suite.name}
    if answer.verdict is Verdict.BETTER:
        return text("BETTER: a policy for {tuning} that keeps the gates of the suite {suite} was found.", **values)
    if answer.verdict is Verdict.NOTHING_BETTER:
        return text("NOTHING BETTER than the old policy was found for {tuning}.", **values)
    if answer.verdict is Verdict.GATES:
        return text("THE OLD POLICY STAYS: the best one found for {tuning} does not pass the suite {suite}.", **values)
    if answer.verdict is Verdict.NOT_SHOWN:
        return text("THE OLD POLICY STAYS: that the best one found for {tuning} is better does not show.", **values)
    return text("THE OLD POLICY STAYS: the check of the best one found for {tuning} was interrupted.", **values)


def basis(answer: Answer) -> Iterator[str]:
    """What the answer rests on."""
    found, tuning = answer.found, answer.tuning
    if answer.difference is not None and answer.old_value is not None and answer.new_value is not None:
        yield text(
            "On {days} days of customers that the search has not met the objective is {new}, and {old} under the old "
            "policy: {difference}, with the same customers.",
            days=decimal(tuning.check),
            new=value(answer.new_value),
            old=value(answer.old_value),
            difference=change(answer.difference),
        )
    yield text(
        "The search simulated {candidates} policies besides the old one, {days} days in all; by its own days the "
        "objective went from {old} to {best}.",
        candidates=decimal(found.candidates),
        days=decimal(found.days),
        old=value(found.old.value),
        best=value(found.best.value),
    )
    if found.old.beyond:
        yield text("The old policy does not keep all gates with room to spare, by the days of the search.")
    if found.ended is Ended.TIME:
        yield text("The time limit ended the search: with more time it may find more.")
    elif found.ended is Ended.INTERRUPTED:
        yield text("The search was interrupted; this is the best so far.")
    if answer.outcome is not None and answer.outcome.word is not Word.PASS:
        yield text(
            "Of {gates} gates {failed} fail and {undecided} could not be decided.",
            gates=decimal(len(answer.outcome.gates)),
            failed=decimal(answer.outcome.count(Word.FAIL)),
            undecided=decimal(answer.outcome.count(Word.UNDECIDED)),
        )


def objective_words(tuning: Tuning) -> str:
    """What is to be as good as can be."""
    terms = terms_words(tuning.objective[0])
    return text("Objective, the mean over the scenarios of the suite: {terms}.", terms=terms)


def terms_words(terms: Sequence[Term]) -> str:
    """The terms of an objective."""
    return ", ".join(map(_term_words, terms))


def _term_words(term: Term) -> str:
    names = {
        "goals": text("the least reached beyond a goal"),
        "service_level": text("answered in time"),
        "abandoned": text("less abandoned"),
        "mean_wait": text("less mean wait in seconds"),
    }
    either = text(" or ")
    parts = either.join(" ".join(chosen_words(part)) for part in term.parts if any(part.named()))
    worst = text("the worst of {parts}", parts=parts) if len(term.parts) > 1 else parts
    said = f"{names[term.key]} ({worst})" if worst else names[term.key]
    return said if term.weight == 1 else text("{weight} × {term}", weight=trimmed(term.weight, 6), term=said)


def value(objective: float) -> str:
    """An objective."""
    return decimal(objective, DIGITS).replace("-", "−")


def change(figure: Figure) -> str:
    """A difference of objectives with its interval."""
    if figure.mean is None:
        return NONE
    if figure.low is None or figure.high is None:
        return signed(figure.mean, DIGITS)
    return f"{signed(figure.mean, DIGITS)} [{signed(figure.low, DIGITS)}, {signed(figure.high, DIGITS)}]"


def change_table(answer: Answer) -> Rows:
    """What is changed, and what each change is worth."""
    heads = (text("Parameter"), text("Old"), text("New"), text("Worth in the search"))
    return Rows(text("What changes in the policy"), heads, tuple(_row(each) for each in answer.found.changes))


def change_words(answer: Answer) -> Iterator[str]:
    """The same in sentences, where a table has no room for names of places."""
    for each in answer.found.changes:
        name, old, new, gain = _row(each)
        yield text("{parameter}: {old} becomes {new}; worth {gain}", parameter=name, old=old, new=new, gain=gain)


def change_label(each: Worth) -> str:
    """A change in a few signs; where the values are long, which place is changed."""
    name, old, new, _ = _row(each)
    label = f"{name}: {old} → {new}"
    return label if breadth(label) <= LONG_LABEL else name


def gates_passed(stage: StageOutcome) -> str:
    """How many gates of a scenario pass."""
    passed = sum(gate.word is Word.PASS for gate in stage.gates)
    return text(
        "{scenario}: {count} of {all} gates pass.",
        scenario=stage.name,
        count=decimal(passed),
        all=decimal(len(stage.gates)),
    )


def _row(each: Worth) -> tuple[str, ...]:
    gain = NONE if each.gain is None else change(each.gain)
    return (each.parameter.name, _written(each.old), _written(each.new), gain)


def _written(given: object) -> str:
    return NONE if given is None else flow(given)


def footnote() -> str:
    """What the figures of the table are."""
    return text(
        "Worth in the search: the objective less that with this one change undone, by the days of the search, with a "
        "95% interval. Figures of the search are those of the best of many, and so too good; those of the check are "
        "not."
    )


def origin(answer: Answer) -> str:
    """What to run to have the figures again."""
    tuning = answer.tuning
    return text(
        "Old policy {old} ({old_hash}), best {best_hash}, suite {suite} ({suite_hash}), seed {seed}; the search has "
        "the days up to {last}, the check those from {first}.",
        old=tuning.policy.name,
        old_hash=tuning.policy.hash[:12],
        best_hash=answer.best.hash[:12],
        suite=tuning.suite.name,
        suite_hash=tuning.suite.hash,
        seed=tuning.seed,
        last=decimal(tuning.replications),
        first=decimal(answer.first + 1),
    )


def progress_words(progress: Progress) -> str:
    """A line of progress."""
    return text(
        "{done} of {most} policies, {time}: best so far {best} (old {old}){gates}",
        done=decimal(progress.candidates),
        most=decimal(progress.most),
        time=duration(round(progress.seconds)),
        best=value(progress.best.value),
        old=value(progress.old.value),
        gates=_gates(progress.best),
    )


def _gates(standing: Standing) -> str:
    return text(", gates not kept") if standing.beyond else ""
