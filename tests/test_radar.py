"""The weekly report lists what two packages know and the catalog lacks, and leaves out what was decided."""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sample import real_site

from catalog.check.check import Catalog
from catalog.coverage import candidates, covers, decisions, packages_metadata
from catalog.schema.record import Declined
from tools import upkeep


@pytest.fixture(scope="module")
def real() -> Catalog:
    """Return the real data."""
    return real_site().catalog


PACKAGES: dict[Any, Any] = {
    "transformers": {
        "version": "1.0",
        "types": {"bert": ["masked-lm"], "newtype": ["causal-lm"], "seer": ["image-text-to-text"], "bare": []},
    },
    "mteb": {
        "version": "2.0",
        "models": {
            "BAAI/bge-m3": {"release_date": "2024-06-28"},
            "x/old": {"release_date": "2020-01-01", "n_parameters": 9_000_000_000},
            "x/small": {"release_date": "2026-01-01", "n_parameters": 1_000_000},
            "x/large": {"release_date": "2026-05-01", "n_parameters": 5_000_000},
            "x/tuned": {"release_date": "2026-05-01", "adapted_from": "x/large"},
            "x/eye": {"release_date": "2026-05-01", "modalities": ["image", "text"]},
            "x/undated": {},
        },
    },
}


def names(real: Catalog, declined: list[Declined]) -> list[str]:
    """Return the names of what is open, given what was declined."""
    return [gap.name for gap, entry in decisions(real.models, PACKAGES, declined) if not entry]


def wanted(real: Catalog, packages: dict[Any, Any], declined: Iterable[Declined]) -> list[str]:
    """Return the names of what was declined for want of a source only."""
    return [gap.name for gap, entry in decisions(real.models, packages, declined) if entry and entry.wanted]


def test_lists_language_types_then_models_newest_year_and_largest_first(real: Catalog) -> None:
    assert names(real, []) == ["newtype", "seer", "x/large", "x/small", "x/old", "x/undated"]
    large = next(gap for gap in candidates(real.models, PACKAGES) if gap.name == "x/large")
    assert large.says == "2026-05-01, 5,000,000 parameters"


def test_what_was_declined_disappears_by_name_or_pattern_and_only_for_its_package(real: Catalog) -> None:
    entry = Declined(package="mteb", names=("x/small", "*/u*"), because="Not large.")
    assert names(real, [entry]) == ["newtype", "seer", "x/large", "x/old"]
    assert "newtype" in names(real, [Declined(package="mteb", names=("newtype",), because="No.")])
    assert not covers("x/sm", "x/small")
    assert not covers("x/[s]mall", "x/small")


def test_wanted_ones_are_declined_for_want_of_a_source_only(real: Catalog) -> None:
    entries = [
        Declined(package="mteb", names=("x/large",), because="No source yet.", wanted=True),
        Declined(package="mteb", names=("x/*",), because="Small."),
    ]
    assert wanted(real, PACKAGES, entries) == ["x/large"]


def test_nothing_of_the_real_packages_is_undecided(real: Catalog) -> None:
    assert all(entry for _, entry in decisions(real.models, packages_metadata(), real.declined))
    assert wanted(real, packages_metadata(), real.declined)


@pytest.mark.slow
def test_report_has_a_command_for_each_gap(tmp_path: Path) -> None:
    for package, table in PACKAGES.items():
        (tmp_path / f"{package}.json").write_text(json.dumps(table), "utf-8")
    rows = upkeep.report(datetime.date(2030, 1, 1), newer=tmp_path).splitlines()
    assert "Known to transformers 1.0, mteb 2.0; the newest" in "\n".join(rows)
    assert rows.index("- `newtype` (transformers: causal-lm): `.venv/bin/python build.py new newtype`") < rows.index(
        "- `x/large` (mteb: 2026-05-01, 5,000,000 parameters): `.venv/bin/python build.py new large`"
    )


@pytest.mark.slow
def test_weekly_report_has_both(tmp_path: Path) -> None:
    newer = copy.deepcopy(packages_metadata())
    newer["mteb"]["models"]["x/`@new`"] = {"release_date": "2030-01-01"}
    newer["mteb"]["models"]["BAAI/bge-m3"]["max_tokens"] = 9999
    (tmp_path / "mteb.json").write_text(json.dumps(newer["mteb"]), "utf-8")
    text = upkeep.report(datetime.date(2030, 1, 1), newer=tmp_path)
    assert "- `x/'@new'` (mteb: 2030-01-01, no size): `.venv/bin/python build.py new new`" in text
    assert "- `mteb` of `BAAI/bge-m3`, max tokens: `8192` → `9999`" in text
    kept = upkeep.report(datetime.date(2030, 1, 1))
    assert "models that the catalog lacks" not in kept
    assert "facts that a newer package states differently" not in kept


def test_report_has_facts_that_a_newer_package_states_differently(real: Catalog) -> None:
    newer = copy.deepcopy(packages_metadata())
    assert list(upkeep.changed_facts(real.models, newer)) == []
    newer["mteb"]["models"]["BAAI/bge-m3"]["max_tokens"] = 9999
    newer["mteb"]["models"]["Bytedance/Seed1.6-embedding-1215"]["max_tokens"] = 9999
    newer["transformers"]["types"]["bert"] = ["causal-lm"]
    del newer["transformers"]["types"]["rwkv"]
    assert list(upkeep.changed_facts(real.models, newer)) == [
        "`transformers` of `bert`: `causal-lm, masked-lm` → `causal-lm`",
        "`transformers` of `rwkv`: `causal-lm` → `nothing`",
        "`mteb` of `BAAI/bge-m3`, max tokens: `8192` → `9999`",
    ]


def test_wanted_models_stand_on_the_page_for_contributors(site_folder: Path, real: Catalog) -> None:
    page = (site_folder / "contribute" / "index.html").read_text("utf-8")
    part = page[page.index('id="wanted"') : page.index('id="evidence"')]
    names = wanted(real, packages_metadata(), real.declined)
    assert [name for name in names if f"<code>{name}</code>" not in part] == []
