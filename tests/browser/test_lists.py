"""Lists that grow: questions, claims and terms can be narrowed by kind and by words, and are whole without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]


def shown(page: Page) -> Locator:
    """Return the items that can be seen."""
    return page.locator("[data-kind]:visible")


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("faq/", "limits", "copyright"),
        ("claims/", "refuted", "hybrid"),
        ("glossary/", "objectives", "MLM"),
        ("sources/papers/", "2019", "BERT"),
    ],
)
def test_a_list_is_narrowed_by_kind_and_words(page_at: PageAt, path: str, kind: str, words: str) -> None:
    page = page_at(path)
    all_of_them = shown(page).count()
    status = page.locator("#list-filter [role=status]")
    expect(status).to_have_text(re.compile(rf"^{all_of_them} "))
    page.locator("#list-filter select").select_option(kind)
    expect(status).to_have_text(re.compile(rf"^[0-9]+ of {all_of_them} "))
    of_kind = shown(page).count()
    assert 1 < of_kind < all_of_them
    assert set(shown(page).evaluate_all("items => items.map((item) => item.dataset.kind)")) == {kind}
    expect(status).to_have_text(re.compile(rf"^{of_kind} of {all_of_them} "))
    page.get_by_label("Find").fill(words)
    assert 1 <= shown(page).count() < of_kind
    assert words.lower() in (shown(page).first.text_content() or "").lower()
    assert page.url.endswith(f"{path}?kind={kind}&find={words}")
    page.reload()
    expect(status).to_have_text(re.compile(rf" of {all_of_them} "))
    assert 1 <= shown(page).count() < of_kind
    expect(page.get_by_label("Find")).to_have_value(words)


def test_headings_without_items_are_hidden(page_at: PageAt) -> None:
    page = page_at("claims/?find=hybrid")
    expect(page.locator("h2#diffusion")).to_be_hidden()
    expect(page.locator("h2#encoder-decoder")).to_be_visible()
    page = page_at("faq/?find=copyright")
    expect(page.get_by_role("heading", name="Is BERT generative?")).to_be_hidden()


def test_a_link_to_a_hidden_item_shows_it(page_at: PageAt) -> None:
    page = page_at("faq/?kind=limits")
    page.evaluate("location.hash = 'is-bert-generative'")
    expect(page.get_by_role("heading", name="Is BERT generative?")).to_be_in_viewport()
    expect(page.locator("#list-filter select")).to_have_value("")


def test_an_address_with_an_unknown_kind_shows_all(page_at: PageAt) -> None:
    page = page_at("claims/?kind=nonsense")
    assert shown(page).count() == page.locator("[data-kind]").count()


@pytest.mark.parametrize("path", ["faq/?kind=limits", "claims/?kind=refuted", "glossary/?find=MoE"])
def test_without_a_script_the_list_is_whole(page_at: PageAt, path: str) -> None:
    page = page_at(path, javascript=False)
    assert shown(page).count() == page.locator("[data-kind]").count()
    expect(page.locator("#list-filter")).to_be_hidden()
