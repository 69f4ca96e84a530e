"""The comparison, side by side, the index of models and the switch of definitions, used as readers use them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sample import less

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
    """Return the names in the rows that show, the far ones too, which are drawn when one comes near."""
    settled(page)
    drawn = page.locator(SHOWN)
    while page.locator("#comparison tbody.is-blank").count() and drawn.count():
        before = drawn.count()
        drawn.last.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        if drawn.count() == before:
            break
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


@pytest.mark.slow
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
        ("size=100B-", lambda r: any((v["parameters_total"] or 0) >= 100e9 for v in r["variants"])),
        ("size=1B-2B&released_for=embedding", lambda r: "embedding" in r["released_for"] and any(1e9 <= (v["parameters_total"] or 0) <= 2e9 for v in r["variants"])),
        ("commercial_use=yes&languages=multilingual", lambda r: r["commercial_use"] == "yes" and r["languages"] == "multilingual"),
        ("architecture=encoder-only&architecture=encoder-decoder&attention=mixed", lambda r: r["architecture"] in ("encoder-only", "encoder-decoder") and r["attention"] == "mixed"),
        ("developer=UKP+Lab,+TU+Darmstadt", lambda r: r["developer"] == "UKP Lab, TU Darmstadt"),
        ("summary=not-generative", lambda r: r["verdict"]["summary"] == "not-generative"),
    ],
)  # fmt: skip
def test_queries_in_the_address_give_the_records_they_describe(
    page_at: PageAt, site_folder: Path, query: str, fits: Callable[[dict[str, object]], bool]
) -> None:
    page = ready(page_at(f"compare/?{query}"))
    assert set(names(page)) == {name for name, record in records(site_folder).items() if fits(record)}


@pytest.mark.slow
def test_every_task_ends_in_the_models_it_counts(page_at: PageAt) -> None:
    page = page_at("choose/")
    links = page.locator(".task__go a").evaluate_all("(links) => links.map((link) => [link.href, link.textContent])")
    assert len(links) >= 11
    for address, text in links:
        page.goto(address)
        expected = re.findall(r"\d+", text)[0]
        expect(page.locator("#count")).to_contain_text(f"{expected} of ")


@pytest.mark.slow
def test_every_count_of_models_leads_to_them(page_at: PageAt, site_folder: Path) -> None:
    """Each number on a page opens the comparison with just so many rows; without a script, all rows are there."""
    counts: dict[str, set[str]] = {}
    for path in site_folder.rglob("index.html"):
        for link, text in re.findall(
            r'<a class="count" href="[./]*(compare/[^"]*)">(.*?)</a>', path.read_text("utf-8")
        ):
            counts.setdefault(unescape(link), set()).add(re.findall(r"\d+", re.sub("<[^>]*>", "", text))[0])
    assert len(counts) > 100
    page = ready(page_at("compare/"))
    for address, said in counts.items():
        page.evaluate(
            "(address) => { history.pushState(null, '', address); dispatchEvent(new PopStateEvent('popstate')); }",
            page.url.split("compare/")[0] + address,
        )
        (number,) = said
        expect(page.locator("#count")).to_have_text(re.compile(f"^{number} of "))
        assert page.locator("#notes:visible").count() == 0, address
    plain = page_at(address, javascript=False)
    assert plain.locator("#comparison tbody tr, #other-rows tbody tr").count() == len(records(site_folder))
    expect(plain.locator("#all-rows")).to_contain_text("all rows are shown")


def test_the_chooser_ends_with_three_models(page_at: PageAt, site_folder: Path) -> None:
    """Search my documents, many languages, under 1B, commercial: three cards with the fitting variant; one address; one comparison."""
    page = page_at("choose/")
    form = page.locator("#choose-form")
    form.get_by_label("What shall it do?").select_option("retrieve")
    form.get_by_label("Size I can run").fill("big")
    form.get_by_label("Size I can run").blur()
    expect(page.locator("#choose-problem")).to_have_text("Write 1B, 500M or a number")
    form.get_by_label("Size I can run").fill("1B")
    form.get_by_label("Language").select_option("multilingual")
    form.get_by_label("Commercial use").select_option("yes")
    expect(page).to_have_url(re.compile(r"choose/\?task=retrieve&size=1B&language=multilingual&commercial=yes$"))
    cards = page.locator(".choose__card")
    expect(cards).to_have_count(3)
    expect(cards.first).to_contain_text("Qwen3-Embedding-0.6B has 600M parameters")
    published: Any = records(site_folder)
    for name in cards.locator("h2").all_text_contents():
        record = published[name]
        assert (record["languages"], record["commercial_use"]) == ("multilingual", "yes")
        assert any((variant["parameters_total"] or 1e99) <= 1e9 for variant in record["variants"])
    chosen = cards.locator("h2").all_text_contents()
    page.reload()
    expect(cards.locator("h2")).to_have_text(chosen)
    assert Axe().run(page).violations_count == 0
    found = re.findall(r"\d+", str(page.locator("#choose-said").text_content()))[0]
    table = str(page.get_by_role("link", name="All that fit, as a table").get_attribute("href"))
    page.get_by_role("link", name="Compare these").click()
    expect(page.get_by_role("heading", name="side by side")).to_be_visible()
    page.goto(table)
    expect(page.locator("#count")).to_contain_text(f"{found} of ")
    page.goto(page.url.split("compare/")[0] + "choose/?task=nonsense&size=%&language=x")
    expect(page.locator("#choose-result")).to_be_hidden()
    page.goto(page.url.split("choose/")[0] + "choose/?task=chat&size=1M")
    expect(page.locator("#choose-said")).to_contain_text("No model fits. It would be")
    plain = page_at("choose/", javascript=False)
    expect(plain.locator("#choose-form")).to_be_hidden()
    assert plain.locator(".task").count() >= 11


def test_the_chooser_keeps_what_was_chosen_before_its_script_came(page_at: PageAt) -> None:
    page = page_at("404.html")
    held: list[Route] = []
    page.route("**/choose.js*", lambda route: held.append(route))
    with page.expect_request("**/choose.js*"):
        page.goto(page.url.replace("404.html", "choose/"))
    page.get_by_label("What shall it do?").select_option("retrieve")
    page.get_by_label("Size I can run").fill("1B")
    held[0].continue_()
    expect(page.locator(".choose__card")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"choose/\?task=retrieve&size=1B$"))


def test_filters_announce_count_and_can_be_removed(page_at: PageAt, site_folder: Path) -> None:
    page = ready(page_at("compare/"))
    everything = len(records(site_folder))
    page.locator("#facets summary").click()
    page.get_by_label("Bidirectional", exact=True).check()
    page.get_by_label("Masked diffusion", exact=True).check()
    shown = names(page)
    assert 0 < len(shown) < everything
    expect(page.get_by_role("status").filter(has_text=" of ")).to_contain_text(f"{len(shown)} of {everything} models")
    page.get_by_role("button", name="Remove all").click()
    expect(page.locator("#count")).to_have_text(f"{everything} of {everything} models")
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


@pytest.mark.slow
def test_a_view_opens_in_another_browser_and_back_returns(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    page.locator("#facets summary").click()
    page.get_by_label("Encoder-only", exact=True).check()
    page.get_by_role("button", name="Sort by Released", exact=True).click()
    page.locator("#columns summary").click()
    page.locator("#columns").get_by_label("Context").uncheck()
    expect(page).to_have_url(re.compile("cols="))
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
    sources = page.locator("#side-by-side .side__why p:has-text('read in the source')").all_text_contents()
    assert sources
    for source in sources:
        assert re.match(r"(Paper|Model card|Repository|Documentation|Announcement|Book) “[^”]{3,}”, .+; read", source)
        assert "://" not in source.partition("”")[0]
    rule = page.locator("#side-by-side details a").first
    expect(rule).to_have_attribute("href", re.compile(r"method/(index\.html)?#rule-[PWR]\d+$"))
    page.go_back()
    expect(page.locator("#comparison")).to_be_visible()


def test_a_size_is_looked_for_in_every_variant_and_shown_in_bold(page_at: PageAt) -> None:
    page = ready(page_at("compare/?released_for=embedding&size=-1B"))
    assert "Qwen3-Embedding" in names(page)
    row = page.locator(SHOWN).filter(has=page.get_by_role("link", name="Qwen3-Embedding", exact=True))
    assert row.locator("b").all_text_contents() == ["600M"]
    page.get_by_role("button", name="Remove Size: up to 1B").click()
    expect(row.locator("b")).to_have_count(0)


def test_wrong_numbers_are_answered(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    page.locator("#facets summary").click()
    size = page.locator("[name=size-to]")
    for text in ("big", "1.2.3", "-"):
        size.fill(text)
        size.press("Enter")
        size.blur()
        expect(size).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#problem-size")).to_have_text("Write 1B, 500M or a number")
    assert "size=" not in page.url
    size.fill("1,5B")
    size.blur()
    expect(size).to_have_attribute("aria-invalid", "false")
    expect(page.locator("#problem-size")).to_be_empty()
    expect(page.locator("#chips")).to_contain_text("up to 1,5B")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=-size", "order by “size”"),
        ("sort=__proto__", "order by “__proto__”"),
        ("architecture=nonsense", "architecture “nonsense”"),
        ("models=bert,bert,NOPE", "model “nope”"),
        ("models=bert,gpt-2,t5,llada,opt", "more than 4 models: opt"),
        ("cols=summary,size", "column “size”"),
        ("size=-big", "size “-big”"),
        ("year=1-2-3", "year “1-2-3”"),
        ("hue=red", "filter “hue”"),
        ("family=constructor", "family “constructor”"),
        ("developer=Nobody", "developer “Nobody”"),
        ("id=bert&id=<b>x</b>", "model “<b>x</b>”"),
        ("q=%E0%A4%A&%=%&models=%00", "filter “%”"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said_and_left_out(page_at: PageAt, query: str, said: str) -> None:
    page = page_at("404.html")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(page.url.replace("404.html", f"compare/?{query}"))
    ready(page)
    expect(page.locator("#notes:visible, #side-by-side > [role=status]")).to_contain_text(said)
    assert not broken
    if not query.startswith("q="):
        assert page.locator("#side-by-side td, #comparison tbody tr").count()


@pytest.mark.slow
def test_a_value_with_a_comma_survives(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    page.locator("#facets summary").click()
    developer = page.locator("[name=developer]")
    for text in ("ukp lab", "Google"):
        developer.fill(text)
        developer.press("Enter")
        developer.blur()
    expect(page.locator("#chips li")).to_have_count(3)
    view = names(page)
    page.reload()
    assert names(ready(page)) == view
    assert page.locator("#chips li").all_text_contents()[0] == "Developer: UKP Lab, TU Darmstadt"
    page.locator("#facets summary").click()
    developer.fill("No such firm")
    developer.blur()
    expect(developer).to_have_attribute("aria-invalid", "true")


def test_presets_are_columns_and_an_order_in_the_address(page_at: PageAt) -> None:
    page = ready(page_at("compare/?architecture=encoder-only"))
    for name, column_key in (
        ("Is it generative?", "writes_text"),
        ("Choose one", "commercial_use"),
        ("How was it built?", "attention"),
    ):
        link = page.get_by_role("link", name=name)
        link.click()
        expect(link).to_have_attribute("aria-current", "true")
        expect(page.locator(f'th[data-column="{column_key}"]')).to_be_visible()
        assert "sort=" in page.url
        assert "architecture=encoder-only" in page.url
        shown = page.locator("#comparison thead th:visible")
        last = shown.last.bounding_box()
        assert last is not None
        assert last["x"] + last["width"] <= 1280, "all columns of a preset are in view"


def test_find_reads_summaries(page_at: PageAt, site_folder: Path) -> None:
    page = ready(page_at("compare/"))
    page.get_by_label("Find").fill("multilingual embed")
    expect(page.locator("#count")).not_to_contain_text("0 of")
    assert "BGE-M3" in names(page)


@pytest.mark.slow
def test_ticked_models_open_side_by_side_elsewhere(page_at: PageAt) -> None:
    """One parameter: a reload shows what the reader saw, and the address sent to others opens the comparison."""
    page = ready(page_at("compare/?id=bert,llada,gpt-2"))
    title = page.title()
    for name in ("BERT", "GPT-2"):
        page.get_by_label(f"Compare {name}", exact=True).check()
    expect(page).to_have_url(re.compile("models=bert,gpt-2"))
    page.reload()
    ready(page)
    expect(page.locator(".picks")).to_contain_text("BERT, GPT-2")
    expect(page.locator("#side-by-side")).to_have_count(0)
    other = ready(page_at("compare/" + page.url.split("compare/")[1]))
    expect(other.get_by_role("heading", name="BERT and GPT-2 side by side")).to_be_visible()
    assert other.title().startswith("BERT and GPT-2 compared - ")
    other.get_by_role("button", name="Back to the table").click()
    expect(other.locator("#comparison")).to_be_visible()
    assert other.title() == title
    former = ready(page_at("compare/?pick=bert,gpt-2"))
    assert former.locator(".pick:checked").count() == 2
    expect(former.locator("#side-by-side")).to_have_count(0)


def test_side_by_side_has_names_and_short_numbers_and_differences_first(page_at: PageAt) -> None:
    page = ready(page_at("compare/?models=llama-2,llama-3-1"))
    body = page.locator("#side-by-side")
    assert not re.search(r"\d{1,3},\d{3},\d{3}", str(body.locator("td").filter(has_text="B:").first.text_content()))
    same = body.locator("tbody tr:not(.side__part)").evaluate_all(
        "(rows) => rows.map((row) => row.className === 'is-same')"
    )
    assert sum(same) * 2 > len(same)
    assert same == sorted(same), "differences first"
    parents = ready(page_at("compare/?models=qwen3-embedding,bge-m3"))
    built = parents.get_by_role("row").filter(has=parents.get_by_role("rowheader", name="Built from"))
    expect(built.get_by_role("link", name="Qwen3", exact=True)).to_be_visible()
    assert "LicenseRef" not in str(body.text_content())


def test_five_models_are_one_too_many(page_at: PageAt) -> None:
    page = ready(page_at("compare/?attention=causal&pick=gpt-2,gpt-3,bloom,opt"))
    settled(page)
    page.locator(".pick:visible:not(:checked)").first.click()
    expect(page.locator(".picks [role=status]")).to_contain_text("4 models at most")
    expect(page.locator(".pick:checked")).to_have_count(4)


def top_of(element: Locator) -> float:
    """Return how far below the top of the window an element begins."""
    box = element.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.slow
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


@pytest.mark.parametrize("width", less((390, 1280), (1280,)))
def test_a_screen_reader_hears_a_table(listening: Browser, served: str, site_folder: Path, width: int) -> None:
    """Caption, 18 column headers with what sorts them, a row header with its tick box and link, words in all cells, in order."""
    page = listening.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{served}compare/?q=roberta")
    shown = names(ready(page))
    tree = heard(page)
    assert [name for role, name in tree if role == "table"] == [str(page.locator("#comparison caption").text_content())]
    columns = [name for role, name in tree if role == "columnheader"]
    assert [name.partition(" Sort by ") for name in columns] == [
        (name, " Sort by ", name) for name in page.locator("#comparison thead th a").all_text_contents()
    ]
    assert [name for role, name in tree if role == "rowheader"] == [
        name if width == 390 else f"Compare {name} {name}" for name in shown
    ]
    cells = [name for role, name in tree if role == "cell"]
    record = records(site_folder)[shown[0]]
    if width == 390:  # closed rows
        assert len(cells) == len(shown) * 3
        assert cells[1] == record["license"]
    else:
        assert len(cells) == len(shown) * (len(columns) - 1)
        assert cells[10:14:3] == [record["license"], record["developer"]]
    for role in ("button", "link", "checkbox", "searchbox", "combobox", "textbox", "region"):
        assert all(name for found, name in tree if found == role), role


@pytest.mark.slow
def test_copies_and_downloads_are_the_records_of_the_view(page_at: PageAt, site_folder: Path) -> None:
    """Markdown has the words; CSV and JSON have ids, values, evidence, date and license of the data, and the view's address."""
    page = ready(
        page_at(
            "compare/?output_head=vector&sort=-released&cols=developer,context_tokens",
            permissions=["clipboard-read", "clipboard-write"],
        )
    )
    view = names(page)
    published = records(site_folder)
    page.locator("#share summary").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#count")).to_contain_text("Copied the link")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.locator("#count")).to_contain_text("as Markdown")
    lines = page.evaluate("navigator.clipboard.readText()").strip().splitlines()
    assert lines[0] == "| Model | Developer | Context (tokens) |"
    assert [re.match(r"\| \[(.*?)\]\(http", line)[1].replace("\\", "") for line in lines[2:-2]] == view  # type: ignore[index]
    assert page.url in lines[-1]
    assert "CC BY 4.0" in lines[-1]
    with page.expect_download() as given:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(io.StringIO(given.value.path().read_text("utf-8"))))
    assert [row["name"] for row in rows] == view
    for row in rows:
        record: Any = published[row["name"]]
        evidence = record["evidence"].get("context_tokens", {})
        assert (row["id"], row["context_tokens"]) == (record["id"], str(record["context_tokens"] or ""))
        assert (row["context_tokens_source"], row["context_tokens_checked"]) == (
            evidence.get("source", ""), evidence.get("checked") or "",
        )  # fmt: skip
        assert (row["view"], row["data_license"]) == (page.url, "CC BY 4.0")
    with page.expect_download() as given:
        page.get_by_role("button", name="Download JSON").click()
    document = json.loads(given.value.path().read_text("utf-8"))
    assert (document["view"], document["license"], document["units"]["context_tokens"]) == (
        page.url,
        "CC BY 4.0",
        "tokens",
    )
    assert [{name: value for name, value in row.items() if name != "context"} for row in document["models"]] == [
        published[name] | {"url": published[name]["url"]} for name in view
    ]


def test_a_csv_runs_no_formula(page_at: PageAt) -> None:
    page = ready(page_at("compare/"))
    made = page.evaluate(
        """async () => (await import(new URL("assets/share.js", new URL("..", location)))).csv(
            [["a"], ["=1+1"], ["-2"], ['say "x", y']])"""
    )
    assert made == 'a\r\n\'=1+1\r\n\'-2\r\n"say ""x"", y"\r\n'


def test_everything_can_be_read_without_a_script(page_at: PageAt, site_folder: Path) -> None:
    page = page_at("compare/", javascript=False)
    assert page.locator("table.comparison tbody th a").all_text_contents() == list(records(site_folder))
    expect(page.locator("#filters")).to_be_hidden()
    assert page.locator("table.comparison caption").count() == page.locator("table.comparison").count()
    assert (
        page.locator("#comparison thead th[scope=col]").count()
        == page.locator("#comparison tbody tr").first.locator("> *").count()
    )
    empty = page.locator("table.comparison tbody td").evaluate_all(
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


@pytest.mark.slow
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
def test_rows_are_cards_on_a_phone_that_open(page_at: PageAt, width: int) -> None:
    """Closed, a row is as high as three lines; opened, it has all facts with their headings. The list has an end in reach."""
    page = ready(page_at("compare/", width=width))
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") < 60_000
    card = page.locator("#comparison tbody tr").first
    assert card.locator("td:visible").count() == 3
    box = card.bounding_box()
    assert box is not None
    assert box["height"] < 90
    opener = card.get_by_role("button", name=re.compile("All facts of"))
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    assert card.locator("td:visible").count() == card.locator("td").count()
    box = card.bounding_box()
    assert box is not None
    assert box["width"] <= width
    overflowing = card.locator("td, th").evaluate_all(
        "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).length"
    )
    assert overflowing == 0
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
    page.get_by_label("Find").fill("qwen")
    page.get_by_label("Verdict").select_option("not generative")
    expect(page.locator("#model-index li:visible").filter(has_text="Qwen3-Embedding")).to_have_count(1)
    assert all(
        text.strip().endswith("not generative") for text in page.locator("#model-index li:visible").all_text_contents()
    )
    expect(page.locator("#family-index section:visible h3").filter(has_text="Qwen")).to_have_count(1)


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
    page = page_at("method/")  # has none of the scripts, which a page that was open would not ask for again
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))
    with page.expect_request(script):
        page.goto(page.url.replace("method/", path), wait_until="commit")
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
        ("families/#qwen", "families/#qwen"),
    ],
)
def test_former_addresses_of_families_lead_to_them(page_at: PageAt, served: str, former: str, now: str) -> None:
    page = page_at(former)
    page.wait_for_url(served + now)
    expect(page.locator(f"#{now.partition('#')[2]}")).to_be_in_viewport()


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "models/", "models/bert/", "compare/", "faq/"])
def test_scripts_at_load_are_few(page_at: PageAt, site_folder: Path, path: str) -> None:
    page = page_at(path)
    page.wait_for_timeout(600)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)")
    scripts = {name.split("/repo/")[1] for name in loaded if name.endswith(".js")}
    weight = sum(len(gzip.compress((site_folder / name).read_bytes(), 9)) for name in scripts)
    assert weight <= (MOST_JS_COMPARE if path == "compare/" else MOST_JS), scripts
