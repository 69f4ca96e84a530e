"""Former ids of records: what lay at an address of the old id lies there still, made as that of the present id is.

The page leads on (see `discovery`); record, text version, social card, badges and card for frames are served at both ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.outputs.api import record_path
from catalog.outputs.badges import badge_path
from catalog.outputs.cards import card_path
from catalog.pages.page import File, Make
from catalog.site import Site
from catalog.verdict import SENSES


def paths_of(ident: str) -> Iterator[str]:
    """Yield the paths of all files of one record, beside its page."""
    yield f"models/{ident}/index.md"
    yield card_path(f"models/{ident}/")
    yield record_path(ident)
    yield from (badge_path(ident, sense) for sense in ("", *SENSES))
    yield from (f"embed/{ident}/{name}" for name in ("index.html", "oembed.json"))


def former_ids(site: Site, files: Mapping[str, Make]) -> Iterator[File]:
    """Yield, for every former id, the files of the present one at their former paths."""
    for redirect in site.catalog.redirects:
        yield from zip(paths_of(redirect.old), map(files.__getitem__, paths_of(redirect.new)), strict=True)
