"""Badges and cards: small, self-contained, safe, at fixed addresses, for every model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog.outputs.badges import badge
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
