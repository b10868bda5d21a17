"""Every sentence that a person reads is in the catalogue, in Chinese, with the same places for values."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from hatch_build import ROOT

PEAKLINE = ROOT / "routing" / "locale" / "zh" / "LC_MESSAGES" / "peakline.po"
CLICK = ROOT / "simulation" / "locale" / "zh" / "LC_MESSAGES" / "click.po"
CHINESE = re.compile("[\u4e00-\u9fff]")


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Each call of ``text`` in the packages, with its place."""
    found = []
    for package in ("routing", "simulation"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [
                (f"{path.relative_to(ROOT)}:{node.lineno}", node)
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text"
            ]
    return tuple(found)


@cache
def catalogue(path: Path) -> Catalog:
    """The catalogue at ``path``."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def forms(sentence: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the singular and plural forms of ``sentence``, one or several."""
    return (sentence or "",) if isinstance(sentence, str) or sentence is None else tuple(sentence)


def places(sentence: str) -> set[str]:
    """The names of the places for values in ``sentence``."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def sentence_of(call: ast.Call) -> str | None:
    """The literal first argument of ``call``."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_each_sentence_is_a_literal() -> None:
    """Every call of ``text`` has one literal sentence, so that the extraction finds it."""
    assert calls()
    assert [place for place, call in calls() if sentence_of(call) is None or len(call.args) != 1] == []


def test_each_sentence_gets_its_values() -> None:
    """Every call of ``text`` gives exactly the values that its sentence has places for."""
    wrong = []
    for place, call in calls():
        given = {word.arg for word in call.keywords}
        if None not in given and given and given != places(sentence_of(call) or ""):
            wrong.append(place)
    assert wrong == []


def test_the_catalogue_has_each_sentence_and_no_other() -> None:
    """The Chinese catalogue has the sentences of the code, all of them and no left-over (`make catalogues` updates)."""
    in_code = {sentence_of(call) for _, call in calls()}
    in_catalogue = {message.id for message in catalogue(PEAKLINE) if message.id}
    assert in_code - in_catalogue == set()
    assert in_catalogue - in_code == set()


@pytest.mark.parametrize("path", [PEAKLINE, CLICK], ids=["peakline", "click"])
def test_nothing_is_fuzzy_or_obsolete(path: Path) -> None:
    """No translation is a guess or a left-over."""
    assert [message.id for message in catalogue(path) if message.id and message.fuzzy] == []
    assert list(catalogue(path).obsolete) == []


@pytest.mark.parametrize("path", [PEAKLINE, CLICK], ids=["peakline", "click"])
def test_each_translation_is_chinese_and_has_the_same_places(path: Path) -> None:
    """Every sentence with a word in it is translated, with the places of the original."""
    wrong = []
    for message in catalogue(path):
        english, chinese = forms(message.id), forms(message.string)
        if english == ("",):
            continue
        words = re.sub(r"\{[^}]*\}|%\(\w+\)s", "", english[0])
        if re.search("[A-Za-z]{3}", words) and not all(map(CHINESE.search, chinese)):
            wrong.append(("not translated", english[0], chinese))
        elif any(places(form) != places(english[-1]) for form in chinese):
            wrong.append(("other places", english[0], chinese))
    assert wrong == []
