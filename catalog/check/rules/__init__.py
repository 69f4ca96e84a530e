"""What a rule reads and how it is registered; the rules themselves stand in `records` and `relations`.

A rule is a function; its docstring is the rule in one sentence. `@rule("models")` is called with each valid item of a
list and yields (path, message); `@rule()` is called once and yields (list, item, path, message).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from catalog.load.strict_yaml import Steps
from catalog.schema.record import Record

Faults = Iterator[tuple[Steps, str]]
"""What a rule found in one item: the path inside the item, and what to do."""
Found = Iterator[tuple[str, int, Steps, str]]
"""What a rule found in several items: the list and item that it concerns, the path inside the item, and what to do."""
RULES: dict[str, Callable[[Items], Found]] = {}
"""Name -> rule."""


@dataclass(frozen=True)
class Items:
    """The valid items of all files, each with its index."""

    by_key: Mapping[str, Mapping[int, Any]]
    authored: Mapping[str, Sequence[Any]]
    """All items as authored."""
    files: Mapping[str, str]
    """List -> file it stands in."""

    def of(self, key: str) -> Iterable[tuple[int, Any]]:
        """Return (index, item) of the list `key`."""
        return self.by_key.get(key, {}).items()

    def all(self, key: str) -> list[Any]:
        """Return the valid items of the list `key`."""
        return [*self.by_key.get(key, {}).values()]

    def ids(self, key: str) -> dict[str, int]:
        """Return id -> index of the list `key`; items with mistakes of their own count, so that naming them is none."""
        return self._ids.get(key, {})

    def complete(self, *keys: str) -> bool:
        """Tell whether every item of these lists is valid."""
        return all(len(self.by_key.get(key, {})) == len(self.authored.get(key, ())) for key in keys)

    @cached_property
    def _ids(self) -> dict[str, dict[str, int]]:
        return {
            key: {it["id"]: at for at, it in enumerate(items) if isinstance(it, dict) and isinstance(it.get("id"), str)}
            for key, items in self.authored.items()
        }

    @cached_property
    def records(self) -> dict[str, Record]:
        """Return id -> valid record."""
        return {record.id: record for record in self.all("models")}


def rule(*keys: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a rule about one item of the lists `keys`, whose messages begin with the item's id, or about all lists."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def of_each(items: Items) -> Found:
            for key in keys:
                for index, item in items.of(key):
                    for path, message in function(item, items):
                        yield key, index, path, f"{item.id}: {message}" if hasattr(item, "id") else message

        RULES[function.__name__.lstrip("_")] = of_each if keys else function
        return function

    return register
