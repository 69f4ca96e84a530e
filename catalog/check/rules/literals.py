"""Prose inside the data does not contradict the data."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.check.literals import contradictions, known_from
from catalog.check.rules.items import Finding, Items
from catalog.check.rules.references import PROSE


def prose_agrees_with_the_facts(items: Items) -> Iterator[Finding]:
    """A size, context, year, rank or count written out in a claim, an answer or a definition is that of the record."""
    known = known_from(items.records.values())
    for key, fields in PROSE.items():
        for index, item in items.of(key):
            for field in fields:
                for _, message in contradictions(getattr(item, field) or "", known):
                    yield Finding(key, index, (field,), message)


RULES = (prose_agrees_with_the_facts,)
