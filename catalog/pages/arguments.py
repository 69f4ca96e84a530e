"""Executable arguments: small numeric claims, computed in exact fractions by the build and asserted in the tests.

In: the toy numbers below. Out: an Argument, and its HTML. Two toys serve all four: BLANKS, a masked model of two blanks
whose answers contradict each other, and CLOCK, a language whose masked model is perfect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product
from typing import NamedTuple

from markupsafe import Markup

from catalog.pages.context import PageContext, look_up

_Sentence = tuple[str, ...]
_Context = tuple[str | None, ...]
_Masked = Callable[[_Context, int], Mapping[str, Fraction]]
"""A masked model: the probability of each word at one position, given a text in which None stands for a blank."""

_HALF, _QUARTER, _NOTHING = Fraction(1, 2), Fraction(1, 4), Fraction(0)
_WORDS = (("hot", "cold"), ("tea", "beer"))
_BLANKS: Mapping[_Context, tuple[Fraction, Fraction]] = {
    (None, "tea"): (1 - _QUARTER, _QUARTER), (None, "beer"): (_QUARTER, 1 - _QUARTER),
    ("hot", None): (_HALF, _HALF), ("cold", None): (_HALF, _HALF), (None, None): (_HALF, _HALF),
}  # fmt: skip
"""Answers of the contradictory model; while both words are hidden it gives the same answer for either."""
_TICKS = ("tick", "tock")
_CHANGE = 1 - _QUARTER
"""In CLOCK, the probability that the next word differs from the last; the first is either with one half."""
_WITNESS = ("hot", "tea")


class _Argument(NamedTuple):
    """What is assumed, what was computed, what follows."""

    title: str
    premise: str
    rows: tuple[tuple[str, str], ...]
    conclusion: str


def _number(value: Fraction, places: int = 4) -> str:
    """Return `3/4 = 0.75`, `1/3 ≈ 0.3333` or `2`."""
    rounded = f"{float(value):.{places}f}".rstrip("0")
    return f"{value} {'=' if Fraction(rounded) == value else '≈'} {rounded}" if value.denominator > 1 else str(value)


def _blanks(context: _Context, position: int) -> Mapping[str, Fraction]:
    """Answer as the contradictory masked model of two blanks."""
    asked = tuple(None if index == position else word for index, word in enumerate(context))
    return dict(zip(_WORDS[position], _BLANKS[asked], strict=True))


def _chain(sentence: _Sentence) -> Fraction:
    """Return the probability of a sentence of CLOCK by the chain rule."""
    return math.prod((_CHANGE if word != last else 1 - _CHANGE for last, word in pairwise(sentence)), start=_HALF)


def _clock(context: _Context, position: int) -> Mapping[str, Fraction]:
    """Answer as the perfect masked model of CLOCK: the true conditional, by summing over all sentences that fit."""
    options = [_TICKS if word is None else (word,) for word in context]
    texts = {word: product(*options[:position], (word,), *options[position + 1 :]) for word in _TICKS}
    masses = {word: sum(map(_chain, texts[word]), _NOTHING) for word in _TICKS}
    return {word: mass / sum(masses.values()) for word, mass in masses.items()}


def _pseudo(model: _Masked, sentence: _Sentence) -> Fraction:
    """Return the pseudo-likelihood: every word given all others, multiplied."""
    return math.prod((model(sentence, index)[word] for index, word in enumerate(sentence)), start=Fraction(1))


def _filled(model: _Masked, sentence: _Sentence, order: tuple[int, ...]) -> Fraction:
    """Return the probability of getting a sentence by filling its blanks in an order."""
    context, probability = list[str | None]([None] * len(sentence)), Fraction(1)
    for position in order:
        probability *= model(tuple(context), position)[sentence[position]]
        context[position] = sentence[position]
    return probability


def _unmasked(model: _Masked, sentence: _Sentence) -> Fraction:
    """Return the probability of a sentence when a masked diffusion model unmasks one random position at a time."""
    each = [_filled(model, sentence, order) for order in permutations(range(len(sentence)))]
    return sum(each, _NOTHING) / len(each)


def _loss(model: _Masked, sentence: _Sentence) -> float:
    """Return the loss of masked diffusion in nats: all mask ratios t, all sets of k blanks of n, divided by the ratio.

    A set has the weight of the integral of t^k (1 - t)^(n - k) / t over t, which is 1 / (k * (n over k)).
    """
    total, places = 0.0, range(len(sentence))
    for hidden in (chosen for count in places for chosen in combinations(places, count + 1)):
        context = tuple(None if index in hidden else word for index, word in enumerate(sentence))
        surprise = -sum(math.log(model(context, index)[sentence[index]]) for index in hidden)
        total += surprise / (len(hidden) * math.comb(len(sentence), len(hidden)))
    return total


def _joint() -> _Argument:
    tea, beer, hot, cold = (_BLANKS[c] for c in ((None, "tea"), (None, "beer"), ("hot", None), ("cold", None)))
    ratios = [a[0] / a[1] / (b[0] / b[1]) for a, b in ((tea, beer), (hot, cold))]
    # Bayes: p(hot|tea) p(tea) / (p(hot|beer) p(beer)) = p(tea|hot) / p(beer|hot). Solve for p(tea); again for cold.
    odds = [pair[0] / pair[1] * beer[i] / tea[i] for i, pair in enumerate((hot, cold))]
    return _Argument(
        "Answers that fit no joint distribution",
        "A masked model of two-word texts fills either blank. The first word is hot or cold, the second tea or beer.",
        (
            ("p(hot | tea); p(hot | beer)", f"{_number(tea[0])}; {_number(beer[0])}"),
            ("p(tea | hot); p(tea | cold)", f"{_number(hot[0])}; {_number(cold[0])}"),
            ("Odds ratio by the first blank; by the second", f"{ratios[0]}; {ratios[1]}"),
            ("p(tea) that the answers about hot require", _number(odds[0] / (1 + odds[0]))),
            ("p(tea) that the answers about cold require", _number(odds[1] / (1 + odds[1]))),
        ),
        f"A joint distribution has one odds ratio, read from either side. Here there are two, {ratios[0]} and "
        f"{ratios[1]}, so none fits. In words: the second blank calls the words unrelated; the first denies it.",
    )


def _chain_rule() -> _Argument:
    text = ("tick", "tock", "tick")
    every = list(product(_TICKS, repeat=len(text)))
    total, pseudo_total = sum(map(_chain, every), _NOTHING), sum((_pseudo(_clock, other) for other in every), _NOTHING)
    factors = " × ".join(str(_clock(text, index)[word]) for index, word in enumerate(text))
    return _Argument(
        "A probability, and a score that is none",
        f"A language of {len(every)} texts: three words, each tick or tock. The first is tick with probability {_HALF}; "
        f"a later word differs from the one before with probability {_CHANGE}. The causal model knows it. The masked "
        "model is perfect too: it gives the true probability of each word given all others.",
        (
            (f"Chain rule: p({' '.join(text)})", f"{_HALF} × {_CHANGE} × {_CHANGE} = {_number(_chain(text), 5)}"),
            (f"Chain rule, sum over all {len(every)} texts", _number(total)),
            (f"Pseudo-likelihood of {' '.join(text)}", f"{factors} = {_number(_pseudo(_clock, text), 5)}"),
            (f"Pseudo-likelihood, sum over all {len(every)} texts", _number(pseudo_total)),
        ),
        f"The chain rule shares out exactly {total} among all texts, so it is a probability. The pseudo-likelihoods "
        f"add up to {_number(pseudo_total)}: fit to rank texts, but no probability, although each answer was right.",
    )


def _orders() -> _Argument:
    right, left = ([_filled(_blanks, text, order) for text in product(*_WORDS)] for order in ((0, 1), (1, 0)))
    table = list(zip(product(*_WORDS), right, left, strict=True))
    return _Argument(
        "Two orders, two answers",
        f"The masked model of hot or cold, tea or beer. Given tea, hot has {_BLANKS[None, 'tea'][0]}; given beer, "
        f"cold has {_BLANKS[None, 'beer'][1]}; all else is even. Two blanks are filled, left or right first.",
        (
            *((f"p({' '.join(text)})", f"left: {_number(a)}; right: {_number(b)}") for text, a, b in table),
            ("Sum of all four", f"left: {sum(right)}; right: {sum(left)}"),
        ),
        f"Each order is a proper way of writing: its probabilities add up to {sum(right)}. But they are two ways. "
        f"The same network writes “{' '.join(_WITNESS)}” with probability {_filled(_blanks, _WITNESS, (0, 1))} or "
        f"{_filled(_blanks, _WITNESS, (1, 0))}, so it does not say by itself how probable that text is.",
    )


def _diffusion_bound() -> _Argument:
    cases = [(_clock, _TICKS, _chain(_TICKS)), (_blanks, _WITNESS, _unmasked(_blanks, _WITNESS))]
    (even, exact), (bound, below) = [(_loss(model, text), -math.log(p)) for model, text, p in cases]
    return _Argument(
        "The loss of masked diffusion is a bound",
        "Two words, two choices for each. A mask ratio t is drawn evenly between 0 and 1, each word is hidden with "
        "probability t, and the surprise −log p at hidden words is divided by t. Writing uncovers words one by one.",
        (
            (f"Perfect model: p({' '.join(_TICKS)})", _number(cases[0][2])),
            ("Its loss; its −log p", f"{even:.4f}; {exact:.4f}"),
            (f"Contradictory model: p({' '.join(_WITNESS)}), mean of both orders", _number(cases[1][2])),
            ("Its loss; its −log p", f"{bound:.4f}; {below:.4f}"),
        ),
        "The loss never falls below −log p. When all answers come from one distribution, the two are equal. When the "
        f"answers depend on the order, the loss is larger, here by {bound - below:.4f}. Hence the word bound.",
    )


_ARGUMENTS = {"joint": _joint, "chain-rule": _chain_rule, "orders": _orders, "diffusion-bound": _diffusion_bound}


def argument(name: str, context: PageContext) -> Markup:
    """Print an argument as a table, with what it assumes and what follows."""
    found = look_up(_ARGUMENTS, name, "argument")()
    return Markup(context.index.environment.get_template("parts/argument.html.jinja").render(name=name, argument=found))
