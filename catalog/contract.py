"""The published contract, version 1: what programs may rely on for ever.

`API` is the shape of every export; `schema_text` is the JSON Schema made from it, with which each export is validated
before it is published. A change that breaks readers needs `/api/v2/`; additions are listed in CHANGELOG.md.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

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


def schema_text() -> str:
    """Return the JSON Schema (2020-12) of the catalogue and, under `#/$defs/PublishedSingle`, of a single record."""
    whole = PublishedCatalog.model_json_schema(mode="serialization")
    single = PublishedSingle.model_json_schema(mode="serialization")
    whole["$defs"] |= single.pop("$defs") | {"PublishedSingle": single}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Are all large language models generative? Contract v{SCHEMA_VERSION}",
        "anyOf": [{"$ref": "#/$defs/PublishedCatalog"}, {"$ref": "#/$defs/PublishedSingle"}],
    }
    definitions = whole.pop("$defs") | {"PublishedCatalog": whole}
    return json.dumps(head | {"$defs": definitions}, indent=1, ensure_ascii=False) + "\n"


class Contract:
    """The published schema, ready to check exports."""

    def __init__(self) -> None:
        definitions = json.loads(schema_text())
        self._catalog = jsonschema_rs.validator_for(definitions)

    def check(self, document: Any) -> list[str]:
        """Return what the schema rejects in an export, each with its path."""
        return [f"{'/'.join(map(str, error.instance_path))}: {error.message}"[:300] for error in self._catalog.iter_errors(document)]
