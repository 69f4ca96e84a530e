"""The synthetic data folder: valid, of the size asked for, the same every time, and as full as the real one."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOME, Run

from tools.rig.measure import records

SIZE = 400


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
