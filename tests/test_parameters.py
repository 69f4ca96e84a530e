"""Exact counts: known ones, the arithmetic of small networks by hand, and agreement with what the records state."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from sample import real_site

from catalog import parameters
from catalog.check.check import Catalog
from catalog.schema.record import Configuration

HOME = Path(__file__).parent.parent
TOLERANCE = 0.12

KNOWN = {
    "bert-base": 109_482_240,
    "bert-large": 335_141_888,
    "distilbert-base-uncased": 66_362_880,
    "albert-base": 11_683_584,
    "xlnet-base": 116_718_336,
    "deberta-v3-base": 183_831_552,
    "modernbert-base": 149_014_272,
    "gpt-1": 116_534_784,
    "gpt-2-small": 124_439_808,
    "gpt-2-xl": 1_557_611_200,
    "gpt-j-6b": 6_050_882_784,
    "gpt-neox-20b": 20_554_567_680,
    "pythia-12b": 11_846_072_320,
    "opt-125m": 125_239_296,
    "bloom-176b": 176_247_271_424,
    "falcon-7b": 6_921_720_704,
    "starcoderbase": 15_517_456_384,
    "llama-7b": 6_738_415_616,
    "llama-2-7b": 6_738_415_616,
    "llama-2-70b": 68_976_648_192,
    "llama-3-1-8b": 8_030_261_248,
    "llama-3-1-405b": 405_853_388_800,
    "mistral-7b": 7_241_732_096,
    "mixtral-8x7b": 46_702_792_704,
    "qwen2-5-7b": 7_615_616_512,
    "qwen3-8b": 8_190_735_360,
    "gemma-2b": 2_506_172_416,
    "gemma-2-9b": 9_241_705_984,
    "deepseek-v3": 671_026_404_352,
    "gpt-oss-120b": 116_829_156_672,
    "t5-small": 60_506_624,
    "t5-1-1-small": 76_961_152,
    "mt5-small": 300_176_768,
    "bart-large": 406_291_456,
    "mbart-cc25": 610_851_840,
    "mamba-130m": 129_135_360,
    "rwkv-4-169m": 169_342_464,
}

FAR_FROM_STATED = {
    "olmo-1b": "The name rounds 1.18 billion down.",
    "olmo-2-1b": "The name rounds 1.48 billion down; an output matrix of its own makes the difference to OLMo 1B.",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog, checked."""
    return real_site().catalog


@pytest.mark.parametrize(("name", "expected"), KNOWN.items())
def test_known_counts(catalog: Catalog, name: str, expected: int) -> None:
    assert parameters.count(catalog.configurations[name]) == expected


def test_every_configuration_is_counted(catalog: Catalog) -> None:
    assert {
        name: parameters.problem(one) for name, one in catalog.configurations.items() if parameters.problem(one)
    } == {}
    assert all(parameters.count(one) > 0 for one in catalog.configurations.values())


def test_every_layout_is_used(catalog: Catalog) -> None:
    assert {one.layout for one in catalog.configurations.values()} == set(parameters.LAYOUTS)


def test_layouts_take_numbers_by_name_only() -> None:
    taken = {p for formula in parameters.LAYOUTS.values() for p in inspect.signature(formula).parameters.values()}
    assert {p.kind for p in taken} == {inspect.Parameter.KEYWORD_ONLY}


def test_counts_agree_with_what_the_records_state(catalog: Catalog) -> None:
    """A configuration attached to the wrong variant would be far from the stated size; exceptions must be needed."""
    stated = [
        (variant.configuration, variant.parameters_total)
        for record in catalog.models
        for variant in record.variants
        if variant.configuration and variant.parameters_total
    ]
    exact = {name: parameters.count(catalog.configurations[name]) for name, _ in stated}
    far = {name for name, size in stated if abs(size - exact[name]) > TOLERANCE * exact[name]}
    assert far == set(FAR_FROM_STATED)


def test_every_configuration_belongs_to_a_variant(catalog: Catalog) -> None:
    used = {variant.configuration for record in catalog.models for variant in record.variants}
    assert set(catalog.configurations) - used == set()


def test_a_network_small_enough_to_count_by_hand() -> None:
    """Two tokens, one dimension: embeddings 2 + 1 + 1, norm 2; queries to output 4 × 2; up 2, down 2, norms 4."""
    numbers = {"vocabulary": 2, "hidden": 1, "layers": 1, "intermediate": 1, "positions": 1, "types": 1}
    assert parameters.LAYOUTS["bert"](**numbers, pooler=False) == 2 + 1 + 1 + 2 + 4 * 2 + 2 + 2 + 4
    assert parameters.LAYOUTS["bert"](**numbers, pooler=True) == 2 + 1 + 1 + 2 + 4 * 2 + 2 + 2 + 4 + 2


@pytest.mark.parametrize(
    ("layout", "numbers", "expected"),
    [
        ("brt", {}, "unknown layout 'brt'; known are albert, bart, bert,"),
        ("rwkv", {"vocabulary": 1, "hidden": 1, "layers": 1}, "missing intermediate"),
        ("rwkv", {"vocabulary": 1, "hidden": 1, "layers": 1, "width": 1}, "missing intermediate; unknown width"),
        ("rwkv", {"vocabulary": 1, "hidden": 1, "layers": True, "intermediate": 1}, "a number expected for layers"),
        (
            "deberta",
            {"shared": 1},
            "missing hidden, intermediate, layers, relative, vocabulary; true or false expected for shared",
        ),
    ],
)
def test_problems_say_what_is_wrong(layout: str, numbers: dict[str, int], expected: str) -> None:
    configuration = Configuration(id="x", layout=layout, numbers={**numbers}, source="x", locator="x")
    assert parameters.problem(configuration).startswith(expected)
