"""Records, sources and claims -> the plain values that programs read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from catalog.facts.derive import Site
from catalog.facts.ledger import Claim
from catalog.facts.model import Model
from catalog.facts.prose import plain
from catalog.facts.schema import Evidence, Source
from catalog.facts.verdict import Rule


def source_url(source: Source) -> str:
    """Return the permanent address of a source."""
    if source.arxiv:
        return f"https://arxiv.org/abs/{source.arxiv}"
    return f"https://doi.org/{source.doi}" if source.doi else str(source.url)


def fact_text(model: Model, field: str) -> str:
    """Return a verdict-bearing fact in words, such as `masked-lm, next-sentence-prediction`."""
    value = model.objectives if field == "training" else getattr(model.record, field)
    return (", ".join(value) or "undisclosed") if isinstance(value, tuple) else str(value)


def reasons(model: Model) -> list[str]:
    """Return one sentence a rule: its id, the facts it used, the value it gave and why."""
    senses = ("defines_probability", "writes_text", "released_to_write")
    return [_reason(model, sense, rule) for sense, rule in zip(senses, model.verdict.rules, strict=True)]


def _reason(model: Model, sense: str, rule: Rule) -> str:
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
        "developer": record.developer, "released": record.released, "summary": record.summary,
        "included_as": list(record.included_as), "derived_from": record.derived_from, "also_from": list(record.also_from),
        "variants": [
            {"name": v.name, "parameters_total": v.parameters_total, "parameters_active": v.parameters_active,
             "parameters_computed": model.counted.get(v.name)} for v in record.variants
        ],
        "architecture": record.architecture, "attention": record.attention, "objectives": list(model.objectives),
        "training": [{"stage": stage.stage, "objectives": list(stage.objectives)} for stage in record.training],
        "output_head": record.output_head, "released_for": list(record.released_for), "context_tokens": record.context_tokens,
        "weights": record.weights, "license": record.license, "arxiv": record.arxiv,
        "transformers_type": record.transformers_type, "url": record.url,
        "verdict": {
            "defines_probability": verdict.defines_probability, "writes_text": verdict.writes_text,
            "released_to_write": verdict.released_to_write, "summary": verdict.summary, "rule": verdict.rule,
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
