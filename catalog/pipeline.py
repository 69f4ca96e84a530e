"""The stages in order: load and check, render, run the engine, finish every file, verify, publish."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import yaml

from catalog.check.assets import check_assets
from catalog.check.authoring import unsupported
from catalog.check.check import check_documents
from catalog.check.configuration import configuration_problems
from catalog.check.literals import Facts, facts_from
from catalog.diagnostics import in_content, of_pages
from catalog.engine import Rendered, render
from catalog.load.documents import Authored, load_bytes, load_documents, load_images, load_texts
from catalog.load.files import read_text
from catalog.load.problems import ErrorCollector, InputError, Problem
from catalog.load.progress import Progress
from catalog.outputs import openapi
from catalog.outputs.api import Documents, record_path
from catalog.outputs.badges import badges
from catalog.outputs.cards import CardRenderer, card_path, drawable
from catalog.outputs.discovery import discovery
from catalog.outputs.embeds import STYLE, embeds
from catalog.outputs.feeds import feeds
from catalog.outputs.figure_files import figure_files
from catalog.outputs.former import former_ids
from catalog.outputs.history import history_documents
from catalog.outputs.releases import load_releases
from catalog.outputs.search import search_index
from catalog.outputs.text import text_of_page
from catalog.pages.assets import STYLES, joined, version_of, versioned_page, versioned_script
from catalog.pages.context import Settings
from catalog.pages.experiment import load_twins
from catalog.pages.layout import LAYOUT_PAGE, Layout, finish, secured
from catalog.pages.page import File, Make, Page
from catalog.pages.render import ROOT, Renderer
from catalog.pages.templating import check_syntax
from catalog.pages.theme import classes_of, theme_styles
from catalog.publish import publish, staging_directory
from catalog.site import Site, derive_site
from catalog.verify import Outline, check_site, inline_blocks, read_page
from catalog.write import write_all


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

    @property
    def docs(self) -> Path:
        """What the engine reads when it is started by hand."""
        return self.home / "build" / "docs"


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
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        said = f"cannot be used: {' '.join(said.split())}"
        raise InputError([Problem("mkdocs.yml", mark.line + 1 if mark else 1, 1, said)]) from error


def public_address(url: str) -> str:
    """Return an address of a site with a slash at its end. Raises ValueError when pages cannot be published there."""
    parts = urlsplit(url)
    plain = re.fullmatch(r"[!$&'()*+,./:;=@~\w%-]+", url, re.ASCII) is not None
    if parts.scheme not in ("https", "http") or not parts.hostname or not plain:
        raise ValueError(f"expected an address such as https://example.org/site/; got {url!r}")
    return url if url.endswith("/") else f"{url}/"


_PLACEHOLDER = re.compile(r"https://(github\.com/example/|example\.github\.io/)")


def placeholders(place: Settings) -> list[str]:
    """Return a sentence for every address that nobody has replaced yet."""
    named = {"the address of the site": place.site_url, "where edit and report links lead": place.repository}
    advice = "a placeholder: run `make adopt`, or give --site-url and --repository"
    return [f"mkdocs.yml: {what}: {url}, {advice}" for what, url in named.items() if _PLACEHOLDER.match(url)]


@dataclass(frozen=True)
class Inputs:
    """All that a build reads beside the data."""

    templates: Mapping[str, Authored]
    content: Mapping[str, Authored]
    assets: Mapping[str, bytes]
    images: Mapping[str, bytes]


def load_all(paths: ProjectPaths, today: str, as_of: str | None = None) -> tuple[Site, Inputs]:
    """Load data, templates, pages and assets. Raises InputError with the problems of all of them."""
    gather = ErrorCollector()
    gather(load_texts, paths.home / "templates" / "theme", "templates/theme", (".html",))
    site = gather(load_site, paths, today, as_of)
    templates = gather(load_texts, paths.home / "templates", "templates", (".jinja",))
    content = gather(load_texts, paths.home / "content", "content", (".md",))
    assets = gather(load_bytes, paths.home / "content" / "assets")
    images = gather(load_images, paths.home / "content")
    own = {f"content/assets/{name}": data for name, data in (assets or {}).items()}
    gather(check_assets, own | {f"content/{name}": data for name, data in (images or {}).items()})
    if gather.problems:  # rendering, which finds these too, will not take place
        gather(check_syntax, templates or {}, content or {})
    gather.finish()
    if site is None or templates is None or content is None or assets is None or images is None:
        raise RuntimeError("a step gave nothing, but found no problem either")
    return site, Inputs(templates, content, assets, images)


def load_site(paths: ProjectPaths, today: str, as_of: str | None = None) -> Site:
    """Load, check and derive. Raises InputError with every problem."""
    return derive_site(check_documents(load_documents(paths.data, paths.data_shown), today), as_of)


def prepare(
    paths: ProjectPaths, site: Site, inputs: Inputs, site_url: str | None, repository: str | None = None
) -> tuple[Renderer, dict[str, str | bytes]]:
    """Return the renderer and all files the engine shall read. Raises InputError with every problem."""
    place = settings(paths.home, site_url, repository)
    releases = load_releases(paths.data / "releases", f"{paths.data_shown}/releases")
    twins = load_twins(inputs.assets)
    renderer = Renderer(site, place, inputs.templates, inputs.content, releases, twins)
    gather = ErrorCollector([*unbound_content(site, inputs.content), *unsupported(inputs.content)])
    files = gather(lambda: dict(renderer.engine_files()))
    gather.finish()
    return renderer, {
        **(files or {}),
        **inputs.images,
        **{f"assets/{name}": data for name, data in joined(inputs.assets).items()},
    }


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
                yield Problem(authored.file, authored.meta_lines.get(key, 1), 1, message)
        for offset, message in facts.problems(authored.body, page=True):
            before = authored.body[:offset]
            yield Problem(authored.file, before.count("\n") + 1, offset - before.rfind("\n"), message)


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
            raise InputError(of_pages(renderer, [(path, message)]))
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
    files = {**files, STYLES: _styles(renderer, rendered, files)}
    yield STYLES, partial(str, files[STYLES])
    version = _version(files, {} if preview else data)
    for path, script in files.items():
        if path.endswith(".js") and isinstance(script, bytes):
            yield path, partial(versioned_script, script, version)
    finished = {path: versioned_page(html, version) for path, html in engine_pages.items()}
    layout = Layout(finished.pop(LAYOUT_PAGE))
    for path, html in finished.items():
        yield path, partial(str, html)
    cards = CardRenderer(renderer.settings.site_name)
    for page in renderer.pages:
        if page.meta is None:
            make = partial(_from_layout, renderer, layout, page)
            yield page.path, make
        else:
            make = partial(str, finished[page.path])
        yield page.text_path, partial(_text_version, renderer, page, make)
        yield card_path(page.address), partial(_card, cards, page)
    for model in renderer.site.models:
        yield record_path(model.id), partial(documents.record, model)
    yield from badges(renderer.site)
    yield from embeds(renderer)
    yield from figure_files(renderer)
    yield ".nojekyll", partial(bytes, 0)
    yield from discovery(renderer, version)
    yield from feeds(renderer)
    yield openapi.PATH, openapi.openapi_text
    yield from history_documents(renderer.log, renderer.site.as_of).items()


def _styles(renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes]) -> str:
    """Return our style sheet behind what the pages, authored or made from data, use of the theme's."""
    own = bytes(files[STYLES]).decode()  # type: ignore[arg-type]
    texts = (template.body for template in renderer.templates.values())
    return theme_styles(classes_of(chain(rendered.pages.values(), renderer.raw_html.values(), texts)), own) + own


def _version(files: Mapping[str, str | bytes], data: Mapping[str, Make]) -> str:
    """Return the version of all scripts and styles, and of the data that scripts ask for; a preview does without these."""
    loaded = [content for path, content in sorted(files.items()) if path.endswith((".js", ".css"))]
    return version_of([*loaded, *(make() for path, make in data.items() if path.endswith(".json"))])


def _from_layout(renderer: Renderer, layout: Layout, page: Page) -> str:
    return layout.page(page.address, page.root, renderer.head(page, page.root), renderer.article(page))


def _text_version(renderer: Renderer, page: Page, html: Callable[[], str]) -> str:
    if page.text:
        return renderer.text_version(page)
    return text_of_page(html(), renderer.settings.site_url + page.address, renderer.site.as_of)


def _card(cards: CardRenderer, page: Page) -> bytes:
    instead = page.model.id if page.model else page.address
    return cards.card(drawable(page.card_text or page.title, instead), page.card)


def allowed_inline(files: Mapping[str, Make]) -> frozenset[str]:
    """Return the scripts and styles that may stand in a page: those of the theme, and that of the cards for frames."""
    return inline_blocks(str(files["404.html"]())) | {STYLE}


def write_site(
    folder: Path, renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes], progress: Progress,
    *, only_pages: bool = False,
) -> None:  # fmt: skip
    """Write all files into `folder`, where the engine left what it copied. Raises InputError with what is not fit to publish.

    With `only_pages` nothing is written: pages are made to be verified, and of other files only the names are used.
    """
    made, others = site_files(renderer, rendered, files, preview=only_pages), set(rendered.others)
    inline = allowed_inline(made)
    pages: dict[str, Outline] = {}
    for path in progress.of(made, "files"):
        if only_pages and not path.endswith(".html"):
            others.add(path)
            continue
        content = made[path]()
        if not only_pages:
            write_all(folder, path, content)
        if isinstance(content, str) and path.endswith(".html"):
            pages[path] = read_page(content, inline)
        else:
            others.add(path)
    progress.say(f"verifying {len(pages):,} pages")
    if problems := of_pages(renderer, check_site(pages, others, renderer.settings.site_url)):
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
    with staging_directory(paths.output, (paths.home / "build") in paths.output.resolve().parents) as folder:
        rendered = run_engine(engine, paths.home, folder, renderer, files)
        write_site(folder / "site", renderer, rendered, files, progress)
        publish(folder / "site", paths.output)
    return site


def check(
    paths: ProjectPaths,
    today: str,
    engine: str,
    as_of: str | None,
    site_url: str | None,
    repository: str | None = None,
) -> Site:
    """Find all that a build would refuse because of its inputs, and leave nothing behind. Raises InputError."""
    site, inputs = load_all(paths, today, as_of)
    renderer, files = prepare(paths, site, inputs, site_url, repository)
    with TemporaryDirectory(prefix="check-") as folder:
        rendered = run_engine(engine, paths.home, Path(folder), renderer, files)
        write_site(Path(folder), renderer, rendered, files, Progress(), only_pages=True)
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
