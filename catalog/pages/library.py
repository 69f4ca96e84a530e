"""Look-ups that all pages share: claims, terms, pairs and families by id, and the links of terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from catalog import prose
from catalog.load.problems import nearest, shown
from catalog.model import Model
from catalog.outputs.api import reference_name, source_url
from catalog.schema import labels
from catalog.schema.editorial import Claim, Term
from catalog.schema.record import Source
from catalog.site import Site


class ContentError(Exception):
    """An author's mistake inside content or a template."""


def fill(template: str, *values: object) -> Markup:
    """Return a template whose every `%s` is an escaped value; `Markup.format` does the same ten times slower."""
    return Markup(template % tuple(map(escape, values)))


def look_up(mapping: Mapping[Any, Any], key: Any, what: str) -> Any:
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
        # Caches of its own: one of the class would keep every library of a preview.
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
            '<span class="tip" role="tooltip" id="tip-%s">%s</span></span>',
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
        day = fill(' on <time datetime="%s">%s</time>', checked, labels.day(checked)) if checked else Markup()
        where = Markup(": ") + self.source_link(via, None) if via else Markup()
        return fill('<span class="how how--%s">%s%s%s.</span>', how, labels.HOW[how].capitalize(), day, where)

    def reference_name(self, kind: str, ident: str) -> str:
        """Return the words for a reference in plain text."""
        return reference_name(self.site, kind, ident)
