"""The command line: language, errors, exit codes, missing packages. What sub-commands do has its own tests."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import click
import pytest

from routing.errors import BadValue
from simulation import commands
from simulation.cli import main
from simulation.commands import root

Raises = Callable[[BaseException], None]


@pytest.fixture
def command_raises(monkeypatch: pytest.MonkeyPatch) -> Raises:
    """Make ``peakline broken`` a command that raises the error given."""

    def install(error: BaseException) -> None:
        def callback() -> None:
            raise error

        module = ModuleType("simulation.commands.broken")
        module.command = lambda: click.Command("broken", callback=callback)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(root, "table", lambda: {"broken": (module.__name__, "Fails.")})

    return install


def test_help_lists_every_command_without_importing_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The help names each sub-command; no sub-command's module is loaded for it."""
    for module, _summary in commands.table().values():
        monkeypatch.delitem(sys.modules, module, raising=False)
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, (module, summary) in commands.table().items():
        assert f"  {name} " in shown
        assert summary.split()[0] in shown
        assert module not in sys.modules


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("run payday --json {}", "--json"),
        ("run payday --out {}", "--out"),
        ("run payday --policy {}", "--policy"),
        ("run {}", "SCENARIO"),
        ("compare payday {}", "SCENARIOS..."),
        ("compare payday --policy {}", "--policy"),
        ("compare payday --lever a:b+=1 --json {}", "--json"),
        ("replay {} --map m --staff s --policy p", "CONTACTS"),
        ("replay calls.csv --map m --staff {} --policy p", "--staff"),
        ("sweep grid.yaml --out {}", "--out"),
        ("backtest calls.csv --map m --staff s --policy p --json {}", "--json"),
        ("bench policy --base b --new n --suite {}", "--suite"),
        ("bench policy --base b --new n --suite s --junit {}", "--junit"),
        ("bench speed --markdown {}", "--markdown"),
        ("bench compare base.json {}", "NEW"),
        ("bench compare base.json new.json --json {}", "--json"),
        ("check {}", "FILE"),
        ("policy diff old.yaml {}", "NEW"),
        ("init --volumes v.csv --agents a.csv --out {}", "--out"),
        ("erlang c --csv {}", "--csv"),
    ],
)
def test_an_empty_name_of_a_file(words: str, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command refuses it at once, in one message that says where; it does not mean the working folder."""
    assert main([word.replace("{}", "") for word in words.split()]) == 2
    assert capsys.readouterr() == ("", f"Error: {place}: the name of a file or folder is empty\n")


@pytest.mark.parametrize("words", ["run a.yaml", "compare a.yaml b.yaml", "replay a --map b --staff c --policy d"])
def test_a_file_for_the_answer_is_looked_at_first(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer that has no place to go to is not computed: what else is wrong has not been looked at yet."""
    assert main([*words.split(), "--json", "no/such.json"]) == 2
    assert capsys.readouterr().err.startswith("Error: no/such.json: cannot be written: ")


@pytest.mark.parametrize("name", commands.table())
def test_each_command_has_help_with_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every sub-command explains itself and each of its options, in both languages, and takes --lang."""
    assert main([name, "--help"]) == 0
    english = capsys.readouterr().out
    assert "--lang" in english
    assert main([name, "--help", "--lang", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith(f"用法: peakline {name}")
    command = root.load(commands.table()[name][0], name)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts} has no help"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints the version of the distribution."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("peakline, version ")


@pytest.mark.parametrize(
    ("arguments", "locale", "word"),
    [
        (["--help"], "C", "Usage:"),
        (["--help"], "zh_CN.UTF-8", "用法:"),
        (["--lang", "en", "--help"], "zh_CN.UTF-8", "Usage:"),
        (["--lang=zh", "--help"], "C", "用法:"),
        (["--lang", "en", "run", "--lang", "zh", "--help"], "C", "用法:"),
    ],
)
def test_language(
    arguments: list[str], locale: str, word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last --lang, before or after the sub-command, decides; without one, the locale does."""
    monkeypatch.setenv("LC_ALL", locale)
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith(word)


def test_the_environment_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call leaves the languages of the environment as they were, for a host that calls ``main``."""
    monkeypatch.setenv("LANGUAGE", "de")
    main(["--lang", "zh", "--version"])
    assert os.environ["LANGUAGE"] == "de"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["rum"], "No such command 'rum'. Did you mean 'run'?"),
        (["--lang", "fr"], "'fr' is not one of 'en', 'zh'."),
        (["--loud"], "No such option '--loud'."),
        (["--lang", "zh", "rum"], "没有 'rum' 这个命令。"),
    ],
)
def test_usage_errors(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong command line is answered on stderr, in the language, with the nearest known word; exit code 2."""
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (BadValue("must be a number", file="day.yaml", line=3, path="seed", value="x"), 2, "Error: day.yaml:3: seed: "),
        (PermissionError(errno.EACCES, "Permission denied", "out/x"), 2, "Error: out/x: Permission denied"),
        (ModuleNotFoundError("No module named 'ortools'", name="ortools.sat"), 2, 'pip install "peakline[planning]"'),
        (click.ClickException("That is all."), 1, "Error: That is all."),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_errors_become_one_message(
    error: BaseException, code: int, message: str, command_raises: Raises, capsys: pytest.CaptureFixture[str]
) -> None:
    """What goes wrong on purpose is said once, on stderr, without a traceback, and decides the exit code."""
    command_raises(error)
    assert main(["broken"]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().startswith(message) or message in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_a_fault_of_ours_is_not_hidden(command_raises: Raises) -> None:
    """An error that nobody foresaw keeps its traceback."""
    command_raises(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        main(["broken"])


def test_a_missing_module_of_ours_is_not_hidden(command_raises: Raises) -> None:
    """A missing module that no extra brings is a fault, not advice to install something."""
    command_raises(ModuleNotFoundError("No module named 'routing.nothing'", name="routing.nothing"))
    with pytest.raises(ModuleNotFoundError):
        main(["broken"])


def test_without_click_the_command_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, there is one sentence that names it, and exit code 2."""
    monkeypatch.setitem(sys.modules, "click", None)
    monkeypatch.delitem(sys.modules, "simulation.commands.root", raising=False)
    monkeypatch.delitem(sys.modules, "simulation.commands.options", raising=False)
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert 'pip install "peakline[simulation]"' in said


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise on Windows")
@pytest.mark.parametrize("words", [["--help"], ["scenarios"]], ids=lambda words: words[0])
def test_a_reader_that_goes_away_is_no_error(words: list[str]) -> None:
    """When the reader of the output has gone, the command ends without a word."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "simulation", *words], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_without_chinese_shows_question_marks() -> None:
    """An output that cannot hold Chinese is written all the same."""
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(
        [sys.executable, "-m", "simulation", "--lang", "zh", "--help"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"??: peakline [OPTIONS]" in done.stdout
