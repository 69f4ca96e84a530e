"""The synthetic data folder: valid, of the size asked for, the same every time, and as full as the real one."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sample import HOME, Run

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


def test_too_few_records_for_what_pages_name_are_refused(tmp_path: Path) -> None:
    command = [sys.executable, HOME / "tools" / "synthetic.py", "3", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "must be at least" in done.stderr
