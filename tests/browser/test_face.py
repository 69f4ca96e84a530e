"""The face in a real browser: accessibility, keyboard, small screens, printing, weight, and nothing from elsewhere."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response
from sample import less

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]

HOME = ""
MISSING = "no/such/page/"
PAGES = (
    HOME, "proofs/", "models/", "models/bert/", "models/gpt-4/", "compare/", "choose/", "faq/", "claims/", "glossary/", "method/",
    "data/", "contribute/", "coverage/", "coverage/architecture/", "families/", "changes/", "see/", "judge/", "agreement/", "sources/", "sources/papers/",
    "answer/everyday/writes-text/", "answer/threshold/released-to-write/", MISSING,
)  # fmt: skip
FRAMES = ("embed/bert/", "embed/answer/everyday/writes-text/", "embed/figure/timeline/", "figures/axes.svg")
"""What other pages show in a frame: without our head, menu and style."""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
"""All that the color scheme can change; the other rules need to run in one scheme only."""
LARGEST_HOME, LARGEST_PAGE, LARGEST_TABLE = 120_000, 90_000, 90_000 + 40 * 1000
"""Gzip bytes of a first view; the comparison and the list of models may grow by 40 a model."""
MOST_REQUESTS = 12

SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 50);
})"""

STOP = """() => {
  const at = document.activeElement;
  const box = at.getBoundingClientRect();
  const style = getComputedStyle(at);
  const seen = box.width > 1 && box.height > 1 && style.visibility !== "hidden" && Number(style.opacity) > 0.1;
  const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const first = at.getClientRects()[0] ?? box;
  const there = document.elementFromPoint(first.left + first.width / 2, first.top + Math.min(first.height / 2, 300));
  const free = Boolean(there && (at.contains(there) || there.contains(at) || there.closest("label")?.contains(at)
    || (at.ownerSVGElement && at.ownerSVGElement === there.ownerSVGElement))); // marks of a figure may overlap
  return at === document.body ? null : { what: at.outerHTML.slice(0, 120), seen, outline, free };
}"""
STOPS = 70

RENDER_ALL = """() => {
  for (const part of document.querySelectorAll(":is(tbody, section):not(.is-empty)")) part.style.contentVisibility = "visible";
}"""
"""Parts that are not rendered until they are near have guessed heights, which axe takes for overlaps."""

SMALL_TARGETS = """() => [...document.querySelectorAll("button, summary, select, input, nav a, .actions a")]
  .filter((target) => target.checkVisibility({ visibilityProperty: true }))
  .filter((target) => [target, target.closest("label") ?? target].every((place) => {
    const box = place.getBoundingClientRect();
    return box.width > 1 && (box.height < 23.9 || box.width < 23.9);
  }))
  .map((target) => target.outerHTML.slice(0, 80))"""


@dataclass
class Visit:
    """What one view of a page fetched and said."""

    requests: list[Response] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def visit(page: Page, served: str, path: str) -> Visit:
    """Open a page and record its requests and messages."""
    seen = Visit()

    def note(response: Response) -> None:
        seen.requests.append(response)
        if not response.url.startswith((served, "data:")):
            seen.foreign.append(response.url)

    def hear(message: str) -> None:
        if not (path == MISSING and "404" in message):
            seen.said.append(message)

    page.on("response", note)
    page.on("console", lambda message: hear(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.goto(served + path, wait_until="networkidle")
    return seen


WIDTHS = (320, 390, 768, 1440)
QUICK = (("light", 390),)
QUICK_PAGES = (HOME, "models/bert/", "judge/", "choose/", "answer/everyday/writes-text/", "embed/bert/")
"""What `make test` looks at; all pages in all eight looks take minutes more."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(look, id=f"{look[0]}-{look[1]}", marks=() if look in QUICK else pytest.mark.slow)
        for look in itertools.product(("light", "dark"), WIDTHS)
    ],
)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page of one color scheme and width, and the rules to check."""
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    yield context.new_page(), STANDARDS if scheme == "light" else COLORS
    context.close()


def test_no_authored_page_is_left_out() -> None:
    """Every page of `content/` is looked at below."""
    authored = {f"{file.stem}/" for file in (Path(__file__).parents[2] / "content").glob("*.md")}
    assert authored - {"index/"} <= set(PAGES)


@pytest.mark.parametrize("path", less((*PAGES, *FRAMES), QUICK_PAGES))
def test_axe_finds_nothing(reader: tuple[Page, list[str]], served: str, path: str) -> None:
    """WCAG 2.2 AA and best practice hold on every page type, in both schemes, narrow and wide."""
    page, rules = reader
    page.goto(served + path)
    page.evaluate(RENDER_ALL)
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", less((*PAGES, *FRAMES), QUICK_PAGES))
def test_pages_fit_every_width(page_at: PageAt, path: str) -> None:
    """No page scrolls sideways, and no target is smaller than a fingertip needs."""
    page: Page = page_at(path)
    page.evaluate(RENDER_ALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_first_view_is_light_quiet_and_ours(browser: Browser, site_folder: Path, served: str, path: str) -> None:
    """A first view stays within its weight, asks nobody else, says nothing, and does not jump."""
    context = browser.new_context(viewport={"width": 412, "height": 823})
    try:
        page = context.new_page()
        seen = visit(page, served, path)
        weight = sum(len(gzip.compress(response.body(), 9)) for response in seen.requests)
        allowed = {HOME: LARGEST_HOME, "compare/": LARGEST_TABLE, "models/": LARGEST_TABLE}.get(path, LARGEST_PAGE)
        assert weight <= allowed, sorted((len(gzip.compress(r.body(), 9)), urlsplit(r.url).path) for r in seen.requests)
        assert len(seen.requests) <= MOST_REQUESTS, [response.url for response in seen.requests]
        assert seen.foreign == []
        assert seen.said == []
        assert page.evaluate(SHIFTS) <= 0.01
        assert context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    finally:
        context.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "width"),
    [(path, 320) for path in (*PAGES, "compare/?pick=bert,gpt-2")]
    + [(path, 1280) for path in (HOME, "models/bert/", "compare/?pick=bert,gpt-2", "compare/?models=bert,gpt-2")],
)
def test_every_stop_of_the_keyboard_is_seen(page_at: PageAt, path: str, width: int) -> None:
    """The stops are visible, outlined, and nothing lies over them; the first skips to the content."""
    page: Page = page_at(path, width=width)
    if "compare/" in path:
        page.wait_for_selector("#explorer[data-ready]")
    for number in range(STOPS):
        page.keyboard.press("Tab")
        page.wait_for_timeout(300 if number == 0 else 0)
        stop = page.evaluate(STOP)
        if stop is None:
            break
        assert stop["seen"], stop
        assert stop["outline"], stop
        assert stop["free"], stop
        if number == 0:
            assert "md-skip" in stop["what"]
    assert number > 10


def test_the_menu_of_a_phone_opens_by_keyboard_and_without_javascript(page_at: PageAt) -> None:
    """The menu is a disclosure of the browser's own."""
    for javascript in (True, False):
        page: Page = page_at("faq/", width=390, javascript=javascript)
        page.locator(".menu > summary").focus()
        page.keyboard.press("Enter")
        link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Glossary")
        assert link.is_visible()
        if javascript:
            page.keyboard.press("Escape")
            assert not link.is_visible()


def test_the_choice_of_colours_follows_the_reader(page_at: PageAt) -> None:
    """Without a choice the system decides, with or without JavaScript; a choice is kept on the next page."""
    ground = "getComputedStyle(document.body).backgroundColor"
    light: Page = page_at("", scheme="light")
    dark: Page = page_at("", scheme="dark", javascript=False)
    bright = light.evaluate(ground)
    assert dark.evaluate(ground) != bright
    assert not dark.locator(".scheme-switch").is_visible()
    light.get_by_role("button", name="Dark colors").click()
    assert light.evaluate(ground) == dark.evaluate(ground)
    light.goto(light.url + "faq/")
    assert light.evaluate(ground) == dark.evaluate(ground)
    assert light.locator(".scheme-switch").get_attribute("aria-pressed") == "true"


def test_the_first_screen_of_a_phone_answers(page_at: PageAt) -> None:
    """At 390 × 844 the answer is there in full, and so is the headline that follows the reader's words."""
    page: Page = page_at("", width=390, height=844)
    answer = page.locator(".answer > p").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] < 844
    headline = page.locator("#answer-now").bounding_box()
    assert headline is not None
    assert headline["y"] + headline["height"] < 844


def test_a_missing_page_helps_at_any_depth(page_at: PageAt) -> None:
    """Every link of the page for missing addresses works, however deep the address was."""
    page: Page = page_at("models/bert/no/such/thing/")
    assert page.get_by_role("heading", level=1).inner_text() == "There is no page at this address"
    assert page.evaluate("getComputedStyle(document.querySelector('.masthead')).display") == "block"
    page.get_by_role("link", name="All models").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("All models")


@pytest.mark.parametrize("path", less(PAGES, QUICK_PAGES))
def test_text_may_be_twice_as_large(page_at: PageAt, path: str) -> None:
    """At 200 % zoom (1280 px wide screen) nothing is cut off sideways."""
    page: Page = page_at(path, width=640, height=450, device_scale_factor=2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize("path", [HOME, "models/bert/", "compare/", "coverage/"])
def test_text_may_be_spaced(page_at: PageAt, path: str) -> None:
    """WCAG 1.4.12: with the reader's own spacing nothing runs out of a narrow screen."""
    page: Page = page_at(path, width=320)
    page.evaluate(SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_shows_the_evidence_and_no_furniture(page_at: PageAt) -> None:
    """Printing leaves out the head and foot of the page and opens what is folded."""
    page: Page = page_at("models/bert/")
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert page.locator(".fact .evidence").first.evaluate(
        "(line) => line.checkVisibility({contentVisibilityAuto: true}) && line.offsetHeight > 0"
    )
    assert "https://" in page.locator(".fact .evidence a").first.evaluate(
        "(link) => getComputedStyle(link, '::after').content"
    )


CONTRAST = """() => {
  const light = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return Math.min(...[...document.querySelectorAll("article :is(p, li, th, td, h1, h2, h3, summary)")]
    .filter((part) => part.checkVisibility() && part.innerText.trim())
    .map((part) => 1.05 / (light(getComputedStyle(part).color) + 0.05)));
}"""
"""The lowest contrast of text with white paper."""


@pytest.mark.parametrize("path", [HOME, "models/bert/", "compare/?models=bert,gpt-2"])
def test_paper_is_readable_when_the_reader_chose_dark(page_at: PageAt, path: str) -> None:
    """A choice of dark colors does not reach paper."""
    page: Page = page_at(path)
    page.evaluate("document.documentElement.dataset.scheme = 'dark'")
    assert page.evaluate(CONTRAST) < 2, "on the screen the text is light"
    page.emulate_media(media="print")
    assert page.evaluate(CONTRAST) >= 4.5


def test_the_first_two_sheets_of_paper_hold_the_answer_and_the_story(page_at: PageAt) -> None:
    """On A4 with margins of 14 mm: the answer with its table on one, the story with a figure on the other; no menus."""
    width, height = 688, 1016
    page: Page = page_at("", width=width)
    page.emulate_media(media="print")
    places = "(part) => { const box = part.getBoundingClientRect(); return [box.top + scrollY, box.bottom + scrollY]; }"
    story, _ = page.locator("#sixty-seconds").evaluate(places)
    _, matrix = page.locator("#matrix").evaluate(places)
    _, figure = page.locator("#sixty-seconds ~ .figure").first.evaluate(places)
    assert matrix <= height
    assert figure - story <= height
    assert not page.locator("article :is(select, input, button)").locator("visible=true").count()


@pytest.mark.parametrize(("width", "size"), [(320, 16), (390, 16), (390, 32)])
def test_the_name_of_the_site_breaks_between_words(browser: Browser, served: str, width: int, size: int) -> None:
    """At 320 px and with text of twice the size, the name takes two lines at most and no word of it is cut."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    page.goto(served)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    page.reload()
    home = page.locator(".masthead__home")
    lines = home.evaluate("(link) => link.scrollHeight / parseFloat(getComputedStyle(link).lineHeight)")
    fits = home.evaluate("(link) => link.scrollWidth <= link.clientWidth + 1")
    context.close()
    assert lines < 3.4
    assert fits
