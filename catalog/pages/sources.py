"""Catalog -> the lists of its sources: a page that counts them by kind, and a page per kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from catalog.pages.context import SiteIndex
from catalog.pages.page import Page, Values
from catalog.schema import labels
from catalog.schema.record import Configuration, Evidence, Record


def source_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of all kinds of sources and that of each kind that has any."""
    catalog = index.site.catalog
    newest_first = sorted(catalog.sources.values(), key=lambda it: (-it.year, it.title.casefold(), it.id))
    by_kind = {kind: [it for it in newest_first if it.kind == kind] for kind in labels.SOURCE_KINDS}
    counts = [(words, _address(kind), len(by_kind[kind])) for kind, words in labels.SOURCE_KINDS.items()]
    models = _cited_by((model.id, _of_record(model.record, catalog.configurations)) for model in index.site.models)
    claims = _cited_by(
        (it.id, [*_documents(it.evidence), *(dispute.source for dispute in it.disputes)]) for it in catalog.claims
    )
    yield _page(
        index, "sources/", "Sources", "The documents that facts and claims are checked against, by kind.",
        {"counts": counts},
    )  # fmt: skip
    for kind, sources in by_kind.items():
        if sources:
            words = labels.SOURCE_KINDS[kind]
            yield _page(
                index, _address(kind), f"Sources: {words}",
                f"The {words} among the sources, newest first, each with the models and claims that cite it.",
                {"years": {it.year: it.year for it in sources}, "sources": sources, "models": models, "claims": claims},
            )  # fmt: skip


def _address(kind: str) -> str:
    return f"sources/{labels.SOURCE_KINDS[kind].replace(' ', '-')}/"


def _documents(evidence: Iterable[Evidence]) -> list[str]:
    """Return the ids of the documents that evidence names."""
    return [source for entry in evidence for source in (entry.source, entry.via) if source]


def _of_record(record: Record, configurations: Mapping[str, Configuration]) -> list[str]:
    counted = [configurations[it.configuration].source for it in record.variants if it.configuration]
    return [*_documents(record.evidence.values()), *counted]


def _cited_by(citing: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Return source id -> the ids of those that cite it."""
    found = defaultdict(list)
    for ident, sources in citing:
        for source in dict.fromkeys(sources):
            found[source].append(ident)
    return found


def _page(index: SiteIndex, address: str, title: str, description: str, values: Values) -> Page:
    return Page(
        address=address, title=title, description=description, source="data/sources.yaml", date=index.site.as_of,
        search="Page", template="sources.html.jinja", values=lambda _: values,
    )  # fmt: skip
