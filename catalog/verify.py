"""Reads the finished site and yields what must not be published: broken links, foreign code, twins of addresses.

In: {path: what was read from the page} and the set of all other paths. Out: sentences, each naming its page.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator, Mapping, Set
from urllib.parse import unquote, urlsplit

from catalog.outline import Page


def check_site(pages: Mapping[str, Page], others: Set[str], site_url: str) -> Iterator[str]:
    """Yield every fault of a finished site."""
    paths = set(pages) | others
    site = _Addresses(paths, {path: frozenset(page.ids) for path, page in pages.items()}, site_url)
    if "404.html" not in pages:
        yield "the site has no 404.html"
    yield from _twins(paths)
    for path, page in pages.items():
        for danger in page.dangers:
            yield f"{path} {danger}"
        if len(site.anchors[path]) != len(page.ids):
            twice = sorted({ident for ident in page.ids if page.ids.count(ident) > 1})
            yield f"{path} uses the id {', '.join(twice)} more than once"
        for fault in site.faults(path, page):
            yield f"{path} {fault}"


def _twins(paths: Set[str]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for path in sorted(paths):
        other = seen.setdefault(unicodedata.normalize("NFKC", path).casefold(), path)
        if other != path:
            yield f"{path} and {other} differ only in case"


class _Addresses:
    """All addresses of the site; tells what is wrong with one."""

    def __init__(self, paths: Set[str], anchors: Mapping[str, frozenset[str]], site_url: str) -> None:
        self.paths, self.anchors, self.site_url = paths, anchors, site_url
        self.base = urlsplit(site_url).path
        self._good: dict[tuple[int, bool], set[str]] = {}

    def faults(self, path: str, page: Page) -> Iterator[str]:
        """Yield what is wrong with the addresses on a page; those that lead to the root are judged once a depth."""
        depth = path.count("/")
        for links, may_leave in ((page.follows, True), (page.loads, False)):
            good = self._good.setdefault((depth, may_leave), set())
            for link in links - good:
                if (may_leave and link.startswith("https://")) or (link[:1] == "#" and link[1:] in self.anchors[path]):
                    continue
                fault = self._fault(path, link, may_leave)
                if fault:
                    yield fault
                elif depth and link.startswith("../" * depth):
                    good.add(link)

    def _fault(self, path: str, link: str, may_leave: bool) -> str:
        if may_leave and link.startswith(self.site_url):
            return ""
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return self._foreign(link, parts.scheme, may_leave)
        if parts.path.startswith("/") and not (path == "404.html" and parts.path.startswith(self.base)):
            return f"has the absolute address {link!r}, which breaks under a sub-path"
        full = self._full(path, unquote(parts.path))
        if full not in self.paths:
            return f"links to {link!r}, which does not exist"
        wanted = unquote(parts.fragment)
        if wanted and full in self.anchors and wanted not in self.anchors[full] and not wanted.startswith("__"):
            return f"links to {link!r}, but there is no such anchor"
        return ""

    def _full(self, path: str, target: str) -> str:
        if target.startswith("/"):
            full = target.removeprefix(self.base)
        else:
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        if full in (".", ""):
            return "index.html"
        return full if full in self.paths and not target.endswith("/") else f"{full.rstrip('/')}/index.html"

    @staticmethod
    def _foreign(link: str, scheme: str, may_leave: bool) -> str:
        if not scheme:
            return f"links to {link[:60]!r} without a scheme"
        if not may_leave and not link.startswith("data:image/"):
            return f"loads {link[:60]!r} from elsewhere"
        return "" if scheme == "https" or not may_leave else f"links to {link[:60]!r}; only https is allowed"
