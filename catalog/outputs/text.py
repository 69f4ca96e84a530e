"""Finished authored page -> its plain text, with a little Markdown for headings, lists, links and tables.

The two pages that list every model have a twin made from the data; reading their tables back would be slow for nothing.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from catalog.outputs.discovery import Authored
from catalog.pages.render import Renderer

_SKIPPED = {"button", "select", "input", "label", "template", "nav", "form"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SKIPPED_CLASSES = {"headerlink", "tip"}
_BLOCKS = {
    "p", "div", "section", "figure", "figcaption", "dl", "dt", "ul", "ol", "table", "blockquote",
    "details", "summary", "caption", "header",
}  # fmt: skip
_MARKS = {"strong": "**", "em": "*", "code": "`"}
LISTS = ("models", "compare")
"""Kinds of pages whose twin is made from the data."""
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\n{3,}")
_ARTICLE = re.compile(r"<article.*</article>", re.S)
_DRAWING = re.compile(r"<(svg|script|style)\b.*?</\1>", re.S)


class _Reader(HTMLParser):
    """Collects the text of an article; links become absolute."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.parts: list[str] = []
        self.skipping = 0
        self.verbatim = False
        self.links: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        given = dict(attrs)
        if self.skipping or tag in _SKIPPED or not _SKIPPED_CLASSES.isdisjoint((given.get("class") or "").split()):
            self.skipping += tag not in _VOID
        elif tag == "a":
            self.links.append(urljoin(self.address, given.get("href") or ""))
            self.parts.append("[")
        else:
            self.depth += tag in ("ul", "ol")
            self.verbatim |= tag == "pre"
            self.parts.append(self._opening(tag))

    def _opening(self, tag: str) -> str:
        if re.fullmatch("h[1-6]", tag):
            return f"\n\n{'#' * int(tag[1])} "
        if tag == "li":
            return f"\n{'  ' * (self.depth - 1)}- "
        if tag in ("tr", "br", "dd", "pre"):
            return {"tr": "\n", "br": "\n", "dd": "\n: ", "pre": "\n\n```\n"}[tag]
        return "\n\n" if tag in _BLOCKS else self._mark(tag)

    def _mark(self, tag: str) -> str:
        return "" if self.verbatim else _MARKS.get(tag, "")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self.skipping:
            self.skipping -= tag not in _VOID
        elif tag == "a" and self.links:
            self.parts.append(f"]({self.links.pop()})")
        else:
            self.depth -= tag in ("ul", "ol")
            self.verbatim &= tag != "pre"
            closing = {"td": " | ", "th": " | ", "pre": "```\n"}
            self.parts.append(closing.get(tag) or ("\n" if tag in _BLOCKS else self._mark(tag)))

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self.skipping:
            self.parts.append(data if self.verbatim else _SPACE.sub(" ", data))

    def text(self) -> str:
        """Return the text, tidied."""
        lines = map(str.rstrip, "".join(self.parts).split("\n"))
        return _GAP.sub("\n\n", "\n".join(lines)).strip()


def _article(html: str) -> str:
    found = _ARTICLE.search(html)
    return _DRAWING.sub("", found[0]) if found else ""


def page_twin(renderer: Renderer, page: Authored, html: str) -> str:
    """Return the twin of an authored page, whose finished form is `html`."""
    if page.kind in LISTS:
        return renderer.text("feeds/models.txt.jinja", title=page.title, families=page.kind == "models")
    reader = _Reader(renderer.settings.site_url + page.address)
    reader.feed(_article(html))
    reader.close()
    return f"{reader.text()}\n\n{reader.address} · data of {renderer.site.as_of} · CC BY 4.0\n"
