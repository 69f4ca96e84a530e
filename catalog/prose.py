"""Rich text in data: a little Markdown with references -> safe HTML.

Allowed are emphasis, code and `[[kind:id]]` references; everything else is removed by a maintained sanitizer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape

import markdown
import nh3
from markupsafe import Markup

from catalog.schema import REFERENCE

ALLOWED = {"em", "strong", "code", "p", "sub", "sup"}

Resolve = Callable[[str, str, str | None], Markup]
"""(kind, id, own words) -> link."""


@cache
def _sanitized(text: str) -> str:
    html: str = markdown.markdown(text)
    cleaned: str = nh3.clean(html, tags=ALLOWED, attributes={})
    return cleaned.strip()


def paragraphs(text: str, resolve: Resolve) -> Markup:
    """Return block HTML of a text of one or more paragraphs."""
    return Markup(REFERENCE.sub(lambda hit: resolve(hit[1], hit[2], hit[3]), _sanitized(text)))


def inline(text: str, resolve: Resolve) -> Markup:
    """Return inline HTML of a text of one paragraph."""
    html = _sanitized(text)
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return Markup(REFERENCE.sub(lambda hit: resolve(hit[1], hit[2], hit[3]), html))


def plain(text: str, name: Callable[[str, str], str]) -> str:
    """Return the text without marks, for descriptions and feeds; `name` gives the words for a reference."""
    bare = REFERENCE.sub(lambda hit: hit[3] or name(hit[1], hit[2]), text)
    return bare.replace("*", "").replace("`", "")


def attribute(text: str) -> str:
    """Return text safe inside a double-quoted attribute."""
    return escape(text, quote=True)
