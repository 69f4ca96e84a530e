"""The published contract, version 1: what programs may rely on for ever.

`API` is the shape of every export; `schema_text` is the JSON Schema made from it, with which each export is validated
before it is published. A change that breaks readers needs `/api/v2/`; additions are listed in CHANGELOG.md.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import jsonschema_rs
from pydantic import BaseModel, ConfigDict, Field

from catalog import schema

SCHEMA_VERSION = "1.0.0"


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

    stage: schema.Stage
    """Kind of stage."""
    objectives: list[schema.Objective]
    """What it optimised."""


class PublishedVerdict(Published):
    """The three senses, the summary and how they came about."""

    defines_probability: schema.DefinesProbability
    """Does training define a probability for whole texts?"""
    writes_text: schema.WritesText
    """Does the released checkpoint have a standard procedure for open-ended text?"""
    released_to_write: schema.ReleasedToWrite
    """Was it published in order to produce text?"""
    summary: schema.Summary
    """`generative` if it writes text."""
    rule: str
    """Identifiers of the rules that fired."""
    because: list[str]
    """The facts each rule used, one sentence a rule."""


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
    checked: schema.Date | None
    """ISO date of the check; null when recalled."""
    how: schema.How
    """read, secondary or recalled."""
    via: str | None
    """For secondary: address of the document that confirms it."""


class PublishedRecord(Published):
    """One model."""

    id: schema.Slug
    """Stable identifier and page address `models/<id>/`."""
    name: str
    """Name."""
    aliases: list[str]
    """Other names."""
    family: schema.Slug
    """Family."""
    developer: str
    """Organisation."""
    released: schema.Date
    """ISO date of first public release."""
    summary: str
    """One sentence."""
    included_as: list[schema.Inclusion]
    """Part of the inclusion rule it meets."""
    derived_from: schema.Slug | None
    """Record it was built from."""
    also_from: list[schema.Slug]
    """Further parents."""
    variants: list[PublishedVariant]
    """Published sizes."""
    architecture: schema.Architecture
    """What is wired to what."""
    attention: schema.Attention
    """Who may look where."""
    objectives: list[schema.Objective]
    """Objectives of the last stage."""
    training: list[PublishedStage]
    """All stages in order."""
    output_head: schema.OutputHead
    """What the checkpoint hands out."""
    released_for: list[schema.Purpose]
    """Purposes named by its paper or card."""
    context_tokens: Annotated[int, Field(gt=0)] | None
    """Longest supported context."""
    weights: schema.Weights
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
    missing: dict[str, schema.MissingReason]
    """Field -> why it has no value."""


class PublishedCatalog(Published):
    """All models."""

    schema_version: str
    """Version of this contract."""
    as_of: schema.Date
    """Date of the data."""
    count: int
    """Number of models."""
    models: list[PublishedRecord]
    """The records, by name."""


class PublishedSingle(PublishedRecord):
    """One model with the version of the contract."""

    schema_version: str
    """Version of this contract."""
    as_of: schema.Date
    """Date of the data."""


class PublishedSource(Published):
    """A document that facts are checked against."""

    id: schema.Slug
    """Stable identifier."""
    kind: schema.SourceKind
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

    kind: schema.DisputeKind
    """Sort of disagreement."""
    where: str
    """Who said it, where."""
    says: str
    """What was said, in our words."""
    source: str
    """Address of the source."""


class PublishedClaim(Published):
    """One claim of the site; texts are plain."""

    id: schema.Slug
    """Stable identifier; `claims/#c-<id>` is its address."""
    section: schema.Section
    """Part of the article."""
    statement: str
    """The claim in one sentence."""
    verdict: schema.ClaimVerdict
    """Our judgement."""
    strength: schema.Strength
    """How strong the evidence is."""
    explanation: str
    """Why."""
    evidence: list[PublishedEvidence]
    """What it rests on."""
    would_change: str
    """What would change our mind."""
    counterexample: str | None
    """The best case against it."""
    models: list[schema.Slug]
    """Records that bear on it."""
    disputes: list[PublishedDispute]
    """Who disagrees."""


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

    id: schema.Slug
    """Record id."""
    name: str
    """Record name."""
    kind: Literal["new", "changed", "renamed", "removed"]
    """What happened to it."""
    was: schema.Slug | None
    """Former id of a renamed record."""
    sentence: str
    """The change in words."""
    facts: list[PublishedFactChange]
    """The facts that changed."""


class PublishedRelease(Published):
    """One release of the data."""

    version: str
    """Semantic version."""
    date: schema.Date
    """ISO date."""
    note: str
    """What it brings."""
    count: int
    """Number of records."""
    changes: list[PublishedChange]
    """What changed since the release before it."""


class Head(Published):
    """What every document begins with."""

    schema_version: str
    """Version of this contract."""
    as_of: schema.Date
    """Date of the data."""


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


DOCUMENTS: tuple[type[Published], ...] = (
    PublishedCatalog, PublishedSingle, PublishedSources, PublishedClaims, PublishedChanges, PublishedIndex,
)  # fmt: skip
"""What the endpoints return."""


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

    def check(self, document: Any, kind: type[Published] = PublishedCatalog) -> list[str]:
        """Return what the schema rejects in a document of one kind, each with its path."""
        shape = {"$ref": f"#/$defs/{kind.__name__}", "$defs": self._definitions}
        faults = jsonschema_rs.validator_for(shape).iter_errors(document)
        return [f"{'/'.join(map(str, fault.instance_path)) or 'top level'}: {fault.message}"[:300] for fault in faults]
