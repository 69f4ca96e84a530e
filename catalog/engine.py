"""The site engine is a guest: it turns a folder of Markdown into a folder of HTML, and nothing else is asked of it."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml


class EngineError(Exception):
    """The engine failed; the message is what it said."""


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
        config = load_config(str(project / "mkdocs.yml"), docs_dir=str(docs), site_dir=str(site), site_url=site_url, hooks=[], strict=True)
        build(config)
    except (MkDocsException, OSError) as error:
        raise EngineError("; ".join([*said, str(error)])) from error
    finally:
        logger.removeHandler(handler)
    if said:
        raise EngineError("; ".join(said))


def run_zensical(project: Path, docs: Path, site: Path, site_url: str) -> None:
    """Build with Zensical in a project of its own beside `docs`, because it has no option for the output folder."""
    home = docs.parent / "zensical"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(docs, home / "docs")
    shutil.copytree(project / "templates" / "theme", home / "theme")
    text = (project / "mkdocs.yml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("docs_dir:", "site_dir:", "site_url:", "hooks:", "watch:"))]
    config = "\n".join(lines).replace("custom_dir: templates/theme", "custom_dir: theme")
    config += f"\ndocs_dir: docs\nsite_dir: site\nsite_url: {site_url}\n"
    yaml.load(config, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader builds plain text only
    (home / "mkdocs.yml").write_text(config, "utf-8")
    command = [str(Path(sys.executable).parent / "zensical"), "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError((done.stdout + done.stderr).strip())
    shutil.copytree(home / "site", site, dirs_exist_ok=True)
    shutil.rmtree(home)


ENGINES = {"mkdocs": run_mkdocs, "zensical": run_zensical}
