"""Every fault an author, a contributor or a machine can bring in: one clear line each, exit 1, the last good site untouched."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sample import cases, make_project, make_site, run, spoil, tree

EVERY = list(cases("faults"))
FAULTS = [case for case in EVERY if "expect" in case.values[0]]
HARMLESS = [case for case in EVERY if "expect" not in case.values[0]]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample project, to be copied by each test."""
    return make_project(tmp_path_factory.mktemp("faults") / "sample")


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    """Return a copy of the sample project that a test may spoil."""
    return Path(shutil.copytree(original, tmp_path / "project"))


def problems(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines that were printed to standard error, without the count, which is checked."""
    said = capsys.readouterr().err.splitlines()
    assert "Traceback" not in "".join(said)
    count, noun = len(said) - 1, "problem" if len(said) == 2 else "problems"
    assert said[-1] == f"{count} {noun} found; nothing was published."
    return said[:-1]


@pytest.mark.parametrize("case", FAULTS)
def test_fault(
    case: Mapping[str, Any],
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A build of spoilt inputs ends with 1 and exactly the expected lines; site and folder stay as they were."""
    site = make_site(tmp_path / "public" / "site")
    spoil(project, case)
    before = tree(tmp_path)
    assert run(monkeypatch, project, "--output", str(site)) == 1
    said = problems(capsys)
    assert len(said) == len(case["expect"]), "\n".join(said)
    for expected in case["expect"]:
        assert any(expected in line for line in said), f"{expected!r} not in:\n" + "\n".join(said)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("case", HARMLESS)
def test_harmless(
    case: Mapping[str, Any], project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What looks odd but is right passes every check that does not need the finished pages."""
    spoil(project, case)
    assert run(monkeypatch, project, "stage") == 0, capsys.readouterr().err


def test_problems_of_all_kinds_at_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mistakes in data, pages, templates and assets are told together."""
    for case in (
        {"file": "data/models.yaml", "replace": ["attention: causal", "attention: casual"]},
        {"file": "content/index.md", "append": "{{ model(\n"},
        {"file": "content/latin.md", "write": "x", "hex": "e9"},
        {"file": "templates/parts/claim.html.jinja", "append": "{% endfor %}\n"},
        {"file": "content/assets/secret.css", "link": "mkdocs.yml"},
    ):
        spoil(project, case)
    assert run(monkeypatch, project, "check") == 1
    said = "\n".join(problems(capsys))
    for file in (
        "data/models.yaml:14:16",
        "content/latin.md:1:",
        "templates/parts/claim.html.jinja:",
        "content/assets/secret.css:",
    ):
        assert file in said
