"""Finished pages -> the search index, which the browser fetches when the reader first searches.

Models, families, terms, questions and claims come from the site itself; other pages give one entry a section. An entry
holds its words, not an inverted index: that is smaller, and building the index takes the browser a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from catalog import prose
from catalog.model import Model
from catalog.outputs.api import dump
from catalog.pages.library import Library, term_anchor

LONGEST_TEXT = 900
LONGEST_SUMMARY = 160
_OWN_ENTRIES = ("models/", "compare/", "families/", "glossary/", "faq/", "claims/", "coverage/", "404")
"""Pages whose content is listed item by item, or holds nothing to search for."""
_SILENT = frozenset({"script", "style", "table", "nav", "form", "figure", "svg", "math", "details"})
_SILENT_CLASSES = frozenset({"headerlink", "claim", "tip", "needs-script"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "source", "col"})
_SPACE = re.compile(r"\s+")

Entry = tuple[str, str, str, str]
"""Kind, address within the site, title, words."""


class _Section(NamedTuple):
    anchor: str
    title: list[str]
    text: list[str]


class _Sections(HTMLParser):
    """Cuts the article of a page at its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Section] = []
        self.open: list[str] = []
        self.silent_from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a heading with an id begins a section, and what is no prose is skipped."""
        if tag in _EMPTY or not (self.open or tag == "article"):
            return
        self.open.append(tag)
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if not self.silent_from and (tag in _SILENT or _SILENT_CLASSES.intersection(classes)):
            self.silent_from = len(self.open)
        if not self.silent_from and tag in ("h1", "h2", "h3") and values.get("id"):
            self.found.append(_Section(values["id"] or "", [], []))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those inside it that were left open."""
        if tag not in self.open:
            return
        while self.open.pop() != tag:
            pass
        if len(self.open) < self.silent_from:
            self.silent_from = 0

    def handle_data(self, data: str) -> None:
        """Take words: those of the heading itself, or those below it."""
        if self.found and self.open and not self.silent_from:
            in_heading = any(tag in ("h1", "h2", "h3") for tag in self.open)
            section = self.found[-1]
            (section.title if in_heading else section.text).append(data)


def _clipped(text: str, longest: int) -> str:
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]


def _sections(pages: Mapping[str, str]) -> Iterator[Entry]:
    for path, html in pages.items():
        if path.startswith(_OWN_ENTRIES) or not path.endswith("index.html"):
            continue
        reader = _Sections()
        reader.feed(html)
        address = path.removesuffix("index.html")
        for anchor, title, text in reader.found:
            target = address if anchor == "top" else f"{address}#{anchor}"
            yield "Page", target, _clipped("".join(title), LONGEST_SUMMARY), _clipped(" ".join(text), LONGEST_TEXT)


def _items(library: Library) -> Iterator[Entry]:
    def plain(text: str) -> str:
        return _clipped(prose.plain(text, library.reference_name), LONGEST_TEXT)

    catalog = library.site.catalog
    for term in catalog.terms:
        value = "" if term.field == "general" else f"{term.id} "
        yield "Glossary", f"glossary/#{term_anchor(term)}", term.name, value + plain(term.definition)
    for question in catalog.questions:
        yield "Question", f"faq/#{question.id}", question.question, plain(f"{question.short} {question.more}")
    for claim in catalog.claims:
        yield "Claim", f"claims/#c-{claim.id}", plain(claim.statement), plain(claim.explanation)
    for task in catalog.tasks:
        yield "Task", f"choose/#{task.id}", task.name, plain(f"{task.kind} {task.why}")
    for view in library.site.families:
        if len(view.members) > 1:
            yield "Family", f"models/#family-{view.family.id}", view.family.name, view.family.summary


def _model(model: Model) -> list[str]:
    record = model.record
    summary = _clipped(record.summary, LONGEST_SUMMARY)
    return [record.id, record.name, record.family, model.developer, summary, *record.aliases]


def search_index(library: Library, pages: Mapping[str, str]) -> str:
    """Return the index as JSON: models (id, name, family, developer, summary, aliases …), families, other entries."""
    site = library.site
    return dump({
        "models": [_model(model) for model in site.models],
        "families": [[view.family.id, view.family.name] for view in site.families],
        "entries": [*_items(library), *(entry for entry in _sections(pages) if not entry[1].startswith("choose/#"))],
    })  # fmt: skip
