"""A real browser for the tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip

PageAt = Callable[..., Page]
READY = ":root[data-ready], :root:not(:has(script[src*='assets/main.js']))"
"""Marks a page whose tools have come, which is after its load event."""

expect.set_options(timeout=20_000)  # of a busy machine; what holds is seen at once


def chromium() -> str | None:
    """Return the path of a Chromium, if there is one; that without a window is twice as quick."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")


def late(route: Route) -> None:
    """Answer a request half a second later."""
    time.sleep(0.5)
    route.continue_()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running Chromium; without one the browser tests are left out, and pytest says so."""
    path = chromium()
    if path is None:
        pytest.skip("left out: browser tests need Chromium (Debian: apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def page_at(browser: Browser, served: str) -> Iterator[PageAt]:
    """Return a function that opens a page: `page_at("faq/", width=390, scheme="dark", javascript=True)`."""
    contexts = []

    def open_page(
        path: str = "",
        width: int = 1280,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        if served.startswith("file:"):
            path = re.sub(r"(^|/)(?=$|[?#])", r"\1index.html", path, count=1)
        page.goto(served + path)
        if javascript:
            page.locator(READY).wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
