"""Train the four twins with one seed and write their weights: ``python train.py SEED [STEPS]``.

Every twin takes the same number of steps on the same corpus from the same beginning; the embedder
is the causal twin after further steps on pairs. Weights go to ``runs/SEED/*.pt``, which git
ignores; ``publish.py`` turns those of seed 0 into the committed bytes.
"""

import json
import math
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import grammar
import torch
from network import BOS, EOS, MASK, PAD, PLACES, Twin
from torch import Tensor
from torch.nn import functional

STEPS, BATCH, CORPUS = 5000, 64, 20_000
TUNING_STEPS, PAIRS = 600, 5_000
TUNING_RATES = {"embedder": 1e-3, "embedder-strong": 3e-3}
SHARE = 0.15
RUNS = Path(__file__).parent / "runs"


def encode(sentences: list[str], number: dict[str, int]) -> Tensor:
    """Sentences as numbers between the signs of beginning and end, filled up with padding."""
    rows = [[BOS, *(number[word] for word in sentence.split()), EOS] for sentence in sentences]
    return torch.tensor([row + [PAD] * (PLACES - len(row)) for row in rows])


def hide(tokens: Tensor, shares: Tensor) -> Tensor:
    """Which words are to be guessed: each with its sentence's probability, at least one a sentence."""
    words = tokens > EOS
    draws = torch.rand(tokens.shape).masked_fill(~words, 2.0)
    return words & ((draws < shares[:, None]) | (draws == draws.min(1, keepdim=True).values))


def causal_loss(twin: Twin, tokens: Tensor) -> Tensor:
    """Next word: every word, and the end, is guessed from the words before it."""
    scores = twin.scores(tokens[:, :-1])
    return functional.cross_entropy(scores.flatten(0, 1), tokens[:, 1:].flatten(), ignore_index=PAD)


def masked_loss(twin: Twin, tokens: Tensor) -> Tensor:
    """Blanks at a fixed share, as BERT was trained: of the hidden words 80 % blank, 10 % another word, 10 % left."""
    hidden = hide(tokens, torch.full((len(tokens),), SHARE))
    chance = torch.rand(tokens.shape)
    others = torch.randint(MASK + 1, twin.words.num_embeddings, tokens.shape)
    given = torch.where(hidden & (chance < 0.8), MASK, torch.where(hidden & (chance >= 0.9), others, tokens))
    return functional.cross_entropy(twin.scores(given)[hidden], tokens[hidden])


def diffusion_loss(twin: Twin, tokens: Tensor) -> Tensor:
    """Blanks at a share drawn anew for each sentence, its loss divided by that share: a bound on the sentence's probability."""
    shares = torch.rand(len(tokens)).clamp(min=0.02)
    hidden = hide(tokens, shares)
    scores = twin.scores(tokens.masked_fill(hidden, MASK))
    losses = functional.cross_entropy(scores[hidden], tokens[hidden], reduction="none")
    weights = (1 / shares)[:, None].expand(tokens.shape)[hidden]
    return (losses * weights).sum() / (tokens > EOS).sum()


def train(
    twin: Twin, steps: int, loss_of: Callable[[Twin, Tensor], Tensor], corpus: Tensor, rate: float = 1.0
) -> float:
    """Muon for the matrices of the layers, AdamW for the rest, both with a cosine down to zero; seconds taken."""
    matrices = [p for p in twin.layers.parameters() if p.ndim == 2]
    others = [p for name, p in twin.named_parameters() if p.ndim < 2 or not name.startswith("layers.")]
    optimizers = [
        torch.optim.Muon(matrices, lr=0.02 * rate, weight_decay=0.01, adjust_lr_fn="original"),
        torch.optim.AdamW(others, lr=3e-3 * rate, weight_decay=0.01),
    ]
    begun, first = time.perf_counter(), [group["lr"] for o in optimizers for group in o.param_groups]
    for step in range(steps):
        decay = min(1.0, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * step / steps))
        for optimizer, full in zip(optimizers, first, strict=True):
            optimizer.param_groups[0]["lr"] = full * decay
        loss = loss_of(twin, corpus[torch.randint(len(corpus), (BATCH,))])
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
    return time.perf_counter() - begun


def tune(twin: Twin, rate: float, pairs: Tensor) -> float:
    """Draw the two sentences of a pair together and all others apart (InfoNCE, temperature 0.07); seconds taken."""
    optimizer, begun = torch.optim.AdamW(twin.parameters(), lr=rate, weight_decay=0.01), time.perf_counter()
    for step in range(TUNING_STEPS):
        optimizer.param_groups[0]["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / TUNING_STEPS))
        chosen = pairs[torch.randint(len(pairs), (BATCH,))]
        alike = twin.vector(chosen[:, 0]) @ twin.vector(chosen[:, 1]).T / 0.07
        goal = torch.arange(BATCH)
        loss = functional.cross_entropy(alike, goal) + functional.cross_entropy(alike.T, goal)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return time.perf_counter() - begun


def draw_pairs(
    sentences: list[str], language: dict[str, float], count: int, rng: random.Random
) -> list[tuple[str, str]]:
    """Two wordings of one meaning each, every meaning at most once."""
    wordings: dict[str, list[str]] = {}
    for sentence in language:
        wordings.setdefault(grammar.meaning(sentence), []).append(sentence)
    pairs = {}
    for sentence in sentences:
        meaning = grammar.meaning(sentence)
        if meaning not in pairs and len(wordings[meaning]) > 1:
            pairs[meaning] = (sentence, rng.choice([other for other in wordings[meaning] if other != sentence]))
    return list(pairs.values())[:count]


def main(seed: int, steps: int) -> None:
    """Train the twins of one seed, each from the same weights."""
    torch.set_num_threads(1)
    language = grammar.language()
    words = grammar.vocabulary(language)
    number = {word: at for at, word in enumerate(words)}
    rng = random.Random(seed)
    corpus = rng.choices(list(language), list(language.values()), k=CORPUS)
    pairs = draw_pairs(corpus, language, PAIRS, rng)
    tokens = encode(corpus, number)
    folder = RUNS / str(seed)
    folder.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    for name, loss_of in (("causal", causal_loss), ("masked", masked_loss), ("diffusion", diffusion_loss)):
        torch.manual_seed(seed)
        twin = Twin(len(words), causal=name == "causal")
        seconds[name] = train(twin, steps, loss_of, tokens)
        torch.save(twin.state_dict(), folder / f"{name}.pt")
        print(seed, name, round(seconds[name]), "s", flush=True)
    encoded = torch.stack([encode([a for a, _ in pairs], number), encode([b for _, b in pairs], number)], dim=1)
    for name, rate in TUNING_RATES.items():
        torch.manual_seed(seed)
        twin = Twin(len(words), causal=True, embeds=True)
        twin.load_state_dict(torch.load(folder / "causal.pt"), strict=False)
        seconds[name] = tune(twin, rate, encoded)
        torch.save(twin.state_dict(), folder / f"{name}.pt")
        print(seed, name, round(seconds[name]), "s", flush=True)
    (folder / "training.json").write_text(
        json.dumps({"steps": steps, "seconds": {k: round(v, 1) for k, v in seconds.items()}})
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else STEPS)
