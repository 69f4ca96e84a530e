"""Facts and the sources they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.check.drift import Wording
from catalog.check.rules.base import Found, Items, Path, not_past, rule, rule_of_lists
from catalog.load.problems import shown
from catalog.names import known_from
from catalog.schema.editorial import Claim
from catalog.schema.record import Evidence, Record, Source
from catalog.schema.vocabulary import EVIDENCE_FIELDS, EvidenceField


@rule("models")
def facts_have_evidence(record: Record, _: Items) -> Iterator[tuple[Path, str]]:
    """Every fact that a page prints has evidence unless it is missing."""
    for field in EVIDENCE_FIELDS:
        if field not in record.evidence and field not in record.missing and _is_stated(record, field):
            yield ("evidence",), f"no evidence for {field}"


def _is_stated(record: Record, field: EvidenceField) -> bool:
    """Tell whether a record states a fact that not every record states."""
    if field == "further_training":
        return record.further_training == "required"
    if field == "lineage":
        return bool(record.parents)
    return field not in ("commercial_use", "hub_id", "embedding_dimensions") or bool(getattr(record, field))


def _evidence(item: Record | Claim) -> Iterator[tuple[Path, Evidence]]:
    entries = item.evidence.items() if isinstance(item, Record) else enumerate(item.evidence)
    for key, entry in entries:
        yield ("evidence", key), entry


@rule("models", "claims")
def checks_are_complete(item: Record | Claim, _: Items) -> Iterator[tuple[Path, str]]:
    """`read` and `secondary` say when, `secondary` also where; `recalled` says neither."""
    for path, entry in _evidence(item):
        if entry.how == "recalled" and entry.checked:
            yield (*path, "checked"), "evidence was recalled, so it has no date of a check"
        if entry.how != "recalled" and not entry.checked:
            yield (*path, "how"), f"evidence says {entry.how}, but not when (`checked`)"
        if entry.how == "secondary" and not entry.via:
            yield (*path, "how"), "evidence needs `via`, the document that confirms it"
        if entry.how != "secondary" and entry.via:
            yield (*path, "via"), f"evidence says {entry.how}; `via` belongs to secondary"


@rule("models", "claims")
def checks_are_past_days(item: Record | Claim, items: Items) -> Iterator[tuple[Path, str]]:
    """A check took place on a day of the calendar, today at the latest."""
    for path, entry in _evidence(item):
        if entry.checked and (fault := not_past(entry.checked, items.today)):
            yield (*path, "checked"), f"evidence: the check of {entry.checked} {fault}"


@rule("models")
def checks_follow_the_release(record: Record, items: Items) -> Iterator[tuple[Path, str]]:
    """Nobody read about a model before it was released; the first such check is reported."""
    for path, entry in _evidence(record):
        if entry.checked and entry.checked < record.released <= items.today:
            yield (*path, "checked"), f"evidence: the check of {entry.checked} is older than the release"
            return


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


@rule_of_lists
def sources_have_one_address(items: Items) -> Iterator[Found]:
    """A source has an arXiv id, a DOI or a link, and no other source has the same."""
    seen: dict[str, str] = {}
    for index, source in items.of("sources"):
        addresses = list(_addresses(source))
        if not addresses:
            yield Found("sources", index, ("id",), f"{source.id}: needs an arxiv id, a doi or a url")
        for field, address in addresses:
            if seen.setdefault(address, source.id) != source.id:
                message = f"{source.id}: {address} is the address of {shown(seen[address])} already"
                yield Found("sources", index, (field,), message)


@rule("sources")
def sources_are_past(source: Source, items: Items) -> Iterator[tuple[Path, str]]:
    """No source is of a year to come."""
    if source.year > int(items.today[:4]):
        yield ("year",), f"year {source.year} lies in the future"


def wording(items: Items) -> Wording:
    """Return the names and synonyms that the words of evidence are compared with."""
    synonyms: dict[str, dict[str, tuple[str, ...]]] = {}
    for _, term in items.of("terms"):
        synonyms.setdefault(term.field, {})[term.id] = (term.name, *term.synonyms)
    return Wording(
        known_from(items.records.values()),
        synonyms,
        {it.id: (it.name, *it.aliases) for _, it in items.of("developers")},
        {it.id: (it.name, *it.synonyms) for _, it in items.of("licenses")},
    )


@rule_of_lists
def evidence_names_the_value(items: Items) -> Iterator[Found]:
    """The value of a fact is understood from the words of its evidence, unless an exception says why not."""
    excused = {(it.record, it.field): index for index, it in items.of("evidence_exceptions")}
    if not all(items.complete(key) and items.ids(key) for key in ("models", "terms", "developers", "licenses")):
        return  # evidence such as "like BERT" cannot be understood while the record of BERT is refused
    words = wording(items)
    for index, record in items.of("models"):
        for field, message in words.problems(record):
            if excused.pop((record.id, field), None) is None:
                yield Found("models", index, ("evidence", field, "says"), f"{record.id}: {message}")
    for (ident, field), index in excused.items():
        message = f"{ident}: the evidence of {field} names its value — remove the exception"
        yield Found("evidence_exceptions", index, ("record",), message)
