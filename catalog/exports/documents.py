"""Site -> the documents for programs, JSON and CSV under `api/v1/`, each made when it is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from catalog.exports.contract import SCHEMA_VERSION, Contract, schema_text
from catalog.exports.export import dump, published, published_claim, published_source
from catalog.exports.published import PublishedSingle
from catalog.facts.derive import Site
from catalog.facts.model import Model
from catalog.facts.verdict import INHERITING, RULES_VERSION

CSV_COLUMNS = (
    "id", "name", "aliases", "family", "developer", "released", "derived_from", "variants", "parameters_min", "parameters_max",
    "architecture", "attention", "objectives", "output_head", "context_tokens", "weights", "license", "arxiv", "transformers_type",
    "url", "defines_probability", "writes_text", "released_to_write", "summary", "rule", "missing",
    "developers", "direction", "writing_procedure", "procedure_documented_by", "further_training", "languages",
    "language_count", "commercial_use", "hub_id", "qualifier", "rules_version",
)  # fmt: skip
"""Stable; new columns are added at the end."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


ENDPOINTS = {
    "api/v1/index.json": "This list.",
    "api/v1/models.json": "All records with verdicts and evidence.",
    "api/v1/models/{id}.json": "One record.",
    "api/v1/models.csv": "One row per record.",
    "api/v1/schema.json": "JSON Schema of all documents.",
    "api/v1/sources.json": "The documents that evidence cites.",
    "api/v1/claims.json": "The claims of the site with their evidence, as plain text.",
    "api/v1/rules.json": "The verdict rules as data.",
    "api/v1/changes.json": "Facts that changed between releases of the data.",
}


class BrokenContract(Exception):
    """A record is not what the published schema promises: a fault of ours."""


def record_path(ident: str) -> str:
    """Return where the record of a model lies."""
    return f"api/v1/models/{ident}.json"


class Documents:
    """The documents of one site. Records are made and checked once, when the first document needs them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._head = {"schema_version": SCHEMA_VERSION, "as_of": site.as_of}
        self._opened = dump(self._head)[:-2].encode()

    def record(self, model: Model) -> bytes:
        """Return the document of one record. Raises BrokenContract."""
        return self._opened + b"," + self._records[0][model.id][1:]

    def others(self) -> dict[str, Callable[[], str | bytes]]:
        """Return {path: what makes it} of every other document."""
        catalog = self._site.catalog
        return {
            "api/v1/models.json": self._models,
            "api/v1/models.csv": lambda: self._records[1],
            "api/v1/schema.json": schema_text,
            "api/v1/sources.json": lambda: self._listing("sources", map(published_source, catalog.sources.values())),
            "api/v1/claims.json": lambda: self._listing(
                "claims", (published_claim(self._site, it) for it in catalog.claims)
            ),
            "api/v1/rules.json": self._rules,
            "api/v1/index.json": lambda: dump(self._head | {"endpoints": ENDPOINTS}, indent=1),
        }

    def _listing(self, name: str, values: Iterable[Any]) -> str:
        return dump(self._head | {name: list(values)})

    def _rules(self) -> str:
        head = self._head | {"rules_version": RULES_VERSION, "inheriting": sorted(INHERITING)}
        return dump(head | {"rules": [rule.model_dump(mode="json") for rule in self._site.catalog.rules]}, indent=1)

    def _models(self) -> bytes:
        records = self._records[0].values()
        return b"".join(
            (self._opened, b',"count":%d,"models":[' % len(records), b",".join(map(bytes.rstrip, records)), b"]}\n")
        )

    @cached_property
    def _records(self) -> tuple[dict[str, bytes], bytes]:
        """All records as JSON, by id, and as a table: one row per record (RFC 4180)."""
        contract, texts, table = Contract(), {}, io.StringIO()
        writer = csv.writer(table, lineterminator="\r\n")
        writer.writerow(CSV_COLUMNS)
        for model in self._site.models:
            record = published(self._site, model)
            if rejected := contract.check(self._head | record, PublishedSingle):
                raise BrokenContract(f"the published schema rejects {model.id}: " + "; ".join(rejected[:5]))
            texts[model.id] = dump(record).encode()
            writer.writerow([_cell(_column(model, record, column)) for column in CSV_COLUMNS])
        return texts, table.getvalue().encode()


def _column(model: Model, record: Mapping[str, Any], column: str) -> Any:
    if column in ("parameters_min", "parameters_max"):
        return "" if not model.sizes else model.sizes[0 if column.endswith("min") else -1]
    if column == "variants":
        return [variant["name"] for variant in record["variants"]]
    if column == "missing":
        return [f"{field}: {reason}" for field, reason in record["missing"].items()]
    return record["verdict"][column] if column in record["verdict"] else record[column]


def _cell(value: Any) -> str:
    """Return a cell; one that a spreadsheet would run as a formula begins with an apostrophe."""
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
