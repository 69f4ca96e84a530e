"""One finished page -> its addresses, anchors and dangers. Pages share their frame and most tags; what is shared is read once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from catalog.tags import attributes, read_tag

_RAW = re.compile(r"<(?=[s!])(?:(script|style)\b([^>]*+)>(.*?)</\1\s*>|!--.*?-->)", re.S | re.I)
_TAG = re.compile(
    r"""<(?!a(?: class="[^"<>]*+")? href="https://[^"<>]*+"(?: aria-label="[^"<>]*+")?>)"""
    r"""[a-zA-Z](?:[^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+>)?"""
)
"""A tag, or only the start of one that cannot be read; a plain link out of the site, which can do no harm, is passed over."""
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')
_JSON = ("application/json", "application/ld+json")


class Page(NamedTuple):
    """Addresses, anchors and dangers of one page."""

    follows: set[str]
    """Addresses that a reader may follow; they may leave the site. Plain links that do are left out."""
    loads: set[str]
    """Addresses that the page loads; they must not."""
    ids: list[str]
    dangers: list[str]


class _Piece(NamedTuple):
    """What matters in a piece of a page."""

    follows: frozenset[str]
    loads: frozenset[str]
    ids: list[str]
    dangers: list[str]
    blocks: frozenset[str]
    """Its inline scripts and styles."""


def read_page(html: str, inline: Set[str]) -> Page:
    """Read one page; `inline` are the scripts and styles that may stand in it."""
    pieces = [*map(_read, _pieces(html))]
    dangers = [danger for piece in pieces for danger in piece.dangers]
    if not all(piece.blocks <= inline for piece in pieces):
        dangers.append("has an inline script or style that the theme did not write")
    if "<script" in html and 'http-equiv="Content-Security-Policy"' not in html:
        dangers.append("has scripts but no content-security policy")
    return Page(
        set().union(*(piece.follows for piece in pieces)),
        set().union(*(piece.loads for piece in pieces)),
        [ident for piece in pieces for ident in piece.ids],
        dangers,
    )


def _pieces(html: str) -> Iterator[str]:
    """Cut a page into its head, the frame before its article, the article, and the frame behind it."""
    start = 0
    for mark in ("<body", "<article", "</article>"):
        end = html.find(mark, start)
        if end >= 0:
            yield html[start:end]
            start = end
    yield html[start:]


@lru_cache(maxsize=64)
def _read(html: str) -> _Piece:
    """Read a piece of a page; pages of one kind share their frame."""
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

    bare = _RAW.sub(emptied, html)
    if "<!--" in bare:
        dangers.append("has a comment that does not end")
    tags = _TAG.findall(bare)
    matter = {tag: read for tag in set(tags) if (read := read_tag(tag))}
    follows, loads, faults = (
        frozenset(chain.from_iterable([getattr(read, kind) for read in matter.values()]))
        for kind in ("follows", "loads", "dangers")
    )
    ids = [*chain.from_iterable([matter[tag].ids for tag in tags if tag in matter])]
    return _Piece(follows, loads, ids, [*dangers, *sorted(faults)], frozenset(blocks))


def inline_blocks(html: str) -> frozenset[str]:
    """Return the inline scripts and styles of a page, without the one address in which pages of the theme differ."""
    return frozenset[str]().union(*(_read(piece).blocks for piece in _pieces(html)))


def _json_dangers(text: str) -> Iterator[str]:
    try:
        json.loads(text)
    except ValueError:
        yield "has structured data that is not JSON"
