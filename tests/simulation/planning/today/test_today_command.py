"""``peakline today``: what it prints and writes."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hatch_build import ROOT
from simulation.cli import main
from tests.simulation.planning.today.small import FILE, written

LEVER = '  - {name: two more, agents: {both: 2}, starts: "11:00", ends: "15:00"}\n'


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_words_say_what_becomes_of_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Words say what becomes of the day."""
    assert main(["today", str(written(tmp_path, FILE + "levers:\n" + LEVER)), "--threads", "1"]) == 0
    out, _ = said(capsys)
    assert re.fullmatch(r"The day meets all its goals with a probability of \d+%\.", out.splitlines()[0])
    words = " ".join(out.split())
    assert "506 have come so far. The day is 1.0" in words
    assert "2 wait now; the last of them is answered or gone by 10:3" in words
    assert "20 days simulated, each with 3 levers on the same customers" in words
    assert re.search(r"two more +\+\d", out)
    assert re.search(r"^15:30 ", out, re.MULTILINE)


def test_json_has_the_figures_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the figures of the page."""
    file, page, document = written(tmp_path), tmp_path / "day.html", tmp_path / "day.json"
    arguments = ["today", str(file), "--html", str(page), "--json", str(document), "--threads", "1"]
    assert main(arguments) == 0
    said(capsys)
    data = json.loads(document.read_text(encoding="utf-8"))
    assert data["peakline"] == "today-results/1"
    assert data["days"] == 20
    assert [interval["start"] for interval in data["intervals"]][:2] == ["10:30", "11:00"]
    assert len(data["intervals"]) == 11
    goal = data["goals"][0]
    assert goal["forecast"]["p10"] <= goal["forecast"]["p50"] <= goal["forecast"]["p90"]
    shown = page.read_text(encoding="utf-8")
    assert f"probability of {round(100 * data['meets_all'])}%" in shown
    assert "<script" not in shown
    assert main(arguments) == 0  # an earlier answer may be replaced
    again = json.loads(document.read_text(encoding="utf-8"))
    assert {**again, "seconds": 0} == {**data, "seconds": 0}


class _Open(HTMLParser):
    """The elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in {"meta", "br", "col", "hr", "img", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_closes_what_it_opens_and_escapes_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Page closes what it opens and escapes names."""
    file = written(tmp_path, 'name: "<b>day"\n' + FILE + "levers:\n" + LEVER.replace("two more", '"<i>two"'))
    page = tmp_path / "day.html"
    main(["today", str(file), "--html", str(page), "--threads", "1"])
    said(capsys)
    shown = page.read_text(encoding="utf-8")
    parser = _Open()
    parser.feed(shown)
    assert parser.open == []
    assert "<b>day" not in shown
    assert "&lt;i&gt;two" in shown


def test_json_alone_on_the_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON alone on the standard output."""
    main(["today", str(written(tmp_path)), "--json", "-", "--replications", "21", "--seed", "5", "--threads", "1"])
    data = json.loads(said(capsys)[0])
    assert (data["days"], data["seed"]) == (21, 5)


def test_time_limit_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Time limit is said."""
    main(["today", str(written(tmp_path)), "--time-limit", "0.001", "--threads", "1"])
    assert "The time limit ended it; levers not tried: 2." in " ".join(said(capsys)[0].split())


def test_without_a_state_it_begins_at_the_opening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a state it begins at the opening."""
    file = "".join(line for line in FILE.splitlines(True) if not line.startswith(("waiting", "groups", "so_far")))
    main(["today", str(written(tmp_path, file)), "--threads", "1"])
    words = " ".join(said(capsys)[0].split())
    assert "No state is given: the day is simulated from its opening, with what has come." in words
    assert "wait now" not in words


def test_who_is_missing_is_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who is missing is warned of."""
    file = FILE.replace("present: 11, busy: 10", "present: 9, busy: 9")
    main(["today", str(written(tmp_path, file)), "--threads", "1"])
    assert "account: 2 fewer are there than the plan says" in " ".join(said(capsys)[0].split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such_day"], "is neither a file nor one of the days that come with Peakline"),
        (["{file}", "--html", "-"], "Only --json can go to the standard output."),
        (["{file}", "--html", "a", "--json", "./a"], "files of their own"),
        (["{file}", "--json", "{file}"], "choose another file"),
        (["{file}", "--json", "{folder}"], "is a folder, not a file"),
        (["{file}", "--replications", "3"], "--replications"),
        (["{file}", "--time-limit", "0"], "--time-limit"),
        (["{file}", "--time-limit", "nan"], "--time-limit"),
    ],
)
def test_wrong_use_is_said_before_anything_is_simulated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Wrong use is said before anything is simulated."""
    names = {"file": str(written(tmp_path)), "folder": str(tmp_path)}
    assert main(["today", *(each.format(**names) for each in arguments)]) == 2
    out, err = said(capsys)
    assert out == ""
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_reference_page_names_every_key_of_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reference page names every key of the answer."""
    main(["today", str(written(tmp_path)), "--json", "-", "--threads", "1"])
    data = json.loads(said(capsys)[0])
    page = (ROOT / "docs/reference/today.md").read_text(encoding="utf-8")
    keys = {*data, *data["goals"][0], *data["volume"], *data["intervals"][0], *data["queues"][0], *data["levers"][0]}
    assert {key for key in keys if f"`{key}`" not in page} == set()


def test_too_many_who_have_several_contacts_at_once_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Too many who have several contacts at once are refused with one message, not with a traceback."""
    problems = [f"p{number}" for number in range(60)]
    scenario = f"""\
peakline: scenario/1
name: crowd
day: {{opens: "08:00", interval_min: 30, intervals: 2}}
policy: {{problems: {problems}, tiers: [any], channels: [chat], queues: [{{name: chat, wrap_up: none}}]}}
arrivals: {{per_h: 100, mix: {{problem: {dict.fromkeys(problems, 1)}}}}}
service: {{law: exponential, mean_s: 60}}
goals: [{{name: all, share: 0.8}}]
groups: {{chat: {{staff: 400, capacity: 3}}}}
"""
    (tmp_path / "crowd.yaml").write_text(scenario, encoding="utf-8")
    day = 'peakline: today/1\nscenario: crowd.yaml\nnow: "08:30"\ngroups: {chat: {busy: 9}}\nreplications: 20\n'
    assert main(["today", str(written(tmp_path, day)), "--threads", "1"]) == 2
    out, err = said(capsys)
    assert out == ""
    assert "crowd.yaml: has too many agents with several contacts at once" in err
    assert "Traceback" not in err
