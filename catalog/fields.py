"""The types of `schema` -> what editors, the scaffold and the contribute page say about every field.

Nothing is written twice: names, hints, words and patterns all come from the types and the line under each field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from catalog.schema import VOCABULARIES

Shape = dict[str, Any]

VOCABULARY_OF = {word: word for word in VOCABULARIES}
"""Name of a field whose values are explained in the glossary -> its vocabulary."""


class FieldView(NamedTuple):
    """One field as authors see it."""

    name: str
    says: str
    required: bool
    kind: str
    """`text`, `number`, `word` (one of `values`), `words`, `list`, `map` (keys are `values`), `maps` (list of `inner`) or `any`."""
    values: tuple[str, ...]
    inner: tuple[FieldView, ...]


def editor_shape(kind: type[BaseModel]) -> Shape:
    """Return a type as JSON Schema draft 7: the draft that editors know best."""
    shape = kind.model_json_schema(ref_template="#/definitions/{model}")
    inner = shape.pop("$defs", {})
    shape = _plain(shape)
    return shape | ({"definitions": {name: _plain(part) for name, part in inner.items()}} if inner else {})


def _plain(shape: Any) -> Any:
    """Drop what only repeats: titles, and the null that stands for a field left out; name the keys of mappings."""
    if isinstance(shape, list):
        return [_plain(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    kept = {key: value for key, value in shape.items() if key != "default" and not (key == "title" and isinstance(value, str))}
    choices = [part for part in kept.get("anyOf", ()) if part != {"type": "null"}]
    if len(choices) == 1:
        kept = {key: value for key, value in kept.items() if key != "anyOf"} | choices[0]
    keys = kept.get("propertyNames", {}).get("enum")
    if keys:
        value = kept["additionalProperties"]
        kept = {key: part for key, part in kept.items() if key != "propertyNames"}
        kept |= {"properties": dict.fromkeys(keys, value), "additionalProperties": False}
    if "properties" in kept:
        kept["properties"] = {name: _plain(part) for name, part in kept["properties"].items()}
    return {key: value if key == "properties" else _plain(value) for key, value in kept.items()}


def fields_of(kind: type[BaseModel]) -> tuple[FieldView, ...]:
    """Return the fields of a type in the order in which they are written."""
    shape = editor_shape(kind)
    return tuple(_fields(shape, shape.get("definitions", {})))


def _fields(shape: Shape, definitions: Mapping[str, Shape]) -> Iterator[FieldView]:
    for name, part in shape.get("properties", {}).items():
        kind, values, inner = _kind(part, definitions)
        yield FieldView(name, part.get("description", ""), name in shape.get("required", ()), kind, values, inner)


def _kind(part: Shape, definitions: Mapping[str, Shape]) -> tuple[str, tuple[str, ...], tuple[FieldView, ...]]:
    items = part.get("items", {})
    if "$ref" in items:
        return "maps", (), tuple(_fields(_resolved(items, definitions), definitions))
    if "enum" in items:
        return "words", tuple(items["enum"]), ()
    if part.get("type") == "array":
        return "list", (), ()
    if "enum" in part:
        return "word", tuple(part["enum"]), ()
    if "properties" in part:
        first = next(iter(part["properties"].values()))
        return "map", tuple(part["properties"]), tuple(_fields(_resolved(first, definitions), definitions))
    return {"integer": "number", "string": "text"}.get(part.get("type", ""), "any"), (), ()


def _resolved(part: Shape, definitions: Mapping[str, Shape]) -> Shape:
    return definitions[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
