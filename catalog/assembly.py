"""The engine's output -> the finished site: completed pages, model pages, exports, and what was read from every page.

Each file is made, or taken over from the last site when it would be made from the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.exports.contract import SCHEMA_VERSION, Contract
from catalog.exports.export import dump, export_site, published, record_path, single_text
from catalog.facts.derive import Site
from catalog.facts.model import Model
from catalog.inputs.progress import Progress
from catalog.inputs.shelf import digest
from catalog.pages.cards import Deck, card_path
from catalog.pages.ingredients import Ingredients
from catalog.pages.render import Renderer
from catalog.reach.discover import authored_pages, discover_site, model_card
from catalog.reach.search import search_index
from catalog.reach.twins import LISTS, page_twin
from catalog.site.engine import EngineError, Rendered
from catalog.site.finish import SHELL_PAGE, Shell, completed, rooted, secured, valid
from catalog.site.kept import Kept
from catalog.site.outline import Page, inline_blocks, read_page
from catalog.site.stage import write_all

Make = Callable[[], str | bytes]


@dataclass
class Assembly:
    """A site that grows in `folder`: what was read from its pages, and the paths of its other files."""

    folder: Path
    kept: Kept
    inline: frozenset[str] | None = None
    """Scripts and styles that may stand in a page; None when pages are not to be read."""
    pages: dict[str, Page] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    @property
    def preview(self) -> bool:
        """Whether the site is only looked at by its author."""
        return self.inline is None

    def add(self, files: Mapping[str, Make], key: str = "") -> None:
        """Write files, or take them over when those of the last site were made from the same, which `key` tells."""
        if taken := files.keys() & (self.pages.keys() | self.others):
            raise EngineError(f"{min(taken)} is made twice; choose another name for the authored page or asset")
        read = self.kept.pages.get(key) if key else None
        if read is None or not self.kept.take(files, self.folder):
            read = [self._written(name, make()) for name, make in files.items()]
            if key:
                self.kept.pages.put(key, read)
        for name, parts in zip(files, read, strict=True):
            if name.endswith(".html"):
                self.pages[name] = Page.of(parts)
            else:
                self.others.add(name)

    def _written(self, name: str, content: str | bytes) -> list[list[str]]:
        write_all(self.folder, name, content)
        if self.inline is None or isinstance(content, bytes) or not name.endswith(".html"):
            return []
        return read_page(content, self.inline).parts()


def assemble(
    folder: Path, rendered: Rendered, renderer: Renderer, kept: Kept, progress: Progress, preview: bool = False
) -> Assembly:
    """Complete what the engine rendered in `folder` to the finished site.

    A preview has no security policy, which would forbid the engine's live reload, and nothing for search engines.
    """
    base = urlsplit(renderer.settings.site_url).path
    finished: dict[str, str] = {}
    for name, html in rendered.pages.items():
        html = rooted(completed(valid(html), renderer.late), name, base)
        finished[name] = html if preview else secured(html)
    shell = finished.pop(SHELL_PAGE, None)
    if shell is None:
        raise EngineError("the engine did not render the shell of the model pages")
    assembly = Assembly(folder, kept, None if preview else inline_blocks(finished.get("404.html", "")))
    assembly.others.update(rendered.others)
    _add_authored(assembly, renderer, finished)
    _add_models(assembly, renderer, shell, progress)
    if not preview:
        for name, content in discover_site(renderer):
            assembly.add({name: partial(_same, content)})
    assembly.add({"assets/search.json": lambda: search_index(renderer.library, finished)})
    return assembly


def _same(content: str | bytes) -> str | bytes:
    return content


def _add_authored(assembly: Assembly, renderer: Renderer, finished: Mapping[str, str]) -> None:
    """Add the engine's pages, each with its twin."""
    authored = {} if assembly.preview else {f"{page.address}index.html": page for page in authored_pages(renderer)}
    site_url, as_of = renderer.settings.site_url, renderer.site.as_of
    for name, html in finished.items():
        files: dict[str, Make] = {name: partial(_same, html)}
        page = authored.get(name)
        if page and page.kind in LISTS:  # made from the data, of which the page does not show all
            assembly.add({f"{page.address}index.md": partial(page_twin, renderer, page, html)})
        elif page:
            files[f"{page.address}index.md"] = partial(page_twin, renderer, page, html)
        assembly.add(files, digest(name, site_url, as_of, html))


def _add_models(assembly: Assembly, renderer: Renderer, html: str, progress: Progress) -> None:
    """Add the pages of all models, and the exports."""
    site, shell = renderer.site, Shell(html)
    ingredients, deck = Ingredients(renderer, html), Deck(renderer.settings.site_name)
    records = _records(site)
    texts = {ident: dump(record) for ident, record in records.items()}
    for model in progress.of(site.models, "model pages"):
        files: dict[str, Make] = {
            f"models/{model.id}/index.html": partial(_stamped, shell, renderer, model),
            f"models/{model.id}/index.md": partial(renderer.twin, model),
            record_path(model.id): partial(single_text, site, texts[model.id]),
        }
        if not assembly.preview:
            files[card_path(f"models/{model.id}/")] = partial(model_card, deck, model)
        assembly.add(files, ingredients.of(model))
    for name, text in export_site(site, records, texts):
        assembly.add({name: partial(_same, text)})


def _records(site: Site) -> dict[str, dict[str, Any]]:
    """Return the published records by id. Raises EngineError when the published schema rejects one."""
    records = {model.id: published(site, model) for model in site.models}
    head = {"schema_version": SCHEMA_VERSION, "as_of": site.as_of, "count": len(records)}
    if rejected := Contract().check(head | {"models": list(records.values())}):
        raise EngineError("the published schema rejects the export: " + "; ".join(rejected[:5]))
    return records


def _stamped(shell: Shell, renderer: Renderer, model: Model) -> str:
    return shell.page(renderer.stamp(model))
