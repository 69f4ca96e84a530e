"""What happens after the engine: articles go into the layout, files get their version, the theme's style sheet is cut.

The engine renders the layout once, as a page of its own. Filling it is a join of strings, so a thousand pages cost what
two engine pages cost; a test holds the result against pages that the engine rendered in full.

Scripts and styles are asked for with one version for all, `?v=…`: after a deployment no page mixes new files with old
ones; the names stay, because older pages must still find their style. Style sheets become one, so that nothing is painted
twice. Of the style sheet of Material for MkDocs it holds the rules that the pages can use, about a tenth; a page that
comes to use another class of the theme, such as that of a note, gets its rules with the next build.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from importlib import metadata, resources

_HEAD, _ARTICLE, _CONTENTS = "@@head@@", "@@article@@", "@@contents@@"
"""What stands in the layout for what pages bring."""
LAYOUT_PAGE = "layout/page/index.html"
LAYOUT_SOURCE = (
    "layout/page.md",
    f'---\ntitle: "Layout"\ndescription: "Layout"\nhead: "{_HEAD}"\n---\n'
    f"# Layout {{#top}}\n\n## {_CONTENTS} {{#layout}}\n\n{_ARTICLE}\n",
)
"""Path and Markdown of the layout page, which the engine renders."""
_ROOT = re.compile(r'="(?:\./)?\.\./\.\.(?:/|(?="))')
"""How the layout itself leads to the root of the site."""
_MARK = re.compile("@@(head|article|contents)@@")
_LAYOUT_ARTICLE = re.compile(rf'<h1 id="top">.*?<p>{_ARTICLE}</p>', re.S)
_LAYOUT_ENTRY = f'<li><a href="#layout">{_CONTENTS}</a></li>'
_TABLE_OF_CONTENTS = re.compile(r'<aside class="contents">.*?</aside>|<nav class="contents__nav".*?</nav>', re.S)
_HEADING = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)<a class="headerlink"', re.S)
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"?application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.S)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_CHECKBOX = re.compile(r"<input[^>]*type=\"checkbox\"[^>]*>")
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?/>')
_ALIGNED = re.compile(r'<(t[hd]) align="(left|center|right)"')
_RAW_HTML = re.compile(r'<div id="late-[\w-]+"></div>')
_CHARSET = '<meta charset="utf-8">'


class Layout:
    """The layout page as the engine rendered it, to be filled with head, contents and article of a page."""

    def __init__(self, html: str) -> None:
        self._html = _LAYOUT_ARTICLE.sub(_ARTICLE, html).replace(_LAYOUT_ENTRY, _CONTENTS)
        self._header = html.partition("</header>")[0]
        self._at = cache(self._moved)

    def page(self, address: str, root: str, head: str, article: str) -> str:
        """Return the page at an address; `root` leads from it to the root of the site."""
        entries = [f'<li><a href="#{ident}">{text}</a></li>' for ident, text in _HEADING.findall(article)]
        parts = {"head": head, "article": article, "contents": "\n    ".join(entries)}
        current = address if f'/{address}"' in self._header else ""
        return _MARK.sub(lambda mark: parts[mark[1]], self._at(root, current, bool(entries)))

    def _moved(self, root: str, current: str, contents: bool) -> str:
        """Return the layout with the addresses that lead from another depth.

        `current` is the address of the page when the navigation leads to it, where it is marked.
        """
        html = self._html if contents else _TABLE_OF_CONTENTS.sub("", self._html)
        header, end, rest = _ROOT.sub(f'="{root or "./"}', html).partition("</header>")
        if current:
            link = f'<a href="{root}{current}"'
            header = header.replace(f"{link}>", f'{link} aria-current="page">')
        return header + end + rest


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


def secured(html: str) -> str:
    """Return the page with its policy right behind its character set: own files, and the inline blocks the engine wrote."""

    def hashes(blocks: re.Pattern[str]) -> str:
        digests = {hashlib.sha256(block.encode()).digest() for block in blocks.findall(html)}
        return "".join(f" 'sha256-{digest}'" for digest in sorted(base64.b64encode(it).decode() for it in digests))

    policy = (
        f"default-src 'none'; script-src 'self'{hashes(_SCRIPT)}; style-src 'self'{hashes(_STYLE)}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(_CHARSET, _CHARSET + meta, 1)


STYLES = "assets/face.css"
"""The style sheet that pages load."""
_SHEETS = ("site.css", "explore.css", "figures.css", "twins.css")
"""Style sheets in the order in which they hold; a browser gets them as one, behind what is used of the theme's."""
_IMPORT = re.compile(rb"""(\b(?:from|import)\s*\(?\s*)"(\.{1,2}/[\w./-]+\.js)\"""")
_REFERENCE = re.compile(r'((?:href|src)="(?![a-z]+:)[^"?]*\bassets/[\w./-]+\.(?:js|css))"')
_REMARK = re.compile(rb"/\*(?!!).*?\*/\s*", re.S)


def joined(assets: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the assets with the style sheets in one file, `face.css`, without remarks other than those of licenses."""
    others = {name: data for name, data in assets.items() if name not in _SHEETS}
    return others | {"face.css": _REMARK.sub(b"", b"".join(assets.get(name, b"") for name in _SHEETS))}


def version_of(contents: Iterable[str | bytes]) -> str:
    """Return the version of files with these contents: a digest of ten digits."""
    digest = hashlib.sha256()
    for content in contents:
        digest.update(content if isinstance(content, bytes) else content.encode())
    return digest.hexdigest()[:10]


def versioned_script(script: bytes, version: str) -> bytes:
    """Return a script that asks for the modules it imports with a version."""
    return _IMPORT.sub(rb'\1"\2?v=' + version.encode() + b'"', script)


def versioned_page(html: str, version: str) -> str:
    """Return a page that asks for its scripts and styles with a version."""
    return _REFERENCE.sub(rf'\1?v={version}"', html)


_LICENSE = """\
/*! What this site uses of the style sheet of Material for MkDocs {version}.
   Copyright 2016-2025 Martin Donath, MIT license: see vendor/theme.LICENSE.txt. */
"""
_MARKS = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[(){}\[\];,]""", re.S)
_OUTSIDE = re.compile(r"#[\w-]+|\[data-md|\[dir=rtl\]|\[id=|-webkit-|\.[\w-]+>summary")
"""Selectors of what no page of ours shows: what the theme's script makes, right to left, and its own kind of details."""
_NEVER_SHOWN = frozenset({"md-dialog", "md-dialog__inner", "md-overlay"})
"""Classes that stand in every page, but only serve the theme's script."""


def theme_styles(texts: Iterable[str], own: str) -> str:
    """Return the part of the theme's style sheet for pages or templates, beside style sheets of our own."""
    used = {name for text in texts for names in re.findall(r'\bclass="([^"]*)"', text) for name in names.split()}
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", _whole()))
    return _theme_styles(frozenset(used & known - _NEVER_SHOWN), own)


@lru_cache(maxsize=8)
def _theme_styles(classes: frozenset[str], own: str) -> str:
    variables: set[str] = set()
    text = "".join(_cut(_whole(), classes, variables))
    while len(found := {*re.findall(r"var\(\s*(--[\w-]+)", text + own)}) != len(variables):
        variables = found
        text = "".join(_cut(_whole(), classes, variables))
    return _LICENSE.format(version=metadata.version("mkdocs-material")) + text


@cache
def _whole() -> str:
    """Return the style sheet of the installed theme."""
    folder = resources.files("material") / "templates/assets/stylesheets"
    [sheet] = (file for file in folder.iterdir() if re.fullmatch(r"main\..*\.css", file.name))
    return re.sub(r"@charset[^;]*;|/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.S)


def _cut(css: str, classes: Set[str], variables: Set[str]) -> Iterator[str]:
    """Yield the rules that pages with these classes can use, without variables that are not among the given ones."""
    for head, body in (rule.partition("{")[::2] for rule in _split(css, "}")):
        if head.startswith("@media"):
            inner = "".join(_cut(body, classes, variables))
            yield f"{head}{{{inner}}}\n" if inner else ""
        elif not head.startswith("@"):
            selectors = [selector for selector in _split(head, ",") if _fits(selector, classes)]
            lines = [line for line in _split(body, ";") if line]
            lines = [line for line in lines if line[:2] != "--" or line.partition(":")[0] in variables]
            yield f"{','.join(selectors)}{{{';'.join(lines)}}}\n" if selectors and lines else ""


def _split(text: str, mark: str) -> Iterator[str]:
    """Yield the parts of a text between marks, not heeding those in strings and brackets."""
    depth = start = 0
    for hit in _MARKS.finditer(text):
        depth -= hit[0] in ")]}"
        if hit[0] == mark and not depth:
            yield text[start : hit.start()].strip()
            start = hit.end()
        depth += hit[0] in "([{"
    yield text[start:].strip()


def _fits(selector: str, classes: Set[str]) -> bool:
    """Tell whether a selector can fit an element of pages with these classes."""
    bare = re.sub(r":not\([^)]*\)", "", selector)
    return set(re.findall(r"\.([\w-]+)", bare)) <= classes and not _OUTSIDE.search(bare)
