"""Catalog -> Site: every computed value is made here, and nowhere else.

Authored values keep their names from `schema`; computed ones live on `Model` and `Site`. No clock: `as_of` is passed in,
or is the newest date on which a fact was checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from catalog.facts import parameters
from catalog.facts.check import Catalog
from catalog.facts.ledger import Definition
from catalog.facts.query import Index, index_of, matching
from catalog.facts.schema import Family, Record
from catalog.facts.verdict import Verdict, judge, last_objectives, summary_of_many
from catalog.facts.vocabulary import VERDICT_FIELDS

THRESHOLDS = (100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000)
"""Parameter counts a reader may choose as the lower limit of *large*."""
DEFAULT_THRESHOLD = 10_000_000_000
CORPUS_LIMIT = 1_000_000_000
"""Tokens of pre-training below which the position paper's definition does not speak of a large language model."""


@dataclass(frozen=True)
class Model:
    """One record with everything that follows from it."""

    record: Record
    verdict: Verdict
    place: tuple[str, int, int]
    """File, first and last line of the record."""
    counted: Mapping[str, int]
    """Variant name -> exact number of parameters, where the configuration is published."""

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
        record, verdict = self.record, self.verdict
        return {
            "id": record.id, "family": record.family, "developer": record.developer, "architecture": record.architecture,
            "attention": record.attention, "objectives": self.objectives, "output_head": record.output_head,
            "weights": record.weights, "released_for": record.released_for,
            "defines_probability": verdict.defines_probability, "writes_text": verdict.writes_text,
            "released_to_write": verdict.released_to_write, "summary": verdict.summary,
        }  # fmt: skip


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


Test = Callable[[Model], bool | None]

SENSES: dict[str, Test] = {
    "defines_probability": lambda model: None if model.verdict.defines_probability == "undisclosed"
    else model.verdict.defines_probability in ("exact", "bound"),
    "writes_text": lambda model: model.verdict.writes_text == "yes",
    "released_to_write": lambda model: model.verdict.released_to_write == "yes",
}  # fmt: skip
"""The three senses of *generative*: True, False, or None where it is undisclosed."""


def _generates_or_scores(model: Model) -> bool:
    return model.verdict.writes_text in ("yes", "with-extra-procedure")


DEFINITIONS: dict[str, Callable[[Model], bool]] = {
    "transfer": lambda model: True,
    "position-paper": lambda model: (
        _generates_or_scores(model) and (model.record.corpus_tokens or CORPUS_LIMIT) >= CORPUS_LIMIT
    ),
    "threshold": lambda model: model.largest >= DEFAULT_THRESHOLD,
    "everyday": lambda model: model.verdict.writes_text == "yes",
}
"""Which records each definition of *large language model* covers."""


def at_least(threshold: int) -> Callable[[Model], bool]:
    """Return the test of the parameter-threshold definition at another threshold."""
    return lambda model: model.largest >= threshold


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

    @cached_property
    def uncounted_size(self) -> int:
        """Records without a disclosed size, which the parameter threshold cannot count."""
        return sum(not model.sizes for model in self.models)

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


def newest_check(records: Iterable[Record]) -> str:
    """Return the newest date on which a fact was checked, or the newest release when nothing was."""
    checks = [entry.checked for record in records for entry in record.evidence.values() if entry.checked]
    return max(checks or [record.released for record in records], default="1970-01-01")


def derive_site(catalog: Catalog, as_of: str | None = None) -> Site:
    """Return the site of a catalogue as of an ISO date (default: the newest check)."""
    models = [
        Model(
            record, judge(record), catalog.lines.get(record.id, ("data/models.yaml", 1, 1)), _counted(record, catalog)
        )
        for record in catalog.models
    ]
    models.sort(key=lambda model: (model.record.name.casefold(), model.id))
    return Site(catalog, as_of or newest_check(catalog.models), tuple(models))
