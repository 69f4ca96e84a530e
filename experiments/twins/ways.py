"""The ways of writing that are compared, in PyTorch, for many sentences at once.

Each way takes a twin, the number of sentences, a temperature and a generator of random numbers, and
returns sentences as rows of word numbers. A blank is only ever filled with a word, never with the sign of the end.
"""

from collections.abc import Callable, Iterator

import torch
from network import BOS, EOS, MASK, PAD, PLACES, Twin
from torch import Tensor


def draw(scores: Tensor, temperature: float, rng: torch.Generator) -> Tensor:
    """One word for each row of scores, by its chance (the likeliest after dividing by exponential noise)."""
    chances = torch.softmax(scores / temperature, -1)
    return (chances / torch.empty_like(chances).exponential_(generator=rng)).argmax(-1)


@torch.no_grad()
def next_words(twin: Twin, count: int, temperature: float, rng: torch.Generator) -> Tensor:
    """Left to right, until the end or the last place; the causal way."""
    tokens = torch.full((count, PLACES), PAD)
    tokens[:, 0] = BOS
    for at in range(1, PLACES):
        words = draw(twin.scores(tokens[:, :at])[:, -1], temperature, rng)
        tokens[:, at] = words.masked_fill((tokens[:, at - 1] == EOS) | (tokens[:, at - 1] == PAD), PAD)
    return tokens


def blanks(lengths: Tensor) -> Tensor:
    """All words hidden, their number given."""
    at = torch.arange(PLACES)[None]
    tokens = torch.full((len(lengths), PLACES), PAD).masked_fill(at <= lengths[:, None], MASK)
    return tokens.masked_fill(at == lengths[:, None] + 1, EOS).masked_fill(at == 0, BOS)


Order = Callable[[Tensor, Tensor, torch.Generator], Tensor]
"""Scores of places, given the hidden ones and what the twin says: the highest is uncovered next."""


def at_random(hidden: Tensor, scores: Tensor, rng: torch.Generator) -> Tensor:
    """Any hidden place."""
    return torch.rand(hidden.shape, generator=rng)


def surest(hidden: Tensor, scores: Tensor, rng: torch.Generator) -> Tensor:
    """The place whose likeliest word is likeliest."""
    return torch.softmax(scores, -1).amax(-1)


def leftmost(hidden: Tensor, scores: Tensor, rng: torch.Generator) -> Tensor:
    """The first hidden place."""
    return -torch.arange(PLACES).expand(hidden.shape).float()


@torch.no_grad()
def uncover(twin: Twin, tokens: Tensor, order: Order, steps: int, temperature: float, rng: torch.Generator) -> Tensor:
    """Fill all blanks in so many steps, each with an equal part of what is left, rounded up."""
    tokens, rows = tokens.clone(), torch.arange(len(tokens))
    for step in range(steps):
        hidden = tokens == MASK
        left = hidden.sum(1)
        if not left.any():
            break
        scores = twin.scores(tokens)
        scores[..., EOS] = -torch.inf
        words = draw(scores, temperature, rng)
        ranks = order(hidden, scores, rng).masked_fill(~hidden, -torch.inf).argsort(1, descending=True)
        quota = -(-left // (steps - step))
        for nth in range(int(quota.max())):
            chosen = rows[nth < quota]
            places = ranks[chosen, nth]
            tokens[chosen, places] = words[chosen, places]
    return tokens


@torch.no_grad()
def redraw(twin: Twin, tokens: Tensor, sweeps: int, temperature: float, rng: torch.Generator) -> Iterator[Tensor]:
    """Hide one word and draw it anew, every place once a sweep, in random order (Gibbs sampling); yield after each sweep."""
    tokens, rows = tokens.clone(), torch.arange(len(tokens))
    words = tokens > EOS
    longest = int(words.sum(1).max())
    for _ in range(sweeps):
        places = torch.rand(tokens.shape, generator=rng).masked_fill(~words, -1.0).argsort(1, descending=True)
        for nth in range(longest):
            active = rows[nth < words.sum(1)]
            given, at = tokens[active], places[active, nth]
            given[torch.arange(len(active)), at] = MASK
            scores = twin.scores(given)[torch.arange(len(active)), at]
            scores[:, EOS] = -torch.inf
            tokens[active, at] = draw(scores, temperature, rng)
        yield tokens
