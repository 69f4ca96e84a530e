"""Names as people type them: one form in which "GPT-2", "gpt 2" and "GPT2" are equal, and what each name means.

The same rule runs in the browser (`squash` in `content/assets/main.js`) and is published in `/api/v1/lookup.json`.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
