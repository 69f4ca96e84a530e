"""Cross-check with independent witnesses: the packages `transformers` and `mteb`."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.check.packages import comparisons, packages_metadata
from catalog.check.rules.base import Found, Items, rule, rule_of_lists
from catalog.check.rules.base import Path as Steps
from catalog.gaps import candidates, covers
from catalog.load.problems import shown
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


@rule_of_lists
def declined_models_are_still_gaps(items: Items) -> Iterator[Found]:
    """What was declined is known to the package, and the catalog still lacks it."""
    if not items.complete("models"):
        return
    lacking = list(candidates(items.records.values(), packages_metadata()))
    for index, entry in items.of("declined"):
        names = [gap.name for gap in lacking if gap.package == entry.package]
        for number, pattern in enumerate(entry.names):
            if not any(covers(pattern, name) for name in names):
                message = f"{entry.package} knows nothing called {shown(pattern)} that the catalog lacks — remove it"
                yield Found("declined", index, ("names", number), message)
