"""What other people's pages hold works there: cards in frames, former addresses of records and of views."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect
from sample import HOME, Run

from .test_explore import ready

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
CARDS = [
    "embed/bert/",
    "embed/gpt-4/",
    "embed/answer/transfer/writes-text/",
    "embed/answer/everyday/defines-probability/",
]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_accessible(page_at: PageAt, card: str, scheme: str) -> None:
    page = page_at(card, width=420, height=240, scheme=scheme, bypass_csp=True)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("card", CARDS)
def test_a_card_works_in_a_sandboxed_frame_of_a_foreign_page(browser: Browser, served: str, card: str) -> None:
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.set_content(
        f'<iframe src="{served}{card}" title="x" width="420" height="240" sandbox="allow-popups"></iframe>'
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".verdict")).to_contain_text(re.compile("generative|no:|yes:", re.I))
    assert frame.locator("html").evaluate(
        "(root) => root.scrollHeight <= innerHeight && root.scrollWidth <= innerWidth"
    )
    assert refused == []
    page.close()


@pytest.mark.parametrize("figure", ["masks", "axes", "timeline", "architectures"])
def test_the_card_of_a_figure_shows_it_in_a_sandboxed_frame(
    browser: Browser, served: str, site_folder: Path, figure: str
) -> None:
    """In the frame that its oEmbed document gives, all of the figure is seen."""
    card = json.loads((site_folder / f"embed/figure/{figure}/oembed.json").read_text("utf-8"))
    page = browser.new_page()
    page.set_content(
        re.sub('src="[^"]*"', f'src="{served}embed/figure/{figure}/"', card["html"].replace("lazy", "eager"))
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator("img")).to_have_js_property("naturalWidth", 600)
    assert frame.locator("html").evaluate(
        "(root) => root.scrollHeight <= innerHeight && root.scrollWidth <= innerWidth"
    )
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("page", "figure"), [("", "timeline"), *[("proofs/", it) for it in ("masks", "axes", "architectures")]]
)
def test_a_figure_is_downloaded_as_png(
    page_at: PageAt, page: str, figure: str, scheme: str, tmp_path: Path, site_folder: Path
) -> None:
    """Twice as large as its SVG file, with the same background in both schemes, and with all the colors of its marks."""
    opened = page_at(page, scheme=scheme)
    frame = opened.locator(f"#figure-{figure}")
    with opened.expect_download() as started:
        frame.get_by_role("button", name="PNG").click()
    assert started.value.suggested_filename == f"{figure}.png"
    started.value.save_as(tmp_path / "picture.png")
    drawing = (site_folder / f"figures/{figure}.svg").read_text("utf-8")
    width, height = (int(re.search(rf' {side}="([0-9]+)"', drawing)[1]) for side in ("width", "height"))  # type: ignore[index]
    with Image.open(tmp_path / "picture.png") as picture:
        assert picture.format == "PNG"
        assert picture.size == (2 * width, 2 * height)
        counts = {color: count for count, color in picture.convert("RGB").getcolors(1 << 20) or []}
    assert max(counts, key=lambda color: counts[color]) == (251, 250, 246)
    expected = ["#37474f"] if figure == "masks" else ["#0072b2", "#d55e00", "#e69f00"]
    assert all(counts.get(ImageColor.getrgb(color), 0) > 20 for color in expected)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory, run_build: Run, serve: Callable[[Path], str]) -> str:
    """Return the address of a site in which `bert` was once called `google-bert`."""
    folder = tmp_path_factory.mktemp("renamed")
    shutil.copytree(HOME / "data", folder / "data")
    (folder / "data/redirects.yaml").write_text("redirects:\n  - {old: google-bert, new: bert}\n", "utf-8")
    done = run_build("--data", folder / "data", "--output", folder / "site")
    assert done.returncode == 0, done.stderr
    return serve(folder / "site")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Lend a page."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.slow
def test_a_former_page_leads_on_with_its_fragment(page: Page, renamed: str) -> None:
    page.goto(renamed + "models/google-bert/?x=1#fact-attention")
    page.wait_for_url("**/models/bert/?x=1#fact-attention")


@pytest.mark.slow
def test_a_former_page_leads_on_without_a_script(browser: Browser, renamed: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(renamed + "models/google-bert/")
    page.wait_for_url("**/models/bert/")
    context.close()


@pytest.mark.slow
def test_a_saved_view_knows_former_ids(page: Page, renamed: str) -> None:
    page.goto(renamed + "compare/?models=google-bert,gpt-2")
    ready(page)
    heading = page.get_by_role("heading", name="side by side")
    expect(heading).to_contain_text("BERT")
    expect(heading).to_contain_text("GPT-2")
    page.get_by_role("button", name="Back to the table").click()
    expect(page.locator(".pick:checked")).to_have_count(2)
