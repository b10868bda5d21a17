"""A suite's answer as JUnit XML, which every CI shows: a test case for each gate of each scenario."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from routing.words.messages import text
from simulation.gates.decide import Word
from simulation.gates.outcome import GateOutcome, StageOutcome, SuiteOutcome
from simulation.report.gates.words import figure_words, gate_title, interval_words, limit_words
from simulation.report.names import tame

NAME = "peakline bench policy"
START = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{NAME}"'
"""How the file begins."""


def junit(outcome: SuiteOutcome) -> str:
    """The answer as XML text, ending in a newline.

    A gate that fails is a ``failure``. One that is undecided is an ``error``: the run of it did not come to an end.
    """
    root = ET.Element("testsuites", {"name": NAME, **_counts(outcome.gates)})
    for stage in outcome.stages:
        suite = ET.SubElement(root, "testsuite", {"name": _clean(stage.name), **_counts(list(stage.gates))})
        properties = ET.SubElement(suite, "properties")
        for name, value in _properties(outcome, stage).items():
            ET.SubElement(properties, "property", {"name": name, "value": _clean(value)})
        for gate, name in zip(stage.gates, _names(stage), strict=True):
            _case(suite, gate, name, stage, outcome)
    ET.indent(root)
    return START.partition("<testsuites")[0] + ET.tostring(root, encoding="unicode") + "\n"


def _counts(gates: list[GateOutcome]) -> dict[str, str]:
    said = [gate.word for gate in gates]
    return {
        "tests": str(len(said)),
        "failures": str(said.count(Word.FAIL)),
        "errors": str(said.count(Word.UNDECIDED)),
        "skipped": "0",
    }


def _properties(outcome: SuiteOutcome, stage: StageOutcome) -> dict[str, str]:
    suite = outcome.suite
    return {
        "suite": f"{suite.name} {suite.hash}",
        "base": f"{suite.base.name} {suite.base.hash}",
        "new": f"{suite.new.name} {suite.new.hash}",
        "seed": str(suite.seed),
        "days": str(stage.days),
        "contacts": str(stage.contacts),
    }


def _names(stage: StageOutcome) -> list[str]:
    """The gates' titles, with the limit where several have one: of test cases with one name CIs show the first only."""
    titles = [gate_title(outcome.gate, stage) for outcome in stage.gates]
    return [
        title if titles.count(title) == 1 else f"{title} ({limit_words(outcome.gate)})"
        for title, outcome in zip(titles, stage.gates, strict=True)
    ]


def _case(suite: ET.Element, outcome: GateOutcome, name: str, stage: StageOutcome, whole: SuiteOutcome) -> None:
    case = ET.SubElement(
        suite, "testcase", {"classname": _clean(f"{whole.suite.name}.{stage.name}"), "name": _clean(name)}
    )
    if outcome.word is Word.PASS:
        return
    said = text(
        "{figure} ({interval}), limit {limit}",
        figure=figure_words(outcome),
        interval=interval_words(outcome),
        limit=limit_words(outcome.gate),
    )
    kind = "failure" if outcome.word is Word.FAIL else "error"
    found = ET.SubElement(case, kind, {"type": outcome.gate.kind.value, "message": _clean(said)})
    found.text = _clean(outcome.reason or said)


def _clean(words: str) -> str:
    """Without the control characters that XML cannot hold."""
    return tame(words, "?")
