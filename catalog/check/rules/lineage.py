"""Families and parents."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.check.rules.items import Finding, Items
from catalog.load.problems import nearest, shown


def families_exist(items: Items) -> Iterator[Finding]:
    """A record's family is one of `families.yaml`."""
    known = items.ids("families")
    for index, record in items.of("models"):
        if record.family not in known:
            yield Finding(
                "models",
                index,
                ("family",),
                f"{record.id}: no family {shown(record.family)}{nearest(record.family, known)}",
            )


def parents_exist_and_are_older(items: Items) -> Iterator[Finding]:
    """A parent is another record, released no later than its child."""
    for index, record in items.of("models"):
        for number, parent in enumerate(record.parents):
            path = (
                ("derived_from",)
                if parent == record.derived_from
                else ("also_from", number - bool(record.derived_from))
            )
            if parent == record.id:
                yield Finding("models", index, path, f"{record.id}: is derived from itself")
            elif parent not in items.ids("models"):
                yield Finding(
                    "models",
                    index,
                    path,
                    f"{record.id}: no record {shown(parent)}{nearest(parent, items.ids('models'))}",
                )
            elif parent in items.records and items.records[parent].released > record.released:
                older = items.records[parent].released
                yield Finding(
                    "models",
                    index,
                    path,
                    f"{record.id}: released {record.released}, before its parent {shown(parent)} of {older}",
                )


def lineage_has_no_circle(items: Items) -> Iterator[Finding]:
    """Following parents never leads back to the record."""
    for index, record in items.of("models"):
        seen, front = set[str](), {*record.parents} - {record.id}
        while front:
            if record.id in front:
                yield Finding("models", index, ("derived_from",), f"{record.id}: its lineage leads back to itself")
                break
            seen |= front
            front = {p for name in front if name in items.records for p in items.records[name].parents} - seen


RULES = (families_exist, parents_exist_and_are_older, lineage_has_no_circle)
