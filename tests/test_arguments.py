"""The executable arguments: every claim they print is checked here again, by brute force and by other means."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import pytest

from catalog.pages.arguments import (
    _ARGUMENTS,
    _BLANKS,
    _TICKS,
    _WITNESS,
    _WORDS,
    _blanks,
    _chain,
    _clock,
    _filled,
    _loss,
    _Masked,
    _number,
    _pseudo,
    _unmasked,
    argument,
)
from catalog.pages.context import ContentError

TEXTS = list(product(_TICKS, repeat=3))
PAIRS = list(product(*_WORDS))


def rows(name: str) -> list[str]:
    """Return the values of an argument's table."""
    return [value for _, value in _ARGUMENTS[name]().rows]


@pytest.mark.parametrize("name", _ARGUMENTS)
def test_arguments_are_complete_and_always_the_same(name: str) -> None:
    found = _ARGUMENTS[name]()
    assert found == _ARGUMENTS[name]()
    assert all((found.title, found.premise, found.conclusion))
    assert all(label and value for label, value in found.rows)
    assert all(label.count(";") in (0, value.count(";")) for label, value in found.rows), (
        "lines of label and value match"
    )


def test_an_unknown_argument_names_the_nearest() -> None:
    with pytest.raises(ContentError, match="did you mean 'orders'"):
        argument("order", None)  # type: ignore[arg-type]


def test_answers_are_probabilities() -> None:
    assert all(sum(answer) == 1 and min(answer) > 0 for answer in _BLANKS.values())
    for context in product((*_TICKS, None), repeat=3):
        for position in range(3):
            assert sum(_clock(context, position).values()) == 1


def test_joint_no_distribution_over_the_four_texts_gives_the_answers() -> None:
    """A joint with these p(first | second) is fixed by p(tea); no p(tea) gives these p(second | first)."""
    required = set()
    for first in _WORDS[0]:
        # p(tea | first) = p(first | tea) t / (p(first | tea) t + p(first | beer) (1 - t)) is linear in t.
        tea, beer = (_blanks((first, second), 0)[first] for second in _WORDS[1])
        share = _blanks((first, None), 1)["tea"]
        t = share * beer / (tea * (1 - share) + share * beer)
        assert tea * t / (tea * t + beer * (1 - t)) == share
        required.add(t)
    assert required == {Fraction(1, 4), Fraction(3, 4)}
    assert rows("joint")[-2:] == ["1/4 = 0.25", "3/4 = 0.75"]
    assert rows("joint")[2] == "9; 1"


def test_joint_the_same_test_passes_for_conditionals_of_a_real_joint() -> None:
    joint = dict(zip(PAIRS, map(Fraction, ("1/10", "2/10", "3/10", "4/10")), strict=True))
    ratio = joint["hot", "tea"] * joint["cold", "beer"] / (joint["hot", "beer"] * joint["cold", "tea"])
    by_second = {s: [joint[f, s] / sum(joint[g, s] for g in _WORDS[0]) for f in _WORDS[0]] for s in _WORDS[1]}
    by_first = {f: [joint[f, s] / sum(joint[f, r] for r in _WORDS[1]) for s in _WORDS[1]] for f in _WORDS[0]}
    for (a, b), (c, d) in (by_second.values(), by_first.values()):
        assert a / b / (c / d) == ratio


def test_chain_rule_sums_to_one_and_pseudo_likelihood_does_not() -> None:
    assert sum(map(_chain, TEXTS)) == 1
    assert _chain(("tick", "tock", "tick")) == Fraction(9, 32)
    scores = []
    for text in TEXTS:
        score = Fraction(1)
        for position, word in enumerate(text):
            others = [t for t in TEXTS if all(t[i] == text[i] for i in range(3) if i != position)]
            score *= Fraction(sum(_chain(t) for t in others if t[position] == word), sum(map(_chain, others)))
        assert score == _pseudo(_clock, text)
        scores.append(score)
    assert sum(scores) == Fraction(7, 5)
    assert rows("chain-rule") == [
        "1/2 × 3/4 × 3/4 = 9/32 = 0.28125",
        "1",
        "3/4 × 9/10 × 3/4 = 81/160 = 0.50625",
        "7/5 = 1.4",
    ]


def test_orders_each_sums_to_one_and_they_differ() -> None:
    right = {text: _filled(_blanks, text, (0, 1)) for text in PAIRS}
    left = {text: _filled(_blanks, text, (1, 0)) for text in PAIRS}
    assert sum(right.values()) == sum(left.values()) == 1
    assert right[_WITNESS] == _BLANKS[None, None][0] * _BLANKS["hot", None][0] == Fraction(1, 4)
    assert left[_WITNESS] == _BLANKS[None, None][0] * _BLANKS[None, "tea"][0] == Fraction(3, 8)
    assert rows("orders")[0] == "left: 1/4 = 0.25; right: 3/8 = 0.375"


def test_orders_agree_for_the_perfect_model() -> None:
    for text in TEXTS:
        assert {_filled(_clock, text, order) for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0))} == {_chain(text)}


def integrated(model: _Masked, text: tuple[str, ...], steps: int = 100) -> float:
    """Return the loss of masked diffusion by numerical integration over the mask ratio (midpoint rule)."""
    total = 0.0
    for hidden in product((False, True), repeat=len(text)):
        context = tuple(None if masked else word for masked, word in zip(hidden, text, strict=True))
        surprise = -sum(math.log(model(context, i)[text[i]]) for i, masked in enumerate(hidden) if masked)
        for step in range(steps):
            t = (step + 0.5) / steps
            total += math.prod(t if masked else 1 - t for masked in hidden) * surprise / t / steps
    return total


@pytest.mark.parametrize(
    ("model", "texts"), [(_clock, TEXTS), (_clock, list(product(_TICKS, repeat=2))), (_blanks, PAIRS)]
)
def test_diffusion_loss_is_the_integral_and_an_upper_bound(model: _Masked, texts: list[tuple[str, ...]]) -> None:
    assert sum(_unmasked(model, text) for text in texts) == 1
    for text in texts:
        assert _loss(model, text) == pytest.approx(integrated(model, text), abs=1e-4)
        assert _loss(model, text) >= -math.log(_unmasked(model, text)) - 1e-12


def test_diffusion_bound_is_equal_for_exact_conditionals_and_strict_for_contradictory_ones() -> None:
    for text in (*product(_TICKS, repeat=2), *TEXTS):
        assert _unmasked(_clock, text) == _chain(text)
        assert _loss(_clock, text) == pytest.approx(-math.log(_chain(text)), abs=1e-12)
    # exp(-2 loss) is the product of both orders and p their mean: an exact case of the means' inequality.
    product_of_orders = _filled(_blanks, _WITNESS, (0, 1)) * _filled(_blanks, _WITNESS, (1, 0))
    assert math.exp(-2 * _loss(_blanks, _WITNESS)) == pytest.approx(float(product_of_orders))
    assert product_of_orders == Fraction(3, 32) < _unmasked(_blanks, _WITNESS) ** 2 == Fraction(25, 256)
    assert rows("diffusion-bound") == ["3/8 = 0.375", "0.9808; 0.9808", "5/16 = 0.3125", "1.1836; 1.1632"]


@pytest.mark.parametrize(("value", "text"), [("2", "2"), ("3/4", "3/4 = 0.75"), ("1/3", "1/3 ≈ 0.3333"), ("0", "0")])
def test_numbers_say_whether_they_are_rounded(value: str, text: str) -> None:
    assert _number(Fraction(value)) == text
