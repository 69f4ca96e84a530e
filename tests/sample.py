"""A small project for tests of mistakes: three records, one page, the real templates; and a way to spoil it by data.

A case is a mapping: `file` (path in the project), one of `replace: [old, new]`, `append`, `write`, `hex` (bytes in front),
`delete`, `link`, `folder`, `pipe`, and `expect`, the lines that `build.py` must print, or parts of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import build
from catalog.schema.vocabulary import VOCABULARIES
from tools.adopt import adopt

HOME = Path(__file__).parent.parent
SITE_URL = "https://site.example/repo/"
"""Where the shared site believes to live; the tests serve it under the same sub-path, whatever mkdocs.yml says."""
FOREIGN = {"root": "https://flora.example/", "sub-path": "https://flora.github.example/llms/"}
"""Addresses of forks, with which what depends on the address is tested too."""
CASES = HOME / "tests" / "cases"
SAMPLE = CASES / "sample"
TODAY = "2026-11-23"
FAR_FUTURE = "2100-01-01"
"""A day after every date in the real data."""
Run = Callable[..., subprocess.CompletedProcess[str]]


def cases(name: str) -> Iterator[Any]:
    """Yield every case of the data files in a folder of `cases`, as pytest parameters."""
    for path in sorted((CASES / name).glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def glossary() -> str:
    """Return a glossary that covers every vocabulary."""
    terms = [
        {"id": value, "field": field, "name": value.capitalize(), "definition": "A value of a vocabulary."}
        for field, values in VOCABULARIES.items()
        for value in values
    ]
    terms.append({"id": "token", "field": "general", "name": "Token", "definition": "A piece of text."})
    return json.dumps({"terms": terms}, indent=1)


def make_project(folder: Path) -> Path:
    """Write the sample project into a folder that does not exist yet."""
    shutil.copytree(SAMPLE, folder)
    shutil.copytree(build.HOME / "templates", folder / "templates")
    (folder / "data" / "glossary.yaml").write_text(glossary(), "utf-8")
    shutil.copy(build.HOME / "data" / "rules.yaml", folder / "data" / "rules.yaml")
    for name in ("build.py", "requirements.txt"):
        shutil.copy(build.HOME / name, folder / name)
    return folder


def make_whole_project(folder: Path) -> Path:
    """Write the sample project with the pages that pages of models lead to, so that its site can be published."""
    make_project(folder)
    shutil.copytree(HOME / "content" / "assets", folder / "content" / "assets", dirs_exist_ok=True)
    for name in (
        "method",
        "glossary",
        "families",
        "changes",
        "faq",
        "claims",
        "coverage",
        "contribute",
        "models/index",
    ):
        (folder / "content" / f"{name}.md").parent.mkdir(exist_ok=True)
        shutil.copy(HOME / "content" / f"{name}.md", folder / "content" / f"{name}.md")
    for name in ("index", "compare", "choose", "data"):
        text = f"---\ntitle: The page {name}\ndescription: A page of the sample.\n---\n# {name.capitalize()} {{#top}}\n"
        (folder / "content" / f"{name}.md").write_text(text, "utf-8")
    text = (HOME / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(text.replace("watch: [content, data, templates, catalog]\n", ""), "utf-8")
    return folder


def copy_project(folder: Path, address: str | None = None, owner: str = "flora") -> Path:
    """Write what a clone holds into a folder that does not exist yet, as a fork at another address if one is given."""
    ignore = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", ".*_cache", ".hypothesis", "node_modules")
    shutil.copytree(HOME, folder, ignore=ignore, copy_function=shutil.copyfile)
    (folder / "build" / "docs").mkdir(parents=True)
    if address:
        list(adopt(folder, address, f"https://github.com/{owner}/llms"))
    return folder


def make_site(folder: Path) -> Path:
    """Write what is recognized as an earlier site."""
    (folder / "api" / "v1").mkdir(parents=True)
    (folder / "api" / "v1" / "models.json").write_text("{}")
    (folder / "index.html").write_text("<p>The last good site.")
    return folder


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Return {path: (mode, digest)} of everything below a folder, links included."""
    return {
        path.relative_to(folder).as_posix(): (path.lstat().st_mode, _digest(path)) for path in sorted(folder.rglob("*"))
    }


def _digest(path: Path) -> str:
    if path.is_symlink():
        return os.readlink(path)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def spoil(project: Path, case: Mapping[str, Any]) -> None:
    """Apply the changes of a case: its own, or those listed under `changes`."""
    for change in case.get("changes", [case]):
        _spoil_one(project, project / change["file"], change)


def _spoil_one(project: Path, target: Path, change: Mapping[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if "replace" in change:
        old, new = change["replace"]
        text = target.read_text("utf-8")
        assert old in text, f"the sample does not hold {old!r}"
        text = text.replace(old, new) if change.get("everywhere") else text.replace(old, new, 1)
        target.write_bytes(text.encode("utf-8", "surrogatepass"))
    if "append" in change:
        target.write_text(target.read_text("utf-8") + change["append"] * change.get("times", 1), "utf-8")
    if "write" in change:
        target.write_text(change["write"] * change.get("times", 1), "utf-8")
    if "hex" in change:
        target.write_bytes(bytes.fromhex(change["hex"]) + target.read_bytes())
    if "delete" in change:
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    if "link" in change:
        target.symlink_to(project / change["link"])
    if "folder" in change:
        target.unlink(missing_ok=True)
        target.mkdir()
    if "pipe" in change:
        target.unlink(missing_ok=True)
        os.mkfifo(target)


def run(monkeypatch: pytest.MonkeyPatch, project: Path, *arguments: str, today: str = TODAY) -> int:
    """Run `build.py` on a project, in this process, on a fixed day."""
    monkeypatch.setattr(build, "HOME", project)
    monkeypatch.setattr(build, "today", lambda: today)
    return build.main(list(arguments))
