"""Finished pages -> their text versions, with a little Markdown, and the search index, which browsers fetch on demand.

In the index, models, families, terms, questions and claims come from the site itself; other pages give one entry a
section. An entry holds its words, not an inverted index: that is smaller, and browsers build the index in milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog import prose
from catalog.names import fold
from catalog.outputs.api import dump
from catalog.pages.context import SiteIndex
from catalog.pages.page import Page
from catalog.site import Model

_SKIPPED = frozenset(
    {"button", "select", "input", "label", "template", "nav", "form", "svg", "script", "style", "-comment"}
)
_SKIPPED_CLASSES = frozenset({"headerlink", "term-tip__text"})
"""What a text version leaves out."""
_SILENT = frozenset({"script", "style", "table", "nav", "form", "figure", "svg", "math", "details", "-comment"})
_SILENT_CLASSES = frozenset({"headerlink", "claim", "term-tip__text", "needs-script"})
"""What search leaves out."""
_BLOCKS = frozenset({
    "p", "div", "section", "figure", "figcaption", "dl", "dt", "ul", "ol", "table", "blockquote",
    "details", "summary", "caption", "header",
})  # fmt: skip
_BEFORE = dict.fromkeys(_BLOCKS, "\n\n") | {"tr": "\n", "br": "\n", "dd": "\n: ", "strong": "**", "em": "*"}
_BEFORE |= {f"h{level}": f"\n\n{'#' * level} " for level in range(1, 7)}
_AFTER = dict.fromkeys(_BLOCKS, "\n") | {"td": " | ", "th": " | ", "strong": "**", "em": "*"}
_SPACE = re.compile(r"\s+")
_MEANT = re.compile(r"[\\`\[\]*]|(?<!\w)_|_(?!\w)|^(?:#{1,6}|[-+>])(?=\s)|<(?!\s)|&(?=#?\w+;)|^\s*\d+(?=[.)]\s)", re.M)
"""What means something to Markdown, anywhere or at the start of a line."""
_LONGEST_TEXT = 450
_LONGEST_SUPPORT = 240
"""Of claims and sections, which support the answers: the search finds no worse with less of them."""
_LONGEST_SUMMARY = 160
_OWN_ENTRIES = ("models/", "compare/", "families/", "glossary/", "faq/", "claims/", "coverage/", "404")
"""Pages whose content is listed item by item, or holds nothing to search for."""
_Entry = tuple[str, str, str, str, Sequence[str]]
"""Kind, address within the site, title, words; and other names: ways to ask, short forms, or the verdict of a claim."""


def escape_markdown(text: str) -> str:
    """Return text of the data for where it may be read as Markdown: no link, no tag, no code, no heading."""
    return _MEANT.sub(_escaped, text)


def _escaped(hit: re.Match[str]) -> str:
    if hit[0] in "<&":
        return "&lt;" if hit[0] == "<" else "&amp;"
    return f"{hit[0]}\\" if hit[0][-1].isdigit() else f"\\{hit[0]}"


def text_of_page(html: str, address: str, as_of: str) -> str:
    """Return the text version of a finished page; `address` is its public address, to which links are joined."""
    article = LexborHTMLParser(html).css_first("article")
    parts: list[str] = []
    if article:
        _write_children(article, address, 0, parts)
    lines = map(str.rstrip, "".join(parts).split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return f"{text}\n\n{address} · data of {as_of} · CC BY 4.0\n"


def _children(node: LexborNode, tags: frozenset[str], classes: frozenset[str]) -> Iterator[LexborNode]:
    """Yield texts and elements but those of some tags and classes."""
    for child in node.iter(include_text=True):
        named = child.tag != "-text" and child.attributes.get("class")
        if child.tag not in tags and (not named or classes.isdisjoint(named.split())):
            yield child


def _write_children(node: LexborNode, address: str, depth: int, parts: list[str]) -> None:
    """Write what an element holds; `depth` counts the lists around it."""
    for child in _children(node, _SKIPPED, _SKIPPED_CLASSES):
        tag = str(child.tag)
        if tag == "-text":
            parts.append(escape_markdown(_SPACE.sub(" ", child.text_content or "")))
        elif tag in ("pre", "code"):
            parts.append(_code(child.text(), block=tag == "pre"))
        else:
            link = tag == "a" and _safe(address, child.attributes.get("href") or "")
            before = f"\n{'  ' * (depth - 1)}- " if tag == "li" else _BEFORE.get(tag, "")
            parts.append("[" if link else before)
            _write_children(child, address, depth + (tag in ("ul", "ol")), parts)
            parts.append(f"]({link})" if link else _AFTER.get(tag, ""))


def _safe(page: str, href: str) -> str:
    """Return an address that can stand in a Markdown link; none for one that leads neither to a page nor to mail."""
    try:
        link = urljoin(page, href)
    except ValueError:
        return ""  # `verify` tells it
    if not link.startswith(("https://", "http://", "mailto:")):
        return ""
    return _SPACE.sub("%20", link).replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _code(text: str, block: bool) -> str:
    """Return code between more backquotes than it holds."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    if block:
        fence = "`" * max(3, longest + 1)
        ended = text if text.endswith("\n") else f"{text}\n"
        return f"\n\n{fence}\n{ended}{fence}\n"
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{_SPACE.sub(' ', text)}{space}{fence}"


def search_index(index: SiteIndex, pages: Iterable[Page], authored: Mapping[str, str]) -> str:
    """Return the search index as JSON: models (see `_model`), families (id, name) and other entries.

    `authored` are the finished authored pages by path; of other pages, those that have a name for search are listed.
    """
    site = index.site
    entries = [*_items(index)]
    for page in pages:
        if page.search:
            entries.append((page.search, page.address, page.title, _clipped(page.description), ()))
        elif page.path in authored and not page.address.startswith(_OWN_ENTRIES):
            sections = _sections(page.address, authored[page.path])
            entries += (entry for entry in sections if not entry[1].startswith("choose/#"))
    return dump({
        "models": [_model(model) for model in site.models],
        "families": [[view.family.id, view.family.name] for view in site.families],
        "entries": entries,
    })  # fmt: skip


def _clipped(text: str, longest: int = _LONGEST_TEXT) -> str:
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]


def _model(model: Model) -> list[str]:
    """Return id, name, family, developer, summary, arXiv id, variants, and any number of aliases; each name once."""
    record = model.record
    summary = _clipped(record.summary, _LONGEST_SUMMARY)
    also = {fold(name): name for name in (*record.aliases, record.hub_id or "") if name}
    also = {folded: name for folded, name in also.items() if folded not in (fold(record.id), fold(record.name))}
    variants = " ".join(variant.name for variant in record.variants if fold(variant.name) not in also)
    names = (record.arxiv or "", variants, *also.values())
    return [record.id, record.name, record.family, model.developer, summary, *names]


def _items(index: SiteIndex) -> Iterator[_Entry]:
    def plain(text: str) -> str:
        return _clipped(prose.plain(text, index.reference_name))

    catalog = index.site.catalog
    for term in catalog.terms:
        value = "" if term.field == "general" else f"{term.id} "
        yield "Glossary", f"glossary/#{term.anchor}", term.name, value + plain(term.definition), term.also
    for question in catalog.questions:
        answer = plain(f"{question.short} {question.more}")
        yield "Question", f"faq/#{question.id}", question.question, answer, question.asked_as
    for claim in catalog.claims:
        explanation = _clipped(plain(claim.explanation), _LONGEST_SUPPORT)
        yield "Claim", f"claims/#c-{claim.id}", plain(claim.statement), explanation, (claim.verdict,)
    for task in catalog.tasks:
        yield "Task", f"choose/#{task.id}", task.name, plain(f"{task.kind} {task.why}"), task.asked_as
    for view in index.site.shared_families:
        yield "Family", f"models/#family-{view.family.id}", view.family.name, view.family.summary, ()


def _sections(address: str, html: str) -> Iterator[_Entry]:
    """Yield one entry a section of an authored page: cut at its headings that have an id, without what is no prose."""
    sections: list[tuple[str, list[str], list[str]]] = []
    article = LexborHTMLParser(html).css_first("article")
    if article:
        _collect(article, sections, in_heading=False)
    for anchor, title, text in sections:
        target = address if anchor == "top" else f"{address}#{anchor}"
        yield (
            "Page",
            target,
            _clipped(" ".join(title), _LONGEST_SUMMARY),
            _clipped(" ".join(text), _LONGEST_SUPPORT),
            (),
        )


def _collect(node: LexborNode, sections: list[tuple[str, list[str], list[str]]], in_heading: bool) -> None:
    for child in _children(node, _SILENT, _SILENT_CLASSES):
        heading = child.tag in ("h1", "h2", "h3")
        if child.tag != "-text":
            if heading and child.attributes.get("id"):
                sections.append((child.attributes["id"] or "", [], []))
            _collect(child, sections, in_heading or heading)
        elif sections:
            _, title, text = sections[-1]
            (title if in_heading else text).append(child.text_content or "")
