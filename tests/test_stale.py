"""A fact whose check lies more than a year before the date of the data is shown as stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sample import FAR_FUTURE, copy_project, run, spoil

from catalog.schema.labels import is_stale

MARK = "checked more than a year ago"


@pytest.mark.parametrize(
    ("checked", "stale"),
    [("2026-11-23", False), ("2025-11-23", False), ("2025-11-22", True), ("2019-01-01", True), (None, False)],
)
def test_stale_after_a_year(checked: str | None, stale: bool) -> None:
    assert is_stale(checked, "2026-11-23") is stale


def test_the_page_of_a_model_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = copy_project(tmp_path / "project")
    first = next(
        line for line in (project / "data" / "models.yaml").read_text("utf-8").splitlines() if "checked: 2" in line
    )
    spoil(project, {"file": "data/models.yaml", "replace": [first, re.sub(r"checked: \d{4}", "checked: 2020", first)]})
    assert run(monkeypatch, project, today=FAR_FUTURE) == 0
    pages = [path.read_text("utf-8") for path in project.glob("build/site/models/*/index.html")]
    assert [html.count(MARK) for html in pages if MARK in html] == [1]
