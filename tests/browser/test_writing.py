"""Everything that docs/writing.md shows works in a real browser: styled, readable in light and dark, printed, without a complaint."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sample import HOME, TODAY, make_whole_project

from catalog import pipeline
from catalog.load.problems import Progress
from catalog.pipeline import ProjectPaths

pytestmark = pytest.mark.browser
KINDS = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug", "example", "quote",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """Return the address of a site that has docs/writing.md as a page, and an image beside it."""
    project = make_whole_project(tmp_path_factory.mktemp("writing") / "project")
    page = (HOME / "docs" / "writing.md").read_text("utf-8")
    notes = "".join(f"\n{mark} {kind}\n    Words of a {kind}.\n" for kind in KINDS for mark in ("!!!", "???"))
    (project / "content" / "writing.md").write_text(f"{page}\n![A logo](writing-logo.svg)\n{notes}", "utf-8")
    shutil.copy(HOME / "content" / "assets" / "logo.svg", project / "content" / "writing-logo.svg")
    config = (project / "mkdocs.yml").read_text("utf-8")
    (project / "mkdocs.yml").write_text(config.replace("not_in_nav: |\n", "not_in_nav: |\n  /writing.md\n"), "utf-8")
    paths = ProjectPaths(project, project / "data", project / "site")
    pipeline.build(paths, TODAY, "mkdocs", None, None, Progress())
    return f"{serve(project / 'site')}writing/"


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    contexts: list[Any] = []
    said: list[str] = []

    def opened(scheme: Literal["light", "dark"] = "light", **options: Any) -> Page:
        context = browser.new_context(color_scheme=scheme, permissions=["clipboard-read", "clipboard-write"], **options)
        contexts.append(context)
        page: Page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def style(page: Page, selector: str, name: str) -> str:
    """Return a computed style; a part of an element may stand behind `::`."""
    element, _, part = selector.partition("::")
    script = "(element, [name, part]) => getComputedStyle(element, part && `::${part}`).getPropertyValue(name)"
    return str(page.locator(element).first.evaluate(script, [name, part]))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_is_styled_and_readable(open_page: Callable[..., Page], scheme: str) -> None:
    page = open_page(scheme)
    text = style(page, "article p", "color")
    assert style(page, ".admonition.warning", "border-top-color") == "rgb(255, 145, 0)"
    assert style(page, ".admonition.warning > .admonition-title::before", "mask-image").startswith("url(")
    for part in ("k", "nb", "s2"):
        assert style(page, f".highlight .{part}", "color") != text, part
    assert style(page, "mark", "background-color") != "rgba(0, 0, 0, 0)"
    assert [style(page, name, "text-decoration-line") for name in ("del", "ins")] == ["line-through", "underline"]
    assert style(page, ".keys kbd", "box-shadow") != "none"
    assert [style(page, f"td.align-{side}", "text-align") for side in ("left", "center", "right")] == [
        "left",
        "center",
        "right",
    ]
    assert style(page, ".task-list-item", "list-style-type") == "none"
    assert style(page, ".task-list-item > input[checked]::before", "content") == '"✓"'
    assert float(style(page, ".footnote-backref", "opacity")) == 1
    assert style(page, ".tabbed-set > input", "opacity") == "0"
    assert page.locator("abbr[title='HyperText Markup Language']").count() > 1
    assert page.locator("span.filename", has_text="count.py").count() == 1
    assert page.locator("math").count() == 1
    assert page.locator("img[alt='A logo']").evaluate("(image) => image.naturalWidth > 0")
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == []


def test_tabs_details_footnotes_and_the_copy_button(open_page: Callable[..., Page]) -> None:
    page = open_page()
    first, second = (page.locator(f".tabbed-block:nth-child({place})") for place in (1, 2))
    assert (first.is_visible(), second.is_visible()) == (True, False)
    page.locator(".tabbed-labels > label", has_text="JavaScript").click()
    assert (first.is_visible(), second.is_visible()) == (False, True)
    page.keyboard.press("ArrowLeft")
    assert (first.is_visible(), second.is_visible()) == (True, False)
    page.locator(".copy-code:visible", has_text="Copy").first.click()
    page.locator(".copy-code", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("pre > code").first.text_content()
    closed = page.locator("details.tip").first
    assert closed.locator("p").is_hidden()
    closed.locator("summary").click()
    assert closed.locator("p").is_visible()
    page.locator(".footnote-ref").first.click()
    assert page.url.endswith("#fn:why")


def test_without_script_all_but_the_copy_button_is_there(open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator(".copy-code").count() == 0
    page.locator(".tabbed-labels > label", has_text="JavaScript").click()
    assert page.locator(".tabbed-block:nth-child(2)").is_visible()


def test_print_shows_every_tab_and_no_button(open_page: Callable[..., Page]) -> None:
    page = open_page("dark")
    page.emulate_media(media="print")
    for block in page.locator(".tabbed-block").all():
        assert block.is_visible()
    assert page.locator(".copy-code:visible").count() == 0
    assert style(page, "body", "background-color") == "rgb(255, 255, 255)"
    assert style(page, "article p", "color") == "rgb(29, 30, 34)"


def test_every_kind_of_note_is_read_printed_and_in_the_text_version(open_page: Callable[..., Page]) -> None:
    page = open_page()
    text = page.request.get(f"{page.url}index.md").text()
    color = style(page, "article > p", "color")
    page.emulate_media(media="print")
    for kind in KINDS:
        assert text.count(f"Words of a {kind}.") == 2, kind
        for words in page.get_by_text(f"Words of a {kind}.").all():
            assert words.is_visible(), kind
        page.emulate_media(media="screen")
        assert style(page, f".admonition.{kind}", "color") == color, kind
        page.emulate_media(media="print")
