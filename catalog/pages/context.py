"""What authors may write in `content/` and templates: every name, number, count, citation and claim is a function call.

A SiteIndex serves all pages. A PageContext serves one: it knows the page's depth (for relative links), counts its
citations and remembers which terms were already explained. All functions return safe HTML; an unknown id raises
ContentError with the nearest right word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

import jinja2
from latex2mathml.converter import convert as latex_to_mathml
from markupsafe import Markup, escape

from catalog import prose
from catalog.check.literals import MARKS
from catalog.load.problems import nearest, shown
from catalog.model import Model
from catalog.outputs.api import reference_name, source_url
from catalog.outputs.changes import ChangeLog
from catalog.outputs.history import former_values
from catalog.queries import Cell, query_problems, wanted
from catalog.schema import labels
from catalog.schema.editorial import Claim, Term
from catalog.schema.record import Evidence, Source
from catalog.site import Site

WORDS_A_MINUTE = 230
_EMBEDDED = re.compile(r"""\{\{ *(claim|claim_text|claim_link)\(["']([a-z0-9-]+)["']\) *\}\}""")
_MARKUP = re.compile(r"\{[{%].*?[}%]\}|<[^>]*>", re.S)
"""Template calls and tags; a call counts as one word."""


class ContentError(Exception):
    """An author's mistake inside content or a template."""


def fill(template: str, *values: object) -> Markup:
    """Return a template whose every `%s` is an escaped value; `Markup.format` does the same ten times slower."""
    return Markup(template % tuple(map(escape, values)))


def checked_on(iso: str) -> Markup:
    """Return the day of a check; `main.js` marks it when it lies more than a year back."""
    return fill('<time class="checked" datetime="%s">%s</time>', iso, labels.day(iso))


def look_up(mapping: Mapping[Any, Any], key: Any, what: str) -> Any:
    if key not in mapping:
        raise ContentError(f"no {what} {shown(key)}{nearest(key, mapping)}")
    return mapping[key]


def term_anchor(term: Term) -> str:
    """Return the anchor of a glossary entry."""
    return term.anchor


@dataclass(frozen=True)
class Settings:
    """What the command line and mkdocs.yml say about where the site lives."""

    site_url: str
    site_name: str
    repository: str


class SiteIndex:
    """The site with what all pages look up in it, and the templates they are made from."""

    def __init__(self, site: Site, settings: Settings, log: ChangeLog, environment: jinja2.Environment) -> None:
        self.site, self.settings, self.log, self.environment = site, settings, log, environment
        self.claims: dict[str, Claim] = {claim.id: claim for claim in site.catalog.claims}
        self.questions = {question.id: question for question in site.catalog.questions}
        self.pairs = {pair.id: pair for pair in site.catalog.pairs}
        self.families = {view.family.id: view for view in site.families}
        self.by_value = {(term.field, term.id): term for term in site.catalog.terms}
        self.terms: dict[str, Term] = {}
        for term in sorted(site.catalog.terms, key=lambda term: term.field == "general"):
            self.terms[term.id] = term
        self.former_values = former_values(log)
        # Caches of its own: one of the class would keep every index of a preview.
        self.term_link = cache(self._term_link)
        self.model_link = cache(self._model_link)
        self.source_link = cache(self._source_link)
        self.how = cache(self._how)

    def macro(self, file: str, name: str) -> Any:
        """Return a macro of a template."""
        return getattr(self.environment.get_template(file).module, name)

    def _term_link(self, ident: str, text: str | None, root: str, first: bool) -> Markup:
        """Return the link of a glossary entry, `term` or `vocabulary:value`; the first of a page with its definition."""
        vocabulary, _, value = ident.rpartition(":")
        found: Term = (
            look_up(self.by_value, (vocabulary, value), "term") if vocabulary else look_up(self.terms, ident, "term")
        )
        anchor = term_anchor(found)
        address, label = f"{root}glossary/#{anchor}", text or found.name
        if not first:
            return fill('<a class="term" href="%s">%s</a>', address, label)
        return fill(
            '<span class="term-tip"><a class="term" href="%s" aria-describedby="tip-%s">%s</a>'
            '<span class="term-tip__text" role="tooltip" id="tip-%s">%s</span></span>',
            address, anchor, label, anchor, self._tip(found),
        )  # fmt: skip

    def _tip(self, term: Term) -> str:
        """Return the definition of a term as plain text."""
        return prose.plain(term.definition, self.reference_name)

    def _model_link(self, ident: str, text: str | None, root: str) -> Markup:
        """Return the link of a model, by its name or by other words."""
        found: Model = look_up(self.site.by_id, ident, "model")
        return fill('<a href="%s">%s</a>', f"{root}models/{ident}/", text or found.record.name)

    def _source_link(self, ident: str, text: str | None) -> Markup:
        """Return the link of a source, by its title or by other words."""
        found: Source = look_up(self.site.catalog.sources, ident, "source")
        return fill('<a href="%s">%s</a>', source_url(found), text or found.title)

    def _how(self, how: str, checked: str | None, via: str | None) -> Markup:
        """Return how a fact was checked, when, and in which document."""
        day = Markup(" on ") + checked_on(checked) if checked else Markup()
        where = Markup(": ") + self.source_link(via, None) if via else Markup()
        return fill('<span class="how how--%s">%s%s%s.</span>', how, labels.HOW[how].capitalize(), day, where)

    def reference_name(self, kind: str, ident: str) -> str:
        """Return the words for a reference in plain text."""
        return reference_name(self.site, kind, ident)


@dataclass
class PageContext:
    """The functions of one page. `root` leads from the page to the site's root, such as `../../`."""

    index: SiteIndex
    root: str
    cited: dict[str, int] = field(default_factory=dict)
    """Source id -> how often the page has cited it; the order is that of the bibliography."""
    explained: set[str] = field(default_factory=set)

    @property
    def site(self) -> Site:
        """The site."""
        return self.index.site

    def href(self, path: str) -> str:
        """Return a relative address of a path of the site, such as `models/bert/`."""
        return f"{self.root}{path}" or "./"

    def link(self, path: str, text: str) -> Markup:
        """Return a link inside the site."""
        return fill('<a href="%s">%s</a>', self.href(path), text)

    def model(self, ident: str, text: str | None = None) -> Markup:
        """Link to a model by its name, or by other words."""
        return self.index.model_link(ident, text, self.root)

    def minutes(self, text: str) -> int:
        """Return how many minutes the text of an authored page takes to read, the claims it embeds included."""
        words = _MARKUP.sub(" x ", text).split()
        for how, ident in _EMBEDDED.findall(text):
            found = look_up(self.index.claims, ident, "claim")
            words += [*found.statement.split(), *(found.explanation.split() if how != "claim_link" else ())]
        return max(1, round(len(words) / WORDS_A_MINUTE))

    def query_href(self, query: Mapping[str, Any]) -> str:
        """Return the address of the comparison filtered by a query."""
        return self.href(self.query_path(query))

    def query_path(self, query: Mapping[str, Any]) -> str:
        """Return the path of the comparison filtered by a query."""
        pairs = "&".join(f"{field}={quote(','.join(wanted(value)), safe=',')}" for field, value in query.items())
        return f"compare/?{pairs}" if pairs else "compare/"

    def counted(self, number: int, path: str) -> Markup:
        """Print a number that leads to the page that shows just what it counts; nothing leads nowhere."""
        if not number:
            return Markup("0")
        return fill('<a class="count" href="%s"><data value="%s">%s</data></a>', self.href(path), number, number)

    def family(self, ident: str, text: str | None = None) -> Markup:
        """Link to a family."""
        found = look_up(self.index.families, ident, "family")
        return self.link(f"models/#family-{ident}", text or found.family.name)

    def fact(self, ident: str, name: str, variant: str | None = None) -> Markup:
        """Print a fact of a model: `released`, `parameters`, `context_tokens`, `license`, a vocabulary value …"""
        found: Model = look_up(self.site.by_id, ident, "model")
        return fill('<data value="%s">%s</data>', *self._fact(found, name, variant))

    def _fact(self, model: Model, name: str, variant: str | None) -> tuple[str, str]:
        record = model.record
        if name == "parameters":
            sizes = {v.name: v.parameters_total for v in record.variants if v.parameters_total}
            if variant:
                value = look_up(sizes, variant, "stated size of the variant")
            elif model.largest:
                value = model.largest
            else:
                raise ContentError(f"{model.id} has no stated size")
            return str(value), f"{labels.short_count(value)} parameters"
        if name == "parameters_computed":
            value = look_up(model.counted, variant or record.variants[0].name, "counted variant")
            return str(value), labels.full_count(value)
        if name == "context_tokens" and record.context_tokens:
            return str(record.context_tokens), f"{labels.full_count(record.context_tokens)} tokens"
        if name == "released":
            return record.released, labels.day(record.released)
        if name == "year":
            return record.released[:4], record.released[:4]
        facts = {**model.facts, "license": record.license, "name": record.name, "developer": model.developer}
        if name not in facts:
            known = [*facts, "parameters", "parameters_computed", "context_tokens", "released", "year"]
            raise ContentError(f"no fact of {model.id}: {shown(name)}{nearest(name, known)}")
        value = facts[name]
        if value is None:
            raise ContentError(f"{model.id} has no value for {name}")
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        return text, self.value_name(name, text)

    def value_name(self, vocabulary: str, value: str) -> str:
        """Return a vocabulary's value in words."""
        term = self.index.by_value.get((vocabulary, value))
        return term.name.lower() if term else value

    def count(self, **query: Any) -> Markup:
        """Print how many models match a query, all when it is empty; the number leads to them in the comparison."""
        for name, message in query_problems(
            query, {m.id: 0 for m in self.site.models}, dict.fromkeys(self.index.families, 0)
        ):
            raise ContentError(f"query field {name}: {message}")
        return self.counted(len(self.site.select(query)), self.query_path(query))

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
        return self.index.term_link(ident, text, self.root, first)

    def cite(self, ident: str, text: str = "") -> Markup:
        """Print words that the source has to say, if any, and its number in the page's bibliography."""
        look_up(self.site.catalog.sources, ident, "source")
        self.cited[ident] = use = self.cited.get(ident, 0) + 1
        number = list(self.cited).index(ident) + 1
        template = '%s<a class="cite" id="cite-%s-%s" href="#ref-%s" aria-label="Source %s">[%s]</a>'
        return fill(template, text and f"{text} ", ident, use, ident, number, number)

    def said(self, target: str, text: str) -> str:
        """Print words that state a fact, `bert.architecture`; the check holds them against the record."""
        return text

    refuted = said
    """Print words that others state of a model, `bert.writes_text`, and that its record contradicts."""

    def source(self, ident: str, text: str | None = None) -> Markup:
        """Link to a source by its title."""
        return self.index.source_link(ident, text)

    def how(self, entry: Evidence) -> Markup:
        """Print how a fact was checked."""
        return self.index.how(entry.how, entry.checked, entry.via)

    def reference(self, kind: str, ident: str, text: str | None) -> Markup:
        """Resolve `[[kind:id]]` inside data."""
        if kind in MARKS:
            return escape(text or "")
        if kind == "claim":
            return self.claim_link(ident, text)
        if kind == "faq":
            return self.link(f"faq/#{ident}", text or look_up(self.index.questions, ident, "question").question)
        return {"model": self.model, "term": self.term, "family": self.family, "source": self._cite_or_link}[kind](
            ident, text
        )

    def _cite_or_link(self, ident: str, text: str | None) -> Markup:
        return self.source(ident, text) if text else self.cite(ident)

    def claim_link(self, ident: str, text: str | None = None) -> Markup:
        """Link to a claim."""
        found: Claim = look_up(self.index.claims, ident, "claim")
        return self.link(f"claims/#c-{ident}", text or self.plain(found.statement).removesuffix("."))

    def claim(self, ident: str) -> Markup:
        """Embed a claim: statement, verdict, explanation and evidence."""
        found: Claim = look_up(self.index.claims, ident, "claim")
        return self._macro("parts/claim.html.jinja", "claim_card", found)

    def claim_text(self, ident: str) -> Markup:
        """Embed a claim as a paragraph: its statement, linked to the evidence, and its explanation."""
        found: Claim = look_up(self.index.claims, ident, "claim")
        if found.superseded_by:
            raise ContentError(f"claim {ident} is superseded by {found.superseded_by}")
        return self._macro("parts/claim.html.jinja", "claim_paragraph", found)

    def verdict(self, ident: str, sense: str) -> Markup:
        """Print one sense of the verdict on a model: `defines_probability`, `writes_text` or `released_to_write`."""
        found: Model = look_up(self.site.by_id, ident, "model")
        badge = self.index.macro("parts/badge.html.jinja", "sense_badge")
        return Markup(badge(sense, look_up(found.facts, sense, "sense")))

    def pair(self, ident: str) -> Markup:
        """Embed a minimal pair."""
        return self._macro("parts/pair.html.jinja", "pair_card", look_up(self.index.pairs, ident, "pair"))

    def _macro(self, file: str, name: str, *arguments: Any) -> Markup:
        return Markup(self.index.macro(file, name)(self, *arguments))

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
        return prose.plain(text, self.index.reference_name)

    def math(self, latex: str, block: bool = False) -> Markup:
        """Print an equation as MathML."""
        return Markup(latex_to_mathml(latex, display="block" if block else "inline"))

    def cell(self, definition: str, sense: str, threshold: int | None = None) -> Cell:
        """Return one cell of the matrix of answers."""
        return self.site.cell(definition, sense, threshold)

    def bibliography(self) -> Markup:
        """Print the sources cited so far on this page."""
        cited = [(self.site.catalog.sources[ident], uses) for ident, uses in self.cited.items()]
        return self._macro("parts/bibliography.html.jinja", "bibliography", cited)
