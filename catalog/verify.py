"""Reads the finished site and yields what must not be published: broken links, foreign code, twins of addresses.

In: {path: text} of all pages and the set of all other paths. Out: sentences, each naming its page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from html import unescape
from urllib.parse import unquote, urlsplit

_ATTRIBUTE = re.compile(r"""<[a-zA-Z][^<>]*?>""")
_VALUE = re.compile(r"""\s(href|src|id|style|on\w+|srcdoc|action|formaction)=(?:"([^"]*)"|'([^']*)'|([^\s>]+))""")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src=|type=\"?application/))[^>]*>")
ENGINE_SCRIPTS = 4
"""Inline scripts the theme itself writes on a page, at most."""


class Page:
    """Addresses, anchors and dangers of one page."""

    def __init__(self, html: str) -> None:
        self.links: set[str] = set()
        self.ids: list[str] = []
        self.dangers: list[str] = []
        for tag in _ATTRIBUTE.findall(html):
            for name, *values in _VALUE.findall(tag):
                self._take(name.lower(), unescape(next(filter(None, values), "")))
        if len(_INLINE_SCRIPT.findall(html)) > ENGINE_SCRIPTS:
            self.dangers.append("has an inline script that the theme did not write")

    def _take(self, name: str, value: str) -> None:
        if name in ("href", "src"):
            self.links.add(value.strip())
        elif name == "id":
            self.ids.append(value)
        else:
            self.dangers.append(f"has the attribute {name}={value[:40]!r}, which its security policy forbids")


def check_site(pages: Mapping[str, str], others: Set[str], site_url: str) -> Iterator[str]:
    """Yield every fault of a finished site."""
    read = {path: Page(html) for path, html in pages.items()}
    anchors = {path: frozenset(page.ids) for path, page in read.items()}
    paths = set(pages) | others
    yield from _twins(paths)
    base = urlsplit(site_url).path
    for path, page in read.items():
        for danger in page.dangers:
            yield f"{path} {danger}"
        if len(anchors[path]) != len(page.ids):
            twice = sorted({ident for ident in page.ids if page.ids.count(ident) > 1})
            yield f"{path} uses the id {', '.join(twice)} more than once"
        for link in page.links:
            fault = _link_fault(path, link, base, paths, anchors)
            if fault:
                yield f"{path} {fault}"


def _twins(paths: Set[str]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in sorted(paths):
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            yield f"{path} and {other} differ only in case"


def _link_fault(path: str, link: str, base: str, paths: Set[str], anchors: Mapping[str, frozenset[str]]) -> str:
    """Return what is wrong with one address on a page, or nothing."""
    parts = urlsplit(link)
    if parts.scheme:
        allowed = parts.scheme == "https" or (parts.scheme == "data" and link.startswith("data:image/svg+xml"))
        return "" if allowed else f"links to {link[:60]!r}; only https is allowed"
    if parts.netloc:
        return f"links to {link[:60]!r} without a scheme"
    if parts.path.startswith("/") and not (path == "404.html" and parts.path.startswith(base)):
        return f"has the absolute address {link!r}, which breaks under a sub-path"
    target = unquote(parts.path)
    full = target.removeprefix(base) if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
    if full in (".", ""):
        full = "index.html"
    elif full not in paths:
        full = f"{full.rstrip('/')}/index.html"
    if full not in paths:
        return f"links to {link!r}, which does not exist"
    if parts.fragment and full in anchors and unquote(parts.fragment) not in anchors[full] and not parts.fragment.startswith("__"):
        return f"links to {link!r}, but there is no such anchor"
    return ""
