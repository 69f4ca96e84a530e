"""Executable arguments: small numeric claims, computed in exact fractions by the build and asserted in the tests.

In: the toy numbers below. Out: an Argument, and its HTML. Two toys serve all four: BLANKS, a masked model of two blanks
whose answers contradict each other, and CLOCK, a language whose masked model is perfect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product

from markupsafe import Markup

from catalog.load.problems import nearest, shown
from catalog.pages.context import ContentError, PageContext

Sentence = tuple[str, ...]
Context = tuple[str | None, ...]
Masked = Callable[[Context, int], Mapping[str, Fraction]]
"""A masked model: the probability of each word at one position, given a text in which None stands for a blank."""

HALF, QUARTER, NOTHING = Fraction(1, 2), Fraction(1, 4), Fraction(0)
WORDS = (("hot", "cold"), ("tea", "beer"))
BLANKS: Mapping[Context, tuple[Fraction, Fraction]] = {
    (None, "tea"): (1 - QUARTER, QUARTER), (None, "beer"): (QUARTER, 1 - QUARTER),
    ("hot", None): (HALF, HALF), ("cold", None): (HALF, HALF), (None, None): (HALF, HALF),
}  # fmt: skip
"""Answers of the contradictory model; while both words are hidden it gives the same answer for either."""
TICKS = ("tick", "tock")
CHANGE = 1 - QUARTER
"""In CLOCK, the probability that the next word differs from the last; the first is either with one half."""
WITNESS = ("hot", "tea")


@dataclass(frozen=True)
class Argument:
    """One argument: what is assumed, what was computed, what follows."""

    name: str
    title: str
    premise: str
    rows: tuple[tuple[str, str], ...]
    conclusion: str


def number(value: Fraction, places: int = 4) -> str:
    """Return `3/4 = 0.75`, `1/3 ≈ 0.3333` or `2`."""
    rounded = f"{float(value):.{places}f}".rstrip("0")
    return f"{value} {'=' if Fraction(rounded) == value else '≈'} {rounded}" if value.denominator > 1 else str(value)


def blanks(context: Context, position: int) -> Mapping[str, Fraction]:
    """Answer as the contradictory masked model of two blanks."""
    asked = tuple(None if index == position else word for index, word in enumerate(context))
    return dict(zip(WORDS[position], BLANKS[asked], strict=True))


def chain(sentence: Sentence) -> Fraction:
    """Return the probability of a sentence of CLOCK by the chain rule."""
    steps = (CHANGE if word != last else 1 - CHANGE for last, word in pairwise(sentence))
    return math.prod(steps, start=HALF)


def clock(context: Context, position: int) -> Mapping[str, Fraction]:
    """Answer as the perfect masked model of CLOCK: the true conditional, by summing over all sentences that fit."""
    options = [TICKS if word is None else (word,) for word in context]
    texts = {word: product(*options[:position], (word,), *options[position + 1 :]) for word in TICKS}
    masses = {word: sum(map(chain, texts[word]), NOTHING) for word in TICKS}
    return {word: mass / sum(masses.values()) for word, mass in masses.items()}


def pseudo(model: Masked, sentence: Sentence) -> Fraction:
    """Return the pseudo-likelihood: every word given all others, multiplied."""
    return math.prod((model(sentence, index)[word] for index, word in enumerate(sentence)), start=Fraction(1))


def filled(model: Masked, sentence: Sentence, order: tuple[int, ...]) -> Fraction:
    """Return the probability of getting a sentence by filling its blanks in an order."""
    context, probability = list[str | None]([None] * len(sentence)), Fraction(1)
    for position in order:
        probability *= model(tuple(context), position)[sentence[position]]
        context[position] = sentence[position]
    return probability


def unmasked(model: Masked, sentence: Sentence) -> Fraction:
    """Return the probability of a sentence when a masked diffusion model unmasks one random position at a time."""
    each = [filled(model, sentence, order) for order in permutations(range(len(sentence)))]
    return sum(each, NOTHING) / len(each)


def weight(masked: int, length: int) -> Fraction:
    """Return the weight of one set of blanks: the integral of t^masked (1 - t)^(length - masked) / t over ratios t."""
    return Fraction(1, masked * math.comb(length, masked))


def loss(model: Masked, sentence: Sentence) -> float:
    """Return the loss of masked diffusion in nats: all mask ratios, all sets of blanks, divided by the ratio."""
    total, places = 0.0, range(len(sentence))
    for hidden in (chosen for count in places for chosen in combinations(places, count + 1)):
        context = tuple(None if index in hidden else word for index, word in enumerate(sentence))
        surprise = -sum(math.log(model(context, index)[sentence[index]]) for index in hidden)
        total += float(weight(len(hidden), len(sentence))) * surprise
    return total


def _joint() -> Argument:
    tea, beer, hot, cold = (BLANKS[c] for c in ((None, "tea"), (None, "beer"), ("hot", None), ("cold", None)))
    ratios = [a[0] / a[1] / (b[0] / b[1]) for a, b in ((tea, beer), (hot, cold))]
    # Bayes: p(hot|tea) p(tea) / (p(hot|beer) p(beer)) = p(tea|hot) / p(beer|hot). Solve for p(tea); again for cold.
    odds = [pair[0] / pair[1] * beer[i] / tea[i] for i, pair in enumerate((hot, cold))]
    return Argument(
        "joint", "Answers that fit no joint distribution",
        "A masked model of two-word texts fills either blank. The first word is hot or cold, the second tea or beer.",
        (
            ("p(hot | tea); p(hot | beer)", f"{number(tea[0])}; {number(beer[0])}"),
            ("p(tea | hot); p(tea | cold)", f"{number(hot[0])}; {number(cold[0])}"),
            ("Odds ratio by the first blank; by the second", f"{ratios[0]}; {ratios[1]}"),
            ("p(tea) that the answers about hot require", number(odds[0] / (1 + odds[0]))),
            ("p(tea) that the answers about cold require", number(odds[1] / (1 + odds[1]))),
        ),
        f"A joint distribution has one odds ratio, read from either side. Here there are two, {ratios[0]} and "
        f"{ratios[1]}, so none fits. In words: the second blank calls the words unrelated; the first denies it.",
    )  # fmt: skip


def _chain_rule() -> Argument:
    text = ("tick", "tock", "tick")
    every = list(product(TICKS, repeat=len(text)))
    total, pseudo_total = sum(map(chain, every), NOTHING), sum((pseudo(clock, other) for other in every), NOTHING)
    factors = " × ".join(str(clock(text, index)[word]) for index, word in enumerate(text))
    return Argument(
        "chain-rule", "A probability, and a score that is none",
        f"A language of {len(every)} texts: three words, each tick or tock. The first is tick with probability {HALF}; "
        f"a later word differs from the one before with probability {CHANGE}. The causal model knows it. The masked "
        "model is perfect too: it gives the true probability of each word given all others.",
        (
            (f"Chain rule: p({' '.join(text)})", f"{HALF} × {CHANGE} × {CHANGE} = {number(chain(text), 5)}"),
            (f"Chain rule, sum over all {len(every)} texts", number(total)),
            (f"Pseudo-likelihood of {' '.join(text)}", f"{factors} = {number(pseudo(clock, text), 5)}"),
            (f"Pseudo-likelihood, sum over all {len(every)} texts", number(pseudo_total)),
        ),
        f"The chain rule shares out exactly {total} among all texts, so it is a probability. The pseudo-likelihoods "
        f"add up to {number(pseudo_total)}: fit to rank texts, but no probability, although each answer was right.",
    )  # fmt: skip


def _orders() -> Argument:
    right, left = ([filled(blanks, text, order) for text in product(*WORDS)] for order in ((0, 1), (1, 0)))
    table = list(zip(product(*WORDS), right, left, strict=True))
    return Argument(
        "orders", "Two orders, two answers",
        f"The masked model of hot or cold, tea or beer. Given tea, hot has {BLANKS[None, 'tea'][0]}; given beer, "
        f"cold has {BLANKS[None, 'beer'][1]}; all else is even. Two blanks are filled, left or right first.",
        (
            *((f"p({' '.join(text)})", f"left: {number(a)}; right: {number(b)}") for text, a, b in table),
            ("Sum of all four", f"left: {sum(right)}; right: {sum(left)}"),
        ),
        f"Each order is a proper way of writing: its probabilities add up to {sum(right)}. But they are two ways. "
        f"The same network writes “{' '.join(WITNESS)}” with probability {filled(blanks, WITNESS, (0, 1))} or "
        f"{filled(blanks, WITNESS, (1, 0))}, so it does not say by itself how probable that text is.",
    )  # fmt: skip


def _diffusion_bound() -> Argument:
    cases = [(clock, TICKS, chain(TICKS)), (blanks, WITNESS, unmasked(blanks, WITNESS))]
    (even, exact), (bound, below) = [(loss(model, text), -math.log(p)) for model, text, p in cases]
    return Argument(
        "diffusion-bound", "The loss of masked diffusion is a bound",
        "Two words, two choices for each. A mask ratio t is drawn evenly between 0 and 1, each word is hidden with "
        "probability t, and the surprise −log p at hidden words is divided by t. Writing uncovers words one by one.",
        (
            (f"Perfect model: p({' '.join(TICKS)})", number(cases[0][2])),
            ("Its loss; its −log p", f"{even:.4f}; {exact:.4f}"),
            (f"Contradictory model: p({' '.join(WITNESS)}), mean of both orders", number(cases[1][2])),
            ("Its loss; its −log p", f"{bound:.4f}; {below:.4f}"),
        ),
        "The loss never falls below −log p. When all answers come from one distribution, the two are equal. When the "
        f"answers depend on the order, the loss is larger, here by {bound - below:.4f}. Hence the word bound.",
    )  # fmt: skip


ARGUMENTS = {"joint": _joint, "chain-rule": _chain_rule, "orders": _orders, "diffusion-bound": _diffusion_bound}


def run(name: str) -> Argument:
    """Compute an argument."""
    if name not in ARGUMENTS:
        raise ContentError(f"no argument {shown(name)}{nearest(name, ARGUMENTS)}")
    return ARGUMENTS[name]()


def argument(name: str, context: PageContext) -> Markup:
    """Print an argument as a table, with what it assumes and what follows."""
    return Markup(context.index.environment.get_template("parts/argument.html.jinja").render(argument=run(name)))
