"""Facts and the sources they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.problems import nearest, shown
from catalog.rules.items import Finding, Items
from catalog.schema import EVIDENCE_FIELDS, Evidence


def facts_have_evidence(items: Items) -> Iterator[Finding]:
    """Every fact that feeds a verdict, and date, parameters, context and licence, has evidence unless it is missing."""
    for index, record in items.of("models"):
        for field in EVIDENCE_FIELDS:
            if field not in record.evidence and field not in record.missing:
                yield Finding("models", index, ("evidence",), f"{record.id}: no evidence for {field}")


def _all_evidence(items: Items) -> Iterator[tuple[str, int, tuple[str | int, ...], Evidence]]:
    for index, record in items.of("models"):
        for field, entry in record.evidence.items():
            yield "models", index, ("evidence", field), entry
    for index, claim in items.of("claims"):
        for number, entry in enumerate(claim.evidence):
            yield "claims", index, ("evidence", number), entry


def checks_are_told_in_full(items: Items) -> Iterator[Finding]:
    """`read` and `secondary` say when, `secondary` also where; `recalled` says neither."""
    for key, index, path, entry in _all_evidence(items):
        if (entry.how == "recalled") == bool(entry.checked):
            what = "was recalled, so it has no date of a check" if entry.checked else f"says {entry.how}, but not when (`checked`)"
            yield Finding(key, index, (*path, "checked" if entry.checked else "how"), f"evidence {what}")
        if (entry.how == "secondary") != bool(entry.via):
            what = "needs `via`, the document that confirms it" if entry.how == "secondary" else f"says {entry.how}; `via` belongs to secondary"
            yield Finding(key, index, (*path, "via" if entry.via else "how"), f"evidence {what}")
        if entry.checked and entry.checked > items.today:
            yield Finding(key, index, (*path, "checked"), f"evidence was checked on {entry.checked}, in the future")


def sources_exist(items: Items) -> Iterator[Finding]:
    """A cited source is one of the sources."""
    known = items.ids("sources")
    for key, index, path, entry in _all_evidence(items):
        for name in ("source", "via"):
            cited = getattr(entry, name)
            if cited and cited not in known:
                yield Finding(key, index, (*path, name), f"no source {shown(cited)}{nearest(cited, known)}")
    for key, inner in (("definitions", "source"), ("configurations", "source")):
        for index, item in items.of(key):
            if item.source and item.source not in known:
                yield Finding(key, index, (inner,), f"no source {shown(item.source)}{nearest(item.source, known)}")
    for index, claim in items.of("claims"):
        for number, dispute in enumerate(claim.disputes):
            if dispute.source not in known:
                path = ("disputes", number, "source")
                yield Finding("claims", index, path, f"no source {shown(dispute.source)}{nearest(dispute.source, known)}")


def sources_have_one_address(items: Items) -> Iterator[Finding]:
    """A source has an arXiv id, a DOI or a link — and no other source has the same arXiv id."""
    seen: dict[str, str] = {}
    for index, source in items.of("sources"):
        if not (source.arxiv or source.doi or source.url):
            yield Finding("sources", index, ("id",), f"{source.id}: needs an arxiv id, a doi or a url")
        if source.arxiv and seen.setdefault(source.arxiv, source.id) != source.id:
            yield Finding("sources", index, ("arxiv",), f"{source.id}: arXiv {source.arxiv} is {shown(seen[source.arxiv])} already")


RULES = (facts_have_evidence, checks_are_told_in_full, sources_exist, sources_have_one_address)
