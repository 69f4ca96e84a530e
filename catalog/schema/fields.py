"""The types of `schema` -> what editors, the scaffold and the contribute page say about every field.

Nothing is written twice: names, hints, words and patterns all come from the types and the line under each field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

Shape = dict[str, Any]


class FieldView(NamedTuple):
    """One field as authors see it."""

    name: str
    says: str
    required: bool
    kind: str
    """`text`, `number`, `word` (one of `values`), `words`, `list`, `map` (known `keys`), `maps` (a list) or `any`."""
    values: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    inner: tuple[FieldView, ...] = ()


def editor_shape(kind: type[BaseModel]) -> Shape:
    """Return a type as JSON Schema draft 7: the draft that editors know best."""
    shape = kind.model_json_schema(ref_template="#/definitions/{model}")
    inner = shape.pop("$defs", {})
    definitions = {"definitions": {name: _plain(part) for name, part in inner.items()}} if inner else {}
    plain: Shape = _plain(shape)
    return plain | definitions


def _plain(shape: Any) -> Any:
    """Drop what only repeats: titles, and the null that stands for a field left out; name the keys of mappings."""
    if isinstance(shape, list):
        return [_plain(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    kept = {key: value for key, value in shape.items() if key not in ("default", "title")}
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
        yield _field(name, part, name in shape.get("required", ()), definitions)


def _field(name: str, part: Shape, required: bool, definitions: Mapping[str, Shape]) -> FieldView:
    view = FieldView(name, part.get("description", ""), required, _KINDS.get(part.get("type", ""), "any"))
    if "enum" in part:
        return view._replace(kind="word", values=tuple(part["enum"]))
    items = part.get("items", {})
    if "enum" in items:
        return view._replace(kind="words", values=tuple(items["enum"]))
    if "$ref" in items:
        return view._replace(kind="maps", inner=tuple(_fields(_resolved(items, definitions), definitions)))
    if "properties" in part:
        entry = _resolved(next(iter(part["properties"].values())), definitions)
        keys, values = tuple(part["properties"]), tuple(entry.get("enum", ()))
        return view._replace(kind="map", keys=keys, values=values, inner=tuple(_fields(entry, definitions)))
    return view


_KINDS = {"integer": "number", "string": "text", "array": "list"}


def _resolved(part: Shape, definitions: Mapping[str, Shape]) -> Shape:
    return definitions[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
