"""Change log -> feeds and documents of the API; pages -> site map, robots.txt, llms.txt, and what lies at former ids.

An id of a feed is a tag (RFC 4151) without the address of the site: readers see nothing twice when the site moves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import escape

from catalog.check.rules.relations import RESERVED
from catalog.outputs.api import document, dump, record_path
from catalog.outputs.cards import card_path
from catalog.outputs.changes import LABELS, Change, ChangeLog, Release
from catalog.outputs.embeds import badge_path
from catalog.pages.layout import versioned_page
from catalog.pages.page import File, Make
from catalog.pages.render import Renderer
from catalog.site import Model, Site
from catalog.verdict import SENSES

_ITEMS = 200
"""A feed holds the newest changes; the page of changes holds all."""
_TAG = "tag:are-all-llms-generative,2026"
"""What the ids of this feed begin with. It never changes: a fork that tells other facts chooses its own."""
_HEADLINES = {"new": "new model", "renamed": "renamed", "removed": "removed"}
_SLUG = re.compile(r"(?!.{61})[a-z0-9]+(-[a-z0-9]+)*")


def feeds(renderer: Renderer) -> Iterator[File]:
    """Yield both feeds, and what changed, former values and released states as documents."""
    log, as_of = renderer.log, renderer.site.as_of
    page = f"{renderer.settings.site_url}changes/"
    yield "feeds/changes.atom", partial(_atom, renderer, page)
    yield "feeds/changes.json", partial(_json_feed, renderer, page)
    yield "api/v1/changes.json", lambda: document(as_of, releases=[
        _described(it) | {"changes": [change.published for change in it.changes]} for it in log.entries
    ])  # fmt: skip
    yield "api/v1/history.json", lambda: document(as_of, models=dict(sorted(log.former_values.items())))
    yield "api/v1/releases/index.json", lambda: document(as_of, releases=[
        _described(it) | {"path": it.path, "page": f"releases/{it.version}/"} for it in reversed(log.releases)
    ])  # fmt: skip
    for release in log.releases:
        yield release.path, partial(
            document, release.date,  # that of the release, so that the document stays as it is
            version=release.version, note=release.note, count=release.models, models=release.state.models,
        )  # fmt: skip


def _described(release: Release) -> dict[str, Any]:
    return {"version": release.version, "date": release.date, "note": release.note, "count": release.models}


def _items(log: ChangeLog, page: str) -> list[dict[str, str]]:
    """Return the newest releases and records that changed in them, as a JSON Feed wants them; `page` is that of changes."""
    found = []
    for entry in log.entries:
        ident, place = f"{_TAG}:release/{entry.version}", f"{page}#{entry.anchor}"
        told = [(ident, place, f"Release {entry.version}: {entry.models} models", entry.note)]
        told += [(f"{ident}/{it.id}", f"{place}-{it.id}", _headline(it), it.sentence) for it in entry.changes]
        dated = {"date_published": f"{entry.date}T00:00:00Z"}
        found += [
            {"id": it, "url": url} | dated | {"title": title, "content_text": text} for it, url, title, text in told
        ]
    return found[:_ITEMS]


def _headline(change: Change) -> str:
    """Return what happened to a record, in a few words."""
    fields = [fact.field for fact in change.facts]
    named = ", ".join(LABELS.get(field, field.replace("_", " ")) for field in fields)
    what = "verdict changed" if "summary" in fields else f"{named} changed"
    return f"{change.name}: {_HEADLINES.get(change.kind, what)}"


def _atom(renderer: Renderer, page: str) -> str:
    newest = _items(renderer.log, page)
    updated = newest[0]["date_published"] if newest else f"{renderer.site.as_of}T00:00:00Z"
    return renderer.text("feeds/changes.atom.jinja", id=f"{_TAG}:changes", items=newest, page=page, updated=updated)


def _json_feed(renderer: Renderer, page: str) -> str:
    return dump({
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{renderer.settings.site_name} Changes of facts",
        "language": "en",
        "home_page_url": page,
        "feed_url": f"{renderer.settings.site_url}feeds/changes.json",
        "items": _items(renderer.log, page),
    })  # fmt: skip


def discovery(renderer: Renderer, version: str) -> Iterator[File]:
    """Yield site map, robots.txt, llms.txt, search description and redirects, which ask for their script with a version."""
    robots = f"User-agent: *\nAllow: /\nSitemap: {renderer.settings.site_url}sitemap.xml\n"
    yield "robots.txt", partial(str, robots)
    yield "sitemap.xml", lambda: renderer.text("feeds/sitemap.xml.jinja", pages=list(renderer.pages))
    yield "opensearch.xml", partial(renderer.text, "feeds/opensearch.xml.jinja")
    yield "llms.txt", lambda: renderer.text("feeds/llms.txt.jinja", pages=renderer.authored)
    # One text for all pages that lead on, in which three words differ: much faster than a template for each.
    text = renderer.text("feeds/moved.html.jinja", old="@@old@@", id="@@id@@", name="@@name@@")
    page = versioned_page(text, version)

    def filled(old: str, model: Model) -> str:
        addressed = page.replace("@@old@@", old).replace("@@id@@", model.id)
        return addressed.replace("@@name@@", str(escape(model.record.name)))

    for old, model in _short_addresses(renderer.site):
        yield f"models/{old}/index.html", partial(filled, old, model)


def _short_addresses(site: Site) -> Iterator[tuple[str, Model]]:
    """Yield (address, model) of former ids, and of unmistakable aliases that do not begin with the id."""
    taken = {*site.by_id, *RESERVED}
    for redirect in site.catalog.redirects:
        taken.add(redirect.old)
        yield redirect.old, site.by_id[redirect.new]
    aliases = [(alias.casefold(), model) for model in site.models for alias in model.record.aliases]
    uses = Counter(alias for alias, _ in aliases)
    for alias, model in aliases:
        unmistakable = uses[alias] == 1 and alias not in taken and not alias.startswith(model.id)
        if unmistakable and _SLUG.fullmatch(alias):
            yield alias, model


def former_ids(site: Site, files: Mapping[str, Make]) -> Iterator[File]:
    """Yield, for every former id of a record, the files of the present one at their former paths: all but the page."""
    for redirect in site.catalog.redirects:
        yield from zip(_paths_of(redirect.old), map(files.__getitem__, _paths_of(redirect.new)), strict=True)


def _paths_of(ident: str) -> Iterator[str]:
    yield f"models/{ident}/index.md"
    yield card_path(f"models/{ident}/")
    yield record_path(ident)
    yield from (badge_path(ident, sense) for sense in ("", *SENSES))
    yield from (f"embed/{ident}/{name}" for name in ("index.html", "oembed.json"))
