"""A problem in the inputs: what is wrong, at which place, and what was probably meant.

In: a place and a message. Out: one line `file:line:col: message` per problem, sorted.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar


class Problem(NamedTuple):
    """One mistake an author can mend; `line` and `column` count from 1."""

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


Given = TypeVar("Given")


@dataclass
class ErrorCollector:
    """Lets several steps fail; `finish` raises what all of them found."""

    problems: list[Problem] = field(default_factory=list)

    def __call__(self, step: Callable[..., Given], *arguments: object) -> Given | None:
        """Return what a step gives, or None when it finds problems."""
        try:
            return step(*arguments)
        except InputError as error:
            self.problems += error.problems
            return None

    def finish(self) -> None:
        """Raise InputError when any step found a problem."""
        if self.problems:
            raise InputError(self.problems)


def one_line(text: str) -> str:
    """Return a text that cannot break out of its line: what does not print is replaced."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "�" for char in text)


def shown(value: object, limit: int = 60) -> str:
    """Quote an author's value for a one-line message, shortened and without control characters."""
    text = value if isinstance(value, str) else repr(value)
    text = one_line(text)
    return f"'{text[:limit]}…'" if len(text) > limit else f"'{text}'"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` — did you mean 'x'?` for the nearest known word, or nothing when none is near."""
    candidates = list(known)
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if not found:
        folded = {candidate.casefold(): candidate for candidate in candidates}
        found = [folded[hit] for hit in difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)]
    return f" — did you mean {shown(found[0])}?" if found else ""
