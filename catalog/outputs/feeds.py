"""Change log -> Atom, JSON Feed and `api/v1/changes.json`.

Ids and dates come from the releases. An id is a tag (RFC 4151) without the address of the site, so that readers of a feed
see nothing twice when the site moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from catalog.outputs.api import SCHEMA_VERSION, dump
from catalog.outputs.changes import LABELS, Change, ChangeLog, plain
from catalog.pages.page import File
from catalog.pages.render import Renderer

ITEMS = 200
"""A feed holds the newest changes; the page of changes holds all."""
TAG = "tag:are-all-llms-generative,2026"
"""What the ids of this feed begin with. It never changes: a fork that tells other facts chooses its own."""
_HEADLINES = {"new": "new model", "renamed": "renamed", "removed": "removed"}


class Item(NamedTuple):
    """One entry of a feed: a release, or one record that changed in it."""

    id: str
    url: str
    title: str
    text: str
    date: str

    @property
    def moment(self) -> str:
        """The date as feeds want it."""
        return f"{self.date}T00:00:00Z"

    @property
    def plain(self) -> dict[str, str]:
        """The item as a JSON Feed wants it."""
        fixed = {"id": self.id, "url": self.url, "date_published": self.moment}
        return fixed | {"title": self.title, "content_text": self.text}


def headline(change: Change) -> str:
    """Return what happened to a record, in a few words."""
    fields = [fact.field for fact in change.facts]
    what = (
        "verdict changed"
        if "summary" in fields
        else f"{', '.join(LABELS.get(field, field.replace('_', ' ')) for field in fields)} changed"
    )
    return f"{change.name}: {_HEADLINES.get(change.kind, what)}"


def items(log: ChangeLog, page: str) -> Iterator[Item]:
    """Yield the items, newest release first; `page` is the address of the page of changes."""
    for entry in log.entries:
        ident, place = f"{TAG}:release/{entry.version}", f"{page}#{entry.anchor}"
        yield Item(ident, place, f"Release {entry.version}: {entry.models} models", entry.note, entry.date)
        for change in entry.changes:
            yield Item(f"{ident}/{change.id}", f"{place}-{change.id}", headline(change), change.sentence, entry.date)


def feeds(renderer: Renderer) -> Iterator[File]:
    """Yield both feeds and the machine-readable change log."""
    yield "feeds/changes.atom", partial(_atom, renderer)
    yield "feeds/changes.json", partial(_json_feed, renderer)
    yield "api/v1/changes.json", partial(_releases, renderer)


def _newest(renderer: Renderer) -> tuple[str, list[Item]]:
    """Return the address of the page of changes, and the newest items."""
    page = f"{renderer.settings.site_url}changes/"
    return page, list(islice(items(renderer.log, page), ITEMS))


def _atom(renderer: Renderer) -> str:
    page, newest = _newest(renderer)
    updated = newest[0].moment if newest else f"{renderer.site.as_of}T00:00:00Z"
    return renderer.text("feeds/changes.atom.jinja", id=f"{TAG}:changes", items=newest, page=page, updated=updated)


def _json_feed(renderer: Renderer) -> str:
    page, newest = _newest(renderer)
    return dump({
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{renderer.settings.site_name} Changes of facts",
        "language": "en",
        "home_page_url": page,
        "feed_url": f"{renderer.settings.site_url}feeds/changes.json",
        "items": [item.plain for item in newest],
    })  # fmt: skip


def _releases(renderer: Renderer) -> str:
    releases = [
        {
            "version": entry.version,
            "date": entry.date,
            "note": entry.note,
            "count": entry.models,
            "changes": list(map(plain, entry.changes)),
        }
        for entry in renderer.log.entries
    ]
    return dump({"schema_version": SCHEMA_VERSION, "as_of": renderer.site.as_of, "releases": releases})
