"""Tells whether a build would give what is already there.

The fingerprint of the inputs covers the bytes of everything a build reads; that of the site its file names, sizes and
times. Both are kept outside the site, so that publishing stays byte for byte reproducible.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path


def of_inputs(files: Iterable[Path], options: Iterable[object]) -> str:
    """Return the digest of the options and of the names and bytes of all files."""
    digest = blake2b(repr(list(options)).encode(), digest_size=20)
    for path in files:
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def of_folder(folder: Path) -> str:
    """Return the digest of names, sizes and modification times below a folder."""
    digest = blake2b(digest_size=20)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(folder)}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def inputs(home: Path, data: Path) -> list[Path]:
    """Return every file a build reads, in a fixed order."""
    folders = (data, home / "content", home / "templates", home / "catalog")
    found = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted([*found, home / "mkdocs.yml", home / "build.py", home / "requirements.txt"])


class Memory:
    """What the last build of one output folder was made from; forgets quietly where it cannot write."""

    def __init__(self, home: Path, output: Path) -> None:
        name = blake2b(str(output.resolve()).encode(), digest_size=8).hexdigest()
        self.file = home / "build" / "cache" / f"{name}.json"
        self.output = output

    def recall(self, digest: str) -> str | None:
        """Return what the last build said, if it was made from these inputs and its site is untouched."""
        try:
            last: dict[str, str] = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        if last.get("inputs") != digest or not self.output.is_dir() or last.get("site") != of_folder(self.output):
            return None
        return last.get("said")

    def remember(self, digest: str, said: str) -> None:
        """Note what was built and what it said."""
        note = json.dumps({"inputs": digest, "site": of_folder(self.output), "said": said})
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(note, "utf-8")
        except OSError:
            return
