"""The decision tables of the judge page: every answer to its questions, judged by the rules."""

from __future__ import annotations

from typing import Any, NamedTuple

from catalog.judge import Answer, judge_known
from catalog.schema import labels
from catalog.schema.editorial import JudgeOption
from catalog.site import Site


class Head(NamedTuple):
    """One kind of output and what it decides."""

    label: str
    answers: dict[str, Answer]


class Writer(NamedTuple):
    """One kind of training of a release that returns words: an answer for each way in which writing is documented."""

    label: str
    writes: list[Answer]
    probability: Answer


def options(site: Site, question: str) -> tuple[JudgeOption, ...]:
    """Return the options of a question."""
    return next(it.options for it in site.catalog.judge_questions if it.id == question)


def heads(site: Site) -> list[Head]:
    """Return the kinds of output, each with what it decides alone."""
    return [Head(option.label, _judged(site, option)) for option in options(site, "returns")]


def writers(site: Site) -> list[Writer]:
    """Return the kinds of training of a release that returns words."""
    words = next(option for option in options(site, "returns") if option.id == "words")
    rows = []
    for training in options(site, "training"):
        answers = [_judged(site, words, training, writing) for writing in options(site, "writing")]
        rows.append(Writer(training.label, [it["writes_text"] for it in answers], answers[0]["defines_probability"]))
    return rows


def words(sense: str, answer: Answer) -> str:
    """Return a decided value in words, or that it depends on the other answers."""
    if not answer.value:
        return "depends on the other answers"
    pieces = answer.rule is not None and answer.rule.qualifier == "pieces"
    return labels.SENSE[sense][answer.value] + (", for the pieces only" if pieces else "")


def _judged(site: Site, *chosen: JudgeOption) -> dict[str, Answer]:
    inputs: dict[str, Any] = {}
    for option in chosen:
        inputs.update(option.sets.items())
    return judge_known(site.catalog.rules, inputs)
