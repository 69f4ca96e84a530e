"""The article: plain first screen, length, three depths, anchors that outlive a move, claims that were superseded."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from sample import HOME, read_yaml

FORMER = (HOME / "tests/cases/former-anchors.txt").read_text("utf-8").split()
MAX_GRADE = 8
MAX_WORDS = 4000
MAX_STORY = 250


def page(site_folder: Path, path: str) -> Any:
    """Return the tree of a built page."""
    return lxml_html.fromstring((site_folder / path).read_bytes().decode("utf-8"))


def text_of(element: Any) -> str:
    """Return what a reader can see of an element: no script, no drawing, no tip that waits for a pointer."""
    copy = lxml_html.fromstring(lxml_html.tostring(element))
    for hidden in copy.xpath("//script | //style | //svg | //*[@class='tip'] | //*[@class='cite']"):
        hidden.drop_tree()
    return re.sub(r"\s+", " ", copy.text_content()).strip()


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text; syllables are counted as groups of vowels."""
    sentences = [part for part in re.split(r"[.!?]+(?:\s|$)", text) if part.strip()]
    found = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


def syllables(word: str) -> int:
    """Return the number of syllables of an English word, roughly: a silent e at the end counts for none."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, groups - silent)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("The cat sat on the mat.", -2, 1), ("Autoregressive factorization necessitates normalization.", 20, 60)],
)
def test_grade(text: str, low: float, high: float) -> None:
    """The measure tells a primer from a paper."""
    assert low < grade(text) < high


def test_the_first_screen_is_plain(site_folder: Path) -> None:
    """Answer and reason are in words for a reader of fifteen, with the two names that everybody knows."""
    (answer,) = page(site_folder, "index.html").xpath("//div[@class='answer']/p[1]")
    text = text_of(answer)
    assert "ChatGPT" in text
    assert "BERT" in text
    assert grade(text) <= MAX_GRADE
    for word in ("encoder", "decoder", "embed", "rerank", "reward", "parameter", "token", "vector", "checkpoint"):
        assert word not in text.lower()


def test_one_that_does_not_write_is_bigger_than_most_that_do(site_folder: Path) -> None:
    """The sentence of the first screen holds for the sizes that are stated."""
    models = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))["models"]
    sizes: dict[bool, list[int]] = {True: [], False: []}
    for model in models:
        stated = [variant["parameters_total"] for variant in model["variants"] if variant["parameters_total"]]
        if stated:
            sizes[model["verdict"]["writes_text"] == "yes"].append(max(stated))
    largest = max(sizes[False])
    assert sum(size < largest for size in sizes[True]) > len(sizes[True]) / 2


def test_length(site_folder: Path) -> None:
    """The first page holds answer, story and what follows for readers in at most 4,000 words, folds and sources included."""
    tree = page(site_folder, "index.html")
    assert len(text_of(tree.xpath("//article")[0]).split()) <= MAX_WORDS
    story = tree.xpath("//ol[@class='story']")[0]
    assert len(story) == len(["blank", "writes", "fills", "numbers", "size", "sorted"])
    assert len(text_of(story).split()) <= MAX_STORY
    assert all(minutes > 0 for minutes in map(int, re.findall(r"(\d+) minutes", text_of(tree))))


def test_former_anchors(site_folder: Path) -> None:
    """Every anchor that the article once had is on the first page; what has moved has a link to its new place beside it."""
    home, proofs = page(site_folder, "index.html"), page(site_folder, "proofs/index.html")
    there = set(proofs.xpath("//@id"))
    for anchor in FORMER:
        (place,) = home.xpath(f"//*[@id='{anchor}']")
        if place.tag in ("li", "span") and not place.xpath("ancestor::ol[@class='bibliography']"):
            line = place if place.tag == "li" else place.getparent()
            links = [link for link in line.xpath(".//a/@href") if "proofs/#" in link]
            assert links, anchor
            assert links[0].partition("#")[2] in there
            assert anchor in there or anchor.startswith("ref-"), anchor


def test_proofs_are_linked_from_the_first_screen(site_folder: Path) -> None:
    """The three depths are links."""
    links = page(site_folder, "index.html").xpath("//p[@class='depths']/a/@href")
    assert [link.removeprefix("./") for link in links] == ["#sixty-seconds", "#what-is-an-llm", "#choose", "proofs/"]


def test_every_point_of_the_first_draft_is_answered(site_folder: Path) -> None:
    """Each address in docs/seed.md exists."""
    addresses = set(re.findall(r"`/([a-z0-9/-]*)(?:#([a-z0-9-]+))?`", (HOME / "docs/seed.md").read_text("utf-8")))
    assert len(addresses) > 50
    ids: dict[str, set[str]] = {}
    for path, anchor in sorted(addresses):
        if path not in ids:
            ids[path] = set(page(site_folder, f"{path}index.html").xpath("//@id"))
        assert not anchor or anchor in ids[path], f"/{path}#{anchor}"


def test_superseded_claims_say_so(site_folder: Path) -> None:
    """A claim that proved false keeps its anchor, says *Superseded* and links to the corrected one; the article leaves it out."""
    claims = read_yaml(HOME / "data/claims.yaml")["claims"]
    superseded = {claim["id"]: claim["superseded_by"] for claim in claims if "superseded_by" in claim}
    tree = page(site_folder, "claims/index.html")
    exported = json.loads((site_folder / "api/v1/claims.json").read_text("utf-8"))["claims"]
    assert superseded == {claim["id"]: claim["superseded_by"] for claim in exported if claim["superseded_by"]}
    for old, new in superseded.items():
        (entry,) = tree.xpath(f"//section[@id='c-{old}']")
        assert "Superseded." in entry.text_content()
        assert any(link.endswith(f"#c-{new}") for link in entry.xpath(".//a/@href"))
        assert f'claim("{old}")' not in (HOME / "content/proofs.md").read_text("utf-8")


def test_the_article_is_made_of_claims(site_folder: Path) -> None:
    """Two thirds of all claims stand in the article, by their own words or by a link."""
    named = set()
    for path in ("index.html", "proofs/index.html"):
        for link in page(site_folder, path).xpath("//article//a/@href"):
            named |= set(re.findall(r"claims/#c-([a-z0-9-]+)$", link))
    claims = read_yaml(HOME / "data/claims.yaml")["claims"]
    assert len(named) >= len(claims) * 2 / 3


def test_formulas_use_common_signs(site_folder: Path) -> None:
    """No formula uses a sign that common fonts lack."""
    for path in ("index.html", "proofs/index.html"):
        formulas = "".join(
            lxml_html.tostring(f, encoding="unicode") for f in page(site_folder, path).xpath("//*[local-name()='math']")
        )
        assert not set(formulas) & set("⧵𝔼")
