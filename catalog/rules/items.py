"""What rules read and what they yield."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from catalog.schema import Record


class Finding(NamedTuple):
    """What a rule found: the list and item it concerns, the path inside the item, and what to do."""

    key: str
    item: int
    path: tuple[str | int, ...]
    message: str


@dataclass(frozen=True)
class Items:
    """The valid items of all files, each with its index, and the day after which no date may lie."""

    by_key: Mapping[str, Mapping[int, Any]]
    today: str

    def of(self, key: str) -> Iterator[tuple[int, Any]]:
        """Yield (index, item) of the list `key`."""
        yield from self.by_key.get(key, {}).items()

    def ids(self, key: str) -> dict[str, int]:
        """Return id -> index of the list `key`."""
        return self._ids.get(key, {})

    @cached_property
    def _ids(self) -> dict[str, dict[str, int]]:
        return {
            key: {item.id: index for index, item in items.items() if hasattr(item, "id")}
            for key, items in self.by_key.items()
        }

    @cached_property
    def records(self) -> dict[str, Record]:
        """Return id -> record."""
        return {record.id: record for _, record in self.of("models")}
