"""Cross-check with independent witnesses: the packages `transformers` and `mteb`."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.check.packages import comparisons
from catalog.check.rules.base import Items, rule
from catalog.check.rules.base import Path as Steps
from catalog.schema.record import CrossCheckException, Record
from catalog.verdict import NoRuleError

_PLACE: dict[str, str] = {"parameters": "variants"}


def _contradicted(record: Record, items: Items) -> dict[tuple[str, str], str]:
    """Return (package, field) -> what the package says instead."""
    rules = [rule for _, rule in items.of("rules")]
    try:
        found = list(comparisons(record, rules)) if items.complete("rules") else []
    except NoRuleError:  # another rule says so
        return {}
    return {(it.package, it.field): it.contradiction for it in found if it.contradiction}


@rule("models")
def records_agree_with_packages(record: Record, items: Items) -> Iterator[tuple[Steps, str]]:
    """A contradiction with a package is excused in `exceptions.yaml`, or is a problem."""
    excused = {(it.record, it.package, it.field) for _, it in items.of("exceptions")}
    for (package, field), found in _contradicted(record, items).items():
        if (record.id, package, field) not in excused:
            yield (_PLACE.get(field, field),), f"{found} — correct it, or explain it in exceptions.yaml"


@rule("exceptions")
def exceptions_are_still_needed(exception: CrossCheckException, items: Items) -> Iterator[tuple[Steps, str]]:
    """An exception that excuses nothing is removed."""
    record = items.records.get(exception.record)
    excused = (exception.package, exception.field)
    if record and items.complete("rules") and excused not in _contradicted(record, items):
        message = f"{exception.package} no longer contradicts {exception.field} — remove the exception"
        yield ("record",), f"{exception.record}: {message}"
