"""Everything that names something else names something that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog import parameters
from catalog.check.rules.items import Finding, Items
from catalog.load.problems import nearest, shown
from catalog.queries import query_problems
from catalog.schema.record import REFERENCE

_LISTS = {
    "model": "models",
    "claim": "claims",
    "source": "sources",
    "term": "terms",
    "faq": "questions",
    "family": "families",
}
PROSE = {
    "claims": ("statement", "explanation", "would_change", "counterexample"),
    "questions": ("short", "more"),
    "tasks": ("kind", "why", "cost"),
    "terms": ("definition",),
    "pairs": ("lesson",),
    "definitions": ("text",),
}


def _prose(items: Items) -> Iterator[tuple[str, int, tuple[str | int, ...], str]]:
    """Yield every text in which a reference may stand: list, index, path, text."""
    for key, fields in PROSE.items():
        for index, item in items.of(key):
            yield from ((key, index, (field,), getattr(item, field) or "") for field in fields)
    for index, claim in items.of("claims"):
        yield from (
            ("claims", index, ("disputes", at, "says"), dispute.says) for at, dispute in enumerate(claim.disputes)
        )


def references_in_prose_resolve(items: Items) -> Iterator[Finding]:
    """`[[kind:id]]` names a known kind and an existing id."""
    for key, index, path, text in _prose(items):
        for kind, ident, _ in REFERENCE.findall(text):
            known = items.ids(_LISTS.get(kind, ""))
            if kind not in _LISTS:
                yield Finding(key, index, path, f"unknown reference {shown(kind)}{nearest(kind, _LISTS)}")
            elif ident not in known:
                yield Finding(key, index, path, f"no {kind} {shown(ident)}{nearest(ident, known)}")


def _named(items: Items) -> Iterator[tuple[str, int, tuple[str | int, ...], str, str]]:
    """Yield every id that one item gives for another: list, index, path, the list it should be in, id."""
    for index, question in items.of("questions"):
        for field, target in (("claims", "claims"), ("models", "models")):
            for number, ident in enumerate(getattr(question, field)):
                yield "questions", index, (field, number), target, ident
    for index, task in items.of("tasks"):
        for field, target in (("candidates", "models"), ("claims", "claims")):
            for number, ident in enumerate(getattr(task, field)):
                yield "tasks", index, (field, number), target, ident
    for index, claim in items.of("claims"):
        if claim.superseded_by:
            yield "claims", index, ("superseded_by",), "claims", claim.superseded_by
    for index, pair in items.of("pairs"):
        yield "pairs", index, ("left",), "models", pair.left
        yield "pairs", index, ("right",), "models", pair.right
    for index, record in items.of("models"):
        yield from (("models", index, ("developers", at), "developers", it) for at, it in enumerate(record.developers))
        if record.license:
            yield "models", index, ("license",), "licenses", record.license
        for number, variant in enumerate(record.variants):
            if variant.configuration:
                yield "models", index, ("variants", number, "configuration"), "configurations", variant.configuration
    for index, exception in items.of("exceptions"):
        yield "exceptions", index, ("record",), "models", exception.record


def named_items_exist(items: Items) -> Iterator[Finding]:
    """An id given for another item belongs to one."""
    for key, index, path, target, ident in _named(items):
        if ident not in items.ids(target):
            yield Finding(
                key, index, path, f"no such id in {target}: {shown(ident)}{nearest(ident, items.ids(target))}"
            )


def queries_can_match(items: Items) -> Iterator[Finding]:
    """A query uses fields and values that records can have."""
    for key, field in (("claims", "models"), ("tasks", "query")):
        for index, item in items.of(key):
            query: dict[str, Any] = getattr(item, field) or {}
            for name, message in query_problems(query, items.ids("models"), items.ids("families")):
                yield Finding(key, index, (field, name), f"query field {shown(name)}: {message}")


def configurations_can_be_counted(items: Items) -> Iterator[Finding]:
    """A configuration names a known layout and gives exactly its numbers."""
    for index, configuration in items.of("configurations"):
        problem = parameters.problem(configuration)
        if problem:
            yield Finding("configurations", index, ("numbers",), f"{configuration.id}: {problem}")


RULES = (references_in_prose_resolve, named_items_exist, queries_can_match, configurations_can_be_counted)
