"""The twins as the page runs them, in plain Python: a slow second implementation that needs only the standard library.

It reads the committed int8 weights and computes in double precision. The numbers of the page are
held against ``reference.json``, and the runs that stand in the page without script are ``recorded.json``;
both are written by ``python reference.py``.
"""

import json
import math
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ASSETS = Path(__file__).resolve().parents[2] / "content" / "assets" / "twins"
PAD, BOS, EOS, MASK = range(4)
Vector = list[float]
Matrix = list[Vector]


class Random:
    """Mulberry32: the same small generator of random numbers as in the page, so that a seed gives the same run."""

    def __init__(self, seed: int) -> None:
        self.state = seed & 0xFFFFFFFF

    def __call__(self) -> float:
        """A number from 0 up to, but not including, 1."""
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) / 4294967296


def network() -> dict[str, Any]:
    """Shape, words and layout, as committed."""
    loaded: dict[str, Any] = json.loads((ASSETS / "network.json").read_text("utf-8"))
    return loaded


def weights(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    """The weights of a twin by name: vectors and matrices."""
    data, layout = (ASSETS / f"{name}.bin").read_bytes(), shape["layout"]
    layout = layout if name == "embedder" else [entry for entry in layout if entry[0] != "head"]
    count = sum(size[0] for _, size in layout)
    floats = struct.unpack_from(f"<{count}f", data)
    integers = struct.unpack_from(f"{len(data) - 4 * count}b", data, 4 * count)
    found: dict[str, Any] = {}
    at = start = 0
    for key, size in layout:
        numbers, at = list(floats[at : at + size[0]]), at + size[0]
        if len(size) == 1:
            found[key] = numbers
            continue
        rows, columns = size
        found[key] = [
            [q * numbers[r] for q in integers[start + r * columns : start + (r + 1) * columns]] for r in range(rows)
        ]
        start += rows * columns
    return found


def times(matrix: Matrix, vector: Vector) -> Vector:
    """A matrix times a vector."""
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def norm(vector: Vector, gains: Vector) -> Vector:
    """RMS norm."""
    size = math.sqrt(sum(x * x for x in vector) / len(vector) + 1e-6)
    return [x / size * gain for x, gain in zip(vector, gains, strict=True)]


def softmax(scores: Sequence[float], temperature: float = 1.0) -> Vector:
    """Chances that add up to 1."""
    top = max(scores)
    powers = [math.exp((score - top) / temperature) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


class Twin:
    """One trained twin."""

    def __init__(self, name: str) -> None:
        self.shape = network()
        self.weights, self.causal = weights(name, self.shape), name in ("causal", "embedder")

    def hidden(self, tokens: Sequence[int]) -> Matrix:
        """One vector for each token, after the last norm."""
        w = self.weights
        stream = [
            [a + b for a, b in zip(w["words"][token], w["places"][at], strict=True)] for at, token in enumerate(tokens)
        ]
        for layer in range(self.shape["layers"]):
            stream = self._layer(f"layers.{layer}.", stream)
        return [norm(x, w["norm"]) for x in stream]

    def _layer(self, prefix: str, stream: Matrix) -> Matrix:
        w = {key.removeprefix(prefix): value for key, value in self.weights.items() if key.startswith(prefix)}
        normed = [norm(x, w["norm1"]) for x in stream]
        queries, keys, values = ([times(w[name], x) for x in normed] for name in ("query", "key", "value"))
        result = []
        for at, x in enumerate(stream):
            seen = at + 1 if self.causal else len(stream)
            mixed = self._attended(queries[at], keys[:seen], values[:seen])
            y = [a + b for a, b in zip(x, times(w["out"], mixed), strict=True)]
            inner = [max(0.0, z) for z in times(w["up"], norm(y, w["norm2"]))]
            result.append([a + b for a, b in zip(y, times(w["down"], inner), strict=True)])
        return result

    def _attended(self, query: Vector, keys: Matrix, values: Matrix) -> Vector:
        size = self.shape["width"] // self.shape["heads"]
        mixed: Vector = []
        for start in range(0, self.shape["width"], size):
            part = slice(start, start + size)
            scores = [sum(a * b for a, b in zip(query[part], key[part], strict=True)) / math.sqrt(size) for key in keys]
            shares = softmax(scores)
            mixed += [
                sum(share * value[start + i] for share, value in zip(shares, values, strict=True)) for i in range(size)
            ]
        return mixed

    def scores(self, tokens: Sequence[int], places: Sequence[int], end: bool) -> list[Vector]:
        """The score of every word at each of the places; signs get minus infinity, and so does the end unless it may come."""
        barred = (PAD, BOS, MASK) if end else (PAD, BOS, MASK, EOS)
        hidden = self.hidden(tokens)
        found = [times(self.weights["words"], hidden[at]) for at in places]
        return [[-math.inf if word in barred else score for word, score in enumerate(row)] for row in found]

    def vector(self, tokens: Sequence[int]) -> Vector:
        """The embedder's vector of a sentence, of length 1, read at the last token."""
        found = times(self.weights["head"], self.hidden(tokens)[-1])
        size = math.sqrt(sum(x * x for x in found))
        return [x / size for x in found]


def pick(chances: Sequence[float], draw: float) -> int:
    """The word at which the chances, added up in order, first exceed the draw."""
    total = 0.0
    for word, chance in enumerate(chances):
        total += chance
        if draw < total:
            return word
    return max(word for word, chance in enumerate(chances) if chance > 0)


def shuffled(places: Sequence[int], random: Random) -> list[int]:
    """The places in random order (Fisher and Yates)."""
    order = list(places)
    for last in range(len(order) - 1, 0, -1):
        other = math.floor(random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def write_on(twin: Twin, tokens: list[int], temperature: float, random: Random) -> Iterator[tuple[Vector, int]]:
    """Left to right: yield the chances of the next word, and the word drawn, until the end or the last place."""
    tokens = list(tokens)
    while len(tokens) < twin.shape["places"] and tokens[-1] != EOS:
        chances = softmax(twin.scores(tokens, [len(tokens) - 1], end=True)[0], temperature)
        tokens.append(pick(chances, random()))
        yield chances, tokens[-1]


def chances_at(twin: Twin, tokens: Sequence[int], at: int, temperature: float) -> Vector:
    """Hide one word and return the chances of all words in its place."""
    given = [MASK if place == at else token for place, token in enumerate(tokens)]
    return softmax(twin.scores(given, [at], end=False)[0], temperature)


def redraw(twin: Twin, tokens: Sequence[int], temperature: float, random: Random) -> list[int]:
    """One sweep: every word is hidden and drawn anew, one after the other in random order."""
    tokens = list(tokens)
    for at in shuffled(range(1, len(tokens) - 1), random):
        tokens[at] = pick(chances_at(twin, tokens, at, temperature), random())
    return tokens


def uncover(
    twin: Twin, tokens: Sequence[int], sure: bool, steps: int, temperature: float, random: Random
) -> Iterator[list[int]]:
    """Fill all blanks in so many steps, surest places first or in random order; yield the tokens after each step."""
    tokens = list(tokens)
    hidden = [at for at, token in enumerate(tokens) if token == MASK]
    order = hidden if sure else shuffled(hidden, random)
    for step in range(steps):
        left = [at for at in order if tokens[at] == MASK]
        if not left:
            return
        found = dict(zip(left, twin.scores(tokens, left, end=False), strict=True))
        if sure:
            left.sort(key=lambda at: -max(softmax(found[at])))
        for at in left[: -(-len(left) // (steps - step))]:
            tokens[at] = pick(softmax(found[at], temperature), random())
        yield list(tokens)


SEED, TEMPERATURE, SWEEPS, SHOWN = 1, 1.0, 5, 5
EXAMPLES = (
    ("one little", "fox hops in the woods alone .", "one small fox hops in the forest alone ."),
    ("the", "cow moos at a queen .", "a cow moos at the queen ."),
    ("mia takes her", "umbrella because it rains .", "mia takes her hat because the sun shines ."),
)
"""Three ready beginnings: what the causal twin is given, the rest, and a second sentence for the embedder."""


class Language:
    """Words and numbers, and the check whether a sentence is well-formed."""

    def __init__(self) -> None:
        self.words: list[str] = network()["words"]
        self.number = {word: at for at, word in enumerate(self.words)}
        self.states: list[list[int]] = json.loads((ASSETS / "language.json").read_text("utf-8"))

    def encode(self, text: str) -> list[int]:
        """The sign of the beginning, and the words."""
        return [BOS, *(self.number[word] for word in text.split())]

    def read(self, tokens: Sequence[int]) -> str:
        """The words up to the end."""
        return " ".join(self.words[token] for token in tokens if token not in (BOS, EOS))

    def leaves(self, text: str) -> int | None:
        """The place, from 0, of the first word with which no sentence of the language goes on; None if well-formed.

        A sentence that stops too early leaves the language after its last word.
        """
        state, words = self.states[-1], text.split()
        for at, word in enumerate(words):
            ways = dict(zip(state[::2], state[1::2], strict=True))
            if self.number[word] not in ways:
                return at
            state = self.states[ways[self.number[word]]]
        return None if state is self.states[0] else len(words)

    def likeliest(self, chances: Vector) -> list[list[Any]]:
        """The likeliest words with their chances."""
        best = sorted(range(len(chances)), key=lambda word: -chances[word])[:SHOWN]
        return [[self.words[word], round(chances[word], 6)] for word in best]

    def draft(self, tokens: Sequence[int]) -> dict[str, Any]:
        """A sentence, and where it leaves the language."""
        text = self.read(tokens)
        return {"text": text, "leaves": self.leaves(text)}


def recorded() -> dict[str, Any]:
    """One run of each twin with the seed, for readers without script."""
    language = Language()
    beginning, rest, _ = EXAMPLES[0]
    tokens = [*language.encode(f"{beginning} {rest}"), EOS]
    start = language.encode(beginning)
    steps = list(write_on(Twin("causal"), start, TEMPERATURE, Random(SEED)))
    masked, random = Twin("masked"), Random(SEED)
    blank = [BOS, *[MASK] * (len(tokens) - 2), EOS]
    *_, draft = uncover(masked, blank, False, len(blank), TEMPERATURE, random)
    drafts = [draft]
    for _ in range(SWEEPS):
        drafts.append(redraw(masked, drafts[-1], TEMPERATURE, random))
    uncovered = uncover(Twin("diffusion"), blank, True, len(blank), TEMPERATURE, Random(SEED))
    embedder = Twin("embedder")
    pairs = [(f"{a} {b}", c) for a, b, c in EXAMPLES]
    vectors = [[embedder.vector([*language.encode(text), EOS]) for text in pair] for pair in pairs]
    return {
        "seed": SEED,
        "temperature": TEMPERATURE,
        "examples": [{"beginning": a, "rest": b, "second": c} for a, b, c in EXAMPLES],
        "causal": {
            "beginning": beginning,
            "chances": language.likeliest(steps[0][0]),
            "written": language.draft([*start, *(token for _, token in steps)]),
        },
        "masked": {
            "text": f"{beginning} {rest}",
            "place": len(start) - 1,
            "chances": language.likeliest(chances_at(masked, tokens, len(start), TEMPERATURE)),
            "drafts": [language.draft(draft) for draft in drafts],
        },
        "diffusion": {
            "steps": [["" if token == MASK else language.words[token] for token in state[1:-1]] for state in uncovered],
        },
        "embedder": {
            "pairs": [
                {"first": a, "second": b, "alike": round(dot(u, v), 6)}
                for (a, b), (u, v) in zip(pairs, vectors, strict=True)
            ],
            "numbers": [round(x, 6) for x in vectors[0][0]],
        },
    }


def dot(a: Vector, b: Vector) -> float:
    """How alike two vectors of length 1 are."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def references() -> list[dict[str, Any]]:
    """Numbers to hold the page against: scores of some words at some places of the ready sentences."""
    language = Language()
    found: list[dict[str, Any]] = []
    for name in ("causal", "masked", "diffusion", "embedder"):
        twin = Twin(name)
        for beginning, rest, _ in EXAMPLES:
            tokens = [*language.encode(f"{beginning} {rest}"), EOS]
            if name == "embedder":
                found.append({"twin": name, "tokens": tokens, "vector": [round(x, 7) for x in twin.vector(tokens)]})
                continue
            at = len(language.encode(beginning))
            given = tokens[:at] if name == "causal" else [*tokens[:at], MASK, *tokens[at + 1 :]]
            place = at - 1 if name == "causal" else at
            scores = twin.scores(given, [place], end=name == "causal")[0]
            kept = [None if math.isinf(score) else round(score, 7) for score in scores]
            found.append({"twin": name, "tokens": given, "place": place, "scores": kept})
    return found


def main() -> None:
    """Write both files."""
    (ASSETS / "recorded.json").write_text(json.dumps(recorded(), indent=1) + "\n", "utf-8")
    lines = ",\n".join(json.dumps(entry) for entry in references())
    (Path(__file__).parent / "reference.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
