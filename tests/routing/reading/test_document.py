"""Documents: plain values, lines, and one clear error for whatever is not a document."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from routing.errors import BadDocument, BadValue, InputError, MissingFile, UnknownName
from routing.reading import yaml_tree
from routing.reading.document import Document, read_document
from routing.words.place import place
from routing.words.shown import NO_VALUE

TEXT = """\
# A comment.
name: payday
queues:
  - name: vip
    steps:
      - {from_s: 0, skills: {fx: 4}}
      - from_s: 20
        skills:
          fx: 2
  - &rest
    name: rest
again: *rest
"""


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each test runs on both parsers that PyYAML may have."""
    if request.param == "pure Python":
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    elif not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML was built without libyaml")
    return str(request.param)


def read(tmp_path: Path, content: str | bytes) -> Document:
    file = tmp_path / "a.yaml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(file)


def refused(tmp_path: Path, content: str | bytes) -> BadDocument:
    with pytest.raises(BadDocument) as raised:
        read(tmp_path, content)
    assert raised.value.file == str(tmp_path / "a.yaml")
    return raised.value


def test_a_document_is_plain_data(tmp_path: Path) -> None:
    """Mappings, lists and scalars come as dicts, lists and Python values; an alias is a copy."""
    data = read(tmp_path, TEXT).data
    assert data["queues"][0]["steps"] == [{"from_s": 0, "skills": {"fx": 4}}, {"from_s": 20, "skills": {"fx": 2}}]
    assert data["again"] == {"name": "rest"}
    assert data["again"] is not data["queues"][1]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("name",), 2),
        (("queues",), 3),
        (("queues", 0), 4),
        (("queues", 0, "steps", 0, "skills", "fx"), 6),
        (("queues", 0, "steps", 1, "skills", "fx"), 9),
        (("queues", 1, "name"), 11),
        (("again",), 12),
        (("queues", 0, "target_s"), 4),
        (("queues", 7), 3),
    ],
)
def test_each_value_knows_its_line(tmp_path: Path, path: tuple[str | int, ...], line: int) -> None:
    """The line is that of the key or item; of what is not there, that of what would hold it."""
    assert read(tmp_path, TEXT).line_of(path) == line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("on", "on"),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("9:30", "9:30"),
        ("2024-02-30", "2024-02-30"),
        ("0.1", 0.1),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("e3", "e3"),
        (".", "."),
        ("+", "+"),
        (".e3", ".e3"),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("'12'", "12"),
        ('"true"', "true"),
        ("账户", "账户"),
        ("9" * 400, "9" * 400),
    ],
)
def test_only_what_looks_like_a_number_is_one(tmp_path: Path, written: str, meant: object) -> None:
    """Words, clock times, dates and numbers with leading zeros are text; quotes always make text."""
    value = read(tmp_path, f"a: {written}").data["a"]
    assert value == meant
    assert type(value) is type(meant)


def test_nan_is_a_number(tmp_path: Path) -> None:
    """YAML's .nan is read, so that what wants a number can refuse it."""
    value = read(tmp_path, "a: .nan").data["a"]
    assert value != value  # noqa: PLR0124  (only NaN differs from itself)


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfa: 1\nb: [1,\n 2]\n", b"a: 1\r\nb: [1,\r\n 2]\r\n", b"a: 1\nb: [1, 2]"]
)
def test_windows_files_read_the_same(tmp_path: Path, content: bytes) -> None:
    """A byte order mark, CRLF and a missing last line end change nothing."""
    assert read(tmp_path, content).data == {"a": 1, "b": [1, 2]}


@pytest.mark.parametrize(
    ("content", "line", "rule"),
    [
        (b"", None, "is empty"),
        (b"# nothing\n", None, "is empty"),
        (b"---\n", None, "is empty"),
        (b"a: 1\n\xff\xfe", 2, "is not text in UTF-8"),
        ("a: 1".encode("utf-16"), 1, "is not text in UTF-8"),
        (b"a: 1\nb: \0", 2, "holds a zero byte"),
        (b"b: 1\na: \x01", 2, "holds the control character U+0001"),
        (b"\x89PNG\r\n\x1a\n\0\0", 1, "is not text in UTF-8"),
        (b"a: 1\nb: 2\na: 3", 3, "stands twice, first in line 1"),
        (b"a: [1, 2\nb: 3", 2, "is not YAML"),
        (b"a:\n\tb: 1", 2, "a tab stands where only spaces may"),
        (b"a: 1\n---\nb: 2", 2, "a second document starts here"),
        (b"a: !!python/object/apply:os.system [ls]", 1, "tags such as !!str"),
        (b"a: !!str 5", 1, "tags such as !!str"),
        (b"a: &x [*x]", 1, "*x stands inside what it stands for"),
        (b"a: *x", 1, "*x stands for nothing"),
        (b"? [a]\n: 1", 1, "a key must be text or a whole number"),
        (b"true: 1", 1, "a key must be text or a whole number (got true)"),
        (b"1.5: 1", 1, "a key must be text or a whole number (got 1.5)"),
        (b"[" * 60, 1, "more than 50 levels"),
        (b"{a: " * 60, 1, "more than 50 levels"),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes, line: int | None, rule: str) -> None:
    """Each way of not being a document has its rule, with the line where it shows."""
    error = refused(tmp_path, content)
    assert rule in str(error)
    assert error.line == line


def test_a_key_that_stands_twice_is_named_with_its_place(tmp_path: Path) -> None:
    """The place says which of many equal keys it is."""
    error = refused(tmp_path, "queues:\n  - a: 1\n  - a: 1\n    b: {c: 1, c: 2}\n")
    assert (error.line, error.path) == (4, "queues[1].b.c")


def bomb(levels: int) -> str:
    """Nine times nine times nine … values in a few lines."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_a_yaml_bomb_is_refused(tmp_path: Path) -> None:
    """Aliases count as all that they stand for: 9 lines would stand for 9 ** 9 values."""
    assert "holds more than 200000 values, aliases counted" in str(refused(tmp_path, bomb(9)))
    assert len(read(tmp_path, bomb(3)).data["a2"]) == 9


def test_aliases_cannot_nest_deeper_than_mappings(tmp_path: Path) -> None:
    """A chain of aliases is as deep as what it stands for."""
    chain = "a0: &a0 [1]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60))
    assert "more than 50 levels" in str(refused(tmp_path, chain))


def test_ten_megabytes_of_junk_are_not_read(tmp_path: Path) -> None:
    """A file beyond the limit is refused for its size, whatever it holds."""
    assert "is larger than 8 MB" in str(refused(tmp_path, b"junk: " * 1_700_000))


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    """A misspelt file name finds its neighbour in the same folder."""
    (tmp_path / "payday.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(MissingFile, match=r"there is no such file \(did you mean payday.yaml\?\)"):
        read_document(tmp_path / "paydya.yaml")
    with pytest.raises(MissingFile, match=r"there is no such file$"):
        read_document(tmp_path / "nowhere" / "a.yaml")


def test_a_folder_is_not_a_document(tmp_path: Path) -> None:
    """A folder, or a name that no file can have, is a missing file."""
    with pytest.raises(MissingFile):
        read_document(tmp_path)
    with pytest.raises(MissingFile, match="cannot be read"):
        read_document("a\0b")


def test_an_error_says_file_line_place_value_and_nearest_name(tmp_path: Path) -> None:
    """What a loader finds wrong comes out with all that a user needs."""
    document = read(tmp_path, TEXT)
    with pytest.raises(UnknownName) as raised:
        document.fail(("queues", 0, "name"), "is not a tier", known=["vips", "risk"], kind=UnknownName)
    assert str(raised.value) == f"{document.file}:4: queues[0].name: is not a tier (got vip; did you mean vips?)"
    assert str(document.error(("queues", 0), "is odd")) == f"{document.file}:4: queues[0]: is odd"
    assert document.error(("name",), "is odd", value=None).value is None
    assert document.error(("name",), "is odd", value=NO_VALUE).value is NO_VALUE


def test_a_value_can_be_replaced_and_errors_name_its_origin(tmp_path: Path) -> None:
    """An override changes a copy; errors inside it name the override, errors elsewhere the file and line."""
    document = read(tmp_path, TEXT)
    changed = document.with_value(("queues", 0, "steps", 1), {"from_s": -1}, "--set queues.0.steps.1={from_s: -1}")
    assert changed.data["queues"][0]["steps"][1] == {"from_s": -1}
    assert document.data["queues"][0]["steps"][1]["from_s"] == 20
    error = changed.error(("queues", 0, "steps", 1, "from_s"), "must be 0 or more")
    assert str(error).startswith("--set queues.0.steps.1={from_s: -1}: queues[0].steps[1].from_s: must be 0 or more")
    assert changed.error(("name",), "is odd").line == 2
    assert changed.file_of(("queues", 0, "steps", 1, "from_s")).startswith("--set")
    assert changed.file_of(("name",)) == document.file


def test_an_override_makes_the_mappings_on_its_way(tmp_path: Path) -> None:
    """An override may state a key that the file left out, but not go through a scalar or past the end of a list."""
    document = read(tmp_path, TEXT)
    changed = document.with_value(("day", "factor"), 2, "--set")
    assert changed.data["day"] == {"factor": 2}
    assert str(changed.error(("day",), "is odd")) == "--set: day: is odd"
    for path in (("name", "x"), ("queues", 2), ("queues", "x")):
        with pytest.raises(BadValue, match="there is no such place"):
            document.with_value(path, 1, "--set")


def test_plain_data_makes_a_document_without_lines() -> None:
    """A mapping from code is checked like a file, under the name that its caller gives."""
    document = Document.of({"a": [1, {"b": "x"}]}, "policy")
    assert document.data == {"a": [1, {"b": "x"}]}
    assert document.line_of(("a", 1, "b")) is None
    assert str(document.error(("a", 1, "b"), "must be y")) == "policy: a[1].b: must be y (got x)"


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), ""),
        (("queues", 2, "steps", 0, "skills", "fx"), "queues[2].steps[0].skills.fx"),
        (("a b", "c.d"), '["a b"]["c.d"]'),
        ((0, "账户"), "[0].账户"),
        (("a" * 500,), '["' + "a" * 40 + '"]'),
        (tuple([0] * 500), "…" + ("[0]" * 500)[-199:]),
    ],
)
def test_a_place_is_written_as_people_write_it(path: tuple[str | int, ...], written: str) -> None:
    """Keys are joined by dots, indices stand in brackets, odd keys in quotes, and long places are cut."""
    assert place(path) == written


def test_get_and_has_tell_null_from_nothing(tmp_path: Path) -> None:
    """A key with null is there; a key that is not there is not null."""
    document = read(tmp_path, "a:\n")
    assert document.has(("a",))
    assert document.get(("a",)) is None
    assert not document.has(("b",))
    assert document.get(("b",)) is NO_VALUE


def test_every_document_error_is_an_input_error() -> None:
    """One except clause is enough for a command line."""
    assert issubclass(BadDocument, InputError)
    assert issubclass(MissingFile, InputError)
