"""JSON text -> plain values, as strictly as YAML: no duplicate keys, no hidden characters, no numbers without bounds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.load.files import hidden, read_text
from catalog.load.problems import InputError, Problem, shown

MAX_DIGITS = 19


def read_json(path: Path, shown_as: str) -> Any:
    """Read one JSON file. Raises InputError with every problem."""
    text = read_text(path, shown_as)
    try:
        value = json.loads(text, object_pairs_hook=_mapping, parse_int=_integer, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise InputError([Problem(shown_as, error.lineno, error.colno, f"is not JSON: {error.msg}")]) from error
    except (ValueError, RecursionError) as error:
        raise InputError([Problem(shown_as, 1, 1, f"is not JSON that can be read: {error}")]) from error
    if names := {hidden(string) for string in _strings(value)} - {""}:
        what = "escape for the invisible or control character"
        raise InputError(Problem(shown_as, 1, 1, f"{what} {name} — remove it") for name in names)
    return value


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"duplicate key {shown(twice)} — keep one of them")
    return found


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def _refused(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
