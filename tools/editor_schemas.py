"""Writes `data/schema/*.json`: the JSON Schemas with which editors complete and check `data/*.yaml` while one types.

In: the types of `catalog.schema`, and the glossary, whose definitions explain the words. Out: one schema for each data
file, as the first line of that file names it. Run it after a change of either; a test says when the types moved on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.load.documents import Document, load_documents
from catalog.prose import plain
from catalog.schema.fields import Shape, editor_shape
from catalog.schema.lists import TYPES
from catalog.schema.vocabulary import VOCABULARIES

Meanings = Mapping[tuple[str, str], str]


def editor_schemas(documents: list[Document], meanings: Meanings) -> Iterator[tuple[str, Shape]]:
    """Yield (file name, schema) for every data file; `meanings` explains (vocabulary, word)."""
    for document in documents:
        stem = Path(document.file).stem
        yield f"{stem}.json", _file_schema(document, meanings)


def _file_schema(document: Document, meanings: Meanings) -> Shape:
    definitions: dict[str, Shape] = {}
    lists: dict[str, Shape] = {}
    for key in document.value:
        shape = editor_shape(TYPES[key])
        definitions |= shape.pop("definitions", {}) | {TYPES[key].__name__: shape}
        items = {"$ref": f"#/definitions/{TYPES[key].__name__}"}
        lists[key] = {"type": "array", "items": items, "description": shape["description"]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": document.file,
        "type": "object",
        "properties": lists,
        "required": [*lists],
        "additionalProperties": False,
        "definitions": {name: _explained(definitions[name], meanings) for name in sorted(definitions)},
    }


def _explained(shape: Shape, meanings: Meanings) -> Shape:
    """Add to every field with a vocabulary what its words mean."""
    fields = {name: _with_meanings(part, name, meanings) for name, part in shape.get("properties", {}).items()}
    return shape | ({"properties": fields} if fields else {})


def _with_meanings(part: Any, name: str, meanings: Meanings) -> Any:
    if not isinstance(part, dict) or name not in VOCABULARIES:
        return part
    if "enum" in part:
        return part | {"markdownEnumDescriptions": [meanings.get((name, word), "") for word in part["enum"]]}
    if "properties" in part:
        inner = {key: _with_meanings(value, name, meanings) for key, value in part["properties"].items()}
        return part | {"properties": inner}
    return part | {key: _with_meanings(value, name, meanings) for key, value in part.items() if key == "items"}


def meanings_of(documents: list[Document]) -> Meanings:
    """Return (vocabulary, word) -> definition from the glossary."""
    terms = [term for document in documents for term in document.value.get("terms", ())]
    return {(term["field"], term["id"]): plain(term["definition"], lambda _, ident: ident) for term in terms}


def text_of(schema: Shape) -> str:
    """Return a schema as it is written."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Write what changed and say which files these were."""
    documents = load_documents(HOME / "data", "data")
    folder = HOME / "data" / "schema"
    folder.mkdir(exist_ok=True)
    for name, schema in editor_schemas(documents, meanings_of(documents)):
        path, text = folder / name, text_of(schema)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"data/schema/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
