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
    unit: str = ""

    @property
    def anchor(self) -> str:
        """Where the glossary explains it."""
        return f"field-{self.key.replace('_', '-')}"


class Cell(NamedTuple):
    """Words of one cell, and the value that gives it a shape and a color."""

    text: str
    value: str = ""


class Facet(NamedTuple):
    """One group of filters: values to tick; many values to type, which the page's script lists; or a range."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "ticks"
    example: str = ""
    hint: str = ""


class Preset(NamedTuple):
    """One question that readers bring: the columns that answer it, and their order."""

    name: str
    query: str


_SHOWN = {
    "parameters" if name == "variants" else name: how for name, how in shown(PublishedRecord).items() if how.column
}
COLUMNS = (
    Column("summary", "Verdict"),
    *(Column(sense, labels.SENSE_NAME[sense]) for sense in ("writes_text", "defines_probability", "released_to_write")),
    *(
        Column(name, how.short, "size" if name == "parameters" else "number" if how.unit else "text", how.unit)
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
    if key in ("derived_from", "also_from"):
        return "models"
    vocabulary = {"further_heads": "output_head", "output_heads": "output_head"}.get(key, key)
    return vocabulary if vocabulary in VOCABULARIES else "plain"


PRESETS = (
    Preset("All columns", ""),
    Preset(
        "Is it generative?",
        "cols=summary,writes_text,defines_probability,released_to_write,objectives&sort=summary",
    ),
    Preset(
        "Choose one",
        "cols=summary,license,commercial_use,languages,parameters,released&sort=-released",
    ),
    Preset(
        "How was it built?",
        "cols=architecture,attention,objectives,output_head,parameters,released&sort=released",
    ),
)
_BY_USE = (
    "released_for",
    "size",
    "commercial_use",
    "license",
    "languages",
    "year",
    "weights",
    "summary",
    "writes_text",
    "defines_probability",
    "released_to_write",
    "architecture",
    "attention",
    "objectives",
    "output_head",
    "llm",
    "developer",
    "family",
)
"""Filters in the order of use: those for choosing come first."""

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
    presets = PRESETS

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
        """Yield the filters in the order of use."""
        names = {column.key: column.name for column in COLUMNS}
        for key in _BY_USE:
            if key == "size":
                yield Facet(
                    key,
                    "Size of any variant",
                    kind="range",
                    example="500M",
                    hint="Write 1B, 500M or a number",
                )
            elif key == "year":
                yield Facet(key, "Year of release", kind="range", example="2018", hint="Write a year, such as 2019")
            elif key == "license":
                yield Facet(key, "License", _LICENSES)
            elif key in ("developer", "family"):
                yield Facet(key, key.capitalize(), kind="typed")
            elif key == "llm":
                if MARKED_DEFINITION in self.site.definitions:
                    yield Facet(
                        key, "Meaning of LLM", ((MARKED_DEFINITION, self.site.definitions[MARKED_DEFINITION].name),)
                    )
            else:
                values = VOCABULARIES[key] if key != "summary" else ("generative", "not-generative")
                yield Facet(key, names[key], tuple((value, self.label(key, value)) for value in values))

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
        kinds = {kind: name.capitalize() for kind, name in labels.SOURCE_KIND.items()}
        words = {
            field: {value: self.label(field, value) for value in VOCABULARIES[field]}
            for field in _BESIDE if field in VOCABULARIES and field not in _BY_USE
        }  # fmt: skip
        said = {"rows": rows, "missing": labels.MISSING, "how": labels.HOW, "kinds": kinds, "words": words}
        return dump(said | {"former": former}).strip()

    @property
    def license_kinds(self) -> str:
        """The kind of each license in the table by the words of its cell, as JSON."""
        used = {model.record.license for model in self.site.models if model.record.license}
        return dump({self._license(ident): _license_kind(ident) for ident in sorted(used)}).strip()

    @property
    def terms(self) -> str:
        """What copies and downloads say of themselves, as JSON: license and date of the data, units, names of licenses."""
        names = {ident: self._license(ident) for ident in sorted(self.site.catalog.licenses)}
        units = {name: how.unit for name, how in shown(PublishedRecord).items() if how.unit} | {
            "parameters_total": "parameters"
        }
        return dump(
            {
                "license": "CC BY 4.0",
                "licenseUrl": "https://creativecommons.org/licenses/by/4.0/",
                "asOf": self.site.as_of,
                "units": units,
                "licenses": names,
            }
        ).strip()

    def _license(self, ident: str) -> str:
        """Return a license in words that fit a cell: its SPDX identifier, or the name it gives itself."""
        terms = self.site.catalog.licenses.get(ident)
        return terms.name if terms and ident.startswith("LicenseRef-") else ident

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
        by_letter = sorted(self.site.models, key=lambda model: _initial(model.record.name))  # stable: by name within
        for letter, models in groupby(by_letter, key=lambda model: _initial(model.record.name)):
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
        if key == "license" and value:
            return Cell(self._license(value))
        if key == "languages" and value:
            count = model.record.language_count
            return Cell(f"{self.label(key, value)} ({count})" if count else self.label(key, value))
        if isinstance(value, tuple):
            return self._or_reason(model, key, ", ".join(self.label(key, it) for it in value))
        text = labels.full_count(value) if isinstance(value, int) else self.label(key, value or "")
        return self._or_reason(model, key, text)

    def _or_reason(self, model: Model, key: str, text: str) -> Cell:
        missing: dict[str, str] = {str(field): why for field, why in model.record.missing.items()}
        unknown = "not-researched" if key in ("languages", "commercial_use") else "not-disclosed"
        return Cell(text or labels.MISSING[missing.get(key, unknown)])


def _license_kind(ident: str) -> str:
    """Return the kind of a license by its SPDX identifier."""
    if "-NC" in ident:
        return "non-commercial"
    if ident.startswith("LicenseRef-"):
        return "own"
    return "creative-commons" if ident.startswith("CC") else "open-source"


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
