"""One finished page -> its addresses, anchors and dangers. Pages share most of their tags, so each different one is read once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from catalog.site.tags import attributes, read_tag

_RAW = re.compile(r"<(?=[s!])(?:(script|style)\b([^>]*+)>(.*?)</\1\s*>|!--.*?-->)", re.S | re.I)
_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+>)?""")
"""A tag, or only the start of one that cannot be read."""
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')
_JSON = ("application/json", "application/ld+json")


class Page(NamedTuple):
    """Addresses, anchors and dangers of one page."""

    follows: set[str]
    """Addresses that a reader may follow; they may leave the site."""
    loads: set[str]
    """Addresses that the page loads; they must not."""
    ids: list[str]
    dangers: list[str]

    @classmethod
    def of(cls, parts: Sequence[Sequence[str]]) -> Page:
        """Return the page with these parts; none for a page that was not read."""
        follows, loads, ids, dangers = parts or ((), (), (), ())
        return cls(set(follows), set(loads), list(ids), list(dangers))

    def parts(self) -> list[list[str]]:
        """Return the page as plain values."""
        return [*map(list, self)]


class _Raw(NamedTuple):
    """A text whose scripts and styles were emptied and whose comments were taken out, and what they held."""

    bare: str
    blocks: set[str]
    dangers: list[str]


def read_page(html: str, inline: Set[str]) -> Page:
    """Read one page; `inline` are the scripts and styles that may stand in it."""
    raw = _without_raw(html)
    tags = _TAG.findall(raw.bare)
    matter = {tag: read for tag in set(tags) if (read := read_tag(tag))}
    follows, loads, dangers = (
        {*chain.from_iterable([getattr(read, kind) for read in matter.values()])}
        for kind in ("follows", "loads", "dangers")
    )
    ids = [*chain.from_iterable([matter[tag].ids for tag in tags if tag in matter])]
    return Page(follows, loads, ids, [*_dangers(html, raw, inline), *raw.dangers, *sorted(dangers)])


def _dangers(html: str, raw: _Raw, inline: Set[str]) -> Iterator[str]:
    """Yield what is wrong with a page as a whole."""
    if "<!--" in raw.bare:
        yield "has a comment that does not end"
    if not raw.blocks <= inline:
        yield "has an inline script or style that the theme did not write"
    if "<script" in html and 'http-equiv="Content-Security-Policy"' not in html:
        yield "has scripts but no content-security policy"


def _without_raw(html: str) -> _Raw:
    blocks: set[str] = set()
    dangers: list[str] = []

    def emptied(hit: re.Match[str]) -> str:
        if not hit[1]:
            return ""
        found = attributes(hit[2])
        if found.get("type") in _JSON:
            dangers.extend(_json_dangers(hit[3]))
        elif "src" not in found:
            blocks.add(_BASE_OF_PAGE.sub('""', hit[3]))
        return f"<{hit[1]}{hit[2]}/>"

    return _Raw(_RAW.sub(emptied, html), blocks, dangers)


def inline_blocks(html: str) -> frozenset[str]:
    """Return the inline scripts and styles of a page, without the one address in which pages of the theme differ."""
    return frozenset(_without_raw(html).blocks)


def _json_dangers(text: str) -> Iterator[str]:
    try:
        json.loads(text)
    except ValueError:
        yield "has structured data that is not JSON"
