"""Change log -> Atom, JSON Feed and `api/v1/changes.json`. Ids and dates come from the releases, so they are stable."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from catalog.outputs.api import SCHEMA_VERSION, dump
from catalog.outputs.changes import LABELS, Change, ChangeLog, plain
from catalog.pages.render import Renderer

ITEMS = 200
"""A feed holds the newest changes; the page of changes holds all."""
_HEADLINES = {"new": "new model", "renamed": "renamed", "removed": "removed"}


class Item(NamedTuple):
    """One entry of a feed: a release, or one record that changed in it."""

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
        fixed = {"id": self.url, "url": self.url, "date_published": self.moment}
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
        yield Item(f"{page}#{entry.anchor}", f"Release {entry.version}: {entry.models} models", entry.note, entry.date)
        for change in entry.changes:
            yield Item(f"{page}#{entry.anchor}-{change.id}", headline(change), change.sentence, entry.date)


def write_feeds(renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of both feeds and of the machine-readable change log."""
    site, settings, log = renderer.site, renderer.settings, renderer.log
    page = f"{settings.site_url}changes/"
    newest = list(islice(items(log, page), ITEMS))
    updated = newest[0].moment if newest else f"{site.as_of}T00:00:00Z"
    yield "feeds/changes.atom", renderer.text("feeds/changes.atom.jinja", items=newest, page=page, updated=updated)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{settings.site_name} Changes of facts",
        "language": "en",
        "home_page_url": page,
        "feed_url": f"{settings.site_url}feeds/changes.json",
        "items": [item.plain for item in newest],
    }
    yield "feeds/changes.json", dump(feed)
    releases = [
        {
            "version": entry.version,
            "date": entry.date,
            "note": entry.note,
            "count": entry.models,
            "changes": list(map(plain, entry.changes)),
        }
        for entry in log.entries
    ]
    yield "api/v1/changes.json", dump({"schema_version": SCHEMA_VERSION, "as_of": site.as_of, "releases": releases})
