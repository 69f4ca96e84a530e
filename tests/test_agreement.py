"""The records are held against packages that know the same models, and the page counts what agrees."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from sample import FAR_FUTURE, HOME, real_site

from catalog.coverage import _registered, agreement_of, comparisons
from catalog.outputs.changes import ChangeLog
from catalog.outputs.releases import load_releases
from catalog.site import Site
from tools import extract


@pytest.fixture(scope="module")
def real() -> Site:
    """Return the site of the real data."""
    return real_site()


def test_counts_add_up_and_every_disagreement_has_its_reason(real: Site) -> None:
    for it in agreement_of(real):
        compared = [
            (model.id, found)
            for model in real.models
            for found in comparisons(model.record, real.catalog.rules)
            if found.package == it.package
        ]
        assert it.facts == len(compared)
        assert {model.id for model in it.records} == {ident for ident, _ in compared}
        assert len(it.agreeing) + len(it.same_source) == sum(not found.contradiction for _, found in compared)
        assert all(found.because for found in it.disagreements)
    assert sum(len(it.disagreements) for it in agreement_of(real)) == len(real.catalog.exceptions)


def test_only_the_whole_name_is_compared(real: Site) -> None:
    assert [*_registered(real.by_id["bge-m3"].record)] == ["BAAI/bge-m3"]
    assert _registered(real.by_id["bert"].record) == {}


def test_facts_read_in_the_package_are_no_confirmation(real: Site) -> None:
    """The window of BidirLM was read in mteb: there its agreement would count apart."""
    heads, registry = agreement_of(real)
    assert heads.same_source == []
    assert registry.same_source
    assert registry.agreeing


def test_the_page_has_every_disagreement_and_the_counts(site_folder: Path, real: Site) -> None:
    page = unescape((site_folder / "agreement" / "index.html").read_text("utf-8"))
    for it in agreement_of(real):
        row = re.search(rf'href="#{it.package}">{it.package} [0-9.]+</a></th>.*?</tr>', page, re.S)
        assert row is not None
        numbers = [int(number) for number in re.findall(r'<td class="number">(?:<a [^>]*><data [^>]*>)?(\d+)', row[0])]
        counts = [len(it.agreeing), len(it.same_source), len(it.disagreements)]
        assert numbers == [len(it.records), it.facts, *counts]
        assert all(found.because in page and found.says in page for found in it.disagreements)


@pytest.mark.parametrize("page", ["method", "coverage"])
def test_the_page_is_linked(site_folder: Path, page: str) -> None:
    assert 'href="../agreement/"' in (site_folder / page / "index.html").read_text("utf-8")


def test_entries_of_a_module_are_read_and_not_run() -> None:
    source = (
        "SIZE = 7_000\nraise SystemExit\n"
        "a = ModelMeta(name='x/a', n_parameters=SIZE, max_tokens=512.0, release_date='2024-01-02', loader=load())\n"
        "b = ModelMeta(name=f'{a}', n_parameters=1)\nc = Other(name='x/c')\n"
        "d = ModelMeta(name='x/d', embed_dim=[64, 128], loader_kwargs={'trust_remote_code': True})\n"
        "e = ModelMeta(name='x/e', loader=partial(load, trust_remote_code=True))\n"
    )
    assert list(extract.entries(source)) == [
        {"name": "x/a", "n_parameters": 7000, "max_tokens": 512, "release_date": "2024-01-02"},
        {"name": "x/d", "embed_dim": [64, 128], "remote_code": True},
        {"name": "x/e", "remote_code": True},
    ]


@pytest.mark.parametrize("package", ["transformers", "mteb"])
def test_what_was_extracted_says_from_which_version(package: str) -> None:
    path = HOME / "catalog" / f"{package}.json"
    extracted = json.loads(path.read_text("utf-8"))
    assert extracted["package"] == package
    assert re.fullmatch(r"\d+(\.\d+)+", extracted["version"])


def test_verdicts_that_changed_with_the_rules_are_listed_with_rule_and_reason(site_folder: Path, real: Site) -> None:
    log = ChangeLog(load_releases(HOME / "data" / "releases", FAR_FUTURE), real)
    changed = {it["id"]: it for it in log.revised}
    rules = [rule.id for _, rule in changed["mt5"]["verdicts"]]
    assert rules == ["W11", "R11"]
    assert any("released for" in words for words in changed["mt5"]["facts"])
    assert changed["xlnet"]["facts"] == []
    assert "bert" not in changed
    page = unescape((site_folder / "changes" / "index.html").read_text("utf-8"))
    for it in log.revised:
        part = page[page.index(f'id="rules-2-{it["id"]}"') :].partition("</li>")[0]
        assert all(f'href="../method/#rule-{rule.id}"' in part and rule.text[:-1] in part for _, rule in it["verdicts"])


def test_without_the_release_of_the_old_rules_nothing_is_called_revised(real: Site) -> None:
    assert ChangeLog((), real).revised == []
