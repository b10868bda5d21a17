"""What README and docs show is true: code runs, commands exit with 0, links lead somewhere.

In a page, a block ``yaml policy.yaml`` (any language, then a file name) is a file that later blocks find, ``python``
blocks run one after the other in one namespace, a ``text`` block right after one is what it prints, and each
``peakline`` line of a ``sh`` block runs. A ``yaml`` block that is a policy is right, unless its page is about errors.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import pytest

import routing
from hatch_build import ROOT
from routing import errors
from routing.policies.policy_schema import PolicyFile
from routing.reading.model_shape import shape_at
from simulation import commands
from simulation.commands.root import load
from simulation.files.scenario_file import ScenarioDocument

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(?P<title>.+)$", re.MULTILINE)
NOT_RUN = ("make ", "git clone ", "cd ", "python3 -m venv ", ".venv/bin/", "pip install ")
"""Starts of lines in ``sh`` blocks that other tests stand for, or that leave the machine."""
WITH_ERRORS = {ROOT / "docs" / "reference" / "errors.md"}
"""Pages whose policies are wrong, to show what is said then."""
FEATURES = ROOT / "docs" / "reference" / "features.md"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    line: int
    language: str
    file: str
    body: str


@cache
def blocks(page: Path) -> tuple[Block, ...]:
    """The fenced blocks of ``page``."""
    source = page.read_text(encoding="utf-8")
    found = []
    for match in FENCE.finditer(source):
        language, _, file = match["info"].strip().partition(" ")
        found.append(Block(source.count("\n", 0, match.start()) + 1, language, file.strip(), match["body"]))
    return tuple(found)


def name(page: Path) -> str:
    """The path of ``page`` in the checkout, for the test's id."""
    return page.relative_to(ROOT).as_posix()


def write_files(page: Path, folder: Path) -> None:
    """Write the blocks of ``page`` that are files into ``folder``."""
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.body, encoding="utf-8")


def pages_with(language: str) -> list[Path]:
    """The pages that have a block in ``language``."""
    return [page for page in PAGES if any(block.language == language for block in blocks(page))]


def command_lines(page: Path) -> list[str]:
    """The commands in the ``sh`` blocks of ``page``, continued lines joined, comments dropped."""
    body = "\n".join(block.body for block in blocks(page) if block.language == "sh").replace("\\\n", " ")
    return [line.strip() for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("page", pages_with("python"), ids=name)
def test_python_blocks_run_and_print_what_is_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python of a page runs from top to bottom, and prints what the page says it prints: no more, no less."""
    monkeypatch.chdir(tmp_path)
    write_files(page, tmp_path)
    namespace: dict[str, object] = {"__command_name_": "__page__"}
    shown = [block for block in blocks(page) if block.language in {"python", "text"}]
    printed: str | None = None
    for block in shown:
        if block.language == "python":
            assert not printed, f"not shown, before line {block.line}"
            code = compile("\n" * block.line + block.body, str(page), "exec")
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(code, namespace)
            printed = output.getvalue()
        elif printed is not None:
            assert printed == block.body
            printed = None
    assert not printed, "not shown, at the end"


@pytest.mark.parametrize("page", [page for page in pages_with("yaml") if page not in WITH_ERRORS], ids=name)
def test_policies_are_right(page: Path, tmp_path: Path) -> None:
    """Every policy that a page shows can be loaded, and the check has nothing to say against it."""
    policies = [block.body for block in blocks(page) if block.body.startswith("peakline: policy/1\n")]
    for number, body in enumerate(policies):
        file = tmp_path / f"{number}.yaml"
        file.write_text(body, encoding="utf-8")
        findings = routing.check_policy(routing.load_policy(file))
        assert [finding.sentence() for finding in findings] == []


@pytest.mark.slow
@pytest.mark.parametrize("page", pages_with("sh"), ids=name)
def test_commands_run(page: Path, tmp_path: Path) -> None:
    """Every ``peakline`` line of a page exits with 0, run in order in one folder that has the page's files."""
    write_files(page, tmp_path)
    for line in command_lines(page):
        program, *words = shlex.split(line, comments=True)
        if program != "peakline":
            assert line.startswith(NOT_RUN), f"{name(page)}: who runs {line!r}?"
            continue
        done = subprocess.run(
            [sys.executable, "-m", "simulation", *words],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{name(page)}: {line}\n{done.stderr}"


@pytest.mark.slow
def test_the_verdict_in_the_readme_is_that_of_payday(tmp_path: Path) -> None:
    """The words in the README are the first ones that ``peakline run payday`` prints."""
    words = next(block.body for block in blocks(ROOT / "README.md") if block.language == "text")
    done = subprocess.run(
        [sys.executable, "-m", "simulation", "run", "payday"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout[: len(words)] == words


@pytest.mark.parametrize("page", pages_with("sh"), ids=name)
def test_make_targets_and_extras_exist(page: Path) -> None:
    """Every make target and every extra that a page names exists."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in command_lines(page):
        words = shlex.split(line, comments=True)
        if words[0] == "make":
            targets = [word for word in words[1:] if "=" not in word]
            assert [target for target in targets if f"\n{target}:" not in makefile] == [], line
        for extras in re.findall(r"\[([\w,]+)\]", line) if "pip" in line else []:
            assert set(extras.split(",")) <= requirements().keys(), line


@cache
def requirements() -> dict[str, list[str]]:
    """What pyproject.toml requires: for ``base`` and for each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"base": project["dependencies"], **project["optional-dependencies"]}


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of ``page``, as GitHub names them."""
    titles = HEADING.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link between pages leads to a file of the checkout, and to a heading in it."""
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_each_page_can_be_reached() -> None:
    """Every page of docs is linked from the README, from the index or from a page that is."""
    reached: set[Path] = set()
    todo = [ROOT / "README.md", ROOT / "docs" / "index.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        todo += [(page.parent / target.partition("#")[0]).resolve() for target in targets if "://" not in target]
    assert [name(page) for page in PAGES if page not in reached] == []


def features() -> dict[str, list[list[str]]]:
    """Of the table of features the code in each cell, by number: keys, commands, and further cells."""
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", FEATURES.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        number: [re.findall(r"`([^`]+)`", cell) for cell in re.split(r" *\| *", cells)[1:]] for number, cells in rows
    }


def test_the_features_are_numbered() -> None:
    """The table has a line for each feature from 1 to 15, with a page and what the simulator does with it."""
    rows = re.findall(
        r"^\| (\d+) \|(?: [^|]*\|){3} \[.+\]\(.+\) \| [^|]+ \|$", FEATURES.read_text("utf-8"), re.MULTILINE
    )
    assert rows == [str(number) for number in range(1, 16)]


def test_each_key_of_a_feature_is_one() -> None:
    """Every key in the table of features stands in the policy file, at that place."""
    keys = [key for cells in features().values() for key in cells[0]]
    assert [key for key in keys if not shape_at(PolicyFile, key.split(".")).kinds] == []


def test_each_command_of_a_feature_is_one() -> None:
    """Every command in the table of features is one of the router, or is imported from routing, with its parameters."""
    for command in (command for cells in features().values() for command in cells[1]):
        called, _, words = command.removesuffix(")").partition("(")
        known = getattr(routing.Router, called, None) or getattr(routing, called)
        if words:
            assert set(words.split(", ")) <= inspect.signature(known).parameters.keys(), command


def policy_keys(*path: str) -> Iterator[str]:
    """The keys of a policy file below ``path`` that hold no further keys; those of conditions are left out."""
    for key in shape_at(PolicyFile, path).keys:
        there = next(
            (place for place in ((*path, key), (*path, key, "*")) if shape_at(PolicyFile, place).keys),
            None,
        )
        if there and key != "labels":
            yield from policy_keys(*there)
        else:
            yield ".".join((*path, key))


def test_no_key_and_no_command_is_without_a_feature() -> None:
    """Every key of the policy file and all that a router can be asked stand in the page of features."""
    page = FEATURES.read_text(encoding="utf-8")
    assert [key for key in policy_keys() if f"`{key}`" not in page] == []
    asked = [called for called in dir(routing.Router) if not called.startswith("_")]
    assert [called for called in asked if not re.search(rf"`{called}[(`]", page)] == []


def test_the_reference_has_each_command_and_event() -> None:
    """The page of commands and events has every command with its parameters, in their order, and every event."""
    page = (ROOT / "docs" / "reference" / "commands-and-events.md").read_text(encoding="utf-8")
    for called, words in re.findall(r"`(\w+)\(([\w, *]+)\)`", page):
        known = inspect.signature(getattr(routing.Router, called)).parameters
        stated = [word for word in words.split(", ") if word not in {"*", "now"}]
        assert stated == [word for word in known if word in stated], called
        assert set(known) - {*stated, "self", "now", "at_most"} == set(), called
    events = re.findall(r"`([A-Z_]+)`", page.partition("## Events")[2])
    assert events == [kind.name for kind in routing.EventKind]


def scenario_keys(*path: str) -> Iterator[str]:
    """The keys that a scenario file may have below ``path``."""
    for key in shape_at(ScenarioDocument, path).keys:
        yield key
        for below in ((*path, key), (*path, key, "*")):
            yield from scenario_keys(*below)


def test_the_reference_has_each_key_of_a_scenario() -> None:
    """Every key of a scenario file stands in code on its page: in the example, or where it is explained."""
    page = ROOT / "docs" / "reference" / "scenario.md"
    words = re.findall(r"`([^`]+)`", FENCE.sub("", page.read_text(encoding="utf-8")))
    known = set(re.findall(r"\w+", " ".join([*words, *(block.body for block in blocks(page))])))
    keys = set(scenario_keys()) - {"each", "values"}  # what a bare number and a bare list are read as
    assert {"retry_s", "half_life_min"} <= keys
    assert keys - known == set()


def test_each_test_of_a_feature_is_one() -> None:
    """Every test that the page of features names exists, and every feature has some."""
    page = FEATURES.read_text(encoding="utf-8")
    for path, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page):
        assert f"\ndef {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{test}"
    sections = re.findall(r"^### (\d+) .*\n\n((?:\* .*\n)+)", page, re.MULTILINE)
    assert [number for number, _ in sections] == list(features())


def test_whatever_can_be_raised_can_be_imported() -> None:
    """Every error of the tree comes from ``routing``, and whatever else that says it has."""
    tree = [error for _, error in inspect.getmembers(errors, inspect.isclass) if error.__module__ == errors.__name__]
    assert [error.__name__ for error in tree if error.__name__ not in routing.__all__] == []
    assert [known for known in routing.__all__ if not hasattr(routing, known)] == []


def test_each_dependency_has_a_reason() -> None:
    """Every run-time dependency has its row in decision 2, with the extra that brings it, and every row is one."""
    decision = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text(encoding="utf-8")
    rows = {row for row in re.findall(r"^\| ([\w-]+) \| (\S+?),? .*\|$", decision, re.MULTILINE) if row[0] != "package"}
    wanted = {("hatchling", "build")}
    for extra, words in requirements().items():
        where = extra if extra == "base" else f"`[{extra}]`"
        wanted |= {(re.split(r"[^\w-]", word)[0], where) for word in words if extra != "all"}
    assert rows == wanted


@pytest.mark.parametrize("command_name", commands.table())
def test_the_reference_has_each_command_and_option(command_name: str) -> None:
    """The reference page of the command line has a section for every command, with every option of it."""
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    sections = {
        title.split()[1].strip("`"): body
        for title, body in re.findall(r"^## (`peakline.*)\n((?:[^#\n].*\n|\n)*)", page, re.MULTILINE)
    }
    command = load(commands.table()[command_name][0], command_name)
    options = [
        option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts
    ]
    assert [option for option in options if f"`{option}" not in sections[command_name] and option != "--lang"] == []


def test_each_test_says_what_it_claims() -> None:
    """Every test has a sentence."""
    silent = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        tests = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        silent += [f"{name(path)}:{test.lineno} {test.name}" for test in tests if not ast.get_docstring(test)]
    assert silent == []
