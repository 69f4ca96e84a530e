"""The same staged tree under MkDocs and under Zensical: same pages, titles, descriptions, text and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from sample import SITE_URL, Run

pytestmark = pytest.mark.slow


def facts_of(page: Path) -> dict[str, object]:
    """Return what must not depend on the engine."""
    tree = html.fromstring(page.read_text("utf-8"))
    article = tree.find(".//article")
    for extra in article.xpath(".//a[@class='headerlink'] | .//*[contains(@class, 'md-content__button')]"):
        extra.drop_tree()
    return {
        "title": tree.findtext(".//title"),
        "description": tree.xpath("string(//meta[@name='description']/@content)"),
        "canonical": tree.xpath("string(//link[@rel='canonical']/@href)"),
        "structured": tree.xpath("//script[@type='application/ld+json']/text()"),
        "text": re.sub(r"\s+", " ", article.text_content()).strip(),
        "links": sorted(article.xpath(".//a/@href")),
        "ids": sorted(ident for ident in article.xpath(".//*/@id") if not ident.startswith("__")),
    }


@pytest.fixture(scope="module")
def zensical_folder(tmp_path_factory: pytest.TempPathFactory, run_build: Run) -> Path:
    """Return the site as Zensical builds it."""
    folder = tmp_path_factory.mktemp("zensical") / "site"
    done = run_build("--engine", "zensical", "--output", folder, "--site-url", SITE_URL)
    assert done.returncode == 0, done.stderr
    return folder


def pages_of(folder: Path) -> set[str]:
    """Return the paths of all pages of a site."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def test_both_engines_give_the_same_pages(site_folder: Path, zensical_folder: Path) -> None:
    assert pages_of(site_folder) == pages_of(zensical_folder)


def test_both_engines_say_the_same(site_folder: Path, zensical_folder: Path) -> None:
    authored = sorted(path for path in pages_of(site_folder) if path != "404.html" and path.count("/") < 2)
    for path in [*authored, "models/bert/index.html", "models/llada/index.html", "models/gpt-4/index.html"]:
        assert facts_of(site_folder / path) == facts_of(zensical_folder / path), path


def test_exports_do_not_depend_on_the_engine(site_folder: Path, zensical_folder: Path) -> None:
    for path in sorted((site_folder / "api").rglob("*.*")):
        other = zensical_folder / path.relative_to(site_folder)
        assert path.read_bytes() == other.read_bytes(), path.name
