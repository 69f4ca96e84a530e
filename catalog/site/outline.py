"""One finished page -> its addresses, anchors and dangers. Pages share most of their lines, so each different one is read once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from catalog.site.tags import attributes, read_tag

_RAW = re.compile(r"<(script|style)\b([^>]*+)>(.*?)</\1\s*>|<!--.*?-->", re.S | re.I)
_RAW_START = re.compile(r"<(?:script|style|!--)", re.I)
_OPEN_RAW = re.compile(r"<!--|<(?:script|style)\b[^>]*+(?<!/)>", re.I)
_TAG = re.compile(r"""<[a-zA-Z][^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+>""")
_TAG_START = re.compile(r"<[a-zA-Z]")
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')
_JSON = ("application/json", "application/ld+json")


class Part(NamedTuple):
    """What matters in a line of a page, or in a whole page."""

    follows: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    blocks: frozenset[str] = frozenset()
    """Its inline scripts and styles."""
    broken: bool = False
    """Whether it ends inside a tag, a script, a style or a comment."""


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


NOTHING = Part()


def read_page(html: str, inline: Set[str]) -> Page:
    """Read one page; `inline` are the scripts and styles that may stand in it."""
    page = Page(set(), set(), [], [])
    for row in html.split("\n"):
        part = read_row(row)
        if part is NOTHING:
            continue
        if part is None:  # a tag, script or comment runs over the line end: read the page in one piece
            part = _read(html)
            page = Page(
                set(), set(), [], ["has a tag that cannot be read; something was not escaped"] if part.broken else []
            )
            _add(page, part, inline)
            break
        _add(page, part, inline)
    if "<script" in html and 'http-equiv="Content-Security-Policy"' not in html:
        page.dangers.append("has scripts but no content-security policy")
    return page


def _add(page: Page, part: Part, inline: Set[str]) -> None:
    page.follows.update(part.follows)
    page.loads.update(part.loads)
    page.ids.extend(part.ids)
    page.dangers.extend(part.dangers)
    if not part.blocks <= inline:
        page.dangers.append("has an inline script or style that the theme did not write")


@lru_cache(maxsize=65536)
def read_row(row: str) -> Part | None:
    """Read one line of a page; None when it ends inside a tag, a script, a style or a comment."""
    part = _read(row) if "<" in row else NOTHING
    return None if part.broken else part if any(part) else NOTHING


def _read(html: str) -> Part:
    raw = _read_raw(html) if _RAW_START.search(html) else None
    bare = raw.bare if raw else html
    tags = _TAG.findall(bare)
    starts = bare.count("<") - bare.count("</")
    broken = bool(raw and raw.open) or (len(tags) != starts and len(tags) != len(_TAG_START.findall(bare)))
    found = [*filter(None, map(read_tag, tags))]
    if not (found or raw or broken):
        return NOTHING
    follows, loads, ids, dangers = (tuple(chain.from_iterable(tag[kind] for tag in found)) for kind in range(4))
    return Part(
        follows, loads, ids, (*(raw.dangers if raw else ()), *dangers), raw.blocks if raw else frozenset(), broken
    )


class _Raw(NamedTuple):
    """A text whose scripts and styles were emptied and whose comments were taken out, and what they held."""

    bare: str
    blocks: frozenset[str]
    dangers: tuple[str, ...]
    open: bool


def _read_raw(html: str) -> _Raw:
    blocks: set[str] = set()
    dangers: list[str] = []
    for hit in _RAW.finditer(html):
        found = attributes(hit[2] or "")
        if hit[1] and found.get("type") in _JSON:
            dangers += _json_dangers(hit[3])
        elif hit[1] and "src" not in found:
            blocks.add(_BASE_OF_PAGE.sub('""', hit[3]))
    bare = _RAW.sub(lambda hit: f"<{hit[1]}{hit[2]}/>" if hit[1] else "", html)
    return _Raw(bare, frozenset(blocks), tuple(dangers), bool(_OPEN_RAW.search(bare)))


def inline_blocks(html: str) -> frozenset[str]:
    """Return the inline scripts and styles of a page, without the one address in which pages of the theme differ."""
    return _read(html).blocks


def _json_dangers(text: str) -> Iterator[str]:
    try:
        json.loads(text)
    except ValueError:
        yield "has structured data that is not JSON"
