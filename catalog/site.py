"""Catalog -> Site: every computed value is made here, and nowhere else.

Authored values keep their names from `schema`; computed ones live on `Model` and `Site`. No clock: `as_of` is passed in,
or is the newest date on which a fact was checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from catalog import parameters
from catalog.check.check import Catalog
from catalog.model import Model
from catalog.queries import DEFINITIONS, SENSES, Cell, Index, at_least, index_of, matching
from catalog.schema.editorial import Definition
from catalog.schema.labels import listed
from catalog.schema.record import Family, Record
from catalog.schema.vocabulary import VERDICT_FIELDS
from catalog.verdict import judge, summary_of_many


@dataclass(frozen=True)
class FamilyView:
    """A family with its records, oldest first, and the summary of the name."""

    family: Family
    members: tuple[Model, ...]
    summary: str


@dataclass(frozen=True)
class Site:
    """All that pages and exports are made from."""

    catalog: Catalog
    as_of: str
    models: tuple[Model, ...]
    """By name."""

    @cached_property
    def by_id(self) -> dict[str, Model]:
        """Id -> model."""
        return {model.id: model for model in self.models}

    @cached_property
    def by_date(self) -> tuple[Model, ...]:
        """Oldest first."""
        return tuple(sorted(self.models, key=lambda model: (model.record.released, model.id)))

    @cached_property
    def children(self) -> dict[str, list[Model]]:
        """Id -> models built from it, oldest first."""
        found: dict[str, list[Model]] = {}
        for model in self.by_date:
            for parent in model.record.parents:
                found.setdefault(parent, []).append(model)
        return found

    @cached_property
    def families(self) -> tuple[FamilyView, ...]:
        """Families that have records, by name."""
        members: dict[str, list[Model]] = {}
        for model in self.by_date:
            members.setdefault(model.record.family, []).append(model)
        views = (
            FamilyView(self.catalog.families[ident], tuple(found), summary_of_many({m.verdict.summary for m in found}))
            for ident, found in members.items()
        )
        return tuple(sorted(views, key=lambda view: view.family.name.casefold()))

    @cached_property
    def split_families(self) -> tuple[FamilyView, ...]:
        """Families whose members have different verdicts, those with most members first."""
        split = [view for view in self.families if view.summary == "depends"]
        return tuple(sorted(split, key=lambda view: -len(view.members)))

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Id -> definition of *LLM*."""
        return {definition.id: definition for definition in self.catalog.definitions}

    @cached_property
    def index(self) -> Index:
        """Places, in the order of `by_date`, of the models that have a fact's value."""
        return index_of([model.facts for model in self.by_date])

    def select(self, query: Mapping[str, Any]) -> tuple[Model, ...]:
        """Return the models that match a query, oldest first."""
        found = matching(self.index, query, len(self.models))
        return tuple(self.by_date[place] for place in sorted(found))

    def cell(self, definition: str, sense: str, threshold: int | None = None) -> Cell:
        """Return one cell of the matrix of answers."""
        covers = at_least(threshold) if threshold else DEFINITIONS[definition]
        sorted_by: dict[bool | None, list[Model]] = {True: [], False: [], None: []}
        for model in self.by_date:
            if covers(model):
                sorted_by[SENSES[sense](model)].append(model)
        return Cell(definition, sense, *(tuple(sorted_by[key]) for key in (True, False, None)))

    @cached_property
    def matrix(self) -> tuple[tuple[Cell, ...], ...]:
        """Definitions × senses."""
        return tuple(tuple(self.cell(definition, sense) for sense in SENSES) for definition in self.definitions)

    def superlative(self, kind: str, query: Mapping[str, Any]) -> Model:
        """Return the `largest`, `smallest`, `first` or `latest` model that matches a query. Raises LookupError if none does."""
        found = self.select(query)
        if kind in ("largest", "smallest"):
            found = tuple(model for model in found if model.sizes)
        if not found:
            raise LookupError(f"no model matches {dict(query)!r}")
        best: dict[str, Callable[[], Model]] = {
            "largest": lambda: max(found, key=lambda model: model.largest),
            "smallest": lambda: min(found, key=lambda model: model.sizes[0]),
            "first": lambda: found[0],
            "latest": lambda: found[-1],
        }
        return best[kind]()

    @cached_property
    def how(self) -> Counter[str]:
        """How the verdict-bearing facts were checked: read, secondary, recalled."""
        return Counter(
            entry.how
            for model in self.models
            for name, entry in model.record.evidence.items()
            if name in VERDICT_FIELDS
        )


def _counted(record: Record, catalog: Catalog) -> dict[str, int]:
    return {
        variant.name: parameters.count(catalog.configurations[variant.configuration])
        for variant in record.variants
        if variant.configuration
    }


def _model(record: Record, catalog: Catalog) -> Model:
    terms = catalog.licenses.get(record.license or "")
    return Model(
        record=record,
        verdict=judge(record, catalog.rules),
        place=catalog.lines.get(record.id, ("data/models.yaml", 1, 1)),
        counted=_counted(record, catalog),
        developer=listed([catalog.developers[ident].name for ident in record.developers]),
        commercial_use=record.commercial_use or (terms.commercial_use if terms else None),
    )


def newest_check(records: Iterable[Record]) -> str:
    """Return the newest date on which a fact was checked, or the newest release when nothing was."""
    checks = [entry.checked for record in records for entry in record.evidence.values() if entry.checked]
    return max(checks or [record.released for record in records], default="1970-01-01")


def derive_site(catalog: Catalog, as_of: str | None = None) -> Site:
    """Return the site of a catalog as of an ISO date (default: the newest check)."""
    models = [_model(record, catalog) for record in catalog.models]
    models.sort(key=lambda model: (model.record.name.casefold(), model.id))
    return Site(catalog, as_of or newest_check(catalog.models), tuple(models))
