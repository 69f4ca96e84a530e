"""The data page keeps its word: its examples run against the served site; citations are valid."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from sample import FAR_FUTURE, HOME, SITE_URL

from catalog.outputs.json_ld import Citation
from catalog.outputs.releases import load_releases
from catalog.pipeline import settings


@pytest.fixture(scope="module")
def data_page(site_folder: Path) -> Any:
    """Return the tree of the built data page."""
    return lxml_html.fromstring((site_folder / "data/index.html").read_bytes().decode("utf-8"))


@pytest.fixture
def example(data_page: Any, served: str) -> Any:
    """Return a function that gives an example of the page, aimed at the served site."""

    def text(language: str) -> str:
        (code,) = data_page.xpath(f"//code[@data-example='{language}']")
        return str(code.text_content()).replace(SITE_URL, served)

    return text


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_for_curl_runs(example: Any, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("left out: curl is not installed")
    record = json.loads(run("sh", "-c", example("curl")))
    assert (record["id"], record["verdict"]["summary"]) == ("bert", "not-generative")


def test_the_example_for_python_runs(example: Any, site_folder: Path) -> None:
    count = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))["count"]
    assert re.match(rf"\d+ of {count} hand out no text, such as \S", run(sys.executable, "-c", example("python")))


@pytest.mark.node
def test_the_example_for_javascript_runs(example: Any, tmp_path: Path) -> None:
    if shutil.which("node") is None:
        pytest.skip("left out: Node is not installed")
    (tmp_path / "example.mjs").write_text(example("javascript"), "utf-8")
    assert "'causal: generative'" in run("node", str(tmp_path / "example.mjs"))


def test_every_endpoint_is_linked(data_page: Any) -> None:
    links = {link.removeprefix("../") for link in data_page.xpath("//article//a/@href")}
    paths = ("index.json", "models.json", "models.csv", "schema.json", "sources.json", "claims.json", "changes.json")
    assert {f"api/v1/{path}" for path in paths} | {
        "feeds/changes.atom",
        "feeds/changes.json",
        "llms.txt",
        "changes/",
    } <= links


def test_every_field_is_documented(data_page: Any, site_folder: Path) -> None:
    record = json.loads((site_folder / "api/v1/models.json").read_text("utf-8"))["models"][0]
    assert set(record) <= set(data_page.xpath("//dt/code/text()"))


def citation(title: str = "A_1: 50% & more?") -> Citation:
    return Citation("a", title, "https://x.example/models/a/", "The site?", "2026-11-03", "1.2.0")


def test_bibtex_escapes_what_tex_reads() -> None:
    text = citation().bibtex
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert r"title = {{A\_1: 50\% \& more?}}" in text
    assert "month = nov" in text
    assert r"howpublished = {\url{https://x.example/models/a/}}" in text


def test_csl_is_an_item_of_the_web() -> None:
    (item,) = json.loads(citation().csl)
    assert (item["type"], item["container-title"], item["version"]) == ("webpage", "The site?", "1.2.0")
    assert item["issued"] == {"date-parts": [[2026, 11, 3]]}


def test_plain_text_has_one_full_stop_between_parts() -> None:
    assert (
        citation().text
        == "A_1: 50% & more? In: The site? Data of 3 November 2026, release 1.2.0. https://x.example/models/a/"
    )
    assert citation("Title").text.startswith("Title. In: ")


def test_model_pages_cite_themselves_and_their_facts(site_folder: Path) -> None:
    tree = lxml_html.fromstring((site_folder / "models/bert/index.html").read_bytes().decode("utf-8"))
    bibtex, csl = (code.text_content() for code in tree.xpath("//details[@id='cite']//code"))
    assert bibtex.startswith("@misc{bert-")
    assert json.loads(csl)[0]["URL"] == f"{SITE_URL}models/bert/"
    anchors = {link.removeprefix("#") for link in tree.xpath("//details[@id='cite-fact']//a/@href")}
    assert "fact-attention" in anchors
    assert anchors <= set(tree.xpath("//@id"))


@pytest.mark.slow
def test_the_citation_file_is_valid() -> None:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.citation-file-format",
        str(HOME / "CITATION.cff"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_citation_file_names_the_last_release() -> None:
    releases = load_releases(HOME / "data" / "releases", FAR_FUTURE)
    text = (HOME / "CITATION.cff").read_text("utf-8")
    if releases:
        assert f'version: {releases[-1].version}\ndate-released: "{releases[-1].date}"\n' in text
    assert f"url: {settings(HOME, None).site_url}\n" in text
