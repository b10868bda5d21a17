"""Observed beside simulated: sentences, tables and JSON from results made by hand."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from routing.words.messages import use_language
from simulation.measuring.observed import Compared, Gap, Observed, ObservedCell, Range, SimulatedRange
from simulation.measuring.results import Results
from simulation.report.comparison import comparison_words, day_row, interval_rows, problem_rows
from simulation.report.html import page
from simulation.report.json_file import results_document, results_schema
from simulation.report.terminal import print_results
from tests.simulation.report import fake
from tests.simulation.report.schema_check import findings

NOTHING = Range(None, None)


def cell(offered: int, share: float | None, wait: float | None = 12.5) -> Compared:
    observed = ObservedCell(offered, offered, 1, 0, share, 0.125, wait, wait)
    days = SimulatedRange(Range(0.5, 0.75), Range(0.1, 0.2), Range(10.0, 90.0))
    return Compared(observed, days)


@pytest.fixture
def replayed() -> Results:
    """Results with a recorded side; the last interval had no contacts."""
    results = fake.results()
    empty = Compared(ObservedCell(0, 0, 0, 0, None, None, None, None), SimulatedRange(NOTHING, NOTHING, NOTHING))
    intervals = (*(cell(10 + number, 0.6) for number in range(len(results.intervals) - 1)), empty)
    observed = Observed(
        date="1999-02-10",
        rows=120,
        ignored=1,
        outside=2,
        left_out=(("hung up", 3),),
        imputed={"patience": 100},
        overall=cell(114, 0.625),
        intervals=intervals,
        problems={name: cell(57, 0.5) for name in list(results.problems)[:2]},
        service_level_gap=Gap(-0.012, 0.034),
        abandoned_gap=Gap(0.0, 0.0),
        mean_wait_gap_s=Gap(-1.0, 61.0),
    )
    return replace(results, observed=observed)


def test_words(replayed: Results) -> None:
    """Both sides and the range of simulated days stand in each sentence; signs are kept."""
    assert replayed.observed is not None
    words = comparison_words(replayed, replayed.observed)
    assert words[0].startswith("Observed on February 10, 1999: 62.5% answered within")
    assert words[0].endswith("eight in ten simulated days 50.0% to 75.0%.")
    assert words[1].startswith("Mean wait observed: 12.5 s. Simulated: ")
    assert words[1].endswith("10 s to 1 min 30 s.")
    assert "is 3.4 points off on average, -1.2 points where too high and too low cancel out" in words[3]
    assert words[3].endswith("the mean wait is 1 min 1 s off.")


def test_words_without_a_date_and_without_gaps(replayed: Results) -> None:
    """Where the records say no day none is named; without a half-hour to compare nothing is said of gaps."""
    assert replayed.observed is not None
    nothing = Gap(None, None)
    observed = replace(replayed.observed, date=None, service_level_gap=nothing, mean_wait_gap_s=nothing)
    words = comparison_words(replayed, observed)
    assert words[0].startswith("Observed: 62.5% answered within")
    assert len(words) == 3


def test_chinese_words(replayed: Results) -> None:
    """In Chinese the day is written as Chinese readers do."""
    assert replayed.observed is not None
    use_language("zh")
    assert "1999年2月10日" in comparison_words(replayed, replayed.observed)[0]


def test_rows(replayed: Results) -> None:
    """A row for each interval, for the day, and for each problem that occurred."""
    assert replayed.observed is not None
    rows = interval_rows(replayed, replayed.observed)
    assert len(rows) == len(replayed.intervals)
    assert rows[0].offered == 10
    assert rows[0].pairs[0].observed == 0.6
    assert rows[0].pairs[0].simulated == replayed.intervals[0].cell.service_level.mean
    assert rows[-1].pairs[0].observed is None
    assert day_row(replayed, replayed.observed).offered == 114
    assert [row.name for row in problem_rows(replayed, replayed.observed)] == list(replayed.problems)[:2]


def test_terminal(replayed: Results) -> None:
    """The comparison stands between the verdict and the tables, within 100 columns, with a dash for nothing."""
    stream = io.StringIO()
    print_results(replayed, file=stream)
    said = stream.getvalue()
    assert (
        said.index("Observed on February 10, 1999")
        < said.index("Observed and simulated")
        < said.index("\nBy interval\n")
    )
    table = said[said.index("Observed and simulated") : said.index("Observed and simulated, by problem")].splitlines()
    assert max(map(len, table)) <= 100
    assert "62.5%" in next(line for line in table if line.startswith("All day"))
    assert "–" in table[-5]


def test_without_a_recorded_side() -> None:
    """The answer of a scenario has nothing of it anywhere."""
    results = fake.results()
    stream = io.StringIO()
    print_results(results, file=stream)
    assert "Observed" not in stream.getvalue()
    assert "observed" not in results_document(results)
    assert "Observed and simulated" not in page(results)


def test_json_follows_its_schema(replayed: Results) -> None:
    """The key ``observed`` is as the schema says, and the schema knows every field of it."""
    schema, document = results_schema(), results_document(replayed)
    assert list(findings(schema, document, schema)) == []
    known = schema["properties"]["observed"]["properties"]
    assert set(document["observed"]) == set(known)
    assert set(document["observed"]["overall"]) == set(schema["$defs"]["observed_cell"]["properties"])
    assert document["observed"]["intervals"][0]["label"] == replayed.intervals[0].label


def test_page(replayed: Results) -> None:
    """The page has the sentences, a chart with what was observed, and two tables with both sides."""
    source = page(replayed)
    assert source.count("<caption>Observed and simulated") == 2
    assert 'data-chart="observed"' in source
    assert "Observed on February 10, 1999" in source
    assert "Furthest apart at" in source
    assert "50.0–75.0" in source  # the range of simulated days is no confidence interval, which stands in brackets
