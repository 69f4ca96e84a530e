"""Identifiers, names, aliases, and the order of lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from catalog.check.rules.base import Found, Items, Path, rule, rule_of_lists
from catalog.load.problems import nearest, shown
from catalog.names import fold
from catalog.schema.record import Record, Redirect

RESERVED = frozenset(
    {"index", "shell", "con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)


@rule_of_lists
def ids_are_unique(items: Items) -> Iterator[Found]:
    """An id stands once in its list (glossary terms: once per field)."""
    for key, of_key in items.by_key.items():
        seen: dict[object, int] = {}
        for index, item in of_key.items():
            ident = (item.field, item.id) if key == "terms" else getattr(item, "id", None)
            if ident is not None and ident in seen:
                yield Found(key, index, ("id",), f"{key}: id {shown(item.id)} is used twice — ids are unique")
            seen.setdefault(ident, index)


@rule("models")
def ids_are_not_reserved(record: Record, _: Items) -> Iterator[tuple[Path, str]]:
    """A record's id is a page address: it is not a name that the site or an operating system reserves."""
    if record.id in RESERVED:
        yield ("id",), f"id {shown(record.id)} is reserved — choose another"


@rule_of_lists
def names_and_aliases_are_unique(items: Items) -> Iterator[Found]:
    """What a reader types leads to one record: names, ids and aliases are unique, whatever the case, form or punctuation."""
    owner: dict[str, str] = {}
    for index, record in items.of("models"):
        for word, field in {fold(record.id): "id", fold(record.name): "name"}.items():
            if owner.setdefault(word, record.id) != record.id:
                message = f"{record.id}: {shown(word)} is already used by {shown(owner[word])}"
                yield Found("models", index, (field,), message)
    for index, record in items.of("models"):
        for number, alias in enumerate(record.aliases):
            if (found := owner.setdefault(fold(alias), record.id)) != record.id:
                message = f"{record.id}: alias {shown(alias)} is already used by {shown(found)}"
                yield Found("models", index, ("aliases", number), message)


_LONG = 20
"""Shorter lists need no order to find an item in."""
_ORDER = {"models": "released", "sources": "id", "developers": "id", "families": "id", "licenses": "id"}


@rule_of_lists
def lists_are_in_order(items: Items) -> Iterator[Found]:
    """Records are ordered by date of release, sources, developers, families and licenses by id."""
    for key, field in _ORDER.items():
        if len(items.ids(key)) < _LONG:
            continue
        for (_, before), (index, item) in pairwise(items.of(key)):
            if getattr(item, field).casefold() < getattr(before, field).casefold():
                yield Found(
                    key, index, (field,), f"{item.id}: stands after {before.id}; {key} are ordered by `{field}`"
                )


def _scripts(word: str) -> set[str]:
    """Return which of the scripts with look-alike letters a part of a word uses."""
    first = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
    return first & {"LATIN", "CYRILLIC", "GREEK"}


_LIKE_LATIN = frozenset("АВЕКМНОРСТУХаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοα")
"""Cyrillic and Greek letters that many fonts draw like Latin ones."""


@rule("models")
def names_use_one_script(record: Record, _: Items) -> Iterator[tuple[Path, str]]:
    """No name hides a look-alike letter among letters of another script, or an unusual space."""
    named = [(("name",), record.name), *((("aliases", at), alias) for at, alias in enumerate(record.aliases))]
    for path, text in named:
        if any(len(_scripts(word)) > 1 and _hides(word) for word in text.split()):
            yield path, f"{shown(text)} mixes letters of scripts that look alike"
        if any(char.isspace() and char != " " for char in text):
            yield path, f"{shown(text)} holds a space that is not the plain one — type it again"


def _hides(word: str) -> bool:
    """Tell whether, beside Latin letters, a word's other letters are all look-alikes: `Вert`, not `ruBERT-база`."""
    others = [char for char in word if char.isalpha() and not unicodedata.name(char, "").startswith("LATIN")]
    return all(char in _LIKE_LATIN for char in others)


@rule("redirects")
def redirects_lead_somewhere(redirect: Redirect, items: Items) -> Iterator[tuple[Path, str]]:
    """A redirect starts at an id that is free and not reserved, once, and ends at a record."""
    if [it.old for _, it in items.of("redirects")].count(redirect.old) > 1:
        yield ("old",), f"{shown(redirect.old)} is redirected twice — keep one"
    if redirect.old in RESERVED:
        yield ("old",), f"id {shown(redirect.old)} is reserved — it was never that of a record"
    if redirect.old in items.ids("models"):
        yield ("old",), f"{shown(redirect.old)} is a record; a redirect must start at a former id"
    if redirect.new not in items.ids("models"):
        yield ("new",), f"no record has the id {shown(redirect.new)}{nearest(redirect.new, items.ids('models'))}"
