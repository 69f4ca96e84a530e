"""Site -> the answers: one for each definition of *LLM* and sense of *generative*, each with a page of its own.

The page of an answer is `/answer/<definition>/<sense>/`. The home page opens with the default answer; the cells of the
matrix link to the others. For the threshold a script recomputes the answer at any number (`?at=7B`) from the sizes that
the page carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from catalog.model import Model
from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page
from catalog.queries import DEFAULT_THRESHOLD, SENSES, THRESHOLDS, Cell
from catalog.schema import labels
from catalog.site import Site

EXAMPLES = 6
PRESET = THRESHOLDS.index(DEFAULT_THRESHOLD)
DEFAULT = ("transfer", "writes_text")
LLM = {
    "transfer": "any pre-trained language model",
    "position-paper": "a model that has read a billion words",
    "threshold": f"a model of {labels.short_count(DEFAULT_THRESHOLD)} parameters or more",
    "everyday": "a program that writes like a person",
}
"""What a definition calls an LLM, in words that complete a sentence."""
GENERATIVE = {
    "defines_probability": "its training gives every text a probability",
    "writes_text": "it writes text",
    "released_to_write": "it was released to write",
}
_COVERED = {
    "transfer": "",
    "position-paper": "llm=position-paper",
    "threshold": f"size={labels.short_count(DEFAULT_THRESHOLD)}-",
    "everyday": "writes_text=yes",
}
_HAVING = {
    "defines_probability": ("defines_probability=exact,bound", "defines_probability=pseudo,none"),
    "writes_text": ("writes_text=yes", "writes_text=no,with-extra-procedure"),
    "released_to_write": ("released_to_write=yes", "released_to_write=no"),
}


COLUMNS = 46
"""Marks in a row."""


class Marks(NamedTuple):
    """One group of marks, one for each model: its hue, outline, size and words."""

    hue: str
    path: str
    size: int
    words: str


def laid_out(groups: Iterable[tuple[str, int, str]]) -> list[Marks]:
    """Return the groups of marks, one after another in rows; each is one outline, as heavy for a thousand models as for ten."""
    marks, first = [], 0
    for hue, count, words in groups:
        if count:
            marks.append(Marks(hue, _outline(first, first + count), count, words))
            first += count
    return marks


def _outline(first: int, end: int) -> str:
    (top, left), (bottom, right) = divmod(first, COLUMNS), divmod(end, COLUMNS)
    if top == bottom:
        return f"M{left} {top}H{right}v1H{left}z"
    return f"M{left} {top}H{COLUMNS}V{bottom}H{right}v1H0V{top + 1}H{left}z"


def by_writing(site: Site) -> list[tuple[Marks, str]]:
    """Return the marks of all models by whether they write text, each with the value that selects them."""
    kinds = (
        ("yes", "yes", "write text"),
        ("part", "with-extra-procedure", "only with an extra procedure"),
        ("no", "no", "do not"),
    )
    groups = [(hue, len(site.select({"writes_text": value})), words) for hue, value, words in kinds]
    values = [value for (_, value, _), (_, count, _) in zip(kinds, groups, strict=True) if count]
    return list(zip(laid_out(groups), values, strict=True))


@dataclass(frozen=True)
class Answer:
    """The answer for one definition and one sense."""

    cell: Cell

    @property
    def address(self) -> str:
        """Address of its page, below the root of the site."""
        return f"answer/{self.cell.definition}/{self.cell.sense.replace('_', '-')}/"

    @property
    def word(self) -> str:
        """Yes, No, or nothing where no model is counted."""
        return {"yes": "Yes", "no": "No", "empty": ""}[self.cell.answer]

    @property
    def counts(self) -> str:
        """The counts behind it, such as `44 of 184 do not.`"""
        cell = self.cell
        undisclosed = f" For {len(cell.unknown)} it is not disclosed." if cell.unknown else ""
        if cell.answer == "no":
            return f"{len(cell.no)} of {cell.total} {'do' if len(cell.no) > 1 else 'does'} not.{undisclosed}"
        return f"All {len(cell.yes)} do.{undisclosed}" if cell.answer == "yes" else f"No model is counted.{undisclosed}"

    @property
    def headline(self) -> str:
        """The answer in a few words, such as `No: 44 of 184 do not.`"""
        return f"{self.word}: {self.counts[0].lower()}{self.counts[1:]}" if self.word else self.counts

    @property
    def shown(self) -> tuple[Model, ...]:
        """The models that decide it: those that lack the sense, else those that have it."""
        return self.cell.no or self.cell.yes

    @property
    def query(self) -> str:
        """The query of the comparison that lists them."""
        having, lacking = _HAVING[self.cell.sense]
        parts = (_COVERED[self.cell.definition], lacking if self.cell.no else having)
        return "&".join(dict.fromkeys(filter(None, parts)))

    @property
    def examples(self) -> list[Model]:
        """At most six of them: the first of each kind by date, then the next ones."""
        kinds: dict[tuple[Any, ...], Model] = {}
        for model in self.shown:
            kinds.setdefault((model.record.architecture, model.record.output_head, model.objectives), model)
        chosen = {model.id: model for model in islice(kinds.values(), EXAMPLES)}
        others = (model for model in self.shown if model.id not in chosen)
        return [*chosen.values(), *islice(others, EXAMPLES - len(chosen))]

    @property
    def marks(self) -> list[Marks]:
        """The marks of all models that the definition covers, by whether they have the sense."""
        cell = self.cell
        names = GENERATIVE[cell.sense]
        groups = [
            ("yes", len(cell.yes), f"{names}: yes"),
            ("no", len(cell.no), "no"),
            ("none", len(cell.unknown), "not disclosed"),
        ]
        return laid_out(groups)

    @property
    def listed(self) -> list[tuple[Marks, str]]:
        """The groups of marks, each with the query of the comparison that lists its models."""
        having, lacking = _HAVING[self.cell.sense]
        values = {"yes": having, "no": lacking, "none": f"{self.cell.sense}=undisclosed"}
        covered = _COVERED[self.cell.definition]
        return [(group, "&".join(dict.fromkeys(filter(None, (covered, values[group.hue]))))) for group in self.marks]


def answer(site: Site, definition: str, sense: str) -> Answer:
    """Return one answer."""
    return Answer(site.cell(definition, sense))


def answer_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every answer."""
    for definition in index.site.definitions:
        for sense in SENSES:
            found = answer(index.site, definition, sense)
            yield Page(
                address=found.address, title=f"Are all LLMs generative? {found.headline}", source="data/definitions.yaml",
                description=f"If an LLM is {LLM[definition]} and generative means that {GENERATIVE[sense]}: {found.headline}",
                date=index.site.as_of, template="answer.html.jinja", values=partial(_values, found),
                card_text=f"All LLMs generative? {found.word}", embed=f"embed/{found.address}",
            )  # fmt: skip


def _values(found: Answer, context: PageContext) -> dict[str, Any]:
    return {"answer": found, "sizes": sizes(context.index.site, found.cell.sense)}


def sizes(site: Site, sense: str) -> list[tuple[int, int]]:
    """Return (largest size in parameters, 1 has the sense, 0 lacks it, -1 undisclosed) of every sized model, by size."""
    test = SENSES[sense]
    known = ((model.largest, test(model)) for model in site.models if model.sizes)
    return sorted((size, -1 if has is None else int(has)) for size, has in known)


def presets() -> list[str]:
    """Return the thresholds offered to the reader."""
    return [labels.short_count(threshold) for threshold in THRESHOLDS]
