"""The stages in order, for the command line and for the engine's hook. Here they meet; the work is done in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from catalog.exports.contract import SCHEMA_VERSION, Contract
from catalog.exports.export import export_site, published
from catalog.facts.check import check_documents
from catalog.facts.derive import Site, derive_site
from catalog.facts.literals import contradictions, known_from
from catalog.history.releases import load_releases
from catalog.inputs.load import Authored, Cache, load_bytes, load_documents, load_texts
from catalog.inputs.problems import Gathering, Problem
from catalog.pages.render import Renderer, Settings
from catalog.pages.templating import Compiled, check_syntax
from catalog.reach.discover import discover_site
from catalog.reach.search import search_index
from catalog.reach.twins import page_twins
from catalog.site.engine import ENGINES, EngineError
from catalog.site.finish import Shell, completed, is_shell, rooted, secured, valid
from catalog.site.publish import publish, workshop
from catalog.site.stage import Written, write_all, write_changed
from catalog.site.verify import check_site


@dataclass(frozen=True)
class Places:
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


def settings(home: Path, site_url: str | None) -> Settings:
    """Read the public address, the site's name and the repository from mkdocs.yml."""
    try:
        config = yaml.load((home / "mkdocs.yml").read_text("utf-8"), Loader=yaml.CBaseLoader)
        url = site_url or config["site_url"]
        return Settings(url if url.endswith("/") else f"{url}/", config["site_name"], config["extra"]["repository"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise EngineError(f"mkdocs.yml cannot be used: {' '.join(str(error).split())}") from error


@dataclass(frozen=True)
class Inputs:
    """All that a build reads beside the data."""

    templates: Mapping[str, Authored]
    content: Mapping[str, Authored]
    assets: Mapping[str, bytes]


def load_all(places: Places, today: str, as_of: str | None = None, cache: Cache | None = None) -> tuple[Site, Inputs]:
    """Load data, templates, pages and assets. Raises InputError with the problems of all of them."""
    gather = Gathering()
    site = gather(load_site, places, today, as_of, cache)
    templates = gather(load_texts, places.home / "templates", "templates", (".jinja",))
    content = gather(load_texts, places.home / "content", "content", (".md",))
    assets = gather(load_bytes, places.home / "content" / "assets")
    if gather.problems:  # rendering, which finds these too, will not take place
        gather(check_syntax, templates or {}, content or {})
    gather.finish()
    if site is None or templates is None or content is None or assets is None:
        raise RuntimeError("a step gave nothing, but found no problem either")
    return site, Inputs(templates, content, assets)


def load_site(places: Places, today: str, as_of: str | None = None, cache: Cache | None = None) -> Site:
    """Load, check and derive. Raises InputError with every problem."""
    return derive_site(check_documents(load_documents(places.data, places.data_shown, cache), today), as_of)


def prepare(
    places: Places, site: Site, inputs: Inputs, site_url: str | None, compiled: Compiled | None = None
) -> tuple[Renderer, dict[str, str | bytes]]:
    """Return the renderer and all files the engine shall read. Raises InputError with every problem."""
    place = settings(places.home, site_url)
    releases = load_releases(places.data / "releases")
    renderer = Renderer(site, place, inputs.templates, inputs.content, releases, compiled)
    gather = Gathering(list(contradicted_content(site, inputs.content)))
    files = gather(lambda: dict(renderer.pages()))
    gather.finish()
    return renderer, {**(files or {}), **{f"assets/{name}": data for name, data in inputs.assets.items()}}


def contradicted_content(site: Site, content: Mapping[str, Authored]) -> Iterator[Problem]:
    """Yield a problem for every number, date or rank in authored pages that the data contradicts."""
    known = known_from(site.catalog.models)
    for authored in content.values():
        for offset, message in contradictions(authored.body, known):
            before = authored.body[:offset]
            yield Problem(authored.file, before.count("\n") + 1, offset - before.rfind("\n"), message)


def additions(renderer: Renderer, shell: Shell) -> Iterator[tuple[str, str | bytes]]:
    """Yield (path, content) of everything that does not pass through the engine: model pages and exports."""
    site = renderer.site
    records: dict[str, dict[str, Any]] = {}
    for model in site.models:
        records[model.id] = published(site, model)
        yield f"models/{model.id}/index.html", shell.page(renderer.stamp(model))
        yield f"models/{model.id}/index.md", renderer.twin(model)
    head = {"schema_version": SCHEMA_VERSION, "as_of": site.as_of}
    rejected = Contract().check(head | {"count": len(records), "models": list(records.values())})
    if rejected:
        raise EngineError("the published schema rejects the export: " + "; ".join(rejected[:5]))
    yield from export_site(site, records)


def finish(folder: Path, renderer: Renderer, preview: bool = False) -> tuple[Written, set[str]]:
    """Complete the engine's output in `folder`; return all pages and the paths of all other files.

    A preview has no security policy, which would forbid the engine's live reload, and nothing for search engines.
    """
    pages: dict[str, str] = {}
    stamped: list[str] = []
    others: set[str] = set()
    shell: Shell | None = None
    base = urlsplit(renderer.settings.site_url).path
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".html":
            html = rooted(completed(valid(path.read_text("utf-8")), renderer.late), name, base)
            html = html if preview else secured(html)
            if is_shell(name):
                shell = Shell(html)
                path.unlink()
                path.parent.rmdir()
            else:
                pages[name] = html
                path.write_text(html, "utf-8")
        elif path.is_file() and name in ("sitemap.xml", "sitemap.xml.gz"):
            path.unlink()
        elif path.is_file():
            others.add(name)
    if shell is None:
        raise EngineError("the engine did not render the shell of the model pages")
    for_others = () if preview else chain(page_twins(renderer, pages), discover_site(renderer))
    for name, content in chain(additions(renderer, shell), for_others):
        if name in pages or name in others:
            raise EngineError(f"{name} is made twice; choose another name for the authored page or asset")
        write_all(folder, name, content)
        if name.endswith(".html"):
            stamped.append(name)
        else:
            others.add(name)
    write_all(folder, "assets/search.json", search_index(renderer.library, pages))
    return Written(folder, (*pages, *stamped)), others | {"assets/search.json"}


def build(places: Places, today: str, engine: str, as_of: str | None, site_url: str | None) -> Site:
    """Build the whole site and put it in the place of `places.output`. Raises InputError or EngineError; then nothing changed."""
    site, inputs = load_all(places, today, as_of)
    renderer, files = prepare(places, site, inputs, site_url)
    with workshop(places.output) as folder:
        write_changed(folder / "docs", files)
        ENGINES[engine](places.home, folder / "docs", folder / "site", renderer.settings.site_url)
        pages, others = finish(folder / "site", renderer)
        faults = list(check_site(pages, others, renderer.settings.site_url))
        if faults:
            raise EngineError("the finished site is not fit to publish:\n" + "\n".join(sorted(faults)[:50]))
        publish(folder / "site", places.output)
    return site
