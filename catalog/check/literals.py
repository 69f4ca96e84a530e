"""Fact words of prose: each comes from the data, or is a literal that is marked and checked.

A fact word is a verdict, number, date, developer, architecture, attention, license or rank. In a sentence that names a
model or a kind of models, or counts our models, it needs a mark: `[[fact:bert.architecture|encoder-only]]` in data,
`{{ said("bert.architecture", "encoder-only") }}` in pages. The record has to have the value that the words name or, with
a negation inside of the mark, has to have another. `refuted` marks what others believe and the record contradicts; what
is no fact of a record is bound to a source (`cited`, `cite`), whose evidence has to say it. What is said of a kind has
to be true of as many of its records as the quantifier before it says. What a model was trained to do and what it
returns, and whatever stands where no mark can, only has to be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from catalog.check.drift import UNIT, quantities, sizes, values_named
from catalog.check.sentences import WORDS, Mark, Reader, Sentence, pattern, predicates, without, words
from catalog.load.problems import nearest, shown
from catalog.names import Names
from catalog.schema.editorial import Claim
from catalog.schema.labels import MONTHS, listed
from catalog.schema.record import Count, Developer, Family, LicenseTerms, Record, VerdictRule
from catalog.verdict import SENSES, NoRuleError, Verdict, judge, last_objectives

_NEGATION = words(WORDS["parts"]["negation"])
_NUMERIC = ("parameters", *(name for name, it in Record.model_fields.items() if it.annotation == Count | None))
_FACTS = WORDS["facts"] | {name: {"": ["{number}"]} for name in _NUMERIC}
_COMPILED = {
    name: [(frozenset(values.split()), pattern(words)) for values, words in of.items()] for name, of in _FACTS.items()
}
"""Field -> values, and words that name one of them."""
_TRUE = ("training", "output_head")
"""Fields whose words only have to be true."""
_FIELDS = (*(name for name in _FACTS if name not in _TRUE), "developers")
_VERDICT = frozenset({*SENSES, "summary"})
_WRITES = frozenset({"yes", "generative"})
_INSTEAD = {
    "writes_text": ("writes_text", "released_to_write"), "parameters": (*_NUMERIC, "released"),
    "attention": ("attention", "writing_procedure", "objectives"),
}  # fmt: skip
"""Fields that the same words may state."""
_DENIED = re.compile(
    rf"(?:{_NEGATION}|\b(?:nobody|rarely|seldom|false|lacks?|fails?|far from|anything but)\b)"
    r"(?! (?:all|every|each|always|only)\b)[^,;:()–—*]*\Z",
    re.I,
)
_REPORTED = re.compile(r"\b(?:says?|said|call(?:s|ed|ing)|claim\w*|argument|true|file[sd]?)\b", re.I)
_ORDER = re.compile(
    r"(?:larg|small|bigg|old|new|young|lat|earli)e|pre[dc]|(?:more|fewer|less) p|most recent|first|last"
    r"|\w+(?: out)? (?:before|after)"
)
"""Words of rank that a mark can state."""
_QUANTIFIER = pattern(f"(?P<{name}>{words(of)})" for name, of in WORDS["quantifiers"].items())
_GENERIC = 0.9
"""Share of a kind of which a sentence without a quantifier has to be true."""
_GROUP = pattern(WORDS["group"])


class _Word(NamedTuple):
    """A fact word of a text, and the values of a field that it may mean."""

    start: int
    end: int
    field: str
    text: str
    values: frozenset[str]


@lru_cache(maxsize=16384)
def _fact_words(text: str, fields: tuple[str, ...]) -> tuple[_Word, ...]:
    """Return the fact words of a text; without the cache, checking all prose after an edit takes a preview twice as long."""
    return tuple(
        _Word(*hit.span(), name, hit[0], values)
        for name in fields if name != "developers"
        for values, words in _COMPILED[name] for hit in words.finditer(text) if hit[0]
    )  # fmt: skip


def _counts(sentence: Sentence, word: _Word) -> bool:
    """Tell whether a word says what the count before it, or the superlative of the sentence, asks for."""
    at, query = ([it for it in sentence.queried if it[0] <= word.start] or sentence.queried[:1] or [(0, {})])[-1]
    negated = re.search(_NEGATION, sentence.text[at : word.start], re.I)
    if word.field == "rank":
        return word.text.lower() in query.get("rank", ())
    if word.field in query:
        asked = query[word.field]
        return asked.isdisjoint(word.values) if negated else asked <= word.values
    asked = set[str]().union(*(values for name, values in query.items() if name in _VERDICT))
    return bool(asked and word.field in _VERDICT) and (asked <= _WRITES) == (word.values <= _WRITES and not negated)


def _numbers(text: str) -> list[float]:
    return [number for _, number in quantities(text)]


def _near(words: str, value: float, have: list[int]) -> bool:
    if re.search(rf"\b(?:more than|over|above|at least)\b|\b(?:{UNIT})s\b", words):
        return any(number > value for number in have)
    if re.search(r"\b(?:less than|fewer than|under|below|at most|up to)\b", words):
        return any(number <= value for number in have)
    width = 0.06 if re.search(r"\b(?:about|around|almost|nearly|roughly)\b", words) else 0.006
    return any(abs(value * factor - number) <= width * number for number in have for factor in (1, 1.024))


def _same_day(words: str, released: str) -> bool:
    year, month, day = released.split("-")
    return (
        set(re.findall(r"\b(?:19|20)\d\d\b", words)) <= {year}
        and set(re.findall("|".join(MONTHS), words)) <= {MONTHS[int(month) - 1]}
        and set(re.findall(r"(?<![-\d])\d\d?(?![-\d])", words)) <= {str(int(day))}
        and set(re.findall(r"\d{4}-\d\d-\d\d", words)) <= {released}
    )


def _stated(record: Record, name: str) -> list[int]:
    if name == "parameters":
        return sorted(sizes(record))
    return [value for value in (getattr(record, name),) if value]


def _measure(record: Record, by_size: bool) -> int:
    """Return the size of the largest variant, 0 when none is stated, or the day of the release as a number."""
    return max(_stated(record, "parameters"), default=0) if by_size else int(record.released.replace("-", ""))


@dataclass(frozen=True)
class Facts(Reader):
    """What prose is held against."""

    rules: tuple[VerdictRule, ...]
    licenses: Mapping[str, tuple[str, ...]]
    """Id -> words that name it."""
    said: Mapping[tuple[str, str], list[tuple[str, str]]]
    """`cited` or `claim`, id -> what evidence says with that source, each with the record it is about, or the claim's text."""

    def problems(
        self, text: str, *, page: bool = False, about: tuple[str, ...] = (), refuted: bool = False, evidence: str = "",
        bare: bool = False,
    ) -> Iterator[tuple[int, str]]:  # fmt: skip
        """Yield (offset, message) of every fact word that is not bound, or bound to another value.

        `about` are the ids that the sentence before names; `refuted` tells that the text need not be true; what it
        says of kinds of models may stand in its `evidence`; a `bare` text can hold no marks, and only has to be true.
        """
        for at, aside in self.asides(text) if page else ():
            yield from ((at + offset, message) for offset, message in self.problems(aside, page=True))
        for sentence in self.statements(text, page, about):
            naming = bool(sentence.ids or sentence.queried or _GROUP.search(sentence.text))
            for mark in sentence.marks:
                if mark.kind in ("fact", "refuted"):
                    problem = self._of_mark(mark, sentence, refuted)
                else:
                    problem = self._unsaid(mark, sentence.ids) if naming else None
                if problem:
                    yield sentence.start + mark.start, problem
            if not naming or (sentence.of_kinds and refuted):
                continue
            for word in () if bare else self._words(sentence.bare):
                if not self._is_bound(word, sentence, evidence):
                    ids = (*sentence.named_last(word.start), *sentence.ids)
                    yield sentence.start + word.start, self._unbound(word, ids, page)
            for word in self._words(sentence.bare, (*_FIELDS, *_TRUE) if bare else _TRUE) if not refuted else ():
                if problem := self._contradicted(word, sentence):
                    yield sentence.start + word.start, problem
            if not refuted and not sentence.of_kinds:
                yield from self._outside(sentence)

    def _outside(self, sentence: Sentence) -> Iterator[tuple[int, str]]:
        """Yield (offset, message) of every kind of models to which the records do not belong that are said to."""
        for start, noun, kind in predicates(sentence.bare):
            about = {*sentence.named_last(start)} & self.records.keys()
            denied = _DENIED.search(sentence.text[:start]) is not None
            members = {it.id for it in self._groups.get(kind, ())}
            known = kind == "models" or self._words(noun)  # its fact words are looked at by themselves
            if about and not known and denied != about.isdisjoint(members):
                said = f"{'denies' if denied else 'says'} “{noun}” of {listed(sorted(about)[:3])}"
                yield sentence.start + start, f"{said}; the data says otherwise"

    def _contradicted(self, word: _Word, sentence: Sentence) -> str | None:
        """Return why a word that is not marked is true of none of those it may be said of."""
        denied = _DENIED.search(sentence.text[: word.start]) is not None
        about = [it for at, ids in sentence.named if at < word.start for it in ids] or sentence.ids
        names = _INSTEAD.get(word.field, (word.field,))
        wrong = [self._wrong([it], name, word.text) for it in about if it in self.records for name in names]
        if denied:
            return f"denies “{word.text}”; the data says so" if wrong and not all(wrong) else None
        return wrong[0] if wrong and all(wrong) else None

    def _is_bound(self, word: _Word, sentence: Sentence, evidence: str) -> bool:
        """Tell whether a count, or the evidence for what is said of kinds, has a word; or whether it states nothing."""
        if word.text in ("Yes", "No") and not sentence.answers:
            return True
        if (sentence.of_kinds or not sentence.ids) and _counts(sentence, word):
            return True
        generative = "generative" in sentence.ids and word.values <= _WRITES
        return sentence.of_kinds and (generative or self._is_said(word, evidence))

    def _words(self, text: str, fields: tuple[str, ...] = _FIELDS) -> list[_Word]:
        """Return the fact words of some fields, the longest where several overlap."""
        found = [*_fact_words(text, fields)]
        if "developers" in fields:
            hits = self.developer.finditer(text)
            found += [_Word(*it.span(), "developers", it[0], frozenset({self.developers[it[0]]})) for it in hits]
        longest: list[_Word] = []
        for word in sorted(found, key=lambda it: it.start - it.end):
            if all(word.end <= other.start or other.end <= word.start for other in longest):
                longest.append(word)
        return sorted(longest)

    def _with_parents(self, ids: tuple[str, ...]) -> set[str]:
        return {*ids, *(parent for ident in ids if ident in self.records for parent in self.records[ident].parents)}

    @cached_property
    def _groups(self) -> dict[str, list[Record]]:
        """Id of a kind, developer or family of models, or `models` for all -> its records."""
        groups: dict[str, list[Record]] = {}
        for record in self.records.values():
            traits = {"models", record.family, record.weights, record.output_head}
            traits.update(record.developers, record.released_for)
            for name in ("architecture", "attention", "objectives", "summary"):
                traits |= self._values(record, name)
            for trait in traits | {"diffusion" for trait in traits if trait.endswith("-diffusion")}:
                groups.setdefault(trait, []).append(record)
        return groups

    def _of_mark(self, mark: Mark, sentence: Sentence, refuted: bool) -> str | None:
        """Return what is wrong with a mark of a fact, if anything."""
        targets, _, name = mark.target.rpartition(".")
        about = [ident.strip() for ident in targets.split(",")]
        near, lead = self._with_parents(sentence.named_last(mark.start)), sentence.text[: mark.start]
        known = {
            *near,
            *sentence.ids,
            *(kind for _, _, kind in sentence.kinds),
            *(sentence.before if name == "rank" else ()),
        }
        for ident in about:
            if ident not in self.records and ident not in self._groups:
                return f"no model {shown(ident)}{nearest(ident, (*self.records, *self._groups))}"
            if ident not in known:
                return f"“{mark.words}” is bound to {ident}, which the sentence does not name"
        compares = re.match(r"[^.;]*\bthan\b", sentence.text[mark.start + len(mark.words) :])
        if near.isdisjoint(about[:1] if compares else about) and about[0] in self.records:
            return f"“{mark.words}” is bound to {listed(about)}, but stands behind the name of another model"
        if name not in (*_FIELDS, *_TRUE):
            return f"no fact {shown(name)} that words can name{nearest(name, (*_FIELDS, *_TRUE))}"
        if mark.kind == "fact" and _DENIED.search(lead):
            return f"“{mark.words}” stands behind a negation — put the negation into the mark"
        each = [about] if name == "rank" else [[ident] for ident in about]
        wrong = [problem for ids in each if (problem := self._wrong(ids, name, mark.words, lead))]
        if mark.kind == "fact":
            return wrong[0] if wrong else None
        if not (refuted or _REPORTED.search(sentence.text)):
            return f"“{mark.words}” is marked as refuted, but the sentence does not say who says so"
        return None if len(wrong) == len(each) else f"“{mark.words}” is marked as refuted, but the data agrees"

    def _wrong(self, about: list[str], name: str, words: str, lead: str = "") -> str | None:
        """Return why the words do not name the value that a record, or enough records of a kind, have."""
        own = self._words(words, (name,))
        if not own:
            return f"“{words}” names no value of {name}"
        rest = without(words, ((word.start, word.end) for word in own))
        others = self._words(rest)
        if others and name != "rank":
            return f"“{words}” also says “{others[0].text}” — mark it by itself"
        negated = re.search(_NEGATION, rest, re.I) is not None
        if about[0] not in self.records:
            return self._wrong_of_kind(about[0], name, words, own, negated, lead)
        record = self.records[about[0]]
        if name == "rank":
            right, known = self._ranks(about, own[0].text.lower(), others) != negated, "another order"
        else:
            right, known = self._is_right(record, name, words, own, negated)
        return None if right else f"says “{words}” of {record.name}; the data says {known}"

    def _is_right(self, record: Record, name: str, words: str, own: list[_Word], negated: bool) -> tuple[bool, str]:
        """Tell whether words, negated or not, are true of a record, and what its value is."""
        agrees, differs, known = self._agrees(record, name, words, own)
        return (differs and not agrees if negated else agrees), known

    def _wrong_of_kind(
        self, kind: str, name: str, words: str, own: list[_Word], negated: bool, lead: str
    ) -> str | None:
        """Return why words are not true of all, most or some records of a kind, as the sentence says up to them."""
        if name == "rank":
            return "a rank compares models, not kinds of models"
        found = [self._is_right(it, name, words, own, negated) for it in self._groups.get(kind, ())]
        stated = [right for right, known in found if known not in ("undisclosed", "nothing")]
        known, right = len(stated), sum(stated)
        quantifier = ([None] + [hit.lastgroup for hit in _QUANTIFIER.finditer(lead)])[-1]
        if re.search(r"\b(?:never|always)\b", words):
            quantifier = "all"
        enough, share = {
            "few": (right < known, "fewer than all"), "most": (right > known / 2, "most"), "some": (right > 0, "some"),
            "all": (right == known > 0, "all"),
            None: (right >= _GENERIC * known > 0, f"{_GENERIC:.0%}, as no word such as “most” says otherwise"),
        }[quantifier]  # fmt: skip
        return None if enough else f"says “{words}” of {kind}: of {known} models {right} are so, not {share}"

    def _agrees(self, record: Record, name: str, words: str, own: list[_Word]) -> tuple[bool, bool, str]:
        """Tell whether words name the value of a record, whether they may differ from it, and what it is."""
        if name in _NUMERIC:
            have = _stated(record, name)
            numbers = _numbers(words)
            near = bool(have and numbers) and all(_near(words, value, have) for value in numbers)
            return near, bool(have), listed([f"{number:,}" for number in have], "or") or "nothing"
        if name == "released":
            on = not re.search(r"\b(?:before|after|since|until|by)\b", words)
            return on and all(_same_day(word.text, record.released) for word in own), True, record.released
        if name == "license":
            names = self.licenses.get(record.license or "", ())
            return bool(values_named(words, {"": names})), bool(record.license), record.license or "nothing"
        values = self._values(record, name)
        unsure = not values.isdisjoint({"mixed", "undisclosed"})
        return all(values & word.values for word in own), not unsure, listed(sorted(values)) or "nothing"

    def _values(self, record: Record, name: str) -> frozenset[str]:
        if name in Verdict._fields:
            value: Any = getattr(self._verdicts[record.id], name, None)
        elif name == "training":
            value = tuple(it for stage in record.training for it in stage.objectives)
        else:
            value = last_objectives(record) if name == "objectives" else getattr(record, name, None)
        return frozenset(value if isinstance(value, tuple) else (value,) if value else ())

    @cached_property
    def _verdicts(self) -> dict[str, Verdict | None]:
        verdicts: dict[str, Verdict | None] = dict.fromkeys(self.records)
        for record in self.records.values():
            with suppress(NoRuleError):  # reported by the rule that looks for it
                verdicts[record.id] = judge(record, self.rules)
        return verdicts

    def _ranks(self, about: list[str], words: str, others: list[_Word]) -> bool:
        """Tell whether a record is the most of those that other words select, or more than a second one."""
        by_size = words.startswith(("larg", "bigg", "small", "more", "fewer", "less"))
        most = ("larg", "bigg", "more", "new", "young", "lat", "most recent", "last")
        more = words.startswith(most) or words.endswith("after")
        if not _ORDER.match(words):
            return False
        if len(about) == 2:
            left, right = (_measure(self.records[ident], by_size) for ident in about)
            return bool(left and right) and (left > right if more else left < right)
        group = [
            record for record in self.records.values() if _measure(record, by_size)
            and all(self._values(record, word.field) & word.values for word in others)
        ]  # fmt: skip
        best = (max if more else min)(group, key=lambda record: _measure(record, by_size), default=None)
        return best is not None and [best.id] == about

    def _unsaid(self, mark: Mark, ids: tuple[str, ...]) -> str | None:
        """Return what a source or claim does not say, of the records that the sentence names, in the words bound to it."""
        about = self._with_parents(ids)
        stated = self.said.get((mark.kind, mark.target), ())
        text = "\n".join(
            says for owner, says in stated if not owner or owner in about or not about & self.records.keys()
        )
        for word in self._words(mark.words):
            if not self._is_said(word, text):
                where = f"evidence from {mark.target}" if mark.kind == "cited" else f"the claim {mark.target}"
                return f"“{word.text}” is not said by {where} — say it there, or bind it to what says it"
        return None

    def _is_said(self, word: _Word, text: str) -> bool:
        if word.text.casefold() in text.casefold():
            return True
        if numbers := _numbers(word.text):
            return set(numbers) <= set(_numbers(text))
        return bool(word.values) and any(it.values == word.values for it in self._words(text, (word.field,)))

    def _unbound(self, word: _Word, ids: tuple[str, ...], page: bool) -> str:
        """Return what to write instead of a fact word."""
        if not ids:
            how = "write {{ count(…) }}" if page else "counts stand in pages, as {{ count(…) }}: leave it out here"
            return f"“{word.text}” is said of many models and does not come from the data — {how}"
        names = _INSTEAD.get(word.field, (word.field,)) if word.values != {"no"} else (word.field,)
        fits = [(ident, name) for ident in ids for name in names if not self._wrong([ident], name, word.text)]
        ident, name = fits[0] if fits else (ids[0], word.field)
        but = "" if fits or name == "rank" else f"; {self._wrong([ident], name, word.text)}"
        mark, source = (
            (f'{{{{ said("{ident}.{name}", "{word.text}") }}}}', f'{{{{ cite("…", "{word.text}") }}}}') if page
            else (f"[[fact:{ident}.{name}|{word.text}]]", f"[[cited:…|{word.text}]]")
        )  # fmt: skip
        where = f"“{word.text}” beside {self.records[ident].name if ident in self.records else ident} is bound to nothing{but}"
        return f"{where} — write {mark}, or, if it is no fact of a record, name the source that says it: {source}"


def facts_from(
    records: Iterable[Record], rules: Iterable[VerdictRule], families: Iterable[Family],
    developers: Iterable[Developer], licenses: Iterable[LicenseTerms], claims: Iterable[Claim],
) -> Facts:  # fmt: skip
    """Return what prose is held against."""
    names = Names(records, families)
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for record in names.records.values():
        for entry in record.evidence.values():
            said.setdefault(("cited", entry.source), []).append((record.id, entry.says))
    for claim in claims:
        own = "" if claim.verdict == "refuted" else claim.statement
        said["claim", claim.id] = [("", f"{own}\n{claim.explanation}")]
        for entry in claim.evidence:
            said.setdefault(("cited", entry.source), []).append(("", entry.says))
    return Facts(
        names.records, names, {name: it.id for it in developers for name in (it.name, *it.aliases)}, tuple(rules),
        {it.id: (it.name, it.id, *it.synonyms) for it in licenses}, said,
    )  # fmt: skip
