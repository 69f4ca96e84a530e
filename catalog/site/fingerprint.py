"""Tells whether a build would give what is already there.

The fingerprint of the inputs covers the bytes of everything a build reads; that of the site its file names, sizes and
times. Both are kept outside the site, so that publishing stays byte for byte reproducible.
"""

from __future__ import annotations

import json
import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

_DIGEST = 20
"""Bytes of a digest."""


def of_inputs(files: Iterable[Path], options: Iterable[object]) -> str:
    """Return the digest of the options and of the names and bytes of all files."""
    digest = blake2b(repr(list(options)).encode(), digest_size=_DIGEST)
    for path in files:
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def of_folder(folder: Path) -> str:
    """Return the digest of names, sizes and modification times below a folder."""
    found = sorted(_states(str(folder), ""))
    return blake2b("".join(found).encode(errors="surrogateescape"), digest_size=_DIGEST).hexdigest()


def _states(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _states(entry.path, f"{prefix}{entry.name}/")
            else:
                status = entry.stat()
                yield f"{prefix}{entry.name}\0{status.st_size}\0{status.st_mtime_ns}\n"


def inputs(home: Path, data: Path) -> list[Path]:
    """Return every file a build reads, in a fixed order."""
    folders = (data, home / "content", home / "templates", home / "catalog")
    found = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted([*found, home / "mkdocs.yml", home / "build.py", home / "requirements.txt"])


def of_code(home: Path) -> str:
    """Return the digest of everything that decides what is made of the inputs: our code, its packages, and Python."""
    code = [path for path in (home / "catalog").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return of_inputs(sorted([*code, home / "build.py", home / "requirements.txt"]), [sys.version])


class Memory:
    """What the last build of one output folder was made from; forgets quietly where it cannot write."""

    def __init__(self, home: Path, output: Path) -> None:
        name = blake2b(str(output.resolve()).encode(), digest_size=8).hexdigest()
        self.file = home / "build" / "cache" / f"{name}.json"
        self.shelves = self.file.with_suffix(".shelves")
        self.output = output

    def recall(self, digest: str) -> str | None:
        """Return what the last build said, if it was made from these inputs and its site is untouched."""
        last = _read(self.file)
        if last.get("inputs") != digest or not self.output.is_dir() or last.get("site") != of_folder(self.output):
            return None
        said: str | None = last.get("said")
        return said

    def kept(self, code: str) -> dict[str, Any]:
        """Return what the last build left, if the same code made it: its state, and its shelves by name."""
        try:
            data = self.shelves.read_bytes()
            if data[:_DIGEST] != self._sealed(code, data[_DIGEST:]):
                return {}
            notes: dict[str, Any] = marshal.loads(data[_DIGEST:])
        except OSError:
            return {}
        return notes

    def remember(self, digest: str, said: str, code: str, notes: Mapping[str, Any]) -> None:
        """Note what was built and what it said, and what the next build may use again."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps({"inputs": digest, "site": notes["state"], "said": said}), "utf-8")
            data = marshal.dumps(dict(notes))
            self.shelves.write_bytes(self._sealed(code, data) + data)
        except OSError:
            return

    @staticmethod
    def _sealed(code: str, data: bytes) -> bytes:
        """Return the digest of notes and of the code that wrote them: only what comes back whole is read."""
        return blake2b(data, digest_size=_DIGEST, key=code.encode()).digest()


def _read(file: Path) -> dict[str, Any]:
    try:
        notes = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}
