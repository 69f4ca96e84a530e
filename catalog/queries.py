"""Definitions of *large language model* and senses of *generative*: which records each covers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from catalog.load.problems import nearest, shown
from catalog.model import QUERYABLE, Model
from catalog.schema.vocabulary import VOCABULARIES

THRESHOLDS = (100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000)
"""Parameter counts a reader may choose as the lower limit of *large*."""
DEFAULT_THRESHOLD = 10_000_000_000
CORPUS_LIMIT = 1_000_000_000
"""Tokens of pre-training below which the position paper's definition does not speak of a large language model."""


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


def wanted(value: Any) -> tuple[str, ...]:
    """Return the accepted values of one field of a query; a single value stands for a list of one."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


Index = dict[str, dict[str, set[int]]]
"""field -> value -> places of the records that have it."""


def index_of(records: Sequence[Mapping[str, Any]]) -> Index:
    """Return the index of the facts of all records."""
    index: Index = {field: {} for field in QUERYABLE}
    for place, facts in enumerate(records):
        for field in QUERYABLE:
            for value in wanted(facts[field]):
                index[field].setdefault(value, set()).add(place)
    return index


def matching(index: Index, query: Mapping[str, Any], count: int) -> set[int]:
    """Return the places of the records that have, in every field of the query, one of its accepted values."""
    found = set(range(count))
    for field, value in query.items():
        found &= set[int]().union(*(index[field].get(word, set()) for word in wanted(value)))
    return found


def query_problems(
    query: Mapping[str, Any], ids: Mapping[str, int], families: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Yield (field, message) for every field or value that no record can have."""
    for field, value in query.items():
        if field not in QUERYABLE:
            yield field, f"cannot be queried{nearest(field, QUERYABLE)}"
            continue
        known = {"id": ids, "family": families, "developer": None, "developers": None}.get(
            field, VOCABULARIES.get(field)
        )
        for word in wanted(value):
            if not isinstance(word, str):
                yield field, f"expected text; got {shown(word)} — quote it"
            elif known is not None and word not in known:
                yield field, f"no such value {shown(word)}{nearest(word, known)}"
