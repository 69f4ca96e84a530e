"""Site -> what readers find out by choosing: the answers, the tables of the judge page, the chooser of the tasks page.

There is one answer for each definition of *LLM* and sense of *generative*, at `/answer/<definition>/<sense>/`. The home page
opens with the default answer; the cells of the matrix link to the others. For the threshold a script recomputes the answer
at any number (`?at=7B`) from the sizes that the page carries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page, Values
from catalog.schema import labels
from catalog.schema.editorial import JudgeOption
from catalog.site import DEFAULT_THRESHOLD, THRESHOLDS, Cell, Model, Site
from catalog.verdict import SENSES, judge_known

DEFAULT = ("transfer", "writes_text")
DEFAULT_SIZE = labels.short_count(DEFAULT_THRESHOLD)
SIZES = [labels.short_count(threshold) for threshold in THRESHOLDS]
"""Limits of *large* that the field suggests; any other may be written."""
LLM = {
    "transfer": "any pre-trained language model",
    "position-paper": "a model that has read a billion words",
    "threshold": f"a model of {DEFAULT_SIZE} parameters or more",
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
    "threshold": f"size={DEFAULT_SIZE}-",
    "everyday": "writes_text=yes",
}
_HAVING = {
    "defines_probability": ("defines_probability=exact,bound", "defines_probability=pseudo,none"),
    "writes_text": ("writes_text=yes", "writes_text=no,with-extra-procedure"),
    "released_to_write": ("released_to_write=yes", "released_to_write=no"),
}
"""Queries of the comparison for the models that a definition covers, and for those that have a sense and that lack it."""


def _states(sense: str) -> dict[str, str]:
    """Return the queries of the comparison for models that have a sense, lack it, or do not disclose it."""
    having, lacking = _HAVING[sense]
    return {"yes": having, "no": lacking, "none": f"{sense}=undisclosed"}


COLUMNS = 46
"""Marks in a row."""


class _Marks(NamedTuple):
    """One group of marks, one for each model: its hue, size and words, the query that lists its models, its outline."""

    hue: str
    size: int
    words: str
    query: str
    path: str


def _laid_out(groups: Iterable[tuple[str, int, str, str]]) -> list[_Marks]:
    """Return the groups of marks, one after another in rows; each is one outline, as heavy for a thousand models as for ten."""
    marks, end = [], 0
    for hue, size, words, query in groups:
        (top, left), (bottom, right) = divmod(end, COLUMNS), divmod(end + size, COLUMNS)
        outline = f"M{left} {top}H{COLUMNS}V{bottom}H{right}v1H0V{top + 1}H{left}z"
        if size:
            marks.append(
                _Marks(hue, size, words, query, f"M{left} {top}H{right}v1H{left}z" if top == bottom else outline)
            )
        end += size
    return marks


def by_writing(site: Site) -> list[_Marks]:
    """Return the marks of all models by whether they write text."""
    sizes = Counter(model.verdict.writes_text for model in site.models)
    return _laid_out([
        ("yes", sizes["yes"], "write text", "writes_text=yes"),
        ("part", sizes["with-extra-procedure"], "only with an extra procedure", "writes_text=with-extra-procedure"),
        ("no", sizes["no"], "do not", "writes_text=no"),
    ])  # fmt: skip


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
    def headline(self) -> str:
        """The answer in a few words, such as `No: 44 of 184 do not.`"""
        return ": ".join(filter(None, (self.word, "".join(text for text, _ in self.parts))))

    @property
    def parts(self) -> list[tuple[str, str | None]]:
        """What follows the word, in parts; a count has the query of the comparison that lists what it counts."""
        cell, unknown = self.cell, len(self.cell.unknown)
        found: list[tuple[str, str | None]]
        if cell.answer == "empty":
            found = [("No model is counted.", None)]
        elif cell.answer == "yes":
            found = [("all ", None), (str(len(cell.yes)), self.query), (" do.", None)]
        else:
            verb = " do not." if len(cell.no) > 1 else " does not."
            covered = (str(cell.total), _COVERED[cell.definition])
            found = [(str(len(cell.no)), self.query), (" of ", None), covered, (verb, None)]
        if unknown:
            found += [(" For ", None), (str(unknown), self.lists["none"]), (" it is not disclosed.", None)]
        return found

    @property
    def shown(self) -> tuple[Model, ...]:
        """The models that decide it: those that lack the sense, else those that have it."""
        return self.cell.no or self.cell.yes

    @property
    def query(self) -> str:
        """The query of the comparison that lists them."""
        return self.lists["no" if self.cell.no else "yes"]

    @property
    def lists(self) -> dict[str, str]:
        """The queries that list the models that have the sense, those that lack it, and those of which it is not disclosed."""
        covered = _COVERED[self.cell.definition]
        return {
            hue: "&".join(dict.fromkeys(filter(None, (covered, value))))
            for hue, value in _states(self.cell.sense).items()
        }

    @property
    def examples(self) -> list[Model]:
        """At most six of them: the first of each kind by date, then the next ones."""
        kinds: dict[tuple[Any, ...], Model] = {}
        for model in self.shown:
            kinds.setdefault((model.record.architecture, model.record.output_head, model.objectives), model)
        return [*{model.id: model for model in (*kinds.values(), *self.shown)}.values()][:6]

    @property
    def marks(self) -> list[_Marks]:
        """The marks of all models that the definition covers, by whether they have the sense."""
        cell = self.cell
        return _laid_out([
            ("yes", len(cell.yes), f"{GENERATIVE[cell.sense]}: yes", self.lists["yes"]),
            ("no", len(cell.no), "no", self.lists["no"]),
            ("none", len(cell.unknown), "not disclosed", self.lists["none"]),
        ])  # fmt: skip


def answer_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every answer."""
    for definition in index.site.definitions:
        for sense in SENSES:
            found = Answer(index.site.cell(definition, sense))
            yield Page(
                address=found.address, title=f"Are all LLMs generative? {found.headline}", source="data/definitions.yaml",
                description=f"If an LLM is {LLM[definition]} and generative means that {GENERATIVE[sense]}: {found.headline}",
                date=index.site.as_of, template="answer.html.jinja", values=partial(_values, found),
                card_text=f"All LLMs generative? {found.word}", embed=f"embed/{found.address}",
            )  # fmt: skip


def _values(found: Answer, context: PageContext) -> Values:
    """Return the answer, and of every sized model its largest size and 1, 0 or -1: it has the sense, lacks it, undisclosed."""
    sense = found.cell.sense
    known = ((model.largest, model.has(sense)) for model in context.site.models if model.sizes)
    sizes = sorted((size, -1 if has is None else int(has)) for size, has in known)
    return {"answer": found, "sizes": {"models": sizes, "lists": _states(sense)}}


def judge_tables(site: Site) -> dict[str, Any]:
    """Return what the judge page prints: every answer to its questions, judged by the rules, as rows (label, cells).

    `heads` are the kinds of output, each with what it decides alone; `writers` are the kinds of training of a release that
    returns words: whether it writes for each way in which that is documented, its `columns`, and its probability.
    """
    options = {it.id: it.options for it in site.catalog.judge_questions}
    words = next(option for option in options["returns"] if option.id == "words")

    def said(sense: str, *chosen: JudgeOption) -> str:
        found = judge_known(site.catalog.rules, {name: it for option in chosen for name, it in option.sets.items()})[
            sense
        ]
        if not found.value:
            return "depends on the other answers"
        pieces = found.rule is not None and found.rule.qualifier == "pieces"
        return labels.SENSE[sense][found.value] + (", for the pieces only" if pieces else "")

    return {
        "heads": [(it.label, [said(sense, it) for sense in ("defines_probability", "writes_text")]) for it in options["returns"]],
        "columns": [it.label for it in options["writing"]],
        "writers": [
            (it.label, [
                *(said("writes_text", words, it, writing) for writing in options["writing"]),
                said("defines_probability", words, it, options["writing"][0]),
            ])
            for it in options["training"]
        ],
    }  # fmt: skip


RUNNABLE = ("100M", "500M", "1B", "3B", "8B", "30B", "70B", "200B")
"""Sizes that the field of the chooser suggests; any other may be written."""
NEEDS = {
    "language": {
        "english": ("English", ("english", "multilingual")),
        "multilingual": ("Many languages", ("multilingual",)),
        "code": ("Program code", ("code",)),
    },
    "commercial": {
        "yes": ("Allowed without conditions", ("yes",)),
        "conditions": ("Allowed, conditions are fine", ("yes", "with-conditions")),
    },
}
"""What a reader may need: words, and the values of the records that serve it."""


def choices(site: Site) -> dict[str, Any]:
    """Return the tasks with the records that fit, best known first, and of each record what decides: as for JSON."""
    tasks: dict[str, dict[str, Any]] = {}
    for task in site.catalog.tasks:
        fitting = site.select(task.query)
        newest = sorted(fitting, key=lambda model: model.record.released, reverse=True)
        others = [model.id for model in newest if model.id not in task.candidates]
        tasks[task.id] = {
            "name": task.name, "picked": len(task.candidates), "models": [*task.candidates, *others],
            "query": task.query, "fitting": len(fitting),
        }  # fmt: skip
    used = {ident for task in tasks.values() for ident in task["models"]}
    return {
        "tasks": tasks,
        "needs": {need: {key: values for key, (_, values) in options.items()} for need, options in NEEDS.items()},
        "models": {model.id: _choice(site, model) for model in site.models if model.id in used},
    }


def _choice(site: Site, model: Model) -> list[Any]:
    """Return name, sized variants, languages, commercial use, license in words, year of release, and verdict in words."""
    record = model.record
    terms = site.catalog.licenses.get(record.license or "")
    return [
        record.name, [[it.name, it.parameters_total] for it in record.variants if it.parameters_total], record.languages,
        model.commercial_use, terms.name if terms else record.license, record.released[:4],
        labels.SUMMARY[model.verdict.summary],
    ]  # fmt: skip
