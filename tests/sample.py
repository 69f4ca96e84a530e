"""A small project for tests of mistakes: three records, one page, the real templates; and a way to spoil it by data.

A case is a mapping: `file` (path in the project), one of `replace: [old, new]`, `append`, `write`, `hex` (bytes in front),
`delete`, `link`, `folder`, `pipe`, and `expect`, the lines that `build.py` must print, or parts of them.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

import build
from catalog import pipeline
from catalog.load.problems import InputError, Progress
from catalog.pipeline import ProjectPaths
from catalog.publish import MANIFEST, _write_list
from catalog.schema.record import VOCABULARIES
from catalog.site import Site
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


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def less(every: Iterable[Any], quick: Container[Any]) -> list[Any]:
    """Return the parameters of a test; those that are not quick are run by `make test-slow` only."""
    return [it if it in quick else pytest.param(it, marks=pytest.mark.slow) for it in every]


def cases(name: str) -> Iterator[Any]:
    """Yield every case of the data files in a folder of `cases`, as pytest parameters."""
    for path in sorted((CASES / name).glob("*.yaml")):
        for case in read_yaml(path):
            yield pytest.param(case, id=f"{path.stem}: {case['name']}")


def glossary() -> str:
    """Return a glossary that covers every vocabulary."""
    real = read_yaml(HOME / "data" / "glossary.yaml")["terms"]
    synonyms = {(term["field"], term["id"]): term.get("synonyms", []) for term in real}
    terms: list[dict[str, Any]] = [
        {
            "id": value, "field": field, "name": value.capitalize(), "definition": "A value of a vocabulary.",
            "synonyms": synonyms[field, value],
        }
        for field, values in VOCABULARIES.items()
        for value in values
    ]  # fmt: skip
    terms.append({"id": "token", "field": "general", "name": "Token", "definition": "A piece of text."})
    return json.dumps({"terms": terms}, indent=1)


@cache
def real_site() -> Site:
    """Return the site of the real data, loaded once for all tests of a process; nobody may change it."""
    return pipeline.load_site(ProjectPaths(HOME, HOME / "data", HOME / "build" / "site"), FAR_FUTURE)


def make_project(folder: Path) -> Path:
    """Write the sample project into a folder that does not exist yet."""
    shutil.copytree(SAMPLE, folder)
    shutil.copytree(build.HOME / "templates", folder / "templates")
    twins = Path("content", "assets", "twins")
    shutil.copytree(build.HOME / twins, folder / twins, ignore=shutil.ignore_patterns("*.bin"))
    (folder / "data" / "glossary.yaml").write_text(glossary(), "utf-8")
    shutil.copy(build.HOME / "data" / "rules.yaml", folder / "data" / "rules.yaml")
    for name in ("build.py", "requirements.txt"):
        shutil.copy(build.HOME / name, folder / name)
    return folder


def make_whole_project(folder: Path) -> Path:
    """Write the sample project with a page at every address that the theme and pages from data lead to, so that it builds."""
    shutil.copytree(_whole_project(), folder)
    return folder


@cache
def _whole_project() -> Path:
    """Return the project, made once: pages and anchors are added until no link is broken."""
    folder = make_project(Path(tempfile.mkdtemp(prefix="sample-")) / "project")
    atexit.register(shutil.rmtree, folder.parent)
    shutil.copytree(HOME / "content" / "assets", folder / "content" / "assets", dirs_exist_ok=True)
    config = (HOME / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    (folder / "content" / "index.md").unlink()
    for name in re.findall(r": (\S+\.md)$", config, re.M):
        _add_page(folder / "content" / name)
    _add_page(folder / "content" / "glossary.md", "token")  # a claim links it, which not every edit shows
    paths = ProjectPaths(folder, folder / "data", folder.parent / "site")
    for _ in range(5):
        try:
            pipeline.build(paths, TODAY, "mkdocs", None, None, Progress())
            break
        except InputError as error:
            for page, link in re.findall(r": (\S*)index\.html links to '([^']+)'", str(error)):
                path, _, anchor = urljoin(f"https://x/{page}", link).removeprefix("https://x/").partition("#")
                _add_page(folder / "content" / ("index.md" if not path else f"{path.rstrip('/')}.md"), anchor)
    return folder


def _add_page(file: Path, anchor: str = "") -> None:
    """Add an anchor to a page, which is made if there is none."""
    if file.with_suffix("").joinpath("index.md").exists():
        file = file.with_suffix("") / "index.md"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        title = f"The page {file.parent.name}/{file.stem}"
        file.write_text(f"---\ntitle: {title}\ndescription: {title} of the sample.\n---\n# Page {{#top}}\n", "utf-8")
    if anchor and f'id="{anchor}"' not in (text := file.read_text("utf-8")):
        file.write_text(f'{text}\n<p id="{anchor}"></p>\n', "utf-8")


def copy_project(folder: Path, address: str | None = None, owner: str = "flora") -> Path:
    """Write what a clone holds into a folder that does not exist yet, as a fork at another address if one is given."""
    ignore = shutil.ignore_patterns(".venv", ".git", "build", "__pycache__", ".*_cache", ".hypothesis", "node_modules")
    shutil.copytree(HOME, folder, ignore=ignore, copy_function=shutil.copy)
    (folder / "build" / "docs").mkdir(parents=True)
    if address:
        list(adopt(folder, address, f"https://github.com/{owner}/llms"))
    return folder


def make_site(folder: Path) -> Path:
    """Write what is recognized as an earlier site."""
    (folder / "api" / "v1").mkdir(parents=True)
    (folder / "api" / "v1" / "models.json").write_text("{}")
    (folder / "index.html").write_text("<p>The last good site.")
    _write_list(folder, {MANIFEST, "api/v1/models.json", "index.html"})
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
