"""Every type of page is valid HTML: held with the Nu checker, which needs Java; the checker itself comes with npm."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from sample import HOME

CHECKER = HOME / "tests" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MODELS = ("bert", "gpt-4", "llada", "nemotron-4-340b-reward", "mamba", "chatgpt")


@pytest.mark.slow
@pytest.mark.node
def test_every_type_of_page_is_valid(site_folder: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("left out: the HTML checker needs Java (Debian: apt-get install default-jre-headless)")
    if not CHECKER.exists():
        pytest.skip("left out: run `npm ci --prefix tests/node` once for the HTML checker")
    pages = sorted(path for path in site_folder.rglob("*.html") if path.parent.parent.name != "models")
    pages += [site_folder / "models" / model / "index.html" for model in MODELS]
    command = [java, "-jar", str(CHECKER), "--errors-only", "--format", "gnu", *map(str, pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert len(pages) > len(MODELS)
    assert not done.stderr, done.stderr[:3000]
    assert done.returncode == 0
