"""A fact cannot drift from its evidence: changed values and swapped sentences are refused, and no real record is."""

from __future__ import annotations

from collections import Counter

import pytest

from catalog.check.drift import Wording, _dates, _numbers, values_named
from catalog.schema.record import EvidenceField, Record
from tools.drift import real_records, refused, sizes_changed


@pytest.fixture(scope="module")
def catalog() -> tuple[tuple[Record, ...], Wording]:
    """Return the real records and what their evidence is compared with."""
    return real_records()


@pytest.mark.slow
def test_changed_values_are_refused(catalog: tuple[tuple[Record, ...], Wording]) -> None:
    records, words = catalog
    found = Counter(hit for record in records[::6] for _, hit in refused(record, words))
    assert found.total() > 1500
    assert found[True] >= 0.95 * found.total()


@pytest.mark.parametrize(
    ("ident", "field", "changed"),
    [
        ("glam", "context_tokens", {"context_tokens": 1048}),
        ("glam", "context_tokens", {"context_tokens": 1025}),
        ("nemotron-3-5-rerank", "parameters", {"parameters_total": 8_400_000_000}),
        ("nemotron-3-super", "parameters", {"parameters_active": None}),
        ("llama-3-2", "license", {"license": "LicenseRef-Llama-3"}),
        ("gpt-oss-safeguard", "released_for", {"released_for": ("classification",)}),
        ("aya-101", "released_for", {"released_for": ("research",)}),
        ("dialogpt", "hub_id", {"hub_id": "microsoft/DialoGPT-small"}),
        ("distilgpt2", "parameters", {"parameters_total": 82_100_000}),
    ],
)
def test_a_near_value_is_refused(
    catalog: tuple[tuple[Record, ...], Wording], ident: str, field: str, changed: dict[str, object]
) -> None:
    """A number in full is exact, a version of a license is not another one, and no part of a value may go."""
    records, words = catalog
    real = next(record for record in records if record.id == ident)
    if field == "parameters":
        changed = {"variants": tuple(it.model_copy(update=changed) for it in real.variants)}
    assert field not in {it for it, _ in words.problems(real)}
    assert field in {it for it, _ in words.problems(real.model_copy(update=changed))}


@pytest.mark.parametrize("ident", ["bert", "gpt-2", "llama-3-1", "ul2"])
def test_changed_sizes_are_refused(catalog: tuple[tuple[Record, ...], Wording], ident: str) -> None:
    """No size may go, be a little off, or stand with another variant."""
    records, words = catalog
    real = next(record for record in records if record.id == ident)
    changed = [it for it in sizes_changed(real.variants) if it != real.variants]
    assert changed
    for variants in changed:
        found = {field for field, _ in words.problems(real.model_copy(update={"variants": variants}))}
        assert "parameters" in found, variants


def test_mixed_leaves_no_doubt(catalog: tuple[tuple[Record, ...], Wording]) -> None:
    _, words = catalog
    says = "The decoder attends with a causal mask, the encoder with one that hides nothing but padding: mixed."
    assert values_named(says, words.synonyms["attention"]) == {"mixed"}


def test_bert_as_a_decoder_is_refused(catalog: tuple[tuple[Record, ...], Wording]) -> None:
    records, words = catalog
    bert = next(record for record in records if record.id == "bert")
    stage = bert.training[0].model_copy(update={"objectives": ("causal-lm",)})
    changed = bert.model_copy(update={"architecture": "decoder-only", "attention": "causal", "training": (stage,)})
    assert {field for field, _ in words.problems(changed)} >= {"architecture", "attention", "training"}


def test_evidence_of_another_model_is_refused(catalog: tuple[tuple[Record, ...], Wording]) -> None:
    """Where values differ, the sentence of one record does not serve another."""
    records, words = catalog
    fields: tuple[EvidenceField, ...] = (
        "architecture",
        "attention",
        "output_head",
        "context_tokens",
        "released",
        "license",
        "weights",
    )
    tried = caught = 0
    for left, right in zip(records[::5], records[37::5], strict=False):
        for field in fields:
            both = field in left.evidence and field in right.evidence
            if both and getattr(left, field) != getattr(right, field) and not {field} & {*left.missing, *right.missing}:
                swapped = left.model_copy(update={"evidence": left.evidence | {field: right.evidence[field]}})
                tried += 1
                caught += any(found == field for found, _ in words.problems(swapped))
    assert tried > 50
    assert caught >= 0.95 * tried


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Base is given as 110 million parameters and Large as 340 million.", {110e6, 340e6}),
        ("The four sizes have 12, 18, 60 and 235 million parameters.", {12e6, 18e6, 60e6, 235e6}),
        ("32,768 tokens natively", {32768}),
        ("a 0.5B and a 1.6T model", {0.5e9, 1.6e12}),
        ("version v2.5 of 2019", {2019}),
    ],
)
def test_numbers_have_their_units(text: str, expected: set[float]) -> None:
    assert expected <= _numbers(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 11 October 2018", {"2018-10-11"}),
        ("on 10 and 11 June 2018", {"2018-06-10", "2018-06-11"}),
        ("October 11, 2018", {"2018-10-11"}),
        ("in October 2018", set()),
    ],
)
def test_dates_are_whole(text: str, expected: set[str]) -> None:
    assert _dates(text) == expected


def test_the_longer_word_and_the_clear_word_count() -> None:
    words = {
        "encoder-only": ("encoder", "encoder-only!"),
        "encoder-decoder": ("encoder-decoder",),
        "decoder-only": ("decoder",),
    }
    assert values_named("An encoder-decoder.", words) == {"encoder-decoder"}
    assert values_named("Encoder-only, unlike a decoder.", words) == {"encoder-only"}
    assert values_named("An encoder and a decoder.", words) == {"encoder-only", "decoder-only"}
