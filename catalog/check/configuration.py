"""mkdocs.yml -> a problem for every key that would do nothing, with place and alternative; the lock -> what is not installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from packaging.requirements import Requirement

from catalog.load.files import hidden
from catalog.load.problems import Problem, nearest, shown

_FILE = "mkdocs.yml"
_LOCKED = re.compile(r"^[a-z].*==[^\\\n]*", re.M)
_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::([0-9]{1,5}))?(?:/(?:[!$&'()*+,:;=@~\w.-]|%[0-9a-f]{2})+)*/?", re.I | re.A
)
_TEXTS = ("site_name", "site_url", "site_description", "extra.repository", "extra.short_name")
_LISTS = ("markdown_extensions", "nav", "extra_css", "extra_javascript")
_ELSEWHERE = re.compile(r"/|(?!https://|site:/)[a-z][\w+.-]*:", re.I)
_CUT = re.compile(r"[^#'\"]*\S #")
_KNOWN = {
    "": {
        "site_name", "site_url", "site_description", "docs_dir", "site_dir", "hooks", "strict", "plugins", "theme",
        "extra", "extra_css", "extra_javascript", "markdown_extensions", "nav", "not_in_nav",
    },
    "theme": {"name", "variant", "custom_dir", "font", "favicon", "logo"},
    "extra": {"generator", "short_name", "repository"},
}  # fmt: skip
_INSTEAD = {
    "repo_url": "set extra.repository",
    "repo_name": "set extra.repository",
    "edit_uri": "set extra.repository",
    "watch": "the preview looks at content, data, templates and the generator by itself",
    "copyright": "the footer is templates/theme/partials/colophon.html",
    "theme.language": "pages and templates are in English",
    "theme.palette": "colors stand in content/assets/site.css",
    "theme.features": "the theme's script is not loaded",
    "theme.icon": "the theme's icons are not loaded",
    "extra.analytics": "the security policy forbids it, and the footer promises no trackers",
    "extra.social": "the footer is templates/theme/partials/colophon.html",
    "extra.alternate": "pages and templates are in English",
    "extra.version": "there is one version of the site",
}
_FIXED = {
    "docs_dir": ("content", "pages are read from there"),
    "strict": ("true", "any warning stops a build"),
    "site_dir": ("build/engine", "build/site is written by build.py"),
    "hooks": ("[build.py]", "the preview is made there"),
    "plugins": ("[]", "search, feeds and redirects are made by build.py"),
    "theme.font": ("false", "pages load nothing from elsewhere"),
    "theme.variant": ("classic", "the layout is made for it"),
    "theme.name": ("material", "the layout is made for it"),
    "theme.custom_dir": ("templates/theme", "the layout is read from there"),
}
"""Settings with one value, and why."""
_NO_EXTENSION = {
    "pymdownx.arithmatex": "it needs a script; formulas stand in {{ math(…) }}",
    "pymdownx.emoji": "icons and emoji have no names here; type the character",
    "pymdownx.snippets": "include a file of templates/ with {% include … %}",
    "pymdownx.critic": "leave the final text",
    "pymdownx.blocks.caption": "write <figure markdown> with <figcaption>",
}


def is_address(url: str) -> bool:
    """Tell whether pages can be published at an address: without user, query, fragment, steps upwards or a port that is none."""
    hit = _ADDRESS.fullmatch(url)
    return hit is not None and int(hit[1] or 0) < 2**16 and {".", ".."}.isdisjoint(unquote(url).split("/"))


def configuration_problems(text: str) -> Iterator[Problem]:
    """Yield what mkdocs.yml sets in vain. Raises yaml.YAMLError when it cannot be read."""
    for number, row in enumerate(text.split("\n"), 1):
        if hit := _CUT.match(row):
            said = "the text ends at ` #`, which begins a comment — quote it, or put two spaces before the comment"
            yield Problem(_FILE, number, hit.end() - 1, said)
    yield from _unused(yaml.compose(text, Loader=yaml.CSafeLoader), "")


def _at(node: yaml.Node, message: str) -> Problem:
    return Problem(_FILE, node.start_mark.line + 1, node.start_mark.column + 1, message)


def _unused(node: Any, within: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = f"{within}.{key.value}" if within else str(key.value)
        if key.value in seen:
            yield _at(key, f"duplicate key {name} — keep one of them")
        seen.add(key.value)
        if name in _FIXED and _flow(value) != _FIXED[name][0]:
            yield _at(value, "{}: write {}; {}".format(name, *_FIXED[name]))
        if key.value not in _KNOWN[within]:
            why = _INSTEAD.get(name, "no page would change")
            yield _at(key, f"{name} is not used here: {why}; remove it{nearest(key.value, _KNOWN[within])}")
        elif name in _LISTS and not isinstance(value, yaml.SequenceNode):
            yield _at(value, f"{name}: expected a list")
        elif name == "markdown_extensions":
            yield from _extensions(value)
        elif name == "nav":
            yield from _addresses(value)
        elif name in _TEXTS and (value.tag != "tag:yaml.org,2002:str" or not value.value or hidden(value.value)):
            yield _at(value, f"{name}: expected text")
        elif name == "extra.repository" and not (value.value.startswith("https://") and is_address(value.value)):
            yield _at(value, f"{name}: expected an address such as https://github.com/you/site")
        elif name in _KNOWN and not isinstance(value, yaml.MappingNode):
            yield _at(value, f"{name}: expected a mapping of settings")
        elif name in _KNOWN:
            yield from _unused(value, name)
    for name in ("name", "custom_dir") if within == "theme" else ():
        if name not in seen:
            yield _at(node, "theme.{}: write {}; {}".format(name, *_FIXED[f"theme.{name}"]))


def _flow(node: yaml.Node) -> str:
    return f"[{', '.join(map(_flow, node.value))}]" if isinstance(node, yaml.SequenceNode) else str(node.value)


def _extensions(node: yaml.Node) -> Iterator[Problem]:
    """Yield a problem for each extension of Markdown that is not installed, or not used here."""
    known = {entry.name for entry in entry_points(group="markdown.extensions")}
    known |= {f"pymdownx.{Path(module.name).stem}" for module in files("pymdownx").iterdir()}
    for item in node.value:
        named = item.value[0][0] if isinstance(item, yaml.MappingNode) else item
        if named.value in _NO_EXTENSION:
            yield _at(named, f"{named.value} is not used here: {_NO_EXTENSION[named.value]}")
        elif named.value not in known and not _is_module(named.value):
            yield _at(named, f"no extension {shown(named.value)} is installed{nearest(named.value, known)}")


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _addresses(node: yaml.Node) -> Iterator[Problem]:
    """Yield a problem for each entry of the navigation that is an address and leads nowhere under a sub-path."""
    for item in () if isinstance(node, yaml.ScalarNode) else node.value:
        yield from _addresses(item[1] if isinstance(node, yaml.MappingNode) else item)
    if isinstance(node, yaml.ScalarNode) and _ELSEWHERE.match(node.value):
        yield _at(node, f"nav: {shown(node.value)}: name a page, such as faq.md, or an https:// address")


def unlocked(lock: str) -> str:
    """Return one sentence on what is installed in other versions than a lock file demands, or nothing."""
    found: list[str] = []
    for locked in map(Requirement, _LOCKED.findall(lock)):
        if locked.marker is None or locked.marker.evaluate():
            try:
                if (installed := version(locked.name)) not in locked.specifier:
                    found.append(f"{locked.name} {installed} instead of {str(locked.specifier).removeprefix('==')}")
            except PackageNotFoundError:
                found.append(f"{locked.name} is missing")
    remedy = "run `python -m pip install --require-hashes -r requirements.txt`"
    return f"installed packages are not those of requirements.txt: {', '.join(found)}; {remedy}" if found else ""
