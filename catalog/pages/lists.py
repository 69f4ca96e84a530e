"""Site -> pages that list: models behind the counts of coverage and agreement, sources by kind, releases of the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from catalog.outputs.changes import LABELS, Release, in_words
from catalog.outputs.json_ld import Citation
from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page, Values
from catalog.schema import labels
from catalog.schema.record import Evidence
from catalog.site import Model

_Group = tuple[str, str, Sequence[tuple[Model, str]]]
"""Anchor, heading, and models, each with a word about it."""


def list_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every field, of records that rest on one document, and of every package."""

    def page(address: str, title: str, description: str, groups: Iterable[_Group], fact: str = "") -> Page:
        values = {"groups": [group for group in groups if group[2]], "fact": fact}
        return Page(
            address=address, title=title, description=description, source="data/models.yaml", date=index.site.as_of,
            template="list.html.jinja", values=lambda _: values,
        )  # fmt: skip

    thin = index.coverage
    for field, states in thin.fields.items():
        label = labels.FACT.get(field, field.replace("_", " ").capitalize())
        yield page(
            f"coverage/{field.replace('_', '-')}/", f"{label}: how it was checked",
            f"In which records the fact {label} was read, confirmed elsewhere, recalled, or is missing.",
            ((state, thin.states[state], [(model, "") for model in models]) for state, models in states.items()), field,
        )  # fmt: skip
    yield page(
        "coverage/one-document/",
        "Records that rest on one document",
        "The records whose facts all cite the same document.",
        [("records", "Records", [(model, "") for model in thin.single])],
    )
    for it in index.agreement:
        yield page(
            f"agreement/{it.package}/",
            f"Facts that {it.package} states too",
            f"The records that {it.package} {it.version} knows, and the facts on which both agree or disagree.",
            [
                ("records", "Records", [(model, "") for model in it.records]),
                ("agree", "Agree", it.agreeing),
                ("same-source", "Agree, read in the package", it.same_source),
                ("disagree", "Disagree", [(found.model, found.field) for found in it.disagreements]),
            ],
        )


def source_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page that counts the sources by kind, and that of each kind that has any."""
    catalog = index.site.catalog
    newest_first = sorted(catalog.sources.values(), key=lambda it: (-it.year, it.title.casefold(), it.id))
    by_kind = {kind: [it for it in newest_first if it.kind == kind] for kind in labels.SOURCE_KINDS}
    addresses = {kind: f"sources/{words.replace(' ', '-')}/" for kind, words in labels.SOURCE_KINDS.items()}
    models, claims = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for model in index.site.models:
        counted = (catalog.configurations[it.configuration].source for it in model.record.variants if it.configuration)
        for source in dict.fromkeys([*_documents(model.record.evidence.values()), *counted]):
            models[source].append(model.id)
    for claim in catalog.claims:
        for source in dict.fromkeys([*_documents(claim.evidence), *(dispute.source for dispute in claim.disputes)]):
            claims[source].append(claim.id)

    def page(address: str, title: str, description: str, **values: object) -> Page:
        return Page(
            address=address, title=title, description=description, source="data/sources.yaml", date=index.site.as_of,
            search="Page", template="sources.html.jinja", values=lambda _: values,
        )  # fmt: skip

    counts = [(words, addresses[kind], len(by_kind[kind])) for kind, words in labels.SOURCE_KINDS.items()]
    yield page(
        "sources/", "Sources", "The documents that facts and claims are checked against, by kind.", counts=counts
    )
    for kind, sources in by_kind.items():
        if sources:
            words = labels.SOURCE_KINDS[kind]
            yield page(
                addresses[kind], f"Sources: {words}",
                f"The {words} among the sources, newest first, each with the models and claims that cite it.",
                years={it.year: it.year for it in sources}, sources=sources, models=models, claims=claims,
            )  # fmt: skip


def _documents(evidence: Iterable[Evidence]) -> Iterator[str]:
    """Yield the ids of the documents that evidence names."""
    return (source for entry in evidence for source in (entry.source, entry.via) if source)


def release_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every release: its facts as they were, where its citation leads."""
    for release in index.log.releases:
        yield Page(
            address=f"releases/{release.version}/", source=f"data/releases/{release.version}.json", date=release.date,
            title=f"Release {release.version} of the data",
            description=f"The facts of {len(release.state.models)} models as they were in release {release.version} of "
            f"{labels.day(release.date)}, to be cited.",
            template="release.html.jinja", values=partial(_of_release, release),
        )  # fmt: skip


def _of_release(release: Release, context: PageContext) -> Values:
    renamed = {redirect.old: redirect.new for redirect in context.site.catalog.redirects}
    rows = [
        {
            "facts": facts,
            "id": next((it for it in (ident, renamed.get(ident)) if it in context.site.by_id), ""),
            "verdict": labels.SUMMARY.get(facts["summary"], facts["summary"]),
        }
        for ident, facts in sorted(release.state.models.items(), key=lambda item: item[1]["name"].casefold())
    ]
    settings = context.index.settings
    key, url = f"catalog-{release.version.replace('.', '-')}", f"{settings.site_url}releases/{release.version}/"
    cited = Citation(key, settings.site_name, url, settings.site_name, release.date, release.version)
    return {
        "release": release, "cited": cited, "rows": rows, "labels": LABELS, "in_words": in_words,
    }  # fmt: skip
