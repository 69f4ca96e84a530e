"""The contract of `api/v1/`, version 1: the types of all documents -> their JSON Schema and OpenAPI description.

A published record is the authored record, plus what was computed from it. A field of the first version is always
present; later fields have defaults, so that an old export still fits. A change that breaks readers needs `/api/v2/`;
additions are listed in CHANGELOG.md.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import models_json_schema

from catalog.schema import editorial, record
from catalog.schema.record import FIRST_VERSION, Count, Date, Record, Shown, Slug, Strict, shown


def _required(shape: dict[str, Any], kind: type[BaseModel]) -> None:
    """Mark the fields of the first version as always present."""
    later = {name for name, how in shown(kind).items() if how.added != FIRST_VERSION}
    shape["required"] = [name for name in kind.model_fields if name not in later]


class _Published(Strict):
    """A value that is missing is null and has its reason under `missing`."""

    model_config = ConfigDict(json_schema_extra=_required, use_attribute_docstrings=False)  # saves most of the import

    def __init_subclass__(cls, **options: Any) -> None:
        """Give the type its public name: the schema knows `_Claim` as `PublishedClaim`."""
        super().__init_subclass__(**options)
        cls.__name__ = cls.__qualname__ = re.sub("^_", "Published", cls.__name__)


class _Variant(record.Variant, _Published):
    """One published size."""

    parameters_computed: Count | None = Field(None, description="Exact count from the published configuration.")


class _Stage(record.Training, _Published):
    """One stage of training."""


class _Verdict(_Published):
    """The three senses, the summary and how they came about."""

    defines_probability: record.DefinesProbability = Field(
        description="Does training define a probability for whole texts?"
    )
    writes_text: record.WritesText = Field(
        description="Does the released checkpoint have a standard procedure for open-ended text?"
    )
    released_to_write: record.ReleasedToWrite = Field(description="Was it published in order to produce text?")
    summary: record.Summary = Field(description="`generative` if it writes text.")
    rule: str = Field(description="Identifiers of the rules that fired.")
    because: list[str] = Field(description="The facts each rule used, one sentence a rule.")
    qualifier: Annotated[record.Qualifier | None, Shown("Qualifier", added="1.1.0")] = Field(
        None,
        description="What has to be said with `defines_probability`: exact for the `pieces` only, or a bound with other weights "
        "(`reweighted`).",
    )
    rules_version: Annotated[int, Shown("Version of the rules", added="1.1.0")] = Field(
        1, description="Version of the verdict rules, published at `rules.json`."
    )


class _Evidence(_Published):
    """Where a fact stands and how it was checked."""

    source: str = Field(description="Address of the source.")
    source_id: str = Field(description="Id of the source on the site.")
    locator: str = Field(description="Where in the source.")
    says: str = Field(description="What it states, in our words.")
    checked: Date | None = Field(description="ISO date of the check; null when recalled.")
    how: record.How = Field(description="read, secondary or recalled.")
    via: str | None = Field(description="For secondary: address of the document that confirms it.")


class PublishedRecord(Record, _Published):
    """One model."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    developer: Annotated[str, Shown("Developer", column=14)]
    """Names of the organizations, joined."""
    developers: Annotated[
        tuple[Slug, ...], Field(strict=False), Shown("Developers", compared=False, added="1.1.0")
    ] = ()
    """Ids of the organizations."""
    variants: Annotated[tuple[_Variant, ...], Field(strict=False), Shown("Parameters", column=16)]
    """Published sizes, with what the source states for each, and our exact count where the configuration is published."""
    training: Annotated[tuple[_Stage, ...], Field(strict=False), Shown("Training")]
    """All stages in order."""
    objectives: Annotated[tuple[record.Objective, ...], Field(strict=False), Shown("Objectives", column=7)]
    """Objectives of the last stage."""
    commercial_use: Annotated[record.CommercialUse | None, Shown("Commercial use", column=12, added="1.1.0")] = None
    """Whether the weights may be used commercially, by their license or by what the developer says."""
    output_heads: Annotated[
        tuple[record.OutputHead, ...], Field(strict=False), Shown("All heads", compared=False, added="1.1.0")
    ] = ()
    """All heads of the release, the deciding one first."""
    verdict: _Verdict
    """The verdict."""
    missing: dict[str, record.MissingReason]
    """Field -> why it has no value."""
    evidence: dict[str, _Evidence]  # type: ignore[assignment]
    """Field -> evidence."""


class _Head(_Published):
    """What every document begins with."""

    schema_version: str = Field(description="Version of this contract.")
    as_of: Date = Field(description="Date of the data.")


class PublishedCatalog(_Head):
    """All models."""

    count: int = Field(description="Number of models.")
    models: list[PublishedRecord] = Field(description="The records, by name.")


class _Single(_Head, PublishedRecord):
    """One model with the version of the contract."""


class _Source(record.Source, _Published):
    """A document that facts are checked against."""

    url: str = Field(description="Permanent address.")


class _Dispute(editorial.Dispute, _Published):
    """A retraction, a contradiction or an open disagreement about a claim."""

    source: str = Field(description="Address of the source.")


class _Claim(editorial.Claim, _Published):
    """One claim of the site; texts are plain, `claims/#c-<id>` is its address."""

    evidence: tuple[_Evidence, ...] = Field(description="What it rests on.")  # type: ignore[assignment]
    models: tuple[Slug, ...] = Field(description="Records that bear on it.")  # type: ignore[assignment]
    disputes: tuple[_Dispute, ...] = Field(description="Who disagrees.")
    superseded_by: Annotated[Slug | None, Shown("Corrected by", added="1.1.0")] = Field(
        None, description="Id of the corrected claim, when this one proved false."
    )


class _FactChange(_Published):
    """One fact that changed; a missing value is null."""

    field: str = Field(description="Field.")
    old: Any = Field(description="Former value.")
    new: Any = Field(description="Present value.")
    source: str | None = Field(description="Address of the source of the present value.")


class _Change(_Published):
    """One record that changed."""

    id: Slug = Field(description="Record id.")
    name: str = Field(description="Record name.")
    kind: Literal["new", "changed", "renamed", "removed"] = Field(description="What happened to it.")
    was: Slug | None = Field(description="Former id of a renamed record.")
    sentence: str = Field(description="The change in words.")
    facts: list[_FactChange] = Field(description="The facts that changed.")


class _Release(_Published):
    """One release of the data."""

    version: str = Field(description="Semantic version.")
    date: Date = Field(description="ISO date.")
    note: str = Field(description="What it brings.")
    count: int = Field(description="Number of records.")
    changes: list[_Change] = Field(description="What changed since the release before it.")


class _FormerValue(_Published):
    """A value that a fact had in a release and has no longer."""

    field: str = Field(description="Field; `sizes` maps the name of each size to its total and active parameters.")
    value: Any = Field(description="Former value; null when it had none.")
    words: str = Field(description="The former value in words.")
    source: str | None = Field(description="Address of the source that the release named for it.")
    release: str = Field(description="The last release that states it.")
    date: Date = Field(description="Date of that release.")
    replaced_in: str | None = Field(
        description="The first release that states another value; null when there is none yet."
    )
    replaced: Date | None = Field(description="Date of that release.")
    reason: str = Field(description="Why it changed.")


class _ReleaseEntry(_Published):
    """Where one release of the data lies."""

    version: str = Field(description="Semantic version.")
    date: Date = Field(description="ISO date.")
    note: str = Field(description="What it brings.")
    count: int = Field(description="Number of records.")
    path: str = Field(description="Path of its facts as JSON, below the site.")
    page: str = Field(description="Path of its page, below the site.")


class _VerdictWords(_Published):
    """What a name looked up leads to."""

    name: str = Field(description="Name of the record.")
    defines_probability: record.DefinesProbability = Field(
        description="Does training define a probability for whole texts?"
    )
    writes_text: record.WritesText = Field(description="Does the release yield open-ended text?")
    released_to_write: record.ReleasedToWrite = Field(description="Was it published in order to produce text?")
    summary: record.Summary = Field(description="`generative` if it writes text.")
    rule: str = Field(description="Identifiers of the rules that fired.")
    transformers_type: str | None = Field(description="`model_type` in transformers.")


class _Addressed(_Published):
    """Something that has a place on a page."""

    address: str = Field(description="Where it stands, below the address of the site.")


class _Question(editorial.Question, _Addressed):
    """One question of the FAQ with its answer as plain text."""

    asked_as: tuple[str, ...] = Field(description="Other ways to ask it.")
    claims: tuple[Slug, ...] = Field(description="Ids of the claims the answer rests on.")
    models: tuple[Slug, ...] = Field(description="Ids of records to look at.")


class _Term(_Addressed):
    """One term of the glossary."""

    id: Slug = Field(description="The value itself, or the term's slug.")
    field: str = Field(description="The vocabulary it belongs to, or `general`.")
    name: str = Field(description="Name in words.")
    also: tuple[str, ...] = Field(description="Short forms and other names.")
    definition: str = Field(description="One or two sentences.")
    example: str | None = Field(description="A record id, or a short text.")
    non_example: str | None = Field(description="What the term does not cover.")


class _Definition(editorial.Definition, _Addressed):
    """One meaning of *large language model*."""

    source: str | None = Field(description="Address of the source.")


class _Task(editorial.Task, _Addressed):
    """A job and the kind of model that does it."""

    asked_as: tuple[str, ...] = Field(description="Ways to ask which model does it.")
    candidates: tuple[Slug, ...] = Field(description="Ids of records to start from.")
    claims: tuple[Slug, ...] = Field(description="Ids of the claims it rests on.")


class _Pair(editorial.Pair, _Addressed):
    """Two records side by side."""

    compare: tuple[str, ...] = Field(description="Fields to show.")


class _Developer(record.Developer, _Published):
    """An organization."""

    aliases: tuple[str, ...] = Field(description="Other spellings and former names.")
    models: tuple[Slug, ...] = Field(description="Ids of its records.")


def _document(name: str, says: str, **fields: tuple[Any, str]) -> type[BaseModel]:
    """Return the type of a document; each field has its type and what it holds."""
    typed: dict[str, Any] = {key: (kind, Field(description=holds)) for key, (kind, holds) in fields.items()}
    return create_model(f"Published{name}", __base__=_Head, __doc__=says, **typed)


_DOCUMENTS: dict[str, type[BaseModel]] = {
    "models": PublishedCatalog,
    "models/{id}": _Single,
    "sources": _document("Sources", "All sources.", sources=(list[_Source], "By id.")),
    "claims": _document("Claims", "All claims.", claims=(list[_Claim], "In the order of the page.")),
    "changes": _document("Changes", "All releases.", releases=(list[_Release], "Newest first.")),
    "index": _document("Index", "The endpoints.", endpoints=(dict[str, str], "Path below the site -> what it holds.")),
    "rules": _document(
        "Rules", "The verdict rules: of each sense the first one whose conditions all hold decides.",
        rules_version=(int, "Raised when the meaning of the rules changes."),
        inheriting=(list[record.Objective], "Objectives that keep the factorization of the stage before: "
                    "`factorization` is the last stage without them."),
        rules=(list[record.VerdictRule], "In the order in which they are tried.")),
    "lookup": _document(
        "Lookup", "Every name, alias, former id and Hub id, folded; a name that means several records gives all of them.",
        folding=(str, "How to fold a name before it is looked up."),
        names=(dict[str, list[Slug]],
               "Folded name -> ids. A name that is not here is not known; the nearest one is never given."),
        records=(dict[str, _VerdictWords], "Id -> verdict.")),
    "judge": _document(
        "Judge", "The questions of the judge page, and what class names in a config.json state about the inputs of the rules.",
        questions=(list[editorial.JudgeQuestion], "In the order in which they are asked."),
        classes=(list[editorial.ConfigClass], "The first that fits a class name counts.")),
    "history": _document(
        "History", "The former values of facts.",
        models=(dict[Slug, list[_FormerValue]],
                "Id -> former values, newest first; records whose facts never changed are not listed.")),
    "releases/index": _document("Releases", "All releases.", releases=(list[_ReleaseEntry], "Newest first.")),
    "releases/{version}": _document(
        "ReleasedState", "The facts of one release as they were; `as_of` is its date.",
        version=(str, "Semantic version."), note=(str, "What it brings."), count=(int, "Number of records."),
        models=(dict[Slug, dict[str, Any]], "Id -> facts. Words are those of the release; `sizes` maps names to total and active "
                "parameters, `training` lists stages\nwith their objectives, `sources` maps addresses to the facts they were "
                "read for.")),
    "faq": _document("Faq", "All questions of the FAQ.", questions=(list[_Question], "In the order of the page.")),
    "glossary": _document(
        "Glossary", "All terms.", terms=(list[_Term], "Those of the vocabularies and the general ones.")),
    "definitions": _document(
        "Definitions", "What may be meant by *large language model*.",
        definitions=(list[_Definition], "The definitions that readers can choose from.")),
    "tasks": _document("Tasks", "All tasks.", tasks=(list[_Task], "In the order of the page.")),
    "pairs": _document(
        "Pairs", "All pairs of models that differ in little but the verdict.", pairs=(list[_Pair], "In the order of the article.")),
    "developers": _document("Developers", "All organizations.", developers=(list[_Developer], "By id.")),
}  # fmt: skip
"""Name of an endpoint -> the type of its document; what is not listed is a schema or a table."""
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
_PARAMETERS = {
    "id": "Id of a record, present or former, such as `bert`; lookup.json leads from any name to it.",
    "version": "Version of a release, such as `1.0.0`; releases/index.json lists them.",
}
_LATER = {name: how.added for kind in (PublishedRecord, _Verdict) for name, how in shown(kind).items()}
SCHEMA_VERSION = max(_LATER.values(), key=lambda version: tuple(map(int, version.split("."))))
"""Version of the contract: that of its newest field."""
CSV_COLUMNS = (
    "id", "name", "aliases", "family", "developer", "released", "derived_from", "variants", "parameters_min", "parameters_max",
    "architecture", "attention", "objectives", "output_head", "context_tokens", "weights", "license", "arxiv", "transformers_type",
    "url", "defines_probability", "writes_text", "released_to_write", "summary", "rule", "missing",
    *sorted((name for name, added in _LATER.items() if added != FIRST_VERSION), key=lambda name: _LATER[name]),
)  # fmt: skip
"""Stable: those of the first version, then the columns of later fields, by version."""


@cache
def schema_text() -> str:
    """Return the JSON Schema (2020-12) that every export fits; each kind of document also stands under `$defs`."""
    return _json({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Are all large language models generative? Contract v{SCHEMA_VERSION}",
        "anyOf": [{"$ref": f"#/$defs/{document.__name__}"} for document in _DOCUMENTS.values()],
        "$defs": _schemas("#/$defs/{model}"),
    })  # fmt: skip


@cache
def openapi_text() -> str:
    """Return the description as JSON (OpenAPI 3.1), for makers of clients; its server is relative to where it lies."""
    return _json({
        "openapi": "3.1.0",
        "info": {
            "title": "Are all large language models generative?",
            "summary": "Facts about language models, each with its source, and computed verdicts.",
            "version": SCHEMA_VERSION,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "../..", "description": "The site that serves this description"}],
        "paths": {f"/{path}": {"get": _operation(path, what)} for path, what in ENDPOINTS.items()},
        "components": {"schemas": _schemas("#/components/schemas/{model}")},
    })  # fmt: skip


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _schemas(reference: str) -> dict[str, Any]:
    _, whole = models_json_schema([(it, "serialization") for it in _DOCUMENTS.values()], ref_template=reference)
    return dict(sorted(whole["$defs"].items()))


def _operation(path: str, what: str) -> dict[str, Any]:
    name = path.removeprefix("api/v1/")
    document = _DOCUMENTS.get(name.removesuffix(".json"))
    schema = {"$ref": f"#/components/schemas/{document.__name__}"} if document else {}
    kind = "text/csv" if name.endswith(".csv") else "application/json"
    responses: dict[str, Any] = {"200": {"description": what, "content": {kind: {"schema": schema}}}}
    operation: dict[str, Any] = {"operationId": "get_" + re.sub(r"\W+", "_", name).strip("_"), "summary": what}
    if asked := re.findall(r"\{(\w+)\}", name):
        operation["parameters"] = [
            {"name": it, "in": "path", "required": True, "description": _PARAMETERS[it], "schema": {"type": "string"}}
            for it in asked
        ]
        responses["404"] = {"description": "There is none."}
    return operation | {"responses": responses}
