"""Lists that grow: questions, claims and terms can be narrowed by kind and by words, and are whole without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .test_explore import names

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


def rows(page: Page) -> int:
    """Return how many rows the view shows, whatever the page is."""
    if page.locator("#explorer").count():
        page.wait_for_selector("#explorer[data-ready]")
        shown = re.findall(r"\d+", str(page.locator("#comparison").get_attribute("aria-rowcount") or ""))
        return int(shown[0]) - 1 if shown else len(names(page))
    if page.locator("#model-index").count():
        page.wait_for_timeout(500)
        return page.locator("#model-index li:visible").count()
    return shown_items(page)


def shown_items(page: Page) -> int:
    """Return how many items of a list can be seen, once its script has come."""
    page.wait_for_load_state("networkidle")
    return shown(page).count()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("faq/?kind=limits&find=bert", 2),
        ("faq/?find=zzzz", 2),
        ("faq/?kind=nonsense", 2),
        ("claims/?kind=refuted", 2),
        ("glossary/?find=MoE", 2),
        ("sources/papers/?kind=2019&find=BERT", 2),
        ("models/?find=qwen&verdict=not+generative", 2),
        ("compare/?size=5B-1B&q=qwen&models=bert,gpt-2,t5", 2),
        ("compare/?writes_text=no,with-extra-procedure&size=7B-", 2),
        ("choose/?task=retrieve&size=1B&language=multilingual&commercial=yes", 1),
        ("choose/?task=retrieve&size=30M&language=multilingual&commercial=yes", 2),
        ("choose/?task=chat&size=1M", 1),
        ("judge/?name=Ettin", 1),
        ("answer/threshold/writes-text/?at=7B", 2),
        ("answer/threshold/writes-text/?at=2T", 1),
        ("answer/threshold/defines-probability/?at=1,000,000", 2),
    ],
)
def test_a_count_that_a_script_writes_leads_to_as_many_rows(page_at: PageAt, path: str, expected: int) -> None:
    page = page_at(path)
    counts = page.locator(":is([role=status], #choose-said) a.count")
    expect(page.locator(":is([role=status], #choose-said)", has=page.locator("a.count"))).to_have_count(1)
    expect(counts).to_have_count(expected)
    written = [(str(link.inner_text()), str(link.evaluate("link => link.href"))) for link in counts.all()]
    for text, address in written:
        (number,) = re.findall(r"\d+", text) or ["1"]  # or "One model"
        page.goto("about:blank")
        page.goto(address)
        assert rows(page) == int(number), (text, address)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["faq/", "models/", "compare/"])
def test_a_count_is_written_once_and_takes_no_focus(page_at: PageAt, path: str) -> None:
    """What a screen reader announces is changed only when the count is another one."""
    page = page_at(path)
    page.wait_for_load_state("networkidle")
    find = page.get_by_label("Find")
    find.fill("zzz")
    status = page.locator(":is(#list-filter [role=status], #model-count, #count)")
    expect(status).to_have_text(re.compile("^[0-9]+ of [0-9]+ "))
    page.wait_for_timeout(500)
    status.evaluate(
        """status => new MutationObserver((all) => { window.changes = (window.changes ?? 0) + all.length; })
        .observe(status, { childList: true, subtree: true, characterData: true })"""
    )
    find.press_sequentially("y")
    page.wait_for_timeout(500)
    expect(find).to_be_focused()
    assert page.evaluate("window.changes ?? 0") == 0
    expect(status.locator("a").first).to_have_attribute("href", re.compile("=zzzy$"))
    find.fill("roberta")
    expect(status).to_have_text(re.compile("^[1-9][0-9]* of [0-9]+ "))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("compare/?size=5B-1B", "5B–1B is upside down; showing 1B–5B."),
        ("compare/?year=2020-2018&size=-", "2020–2018 is upside down; showing 2018–2020. Not known here, so left out: size “-”"),
        ("compare/?year=12", "Not known here, so left out: year “12” (not a range)."),
        ("choose/?task=nonsense&language=klingon", "Not known here, so left out: task “nonsense”; language “klingon”."),
        ("choose/?task=chat&size=5B-1B", "Write 1B, 500M or a number"),
        ("models/?verdict=maybe", "Not known here, so left out: verdict “maybe”."),
        ("models/#family-none", "Not known here, so left out: part “family-none”."),
        ("claims/?verdict=refuted", "Not known here, so left out: filter “verdict”."),
        ("faq/#is-bert-gen", "Not known here, so left out: part “is-bert-gen”."),
        ("glossary/?kind=%3Cb%3E", "Not known here, so left out: kind “<b>”."),
        ("answer/threshold/writes-text/?at=5B-1B", "such as 7B, 500M or 1000000; showing 10B."),
        ("answer/everyday/writes-text/?at=7B", "The size in the address counts only where"),
        ("?llm=nonsense&generative=writes_text", "Not known here, so left out: llm “nonsense”."),
    ],
)  # fmt: skip
def test_what_an_address_asks_for_in_vain_is_answered(page_at: PageAt, path: str, said: str) -> None:
    page = page_at(path)
    expect(page.locator(":is([role=status], [role=alert])").filter(has_text=said)).to_have_count(1)


def test_a_range_typed_upside_down_is_answered_and_turned(page_at: PageAt) -> None:
    page = page_at("compare/")
    page.wait_for_selector("#explorer[data-ready]")
    page.locator("#facets summary").click()
    for end, text in (("from", "5B"), ("to", "1B")):
        page.locator(f"[name=size-{end}]").fill(text)
        page.locator(f"[name=size-{end}]").blur()
    expect(page.locator("#problem-size")).to_have_text("5B–1B is upside down; showing 1B–5B")
    expect(page.locator("[name=size-from]")).to_have_value("1B")
    expect(page).to_have_url(re.compile(r"\?size=1B-5B$"))
    page.locator("[name=year-from]").fill("12")
    page.locator("[name=year-from]").blur()
    expect(page.locator("#problem-year")).to_have_text("Write a year, such as 2019")
    expect(page.locator("#problem-size")).to_be_empty()


@pytest.mark.parametrize(
    "path",
    ["choose/?task=retrieve&commercial=yes", "faq/", "sources/papers/", "models/", "answer/threshold/writes-text/"],
)
def test_no_control_is_wider_than_its_form_on_a_small_phone(page_at: PageAt, path: str) -> None:
    page = page_at(path, width=320)
    wide = page.locator("main form").evaluate_all(
        """(forms) => forms.flatMap((form) => [...form.elements].filter((control) =>
        control.getBoundingClientRect().right > form.getBoundingClientRect().right + 1).map(({ name }) => name))"""
    )
    assert wide == []


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
    expect(page.locator(".no-script-only", has_text="Without a script all")).to_be_visible()
