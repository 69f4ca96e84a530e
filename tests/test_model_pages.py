"""Model pages in words for everybody: one line, what comes out, code that exists, licenses by name, claims that name it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import lxml.html
import pytest
from sample import real_site

from catalog.coverage import packages_metadata
from catalog.pages.modelpage import _code, _in_plain_words
from catalog.site import Site


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the real site."""
    return real_site()


def test_every_model_has_a_line_for_everybody(site: Site) -> None:
    for model in site.models:
        line, _ = _in_plain_words(model)
        assert line.endswith(".")
        assert not re.search(r"encoder|decoder|vector|token|logit|head\b", line), model.id


@pytest.mark.parametrize(
    ("ident", "expected"),
    [("gpt-2", "word after word"), ("bert", "fills in blanks"), ("electra", "swapped"), ("nemotron-4-340b-reward", "a score"),
     ("qwen3-embedding", "list of numbers"), ("llada", "step by step")],
)  # fmt: skip
def test_the_line_says_what_the_model_does(site: Site, ident: str, expected: str) -> None:
    assert expected in _in_plain_words(site.by_id[ident])[0]


HEAD_OF = {"text-generation": "causal-lm", "fill-mask": "masked-lm", "AutoModelForSeq2SeqLM": "seq2seq-lm"}
"""What the lines load -> the head that the locked library must have for the type."""


def test_code_stands_only_where_it_can_run(site: Site) -> None:
    """A sourced Hub id, a class that the locked library has for the type, lines that parse, and what is needed before."""
    shown = [(model, run) for model in site.models if (run := _code(model))]
    assert len(shown) > 150
    for model, run in shown:
        text, record = "\n".join(run["lines"]), model.record
        ast.parse(text)
        assert "hub_id" in record.evidence, record.id
        assert f'"{record.hub_id}"' in text, record.id
        heads = packages_metadata()["transformers"]["types"][record.transformers_type]
        loaded = [head for words, head in HEAD_OF.items() if words in text]
        assert loaded in ([it] for it in heads) if loaded else "AutoModel." in text, record.id
        assert ("text-generation" in text) <= (model.verdict.writes_text == "yes"), record.id
        known = packages_metadata()["mteb"]["models"].get(record.hub_id, {})
        needs = {"login": record.weights == "gated", "own repository": bool(known.get("remote_code"))}
        assert {word for note in run["notes"] for word in needs if word in note} == {it for it in needs if needs[it]}
        assert len(run["notes"]) == sum(needs.values())
        assert ("trust_remote_code=True" in text) == needs["own repository"], record.id


def test_remote_code_and_logins_are_said(site: Site) -> None:
    notes = {
        ident: " ".join(run["notes"])
        for ident in ("jina-embeddings-v3", "gemma-3", "bert")
        if (run := _code(site.by_id[ident]))
    }
    assert "own repository" in notes["jina-embeddings-v3"]
    assert "login" in notes["gemma-3"]
    assert notes["bert"] == ""
    assert _code(site.by_id["instructor"]) is None, "the class of T5 asks for words to start with"


def test_the_form_says_how_many_numbers_come_out(site: Site) -> None:
    returns = {ident: _in_plain_words(site.by_id[ident])[1] for ident in ("bge-m3", "bge", "f2llm-v2", "colbert")}
    assert returns == {
        "bge-m3": "a list of 1,024 numbers",
        "bge": "a list of 384, 768 or 1,024 numbers, by size",
        "f2llm-v2": "a list of 320 to 5,120 numbers, by size",
        "colbert": "a list of numbers",
    }


def test_pages_name_licenses_in_words(site_folder: Path, site: Site) -> None:
    for model in site.models:
        page = lxml.html.fromstring((site_folder / f"models/{model.id}/index.html").read_text("utf-8"))
        article = page.xpath("//article")[0].text_content()
        assert "LicenseRef-" not in article, model.id


def test_each_sense_has_an_address_and_says_how_firm_it_is(site_folder: Path) -> None:
    page = lxml.html.fromstring((site_folder / "models/bert/index.html").read_text("utf-8"))
    for anchor in ("defines-probability", "writes-text", "released-to-write"):
        section = page.get_element_by_id(anchor)
        assert re.search(r"Firm|Less firm|Weak", section.text_content())
        assert section.xpath(".//a[contains(@href, 'method/#rule-')]")


def said_about(site_folder: Path, ident: str) -> list[str]:
    page = lxml.html.fromstring((site_folder / f"models/{ident}/index.html").read_text("utf-8"))
    return [" ".join(it.text_content().split()) for it in page.xpath("//ul[@class='said']/li")]


def test_bert_leads_to_what_people_say(site_folder: Path) -> None:
    page = lxml.html.fromstring((site_folder / "models/bert/index.html").read_text("utf-8"))
    links = page.xpath("//*[@id='said']/following::ul[position() < 3]//a/@href")
    assert any("claims/#c-" in link for link in links)
    questions = [link.partition("#")[2] for link in links if "faq/#" in link]
    assert questions[:2] == ["is-bert-an-llm", "is-bert-generative"], "the questions that name it come first"
    first = said_about(site_folder, "bert")[0]
    assert re.fullmatch(
        r"People say: BERT is a large language model\. In fact: ≔ A matter of definition By .*\. More", first
    )


def test_what_people_say_is_about_the_model(site_folder: Path) -> None:
    """A claim about another model that merely mentions this one is not said about it."""
    said = said_about(site_folder, "qwen3-embedding")
    assert any("Every sufficiently large language model is generative." in it for it in said)
    assert not any("BERT is" in it.partition("In fact")[0] for it in said)
