"""API v1 is a promise: the schema keeps what the frozen one gave, and every export fits the published schema."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.outputs.contract import CSV_COLUMNS, SCHEMA_VERSION, schema_text
from catalog.publish import csv_table

FROZEN = Path(__file__).parent / "cases" / "contract"
CHECKSUMS = {
    "v1-schema.json": "630a0d784256d37211b0ef5f932316cff8ad0fa9d8aaca9cd11f1ef2b984fe01",
    "v1-sample.json": "3629aa0afa26b6c3f8f175cfd39b6afd7e82bfe20b2200c2a3616d7b3d138a68",
    "v1-columns.txt": "8d07ea1685191cec1719ae23921d03992ead2369efca9e67ed7251b0fa8296b4",
}
Schema = dict[str, Any]


def frozen(name: str) -> Any:
    return json.loads((FROZEN / name).read_text("utf-8"))


def kinds(shape: Schema) -> set[str]:
    """Return the JSON types a value may have, `any` for all of them; a reference counts as its target's name."""
    if "$ref" in shape:
        return {shape["$ref"]}
    if "anyOf" in shape:
        return set().union(*map(kinds, shape["anyOf"]))
    return {shape["type"]} if "type" in shape else {"any"}


def words(shape: Schema) -> set[str]:
    return set(shape.get("enum", [])) | ({shape["const"]} if "const" in shape else set())


def broken(old: Schema, new: Schema, path: str) -> Iterator[str]:
    """Yield what a reader of `old` would miss in `new`."""
    if added := kinds(new) - kinds(old) - ({"integer"} if "number" in kinds(old) else set()):
        yield f"{path} may now be {', '.join(sorted(added))}"
    if gone := words(old) - words(new):
        yield f"{path} lost the words {', '.join(sorted(gone))}"
    for name, shape in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{path}/{name} is gone"
            continue
        if name in old.get("required", []) and name not in new.get("required", []):
            yield f"{path}/{name} may now be absent"
        yield from broken(shape, new["properties"][name], f"{path}/{name}")
    for inner in ("items", "additionalProperties"):
        if isinstance(old.get(inner), dict) and isinstance(new.get(inner), dict):
            yield from broken(old[inner], new[inner], f"{path}/{inner}")


def all_broken(old: Schema, new: Schema) -> list[str]:
    found = [f"{name} is gone" for name in old["$defs"] if name not in new["$defs"]]
    for name, shape in old["$defs"].items():
        found += broken(shape, new["$defs"].get(name, {}), name) if name in new["$defs"] else []
    return found


def test_what_is_frozen_stays_frozen() -> None:
    found = {name: hashlib.sha256((FROZEN / name).read_bytes()).hexdigest() for name in CHECKSUMS}
    assert found == CHECKSUMS, "version 1 is released: do not edit its frozen copy; add api/v2/ instead"


def test_version_1_is_kept() -> None:
    assert SCHEMA_VERSION.startswith("1."), "another major version needs another address and another frozen copy"
    assert all_broken(frozen("v1-schema.json"), json.loads(schema_text())) == []


def test_an_old_export_still_fits() -> None:
    import jsonschema  # takes seconds to load

    jsonschema.Draft202012Validator(json.loads(schema_text())).validate(frozen("v1-sample.json"))


def test_columns_only_grow_at_the_end() -> None:
    columns = (FROZEN / "v1-columns.txt").read_text("utf-8").split()
    assert list(CSV_COLUMNS[: len(columns)]) == columns


def _drop_field(schema: Schema) -> None:
    del schema["$defs"]["PublishedRecord"]["properties"]["attention"]


def _make_optional(schema: Schema) -> None:
    schema["$defs"]["PublishedRecord"]["required"].remove("attention")


def _make_nullable(schema: Schema) -> None:
    schema["$defs"]["PublishedRecord"]["properties"]["name"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _drop_word(schema: Schema) -> None:
    schema["$defs"]["PublishedRecord"]["properties"]["attention"]["enum"].remove("permuted")


def _drop_document(schema: Schema) -> None:
    del schema["$defs"]["PublishedSources"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_drop_field, "PublishedRecord/attention is gone"),
        (_make_optional, "PublishedRecord/attention may now be absent"),
        (_make_nullable, "PublishedRecord/name may now be null"),
        (_drop_word, "PublishedRecord/attention lost the words permuted"),
        (_drop_document, "PublishedSources is gone"),
    ],
)
def test_the_check_sees_every_way_to_break_it(spoil: Callable[[Schema], None], message: str) -> None:
    old = frozen("v1-schema.json")
    new = copy.deepcopy(old)
    spoil(new)
    assert all_broken(old, new) == [message]


def test_every_export_fits_the_published_schema(site_folder: Path) -> None:
    import jsonschema  # takes seconds to load

    api = site_folder / "api" / "v1"
    schema = json.loads((api / "schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    kinds_of = {
        "models": "PublishedCatalog", "sources": "PublishedSources", "claims": "PublishedClaims",
        "changes": "PublishedChanges", "index": "PublishedIndex", "history": "PublishedHistory",
        "releases/index": "PublishedReleases", "releases/1.0.0": "PublishedReleasedState",
        "releases/1.1.0": "PublishedReleasedState",
    }  # fmt: skip
    for name, kind in kinds_of.items():
        shape = {"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}
        jsonschema.Draft202012Validator(shape).validate(json.loads((api / f"{name}.json").read_text("utf-8")))
    single = jsonschema.Draft202012Validator({"$ref": "#/$defs/PublishedSingle", "$defs": schema["$defs"]})
    for path in sorted((api / "models").glob("*.json")):
        single.validate(json.loads(path.read_text("utf-8")))


def test_the_index_lists_all_and_only_what_is_there(site_folder: Path) -> None:
    listed = set(json.loads((site_folder / "api/v1/index.json").read_text("utf-8"))["endpoints"])
    found = {path.relative_to(site_folder).as_posix() for path in (site_folder / "api").rglob("*") if path.is_file()}
    folders = {"api/v1/models": "api/v1/models/{id}.json", "api/v1/releases": "api/v1/releases/{version}.json"}
    assert {path if path in listed else folders[path.rpartition("/")[0]] for path in found} == listed


def test_claims_are_plain_text(site_folder: Path) -> None:
    for claim in json.loads((site_folder / "api/v1/claims.json").read_text("utf-8"))["claims"]:
        for field in ("statement", "explanation", "would_change", "counterexample"):
            assert "[[" not in (claim[field] or "")


def test_the_csv_is_what_spreadsheets_read(site_folder: Path) -> None:
    data = (site_folder / "api/v1/models.csv").read_bytes()
    models = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))["models"]
    assert data.count(b"\n") == data.count(b"\r\n") == len(models) + 1
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert [row["id"] for row in rows] == [model["id"] for model in models]
    for row, model in zip(rows, models, strict=True):
        assert None not in row
        assert None not in row.values()
        assert row["name"].removeprefix("'") == model["name"]
        assert row["aliases"].removeprefix("'") == "; ".join(model["aliases"])
        assert row["summary"] == model["verdict"]["summary"]
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_cell_runs_as_a_formula(value: str) -> None:
    assert csv_table([[value]]).lstrip('"').startswith("'")
