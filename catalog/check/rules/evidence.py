"""Facts and the sources they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.check.rules.items import Finding, Items, is_day
from catalog.load.problems import nearest, shown
from catalog.schema.record import Evidence, Record, Source
from catalog.schema.vocabulary import EVIDENCE_FIELDS, EvidenceField


def facts_have_evidence(items: Items) -> Iterator[Finding]:
    """Every fact that a page prints has evidence unless it is missing."""
    for index, record in items.of("models"):
        for field in EVIDENCE_FIELDS:
            if field not in record.evidence and field not in record.missing and _is_stated(record, field):
                yield Finding("models", index, ("evidence",), f"{record.id}: no evidence for {field}")


LATER = ("developers", "weights", "lineage")
"""Facts whose evidence is still being collected."""


def _is_stated(record: Record, field: EvidenceField) -> bool:
    """Tell whether a record states a fact that not every record states."""
    if field in LATER:
        return False
    if field == "further_training":
        return record.further_training == "required"
    return field not in ("writing_procedure", "languages", "commercial_use", "hub_id") or bool(getattr(record, field))


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
            what = (
                "was recalled, so it has no date of a check"
                if entry.checked
                else f"says {entry.how}, but not when (`checked`)"
            )
            yield Finding(key, index, (*path, "checked" if entry.checked else "how"), f"evidence {what}")
        if (entry.how == "secondary") != bool(entry.via):
            what = (
                "needs `via`, the document that confirms it"
                if entry.how == "secondary"
                else f"says {entry.how}; `via` belongs to secondary"
            )
            yield Finding(key, index, (*path, "via" if entry.via else "how"), f"evidence {what}")


def checks_are_past_days(items: Items) -> Iterator[Finding]:
    """A check took place on a day of the calendar, today at the latest."""
    for key, index, path, entry in _all_evidence(items):
        if entry.checked and not is_day(entry.checked):
            yield Finding(key, index, (*path, "checked"), f"evidence: {entry.checked} is not a day of the calendar")
        elif entry.checked and entry.checked > items.today:
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
                yield Finding(
                    "claims", index, path, f"no source {shown(dispute.source)}{nearest(dispute.source, known)}"
                )


def _addresses(source: Source) -> Iterator[tuple[str, str]]:
    """Yield (field, address) of a source, in a form in which two spellings of one address are equal."""
    if source.arxiv:
        yield "arxiv", f"arxiv.org/abs/{source.arxiv}"
    if source.doi:
        yield "doi", f"doi.org/{source.doi.casefold()}"
    if source.url:
        host, slash, path = source.url.removeprefix("https://").partition("/")
        path = re.sub(r"v\d+\Z", "", path) if host == "arxiv.org" else path
        yield "url", f"{host.casefold().removeprefix('www.')}{slash}{path}".rstrip("/")


def sources_have_one_address(items: Items) -> Iterator[Finding]:
    """A source has an arXiv id, a DOI or a link, and no other source has the same."""
    seen: dict[str, str] = {}
    for index, source in items.of("sources"):
        addresses = list(_addresses(source))
        if not addresses:
            yield Finding("sources", index, ("id",), f"{source.id}: needs an arxiv id, a doi or a url")
        for field, address in addresses:
            if seen.setdefault(address, source.id) != source.id:
                yield Finding(
                    "sources",
                    index,
                    (field,),
                    f"{source.id}: {address} is the address of {shown(seen[address])} already",
                )


def sources_are_past(items: Items) -> Iterator[Finding]:
    """No source is of a year to come."""
    for index, source in items.of("sources"):
        if source.year > int(items.today[:4]):
            yield Finding("sources", index, ("year",), f"{source.id}: year {source.year} lies in the future")


RULES = (
    facts_have_evidence,
    checks_are_told_in_full,
    checks_are_past_days,
    sources_exist,
    sources_have_one_address,
    sources_are_past,
)
