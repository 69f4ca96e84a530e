"""Site -> what the comparison table and its filters show: columns, cells in words, the values one can choose.

The words of a cell are the very labels of its filter, so that the page's script reads the table itself
and needs no second copy of the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from catalog.outputs.api import dump
from catalog.outputs.contract import PublishedRecord
from catalog.schema import labels
from catalog.schema.record import VOCABULARIES, shown
from catalog.site import Model, Site

_FIRST = 200
"""Rows that stand in the page's first table; a script reads the others as text and builds those in view."""


class _Column(NamedTuple):
    """One column: field, heading, and how its cells compare."""

    key: str
    name: str
    kind: str = "text"
    unit: str = ""

    @property
    def anchor(self) -> str:
        """Where the glossary explains it."""
        return f"field-{self.key.replace('_', '-')}"


class _Facet(NamedTuple):
    """One group of filters: values to tick; many values to type, which the page's script lists; or a range."""

    key: str
    name: str
    options: tuple[tuple[str, str], ...] = ()
    kind: str = "ticks"
    example: str = ""
    hint: str = ""


_PUBLISHED = shown(PublishedRecord)
_SHOWN = {"parameters" if name == "variants" else name: how for name, how in _PUBLISHED.items() if how.column}
_COLUMNS = (
    _Column("summary", "Verdict"),
    *(
        _Column(sense, labels.SENSE_NAME[sense])
        for sense in ("writes_text", "defines_probability", "released_to_write")
    ),
    *(
        _Column(name, how.short, "size" if name == "parameters" else "number" if how.unit else "text", how.unit)
        for name, how in sorted(_SHOWN.items(), key=lambda item: item[1].column)
    ),
)
"""Values that depend on one another stand side by side: reasons beside the verdict, and rows that compress well."""
_BESIDE = {
    name: how.short for name, how in _PUBLISHED.items()
    if name not in _SHOWN and (how.listed or name == "derived_from") and name not in ("training", "variants", "developers")
}  # fmt: skip
"""Fields that models show side by side though they have no column."""
_PRESETS = {
    "All columns": "",
    "Is it generative?": "cols=summary,writes_text,defines_probability,released_to_write,objectives&sort=summary",
    "Choose one": "cols=summary,license,commercial_use,languages,parameters,released&sort=-released",
    "How was it built?": "cols=architecture,attention,objectives,output_head,parameters,released&sort=released",
}
"""Questions that readers bring -> the columns that answer them, and their order."""
_LICENSES = (
    ("open-source", "Open-source license"),
    ("creative-commons", "Creative Commons"),
    ("own", "The developer's own terms"),
    ("non-commercial", "Non-commercial license"),
    ("unknown", "None or not known"),
)
_FACETS = (
    "released_for", _Facet("size", "Size of any variant", (), "range", "500M", "Write 1B, 500M or a number"),
    "commercial_use", _Facet("license", "License", _LICENSES), "languages",
    _Facet("year", "Year of release", (), "range", "2018", "Write a year, such as 2019"), "weights",
    "summary", "writes_text", "defines_probability", "released_to_write", "architecture", "attention", "objectives",
    "output_head", "llm", _Facet("developer", "Developer", kind="typed"), _Facet("family", "Family", kind="typed"),
)  # fmt: skip
"""Filters in the order of use, those for choosing first; of those given by name the values are those of a vocabulary.

No filter expresses the definition of the position paper: rows that it leaves out carry a mark.
"""
_REDUNDANT = {
    "architecture": " architecture", "attention": " attention", "output_head": " head", "weights": " weights",
    "objectives": " objective", "released_for": "For ",
}  # fmt: skip
"""What a glossary name repeats of its column's heading."""


_KINDS = {
    **{it: it for it in VOCABULARIES}, **dict.fromkeys(("summary", *labels.SENSE), "verdict"), "parameters": "parameters",
    **dict.fromkeys(("further_heads", "output_heads"), "output_head"), **dict.fromkeys(("derived_from", "also_from"), "models"),
}  # fmt: skip
"""How the script prints a value of the published record; what is not named here is printed as it is."""


class Comparison:
    """The table of one site."""

    columns, presets, first = _COLUMNS, _PRESETS, _FIRST

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        """Field and value -> its words inside the table."""
        found = {(term.field, term.id): _short(term.field, term.name) for term in self.site.catalog.terms}
        found |= {(sense, value): text for sense, values in labels.SENSE.items() for value, text in values.items()}
        return found | {("summary", value): text for value, text in labels.SUMMARY.items()}

    def _label(self, field: str, value: str) -> str:
        return self._labels.get((field, value), value)

    def facets(self) -> Iterator[_Facet]:
        """Yield the filters in the order of use."""
        names = {column.key: column.name for column in _COLUMNS}
        for it in _FACETS:
            if isinstance(it, _Facet):
                yield it
            elif it != "llm":
                values = VOCABULARIES[it] if it != "summary" else ("generative", "not-generative")
                yield _Facet(it, names[it], tuple((value, self._label(it, value)) for value in values))
            elif marked := self.site.definitions.get("position-paper"):
                yield _Facet(it, "Meaning of LLM", ((marked.id, marked.name),))

    @property
    def described(self) -> Iterator[tuple[_Column, str]]:
        """Yield the columns that have no vocabulary, each with what it holds."""
        for column in _COLUMNS:
            if column.key not in VOCABULARIES:
                info = PublishedRecord.model_fields["variants" if column.key == "parameters" else column.key]
                yield column, info.description or ""

    @property
    def side_by_side(self) -> str:
        """What the script that puts models side by side needs, as JSON: rows, words, and former ids with the present ones."""
        fields = {it.key: it.name for it in _COLUMNS} | _BESIDE
        return _json({
            "rows": [{"key": key, "name": name, "kind": _KINDS.get(key, "plain")} for key, name in fields.items()],
            "missing": labels.MISSING,
            "how": labels.HOW,
            "kinds": {kind: labels.hyphens_to_words(kind).capitalize() for kind in labels.SOURCE_KINDS},
            "words": {
                field: {value: self._label(field, value) for value in VOCABULARIES[field]}
                for field in _BESIDE if field in VOCABULARIES
            },
            "former": {redirect.old: redirect.new for redirect in self.site.catalog.redirects},
        })  # fmt: skip

    @property
    def license_kinds(self) -> str:
        """The kind of each license in the table by the words of its cell, as JSON."""
        used = {model.record.license for model in self.site.models if model.record.license}
        return _json({self._license(ident): _license_kind(ident) for ident in sorted(used)})

    @property
    def terms(self) -> str:
        """What copies and downloads say of themselves, as JSON: license and date of the data, units, names of licenses."""
        units = {name: how.unit for name, how in _PUBLISHED.items() if how.unit}
        return _json({
            "license": "CC BY 4.0", "licenseUrl": "https://creativecommons.org/licenses/by/4.0/", "asOf": self.site.as_of,
            "units": units | {"parameters_total": "parameters"},
            "licenses": {ident: self._license(ident) for ident in sorted(self.site.catalog.licenses)},
        })  # fmt: skip

    def _license(self, ident: str) -> str:
        """Return a license in words that fit a cell: its SPDX identifier, or the name it gives itself."""
        terms = self.site.catalog.licenses.get(ident)
        return terms.name if terms and ident.startswith("LicenseRef-") else ident

    def letters(self) -> Iterator[tuple[str, list[Model]]]:
        """Yield the models by the first letter of their names; what begins with none stands under `#`."""

        def initial(model: Model) -> str:
            letter = model.record.name[0].upper()
            return letter if letter.isascii() and letter.isalpha() else "#"

        for letter, models in groupby(sorted(self.site.models, key=initial), key=initial):  # stable: by name within
            yield letter, list(models)

    def cells(self, model: Model) -> list[tuple[str, str]]:
        """Return the words of each cell of a model, and the value, if any, that gives it a shape and a color."""
        return [self._cell(model, column.key) for column in _COLUMNS]

    def _cell(self, model: Model, key: str) -> tuple[str, str]:
        value = model.value(key)
        if key in ("summary", *labels.SENSE):
            return self._label(key, value), value
        if key == "parameters":
            text = labels.sizes(model.record.variants)
        elif key == "license":
            text = self._license(value or "")
        elif isinstance(value, tuple):
            text = ", ".join(self._label(key, it) for it in value)
        else:
            text = f"{value:,}" if isinstance(value, int) else self._label(key, value or "")
        if key == "languages" and value and model.record.language_count:
            text += f" ({model.record.language_count})"
        missing: Mapping[Any, str] = model.record.missing
        unknown = "not-researched" if key in ("languages", "commercial_use") else "not-disclosed"
        return text or labels.MISSING[missing.get(key, unknown)], ""


def _json(values: Any) -> str:
    return dump(values).strip()


def _license_kind(ident: str) -> str:
    """Return the kind of a license by its SPDX identifier."""
    if "-NC" in ident:
        return "non-commercial"
    if ident.startswith("LicenseRef-"):
        return "own"
    return "creative-commons" if ident.startswith("CC") else "open-source"


def _short(field: str, name: str) -> str:
    """Return the name of a glossary entry without what the heading of its column says."""
    repeated = _REDUNDANT.get(field, "")
    short = name.removeprefix(repeated).removesuffix(repeated)
    return name if short == "No" else f"{short[0].upper()}{short[1:]}"
