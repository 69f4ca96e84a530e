"""Prose is bound to the data: planted sentences are refused, and so is a changed word or a changed fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from sample import HOME, Run, read_yaml, real_site

from catalog import pipeline
from catalog.check.literals import Facts
from catalog.load.documents import load_texts
from catalog.schema.record import Record

CASES = HOME / "tests" / "cases" / "literals"
PLANTED: dict[str, list[str]] = read_yaml(CASES / "planted.yaml")["cases"]
MARKED: dict[str, list[dict[str, str]]] = read_yaml(CASES / "marked.yaml")["cases"]


@cache
def facts() -> Facts:
    site = real_site()
    return pipeline.facts_of(site)


@pytest.mark.parametrize("text", [it for group, texts in PLANTED.items() if group != "pages" for it in texts])
def test_an_unbound_fact_word_is_refused_in_data(text: str) -> None:
    assert list(facts().problems(f"A first sentence of other words. {text}"))


@cache
def planted() -> tuple[str, list[int]]:
    """Return the article with every planted text behind it, and where problems were found."""
    article = load_texts(HOME / "content", "content", (".md",))["index.md"].body
    texts = [text for texts in PLANTED.values() for text in texts if "[[" not in text]
    text = "\n\nOther words.\n\n".join([article, *texts])
    return text, [offset for offset, _ in facts().problems(text, page=True)]


@pytest.mark.parametrize("text", [it for texts in PLANTED.values() for it in texts if "[[" not in it])
def test_an_unbound_fact_word_is_refused_in_the_article(text: str) -> None:
    article, found = planted()
    start = article.index(f"\n\n{text}\n\nOther") if f"\n\n{text}\n\nOther" in article else article.rindex(text)
    assert any(start <= offset < start + len(text) + 2 for offset in found)


def test_nothing_of_the_article_itself_is_refused() -> None:
    article, found = planted()
    assert not [offset for offset in found if offset < article.index("\n\nOther words.\n\n")]


def test_a_kind_without_records_has_no_values() -> None:
    none = replace(facts(), records={})
    assert [offset for offset, _ in none.problems("Recurrent models are closed.")] == [21]


def test_a_reference_without_words_moves_no_place() -> None:
    text = "[[term:encoder-only|Encoders]] are closed, and [[term:encoder-only]] models are open."
    places = [offset for offset, _ in facts().problems(text)]
    assert [text[place:].split()[0].rstrip(",.") for place in places] == ["closed", "open"]


def test_the_name_of_a_family_means_its_members_however_it_is_written() -> None:
    found = [ids for _, _, ids in facts().names.find("DeepSeek and deepseek")]
    assert found[0] == found[1] != ()


@pytest.mark.parametrize("case", MARKED["right"], ids=lambda case: case["text"])
def test_a_right_mark_is_accepted(case: dict[str, str]) -> None:
    assert not list(facts().problems(case["text"], page="{{" in case["text"]))


@pytest.mark.parametrize("case", MARKED["wrong"], ids=lambda case: case["text"])
def test_a_wrong_mark_is_refused_with_the_reason(case: dict[str, str]) -> None:
    found = [message for _, message in facts().problems(case["text"], page="{{" in case["text"])]
    assert len(found) == 1
    assert case["says"] in found[0]


def marked_texts() -> Iterator[tuple[str, set[str]]]:
    """Yield every marked sentence of the real data with the ids and fields that it states."""
    for name in ("claims", "faq", "pairs", "glossary"):
        text = re.sub(r"\n\s+", " ", (HOME / "data" / f"{name}.yaml").read_text("utf-8"))
        for hit in re.finditer(r"\[\[fact:([^|]+)\|([^\]]+)\]\]", text):
            if not {*hit[1].rpartition(".")[0].split(",")} <= facts().records.keys():
                continue  # said of a kind: the whole sentence counts
            yield hit[0], {f"{ident}.{hit[1].rpartition('.')[2]}" for ident in hit[1].rpartition(".")[0].split(",")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("architecture", "convolutional"),
        ("attention", "permuted"),
        ("weights", "non-commercial"),
        ("output_head", "scalar"),
    ],
)
def test_a_changed_fact_refuses_every_sentence_that_states_it(field: str, value: str) -> None:
    stated = {"output_head": "writes_text"}.get(field, field)
    records: list[Record] = [it.model_copy(update={field: value}) for it in facts().records.values()]
    changed = replace(facts(), records={it.id: it for it in records})
    texts = [(text, ids) for text, ids in marked_texts() if any(it.endswith(f".{stated}") for it in ids)]
    assert texts
    for text, ids in texts:
        about = tuple(it.rpartition(".")[0] for it in ids)
        was = list(facts().problems(f"It {text}", about=about))
        now = list(changed.problems(f"It {text}", about=about))
        negated = re.search(r"\b(?:no|not|without|never|cannot|nothing)\b|extra", text)
        assert not was
        assert now or negated, text


def test_changed_records_refuse_what_is_said_of_their_kind() -> None:
    texts = (re.sub(r"\n\s+", " ", (HOME / "data" / f"{it}.yaml").read_text("utf-8")) for it in ("claims", "faq"))
    kind = re.compile(r"\[\[fact:(?:encoder-only|embedding|reranking)\.\w+\|both ways")
    said = [
        it for text in texts for line in text.splitlines() for it in re.split(r"(?<=[.:?]) ", line) if kind.search(it)
    ]
    records: list[Record] = [it.model_copy(update={"attention": "causal"}) for it in facts().records.values()]
    changed = replace(facts(), records={it.id: it for it in records})
    assert said
    assert not [it for it in said if list(facts().problems(it))]
    assert all(list(changed.problems(it)) for it in said)


@pytest.mark.slow
def test_an_unbound_word_fails_the_check_at_its_place(tmp_path: Path, run_build: Run) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for file in (HOME / "data").glob("*.yaml"):
        text = file.read_text("utf-8")
        if file.name == "faq.yaml":
            text = text.replace("short: No, unless", "short: BERT has 175 billion parameters. No, unless", 1)
        (data / file.name).write_text(text, "utf-8")
    done = run_build("check", "--data", data)
    assert done.returncode == 1
    line = (data / "faq.yaml").read_text("utf-8").split("BERT has 175 billion")[0].count("\n") + 1
    assert f"faq.yaml:{line}:" in done.stderr
    assert "the data says 110,000,000 or 340,000,000 — write [[fact:bert.parameters|175 billion]]" in done.stderr
