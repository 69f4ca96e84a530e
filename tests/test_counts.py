"""Every printed count of models, records, claims, questions or sources is a link to the place that shows just those."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import lxml.html
import pytest
from sample import read_yaml

from catalog.schema.labels import SOURCE_KINDS

COUNT = re.compile(
    r"(?<![\w.,–-])\d[\d,]*(?: [a-z]+){0,2} (?:models?|records?|claims?|questions?|sources?|names|terms)\b"
)
EXCEPTIONS = {
    name: set(found) for name, found in read_yaml(Path(__file__).parent / "cases/unlinked_counts.yaml").items()
}
"""Parts of pages, and pages, whose numbers are no counts of ours or need no link."""
SILENT = {"script", "style", "title", "desc", "svg", "pre", "a", "head"}
INLINE = {"a", "abbr", "b", "code", "data", "em", "i", "span", "strong", "sup", "time"}


def pages(folder: Path) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Yield every page that may print a count."""
    for path in sorted(folder.rglob("index.html")):
        address = path.relative_to(folder).as_posix().removesuffix("index.html")
        if not any(re.fullmatch(pattern, address) for pattern in EXCEPTIONS["pages"]):
            yield address, lxml.html.document_fromstring(path.read_bytes())


def said(element: lxml.html.HtmlElement) -> str:
    """Return the text outside links and exceptions; where a block begins or ends, a new line does."""
    if not isinstance(element.tag, str):
        return ""
    inner = ""
    if element.tag not in SILENT:
        inner = (element.text or "") + "".join(said(child) + (child.tail or "") for child in element)
    return inner if element.tag in INLINE else f"\n{inner}\n"


def test_no_count_is_without_a_link(site_folder: Path) -> None:
    found = {
        f"{address}: {match[0]}"
        for address, page in pages(site_folder)
        for line in said(page.body).split("\n")
        for match in COUNT.finditer(" ".join(line.split()))
    }
    assert found - EXCEPTIONS["sentences"] == set()
    assert EXCEPTIONS["sentences"] <= found, "an exception that is not needed any more"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>We list 3 other models here.", ["3 other models"]),
        ("<p>We list <a>3</a> models.", []),
        ("<p>We list <strong>3</strong> models.", ["3 models"]),
        ('<p role="status">3 models', ["3 models"]),
        ("<p>BERT-3 models and GPT 3.5 models, in 3</p><p>models", []),
    ],
)
def test_what_is_a_count(html: str, expected: list[str]) -> None:
    page = lxml.html.document_fromstring(html)
    assert [match[0] for line in said(page.body).split("\n") for match in COUNT.finditer(line)] == expected


def listed(folder: Path, address: str) -> int | None:
    """Return how many items stand at an address: those of a file, of a list, of a table, or of a page with a filter."""
    path, fragment = urldefrag(address)
    if path.endswith(".json"):
        (items,) = (
            value for value in json.loads((folder / path).read_text("utf-8")).values() if isinstance(value, list)
        )
        return len(items)
    page = lxml.html.document_fromstring((folder / path / "index.html").read_bytes())
    if not fragment:
        return len(page.xpath("//*[@data-kind] | //*[@id='model-index']//li")) or None
    (place,) = page.xpath(f"//*[@id='{fragment}']")
    if re.fullmatch(r"h\d", place.tag):
        place = place.getnext()
    return len(place.xpath("./li | ./tr | ./tbody/tr | ./section")) or None


def test_a_count_leads_to_as_many(site_folder: Path) -> None:
    """Counts that lead to the comparison are tested in a browser, see `test_explore`; those of scripts in `test_lists`."""
    led = set()
    for address, page in pages(site_folder):
        page.make_links_absolute(f"https://site/{address}")
        for link in page.xpath("//a[@class='count'][data]"):
            target = unquote(link.get("href").removeprefix("https://site/"))
            if not target.startswith("compare/"):
                led.add((target, int(link.text_content()), listed(site_folder, target)))
    assert len(led) > 60
    assert {it for it in led if it[2] not in (None, it[1])} == set()
    assert {urldefrag(target)[0] for target, _, count in led if count is None} <= EXCEPTIONS["counts of facts"]


def test_every_source_stands_on_the_page_of_its_kind(site_folder: Path) -> None:
    sources = json.loads((site_folder / "api/v1/sources.json").read_text("utf-8"))["sources"]
    places = {
        (path.parent.name, item.get("id"), item.xpath("./a/@href")[0])
        for path in site_folder.glob("sources/*/index.html")
        for item in lxml.html.document_fromstring(path.read_bytes()).xpath("//ol/li")
    }
    slugs = {kind: words.replace(" ", "-") for kind, words in SOURCE_KINDS.items()}
    assert places == {(slugs[it["kind"]], f"ref-{it['id']}", it["url"]) for it in sources}
