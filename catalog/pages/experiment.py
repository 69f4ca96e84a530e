"""The measurements of the four tiny networks, and a recorded run of each, as `experiments/twins` committed them.

In: the JSON files below `content/assets/twins`. Out: strict types, and the figures that pages print. Every measured
value is a list with one number for each seed; pages print its lowest and highest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.pages.context import ContentError
from catalog.schema.record import Strict

_FOLDER = "twins/"
"""Where the files lie below `content/assets`."""
_BySeed = tuple[float, ...]
_Kind = TypeVar("_Kind", bound=Strict)


class _Counts(Strict):
    """Sentences of one way of writing, in percent: well-formed; well-formed and not in the corpus; different."""

    well_formed: _BySeed
    new: _BySeed
    distinct: _BySeed


class Experiment(Strict):
    """All that was measured."""

    seeds: tuple[int, ...]
    shown_seed: int
    samples: int
    well_formed: str
    """What the check counts."""
    network: dict[str, int]
    """The one shape that all four share; `places` counts the signs of beginning and end."""
    language: dict[str, int | float]
    """The made-up language; no model can do better than its own perplexity per token."""
    training: dict[str, int | float | str | dict[str, Any]]
    shares: tuple[float, ...]
    unseen_share: _BySeed
    baselines: dict[str, _Counts]
    gaps: dict[str, dict[str, _BySeed]]
    perplexity: dict[str, dict[str, _BySeed]]
    surprise: dict[str, tuple[_BySeed, ...]]
    """Per twin and seed: mean surprise at a hidden word in nats, for each of `shares`."""
    retrieval: dict[str, _BySeed]
    writing: dict[str, _Counts]
    """`twin/way/temperature` -> counts."""


class _Recorded(Strict):
    """One run of each network, computed from the committed weights, as `parts/twins.html.jinja` prints it."""

    seed: int
    temperature: float
    examples: tuple[dict[str, str], ...]
    """Each a beginning, the rest of its sentence, and a second sentence to compare it with."""
    causal: dict[str, Any]
    masked: dict[str, Any]
    """A filled blank, and drafts of a sentence written anyway, with the place of the word that leaves the language."""
    diffusion: dict[str, list[list[str]]]
    """The words after each step, empty where still hidden."""
    embedder: dict[str, list[Any]]
    """Pairs of sentences and how alike their vectors are, and the vector of the first sentence."""


@dataclass(frozen=True)
class Twins:
    """What pages print about the four networks: of each measurement the spread over all seeds, such as `95–97%`."""

    experiment: Experiment
    recorded: _Recorded
    kilobytes: int
    """Size of the largest file of weights, in thousands of bytes."""

    @property
    def unseen(self) -> str:
        """Newly drawn sentences that are not in the corpus."""
        return _spread(self.experiment.unseen_share)

    def written(self, way: str, count: str = "well_formed") -> str:
        """Return what is counted of one way of writing, such as `causal/left-to-right/1.0`."""
        return _spread(getattr(_found(self.experiment.writing, way), count))

    def baseline(self, order: int | str) -> str:
        """Return the well-formed sentences of an n-gram model."""
        return _spread(_found(self.experiment.baselines, str(order)).well_formed)

    def gap(self, kind: str, name: str) -> str:
        """Return the blanks of a kind that were filled right."""
        return _spread(_found(_found(self.experiment.gaps, kind), name))

    def retrieved(self, name: str) -> str:
        """Return the sentences whose other wording was found."""
        return _spread(_found(self.experiment.retrieval, name))

    def perplexity(self, part: str, name: str) -> str:
        """Return a perplexity per token."""
        return _between(_found(_found(self.experiment.perplexity, part), name), "{:.2f}")

    def surprise(self, name: str, share: float) -> str:
        """Return the surprise at hidden words, in nats, when this share is hidden."""
        at = self.experiment.shares.index(share)
        return _between([seed[at] for seed in _found(self.experiment.surprise, name)], "{:.2f}")


def _spread(values: Sequence[float]) -> str:
    """Return lowest and highest of percentages, such as `17–31%`; only what is 0 or 100 prints so: `99.8–100%`."""
    return _between([value if round(value) in (0, 100) else round(value) for value in values], "{:g}") + "%"


def _between(values: Sequence[float], form: str) -> str:
    low, high = (form.format(pick(values)) for pick in (min, max))
    return low if low == high else f"{low}–{high}"


def _found(measured: Mapping[str, Any], key: str) -> Any:
    if key not in measured:
        raise ContentError(f"nothing was measured under {shown(key)}{nearest(key, measured)}")
    return measured[key]


def load_twins(assets: Mapping[str, bytes]) -> Twins | None:
    """Read the committed files; None in a project without any. Raises InputError when one is missing or has a wrong value."""
    sizes = [len(data) for name, data in assets.items() if name.startswith(_FOLDER)]
    if not sizes:
        return None
    experiment, recorded = _read(Experiment, "experiment.json", assets), _read(_Recorded, "recorded.json", assets)
    return Twins(experiment, recorded, round(max(sizes) / 1000))


def _read(kind: type[_Kind], name: str, assets: Mapping[str, bytes]) -> _Kind:
    file = f"content/assets/{_FOLDER}{name}"
    if _FOLDER + name not in assets:
        raise InputError([Problem(file, 1, 1, "is missing — experiments/twins/README.md says how to make it")])
    try:
        return kind.model_validate_json(assets[_FOLDER + name])
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors()]
        raise InputError(Problem(file, 1, 1, problem) for problem in problems) from error
