"""The site engine is a guest: it turns a folder of Markdown into a folder of HTML, and nothing else is asked of it."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import jinja2
import yaml

from catalog.load.problems import one_line
from catalog.write import remove_others, write_changed


class EngineError(Exception):
    """The engine failed; the message is what it said."""


_FAILURES = (
    OSError,
    jinja2.TemplateError,
    yaml.YAMLError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    ImportError,
)
"""What configuration, theme templates and Markdown extensions raise inside the engine when they are broken."""


def run_mkdocs(project: Path, docs: Path, site: Path, site_url: str) -> None:
    """Build `docs` into `site` with MkDocs, in this process, without our hook. Raises EngineError on any warning."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        config = load_config(
            str(project / "mkdocs.yml"),
            docs_dir=str(docs),
            site_dir=str(site),
            site_url=site_url,
            hooks=[],
            strict=True,
        )
        build(config)
    except (MkDocsException, *_FAILURES) as error:
        raise EngineError(_told([*said, f"{type(error).__name__}: {error}"])) from error
    finally:
        logger.removeHandler(handler)
    if said:
        raise EngineError(_told(said))


def _told(sentences: list[str]) -> str:
    """Return one line of what the engine said; its own tracebacks are no help to authors."""
    first = (sentence.partition("Traceback (most recent call last)")[0] for sentence in sentences)
    return "the engine failed: " + one_line(
        "; ".join(" ".join(sentence.split()) for sentence in first if sentence.strip())
    )


def run_zensical(project: Path, docs: Path, site: Path, site_url: str) -> None:
    """Build with Zensical in a project of its own beside `docs`, because it has no option for the output folder.

    Its strict mode does not see the anchors of blocks that are put into their place later; `verify` does.
    """
    home = docs.parent / "zensical"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(docs, home / "docs")
    shutil.copytree(project / "templates" / "theme", home / "theme")
    text = (project / "mkdocs.yml").read_text("utf-8")
    lines = [
        line
        for line in text.splitlines()
        if not line.startswith(("docs_dir:", "site_dir:", "site_url:", "hooks:", "watch:", "strict:"))
    ]
    config = "\n".join(lines).replace("custom_dir: templates/theme", "custom_dir: theme")
    config += f"\ndocs_dir: docs\nsite_dir: site\nsite_url: {site_url}\n"
    (home / "mkdocs.yml").write_text(config, "utf-8")
    command = [str(Path(sys.executable).parent / "zensical"), "build", "--clean"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError(_told([done.stdout, done.stderr]))
    shutil.copytree(home / "site", site, dirs_exist_ok=True)
    shutil.rmtree(home)


_SITE_MAPS = ("sitemap.xml", "sitemap.xml.gz")
ENGINES = {"mkdocs": run_mkdocs, "zensical": run_zensical}


class Rendered(NamedTuple):
    """What an engine left in its folder: the text of its pages, which is taken out of it, and its other files."""

    pages: dict[str, str]
    others: list[str]

    @classmethod
    def of(cls, made: Mapping[str, bytes]) -> Rendered:
        """Return what an engine made, given its files by path."""
        pages = {name: made[name].decode() for name in sorted(made) if name.endswith(".html")}
        return cls(pages, [name for name in sorted(made) if name not in pages and name not in _SITE_MAPS])


def render(engine: str, project: Path, folder: Path, files: Mapping[str, str | bytes], site_url: str) -> Rendered:
    """Render `files` into `folder / "site"` with one of the engines."""
    write_changed(folder / "docs", files)
    ENGINES[engine](project, folder / "docs", folder / "site", site_url)
    return collect(folder / "site")


def collect(site: Path) -> Rendered:
    """Take the pages out of an engine's folder, and what we write ourselves: its site map."""
    rendered = Rendered.of(files_of(site))
    remove_others(site, set(rendered.others))
    return rendered


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by path relative to it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
