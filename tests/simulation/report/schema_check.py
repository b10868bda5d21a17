"""A checker for the part of JSON Schema that Peakline's schema uses; it refuses words that it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}
NOTES = {"$schema", "$id", "$defs", "title", "description"}


def findings(schema: dict[str, Any], value: Any, whole: dict[str, Any], place: str = "$") -> Iterator[str]:
    """What is wrong with ``value``, by place; ``whole`` is the schema that holds the definitions."""
    for word, meaning in schema.items():
        if word in {"properties", "additionalProperties", "items", "$ref"}:
            for inner, item, where in parts(word, schema, value, whole):
                yield from findings(inner, item, whole, place + where)
            if word == "additionalProperties" and meaning is False:
                yield from (f"{place}: {key} is unknown" for key in strangers(schema, value))
        elif word == "required":
            yield from (f"{place}: {key} is missing" for key in meaning if isinstance(value, dict) and key not in value)
        elif word not in NOTES and not holds(word, meaning, value):
            yield f"{place}: {value!r} breaks {word} {meaning}"


def parts(
    word: str, schema: dict[str, Any], value: Any, whole: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], Any, str]]:
    """The schemas within a schema, with what they are about and where that stands."""
    meaning = schema[word]
    if word == "$ref":
        yield whole["$defs"][meaning.removeprefix("#/$defs/")], value, ""
    elif word == "items" and isinstance(value, list):
        yield from ((meaning, item, f"[{number}]") for number, item in enumerate(value))
    elif word == "properties" and isinstance(value, dict):
        yield from ((meaning[key], value[key], f".{key}") for key in meaning if key in value)
    elif word == "additionalProperties" and isinstance(meaning, dict):
        yield from ((meaning, value[key], f".{key}") for key in strangers(schema, value))


def strangers(schema: dict[str, Any], value: Any) -> list[str]:
    """The keys that the schema does not name."""
    return [key for key in value if key not in schema.get("properties", {})] if isinstance(value, dict) else []


def holds(word: str, meaning: Any, value: Any) -> bool:
    """Whether ``value`` follows one word of the schema."""
    number = isinstance(value, (int, float))
    if word == "type":
        names = [meaning] if isinstance(meaning, str) else meaning
        if isinstance(value, bool):
            return "boolean" in names
        return isinstance(value, tuple(kind for name in names for kind in TYPES[name]))
    if word == "const":
        return bool(value == meaning)
    if word == "enum":
        return value in meaning
    if word == "minimum":
        return not number or value >= meaning
    if word == "maximum":
        return not number or value <= meaning
    raise ValueError(f"the checker does not know {word}")


def schema_keys(schema: dict[str, Any]) -> list[str]:
    """The names of all properties that a schema has, those of its definitions too."""
    found: list[str] = []
    for word, meaning in schema.items():
        if word == "properties":
            found += [name for key, inner in meaning.items() for name in (key, *schema_keys(inner))]
        elif word == "$defs":
            found += [name for inner in meaning.values() for name in schema_keys(inner)]
        elif isinstance(meaning, dict):
            found += schema_keys(meaning)
    return list(dict.fromkeys(found))
