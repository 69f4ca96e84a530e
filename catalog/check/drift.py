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

from catalog.check.sentences import WORDS, words
from catalog.names import Names, fold
from catalog.schema.labels import MONTHS, listed
from catalog.schema.record import EvidenceField, Record
from catalog.verdict import last_objectives

_UNITS = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "b": 1e9, "trillion": 1e12, "t": 1e12}
UNIT = "|".join(WORDS["parts"]["unit"])
_DIGITS = {word: str(at) for at, word in enumerate([*WORDS["parts"]["few"], "ten", "eleven", "twelve"], 2)} | {
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "dozen": "12",
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_DIGITS)})s?\b", re.I)
_BARE_UNIT = re.compile(rf"(?<![\d,] )(?<![\d-]-)\b({UNIT})s?\b")
_NUMBER = re.compile(
    rf"(?<![\w.,])(\d+(?:,\d{{3}})*(?:\.\d+)?)(?:[ -]?((?i:{UNIT})s?|[KkMBT]))?(?![\w])"
    rf"(?:(?=(?:, | and | or | to )[\d., andorto]*\d(?:\.\d+)?[ -]?({UNIT}|[KMBT])\b))?"
)
_PARTS = re.compile(rf"\b{words(WORDS['other_sizes'])}\b", re.I)
_MONTH = "|".join(MONTHS)
_DAYS = re.compile(rf"\b((?:\d{{1,2}}(?:, | and | to |–))*\d{{1,2}}) ({_MONTH}) (\d{{4}})")


def quantities(text: str) -> Iterator[tuple[float, float]]:
    """Yield each number of a text without and with its unit: 110 million is (110, 110000000).

    In `7, 13 and 70 billion` all have the unit; small numbers may be words.
    """
    digits = _NUMBER_WORD.sub(lambda hit: _DIGITS[hit[1].lower()], text)
    for hit in _NUMBER.finditer(_BARE_UNIT.sub(r"1 \1", digits)):
        value, unit = float(hit[1].replace(",", "")), (hit[2] or hit[3] or "").lower()
        yield value, value * _UNITS.get(unit if len(unit) == 1 else unit.removesuffix("s"), 1)


def _numbers(text: str) -> set[float]:
    """Return the numbers of a text, without and with their units."""
    return {number for both in quantities(text) for number in both}


def _states(says: str, number: int, within: float, factors: tuple[float, ...] = (1,)) -> bool:
    """Tell whether a text states a number: in full, or with a unit and up to a share of it, times one of the factors."""
    rounded = (value * factor for bare, value in quantities(says) if value != bare for factor in factors)
    return number in _numbers(says) or any(abs(number - value) <= within * number for value in rounded)


def _dates(text: str) -> set[str]:
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
    return first.lower(), re.compile(rf"(?<![\w-]){body}(?!\w|\.\d)", re.IGNORECASE)


def values_named(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the values that a text names.

    A `*` in a synonym stands for any letters. A word inside a longer word for another value does not count. Where words
    that leave no doubt are used (they end in `!`), other words do not count.
    """
    lower = text.lower()
    hits = [
        (*match.span(), value, word.endswith("!"))
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
    """What the words of evidence are compared with: names of records, synonyms, and names of other things."""

    names: Names
    synonyms: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Vocabulary -> value -> words that name it."""
    developers: Mapping[str, tuple[str, ...]]
    """Id -> name and aliases."""
    licenses: Mapping[str, tuple[str, ...]]
    """Id -> name and other names."""

    def problems(self, record: Record) -> Iterator[tuple[EvidenceField, str]]:
        """Yield (field, message) for every fact whose evidence does not name the value of the record."""
        for field, entry in record.evidence.items():
            if field not in record.missing and (missing := sorted(self._unnamed(record, field, entry.says))):
                said = f"{field}: the evidence does not name {listed(missing)}; it says “{entry.says}”"
                yield field, f"{said} — read the source again: correct the value, or say what the source says"

    def _unnamed(self, record: Record, field: EvidenceField, says: str) -> set[str]:
        """Return the values of a fact that `says` does not name."""
        compare: dict[str, Callable[[], set[str]]] = {
            "released": lambda: {record.released} - _dates(says),
            "parameters": lambda: self._sizes(record, says),
            "embedding_dimensions": lambda: {f"{it} dimensions" for it in record.embedding_dimensions if it not in _numbers(says)},
            "developers": lambda: self._unnamed_of(self.developers, record.developers, says),
            "license": lambda: self._unnamed_of(self.licenses, (record.license or "",), says),
            "hub_id": lambda: {record.hub_id or ""} - {"", *(it.rstrip(".") for it in re.split(r"[\s,;()]+", says))},
            "lineage": lambda: {it for it in record.parents if not self._is_named(it, says)},
            "commercial_use": lambda: set[str](),
        }  # fmt: skip
        if field in compare:
            return compare[field]()
        count = getattr(record, field)
        return self._count(count, says) if isinstance(count, int | None) else self._words(record, field, says)

    def _is_named(self, ident: str, says: str) -> bool:
        parent = self.names.records.get(ident)
        return parent is None or any(fold(name) in fold(says) for name in (parent.name, *parent.aliases))

    def _words(self, record: Record, field: EvidenceField, says: str) -> set[str]:
        wanted = _values(record, field)
        found = values_named(says, self.synonyms.get("objectives" if field == "training" else field, {}))
        if field == "released_for":
            others = values_named(says, WORDS["purposes"]) - wanted
            return (wanted - found) | {f"{value} as a purpose of the record" for value in others}
        if not wanted <= found:
            for _, _, (ident,) in self.names.find(says):
                found |= _values(self.names.records[ident], field) if ident != record.id else set()
        return wanted - found

    def _sizes(self, record: Record, says: str) -> set[str]:
        if re.search(r"\bactiv", says) and not any(it.parameters_active for it in record.variants):
            return {"that all parameters are active"}
        own = sizes(record)
        lacking = {size for size in own if not _states(says, size, within=1e-9)}
        others = () if _PARTS.search(says) else quantities(_BARE_UNIT.sub("", says))
        lacking |= {
            round(it) for bare, it in others if it > max(bare, 1e6) and not any(_rounds(it, size) for size in own)
        }
        exchanged = {"the sizes in the order of the variants"} if _exchanged(record, says) else set[str]()
        return exchanged | {f"{size:,} parameters" for size in lacking}

    def _count(self, count: int | None, says: str) -> set[str]:
        if not count or _states(says, count, within=0.001, factors=(1, 1.024, 1.048576)):
            return set()
        return {f"{count:,}"}

    def _unnamed_of(self, names: Mapping[str, tuple[str, ...]], idents: tuple[str, ...], says: str) -> set[str]:
        return {ident for ident in idents if ident and not values_named(says, {ident: names.get(ident, (ident,))})}


def _rounds(one: float, other: float) -> bool:
    """Tell whether two numbers differ by less than the last digit of the rounder one, and by less than a sixth."""
    digit = max(10.0 ** (len(it) - len(it.rstrip("0"))) for it in (f"{one:.0f}", f"{other:.0f}"))
    return abs(one - other) < min(digit, max(one, other) / 6)


def _exchanged(record: Record, says: str) -> bool:
    """Tell whether sizes grow unlike the sizes in the names of their variants or, without such, stand in another order."""
    stated, placed, named = [value for _, value in quantities(says)], list[int](), list[tuple[float, int]]()
    for it in record.variants:
        total, in_name = it.parameters_total or 0, [value for bare, value in quantities(it.name) if value > bare]
        if in_name and total:
            named.append((max(in_name), total))
        else:
            placed += [at for at, value in enumerate(stated) if total and abs(value - total) <= 0.006 * total][:1]
    grown = [total for _, total in sorted(named)]
    return grown != sorted(grown) or placed != sorted(placed)


def sizes(record: Record) -> set[int]:
    """Return the total and active numbers of parameters that a record states."""
    return {size for it in record.variants for size in (it.parameters_total, it.parameters_active) if size}


def _values(record: Record, field: EvidenceField) -> set[str]:
    value = last_objectives(record) if field == "training" else getattr(record, field)
    return set(value) if isinstance(value, tuple) else {value}
