"""What authors may write in `content/` and templates: every name, number, count, citation and claim is a function call.

A SiteIndex serves all pages. A PageContext serves one: it knows the page's depth (for relative links), counts its
citations and remembers which terms were already explained. All functions return safe HTML; an unknown id raises
ContentError with the nearest right word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

import jinja2
from latex2mathml.converter import convert as latex_to_mathml
from markupsafe import Markup, escape

from catalog import prose
from catalog.check.sentences import MARKS
from catalog.coverage import Coverage, agreement_of
from catalog.load.problems import nearest, shown
from catalog.outputs.api import reference_name, source_url, value_text
from catalog.outputs.changes import ChangeLog
from catalog.schema import labels
from catalog.schema.editorial import Claim, Term
from catalog.schema.record import Evidence, Record, Source
from catalog.schema.record import shown as fields_shown
from catalog.site import Model, Site, query_problems, wanted

_EMBEDDED = re.compile(r"""\{\{ *(claim|claim_text|claim_link)\(["']([a-z0-9-]+)["']\) *\}\}""")
_PRINTED = ("license", "name", "developer", "released", *(it for it, how in fields_shown(Record).items() if how.unit))
"""Facts that authors may print beside those that can be queried; numbers are those with a unit."""
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
    """Return what a mapping holds. Raises ContentError, with the nearest key, when it holds nothing."""
    if key not in mapping:
        raise ContentError(f"no {what} {shown(key)}{nearest(key, mapping)}")
    return mapping[key]


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
        catalog = site.catalog
        self.claims = {it.id: it for it in catalog.claims}
        self.questions = {it.id: it for it in catalog.questions}
        self.pairs = {it.id: it for it in catalog.pairs}
        self.families = {it.family.id: it for it in site.families}
        self.by_value = {(it.field, it.id): it for it in catalog.terms}
        self.terms = {it.id: it for it in sorted(catalog.terms, key=lambda it: it.field == "general")}
        self.reference_name = partial(reference_name, site)

    @cached_property
    def coverage(self) -> Coverage:
        """Which facts are missing or old."""
        return Coverage(self.site)

    @cached_property
    def agreement(self) -> list[Any]:
        """Where packages and the catalog agree."""
        return agreement_of(self.site)


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
        found: Model = look_up(self.site.by_id, ident, "model")
        return fill('<a href="%smodels/%s/">%s</a>', self.root, ident, text or found.record.name)

    def minutes(self, text: str) -> int:
        """Return how many minutes the text of an authored page takes to read, the claims it embeds included."""
        words = _MARKUP.sub(" x ", text).split()
        for how, ident in _EMBEDDED.findall(text):
            found = look_up(self.index.claims, ident, "claim")
            words += [*found.statement.split(), *(found.explanation.split() if how != "claim_link" else ())]
        return max(1, round(len(words) / 230))

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
        """Print a fact of a model: `released`, `parameters`, `license`, a number of tokens, a vocabulary value …"""
        value, words = self._fact(look_up(self.site.by_id, ident, "model"), name, variant)
        return fill('<data value="%s">%s</data>', value, words)

    def _fact(self, model: Model, name: str, variant: str | None) -> tuple[Any, str]:
        record = model.record
        if name == "parameters":
            sizes = {v.name: v.parameters_total for v in record.variants if v.parameters_total}
            if not variant and not sizes:
                raise ContentError(f"{model.id} has no stated size")
            value = look_up(sizes, variant, "stated size of the variant") if variant else model.largest
            return value, f"{labels.short_count(value)} parameters"
        if name == "parameters_computed":
            value = look_up(model.counted, variant or record.variants[0].name, "counted variant")
            return value, f"{value:,}"
        facts = model.facts | {it: model.value(it) for it in _PRINTED} | {"year": record.released[:4]}
        if name not in facts:
            known = [*facts, "parameters", "parameters_computed"]
            raise ContentError(f"no fact of {model.id}: {shown(name)}{nearest(name, known)}")
        value = facts[name]
        if value is None:
            raise ContentError(f"{model.id} has no value for {name}")
        if isinstance(value, int):
            return value, value_text(value, name)
        if name == "released":
            return value, labels.day(value)
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        return text, self.value_name(name, text)

    def value_name(self, vocabulary: str, value: str) -> str:
        """Return a vocabulary's value in words."""
        term = self.index.by_value.get((vocabulary, value))
        return term.name.lower() if term else value

    def count(self, **query: Any) -> Markup:
        """Print how many models match a query, all when it is empty; the number leads to them in the comparison."""
        for name, message in query_problems(query, self.site.by_id, self.index.families):
            raise ContentError(f"query field {name}: {message}")
        return self.counted(len(self.site.select(query)), self.query_path(query))

    def superlative(self, kind: str, **query: Any) -> Markup:
        """Link to the `largest`, `smallest`, `first` or `latest` model of a query."""
        try:
            return self.model(self.site.superlative(kind, query).id)
        except (LookupError, KeyError) as error:
            raise ContentError(str(error)) from error

    def term(self, ident: str, text: str | None = None) -> Markup:
        """Link to a glossary entry, `term` or `vocabulary:value`; its first use on a page carries the definition."""
        vocabulary, _, value = ident.rpartition(":")
        known, key = (self.index.by_value, (vocabulary, value)) if vocabulary else (self.index.terms, ident)
        found: Term = look_up(known, key, "term")
        address, words = self.href(f"glossary/#{found.anchor}"), text or found.name
        if ident in self.explained:
            return fill('<a class="term" href="%s">%s</a>', address, words)
        self.explained.add(ident)
        return fill(
            '<span class="term-tip"><a class="term" href="%s" aria-describedby="tip-%s">%s</a>'
            '<span class="term-tip__text" role="tooltip" id="tip-%s">%s</span></span>',
            address, found.anchor, words, found.anchor, self.plain(found.definition),
        )  # fmt: skip

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
        """Link to a source by its title, or by other words."""
        found: Source = look_up(self.site.catalog.sources, ident, "source")
        return fill('<a href="%s">%s</a>', source_url(found), text or found.title)

    def how(self, entry: Evidence) -> Markup:
        """Print how a fact was checked, when, and in which document."""
        day = Markup(" on ") + checked_on(entry.checked) if entry.checked else ""
        where = Markup(": ") + self.source(entry.via) if entry.via else ""
        return fill(
            '<span class="how how--%s">%s%s%s.</span>', entry.how, labels.HOW[entry.how].capitalize(), day, where
        )

    def reference(self, kind: str, ident: str, text: str | None) -> Markup:
        """Resolve `[[kind:id]]` inside data."""
        if kind in MARKS:
            return escape(text or "")
        if kind == "claim":
            return self.claim_link(ident, text)
        if kind == "faq":
            return self.link(f"faq/#{ident}", text or look_up(self.index.questions, ident, "question").question)
        if kind == "source" and not text:
            return self.cite(ident)
        return {"model": self.model, "term": self.term, "family": self.family, "source": self.source}[kind](ident, text)

    def claim_link(self, ident: str, text: str | None = None) -> Markup:
        """Link to a claim."""
        found: Claim = look_up(self.index.claims, ident, "claim")
        return self.link(f"claims/#c-{ident}", text or self.plain(found.statement).removesuffix("."))

    def claim(self, ident: str) -> Markup:
        """Embed a claim: statement, verdict, explanation and evidence."""
        return self._macro("claim", "claim_card", self, look_up(self.index.claims, ident, "claim"))

    def claim_text(self, ident: str) -> Markup:
        """Embed a claim as a paragraph: its statement, linked to the evidence, and its explanation."""
        found: Claim = look_up(self.index.claims, ident, "claim")
        if found.superseded_by:
            raise ContentError(f"claim {ident} is superseded by {found.superseded_by}")
        return self._macro("claim", "claim_paragraph", self, found)

    def verdict(self, ident: str, sense: str) -> Markup:
        """Print one sense of the verdict on a model: `defines_probability`, `writes_text` or `released_to_write`."""
        found: Model = look_up(self.site.by_id, ident, "model")
        return self._macro("badge", "sense_badge", sense, look_up(found.facts, sense, "sense"))

    def pair(self, ident: str) -> Markup:
        """Embed a minimal pair."""
        return self._macro("pair", "pair_card", self, look_up(self.index.pairs, ident, "pair"))

    def _macro(self, file: str, name: str, *arguments: Any) -> Markup:
        """Print a macro of a part."""
        return Markup(getattr(self.index.environment.get_template(f"parts/{file}.html.jinja").module, name)(*arguments))

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
        try:
            mathml = latex_to_mathml(latex, display="block" if block else "inline")
        except Exception as error:  # each mistake has a class of its own, which says what it is
            words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
            raise ContentError(f"the formula {shown(latex)} cannot be read: {words}") from error
        if unknown := re.search(r">(\\\w+|[{}])</mi>", mathml):
            raise ContentError(f"the formula {shown(latex)} holds {shown(unknown[1])}, which means nothing there")
        return Markup(mathml)

    def bibliography(self) -> Markup:
        """Print the sources cited so far on this page."""
        cited = [(self.site.catalog.sources[ident], uses) for ident, uses in self.cited.items()]
        return self._macro("bibliography", "bibliography", self, cited)
