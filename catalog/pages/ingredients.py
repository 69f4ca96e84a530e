"""What the files of a model are made from: two models, or two builds, with equal ingredients get equal files.

The templates of a model page may use nothing that is missing here; a test changes one input after the other and holds
the pages that were taken over against new ones.
"""

from __future__ import annotations

from functools import cached_property

from catalog.facts import prose
from catalog.facts.model import Model
from catalog.inputs.shelf import digest, text_of
from catalog.pages.library import term_anchor
from catalog.pages.modelpage import SHOWN
from catalog.pages.render import Renderer


class Ingredients:
    """The ingredients of the models of one site; `shell` is the page they are stamped from."""

    def __init__(self, renderer: Renderer, shell: str) -> None:
        self._renderer, self._shell = renderer, shell
        self._site, self._library = renderer.site, renderer.library

    @cached_property
    def _shared(self) -> str:
        settings, site = self._renderer.settings, self._site
        terms = [
            [
                term_anchor(term),
                term.field,
                term.id,
                term.name,
                prose.plain(term.definition, self._library.reference_name),
            ]
            for term in site.catalog.terms
        ]
        version = self._renderer.log.version
        shared = [settings.site_url, settings.site_name, settings.repository, site.as_of, version, terms]
        templates = [part for name, text in sorted(self._renderer.templates.items()) for part in (name, text.body)]
        return digest(self._shell, text_of(shared), *templates)

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {ident: source.model_dump_json() for ident, source in self._site.catalog.sources.items()}

    def of(self, model: Model) -> str:
        """Return the digest of all that goes into the files of a model; its verdict follows from its record."""
        record, site = model.record, self._site
        family = self._library.families[record.family]
        fields = site.catalog.field_lines.get(model.id, {})
        relatives = [
            *((parent, site.by_id[parent].record.name) for parent in record.parents),
            *((child.id, child.record.name, child.verdict.summary) for child in site.children.get(model.id, ())),
            family.family.name, len(family.members),
            *((member.id, member.record.name) for member in family.members[:SHOWN]),
        ]  # fmt: skip
        evidence = record.evidence.values()
        cited = [self._sources[ident] for entry in evidence for ident in (entry.source, entry.via) if ident]
        own = text_of([model.place, dict(model.counted), dict(fields), relatives])
        return digest(self._shared, record.model_dump_json(), own, *cited)
