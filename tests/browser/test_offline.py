"""The site in a zip, opened from a folder: the tests of the explore tools run on it, and so do search, judge and twins."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tools.offline import pack

from .test_explore import (  # noqa: F401
    PageAt,
    test_a_view_opens_in_another_browser_and_back_returns,
    test_filters_announce_count_and_can_be_removed,
    test_five_models_are_one_too_many,
    test_free_text_knows_aliases_and_forgives_errors,
    test_queries_in_the_address_give_the_records_they_describe,
    test_side_by_side_with_differences_and_evidence,
    test_sorting_by_keyboard_puts_unknown_sizes_last,
    test_the_index_filters_by_name,
)
from .test_travel import test_a_figure_is_downloaded_as_png  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]  # type: ignore[assignment, unused-ignore]


@pytest.fixture(scope="session")
def folder(site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the unpacked zip."""
    place = tmp_path_factory.mktemp("offline")
    pack(site_folder, place / "site.zip")
    with zipfile.ZipFile(place / "site.zip") as archive:
        archive.extractall(place)
    return place / "site"


@pytest.fixture(scope="session")
def served(folder: Path) -> str:
    """Return the address of the folder, in the place of that of a server."""
    return f"{folder.as_uri()}/"


def test_search_finds_and_leads_to_a_page(page_at: PageAt) -> None:
    page = page_at("faq/")
    page.keyboard.press("Control+k")
    page.locator("#search input").fill("electra")
    first = page.locator("#search-results a").first
    expect(first).to_contain_text("ELECTRA")
    first.click()
    page.wait_for_url(re.compile("models/electra/index.html"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("ELECTRA")


def test_the_judge_finds_a_name(page_at: PageAt) -> None:
    page = page_at("judge/?name=bert-base-uncased")
    expect(page.locator("#judge-said")).to_contain_text("BERT")
    expect(page.locator("#judge-said")).to_contain_text("not generative")


def test_a_network_runs(page_at: PageAt) -> None:
    page = page_at("see/")
    card = page.locator('[data-twin="masked"]')
    card.locator(".word").nth(2).click()
    expect(card.locator("p[role=status]")).to_contain_text("hidden")
    expect(card.locator('[data-part="chances"] li').first).to_be_visible()


def test_the_same_site_gives_the_same_zip(site_folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pack(site_folder, tmp_path / name / "site.zip")
    assert (tmp_path / "one/site.zip").read_bytes() == (tmp_path / "two/site.zip").read_bytes()


def test_no_link_leads_to_a_folder(folder: Path) -> None:
    """Without a server a folder is a list of files."""
    for path in [folder / "index.html", folder / "models/bert/index.html", folder / "compare/index.html"]:
        links = re.findall(r'(?:href|src)="(?![a-z]+:|[#?&])([^"#?&]*)', path.read_text("utf-8"))
        assert len(links) > 20
        assert [link for link in links if not (path.parent / link).is_file()] == []
