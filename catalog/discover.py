"""Site -> what search engines, feed readers and language models look for. Returns text; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from catalog.render import Renderer


def discover_site(renderer: Renderer) -> Iterator[tuple[str, str | bytes]]:
    """Yield (path, content) of sitemap, robots.txt, llms.txt, feeds, cards and redirects."""
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {renderer.settings.site_url}sitemap.xml\n"
