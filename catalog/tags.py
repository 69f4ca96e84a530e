"""One tag of a page -> its addresses, its id and its dangers.

Pages share most of their tags, so each different one is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple

_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"""(?<=[\s/"'])([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")

_PLAIN_LINK = re.compile(r'<a(?: class="[^"]*")? href="([^"]*)"(?: aria-label="[^"]*")?>')
"""The most frequent tag of all."""
_PLAIN_META = re.compile(r'<meta (?:name|property)="[\w:]+" content="[^"]*">')
_MATTERS = re.compile(
    r"[\s/\"'](?:on|href|src|id|style|action|formaction|poster|data|ping|background|xlink|http-equiv)"
    r"|<(?:base|iframe|frame|frameset|object|embed|applet|portal|script|style)\b|[^>]\Z",
    re.I,
)
"""A tag without any of these is harmless; most are."""
_FORBIDDEN = frozenset({"style", "srcdoc", "formaction", "ping", "background", "srcset", "xlink:href"})
_FOREIGN = frozenset({"base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal"})
_MAY_LEAVE = frozenset({"canonical", "license", "author", "me", "help", "cite-as", "describedby"})


class Tag(NamedTuple):
    """What matters in one tag."""

    follows: tuple[str, ...]
    """Addresses that a reader may follow."""
    loads: tuple[str, ...]
    """Addresses that the page loads."""
    ids: tuple[str, ...]
    dangers: tuple[str, ...]
    """What is forbidden in it."""


@lru_cache(maxsize=65536)
def read_tag(tag: str) -> Tag | None:
    """Read one tag; None when nothing in it matters."""
    if plain := _PLAIN_LINK.fullmatch(tag):
        return Tag((unescape(plain[1]).strip(),), (), (), ())
    if _PLAIN_META.fullmatch(tag) or not _MATTERS.search(tag):
        return None
    head = _NAME.match(tag)
    element = head[1].lower() if head else ""
    found = attributes(tag[head.end() :] if head else "")
    dangers = [*_unread(tag, element)] + [
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


def _unread(tag: str, element: str) -> Iterator[str]:
    """Yield what keeps the rest of the page from being read; scripts and styles that end were emptied and closed before."""
    if not tag.endswith(">") or (element in ("script", "style") and not tag.endswith("/>")):
        yield "has a tag that cannot be read; something was not escaped"


def attributes(text: str) -> dict[str, str]:
    """Return the attributes of a tag; of two with one name the first counts, as in browsers."""
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
