"""mkdocs.yml -> a problem for every key that would be accepted and then do nothing, each with its place and the alternative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from catalog.load.problems import Problem, nearest

FILE = "mkdocs.yml"
_CUT = re.compile(r"[^#'\"]*\S #")
_KNOWN = {
    "": {
        "site_name", "site_url", "site_description", "docs_dir", "site_dir", "hooks", "watch", "strict", "plugins", "theme",
        "extra", "extra_css", "extra_javascript", "markdown_extensions", "nav", "not_in_nav",
    },
    "theme": {"name", "variant", "custom_dir", "font", "favicon", "logo"},
    "extra": {"generator", "short_name", "repository"},
}  # fmt: skip
_INSTEAD = {
    "repo_url": "set extra.repository",
    "repo_name": "set extra.repository",
    "edit_uri": "set extra.repository",
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

_NO_EXTENSION = {
    "pymdownx.arithmatex": "it needs a script; formulas stand in {{ math(…) }}",
    "pymdownx.emoji": "icons and emoji have no names here; type the character",
    "pymdownx.snippets": "include a file of templates/ with {% include … %}",
    "pymdownx.critic": "leave the final text",
    "pymdownx.blocks.caption": "write <figure markdown> with <figcaption>",
}


def configuration_problems(text: str) -> Iterator[Problem]:
    """Yield what mkdocs.yml sets in vain. Raises yaml.YAMLError when it cannot be read."""
    for number, row in enumerate(text.split("\n"), 1):
        if hit := _CUT.match(row):
            said = "the text ends at ` #`, which begins a comment — quote it, or put two spaces before the comment"
            yield Problem(FILE, number, hit.end() - 1, said)
    yield from _unused(yaml.compose(text, Loader=yaml.CSafeLoader), "")


def _unused(node: Any, within: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = f"{within}.{key.value}" if within else str(key.value)
        place = (FILE, key.start_mark.line + 1, key.start_mark.column + 1)
        if key.value in seen:
            yield Problem(*place, f"duplicate key {name} — keep one of them")
        seen.add(key.value)
        if key.value not in _KNOWN[within]:
            why = _INSTEAD.get(name, "no page would change")
            yield Problem(*place, f"{name} is not used here: {why}; remove it{nearest(key.value, _KNOWN[within])}")
        elif name == "plugins" and value.value:
            yield Problem(
                *place, "plugins are not used here: search, feeds and redirects are made by build.py; write []"
            )
        elif name == "markdown_extensions":
            for item in value.value:
                named = item.value[0][0] if isinstance(item, yaml.MappingNode) else item
                if named.value in _NO_EXTENSION:
                    at = (FILE, named.start_mark.line + 1, named.start_mark.column + 1)
                    yield Problem(*at, f"{named.value} is not used here: {_NO_EXTENSION[named.value]}")
        elif name in _KNOWN:
            yield from _unused(value, name)
