"""Values by a digest of what they were made from: what one build made, the next may use again.

A shelf never decides what is right. Its keys are digests of everything that goes into a value, so that a value found is
the value that would be made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any


def digest(*parts: str | bytes) -> str:
    """Return one digest of all parts, in their order."""
    data = [part.encode() if isinstance(part, str) else part for part in parts]
    lengths = ",".join(str(len(part)) for part in data)
    return blake2b(b"".join((lengths.encode(), b":", *data)), digest_size=16).hexdigest()


def text_of(values: Iterable[Any]) -> str:
    """Return plain values as one text, for a digest."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))


class Shelf:
    """Values by digest. What is asked for or added stays for the next build; the rest is left behind."""

    def __init__(self, last: Mapping[str, Any] | None = None) -> None:
        self._last = last or {}
        self.stays: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """Return the value that was made from the same, or None."""
        value = self.stays.get(key)
        if value is None and (value := self._last.get(key)) is not None:
            self.stays[key] = value
        return value

    def put(self, key: str, value: Any) -> None:
        """Add a value."""
        self.stays[key] = value
