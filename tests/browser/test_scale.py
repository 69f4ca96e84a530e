"""The comparison and the index of many models, in pages built from synthetic data: nothing is lost, and it stays quick on a slow CPU.

What is quick is measured as the reader meets it: by the clock, in a browser whose CPU is slowed to a quarter, over
several loads or a dozen keystrokes. On a quiet machine one round must do. Only when the machine is busy with other work
(its load is above QUIET for each core) is a failed round repeated, and each round stands or falls as a whole.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

HOME = Path(__file__).parents[2]
SLOW_CPU = 4
INTERACTIVE_MS, LONGEST_TASK_MS = 1000, 200
PAINT_MS = {("compare/", 1000): (50, 100), ("compare/", 10_000): (100, 200), ("models/", 1000): (50, 100)}
LOADS, ROUNDS = 5, 4
QUIET = 0.75
TYPED = "gpt", "mistral", "rob"
ROWS = "#comparison tbody tr"

REACTION = """(() => {
  window.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration])))
    .observe({ type: "longtask", buffered: true });
  const said = () => document.querySelector("#count")?.textContent;
  let before;
  const trying = setInterval(() => {
    const find = document.querySelector("input[name=q]");
    before ??= said();
    if (!find || !before) return;
    find.value = "gpt";
    find.dispatchEvent(new Event("input", { bubbles: true }));
    if (said() === before) return;
    window.reacted = performance.now();
    clearInterval(trying);
  }, 20);
})()"""
"""Types into the filter again and again from the first moment on, until the number of rows it tells changes."""

PAINTS = """() => { window.paints = []; addEventListener("input", (event) => {
  requestAnimationFrame(() => { const channel = new MessageChannel();
    channel.port1.onmessage = () => paints.push(performance.now() - event.timeStamp); channel.port2.postMessage(0); });
}, true); }"""
"""Notes the time from each input event to the end of the frame that shows its effect."""

pytestmark = pytest.mark.browser

Site = Callable[[int], Path]
Open = Callable[..., tuple[Page, CDPSession]]


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a function that builds a site of N models, once."""
    built: dict[int, Path] = {}

    def build(count: int) -> Path:
        if count not in built:
            folder = tmp_path_factory.mktemp(f"synthetic-{count}")
            commands: tuple[list[str | Path], ...] = (
                ["tools/bench.py", "--data", str(count), folder / "data"],
                ["build.py", "--data", folder / "data", "--output", folder / "site"],
            )
            for command in commands:
                subprocess.run([sys.executable, *command], cwd=HOME, check=True, capture_output=True)
            built[count] = folder / "site"
        return built[count]

    return build


@pytest.fixture
def opened(browser: Browser, synthetic: Site, serve: Callable[[Path], str]) -> Iterator[Open]:
    """Return a function that opens the comparison, or another page, of N models in a fresh context."""
    contexts = []

    def open_page(count: int, path: str = "compare/", **options: object) -> tuple[Page, CDPSession]:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{serve(synthetic(count))}{path}", timeout=120_000)
        return page, context.new_cdp_session(page)

    yield open_page
    for context in contexts:
        context.close()


def ready(page: Page) -> Page:
    """Wait until all rows are read and those of the view are drawn."""
    page.wait_for_selector("#explorer[data-ready]", timeout=60_000)
    page.wait_for_selector("#comparison:not([aria-busy])", timeout=60_000)
    return page


def published(site: Path) -> list[str]:
    """Return the names of all models in the order of the table."""
    return [record["name"] for record in json.loads((site / "api/v1/models.json").read_text("utf-8"))["models"]]


def held(measure: Callable[[], dict[str, float]], most: dict[str, float]) -> None:
    """Measure; fail when figures are above the most they may be, unless the machine was busy and a later round does."""
    rounds = []
    for _ in range(ROUNDS):
        rounds.append(figures := measure())
        if all(figures[name] <= value for name, value in most.items()):
            return
        if os.getloadavg()[0] < QUIET * (os.cpu_count() or 1):
            break
        time.sleep(15)
    pytest.fail(f"at most {most}; measured {rounds}")


@pytest.mark.slow
def test_without_a_script_every_row_is_there(opened: Open, synthetic: Site) -> None:
    """The rows after the first two hundred stand in a second table with a caption, the same headings and words in each cell."""
    page, _ = opened(500, java_script_enabled=False)
    assert page.locator("table.comparison tbody th a").all_text_contents() == published(synthetic(500))
    tables = page.locator("table.comparison")
    assert tables.count() == 2
    assert (
        tables.nth(1).locator("thead th").all_text_contents() == tables.nth(0).locator("thead th").all_text_contents()
    )
    assert "Models 201 to 500" in tables.nth(1).locator("caption").inner_text()
    assert all(text.strip() for text in page.locator("table.comparison tbody td").all_text_contents())


@pytest.mark.slow
def test_rows_read_as_text_are_rows_like_the_others(opened: Open, synthetic: Site) -> None:
    """They come in order into the one table, with their link; filters, order, ticks and downloads know them."""
    names = published(synthetic(500))
    page, _ = opened(500)
    ready(page)
    drawn = page.locator(f"{ROWS} th a").all_text_contents()  # the script draws further rows as the reader scrolls
    assert len(drawn) >= 200
    assert drawn == names[: len(drawn)]
    expect(page.locator("#more")).to_have_count(0)
    page.get_by_role("button", name="Sort by Model").click()
    ready(page)
    assert page.locator(f"{ROWS} th a").all_text_contents()[0] == names[-1]
    page.get_by_label("Find").fill(names[-1])
    expect(page.locator("#count")).not_to_contain_text("500 of")
    row = page.locator(ROWS).filter(has_text=names[-1]).first
    assert all(text.strip() for text in row.locator("td").all_text_contents())
    row.get_by_role("checkbox").check()
    page.get_by_label("Find").fill("")
    ready(page)
    assert page.locator(f"{ROWS}.is-picked th a").all_text_contents() == [names[-1]]
    page.locator("#share summary").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(given.value.path().read_text("utf-8"))))
    assert sorted(line["name"] for line in rows) == sorted(names)  # "8x7B" comes before "8x22B" in the table
    page.locator(ROWS).first.get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith(names[-1])


@pytest.mark.slow
def test_when_the_script_does_not_come_the_page_says_where_the_rows_are(
    browser: Browser, synthetic: Site, serve: Callable[[Path], str]
) -> None:
    """A browser with scripts shows no second table; if ours fails, links lead to all rows."""
    page = browser.new_page()
    page.route("**/compare.js*", lambda route: route.abort())
    page.goto(serve(synthetic(500)) + "compare/")
    expect(page.locator("#more")).to_contain_text("300 more rows")
    for link in page.locator("#more a").all():
        assert page.request.get(str(link.evaluate("(link) => link.href"))).ok
    page.close()


@pytest.mark.quiet
@pytest.mark.slow
def test_a_thousand_rows_are_interactive_within_a_second(
    browser: Browser, synthetic: Site, serve: Callable[[Path], str]
) -> None:
    """From the start of the navigation until the filter changes the number of rows it tells, with nothing from the cache.

    The browser shows another page of the site first, so that starting its process is not measured. After that moment no
    task is longer than LONGEST_TASK_MS, and none before it either. Medians of LOADS loads.
    """
    address = serve(synthetic(1000))

    def load() -> tuple[float, float]:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(address + "404.html")
        page.wait_for_timeout(500)
        page.add_init_script(REACTION)
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
        page.goto(address + "compare/")
        ready(page)
        page.wait_for_timeout(1000)
        reacted, tasks = page.evaluate("[reacted, tasks]")
        context.close()
        return reacted, max([duration for _, duration in tasks], default=0)

    def measure() -> dict[str, float]:
        loads = [load() for _ in range(LOADS)]
        return {
            name: statistics.median(figures)
            for name, figures in zip(("reacted", "longest"), zip(*loads, strict=True), strict=True)
        }

    held(measure, {"reacted": INTERACTIVE_MS, "longest": LONGEST_TASK_MS})


@pytest.mark.quiet
@pytest.mark.slow
@pytest.mark.parametrize(("path", "count"), PAINT_MS)
def test_a_keystroke_is_painted_at_once(opened: Open, path: str, count: int) -> None:
    """From the input event to the end of the next frame, which shows the first rows and the count; rows below follow.

    Each of two dozen keystrokes, typing and deleting three words, counts once. The first ones come when the index of other
    names has been read, which the focus asks for.
    """
    page, devtools = opened(count, path)
    if path == "compare/":
        ready(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    page.get_by_label("Find").focus()
    page.wait_for_timeout(5000)
    page.evaluate(PAINTS)

    def measure() -> dict[str, float]:
        page.evaluate("() => { paints.length = 0 }")
        for word in TYPED:
            for key in (*word, *["Backspace"] * len(word)):
                page.keyboard.press(key)
                page.wait_for_timeout(700)
        paints = page.evaluate("paints")
        assert len(paints) == 2 * len("".join(TYPED))
        return {"median": statistics.median(paints), "worst": max(paints)}

    held(measure, dict(zip(("median", "worst"), PAINT_MS[path, count], strict=True)))


@pytest.mark.quiet
@pytest.mark.slow
def test_ten_thousand_rows_are_usable(opened: Open, synthetic: Site) -> None:
    """All are found and counted; only those near the reader are built; the end is a scroll away; the filter brings any of them."""
    names = published(synthetic(10_000))
    page, _ = opened(10_000)
    ready(page)
    expect(page.locator("#count")).to_have_text("10000 of 10000 models")
    assert page.locator("#comparison").get_attribute("aria-rowcount") == "10001"
    assert page.locator(ROWS).count() < 1500
    page.locator(".explorer__scroll").evaluate("(frame) => { frame.scrollTop = frame.scrollHeight }")
    last = page.locator(ROWS).filter(has_text=names[-1]).last
    expect(last).to_be_visible(timeout=20_000)
    assert last.get_attribute("aria-rowindex") == "10001"
    page.get_by_label("Find").fill(names[5000])
    expect(page.locator(f"{ROWS} th a").filter(has_text=re.compile(f"^{re.escape(names[5000])}$"))).to_be_visible()
    assert page.locator("#comparison").get_attribute("aria-rowcount") is None
