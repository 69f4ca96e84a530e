"""What rules read and what they yield."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from catalog.schema.record import Record


class Finding(NamedTuple):
    """What a rule found: the list and item it concerns, the path inside the item, and what to do."""

    key: str
    item: int
    path: tuple[str | int, ...]
    message: str


@dataclass(frozen=True)
class Items:
    """The valid items of all files, each with its index, the day after which no date may lie, and all items as authored."""

    by_key: Mapping[str, Mapping[int, Any]]
    today: str
    authored: Mapping[str, Sequence[Any]] = field(default_factory=dict)

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


def is_day(text: str) -> bool:
    """Tell whether an ISO 8601 date is a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
