"""Authored pages -> a problem for everything in them that other sites understand and this one would print as it is typed.

Looked at is the source, outside code and template calls, so that each problem has its line. What a page refers to is not
known here: that is seen by `verify` in the finished page. Of styles, scripts and images, those that no browser could read
are problems: braces left open, scripts that do not parse.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import PurePosixPath
from shutil import which
from xml.etree import ElementTree
from xml.parsers.expat import ErrorString

from catalog.load.documents import Authored
from catalog.load.files import text_of
from catalog.load.problems import ErrorCollector, Problem, nearest, place_of, shown

_KINDS = (
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
_FOOTNOTE = re.compile(r"(^ {0,3}(?=\[\^[^\]\n]+\]:))?\[\^([^\]\n]+)\]", re.M)
_REFERENCE = re.compile(r"(?<!\])\[([^\[\]\n^]+)\]\[([^\[\]\n^]*)\]")
_REFERENCE_TEXT = re.compile(r"^ {0,3}\[([^\]\n^]+)\]:", re.M)
_TABLE = re.compile(r"^(.*)\n(.*\|.*)\n( *\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *)$", re.M)
_HOLDS_BLOCKS = re.compile(r"\s*(?:!!!|\?{3}|===|<|x+$)")
"""A line directly below which a block may begin; of a template call, the signs are blanked."""
_MATH = 'formulas stand in {{ math("…") }}'
_BLOCK = "blocks of this kind are not used here — for a note, write !!! note"
_NOTES = "note|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote"
_FENCES = (
    (r"[ {.]*mermaid\b", "Mermaid needs a script — draw an SVG file and show it as an image"),
    (r".*\.annotate\b", "annotations need a script — write a comment, or a footnote below"),
    (r"[ {.]*math\b", _MATH),
    (r"\{\w", _BLOCK),
    (
        r"(?! *[\w+#.-]*(?: +(?:title=(?:\".*?\"|'.*?')|(?:linenums|hl_lines)=([\"'])\d[\d -]*\1))* *$| *\{)",
        'behind the language may stand title="…", linenums="1" and hl_lines="1 3-4"',
    ),
)
"""What may stand behind the backticks of a block of code, and what an author should do instead."""
_POLICY = "the security policy forbids"
_UNUSED = (
    (r"\{#\s[^\n]*?#\}", "a comment is written {## … ##}"),
    (r"<!--", "this comment is not closed — write -->"),
    (r"^[ \t>]*(?:`{3}|~{3})", "this block of code is not closed — end it with the line that began it"),
    (r"<\?|<!\[", "this is no element of a page — write &lt; for the sign itself"),
    (
        r"^(?!\?{3}\+? +\".*\" *$)(?:!!!|\?{3}\+?+)"
        rf"(?! *(?i:{_NOTES})(?:(?: +[\w-]+)* +\".*\"|(?: +(?:inline|end))*) *$).*",
        f'a note has a type, and its title stands in quotes, such as !!! note "Title"; types are {_NOTES.replace("|", ", ")}',
    ),
    (r"\\begin\{", _MATH),
    (r"^[ \t]*-+8<-+.*", 'snippets are not used here — write {% include "…" %} with a file of templates/'),
    (r"^:::[ \w].*|^///+ *\w.*|^> *\[!\w+\].*|^\.\. [\w-]+::.*|^\{::?\w+[^=\n]*\}$", _BLOCK),
    (r"^ *={3}[!+]*+(?! +\".*\" *$) *[^=\s].*", 'a tab needs its title in quotes, such as === "Python"'),
    (r"^[ \t]*(?:[-*+]|\d+\.)(?:\[[ xX]\]| +\[[-~>/]?\] ).*", "a task is written - [ ] or - [x]"),
    (r"\^\[[^\]\n]+\](?!\()", "a footnote is a mark, [^1], and a line [^1]: … below"),
    (
        r"(?<![\w:/=\"'])(:(?:[a-zA-Z0-9]|[+-]\d)[\w+-]*:)(?![\w:/])",
        "icons and emoji have no names here — type the character",
    ),
    (r"\$\$|(?<![\w$\\])\$(?=[^\s$])[^$\n]*?(?<=[^\s$\\])\$(?![\w$])", rf"{_MATH}, and a dollar as \$"),
    (r"\\[(\[](?=[^\n]*?[\\^_=][^\n]*?\\[)\]]).*?\\[)\]]|^\\\[ *$", _MATH),
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
    (
        r"\[\[[\w/. -]+\]\]|\]\(\s*#?\s*\)|\]\((?:[^()\n]|\([^()\n]*\))*$|\] \([^()\s]+\.md\b|\([^()\n]+\)\[[^\]\s]+\.md\b",
        "a link is written [words](page.md)",
    ),
    (r"^(?:!!!|\?{3}\+?|={3}[!+]?) .*\n\S.*", "what belongs to a note or a tab is indented by four spaces"),
    (r"\]\(\s*http://|\bhref=[\"']?http://|<http://", "only https:// addresses are linked"),
    (
        r"(?:\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?|<|\b(?:href|src)=[\"']?)https?://[^\s/?#)>\"']*[\[\]][^\s)>]*",
        "an address has the name of a host, such as https://example.org/",
    ),
    (r"\]\(\s*/|\b(?:href|src)=[\"']?/", "an address that begins with / breaks under a sub-path — write it relative"),
    (
        r"\[\[(?:model|claim|term|family|source|faq):",
        'this form belongs to data — write {{ model("bert") }} and the like',
    ),
)
"""What is looked for, and what an author should do instead."""
_RULES = tuple((re.compile(pattern, re.M), message) for pattern, message in _UNUSED)
_PARSE = """
const { SourceTextModule } = require("vm")
const parses = (text) => { try { return new SourceTextModule(text) } catch { return null } }
console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map((text) => !parses(text))))
"""
_SAID = re.compile(r"^\[stdin\]:(\d+)$.*?^(\w*Error: .*?)$", re.M | re.S)
_PLAIN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
_PAIRS = {"}": "{", ")": "(", "]": "["}


def unsupported(content: Mapping[str, Authored]) -> Iterator[Problem]:
    """Yield a problem for all that authored pages hold and that would not work."""
    for authored in content.values():
        yield from _front_matter(authored)
        text = _blanked(_CALL, authored.body, "x")
        for hit in _FENCE.finditer(text):
            yield from (_at(authored, hit.start(), said) for what, said in _FENCES if re.match(what, hit[2]))
        prose = _blanked(_CODE, _blanked(_FENCE, text))
        for rule, message in _RULES:
            for hit in rule.finditer(prose):
                yield _at(authored, hit.start(), f"{shown(hit[0].strip())}: {message}")
        yield from _undefined(authored, prose)
        yield from _tables(authored, prose)
        yield from _tags(authored, _blanked(_CODE, _blanked(_FENCE, _blanked(_CALL, authored.body))))


def _front_matter(authored: Authored) -> Iterator[Problem]:
    for key, value in authored.meta.items():
        line, column = authored.meta_places.get(key, (1, 1))
        if key not in _FRONT_MATTER:
            said = f"{key}: is not used here — known are {', '.join(_FRONT_MATTER)}{nearest(key, _FRONT_MATTER)}"
            yield Problem(authored.file, line, 1, said)
            continue
        expected = ""
        if not isinstance(value, _FRONT_MATTER[key]):
            expected = "a list" if key == "hide" else "text"
        elif key == "kind" and value not in _KINDS:
            expected = f"one of {', '.join(_KINDS)}"
        elif key == "hide" and not {"navigation", "toc"}.issuperset(map(str, value)):
            expected = "navigation or toc"
        if expected:
            near = nearest(value, _KINDS) if key == "kind" and isinstance(value, str) else ""
            yield Problem(authored.file, line, column, f"{key}: expected {expected}; got {shown(value)}{near}")


def _undefined(authored: Authored, prose: str) -> Iterator[Problem]:
    """Yield the footnotes and references whose text or address stands nowhere."""
    found = [*_FOOTNOTE.finditer(prose)]
    texts = Counter(hit[2] for hit in found if hit[1] is not None)
    used = {hit[2] for hit in found if hit[1] is None}
    for hit in found:
        name, said = hit[2], ""
        if name not in texts:
            said = f"has no text — add a line [^{name}]: …"
        elif hit[1] is not None and name not in used:
            said = f"is not used — write [^{name}] where it belongs, or remove it"
        elif hit[1] is not None and texts[name] > 1:
            said = "has several texts — keep one of them"
        if said:
            yield _at(authored, hit.start(), f"footnote {shown(name)} {said}")
    defined = {hit[1].casefold() for hit in _REFERENCE_TEXT.finditer(prose)}
    for hit in _REFERENCE.finditer(prose):
        if (name := hit[2] or hit[1]).casefold() not in defined:
            yield _at(authored, hit.start(), f"reference {shown(name)} leads nowhere — add a line [{name}]: address")


def _tables(authored: Authored, prose: str) -> Iterator[Problem]:
    """Yield the tables that would be printed as they are typed."""
    for hit in _TABLE.finditer(prose):
        header, row = (
            len(re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))) for line in hit.group(2, 3)
        )
        if header != row:
            yield _at(authored, hit.start(3), f"the header of this table has {header} columns, the line below it {row}")
        elif hit[1].strip() and not _HOLDS_BLOCKS.match(hit[1]):
            yield _at(authored, hit.start(2), "a table begins after an empty line")


def _tags(authored: Authored, html: str) -> Iterator[Problem]:
    """Yield the first tag that is not closed, or closes nothing."""
    opened: list[re.Match[str]] = []
    for hit in _TAG.finditer(html):
        if hit[2].lower() in VOID | END_OMITTED or hit[3].endswith("/"):
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
    return Problem(authored.file, *place_of(authored.body, offset), message)


def _blanked(pattern: re.Pattern[str], text: str, blank: str = " ") -> str:
    """Return the text with blanks in the place of what fits, so that every offset stays."""
    return pattern.sub(lambda hit: re.sub(r"[^\n]", blank, hit[0]), text)


def check_assets(files: Mapping[str, bytes]) -> None:
    """Raise InputError with all texts among the files, named by their paths in the project, that are damaged."""
    gather = ErrorCollector()
    scripts: list[tuple[str, str]] = []
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix
        if suffix in (*_READERS, ".js", ".txt", ".csv") or name.endswith("SHA256SUMS"):
            text = gather(partial(text_of, data, name, plain=False))
            if text is not None and suffix in _READERS:
                gather.problems += _READERS[suffix](name, text)
            elif text is not None and suffix == ".js":
                scripts.append((name, text))
    gather.problems += _scripts(tuple(scripts))
    gather.finish()


def _style(name: str, text: str) -> Iterator[Problem]:
    bare = _PLAIN.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)
    opened: list[re.Match[str]] = []
    for hit in re.finditer(r"/\*|[{}()\[\]]", bare):
        if hit[0] == "/*" or hit[0] not in _PAIRS:
            opened.append(hit)
        elif not opened or opened.pop()[0] != _PAIRS[hit[0]]:
            yield Problem(name, *place_of(bare, hit.start()), f"`{hit[0]}` closes nothing that is open")
            return
    if opened:
        yield Problem(name, *place_of(bare, opened[-1].start()), f"`{opened[-1][0]}` is not closed")


def _json(name: str, text: str) -> Iterator[Problem]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        yield Problem(name, error.lineno, error.colno, f"is not JSON: {error.msg}")


def _svg(name: str, text: str) -> Iterator[Problem]:
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        yield Problem(name, error.position[0], error.position[1] + 1, f"is not XML: {ErrorString(error.code)}")


_READERS = {".css": _style, ".json": _json, ".svg": _svg}


@lru_cache(maxsize=2)
def _scripts(scripts: tuple[tuple[str, str], ...]) -> Iterable[Problem]:
    """Return what Node says of scripts, which are parsed as modules and not run; nothing where Node is not installed."""
    if not which("node"):
        return ()
    texts = json.dumps([text for _, text in scripts])
    said = _node("--experimental-vm-modules", "--no-warnings", "--eval", _PARSE, given=texts).stdout
    broken = [script for script, fails in zip(scripts, json.loads(said or "[]"), strict=False) if fails]
    return tuple(_unparsed(name, text) for name, text in broken)


def _unparsed(name: str, text: str) -> Problem:
    said = _SAID.search(_node("--check", "--input-type=module", given=text).stderr)
    line, reason = said.groups() if said else (1, "no reason was given")
    return Problem(name, int(line), 1, f"does not parse: {reason}")


def _node(*options: str, given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", *options], input=given, capture_output=True, encoding="utf-8", check=False)
