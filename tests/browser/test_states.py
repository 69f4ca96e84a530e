"""What opens on a page is as accessible as the page: dialogs, menus, panels, filters in use, side by side, unfolded facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .test_face import RENDER_ALL, SMALL_TARGETS, STANDARDS

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
VIEWS = [
    pytest.param(320, "dark", marks=pytest.mark.slow),
    (390, "light"),
    pytest.param(768, "light", marks=pytest.mark.slow),
    pytest.param(1440, "dark", marks=pytest.mark.slow),
]


def search(page: Page) -> None:
    """Open the search and find something."""
    page.keyboard.press("Control+k")
    page.keyboard.type("bert")
    expect(page.locator("#search-results a").first).to_be_visible()


def menu(page: Page) -> None:
    """Open the menu, which wide screens do not have."""
    summary = page.locator(".menu > summary")
    if summary.is_visible():
        summary.click()
        expect(page.locator(".menu__panel")).to_be_visible()


def panels(page: Page) -> None:
    """Open filters, columns and downloads of the comparison."""
    for name in ("facets", "columns", "share"):
        page.locator(f"#{name} > summary").click()
    expect(page.locator("#facets label[data-count]").first).to_be_visible()


def picks(page: Page) -> None:
    """Tick two rows."""
    for name in ("ALBERT", "BART"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    expect(page.get_by_role("link", name="Compare 2 models")).to_be_visible()


def sides(page: Page) -> None:
    """Wait for the models side by side, and unfold their evidence."""
    expect(page.get_by_role("heading", name="side by side")).to_be_attached()
    unfold(page)


def answer(page: Page) -> None:
    """Wait until the former address has led to the answer's own page, and open all that is folded there."""
    page.wait_for_url("**/answer/**")
    unfold(page)


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('article details').forEach((details) => { details.open = true })")


def find(page: Page) -> None:
    """Filter the index."""
    page.get_by_label("Find").fill("ber")
    expect(page.locator("#model-count")).to_contain_text(" of ")


STATES = {
    "search": ("", search),
    "menu": ("faq/", menu),
    "panels": ("compare/", panels),
    "filters in use": ("compare/?attention=causal&year=2019-&q=gpt", panels),
    "picks": ("compare/", picks),
    "side by side": ("compare/?models=bert,llada,gpt-2,t5", sides),
    "differences": ("compare/?models=bert,gpt-2&diff=1", sides),
    "a filtered index": ("models/", find),
    "facts of a model": ("models/claude-3/", unfold),
    "other meanings of the words": ("?llm=threshold-100b&generative=released_to_write", answer),
}


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), VIEWS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_what_opens(page_at: PageAt, state: str, width: int, scheme: str) -> None:
    path, act = STATES[state]
    page = page_at(path, width=width, scheme=scheme)
    if "compare/" in path:
        page.wait_for_selector("#explorer[data-ready]")
    act(page)
    page.evaluate(RENDER_ALL)
    found = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"
    assert page.evaluate(SMALL_TARGETS) == []
