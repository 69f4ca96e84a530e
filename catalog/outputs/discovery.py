"""Site -> what search engines, feed readers and language models look for. Yields text and pictures; writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import escape

from catalog.check.rules.names import RESERVED
from catalog.model import Model
from catalog.outputs.cards import Deck, card_path, drawable
from catalog.outputs.feeds import write_feeds
from catalog.outputs.json_ld import checked
from catalog.pages.render import Renderer, address_of
from catalog.site import Site

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG = 60


class Authored(NamedTuple):
    """An authored page: its address below the site, and what its front matter says."""

    address: str
    title: str
    description: str
    kind: str


def authored_pages(renderer: Renderer) -> list[Authored]:
    """Return all authored pages, by address."""
    pages = (
        Authored(address_of(name), text.meta["title"], text.meta["description"], text.meta.get("kind", "page"))
        for name, text in renderer.content.items()
    )
    return sorted(pages)


def discover_site(renderer: Renderer) -> Iterator[tuple[str, str | bytes]]:
    """Yield (path, content) of site map, robots.txt, llms.txt, feeds, redirects and the cards of authored pages."""
    site, url = renderer.site, renderer.settings.site_url
    pages = authored_pages(renderer)
    entries = [(page.address, site.as_of) for page in pages] + [
        (f"models/{model.id}/", checked(model)) for model in site.models
    ]
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n"
    yield "sitemap.xml", renderer.text("feeds/sitemap.xml.jinja", entries=entries)
    yield "opensearch.xml", renderer.text("feeds/opensearch.xml.jinja")
    yield "llms.txt", renderer.text("feeds/llms.txt.jinja", pages=pages)
    yield from write_feeds(renderer)
    yield from _moved(renderer)
    deck = Deck(renderer.settings.site_name)
    for page in pages:
        kind = "home" if page.kind == "home" else "page"
        yield card_path(page.address), deck.card(drawable(page.title, page.address), kind)


def model_card(deck: Deck, model: Model) -> bytes:
    """Return the card of a model."""
    return deck.card(drawable(model.record.name, model.id), model.verdict.summary)


def _moved(renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Yield the pages that lead on; all are one text, in which two words differ."""
    page = renderer.text("feeds/moved.html.jinja", old="@@old@@", id="@@id@@", name="@@name@@")
    for old, model in short_addresses(renderer.site):
        text = (
            page.replace("@@old@@", old).replace("@@id@@", model.id).replace("@@name@@", str(escape(model.record.name)))
        )
        yield f"models/{old}/index.html", text


def short_addresses(site: Site) -> Iterator[tuple[str, Model]]:
    """Yield (address, model) of former ids, and of unmistakable aliases that do not begin with the id."""
    taken = {*site.by_id, *RESERVED}
    for redirect in site.catalog.redirects:
        taken.add(redirect.old)
        yield redirect.old, site.by_id[redirect.new]
    aliases = [(alias.casefold(), model) for model in site.models for alias in model.record.aliases]
    uses = Counter(alias for alias, _ in aliases)
    for alias, model in aliases:
        if (
            uses[alias] == 1
            and alias not in taken
            and not alias.startswith(model.id)
            and len(alias) <= _MAX_SLUG
            and _SLUG.fullmatch(alias)
        ):
            yield alias, model
