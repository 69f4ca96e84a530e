"""Reads finished pages and yields what must not be published: broken links, foreign code, markup that does not nest.

A page is parsed once into a tree. A tree parser repairs what it reads, so markup that it would have to repair is refused.
What is found, or said by the engine, becomes a problem at the place in the file that somebody edits.
"""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.parsers.expat import ErrorString

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.check.authoring import END_OMITTED, VOID
from catalog.load.problems import Problem, place_of, shown
from catalog.outputs.embeds import STYLE

if TYPE_CHECKING:
    from catalog.pages.render import Renderer

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
_FOREIGN = frozenset(
    {"base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "template", "animate", "set"}
)
_MAY_LEAVE = frozenset({"canonical", "license", "author", "me", "help", "cite-as", "describedby"})
_BASE_OF_PAGE = re.compile(r'(?<=new URL\()"[./\w-]*"')
_VARYING = re.compile(r"(?<=')(?:\.\./)+(?=assets/)|\?v=\w+")
"""What differs in the addresses of one file on several pages."""
_HTTPS = re.compile(r"https://[^/\[\s]")
_PLAIN_HTTPS = re.compile(r"https://[\w.-]++(?!:)")
_QUOTED = re.compile(r"'([^']+)'|(</?[a-z][\w-]*)")


class Outline(NamedTuple):
    """What verification needs to know about one page."""

    follows: set[str]
    """Addresses that a reader may follow; they may leave the site."""
    loads: set[str]
    """Addresses that the page loads; they must not."""
    ids: Counter[str]
    inline: frozenset[str]
    """Scripts and styles that stand in the page, without the one address in which pages of the theme differ."""
    faults: list[str]
    """What is wrong with the page by itself."""


def read_xml(path: str, text: str) -> list[Problem]:
    """Return why a finished file is no XML, at the template that bears its name."""
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        line, column = error.position
        said = f"{path} is not XML in line {line}, column {column + 1}: {ErrorString(error.code)}"
        return [Problem(f"templates/feeds/{path.rpartition('/')[2]}.jinja", 1, 1, said)]
    return []


def read_page(html: str) -> Outline:
    """Read one page."""
    tree = LexborHTMLParser(html)
    blocks = [node for node in tree.css("script, style") if not _is_json(node) and "src" not in node.attributes]
    inline = frozenset(_BASE_OF_PAGE.sub('""', node.text()) for node in blocks)
    outline = Outline(set(), set(), Counter(), inline, [])
    elements = tree.css("*")
    if fault := _malformed(html, Counter(str(node.tag).lower() for node in elements)):
        outline.faults.append(fault)
    for node in elements:
        if attributes := node.attributes:
            _read_attributes(str(node.tag), attributes, outline)
        if node.tag in _FOREIGN:
            outline.faults.append(f"has the element <{node.tag}>, which is never published")
    for node in filter(_is_json, tree.css("script[type]")):
        try:
            json.loads(node.text())
        except ValueError:
            outline.faults.append("has structured data that is not JSON")
    if "<script" in html and 'http-equiv="Content-Security-Policy"' not in html:
        outline.faults.append("has scripts but no content-security policy")
    return outline


def _is_json(node: LexborNode) -> bool:
    return node.attributes.get("type") in ("application/json", "application/ld+json")


def _malformed(html: str, elements: Counter[str]) -> str:
    """Return why the markup is not what the tree parser made of it, or nothing."""
    bare = _RAW.sub(lambda hit: f"<{hit[1]}{hit[2]}></{hit[1]}>" if hit[1] else "", html)
    tags: list[tuple[str, str, str]] = _TAG.findall(bare)
    if bare.count("<") != len(tags) + len(re.findall("<!doctype html>", bare, re.I)):
        rest = _TAG.sub("", bare)
        place = rest.find("<", rest.lower().find("<!doctype html>") + 1)
        return f"has a malformed tag near {rest[place : place + 40]!r}; is a `<` not escaped?"
    if unbalanced := _unbalanced(tags):
        return unbalanced
    opened = Counter(name.lower() for closing, name, _ in tags if not closing)
    repaired = [name for name in opened | elements if opened[name] != elements[name] and name not in _IMPLIED]
    return f"has <{repaired[0]}> where it is not allowed, such as a block inside <p>" if repaired else ""


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


def _read_attributes(tag: str, attributes: Mapping[str, str | None], outline: Outline) -> None:
    for name, given in attributes.items():
        if name == "class":
            continue
        value = (given or "").strip()
        if name in _FORBIDDEN or name.startswith("on"):
            outline.faults.append(f"has the attribute {name}={value[:40]!r}, which its security policy forbids")
        elif name == "id":
            outline.ids[value] += 1
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
    if "404.html" not in pages:
        yield "404.html", "is missing"
    folded: dict[str, str] = {}
    for path in sorted(paths):
        other = folded.setdefault(unicodedata.normalize("NFKC", path).casefold(), path)
        if other != path:
            yield path, f"and {other} differ only in case"
    addresses = Addresses(paths, pages.__getitem__, site_url)
    for path in pages:
        yield from ((path, fault) for fault in addresses.faults(path))


class Addresses(NamedTuple):
    """All addresses of a site; `outline` reads the page at a path."""

    paths: Set[str]
    outline: Callable[[str], Outline]
    site_url: str

    def faults(self, path: str) -> Iterator[str]:
        """Yield what is wrong with one page."""
        outline = self.outline(path)
        yield from outline.faults
        theme = self.outline("404.html").inline if "404.html" in self.paths else frozenset()
        if not outline.inline <= theme | {STYLE}:
            yield "has an inline script or style that the theme did not write"
        twice = [ident for ident, times in outline.ids.items() if times > 1]
        if twice:
            yield f"uses the id {', '.join(map(shown, sorted(twice)))} more than once"
        inner = (
            link for link in outline.follows if not _PLAIN_HTTPS.match(link) and not link.startswith(self.site_url)
        )
        found = [self._fault(path, link, True) for link in sorted(inner)]
        found += [self._fault(path, link, False) for link in sorted(outline.loads)]
        yield from filter(None, found)

    def _fault(self, path: str, link: str, may_leave: bool) -> str:
        try:
            parts = urlsplit(link)
            if parts.port and may_leave and _HTTPS.match(link):  # a port that is none is told only when it is asked for
                return ""
        except ValueError as error:
            return f"links to {link[:60]!r}, which is no address: {error}"
        if parts.netloc and not parts.scheme:
            return f"links to {link[:60]!r} without a scheme"
        if parts.scheme:
            if not may_leave:
                return "" if link.startswith("data:image/") else f"loads {link[:60]!r} from elsewhere"
            return f"links to {link[:60]!r}; only https:// and a host are allowed"
        base = urlsplit(self.site_url).path
        if parts.path.startswith("/") and not (path == "404.html" and parts.path.startswith(base)):
            return f"has the absolute address {link!r}, which breaks under a sub-path"
        full = self._full(path, unquote(parts.path), base)
        if full not in self.paths:
            return f"links to {link!r}, which does not exist"
        wanted = unquote(parts.fragment)
        if wanted and full.endswith(".html") and not wanted.startswith("__") and wanted not in self.outline(full).ids:
            remedy = " — end the first heading of the page with {#top}" if wanted == "top" else ""
            return f"links to {link!r}, but there is no such anchor{remedy}"
        return ""

    def _full(self, path: str, target: str, base: str) -> str:
        if target.startswith("/"):
            full = target.removeprefix(base)
        else:
            full = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        if full in (".", ""):
            return "index.html"
        return full if full in self.paths and not target.endswith("/") else f"{full.rstrip('/')}/index.html"


def located(problem: Problem, text: str) -> Problem:
    """Return a problem at the first place in the text of its file that holds what the message quotes, if there is one."""
    for quoted, tag in _QUOTED.findall(problem.message):
        for needle in _needles(quoted or tag) if not problem.file.endswith(quoted or tag) else ():
            at = text.find(needle)
            if at >= 0:
                return Problem(problem.file, *place_of(text, at), problem.message)
    return problem


def _needles(quoted: str) -> Iterator[str]:
    """Yield what stands in a source for an address, an id or a tag of the finished page, the most telling first."""
    yield from (f"{{#{quoted}}}", f'id="{quoted}"', quoted)
    if address := quoted.partition(":")[2]:
        yield address
    path, _, fragment = quoted.partition("#")
    if fragment:
        yield f"#{fragment}"
    elif path.strip("./"):
        yield path.strip("./")
        yield path.strip("./").rpartition("/")[2]


def in_content(renderer: Renderer, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems of authored pages with the line of which they speak."""
    texts = {authored.file: authored.body for authored in renderer.content.values()}
    return [located(problem, texts.get(problem.file, "")) if problem.line == 1 else problem for problem in problems]


def of_pages(renderer: Renderer, faults: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return the problems of finished pages, given as (path, what is wrong), in the files they are made from.

    What is wrong with every page of a template is told once, at the template; with most pages of the site, at the theme.
    """
    pages = {page.path: page for page in renderer.pages}
    made_from = {path: page.template for path, page in pages.items() if page.meta is None}
    of_template = Counter(made_from.values())
    found = [(path, _VARYING.sub("", fault)) for path, fault in faults]
    everywhere = Counter(fault for _, fault in found)
    in_template = Counter((made_from.get(path), fault) for path, fault in found)
    groups: dict[Problem, list[str]] = {}
    for path, fault in found:
        template = made_from.get(path)
        if everywhere[fault] > len(pages) / 2 > 1:
            place = Problem("templates/theme/main.html", 1, 1, f"{fault} — look into mkdocs.yml, too")
        elif template and in_template[template, fault] == of_template[template] > 1:
            place = Problem(f"templates/{template}", 1, 1, fault)
        elif path in pages:
            place = Problem(pages[path].source, pages[path].line, 1, fault)
        else:
            home = {"404.html": "theme/404.html", "embed": "embed.html.jinja"}.get(path.partition("/")[0])
            place = Problem(f"templates/{home}" if home else path, 1, 1, fault)
        groups.setdefault(place, []).append(path)
    return in_content(
        renderer,
        (
            Problem(
                file, line, column, f"{paths[0]} {fault}{f' (and {len(paths) - 1:,} more pages)' if paths[1:] else ''}"
            )
            for (file, line, column, fault), paths in groups.items()
        ),
    )
