"""Site -> the documents for programs, JSON and CSV under `api/v1/`, each made when it is asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Annotated, Any, Literal

import jsonschema_rs
from pydantic import BaseModel, ConfigDict, Field

from catalog.model import Model
from catalog.prose import plain
from catalog.schema import record, vocabulary
from catalog.schema.editorial import Claim
from catalog.schema.record import Evidence, Source, VerdictRule
from catalog.site import Site
from catalog.verdict import INHERITING, RULES_VERSION


class Published(BaseModel):
    """Every field is present; a value that is missing is null and has its reason under `missing`."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class PublishedVariant(Published):
    """One published size."""

    name: str
    """Name of the size."""
    parameters_total: Annotated[int, Field(gt=0)] | None
    """Parameters the source states."""
    parameters_active: Annotated[int, Field(gt=0)] | None
    """Parameters used per token, where the source states fewer than the total."""
    parameters_computed: Annotated[int, Field(gt=0)] | None
    """Exact count from the published configuration."""


class PublishedStage(Published):
    """One stage of training."""

    stage: vocabulary.Stage
    """Kind of stage."""
    objectives: list[vocabulary.Objective]
    """What it optimised."""


class PublishedVerdict(Published):
    """The three senses, the summary and how they came about."""

    defines_probability: vocabulary.DefinesProbability
    """Does training define a probability for whole texts?"""
    writes_text: vocabulary.WritesText
    """Does the released checkpoint have a standard procedure for open-ended text?"""
    released_to_write: vocabulary.ReleasedToWrite
    """Was it published in order to produce text?"""
    summary: vocabulary.Summary
    """`generative` if it writes text."""
    rule: str
    """Identifiers of the rules that fired."""
    because: list[str]
    """The facts each rule used, one sentence a rule."""
    qualifier: vocabulary.Qualifier | None = None
    """What has to be said with `defines_probability`: exact for the `pieces` only, or a bound with other weights (`reweighted`)."""
    rules_version: int = 1
    """Version of the verdict rules, published at `rules.json`."""


class PublishedEvidence(Published):
    """Where a fact stands and how it was checked."""

    source: str
    """Address of the source."""
    source_id: str
    """Id of the source on the site."""
    locator: str
    """Where in the source."""
    says: str
    """What it states, in our words."""
    checked: record.Date | None
    """ISO date of the check; null when recalled."""
    how: vocabulary.How
    """read, secondary or recalled."""
    via: str | None
    """For secondary: address of the document that confirms it."""


class PublishedRecord(Published):
    """One model."""

    id: record.Slug
    """Stable identifier and page address `models/<id>/`."""
    name: str
    """Name."""
    aliases: list[str]
    """Other names."""
    family: record.Slug
    """Family."""
    developer: str
    """Names of the organizations, joined."""
    developers: list[record.Slug] = []
    """Ids of the organizations."""
    released: record.Date
    """ISO date of first public release."""
    summary: str
    """One sentence."""
    included_as: list[vocabulary.Inclusion]
    """Part of the inclusion rule it meets."""
    derived_from: record.Slug | None
    """Record it was built from."""
    also_from: list[record.Slug]
    """Further parents."""
    variants: list[PublishedVariant]
    """Published sizes."""
    architecture: vocabulary.Architecture
    """What is wired to what."""
    attention: vocabulary.Attention
    """Who may look where."""
    objectives: list[vocabulary.Objective]
    """Objectives of the last stage."""
    training: list[PublishedStage]
    """All stages in order."""
    output_head: vocabulary.OutputHead
    """What the documented interface returns; the head that decides."""
    output_heads: list[vocabulary.OutputHead] = []
    """All heads of the release, the deciding one first."""
    direction: vocabulary.Direction | None = None
    """Which way information travels in a network without attention."""
    writing_procedure: vocabulary.WritingProcedure | None = None
    """The procedure by which text is got from the release."""
    procedure_documented_by: vocabulary.DocumentedBy | None = None
    """Who documents that procedure."""
    further_training: vocabulary.FurtherTraining = "not-stated"
    """Whether the developer says that the release must be trained further before use."""
    languages: vocabulary.Languages | None = None
    """Languages of the release, as its source states them."""
    language_count: Annotated[int, Field(gt=0)] | None = None
    """Number of languages, where the source states it."""
    commercial_use: vocabulary.CommercialUse | None = None
    """Whether the weights may be used commercially."""
    hub_id: str | None = None
    """Repository on the Hugging Face Hub."""
    released_for: list[vocabulary.Purpose]
    """Purposes named by its paper or card."""
    context_tokens: Annotated[int, Field(gt=0)] | None
    """Longest supported context."""
    weights: vocabulary.Weights
    """Availability."""
    license: str | None
    """SPDX identifier or LicenseRef-…"""
    arxiv: str | None
    """arXiv identifier."""
    transformers_type: str | None
    """model_type in transformers."""
    url: str
    """Primary page."""
    verdict: PublishedVerdict
    """The verdict."""
    notes: list[str]
    """Remarks."""
    evidence: dict[str, PublishedEvidence]
    """Field -> evidence."""
    missing: dict[str, vocabulary.MissingReason]
    """Field -> why it has no value."""


class PublishedCatalog(Published):
    """All models."""

    schema_version: str
    """Version of this contract."""
    as_of: record.Date
    """Date of the data."""
    count: int
    """Number of models."""
    models: list[PublishedRecord]
    """The records, by name."""


class PublishedSingle(PublishedRecord):
    """One model with the version of the contract."""

    schema_version: str
    """Version of this contract."""
    as_of: record.Date
    """Date of the data."""


class Head(Published):
    """What every document begins with."""

    schema_version: str
    """Version of this contract."""
    as_of: record.Date
    """Date of the data."""


SCHEMA_VERSION = "1.0.0"


class PublishedSource(Published):
    """A document that facts are checked against."""

    id: record.Slug
    """Stable identifier."""
    kind: vocabulary.SourceKind
    """Sort of document."""
    title: str
    """Title."""
    authors: list[str]
    """Authors, or the organisation."""
    year: int
    """Year of publication."""
    arxiv: str | None
    """arXiv identifier."""
    doi: str | None
    """Digital object identifier."""
    url: str
    """Permanent address."""


class PublishedDispute(Published):
    """A retraction, a contradiction or an open disagreement about a claim."""

    kind: vocabulary.DisputeKind
    """Sort of disagreement."""
    where: str
    """Who said it, where."""
    says: str
    """What was said, in our words."""
    source: str
    """Address of the source."""


class PublishedClaim(Published):
    """One claim of the site; texts are plain."""

    id: record.Slug
    """Stable identifier; `claims/#c-<id>` is its address."""
    section: vocabulary.Section
    """Part of the article."""
    statement: str
    """The claim in one sentence."""
    verdict: vocabulary.ClaimVerdict
    """Our judgement."""
    strength: vocabulary.Strength
    """How strong the evidence is."""
    explanation: str
    """Why."""
    evidence: list[PublishedEvidence]
    """What it rests on."""
    would_change: str
    """What would change our mind."""
    counterexample: str | None
    """The best case against it."""
    models: list[record.Slug]
    """Records that bear on it."""
    disputes: list[PublishedDispute]
    """Who disagrees."""
    superseded_by: record.Slug | None = None
    """Id of the corrected claim, when this one proved false."""


class PublishedFactChange(Published):
    """One fact that changed; a missing value is null."""

    field: str
    """Field."""
    old: Any
    """Former value."""
    new: Any
    """Present value."""
    source: str | None
    """Address of the source of the present value."""


class PublishedChange(Published):
    """One record that changed."""

    id: record.Slug
    """Record id."""
    name: str
    """Record name."""
    kind: Literal["new", "changed", "renamed", "removed"]
    """What happened to it."""
    was: record.Slug | None
    """Former id of a renamed record."""
    sentence: str
    """The change in words."""
    facts: list[PublishedFactChange]
    """The facts that changed."""


class PublishedRelease(Published):
    """One release of the data."""

    version: str
    """Semantic version."""
    date: record.Date
    """ISO date."""
    note: str
    """What it brings."""
    count: int
    """Number of records."""
    changes: list[PublishedChange]
    """What changed since the release before it."""


class PublishedSources(Head):
    """All sources."""

    sources: list[PublishedSource]
    """By id."""


class PublishedClaims(Head):
    """All claims."""

    claims: list[PublishedClaim]
    """In the order of the page."""


class PublishedChanges(Head):
    """All releases."""

    releases: list[PublishedRelease]
    """Newest first."""


class PublishedIndex(Head):
    """The endpoints."""

    endpoints: dict[str, str]
    """Path below the site -> what it holds."""


class PublishedCondition(Published):
    """What must hold of one input; every part that is not null must hold."""

    is_in: list[str] | None
    """The single value is one of these."""
    not_in: list[str] | None
    """The single value is none of these."""
    any_of: list[str] | None
    """At least one of several values is one of these."""
    all_of: list[str] | None
    """There are values, and each is one of these."""
    empty: bool | None
    """Whether there are no values."""


class PublishedRule(Published):
    """One verdict rule."""

    id: str
    """Stable identifier."""
    sense: vocabulary.Sense
    """The sense it decides."""
    value: str
    """The value it gives."""
    qualifier: vocabulary.Qualifier | None
    """What has to be said with the value."""
    text: str
    """Why."""
    facts: list[vocabulary.RuleFact]
    """The facts it uses."""
    when: dict[str, PublishedCondition]
    """Conditions on the inputs; all must hold."""


class PublishedRules(Head):
    """The verdict rules: of each sense the first one whose conditions all hold decides."""

    rules_version: int
    """Raised when the meaning of the rules changes."""
    inheriting: list[vocabulary.Objective]
    """Objectives that keep the factorization of the stage before: `factorization` is the last stage without them."""
    rules: list[PublishedRule]
    """In the order in which they are tried."""


DOCUMENTS: tuple[type[Published], ...] = (
    PublishedCatalog, PublishedSingle, PublishedSources, PublishedClaims, PublishedChanges, PublishedIndex, PublishedRules,
)  # fmt: skip
"""What the endpoints return."""


@cache
def schema_text() -> str:
    """Return the JSON Schema (2020-12) that every export fits; each kind of document also stands under `$defs`."""
    definitions: dict[str, Any] = {}
    for document in DOCUMENTS:
        whole = document.model_json_schema(mode="serialization")
        definitions |= whole.pop("$defs", {}) | {document.__name__: whole}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Are all large language models generative? Contract v{SCHEMA_VERSION}",
        "anyOf": [{"$ref": f"#/$defs/{document.__name__}"} for document in DOCUMENTS],
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(head, indent=1, ensure_ascii=False) + "\n"


class Contract:
    """The published schema, ready to check exports."""

    def __init__(self) -> None:
        self._definitions = json.loads(schema_text())["$defs"]
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def check(self, document: Any, kind: type[Published] = PublishedCatalog) -> list[str]:
        """Return what the schema rejects in a document of one kind, each with its path."""
        validator = self._validators.get(kind.__name__)
        if validator is None:
            shape = {"$ref": f"#/$defs/{kind.__name__}", "$defs": self._definitions}
            validator = self._validators[kind.__name__] = jsonschema_rs.validator_for(shape)
        faults = validator.iter_errors(document)
        return [f"{'/'.join(map(str, fault.instance_path)) or 'top level'}: {fault.message}"[:300] for fault in faults]


def source_url(source: Source) -> str:
    """Return the permanent address of a source."""
    if source.arxiv:
        return f"https://arxiv.org/abs/{source.arxiv}"
    return f"https://doi.org/{source.doi}" if source.doi else str(source.url)


def fact_text(model: Model, field: str) -> str:
    """Return a verdict-bearing fact in words, such as `masked-lm, next-sentence-prediction`."""
    special = {"training": model.objectives, "developers": model.developer, "lineage": model.record.parents,
               "commercial_use": model.commercial_use}  # fmt: skip
    value = special[field] if field in special else getattr(model.record, field)
    return (", ".join(value) or "undisclosed") if isinstance(value, tuple) else str(value)


def reasons(model: Model) -> list[str]:
    """Return one sentence a rule: its id, the facts it used, the value it gave and why."""
    senses = ("defines_probability", "writes_text", "released_to_write")
    return [_reason(model, sense, rule) for sense, rule in zip(senses, model.verdict.rules, strict=True)]


def _reason(model: Model, sense: str, rule: VerdictRule) -> str:
    facts = "; ".join(
        f"{'objectives' if field == 'training' else field} = {fact_text(model, field)}" for field in rule.facts
    )
    return f"{rule.id}: {facts} → {sense} = {rule.value}. {rule.text}"


def published(site: Site, model: Model) -> dict[str, Any]:
    """Return one record as the contract says."""
    record, verdict = model.record, model.verdict
    missing = dict(record.missing) | ({} if record.derived_from else {"derived_from": "not-applicable"})
    return {
        "id": record.id, "name": record.name, "aliases": list(record.aliases), "family": record.family,
        "developer": model.developer, "developers": list(record.developers), "released": record.released, "summary": record.summary,
        "included_as": list(record.included_as), "derived_from": record.derived_from, "also_from": list(record.also_from),
        "variants": [
            {"name": v.name, "parameters_total": v.parameters_total, "parameters_active": v.parameters_active,
             "parameters_computed": model.counted.get(v.name)} for v in record.variants
        ],
        "architecture": record.architecture, "attention": record.attention, "objectives": list(model.objectives),
        "training": [{"stage": stage.stage, "objectives": list(stage.objectives)} for stage in record.training],
        "output_head": record.output_head, "output_heads": [record.output_head, *record.further_heads],
        "direction": record.direction, "writing_procedure": record.writing_procedure,
        "procedure_documented_by": record.procedure_documented_by, "further_training": record.further_training,
        "languages": record.languages, "language_count": record.language_count, "commercial_use": model.commercial_use,
        "hub_id": record.hub_id, "released_for": list(record.released_for), "context_tokens": record.context_tokens,
        "weights": record.weights, "license": record.license, "arxiv": record.arxiv,
        "transformers_type": record.transformers_type, "url": record.url,
        "verdict": {
            "defines_probability": verdict.defines_probability, "writes_text": verdict.writes_text,
            "released_to_write": verdict.released_to_write, "summary": verdict.summary, "rule": verdict.rule,
            "qualifier": verdict.qualifier, "rules_version": RULES_VERSION,
            "because": reasons(model),
        },
        "notes": list(record.notes),
        "evidence": {
            "objectives" if field == "training" else field: _evidence(entry, site.catalog.sources)
            for field, entry in record.evidence.items()
        },
        "missing": missing,
    }  # fmt: skip


def _evidence(entry: Evidence, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "source": source_url(sources[entry.source]), "source_id": entry.source, "locator": entry.locator, "says": entry.says,
        "checked": entry.checked, "how": entry.how, "via": source_url(sources[entry.via]) if entry.via else None,
    }  # fmt: skip


def dump(document: Any, indent: int | None = None) -> str:
    """Return JSON text, UTF-8, with a final line end."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(document, ensure_ascii=False, separators=separators, indent=indent) + "\n"


def published_source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id, "kind": source.kind, "title": source.title, "authors": list(source.authors), "year": source.year,
        "arxiv": source.arxiv, "doi": source.doi, "url": source_url(source),
    }  # fmt: skip


def published_claim(site: Site, claim: Claim) -> dict[str, Any]:
    sources = site.catalog.sources

    def text(words: str | None) -> str | None:
        return words and plain(words, lambda kind, ident: reference_name(site, kind, ident))

    return {
        "id": claim.id, "section": claim.section, "statement": text(claim.statement), "verdict": claim.verdict,
        "strength": claim.strength, "explanation": text(claim.explanation),
        "evidence": [_evidence(entry, sources) for entry in claim.evidence], "would_change": text(claim.would_change),
        "counterexample": text(claim.counterexample), "models": [model.id for model in site.select(claim.models or {"id": []})],
        "disputes": [
            {"kind": dispute.kind, "where": dispute.where, "says": text(dispute.says),
             "source": source_url(sources[dispute.source])}
            for dispute in claim.disputes
        ],
        "superseded_by": claim.superseded_by,
    }  # fmt: skip


def reference_name(site: Site, kind: str, ident: str) -> str:
    """Return the words for a `[[kind:id]]` reference in plain text; sources have none."""
    named: dict[str, Callable[[], str]] = {
        "model": lambda: site.by_id[ident].record.name,
        "family": lambda: site.catalog.families[ident].name,
        "term": lambda: next((term.name.lower() for term in site.catalog.terms if term.id == ident), ident),
        "claim": lambda: next((claim.statement for claim in site.catalog.claims if claim.id == ident), ident),
        "faq": lambda: next((item.question for item in site.catalog.questions if item.id == ident), ident),
        "source": lambda: "",
    }
    return named[kind]()


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
