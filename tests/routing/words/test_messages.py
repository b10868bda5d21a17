"""Messages: English without a catalogue, Chinese with one, the same in every thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from routing.words import messages
from routing.words.messages import language, language_of, text, use_language


@pytest.fixture(autouse=True)
def _language_as_before() -> Iterator[None]:
    before = language()
    yield
    use_language(before)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese catalogue with three sentences, one of which has a wrong place in it."""
    chinese = Catalog(locale="zh")
    chinese.add("Queue {name} has no steps.", "队列 {name} 没有步骤。")
    chinese.add("Use braces: {}.", "请用花括号：{}。")
    chinese.add("It is {what}.", "是 {where}。")
    file = tmp_path / "zh" / "LC_MESSAGES" / "peakline.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, chinese)
    monkeypatch.setattr(messages, "LOCALE_FOLDER", tmp_path)


def test_english_is_the_sentence_itself() -> None:
    """In English a message is the sentence in the code, with its values in place."""
    use_language("en")
    assert text("Queue {name} has no steps.", name="fx") == "Queue fx has no steps."


@pytest.mark.usefixtures("catalogue")
def test_chinese_comes_from_the_catalogue() -> None:
    """In Chinese a message comes from the catalogue, with the values in its own places."""
    use_language("zh")
    assert text("Queue {name} has no steps.", name="fx") == "队列 fx 没有步骤。"


def test_no_catalogue_means_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no catalogue was compiled, messages are in English and nothing fails, but it is said once."""
    monkeypatch.setattr(messages, "LOCALE_FOLDER", tmp_path)
    with pytest.warns(UserWarning, match=r"Messages stay in English: no compiled catalogue for 'zh'"):
        use_language("zh")
    assert language() == "zh"
    assert text("Queue {name} has no steps.", name="fx") == "Queue fx has no steps."
    use_language("zh")  # once is enough: a second warning would be an error here


@pytest.mark.usefixtures("catalogue")
def test_a_sentence_without_translation_stays_english() -> None:
    """A sentence that the catalogue lacks is shown in English."""
    use_language("zh")
    assert text("Nobody knows {what}.", what="this") == "Nobody knows this."


@pytest.mark.usefixtures("catalogue")
def test_a_wrong_translation_does_not_hide_the_message() -> None:
    """A translation that asks for a value which the sentence has not falls back to English."""
    use_language("zh")
    assert text("It is {what}.", what="late") == "It is late."


@pytest.mark.usefixtures("catalogue")
def test_braces_stand_for_themselves_without_values() -> None:
    """A sentence without values is not formatted, in either language."""
    assert text("Use braces: {}.") == "Use braces: {}."
    use_language("zh")
    assert text("Use braces: {}.") == "请用花括号：{}。"


def test_values_are_not_formats() -> None:
    """Braces inside a value are shown, not filled in."""
    assert text("Queue {name} has no steps.", name="{name}") == "Queue {name} has no steps."


@pytest.mark.usefixtures("catalogue")
def test_every_thread_speaks_the_same_language() -> None:
    """A thread that starts before or after the choice of a language uses that language."""
    use_language("zh")
    heard: list[str] = []
    thread = Thread(target=lambda: heard.append(text("Queue {name} has no steps.", name="fx")))
    thread.start()
    thread.join()
    assert heard == ["队列 fx 没有步骤。"]


def test_an_unknown_language_is_refused_and_changes_nothing() -> None:
    """A language that does not exist is an error, and the one in use stays."""
    use_language("en")
    with pytest.raises(ValueError, match="fr"):
        use_language("fr")
    assert language() == "en"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], expected: str) -> None:
    """The first of LC_ALL, LC_MESSAGES and LANG that is set decides; all but Chinese means English."""
    assert language_of(environment) == expected
