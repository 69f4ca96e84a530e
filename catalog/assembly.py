"""The engine's output -> every file of the finished site, and what makes it. A build makes all, a preview what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from catalog.engine import EngineError, Rendered
from catalog.load.progress import Progress
from catalog.model import Model
from catalog.outline import Page, inline_blocks, read_page
from catalog.outputs.api import Documents, record_path
from catalog.outputs.cards import Deck, card_path
from catalog.outputs.discovery import authored_pages, discover_site, model_card
from catalog.outputs.search import search_index
from catalog.outputs.text import page_twin
from catalog.pages.layout import SHELL_PAGE, Shell, completed, rooted, secured, valid
from catalog.pages.render import Renderer
from catalog.write import write_all

Make = Callable[[], str | bytes]


def write_site(
    folder: Path, rendered: Rendered, renderer: Renderer, progress: Progress
) -> tuple[dict[str, Page], set[str]]:
    """Make the whole site in `folder`, where the engine rendered its part.

    Returns what was read from its pages, by path, and the paths of its other files.
    """
    pages: dict[str, Page] = {}
    others = set(rendered.others)
    files = site_files(rendered, renderer)
    inline = inline_blocks(str(files["404.html"]())) if "404.html" in files else frozenset[str]()
    for name in progress.of(files, "files"):
        content = files[name]()
        write_all(folder, name, content)
        if isinstance(content, str) and name.endswith(".html"):
            pages[name] = read_page(content, inline)
        else:
            others.add(name)
    return pages, others


def site_files(rendered: Rendered, renderer: Renderer, *, preview: bool = False) -> dict[str, Make]:
    """Return {path: what makes it} of the site, without the files that the engine copied.

    A preview has no security policy, which would forbid the engine's live reload, and nothing for search engines.
    """
    files: dict[str, Make] = {}
    for name, make in _files(rendered, renderer, preview):
        if name in files or name in rendered.others:
            raise EngineError(f"{name} is made twice; choose another name for the authored page or asset")
        files[name] = make
    return files


def _files(rendered: Rendered, renderer: Renderer, preview: bool) -> Iterator[tuple[str, Make]]:
    base = urlsplit(renderer.settings.site_url).path
    pages = {name: rooted(completed(valid(html), renderer.late), name, base) for name, html in rendered.pages.items()}
    if not preview:
        pages = {name: secured(html) for name, html in pages.items()}
    if SHELL_PAGE not in pages:
        raise EngineError("the engine did not render the shell of the model pages")
    shell = Shell(pages.pop(SHELL_PAGE))
    for name, html in pages.items():
        yield name, partial(str, html)
    documents = Documents(renderer.site)
    yield from _models(renderer, documents, shell)
    yield from documents.others().items()
    yield "assets/search.json", partial(search_index, renderer.library, pages)
    if not preview:
        yield from _discovery(renderer, pages)


def _models(renderer: Renderer, documents: Documents, shell: Shell) -> Iterator[tuple[str, Make]]:
    """Yield page, text version and record of each model."""
    for model in renderer.site.models:
        yield f"models/{model.id}/index.html", partial(_stamped, shell, renderer, model)
        yield f"models/{model.id}/index.md", partial(renderer.twin, model)
        yield record_path(model.id), partial(documents.record, model)


def _discovery(renderer: Renderer, pages: Mapping[str, str]) -> Iterator[tuple[str, Make]]:
    """Yield what search engines and other programs read: text versions of authored pages, social cards, feeds."""
    deck = Deck(renderer.settings.site_name)
    for model in renderer.site.models:
        yield card_path(f"models/{model.id}/"), partial(model_card, deck, model)
    for page in authored_pages(renderer):
        html = pages[f"{page.address}index.html"]
        yield f"{page.address}index.md", partial(page_twin, renderer, page, html)
    for name, content in discover_site(renderer):
        yield name, lambda content=content: content  # type: ignore[misc]


def _stamped(shell: Shell, renderer: Renderer, model: Model) -> str:
    return shell.page(renderer.stamp(model))
