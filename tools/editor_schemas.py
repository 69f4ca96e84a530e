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

from catalog.check.check import TYPES, check_documents
from catalog.load.documents import Document, load_documents
from catalog.load.problems import run_tool
from catalog.prose import plain
from catalog.schema.fields import editor_shape
from catalog.schema.record import VOCABULARIES

Shape = dict[str, Any]


def editor_schemas(documents: list[Document]) -> Iterator[tuple[str, Shape]]:
    """Yield (file name, schema) for every data file."""
    terms = [term for document in documents for term in document.value.get("terms", ())]
    meanings = {(it["field"], it["id"]): plain(it["definition"], lambda _, ident: ident) for it in terms}
    for document in documents:
        definitions: dict[str, Shape] = {}
        lists: dict[str, Shape] = {}
        for key in document.value:
            name, shape = TYPES[key].__name__, editor_shape(TYPES[key])
            definitions |= shape.pop("definitions", {}) | {name: shape}
            items = {"$ref": f"#/definitions/{name}"}
            lists[key] = {"type": "array", "items": items, "description": shape["description"]}
        for shape in definitions.values():
            for name, part in shape.get("properties", {}).items():
                _explain(part, name, meanings)
        yield f"{Path(document.file).stem}.json", {
            "$schema": "http://json-schema.org/draft-07/schema#", "title": document.file, "type": "object",
            "properties": lists, "required": [*lists], "additionalProperties": False,
            "definitions": dict(sorted(definitions.items())),
        }  # fmt: skip


def _explain(part: Any, name: str, meanings: Mapping[tuple[str, str], str]) -> None:
    """Add to a field with a vocabulary what its words mean."""
    if isinstance(part, dict) and name in VOCABULARIES:
        if "enum" in part:
            part["markdownEnumDescriptions"] = [meanings.get((name, word), "") for word in part["enum"]]
        for inner in (part.get("items"), *part.get("properties", {}).values()):
            _explain(inner, name, meanings)


def stale() -> Iterator[tuple[Path, str]]:
    """Yield the schemas that do not say what types and glossary say now, each with what it shall say. Raises InputError."""
    documents = load_documents(HOME / "data", "data")
    check_documents(documents, "9999-12-31", rules=False)
    for name, schema in editor_schemas(documents):
        path, text = HOME / "data" / "schema" / name, json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            yield path, text


def main() -> None:
    """Write them."""
    for path, text in stale():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(HOME).as_posix())


if __name__ == "__main__":
    run_tool(main, __doc__)
