"""Releases of the data -> a page for each: its facts as they were, where its citation leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from catalog.outputs.changes import LABELS, Facts, Release, in_words
from catalog.outputs.citations import cite_release
from catalog.outputs.history import release_path
from catalog.pages.context import PageContext, SiteIndex
from catalog.pages.page import Page
from catalog.schema import labels

COLUMNS = (
    "developer", "released", "architecture", "attention", "training", "output_head", "sizes", "context_tokens", "license",
)  # fmt: skip
"""Facts that the table shows beside name and verdict; all are in the JSON document."""


class Row(NamedTuple):
    """One record as it was."""

    name: str
    id: str
    """Its present id; empty when it is gone."""
    verdict: str
    rule: str
    facts: list[str]


def release_pages(index: SiteIndex) -> Iterator[Page]:
    """Yield the page of every release."""
    for release in index.log.releases:
        yield Page(
            address=f"releases/{release.version}/", source=f"data/releases/{release.version}.json", date=release.date,
            title=f"Release {release.version} of the data",
            description=f"The facts of {len(release.state.models)} models as they were in release {release.version} of "
            f"{labels.day(release.date)}, to be cited.",
            template="release.html.jinja", values=partial(_values, release),
        )  # fmt: skip


def _values(release: Release, context: PageContext) -> Mapping[str, Any]:
    models = release.state.models
    present = {redirect.old: redirect.new for redirect in context.index.site.catalog.redirects}
    known = context.index.site.by_id
    now = {ident: next((it for it in (ident, present.get(ident, "")) if it in known), "") for ident in models}
    return {
        "release": release, "cited": cite_release(release, context.index.settings), "path": release_path(release.version),
        "heads": [LABELS[it].capitalize() for it in COLUMNS],
        "rows": sorted((_row(now[ident], facts) for ident, facts in models.items()), key=lambda row: row.name.casefold()),
    }  # fmt: skip


def _row(ident: str, facts: Facts) -> Row:
    name, summary, rule = (str(facts[field]) for field in ("name", "summary", "rule"))
    return Row(name, ident, labels.SUMMARY.get(summary, summary), rule, [in_words(facts, field) for field in COLUMNS])
