"""What search engines and link previews read: heads, structured data and cards of every page."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as lxml_html
from PIL import Image
from sample import HOME, SITE_URL, real_site

from catalog.load.documents import load_texts
from catalog.outputs.cards import _COVERED, THEMES, _background, _font, card, card_path, drawable
from catalog.outputs.json_ld import LISTED
from catalog.pages.context import Settings
from catalog.pages.page import Page
from catalog.pages.render import Renderer

MAX_CARD = 14_000


@pytest.fixture(scope="module")
def heads(site_folder: Path) -> dict[str, Any]:
    """Return path -> head element of every page that is not an error or a redirect."""
    found = {}
    embedded = site_folder / "embed"
    for path in sorted(path for path in site_folder.rglob("*.html") if not path.is_relative_to(embedded)):
        tree = lxml_html.fromstring(path.read_bytes().decode("utf-8"))
        if path.name != "404.html" and not tree.xpath("//meta[@http-equiv='refresh']"):
            found[path.relative_to(site_folder).as_posix()] = tree.find("head")
    return found


def graphs(head: Any) -> list[dict[str, Any]]:
    (script,) = head.xpath("script[@type='application/ld+json']")
    document = json.loads(script.text)
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


def address(path: str) -> str:
    return SITE_URL + path.removesuffix("index.html")


def test_titles_and_descriptions_are_unique(heads: dict[str, Any]) -> None:
    for query in ("title/text()", "meta[@name='description']/@content"):
        values = Counter(str(head.xpath(f"string({query})")) for head in heads.values())
        assert [value for value, times in values.items() if times > 1 or not value.strip()] == []


def test_the_canonical_address_is_the_page(heads: dict[str, Any]) -> None:
    for path, head in heads.items():
        assert head.xpath("link[@rel='canonical']/@href") == [address(path)]
        assert head.xpath("meta[@property='og:url']/@content") == [address(path)]


def test_every_page_has_a_card_of_its_own(heads: dict[str, Any], site_folder: Path) -> None:
    cards = []
    for head in heads.values():
        (card,) = head.xpath("meta[@property='og:image']/@content")
        assert head.xpath("meta[@name='twitter:card']/@content") == ["summary_large_image"]
        for name in ("og:title", "og:description", "og:type", "og:site_name", "og:image:alt"):
            assert head.xpath(f"meta[@property='{name}']/@content")[0]
        cards.append(card.removeprefix(SITE_URL))
    assert len(set(cards)) == len(cards)
    for card in cards:
        data = (site_folder / card).read_bytes()
        assert len(data) < MAX_CARD
        with Image.open(io.BytesIO(data)) as image:
            image.load()  # checks every checksum
            assert (image.size, image.format) == ((1200, 630), "PNG")


def test_alternates_exist(heads: dict[str, Any], site_folder: Path) -> None:
    base = "https://x.example/"
    for path, head in heads.items():
        kinds = set()
        for link in head.xpath("link[@rel='alternate' or @rel='search']"):
            kinds.add(link.get("type"))
            target = urlsplit(urljoin(base + path, link.get("href"))).path.lstrip("/")
            assert (site_folder / target).is_file(), f"{path}: {target}"
        expected = {
            "text/markdown",
            "application/atom+xml",
            "application/feed+json",
            "application/opensearchdescription+xml",
        }
        assert kinds >= expected
        assert ("application/json" in kinds) == (path.startswith("models/") and path != "models/index.html")


def test_structured_data_fits_the_page(heads: dict[str, Any]) -> None:
    kinds = {
        "index.html": "TechArticle", "models/index.html": "CollectionPage", "compare/index.html": "CollectionPage",
        "glossary/index.html": "DefinedTermSet", "data/index.html": "Dataset", "claims/index.html": "WebPage",
    }  # fmt: skip
    for path, head in heads.items():
        page, *others = graphs(head)
        expected = kinds.get(path, "TechArticle" if path.startswith("models/") else page["@type"])
        assert page["@type"] == expected
        assert page["url"] == address(path)
        assert page["description"] == head.xpath("string(meta[@name='description']/@content)")
        if path == "index.html":
            assert others == []
            continue
        (crumbs,) = others
        steps = crumbs["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert (steps[0]["item"], steps[-1]["item"]) == (SITE_URL, address(path))


def test_lists_do_not_grow_with_the_catalogue(heads: dict[str, Any]) -> None:
    for path in ("models/index.html", "compare/index.html"):
        listed = graphs(heads[path])[0]["mainEntity"]
        assert listed["numberOfItems"] == len(listed["itemListElement"]) <= LISTED


def test_the_dataset_points_at_files_that_exist(heads: dict[str, Any], site_folder: Path) -> None:
    dataset = graphs(heads["data/index.html"])[0]
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for part in dataset["distribution"]:
        assert (site_folder / part["contentUrl"].removeprefix(SITE_URL)).is_file()
    assert 50 <= len(dataset["description"]) <= 5000


def test_cards_are_deterministic_and_differ() -> None:
    first = card("A line", "Alpha", "generative")
    _background.cache_clear()
    assert first == card("A line", "Alpha", "generative")
    assert len({card("A line", "Alpha", look) for look in THEMES}) == len(THEMES)
    assert first not in (card("A line", "Beta", "generative"), card("Another line", "Alpha", "generative"))


@pytest.mark.parametrize("name", ["A", "Ünïcödé", "W" * 60, "long words " * 12, "x" * 300, ""])
def test_any_name_gives_a_whole_picture(name: str) -> None:
    with Image.open(io.BytesIO(card("A line", name, "not-generative"))) as image:
        image.load()
        paper, right = image.convert("RGB").getpixel((600, 10)), image.convert("RGB").crop((1180, 0, 1200, 630))
        assert right.getcolors() == [(20 * 630, paper)], "nothing may touch the right edge"


def test_letters_the_font_lacks_fall_back() -> None:
    assert drawable("Ế dit", "x") == "E dit"
    assert drawable("通义千问", "qwen") == "qwen"
    assert drawable("Łódź 2", "x") == "Łódź 2"
    lacking = bytes(_font(56).getmask("\U0010ffff"))
    assert [char for char in _COVERED if bytes(_font(56).getmask(char)) == lacking] == [" "]


def test_card_paths() -> None:
    assert [card_path(address) for address in ("", "faq/", "models/bert/")] == [
        "cards/home.png",
        "cards/faq.png",
        "cards/models/bert.png",
    ]


def test_structured_data_cannot_end_its_script(tmp_path: Path) -> None:
    site = real_site()
    templates = load_texts(HOME / "templates", "templates", (".jinja",))
    renderer = Renderer(site, Settings("https://x.example/", "S", "https://x.example/r"), templates, {})
    title = "</script><script>alert(1)</script>"
    page = Page(address="x/", title=title, description="<!-- & ' \"", source="", date="2026-01-01", template="")
    (script,) = re.findall(r'<script type="application/ld.json">(.*?)</script>', renderer.head(page, "../"))
    assert "<" not in script
    assert json.loads(script)["@graph"][0]["name"] == title
