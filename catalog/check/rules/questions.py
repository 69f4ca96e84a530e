"""Rules about the questions of the FAQ: short answers, and one answer for each way to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.check.rules.base import Found, Items, Path, rule, rule_of_lists
from catalog.load.problems import shown
from catalog.schema.editorial import Question

LONGEST_ANSWER = 60
_REFERENCE = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")


@rule("questions")
def answers_begin_short(question: Question, _: Items) -> Iterator[tuple[Path, str]]:
    """The first answer has at most 60 words; a reference counts by what it shows."""
    count = len(_REFERENCE.sub(r"\1", question.short).split())
    if count > LONGEST_ANSWER:
        yield ("short",), f"the first answer has {count} words; {LONGEST_ANSWER} at most — move the rest to 'more'"


@rule_of_lists
def phrasings_have_one_answer(items: Items) -> Iterator[Found]:
    """No two questions share a title or a way to ask."""
    taken: dict[str, str] = {}
    for index, question in items.of("questions"):
        for place, asked in ((("question",), question.question), *_phrasings(question)):
            words = " ".join(asked.casefold().split())
            if words in taken:
                yield Found(
                    "questions",
                    index,
                    place,
                    f"{question.id}: {shown(asked)} is already asked by {shown(taken[words])}",
                )
            taken.setdefault(words, question.id)


def _phrasings(question: Question) -> Iterator[tuple[Path, str]]:
    for place, asked in enumerate(question.asked_as):
        yield ("asked_as", place), asked
