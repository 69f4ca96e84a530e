"""What is told while reading and building: problems with their places and remedies, and how far long work has come.

In: a place and a message. Out: one line `file:line:col: message` per problem, sorted.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TextIO, TypeVar


class Problem(NamedTuple):
    """One mistake that an author can fix; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.file}:{self.line}:{self.column}: {self.message}")


class InputError(Exception):
    """Raised once, with every problem found, when the inputs cannot be built."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


_Item = TypeVar("_Item")


@dataclass
class ErrorCollector:
    """Lets several steps fail, each called by it or run `with` it; `finish` raises what all of them found."""

    problems: list[Problem] = field(default_factory=list)

    def __enter__(self) -> None:
        """Run the steps inside until one finds problems."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        self.problems += error.problems if isinstance(error, InputError) else []
        return isinstance(error, InputError)

    def __call__(self, step: Callable[..., _Item], *arguments: object) -> _Item | None:
        """Return what a step gives, or None when it finds problems."""
        with self:
            return step(*arguments)
        return None

    def finish(self) -> None:
        """Raise InputError when any step found a problem."""
        if self.problems:
            raise InputError(self.problems)


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of a place in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def one_line(text: str) -> str:
    """Return a text that cannot break out of its line: what does not print is replaced."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "�" for char in text)


def shown(value: object, limit: int = 60) -> str:
    """Quote an author's value for a one-line message, shortened and without control characters."""
    text = one_line(value if isinstance(value, str) else repr(value))
    return f"'{text[:limit]}…'" if len(text) > limit else f"'{text}'"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` — did you mean 'x'?` for the nearest known word, or nothing when none is near."""
    candidates = list(known)
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if not found:
        folded = {candidate.casefold(): candidate for candidate in candidates}
        found = [folded[hit] for hit in difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)]
    return f" — did you mean {shown(found[0])}?" if found else ""


def run_tool(main: Callable[[], None], says: str | None = None) -> None:
    """Run a tool: what inputs or system refuse is told in lines, with status 1. `says` describes one without arguments."""
    if says:
        argparse.ArgumentParser(description=says, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    try:
        main()
    except (InputError, OSError, ValueError) as error:
        raise SystemExit(str(error)) from error


_LIVE_STEP, _PLAIN_STEP = 50, 2_000
"""After how many items the count is told anew."""


class Progress:
    """How far work has come, in counts: a line that is rewritten on a terminal, plain lines on other streams, or nothing."""

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
            start, end = ("\r\x1b[K", "") if self._live else ("", "\n")
            print(start + text, end=end, file=self._stream, flush=True)

    def over(self) -> None:
        """Clear the line of a terminal: what comes next is the result."""
        if self._live:
            self.say("")
