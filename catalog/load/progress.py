"""How far long work has come, in counts: one line that is rewritten on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TextIO, TypeVar

_Item = TypeVar("_Item")
_LIVE_STEP, _PLAIN_STEP = 50, 2_000
"""After how many items the count is told anew."""


class Progress:
    """Tells a stream, or nobody."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._live = stream is not None and stream.isatty()

    def of(self, items: Collection[_Item], what: str) -> Iterator[_Item]:
        """Yield the items, telling how many of them were handled."""
        step = _LIVE_STEP if self._live else _PLAIN_STEP
        for done, item in enumerate(items):
            if done % step == 0 and done:
                self.say(f"{what}: {done:,} of {len(items):,}")
            yield item
        self.say(f"{what}: {len(items):,}")

    def say(self, text: str) -> None:
        """Tell what was done, or is under way."""
        if self._stream is not None:
            print(
                f"\r\x1b[K{text}" if self._live else text, end="" if self._live else "\n", file=self._stream, flush=True
            )

    def over(self) -> None:
        """Clear the line of a terminal: what comes next is the result."""
        if self._live and self._stream is not None:
            print("\r\x1b[K", end="", file=self._stream, flush=True)
