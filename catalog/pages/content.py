"""What authors may write in `content/`: every name, number, count, citation and claim is a function call.

One Desk serves one page: it knows the page's depth (for relative links), counts its citations and remembers which
terms were already explained. All functions return safe HTML; an unknown id raises ContentError with the nearest right word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jinja2
from latex2mathml.converter import convert as latex_to_mathml
from markupsafe import Markup, escape

from catalog.exports.export import source_url
from catalog.facts import prose, words
from catalog.facts.derive import Cell, Model, Site
from catalog.facts.ledger import Claim, Term
from catalog.facts.query import query_problems, wanted
from catalog.facts.schema import Source
from catalog.inputs.problems import nearest, shown


class ContentError(Exception):
    """An author's mistake inside content or a template."""


def fill(template: str, *values: object) -> Markup:
    """Return a template whose every `%s` is an escaped value; `Markup.format` does the same ten times slower."""
    return Markup(template % tuple(map(escape, values)))


def _get(mapping: Mapping[str, Any], key: str, what: str) -> Any:
    if key not in mapping:
        raise ContentError(f"no {what} {shown(key)}{nearest(key, mapping)}")
    return mapping[key]


def term_anchor(term: Term) -> str:
    """Return the anchor of a glossary entry: the word itself, or vocabulary and value."""
    return term.id if term.field == "general" else f"{term.field}-{term.id}".replace("_", "-")


class Library:
    """Look-ups shared by all pages."""

    def __init__(self, site: Site, environment: jinja2.Environment) -> None:
        self.site = site
        self.environment = environment
        self.claims: dict[str, Claim] = {claim.id: claim for claim in site.catalog.claims}
        self.questions = {question.id: question for question in site.catalog.questions}
        self.pairs = {pair.id: pair for pair in site.catalog.pairs}
        self.families = {view.family.id: view for view in site.families}
        self.by_value = {(term.field, term.id): term for term in site.catalog.terms}
        self.terms: dict[str, Term] = {}
        for term in sorted(site.catalog.terms, key=lambda term: term.field == "general"):
            self.terms[term.id] = term

    def macro(self, file: str, name: str) -> Any:
        """Return a macro of a template."""
        return getattr(self.environment.get_template(file).module, name)

    def term_of(self, field: str, value: str) -> Term:
        """Return the glossary entry of a vocabulary's value."""
        found: Term = _get(self.by_value, (field, value), "term")  # type: ignore[arg-type]
        return found

    @cache  # noqa: B019 - a library lives as long as its build
    def term_link(self, ident: str, text: str | None, root: str, first: bool) -> Markup:
        """Return the link of a glossary entry, `term` or `vocabulary:value`; the first of a page with its definition."""
        vocabulary, _, value = ident.rpartition(":")
        found: Term = (
            _get(self.by_value, (vocabulary, value), "term") if vocabulary else _get(self.terms, ident, "term")
        )  # type: ignore[arg-type]
        anchor = term_anchor(found)
        address, label = f"{root}glossary/#{anchor}", text or found.name
        if not first:
            return fill('<a class="term" href="%s">%s</a>', address, label)
        return fill(
            '<span class="term-tip"><a class="term" href="%s" aria-describedby="tip-%s">%s</a>'
            '<span class="tip" role="tooltip" id="tip-%s">%s</span></span>',
            address, anchor, label, anchor, prose.plain(found.definition, self.reference_name),
        )  # fmt: skip

    def reference_name(self, kind: str, ident: str) -> str:
        """Return the words for a reference in plain text."""
        if kind == "model":
            return str(self.site.by_id[ident].record.name)
        if kind == "term":
            return self.terms[ident].name.lower()
        if kind == "claim":
            return self.claims[ident].statement
        if kind == "family":
            return str(self.families[ident].family.name)
        return "" if kind == "source" else ident


@dataclass
class Desk:
    """The functions of one page. `root` leads from the page to the site's root, such as `../../`."""

    library: Library
    root: str
    cited: dict[str, int] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)

    @property
    def site(self) -> Site:
        """The site."""
        return self.library.site

    def href(self, path: str) -> str:
        """Return a relative address of a path of the site, such as `models/bert/`."""
        return f"{self.root}{path}" or "./"

    def link(self, path: str, text: str) -> Markup:
        """Return a link inside the site."""
        return fill('<a href="%s">%s</a>', self.href(path), text)

    def model(self, ident: str, text: str | None = None) -> Markup:
        """Link to a model by its name, or by other words."""
        found: Model = _get(self.site.by_id, ident, "model")
        return self.link(f"models/{ident}/", text or found.record.name)

    def query_href(self, query: Mapping[str, Any]) -> str:
        """Return the address of the comparison filtered by a query."""
        pairs = "&".join(f"{field}={','.join(wanted(value))}" for field, value in query.items())
        return self.href(f"compare/?{pairs}")

    def family(self, ident: str, text: str | None = None) -> Markup:
        """Link to a family."""
        found = _get(self.library.families, ident, "family")
        return self.link(f"families/#{ident}", text or found.family.name)

    def fact(self, ident: str, name: str, variant: str | None = None) -> Markup:
        """Print a fact of a model: `released`, `parameters`, `context_tokens`, `license`, a vocabulary value …"""
        found: Model = _get(self.site.by_id, ident, "model")
        return fill('<data value="%s">%s</data>', *self._fact(found, name, variant))

    def _fact(self, model: Model, name: str, variant: str | None) -> tuple[str, str]:
        record = model.record
        if name == "parameters":
            sizes = {v.name: v.parameters_total for v in record.variants if v.parameters_total}
            if variant:
                value = _get(sizes, variant, "stated size of the variant")
            elif model.largest:
                value = model.largest
            else:
                raise ContentError(f"{model.id} has no stated size")
            return str(value), f"{words.short_count(value)} parameters"
        if name == "parameters_computed":
            value = _get(model.counted, variant or record.variants[0].name, "counted variant")
            return str(value), words.full_count(value)
        if name == "context_tokens" and record.context_tokens:
            return str(record.context_tokens), f"{words.full_count(record.context_tokens)} tokens"
        if name == "released":
            return record.released, words.day(record.released)
        if name == "year":
            return record.released[:4], record.released[:4]
        facts = {**model.facts, "license": record.license, "name": record.name, "developer": record.developer}
        value = _get(facts, name, f"fact of {model.id}:")
        if value is None:
            raise ContentError(f"{model.id} has no value for {name}")
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        return text, self.value_name(name, text)

    def value_name(self, vocabulary: str, value: str) -> str:
        """Return a vocabulary's value in words."""
        term = self.library.by_value.get((vocabulary, value))
        return term.name.lower() if term else value

    def count(self, **query: Any) -> Markup:
        """Print how many models match a query; all when it is empty."""
        for name, message in query_problems(
            query, {m.id: 0 for m in self.site.models}, dict.fromkeys(self.library.families, 0)
        ):
            raise ContentError(f"query field {name}: {message}")
        return fill("<data>%s</data>", len(self.site.select(query)))

    def superlative(self, kind: str, **query: Any) -> Markup:
        """Link to the `largest`, `smallest`, `first` or `latest` model of a query."""
        try:
            return self.model(self.site.superlative(kind, query).id)
        except (LookupError, KeyError) as error:
            raise ContentError(str(error)) from error

    def term(self, ident: str, text: str | None = None) -> Markup:
        """Link to a glossary entry; its first use on a page carries the definition for hover and focus."""
        first = ident not in self.explained
        self.explained.add(ident)
        return self.library.term_link(ident, text, self.root, first)

    def cite(self, ident: str) -> Markup:
        """Print the number of a source in the page's bibliography."""
        _get(self.site.catalog.sources, ident, "source")
        number = self.cited.setdefault(ident, len(self.cited) + 1)
        return fill('<a class="cite" href="#ref-%s" aria-label="Source %s">[%s]</a>', ident, number, number)

    def source(self, ident: str, text: str | None = None) -> Markup:
        """Link to a source by its title."""
        found: Source = _get(self.site.catalog.sources, ident, "source")
        return fill('<a href="%s">%s</a>', source_url(found), text or found.title)

    def reference(self, kind: str, ident: str, text: str | None) -> Markup:
        """Resolve `[[kind:id]]` inside data."""
        if kind == "claim":
            return self.claim_link(ident, text)
        if kind == "faq":
            return self.link(f"faq/#{ident}", text or _get(self.library.questions, ident, "question").question)
        return {"model": self.model, "term": self.term, "family": self.family, "source": self._cite_or_link}[kind](
            ident, text
        )

    def _cite_or_link(self, ident: str, text: str | None) -> Markup:
        return self.source(ident, text) if text else self.cite(ident)

    def claim_link(self, ident: str, text: str | None = None) -> Markup:
        """Link to a claim."""
        found: Claim = _get(self.library.claims, ident, "claim")
        return self.link(f"claims/#c-{ident}", text or self.plain(found.statement))

    def claim(self, ident: str) -> Markup:
        """Embed a claim: statement, verdict, explanation and evidence."""
        found: Claim = _get(self.library.claims, ident, "claim")
        return self._macro("parts/claim.html.jinja", "claim_card", found)

    def pair(self, ident: str) -> Markup:
        """Embed a minimal pair."""
        return self._macro("parts/pair.html.jinja", "pair_card", _get(self.library.pairs, ident, "pair"))

    def _macro(self, file: str, name: str, *arguments: Any) -> Markup:
        return Markup(self.library.macro(file, name)(self, *arguments))

    def badge(self, model: Model) -> Markup:
        """Print a model's summary as words and shape."""
        return self._macro("parts/badge.html.jinja", "summary_badge", model.verdict.summary)

    def rich(self, text: str) -> Markup:
        """Print rich text of data as paragraphs."""
        return prose.paragraphs(text, self.reference)

    def inline(self, text: str) -> Markup:
        """Print rich text of data inside a sentence."""
        return prose.inline(text, self.reference)

    def plain(self, text: str) -> str:
        """Return rich text of data without marks."""
        return prose.plain(text, self.library.reference_name)

    def math(self, latex: str, block: bool = False) -> Markup:
        """Print an equation as MathML."""
        return Markup(latex_to_mathml(latex, display="block" if block else "inline"))

    def cell(self, definition: str, sense: str, threshold: int | None = None) -> Cell:
        """Return one cell of the matrix of answers."""
        return self.site.cell(definition, sense, threshold)

    def bibliography(self) -> Markup:
        """Print the sources cited so far on this page."""
        cited = [(number, self.site.catalog.sources[ident]) for ident, number in self.cited.items()]
        return self._macro("parts/bibliography.html.jinja", "bibliography", cited)
