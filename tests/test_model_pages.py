"""Model pages in words for everybody: one line, what comes out, code that exists, licenses by name, claims that name it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import lxml.html
import pytest
from sample import HOME

from catalog.check.check import check_documents
from catalog.check.packages import package_metadata
from catalog.load.documents import load_documents
from catalog.pages.plain import code, in_plain_words
from catalog.site import Site, derive_site


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the real site."""
    return derive_site(check_documents(load_documents(HOME / "data", "data"), "9999-12-31"))


def test_every_model_has_a_line_for_everybody(site: Site) -> None:
    for model in site.models:
        line = in_plain_words(model).line
        assert line.endswith(".")
        assert not re.search(r"encoder|decoder|vector|token|logit|head\b", line), model.id


@pytest.mark.parametrize(
    ("ident", "expected"),
    [("gpt-2", "word after word"), ("bert", "fills in blanks"), ("electra", "swapped"), ("nemotron-4-340b-reward", "a score"),
     ("qwen3-embedding", "list of numbers"), ("llada", "step by step")],
)  # fmt: skip
def test_the_line_says_what_the_model_does(site: Site, ident: str, expected: str) -> None:
    assert expected in in_plain_words(site.by_id[ident]).line


def test_code_stands_only_where_it_can_run(site: Site) -> None:
    """A sourced Hub id, a type that the locked library has, and lines that parse."""
    shown = [(model, run) for model in site.models if (run := code(model))]
    assert len(shown) > 40
    for model, run in shown:
        assert "hub_id" in model.record.evidence, model.id
        assert model.record.transformers_type in package_metadata()["types"]
        ast.parse("\n".join(run.lines))
        assert bool(run.notes) == (model.record.weights == "gated")
        assert ("text-generation" in "".join(run.lines)) <= (model.verdict.writes_text == "yes")


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


def test_bert_leads_to_what_people_say(site_folder: Path) -> None:
    page = lxml.html.fromstring((site_folder / "models/bert/index.html").read_text("utf-8"))
    links = page.xpath("//*[@id='said']/following::ul[1]//a/@href | //*[@id='said']/following::p//a/@href")
    assert any("claims/#c-" in link for link in links)
    assert any("faq/#" in link for link in links)
