"""What the last build of a site left for this one: parsed items, the engine's pages, finished files.

Files of the last site are taken over by a hard link. That is only done while that site is untouched, and only for files
whose ingredients are the same; a test holds every site built with this against one built without.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.inputs.shelf import Shelf
from catalog.site.fingerprint import of_folder

SHELVES = ("items", "engine", "pages")


@dataclass
class Kept:
    """The shelves of one build, and the folder of the last site, if there is one that can be trusted."""

    state: str = ""
    """The fingerprint of the last site, as its build left it."""
    site: Path | None = None
    """The last site, once it was found untouched."""
    items: Shelf = field(default_factory=Shelf)
    """Text of an item of the data -> its value."""
    engine: Shelf = field(default_factory=Shelf)
    """All that the engine reads -> the pages it makes of it, and the names of its other files."""
    pages: Shelf = field(default_factory=Shelf)
    """Ingredients of a page, or its text -> what verifying needs to know about it."""

    @classmethod
    def of(cls, notes: Mapping[str, Any]) -> Kept:
        """Return the shelves that an earlier build left."""
        return cls(notes.get("state", ""), None, *(Shelf(notes.get(name)) for name in SHELVES))

    def notes(self) -> dict[str, Any]:
        """Return what the next build may use again, as plain values."""
        return {"state": self.state} | {name: getattr(self, name).stays for name in SHELVES}

    def look_at(self, site: Path) -> None:
        """Use the last site if nobody has touched it. Nobody may build at the same time."""
        if self.state and of_folder(site) == self.state:
            self.site = site

    def leave(self, site: Path) -> None:
        """Note the state of the finished site."""
        self.state = of_folder(site)

    def take(self, names: Iterable[str], folder: Path) -> bool:
        """Link files of the last site into `folder`: all of them, or none and return False."""
        if self.site is None:
            return False
        linked: list[str] = []
        try:
            for name in names:
                _link(f"{self.site}/{name}", f"{folder}/{name}")
                linked.append(f"{folder}/{name}")
        except OSError:
            for path in linked:
                os.unlink(path)  # writing into it would change the last site
            return False
        return True


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.link(old, new)
