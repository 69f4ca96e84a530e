"""The four tiny networks: the committed files, the language, and what the page says about the measurements."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from catalog.load.documents import load_bytes
from catalog.load.problems import InputError
from catalog.pages.context import ContentError
from catalog.pages.experiment import Experiment, Twins, _spread, load_twins

HOME = Path(__file__).parent.parent
ASSETS, EXPERIMENT = HOME / "content" / "assets" / "twins", HOME / "experiments" / "twins"
LARGEST = 85_000
"""Gzip bytes of one network's weights."""


def script(name: str) -> ModuleType:
    """Return a script of the experiment as a module; these need only the standard library."""
    spec = importlib.util.spec_from_file_location(f"twins_{name}", EXPERIMENT / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Return the committed files as the build reads them."""
    return {f"twins/{name}": data for name, data in load_bytes(ASSETS).items()}


@pytest.fixture(scope="module")
def twins(files: dict[str, bytes]) -> Twins:
    """Return what pages print."""
    found = load_twins(files)
    assert found is not None
    return found


@cache
def language() -> dict[str, float]:
    """Return every sentence of the language with its probability."""
    sentences: dict[str, float] = script("grammar").language()
    return sentences


def test_files_have_their_checksums() -> None:
    """Every committed file but the recorded run, which another test computes anew, has its checksum."""
    lines = (ASSETS / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {path.name for path in ASSETS.iterdir()}
    assert set(listed) == found - {"SHA256SUMS", "recorded.json"}
    for name, digest in listed.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name


def test_weights_are_small() -> None:
    """A network costs a reader at most 85 KB."""
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in ASSETS.glob("*.bin")}
    assert len(sizes) == 4
    assert max(sizes.values()) <= LARGEST, sizes


@pytest.mark.slow
def test_recorded_runs_follow_from_the_weights() -> None:
    """The runs that stand in the page without script are what the committed weights give."""
    assert script("reference").recorded() == json.loads((ASSETS / "recorded.json").read_text("utf-8"))


def test_reference_follows_from_the_weights() -> None:
    """The numbers that the page is held against are what the committed weights give."""
    kept = json.loads((EXPERIMENT / "reference.json").read_text("utf-8"))
    for new, old in zip(script("reference").references(), kept, strict=True):
        for key, values in old.items():
            if isinstance(values, list):
                assert new[key] == pytest.approx(values, abs=1e-6)
            else:
                assert new[key] == values


def test_language_is_a_probability_distribution() -> None:
    """The probabilities of all sentences add up to 1."""
    assert sum(language().values()) == pytest.approx(1)


def test_automaton_accepts_the_language_and_nothing_else(twins: Twins) -> None:
    """The check in the page accepts as many sentences as the grammar makes, and every one of them."""
    states = json.loads((ASSETS / "language.json").read_text("utf-8"))
    accepted = [1]  # a state only leads to earlier ones
    for state in states[1:]:
        accepted.append(sum(accepted[target] for target in state[1::2]))
    assert accepted[-1] == len(language()) == twins.experiment.language["sentences"]
    check = script("reference").Language()
    assert all(check.leaves(sentence) is None for sentence in list(language())[::400])


@pytest.mark.parametrize(
    ("sentence", "leaves"),
    [
        ("one dog barks alone .", None),
        ("two dogs bark together .", None),
        ("one dog barks together .", 3),
        ("one dog barks .", 3),
        ("one dog bark alone .", 2),
        ("a elephant walks .", 1),
        ("does the dog bark .", 4),
        ("the dog barks", 3),
    ],
)
def test_check_names_the_word_that_leaves_the_language(sentence: str, leaves: int | None) -> None:
    """Agreement, the last word that the first decides, a or an, and the end are all part of the check."""
    assert script("reference").Language().leaves(sentence) == leaves


def test_paraphrases_have_one_meaning() -> None:
    """Another word for the same, another article and another place of the place are no other meaning."""
    meaning = script("grammar").meaning
    same = ("the little dog runs in the park .", "a small dog runs in the park .", "in the park the small dog runs .")
    assert len({meaning(sentence) for sentence in same}) == 1
    assert meaning("the old dog runs in the park .") != meaning(same[0])


def test_words_are_those_of_the_language() -> None:
    """The committed vocabulary is that of the grammar."""
    network = json.loads((ASSETS / "network.json").read_text("utf-8"))
    assert network["words"] == script("grammar").vocabulary(language())
    assert sum(network["lengths"]) == pytest.approx(1, abs=1e-5)


def test_every_figure_is_there_for_every_seed(twins: Twins) -> None:
    """At least five trainings, the same number of steps for all, and every way of writing at both temperatures."""
    experiment = twins.experiment
    assert len(experiment.seeds) >= 5
    assert experiment.samples >= 500
    for name, counts in experiment.writing.items():
        assert len(counts.well_formed) == len(experiment.seeds), name
    ways = {name.rpartition("/")[0] for name in experiment.writing}
    assert set(experiment.writing) == {f"{way}/{heat}" for way in ways for heat in ("1.0", "0.7")}


def per_seed(experiment: Experiment, name: str) -> tuple[float, ...]:
    """Return the shares of well-formed sentences of one way of writing."""
    return experiment.writing[name].well_formed


Holds = Callable[[Experiment], list[bool]]


def below(*ways: str) -> Holds:
    """Return whether, seed by seed, each way of writing gives fewer well-formed sentences than the next."""
    return lambda it: [
        list(values) == sorted(set(values)) for values in zip(*(per_seed(it, way) for way in ways), strict=True)
    ]


STATEMENTS: dict[str, Holds] = {
    "the causal network writes best in one pass": lambda it: [
        best > other
        for name in it.writing
        if name.startswith(("masked", "diffusion")) and "redrawn" not in name and name.endswith("1.0")
        for best, other in zip(per_seed(it, "causal/left-to-right/1.0"), per_seed(it, name), strict=True)
    ],
    "passes help the masked network": below(
        "masked/random-order/1.0", "masked/redrawn-5/1.0", "masked/redrawn-20/1.0", "masked/redrawn-100/1.0"
    ),
    "a random share makes the difference": below("masked/random-order/1.0", "diffusion/random-order/1.0"),
    "a hundred redraws beat one pass of the diffusion network, and its own redraws beat those": below(
        "diffusion/surest-first/1.0", "masked/redrawn-100/1.0", "diffusion/redrawn-100/1.0"
    ),
    "two steps are too few": below(
        "diffusion/2-steps-surest/1.0", "diffusion/4-steps-surest/1.0", "diffusion/surest-first/1.0"
    ),
    "surest first costs variety": lambda it: [
        cold < other
        for cold, other in zip(
            it.writing["masked/surest-first/0.7"].distinct, it.writing["masked/random-order/0.7"].distinct, strict=True
        )
    ],
    "both sides decide the animal": lambda it: [
        value >= 95 for name in ("masked", "diffusion") for value in it.gaps["animal"][name]
    ],
    "one pass does not see it": lambda it: [value <= 10 for value in it.gaps["animal"]["causal-one-pass"]],
    "scoring every candidate does": lambda it: [value >= 95 for value in it.gaps["animal"]["causal-all-candidates"]],
    "with few words hidden the masked network knows at least as well": lambda it: [
        a[0] <= b[0] for a, b in zip(it.surprise["masked"], it.surprise["diffusion"], strict=True)
    ],
    "with all words hidden the masked network is lost": lambda it: [
        a[-1] > b[-1] + 1 for a, b in zip(it.surprise["masked"], it.surprise["diffusion"], strict=True)
    ],
    "tuning makes the embedder": lambda it: [
        a > c > b
        for a, b, c in zip(it.retrieval["embedder"], it.retrieval["causal"], it.retrieval["shared-words"], strict=True)
    ],
    "shared words beat vectors that were not tuned": lambda it: [
        words > vectors
        for name in ("causal", "masked-mean", "diffusion-mean")
        for words, vectors in zip(it.retrieval["shared-words"], it.retrieval[name], strict=True)
    ],
    "the old head still writes": lambda it: [value >= 50 for value in per_seed(it, "embedder/left-to-right/1.0")],
    "harder tuning takes more of it": below("embedder-strong/left-to-right/1.0", "embedder/left-to-right/1.0"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_the_page_says_holds_in_every_training(twins: Twins, name: str) -> None:
    """The page says nothing that one of the trainings contradicts."""
    held = STATEMENTS[name](twins.experiment)
    assert held
    assert all(held), held


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ((95.0, 97.4), "95–97%"),
        ((100.0, 100.0), "100%"),
        ((0.2, 0.8), "0.2–1%"),
        ((99.8, 100.0), "99.8–100%"),
        ((16.6, 17.2), "17%"),
    ],
)
def test_spread_is_lowest_and_highest(values: tuple[float, ...], printed: str) -> None:
    """Percentages print as whole numbers, equal ones once; nothing is rounded to none or all."""
    assert _spread(values) == printed


def test_unknown_fields_and_missing_files_are_refused(files: dict[str, bytes]) -> None:
    """A file with a field that nobody knows, and one that is not there, are mistakes with a name."""
    changed = json.loads(files["twins/experiment.json"]) | {"unheard": 1}
    with pytest.raises(InputError, match=r"content/assets/twins/experiment\.json:1:1: unheard: Extra inputs"):
        load_twins(files | {"twins/experiment.json": json.dumps(changed).encode()})
    with pytest.raises(InputError, match=r"content/assets/twins/recorded\.json:1:1: is missing"):
        load_twins({name: data for name, data in files.items() if name != "twins/recorded.json"})


def test_page_cannot_print_what_was_not_measured(twins: Twins) -> None:
    """A misspelled way of writing is a mistake of the author, told with what was meant."""
    with pytest.raises(ContentError, match="causal/left-to-right"):
        twins.written("causal/left-to-rigt/1.0")
