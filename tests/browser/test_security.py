"""In a real browser: no page violates its own policy, nothing foreign is asked for or stored, injected code does not run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sample import less

pytestmark = pytest.mark.browser
PAGES = (
    "", "models/", "models/bert/", "models/claude-3/", "compare/", "choose/", "faq/", "claims/", "glossary/", "method/", "data/",
    "contribute/", "families/", "coverage/", "changes/", "no/such/page/",
)  # fmt: skip
KEPT = "colour-scheme"
"""The one thing a page may store."""
INJECTED = "<script>window.ran = 'inline'</script><img src=x onerror=\"window.ran = 'handler'\">"


@pytest.mark.parametrize("scheme", less(("light", "dark"), ("light",)))
def test_p8_no_violation_no_third_party_no_storage(browser: Browser, served: str, scheme: str) -> None:
    """Every type of page keeps its policy, asks its own server only, sets no cookie and stores only the colors."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    context.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => (window.broken ??= []).push(e.violatedDirective))"
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(served + path, wait_until="load")
        assert page.evaluate("window.broken ?? []") == [], path
        assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1, path
    assert [text for text in said if "404" not in text] == []
    assert [url for url in asked if not url.startswith((served, "data:"))] == []
    assert context.cookies() == []
    stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert set(stored) <= {KEPT}
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    context.close()


def test_injected_code_does_not_run(
    browser: Browser, site_folder: Path, tmp_path: Path, serve: Callable[[Path], str]
) -> None:
    """Even if a script got into a page after it was verified, the policy of the page keeps it from running."""
    folder = Path(shutil.copytree(site_folder, tmp_path / "site"))
    broken = folder / "models" / "bert" / "index.html"
    broken.write_text(broken.read_text("utf-8").replace("</h1>", f"</h1>{INJECTED}", 1), "utf-8")
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(serve(folder) + "models/bert/", wait_until="load")
    assert page.evaluate("window.ran ?? 'nothing'") == "nothing"
    assert any("Content Security Policy" in text for text in refused)
    page.close()


def test_the_colour_choice_is_kept(browser: Browser, served: str) -> None:
    """The policy lets the site's own scripts work: the chosen colors are remembered, and nothing else is."""
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(served, wait_until="load")
    page.locator(".scheme-switch").click()
    assert page.evaluate("Object.keys(localStorage)") == [KEPT]
    page.goto(served + "faq/", wait_until="load")
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    context.close()
