"""A record -> its facts in short: what releases keep and what is compared. Only what has a value is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from catalog.exports.export import published
from catalog.facts.derive import Site
from catalog.facts.schema import Date, Line, Slug, Strict

FIELDS = (
    "name", "family", "developer", "released", "derived_from", "also_from", "architecture", "attention", "training",
    "output_head", "released_for", "context_tokens", "weights", "license", "arxiv", "transformers_type",
)  # fmt: skip
"""Fields of a published record that are facts; sizes, verdict and sources are added in a shorter form."""
VERDICT = ("summary", "rule", "defines_probability", "writes_text", "released_to_write")

Facts = Mapping[str, Any]


class Shape(Strict):
    """The facts of one record in a snapshot. Words are free: an old release may use words since renamed."""

    name: Line
    """Name."""
    family: Slug
    """Family."""
    developer: Line
    """Organisation."""
    released: Date
    """ISO date."""
    derived_from: Slug | None = None
    """Record it was built from."""
    also_from: list[Slug] | None = None
    """Further parents."""
    sizes: dict[str, list[int | None]]
    """Name -> stated parameters, and those used per token."""
    architecture: str
    """What is wired to what."""
    attention: str
    """Who may look where."""
    training: list[list[str]] | None = None
    """Stages, each followed by its objectives."""
    output_head: str
    """What the checkpoint hands out."""
    released_for: list[str] | None = None
    """Purposes."""
    context_tokens: int | None = None
    """Longest context."""
    weights: str
    """Availability."""
    license: str | None = None
    """License."""
    arxiv: str | None = None
    """Paper."""
    transformers_type: str | None = None
    """Type in transformers."""
    summary: str
    """Verdict."""
    rule: str
    """Rules that fired."""
    defines_probability: str
    """First sense."""
    writes_text: str
    """Second sense."""
    released_to_write: str
    """Third sense."""
    missing: dict[str, str] | None = None
    """Field -> why it has no value."""
    sources: dict[str, list[str]] | None = None
    """Address of a source -> the fields it states."""


class State(NamedTuple):
    """All records by id, and former ids with the present ones."""

    models: Mapping[str, Facts]
    redirects: Mapping[str, str] = {}


def facts_of(record: Mapping[str, Any]) -> Facts:
    """Return the facts of a published record."""
    facts = {field: record[field] for field in FIELDS}
    facts["training"] = [[stage["stage"], *stage["objectives"]] for stage in record["training"]]
    facts["sizes"] = {v["name"]: [v["parameters_total"], v["parameters_active"]] for v in record["variants"]}
    facts |= {sense: record["verdict"][sense] for sense in VERDICT}
    facts["missing"] = record["missing"]
    sources: dict[str, list[str]] = {}
    for field, entry in record["evidence"].items():
        sources.setdefault(entry["source"], []).append("training" if field == "objectives" else field)
    facts["sources"] = sources
    return {field: value for field, value in facts.items() if value not in (None, [], {})}


def state_of(site: Site) -> State:
    """Return the present state."""
    redirects = {redirect.old: redirect.new for redirect in site.catalog.redirects}
    return State({model.id: facts_of(published(site, model)) for model in site.models}, redirects)
