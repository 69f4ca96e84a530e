"""Site -> the documents for programs under `api/v1/`, JSON and CSV, whose types are those of `contract`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any

from pydantic import BaseModel

from catalog import names
from catalog.outputs.contract import CSV_COLUMNS, ENDPOINTS, SCHEMA_VERSION, PublishedRecord, schema_text
from catalog.prose import plain
from catalog.publish import csv_table
from catalog.schema import labels
from catalog.schema.editorial import Claim
from catalog.schema.record import Evidence, Record, Source, shown
from catalog.site import Model, Site
from catalog.verdict import INHERITING, RULES_VERSION, SENSES

_UNITS = {name: how.unit for name, how in shown(Record).items()}


def source_url(source: Source) -> str:
    """Return the permanent address of a source."""
    if source.arxiv:
        return f"https://arxiv.org/abs/{source.arxiv}"
    return f"https://doi.org/{source.doi}" if source.doi else str(source.url)


def fact_text(model: Model, field: str) -> str:
    """Return a fact as plain text, such as `masked-lm, next-sentence-prediction` or `512 tokens`."""
    if field == "parameters":
        return labels.sizes(model.record.variants)
    value = model.developer if field == "developers" else model.value(field)
    return value_text(value, field) or ("undisclosed" if isinstance(value, tuple) else "not recorded yet")


def value_text(value: Any, field: str) -> str:
    """Return a value of a field as plain text: a number with its unit, a list, or a word; nothing for no value."""
    if isinstance(value, int):
        return f"{value:,} {_UNITS.get(field, '')}".rstrip()
    if isinstance(value, (list, tuple)):
        return ", ".join(f"{it:,}" if isinstance(it, int) else it for it in value)
    return str(value or "")


def reference_name(site: Site, kind: str, ident: str) -> str:
    """Return the words for a `[[kind:id]]` reference in plain text; sources have none."""
    catalog = site.catalog
    named: dict[str, Callable[[], str]] = {
        "model": lambda: site.by_id[ident].record.name,
        "family": lambda: catalog.families[ident].name,
        "term": lambda: next((term.name.lower() for term in catalog.terms if term.id == ident), ident),
        "claim": lambda: next((claim.statement for claim in catalog.claims if claim.id == ident), ident),
        "faq": lambda: next((item.question for item in catalog.questions if item.id == ident), ident),
        "source": str,
    }
    return named[kind]()


def dump(document: Any, indent: int | None = None) -> str:
    """Return JSON text, UTF-8, with a final line end."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(document, ensure_ascii=False, separators=separators, indent=indent) + "\n"


def record_path(ident: str) -> str:
    """Return where the record of a model lies."""
    return f"api/v1/models/{ident}.json"


def published_record(site: Site, model: Model) -> PublishedRecord:
    """Return a record as it is published."""
    record, verdict = model.record, model.verdict
    values = record.model_dump()
    computed = {
        "developer": model.developer,
        "commercial_use": model.commercial_use,
        "objectives": model.objectives,
        "output_heads": (record.output_head, *record.further_heads),
        "variants": tuple(it | {"parameters_computed": model.counted.get(it["name"])} for it in values["variants"]),
        "verdict": {sense: getattr(verdict, sense) for sense in (*SENSES, "summary", "rule", "qualifier")}
        | {"because": _reasons(model), "rules_version": RULES_VERSION},
        "missing": values["missing"] | ({} if record.derived_from else {"derived_from": "not-applicable"}),
        "evidence": {
            "objectives" if field == "training" else field: _evidence(entry, site.catalog.sources)
            for field, entry in record.evidence.items()
        },
    }
    return PublishedRecord.model_validate(values | computed)


def _reasons(model: Model) -> list[str]:
    """Return one sentence a rule: its id, the facts it used, the value it gave and why."""
    said = []
    for sense, rule in zip(SENSES, model.verdict.rules, strict=True):
        facts = (f"{'objectives' if it == 'training' else it} = {fact_text(model, it)}" for it in rule.facts)
        said.append(f"{rule.id}: {'; '.join(facts)} → {sense} = {rule.value}. {rule.text}")
    return said


def _evidence(entry: Evidence, sources: Mapping[str, Source]) -> dict[str, Any]:
    via = source_url(sources[entry.via]) if entry.via else None
    return entry.model_dump() | {"source": source_url(sources[entry.source]), "source_id": entry.source, "via": via}


def document(as_of: str, indent: int | None = None, **values: Any) -> str:
    """Return a document of the API: its head, with the date of the data, and values."""
    return dump({"schema_version": SCHEMA_VERSION, "as_of": as_of, **values}, indent)


class Documents:
    """The documents of one site. Records are made once, when the first document needs them."""

    def __init__(self, site: Site) -> None:
        self._site, self._catalog = site, site.catalog
        self._document = partial(document, site.as_of)

    def record(self, model: Model) -> bytes:
        """Return the document of one record."""
        return self._after_head(self._records[model.id].model_dump_json()[1:-1])

    def others(self) -> dict[str, Callable[[], str | bytes]]:
        """Return {path: what makes it} of every other document."""
        catalog, make, listed = self._catalog, self._document, self._addressed
        return {
            "api/v1/models.json": self._models,
            "api/v1/models.csv": self._table,
            "api/v1/schema.json": schema_text,
            "api/v1/sources.json": lambda: make(
                sources=[it.model_dump(mode="json") | {"url": source_url(it)} for it in catalog.sources.values()]
            ),
            "api/v1/claims.json": lambda: make(claims=list(map(self._claim, catalog.claims))),
            "api/v1/faq.json": lambda: make(questions=listed(catalog.questions, "faq/#{0.id}")),
            "api/v1/glossary.json": lambda: make(terms=listed(catalog.terms, "glossary/#{0.anchor}")),
            "api/v1/definitions.json": lambda: make(definitions=listed(catalog.definitions, "method/#definitions")),
            "api/v1/tasks.json": lambda: make(tasks=listed(catalog.tasks, "choose/#{0.id}")),
            "api/v1/pairs.json": lambda: make(pairs=listed(catalog.pairs, "#pair-{0.id}")),
            "api/v1/developers.json": lambda: make(developers=self._developers()),
            "api/v1/rules.json": lambda: make(
                1, rules_version=RULES_VERSION, inheriting=sorted(INHERITING), rules=_values(catalog.rules)
            ),
            "api/v1/lookup.json": self._lookup,
            "api/v1/judge.json": lambda: make(
                questions=_values(catalog.judge_questions), classes=_values(catalog.config_classes)
            ),
            "api/v1/index.json": lambda: make(1, endpoints=ENDPOINTS),
        }

    def _after_head(self, rest: str) -> bytes:
        return f"{self._document()[:-2]},{rest}}}\n".encode()

    def _plain(self, item: BaseModel) -> dict[str, Any]:
        """Return an item with its texts as plain words and the address of its source, without what checks alone use."""
        values = item.model_dump(mode="json", exclude={"synonyms"})
        if source := values.get("source"):
            values["source"] = source_url(self._catalog.sources[source])
        named = partial(reference_name, self._site)
        return {name: plain(it, named) if isinstance(it, str) else it for name, it in values.items()}

    def _addressed(self, items: Iterable[BaseModel], address: str) -> list[dict[str, Any]]:
        return [self._plain(it) | {"address": address.format(it)} for it in items]

    def _claim(self, claim: Claim) -> dict[str, Any]:
        return self._plain(claim) | {
            "evidence": [_evidence(entry, self._catalog.sources) for entry in claim.evidence],
            "models": [model.id for model in self._site.select(claim.models or {"id": []})],
            "disputes": list(map(self._plain, claim.disputes)),
        }

    def _developers(self) -> list[dict[str, Any]]:
        models: dict[str, list[str]] = {ident: [] for ident in self._catalog.developers}
        for model in self._site.models:
            for ident in model.record.developers:
                models[ident].append(model.id)
        return [it | {"models": models[it["id"]]} for it in _values(self._catalog.developers.values())]

    def _lookup(self) -> str:
        said = {
            model.id: {"name": model.record.name, "transformers_type": model.record.transformers_type}
            | {name: getattr(model.verdict, name) for name in (*SENSES, "summary", "rule")}
            for model in self._site.models
        }
        return self._document(folding=names.RULE, names=names.lookup(self._site), records=said)

    def _models(self) -> bytes:
        records = ",".join(it.model_dump_json() for it in self._records.values())
        return self._after_head(f'"count":{len(self._records)},"models":[{records}]')

    @cached_property
    def _records(self) -> dict[str, PublishedRecord]:
        return {model.id: published_record(self._site, model) for model in self._site.models}

    def _table(self) -> str:
        """Return all records as a table: one row per record (RFC 4180)."""
        rows = ([_column(model, self._records[model.id], name) for name in CSV_COLUMNS] for model in self._site.models)
        return csv_table([CSV_COLUMNS, *rows])


def _values(items: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [it.model_dump(mode="json") for it in items]


def _column(model: Model, record: PublishedRecord, column: str) -> Any:
    if column in ("parameters_min", "parameters_max"):
        return "" if not model.sizes else model.sizes[0 if column.endswith("min") else -1]
    if column == "variants":
        return [variant.name for variant in record.variants]
    if column == "missing":
        return [f"{field}: {reason}" for field, reason in record.missing.items()]
    return getattr(record.verdict if hasattr(record.verdict, column) else record, column)
