"""Measure the twins of one seed and write ``runs/SEED/results.json``: ``python evaluate.py SEED``.

All figures are those of the int8 weights. Percentages are of `SAMPLES` sentences unless a line says otherwise.
"""

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable

import grammar
import torch
from network import EOS, MASK, PAD, PLACES, Twin
from torch import Tensor
from torch.nn import functional
from train import CORPUS, RUNS, TUNING_RATES, draw_pairs, encode
from ways import at_random, blanks, leftmost, next_words, redraw, surest, uncover
from weights import rounded

SAMPLES, TEMPERATURES, SWEEPS = 500, (1.0, 0.7), (1, 5, 20, 100)
FEW = (4, 2, 1)
DRAWS = 20
SHARES = (0.15, 0.3, 0.5, 0.7, 0.9, 1.0)


class Judge:
    """Counts sentences: in the language, in it and not in the corpus, different from one another."""

    def __init__(self, language: dict[str, float], words: list[str], corpus: list[str]) -> None:
        self.language, self.words, self.corpus = language, words, set(corpus)

    def read(self, row: list[int]) -> str:
        """The sentence of a row, up to its end; a row without an end gets a word that no sentence has."""
        if EOS not in row:
            return "<endless>"
        return " ".join(self.words[at] for at in row[1 : row.index(EOS)])

    def count(self, tokens: Tensor) -> dict[str, float]:
        """The three counts in percent, with one decimal."""
        return self.judge([self.read(row) for row in tokens.tolist()])

    def judge(self, sentences: list[str]) -> dict[str, float]:
        """The three counts of sentences."""
        good = [sentence for sentence in sentences if sentence in self.language]
        new = sum(sentence not in self.corpus for sentence in good)
        counts = {"well_formed": len(good), "new": new, "distinct": len(set(sentences))}
        return {name: round(100 * count / len(sentences), 1) for name, count in counts.items()}


def writing(twins: dict[str, Twin], lengths: Tensor, judge: Judge, seed: int) -> dict[str, dict[str, float]]:
    """Every way of writing at every temperature: `twin/way/temperature` to its counts."""
    found = {}
    for temperature in TEMPERATURES:
        rng = torch.Generator().manual_seed(1000 + seed)
        for name in ("causal", *TUNING_RATES):
            found[f"{name}/left-to-right/{temperature}"] = judge.count(
                next_words(twins[name], SAMPLES, temperature, rng)
            )
        for name in ("masked", "diffusion"):
            twin, empty = twins[name], blanks(lengths)
            for way, order in (("left-to-right", leftmost), ("random-order", at_random), ("surest-first", surest)):
                written = uncover(twin, empty, order, PLACES, temperature, rng)
                found[f"{name}/{way}/{temperature}"] = judge.count(written)
                if order is at_random:
                    for sweep, tokens in enumerate(redraw(twin, written, max(SWEEPS), temperature, rng), start=1):
                        if sweep in SWEEPS:
                            found[f"{name}/redrawn-{sweep}/{temperature}"] = judge.count(tokens)
            for steps in FEW:
                for way, order in (("random", at_random), ("surest", surest)):
                    found[f"{name}/{steps}-steps-{way}/{temperature}"] = judge.count(
                        uncover(twin, empty, order, steps, temperature, rng)
                    )
    return found


def ngram(corpus: list[str], order: int, rng: random.Random) -> list[str]:
    """Sentences of a model that only counts which word followed the last `order` - 1."""
    following: dict[tuple[str, ...], Counter[str]] = {}
    for sentence in corpus:
        row = ["<bos>"] * (order - 1) + sentence.split() + ["<eos>"]
        for at in range(order - 1, len(row)):
            following.setdefault(tuple(row[at - order + 1 : at]), Counter())[row[at]] += 1
    written = []
    for _ in range(SAMPLES):
        row = ["<bos>"] * (order - 1)
        while row[-1] != "<eos>" and len(row) < PLACES + order:
            counts = following[tuple(row[len(row) - order + 1 :])]
            row.append(rng.choices(list(counts), list(counts.values()))[0])
        written.append(" ".join(row[order - 1 : -1]))
    return written


@torch.no_grad()
def gaps(twins: dict[str, Twin], sentences: list[str], number: dict[str, int]) -> dict[str, dict[str, float]]:
    """Words that only the right side decides: the share that each twin gets right, and the share of the commonest answer."""
    sounds = {form for row in grammar.ANIMALS.values() for form in (row[1], grammar.third(row[1]))}
    animals = {form for noun, row in grammar.ANIMALS.items() for form in (noun, row[0])}
    found = {}
    for kind in ("article", "animal", "thing"):
        items = [item for sentence in sentences if (item := _gap(kind, sentence.split(), animals, sounds))][:SAMPLES]
        candidates = [number[word] for word in ("a", "an")] if kind == "article" else [*range(MASK + 1, len(number))]
        texts, places = [words for words, _ in items], torch.tensor([at + 1 for _, at in items])
        tokens, rows = encode([" ".join(words) for words in texts], number), torch.arange(len(items))
        right = tokens[rows, places]
        common = Counter(right.tolist()).most_common(1)[0][1] / len(items)
        result = {"items": float(len(items)), "commonest": 100 * common}
        hidden = tokens.clone()
        hidden[rows, places] = MASK
        for name in ("masked", "diffusion"):
            scores = twins[name].scores(hidden)[rows, places][:, candidates]
            result[name] = 100 * (torch.tensor(candidates)[scores.argmax(1)] == right).float().mean().item()
        scores = twins["causal"].scores(tokens)[rows, places - 1][:, candidates]
        result["causal-one-pass"] = 100 * (torch.tensor(candidates)[scores.argmax(1)] == right).float().mean().item()
        hits = 0
        for row, place, word in zip(tokens[:100], places[:100], right[:100], strict=True):
            tried = row.repeat(len(candidates), 1)
            tried[:, place] = torch.tensor(candidates)
            hits += int(candidates[int(log_probability(twins["causal"], tried).argmax())] == word)
        result["causal-all-candidates"] = 100 * hits / min(100, len(items))
        found[kind] = {name: round(value, 1) for name, value in result.items()}
    return found


def _gap(kind: str, words: list[str], animals: set[str], sounds: set[str]) -> tuple[list[str], int] | None:
    """The sentence and the place of the word that its right side decides, if it has one of this kind."""
    if kind == "article":
        at = next((at for at, word in enumerate(words) if word in ("a", "an")), None)
    elif kind == "animal":
        at = next((at for at, word in enumerate(words) if word in animals and words[at + 1] in sounds), None)
    else:
        at = words.index("because") - 1 if "because" in words else None
    return None if at is None else (words, at)


@torch.no_grad()
def log_probability(twin: Twin, tokens: Tensor) -> Tensor:
    """Log probability of whole sentences under the causal twin, by the chain rule."""
    scores = torch.log_softmax(twin.scores(tokens[:, :-1]), -1)
    each = scores.gather(-1, tokens[:, 1:, None])[..., 0]
    return each.masked_fill(tokens[:, 1:] == PAD, 0.0).sum(1)


@torch.no_grad()
def perplexity(twins: dict[str, Twin], tokens: Tensor, lengths: Tensor, corpus_lengths: list[int]) -> dict[str, float]:
    """Perplexity per token, the end included: exact for the causal twin, a bound for the others, to which the length is added."""
    per_token = float((lengths + 1).sum())
    counts = Counter(corpus_lengths)
    length_cost = -sum(math.log(counts[int(n)] / len(corpus_lengths)) for n in lengths)
    found = {"causal": -float(log_probability(twins["causal"], tokens).sum())}
    for name in ("masked", "diffusion"):
        rng, total = torch.Generator().manual_seed(7), 0.0
        for _ in range(DRAWS):
            number_hidden = (torch.rand(len(tokens), generator=rng) * lengths).floor().long() + 1
            ranks = torch.rand(tokens.shape, generator=rng).masked_fill(tokens <= EOS, 2.0).argsort(1).argsort(1)
            hidden = (ranks < number_hidden[:, None]) & (tokens > EOS)
            losses = _losses(twins[name], tokens, hidden)
            total += float((losses.sum(1) * lengths / number_hidden).sum()) / DRAWS
        found[name] = total + length_cost
    return {name: round(math.exp(value / per_token), 3) for name, value in found.items()}


def _losses(twin: Twin, tokens: Tensor, hidden: Tensor) -> Tensor:
    """-log p of each hidden word, in nats; 0 elsewhere."""
    scores = twin.scores(tokens.masked_fill(hidden, MASK))
    losses = functional.cross_entropy(scores.transpose(1, 2), tokens.masked_fill(~hidden, EOS), reduction="none")
    return losses.masked_fill(~hidden, 0.0)


@torch.no_grad()
def surprise(twins: dict[str, Twin], tokens: Tensor, lengths: Tensor) -> dict[str, list[float]]:
    """Mean -log p of a hidden word in nats, for each share of hidden words."""
    found: dict[str, list[float]] = {"masked": [], "diffusion": []}
    ranks = (
        torch.rand(tokens.shape, generator=torch.Generator().manual_seed(8))
        .masked_fill(tokens <= EOS, 2.0)
        .argsort(1)
        .argsort(1)
    )
    for share in SHARES:
        count = (lengths * share).round().long().clamp(min=1)
        hidden = (ranks < count[:, None]) & (tokens > EOS)
        for name, values in found.items():
            values.append(round(float(_losses(twins[name], tokens, hidden).sum() / hidden.sum()), 3))
    return found


@torch.no_grad()
def retrieval(vectors: Callable[[Tensor], Tensor], pairs: Tensor) -> float:
    """Share of sentences whose nearest neighbor among all second wordings is their own, in percent."""
    alike = vectors(pairs[:, 0]) @ vectors(pairs[:, 1]).T
    return round(100 * float((alike.argmax(1) == torch.arange(len(pairs))).float().mean()), 1)


def shared_words(pairs: list[tuple[str, str]]) -> float:
    """The same by counting shared words; where several share equally many, by chance."""
    sets, found = [set(b.split()) for _, b in pairs], 0.0
    for at, (first, _) in enumerate(pairs):
        own = set(first.split())
        likeness = [len(own & other) / len(own | other) for other in sets]
        best = max(likeness)
        found += (likeness[at] == best) / likeness.count(best)
    return round(100 * found / len(pairs), 1)


def mean_of(twin: Twin) -> Callable[[Tensor], Tensor]:
    """A function from sentences to the mean of a twin's vectors, of length 1."""

    def vectors(tokens: Tensor) -> Tensor:
        words = (tokens != PAD)[..., None]
        return functional.normalize((twin(tokens) * words).sum(1), dim=-1)

    return vectors


def main(seed: int) -> None:
    """Measure one seed."""
    torch.set_num_threads(1)
    language = grammar.language()
    words = grammar.vocabulary(language)
    number = {word: at for at, word in enumerate(words)}
    corpus = random.Random(seed).choices(list(language), list(language.values()), k=CORPUS)
    rng = random.Random(5000 + seed)
    fresh = rng.choices(list(language), list(language.values()), k=20_000)
    known = set(corpus)
    unseen = [sentence for sentence in fresh if sentence not in known]
    twins: dict[str, Twin] = {}
    for name in ("causal", "masked", "diffusion", *TUNING_RATES):
        twin = Twin(len(words), causal=name in ("causal", *TUNING_RATES), embeds=name in TUNING_RATES)
        twin.load_state_dict(torch.load(RUNS / str(seed) / f"{name}.pt"))
        twins[name] = rounded(twin).eval()
    lengths = torch.tensor([len(sentence.split()) for sentence in rng.sample(corpus, SAMPLES)])
    judge = Judge(language, words, corpus)
    corpus_lengths = [len(sentence.split()) for sentence in corpus]
    pairs = draw_pairs(unseen, language, SAMPLES, rng)
    encoded = torch.stack([encode([a for a, _ in pairs], number), encode([b for _, b in pairs], number)], dim=1)
    results = {
        "unseen_share": round(100 * len(unseen) / len(fresh), 1),
        "baselines": {str(order): judge.judge(ngram(corpus, order, rng)) for order in (2, 3, 4)},
        "gaps": gaps(twins, unseen, number),
        "perplexity": {}, "surprise": {},
        "retrieval": {
            "shared-words": shared_words(pairs),
            "causal": retrieval(twins["causal"].vector, encoded),
            "masked-mean": retrieval(mean_of(twins["masked"]), encoded),
            "diffusion-mean": retrieval(mean_of(twins["diffusion"]), encoded),
            **{name: retrieval(twins[name].vector, encoded) for name in TUNING_RATES},
        },
    }  # fmt: skip
    for part, sentences in (("all", fresh[:2000]), ("unseen", unseen[:2000])):
        tokens, sizes = encode(sentences, number), torch.tensor([len(sentence.split()) for sentence in sentences])
        results["perplexity"][part] = perplexity(twins, tokens, sizes, corpus_lengths)
        if part == "all":
            results["surprise"] = surprise(twins, tokens, sizes)
    results["writing"] = writing(twins, lengths, judge, seed)
    (RUNS / str(seed) / "results.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main(int(sys.argv[1]))
