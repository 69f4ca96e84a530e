"""The stages in order, for the command line and for the engine's hook. Here they meet; the work is done in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from catalog.assembly import write_site
from catalog.check.check import check_documents
from catalog.check.literals import contradictions, known_from
from catalog.engine import EngineError, render
from catalog.load.documents import Authored, load_bytes, load_documents, load_texts
from catalog.load.problems import ErrorCollector, Problem
from catalog.load.progress import Progress
from catalog.outputs.releases import load_releases
from catalog.pages.render import Renderer, Settings
from catalog.pages.styles import joined
from catalog.pages.templating import check_syntax
from catalog.publish import publish, workshop
from catalog.site import Site, derive_site
from catalog.verify import check_site


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


def load_all(places: Places, today: str, as_of: str | None = None) -> tuple[Site, Inputs]:
    """Load data, templates, pages and assets. Raises InputError with the problems of all of them."""
    gather = ErrorCollector()
    site = gather(load_site, places, today, as_of)
    templates = gather(load_texts, places.home / "templates", "templates", (".jinja",))
    content = gather(load_texts, places.home / "content", "content", (".md",))
    assets = gather(load_bytes, places.home / "content" / "assets")
    if gather.problems:  # rendering, which finds these too, will not take place
        gather(check_syntax, templates or {}, content or {})
    gather.finish()
    if site is None or templates is None or content is None or assets is None:
        raise RuntimeError("a step gave nothing, but found no problem either")
    return site, Inputs(templates, content, assets)


def load_site(places: Places, today: str, as_of: str | None = None) -> Site:
    """Load, check and derive. Raises InputError with every problem."""
    return derive_site(check_documents(load_documents(places.data, places.data_shown), today), as_of)


def prepare(
    places: Places, site: Site, inputs: Inputs, site_url: str | None
) -> tuple[Renderer, dict[str, str | bytes]]:
    """Return the renderer and all files the engine shall read. Raises InputError with every problem."""
    place = settings(places.home, site_url)
    releases = load_releases(places.data / "releases")
    renderer = Renderer(site, place, inputs.templates, inputs.content, releases)
    gather = ErrorCollector(list(contradicted_content(site, inputs.content)))
    files = gather(lambda: dict(renderer.pages()))
    gather.finish()
    return renderer, {**(files or {}), **{f"assets/{name}": data for name, data in joined(inputs.assets).items()}}


def contradicted_content(site: Site, content: Mapping[str, Authored]) -> Iterator[Problem]:
    """Yield a problem for every number, date or rank in authored pages that the data contradicts."""
    known = known_from(site.catalog.models)
    for authored in content.values():
        for offset, message in contradictions(authored.body, known):
            before = authored.body[:offset]
            yield Problem(authored.file, before.count("\n") + 1, offset - before.rfind("\n"), message)


def build(places: Places, today: str, engine: str, as_of: str | None, site_url: str | None, progress: Progress) -> Site:
    """Build the whole site and put it in the place of `places.output`. Raises InputError or EngineError; then nothing changed."""
    progress.say("reading and checking the data")
    site, inputs = load_all(places, today, as_of)
    progress.say(f"rendering {len(inputs.content)} pages")
    renderer, files = prepare(places, site, inputs, site_url)
    with workshop(places.output, (places.home / "build") in places.output.resolve().parents) as folder:
        rendered = render(engine, places.home, folder, files, renderer.settings.site_url)
        pages, others = write_site(folder / "site", rendered, renderer, progress)
        progress.say(f"verifying {len(pages):,} pages")
        faults = list(check_site(pages, others, renderer.settings.site_url))
        if faults:
            raise EngineError("the finished site is not fit to publish:\n" + "\n".join(sorted(faults)[:50]))
        publish(folder / "site", places.output)
    return site
