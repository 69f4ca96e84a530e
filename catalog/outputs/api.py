"""Site -> the documents for programs under `api/v1/`: JSON, CSV, and the JSON Schema made from the same types.

The contract, version 1: a published record is the authored record, plus what was computed from it. A field of the first
version is always present; later fields have defaults, so that an old export still fits. A change that breaks readers
needs `/api/v2/`; additions are listed in CHANGELOG.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Set
from functools import cache, cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from catalog import names
from catalog.model import Model
from catalog.prose import plain
from catalog.schema import editorial, labels, record, vocabulary
from catalog.schema.editorial import Claim, Dispute
from catalog.schema.record import FIRST_VERSION, Count, Date, Evidence, Record, Shown, Slug, Source, Strict, shown
from catalog.site import Site
from catalog.verdict import INHERITING, RULES_VERSION, SENSES
from catalog.write import csv_table


def _required(shape: dict[str, Any], kind: type[BaseModel]) -> None:
    """Mark the fields of the first version as always present."""
    later = {name for name, how in shown(kind).items() if how.added != FIRST_VERSION}
    shape["required"] = [name for name in kind.model_fields if name not in later]


class Published(Strict):
    """A value that is missing is null and has its reason under `missing`."""

    model_config = ConfigDict(json_schema_extra=_required)


class PublishedVariant(record.Variant, Published):
    """One published size."""

    parameters_computed: Count | None = None
    """Exact count from the published configuration."""


class PublishedStage(record.Training, Published):
    """One stage of training."""


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
    qualifier: Annotated[vocabulary.Qualifier | None, Shown("Qualifier", added="1.1.0")] = None
    """What has to be said with `defines_probability`: exact for the `pieces` only, or a bound with other weights (`reweighted`)."""
    rules_version: Annotated[int, Shown("Version of the rules", added="1.1.0")] = 1
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
    checked: Date | None
    """ISO date of the check; null when recalled."""
    how: vocabulary.How
    """read, secondary or recalled."""
    via: str | None
    """For secondary: address of the document that confirms it."""


class PublishedRecord(Record, Published):
    """One model."""

    developer: Annotated[str, Shown("Developer", column=14)]
    """Names of the organizations, joined."""
    developers: Annotated[
        tuple[Slug, ...], Field(strict=False), Shown("Developers", compared=False, added="1.1.0")
    ] = ()
    """Ids of the organizations."""
    variants: Annotated[tuple[PublishedVariant, ...], Field(strict=False), Shown("Parameters", column=16)]
    """Published sizes, with what the source states for each, and our exact count where the configuration is published."""
    training: Annotated[tuple[PublishedStage, ...], Field(strict=False), Shown("Training")]
    """All stages in order."""
    objectives: Annotated[tuple[vocabulary.Objective, ...], Field(strict=False), Shown("Objectives", column=7)]
    """Objectives of the last stage."""
    commercial_use: Annotated[vocabulary.CommercialUse | None, Shown("Commercial use", column=12, added="1.1.0")] = None
    """Whether the weights may be used commercially, by their license or by what the developer says."""
    output_heads: Annotated[
        tuple[vocabulary.OutputHead, ...], Field(strict=False), Shown("All heads", compared=False, added="1.1.0")
    ] = ()
    """All heads of the release, the deciding one first."""
    verdict: PublishedVerdict
    """The verdict."""
    missing: dict[str, vocabulary.MissingReason]  # type: ignore[assignment]
    """Field -> why it has no value."""
    evidence: dict[str, PublishedEvidence]  # type: ignore[assignment]
    """Field -> evidence."""


class Head(Published):
    """What every document begins with."""

    schema_version: str
    """Version of this contract."""
    as_of: Date
    """Date of the data."""


class PublishedSingle(PublishedRecord):
    """One model with the version of the contract."""

    schema_version: str
    """Version of this contract."""
    as_of: Date
    """Date of the data."""


class PublishedCatalog(Head):
    """All models."""

    count: int
    """Number of models."""
    models: list[PublishedRecord]
    """The records, by name."""


class PublishedSource(Source, Published):
    """A document that facts are checked against."""

    url: str
    """Permanent address."""


class PublishedDispute(Dispute, Published):
    """A retraction, a contradiction or an open disagreement about a claim."""

    source: str
    """Address of the source."""


class PublishedClaim(Claim, Published):
    """One claim of the site; texts are plain, `claims/#c-<id>` is its address."""

    evidence: tuple[PublishedEvidence, ...]  # type: ignore[assignment]
    """What it rests on."""
    models: tuple[Slug, ...]  # type: ignore[assignment]
    """Records that bear on it."""
    disputes: tuple[PublishedDispute, ...]
    """Who disagrees."""
    superseded_by: Annotated[Slug | None, Shown("Corrected by", added="1.1.0")] = None
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

    id: Slug
    """Record id."""
    name: str
    """Record name."""
    kind: Literal["new", "changed", "renamed", "removed"]
    """What happened to it."""
    was: Slug | None
    """Former id of a renamed record."""
    sentence: str
    """The change in words."""
    facts: list[PublishedFactChange]
    """The facts that changed."""


class PublishedRelease(Published):
    """One release of the data."""

    version: str
    """Semantic version."""
    date: Date
    """ISO date."""
    note: str
    """What it brings."""
    count: int
    """Number of records."""
    changes: list[PublishedChange]
    """What changed since the release before it."""


class PublishedFormerValue(Published):
    """A value that a fact had in a release and has no longer."""

    field: str
    """Field; `sizes` maps the name of each size to its total and active parameters."""
    value: Any
    """Former value; null when it had none."""
    words: str
    """The former value in words."""
    source: str | None
    """Address of the source that the release named for it."""
    release: str
    """The last release that states it."""
    date: Date
    """Date of that release."""
    replaced_in: str | None
    """The first release that states another value; null when there is none yet."""
    replaced: Date | None
    """Date of that release."""
    reason: str
    """Why it changed."""


class PublishedHistory(Head):
    """The former values of facts."""

    models: dict[Slug, list[PublishedFormerValue]]
    """Id -> former values, newest first; records whose facts never changed are not listed."""


class PublishedReleaseEntry(Published):
    """Where one release of the data lies."""

    version: str
    """Semantic version."""
    date: Date
    """ISO date."""
    note: str
    """What it brings."""
    count: int
    """Number of records."""
    path: str
    """Path of its facts as JSON, below the site."""
    page: str
    """Path of its page, below the site."""


class PublishedReleases(Head):
    """All releases."""

    releases: list[PublishedReleaseEntry]
    """Newest first."""


class PublishedReleasedState(Head):
    """The facts of one release as they were; `as_of` is its date."""

    version: str
    """Semantic version."""
    note: str
    """What it brings."""
    count: int
    """Number of records."""
    models: dict[Slug, dict[str, Any]]
    """Id -> facts. Words are those of the release; `sizes` maps names to total and active parameters, `training` lists stages
    with their objectives, `sources` maps addresses to the facts they were read for."""


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


class PublishedRules(Head):
    """The verdict rules: of each sense the first one whose conditions all hold decides."""

    rules_version: int
    """Raised when the meaning of the rules changes."""
    inheriting: list[vocabulary.Objective]
    """Objectives that keep the factorization of the stage before: `factorization` is the last stage without them."""
    rules: list[record.VerdictRule]
    """In the order in which they are tried."""


class PublishedVerdictWords(Published):
    """What a name looked up leads to."""

    name: str
    """Name of the record."""
    defines_probability: vocabulary.DefinesProbability
    """Does training define a probability for whole texts?"""
    writes_text: vocabulary.WritesText
    """Does the release yield open-ended text?"""
    released_to_write: vocabulary.ReleasedToWrite
    """Was it published in order to produce text?"""
    summary: vocabulary.Summary
    """`generative` if it writes text."""
    rule: str
    """Identifiers of the rules that fired."""
    transformers_type: str | None
    """`model_type` in transformers."""


class PublishedLookup(Head):
    """Every name, alias, former id and Hub id, folded; a name that means several records gives all of them."""

    folding: str
    """How to fold a name before it is looked up."""
    names: dict[str, list[Slug]]
    """Folded name -> ids. A name that is not here is not known; the nearest one is never given."""
    records: dict[str, PublishedVerdictWords]
    """Id -> verdict."""


class PublishedJudge(Head):
    """The questions of the judge page, and what class names in a config.json state about the inputs of the rules."""

    questions: list[editorial.JudgeQuestion]
    """In the order in which they are asked."""
    classes: list[editorial.ConfigClass]
    """The first that fits a class name counts."""


class Addressed(Published):
    """Something that has a place on a page."""

    address: str
    """Where it stands, below the address of the site."""


class PublishedQuestion(editorial.Question, Addressed):
    """One question of the FAQ with its answer as plain text."""

    asked_as: tuple[str, ...]
    """Other ways to ask it."""
    claims: tuple[Slug, ...]
    """Ids of the claims the answer rests on."""
    models: tuple[Slug, ...]
    """Ids of records to look at."""


class PublishedTerm(Addressed):
    """One term of the glossary."""

    id: Slug
    """The value itself, or the term's slug."""
    field: str
    """The vocabulary it belongs to, or `general`."""
    name: str
    """Name in words."""
    also: tuple[str, ...]
    """Short forms and other names."""
    definition: str
    """One or two sentences."""
    example: str | None
    """A record id, or a short text."""
    non_example: str | None
    """What the term does not cover."""


class PublishedDefinition(editorial.Definition, Addressed):
    """One meaning of *large language model*."""

    source: str | None
    """Address of the source."""


class PublishedTask(editorial.Task, Addressed):
    """A job and the kind of model that does it."""

    candidates: tuple[Slug, ...]
    """Ids of records to start from."""
    claims: tuple[Slug, ...]
    """Ids of the claims it rests on."""


class PublishedPair(editorial.Pair, Addressed):
    """Two records side by side."""

    compare: tuple[str, ...]
    """Fields to show."""


class PublishedDeveloper(record.Developer, Published):
    """An organization."""

    aliases: tuple[str, ...]
    """Other spellings and former names."""
    models: tuple[Slug, ...]
    """Ids of its records."""


class PublishedFaq(Head):
    """All questions of the FAQ."""

    questions: list[PublishedQuestion]
    """In the order of the page."""


class PublishedGlossary(Head):
    """All terms."""

    terms: list[PublishedTerm]
    """Those of the vocabularies and the general ones."""


class PublishedDefinitions(Head):
    """What may be meant by *large language model*."""

    definitions: list[PublishedDefinition]
    """The definitions that readers can choose from."""


class PublishedTasks(Head):
    """All tasks."""

    tasks: list[PublishedTask]
    """In the order of the page."""


class PublishedPairs(Head):
    """All pairs of models that differ in little but the verdict."""

    pairs: list[PublishedPair]
    """In the order of the article."""


class PublishedDevelopers(Head):
    """All organizations."""

    developers: list[PublishedDeveloper]
    """By id."""


DOCUMENTS: tuple[type[Published], ...] = (
    PublishedCatalog, PublishedSingle, PublishedSources, PublishedClaims, PublishedChanges, PublishedIndex, PublishedRules,
    PublishedLookup, PublishedJudge, PublishedHistory, PublishedReleases, PublishedReleasedState,
    PublishedFaq, PublishedGlossary, PublishedDefinitions, PublishedTasks, PublishedPairs, PublishedDevelopers,
)  # fmt: skip
"""What the endpoints return."""
_LATER = {name: how.added for kind in (PublishedRecord, PublishedVerdict) for name, how in shown(kind).items()}
SCHEMA_VERSION = max(_LATER.values(), key=lambda version: tuple(map(int, version.split("."))))
"""Version of the contract: that of its newest field."""
CSV_COLUMNS = (
    "id", "name", "aliases", "family", "developer", "released", "derived_from", "variants", "parameters_min", "parameters_max",
    "architecture", "attention", "objectives", "output_head", "context_tokens", "weights", "license", "arxiv", "transformers_type",
    "url", "defines_probability", "writes_text", "released_to_write", "summary", "rule", "missing",
    *sorted((name for name, added in _LATER.items() if added != FIRST_VERSION), key=lambda name: _LATER[name]),
)  # fmt: skip
"""Stable: those of the first version, then the columns of later fields, by version."""
ENDPOINTS = {
    "api/v1/index.json": "This list.",
    "api/v1/models.json": "All records with verdicts and evidence.",
    "api/v1/models/{id}.json": "One record.",
    "api/v1/models.csv": "One row per record.",
    "api/v1/schema.json": "JSON Schema of all documents.",
    "api/v1/openapi.json": "OpenAPI description of these endpoints.",
    "api/v1/sources.json": "The documents that evidence cites.",
    "api/v1/claims.json": "The claims of the site with their evidence, as plain text.",
    "api/v1/faq.json": "Questions as people ask them, with answers.",
    "api/v1/glossary.json": "Terms with their short forms.",
    "api/v1/definitions.json": "Meanings of large language model.",
    "api/v1/tasks.json": "Jobs and the kind of model for each.",
    "api/v1/pairs.json": "Models that differ in little but the verdict.",
    "api/v1/developers.json": "Organizations.",
    "api/v1/rules.json": "The verdict rules as data.",
    "api/v1/lookup.json": "Every name, alias, former id and Hub id with the records it means and their verdicts.",
    "api/v1/judge.json": "The questions of the judge page, and what class names of a config.json state.",
    "api/v1/changes.json": "Facts that changed between releases of the data.",
    "api/v1/history.json": "Former values of every fact, with date, source and reason.",
    "api/v1/releases/index.json": "The releases of the data.",
    "api/v1/releases/{version}.json": "All facts of one release, as they were.",
}


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


def source_url(source: Source) -> str:
    """Return the permanent address of a source."""
    if source.arxiv:
        return f"https://arxiv.org/abs/{source.arxiv}"
    return f"https://doi.org/{source.doi}" if source.doi else str(source.url)


def fact_text(model: Model, field: str) -> str:
    """Return a fact as plain text, such as `masked-lm, next-sentence-prediction` or `512 tokens`."""
    value = model.developer if field == "developers" else model.value(field)
    if field == "parameters":
        return labels.sizes(model.record.variants)
    if isinstance(value, int):
        return f"{labels.full_count(value)} {shown(Record)[field].unit}".rstrip()
    if isinstance(value, tuple):
        return ", ".join(labels.full_count(it) if isinstance(it, int) else it for it in value) or "undisclosed"
    return str(value or "not recorded yet")


def reasons(model: Model) -> list[str]:
    """Return one sentence a rule: its id, the facts it used, the value it gave and why."""
    said = []
    for sense, rule in zip(SENSES, model.verdict.rules, strict=True):
        facts = (f"{'objectives' if it == 'training' else it} = {fact_text(model, it)}" for it in rule.facts)
        said.append(f"{rule.id}: {'; '.join(facts)} → {sense} = {rule.value}. {rule.text}")
    return said


def published_record(site: Site, model: Model) -> PublishedRecord:
    """Return a record as it is published."""
    verdict, sources = model.verdict, site.catalog.sources
    values = model.record.model_dump()
    computed = {
        "developer": model.developer,
        "commercial_use": model.commercial_use,
        "objectives": model.objectives,
        "output_heads": (model.record.output_head, *model.record.further_heads),
        "variants": tuple(it | {"parameters_computed": model.counted.get(it["name"])} for it in values["variants"]),
        "verdict": {sense: getattr(verdict, sense) for sense in (*SENSES, "summary", "rule", "qualifier")}
        | {"because": reasons(model), "rules_version": RULES_VERSION},
        "missing": values["missing"] | ({} if model.record.derived_from else {"derived_from": "not-applicable"}),
        "evidence": {
            "objectives" if field == "training" else field: _evidence(entry, sources)
            for field, entry in model.record.evidence.items()
        },
    }
    return PublishedRecord.model_validate(values | computed)


def published(site: Site, model: Model) -> dict[str, Any]:
    """Return a record as it is published, as plain values."""
    return published_record(site, model).model_dump(mode="json")


def _evidence(entry: Evidence, sources: Mapping[str, Source]) -> dict[str, Any]:
    via = source_url(sources[entry.via]) if entry.via else None
    return entry.model_dump() | {"source": source_url(sources[entry.source]), "source_id": entry.source, "via": via}


def _text(site: Site, words: Any) -> Any:
    """Return a text with its references as plain words, anything else as it is."""
    return plain(words, lambda kind, ident: reference_name(site, kind, ident)) if isinstance(words, str) else words


def _in_plain_words(site: Site, item: BaseModel) -> dict[str, Any]:
    return {name: _text(site, value) for name, value in item.model_dump(mode="json").items()}


def published_claim(site: Site, claim: Claim) -> dict[str, Any]:
    """Return a claim as it is published: its texts plain, the models it is about by id."""
    sources = site.catalog.sources
    return {name: _text(site, value) for name, value in claim.model_dump().items()} | {
        "evidence": [_evidence(entry, sources) for entry in claim.evidence],
        "models": [model.id for model in site.select(claim.models or {"id": []})],
        "disputes": [
            it.model_dump() | {"says": _text(site, it.says), "source": source_url(sources[it.source])}
            for it in claim.disputes
        ],
    }


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


def dump(document: Any, indent: int | None = None) -> str:
    """Return JSON text, UTF-8, with a final line end."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(document, ensure_ascii=False, separators=separators, indent=indent) + "\n"


def record_path(ident: str) -> str:
    """Return where the record of a model lies."""
    return f"api/v1/models/{ident}.json"


class Documents:
    """The documents of one site. Records are made once, when the first document needs them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._head = {"schema_version": SCHEMA_VERSION, "as_of": site.as_of}

    def record(self, model: Model) -> bytes:
        """Return the document of one record."""
        return self._after_head(self._records[model.id].model_dump_json()[1:-1])

    def others(self) -> dict[str, Callable[[], str | bytes]]:
        """Return {path: what makes it} of every other document."""
        catalog = self._site.catalog
        return {
            "api/v1/models.json": self._models,
            "api/v1/models.csv": self._table,
            "api/v1/schema.json": schema_text,
            "api/v1/sources.json": lambda: self._listing(
                "sources", (it.model_dump(mode="json") | {"url": source_url(it)} for it in catalog.sources.values())
            ),
            "api/v1/claims.json": lambda: self._listing(
                "claims", (published_claim(self._site, it) for it in catalog.claims)
            ),
            "api/v1/faq.json": lambda: self._addressed("questions", catalog.questions, "faq/#{0.id}"),
            "api/v1/glossary.json": lambda: self._addressed(
                "terms", catalog.terms, "glossary/#{0.anchor}", {"synonyms"}
            ),
            "api/v1/definitions.json": self._definitions,
            "api/v1/tasks.json": lambda: self._addressed("tasks", catalog.tasks, "choose/#{0.id}"),
            "api/v1/pairs.json": lambda: self._addressed("pairs", catalog.pairs, "#pair-{0.id}"),
            "api/v1/developers.json": self._developers,
            "api/v1/rules.json": self._rules,
            "api/v1/lookup.json": self._lookup,
            "api/v1/judge.json": self._judge,
            "api/v1/index.json": lambda: dump(self._head | {"endpoints": ENDPOINTS}, indent=1),
        }

    def _after_head(self, rest: str) -> bytes:
        return f"{dump(self._head)[:-2]},{rest}}}\n".encode()

    def _listing(self, name: str, values: Iterable[Any]) -> str:
        return dump(self._head | {name: list(values)})

    def _addressed(self, name: str, items: Iterable[BaseModel], address: str, without: Set[str] = frozenset()) -> str:
        values = (_in_plain_words(self._site, it) | {"address": address.format(it)} for it in items)
        return self._listing(name, ({key: it[key] for key in it if key not in without} for it in values))

    def _definitions(self) -> str:
        catalog = self._site.catalog
        values = (
            _in_plain_words(self._site, it)
            | {
                "address": "method/#definitions",
                "source": source_url(catalog.sources[it.source]) if it.source else None,
            }
            for it in catalog.definitions
        )
        return self._listing("definitions", values)

    def _developers(self) -> str:
        models: dict[str, list[str]] = {ident: [] for ident in self._site.catalog.developers}
        for model in self._site.models:
            for ident in model.record.developers:
                models[ident].append(model.id)
        developers = self._site.catalog.developers.values()
        return self._listing(
            "developers", (it.model_dump(mode="json") | {"models": models[it.id]} for it in developers)
        )

    def _rules(self) -> str:
        head = self._head | {"rules_version": RULES_VERSION, "inheriting": sorted(INHERITING)}
        return dump(head | {"rules": [rule.model_dump(mode="json") for rule in self._site.catalog.rules]}, indent=1)

    def _lookup(self) -> str:
        said = {
            model.id: {"name": model.record.name, "transformers_type": model.record.transformers_type}
            | {name: getattr(model.verdict, name) for name in (*SENSES, "summary", "rule")}
            for model in self._site.models
        }
        return dump(self._head | {"folding": names.RULE, "names": names.lookup(self._site), "records": said})

    def _judge(self) -> str:
        catalog = self._site.catalog
        listed = {"questions": catalog.judge_questions, "classes": catalog.config_classes}
        return dump(self._head | {key: [it.model_dump(mode="json") for it in items] for key, items in listed.items()})

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


def _column(model: Model, record: PublishedRecord, column: str) -> Any:
    if column in ("parameters_min", "parameters_max"):
        return "" if not model.sizes else model.sizes[0 if column.endswith("min") else -1]
    if column == "variants":
        return [variant.name for variant in record.variants]
    if column == "missing":
        return [f"{field}: {reason}" for field, reason in record.missing.items()]
    return getattr(record.verdict if column in PublishedVerdict.model_fields else record, column)
