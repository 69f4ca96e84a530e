"""{path: text} -> a folder, and rows -> CSV. Leaves alone what did not change, removes what is no longer wanted."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_table(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV (RFC 4180); a text that a spreadsheet would run as a formula begins with an apostrophe."""
    table = io.StringIO()
    csv.writer(table).writerows(map(_cell, row) for row in rows)
    return table.getvalue()


def _cell(value: Any) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else "" if value is None else str(value)
    return f"'{text}" if not isinstance(value, (int, float)) and text.lstrip(" ").startswith(_FORMULA) else text


def write_changed(folder: Path, files: Mapping[str, str | bytes]) -> int:
    """Bring `folder` to hold exactly `files` (dot files are left alone); return how many were written or removed."""
    removed = remove_others(folder, files.keys())
    return removed + sum(write_if_changed(folder, name, content) for name, content in files.items())


def write_if_changed(folder: Path, name: str, content: str | bytes) -> bool:
    """Write a file unless it holds just that; return whether it was written."""
    data = content.encode() if isinstance(content, str) else content
    target = folder / name
    if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
        return False
    write_all(folder, name, data)
    return True


def remove_others(folder: Path, files: Set[str]) -> int:
    """Remove what is not wanted, empty folders, and links, through which writing would leave the folder."""
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() or not path.is_dir():
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or (name not in files and not path.name.startswith(".")):
                path.unlink()
                removed += 1
        elif not any(path.iterdir()):
            path.rmdir()
    return removed


def write_all(folder: Path, name: str, content: str | bytes) -> None:
    """Write one file below a folder that this build alone uses."""
    target = f"{folder}/{name}"
    try:
        handle = open(target, "wb")  # noqa: SIM115
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        handle = open(target, "wb")  # noqa: SIM115
    with handle:
        handle.write(content.encode() if isinstance(content, str) else content)
