"""Site -> what the comparison table and its filters show: columns, cells in words, the values one can choose.

The words of a cell are the very labels of its filter, so that the page's script reads the table itself
and needs no second copy of the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from catalog.model import Model
from catalog.outputs.api import PublishedRecord, dump
from catalog.queries import DEFINITIONS
from catalog.schema import labels
from catalog.schema.record import shown
from catalog.schema.vocabulary import VOCABULARIES
from catalog.site import Site

GROUP = 5
"""Rows of one row group; a browser lays out only the groups in view."""
FIRST = 200
"""Rows that stand in the page's first table; a script reads the others as text and builds those in view."""
MARKED_DEFINITION = "position-paper"
"""The definition of *LLM* that no filter can express; rows it leaves out carry a mark."""


class Column(NamedTuple):
    """One column: field, heading, and how its cells compare."""

    key: str
    name: str
    kind: str = "text"

    @property
    def anchor(self) -> str:
        """Where the glossary explains it."""
        return f"field-{self.key.replace('_', '-')}"


class Cell(NamedTuple):
    """Words of one cell, and the value that gives it a shape and a color."""

    text: str
    value: str = ""


class Facet(NamedTuple):
    """One group of filters; without options the page's script lists what the table holds."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...]


_SHOWN = {
    "parameters" if name == "variants" else name: how for name, how in shown(PublishedRecord).items() if how.column
}
COLUMNS = (
    Column("summary", "Verdict"),
    *(Column(sense, labels.SENSE_NAME[sense]) for sense in ("writes_text", "defines_probability", "released_to_write")),
    *(
        Column(name, how.short, "size" if name == "parameters" else "number" if how.unit else "text")
        for name, how in sorted(_SHOWN.items(), key=lambda item: item[1].column)
    ),
)
"""Values that depend on one another stand side by side: reasons beside the verdict, and rows that compress well."""

_BESIDE = {
    name: how.short for name, how in shown(PublishedRecord).items()
    if name not in _SHOWN and (how.listed or name == "derived_from") and name not in ("training", "variants", "developers")
}  # fmt: skip
"""Fields that models show side by side though they have no column."""


def _kind_of(key: str) -> str:
    """Return how the script prints a value of the published record."""
    if key in ("summary", *labels.SENSE):
        return "verdict"
    if key in ("objectives", "parameters"):
        return key
    vocabulary = {"further_heads": "output_head", "output_heads": "output_head"}.get(key, key)
    return vocabulary if vocabulary in VOCABULARIES else "plain"


_REDUNDANT = {
    "architecture": " architecture", "attention": " attention", "output_head": " head", "weights": " weights",
    "objectives": " objective", "released_for": "For ",
}  # fmt: skip
"""What a glossary name repeats of its column's heading."""
_LICENSES = (
    ("open-source", "Open-source license"),
    ("creative-commons", "Creative Commons"),
    ("own", "The developer's own terms"),
    ("non-commercial", "Non-commercial license"),
    ("unknown", "None or not known"),
)


class Comparison:
    """The table of one site."""

    columns = COLUMNS

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def labels(self) -> dict[tuple[str, str], str]:
        """Field and value -> its words inside the table."""
        found = {(term.field, term.id): _short(term.field, term.name) for term in self.site.catalog.terms}
        found |= {(sense, value): text for sense, values in labels.SENSE.items() for value, text in values.items()}
        return found | {("summary", value): text for value, text in labels.SUMMARY.items()}

    def label(self, field: str, value: str) -> str:
        """Return a value in words."""
        return self.labels.get((field, value), value)

    def facets(self) -> Iterator[Facet]:
        """Yield the filters in the order of the columns, then those that are no column."""
        names = {column.key: column.name for column in COLUMNS}
        for key in names:
            if key in VOCABULARIES:
                values = VOCABULARIES[key] if key != "summary" else ("generative", "not-generative")
                yield Facet(key, names[key], tuple((value, self.label(key, value)) for value in values))
        yield Facet("license", "License", _LICENSES)
        if MARKED_DEFINITION in self.site.definitions:
            yield Facet("llm", "Meaning of LLM", ((MARKED_DEFINITION, self.site.definitions[MARKED_DEFINITION].name),))
        yield Facet("developer", "Developer", ())
        yield Facet("family", "Family", ())

    @property
    def described(self) -> Iterator[tuple[Column, str]]:
        """Yield the columns that have no vocabulary, each with what it holds."""
        for column in COLUMNS:
            if column.key not in VOCABULARIES:
                info = PublishedRecord.model_fields["variants" if column.key == "parameters" else column.key]
                yield column, info.description or ""

    @property
    def side_by_side(self) -> str:
        """What the script that puts models side by side needs, as JSON: rows, words, and former ids with the present ones."""
        fields = {it.key: it.name for it in COLUMNS} | _BESIDE
        rows = [{"key": key, "name": name, "kind": _kind_of(key)} for key, name in fields.items()]
        former = {redirect.old: redirect.new for redirect in self.site.catalog.redirects}
        return dump({"rows": rows, "missing": labels.MISSING, "how": labels.HOW, "former": former}).strip()

    @property
    def first(self) -> int:
        """How many rows the first table holds."""
        return min(FIRST, len(self.site.models))

    def groups(self) -> Iterator[tuple[Model, ...]]:
        """Yield the models of the first table by name, a row group at a time."""
        return _grouped(self.site.models[:FIRST])

    def other_groups(self) -> Iterator[tuple[Model, ...]]:
        """Yield the models of the second table likewise; most catalogs have none."""
        return _grouped(self.site.models[FIRST:])

    def letters(self) -> Iterator[tuple[str, list[Model]]]:
        """Yield the models by the first letter of their names; what begins with none stands under `#`."""
        for letter, models in groupby(self.site.models, key=lambda model: _initial(model.record.name)):
            yield letter, list(models)

    def counts_as_llm(self, model: Model) -> bool:
        """Tell whether the marked definition covers a model."""
        return DEFINITIONS[MARKED_DEFINITION](model)

    def cells(self, model: Model) -> list[Cell]:
        """Return the cells of a model in the order of the columns."""
        return [self._cell(model, column.key) for column in COLUMNS]

    def _cell(self, model: Model, key: str) -> Cell:
        if key == "parameters":
            return self._or_reason(model, key, labels.sizes(model.record.variants))
        value = model.value(key)
        if key in ("summary", *labels.SENSE):
            return Cell(self.label(key, value), value)
        if isinstance(value, tuple):
            return self._or_reason(model, key, ", ".join(self.label(key, it) for it in value))
        text = labels.full_count(value) if isinstance(value, int) else self.label(key, value or "")
        return self._or_reason(model, key, text)

    def _or_reason(self, model: Model, key: str, text: str) -> Cell:
        missing: dict[str, str] = {str(field): why for field, why in model.record.missing.items()}
        return Cell(text or labels.MISSING[missing.get(key, "not-disclosed")])


def _grouped(models: tuple[Model, ...]) -> Iterator[tuple[Model, ...]]:
    for start in range(0, len(models), GROUP):
        yield models[start : start + GROUP]


def _initial(name: str) -> str:
    letter = name[0].upper()
    return letter if letter.isascii() and letter.isalpha() else "#"


def _short(field: str, name: str) -> str:
    repeated = _REDUNDANT.get(field, "")
    short = name.removeprefix(repeated).removesuffix(repeated) if repeated else name
    return name if short == "No" else f"{short[0].upper()}{short[1:]}"
