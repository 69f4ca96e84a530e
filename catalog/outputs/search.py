"""Finished pages -> the search index, which the browser fetches when the reader first searches.

Models, families, terms, questions and claims come from the site itself; other pages give one entry a section. An entry
holds its words, not an inverted index: that is smaller, and building the index takes the browser a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog import prose
from catalog.model import Model
from catalog.outputs.api import dump
from catalog.pages.context import SiteIndex, term_anchor
from catalog.pages.page import Page

LONGEST_TEXT = 450
LONGEST_SUMMARY = 160
_OWN_ENTRIES = ("models/", "compare/", "families/", "glossary/", "faq/", "claims/", "coverage/", "404")
"""Pages whose content is listed item by item, or holds nothing to search for."""
_SILENT = frozenset({"script", "style", "table", "nav", "form", "figure", "svg", "math", "details", "-comment"})
_SILENT_CLASSES = frozenset({"headerlink", "claim", "term-tip__text", "needs-script"})
_SPACE = re.compile(r"\s+")

Entry = tuple[str, str, str, str, Sequence[str]]
"""Kind, address within the site, title, words; and other names: ways to ask, short forms, or the verdict of a claim."""


def _clipped(text: str, longest: int) -> str:
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]


def _sections(address: str, html: str) -> Iterator[Entry]:
    """Yield one entry a section of an authored page: cut at its headings that have an id, without what is no prose."""
    sections: list[tuple[str, list[str], list[str]]] = []
    article = LexborHTMLParser(html).css_first("article")
    if article:
        _collect(article, sections, in_heading=False)
    for anchor, title, text in sections:
        target = address if anchor == "top" else f"{address}#{anchor}"
        yield "Page", target, _clipped(" ".join(title), LONGEST_SUMMARY), _clipped(" ".join(text), LONGEST_TEXT), ()


def _collect(node: LexborNode, sections: list[tuple[str, list[str], list[str]]], in_heading: bool) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            if sections:
                _, title, text = sections[-1]
                (title if in_heading else text).append(child.text_content or "")
            continue
        if child.tag in _SILENT or not _SILENT_CLASSES.isdisjoint((child.attributes.get("class") or "").split()):
            continue
        heading = child.tag in ("h1", "h2", "h3")
        if heading and child.attributes.get("id"):
            sections.append((child.attributes["id"] or "", [], []))
        _collect(child, sections, in_heading or heading)


def _items(index: SiteIndex) -> Iterator[Entry]:
    def plain(text: str) -> str:
        return _clipped(prose.plain(text, index.reference_name), LONGEST_TEXT)

    catalog = index.site.catalog
    for term in catalog.terms:
        value = "" if term.field == "general" else f"{term.id} "
        yield "Glossary", f"glossary/#{term_anchor(term)}", term.name, value + plain(term.definition), term.also
    for question in catalog.questions:
        answer = plain(f"{question.short} {question.more}")
        yield "Question", f"faq/#{question.id}", question.question, answer, question.asked_as
    for claim in catalog.claims:
        yield "Claim", f"claims/#c-{claim.id}", plain(claim.statement), plain(claim.explanation), (claim.verdict,)
    for task in catalog.tasks:
        yield "Task", f"choose/#{task.id}", task.name, plain(f"{task.kind} {task.why}"), ()
    for view in index.site.families:
        if len(view.members) > 1:
            yield "Family", f"models/#family-{view.family.id}", view.family.name, view.family.summary, ()


def _model(model: Model) -> list[str]:
    """Return id, name, family, developer, summary, arXiv id, variants, and any number of aliases."""
    record = model.record
    summary = _clipped(record.summary, LONGEST_SUMMARY)
    variants = " ".join(variant.name for variant in record.variants)
    also = dict.fromkeys((*record.aliases, *filter(None, (record.hub_id,))))
    return [record.id, record.name, record.family, model.developer, summary, record.arxiv or "", variants, *also]


def search_index(index: SiteIndex, pages: Iterable[Page], authored: Mapping[str, str]) -> str:
    """Return the index as JSON: models (see `_model`), families (id, name) and other entries.

    `authored` are the finished authored pages by path; of other pages, those that have a name for search are listed.
    """
    site = index.site
    entries = [*_items(index)]
    for page in pages:
        if page.search:
            entries.append((page.search, page.address, page.title, _clipped(page.description, LONGEST_TEXT), ()))
        elif page.path in authored and not page.address.startswith(_OWN_ENTRIES):
            sections = _sections(page.address, authored[page.path])
            entries += (entry for entry in sections if not entry[1].startswith("choose/#"))
    return dump({
        "models": [_model(model) for model in site.models],
        "families": [[view.family.id, view.family.name] for view in site.families],
        "entries": entries,
    })  # fmt: skip
