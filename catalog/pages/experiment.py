"""The measurements of the four tiny networks, and a recorded run of each, as `experiments/twins` committed them.

In: the JSON files below `content/assets/twins`. Out: strict types, and the figures that pages print. Every measured
value is a list with one number for each seed; pages print its lowest and highest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.pages.context import ContentError
from catalog.schema.record import Strict

FOLDER = "twins/"
"""Where the files lie below `content/assets`."""
BySeed = tuple[float, ...]
Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=Strict)


class Network(Strict):
    """The one shape that all four share."""

    width: int
    layers: int
    heads: int
    inner: int
    places: int
    """Tokens that fit, with the signs of beginning and end."""
    parameters: int
    parameters_embedder: int


class Language(Strict):
    """The made-up language."""

    words: int
    sentences: int
    perplexity: float
    """Of the language itself, per token: no model can do better."""
    longest: int


class Training(Strict):
    """How the four were trained."""

    steps: int
    batch: int
    corpus: int
    masked_share: float
    tuning_steps: int
    pairs: int
    tuning_rates: dict[str, float]
    torch: str
    seconds: dict[str, BySeed]


class Counts(Strict):
    """Sentences of one way of writing, in percent: well-formed; well-formed and not in the corpus; different."""

    well_formed: BySeed
    new: BySeed
    distinct: BySeed


class Experiment(Strict):
    """All that was measured."""

    seeds: tuple[int, ...]
    shown_seed: int
    samples: int
    well_formed: str
    """What the check counts."""
    network: Network
    language: Language
    training: Training
    shares: tuple[float, ...]
    unseen_share: BySeed
    baselines: dict[str, Counts]
    gaps: dict[str, dict[str, BySeed]]
    perplexity: dict[str, dict[str, BySeed]]
    surprise: dict[str, tuple[BySeed, ...]]
    """Per twin and seed: mean surprise at a hidden word in nats, for each of `shares`."""
    retrieval: dict[str, BySeed]
    writing: dict[str, Counts]
    """`twin/way/temperature` -> counts."""


class Example(Strict):
    """A ready beginning, the rest of its sentence, and a second sentence to compare it with."""

    beginning: str
    rest: str
    second: str


class Draft(Strict):
    """A sentence, and the place of the first word with which it leaves the language, if it does."""

    text: str
    leaves: int | None


class Continued(Strict):
    """A run of the causal network."""

    beginning: str
    chances: tuple[tuple[str, float], ...]
    written: Draft


class Redrawn(Strict):
    """A run of the masked network: a filled blank, and drafts of a sentence written anyway."""

    text: str
    place: int
    chances: tuple[tuple[str, float], ...]
    drafts: tuple[Draft, ...]


class Uncovered(Strict):
    """A run of the diffusion network: the words after each step, empty where still hidden."""

    steps: tuple[tuple[str, ...], ...]


class Pair(Strict):
    """Two sentences and how alike their vectors are."""

    first: str
    second: str
    alike: float


class Embedded(Strict):
    """A run of the embedder: pairs, and the numbers that it returns for the first sentence."""

    pairs: tuple[Pair, ...]
    numbers: tuple[float, ...]


class Recorded(Strict):
    """One run of each network, computed from the committed weights."""

    seed: int
    temperature: float
    examples: tuple[Example, ...]
    causal: Continued
    masked: Redrawn
    diffusion: Uncovered
    embedder: Embedded


@dataclass(frozen=True)
class Twins:
    """What pages print about the four networks."""

    experiment: Experiment
    recorded: Recorded
    kilobytes: int
    """Size of the largest file of weights, in thousands of bytes."""

    @property
    def unseen(self) -> str:
        """Return the spread of newly drawn sentences that are not in the corpus."""
        return spread(self.experiment.unseen_share)

    def written(self, way: str, count: str = "well_formed") -> str:
        """Return the spread over all seeds of one way of writing, such as `95–97%` of `causal/left-to-right/1.0`."""
        return spread(getattr(_found(self.experiment.writing, way), count))

    def baseline(self, order: int | str) -> str:
        """Return the spread of well-formed sentences of an n-gram model."""
        return spread(_found(self.experiment.baselines, str(order)).well_formed)

    def gap(self, kind: str, name: str) -> str:
        """Return the spread of blanks of a kind that were filled right."""
        return spread(_found(_found(self.experiment.gaps, kind), name))

    def retrieved(self, name: str) -> str:
        """Return the spread of sentences whose other wording was found."""
        return spread(_found(self.experiment.retrieval, name))

    def perplexity(self, part: str, name: str) -> str:
        """Return the spread of a perplexity per token."""
        return _between(_found(_found(self.experiment.perplexity, part), name), "{:.2f}")

    def surprise(self, name: str, share: float) -> str:
        """Return the spread of the surprise at hidden words, in nats, when this share is hidden."""
        at = self.experiment.shares.index(share)
        return _between([seed[at] for seed in _found(self.experiment.surprise, name)], "{:.2f}")


def spread(values: BySeed) -> str:
    """Return lowest and highest of percentages, such as `17–31%`; only what is 0 or 100 prints so: `99.8–100%`."""
    return _between([_whole(value) for value in values], "{:g}") + "%"


def _whole(value: float) -> float:
    whole = round(value)
    return value if whole in (0, 100) else whole


def _between(values: Sequence[float], form: str) -> str:
    low, high = (form.format(pick(values)) for pick in (min, max))
    return low if low == high else f"{low}–{high}"


def _found(mapping: Mapping[str, Value], key: str) -> Value:
    if key not in mapping:
        raise ContentError(f"nothing was measured under {shown(key)}{nearest(key, mapping)}")
    return mapping[key]


def load_twins(assets: Mapping[str, bytes]) -> Twins | None:
    """Read the committed files; None in a project without any. Raises InputError when one is missing or has a wrong value."""
    if not any(name.startswith(FOLDER) for name in assets):
        return None
    largest = max((len(data) for name, data in assets.items() if name.startswith(FOLDER)), default=0)
    return Twins(
        _read(Experiment, "experiment.json", assets), _read(Recorded, "recorded.json", assets), round(largest / 1000)
    )


def _read(kind: type[Kind], name: str, assets: Mapping[str, bytes]) -> Kind:
    file = f"content/assets/{FOLDER}{name}"
    if FOLDER + name not in assets:
        raise InputError([Problem(file, 1, 1, "is missing — experiments/twins/README.md says how to make it")])
    try:
        return kind.model_validate_json(assets[FOLDER + name])
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors()]
        raise InputError(Problem(file, 1, 1, problem) for problem in problems) from error
