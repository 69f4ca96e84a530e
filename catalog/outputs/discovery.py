"""Pages -> what search engines and language models look for: site map, robots.txt, llms.txt, search description, redirects."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial

from markupsafe import escape

from catalog.check.rules.names import RESERVED
from catalog.model import Model
from catalog.pages.assets import versioned_page
from catalog.pages.page import File
from catalog.pages.render import Renderer
from catalog.site import Site

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG = 60


def discovery(renderer: Renderer, version: str) -> Iterator[File]:
    """Yield site map, robots.txt, llms.txt, search description and redirects, which ask for their script with a version."""
    url = renderer.settings.site_url
    yield "robots.txt", partial(str, f"User-agent: *\nAllow: /\nSitemap: {url}sitemap.xml\n")
    yield "sitemap.xml", lambda: renderer.text("feeds/sitemap.xml.jinja", pages=list(renderer.pages))
    yield "opensearch.xml", partial(renderer.text, "feeds/opensearch.xml.jinja")
    yield "llms.txt", lambda: renderer.text("feeds/llms.txt.jinja", pages=renderer.authored)
    yield from _redirects(renderer, version)


def _redirects(renderer: Renderer, version: str) -> Iterator[File]:
    """Yield the pages that lead on; all are one text, in which three words differ."""
    text = renderer.text("feeds/moved.html.jinja", old="@@old@@", id="@@id@@", name="@@name@@")
    page = versioned_page(text, version)

    def filled(old: str, model: Model) -> str:
        addressed = page.replace("@@old@@", old).replace("@@id@@", model.id)
        return addressed.replace("@@name@@", str(escape(model.record.name)))

    for old, model in short_addresses(renderer.site):
        yield f"models/{old}/index.html", partial(filled, old, model)


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
