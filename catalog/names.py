"""Names as people type them: one form in which "GPT-2", "gpt 2" and "GPT2" are equal, and what each name means.

The same rule runs in the browser (`squash` in `content/assets/main.js`) and is published in `/api/v1/lookup.json`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from catalog.schema.record import Family, Record
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


_WORD = re.compile(r"[^\s¤_()\[\]{},;:!?*`\"“”/–—'’|<>=]+")
_LIKE = re.compile(r"-(?:style|like|type|based|sized|family|inspired)\Z", re.I)


class Names:
    """Names of records and, where families are given, of families, to be found in texts."""

    def __init__(self, records: Iterable[Record], families: Iterable[Family] = ()) -> None:
        self.records = {record.id: record for record in records}
        self.ids: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Words of a name -> ids of the records that it means."""
        for record in self.records.values():
            self.ids.update((key, (record.id,)) for name in (record.name, *record.aliases) for key in _keys(name))
        own = {key for record in self.records.values() for key in _keys(record.name)}
        members: dict[str, list[str]] = {}
        for record in self.records.values():
            members.setdefault(record.family, []).append(record.id)
        for family in families:
            for key in _keys(family.name):
                if key not in own:
                    self.ids[key] = tuple(dict.fromkeys((*self.ids.get(key, ()), *members.get(family.id, ()))))
        self._longest: dict[str, int] = {}
        """First word of a name, in small letters -> how many words the longest of such names has."""
        for words in self.ids:
            first = words[0].casefold()
            self._longest[first] = max(len(words), self._longest.get(first, 0))

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield (start, end, ids) of every name; of overlapping names the longest counts."""
        words, at = [(hit.start(), hit[0].rstrip(".")) for hit in _WORD.finditer(text.replace("‑", "-"))], 0
        while at < len(words):
            first = words[at][1].casefold()
            forms = (first, first.removesuffix("s"), first.rpartition("-")[0])
            longest = max(self._longest.get(form, 0) for form in forms)
            for size in range(min(longest, len(words) - at), 0, -1):
                spelled = [word for _, word in words[at : at + size]]
                if ids := self._called(spelled):
                    yield words[at][0], words[at + size - 1][0] + len(spelled[-1]), ids
                    at += size - 1
                    break
            at += 1

    def _called(self, words: list[str]) -> tuple[str, ...]:
        """Return the ids of a name, also in the plural and with a size behind it, such as BERT-Base."""
        *rest, last = words
        for form in (last, last.removesuffix("s"), last.rpartition("-")[0]) if not _LIKE.search(last) else ():
            for key in ((*rest, form), tuple(word.casefold() for word in (*rest, form))):
                if form and key in self.ids:
                    return self.ids[key]
        return ()


def _keys(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a name as they are written and, unless it could be a common word, without regard to capitals."""
    words = tuple(word.rstrip(".") for word in _WORD.findall(name))
    yield words
    if re.search(r"\d", name) or (len(name) > 3 and len(re.findall(r"[A-Z]", name)) > 1):
        yield tuple(word.casefold() for word in words)
