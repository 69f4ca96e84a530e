"""What a rule reads and how it is registered.

A rule is a function; its docstring is the rule in one sentence. `@rule("models")` is called with each valid item of a
list and yields (path, message); `@rule_of_lists` is called once and yields Found, for what concerns several items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from catalog.schema.record import Record

Path = tuple[str | int, ...]


class Found(NamedTuple):
    """What a rule found: the list and item it concerns, the path inside the item, and what to do."""

    key: str
    item: int
    path: Path
    message: str


@dataclass(frozen=True)
class Items:
    """The valid items of all files, each with its index, the day after which no date may lie, and all items as authored."""

    by_key: Mapping[str, Mapping[int, Any]]
    today: str
    authored: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """List -> file it stands in."""

    def of(self, key: str) -> Iterator[tuple[int, Any]]:
        """Yield (index, item) of the list `key`."""
        yield from self.by_key.get(key, {}).items()

    def ids(self, key: str) -> dict[str, int]:
        """Return id -> index of the list `key`; items with mistakes of their own count, so that naming them is none."""
        return self._ids.get(key, {})

    def complete(self, key: str) -> bool:
        """Tell whether every item of the list `key` is valid."""
        return len(self.by_key.get(key, {})) == len(self.authored.get(key, ()))

    @cached_property
    def _ids(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for key, authored in self.authored.items():
            idents = ((index, item.get("id")) for index, item in enumerate(authored) if isinstance(item, dict))
            found[key] = {ident: index for index, ident in idents if isinstance(ident, str)}
        return found

    @cached_property
    def records(self) -> dict[str, Record]:
        """Return id -> valid record."""
        return {record.id: record for _, record in self.of("models")}


Rule = Callable[[Items], Iterator[Found]]
ItemRule = Callable[[Any, Items], Iterator[tuple[Path, str]]]
RULES: dict[str, Rule] = {}
"""Name -> rule, in the order in which they run."""


def rule_of_lists(function: Rule) -> Rule:
    """Register a rule about several items."""
    RULES[function.__name__] = function
    return function


def rule(*keys: str) -> Callable[[ItemRule], ItemRule]:
    """Register a rule about one item of the lists `keys`; messages begin with the item's id."""

    def register(function: ItemRule) -> ItemRule:
        def run(items: Items) -> Iterator[Found]:
            for key in keys:
                for index, item in items.of(key):
                    for path, message in function(item, items):
                        ident = getattr(item, "id", None)
                        yield Found(key, index, path, f"{ident}: {message}" if ident else message)

        run.__doc__ = function.__doc__
        RULES[function.__name__] = run
        return function

    return register


def not_past(day: str, today: str) -> str:
    """Return what is wrong with a date that has to be a day of the calendar, today at the latest; or nothing."""
    try:
        date.fromisoformat(day)
    except ValueError:
        return "is not a day of the calendar"
    return "lies in the future" if day > today else ""
