"""One finished page -> its addresses, anchors and dangers.

Pages share most of their lines and tags, so each different one is read once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import NamedTuple

_RAW = re.compile(r"<(script|style)\b([^>]*+)>(.*?)</\1\s*>|<!--.*?-->", re.S | re.I)
_RAW_START = re.compile(r"<(?:script|style|!--)", re.I)
_OPEN_RAW = re.compile(r"<!--|<(?:script|style)\b[^>]*+(?<!/)>", re.I)
_TAG = re.compile(r"""<[a-zA-Z][^"'<>]*+(?:(?:"[^"<]*+"|'[^'<]*+')[^"'<>]*+)*+>""")
_TAG_START = re.compile(r"<[a-zA-Z]")
_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"""(?<=[\s/"'])([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')

_PLAIN_LINK = re.compile(r'<a(?: class="[^"]*")? href="([^"]*)"(?: aria-label="[^"]*")?>')
"""The most frequent tag of all."""
_MATTERS = re.compile(
    r"[\s/\"'](?:on|href|src|id|style|action|formaction|poster|data|ping|background|xlink|http-equiv)"
    r"|<(?:base|iframe|frame|frameset|object|embed|applet|portal)\b",
    re.I,
)
"""A tag without any of these is harmless; most are."""
_FORBIDDEN = frozenset({"style", "srcdoc", "formaction", "ping", "background", "srcset", "xlink:href"})
_FOREIGN = frozenset({"base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal"})
_MAY_LEAVE = frozenset({"canonical", "license", "author", "me", "help", "cite-as", "describedby"})
_JSON = ("application/json", "application/ld+json")


class Tag(NamedTuple):
    """What matters in one tag."""

    follows: tuple[str, ...]
    """Addresses that a reader may follow."""
    loads: tuple[str, ...]
    """Addresses that the page loads."""
    ids: tuple[str, ...]
    dangers: tuple[str, ...]
    """What is forbidden in it."""


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


@lru_cache(maxsize=65536)
def read_tag(tag: str) -> Tag | None:
    """Read one tag; None when nothing in it matters."""
    if plain := _PLAIN_LINK.fullmatch(tag):
        return Tag((unescape(plain[1]).strip(),), (), (), ())
    if not _MATTERS.search(tag):
        return None
    head = _NAME.match(tag)
    element = head[1].lower() if head else ""
    found = _attributes(tag[head.end() :] if head else "")
    dangers = [
        f"has the attribute {name}={value[:40]!r}, which its security policy forbids"
        for name, value in found.items()
        if name in _FORBIDDEN or name.startswith("on")
    ]
    if element in _FOREIGN:
        dangers.append(f"has the element <{element}>, which is never published")
    follows, loads = tuple(_followed(element, found)), tuple(_loaded(element, found))
    if not (follows or loads or dangers or "id" in found):
        return None
    return Tag(follows, loads, (found["id"],) if "id" in found else (), tuple(dangers))


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(double or single or bare).strip())
    return found


def _followed(element: str, found: Mapping[str, str]) -> Iterator[str]:
    if "href" in found and _may_leave(element, found):
        yield found["href"]


def _loaded(element: str, found: Mapping[str, str]) -> Iterator[str]:
    if "href" in found and not _may_leave(element, found):
        yield found["href"]
    for name in ("src", "poster", "data", "action"):
        if name in found and not (name == "data" and element != "object"):
            yield found[name]
    if element == "meta" and found.get("http-equiv", "").lower() == "refresh":
        yield found.get("content", "").partition("url=")[2] or "a refresh without url="


def _may_leave(element: str, found: Mapping[str, str]) -> bool:
    relations = set(found.get("rel", "").lower().split())
    return element in ("a", "area") or (element == "link" and bool(relations) and relations <= _MAY_LEAVE)


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
        found = _attributes(hit[2] or "")
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
