"""The engine's output -> every file of the finished site, and what makes it. A build makes all, a preview what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalog.exports.documents import Documents, record_path
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

BATCH = 128
"""Parts that are made together, step by step: what a step works with stays in the processor's cache, which saves a third."""

Make = Callable[[], str | bytes]
Outline = list[list[str]]
"""What was read from a page, as plain values; nothing for other files."""


class Part(NamedTuple):
    """Files that are made from the same ingredients; of those without a key nothing is kept."""

    files: Mapping[str, Make]
    key: Callable[[], str] | None = None


@dataclass
class Assembly:
    """A site that grows in `folder`: what was read from its pages, and the paths of its other files."""

    folder: Path
    kept: Kept
    inline: frozenset[str]
    """Scripts and styles that may stand in a page."""
    pages: dict[str, Page] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)
    """Paths that something was made for, or is about to be."""

    def add(self, parts: Iterable[Part]) -> None:
        """Write files, or take over those of the last site that were made from the same."""
        waiting = iter(parts)
        while batch := [*islice(waiting, BATCH)]:
            keys = [part.key() if part.key else "" for part in batch]
            made = [
                (part.files, key)
                for part, key in zip(batch, keys, strict=True)
                if not self._taken_over(part.files, key)
            ]
            read = self._made([files for files, _ in made])
            for files, key in made:
                if key:
                    self.kept.pages.put(key, [read[name] for name in files])

    def _taken_over(self, files: Mapping[str, Make], key: str) -> bool:
        if twice := files.keys() & self.claimed:
            raise EngineError(f"{min(twice)} is made twice; choose another name for the authored page or asset")
        self.claimed |= files.keys()
        read = self.kept.pages.get(key) if key else None
        if read is None or not self.kept.take(files, self.folder):
            return False
        for name, outline in zip(files, read, strict=True):
            self._note(name, outline)
        return True

    def _made(self, groups: Sequence[Mapping[str, Make]]) -> dict[str, Outline]:
        """Make files, the first of every group, then the second, and return what was read from them."""
        read: dict[str, Outline] = {}
        for column in zip_longest(*(files.items() for files in groups)):
            contents = {name: make() for name, make in filter(None, column)}
            for name, content in contents.items():
                write_all(self.folder, name, content)
            read |= {name: self._read(name, content) for name, content in contents.items()}
        for name, outline in read.items():
            self._note(name, outline)
        return read

    def _read(self, name: str, content: str | bytes) -> Outline:
        if isinstance(content, bytes) or not name.endswith(".html"):
            return []
        return read_page(content, self.inline).parts()

    def _note(self, name: str, outline: Outline) -> None:
        if name.endswith(".html"):
            self.pages[name] = Page.of(outline)
        else:
            self.others.add(name)


def assemble(folder: Path, rendered: Rendered, renderer: Renderer, kept: Kept, progress: Progress) -> Assembly:
    """Make the whole site in `folder`, where the engine rendered its part."""
    finished = {name: secured(html) for name, html in _finished(rendered, renderer).items()}
    assembly = Assembly(
        folder,
        kept,
        inline_blocks(finished.get("404.html", "")),
        others=set(rendered.others),
        claimed=set(rendered.others),
    )
    assembly.add(_parts(renderer, finished, progress))
    assembly.add(Part({name: partial(same, content)}) for name, content in discover_site(renderer))
    return assembly


def preview_files(rendered: Rendered, renderer: Renderer) -> dict[str, Make]:
    """Return {path: what makes it} of a site that only its author looks at.

    It has no security policy, which would forbid the engine's live reload, and nothing for search engines.
    """
    parts = _parts(renderer, _finished(rendered, renderer), Progress(), preview=True)
    return {name: make for part in parts for name, make in part.files.items()}


def same(content: str | bytes) -> str | bytes:
    """Return what was made already."""
    return content


def _finished(rendered: Rendered, renderer: Renderer) -> dict[str, str]:
    base = urlsplit(renderer.settings.site_url).path
    pages = rendered.pages.items()
    return {name: rooted(completed(valid(html), renderer.late), name, base) for name, html in pages}


def _parts(renderer: Renderer, pages: Mapping[str, str], progress: Progress, preview: bool = False) -> Iterator[Part]:
    authored = {name: html for name, html in pages.items() if name != SHELL_PAGE}
    if len(authored) == len(pages):
        raise EngineError("the engine did not render the shell of the model pages")
    yield from _authored(renderer, authored, preview)
    documents = Documents(renderer.site)
    yield from _models(renderer, documents, pages[SHELL_PAGE], progress, preview)
    yield Part(documents.others())
    yield Part({"assets/search.json": lambda: search_index(renderer.library, authored)})


def _authored(renderer: Renderer, pages: Mapping[str, str], preview: bool) -> Iterator[Part]:
    """Yield the engine's pages, each with its twin."""
    entries = {} if preview else {f"{page.address}index.html": page for page in authored_pages(renderer)}
    site_url, as_of = renderer.settings.site_url, renderer.site.as_of
    for name, html in pages.items():
        files: dict[str, Make] = {name: partial(same, html)}
        page = entries.get(name)
        twin = {f"{page.address}index.md": partial(page_twin, renderer, page, html)} if page else {}
        if page and page.kind in LISTS:  # made from the data, of which the page does not show all
            yield Part(twin)
        else:
            files |= twin
        yield Part(files, partial(digest, name, site_url, as_of, html))


def _models(renderer: Renderer, documents: Documents, html: str, progress: Progress, preview: bool) -> Iterator[Part]:
    """Yield what there is of each model: its page, twin, record and card."""
    shell, deck, ingredients = Shell(html), Deck(renderer.settings.site_name), Ingredients(renderer, html)
    for model in progress.of(renderer.site.models, "model pages"):
        files: dict[str, Make] = {
            f"models/{model.id}/index.html": partial(_stamped, shell, renderer, model),
            f"models/{model.id}/index.md": partial(renderer.twin, model),
            record_path(model.id): partial(documents.record, model),
        }
        if not preview:
            files[card_path(f"models/{model.id}/")] = partial(model_card, deck, model)
        yield Part(files, partial(ingredients.of, model))


def _stamped(shell: Shell, renderer: Renderer, model: Model) -> str:
    return shell.page(renderer.stamp(model))
