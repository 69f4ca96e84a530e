"""The stages in order: load and check, render, run the engine, finish every file, verify, publish."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml

from catalog.check.authoring import check_assets, unsupported
from catalog.check.check import check_documents
from catalog.check.configuration import configuration_problems, is_address
from catalog.check.literals import Facts, facts_from
from catalog.engine import Rendered, render
from catalog.load.documents import Authored, load_bytes, load_documents, load_images, load_texts
from catalog.load.files import read_text
from catalog.load.problems import ErrorCollector, InputError, Problem, Progress, one_line, place_of
from catalog.outputs.api import Documents, record_path
from catalog.outputs.cards import card, card_path, drawable
from catalog.outputs.changes import Release
from catalog.outputs.contract import openapi_text
from catalog.outputs.embeds import embeds
from catalog.outputs.feeds import discovery, feeds, former_ids
from catalog.outputs.releases import load_releases
from catalog.outputs.text import search_index, text_of_page
from catalog.pages.context import Settings
from catalog.pages.experiment import load_twins
from catalog.pages.layout import (
    LAYOUT_PAGE,
    STYLES,
    Layout,
    finish,
    joined,
    secured,
    theme_styles,
    version_of,
    versioned_page,
    versioned_script,
)
from catalog.pages.page import File, Make, Page
from catalog.pages.render import ROOT, Renderer, check_syntax
from catalog.publish import publish, staging_directory, write_file
from catalog.site import Site, derive_site
from catalog.verify import Outline, check_site, in_content, located, of_pages, read_page, read_xml


@dataclass(frozen=True)
class ProjectPaths:
    """Folders: the project, its data, and where the site goes."""

    home: Path
    data: Path
    output: Path

    @property
    def data_shown(self) -> str:
        """How problems name the data folder."""
        return self.data.name if self.data.parent == self.home else str(self.data)


def settings(home: Path, site_url: str | None, repository: str | None = None) -> Settings:
    """Return the public address, the site's name and the repository; what is not given stands in mkdocs.yml. Raises InputError."""
    try:
        text = read_text(home / "mkdocs.yml", "mkdocs.yml")
        config = yaml.load(text, Loader=yaml.CBaseLoader)
        if problems := list(configuration_problems(text)):
            raise InputError(problems)
        if not isinstance(config, dict):
            raise TypeError("expected a mapping of settings, such as `site_name:`")
        url = public_address(site_url or config["site_url"])
        return Settings(url, config["site_name"], (repository or config["extra"]["repository"]).rstrip("/"))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        said = f"{error} is missing" if isinstance(error, KeyError) else getattr(error, "problem", None) or str(error)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = Problem("mkdocs.yml", place[0], place[1], f"cannot be used: {one_line(said)}")
        raise InputError([located(problem, text) if isinstance(error, ValueError) else problem]) from error


def public_address(url: str) -> str:
    """Return an address of a site with a slash at its end. Raises ValueError when pages cannot be published there."""
    if not is_address(url):
        raise ValueError(f"expected an address such as https://example.org/site/; got {url!r}")
    return url if url.endswith("/") else f"{url}/"


@dataclass(frozen=True)
class _Inputs:
    """All that a build reads beside the present facts."""

    templates: Mapping[str, Authored]
    content: Mapping[str, Authored]
    assets: Mapping[str, bytes]
    images: Mapping[str, bytes]
    releases: tuple[Release, ...]


def load_all(paths: ProjectPaths, today: str, as_of: str | None = None, *, rules: bool = True) -> tuple[Site, _Inputs]:
    """Load data, templates, pages and assets. Raises InputError with the problems of all of them.

    `rules` tells whether to look at those across items too, which takes longer than the rest.
    """
    gather = ErrorCollector()
    gather(load_texts, paths.home / "templates" / "theme", "templates/theme", (".html",))
    site = gather(load_site, paths, today, as_of, rules)
    inputs = _Inputs(
        gather(load_texts, paths.home / "templates", "templates", (".jinja",), ("theme/",)) or {},
        gather(load_texts, paths.home / "content", "content", (".md",)) or {},
        gather(load_bytes, paths.home / "content" / "assets") or {},
        gather(load_images, paths.home / "content") or {},
        gather(load_releases, paths.data / "releases", today, f"{paths.data_shown}/releases") or (),
    )
    own = {f"content/assets/{name}": data for name, data in inputs.assets.items()}
    gather(check_assets, own | {f"content/{name}": data for name, data in inputs.images.items()})
    if gather.problems:  # rendering, which finds these too, will not take place
        gather(check_syntax, inputs.templates, inputs.content)
    gather.finish()
    assert site, "a step that gives nothing has found a problem"
    return site, inputs


def load_site(paths: ProjectPaths, today: str, as_of: str | None = None, rules: bool = True) -> Site:
    """Load, check and derive. Raises InputError with every problem."""
    return derive_site(check_documents(load_documents(paths.data, paths.data_shown), today, rules=rules), as_of)


def prepare(
    paths: ProjectPaths,
    site: Site,
    inputs: _Inputs,
    site_url: str | None,
    repository: str | None = None,
    *,
    only: str | None = None,
) -> tuple[Renderer, dict[str, str | bytes]]:
    """Return the renderer and all files the engine shall read. Raises InputError with every problem.

    A preview asks for `only` one of the authored pages, and does not want their prose to be checked then.
    """
    place = settings(paths.home, site_url, repository)
    renderer = Renderer(site, place, inputs.templates, inputs.content, inputs.releases, load_twins(inputs.assets))
    gather = ErrorCollector(
        [*unsupported(inputs.content), *(unbound_content(site, inputs.content) if only is None else ())]
    )
    files = gather(lambda: dict(renderer.engine_files(only))) or {}
    gather.finish()
    assets = {f"assets/{name}": data for name, data in joined(inputs.assets).items()}
    return renderer, {**files, **inputs.images, **assets}


def facts_of(site: Site) -> Facts:
    """Return what prose is held against."""
    it = site.catalog
    return facts_from(
        it.models, it.rules, it.families.values(), it.developers.values(), it.licenses.values(), it.claims
    )


def unbound_content(site: Site, content: Mapping[str, Authored]) -> Iterator[Problem]:
    """Yield a problem for every fact word in authored pages that is not bound to the data, or to another value."""
    facts = facts_of(site)
    for authored in content.values():
        for key in ("title", "description"):
            for _, message in facts.problems(str(authored.meta.get(key, ""))):
                yield Problem(authored.file, *authored.meta_places.get(key, (1, 1)), message)
        for offset, message in facts.problems(authored.body, page=True):
            yield Problem(authored.file, *place_of(authored.body, offset), message)


def run_engine(
    engine: str,
    home: Path,
    folder: Path,
    renderer: Renderer,
    files: Mapping[str, str | bytes],
    only: Set[str] | None = None,
) -> Rendered:
    """Render the files with the engine. Raises InputError, with the lines of authored pages."""
    try:
        return render(engine, home, folder, files, renderer.settings, only)
    except InputError as error:
        raise InputError(in_content(renderer, error.problems)) from error


def site_files(
    renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes], *, preview: bool = False
) -> dict[str, Make]:
    """Return {path: what makes it} of the site, given what the engine made of `files`. Raises InputError.

    What the engine copied is left out, but for scripts, which get their versions here.
    """
    made: dict[str, Make] = {}
    all_files = _files(renderer, rendered, files, preview)
    for path, make in chain(all_files, former_ids(renderer.site, made)):
        if path in made or (path in rendered.others and path not in files):
            message = "is made twice; choose another name for the authored page or asset"
            page = re.sub(r"\.md$", ".html", path)  # of a text version, its page
            raise InputError(of_pages(renderer, [(page, message)]))
        made[path] = make
    return made


def _files(renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes], preview: bool) -> Iterator[File]:
    base = urlsplit(renderer.settings.site_url).path
    engine_pages = {
        path: secured(finish(html, path, base, renderer.raw_html, ROOT)) for path, html in rendered.pages.items()
    }
    documents = Documents(renderer.site)
    data = documents.others() | {
        "assets/search.json": lambda: search_index(renderer.index, renderer.pages, engine_pages)
    }
    yield from data.items()
    # Our style sheet stands behind what the pages, authored or made from data, use of the theme's.
    texts = chain(rendered.pages.values(), renderer.raw_html.values(), (it.body for it in renderer.templates.values()))
    own = bytes(files[STYLES]).decode()  # type: ignore[arg-type]
    files = {**files, STYLES: theme_styles(texts, own) + own}
    yield STYLES, partial(str, files[STYLES])
    # One version of all scripts and styles, and of the data that scripts ask for; a preview does without these.
    loaded = [content for path, content in sorted(files.items()) if path.endswith((".js", ".css"))]
    asked = (make() for path, make in data.items() if path.endswith(".json") and not preview)
    version = version_of([*loaded, *asked])
    for path, script in files.items():
        if path.endswith(".js") and isinstance(script, bytes):
            yield path, partial(versioned_script, script, version)
    finished = {path: versioned_page(html, version) for path, html in engine_pages.items()}
    layout = Layout(finished.pop(LAYOUT_PAGE))
    for path, html in finished.items():
        yield path, partial(str, html)
    for page in renderer.pages:
        if page.meta is None:
            make: Callable[[], str] = partial(_from_layout, renderer, layout, page)
            make = make if page.text else cache(make)  # its text version is read from it
            yield page.path, make
        else:
            make = partial(str, finished[page.path])
        yield page.text_path, partial(_text_version, renderer, page, make)
        yield card_path(page.address), partial(_card, renderer.settings.site_name, page)
    for model in renderer.site.models:
        yield record_path(model.id), partial(documents.record, model)
    yield from embeds(renderer)
    yield ".nojekyll", partial(bytes, 0)
    yield from discovery(renderer, version)
    yield from feeds(renderer)
    yield "api/v1/openapi.json", openapi_text


def _from_layout(renderer: Renderer, layout: Layout, page: Page) -> str:
    return layout.page(page.address, page.root, renderer.head(page, page.root), renderer.article(page, page.root))


def _text_version(renderer: Renderer, page: Page, html: Callable[[], str]) -> str:
    if page.text:
        return renderer.text_version(page)
    return text_of_page(html(), renderer.settings.site_url + page.address, renderer.site.as_of)


def _card(line: str, page: Page) -> bytes:
    instead = page.model.id if page.model else page.address
    return card(line, drawable(page.card_text or page.title, instead), page.card)


def _make_site(
    folder: Path | None, renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes], progress: Progress
) -> None:
    """Write all files into `folder`, where the engine left what it copied. Raises InputError with what is not fit to publish.

    Without a folder, pages are made to be verified, and of other files only the names are used.
    """
    made = site_files(renderer, rendered, files, preview=folder is None)
    pages: dict[str, Outline] = {}
    broken: list[Problem] = []
    for path in progress.of(made, "files"):
        is_page = path.endswith(".html")
        is_feed = path.endswith((".xml", ".atom"))
        content = made[path]() if folder or is_page or is_feed else ""
        if folder:
            write_file(folder, path, content)
        if is_page:
            pages[path] = read_page(str(content))
        elif is_feed:
            broken += read_xml(path, str(content))
    progress.say(f"verifying {len(pages):,} pages")
    others = {*made, *rendered.others} - pages.keys()
    if problems := broken + of_pages(renderer, check_site(pages, others, renderer.settings.site_url)):
        raise InputError(problems)


def build(
    paths: ProjectPaths,
    today: str,
    engine: str,
    as_of: str | None,
    site_url: str | None,
    progress: Progress,
    repository: str | None = None,
) -> Site:
    """Build the whole site and put it in the place of `paths.output`. Raises InputError; then nothing changed."""
    _refuse_inputs(paths)
    progress.say("reading and checking the data")
    site, inputs = load_all(paths, today, as_of)
    progress.say(f"rendering {len(inputs.content)} pages")
    renderer, files = prepare(paths, site, inputs, site_url, repository)
    ours = (paths.home / "build") in paths.output.resolve().parents
    with staging_directory(paths.output, ours) as folder:
        rendered = run_engine(engine, paths.home, folder, renderer, files)
        _make_site(folder / "site", renderer, rendered, files, progress)
        kept = publish(folder / "site", paths.output, ours)
    if kept:
        names = ", ".join(kept[:5]) + (" …" if len(kept) > 5 else "")
        progress.say(f"kept {len(kept)} files that no build wrote: {names}")
    return site


def check(
    paths: ProjectPaths, today: str, engine: str, as_of: str | None, site_url: str | None, repository: str | None = None
) -> Site:
    """Find all that a build would refuse because of its inputs, and leave nothing behind. Raises InputError."""
    site, inputs = load_all(paths, today, as_of)
    renderer, files = prepare(paths, site, inputs, site_url, repository)
    with TemporaryDirectory(prefix="check-") as folder:
        rendered = run_engine(engine, paths.home, Path(folder), renderer, files)
        _make_site(None, renderer, rendered, files, Progress())
    return site


def _refuse_inputs(paths: ProjectPaths) -> None:
    """Refuse an output that is a part of the inputs, or holds them: the next build would read, or replace, what it wrote."""
    try:
        output = paths.output.resolve()
    except RuntimeError as error:  # what Python before 3.13 says of a link that leads to itself
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(paths.output)) from error
    for folder in (paths.data, *(paths.home / name for name in ("content", "templates", "catalog"))):
        folder = folder.resolve()
        if output == folder or folder in output.parents or output in folder.parents:
            raise FileExistsError(
                errno.EEXIST, f"the output lies in or around {folder}; choose another folder", str(output)
            )
