"""Fact words of prose: each comes from the data, or is a literal that is marked and checked.

A fact word is a verdict, number, date, developer, architecture, attention, license or rank. It must not stand by itself
in a sentence that names a model or counts models. A mark is `[[fact:bert.architecture|encoder-only]]` in data and
`{{ said("bert.architecture", "encoder-only") }}` in pages: the record has the value that the words name or, with a
negation inside of the mark, has it not. `refuted` marks what others believe and the record contradicts. What is no fact
of a record is bound to a source or a claim, which has to say it. In: a text. Out: (offset, message) of what is not bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from catalog.check.drift import values_named
from catalog.load.problems import nearest, shown
from catalog.schema.editorial import Claim
from catalog.schema.labels import MONTHS, listed
from catalog.schema.record import REFERENCE, Developer, Evidence, Family, LicenseTerms, Record, VerdictRule
from catalog.verdict import SENSES, Verdict, judge, last_objectives

_WRITE = r"(?:writ(?:e|es|ing|ers?|ten)|wrote|generat(?:es?|ors?|ing|ed|ion))"
_EXTRA = r"(?:only )?(?:with|by|through) (?:an )?extra (?:procedure|work|sampling procedure)"
_TENS = r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_DIGITS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
} | {"fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100"}
_BELOW_TEN = "two|three|four|five|six|seven|eight|nine"
_NUMBER_WORD = rf"{_BELOW_TEN}|ten|eleven|twelve|[a-z]+teen|(?:{_TENS})(?:-\w+)?|hundreds?|dozens?"
_MAGNITUDE = "thousand|million|billion|trillion"
_COUNTED = rf"models?|records?|releases|tokens?|parameters?|percent|languages|layers|times|(?:{_MAGNITUDE})s?"
_NUMBER = (
    rf"\d[\d,.]*(?<![,.])(?:[ -]?(?:{_MAGNITUDE})\b|[KMBT]\b|)|(?:{_NUMBER_WORD})[ -](?:{_MAGNITUDE})\b"
    rf"|\b(?:{_MAGNITUDE})s?\b|\b(?!(?:{_BELOW_TEN})\b)(?:{_NUMBER_WORD})\b|\b(?:{_BELOW_TEN})(?= (?:[a-z]+ )?(?:{_COUNTED})\b)"
)
_MONTH = "|".join(MONTHS)
_DATE = rf"(?:(?:\d\d? )?\b(?:{_MONTH})(?: \d\d?,)? )?\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b|\b(?:{_MONTH})\b"
_KINDS = "models?|releases?|records?|encoders?|decoders?|embedders?|rerankers?|LLMs?|Transformers?|networks?"
PHRASES: Mapping[str, Mapping[str, str]] = {
    "architecture": {
        "encoder-decoder": r"\bencoders?[–-]decoders?\b|\bencoders? (?:and|plus) (?:an? |\w+ )?decoders?\b",
        "encoder-only": r"\bencoder-only\b",
        "decoder-only": r"\bdecoder-only\b",
        "encoder-only encoder-decoder": r"\bencoders?\b",
        "decoder-only encoder-decoder": r"\bdecoders?\b",
        "recurrent": r"\brecurrent\b|\b(?:RNN|LSTM)s?\b",
        "state-space": r"\bstate[- ]space\b",
        "hybrid": r"\bhybrids?\b",
        "convolutional": r"\bconvolution\w*",
    },
    "attention": {
        "bidirectional": r"\bbidirectional(?:ly)?\b|\bboth (?:directions|ways|sides)\b",
        "causal": r"\bcausal(?:ly)?\b|\bunidirectional\b|\bleft[- ]to[- ]right\b",
        "prefix": r"\b(?:prompt|prefix) in both directions\b",
        "mixed": r"\b(?:uni|bi)directional\b[^.;]*?\b(?:bidirectional|causal)\b",
        "none": r"\b(?:without|no|has no) attention\b",
    },
    "writing_procedure": {"left-to-right": r"\b(?:from )?left[- ]to[- ]right\b"},
    "objectives": {
        "causal-lm permutation-lm": r"\bauto-?regressive(?:ly)?\b",
        "causal-lm": r"\bcausal\b",
    },
    "writes_text": {
        "yes": rf"\b{_WRITE}\b|\bproduc(?:es?|ing) text\b|(?-i:\AYes\b)|(?<=\| )yes(?= *\|)",
        "no": rf"\b(?:cannot|can't|can not) (?:{_WRITE}|produce text)\b",
        "with-extra-procedure": rf"\b{_EXTRA}|\b{_WRITE} {_EXTRA}",
        "with-extra-procedure no": r"(?-i:\ANo\b)|(?<=\| )no(?= *\|)",
    },
    "released_to_write": {"yes": rf"\b{_WRITE}\b"},
    "summary": {"generative": r"\bgenerative(?:ly)?\b", "not-generative": r"\bnon-?generative\b"},
    "defines_probability": {
        "exact": r"\bexact(?:ly)?(?: the)? (?:probabilit\w+|likelihoods?|value)\b",
        "bound": r"\bbound(?:ed)?(?: on)?(?: the)? (?:log-)?(?:probabilit\w+|likelihoods?)\b",
        "pseudo": r"\bpseudo-?(?:probabilit|likelihood)\w*",
        "pseudo none undisclosed": r"\bno probability\b",
    },
    "weights": {
        "open": r"\bopen(?:ly)?[- ](?:weights?|source\w*|models?)\b|(?<=is )open\b|(?<=are )open\b",
        "gated": r"\bgated\b",
        "closed": r"\bclosed\b|\bproprietary\b",
    },
    "commercial_use": {"no": r"\bnon-?commercial\w*", "yes with-conditions": r"\bcommercial\w*"},
    "license": {"": r"\b(?:[A-Z][\w.-]* |model )*[Ll]icen[sc]es?\b|\bMIT\b|\bApache(?:[- ]2\.0)?|\bBSD\b|\b(?:A?GPL|CC[- ]BY|OpenRAIL)\S*"},
    "released": {"": _DATE},
    "parameters": {"": _NUMBER},
    "context_tokens": {"": _NUMBER},
    "corpus_tokens": {"": _NUMBER},
    "language_count": {"": _NUMBER},
    "rank": {
        "": r"\b(?:larg|small|bigg|old|new|young|lat|earli)est\b|\b(?:larg|bigg|small|old|new|young)er\b|\b(?:later|earlier|more parameters) than\b"
        rf"|\bmost recent\b|\b(?:first|second|third|last)(?= (?:[\w–-]+ )?(?:{_KINDS})\b)"
    },
}  # fmt: skip
"""Field -> values -> words that name one of them; where no values are given, the words are a number, a date or a name."""
_COMPILED = {
    name: [
        (frozenset(values.split()), re.compile(words, 0 if name in ("license", "released") else re.I))
        for values, words in of.items()
    ]
    for name, of in PHRASES.items()
}
_NUMERIC = ("parameters", "context_tokens", "corpus_tokens", "language_count")
_NOUN = {
    "writes_text": "the verdict", "released_to_write": "the verdict", "summary": "the verdict", "parameters": "a number",
    "defines_probability": "the verdict", "released": "a date", "writing_procedure": "the procedure",
    "developers": "the developer", "rank": "a rank", "objectives": "the objective",
}  # fmt: skip
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot|hardly|none|nothing)\b|n't\b", re.I)
_REPORTED = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|call(?:s|ed|ing)?|claim\w*|argu\w+|believ\w+|statement|true|wrong|file[sd]?|list\w*|put|draw|types?)\b",
    re.I,
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=[^\s\"'”)*])[^.!?\n]*)*[.!?]?[\"'”)*]*")
_PRONOUN = re.compile(
    r"\W*(?:[\w-]+,? ){0,2}?(?:its|their)\b|\W*(?:[\w-]+,? ){0,4}?(?:(?:it|they|both)\b|(?:this|the|these) (?:model|network|release)s?\b)",
    re.I,
)
_GROUP = re.compile(
    rf"\b(?:all|every|half|(?:most|none) of|our|\d[\d,]*|(?!(?:{_BELOW_TEN})\b|\w+s\b)(?:{_NUMBER_WORD}))(?: (?:of|the|our|these|\d[\d,]*))*"
    r"(?: [\w–-]+)? (?:models|records|releases)\b|\b(?:model|record|release) (?:in|of) our (?:data|catalog)\b", re.I
)  # fmt: skip
_FILL = "¤"
"""Stands for what is no text of its own, so that offsets stay."""
_NAME_WORD = re.compile(r"[^\s¤()\[\]{},;:!?*`\"“”/–—'’|<>=]+")
_LIKE = re.compile(r"-(?:style|like|type|based|sized|family|inspired)\Z", re.I)
_CALL = re.compile(r"\{\{-?\s*(\w+)\((.*?)\)[^(){}\n]*\}\}")
_STRING = re.compile(r"""(\w+\s*=\s*\[?\s*)?(?:"([^"]*)"|'([^']*)')""")
_CODE = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{##.*?##\}|\{[#:.][^}\n]*\}|<[^>]*>|^(?P<f>```+|~~~+).*?^(?P=f)|(?<!`)`[^`\n]+`|\]\([^)\s]*\)",
    re.S | re.M,
)
_OWN_WORDS = ("model", "family", "term", "claim_link", "link", "source", "cite", "claim", "faq")


MARKS = ("fact", "refuted", "cited")
"""Kinds of references that mark a literal."""


class Word(NamedTuple):
    """A fact word of a text, and the values of a field that it may mean."""

    start: int
    end: int
    field: str
    text: str
    values: frozenset[str]


class Mark(NamedTuple):
    """A marked literal: `fact` or `refuted` with `id.field`, or a source or claim that has to say the words."""

    start: int
    end: int
    kind: str
    target: str
    words: str


@dataclass
class Flat:
    """A text without its calls and marks, offsets kept; who is named where; and which fields calls take from the data."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    named: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    queried: list[tuple[int, set[str]]] = field(default_factory=list)


def _matches(text: str, fields: Iterable[str]) -> list[Word]:
    """Return the fact words of some fields, the longest where several overlap."""
    found = [
        Word(hit.start(), hit.end(), name, hit[0], values)
        for name in fields
        for values, words in _COMPILED[name]
        for hit in words.finditer(text)
        if hit[0]
    ]
    kept: list[Word] = []
    for word in sorted(found, key=lambda it: it.start - it.end):
        if all(word.end <= other.start or other.end <= word.start for other in kept):
            kept.append(word)
    return sorted(kept)


def _values_of_numbers(text: str) -> list[float]:
    digits = re.sub(r"[a-z]+", lambda hit: _DIGITS.get(hit[0].lower().rstrip("s"), hit[0]), text, flags=re.I)
    digits = re.sub(r"(?<!\d )\b(thousand|million|billion|trillion)s?\b", lambda hit: f"1 {hit[1]}", digits)
    units = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
    return [
        float(number.replace(",", "")) * (units[{"thousand": "k"}.get(unit.lower(), unit[0].lower())] if unit else 1)
        for number, unit in re.findall(rf"(\d[\d,]*(?:\.\d+)?)[ -]?({_MAGNITUDE}|[KMBT]\b)?", digits)
    ]


def _keys(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a name as they are written and, unless it could be a common word, without regard to capitals."""
    words = tuple(word.rstrip(".") for word in _NAME_WORD.findall(name))
    yield words
    if re.search(r"\d", name) or (len(name) > 3 and len(re.findall(r"[A-Z]", name)) > 1):
        yield tuple(word.casefold() for word in words)


def _text_flat(text: str) -> Flat:
    flat = Flat("")

    def own(hit: re.Match[str]) -> str:
        kind, ident, words = hit[1], hit[2], hit[3] or ""
        at = hit.start(3) if words else hit.end()
        if kind in ("model", "family"):
            flat.named.append((hit.start(), hit.end(), (f"{kind}:{ident}",)))
        if kind in MARKS or (words and kind in ("source", "claim")):
            flat.marks.append(Mark(at, at + len(words), "source" if kind == "cited" else kind, ident, words))
            words = ""
        return _FILL * (at - hit.start()) + words + _FILL * (hit.end() - at - len(words))

    flat.text = REFERENCE.sub(own, text)
    return flat


_FUNCTIONS = {"said": "fact", "refuted": "refuted", "cite": "source", "source": "source", "claim_link": "claim"}


def _page_flat(text: str) -> Flat:
    flat = Flat("")

    def own(hit: re.Match[str]) -> str:
        strings = [it for it in _STRING.finditer(hit[2]) if not it[1]]
        ident = (strings[0][2] or strings[0][3] or "") if strings else ""
        words = (strings[1][2] or strings[1][3] or "") if len(strings) > 1 else ""
        at = hit.start(2) + strings[1].start(2 if strings[1][2] else 3) if words else hit.end()
        if hit[1] in ("model", "fact", "verdict"):
            flat.named.append((hit.start(), hit.end(), (f"model:{ident}",)))
        elif hit[1] == "family":
            flat.named.append((hit.start(), hit.end(), (f"family:{ident}",)))
        elif hit[1] in ("count", "superlative"):
            flat.queried.append((hit.start(), {*re.findall(r"(\w+)\s*=", hit[2]), "rank"}))
        if hit[1] in ("said", "refuted") or (words and hit[1] in _FUNCTIONS):
            flat.marks.append(Mark(at, at + len(words), _FUNCTIONS[hit[1]], ident, words))
            words = ""
        elif hit[1] not in ("model", "family", "term", "link"):
            words = ""
        return _FILL * (at - hit.start()) + words + _FILL * (hit.end() - at - len(words))

    flat.text = _CODE.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), _CALL.sub(own, text))
    return flat


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, sentence); a row of a table is one."""
    for line in re.finditer(r"[^\n]+", text):
        for hit in _SENTENCE.finditer(line[0]) if not line[0].lstrip().startswith("|") else [re.match(".*", line[0])]:
            if hit and hit[0].strip():
                yield line.start() + hit.end() - len(hit[0].lstrip()), hit[0].strip()


@dataclass(frozen=True)
class Facts:
    """What prose is held against."""

    records: Mapping[str, Record]
    rules: tuple[VerdictRule, ...]
    families: Mapping[str, tuple[str, ...]]
    """Id -> ids of its records."""
    names: Mapping[tuple[str, ...], tuple[str, ...]]
    """Words of a name -> ids of what has it."""
    developers: Mapping[str, str]
    """Name -> id."""
    licenses: Mapping[str, tuple[str, ...]]
    """Id -> words that name it."""
    says: Mapping[str, str]
    """Source -> all that evidence says of it."""
    claims: Mapping[str, str]
    """Claim -> its text."""

    def problems(
        self, text: str, *, page: bool = False, about: tuple[str, ...] = (), refuted: bool = False
    ) -> Iterator[tuple[int, str]]:
        """Yield (offset, message) of every fact word that is not bound, or bound to another value.

        `about` are the ids that the sentence before names; `refuted` says that the text is the statement of a claim that
        is not simply true.
        """
        flat = _page_flat(text) if page else _text_flat(text)
        named = sorted(
            [(start, end, self._ids(ids[0])) for start, end, ids in flat.named] + list(self._named(flat.text))
        )
        bare = flat.text
        for start, end, _ in self._named(flat.text):
            bare = bare[:start] + " " * (end - start) + bare[end:]
        before = about
        for start, sentence in _sentences(flat.text):
            end = start + len(sentence)
            if sentence.startswith("#"):
                before = ()
            here = [(at, them) for at, _, them in named if start <= at < end]
            ids = tuple(ident for _, them in here for ident in them)
            if sentence.endswith("?"):
                before = ids or before
                continue
            queried = set[str]().union(*(them for at, them in flat.queried if start <= at < end))
            if not ids and _PRONOUN.match(sentence):
                ids = before
            marks = [mark for mark in flat.marks if start <= mark.start < end]
            naming = bool(ids or queried or _GROUP.search(sentence))
            for mark in marks:
                if mark.kind in ("source", "claim") and not naming:
                    continue
                known = {*ids, *(parent for ident in ids for parent in self.records[ident].parents)}
                known |= {*before} if mark.target.endswith(".rank") else set()
                if problem := self._of_mark(
                    mark, known, flat.text[start : mark.start], refuted or bool(_REPORTED.search(sentence))
                ):
                    yield mark.start, problem
            if naming:
                for word in self._words(bare[start:end], (*PHRASES, "developers")):
                    answers = word.text in ("Yes", "No")
                    asked = about and start == 0
                    if not self._bound(word, ids, queried) and (asked or not answers):
                        near = [them for at, them in here if at <= start + word.start][-1:] or [ids]
                        yield start + word.start, self._unbound(word, (*near[0], *ids), page)
            before = ids

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the ids that a text names."""
        flat = _text_flat(text)
        return tuple(it for _, _, ids in self._named(flat.text) for it in ids)

    def _ids(self, ident: str) -> tuple[str, ...]:
        kind, _, ident = ident.partition(":")
        return self.families.get(ident, ()) if kind == "family" else (ident,) * (ident in self.records)

    def _named(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield (start, end, ids) of every name; of overlapping names the longest counts."""
        words = [(hit.start(), hit[0].rstrip(".")) for hit in _NAME_WORD.finditer(text)]
        at = 0
        while at < len(words):
            for size in range(min(6, len(words) - at), 0, -1):
                spelled = tuple(word for _, word in words[at : at + size])
                ids = self._called(spelled)
                if ids:
                    yield words[at][0], words[at + size - 1][0] + len(spelled[-1]), ids
                    at += size - 1
                    break
            at += 1

    def _called(self, words: tuple[str, ...]) -> tuple[str, ...]:
        *rest, last = words
        if _LIKE.search(last):
            return ()
        for form in (last, last.removesuffix("s"), last.rpartition("-")[0]) if last else ():
            for key in ((*rest, form), tuple(word.casefold() for word in (*rest, form))):
                if form and key in self.names:
                    return self.names[key]
        return ()

    def _words(self, text: str, fields: Iterable[str]) -> list[Word]:
        found = _matches(text, [name for name in fields if name != "developers"])
        if "developers" in fields:
            for hit in self._developer_names.finditer(text):
                found.append(Word(hit.start(), hit.end(), "developers", hit[0], frozenset({self.developers[hit[0]]})))
        return sorted(found)

    @cached_property
    def _developer_names(self) -> re.Pattern[str]:
        names = sorted(map(re.escape, self.developers), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])") if names else re.compile(r"(?!)")

    @staticmethod
    def _bound(word: Word, ids: tuple[str, ...], queried: set[str]) -> bool:
        """Tell whether a count in the same sentence takes the fact from the data."""
        return not ids and (word.field in queried or (word.field in _VERDICT and not _VERDICT.isdisjoint(queried)))

    def _values(self, record: Record, name: str) -> frozenset[str]:
        value: Any = getattr(record, name, None)
        if name in Verdict._fields:
            value = getattr(judge(record, self.rules), name)
        elif name == "objectives":
            value = last_objectives(record)
        return frozenset(value if isinstance(value, tuple) else (value,) if value else ())

    def _of_mark(self, mark: Mark, ids: set[str], lead: str, reported: bool) -> str | None:
        """Return what is wrong with a mark, if anything."""
        if mark.kind in ("source", "claim"):
            return self._unsaid(mark)
        targets, _, name = mark.target.rpartition(".")
        about = [ident.strip() for ident in targets.split(",")]
        unknown = [ident for ident in about if ident not in self.records]
        if unknown:
            return f"no model {shown(unknown[0])}{nearest(unknown[0], self.records)}"
        if name not in PHRASES and name != "developers":
            return f"no fact {shown(name)} that words can name{nearest(name, [*PHRASES, 'developers'])}"
        if strangers := [ident for ident in about if ident not in ids]:
            return f"“{mark.words}” is bound to {listed(strangers)}, which the sentence does not name"
        if mark.kind == "fact" and re.search(rf"(?:{_NEGATION.pattern})(?:\s+\S+)?\s*\Z", lead, re.I):
            return f"“{mark.words}” stands behind a negation — put the negation into the mark"
        if mark.kind == "refuted" and not reported:
            return f"“{mark.words}” is marked as refuted, but the sentence does not say who says so"
        wrong = [problem for ident in self._groups(about, name) if (problem := self._wrong(ident, name, mark.words))]
        if mark.kind == "refuted":
            holds = len(wrong) < len(about)
            return f"“{mark.words}” is marked as refuted, but the data says so of {listed(about)}" if holds else None
        return wrong[0] if wrong else None

    @staticmethod
    def _groups(about: list[str], name: str) -> list[tuple[str, ...]]:
        return [tuple(about)] if name == "rank" else [(ident,) for ident in about]

    def _wrong(self, about: tuple[str, ...], name: str, words: str) -> str | None:
        """Return why the words do not name the value that a record has."""
        own = self._words(words, (name,))
        rest = words
        for word in own:
            rest = rest[: word.start] + " " * (word.end - word.start) + rest[word.end :]
        if not own:
            return f"“{words}” names no value of {name}"
        record = self.records[about[0]]
        others = self._words(rest, (*PHRASES, "developers"))
        if name == "rank":
            agrees, known = self._ranks(about, own[0].text.lower(), others), "another order"
        elif others:
            return f"“{words}” also says “{others[0].text}” — mark it by itself"
        else:
            agrees, known = self._agrees(record, name, words, own)
        negated = bool(_NEGATION.search(rest))
        return f"says “{words}” of {record.name}; the data says {known}" if agrees == negated else None

    def _agrees(self, record: Record, name: str, words: str, own: list[Word]) -> tuple[bool, str]:
        """Tell whether words name the value of a record, and return that value."""
        if name in _NUMERIC:
            have = _numbers_of(record, name)
            known = listed([f"{number:,}" for number in have], "or") or "nothing"
            return all(_near(words, value, have) for value in _values_of_numbers(words)) and bool(have), known
        if name == "released":
            return all(_same_day(word.text, record.released) for word in own), record.released
        values = self._values(record, name)
        if name == "license":
            return bool(values_named(words, {record.license: self.licenses.get(record.license or "", ())})), str(
                record.license
            )
        return all(values & word.values for word in own), listed(sorted(values)) or "nothing"

    def _ranks(self, about: tuple[str, ...], words: str, others: list[Word]) -> bool:
        """Tell whether one record is the most of those that other words select, or one is more than another."""
        by_size = re.match(r"larg|bigg|small", words)
        more = bool(re.match(r"larg|bigg|new|young|lat|most|last", words))
        if len(about) == 2:
            left, right = (self.records[ident] for ident in about)
            return bool(_measure(left, by_size)) and (_measure(left, by_size) > _measure(right, by_size)) == more
        group = [
            record for record in self.records.values()
            if all(self._values(record, word.field) & word.values for word in others) and _measure(record, by_size)
        ]  # fmt: skip
        best = (max if more else min)(group, key=lambda record: _measure(record, by_size), default=None)
        return len(about) == 1 and best is not None and best.id == about[0]

    def _unsaid(self, mark: Mark) -> str | None:
        """Return what a source or claim does not say of the words that are bound to it."""
        text = (self.says if mark.kind == "source" else self.claims).get(mark.target, "")
        for word in self._words(mark.words, (*PHRASES, "developers")):
            same = any(
                other.values == word.values and other.field == word.field and word.values
                for other in self._words(text, (*PHRASES, "developers"))
            )
            numbers = _values_of_numbers(word.text)
            if numbers:
                same = set(numbers) <= set(_values_of_numbers(text))
            if not same and word.text.casefold() not in text.casefold():
                where = f"evidence from {mark.target}" if mark.kind == "source" else f"the claim {mark.target}"
                return f"“{word.text}” is not said by {where} — say it there, or bind it to what says it"
        return None

    def _unbound(self, word: Word, ids: tuple[str, ...], page: bool) -> str:
        """Return what to write instead of a fact word."""
        noun = _NOUN.get(word.field, f"the {word.field.replace('_', ' ')}")
        if not ids:
            how = "write {{ count(…) }}" if page else "counts stand in pages, as {{ count(…) }}; leave it out here"
            return f"“{word.text}” states {noun} of many models and is not taken from the data — {how}"
        fields = _SAME.get(word.field, (word.field,))[: None if word.values != {"no"} else 1]
        fits = [
            (ident, name) for ident in ids for name in fields
            if name != "rank" and self._words(word.text, (name,)) and not self._wrong((ident,), name, word.text)
        ]  # fmt: skip
        ident, name = fits[0] if fits else (ids[0], word.field)
        mark = f'{{{{ said("{ident}.{name}", "{word.text}") }}}}' if page else f"[[fact:{ident}.{name}|{word.text}]]"
        said = "" if fits or name == "rank" else f" ({self._wrong((ident,), name, word.text)})"
        source = f'{{{{ cite("…", "{word.text}") }}}}' if page else f"[[cited:…|{word.text}]]"
        return (
            f"“{word.text}” states {noun} of {self.records[ident].name} and is bound to nothing{said} — write {mark}; "
            f"what is no fact of a record: {source}"
        )


_VERDICT = frozenset({*SENSES, "summary"})
_SAME = {
    "writes_text": ("writes_text", "released_to_write"),
    "parameters": (*_NUMERIC, "released"),
    "attention": ("attention", "writing_procedure", "objectives"),
}


def _numbers_of(record: Record, name: str) -> list[int]:
    if name == "parameters":
        return sorted({size for it in record.variants for size in (it.parameters_total, it.parameters_active) if size})
    return [value for value in (getattr(record, name),) if value]


def _near(words: str, value: float, have: list[int]) -> bool:
    if re.search(rf"\b(?:more than|over|above|at least)\b|\b(?:{_MAGNITUDE})s\b", words):
        return any(number > value for number in have)
    if re.search(r"\b(?:less than|fewer than|under|below|at most|up to)\b", words):
        return any(number <= value for number in have)
    width = 0.06 if re.search(r"\b(?:about|around|almost|nearly|roughly|some)\b", words) else 0.006
    return any(abs(value * factor - number) <= width * number for number in have for factor in (1, 1.024))


def _same_day(words: str, released: str) -> bool:
    year, month, day = released.split("-")
    return (
        all(it == year for it in re.findall(r"\b(?:19|20)\d\d\b", words))
        and all(it == MONTHS[int(month) - 1] for it in re.findall(_MONTH, words))
        and all(int(it) == int(day) for it in re.findall(r"(?<![-\d])\d\d?(?![-\d])", words))
        and all(it == released for it in re.findall(r"\d{4}-\d\d-\d\d", words))
    )


def _measure(record: Record, by_size: object) -> float:
    """Return the size of the largest variant, 0 when none is stated, or the day of the release as a number."""
    return max(_numbers_of(record, "parameters"), default=0) if by_size else int(record.released.replace("-", ""))


def facts_from(
    records: Iterable[Record],
    rules: Iterable[VerdictRule],
    families: Iterable[Family],
    developers: Iterable[Developer],
    licenses: Iterable[LicenseTerms],
    claims: Iterable[Claim],
) -> Facts:
    """Return what prose is held against."""
    records, claims = {it.id: it for it in records}, list(claims)
    members: dict[str, tuple[str, ...]] = {}
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for record in records.values():
        members[record.family] = (*members.get(record.family, ()), record.id)
        for name in (record.name, *record.aliases):
            names.update((key, (record.id,)) for key in _keys(name))
    for family in families:
        for key in _keys(family.name):
            own = names.get(key, ())
            names[key] = (*own, *(it for it in members.get(family.id, ()) if it not in own))
    says: dict[str, list[str]] = {}
    entries: list[Evidence] = [entry for it in records.values() for entry in it.evidence.values()]
    for entry in (*entries, *(entry for claim in claims for entry in claim.evidence)):
        says.setdefault(entry.source, []).append(entry.says)
    return Facts(
        records, tuple(rules), members, {key: ids for key, ids in names.items() if ids},
        {name: it.id for it in developers for name in (it.name, *it.aliases)},
        {it.id: (it.name, it.id, *it.synonyms) for it in licenses},
        {source: "\n".join(texts) for source, texts in says.items()},
        {it.id: f"{'' if it.verdict == 'refuted' else it.statement}\n{it.explanation}" for it in claims},
    )  # fmt: skip
