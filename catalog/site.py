"""Catalog -> Site: every computed value is made here, and nowhere else.

Authored values keep their names from `schema`; computed ones live on `Model`, which is one record with everything that
follows from it alone, and on `Site`. No clock: `as_of` is passed in, or is the newest date on which a fact was checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from catalog import parameters
from catalog.load.problems import nearest, shown
from catalog.schema.editorial import Definition
from catalog.schema.labels import listed
from catalog.schema.record import VERDICT_FIELDS, VOCABULARIES, CommercialUse, Family, Record
from catalog.verdict import Verdict, judge, last_objectives, summary_of_many

if TYPE_CHECKING:  # the check uses `query_problems`
    from catalog.check.check import Catalog

THRESHOLDS = (100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000)
"""Parameter counts a reader may choose as the lower limit of *large*."""
DEFAULT_THRESHOLD = 10_000_000_000
_CORPUS_LIMIT = 1_000_000_000
"""Tokens of pre-training below which the position paper's definition does not speak of a large language model."""
_KNOWN = {*Record.model_fields, *Verdict._fields, "objectives"} - {"missing"}
_QUERYABLE = ("id", "family", "developer", "developers", *(name for name in VOCABULARIES if name in _KNOWN))
"""Fields that a query selects by: those with a vocabulary, and whose records they are."""


@dataclass(frozen=True)
class Model:
    """One record with everything that follows from it."""

    record: Record
    verdict: Verdict
    place: tuple[str, int, int, Mapping[str, int]]
    """File, first and last line of the record, and the line on which each of its fields begins."""
    counted: Mapping[str, int]
    """Variant name -> exact number of parameters, where the configuration is published."""
    developer: str
    """Names of its developers, joined."""
    commercial_use: CommercialUse | None
    """Whether the weights may be used commercially: from the license, unless the record says otherwise."""

    @property
    def id(self) -> str:
        """Id of the record."""
        return self.record.id

    @cached_property
    def objectives(self) -> tuple[str, ...]:
        """Objectives of the last stage."""
        return last_objectives(self.record)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Stated total parameters of all variants, smallest first."""
        return tuple(sorted(v.parameters_total for v in self.record.variants if v.parameters_total))

    @cached_property
    def largest(self) -> int:
        """Stated total parameters of the largest variant; 0 when undisclosed."""
        return self.sizes[-1] if self.sizes else 0

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What can be queried: authored values of one word and the verdict."""
        return {field: self.value(field) for field in _QUERYABLE}

    def value(self, field: str) -> Any:
        """Return what a record says in a field: as authored, or as computed where the site knows more."""
        name = {"training": "objectives", "parameters": "sizes", "lineage": "parents"}.get(field, field)
        if name in ("developer", "objectives", "sizes", "commercial_use"):
            return getattr(self, name)
        return getattr(self.verdict if name in Verdict._fields else self.record, name)

    def has(self, sense: str) -> bool | None:
        """Tell whether it is generative in a sense; None where that is undisclosed."""
        value = getattr(self.verdict, sense)
        return None if value == "undisclosed" else value in ("exact", "bound", "yes")

    def meets(self, definition: str, threshold: int = DEFAULT_THRESHOLD) -> bool:
        """Tell whether a definition of *large language model* covers it; `threshold` is that of the parameters."""
        match definition:
            case "transfer":
                return True
            case "threshold":
                return self.largest >= threshold
            case "everyday":
                return self.verdict.writes_text == "yes"
            case "position-paper":
                trained_enough = (self.record.corpus_tokens or _CORPUS_LIMIT) >= _CORPUS_LIMIT
                return self.verdict.writes_text != "no" and trained_enough
        raise KeyError(definition)


def wanted(value: Any) -> tuple[str, ...]:
    """Return the accepted values of one field of a query; a single value stands for a list of one."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def query_problems(
    query: Mapping[str, Any], ids: Mapping[str, Any], families: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield (field, message) for every field or value that no record can have."""
    known = {**VOCABULARIES, "id": ids, "family": families}
    for field, value in query.items():
        if field not in _QUERYABLE:
            yield field, f"cannot be queried{nearest(field, _QUERYABLE)}"
            continue
        for word in wanted(value):
            if not isinstance(word, str):
                yield field, f"expected text; got {shown(word)} — quote it"
            elif field in known and word not in known[field]:
                yield field, f"no such value {shown(word)}{nearest(word, known[field])}"


class Cell(NamedTuple):
    """One cell of the matrix: models that meet a definition of *LLM*, split by one sense of *generative*."""

    definition: str
    sense: str
    yes: tuple[Model, ...]
    no: tuple[Model, ...]
    unknown: tuple[Model, ...]

    @property
    def total(self) -> int:
        """Number of models that meet the definition."""
        return len(self.yes) + len(self.no) + len(self.unknown)

    @property
    def answer(self) -> str:
        """`yes` when no counted model lacks the sense, else `no`; `empty` when nothing is counted."""
        return "no" if self.no else "yes" if self.yes else "empty"


class _FamilyView(NamedTuple):
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
    def families(self) -> tuple[_FamilyView, ...]:
        """Families that have records, by name."""
        members: dict[str, list[Model]] = {}
        for model in self.by_date:
            members.setdefault(model.record.family, []).append(model)
        views = (
            _FamilyView(self.catalog.families[ident], tuple(found), summary_of_many({m.verdict.summary for m in found}))
            for ident, found in members.items()
        )
        return tuple(sorted(views, key=lambda view: view.family.name.casefold()))

    @cached_property
    def shared_families(self) -> tuple[_FamilyView, ...]:
        """Families with several records."""
        return tuple(view for view in self.families if len(view.members) > 1)

    @cached_property
    def split_families(self) -> tuple[_FamilyView, ...]:
        """Families whose members have different verdicts, those with most members first."""
        split = [view for view in self.families if view.summary == "depends"]
        return tuple(sorted(split, key=lambda view: -len(view.members)))

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Id -> definition of *LLM*."""
        return {definition.id: definition for definition in self.catalog.definitions}

    @cached_property
    def _places(self) -> dict[tuple[str, str], set[int]]:
        """(field, value) -> places, in the order of `by_date`, of the models that have it."""
        found: dict[tuple[str, str], set[int]] = {}
        for place, model in enumerate(self.by_date):
            for field, value in model.facts.items():
                for word in wanted(value):
                    found.setdefault((field, word), set()).add(place)
        return found

    def select(self, query: Mapping[str, Any]) -> tuple[Model, ...]:
        """Return the models that have, in every field of a query, one of its accepted values; oldest first."""
        found = set(range(len(self.models)))
        for field, value in query.items():
            found &= set[int]().union(*(self._places.get((field, word), ()) for word in wanted(value)))
        return tuple(self.by_date[place] for place in sorted(found))

    def cell(self, definition: str, sense: str, threshold: int = DEFAULT_THRESHOLD) -> Cell:
        """Return one cell of the matrix of answers."""
        split: dict[bool | None, list[Model]] = {True: [], False: [], None: []}
        for model in self.by_date:
            if model.meets(definition, threshold):
                split[model.has(sense)].append(model)
        return Cell(definition, sense, *map(tuple, split.values()))

    def superlative(self, kind: str, query: Mapping[str, Any]) -> Model:
        """Return the `largest`, `smallest`, `first` or `latest` model that matches a query. Raises LookupError if none does."""
        found = self.select(query)
        if kind in ("largest", "smallest"):
            found = tuple(model for model in found if model.sizes)
        if not found:
            raise LookupError(f"no model matches {dict(query)!r}")
        if kind == "largest":
            return max(found, key=lambda model: model.largest)
        if kind == "smallest":
            return min(found, key=lambda model: model.sizes[0])
        ends = {"first": 0, "latest": -1}
        if kind not in ends:
            raise LookupError(f"no superlative {shown(kind)}{nearest(kind, ('largest', 'smallest', *ends))}")
        return found[ends[kind]]

    @cached_property
    def how(self) -> Counter[str]:
        """How the verdict-bearing facts were checked: read, secondary, recalled."""
        return Counter(
            entry.how
            for model in self.models
            for name, entry in model.record.evidence.items()
            if name in VERDICT_FIELDS
        )


def _model(record: Record, catalog: Catalog) -> Model:
    terms = catalog.licenses.get(record.license or "")
    counted = {
        v.name: parameters.count(catalog.configurations[v.configuration]) for v in record.variants if v.configuration
    }
    return Model(
        record=record,
        verdict=judge(record, catalog.rules),
        place=catalog.places.get(record.id, ("data/models.yaml", 1, 1, {})),
        counted=counted,
        developer=listed([catalog.developers[ident].name for ident in record.developers]),
        commercial_use=record.commercial_use or (terms.commercial_use if terms else None),
    )


def derive_site(catalog: Catalog, as_of: str | None = None) -> Site:
    """Return the site of a catalog as of an ISO date (default: the newest check, or else the newest release)."""
    models = sorted(
        (_model(record, catalog) for record in catalog.models), key=lambda it: (it.record.name.casefold(), it.id)
    )
    checks = [entry.checked for it in models for entry in it.record.evidence.values() if entry.checked]
    newest = max(checks or [it.record.released for it in models], default="1970-01-01")
    return Site(catalog, as_of or newest, tuple(models))
