"""The types of `schema` -> what editors, the scaffold and the contribute page say about every field.

Nothing is written twice: names, hints, words and patterns all come from the types and the line under each field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel


class FieldView(NamedTuple):
    """One field as authors see it."""

    name: str
    says: str
    required: bool
    kind: str
    """`words` (some of `values`), `list`, `map` (known `keys`), `maps` (a list of them), or empty for a single value."""
    values: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    inner: tuple[FieldView, ...] = ()


def editor_shape(kind: type[BaseModel]) -> dict[str, Any]:
    """Return a type as JSON Schema draft 7: the draft that editors know best."""
    shape: dict[str, Any] = _plain(kind.model_json_schema(ref_template="#/definitions/{model}"))
    inner = shape.pop("$defs", {})
    return shape | ({"definitions": inner} if inner else {})


def _plain(shape: Any) -> Any:
    """Drop what only repeats: titles, and the null that stands for a field left out; name the keys of mappings."""
    if isinstance(shape, list):
        return [_plain(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    kept = {key: value for key, value in shape.items() if key not in ("default", "title")}
    choices = [part for part in kept.get("anyOf", ()) if part != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        kept |= choices[0]
    if keys := kept.get("propertyNames", {}).get("enum"):
        del kept["propertyNames"]
        kept |= {"properties": dict.fromkeys(keys, kept["additionalProperties"]), "additionalProperties": False}
    fields = {name: _plain(part) for name, part in kept.get("properties", {}).items()}
    return {key: fields if key == "properties" else _plain(value) for key, value in kept.items()}


def fields_of(kind: type[BaseModel]) -> tuple[FieldView, ...]:
    """Return the fields of a type in the order in which they are written."""
    shape = editor_shape(kind)
    return _fields(shape, shape.get("definitions", {}))


def _fields(shape: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[FieldView, ...]:
    if "$ref" in shape:
        shape = definitions[shape["$ref"].rsplit("/", 1)[1]]
    return tuple(
        FieldView(name, part.get("description", ""), name in shape.get("required", ()), *_form(part, definitions))
        for name, part in shape.get("properties", {}).items()
    )


def _form(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return kind, values, keys and inner fields of a field."""
    items = part.get("items", {})
    if "enum" in items:
        return "words", tuple(items["enum"])
    if "$ref" in items:
        return "maps", (), (), _fields(items, definitions)
    if keys := tuple(part.get("properties", ())):
        entry = part["properties"][keys[0]]
        return "map", tuple(entry.get("enum", ())), keys, _fields(entry, definitions)
    return "list" if part.get("type") == "array" else "", tuple(part.get("enum", ()))
