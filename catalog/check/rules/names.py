"""Identifiers, names and aliases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from catalog.check.rules.items import Finding, Items
from catalog.load.problems import shown

RESERVED = frozenset(
    {"index", "shell", "con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)


def ids_are_unique(items: Items) -> Iterator[Finding]:
    """An id stands once in its list (glossary terms: once per field)."""
    for key, of_key in items.by_key.items():
        seen: dict[object, int] = {}
        for index, item in of_key.items():
            ident = (item.field, item.id) if key == "terms" else getattr(item, "id", None)
            if ident is not None and ident in seen:
                yield Finding(key, index, ("id",), f"{key}: id {shown(item.id)} is used twice — ids are unique")
            seen.setdefault(ident, index)


def ids_are_not_reserved(items: Items) -> Iterator[Finding]:
    """A record's id is a page address: it is not a name that the site or an operating system reserves."""
    for index, record in items.of("models"):
        if record.id in RESERVED:
            yield Finding("models", index, ("id",), f"id {shown(record.id)} is reserved — choose another")


def _folded(word: str) -> str:
    """Return the form in which names that a reader cannot tell apart are equal."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def names_and_aliases_are_unique(items: Items) -> Iterator[Finding]:
    """What a reader types leads to one record: names, ids and aliases are unique, whatever the case or form."""
    owner: dict[str, str] = {}
    for index, record in items.of("models"):
        own = {_folded(record.id): ("id",), _folded(record.name): ("name",)}
        for word, path in own.items():
            if owner.setdefault(word, record.id) != record.id:
                yield Finding(
                    "models", index, path, f"{record.id}: {shown(word)} already leads to {shown(owner[word])}"
                )
    for index, record in items.of("models"):
        for number, alias in enumerate(record.aliases):
            found = owner.setdefault(_folded(alias), record.id)
            if found != record.id:
                message = f"{record.id}: alias {shown(alias)} already leads to {shown(found)}"
                yield Finding("models", index, ("aliases", number), message)


def _scripts(word: str) -> set[str]:
    """Return which of the scripts with look-alike letters a word uses."""
    first = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
    return first & {"LATIN", "CYRILLIC", "GREEK"}


def names_use_one_script(items: Items) -> Iterator[Finding]:
    """No word of a name mixes letters of scripts that look alike."""
    for index, record in items.of("models"):
        named = [
            (("name",), record.name),
            *((("aliases", number), alias) for number, alias in enumerate(record.aliases)),
        ]
        for path, text in named:
            if not text.isascii() and any(len(_scripts(word)) > 1 for word in text.split()):
                yield Finding(
                    "models", index, path, f"{record.id}: {shown(text)} mixes letters of scripts that look alike"
                )


def redirects_lead_somewhere(items: Items) -> Iterator[Finding]:
    """A redirect starts at an id that is free and ends at a record."""
    for index, redirect in items.of("redirects"):
        if redirect.old in items.ids("models"):
            yield Finding(
                "redirects", index, ("old",), f"{shown(redirect.old)} is a record; a redirect must start at a former id"
            )
        if redirect.new not in items.ids("models"):
            yield Finding("redirects", index, ("new",), f"no record has the id {shown(redirect.new)}")


RULES = (
    ids_are_unique,
    ids_are_not_reserved,
    names_and_aliases_are_unique,
    names_use_one_script,
    redirects_lead_somewhere,
)
