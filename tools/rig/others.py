"""Peers that are measured on request: Zensical, Hugo and Eleventy.

Zensical shows what stock shows. The themes of Hugo and Eleventy are a few lines: they are a far bound, not equals.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import yaml

from tools.rig.peers import KIT, Peer, Unavailable, facts, install, stock


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
    _as_json(folder, folder / "data" / "facts.json")
    return Peer(
        "hugo", (environment / "bin" / "hugo", "--quiet"), folder, folder / "public", folder / "data" / "facts.json"
    )


def eleventy(work: Path, environment: Path, data: Path) -> Peer:
    """Return Eleventy, which pages through JSON. Raises Unavailable where there is no Node.js."""
    node, modules = _node(environment / "eleventy")
    folder = work / "eleventy"
    shutil.copytree(KIT / "eleventy", folder)
    facts(data, folder)
    shutil.copytree(folder / "pages", folder / "docs", dirs_exist_ok=True)
    _as_json(folder, folder / "facts.json")
    command = (node, modules / "@11ty" / "eleventy" / "cmd.cjs", "--quiet")
    return Peer("eleventy", command, folder, folder / "site", folder / "facts.json")


def _node(environment: Path) -> tuple[str, Path]:
    """Return Node.js and the folder of the locked packages, installed without running scripts of theirs."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Unavailable("it needs Node.js with npm, which is not here")
    mark, modules = environment / "package-lock.json", environment / "node_modules"
    wanted = (KIT / "eleventy" / mark.name).read_bytes()
    if not (modules.is_dir() and mark.is_file() and mark.read_bytes() == wanted):
        shutil.rmtree(environment, ignore_errors=True)
        environment.mkdir(parents=True)
        shutil.copy(KIT / "eleventy" / "package.json", environment)
        mark.write_bytes(wanted)
        command = (npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        done = subprocess.run(command, cwd=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            mark.unlink()
            said = done.stderr.strip().splitlines() or ["no reason given"]
            raise Unavailable(f"npm ci failed: {said[-1]}")
    return node, modules


def _as_json(folder: Path, target: Path) -> None:
    document = yaml.load((folder / "facts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1, default=str), "utf-8")
    (folder / "facts.yaml").unlink()
