"""Badges and cards: small, self-contained, safe, at fixed addresses, for every model."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html as lxml_html
from sample import CASES

from catalog.outputs.embeds import badge
from catalog.verdict import SENSES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def models(site_folder: Path) -> list[dict[str, object]]:
    """Return the published records."""
    found: list[dict[str, object]] = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))["models"]
    return found


def test_every_model_has_a_badge_for_its_summary_and_each_sense(
    site_folder: Path, models: list[dict[str, object]]
) -> None:
    for model in models:
        for part in ("", *(f"/{sense.replace('_', '-')}" for sense in SENSES)):
            path = site_folder / f"badges/{model['id']}{part}.svg"
            root = ElementTree.parse(path).getroot()
            assert path.stat().st_size <= 1500
            assert root.findtext(f"{SVG}title", "").startswith(str(model["name"]))
            assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
                "svg",
                "title",
                "style",
                "rect",
                "path",
                "text",
            }


def test_names_are_escaped_in_badges() -> None:
    svg = badge("generative?", "no", '<script>alert(1)</script> & "x"')
    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == '<script>alert(1)</script> & "x"'


def test_cards_need_no_script_and_have_a_policy(site_folder: Path, models: list[dict[str, object]]) -> None:
    for model in models:
        html = (site_folder / f"embed/{model['id']}/index.html").read_text("utf-8")
        assert len(html.encode()) <= 10_000
        assert "<script" not in html
        assert re.search(r"default-src 'none'; style-src 'sha256-", html)
        document = json.loads((site_folder / f"embed/{model['id']}/oembed.json").read_text("utf-8"))
        assert (document["version"], document["type"]) == ("1.0", "rich")
        assert f"embed/{model['id']}/" in document["html"]


def test_answers_have_cards(site_folder: Path) -> None:
    cards = list((site_folder / "embed/answer").glob("*/*/index.html"))
    assert len(cards) == 12


FROZEN = "aeb3c5b3e75ab40f7ee2aab486cfdde726ded1d596e0824c083cbc76577fdefd"
"""Digest of the list of addresses that other people's pages hold: it is never edited."""


def test_the_addresses_of_badges_and_cards_stay(site_folder: Path) -> None:
    frozen = CASES / "contract" / "v1-frames.txt"
    assert hashlib.sha256(frozen.read_bytes()).hexdigest() == FROZEN
    assert [path for path in frozen.read_text("utf-8").split() if not (site_folder / path).is_file()] == []


@pytest.mark.parametrize(
    "page", ["models/bert/", "models/gpt-4/", "answer/transfer/writes-text/", "answer/threshold/released-to-write/"]
)
def test_a_page_offers_its_card_and_names_its_description(site_folder: Path, page: str) -> None:
    tree = lxml_html.fromstring((site_folder / page / "index.html").read_bytes().decode("utf-8"))
    (link,) = tree.xpath("//link[@type='application/json+oembed']/@href")
    document = json.loads((site_folder / page / link).read_text("utf-8"))
    (snippet,) = tree.xpath("//article//code[starts-with(text(), '<iframe ')]")
    assert snippet.text_content() == document["html"]
