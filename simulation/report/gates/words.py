"""A suite's answer in sentences, and what gates, limits and figures are called."""

from __future__ import annotations

from collections.abc import Iterator

from routing.words.messages import text
from simulation.gates.decide import Word
from simulation.gates.gate import Chosen, Gate, Quantity
from simulation.gates.outcome import GateOutcome, StageOutcome, SuiteOutcome
from simulation.measuring.results import Figure
from simulation.report.compare.numbers import signed
from simulation.report.numbers import NONE, decimal, duration, goal_percent, percent


def word(said: Word) -> str:
    """A verdict in a table."""
    return {Word.PASS: text("pass"), Word.FAIL: text("FAIL"), Word.UNDECIDED: text("undecided")}[said]


def headline(outcome: SuiteOutcome) -> str:
    """The verdict, before anything else."""
    values = {
        "suite": outcome.suite.name,
        "failed": decimal(outcome.count(Word.FAIL)),
        "undecided": decimal(outcome.count(Word.UNDECIDED)),
        "gates": decimal(len(outcome.gates)),
    }
    if len(outcome.gates) == 1:
        return _of_one_gate(outcome)
    if outcome.word is Word.FAIL:
        if outcome.count(Word.FAIL) == 1:
            return text("FAIL: 1 of {gates} gates of the suite {suite} fails.", **values)
        return text("FAIL: {failed} of {gates} gates of the suite {suite} fail.", **values)
    if outcome.word is Word.UNDECIDED:
        return text("UNDECIDED: {undecided} of {gates} gates of the suite {suite} could not be decided.", **values)
    return text("PASS: all {gates} gates of the suite {suite} hold.", **values)


def _of_one_gate(outcome: SuiteOutcome) -> str:
    """The verdict where there is no other gate."""
    suite = outcome.suite.name
    return {
        Word.PASS: text("PASS: the only gate of the suite {suite} holds.", suite=suite),
        Word.FAIL: text("FAIL: the only gate of the suite {suite} fails.", suite=suite),
        Word.UNDECIDED: text("UNDECIDED: the only gate of the suite {suite} could not be decided.", suite=suite),
    }[outcome.word]


def basis(outcome: SuiteOutcome) -> Iterator[str]:
    """What it rests on, how sure it is, and what to do about what is undecided."""
    suite = outcome.suite
    days = max(stage.days for stage in outcome.stages)
    yield text(
        "From up to {days} simulated days of each scenario, with the same customers under both policies.",
        days=decimal(days),
    )
    yield text(
        "If every limit is kept, the suite fails with a probability of at most {fail}; if one is not, it passes with "
        "about {passes} at most.",
        fail=_rate(suite.false_fail),
        passes=_rate(suite.false_pass),
    )
    if outcome.count(Word.UNDECIDED):
        yield text(
            "Undecided: after {budget} days the figure is still too close to its limit. Give more days "
            "(--replications), or a limit that leaves room.",
            budget=decimal(suite.replications),
        )


def _rate(share: float) -> str:
    """A probability of an error: 0.1%, 5%."""
    scaled = share * 100
    return percent(share, 0 if scaled == round(scaled) else 1 if round(scaled * 10, 6) == round(scaled * 10) else 3)


def change_words(outcome: SuiteOutcome) -> list[str]:
    """How the policies differ."""
    return list(outcome.changes) or [text("The two policies do not differ.")]


def origin(outcome: SuiteOutcome) -> str:
    """What to run to have the figures again."""
    suite = outcome.suite
    return text(
        "Base {base} ({base_hash}), new {new} ({new_hash}), suite {suite} ({suite_hash}), seed {seed}, looks after "
        "{looks} days.",
        base=suite.base.name,
        base_hash=suite.base.hash[:12],
        new=suite.new.name,
        new_hash=suite.new.hash[:12],
        suite=suite.name,
        suite_hash=suite.hash,
        seed=suite.seed,
        looks=", ".join(map(decimal, outcome.looks)),
    )


def gate_title(gate: Gate, stage: StageOutcome) -> str:
    """What a gate is about: ``service level within 30 s, tier vip``."""
    return ", ".join([_measured(gate, stage.target_s), *chosen_words(gate.chosen)])


def _measured(gate: Gate, target_s: float) -> str:
    time = duration(gate.within_s if gate.within_s is not None else target_s)
    titles = {
        Quantity.SERVICE_LEVEL: text("answered within {time}", time=time),
        Quantity.ABANDONED: text("abandoned"),
        Quantity.MEAN_WAIT: text("mean wait"),
        Quantity.WITHIN: text("waits of at most {time}", time=time),
        Quantity.LONGEST: text("longest wait of a day"),
        Quantity.STARVED_DAYS: text("days with a wait over {time}", time=time),
        Quantity.BOUND: text("bound on starvation"),
    }
    title = titles[gate.quantity]
    return text("{measure}: new − base", measure=title) if gate.paired else title


def chosen_words(chosen: Chosen) -> list[str]:
    """Which contacts: ``tier vip``, ``queue account or chat``."""
    kinds = {"queue": text("queue"), "problem": text("problem"), "tier": text("tier"), "channel": text("channel")}
    either = text(" or ")
    return [f"{kinds[axis]} {either.join(names)}" for axis, names in chosen.named()]


def limit_words(gate: Gate) -> str:
    """What the figure must be: ``≥ 80%``, ``≤ 300 s``, ``≥ −0.50``."""
    if gate.quantity is Quantity.BOUND and gate.limit == float("inf"):
        return text("there is one")
    if gate.paired:
        written = _number(gate.limit, gate, 2)
    else:
        written = goal_percent(gate.limit) if gate.quantity.is_share else _plain(gate.limit, gate.quantity)
    return f"{'≥' if gate.better > 0 else '≤'} {written}"


def figure_words(outcome: GateOutcome) -> str:
    """What was measured."""
    return NONE if outcome.figure.mean is None else value_words(outcome.figure.mean, outcome.gate)


def interval_words(outcome: GateOutcome) -> str:
    """The interval that decided, by its limits, in the unit of the figure."""
    figure = outcome.figure
    if figure.low is None or figure.high is None:
        return NONE
    ends = (figure.low, figure.high)
    digits = max(_decimals(end, outcome.gate) for end in ends)
    low, high = (_number(end, outcome.gate, digits) for end in ends)
    return f"[{low}, {high}]"


def before_words(outcome: GateOutcome) -> str:
    """The same quantity under the base."""
    return NONE if outcome.base is None else _plain(outcome.base, outcome.gate.quantity)


def value_words(value: float, gate: Gate) -> str:
    """A figure or difference of a gate, with its unit."""
    if not gate.paired:
        return _plain(value, gate.quantity)
    number = _number(value, gate, _decimals(value, gate))
    return text("{number} points", number=number) if gate.quantity.is_share else text("{seconds} s", seconds=number)


def _number(value: float, gate: Gate, digits: int) -> str:
    """The same without it: per cent, points or seconds."""
    scaled = value * 100 if gate.quantity.is_share else value
    return signed(scaled, digits) if gate.paired else decimal(scaled, digits)


def _decimals(value: float, gate: Gate) -> int:
    if gate.paired:
        return 2
    return _digits(value) if gate.quantity.is_share else 0 if value >= 1000 else 1


def _plain(value: float, quantity: Quantity) -> str:
    if not quantity.is_share:
        return text("{seconds} s", seconds=decimal(value, 0 if value >= 1000 or value == round(value) else 1))
    return percent(value, _digits(value))


def _digits(share: float) -> int:
    """So many decimals of the percentage as tell it from 0 and 100, up to four."""
    if share in {0.0, 1.0}:
        return 1
    return next((digits for digits in (1, 2, 3) if 0 < round(share * 100, digits) < 100), 4)


def part_value(figure: Figure, quantity: Quantity) -> str:
    """A figure of a table of parts, without its interval."""
    return NONE if figure.mean is None else _plain(figure.mean, quantity)


def part_difference(figure: Figure, quantity: Quantity) -> str:
    """A difference with half its interval: ``+2.71 ±0.20``."""
    if figure.mean is None:
        return NONE
    scale = 100 if quantity.is_share else 1
    number = signed(figure.mean * scale, 2)
    if figure.low is None or figure.high is None:
        return number
    half = (figure.high - figure.low) / 2 * scale
    return f"{number} ±{decimal(max(half, 0.01) if half > 1e-9 else 0.0, 2)}"
