"""A page -> how to cite it: plain text, BibTeX and CSL-JSON. Address and date come from the data."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from catalog.model import Model
from catalog.outputs.changes import ChangeLog, Release
from catalog.pages.context import Settings
from catalog.schema import labels

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
}
_json = json.JSONEncoder(ensure_ascii=False).encode
_TEX_SPECIAL = re.compile(r"[\\~^&%$#_{}]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Citation(NamedTuple):
    """What is cited: a page, or the catalog itself when `title` is its name."""

    key: str
    title: str
    url: str
    name: str
    date: str
    version: str | None
    later: bool = False
    """Whether facts have changed since that version."""

    @property
    def author(self) -> str:
        """A collective: the facts have many contributors."""
        return f"Contributors to “{self.name}”"

    @property
    def edition(self) -> str:
        """The state of the data, in words."""
        release = f", {'after ' if self.later else ''}release {self.version}" if self.version else ""
        return f"Data of {labels.day(self.date)}{release}"

    @property
    def text(self) -> str:
        """Plain text."""
        container = "" if self.title == self.name else f"In: {self.name} "
        title = self.title if self.title[-1] in "?!." else f"{self.title}."
        return f"{title} {container}{self.edition}. {self.url}"

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        year, month, _ = self.date.split("-")
        fields = {
            "author": f"{{{{{_tex(self.author)}}}}}",
            "title": f"{{{{{_tex(self.title)}}}}}",
            "year": f"{{{year}}}",
            "month": _MONTHS[int(month) - 1],
            "howpublished": f"{{\\url{{{self.url}}}}}",
            "note": f"{{{_tex(self.edition)}}}",
        }
        return (
            f"@misc{{{self.key}-{year},\n" + "".join(f"  {name} = {value},\n" for name, value in fields.items()) + "}"
        )

    @property
    def csl(self) -> str:
        """CSL-JSON."""
        dataset = self.title == self.name
        item: dict[str, Any] = {
            "id": f"{self.key}-{self.date[:4]}",
            "type": "dataset" if dataset else "webpage",
            "title": self.title,
            "author": [{"literal": self.author}],
            "issued": {"date-parts": [[int(part) for part in self.date.split("-")]]},
            "URL": self.url,
        }
        item |= {} if dataset else {"container-title": self.name}
        item |= {"version": self.version} if self.version and not self.later else {}
        return "[{\n" + ",\n".join(f'  "{key}": {_json(value)}' for key, value in item.items()) + "\n}]"


def cite_catalog(as_of: str, settings: Settings, log: ChangeLog) -> Citation:
    """Return the citation of the whole catalog."""
    title, later = settings.site_name, bool(log.pending)
    return Citation("catalog", title, settings.site_url, title, as_of, log.version, later)


def cite_release(release: Release, settings: Settings) -> Citation:
    """Return the citation of one release of the data, which leads to the page that holds its facts as they were."""
    key, title = f"catalog-{release.version.replace('.', '-')}", settings.site_name
    return Citation(key, title, f"{settings.site_url}releases/{release.version}/", title, release.date, release.version)


def cite_model(model: Model, as_of: str, settings: Settings, log: ChangeLog) -> Citation:
    """Return the citation of the page of a model."""
    title, url = f"{model.record.name}: is it generative?", f"{settings.site_url}models/{model.id}/"
    return Citation(model.id, title, url, settings.site_name, as_of, log.version, bool(log.pending))


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda hit: _TEX[hit[0]], text)
