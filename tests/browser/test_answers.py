"""The answers: an address for each meaning of the words, the same with and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Page, expect
from sample import real_site

from catalog.pages.answers import Answer
from catalog.site import Site
from catalog.verdict import SENSES

from .conftest import late

pytestmark = pytest.mark.browser
PageAt = Callable[..., Page]
DEFINITIONS = ("transfer", "position-paper", "threshold", "everyday")


@pytest.fixture(scope="module")
def site() -> Site:
    """Return the real site."""
    return real_site()


def test_every_answer_has_a_page_of_its_own(site: Site, site_folder: Path) -> None:
    """Title, description, canonical address, card and headline are those of the answer, without a script."""
    titles = set()
    for definition in DEFINITIONS:
        for sense in SENSES:
            found = Answer(site.cell(definition, sense))
            page = lxml.html.fromstring((site_folder / found.address / "index.html").read_text("utf-8"))
            head = {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.xpath("//meta")}
            assert found.headline in str(head["og:title"])
            assert page.xpath("string(//link[@rel='canonical']/@href)").endswith(found.address)
            assert str(head["og:image"]).endswith(f"cards/{found.address.rstrip('/')}.png")
            assert (site_folder / f"cards/{found.address.rstrip('/')}.png").stat().st_size > 1000
            assert page.xpath("string(//*[@id='answer-now'])").strip() == found.headline
            titles.add((head["og:url"], head["description"]))
    assert len(titles) == len(DEFINITIONS) * len(SENSES)


def test_choosing_leads_to_the_address_of_the_answer(page_at: PageAt) -> None:
    page = page_at("")
    page.get_by_label("What generative means").select_option("released-to-write")
    page.wait_for_url("**/answer/transfer/released-to-write/")
    page.get_by_label("What I call an LLM").select_option("everyday")
    page.wait_for_url("**/answer/everyday/released-to-write/")
    chosen = page.locator("#matrix td.is-chosen .matrix__answer")
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(chosen).to_have_accessible_name(page.locator("#answer-now").inner_text())
    page.go_back()
    page.wait_for_url("**/answer/transfer/released-to-write/")


def test_what_is_chosen_before_the_script_comes_counts(page_at: PageAt) -> None:
    """On a slow line the menus work before their module does; going back does not choose again."""
    page = page_at("faq/")
    page.route("**/answers.js*", late)
    page.goto(page.url.removesuffix("faq/"))
    page.get_by_label("What I call an LLM").select_option("everyday")
    page.wait_for_url("**/answer/everyday/writes-text/")
    page.go_back()
    page.wait_for_timeout(800)
    assert page.url.endswith("/repo/")


@pytest.mark.parametrize(
    ("written", "least"), [("7B", 7_000_000_000), ("1,5b", 1_500_000_000), ("340,000,000", 340_000_000)]
)
def test_the_threshold_takes_any_number(page_at: PageAt, site: Site, written: str, least: int) -> None:
    page = page_at("answer/threshold/writes-text/")
    page.locator("input[name=at]").fill(written)
    page.locator("input[name=at]").press("Tab")
    expect(page.locator("#answer-now")).to_have_text(Answer(site.cell("threshold", "writes_text", least)).headline)
    again = page_at("answer/threshold/writes-text/?" + page.url.split("?")[1])
    expect(again.locator("#answer-now")).to_have_text(page.locator("#answer-now").inner_text())


def test_a_wrong_number_is_answered(page_at: PageAt) -> None:
    page = page_at("answer/threshold/writes-text/?at=big")
    expect(page.locator("#at-problem")).to_contain_text("Write a number")
    expect(page.locator("input[name=at]")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("?llm=everyday&generative=writes_text", "answer/everyday/writes-text/"),
        ("?llm=threshold-100b&generative=released_to_write", "answer/threshold/released-to-write/\\?at=100B"),
    ],
)
def test_former_addresses_lead_to_the_answer(page_at: PageAt, former: str, now: str) -> None:
    page = page_at(former)
    page.wait_for_url(re.compile(now + "$"))


def test_hostile_former_addresses_stay(page_at: PageAt) -> None:
    page = page_at("?llm=../../evil&generative=%00")
    page.wait_for_timeout(300)
    assert "answer/" not in page.url


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "answer/transfer/defines-probability/"])
@pytest.mark.parametrize("width", [320, 360, 390, 1280])
def test_no_cell_overflows_its_box(page_at: PageAt, path: str, width: int) -> None:
    page = page_at(path, width=width)
    wide = page.locator("#matrix :is(td, th)").evaluate_all(
        "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText)"
    )
    assert wide == []
