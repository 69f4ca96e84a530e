"""The verdict on one record: three senses of *generative*, each by the first rule that fits.

In: the facts of a record. Out: a Verdict that names the rules that fired and the facts they used. The rules are data
(`PROBABILITY`, `WRITING`, `RELEASE`), so that the method page prints the very rules that ran.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from catalog.facts.schema import Record
from catalog.facts.vocabulary import EvidenceField, Objective

EXACT: frozenset[Objective] = frozenset({
    "causal-lm", "permutation-lm", "prefix-lm", "blank-infilling", "span-corruption", "denoising", "gap-sentences",
    "mixture-of-denoisers", "bidirectional-lm", "fill-in-the-middle",
})  # fmt: skip
"""Objectives whose loss is a chain rule over the text, or over the target given the input."""
BOUND: frozenset[Objective] = frozenset({"masked-diffusion", "discrete-diffusion"})
PSEUDO: frozenset[Objective] = frozenset({"masked-lm", "translation-lm"})
TUNING: frozenset[Objective] = frozenset({"reinforcement-learning", "preference-optimization"})
"""Objectives that keep the factorisation they start from; alone they say nothing about it."""
NO_WORDS = ("vector", "scalar", "class-scores", "discriminator")


class Rule(NamedTuple):
    """If `when` holds for a record, the sense has `value`, because of `facts`."""

    id: str
    value: str
    text: str
    facts: tuple[EvidenceField, ...]
    when: Callable[[Record], bool]


class Verdict(NamedTuple):
    """Values of the three senses, the summary, and the rules that gave them."""

    defines_probability: str
    writes_text: str
    released_to_write: str
    summary: str
    rules: tuple[Rule, Rule, Rule]

    @property
    def rule(self) -> str:
        """Identifiers of the rules that fired, such as `P2+W3+R1`."""
        return "+".join(rule.id for rule in self.rules)


def last_objectives(record: Record) -> tuple[Objective, ...]:
    """Objectives of the last training stage; empty when training is undisclosed."""
    return record.training[-1].objectives if record.training else ()


def _trains(objectives: frozenset[Objective]) -> Callable[[Record], bool]:
    return lambda record: not objectives.isdisjoint(last_objectives(record))


def _gives_words(record: Record) -> bool:
    return record.output_head == "vocabulary"


def _undisclosed(record: Record) -> bool:
    return not record.training or "undisclosed" in (record.output_head, record.architecture)


PROBABILITY: tuple[Rule, ...] = (
    Rule(
        "P1", "undisclosed", "Its developer does not say what training optimized.",
        ("training",), lambda record: not record.training,
    ),
    Rule(
        "P2", "exact", "The last training stage optimizes a chain rule: the probability of a text (or of the output "
        "given the input) is a product of terms that the model computes.",
        ("training",), _trains(EXACT),
    ),
    Rule(
        "P3", "bound", "The last training stage optimizes a bound on the probability of a text: noise of every "
        "strength, each weighted so that the losses add up to a bound.",
        ("training",), _trains(BOUND),
    ),
    Rule(
        "P4", "pseudo", "The last training stage predicts masked words at a fixed ratio: each blank gets a "
        "probability, but the blanks together need not fit any probability of the whole text.",
        ("training",), _trains(PSEUDO),
    ),
    Rule(
        "P5", "undisclosed", "The last training stage tunes behavior and keeps the way of writing it started from, "
        "which its developer does not disclose.",
        ("training",), lambda record: TUNING.issuperset(last_objectives(record)),
    ),
    Rule(
        "P6", "none", "The last training stage optimizes something other than the words of a text.",
        ("training",), lambda record: True,
    ),
)  # fmt: skip

WRITING: tuple[Rule, ...] = (
    Rule(
        "W1", "no", "The released checkpoint does not hand out words: its output is a vector, a score or a decision.",
        ("output_head",), lambda record: record.output_head in NO_WORDS,
    ),
    Rule(
        "W2", "yes", "The developer does not disclose enough of the network; its documented behavior is to write text.",
        ("released_for",), lambda record: _undisclosed(record) and "text-generation" in record.released_for,
    ),
    Rule(
        "W3", "no", "The developer does not disclose enough of the network, and documents no use that writes text.",
        ("released_for",), _undisclosed,
    ),
    Rule(
        "W4", "yes", "It gives probabilities over words, one step after another: sampling them in order yields "
        "open-ended text.",
        ("output_head", "training"), lambda record: _gives_words(record) and _trains(EXACT)(record),
    ),
    Rule(
        "W5", "yes", "It gives probabilities over words at every strength of noise: starting from noise alone and "
        "removing it in steps yields open-ended text.",
        ("output_head", "training"), lambda record: _gives_words(record) and _trains(BOUND)(record),
    ),
    Rule(
        "W6", "with-extra-procedure", "It fills single blanks; open-ended text needs a sampling procedure that "
        "training did not provide for.",
        ("output_head", "training"), lambda record: _gives_words(record) and _trains(PSEUDO)(record),
    ),
    Rule(
        "W7", "with-extra-procedure", "The word probabilities are still there, but the last stage trained something "
        "else and the documented interface reads only that.",
        ("output_head", "training"), lambda record: True,
    ),
)  # fmt: skip

RELEASE: tuple[Rule, ...] = (
    Rule(
        "R1", "yes", "Its own paper or card names writing text as a purpose.",
        ("released_for",), lambda record: "text-generation" in record.released_for,
    ),
    Rule(
        "R2", "no", "Its own paper or card names other purposes only.",
        ("released_for",), lambda record: True,
    ),
)  # fmt: skip

SUMMARY = {"yes": "generative", "with-extra-procedure": "not-generative", "no": "not-generative"}


def judge(record: Record) -> Verdict:
    """Return the verdict on one record; the last rule of each list always fits."""
    fired = tuple(next(rule for rule in rules if rule.when(record)) for rules in (PROBABILITY, WRITING, RELEASE))
    probability, writing, release = fired
    return Verdict(
        probability.value, writing.value, release.value, SUMMARY[writing.value], (probability, writing, release)
    )


def summary_of_many(summaries: set[str]) -> str:
    """Return the summary of a name that covers several releases: theirs if they agree, else `depends`."""
    return summaries.pop() if len(summaries) == 1 else "depends"
