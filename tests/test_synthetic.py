"""The synthetic data folder: valid, of the size asked for, the same every time, and as full as the real one.

With two such folders: what a reader loads does not grow with the catalogue, but for the two pages that list it.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOME, Run

from tools.rig.measure import records
from tools.rig.weight import first_view

SIZE = 400
LISTS, A_MODEL, ELSEWHERE = ("compare/index.html", "models/index.html"), 40, 2000
"""The pages that may grow with the catalogue, by how many gzip bytes a model; and how much any other may differ."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a synthetic data folder."""
    made = tmp_path_factory.mktemp("synthetic") / "data"
    _write(SIZE, made)
    return made


def _write(count: int, folder: Path) -> None:
    subprocess.run([sys.executable, HOME / "tools" / "synthetic.py", str(count), folder], check=True)


def test_it_passes_every_rule(folder: Path, run_build: Run) -> None:
    done = run_build("check", "--data", folder)
    assert done.returncode == 0, done.stderr
    assert f"{SIZE} models" in done.stdout


def test_it_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    _write(SIZE, tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_its_records_weigh_what_real_ones_do(folder: Path) -> None:
    real, synthetic = (_invented(HOME / "data"), _invented(folder))
    assert len(synthetic) / len(real) == pytest.approx(1, rel=0.15)
    assert len(gzip.compress(synthetic)) / len(gzip.compress(real)) == pytest.approx(1, rel=0.2)


def _invented(data: Path) -> bytes:
    """Return the last hundred records; in a synthetic folder all of them are invented."""
    text = (data / "models.yaml").read_text("utf-8")
    return re.split(r"^(?=  - id: )", text, flags=re.M)[-100:].__str__().encode()


def test_there_are_never_fewer_records_than_pages_name(tmp_path: Path, run_build: Run) -> None:
    _write(3, tmp_path / "data")
    done = run_build("check", "--data", tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert records(tmp_path / "data") > 3
    assert f"{records(tmp_path / 'data')} models" in done.stdout


def test_only_the_lists_of_models_grow(folder: Path, tmp_path: Path, run_build: Run) -> None:
    _write(150, tmp_path / "few")
    _hold_the_weight({150: tmp_path / "few", SIZE: folder}, tmp_path, run_build)


@pytest.mark.slow
def test_only_the_lists_of_models_grow_to_ten_thousand(tmp_path: Path, run_build: Run) -> None:
    data = {count: tmp_path / f"data-{count}" for count in (100, 10_000)}
    for count, place in data.items():
        _write(count, place)
    _hold_the_weight(data, tmp_path, run_build)


def _hold_the_weight(data: dict[int, Path], work: Path, run_build: Run) -> None:
    views: dict[int, dict[str, int]] = {}
    for count, place in data.items():
        site = work / f"site-{count}"
        done = run_build("--data", place, "--output", site)
        assert done.returncode == 0, done.stderr
        pages = ["404.html", "index.html", "models/bert/index.html"]
        pages += [path.relative_to(site).as_posix() for path in site.glob("*/index.html")]
        views[count] = {page: first_view(site, page) for page in pages}
    few, many = min(data), max(data)
    allowed = {page: A_MODEL * (many - few) if page in LISTS else ELSEWHERE for page in views[few]}
    grown = {page: views[many][page] - views[few][page] for page in views[few]}
    assert {page: size for page, size in grown.items() if abs(size) > allowed[page]} == {}
