"""Numbers, dates and superlatives written out in prose, held against the data.

A sentence that speaks of exactly one model must not give it a size, a context, a year or a rank that its record
contradicts, and no sentence may miscount the catalog. Prose should refer (`fact(…)`, `count(…)`); this catches what
does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, get_args

from catalog.schema.labels import day, full_count, listed, short_count
from catalog.schema.record import REFERENCE, Record
from catalog.schema.vocabulary import Architecture

_UNITS = {
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
    "t": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_WORD = re.compile(r"[^\s()\[\],;:!?*`\"“”]+")
_SENTENCE = re.compile(r"[^.!?\n]*(?:\.(?=\S)[^.!?\n]*)*[.!?]?")
_CALL = re.compile(r"""\{\{\s*(?:model|fact)\(\s*["']([a-z0-9-]+)["'][^}]*\}\}""")
_OTHER_CALL = re.compile(r"\{[{%].*?[}%]\}")
_SIZE = re.compile(
    r"(?<![\w.$])(\d+(?:\.\d+)?)[ -]?(K|M|B|T|thousand|million|billion|trillion)\b(?:[ -](parameters?))?"
    r"(?![ -](?:tokens?|words?|pages|users|documents))"
)
_CONTEXT = re.compile(r"(?<![\w.])(\d[\d,]{2,}|\d+K)[ -]tokens?\b(?=[^.]*\b(?:context|window|at once)\b)")
_YEAR = re.compile(
    r"\b(?:released|published|introduced|appeared|came out|launched)\b[^.]{0,40}?\bin (?:\w+ )?((?:19|20)\d\d)\b"
)
_RANK = re.compile(
    r"\b(largest|smallest|first|latest) (" + "|".join(get_args(Architecture)) + r") (?:model|record|release)\b"
)
_TOTAL = re.compile(r"\b(?:all|the|of) (\d+) (?:models|records)\b(?: (?:in|of) (?:our|the) (?:data|catalog))")
_TOLERANCE = 0.03


class Known(NamedTuple):
    """What prose is held against: records by id, and how readers name them."""

    records: dict[str, Record]
    names: dict[tuple[str, ...], str]
    longest: int


def known_from(records: Iterable[Record]) -> Known:
    """Return the names and records to look for."""
    by_id = {record.id: record for record in records}
    names = {
        _words(name): record.id for record in by_id.values() for name in (record.name, *record.aliases) if len(name) > 2
    }
    return Known(by_id, names, max(map(len, names), default=0))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".,") for word in _WORD.findall(text))


def named(text: str, known: Known) -> set[str]:
    """Return the ids of the records that a text names; of overlapping names the longest counts."""
    words, found, at = _words(text), set[str](), 0
    while at < len(words):
        sizes = (size for size in range(known.longest, 0, -1) if words[at : at + size] in known.names)
        size = next(sizes, 0)
        if size:
            found.add(known.names[words[at : at + size]])
        at += size or 1
    return found


def contradictions(text: str, known: Known) -> Iterator[tuple[int, str]]:
    """Yield (offset, message) of every literal in `text` that the data contradicts."""
    for sentence in _SENTENCE.finditer(text):
        if sentence[0].strip():
            for offset, message in _in_sentence(sentence[0], known):
                yield sentence.start() + offset, message


def _in_sentence(sentence: str, known: Known) -> Iterator[tuple[int, str]]:
    for hit in _TOTAL.finditer(sentence):
        if int(hit[1]) != len(known.records):
            yield hit.start(), f"says {hit[1]} models; the data has {len(known.records)} — write {{{{ count() }}}}"
    literal = _OTHER_CALL.sub(lambda call: " " * len(call[0]), _CALL.sub(lambda call: " " * len(call[0]), sentence))
    literal = REFERENCE.sub(lambda reference: " " * len(reference[0]), literal)
    mentioned = named(literal, known)
    mentioned |= {ident for ident in _CALL.findall(sentence) if ident in known.records}
    mentioned |= {ident for kind, ident, _ in REFERENCE.findall(sentence) if kind == "model" and ident in known.records}
    if len(mentioned) == 1:
        record = known.records[mentioned.pop()]
        yield from _sizes(literal, record)
        yield from _contexts(literal, record)
        yield from _years(literal, record)
        yield from _ranks(literal, record, known)


def _sizes(literal: str, record: Record) -> Iterator[tuple[int, str]]:
    stated = {size for v in record.variants for size in (v.parameters_total, v.parameters_active) if size}
    for hit in _SIZE.finditer(literal):
        value = float(hit[1]) * _UNITS[hit[2].lower()]
        counts_parameters = hit[3] or re.search(r"\bparameters?\b", literal)
        if stated and counts_parameters and not any(abs(value - size) <= _TOLERANCE * size for size in stated):
            said = listed([short_count(size) for size in sorted(stated)], "or")
            yield hit.start(), f"says {hit[0].strip()} of {record.name}; the data says {said}"


def _contexts(literal: str, record: Record) -> Iterator[tuple[int, str]]:
    for hit in _CONTEXT.finditer(literal):
        value = int(hit[1][:-1]) * 1000 if hit[1].endswith("K") else int(hit[1].replace(",", ""))
        if record.context_tokens and abs(value - record.context_tokens) > _TOLERANCE * record.context_tokens:
            yield (
                hit.start(),
                f"says {hit[0]} of {record.name}; the data says {full_count(record.context_tokens)} tokens",
            )


def _years(literal: str, record: Record) -> Iterator[tuple[int, str]]:
    for hit in _YEAR.finditer(literal):
        if hit[1] != record.released[:4]:
            yield hit.start(1), f"says {hit[1]} of {record.name}; the data says {day(record.released)}"


def _ranks(literal: str, record: Record, known: Known) -> Iterator[tuple[int, str]]:
    for hit in _RANK.finditer(literal):
        best = ranked(hit[1], [other for other in known.records.values() if other.architecture == hit[2]])
        if best is not None and best.id != record.id:
            yield hit.start(), f"calls {record.name} the {hit[1]} {hit[2]} model; by the data it is {best.name}"


def largest_size(record: Record) -> int:
    """Return the stated total parameters of the largest variant; 0 when none is stated."""
    return max((variant.parameters_total or 0 for variant in record.variants), default=0)


def ranked(kind: str, records: list[Record]) -> Record | None:
    """Return the `largest`, `smallest`, `first` or `latest` of some records, or None when none can be ranked."""
    if kind in ("largest", "smallest"):
        sized = sorted((record for record in records if largest_size(record)), key=largest_size)
        return sized[-1 if kind == "largest" else 0] if sized else None
    dated = sorted(records, key=lambda record: record.released)
    return dated[-1 if kind == "latest" else 0] if dated else None
