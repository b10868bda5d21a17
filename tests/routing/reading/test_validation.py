"""Validation: pydantic's findings come out as ours, each once, in the order of the file."""

from __future__ import annotations

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, Field

from routing.errors import BadValue, InputError, InputErrors, MissingKey, UnknownKey
from routing.reading.document import Document, read_document
from routing.reading.model_shape import shape_at
from routing.reading.validation import Model, validate
from routing.words.messages import text


def even(value: int) -> int:
    if value % 2:
        raise ValueError(text("must be even"))
    return value


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Offer(Model):
    expires_s: float = Field(gt=0)


class Queue(Model):
    name: str = Field(min_length=2, max_length=5, pattern="^[a-z]+$")
    heads: int = Field(default=0, ge=0, le=10)
    offer: Literal["auto"] | Offer = "auto"
    terms: list[Literal["level", "idle"]] = Field(default_factory=list, max_length=2)
    pair: Annotated[int, AfterValidator(even)] = 0
    share: float | None = Field(default=None, gt=0, lt=1, multiple_of=0.25)
    open: bool = True
    colour: Annotated[Colour, Field(strict=False)] | None = None


class File(Model):
    peakline: Literal["file/1"]
    queues: list[Queue] = Field(min_length=1)
    pace: dict[int, float] = Field(default_factory=dict)
    more: dict[str, Offer | None] = Field(default_factory=dict)


def found(tmp_path: Path, content: str) -> list[InputError]:
    file = tmp_path / "a.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        validate(read_document(file), File)
    error = raised.value
    return list(error.errors) if isinstance(error, InputErrors) else [error]


HEAD = "peakline: file/1\nqueues:\n  - name: vip\n"

CASES = [
    ("heads: -1", BadValue, 4, "queues[0].heads: must be 0 or more (got -1)"),
    ("heads: 11", BadValue, 4, "queues[0].heads: must be 10 or less (got 11)"),
    ("heads: 2.5", BadValue, 4, "queues[0].heads: must be a whole number (got 2.5)"),
    ("heads: '2'", BadValue, 4, "queues[0].heads: must be a whole number (got 2)"),
    ("heads: true", BadValue, 4, "queues[0].heads: must be a whole number (got true)"),
    ("heads: 30s", BadValue, 4, "queues[0].heads: must be a bare number: the key says its unit (got 30s)"),
    ("heads:", BadValue, 4, "queues[0].heads: must be a whole number (got null)"),
    ("share: 0", BadValue, 4, "queues[0].share: must be more than 0"),
    ("share: 1", BadValue, 4, "queues[0].share: must be less than 1"),
    ("share: .nan", BadValue, 4, "queues[0].share: must be a finite number (got nan)"),
    ("share: .inf", BadValue, 4, "queues[0].share: must be a finite number (got inf)"),
    ("share: 0.3", BadValue, 4, "queues[0].share: must be a multiple of 0.25 (got 0.3)"),
    ("share: half", BadValue, 4, "queues[0].share: must be a number (got half)"),
    ("open: yes", BadValue, 4, "queues[0].open: must be true or false (got yes)"),
    ("pair: 3", BadValue, 4, "queues[0].pair: must be even (got 3)"),
    ("terms: level", BadValue, 4, "queues[0].terms: must be a list (got level)"),
    (
        "terms: [level, idel]",
        BadValue,
        4,
        "queues[0].terms[1]: must be one of: level, idle (got idel; did you mean idle?)",
    ),
    ("terms: [level, idle, level]", BadValue, 4, "queues[0].terms: must have at most 2 entries"),
    ("colour: rde", BadValue, 4, "queues[0].colour: must be one of: red, blue (got rde; did you mean red?)"),
    ("offer: aut", BadValue, 4, "queues[0].offer: must be one of: auto; or a mapping of keys to values (got aut"),
    ("offer: [1]", BadValue, 4, "queues[0].offer: must be one of: auto; or a mapping of keys to values (got [1])"),
    ("offer: {expires_s: 0}", BadValue, 4, "queues[0].offer.expires_s: must be more than 0"),
    ("offer: {}", MissingKey, 4, "queues[0].offer.expires_s: this key is required"),
    ("offer: {expire_s: 1}", UnknownKey, 4, "queues[0].offer.expire_s: is not a key here (did you mean expires_s?)"),
    ("colr: red", UnknownKey, 4, "queues[0].colr: is not a key here (did you mean colour?)"),
    ("zzzz: red", UnknownKey, 4, "queues[0].zzzz: is not a key here; the keys are: name, heads, offer"),
    ("1: red", UnknownKey, 4, "queues[0][1]: is not a key here"),
]


@pytest.mark.parametrize(("line", "kind", "number", "message"), CASES, ids=[case[0] for case in CASES])
def test_a_wrong_value_is_said_in_our_words(
    tmp_path: Path, line: str, kind: type[InputError], number: int, message: str
) -> None:
    """One wrong line gives one error: its class, its line, its place, the rule, the value and the nearest name."""
    errors = found(tmp_path, f"{HEAD}    {line}\n")
    assert len(errors) == 1
    assert type(errors[0]) is kind
    assert errors[0].line == number
    assert message in str(errors[0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("peakline: file/2\nqueues: [{name: vip}]", "1: peakline: must be file/1 (got file/2)"),
        ("peakline: file/1", "1: queues: this key is required"),
        ("peakline: file/1\nqueues: []", "2: queues: must not be empty (got [])"),
        ("peakline: file/1\nqueues: vip", "2: queues: must be a list (got vip)"),
        ("peakline: file/1\nqueues: [vip]", "2: queues[0]: must be a mapping of keys to values (got vip)"),
        ("peakline: file/1\nqueues: [{name: v}]", "2: queues[0].name: must have at least 2 characters (got v)"),
        ("peakline: file/1\nqueues: [{name: vipvip}]", "must have at most 5 characters (got vipvip)"),
        ("peakline: file/1\nqueues: [{name: VIP}]", "must match the pattern ^[a-z]+$ (got VIP)"),
        ("peakline: file/1\nqueues: [{name: 12}]", "must be text (a number or true as text stands in quotes) (got 12)"),
        ("peakline: file/1\nqueues: [{name: vip}]\npace: {a: 1.0}", "3: pace.a: must be a whole number"),
        ("peakline: file/1\nqueues: [{name: vip}]\npace: {1: a}", "3: pace[1]: must be a number (got a)"),
        (
            "peakline: file/1\nqueues: [{name: vip}]\nmore: {x: 5}",
            "3: more.x: must be a mapping of keys to values (got 5)",
        ),
        ("- 1\n- 2", "1: must be a mapping of keys to values"),
        ("just words", "1: must be a mapping of keys to values (got just words)"),
    ],
)
def test_the_frame_of_a_file_is_checked(tmp_path: Path, content: str, message: str) -> None:
    """The header, required lists and the shape of the whole give one error each."""
    errors = found(tmp_path, content)
    assert len(errors) == 1
    assert message in str(errors[0])


def test_several_findings_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    """All that is wrong is said at once, by line."""
    errors = found(tmp_path, "pace: {1: x}\npeakline: file/1\nqueues:\n  - {name: vip, heads: -1}\n  - {heads: 1}\n")
    assert [error.line for error in errors] == [1, 4, 5]
    assert [error.path for error in errors] == ["pace[1]", "queues[0].heads", "queues[1].name"]


def test_a_misspelt_key_is_not_missing_too(tmp_path: Path) -> None:
    """A required key under a wrong name is one error, not two."""
    errors = found(tmp_path, "peakline: file/1\nquues: [{name: vip}]\n")
    assert [str(error).split(": ", 1)[1] for error in errors] == ["quues: is not a key here (did you mean queues?)"]


def test_a_part_of_a_document_is_validated_in_its_place() -> None:
    """Errors in a part say where it stands in the whole."""
    document = Document.of({"inside": {"queue": {"name": "vip", "heads": -1}}}, "code")
    with pytest.raises(BadValue, match=r"^code: inside\.queue\.heads: must be 0 or more \(got -1\)$"):
        validate(document, Queue, at=("inside", "queue"))
    with pytest.raises(MissingKey, match=r"^code: inside\.other: this key is required$"):
        validate(document, Queue, at=("inside", "other"))


def test_right_values_pass_unchanged() -> None:
    """A right document gives the model, with whole numbers taken for floats and nothing else converted."""
    data = {
        "peakline": "file/1",
        "queues": [{"name": "vip", "offer": {"expires_s": 5}, "terms": ["idle"], "share": 0.25}],
        "more": {"x": None},
        "pace": {1: 2},
    }
    model = validate(Document.of(data, "code"), File)
    assert model.queues[0].offer == Offer(expires_s=5.0)
    assert (model.queues[0].share, model.pace, model.more) == (0.25, {1: 2.0}, {"x": None})


def test_the_shape_of_a_model_is_known_at_each_place() -> None:
    """Known keys and choices are found through lists, mappings, unions and annotations."""
    assert shape_at(File, ()).keys == ("peakline", "queues", "pace", "more")
    assert shape_at(File, ("queues", 3)).keys[:2] == ("name", "heads")
    assert shape_at(File, ("queues", 3, "offer")).choices == ("auto",)
    assert shape_at(File, ("queues", 3, "offer")).keys == ("expires_s",)
    assert shape_at(File, ("more", "anything")).keys == ("expires_s",)
    assert shape_at(File, ("queues", 0, "terms", 1)).choices == ("level", "idle")
    assert shape_at(File, ("queues", 0, "colour")).choices == ("red", "blue")
    assert shape_at(File, ("nowhere", "at", "all")).kinds == ()


class Rare(Model):
    pair: tuple[int, str] = Field(default=(0, ""), strict=False)
    many: Literal["a", "b", "c", "d", "e", "f", "g", "h", "i"] = "a"
    when: date | None = None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"pair": [1, 2]}, "code: pair[1]: must be text"),
        ({"many": "z"}, "code: many: must be one of 9 names (got z)"),
        ({"when": []}, "code: when: is not allowed here (date_type) (got [])"),
    ],
)
def test_rare_shapes_have_messages_too(data: dict[str, object], message: str) -> None:
    """Pairs, long lists of choices and kinds of findings without a rule of their own still give place and value."""
    with pytest.raises(BadValue) as raised:
        validate(Document.of(data, "code"), Rare)
    assert message in str(raised.value)
    assert shape_at(Rare, ("pair", 1)).kinds == (str,)
