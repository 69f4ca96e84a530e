"""Site map, text twins, feeds, redirects and search description of the built site, read by independent readers."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import feedparser
import lxml.html
import pytest
from sample import FAR_FUTURE, HOME, SITE_URL, Run

from catalog.outputs.changes import State
from catalog.outputs.releases import load_releases, read_facts, snapshot_text

_NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "o": "http://a9.com/-/spec/opensearch/1.1/"}


def models(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((folder / "api/v1/models.json").read_text("utf-8"))["models"]
    return found


def read_pages(folder: Path) -> Iterator[Path]:
    """Yield the pages that people read: not those that lead on, nor cards for frames."""
    for path in folder.rglob("index.html"):
        text = path.read_text("utf-8")
        if 'http-equiv="refresh"' not in text and 'content="noindex"' not in text:
            yield path


def test_the_site_map_lists_every_page_with_its_date(site_folder: Path) -> None:
    entries = ElementTree.parse(site_folder / "sitemap.xml").getroot().findall("s:url", _NS)
    dates = {
        entry.findtext("s:loc", "", _NS).removeprefix(SITE_URL): entry.findtext("s:lastmod", "", _NS)
        for entry in entries
    }
    pages = {path.relative_to(site_folder).as_posix().removesuffix("index.html") for path in read_pages(site_folder)}
    assert set(dates) == pages
    for model in models(site_folder):
        checks = [entry["checked"] for entry in model["evidence"].values() if entry["checked"]]  # type: ignore[attr-defined]
        assert dates[f"models/{model['id']}/"] == max(checks, default=model["released"])


def test_robots_name_the_site_map(site_folder: Path) -> None:
    assert f"Sitemap: {SITE_URL}sitemap.xml\n" in (site_folder / "robots.txt").read_text("utf-8")


def test_llms_txt_is_short_and_its_links_exist(site_folder: Path) -> None:
    text = (site_folder / "llms.txt").read_text("utf-8")
    assert text.startswith("# ")
    assert "\n> " in text
    assert len(text) < 8000
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert len(links) > 15
    for link in links:
        assert (site_folder / link.removeprefix(SITE_URL)).is_file(), link


def test_every_page_has_a_text_twin(site_folder: Path) -> None:
    for page in read_pages(site_folder):
        text = (page.parent / "index.md").read_text("utf-8")
        assert text.startswith("# "), page
        assert "CC BY 4.0" in text or "models.csv" in text
        assert not re.search(r"<(div|span|p|a|li|td)\b|&(amp|gt|quot);", re.sub(r"```.*?```", "", text, flags=re.S)), (
            page
        )
        assert "\n\n\n" not in text


def test_a_twin_says_what_its_page_says(site_folder: Path) -> None:
    text = (site_folder / "faq/index.md").read_text("utf-8")
    assert re.search(r"^## Can all LLMs generate text\?$", text, re.M)
    assert f"]({SITE_URL}models/electra/)" in text
    assert "print(f" in (site_folder / "data/index.md").read_text("utf-8")


def test_opensearch_leads_to_the_search(site_folder: Path) -> None:
    root = ElementTree.parse(site_folder / "opensearch.xml").getroot()
    assert len(root.findtext("o:ShortName", "", _NS)) <= 16
    url = root.find("o:Url", _NS)
    assert url is not None
    assert url.get("template") == f"{SITE_URL}?search={{searchTerms}}"


def test_aliases_lead_to_their_model(site_folder: Path) -> None:
    ids = {str(model["id"]) for model in models(site_folder)}
    moved = [path for path in (site_folder / "models").iterdir() if path.is_dir() and path.name not in ids]
    assert moved
    for folder in moved:
        assert folder.name == folder.name.casefold()
        text = (folder / "index.html").read_text("utf-8")
        (target,) = re.findall(r'content="0; url=\.\./([^"/]+)/"', text)
        assert target in ids
        assert f'<link rel="canonical" href="{SITE_URL}models/{target}/">' in text
        assert f'<a href="../{target}/">' in text


@pytest.fixture(scope="module")
def site_with_releases(tmp_path_factory: pytest.TempPathFactory, run_build: Run) -> Path:
    """Return a site built from data with a renamed record and three releases, the last of which is out of date."""
    folder = tmp_path_factory.mktemp("released")
    shutil.copytree(HOME / "data", folder / "data", ignore=shutil.ignore_patterns("releases"))
    (folder / "data/redirects.yaml").write_text("redirects:\n  - {old: google-bert, new: bert}\n", "utf-8")
    present = read_facts(folder / "data", "2100-01-01")
    older = {
        ("google-bert" if ident == "bert" else ident): dict(facts)
        for ident, facts in present.models.items()
        if ident != "gpt-2"
    }
    older["xlnet"]["attention"] = "bidirectional"
    newest = {ident: dict(facts) for ident, facts in present.models.items()}
    newest["t5"]["context_tokens"] = 1
    releases = folder / "data" / "releases"
    releases.mkdir()
    states = {"1.0.0": State(older), "1.1.0": present, "1.2.0": State(newest, present.redirects)}
    for month, (version, state) in enumerate(states.items(), 1):
        before = load_releases(releases, FAR_FUTURE)[-1] if month > 1 else None
        text = snapshot_text(version, f"2026-0{month}-01", f"Note of {version} & <b>more</b>.", state, before)
        (releases / f"{version}.json").write_text(text, "utf-8")
    done = run_build("--data", folder / "data", "--output", folder / "site", "--site-url", SITE_URL)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.mark.slow
def test_former_ids_lead_on(site_with_releases: Path) -> None:
    page = (site_with_releases / "models/google-bert/index.html").read_text("utf-8")
    assert '<noscript><meta http-equiv="refresh" content="0; url=../bert/"></noscript>' in page
    assert re.search(r'<script src="\.\./\.\./assets/moved\.js\?v=\w+"></script>', page)


@pytest.mark.slow
def test_what_lay_at_a_former_id_lies_there_still(site_with_releases: Path) -> None:
    paths = [path for path in site_with_releases.rglob("*") if path.is_file() and "google-bert" in path.as_posix()]
    pages = {path for path in paths if path.parent.parent.name == "models" and path.suffix == ".html"}
    served = {path.relative_to(site_with_releases).as_posix() for path in paths if path not in pages}
    assert served == {
        "models/google-bert/index.md", "api/v1/models/google-bert.json", "cards/models/google-bert.png",
        "badges/google-bert.svg", "badges/google-bert/defines-probability.svg", "badges/google-bert/writes-text.svg",
        "badges/google-bert/released-to-write.svg", "embed/google-bert/index.html", "embed/google-bert/oembed.json",
    }  # fmt: skip
    for path in served:
        present = site_with_releases / path.replace("google-bert", "bert")
        assert (site_with_releases / path).read_bytes() == present.read_bytes()
    lookup = json.loads((site_with_releases / "api/v1/lookup.json").read_text("utf-8"))
    assert lookup["names"]["googlebert"] == ["bert"]


@pytest.mark.slow
def test_the_atom_feed_tells_changes_in_words(site_with_releases: Path) -> None:
    feed = feedparser.parse((site_with_releases / "feeds/changes.atom").read_bytes())
    assert (feed.version, feed.bozo) == ("atom10", False)
    titles = [entry.title for entry in feed.entries]
    assert titles[:2] == [
        "Release 1.2.0: 184 models".replace("184", str(len(models(site_with_releases)))),
        "T5: context changed",
    ]
    assert {"BERT: renamed", "GPT-2: new model", "XLNet: attention changed"} <= set(titles)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == 7
    assert [entry.updated[:10] for entry in feed.entries][0::6] == ["2026-03-01", "2026-01-01"]
    said = {entry.title: entry.content[0].value for entry in feed.entries}
    assert said["XLNet: attention changed"].startswith("XLNet: attention bidirectional → permuted (source: https://")
    assert said[titles[0]] == "Note of 1.2.0 & <b>more</b>."


@pytest.mark.slow
def test_both_feeds_and_the_api_say_the_same(site_with_releases: Path) -> None:
    atom = feedparser.parse((site_with_releases / "feeds/changes.atom").read_bytes())
    feed = json.loads((site_with_releases / "feeds/changes.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    assert [item["title"] for item in feed["items"]] == [entry.title for entry in atom.entries]
    releases = json.loads((site_with_releases / "api/v1/changes.json").read_text("utf-8"))["releases"]
    assert [release["version"] for release in releases] == ["1.2.0", "1.1.0", "1.0.0"]
    sentences = {change["sentence"] for release in releases for change in release["changes"]}
    assert sentences < {item["content_text"] for item in feed["items"]}


@pytest.mark.slow
def test_ids_of_feeds_survive_another_address(site_with_releases: Path, site_folder: Path) -> None:
    host = SITE_URL.split("/")[2]
    for path in ("feeds/changes.json", "feeds/changes.atom"):
        ids = [entry.id for entry in feedparser.parse((site_with_releases / "feeds/changes.atom").read_bytes()).entries]
        assert all(re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:release/[0-9.]+(/[a-z0-9.-]+)?", ident) for ident in ids), path
        assert not any(host in ident for ident in ids)
    feed = feedparser.parse((site_folder / "feeds/changes.atom").read_bytes())
    assert feed.feed.id == "tag:are-all-llms-generative,2026:changes", (
        "this id is a promise: readers know the feed by it"
    )


@pytest.mark.slow
def test_a_release_is_served_as_it_was(site_with_releases: Path) -> None:
    folder = site_with_releases / "api/v1/releases"
    index = json.loads((folder / "index.json").read_text("utf-8"))["releases"]
    assert [entry["version"] for entry in index] == ["1.2.0", "1.1.0", "1.0.0"]
    for entry in index:
        state = json.loads((site_with_releases / entry["path"]).read_text("utf-8"))
        assert (state["version"], state["as_of"], state["count"]) == (
            entry["version"],
            entry["date"],
            len(state["models"]),
        )
        assert (site_with_releases / entry["page"] / "index.html").is_file()
    first = json.loads((folder / "1.0.0.json").read_text("utf-8"))["models"]
    assert first["xlnet"]["attention"] == "bidirectional"
    assert "google-bert" in first
    assert "bert" not in first


@pytest.mark.slow
def test_the_citation_of_a_release_leads_to_its_page(site_with_releases: Path) -> None:
    page = (site_with_releases / "releases/1.0.0/index.html").read_text("utf-8")
    assert f"Data of 1 January 2026, release 1.0.0. {SITE_URL}releases/1.0.0/" in page
    assert '<a href="../../models/bert/">BERT</a>' in page, "a name leads to the present page of a renamed record"
    assert '<a href="../../api/v1/releases/1.0.0.json">' in page
    table = lxml.html.fromstring(page).xpath("//table[@id='table']")[0]
    heads = table.xpath("./thead//th/text()")
    (cells,) = table.xpath(".//tr[th='BERT']")
    assert cells[heads.index("Developer")].text_content() == "Google"


@pytest.mark.slow
def test_a_fact_lists_its_former_values(site_with_releases: Path) -> None:
    models = json.loads((site_with_releases / "api/v1/history.json").read_text("utf-8"))["models"]
    assert set(models) == {"t5", "xlnet"}
    (former,) = models["xlnet"]
    assert (former["field"], former["value"], former["release"]) == ("attention", "bidirectional", "1.0.0")
    assert (former["replaced_in"], former["replaced"]) == ("1.1.0", "2026-02-01")
    assert former["reason"] == "Note of 1.1.0 & <b>more</b>."
    assert former["source"].startswith("https://")
    (pending,) = [it for it in models["t5"] if it["release"] == "1.2.0"]
    assert (pending["value"], pending["replaced_in"], pending["replaced"]) == (1, None, None)
    page = (site_with_releases / "models/xlnet/index.html").read_text("utf-8")
    fold = page.partition('id="former-values"')[2].partition("</details>")[0]
    assert "Attention: bidirectional in" in fold
    assert 'href="../../changes/#v1-1-0-xlnet"' in fold
    assert "Note of 1.1.0 &amp; &lt;b&gt;more&lt;/b&gt;." in fold
    assert 'id="former-values"' not in (site_with_releases / "models/bert/index.html").read_text("utf-8")


@pytest.mark.slow
def test_feed_links_lead_to_anchors(site_with_releases: Path) -> None:
    page = (site_with_releases / "changes/index.html").read_text("utf-8")
    for item in json.loads((site_with_releases / "feeds/changes.json").read_text("utf-8"))["items"]:
        assert f'id="{item["url"].partition("#")[2]}"' in page
    assert "Since the last release" in page
    assert "<b>more" not in page


@pytest.mark.slow
def test_citations_name_the_release(site_with_releases: Path, site_folder: Path) -> None:
    page = (site_with_releases / "models/bert/index.html").read_text("utf-8")
    assert "after release 1.2.0. " in page, "a fact has changed since"


def test_the_present_site_has_feeds_too(site_folder: Path) -> None:
    feed = feedparser.parse((site_folder / "feeds/changes.atom").read_bytes())
    assert (feed.version, feed.bozo) == ("atom10", False)
    assert len(feed.feed.updated) == len("2026-11-23T00:00:00Z")
