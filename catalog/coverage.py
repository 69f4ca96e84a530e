"""Site -> where the catalog is thin: what is missing, recalled, old, or rests on a single document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from catalog.model import Model
from catalog.schema.vocabulary import EVIDENCE_FIELDS
from catalog.site import Site

SHOWN = 25
"""Entries of a list that the page prints, whose weight shall not follow the catalog; the export has all of them."""
FAR = 0.12
"""Share by which an exact count may differ from the stated size before the page points it out."""


STATES = {
    "read": "Read", "secondary": "Confirmed elsewhere", "recalled": "Recalled", "not-disclosed": "Not disclosed",
    "not-applicable": "Does not apply", "not-researched": "Not researched",
}  # fmt: skip
"""How a fact was checked, or why it is missing."""


class Fact(NamedTuple):
    """One fact of one model that the page points at, with what there is to say."""

    model: Model
    field: str
    says: str


@dataclass(frozen=True)
class Coverage:
    """What a sceptic asks about."""

    shown: int
    states: dict[str, str]
    fields: dict[str, dict[str, list[Model]]]
    """Field -> state -> the models whose fact is in it."""
    recalled: tuple[Fact, ...]
    missing: tuple[Fact, ...]
    single: tuple[Model, ...]
    oldest: tuple[Fact, ...]
    far: tuple[Fact, ...]


def coverage_of(site: Site) -> Coverage:
    """Return the coverage of a site."""
    evidence = [(model, field, entry) for model in site.models for field, entry in model.record.evidence.items()]
    return Coverage(
        shown=SHOWN,
        states=STATES,
        fields=by_state(site),
        recalled=tuple(Fact(model, field, entry.says) for model, field, entry in evidence if entry.how == "recalled"),
        missing=tuple(
            Fact(model, field, reason) for model in site.models for field, reason in model.record.missing.items()
        ),
        single=resting_on_one(site),
        oldest=by_check(site)[:10],
        far=tuple(_far(site)),
    )


def resting_on_one(site: Site) -> tuple[Model, ...]:
    """Return the models whose facts all cite the same document."""
    return tuple(m for m in site.models if len({entry.source for entry in m.record.evidence.values()}) == 1)


def by_check(site: Site) -> tuple[Fact, ...]:
    """Return every checked fact with the date of its check, the oldest check first."""
    checked = [
        (entry.checked, model.id, field)
        for model in site.models
        for field, entry in model.record.evidence.items()
        if entry.checked
    ]
    return tuple(Fact(site.by_id[ident], field, day) for day, ident, field in sorted(checked))


def by_state(site: Site) -> dict[str, dict[str, list[Model]]]:
    """Return field -> state -> the models whose fact is in it."""
    found: dict[str, dict[str, list[Model]]] = {field: {state: [] for state in STATES} for field in EVIDENCE_FIELDS}
    for model in site.models:
        for field, entry in model.record.evidence.items():
            found[field][entry.how].append(model)
        for name, reason in model.record.missing.items():
            if name in found:
                found[name][reason].append(model)
    return found


def _far(site: Site) -> list[Fact]:
    return [
        Fact(model, variant.name, f"{variant.parameters_total:,} stated, {exact:,} counted")
        for model in site.models
        for variant in model.record.variants
        if (exact := model.counted.get(variant.name)) and variant.parameters_total
        and abs(exact - variant.parameters_total) > FAR * variant.parameters_total
    ]  # fmt: skip
