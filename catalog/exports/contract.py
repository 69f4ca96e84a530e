"""The published contract, version 1: the shapes of all documents, and the JSON Schema made from them.

Each export is validated with that schema before it is published. A change that breaks readers needs `/api/v2/`;
additions are listed in CHANGELOG.md.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Literal

import jsonschema_rs

from catalog.exports.published import Head, Published, PublishedCatalog, PublishedEvidence, PublishedSingle
from catalog.facts import schema, vocabulary

SCHEMA_VERSION = "1.0.0"


class PublishedSource(Published):
    """A document that facts are checked against."""

    id: schema.Slug
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

    id: schema.Slug
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
    models: list[schema.Slug]
    """Records that bear on it."""
    disputes: list[PublishedDispute]
    """Who disagrees."""
    superseded_by: schema.Slug | None = None
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
