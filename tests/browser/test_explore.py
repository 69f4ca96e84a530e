"""The comparison, side by side, the index of models and the switch of definitions, used as readers use them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .conftest import FLAGS, chromium

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
SHOWN = "#comparison tbody tr:not([hidden])"
MOST_JS, MOST_JS_COMPARE = 12_000, 20_000


def ready(page: Page) -> Page:
    """Wait until the page's tool has done its work."""
    page.wait_for_selector("#explorer[data-ready]")
    return page


def settled(page: Page) -> None:
    """Wait until all rows of a view are drawn."""
    page.wait_for_timeout(150)
    page.wait_for_selector("#comparison:not([aria-busy])")


def names(page: Page) -> list[str]:
    """Return the names in the rows that show."""
    settled(page)
    return [str(name) for name in page.locator(f"{SHOWN} th a").all_text_contents()]


def column(page: Page, name: str) -> list[str]:
    """Return the words of one column in the rows that show."""
    place = page.locator("#comparison thead th").evaluate_all(
        "(cells, key) => cells.findIndex((cell) => cell.dataset.column === key)", name
    )
    settled(page)
    return [str(text) for text in page.locator(f"{SHOWN} > :nth-child({place + 1})").all_text_contents()]


def records(site_folder: Path) -> dict[str, dict[str, object]]:
    """Return the published records by name."""
    document = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))
    return {record["name"]: record for record in document["models"]}


def test_sorting_by_keyboard_puts_unknown_sizes_last(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    button = page.get_by_role("button", name="Sort by Parameters")
    for expected, down in (("ascending", False), ("descending", True)):
        button.focus()
        page.keyboard.press("Enter")
        expect(page.locator('th[data-column="parameters"]')).to_have_attribute("aria-sort", expected)
        sizes = column(page, "parameters")
        known = [text for text in sizes if text[0].isdigit()]
        assert sizes[: len(known)] == known, "unknown sizes come last"
        assert [largest(text) for text in known] == sorted(map(largest, known), reverse=down)
    assert "sort=-parameters" in page.url


def largest(text: str) -> float:
    """Return the largest of the sizes in a cell."""
    units = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
    stated = re.sub(r"\([^)]*\)", "", text).split(", ")
    return max(float(size.strip()[:-1]) * units[size.strip()[-1]] for size in stated)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        (
            "attention=bidirectional&writes_text=yes",
            lambda r: r["attention"] == "bidirectional" and r["verdict"]["writes_text"] == "yes",
        ),
        (
            "architecture=encoder-only&writes_text=no,with-extra-procedure",
            lambda r: r["architecture"] == "encoder-only" and r["verdict"]["writes_text"] != "yes",
        ),
        ("objectives=masked-diffusion,permutation-lm", lambda r: {"masked-diffusion", "permutation-lm"} & set(r["objectives"])),
        ("released_for=reranking", lambda r: "reranking" in r["released_for"]),
        ("id=bert,llada", lambda r: r["id"] in ("bert", "llada")),
        ("family=bert", lambda r: r["family"] == "bert"),
        ("output_head=vector&weights=open", lambda r: r["output_head"] == "vector" and r["weights"] == "open"),
        ("defines_probability=undisclosed", lambda r: r["verdict"]["defines_probability"] == "undisclosed"),
        ("developer=Google", lambda r: r["developer"] == "Google"),
        ("year=2019-2020", lambda r: "2019" <= r["released"][:4] <= "2020"),
        ("size=100B-", lambda r: max((v["parameters_total"] or 0 for v in r["variants"]), default=0) >= 100e9),
        ("summary=not-generative", lambda r: r["verdict"]["summary"] == "not-generative"),
    ],
)  # fmt: skip
def test_queries_in_the_address_give_the_records_they_describe(
    page_at: PageAt, site_folder: Path, query: str, fits: Callable[[dict[str, object]], bool]
) -> None:
    page = ready(page_at(f"compare/?{query}"))
    assert set(names(page)) == {name for name, record in records(site_folder).items() if fits(record)}


def test_every_task_ends_in_the_models_it_counts(page_at: PageAt) -> None:
    page = page_at("choose/")
    links = page.locator(".task__go a").evaluate_all("(links) => links.map((link) => [link.href, link.textContent])")
    assert len(links) >= 11
    for address, text in links:
        page.goto(address)
        expected = re.findall(r"\d+", text)[0]
        expect(page.locator("#count")).to_contain_text(f"{expected} of ")


def test_filters_announce_count_and_can_be_removed(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    everything = len(names(page))
    page.locator("#facets summary").click()
    page.get_by_label("Bidirectional", exact=True).check()
    page.get_by_label("Masked diffusion", exact=True).check()
    shown = names(page)
    assert 0 < len(shown) < everything
    expect(page.get_by_role("status").filter(has_text=" of ")).to_contain_text(f"{len(shown)} of {everything} models")
    page.get_by_role("button", name="Remove all").click()
    assert len(names(page)) == everything
    assert "?" not in page.url


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("elektra", "ELECTRA"), ("chatgpt", "GPT-3.5"), ("bert-base-uncased", "BERT"), ("modernbret", "ModernBERT")],
)
def test_free_text_knows_aliases_and_forgives_errors(page_at: PageAt, typed: str, expected: str) -> None:
    page = ready(page_at("compare/"))
    page.get_by_label("Find").fill(typed)
    expect(page.locator(f"{SHOWN} th a").filter(has_text=expected).first).to_be_visible()
    assert len(names(page)) < 12


def test_a_view_opens_in_another_browser_and_back_returns(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    page.locator("#facets summary").click()
    page.get_by_label("Encoder-only", exact=True).check()
    page.get_by_role("button", name="Sort by Released", exact=True).click()
    page.locator("#columns summary").click()
    page.locator("#columns").get_by_label("Context").uncheck()
    view = names(page)
    other = ready(page_at("compare/" + page.url.split("compare/")[1]))
    assert names(other) == view
    expect(other.locator('th[data-column="context_tokens"]')).to_be_hidden()
    expect(other.locator('th[data-column="released"]')).to_have_attribute("aria-sort", "ascending")
    page.go_back()
    expect(page.locator('th[data-column="context_tokens"]')).to_be_visible()
    page.go_back()
    page.go_back()
    expect(page.locator("#chips li")).to_have_count(0)
    page.go_forward()
    expect(page.locator(SHOWN)).to_have_count(len(view))
    assert set(names(page)) == set(view)


def test_side_by_side_with_differences_and_evidence(page_at: PageAt) -> None:
    page = ready(page_at("compare/?id=bert,llada,gpt-2"))
    for name in ("BERT", "LLaDA 8B"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    page.get_by_role("link", name="Compare 2 models").click()
    heading = page.get_by_role("heading", name="side by side")
    expect(heading).to_be_focused()
    assert "models=bert,llada" in page.url
    rows = page.locator("#side-by-side tbody tr:visible")
    everything = rows.count()
    page.get_by_label("Differences only").check()
    assert 0 < rows.count() < everything
    page.locator("#side-by-side summary").first.click()
    expect(page.locator("#side-by-side details p").first).to_be_visible()
    page.go_back()
    expect(page.locator("#comparison")).to_be_visible()


def test_five_models_are_one_too_many(page_at: PageAt) -> None:
    page = ready(page_at("compare/?attention=causal&pick=gpt-2,gpt-3,bloom,opt"))
    page.locator(".pick:visible:not(:checked)").first.click()
    expect(page.locator(".picks [role=status]")).to_contain_text("4 models at most")
    assert page.locator(".pick:checked").count() == 4


def top_of(element: Locator) -> float:
    """Return how far below the top of the window an element begins."""
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def test_the_bar_of_picks_hides_no_tick_box(page_at: PageAt) -> None:
    """At 320 px, wherever tick boxes lie under the bar, axe finds all large enough, in cards out of sight too; focus clears it."""
    page = ready(page_at("compare/", width=320, height=700))
    for name in ("ALBERT", "BERT"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    bar, link = page.locator(".picks"), page.locator(".picks a")
    boxes = page.locator(".pick")
    for number, (cover, under) in enumerate((cover, under) for cover in (bar, link) for under in (4, 10, 16)):
        box = boxes.nth(2 + number)
        top = top_of(cover) - 24 + under
        box.evaluate("(box, top) => scrollBy(0, box.getBoundingClientRect().top - top)", top)
        page.wait_for_timeout(100)
        assert abs(top_of(box) - top) < 1
        found = Axe().run(page, options={"runOnly": ["target-size"], "resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()
    for number in range(1, 8):
        boxes.nth(number).focus()
        assert top_of(boxes.nth(number)) + 24 <= top_of(bar)


def test_what_the_page_imports_is_asked_for_at_once(site_folder: Path) -> None:
    """The modules of the comparison are named in its head, so that none waits until another one has been read."""
    html = (site_folder / "compare/index.html").read_text("utf-8")
    asked = set(re.findall(r'modulepreload" href="\.\./assets/([\w-]+\.js)', html))
    needed, front = set(), {"compare.js"}
    while front:
        needed |= front
        texts = [(site_folder / "assets" / name).read_text("utf-8") for name in front]
        front = {
            name for text in texts for name in re.findall(r'^import .* from "\./([\w-]+\.js)[?"]', text, re.M)
        } - needed
    assert asked == needed


def heard(page: Page) -> list[tuple[str, str]]:
    """Return role and name of everything in the browser's accessibility tree, in reading order."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in devtools.send("Accessibility.getFullAXTree")["nodes"]}

    def walk(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if not node.get("ignored"):
            yield node["role"]["value"], node.get("name", {}).get("value", "")
        for child in node.get("childIds", []):
            if child in nodes:
                yield from walk(nodes[child])

    return list(walk(next(iter(nodes.values()))))


@pytest.fixture
def listening(browser: Browser) -> Iterator[Browser]:
    """Return a browser that builds the whole tree, as for a screen reader; else it leaves out what is far from the screen."""
    running = browser.browser_type.launch(executable_path=chromium(), args=[*FLAGS, "--force-renderer-accessibility"])
    yield running
    running.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_screen_reader_hears_a_table(listening: Browser, served: str, site_folder: Path, width: int) -> None:
    """Caption, 16 column headers with what sorts them, a row header with its tick box and link, words in all cells, in order."""
    page = listening.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{served}compare/?q=roberta")
    shown = names(ready(page))
    tree = heard(page)
    assert [name for role, name in tree if role == "table"] == [str(page.locator("#comparison caption").text_content())]
    columns = [name for role, name in tree if role == "columnheader"]
    assert [name.partition(" Sort by ") for name in columns] == [
        (name, " Sort by ", name) for name in page.locator("#comparison thead th a").all_text_contents()
    ]
    assert [name for role, name in tree if role == "rowheader"] == [f"Compare {name} {name}" for name in shown]
    cells = [name for role, name in tree if role == "cell"]
    assert len(cells) == len(shown) * (len(columns) - 1)
    record = records(site_folder)[shown[0]]
    assert cells[10:12] == [record["license"], record["developer"]]
    for role in ("button", "link", "checkbox", "searchbox", "combobox", "textbox", "region"):
        assert all(name for found, name in tree if found == role), role


def test_copies_and_downloads_equal_the_view(page_at: PageAt) -> None:
    page = ready(
        page_at(
            "compare/?output_head=vector&sort=-released&cols=developer,context_tokens",
            permissions=["clipboard-read", "clipboard-write"],
        )
    )
    view = names(page)
    page.locator("#share summary").click()
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator("#count")).to_contain_text("Copied")
    lines = page.evaluate("navigator.clipboard.readText()").strip().splitlines()
    assert lines[0] == "| Model | Developer | Context |"
    assert [re.match(r"\| \[(.*?)\]\(http", line)[1].replace("\\", "") for line in lines[2:]] == view  # type: ignore[index]
    with page.expect_download() as given:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.reader(io.StringIO(given.value.path().read_text("utf-8"))))
    assert rows[0] == ["Model", "Developer", "Context"]
    assert [row[0] for row in rows[1:]] == view
    with page.expect_download() as given:
        page.get_by_role("button", name="Download JSON").click()
    document = json.loads(given.value.path().read_text("utf-8"))
    assert [row["name"] for row in document] == view
    assert all(set(row) == {"name", "developer", "context_tokens"} for row in document)


def test_a_csv_runs_no_formula(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    made = page.evaluate(
        """async () => (await import(new URL("assets/share.js", new URL("..", location)))).csv(
            { columns: [{ name: "a" }], rows: [{ cells: ["=1+1"] }, { cells: ["-2"] }, { cells: ['say "x", y'] }] })"""
    )
    assert made == 'a\r\n\'=1+1\r\n\'-2\r\n"say ""x"", y"\r\n'


def test_everything_can_be_read_without_a_script(page_at: PageAt, site_folder: Path) -> None:
    page = page_at("compare/", javascript=False)
    assert names(page) == list(records(site_folder))
    expect(page.locator("#filters")).to_be_hidden()
    assert page.locator("#comparison caption").count() == 1
    assert (
        page.locator("#comparison thead th[scope=col]").count()
        == page.locator("#comparison tbody tr").first.locator("> *").count()
    )
    empty = page.locator("#comparison tbody td").evaluate_all(
        "(cells) => cells.filter((cell) => !cell.textContent.trim()).length"
    )
    assert empty == 0
    for pair in page.locator(".pairs li a:nth-of-type(2)").all():
        assert "#pair-" in str(pair.get_attribute("href"))
    home = page_at("", javascript=False)
    expect(home.locator("#headline select").first).to_be_hidden()
    assert home.locator("#matrix td").count() == 12
    expect(home.locator("#headline")).to_contain_text("any pre-trained language model")


@pytest.mark.parametrize("width", [320, 390])
def test_two_models_fit_side_by_side_on_a_phone(page_at: PageAt, width: int) -> None:
    page = page_at("compare/?models=bert,gpt-2", width=width)
    last = page.locator("#side-by-side tbody tr:last-child td:last-child")
    expect(last).to_be_attached()
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert page.get_by_role("row", name="Architecture").get_by_role("rowheader").is_visible()


@pytest.mark.parametrize("width", [718, 1047], ids=["upright", "lying"])
@pytest.mark.parametrize("path", ["compare/?q=bert", "compare/?models=bert,llada,gpt-2,t5"])
def test_all_columns_fit_on_paper(page_at: PageAt, path: str, width: int) -> None:
    """A4, either way round: no cell of the table, or of four models side by side, is cut off."""
    page = ready(page_at(path, width=width))
    page.emulate_media(media="print")
    table = page.locator("#side-by-side table, .explorer:not(.explorer--side) #comparison")
    ends = table.locator("td").evaluate_all("(cells) => cells.map((cell) => cell.getBoundingClientRect().right)")
    assert len(ends) > 60
    assert max(ends) <= width
    expect(table.locator("td").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_rows_are_cards_on_a_phone(page_at: PageAt, width: int) -> None:
    page = ready(page_at("compare/", width=width))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card = page.locator("#comparison tbody tr").first
    box = card.bounding_box()
    assert box is not None
    assert box["width"] <= width
    labels = card.locator("td").evaluate_all(
        "(cells) => cells.map((cell) => getComputedStyle(cell, '::after').content)"
    )
    headings = page.locator("#comparison thead th:not(:first-child) a").all_text_contents()
    assert [re.match(r'"([^"]*)"', str(label))[1] for label in labels] == headings  # type: ignore[index]


def test_the_index_filters_by_name(page_at: PageAt) -> None:
    page = page_at("models/")
    page.get_by_label("Find").fill("roberta")
    expect(page.locator("#model-count")).to_contain_text(" of ")
    shown = page.locator("#model-index li:visible").all_text_contents()
    assert shown
    assert all("roberta" in text.lower() for text in shown)


def test_the_index_shows_what_fits_and_all_of_it_again(page_at: PageAt) -> None:
    """Also below the first screen, which is drawn first, and however quickly one types."""
    page = page_at("models/")
    shown = page.locator("#model-index li:visible")
    everything = shown.all_text_contents()
    for word in ("er", "ert", "bert", "e", ""):
        page.get_by_label("Find").fill(word)
        fitting = [text for text in everything if word in text.lower()]
        expect(shown).to_have_text([text.strip() for text in fitting])
        expect(page.locator("#model-count")).to_have_text(f"{len(fitting)} of {len(everything)} models")
    assert page.locator("#family-index section:visible").count() == page.locator("#family-index section").count()


@pytest.mark.parametrize(
    ("path", "script", "shown"),
    [
        ("models/", "**/filter-list.js*", "#model-index li:visible"),
        ("compare/", "**/compare.js*", f"{SHOWN} th a"),
    ],
)
def test_what_is_typed_before_the_script_comes_counts(page_at: PageAt, path: str, script: str, shown: str) -> None:
    page = page_at("faq/")
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))
    page.goto(page.url.replace("faq/", path), wait_until="commit")
    page.get_by_label("Find").fill("roberta")
    assert page.locator(shown).filter(has_text="GPT-2").count()
    held[0].continue_()
    expect(page.locator(shown).filter(has_text="GPT-2")).to_have_count(0)
    expect(page.locator(shown).filter(has_text="RoBERTa")).not_to_have_count(0)


def test_the_filter_of_the_index_reaches_the_families(page_at: PageAt) -> None:
    page = page_at("models/#families")
    page.get_by_label("Find").fill("ettin encoder")
    expect(page.locator("#family-index section:visible h3")).to_have_text(["Ettin"])
    page.get_by_label("Find").fill("no such name")
    expect(page.locator("#family-index")).to_be_hidden()


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("families/#bert", "models/#family-bert"),
        ("families/#albert", "models/#family-albert"),
        ("families/#ettin", "families/#ettin"),
    ],
)
def test_former_addresses_of_families_lead_to_them(page_at: PageAt, served: str, former: str, now: str) -> None:
    page = page_at(former)
    page.wait_for_url(served + now)
    expect(page.locator(f"#{now.partition('#')[2]}")).to_be_in_viewport()


@pytest.mark.parametrize(
    "path", ["", "compare/", "compare/?models=bert,llada", "models/", "?search=bert", "models/bert/"]
)
def test_no_rule_of_the_policy_is_broken_and_no_error_logged(page_at: PageAt, path: str) -> None:
    page = page_at("404.html")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(page.url.removesuffix("404.html") + path)
    page.wait_for_timeout(800)
    assert said == []


@pytest.mark.parametrize("path", ["", "models/", "models/bert/", "compare/", "faq/"])
def test_scripts_at_load_are_few(page_at: PageAt, site_folder: Path, path: str) -> None:
    page = page_at(path)
    page.wait_for_timeout(600)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)")
    scripts = {name.split("/repo/")[1] for name in loaded if name.endswith(".js")}
    weight = sum(len(gzip.compress((site_folder / name).read_bytes(), 9)) for name in scripts)
    assert weight <= (MOST_JS_COMPARE if path == "compare/" else MOST_JS), scripts
