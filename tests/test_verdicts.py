"""The verdict rules on the cases that are easily got wrong, the real records, and the errors that are common elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from sample import CASES, SAMPLE, read_yaml, real_site

from catalog.check.check import Catalog
from catalog.schema.record import Record, Training
from catalog.verdict import SENSES, NoRuleError, Verdict, judge, summary_of_many

MODELS = read_yaml(CASES / "verdicts" / "models.yaml")
RULES = read_yaml(CASES / "verdicts" / "rules.yaml")
PLAIN: dict[str, Any] = {
    "architecture": "decoder-only",
    "attention": "causal",
    "output_head": "vocabulary",
    "released_for": ["fine-tuning"],
    "training": [{"stage": "pre-training", "objectives": ["causal-lm"]}],
    "writing_procedure": "left-to-right",
    "procedure_documented_by": "developer",
    "further_training": "not-stated",
}


def record_of(facts: Mapping[str, Any]) -> Record:
    """Return a record with the given facts; all others do not bear on the verdict."""
    complete = PLAIN | dict(facts)
    complete["training"] = tuple(Training.model_validate(stage) for stage in complete["training"])
    return Record.model_construct(**complete)


def told(verdict: Verdict) -> dict[str, str]:
    """Return a verdict as the cases write it."""
    senses = (*SENSES, "qualifier", "summary")
    return {name: getattr(verdict, name) for name in senses}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return real_site().catalog


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case["id"])
def test_case(case: Mapping[str, Any], catalog: Catalog) -> None:
    """The facts of a case give its verdict."""
    assert told(judge(record_of(case["facts"]), catalog.rules)) == case["verdict"], case["why"]


@pytest.mark.parametrize("case", [case for case in MODELS if "record" in case], ids=lambda case: case["id"])
def test_record(case: Mapping[str, Any], catalog: Catalog) -> None:
    """The record of the catalog has the verdict of the case."""
    record = next(record for record in catalog.models if record.id == case["id"])
    assert told(judge(record, catalog.rules)) == case["verdict"], case["why"]


@pytest.mark.parametrize("case", RULES, ids=lambda case: case["rule"])
def test_rule(case: Mapping[str, Any], catalog: Catalog) -> None:
    """A rule fires on its facts and not on those next to them."""
    sense = next(rule.sense for rule in catalog.rules if rule.id == case["rule"])
    verdicts = [judge(record_of(case[facts]), catalog.rules) for facts in ("fires", "not")]
    fired = [verdict.rules[SENSES.index(sense)].id for verdict in verdicts]
    assert (fired[0] == case["rule"], fired[1] == case["rule"]) == (True, False), fired


def test_every_rule_has_a_case(catalog: Catalog) -> None:
    """No rule is without a case."""
    assert {rule.id for rule in catalog.rules} == {case["rule"] for case in RULES}


def test_a_word_that_no_rule_names_is_refused(catalog: Catalog) -> None:
    """No rule catches everything else: without the rules that name it, a head has no verdict."""
    rules = [rule for rule in catalog.rules if rule.id not in ("P10", "W10")]
    with pytest.raises(NoRuleError):
        judge(record_of({"output_head": "vector"}), rules)


def test_a_name_with_two_verdicts_depends() -> None:
    """A family whose releases disagree has the summary `depends`."""
    assert summary_of_many({"generative", "not-generative"}) == "depends"
    assert summary_of_many({"generative"}) == "generative"


def page(site: Path, path: str) -> lxml.html.HtmlElement:
    """Return the article of a page of the built site."""
    return lxml.html.fromstring((site / path / "index.html").read_text("utf-8")).xpath("//article")[0]


def summaries(site: Path) -> dict[str, str]:
    """Return {id: summary} as published."""
    models = json.loads((site / "api" / "v1" / "models.json").read_text("utf-8"))["models"]
    return {model["id"]: model["verdict"]["summary"] for model in models}


def linked_in_section(site: Path, path: str, anchor: str) -> set[str]:
    """Return the ids of the models that a section of a page links to, up to the next heading of its level."""
    found: set[str] = set()
    for element in page(site, path).xpath(f'//h2[@id="{anchor}"]')[0].itersiblings():
        if element.tag == "h2":
            break
        found.update(
            re.findall(r"models/([a-z0-9-]+)/$", " ".join(element.xpath(".//a/@href")).replace(" ", "\n"), re.M)
        )
    return found


def argued(site: Path, catalog: Catalog) -> list[str]:
    """Return the text of the pages that argue, without the statements of refuted claims."""
    texts = [" ".join(page(site, path).text_content().split()) for path in ("", "faq", "claims", "glossary")]
    for claim in json.loads((site / "api/v1/claims.json").read_text("utf-8"))["claims"]:
        if claim["verdict"] == "refuted":
            texts = [text.replace(claim["statement"], "") for text in texts]
    return texts


def sentences(site: Path, catalog: Catalog) -> list[str]:
    """Return the sentences of the pages that argue."""
    return [sentence for text in argued(site, catalog) for sentence in re.split(r"(?<=[.?!])(?:\s+|(?=¶))", text)]


def test_bert_is_the_same_everywhere(site_folder: Path) -> None:
    """BERT is not generative in the export, the index, the table, its page, the article and the FAQ."""
    assert summaries(site_folder)["bert"] == "not-generative"
    index = page(site_folder, "models").xpath('//a[contains(@href, "bert/")][text()="BERT"]/ancestor::li')[0]
    assert "not generative" in index.text_content().casefold()
    row = page(site_folder, "compare").xpath('//tr[.//a[contains(@href, "models/bert/")]]')[0]
    assert "not" in row.text_content().casefold()
    assert "Not generative" in page(site_folder, "models/bert").text_content()
    assert "bert" not in linked_in_section(site_folder, "", "generative-models")
    assert "bert" in linked_in_section(site_folder, "", "non-generative-models")


def test_sections_list_what_they_say(site_folder: Path) -> None:
    """The article's two lists hold only models with that verdict; so do the FAQ's examples."""
    verdicts = summaries(site_folder)
    for ident in linked_in_section(site_folder, "", "generative-models"):
        assert verdicts[ident] == "generative", ident
    for ident in linked_in_section(site_folder, "", "non-generative-models"):
        assert verdicts[ident] == "not-generative", ident


def test_t5_is_not_called_hybrid(site_folder: Path, catalog: Catalog) -> None:
    """No sentence calls an encoder–decoder hybrid, unless to say that this is a slip."""
    for sentence in sentences(site_folder, catalog):
        if re.search(r"\bT5\b", sentence) and re.search(r"\bhybrid\b[^?]*[.!]", sentence.casefold()):
            assert re.search(r"\bnot\b|\bno\b|slip|error|mistake|confus|hybrid[^;]*\(refuted\)", sentence), sentence


def test_transformer_based_is_no_example_of_generative(site_folder: Path, catalog: Catalog) -> None:
    """Being made of Transformer layers is not offered as a reason for being generative."""
    for sentence in sentences(site_folder, catalog):
        assert not re.search(
            r"generative (models|LLMs)[^.]*\b(such as|like|e\.g\.)[^.]*transformer-based", sentence, re.I
        ), sentence


def test_no_flat_no(site_folder: Path, catalog: Catalog) -> None:
    """The answer names its condition wherever it stands: page, description, FAQ, claim."""
    first = page(site_folder, "").xpath('//div[contains(@class, "answer")]')[0].text_content()
    assert re.match(r"\s*No\s*[—,–-]\s*unless your definition", first)
    home = (site_folder / "index.html").read_text("utf-8")
    assert re.search(r'<meta name="description" content="No [^"]*unless', home)
    for text in argued(site_folder, catalog):
        for hit in re.finditer(r"\bnot all (large language models|LLMs) are generative\b", text, re.I):
            assert re.search(r"unless|definition|means by", text[hit.start() : hit.end() + 600]), hit[0]


def test_bert_is_no_example_of_billions(site_folder: Path, catalog: Catalog) -> None:
    """The sizes of BERT are in millions, and no sentence offers it as a model of billions of parameters."""
    bert = json.loads((site_folder / "api" / "v1" / "models" / "bert.json").read_text("utf-8"))
    assert {variant["parameters_total"] for variant in bert["variants"]} == {110_000_000, 340_000_000}
    for sentence in sentences(site_folder, catalog):
        if re.search(r"(?<![-\w])BERT(?![-\w])", sentence) and re.search(r"\bbillions\b", sentence):
            assert re.search(r"\bnot\b|\bno good example\b", sentence), sentence


def test_the_sample_has_the_verdicts_its_tests_rely_on(catalog: Catalog) -> None:
    """The writer of the sample writes, the filler fills, the embedder embeds."""
    records = read_yaml(SAMPLE / "data" / "models.yaml")["models"]
    assert [judge(record_of(record), catalog.rules).writes_text for record in records] == [
        "yes",
        "with-extra-procedure",
        "no",
    ]
