"""What a text states, sentence by sentence, and about which models.

A sentence is about the models that it names, by name, alias, family or reference; if it names none, about what the
sentence before it names, when it begins with a pronoun, answers a question, or is an item or row under a heading,
header or lead-in that names them; else about kinds of models (*encoders*). In: the text of a page or of data. Out:
its statements. Questions state nothing, unless they ask why. The words stand in `words.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from catalog.names import Names
from catalog.schema.labels import MONTHS
from catalog.schema.record import REFERENCE, Record

MARKS = ("fact", "refuted", "cited")
"""Kinds of references that mark a literal."""
_FUNCTIONS = {"said": "fact", "refuted": "refuted", "cite": "cited", "source": "cited", "claim_link": "claim"}
WORDS: Mapping[str, Any] = yaml.load(Path(__file__).with_name("words.yaml").read_text("utf-8"), yaml.CSafeLoader)
_PARTS: Mapping[str, Iterable[str]] = WORDS["parts"] | {"month": MONTHS}


def words(alternatives: Iterable[str]) -> str:
    """Return a pattern for any of the alternatives, with its parts filled in."""
    filled = re.sub(r"\{([a-z_]+)\}", lambda hit: words(_PARTS[hit[1]]), "|".join(alternatives))
    return f"(?:{filled})"


def pattern(alternatives: Iterable[str]) -> re.Pattern[str]:
    """Return the compiled pattern for any of the alternatives, as whole words."""
    return re.compile(rf"(?<!\w){words(alternatives)}(?!\w)", re.I)


FILL = "¤"
"""Stands for what is no text of its own, so that offsets stay."""
KINDS: Mapping[str, list[str]] = WORDS["kinds"]
_KIND_WORDS = "|".join(f"(?P<k{at}>{words(nouns)})" for at, nouns in enumerate(KINDS.values()))
_KIND_NOUN = re.compile(rf"(?<![\w/.])(?:(?:new|old|larg|small|bigg)er )?(?:{_KIND_WORDS})(?![\w/]|\.\w)", re.I)
_COPULA = re.compile(
    r"(?<!there )\b(?:is|are|was|were|be|been|becomes?|remains?|called|counts? as|belongs? to|turns? into)"
    r"(?: (?:not|an?|the|all|also|mostly|never|always|often|indeed|best|(?<!only )\w+ly))* \Z",
    re.I,
)
_BELONGS = re.compile(r"(?:\b(?:is|was|becomes?|remains?|as)|¤[,:(–—]) ?(?:no|not an?|an?) \Z", re.I)
_PRONOUN = re.compile(rf"\W*{words(WORDS['pronoun'])}(?!\w)", re.I)
_PRESUPPOSES = re.compile(r"\W*(?:why|how come|since when)\b", re.I)
"""How a question begins that states something."""
_LINE = re.compile(r"[^\n]+(?:\n(?![ \t]*(?:(?:[-+*#]+|\d+[.)])[ \t]|[|!]|$))[^\n]+)*", re.M)
"""A line with those that only wrap it."""
_BEGINS = re.compile(r"\s*(?:(#+|[-+*]|\d+[.)])\s+|(\|))?")
_SENTENCE = re.compile(
    r"[^.!?]*(?:(?:[.!?](?=[^\s\"'”)*])|\.(?=\s+[a-z])"
    rf"|(?<=\b(?:{'|'.join(it[:3] for it in MONTHS)}))\.)[^.!?]*)*[.!?]?[\"'”)*]*"
)
_CALL = re.compile(r"\{\{-?\s*(\w+)\((.*?)\)[^(){}\n]*\}\}")
_STRING = re.compile(r"""(\w+\s*=\s*\[?\s*)?(["'])(.*?)\2""")
_CODE = re.compile(
    r"^[ \t]*(?P<f>```+|~~~+).*?^[ \t]*(?P=f)|(?<!`)`[^`\n]*[^\w `][^`\n]*`|\{##.*?##\}|<pre\b.*?</pre>", re.S | re.M
)
"""Code, but for plain words in the type of code."""
_BLOCK = re.compile(r"</?(?:p|dl|div|h\d|li|[ou]l|tr|figcaption|caption|summary|title)\b")
_MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[#:.][^}\n]*\}|<[^>]*>|\]\([^)\s]*\)|`|&#?\w+;", re.S)
_ASIDE = re.compile(
    r"""\s(?:alt|title|aria-\w+)\s*=\s*(?:"((?:\{\{.*?\}\}|[^"])*)"|'((?:\{\{.*?\}\}|[^'])*)')"""
    r"""|\{\{-?\s*(["'])(.*?)\3"""
)
"""Text in an attribute or an expression."""


class Mark(NamedTuple):
    """A marked literal; its target is `id.field`, or the source or claim that has to say the words."""

    start: int
    kind: str
    target: str
    words: str


@dataclass
class _Flat:
    """A text without its calls and marks, at the same offsets; who is named where; what counts and superlatives ask for."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    named: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    queried: list[tuple[int, dict[str, set[str]]]] = field(default_factory=list)


@dataclass
class Sentence:
    """A sentence that states something, and whom it is about; places count from its own beginning."""

    start: int
    text: str
    bare: str
    """The text without the names of those it is about."""
    named: list[tuple[int, tuple[str, ...]]]
    """Place and ids of each name of a record or family or, in a sentence about none, of each noun for a kind."""
    ids: tuple[str, ...]
    """Whom it is about, by name or by pronoun."""
    kinds: list[tuple[int, int, str]]
    of_kinds: bool
    before: tuple[str, ...]
    """Whom the sentence before it is about."""
    answers: bool
    """Whether *yes* and *no* in it say something of a record."""
    marks: list[Mark]
    queried: list[tuple[int, dict[str, set[str]]]]

    def named_last(self, at: int) -> tuple[str, ...]:
        """Return the ids of the last name before a place or, without one, of all that the sentence is about."""
        return next((ids for start, ids in reversed(self.named) if start <= at), self.ids)


def _kinds(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, id) of every noun for a kind of models that is not what the sentence says of another.

    *The masked network* is one of ours, which the data does not hold.
    """
    for hit in _KIND_NOUN.finditer(text):
        before = text[: hit.start()]
        ours = hit[0].endswith("network") and before.lower().endswith("the ")
        if hit.lastgroup and not ours and not _COPULA.search(before):
            yield hit.start(), hit.end(), [*KINDS][int(hit.lastgroup[1:])]


def predicates(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, words, id) of every kind of models to which a text says that a model belongs: *X, a chat model*."""
    for hit in _KIND_NOUN.finditer(text):
        if hit.lastgroup and _BELONGS.search(text[: hit.start()]):
            yield hit.start(), hit[0], [*KINDS][int(hit.lastgroup[1:])]


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text of the same length with nothing in the spans."""
    for start, end in spans:
        text = text[:start] + FILL * (end - start) + text[end:]
    return text


def _blanked(hit: re.Match[str]) -> str:
    """Return blanks of the length of a match, with an empty line where a block of HTML begins or ends."""
    blanks = re.sub(r"[^\n]", " ", hit[0])
    return f"\n\n{blanks[2:]}" if _BLOCK.match(hit[0]) else blanks


def _sentences(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (offset, sentence, how its line begins: `#` a heading, `|` a table, another mark an item); a row is one."""
    for line in _LINE.finditer(text):
        lead = _BEGINS.match(line[0])
        begins = (lead[1] or lead[2] or "")[:1] if lead else ""
        skipped = lead.end() if lead and lead[1] else 0
        rest = line[0][skipped:]
        for hit in re.finditer(r"(?s).+", rest) if begins == "|" else _SENTENCE.finditer(rest):
            if hit[0].strip():
                yield line.start() + skipped + hit.end() - len(hit[0].lstrip()), hit[0].strip(), begins


@dataclass(frozen=True)
class Reader:
    """Reads texts: whom each of their sentences is about."""

    records: Mapping[str, Record]
    names: Names
    developers: Mapping[str, str]
    """Name -> id."""

    @cached_property
    def developer(self) -> re.Pattern[str]:
        """Finds the name of a developer."""
        names = sorted(map(re.escape, self.developers), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?!\w|-(?!made|built|\w+ed))" if names else r"(?!)")

    def _named(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Return (start, end, ids) of every name of a record or family that is no part of a developer's name."""
        houses = [hit.span() for hit in self.developer.finditer(text)]
        found = self.names.find(text)
        return [it for it in found if not any(s <= it[0] and it[1] <= e and (s, e) != it[:2] for s, e in houses)]

    def asides(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (offset, text) of what attributes and expressions of a page say."""
        for hit in _ASIDE.finditer(_CODE.sub(_blanked, text)):
            group = 4 if hit[3] else hit.lastindex or 1
            yield hit.start(group), hit[group]

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the ids of the records that a text names or, where it names none, its kinds of models."""
        flat = self._flat(text, page=False).text
        named = tuple(it for _, _, ids in self._named(flat) for it in ids)
        return named or tuple(kind for _, _, kind in _kinds(flat))

    def statements(self, text: str, page: bool, before: tuple[str, ...]) -> Iterator[Sentence]:
        """Yield the sentences of a text but for its questions; `before` are the ids that the text before it names."""
        flat = self._flat(text, page)
        names = self._named(flat.text)
        named, bare = sorted([*flat.named, *names]), without(flat.text, ((start, end) for start, end, _ in names))
        asked, begun, topic = False, "", tuple[str, ...]()
        for start, sentence, begins in _sentences(flat.text):
            end = start + len(sentence)
            under = begins not in ("", "#") and bool(topic)
            before = () if begins == "#" else topic if under else before
            here = [(at - start, ids) for at, _, ids in named if start <= at < end]
            queried = [(at - start, query) for at, query in flat.queried if start <= at < end]
            marks = [it._replace(start=it.start - start) for it in flat.marks if start <= it.start < end]
            of_record = not self.records.keys().isdisjoint(before)
            refers = not here and (asked or under or _PRONOUN.match(sentence) is not None)
            refers = refers or (not here and of_record and begun == "#" and sentence.startswith(("A ", "An ")))
            of_kinds = not (here or queried or (refers and of_record))
            rest = bare[start:end]
            kinds = [*_kinds(rest)] if of_kinds or marks else []
            if of_kinds:
                here = [(at, (kind,)) for at, _, kind in kinds]
                rest = without(rest, ((at, to) for at, to, _ in kinds))
            ids = tuple(ident for _, them in here for ident in them) or (before if refers else ())
            leads = (
                begins == "#"
                or sentence.endswith(":")
                or (begins == "|" and begun != "|")
                or not re.search(r"\w", rest)
            )
            topic = () if of_kinds and leads else ids if leads else topic if begins not in ("", "#") else ()
            begun = begins
            if sentence.endswith("?") and not _PRESUPPOSES.match(sentence):
                before, asked = ids or before, True
                continue
            answers = of_record and (asked or start == 0 or under)
            yield Sentence(start, sentence, rest, here, ids, kinds, of_kinds, before, answers, marks, queried)
            before, asked = ids, False

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
            kind = "model" if hit[1] in ("fact", "verdict") else _FUNCTIONS.get(hit[1], hit[1])
            shows_words = hit[1] in (*_FUNCTIONS, "model", "family", "term", "link")
            return own(hit, kind, ident, words if shows_words else "", at)

        def own(hit: re.Match[str], kind: str, ident: str, words: str, at: int) -> str:
            at = at if words else hit.end()
            if kind == "term" and not words and ident in KINDS:
                words, at = ident, hit.end() - len(ident)
            if page_of := re.match(r"models/([\w-]+)", ident if kind == "link" else ""):
                kind, ident = "model", page_of[1]
            if kind in ("model", "family"):
                family = (it.id for it in self.records.values() if it.family == ident)
                ids = tuple(family) if kind == "family" else (ident,) * (ident in self.records)
                flat.named.append((hit.start(), hit.end(), ids))
            if words and kind in (*MARKS, "claim"):
                flat.marks.append(Mark(at, kind, ident, words))
                if kind == "claim":
                    flat.named += [(at + start, at + end, ids) for start, end, ids in self._named(words)]
                words = ""
            return FILL * (at - hit.start()) + words + FILL * (hit.end() - at - len(words))

        if not page:
            flat.text = REFERENCE.sub(reference, text)
            return flat
        prose = _CODE.sub(_blanked, text)
        flat.text = _MARKUP.sub(_blanked, _CALL.sub(call, prose))
        return flat
