"""Selecting records by their facts and verdicts: `{attention: [bidirectional], writes_text: ["yes"]}`.

The same query is a live list in a claim, a count in the article and the filter of a linked comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.facts.vocabulary import VOCABULARIES
from catalog.inputs.problems import nearest, shown

FIELDS = (
    "id", "family", "developer", "developers", "architecture", "attention", "objectives", "output_head",
    "writing_procedure", "weights", "released_for", "languages", "commercial_use",
    "defines_probability", "writes_text", "released_to_write", "summary",
)  # fmt: skip


def wanted(value: Any) -> tuple[str, ...]:
    """Return the accepted values of one field of a query; a single value stands for a list of one."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


Index = dict[str, dict[str, set[int]]]
"""field -> value -> places of the records that have it."""


def index_of(records: Sequence[Mapping[str, Any]]) -> Index:
    """Return the index of the facts of all records."""
    index: Index = {field: {} for field in FIELDS}
    for place, facts in enumerate(records):
        for field in FIELDS:
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
        if field not in FIELDS:
            yield field, f"cannot be queried{nearest(field, FIELDS)}"
            continue
        known = {"id": ids, "family": families, "developer": None, "developers": None}.get(
            field, VOCABULARIES.get(field)
        )
        for word in wanted(value):
            if not isinstance(word, str):
                yield field, f"expected text; got {shown(word)} — quote it"
            elif known is not None and word not in known:
                yield field, f"no such value {shown(word)}{nearest(word, known)}"
