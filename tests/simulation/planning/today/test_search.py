"""The least agents that bring a day to its goals as surely as asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from routing.errors import InputError
from simulation.cli import main
from simulation.planning.today.answer import Ended, Step, Tried
from simulation.planning.today.forecast import Forecast
from simulation.planning.today.foretell import foretell
from simulation.planning.today.question import Lever, Search, SoFar
from simulation.planning.today.reader import load_today
from simulation.planning.today.search import least_agents
from simulation.planning.today.staff_plan import Shift
from tests.simulation.planning.today.small import FILE, HOUR, a_cut, asked, crew, written

CLOSE = 8 * HOUR
NOW = round(2.5 * HOUR)
FIND = 'find: {groups: both, starts: "11:00", ends: "15:00", at_most: 6, reach: %s}\n'


@pytest.mark.parametrize("at_most", [1, 2, 7, 8, 20])
def test_least_is_what_trying_all_finds(at_most: int) -> None:
    """Least is what trying all finds, whatever number it is."""
    for least in range(1, at_most + 3):
        calls: list[int] = []

        def chance(agents: int, least: int = least, calls: list[int] = calls) -> float:
            calls.append(agents)
            return 0.5 + 0.3 * agents / least

        found = least_agents("one", chance, 0.5, 0.8, at_most)
        assert found is not None
        assert len(calls) == len(set(calls)) <= 2 * at_most.bit_length() + 1
        assert max(calls) <= at_most
        if least > at_most:
            assert found.least is None
            assert found.best.agents == at_most
        else:
            assert found.least is not None
            assert found.least.agents == least
            assert found.one_fewer is not None
            assert found.one_fewer.meets_all < 0.8


def test_where_more_may_do_worse_the_least_is_checked_all_the_same() -> None:
    """Where more may do worse the least is checked all the same: it reaches, and one fewer was tried and does not."""
    chances = [0.5, 0.6, 0.55, 0.81, 0.79, 0.82, 0.78, 0.9, 0.9]
    found = least_agents("one", lambda agents: chances[agents], 0.5, 0.8, 8)
    assert found is not None
    assert found.least is not None
    assert chances[found.least.agents] >= 0.8 > chances[found.least.agents - 1]
    best = least_agents("one", lambda agents: chances[agents], 0.5, 0.95, 8)
    assert best is not None
    assert (best.least, best.best) == (None, Step(8, 0.9))


def test_nobody_is_needed_where_it_is_reached_already() -> None:
    """Nobody is needed where it is reached already, and nothing is simulated."""
    found = least_agents("one", lambda _: pytest.fail("tried"), 0.85, 0.8, 8)
    assert found is not None
    assert found.least == Step(0, 0.85)


def test_least_of_a_simulated_day_is_what_trying_all_finds() -> None:
    """Least of a simulated day is what trying one number after another finds, on the same customers."""
    known = crew()
    cut = a_cut(known, 3, NOW)
    seen = {"situation": cut.seen(with_times=False), "volumes": cut.volumes(), "so_far": (SoFar(500, 320),)}
    start, end = 3 * HOUR, 7 * HOUR
    base = asked(known, NOW, **seen).base
    levers = tuple(Lever(f"{n}", base.with_more([Shift(1, n, start, end)])) for n in range(1, 7))
    one_by_one = foretell(asked(known, NOW, **seen, levers=levers, replications=40), threads=1)
    chances = [one_by_one.base.meets_all, *(tried.forecast.meets_all for tried in one_by_one.tried)]
    reach = (chances[0] + max(chances)) / 2
    assert chances[0] < reach  # this day needs somebody
    search = Search((1,), start, end, 6, reach)
    answer = foretell(asked(known, NOW, **seen, search=search, replications=40), threads=1)
    (found,) = answer.sought
    assert found.least is not None
    assert found.least.agents == next(n for n, chance in enumerate(chances) if chance >= reach)
    assert all(step.meets_all == chances[step.agents] for step in found.steps)
    assert isinstance(answer.base, Forecast)


def test_interrupt_in_the_search_keeps_what_is_found() -> None:
    """Interrupt in the search keeps what is found."""
    known = crew()

    def interrupt(doing: str, done: int, of: int, best: Tried | None) -> None:
        if doing == "search" and done == 1:
            raise KeyboardInterrupt

    search = Search((0, 1), NOW, CLOSE, 1, 1.0)
    answer = foretell(asked(known, NOW, search=search, replications=20), threads=1, report=interrupt)
    assert answer.ended is Ended.INTERRUPTED
    assert [each.group for each in answer.sought] == ["account"]


def test_answer_is_said_in_words_json_and_on_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answer is said in words, as JSON and on the page."""
    busy = FILE.replace("in_time: 440", "in_time: 320") + "each_group: 0\n"
    page, document = tmp_path / "day.html", tmp_path / "day.json"
    outputs = ["--html", str(page), "--json", str(document), "--threads", "1"]
    assert main(["today", str(written(tmp_path, busy + FIND % 0.7)), *outputs]) == 0
    words = " ".join(capsys.readouterr().out.split())
    said = re.search(
        r"brings the probability of meeting all goals to 70%: (\d) more in both from 11:00 to 15:00, with (\d+)%; one "
        r"fewer brings (\d+)%\.",
        words,
    )
    assert said is not None
    data = json.loads(document.read_text(encoding="utf-8"))["find"]
    assert (data["starts_s"], data["ends_s"], data["at_most"], data["reach"]) == (39600, 54000, 6, 0.7)
    (group,) = data["groups"]
    assert (group["group"], group["least"]) == ("both", int(said[1]))
    assert round(100 * group["meets_all"]) == int(said[2])
    tried = {step["agents"]: step["meets_all"] for step in group["tried"]}
    assert round(100 * tried[group["least"] - 1]) == int(said[3]) < 70
    shown = page.read_text(encoding="utf-8")
    assert "The least agents for 70%, 11:00 to 15:00" in shown
    assert f"{said[1]} more in both" in shown


def test_none_that_reaches_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where none reaches it the best is said."""
    lost = FILE.replace("in_time: 440", "in_time: 0")
    assert main(["today", str(written(tmp_path, lost + FIND % 0.9)), "--threads", "1"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "Up to 6 more in any one group from 11:00 to 15:00 do not bring the probability" in words
    assert re.search(r"the best is \d in both, with 0%\.", words)


def test_search_that_is_not_needed_or_not_done_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Search that is not needed, or not done in time, is said."""
    easy = FILE.replace("in_time: 440", "in_time: 500") + "each_group: 0\n"
    file = written(tmp_path, easy + FIND % 0.01)
    assert main(["today", str(file), "--threads", "1"]) == 0
    assert "Nobody more is needed: the probability is 1% or more as it is." in " ".join(capsys.readouterr().out.split())
    file = written(tmp_path, FILE.replace("in_time: 440", "in_time: 0") + FIND % 1.0)
    assert main(["today", str(file), "--threads", "1", "--time-limit", "0.001"]) == 0
    assert "The least agents were not searched to the end; groups left: 1." in " ".join(capsys.readouterr().out.split())


def test_all_groups_are_searched_where_none_is_named(tmp_path: Path) -> None:
    """All groups are searched where none is named, from now to the close."""
    search = load_today(written(tmp_path, FILE + "find: {}\n")).search
    assert search == Search((0, 1), NOW, CLOSE, 20, 0.8)
    assert load_today(written(tmp_path, FILE)).search is None


@pytest.mark.parametrize(
    ("find", "message"),
    [
        ("{groups: bothh}", r"find\.groups: there is no such group.*did you mean both"),
        ("{groups: [both, both]}", "is named twice"),
        ('{starts: "09:00"}', r"find\.starts: must not be before now, 10:30"),
        ('{starts: "12:00", ends: "11:00"}', r"find\.ends: must be later than the start"),
        ("{at_most: 0}", r"find\.at_most: must be"),
        ("{reach: 0}", r"find\.reach: must be"),
        ("{reach: 1.5}", r"find\.reach: must be"),
        ("{reaches: 0.5}", "did you mean reach"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, find: str, message: str) -> None:
    """What is wrong is said."""
    with pytest.raises(InputError, match=message):
        load_today(written(tmp_path, FILE + f"find: {find}\n"))
