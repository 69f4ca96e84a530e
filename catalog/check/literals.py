"""Fact words of prose: each comes from the data, or is a literal that is marked and checked.

A fact word is a verdict, number, date, developer, architecture, attention, license or rank. In a sentence that names a
model or a kind of models, or counts our models, it needs a mark: `[[fact:bert.architecture|encoder-only]]` in data,
`{{ said("bert.architecture", "encoder-only") }}` in pages. The record has to have the value that the words name or, with
a negation inside of the mark, has to have another. `refuted` marks what others believe and the record contradicts; what
is no fact of a record is bound to a source (`cited`, `cite`), whose evidence has to say it. A sentence with *it* or
*they* in its first words names what the sentence before it names. Questions state nothing. What is said of a kind has
to be true of as many of its records as the quantifier before it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from catalog.check.drift import FEW, UNIT, quantities, sizes, values_named
from catalog.load.problems import nearest, shown
from catalog.names import Names
from catalog.schema.editorial import Claim
from catalog.schema.labels import MONTHS, listed
from catalog.schema.record import REFERENCE, Count, Developer, Family, LicenseTerms, Record, VerdictRule
from catalog.verdict import SENSES, NoRuleError, Verdict, judge, last_objectives

MARKS = ("fact", "refuted", "cited")
"""Kinds of references that mark a literal."""
_FUNCTIONS = {"said": "fact", "refuted": "refuted", "cite": "cited", "source": "cited", "claim_link": "claim"}
_NEGATION = r"(?:\b(?:not|no|never|neither|nor|without(?! (?:an )?extra)|cannot|hardly|none|nothing(?! but))\b|n't\b)"
_WRITE = r"(?:writ(?:e|es|ing|ers?|ten)|wrote|generat(?:es?|ors?|ing|ed|ion))"
_PRODUCE = (
    r"(?:(?:produc|creat|invent|mak)(?:e|es|ing)(?: up)?|produced|outputs?|emits?|drafts?|samples?|author|returns"
    r"|(?:put|spit|hand)s out|(?:continu|complet)es|can (?:continue|complete|put out))"
    r"(?: (?:an?|any|new|whole|fluent|full|open-ended|long|short))*"
    r" (?:texts?|prose|sentences?|stor(?:y|ies)|essays?|poems?|prompts?|e-?mails?|repl(?:y|ies))"
)
_EXTRA = r"(?:only )?(?:with|by|through) (?:an )?extra (?:procedure|work|sampling procedure)"
_MANY = r"ten|eleven|twelve|[a-z]+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundreds?|dozens?"
_COUNTED = rf"models?|records?|releases|tokens?|parameters?|percent|languages|layers|sizes|times|(?:{UNIT})s?"
_NUMBER = (
    rf"\d[\d,.]*(?<![,.])(?:[ -]?(?:{UNIT})\b|[KMBT]\b|)|\b(?:{FEW}|{_MANY})[ -](?:{UNIT})\b|\b(?:{UNIT})s?\b"
    rf"|\b(?:half|thirds?|quarters?|fifths?|tenths?|every (?:second|third)) (?:of )?(?:the |all )?(?:words|tokens)\b"
    rf"|\b(?:{_MANY})\b|\b(?:{FEW})(?= (?:[a-z]+ )?(?:{_COUNTED})\b)"
)
_NUMERIC = ("parameters", *(name for name, it in Record.model_fields.items() if it.annotation == Count | None))
_MONTH = "|".join(MONTHS)
_KIND = "model|release|record|encoder|decoder|embedder|reranker|LLM|Transformer|network"
_PHRASES: Mapping[str, Mapping[str, str]] = {
    "architecture": {
        "encoder-decoder": r"\bencoders?[–-]decoders?\b|\bencoders? (?:and|plus) (?:an? |\w+ )?decoders?\b"
        r"|\bseq2seq\b|\b(?:seq(?:uence)?[- ]to[- ]seq(?:uence)?|text-to-text) (?:model|network)|\benc(?:oder)?[-/]dec(?:oder)?\b",
        "encoder-only": r"\bencoder-only\b",
        "decoder-only": r"\bdecoder-only\b",
        "encoder-only encoder-decoder": r"\bencoders?\b|\bonly encodes\b",
        "decoder-only encoder-decoder": r"\bdecoders?\b|\bonly decodes\b",
        "recurrent": r"\brecurrent\b|\b(?:RNN|LSTM|GRU)s?\b",
        "state-space": r"\bstate[- ]space\b|\bSSMs?\b",
        "hybrid": r"\bhybrids?\b",
        "convolutional": r"\bconvolution\w*|\bCNNs?\b",
    },
    "attention": {
        "bidirectional": r"\bbi-?directional(?:ly|ity)?\b|\b(?:both|either|all) (?:directions?|ways?|sides?)\b"
        r"|\btwo-(?:sided|directional|way attention)\b|(?:(?<=is )|\A)two-way\b|\bnon-causal\b"
        r"|\b(?:right(?:-hand)? context|full (?:self-)?attention)\b"
        r"|\bbackwards? and (?:ahead|forwards?)\b|\bback and ahead\b|\bforwards? and backwards?\b|\bleft and right\b"
        r"|\b(?:looks?|sees?) ahead\b|\b(?:sees?|reads?|uses?|at|to) (?:later|following) (?:words|tokens)\b"
        r"|\b(?:what (?:comes after|follows)|whole (?:text|sentence) at once)\b",
        "causal": r"\bcausal(?:ly)?\b|\buni-?directional(?:ly)?\b|\bone-(?:sided|directional|way attention)\b"
        r"|(?:(?<=is )|\A)one-way\b|\bonly what c[ao]mes? before\b"
        r"|\bleft(?:-hand)? context\b|\b(?:past only|only the past|never ahead)\b"
        r"|\b(?:earlier|preceding|previous) (?:words|tokens)\b|\b(?:one|a single) direction\b"
        r"|\b(?:looks?|sees?) (?:only )?(?:backwards?|back|to the left)\b"
        rf"|{_NEGATION} (?:looks? ahead|sees? (?:later|following) (?:words|tokens))\b"
        r"|\b(?:words|tokens) (?:on|to) (?:its|the|their) left\b|\bleft[- ]to[- ]right\b",
        "prefix": r"\b(?:prompt|prefix) in both directions\b",
        "mixed": r"\b(?:uni|bi)directional\b[^.;]*?\b(?:bidirectional|causal)\b",
        "none": r"\b(?:without|no|has no) attention\b|\battention-free\b",
    },
    "writing_procedure": {"left-to-right": r"\b(?:from )?left[- ]to[- ]right\b"},
    "objectives": {"causal-lm permutation-lm": r"\bauto-?regressive(?:ly)?\b", "causal-lm": r"\bcausal\b"},
    "writes_text": {
        "yes": rf"\b{_WRITE}\b|\b{_PRODUCE}\b|\bcompos(?:es?|ing)\b|\b(?:talks|speaks|chats)\b"
        r"|\b(?:can|to) (?:talk|chat|converse)\b|\b(?:chatbots?|assistants?)\b"
        r"|\b(?:answers|replies) in (?:\w+ )?(?:prose|sentences)\b|\btells? (?:an? )?stor(?:y|ies)\b|\bstory-?tellers?\b"
        r"|(?-i:\AYes\b)|(?<=\| )yes(?= *\|)",
        "no": rf"\bproduc(?:es?|ing) no text\b|\b(?:cannot|can't|can not) (?:{_WRITE}|{_PRODUCE}|talk|chat)\b",
        "with-extra-procedure": rf"\b{_EXTRA}|\b{_WRITE} {_EXTRA}",
        "with-extra-procedure no": r"(?-i:\ANo\b)|(?<=\| )no(?= *\|)",
    },
    "released_to_write": {"yes": rf"\b{_WRITE}\b"},
    "summary": {"generative": r"\bgenerativ(?:e|ely|ity)\b|\bgen-?AI\b", "not-generative": r"\bnon-?generative\b"},
    "defines_probability": {
        "exact": r"\b(?:exact(?:ly)?|true)(?: the)? (?:probabilit\w+|likelihoods?|value)\b"
        r"|\b(?:probabilit\w+|likelihoods?) (?:of an? \w+ |that \w+ gives )?(?:exactly|is exact)\b",
        "exact bound": r"\bassigns? (?:(?:every|each|any|an?|whole|all) )?(?:texts?|sentences?) an? probability\b",
        "bound": r"\bbound(?:s|ed)?(?: on)?(?: the)? (?:log-)?(?:probabilit\w+|likelihoods?)\b",
        "pseudo": r"\bpseudo-?(?:probabilit|likelihood)\w*",
        "pseudo none undisclosed": r"\bno probability\b",
    },
    "weights": {
        "open": r"\bopen(?:ly)?[- ](?:weights?|source\w*|models?)\b|(?<=is )open\b|(?<=are )open\b|(?<=n't )open\b|(?<=not )open\b"
        r"|\bnor open\b|\Aopen(?=:|\Z)|\bavailable for download\b|\bfreely available\b|\bcan (?:be )?download\w*\b"
        r"|\bdownloadable\b|\bpublic weights\b"
        r"|\bweights (?:are|were) (?:public|free|published|released|available)\b",
        "gated": r"\bgated\b",
        "closed": r"\bclosed(?:ness)?\b|\bproprietary\b|\bweights (?:are|were|stay|remain) (?:\w+ )?(?:secret|withheld|private)\b"
        r"|\bonly (?:available )?(?:through|over|via|behind|as) an? (?:API|service)\b",
    },
    "commercial_use": {
        "no": r"\bnon-?commercial\w*|\bresearch(?: use| purposes)? only\b|\bonly (?:be used )?for research\b|\bforbids? selling\b",
        "yes with-conditions": r"\bcommercial\w*|\bfree for (?:any|every|all) uses?\b|\b(?:freely|be) sold\b",
    },
    "license": {
        "": r"(?-i:\b(?:[A-Z][\w.-]* |model )*[Ll]icen[sc]es?\b|\bpublic domain\b|\bMIT\b|\bApache(?:[- ]2\.0)?|\bBSD\b)"
        r"|(?-i:\b(?:A?GPL|CC[- ]BY|OpenRAIL)\S*)|\bcopyleft\b|\b(?:free|open-?source) software\b"
    },
    "released": {
        "": rf"(?-i:(?:(?:\d\d? )?\b(?:{_MONTH})(?: \d\d?,)? )?\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b|\b(?:{_MONTH})\b)"
    },
    **{name: {"": _NUMBER} for name in _NUMERIC},
    "rank": {
        "": r"\b(?:larg|small|bigg|old|new|young|lat|earli)est\b|\b(?:pre|post|ante)dates?\b|\bprecedes?\b|\bsupersedes?\b"
        r"|\b(?:(?:twice|half|double|times) )?(?:larg|bigg|small|old|new|young)er\b|\b(?:dwarfs|outweighs|exceeds)\b"
        r"|\bthe (?:success|predecess)or (?:of|to)\b|\bwas followed by\b|\bfollowed (?=¤)|\b(?:number|No\.) (?:one|\d)\b"
        r"|\b(?:was|came) first\b|\brunner-up\b|\b(?:longer|shorter|longest|shortest) (?:context|texts?)\b|\bmost parameters\b"
        r"|\bequally (?:large|big|old|new)\b|\bsame (?:size|age)\b"
        r"|\bmost (?:recent|downloaded|used|popular|cited)\b|\branks? (?:first|second|third|\d)"
        r"|\b(?:came|appeared|released|published)(?: out)? (?:before|after)\b|\bas (?:large|big|small|old|new) as\b"
        r"|\b(?:twice|thrice|half|double|times) (?:the|its|their) (?:size|parameters)\b|\b(?:first|second|third) in size\b"
        rf"|\b(?:later|earlier|(?:more|fewer|less) (?:parameters|weights|tokens)) than\b"
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
_DENIED = re.compile(
    rf"(?:{_NEGATION}|\b(?:nobody|rarely|seldom|false|lacks?|fails?|far from|anything but)\b)"
    r"(?! (?:all|every|each|always|only)\b)[^,;:()–—*]*\Z",
    re.I,
)
_REPORTED = re.compile(r"\b(?:says?|said|call(?:s|ed|ing)|claim\w*|argument|true|file[sd]?)\b", re.I)
_LINE = re.compile(r"[^\n]+(?:\n(?![ \t]*(?:(?:[-+*#]+|\d+[.)])[ \t]|[|!]|$))[^\n]+)*", re.M)
"""A line with those that only wrap it."""
_SENTENCE = re.compile(
    r"[^.!?]*(?:(?:[.!?](?=[^\s\"'”)*])|\.(?=\s+[a-z])"
    rf"|(?<=\b(?:{'|'.join(it[:3] for it in MONTHS)}))\.)[^.!?]*)*[.!?]?[\"'”)*]*"
)
_PRONOUN = re.compile(
    r"\W*(?:[\w-]+,? ){0,2}?(?:its|their|both|such an? (?:model|network)|th[ia][st] one)\b"
    r"|\W*(?:each|neither|one|the (?:first|second|other)|these|those|th(?:is|at)(?= is an? ))"
    r"(?= (?:is|are|was|were|has|have|had|can|of|writes?)\b)"
    r"|\W*(?:[\w-]+,? ){0,7}?(?:it|they|of them|the (?:latter|former)"
    r"|(?:this|that|the|these|those|[\w-]+['’]s) (?:model|network)s?)\b",
    re.I,
)
_NET = r"(?: (?:language )?(?:model|network|Transformer|L?LM)s?)"
_KINDS = {
    "encoder-decoder": rf"encoders?[–-]decoders?{_NET}?|(?:seq2seq|sequence-to-sequence|text-to-text){_NET}",
    "encoder-only": rf"encoder-only{_NET}|(?:(?:masked|bidirectional) )?encoders?{_NET}?|BERT-(?:style|like){_NET}",
    "decoder-only": rf"decoder-only{_NET}|(?:causal )?decoders?{_NET}?|GPT-(?:style|like){_NET}",
    "recurrent": rf"recurrent{_NET}|(?:RNN|LSTM)s?", "state-space": rf"state[- ]space{_NET}",
    "convolutional": rf"convolutional{_NET}", "hybrid": rf"hybrid{_NET}", "bidirectional": rf"bidirectional{_NET}",
    "masked-lm": rf"(?:masked|autoencoding){_NET}|MLMs", "causal-lm": rf"(?:causal|autoregressive){_NET}",
    "permutation-lm": rf"permutation{_NET}", "diffusion": rf"diffusion{_NET}",
    "embedding": rf"embedders?|(?:(?:dense|sparse) )?retrievers?|(?:embedding|encoding){_NET}",
    "reranking": rf"rerankers?|reranking{_NET}", "discriminator": rf"discriminators?{_NET}?",
    "reward": rf"reward{_NET}", "classification": rf"classifiers?|guards?|(?:guard|classification){_NET}",
    "judging": rf"judge{_NET}", "text-generation": rf"(?:chat(?:-tuned)?|instruction-tuned){_NET}|chatbots?|assistants",
    "generative": rf"generative{_NET}|(?:text )?(?:generators?|writers?)|generative AI(?: systems?)?",
    "not-generative": rf"non-generative(?:{_NET}| ones?)|non-?writers?",
    "open": rf"open(?:-weights?|-source)?{_NET}", "closed": rf"(?:closed|proprietary){_NET}",
    "models": rf"(?:(?:large|small) )?language models?|L?LMs?|(?:(?!\d|{FEW}|{_MANY})[\w–-]+ )?(?:models|Transformers)",
}  # fmt: skip
"""Value of a record, or `models` for all -> nouns for the kind of models that have it."""
_KIND_WORDS = "|".join(f"(?P<k{at}>{words})" for at, words in enumerate(_KINDS.values()))
_KIND_NOUN = re.compile(rf"(?<![\w/.])(?:(?:new|old|larg|small|bigg)er )?(?:{_KIND_WORDS})(?![\w/]|\.\w)", re.I)
_COPULA = re.compile(
    r"(?<!there )\b(?:is|are|was|were|be|been|becomes?|remains?|called|counts? as|belongs? to|turns? into)"
    r"(?: (?:not|an?|the|all|also|mostly|never|always|often|indeed|best|(?<!only )\w+ly))* \Z",
    re.I,
)
_ORDER = re.compile(
    r"(?:larg|small|bigg|old|new|young|lat|earli)e|pre[dc]|(?:more|fewer|less) p|most recent|first|last"
    r"|\w+(?: out)? (?:before|after)"
)
"""Words of rank that a mark can state."""
_QUANTIFIER = re.compile(
    r"\b(?:(?P<few>not (?:all|every|each|always))|(?P<most>(?:almost|nearly) \w+|most(?:ly)?|usually|generally|as a rule"
    r"|typically|normally)|(?P<some>some|many|few|several|can|could|may|might|sometimes|often|there (?:is|are))"
    r"|(?P<all>all|every|each|any|always|none|no|never|only))\b",
    re.I,
)
_GENERIC = 0.9
"""Share of a kind of which a sentence without a quantifier has to be true."""
_GROUP = re.compile(
    rf"\b(?:(?<!not )(?:all|every)|half|(?:most|none) of|our|\d[\d,]*|(?!\w+s\b)(?:{_MANY}))(?: (?:of|the|our|these|\d[\d,]*))*"
    r"(?: [\w–-]+)? (?:models|records|releases)\b|\b(?:model|record|release)s? (?:in|of) (?:our|the) (?:data|catalog)\b"
    r"|(?:%|\bpercent) of (?:all |the |our )*(?:models|records|releases)\b|\bour (?:data|catalog) (?:has|have|lists?|holds?)\b"
    r"|\bwe list\b|\b(?:half|thirds?|quarters?|most|none|rest) of (?:the|our) (?:catalog|data)\b",
    re.I,
)
_FILL = "¤"
"""Stands for what is no text of its own, so that offsets stay."""
_CALL = re.compile(r"\{\{-?\s*(\w+)\((.*?)\)[^(){}\n]*\}\}")
_STRING = re.compile(r"""(\w+\s*=\s*\[?\s*)?(["'])(.*?)\2""")
_CODE = re.compile(r"^[ \t]*(?P<f>```+|~~~+).*?^[ \t]*(?P=f)|(?<!`)`[^`\n]+`|\{##.*?##\}|<pre\b.*?</pre>", re.S | re.M)
_BLOCK = re.compile(r"</?(?:p|dl|div|h\d|li|[ou]l|tr)\b")
_MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[#:.][^}\n]*\}|<[^>]*>|\]\([^)\s]*\)", re.S)


class _Word(NamedTuple):
    """A fact word of a text, and the values of a field that it may mean."""

    start: int
    end: int
    field: str
    text: str
    values: frozenset[str]


class _Mark(NamedTuple):
    """A marked literal; its target is `id.field`, or the source or claim that has to say the words."""

    start: int
    kind: str
    target: str
    words: str


@dataclass
class _Flat:
    """A text without its calls and marks, at the same offsets; who is named where; what counts and superlatives ask for."""

    text: str = ""
    marks: list[_Mark] = field(default_factory=list)
    named: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    queried: list[tuple[int, dict[str, set[str]]]] = field(default_factory=list)


@dataclass
class _Sentence:
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
    marks: list[_Mark]
    queried: list[tuple[int, dict[str, set[str]]]]

    def named_last(self, at: int) -> tuple[str, ...]:
        """Return the ids of the last name before a place or, without one, of all that the sentence is about."""
        return next((ids for start, ids in reversed(self.named) if start <= at), self.ids)

    def counts(self, word: _Word) -> bool:
        """Tell whether a word says what the count before it, or the superlative of the sentence, asks for."""
        at, query = ([it for it in self.queried if it[0] <= word.start] or self.queried[:1] or [(0, {})])[-1]
        negated = re.search(_NEGATION, self.text[at : word.start], re.I)
        if word.field == "rank":
            return word.text.lower() in query.get("rank", ())
        if word.field in query:
            asked = query[word.field]
            return asked.isdisjoint(word.values) if negated else asked <= word.values
        asked = set[str]().union(*(values for name, values in query.items() if name in _VERDICT))
        return bool(asked and word.field in _VERDICT) and (asked <= _WRITES) == (word.values <= _WRITES and not negated)


def _kinds(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, id) of every noun for a kind of models that is not what the sentence says of another.

    *The masked network* is one of ours, which the data does not hold.
    """
    for hit in _KIND_NOUN.finditer(text):
        before = text[: hit.start()]
        ours = hit[0].endswith("network") and before.lower().endswith("the ")
        if hit.lastgroup and not ours and not _COPULA.search(before):
            yield hit.start(), hit.end(), [*_KINDS][int(hit.lastgroup[1:])]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _FILL * (end - start) + text[end:]
    return text


def _blanked(hit: re.Match[str]) -> str:
    """Return blanks of the length of a match, with an empty line where a block of HTML begins or ends."""
    blanks = re.sub(r"[^\n]", " ", hit[0])
    return f"\n\n{blanks[2:]}" if _BLOCK.match(hit[0]) else blanks


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
        and set(re.findall(_MONTH, words)) <= {MONTHS[int(month) - 1]}
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


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, sentence); a row of a table is one."""
    for line in _LINE.finditer(text):
        whole = line[0].lstrip().startswith("|")
        for hit in re.finditer(r"(?s).+", line[0]) if whole else _SENTENCE.finditer(line[0]):
            if hit[0].strip():
                yield line.start() + hit.end() - len(hit[0].lstrip()), hit[0].strip()


@dataclass(frozen=True)
class Facts:
    """What prose is held against."""

    records: Mapping[str, Record]
    rules: tuple[VerdictRule, ...]
    names: Names
    developers: Mapping[str, str]
    """Name -> id."""
    licenses: Mapping[str, tuple[str, ...]]
    """Id -> words that name it."""
    said: Mapping[tuple[str, str], list[tuple[str, str]]]
    """`cited` or `claim`, id -> what evidence says with that source, each with the record it is about, or the claim's text."""

    def problems(
        self, text: str, *, page: bool = False, about: tuple[str, ...] = (), refuted: bool = False, evidence: str = ""
    ) -> Iterator[tuple[int, str]]:
        """Yield (offset, message) of every fact word that is not bound, or bound to another value.

        `about` are the ids that the sentence before names; `refuted` tells that the text need not be true; what it
        says of kinds of models may stand in its `evidence`.
        """
        for sentence in self._statements(text, page, about):
            naming = bool(sentence.ids or sentence.queried or _GROUP.search(sentence.text))
            for mark in sentence.marks:
                if mark.kind in ("fact", "refuted"):
                    problem = self._of_mark(mark, sentence, refuted)
                else:
                    problem = self._unsaid(mark, sentence.ids) if naming else None
                if problem:
                    yield sentence.start + mark.start, problem
            for word in self._words(sentence.bare) if naming and not (sentence.of_kinds and refuted) else ():
                if not self._is_bound(word, sentence, evidence):
                    ids = (*sentence.named_last(word.start), *sentence.ids)
                    yield sentence.start + word.start, self._unbound(word, ids, page)

    def _statements(self, text: str, page: bool, before: tuple[str, ...]) -> Iterator[_Sentence]:
        """Yield the sentences of a text but for its questions; `before` are the ids that the text before it names."""
        flat = self._flat(text, page)
        names = [*self.names.find(flat.text)]
        named, bare = sorted([*flat.named, *names]), _without(flat.text, ((start, end) for start, end, _ in names))
        asked = False
        for start, sentence in _sentences(flat.text):
            end = start + len(sentence)
            before = () if sentence.startswith("#") else before
            here = [(at - start, ids) for at, _, ids in named if start <= at < end]
            queried = [(at - start, query) for at, query in flat.queried if start <= at < end]
            marks = [it._replace(start=it.start - start) for it in flat.marks if start <= it.start < end]
            refers = not here and (asked or _PRONOUN.match(sentence) is not None)
            of_record = not self.records.keys().isdisjoint(before)
            of_kinds = not (here or queried or (refers and of_record))
            rest = bare[start:end]
            kinds = [*_kinds(rest)] if of_kinds or marks else []
            if of_kinds:
                here = [(at, (kind,)) for at, _, kind in kinds]
                rest = _without(rest, ((at, to) for at, to, _ in kinds))
            ids = tuple(ident for _, them in here for ident in them) or (before if refers else ())
            if sentence.endswith("?"):
                before, asked = ids or before, True
                continue
            answers = of_record and (asked or start == 0)
            yield _Sentence(start, sentence, rest, here, ids, kinds, of_kinds, before, answers, marks, queried)
            before, asked = ids, False

    def _is_bound(self, word: _Word, sentence: _Sentence, evidence: str) -> bool:
        """Tell whether a count, or the evidence for what is said of kinds, has a word; or whether it states nothing."""
        if word.text in ("Yes", "No") and not sentence.answers:
            return True
        if (sentence.of_kinds or not sentence.ids) and sentence.counts(word):
            return True
        generative = "generative" in sentence.ids and word.values <= _WRITES
        return sentence.of_kinds and (generative or self._is_said(word, evidence))

    def names_in(self, text: str) -> tuple[str, ...]:
        """Return the ids of the records that a text names or, where it names none, its kinds of models."""
        flat = self._flat(text, page=False).text
        named = tuple(it for _, _, ids in self.names.find(flat) for it in ids)
        return named or tuple(kind for _, _, kind in _kinds(flat))

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
            if kind == "term" and not words and ident in _KINDS:
                words, at = ident, hit.end() - len(ident)
            if kind in ("model", "family"):
                family = (it.id for it in self.records.values() if it.family == ident)
                ids = tuple(family) if kind == "family" else (ident,) * (ident in self.records)
                flat.named.append((hit.start(), hit.end(), ids))
            if words and kind in (*MARKS, "claim"):
                flat.marks.append(_Mark(at, kind, ident, words))
                if kind == "claim":
                    flat.named += [(at + start, at + end, ids) for start, end, ids in self.names.find(words)]
                words = ""
            return _FILL * (at - hit.start()) + words + _FILL * (hit.end() - at - len(words))

        if not page:
            flat.text = REFERENCE.sub(reference, text)
            return flat
        prose = _CODE.sub(_blanked, text)
        flat.text = _MARKUP.sub(_blanked, _CALL.sub(call, prose))
        return flat

    def _words(self, text: str, fields: Iterable[str] = _FIELDS) -> list[_Word]:
        """Return the fact words of some fields, the longest where several overlap."""
        found = [
            _Word(*hit.span(), name, hit[0], values)
            for name in fields if name != "developers"
            for values, words in _COMPILED[name] for hit in words.finditer(text) if hit[0]
        ]  # fmt: skip
        if "developers" in fields:
            hits = self._developer.finditer(text)
            found += [_Word(*it.span(), "developers", it[0], frozenset({self.developers[it[0]]})) for it in hits]
        longest: list[_Word] = []
        for word in sorted(found, key=lambda it: it.start - it.end):
            if all(word.end <= other.start or other.end <= word.start for other in longest):
                longest.append(word)
        return sorted(longest)

    @cached_property
    def _developer(self) -> re.Pattern[str]:
        names = sorted(map(re.escape, self.developers), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?!\w|-(?!made|built|\w+ed))" if names else r"(?!)")

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

    def _of_mark(self, mark: _Mark, sentence: _Sentence, refuted: bool) -> str | None:
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
        if name not in _FIELDS:
            return f"no fact {shown(name)} that words can name{nearest(name, _FIELDS)}"
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
        rest = _without(words, ((word.start, word.end) for word in own))
        others = self._words(rest)
        if others and name != "rank":
            return f"“{words}” also says “{others[0].text}” — mark it by itself"
        if about[0] not in self.records:
            return self._wrong_of_kind(about[0], name, words, own, lead)
        record = self.records[about[0]]
        if name == "rank":
            agrees, differs, known = self._ranks(about, own[0].text.lower(), others), True, "another order"
        else:
            agrees, differs, known = self._agrees(record, name, words, own)
        negated = re.search(_NEGATION, rest, re.I)
        right = differs and not agrees if negated else agrees
        return None if right else f"says “{words}” of {record.name}; the data says {known}"

    def _wrong_of_kind(self, kind: str, name: str, words: str, own: list[_Word], lead: str) -> str | None:
        """Return why words are not true of all, most or some records of a kind, as the sentence says up to them."""
        if name == "rank":
            return "a rank compares models, not kinds of models"
        stated = [
            it
            for it in self._groups.get(kind, ())
            if self._agrees(it, name, words, own)[2] not in ("undisclosed", "nothing")
        ]
        known, right = len(stated), sum(self._wrong([it.id], name, words) is None for it in stated)
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
        else:
            value = last_objectives(record) if name == "objectives" else getattr(record, name, None)
        return frozenset(value if isinstance(value, tuple) else (value,) if value else ())

    @cached_property
    def _verdicts(self) -> dict[str, Verdict | None]:
        verdicts: dict[str, Verdict | None] = dict.fromkeys(self.records)
        for record in self.records.values():
            with suppress(NoRuleError):  # told by the rule that looks for it
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

    def _unsaid(self, mark: _Mark, ids: tuple[str, ...]) -> str | None:
        """Return what a source or claim does not say, of the records that the sentence names, in the words bound to it."""
        about = self._with_parents(ids)
        told = self.said.get((mark.kind, mark.target), ())
        text = "\n".join(says for owner, says in told if not owner or owner in about or not about & self.records.keys())
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
        names.records, tuple(rules), names, {name: it.id for it in developers for name in (it.name, *it.aliases)},
        {it.id: (it.name, it.id, *it.synonyms) for it in licenses}, said,
    )  # fmt: skip
