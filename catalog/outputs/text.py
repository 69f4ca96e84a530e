"""Finished page -> its text version, with a little Markdown for headings, lists, links and tables.

Everything that comes from the page is escaped when it is written, so that no name becomes a link or a tag where the text
is read as Markdown.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.outputs.escaping import escape_markdown

_SKIPPED = frozenset(
    {"button", "select", "input", "label", "template", "nav", "form", "svg", "script", "style", "-comment"}
)
_SKIPPED_CLASSES = frozenset({"headerlink", "term-tip__text"})
_BLOCKS = frozenset({
    "p", "div", "section", "figure", "figcaption", "dl", "dt", "ul", "ol", "table", "blockquote",
    "details", "summary", "caption", "header",
})  # fmt: skip
_BEFORE = {"tr": "\n", "br": "\n", "dd": "\n: ", "strong": "**", "em": "*"}
_AFTER = {"td": " | ", "th": " | ", "strong": "**", "em": "*"}
_SPACE = re.compile(r"\s+")
_GAP = re.compile(r"\n{3,}")
_BACKQUOTES = re.compile(r"`+")


def text_of_page(html: str, address: str, as_of: str) -> str:
    """Return the text version of a finished page; `address` is its public address, to which links are joined."""
    article = LexborHTMLParser(html).css_first("article")
    parts: list[str] = []
    if article:
        _write_children(article, address, 0, parts)
    lines = map(str.rstrip, "".join(parts).split("\n"))
    text = _GAP.sub("\n\n", "\n".join(lines)).strip()
    return f"{text}\n\n{address} · data of {as_of} · CC BY 4.0\n"


def _write_children(node: LexborNode, address: str, depth: int, parts: list[str]) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(escape_markdown(_SPACE.sub(" ", child.text_content or "")))
        elif child.tag not in _SKIPPED and _SKIPPED_CLASSES.isdisjoint((child.attributes.get("class") or "").split()):
            _write(child, str(child.tag), address, depth, parts)


def _write(node: LexborNode, tag: str, address: str, depth: int, parts: list[str]) -> None:
    """Write an element; `depth` counts the lists around it."""
    if tag == "pre":
        parts.append(_fenced(node.text()))
        return
    if tag == "code":
        parts.append(_code(node.text()))
        return
    link = tag == "a" and _safe(urljoin(address, node.attributes.get("href") or ""))
    parts.append("[" if link else _before(tag, depth))
    _write_children(node, address, depth + (tag in ("ul", "ol")), parts)
    parts.append(f"]({link})" if link else "\n" if tag in _BLOCKS else _AFTER.get(tag, ""))


def _before(tag: str, depth: int) -> str:
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return f"\n\n{'#' * int(tag[1])} "
    if tag == "li":
        return f"\n{'  ' * (depth - 1)}- "
    return "\n\n" if tag in _BLOCKS else _BEFORE.get(tag, "")


def _safe(link: str) -> str:
    """Return an address that can stand in a Markdown link; none for one that leads neither to a page nor to mail."""
    if not link.startswith(("https://", "http://", "mailto:")):
        return ""
    return _SPACE.sub("%20", link).replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")


def _code(text: str) -> str:
    """Return code inside a sentence, between more backquotes than it holds."""
    longest = max(map(len, _BACKQUOTES.findall(text)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{_SPACE.sub(' ', text)}{space}{fence}"


def _fenced(text: str) -> str:
    longest = max(map(len, _BACKQUOTES.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n\n{fence}\n{text}{fence}\n" if text.endswith("\n") else f"\n\n{fence}\n{text}\n{fence}\n"
