"""What happens after the engine: articles made from data are put into the layout, every page gets its security policy.

The engine renders the layout once, as a page of its own. Filling it is a join of strings, so a thousand pages cost what
two engine pages cost; a test holds the result against pages that the engine rendered in full.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache

LAYOUT_SOURCE = "layout/page.md"
LAYOUT_PAGE = "layout/page/index.html"
HEAD, ARTICLE, CONTENTS = "@@head@@", "@@article@@", "@@contents@@"
"""What stands in the layout for what pages bring."""
_ROOT = re.compile(r'="(?:\./)?\.\./\.\.(?:/|(?="))')
"""How the layout itself leads to the root of the site."""

_MARK = re.compile("@@(head|article|contents)@@")
_LAYOUT_ARTICLE = re.compile(rf'<h1 id="top">.*?<p>{ARTICLE}</p>', re.S)
_LAYOUT_ENTRY = f'<li><a href="#layout">{CONTENTS}</a></li>'
_TABLE_OF_CONTENTS = re.compile(r'<aside class="contents">.*?</aside>|<nav class="contents__nav".*?</nav>', re.S)
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)<a class="headerlink"', re.S)
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"?application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.S)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_CHECKBOX = re.compile(r"<input[^>]*type=\"checkbox\"[^>]*>")
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?/>')
_ALIGNED = re.compile(r'<(t[hd]) align="(left|center|right)"')
_RAW_HTML = re.compile(r'<div id="late-\d+"></div>')
_CHARSET = '<meta charset="utf-8">'


class Layout:
    """The layout page as the engine rendered it, to be filled with head, contents and article of a page."""

    def __init__(self, html: str) -> None:
        self._html = _LAYOUT_ARTICLE.sub(ARTICLE, html).replace(_LAYOUT_ENTRY, CONTENTS)
        self._header = html.partition("</header>")[0]
        self._pieces = cache(self._cut)

    def page(self, address: str, root: str, head: str, article: str) -> str:
        """Return the page at an address; `root` leads from it to the root of the site."""
        entries = [f'<li><a href="#{ident}">{text}</a></li>' for ident, text in _HEADING.findall(article)]
        parts = {"head": head, "article": article, "contents": "\n    ".join(entries)}
        current = address if f'/{address}"' in self._header else ""
        filled = [*self._pieces(root, current, bool(entries))]
        filled[1::2] = [parts[name] for name in filled[1::2]]
        return "".join(filled)

    def _cut(self, root: str, current: str, contents: bool) -> list[str]:
        """Return text and names of marks by turns, with the addresses that lead from another depth.

        `current` is the address of the page when the navigation leads to it, where it is marked.
        """
        html = self._html if contents else _TABLE_OF_CONTENTS.sub("", self._html)
        header, end, rest = _ROOT.sub(f'="{root or "./"}', html).partition("</header>")
        if current:
            link = f'<a href="{root}{current}"'
            header = header.replace(f"{link}>", f'{link} aria-current="page">')
        return _MARK.split(header + end + rest)


def finish(html: str, path: str, base: str, raw_html: Mapping[str, str], root: str) -> str:
    """Return a page of the engine ready to be looked at.

    Blocks that were kept out of the engine are put into their places; addresses that begin with `root` lead from where
    the page lies (404.html may be shown anywhere, so there they start at `base`); the autocompletion of check boxes,
    which the theme writes and HTML does not allow, is removed; and tasks and aligned cells are put into today's HTML.
    """
    html = _TASK.sub(lambda task: f'{task[0][:-2]} aria-label="{"done" if task[1] else "to do"}">', html)
    html = _ALIGNED.sub(r'<\1 class="align-\2"', html)
    html = _CHECKBOX.sub(lambda box: box[0].replace(' autocomplete="off"', ""), html)
    html = _RAW_HTML.sub(lambda place: raw_html.get(place[0], place[0]), html)
    to_root = base if path == "404.html" else "../" * path.count("/") or "./"
    return html.replace(f'="{root}', f'="{to_root}')


def _hashes(blocks: list[str]) -> str:
    digests = {base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks}
    return "".join(f" 'sha256-{digest}'" for digest in sorted(digests))


def policy(html: str) -> str:
    """Return the content-security policy of a page: own files, and exactly the inline blocks the engine wrote."""
    rules: Mapping[str, str] = {
        "default-src": "'none'",
        "script-src": "'self'" + _hashes(_SCRIPT.findall(html)),
        "style-src": "'self'" + _hashes(_STYLE.findall(html)),
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def secured(html: str) -> str:
    """Return the page with its policy right behind its character set."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    return html.replace(_CHARSET, _CHARSET + meta, 1)
