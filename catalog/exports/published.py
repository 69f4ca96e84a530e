"""The shape of a published record: what programs may rely on for ever. `contract` adds the other documents.

The line under a field is its documentation, on the data page and in the published schema.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from catalog.facts import schema, vocabulary


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
    checked: schema.Date | None
    """ISO date of the check; null when recalled."""
    how: vocabulary.How
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
    """Names of the organizations, joined."""
    developers: list[schema.Slug] = []
    """Ids of the organizations."""
    released: schema.Date
    """ISO date of first public release."""
    summary: str
    """One sentence."""
    included_as: list[vocabulary.Inclusion]
    """Part of the inclusion rule it meets."""
    derived_from: schema.Slug | None
    """Record it was built from."""
    also_from: list[schema.Slug]
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


class Head(Published):
    """What every document begins with."""

    schema_version: str
    """Version of this contract."""
    as_of: schema.Date
    """Date of the data."""
