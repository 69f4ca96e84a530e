"""The recipes of CONTRIBUTING.md work as they are written: each is followed, block by block, in a copy of the project."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOME, copy_project

_BLOCK = re.compile(r"^```\w+\n# ([\w./-]+)(?:, (before|instead of) `(.+?)`(?: of `(.+?)`)?)?\n(.*?)^```$", re.M | re.S)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project in which all three recipes were followed."""
    home = copy_project(tmp_path_factory.mktemp("recipes") / "project")
    text = (HOME / "CONTRIBUTING.md").read_text("utf-8")
    blocks = _BLOCK.findall(text[text.index("### Add a field of a record") :])
    assert [block[0] for block in blocks] == [
        "catalog/schema/record.py", "data/models.yaml", "CHANGELOG.md", "catalog/pages/developers.py",
        "templates/developer.html.jinja", "catalog/pages/render.py", "data/rules.yaml", "tests/cases/verdicts/rules.yaml",
    ]  # fmt: skip
    for name, how, anchor, after, block in blocks:
        path = home / name
        old = path.read_text("utf-8") if how else ""
        at = old.index(anchor, old.index(after) if after else 0) if how else 0
        new = block.removesuffix("\n") if how == "instead of" else block
        path.write_text(old[:at] + new + old[at + len(anchor) * (how == "instead of") :], "utf-8")
    _run(home, "tools/editor_schemas.py")
    return home


def _run(home: Path, *command: str) -> str:
    done = subprocess.run([sys.executable, *command], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    """Return the site of that copy."""
    _run(project, "build.py")
    return project / "build" / "site"


@pytest.mark.slow
def test_a_field_appears_everywhere(project: Path, site: Path) -> None:
    api = site / "api" / "v1"
    assert json.loads((api / "models" / "bert.json").read_text("utf-8"))["vocabulary_size"] == 30522
    shape = json.loads((api / "schema.json").read_text("utf-8"))["$defs"]["PublishedRecord"]
    assert shape["properties"]["vocabulary_size"]["description"] == "Number of entries of its vocabulary."
    assert "vocabulary_size" not in shape["required"]
    rows = {row["id"]: row for row in csv.DictReader((api / "models.csv").read_text("utf-8").splitlines())}
    assert rows["bert"]["vocabulary_size"] == "30522"
    assert list(rows["bert"])[-1] == "vocabulary_size"
    compare = (site / "compare" / "index.html").read_text("utf-8")
    assert re.search(r'data-column="vocabulary_size" data-kind="number"', compare)
    assert "30,522" in compare
    assert re.search(r"data-side-by-side=[^>]*vocabulary_size", compare)
    page = (site / "models" / "bert" / "index.html").read_text("utf-8")
    assert re.search(r'id="fact-vocabulary_size"><dt>Vocabulary</dt><dd>\s*30,522 entries', page)
    assert "- Vocabulary: 30,522 entries\n" in (site / "models" / "bert" / "index.md").read_text("utf-8")
    assert "Number of entries of its vocabulary." in (site / "contribute" / "index.html").read_text("utf-8")
    changed = (
        (project / "data" / "models.yaml")
        .read_text("utf-8")
        .replace("vocabulary_size: 30522", "vocabulary_size: 30000")
    )
    (project / "data" / "models.yaml").write_text(changed, "utf-8")
    told = _run(project, "build.py", "diff", "build/site/api/v1/models.json", "data")
    assert told.startswith("BERT: vocabulary 30,522 entries → 30,000 entries")
    assert told.endswith("(source: https://github.com/google-research/bert)\n")
    contract = (
        "tests/test_service_contract.py",
        "tests/test_contribute.py::test_editor_schemas_are_those_of_the_types",
    )
    _run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", *contract, "-k", "kept or fits or columns or schemas")


@pytest.mark.slow
def test_a_field_that_nobody_prints_is_refused(tmp_path: Path) -> None:
    home = copy_project(tmp_path / "project")
    path = home / "catalog" / "schema" / "record.py"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace(
            "    corpus_tokens: ", '    vocabulary_size: Count | None = None\n    """Size."""\n    corpus_tokens: '
        )
    )
    done = subprocess.run([sys.executable, "build.py", "check"], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "field vocabulary_size: say with Shown(…) how it is printed" in done.stderr


@pytest.mark.slow
def test_a_page_type_brings_everything_with_it(site: Path) -> None:
    page = (site / "developers" / "google" / "index.html").read_text("utf-8")
    assert "<title>Models by Google - " in page
    assert '<a href="../../models/bert/">BERT</a>, 11 October 2018' in page
    assert "/developers/google/</loc>" in (site / "sitemap.xml").read_text("utf-8")
    assert (site / "developers" / "google" / "index.md").is_file()
    assert (site / "cards" / "developers" / "google.png").is_file()
    entries = json.loads((site / "assets" / "search.json").read_text("utf-8"))["entries"]
    assert ["Developer", "developers/google/", "Models by Google"] in [entry[:3] for entry in entries]


@pytest.mark.slow
def test_a_verdict_rule_is_published_and_tested(project: Path, site: Path) -> None:
    rules = json.loads((site / "api" / "v1" / "rules.json").read_text("utf-8"))["rules"]
    assert [rule["id"] for rule in rules if rule["sense"] == "released_to_write"][:2] == ["R10", "R13"]
    assert "Its developer names the ordering of search results" in (site / "method" / "index.html").read_text("utf-8")
    _run(
        project,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_verdicts.py",
        "-k",
        "test_rule or every_rule",
    )
