"""Authored pages -> a problem for everything in them that other sites understand and this one would print as it is typed.

Looked at is the source, outside code and template calls, so that each problem has its line. What a page refers to is not
known here: that is seen by `verify` in the finished page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from catalog.load.documents import Authored
from catalog.load.problems import Problem, nearest, shown

KINDS = (
    "page", "home", "models", "compare", "changes", "claims", "coverage", "data", "faq", "glossary", "judge", "method",
)  # fmt: skip
"""Values of `kind:`; each is a page with its own structured data or tools."""
_FRONT_MATTER = {"title": str, "description": str, "kind": str, "hide": list}
_CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{##.*?##\}", re.S)
_FENCE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^`\n]*)\n(?:.*\n)*?[ \t>]*\1[`~]*[ \t]*$", re.M)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|<(pre|code)\b.*?</\2>|<!--.*?-->", re.S)
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
END_OMITTED = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"})
"""Elements whose end may be left out."""
_FOOTNOTE = re.compile(r"\[\^([^\]\n]+)\](:?)")
_REFERENCE = re.compile(r"(?<!\])\[[^\[\]\n]+\]\[([^\[\]\n^]+)\]")
_REFERENCE_TEXT = re.compile(r"^ {0,3}\[([^\]\n^]+)\]:", re.M)
_MATH = 'formulas stand in {{ math("…") }}'
_POLICY = "the security policy forbids"
_UNUSED: tuple[tuple[str, str], ...] = (
    (r"^[ \t]*-+8<-+.*", 'snippets are not used here — write {% include "…" %} with a file of templates/'),
    (r"^:::[ \w].*|^///+ *\w.*", "blocks of this kind are not used here — for a note, write !!! note"),
    (r"^ *===[!+]{0,2} +[^\"'=\s].*", 'a tab needs its title in quotes, such as === "Python"'),
    (r"(?<![\w:/=\"'])(:[a-z][a-z0-9_+-]*:)(?![\w:/])", "icons and emoji have no names here — type the character"),
    (r"\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]*?(?<=[^\s$\\])\$(?![\w$])", rf"{_MATH}, and a dollar as \$"),
    (r"\\\((?=[^\n]*?[\\^_=][^\n]*?\\\)).*?\\\)", _MATH),
    (r"\{(?:\+\+|--|~~|==|>>).*?(?:\+\+|--|~~|==|<<)\}", "marks of edits are not used here — leave the final text"),
    (r"\{[^}\n]*\.annotate\b", "annotations need a script — write a footnote, [^1]"),
    (r"<[a-zA-Z][^<>]*\sstyle\s*=|\{:?[^}\n]*\bstyle\s*=", f"{_POLICY} style= — give it a class in site.css"),
    (r"<[a-zA-Z][^<>]*\son[a-z]+\s*=|\{:?[^}\n]*\bon[a-z]+\s*=", f"{_POLICY} scripts in attributes — write a module"),
    (r"<script\b(?![^>]*application/(?:ld\+)?json)", f"{_POLICY} inline scripts — write a module, named in main.js"),
    (r"<style\b", f"{_POLICY} <style> — write it in content/assets/site.css"),
    (r"<(?:iframe|frame|object|embed|applet|portal|base)\b", "nothing of other sites is shown here — write a link"),
    (
        r"!\[[^\]\n]*\]\(\s*https?:|<img\b[^<>]*\ssrc=[\"']?https?:",
        "pages load nothing from elsewhere — put the image beside the page",
    ),
    (r"!\[\s*\]\(|<img\b(?![^<>]*\salt=)[^<>]*>", "say in words what the image shows — ![words](image.svg)"),
    (r"#only-(?:light|dark)\b", "an image has one version here — an SVG file may ask for prefers-color-scheme itself"),
    (r"\[\[[\w/. -]+\]\]", "a link is written [words](page.md)"),
    (r"^(?:!!!|\?{3}\+?|={3}[!+]?) .*\n\S.*", "what belongs to a note or a tab is indented by four spaces"),
    (r"\]\(\s*http://|\bhref=[\"']?http://|<http://", "only https:// addresses are linked"),
    (r"\]\(\s*/|\b(?:href|src)=[\"']?/", "an address that begins with / breaks under a sub-path — write it relative"),
    (
        r"\[\[(?:model|claim|term|family|source|faq):",
        'this form belongs to data — write {{ model("bert") }} and the like',
    ),
)
"""What is looked for, and what an author should do instead."""
_RULES = tuple((re.compile(pattern, re.M), message) for pattern, message in _UNUSED)


def unsupported(content: Mapping[str, Authored]) -> Iterator[Problem]:
    """Yield a problem for all that authored pages hold and that would not work."""
    for authored in content.values():
        yield from _front_matter(authored)
        text = _blanked(_CALL, authored.body, "x")
        for hit in _FENCE.finditer(text):
            if re.match(r"[ {.]*mermaid\b", hit[2]):
                yield _at(authored, hit.start(), "Mermaid needs a script — draw an SVG file and show it as an image")
            if ".annotate" in hit[2]:
                yield _at(authored, hit.start(), "annotations need a script — write a comment, or a footnote below")
        prose = _blanked(_CODE, _blanked(_FENCE, text))
        for rule, message in _RULES:
            for hit in rule.finditer(prose):
                yield _at(authored, hit.start(), f"{shown(hit[0].strip())}: {message}")
        yield from _footnotes(authored, prose)
        yield from _references(authored, prose)
        yield from _tags(authored, _blanked(_CODE, _blanked(_FENCE, _blanked(_CALL, authored.body))))


def _front_matter(authored: Authored) -> Iterator[Problem]:
    for key, value in authored.meta.items():
        line = authored.meta_lines.get(key, 1)
        if key not in _FRONT_MATTER:
            known = ", ".join(_FRONT_MATTER)
            yield Problem(
                authored.file, line, 1, f"{key}: is not used here — known are {known}{nearest(key, _FRONT_MATTER)}"
            )
        elif not isinstance(value, _FRONT_MATTER[key]):
            yield Problem(
                authored.file, line, 1, f"{key}: expected {'a list' if key == 'hide' else 'text'}; got {shown(value)}"
            )
        elif key == "kind" and value not in KINDS:
            yield Problem(
                authored.file,
                line,
                1,
                f"kind: expected one of {', '.join(KINDS)}; got {shown(value)}{nearest(value, KINDS)}",
            )
        elif key == "hide" and not set(value) <= {"navigation", "toc"}:
            yield Problem(authored.file, line, 1, f"hide: expected navigation or toc; got {shown(value)}")


def _footnotes(authored: Authored, prose: str) -> Iterator[Problem]:
    found = [*_FOOTNOTE.finditer(prose)]
    defined = {hit[1] for hit in found if hit[2]}
    for hit in found:
        if hit[1] not in defined:
            yield _at(authored, hit.start(), f"footnote {shown(hit[1])} has no text — add a line [^{hit[1]}]: …")


def _references(authored: Authored, prose: str) -> Iterator[Problem]:
    defined = {hit[1].casefold() for hit in _REFERENCE_TEXT.finditer(prose)}
    for hit in _REFERENCE.finditer(prose):
        if hit[1].casefold() not in defined:
            yield _at(
                authored, hit.start(), f"reference {shown(hit[1])} leads nowhere — add a line [{hit[1]}]: address"
            )


def _tags(authored: Authored, html: str) -> Iterator[Problem]:
    """Yield the first tag that is not closed, or closes nothing."""
    opened: list[re.Match[str]] = []
    for hit in _TAG.finditer(html):
        if hit[2] in VOID | END_OMITTED or hit[3].endswith("/"):
            continue
        if not hit[1]:
            opened.append(hit)
        elif opened and opened[-1][2] == hit[2]:
            opened.pop()
        elif any(tag[2] == hit[2] for tag in opened):
            break
        else:
            yield _at(authored, hit.start(), f"</{hit[2]}> closes nothing that is open")
            return
    if opened:
        yield _at(authored, opened[-1].start(), f"<{opened[-1][2]}> is not closed — write </{opened[-1][2]}>")


def _at(authored: Authored, offset: int, message: str) -> Problem:
    before = authored.body[:offset]
    return Problem(authored.file, before.count("\n") + 1, offset - before.rfind("\n"), message)


def _blanked(pattern: re.Pattern[str], text: str, blank: str = " ") -> str:
    """Return the text with blanks in the place of what fits, so that every offset stays."""
    return pattern.sub(lambda hit: re.sub(r"[^\n]", blank, hit[0]), text)
