"""Prose is held against the data: planted contradictions are found, with both values; agreement is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sample import HOME, Run

from catalog import pipeline
from catalog.check.literals import contradictions, known_from
from catalog.site import Site

CASES = HOME / "tests" / "cases" / "literals"


def cases(name: str) -> list[dict[str, str]]:
    return list(yaml.safe_load((CASES / name).read_text("utf-8"))["cases"])


@pytest.fixture(scope="module")
def site() -> Site:
    return pipeline.load_site(pipeline.ProjectPaths(HOME, HOME / "data", HOME / "build" / "site"), "9999-12-31")


@pytest.mark.parametrize("case", cases("contradictions.yaml"), ids=lambda case: case["text"])
def test_a_contradiction_is_found(site: Site, case: dict[str, str]) -> None:
    found = [message for _, message in contradictions(case["text"], known_from(site.catalog.models))]
    assert len(found) == 1
    assert found[0].startswith(case["says"])


@pytest.mark.parametrize("case", cases("agreements.yaml"), ids=lambda case: case["text"])
def test_agreement_is_left_alone(site: Site, case: dict[str, str]) -> None:
    assert not list(contradictions(case["text"], known_from(site.catalog.models)))


def test_a_planted_contradiction_fails_the_build_at_its_line(tmp_path: Path, run_build: Run) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for file in (HOME / "data").glob("*.yaml"):
        text = file.read_text("utf-8")
        if file.name == "faq.yaml":
            text = text.replace("short: No, unless", "short: BERT has 175 billion parameters. No, unless", 1)
        (data / file.name).write_text(text, "utf-8")
    done = run_build("check", "--data", data)
    assert done.returncode == 1
    line = (data / "faq.yaml").read_text("utf-8").split("BERT has 175 billion")[0].count("\n") + 1
    assert f"faq.yaml:{line}:" in done.stderr
    assert "175 billion parameters of BERT; the data says 110M or 340M" in done.stderr
