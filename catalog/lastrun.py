"""What the engine last made of which text, so that a preview asks it only for the pages that changed.

A page of the engine depends on its own text and on the frame, which all pages share: the configuration, the theme, and
which pages there are. A test holds a preview of many edits against one that was built at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.load.documents import load_bytes

Texts = Mapping[str, str | bytes]


@dataclass(frozen=True)
class LastRun:
    """What the engine read, {path in its folder: text}, and what it wrote, {path in the site: bytes}."""

    frame: Mapping[str, bytes] = field(default_factory=dict)
    read: Texts = field(default_factory=dict)
    made: Mapping[str, bytes] = field(default_factory=dict)

    def same(self, frame: Mapping[str, bytes], files: Texts) -> set[str]:
        """Return the files which the engine would make the same of as it did."""
        if frame != self.frame or files.keys() != self.read.keys():
            return set()
        return {name for name, text in files.items() if text == self.read[name]}


def frame_of(home: Path) -> dict[str, bytes]:
    """Return what every page of the engine is made of, beside its text."""
    return {"mkdocs.yml": (home / "mkdocs.yml").read_bytes()} | load_bytes(
        home / "templates" / "theme", "templates/theme"
    )
