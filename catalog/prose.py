"""Rich text in data: a little Markdown with references -> safe HTML.

Allowed are emphasis, code and `[[kind:id]]` references; everything else is removed by a maintained sanitizer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import markdown
import nh3
from markupsafe import Markup

from catalog.schema.record import REFERENCE

_ALLOWED = {"em", "strong", "code", "p", "sub", "sup"}

_Resolve = Callable[[str, str, str | None], Markup]
"""(kind, id, own words) -> link."""

_MARKDOWN = markdown.Markdown()
_MARKDOWN.preprocessors.deregister("html_block")  # tags in data are text
_MARKDOWN.inlinePatterns.deregister("html")
_MEANT = re.compile(r"""[<>&"'\\`*{}\[\]|#~^]|={2,}|\+{2,}|(?<!\w)_+|_+(?!\w)|\A[-+=:!?]|(?<=\A\d)[.)]""")
"""Characters that mean something to HTML or Markdown, anywhere or at the start of a line."""
_MEANT_IN_HTML = re.compile(
    r"[\\`*{}\[\]|~^]|={2,}|\+{2,}|(?<!\w)_+|_+(?!\w)|^[-+=:#!?]|(?<=^\d)[.)]|(?<=^\d\d)[.)]", re.M
)
"""Characters that mean something to Markdown even between and inside tags, anywhere or at the start of a line."""
_BLOCK = re.compile(r"\s*<(?:div|p|section|figure|table|ul|ol|dl|svg|math|details|form|aside|nav|h\d|script)\b")
"""The start of HTML that stands as a block, which Markdown does not read."""


@lru_cache(maxsize=8192)
def _sanitized(text: str) -> str:
    html: str = _MARKDOWN.reset().convert(text)
    cleaned: str = nh3.clean(html, tags=_ALLOWED, attributes={})
    return cleaned.strip()


def _linked(html: str, resolve: _Resolve) -> Markup:
    def link(hit: re.Match[str]) -> str:
        own = Markup(hit[3]).striptags() if hit[3] else None
        return str(resolve(hit[1], hit[2], own))

    return Markup(REFERENCE.sub(link, html))


def paragraphs(text: str, resolve: _Resolve) -> Markup:
    """Return block HTML of a text of one or more paragraphs."""
    return _linked(_sanitized(text), resolve)


def inline(text: str, resolve: _Resolve) -> Markup:
    """Return inline HTML of a text of one paragraph."""
    html = _sanitized(text)
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return _linked(html, resolve)


def plain(text: str, name: Callable[[str, str], str]) -> str:
    """Return the text without marks, for descriptions and feeds; `name` gives the words for a reference."""
    bare = REFERENCE.sub(lambda hit: hit[3] or name(hit[1], hit[2]), text)
    return bare.replace("*", "").replace("`", "")


def in_markdown(text: str) -> Markup:
    """Return text, or HTML, as data inside a Markdown page: Markdown reads nothing into it."""
    if not isinstance(text, Markup):
        return Markup(_MEANT.sub(_entity, text))
    return text if _BLOCK.match(text) else Markup(_MEANT_IN_HTML.sub(_entity, str(text)))


def _entity(hit: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in hit[0])
