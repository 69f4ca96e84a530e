"""Names as people type them: one form in which "GPT-2", "gpt 2" and "GPT2" are equal, and what each name means.

The same rule runs in the browser (`squash` in `content/assets/main.js`) and is published in `/api/v1/lookup.json`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from catalog.schema.record import Record
    from catalog.site import Site

RULE = (
    "Unicode NFKC, lower case, + becomes plus, then only letters and digits are kept: GPT-2, gpt 2 and GPT2 are gpt2."
)


def fold(name: str) -> str:
    """Return the form in which names that readers take for the same are equal."""
    return "".join(char for char in unicodedata.normalize("NFKC", name).lower().replace("+", "plus") if char.isalnum())


def lookup(site: Site) -> dict[str, list[str]]:
    """Return folded name -> ids of the records it means: ids, names, aliases, Hub ids and former ids; else a family."""
    found: dict[str, list[str]] = {}
    for model in site.by_date:
        record = model.record
        hub = [record.hub_id, record.hub_id.rpartition("/")[2]] if record.hub_id else []
        for name in dict.fromkeys(map(fold, (record.id, record.name, *record.aliases, *hub))):
            found.setdefault(name, []).append(model.id)
    for redirect in site.catalog.redirects:
        found.setdefault(fold(redirect.old), [redirect.new])
    for view in site.families:
        for name in dict.fromkeys(map(fold, (view.family.id, view.family.name))):
            found.setdefault(name, [model.id for model in view.members])
    return dict(sorted(found.items()))


_WORD = re.compile(r"[^\s()\[\],;:!?*`\"“”]+")


class Known(NamedTuple):
    """Records by id, and how readers name them."""

    records: dict[str, Record]
    names: dict[tuple[str, ...], str]
    longest: int


def known_from(records: Iterable[Record]) -> Known:
    """Return the names and records to look for."""
    by_id = {record.id: record for record in records}
    names = {
        _words(name): record.id for record in by_id.values() for name in (record.name, *record.aliases) if len(name) > 2
    }
    return Known(by_id, names, max(map(len, names), default=0))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".,") for word in _WORD.findall(text))


def named(text: str, known: Known) -> set[str]:
    """Return the ids of the records that a text names; of overlapping names the longest counts."""
    words, found, at = _words(text), set[str](), 0
    while at < len(words):
        sizes = (size for size in range(known.longest, 0, -1) if words[at : at + size] in known.names)
        size = next(sizes, 0)
        if size:
            found.add(known.names[words[at : at + size]])
        at += size or 1
    return found
