"""Reads finished pages and yields what must not be published: broken links, foreign code, markup that does not nest.

A page is parsed once into a tree. A tree parser repairs what it reads, so markup that it would have to repair is refused.
"""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.check.authoring import END_OMITTED, VOID

_RAW = re.compile(r"<(script|style)\b([^<>]*+)>.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]*+)(?:[^"'<>/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+(/?)>""")
_NOT_NESTED = frozenset({"a", "button", "form"})
_CHILDREN = {
    "table": ("caption", "colgroup", "thead", "tbody", "tfoot", "tr"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("tr",)),
}
"""What may stand in a table outside its cells; a parser moves anything else out of the table."""
_IMPLIED = ("html", "head", "body", "tbody")
"""Elements that the parser adds without harm."""
_FORBIDDEN = frozenset({"style", "srcdoc", "formaction", "ping", "background", "srcset", "xlink:href"})
_FOREIGN = frozenset({"base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "template"})
_MAY_LEAVE = frozenset({"canonical", "license", "author", "me", "help", "cite-as", "describedby"})
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')
_JSON = ("application/json", "application/ld+json")


class Outline(NamedTuple):
    """What verification needs to know about one page."""

    follows: set[str]
    """Addresses that a reader may follow; they may leave the site."""
    loads: set[str]
    """Addresses that the page loads; they must not."""
    ids: list[str]
    faults: list[str]
    """What is wrong with the page by itself."""


def read_page(html: str, inline: Set[str]) -> Outline:
    """Read one page; `inline` are the scripts and styles that may stand in it."""
    outline = Outline(set(), set(), [], [])
    tree = LexborHTMLParser(html)
    elements = tree.css("*")
    outline.faults.extend(_malformed(html, Counter(str(node.tag).lower() for node in elements)))
    for node in elements:
        if attributes := node.attributes:
            _read_attributes(str(node.tag), attributes, outline)
        if node.tag in _FOREIGN:
            outline.faults.append(f"has the element <{node.tag}>, which is never published")
    for node in tree.css("script[type]"):
        if _is_json(node):
            _read_json(node.text(), outline)
    if not _inline_blocks(tree) <= inline:
        outline.faults.append("has an inline script or style that the theme did not write")
    if "<script" in html and 'http-equiv="Content-Security-Policy"' not in html:
        outline.faults.append("has scripts but no content-security policy")
    return outline


def inline_blocks(html: str) -> frozenset[str]:
    """Return the inline scripts and styles of a page, without the one address in which pages of the theme differ."""
    return _inline_blocks(LexborHTMLParser(html))


def _inline_blocks(tree: LexborHTMLParser) -> frozenset[str]:
    blocks = [node for node in tree.css("script, style") if not _is_json(node) and "src" not in node.attributes]
    return frozenset(_BASE_OF_PAGE.sub('""', node.text()) for node in blocks)


def _is_json(node: LexborNode) -> bool:
    return node.attributes.get("type") in _JSON


def _malformed(html: str, elements: Counter[str]) -> Iterator[str]:
    """Yield why the markup is not what the tree parser made of it; at most one reason."""
    bare = _RAW.sub(lambda hit: f"<{hit[1]}{hit[2]}></{hit[1]}>" if hit[1] else "", html)
    tags: list[tuple[str, str, str]] = _TAG.findall(bare)
    if bare.count("<") != len(tags) + len(re.findall("<!doctype html>", bare, re.I)):
        rest = _TAG.sub("", bare)
        place = rest.find("<", rest.lower().find("<!doctype html>") + 1)
        yield f"has a malformed tag near {rest[place : place + 40]!r}; is a `<` not escaped?"
        return
    fault = _unbalanced(tags)
    opened = Counter(name.lower() for closing, name, _ in tags if not closing)
    repaired = [name for name in opened | elements if opened[name] != elements[name] and name not in _IMPLIED]
    if fault:
        yield fault
    elif repaired:
        yield f"has <{repaired[0]}> where it is not allowed, such as a block inside <p>"


def _unbalanced(tags: Iterable[tuple[str, str, str]]) -> str:
    """Return where elements do not nest, or nothing; a slash stands before or behind the name of each tag, or nothing."""
    stack: list[str] = []
    for closes, name, closes_itself in tags:
        if closes:
            while stack and stack[-1] != name and stack[-1] in END_OMITTED:
                stack.pop()
            if not stack or stack.pop() != name:
                return f"has </{name}> where another element is to be closed first"
        elif closes_itself and name not in VOID and "svg" not in stack and "math" not in stack:
            return f"has <{name}/>, which is not closed"
        elif name in _NOT_NESTED and name in stack:
            return f"has <{name}> inside <{name}>"
        elif stack and name not in _CHILDREN.get(stack[-1], (name,)):
            return f"has <{name}> in <{stack[-1]}> beside its cells"
        elif name not in VOID and not closes_itself:
            stack.append(name)
    left = [name for name in stack if name not in END_OMITTED]
    return f"has <{left[-1]}>, which is not closed" if left else ""


def _read_json(text: str, outline: Outline) -> None:
    try:
        json.loads(text)
    except ValueError:
        outline.faults.append("has structured data that is not JSON")


def _read_attributes(tag: str, attributes: Mapping[str, str | None], outline: Outline) -> None:
    for name, given in attributes.items():
        if name == "class":
            continue
        value = (given or "").strip()
        if name in _FORBIDDEN or name.startswith("on"):
            outline.faults.append(f"has the attribute {name}={value[:40]!r}, which its security policy forbids")
        elif name == "id":
            outline.ids.append(value)
        elif name == "href":
            relations = set((attributes.get("rel") or "").lower().split())
            leaves = tag in ("a", "area") or (tag == "link" and bool(relations) and relations <= _MAY_LEAVE)
            (outline.follows if leaves else outline.loads).add(value)
        elif name in ("src", "poster", "action") or (name == "data" and tag == "object"):
            outline.loads.add(value)
        elif name == "http-equiv" and value.lower() == "refresh":
            outline.loads.add((attributes.get("content") or "").partition("url=")[2] or "a refresh without url=")


def check_site(pages: Mapping[str, Outline], others: Set[str], site_url: str) -> Iterator[tuple[str, str]]:
    """Yield (path, what is wrong) of a finished site: its pages by path, and the paths of its other files."""
    paths = set(pages) | others
    anchors = {path: frozenset(outline.ids) for path, outline in pages.items()}
    if "404.html" not in pages:
        yield "404.html", "is missing"
    yield from _colliding(paths)
    addresses = Addresses(paths, anchors.__getitem__, site_url)
    for path, outline in pages.items():
        for fault in addresses.faults(path, outline):
            yield path, fault


def _colliding(paths: Set[str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for path in sorted(paths):
        other = seen.setdefault(unicodedata.normalize("NFKC", path).casefold(), path)
        if other != path:
            yield path, f"and {other} differ only in case"


class Addresses:
    """All addresses of a site; `anchors` returns the ids of the page at a path."""

    def __init__(self, paths: Set[str], anchors: Callable[[str], Set[str]], site_url: str) -> None:
        self.paths, self.anchors, self.site_url = paths, anchors, site_url
        self.base = urlsplit(site_url).path
        self._good: dict[tuple[int, bool], set[str]] = {}

    def faults(self, path: str, outline: Outline) -> Iterator[str]:
        """Yield what is wrong with one page; links that lead to the root are looked up once for each depth."""
        yield from outline.faults
        twice = [ident for ident, times in Counter(outline.ids).items() if times > 1]
        if twice:
            yield f"uses the id {', '.join(sorted(twice))} more than once"
        depth = path.count("/")
        for links, may_leave in ((outline.follows, True), (outline.loads, False)):
            good = self._good.setdefault((depth, may_leave), set())
            for link in sorted(links - good):
                if may_leave and link.startswith(("https://", self.site_url)):
                    continue
                fault = self._fault(path, link, may_leave)
                if fault:
                    yield fault
                elif depth and link.startswith("../" * depth):
                    good.add(link)

    def _fault(self, path: str, link: str, may_leave: bool) -> str:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return self._foreign(link, parts.scheme, may_leave)
        if parts.path.startswith("/") and not (path == "404.html" and parts.path.startswith(self.base)):
            return f"has the absolute address {link!r}, which breaks under a sub-path"
        full = self._full(path, unquote(parts.path))
        if full not in self.paths:
            return f"links to {link!r}, which does not exist"
        wanted = unquote(parts.fragment)
        if wanted and full.endswith(".html") and not wanted.startswith("__") and wanted not in self.anchors(full):
            remedy = " — end the first heading of the page with {#top}" if wanted == "top" else ""
            return f"links to {link!r}, but there is no such anchor{remedy}"
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
