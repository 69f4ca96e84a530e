"""Fact words of prose: each comes from the data, or is a literal that is marked and checked.

A fact word is a verdict, number, date, developer, architecture, attention, license or rank. In a sentence that names a
model, or counts our models, it needs a mark: `[[fact:bert.architecture|encoder-only]]` in data,
`{{ said("bert.architecture", "encoder-only") }}` in pages. The record has to have the value that the words name or, with
a negation inside of the mark, has to have another. `refuted` marks what others believe and the record contradicts; what
is no fact of a record is bound to a source (`cited`, `cite`), whose evidence has to say it. A sentence with *it* or
*they* in its first words names what the sentence before it names. Questions state nothing.
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
from catalog.verdict import SENSES, NoRuleError, Verdict, judge, last_objectives

MARKS = ("fact", "refuted", "cited")
"""Kinds of references that mark a literal."""
_FUNCTIONS = {"said": "fact", "refuted": "refuted", "cite": "cited", "source": "cited", "claim_link": "claim"}
_WRITE = r"(?:writ(?:e|es|ing|ers?|ten)|wrote|generat(?:es?|ors?|ing|ed|ion))"
_EXTRA = r"(?:only )?(?:with|by|through) (?:an )?extra (?:procedure|work|sampling procedure)"
_FEW = "two|three|four|five|six|seven|eight|nine"
_MANY = r"ten|eleven|twelve|[a-z]+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundreds?|dozens?"
_DIGITS = {word: str(at) for at, word in enumerate([*_FEW.split("|"), "ten", "eleven", "twelve"], 2)} | {
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100", "dozen": "12",
}  # fmt: skip
_UNITS = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "b": 1e9, "trillion": 1e12, "t": 1e12}
_UNIT = "thousand|million|billion|trillion"
_COUNTED = rf"models?|records?|releases|tokens?|parameters?|percent|languages|layers|times|(?:{_UNIT})s?"
_NUMBER = (
    rf"\d[\d,.]*(?<![,.])(?:[ -]?(?:{_UNIT})\b|[KMBT]\b|)|\b(?:{_FEW}|{_MANY})[ -](?:{_UNIT})\b|\b(?:{_UNIT})s?\b"
    rf"|\b(?:{_MANY})\b|\b(?:{_FEW})(?= (?:[a-z]+ )?(?:{_COUNTED})\b)"
)
_NUMERIC = ("parameters", "context_tokens", "corpus_tokens", "language_count")
_MONTH = "|".join(MONTHS)
_KIND = "model|release|record|encoder|decoder|embedder|reranker|LLM|Transformer|network"
_PHRASES: Mapping[str, Mapping[str, str]] = {
    "architecture": {
        "encoder-decoder": r"\bencoders?[–-]decoders?\b|\bencoders? (?:and|plus) (?:an? |\w+ )?decoders?\b"
        r"|\bseq2seq\b|\bsequence-to-sequence (?:model|network)",
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
        "bidirectional": r"\bbidirectional(?:ly)?\b|\bboth (?:directions|ways|sides)\b|\btwo-(?:sided|directional)\b",
        "causal": r"\bcausal(?:ly)?\b|\bunidirectional\b|\bone-(?:sided|directional)\b|\bonly earlier (?:words|tokens)\b"
        r"|\b(?:words|tokens) (?:on|to) (?:its|the|their) left\b|\bleft[- ]to[- ]right\b",
        "prefix": r"\b(?:prompt|prefix) in both directions\b",
        "mixed": r"\b(?:uni|bi)directional\b[^.;]*?\b(?:bidirectional|causal)\b",
        "none": r"\b(?:without|no|has no) attention\b",
    },
    "writing_procedure": {"left-to-right": r"\b(?:from )?left[- ]to[- ]right\b"},
    "objectives": {"causal-lm permutation-lm": r"\bauto-?regressive(?:ly)?\b", "causal-lm": r"\bcausal\b"},
    "writes_text": {
        "yes": rf"\b{_WRITE}\b|\bproduc(?:es?|ing) text\b|\bcompos(?:es?|ing)\b|\btells? (?:a )?stor(?:y|ies)\b"
        r"|(?-i:\AYes\b)|(?<=\| )yes(?= *\|)",
        "no": rf"\b(?:cannot|can't|can not) (?:{_WRITE}|produce text)\b",
        "with-extra-procedure": rf"\b{_EXTRA}|\b{_WRITE} {_EXTRA}",
        "with-extra-procedure no": r"(?-i:\ANo\b)|(?<=\| )no(?= *\|)",
    },
    "released_to_write": {"yes": rf"\b{_WRITE}\b"},
    "summary": {"generative": r"\bgenerative(?:ly)?\b", "not-generative": r"\bnon-?generative\b"},
    "defines_probability": {
        "exact": r"\bexact(?:ly)?(?: the)? (?:probabilit\w+|likelihoods?|value)\b",
        "bound": r"\bbound(?:s|ed)?(?: on)?(?: the)? (?:log-)?(?:probabilit\w+|likelihoods?)\b",
        "pseudo": r"\bpseudo-?(?:probabilit|likelihood)\w*",
        "pseudo none undisclosed": r"\bno probability\b",
    },
    "weights": {
        "open": r"\bopen(?:ly)?[- ](?:weights?|source\w*|models?)\b|(?<=is )open\b|(?<=are )open\b|\bnor open\b"
        r"|\bavailable for download\b|\bfreely available\b|\bcan be downloaded\b",
        "gated": r"\bgated\b",
        "closed": r"\bclosed\b|\bproprietary\b",
    },
    "commercial_use": {"no": r"\bnon-?commercial\w*", "yes with-conditions": r"\bcommercial\w*"},
    "license": {
        "": r"(?-i:\b(?:[A-Z][\w.-]* |model )*[Ll]icen[sc]es?\b|\bpublic domain\b|\bMIT\b|\bApache(?:[- ]2\.0)?|\bBSD\b)"
        r"|(?-i:\b(?:A?GPL|CC[- ]BY|OpenRAIL)\S*)"
    },
    "released": {
        "": rf"(?-i:(?:(?:\d\d? )?\b(?:{_MONTH})(?: \d\d?,)? )?\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b|\b(?:{_MONTH})\b)"
    },
    **{name: {"": _NUMBER} for name in _NUMERIC},
    "rank": {
        "": r"\b(?:larg|small|bigg|old|new|young|lat|earli)est\b|\b(?:larg|bigg|small|old|new|young)er\b|\bpredates?\b"
        r"|\bmost (?:recent|downloaded|used|popular|cited)\b|\branks? (?:first|second|third|\d)"
        r"|\b(?:came|appeared|released|published)(?: out)? (?:before|after)\b|\bas (?:large|big|small|old|new) as\b"
        r"|\b(?:twice|half|times) (?:the|its|their) size\b"
        rf"|\b(?:later|earlier|(?:more|fewer|less) parameters) than\b"
        rf"|\b(?:first|second|third|last)(?= (?:[\w–-]+ )?(?:{_KIND})s?\b)"
    },
}
"""Field -> values -> words that name one of them; without values the words are a number, a date or a name."""
_COMPILED = {
    name: [(frozenset(values.split()), re.compile(words, re.I)) for values, words in of.items()]
    for name, of in _PHRASES.items()
}
_FIELDS = (*_PHRASES, "developers")
_VERDICT = frozenset({*SENSES, "summary"})
_WRITES = frozenset({"yes", "generative"})
_INSTEAD = {
    "writes_text": ("writes_text", "released_to_write"), "parameters": (*_NUMERIC, "released"),
    "attention": ("attention", "writing_procedure", "objectives"),
}  # fmt: skip
"""Fields that the same words may state."""
_NEGATION = r"(?:\b(?:not|no|never|neither|nor|without|cannot|hardly|none|nothing)\b|n't\b)"
_REPORTED = re.compile(r"\b(?:says?|said|call(?:s|ed|ing)|claim\w*|argument|true|file[sd]?)\b", re.I)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=[^\s\"'”)*])[^.!?\n]*)*[.!?]?[\"'”)*]*")
_PRONOUN = re.compile(
    r"\W*(?:[\w-]+,? ){0,2}?(?:its|their|both)\b|\W*(?:[\w-]+,? ){0,7}?(?:it|they|the (?:latter|former)"
    r"|(?:this|that|the|these|those) (?:model|network)s?)\b",
    re.I,
)
_GROUP = re.compile(
    rf"\b(?:(?<!not )(?:all|every)|half|(?:most|none) of|our|\d[\d,]*|(?!\w+s\b)(?:{_MANY}))(?: (?:of|the|our|these|\d[\d,]*))*"
    r"(?: [\w–-]+)? (?:models|records|releases)\b|\b(?:model|record|release)s? (?:in|of) (?:our|the) (?:data|catalog)\b"
    r"|(?:%|\bpercent) of (?:all |the |our )*(?:models|records|releases)\b|\bour (?:data|catalog) (?:has|have|lists?|holds?)\b"
    r"|\bwe list\b",
    re.I,
)
_FILL = "¤"
"""Stands for what is no text of its own, so that offsets stay."""
_NAME_WORD = re.compile(r"[^\s¤()\[\]{},;:!?*`\"“”/–—'’|<>=]+")
_LONGEST_NAME = 6
_LIKE = re.compile(r"-(?:style|like|type|based|sized|family|inspired)\Z", re.I)
_CALL = re.compile(r"\{\{-?\s*(\w+)\((.*?)\)[^(){}\n]*\}\}")
_STRING = re.compile(r"""(\w+\s*=\s*\[?\s*)?(["'])(.*?)\2""")
_CODE = re.compile(r"^[ \t]*(?P<f>```+|~~~+).*?^[ \t]*(?P=f)|(?<!`)`[^`\n]+`|\{##.*?##\}", re.S | re.M)
_MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[#:.][^}\n]*\}|<[^>]*>|\]\([^)\s]*\)", re.S)


class Word(NamedTuple):
    """A fact word of a text, and the values of a field that it may mean."""

    start: int
    end: int
    field: str
    text: str
    values: frozenset[str]


class Mark(NamedTuple):
    """A marked literal; its target is `id.field`, or the source or claim that has to say the words."""

    start: int
    kind: str
    target: str
    words: str


@dataclass
class _Flat:
    """A text without its calls and marks, offsets kept; who is named where; what counts and superlatives ask for."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    named: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    queried: list[tuple[int, dict[str, set[str]]]] = field(default_factory=list)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _FILL * (end - start) + text[end:]
    return text


def _numbers(text: str) -> list[float]:
    digits = re.sub(r"[a-z]+", lambda hit: _DIGITS.get(hit[0].lower().rstrip("s"), hit[0]), text, flags=re.I)
    digits = re.sub(rf"(?<!\d )\b({_UNIT})s?\b", r"1 \1", digits)
    found = re.findall(rf"(\d[\d,]*(?:\.\d+)?)[ -]?((?i:{_UNIT})|[KMBT]\b)?", digits)
    return [float(number.replace(",", "")) * _UNITS.get(unit.lower(), 1) for number, unit in found]


def _near(words: str, value: float, have: list[int]) -> bool:
    if re.search(rf"\b(?:more than|over|above|at least)\b|\b(?:{_UNIT})s\b", words):
        return any(number > value for number in have)
    if re.search(r"\b(?:less than|fewer than|under|below|at most|up to)\b", words):
        return any(number <= value for number in have)
    width = 0.06 if re.search(r"\b(?:about|around|almost|nearly|roughly)\b", words) else 0.006
    return any(abs(value * factor - number) <= width * number for number in have for factor in (1, 1.024))


def _same_day(words: str, released: str) -> bool:
    year, month, day = released.split("-")
    return (
        set(re.findall(r"\b(?:19|20)\d\d\b", words)) <= {year}
        and set(re.findall(_MONTH, words)) <= {MONTHS[int(month) - 1]}
        and set(re.findall(r"(?<![-\d])\d\d?(?![-\d])", words)) <= {str(int(day))}
        and set(re.findall(r"\d{4}-\d\d-\d\d", words)) <= {released}
    )


def _stated(record: Record, name: str) -> list[int]:
    if name == "parameters":
        return sorted({size for it in record.variants for size in (it.parameters_total, it.parameters_active) if size})
    return [value for value in (getattr(record, name),) if value]


def _measure(record: Record, by_size: bool) -> int:
    """Return the size of the largest variant, 0 when none is stated, or the day of the release as a number."""
    return max(_stated(record, "parameters"), default=0) if by_size else int(record.released.replace("-", ""))


def _keys(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a name as they are written and, unless it could be a common word, without regard to capitals."""
    words = tuple(word.rstrip(".") for word in _NAME_WORD.findall(name))
    yield words
    if re.search(r"\d", name) or (len(name) > 3 and len(re.findall(r"[A-Z]", name)) > 1):
        yield tuple(word.casefold() for word in words)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, sentence); a row of a table is one."""
    for line in re.finditer(r"[^\n]+", text):
        whole = line[0].lstrip().startswith("|")
        for hit in re.finditer(".+", line[0]) if whole else _SENTENCE.finditer(line[0]):
            if hit[0].strip():
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
    said: Mapping[tuple[str, str], str]
    """`cited` or `claim`, id -> all that evidence says of the source, or the text of the claim."""

    def problems(
        self, text: str, *, page: bool = False, about: tuple[str, ...] = (), refuted: bool = False
    ) -> Iterator[tuple[int, str]]:
        """Yield (offset, message) of every fact word that is not bound, or bound to another value.

        `about` are the ids that the sentence before names; `refuted` tells that the text need not be true.
        """
        flat = self._flat(text, page)
        names = list(self._named(flat.text))
        named, bare = sorted([*flat.named, *names]), _without(flat.text, ((start, end) for start, end, _ in names))
        before = about
        for start, sentence in _sentences(flat.text):
            end = start + len(sentence)
            before = () if sentence.startswith("#") else before
            here = [(at, ids) for at, _, ids in named if start <= at < end]
            ids = tuple(ident for _, them in here for ident in them)
            if sentence.endswith("?"):
                before = ids or before
                continue
            queried = [(at - start, query) for at, query in flat.queried if start <= at < end]
            if not ids and _PRONOUN.match(sentence):
                ids = before
            naming = bool(ids or queried or _GROUP.search(sentence))
            may_be_false = refuted or bool(_REPORTED.search(sentence))
            for mark in flat.marks:
                if start <= mark.start < end and (naming or mark.kind in ("fact", "refuted")):
                    if mark.kind in ("cited", "claim"):
                        problem = self._unsaid(mark)
                    else:
                        last = [them for at, them in here if at < mark.start][-1:]
                        known = self._with_parents(last[0] if last else ids)
                        others = {*ids, *before} if mark.target.endswith(".rank") else {*ids}
                        problem = self._of_mark(mark, known, others, flat.text[start : mark.start], may_be_false)
                    if problem:
                        yield mark.start, problem
            for word in self._words(bare[start:end]) if naming else ():
                asked = bool(about) and start == 0
                counted = not ids and self._counted(word, sentence, queried)
                if not counted and (asked or word.text not in ("Yes", "No")):
                    near = [them for at, them in here if at <= start + word.start][-1:] or [ids]
                    yield start + word.start, self._unbound(word, (*near[0], *ids), page)
            before = ids

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the ids that a text names."""
        return tuple(it for _, _, ids in self._named(self._flat(text, page=False).text) for it in ids)

    def _flat(self, text: str, page: bool) -> _Flat:
        flat = _Flat()

        def reference(hit: re.Match[str]) -> str:
            return own(hit, "cited" if hit[1] == "source" else hit[1], hit[2], hit[3] or "", hit.start(3))

        def call(hit: re.Match[str]) -> str:
            strings = [it for it in _STRING.finditer(hit[2]) if not it[1]]
            ident = strings[0][3] if strings else ""
            words, at = (strings[1][3], hit.start(2) + strings[1].start(3)) if len(strings) > 1 else ("", 0)
            if hit[1] in ("count", "superlative"):
                pairs = re.findall(r"(\w+)\s*=\s*(\[[^\]]*\]|\"[^\"]*\"|'[^']*')", hit[2])
                query = {name: {*re.findall(r"[\w-]+", values)} for name, values in pairs}
                flat.queried.append((hit.start(), query | ({"rank": {ident}} if hit[1] == "superlative" else {})))
            kind = {"fact": "model", "verdict": "model"}.get(hit[1], _FUNCTIONS.get(hit[1], hit[1]))
            shown_words = words if hit[1] in (*_FUNCTIONS, "model", "family", "term", "link") else ""
            return own(hit, kind, ident, shown_words, at)

        def own(hit: re.Match[str], kind: str, ident: str, words: str, at: int) -> str:
            at = at if words else hit.end()
            if kind in ("model", "family"):
                ids = self.families.get(ident, ()) if kind == "family" else (ident,) * (ident in self.records)
                flat.named.append((hit.start(), hit.end(), ids))
            if words and kind in (*MARKS, "claim"):
                flat.marks.append(Mark(at, kind, ident, words))
                if kind == "claim":
                    flat.named += [(at + start, at + end, ids) for start, end, ids in self._named(words)]
                words = ""
            return _FILL * (at - hit.start()) + words + _FILL * (hit.end() - at - len(words))

        if not page:
            flat.text = REFERENCE.sub(reference, text)
            return flat
        prose = _CODE.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)
        flat.text = _MARKUP.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), _CALL.sub(call, prose))
        return flat

    def _named(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield (start, end, ids) of every name; of overlapping names the longest counts."""
        words, at = [(hit.start(), hit[0].rstrip(".")) for hit in _NAME_WORD.finditer(text)], 0
        while at < len(words):
            first = words[at][1].casefold()
            begins = not self._first_words.isdisjoint((first, first.removesuffix("s"), first.rpartition("-")[0]))
            for size in range(min(_LONGEST_NAME, len(words) - at) if begins else 0, 0, -1):
                spelled = [word for _, word in words[at : at + size]]
                if ids := self._called(spelled):
                    yield words[at][0], words[at + size - 1][0] + len(spelled[-1]), ids
                    at += size - 1
                    break
            at += 1

    def _called(self, words: list[str]) -> tuple[str, ...]:
        """Return the ids of a name, also in the plural and with a size behind it, such as BERT-Base."""
        *rest, last = words
        for form in (last, last.removesuffix("s"), last.rpartition("-")[0]) if not _LIKE.search(last) else ():
            for key in ((*rest, form), tuple(word.casefold() for word in (*rest, form))):
                if form and key in self.names:
                    return self.names[key]
        return ()

    def _words(self, text: str, fields: Iterable[str] = _FIELDS) -> list[Word]:
        """Return the fact words of some fields, the longest where several overlap."""
        found = [
            Word(hit.start(), hit.end(), name, hit[0], values)
            for name in fields if name != "developers"
            for values, words in _COMPILED[name] for hit in words.finditer(text) if hit[0]
        ]  # fmt: skip
        if "developers" in fields:
            for hit in self._developer.finditer(text):
                found.append(Word(hit.start(), hit.end(), "developers", hit[0], frozenset({self.developers[hit[0]]})))
        kept: list[Word] = []
        for word in sorted(found, key=lambda it: it.start - it.end):
            if all(word.end <= other.start or other.end <= word.start for other in kept):
                kept.append(word)
        return sorted(kept)

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(name[0].casefold() for name in self.names)

    @cached_property
    def _developer(self) -> re.Pattern[str]:
        names = sorted(map(re.escape, self.developers), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])" if names else r"(?!)")

    def _with_parents(self, ids: tuple[str, ...]) -> set[str]:
        return {*ids, *(parent for ident in ids for parent in self.records[ident].parents)}

    @staticmethod
    def _counted(word: Word, sentence: str, queried: list[tuple[int, dict[str, set[str]]]]) -> bool:
        """Tell whether a word says what the count before it, or the superlative of the sentence, asks for."""
        at, query = ([it for it in queried if it[0] <= word.start] or queried[:1] or [(0, {})])[-1]
        negated = re.search(_NEGATION, sentence[at : word.start], re.I)
        if word.field == "rank":
            return word.text.lower() in query.get("rank", ())
        if word.field in query:
            asked = query[word.field]
            return asked.isdisjoint(word.values) if negated else asked <= word.values
        asked = set[str]().union(*(values for name, values in query.items() if name in _VERDICT))
        return bool(asked and word.field in _VERDICT) and (asked <= _WRITES) == (word.values <= _WRITES and not negated)

    def _of_mark(self, mark: Mark, near: set[str], named: set[str], lead: str, may_be_false: bool) -> str | None:
        """Return what is wrong with a mark of a fact, if anything.

        `near` are the ids of the name before it and their parents, `lead` is the sentence before it.
        """
        targets, _, name = mark.target.rpartition(".")
        about = [ident.strip() for ident in targets.split(",")]
        for ident in about:
            if ident not in self.records:
                return f"no model {shown(ident)}{nearest(ident, self.records)}"
            if ident not in named | near:
                return f"“{mark.words}” is bound to {ident}, which the sentence does not name"
        if near.isdisjoint(about):
            return f"“{mark.words}” is bound to {listed(about)}, but stands behind the name of another model"
        if name not in _FIELDS:
            return f"no fact {shown(name)} that words can name{nearest(name, _FIELDS)}"
        if mark.kind == "fact" and re.search(rf"{_NEGATION}(?:\s+\S+)?\s*\Z", lead, re.I):
            return f"“{mark.words}” stands behind a negation — put the negation into the mark"
        each = [about] if name == "rank" else [[ident] for ident in about]
        wrong = [problem for ids in each if (problem := self._wrong(ids, name, mark.words))]
        if mark.kind == "fact":
            return wrong[0] if wrong else None
        if not may_be_false:
            return f"“{mark.words}” is marked as refuted, but the sentence does not say who says so"
        return None if len(wrong) == len(each) else f"“{mark.words}” is marked as refuted, but the data agrees"

    def _wrong(self, about: list[str], name: str, words: str) -> str | None:
        """Return why the words do not name the value that a record has."""
        own = self._words(words, (name,))
        if not own:
            return f"“{words}” names no value of {name}"
        rest = _without(words, ((word.start, word.end) for word in own))
        others = self._words(rest)
        if others and name != "rank":
            return f"“{words}” also says “{others[0].text}” — mark it by itself"
        record = self.records[about[0]]
        if name == "rank":
            agrees, differs, known = self._ranks(about, own[0].text.lower(), others), True, "another order"
        else:
            agrees, differs, known = self._agrees(record, name, words, own)
        negated = re.search(_NEGATION, rest, re.I)
        right = differs and not agrees if negated else agrees
        return None if right else f"says “{words}” of {record.name}; the data says {known}"

    def _agrees(self, record: Record, name: str, words: str, own: list[Word]) -> tuple[bool, bool, str]:
        """Tell whether words name the value of a record, whether they may differ from it, and what it is."""
        if name in _NUMERIC:
            have = _stated(record, name)
            near = bool(have) and all(_near(words, value, have) for value in _numbers(words))
            return near, bool(have), listed([f"{number:,}" for number in have], "or") or "nothing"
        if name == "released":
            return all(_same_day(word.text, record.released) for word in own), True, record.released
        if name == "license":
            names = self.licenses.get(record.license or "", ())
            return bool(values_named(words, {"": names})), bool(record.license), record.license or "nothing"
        values = self._values(record, name)
        unsure = not values.isdisjoint({"mixed", "undisclosed"})
        return all(values & word.values for word in own), not unsure, listed(sorted(values)) or "nothing"

    def _values(self, record: Record, name: str) -> frozenset[str]:
        value: Any = last_objectives(record) if name == "objectives" else getattr(record, name, None)
        if name in Verdict._fields:
            try:
                value = getattr(judge(record, self.rules), name)
            except NoRuleError:  # told by the rule that looks for it
                value = None
        return frozenset(value if isinstance(value, tuple) else (value,) if value else ())

    def _ranks(self, about: list[str], words: str, others: list[Word]) -> bool:
        """Tell whether a record is the most of those that other words select, or more than a second one."""
        by_size = words.startswith(("larg", "bigg", "small", "more", "fewer", "less"))
        more = words.startswith(
            ("larg", "bigg", "more", "new", "young", "lat", "most recent", "last")
        ) or words.endswith("after")
        if words.startswith(("as ", "twice", "half", "times", "rank", "most ")) and words != "most recent":
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

    def _unsaid(self, mark: Mark) -> str | None:
        """Return what a source or claim does not say of the words that are bound to it."""
        text = self.said.get((mark.kind, mark.target), "")
        there = {(word.field, word.values) for word in self._words(text) if word.values}
        for word in self._words(mark.words):
            numbers = _numbers(word.text)
            same = set(numbers) <= set(_numbers(text)) if numbers else (word.field, word.values) in there
            if not same and word.text.casefold() not in text.casefold():
                where = f"evidence from {mark.target}" if mark.kind == "cited" else f"the claim {mark.target}"
                return f"“{word.text}” is not said by {where} — say it there, or bind it to what says it"
        return None

    def _unbound(self, word: Word, ids: tuple[str, ...], page: bool) -> str:
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
        where = f"“{word.text}” beside {self.records[ident].name} is bound to nothing{but}"
        return f"{where} — write {mark}, or, if it is no fact of a record, name the source that says it: {source}"


def facts_from(
    records: Iterable[Record], rules: Iterable[VerdictRule], families: Iterable[Family],
    developers: Iterable[Developer], licenses: Iterable[LicenseTerms], claims: Iterable[Claim],
) -> Facts:  # fmt: skip
    """Return what prose is held against."""
    by_id, claims = {it.id: it for it in records}, list(claims)
    members: dict[str, tuple[str, ...]] = {}
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    for record in by_id.values():
        members[record.family] = (*members.get(record.family, ()), record.id)
        for name in (record.name, *record.aliases):
            names.update((key, (record.id,)) for key in _keys(name))
    for family in families:
        for key in _keys(family.name):
            names[key] = tuple(dict.fromkeys((*names.get(key, ()), *members.get(family.id, ()))))
    said = {("claim", it.id): f"{'' if it.verdict == 'refuted' else it.statement}\n{it.explanation}" for it in claims}
    entries: list[Evidence] = [entry for record in by_id.values() for entry in record.evidence.values()]
    for entry in (*entries, *(entry for claim in claims for entry in claim.evidence)):
        said["cited", entry.source] = f"{said.get(('cited', entry.source), '')}\n{entry.says}"
    return Facts(
        by_id, tuple(rules), members, {key: ids for key, ids in names.items() if ids},
        {name: it.id for it in developers for name in (it.name, *it.aliases)},
        {it.id: (it.name, it.id, *it.synonyms) for it in licenses}, said,
    )  # fmt: skip
