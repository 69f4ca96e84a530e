"""Peers that are measured on request: Zensical and Hugo.

Zensical shows what stock shows. The theme of Hugo is a few lines: it is the far bound, not an equal.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import yaml

from tools.rig.peers import KIT, Peer, facts, install, stock


def zensical(work: Path, environment: Path, data: Path) -> Peer:
    """Return Zensical with the pages that gen-files would make, written beforehand."""
    install(environment, "zensical.txt")
    folder = work / "zensical"
    made = stock(work / "for-zensical", environment, data)
    made.folder.rename(folder)
    _write_pages(environment, folder)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.replace("  - gen-files:\n      scripts: [generate.py]\n", ""), "utf-8")
    leftovers = (folder / ".cache",)
    return Peer(
        "zensical",
        (environment / "bin" / "zensical", "build"),
        folder,
        folder / "site",
        folder / "facts.yaml",
        leftovers,
    )


def _write_pages(environment: Path, folder: Path) -> None:
    """Let gen-files' own script write into docs/, as ordinary files."""
    fake = "import sys, types, pathlib; m = types.ModuleType('mkdocs_gen_files'); p = pathlib.Path('docs')\n"
    fake += (
        "m.open = lambda name, mode: ((p / name).parent.mkdir(parents=True, exist_ok=True), open(p / name, mode))[1]\n"
    )
    fake += "sys.modules['mkdocs_gen_files'] = m; import runpy; runpy.run_path('generate.py')"
    subprocess.run([environment / "bin" / "python", "-c", fake], cwd=folder, check=True)


def hugo(work: Path, environment: Path, data: Path) -> Peer:
    """Return Hugo with a content adapter over JSON, because it refuses YAML of this size."""
    install(environment, "hugo.txt")
    folder = work / "hugo"
    shutil.copytree(KIT / "hugo", folder)
    (folder / "data").mkdir()
    facts(data, folder)
    (folder / "docs" / "index.md").rename(folder / "docs" / "_index.md")
    _as_json(folder)
    return Peer(
        "hugo", (environment / "bin" / "hugo", "--quiet"), folder, folder / "public", folder / "data" / "facts.json"
    )


def _as_json(folder: Path) -> None:
    document = yaml.load((folder / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    (folder / "data" / "facts.json").write_text(text, "utf-8")
    (folder / "facts.yaml").unlink()
