"""Does the evidence of a fact name the value that the record has?

A value has to be understood from the words of `says`: a term or one of its synonyms in the glossary, a number with its
unit, a date, a name. Where the words only point to another model of the catalog ("the architecture of Llama 2"), the
value of that model's record counts. In: a record and the names and synonyms of the catalog. Out: what is not named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from catalog.names import Known, fold, named
from catalog.schema.labels import MONTHS, listed
from catalog.schema.record import Record
from catalog.schema.vocabulary import EvidenceField

Synonyms = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Vocabulary -> value -> words that name it."""
Problem = tuple[EvidenceField, str]
CLEAR = {
    "text-generation": ("text generation", "generate text*", "generates text*", "assistant*"),
    "fine-tuning": ("fine-tun*",),
    "research": ("research purposes", "research use*", "researchers", "research model*", "research only"),
}
"""Words that evidence may not use unless the record has the purpose that they name."""
REMEDY = "read the source again: correct the value, or say what the source says"
_UNITS = {
    "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9,
    "billions": 1e9, "trillion": 1e12,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\w.,])(\d+(?:,\d{3})*(?:\.\d+)?)(?:[ -]?(thousand|millions?|billions?|trillion|[KkMBT]))?(?![\w])"
    r"(?:(?=(?:, | and | or | to )[\d., andorto]*\d(?:\.\d+)?[ -]?(million|billion|trillion|thousand|[KMBT])\b))?"
)
_MONTH = "|".join(MONTHS)
_DAYS = re.compile(rf"\b((?:\d{{1,2}}(?:, | and | to |–))*\d{{1,2}}) ({_MONTH}) (\d{{4}})")


def numbers(text: str) -> set[float]:
    """Return the numbers of a text, with their units: 110 million is 110000000; in `7, 13 and 70 billion` all have one."""
    found = set[float]()
    for hit in _NUMBER.finditer(text):
        value = float(hit[1].replace(",", ""))
        unit = hit[2] or hit[3]
        found |= {value, value * _UNITS[unit.lower()]} if unit else {value}
    return found


def dates(text: str) -> set[str]:
    """Return the days that a text names, as ISO 8601."""
    found = set(re.findall(r"\b\d{4}-\d{2}-\d{2}\b", text))
    for days, month, year in _DAYS.findall(text):
        found |= {f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}" for day in re.findall(r"\d+", days)}
    for month, day, year in re.findall(rf"\b({_MONTH}) (\d{{1,2}}),? (\d{{4}})", text):
        found.add(f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}")
    return found


@lru_cache(maxsize=4096)
def _pattern(word: str) -> tuple[str, re.Pattern[str]]:
    """Return how a synonym begins, in small letters, and its pattern; most texts lack the beginning, which is quick to see."""
    first, *others = word.rstrip("!").split("*")
    body = r"\w*".join(map(re.escape, (first, *others)))
    return first.lower(), re.compile(rf"(?<![\w-]){body}(?![\w])", re.IGNORECASE)


def values_named(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the values that a text names.

    A `*` in a synonym stands for any letters. A word inside a longer word for another value does not count. Where words
    that leave no doubt are used (they end in `!`), other words do not count.
    """
    lower = text.lower()
    hits = [
        (match.start(), match.end(), value, word.endswith("!"))
        for value, words in synonyms.items()
        for word in words
        for first, pattern in (_pattern(word),)
        if first in lower
        for match in pattern.finditer(text)
    ]
    outer = [
        hit for hit in hits
        if not any(s <= hit[0] and hit[1] <= e and e - s > hit[1] - hit[0] for s, e, value, _ in hits if value != hit[2])
    ]  # fmt: skip
    clear = {value for _, _, value, sure in outer if sure}
    return clear or {value for _, _, value, _ in outer}


@dataclass(frozen=True)
class Wording:
    """What the words of evidence are compared with: records by id and by name, synonyms, and names of other things."""

    known: Known
    synonyms: Synonyms
    developers: Mapping[str, tuple[str, ...]]
    """Id -> name and aliases."""
    licenses: Mapping[str, tuple[str, ...]]
    """Id -> name and other names."""

    def problems(self, record: Record) -> Iterator[Problem]:
        """Yield (field, message) for every fact whose evidence does not name the value of the record."""
        for field, entry in record.evidence.items():
            if field not in record.missing:
                missing = sorted(self._unnamed(record, field, entry.says))
                if missing:
                    said = f"{field}: the evidence does not name {listed(missing)}; it says “{entry.says}”"
                    yield field, f"{said} — {REMEDY}"

    def _unnamed(self, record: Record, field: EvidenceField, says: str) -> set[str]:
        """Return the values of a fact that `says` does not name."""
        compare: dict[str, Callable[[], set[str]]] = {
            "released": lambda: {record.released} - dates(says),
            "parameters": lambda: self._sizes(record, says),
            "context_tokens": lambda: self._count(record.context_tokens, says),
            "embedding_dimensions": lambda: {f"{it} dimensions" for it in record.embedding_dimensions if it not in numbers(says)},
            "developers": lambda: self._names(self.developers, record.developers, says),
            "license": lambda: self._names(self.licenses, (record.license or "",), says),
            "hub_id": lambda: set[str](),
            "lineage": lambda: {it for it in record.parents if not self._is_named(it, says)},
            "commercial_use": lambda: set[str](),
        }  # fmt: skip
        return compare[field]() if field in compare else self._words(record, field, says)

    def _is_named(self, ident: str, says: str) -> bool:
        parent = self.known.records.get(ident)
        return parent is None or any(fold(name) in fold(says) for name in (parent.name, *parent.aliases))

    def _words(self, record: Record, field: EvidenceField, says: str) -> set[str]:
        vocabulary = "objectives" if field == "training" else field
        wanted = set(_values(record, field))
        found = values_named(says, self.synonyms.get(vocabulary, {}))
        if field == "released_for":
            return (wanted - found) | {
                f"{value} as a purpose of the record" for value in values_named(says, CLEAR) - wanted
            }
        if not wanted <= found:
            for ident in named(says, self.known) - {record.id}:
                found |= set(_values(self.known.records[ident], field))
        return wanted - found

    def _sizes(self, record: Record, says: str) -> set[str]:
        found = numbers(says)
        return {
            f"{size:,} parameters"
            for variant in record.variants
            for size in (variant.parameters_total, variant.parameters_active)
            if size and not any(abs(size - number) <= 0.006 * size for number in found)
        }

    def _count(self, count: int | None, says: str) -> set[str]:
        near = {number * factor for number in numbers(says) for factor in (1, 1.024, 1.048576)}
        return {f"{count:,}"} if count and not any(abs(count - number) <= 0.001 * count for number in near) else set()

    def _names(self, names: Mapping[str, tuple[str, ...]], idents: tuple[str, ...], says: str) -> set[str]:
        return {ident for ident in idents if ident and not values_named(says, {ident: names.get(ident, (ident,))})}


def _values(record: Record, field: EvidenceField) -> tuple[str, ...]:
    if field == "training":
        return record.training[-1].objectives if record.training else ()
    value = getattr(record, field)
    return value if isinstance(value, tuple) else (value,)
