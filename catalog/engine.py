"""The site engine is a guest: it turns a folder of Markdown into a folder of HTML, and nothing else is asked of it."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterable, Mapping, Set
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import yaml

from catalog.load.problems import InputError, Problem, nearest, one_line, shown
from catalog.pages.context import Settings
from catalog.pages.render import in_words
from catalog.publish import remove_others, write_changed
from catalog.verify import located

_FAILURES = (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError, ArithmeticError, RuntimeError)
"""What configuration and Markdown extensions raise inside the engine when they are broken, beside errors of their own."""
_PAGE = re.compile(r"^(?:Doc file|Error reading page|Error building page) '([^']+)'")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_NAMES = ("config", "page", "nav", "base_url", "lang", "title", "extra_css", "extra_javascript")
"""What templates of the theme may use; Material's macros stand under `lang`."""
_MISSING_PAGE = re.compile(r"(?:reference to|link) '([^'#]+)[^']*'.*not found")


class Rendered(NamedTuple):
    """What an engine left in its folder: the text of its pages, which is taken out of it, and its other files."""

    pages: dict[str, str]
    others: list[str]


def render(
    engine: str, project: Path, folder: Path, files: Mapping[str, str | bytes], settings: Settings,
    only: Set[str] | None = None,
) -> Rendered:  # fmt: skip
    """Render `files` into `folder / "site"` with one of the engines; `only` limits MkDocs to a few of the pages.

    Raises InputError with what the engine said against the pages, the theme or mkdocs.yml.
    """
    write_changed(folder / "docs", files)
    site = folder / "site"
    if engine == "mkdocs":
        _run_mkdocs(project, folder / "docs", site, settings, only)
    else:
        _run_zensical(project, folder / "docs", site, settings)
    made = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    pages = {name: (site / name).read_text("utf-8") for name in made if name.endswith(".html")}
    others = [name for name in made if name not in pages and name not in ("sitemap.xml", "sitemap.xml.gz")]
    remove_others(site, set(others))
    return Rendered(pages, others)


def _run_mkdocs(project: Path, docs: Path, site: Path, settings: Settings, only: Set[str] | None) -> None:
    """Build `docs` into `site` with MkDocs, in this process, without our hook. Any warning is an error."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        places = {"docs_dir": str(docs), "site_dir": str(site), "site_url": settings.site_url}
        config = load_config(str(project / "mkdocs.yml"), **places, hooks=[], watch=[], strict=True)
        config.extra["repository"] = settings.repository
        if only is not None:
            config.plugins["only"] = _only_pages(only)
        build(config)
    except (MkDocsException, jinja2.TemplateError, yaml.YAMLError, *_FAILURES) as error:
        raise InputError(_problems(project, said, error)) from error
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    if said:
        raise InputError(_problems(project, said))


def _only_pages(only: Set[str]) -> Any:
    """Return a plugin for MkDocs that leaves out all other pages; links to them are resolved as ever."""
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import InclusionLevel

    class OnlyPages(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
        def on_nav(self, nav: Any, /, *, config: Any, files: Any) -> Any:
            for file in files.documentation_pages():
                if file.src_uri not in only:
                    file.inclusion = InclusionLevel.EXCLUDED
            return nav

    return OnlyPages()


def _problems(project: Path, said: Iterable[str], error: Exception | None = None) -> list[Problem]:
    """Return what the engine said, or else raised, each with the file that it speaks of."""
    pages = [path.relative_to(project / "content").as_posix() for path in (project / "content").rglob("*.*")]
    found = [_problem(sentence, pages) for sentence in said if not sentence.startswith("Aborted with")]
    if error and (not found or isinstance(error, jinja2.TemplateError)):  # the log says less than the exception
        found = [_raised(project, error)]
    config = (project / "mkdocs.yml").read_text("utf-8", "replace")
    found = [located(problem, config) if problem.file == "mkdocs.yml" else problem for problem in found]
    return [problem for problem in found if problem.file != "mkdocs.yml"] or found


def _problem(sentence: str, pages: Iterable[str] = ()) -> Problem:
    """Return what the engine said, given the names of the pages that there are."""
    rows = [row for row in sentence.split("\n") if row.strip()]
    traced = next((at for at, row in enumerate(rows) if row.startswith(("Traceback ", '  File "'))), len(rows))
    sentence = " ".join(" ".join(dict.fromkeys((*rows[:traced], *rows[-1:]))).split())
    if "Did you mean" not in sentence and (missing := _MISSING_PAGE.search(sentence)):
        sentence = sentence.rstrip(".") + nearest(missing[1], {*pages} - {missing[1]})
    if page := _PAGE.match(sentence):
        return Problem(f"content/{page[1]}", 1, 1, sentence)
    return Problem("mkdocs.yml", 1, 1, f"the engine failed: {one_line(sentence)}")


def _raised(project: Path, error: Exception) -> Problem:
    """Return what the engine raised, at the place in the theme or in mkdocs.yml where that is known."""
    theme = project / "templates" / "theme"
    said = _said(theme, error)
    frames = [(Path(frame.filename), frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    places = [place for place in frames if place[0].is_relative_to(theme)]
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        places = [(Path(error.filename), error.lineno)]
    if places:
        path, line = places[-1]
        shown_as = path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)
        return Problem(shown_as, line, 1, said)
    mark = getattr(error, "problem_mark", None)
    return Problem("mkdocs.yml", mark.line + 1 if mark else 1, 1, f"the engine failed: {said}")


def _said(theme: Path, error: Exception) -> str:
    """Return what the engine raised in words, with the nearest known name."""
    said = f"{type(error).__name__}: {in_words(error).removeprefix(f'{type(error).__name__}: ')}"
    if isinstance(error, jinja2.TemplateNotFound):
        homes = (theme, Path(str(package_files("material") / "templates")))
        names = [path.relative_to(home).as_posix() for home in homes for path in home.rglob("*.html")]
        return f"no template {shown(error.name)}{nearest(str(error.name), names)}"
    hit = _UNDEFINED.search(said)
    return said + nearest(hit[1], _NAMES) if hit else said


def _run_zensical(project: Path, docs: Path, site: Path, settings: Settings) -> None:
    """Build with Zensical in a project of its own beside `docs`, because it has no option for the output folder.

    Its strict mode does not see the anchors of blocks that are put into their place later; `verify` does.
    """
    home = docs.parent / "zensical"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(docs, home / "docs")
    shutil.copytree(project / "templates" / "theme", home / "theme")
    text = (project / "mkdocs.yml").read_text("utf-8")
    config = re.sub(r"(?m)^(?:docs_dir|site_dir|site_url|hooks|watch|strict):.*\n", "", text)
    config = config.replace("custom_dir: templates/theme", "custom_dir: theme")
    config += f"\ndocs_dir: docs\nsite_dir: site\nsite_url: {settings.site_url}\n"
    config = re.sub(r"(?m)^( +repository:).*$", rf"\1 {settings.repository}", config)
    (home / "mkdocs.yml").write_text(config, "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--clean"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError([_problem(f"{done.stdout} {done.stderr}")])
    shutil.copytree(home / "site", site, dirs_exist_ok=True)
    shutil.rmtree(home)
