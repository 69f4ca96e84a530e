"""A page -> what machines read about it: JSON-LD after schema.org, and how to cite it: plain text, BibTeX and CSL-JSON.

Addresses and dates come from the data. The template prints the JSON-LD safely; no list in it grows with the catalog.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from catalog import prose
from catalog.outputs.api import source_url
from catalog.outputs.cards import card_path
from catalog.outputs.contract import PublishedRecord
from catalog.pages.context import SiteIndex
from catalog.pages.page import Page
from catalog.schema import labels

LISTED = 30
"""Models that a list of them names at most."""
_Json = dict[str, Any]
_TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {char: f"\\{char}" for char in "&%$#_{}"}
)


def json_ld(page: Page, index: SiteIndex) -> _Json:
    """Return the JSON-LD document of a page."""
    described = _KINDS.get(page.kind, _web_page)(page, index)
    return {"@context": "https://schema.org", "@graph": [described, *_breadcrumbs(page, index.settings.site_url)]}


def _web_page(page: Page, index: SiteIndex, kind: str = "WebPage") -> _Json:
    url, name = index.settings.site_url, index.settings.site_name
    return {
        "@type": kind,
        "@id": f"{url}{page.address}#page",
        "url": url + page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": "en",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "WebSite", "@id": f"{url}#site", "name": name, "url": url},
    }


def _article(page: Page, index: SiteIndex) -> _Json:
    return _web_page(page, index, "TechArticle") | {
        "headline": page.title,
        "image": index.settings.site_url + card_path(page.address),
        "dateModified": index.site.as_of,
        "author": _organization(index),
        "isAccessibleForFree": True,
    }


def _organization(index: SiteIndex) -> _Json:
    return {"@type": "Organization", "name": index.settings.site_name, "url": index.settings.site_url}


def _model(page: Page, index: SiteIndex) -> _Json:
    assert page.model, f"the page {page.address} is about no model"
    record = page.model.record
    about: _Json = {"@type": "Thing", "name": record.name, "url": record.url}
    about |= {"alternateName": list(record.aliases)} if record.aliases else {}
    cited = sorted({source_url(index.site.catalog.sources[entry.source]) for entry in record.evidence.values()})
    return _article(page, index) | {"dateModified": page.date, "about": about, "citation": cited}


def _list(page: Page, index: SiteIndex) -> _Json:
    newest = [(f"models/{it.id}/", it.record.name) for it in index.site.by_date[: -LISTED - 1 : -1]]
    items = _items(index.settings.site_url, newest, "url")
    name = "The newest models of the catalog"
    listed = {"@type": "ItemList", "name": name, "numberOfItems": len(items), "itemListElement": items}
    return _web_page(page, index, "CollectionPage") | {"mainEntity": listed}


def _terms(page: Page, index: SiteIndex) -> _Json:
    address = index.settings.site_url + page.address
    terms = [
        {"@type": "DefinedTerm", "@id": f"{address}#{term.anchor}", "name": term.name, "termCode": term.id,
         "description": prose.plain(term.definition, index.reference_name)}
        for term in index.site.catalog.terms
    ]  # fmt: skip
    return _web_page(page, index, "DefinedTermSet") | {"hasDefinedTerm": terms}


def _dataset(page: Page, index: SiteIndex) -> _Json:
    url, author = index.settings.site_url, _organization(index)
    kinds = {"models.json": "application/json", "models.csv": "text/csv"}
    remarks = ("evidence", "missing", "notes")
    dataset = _web_page(page, index, "Dataset") | {
        "@id": f"{url}data/#dataset",
        "name": f"{index.settings.site_name} The catalog",
        "creator": author,
        "publisher": author,
        "dateModified": index.site.as_of,
        "isAccessibleForFree": True,
        "keywords": ["large language models", "generative models", "training objectives", "attention"],
        "variableMeasured": [name for name in PublishedRecord.model_fields if name not in remarks],
        "distribution": [
            {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": f"{url}api/v1/{name}"}
            for name, kind in kinds.items()
        ],
    }
    return dataset | ({"version": index.log.version} if index.log.version else {})


_KINDS: dict[str, Callable[[Page, SiteIndex], _Json]] = {
    "home": _article, "faq": _article, "method": _article, "model": _model,
    "models": _list, "compare": _list, "glossary": _terms, "data": _dataset,
}  # fmt: skip
"""What describes a kind of page; other kinds are plain web pages."""


def _breadcrumbs(page: Page, url: str) -> list[_Json]:
    if not page.address:
        return []
    last = (
        [("models/", "Models"), (page.address, page.model.record.name)] if page.model else [(page.address, page.title)]
    )
    return [{"@type": "BreadcrumbList", "itemListElement": _items(url, [("", "Answer"), *last], "item")}]


def _items(url: str, steps: list[tuple[str, str]], key: str) -> list[_Json]:
    return [
        {"@type": "ListItem", "position": place, "name": name, key: url + path}
        for place, (path, name) in enumerate(steps, 1)
    ]


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
    def _author(self) -> str:
        """A collective: the facts have many contributors."""
        return f"Contributors to “{self.name}”"

    @property
    def _edition(self) -> str:
        """The state of the data, in words."""
        release = f", {'after ' if self.later else ''}release {self.version}" if self.version else ""
        return f"Data of {labels.day(self.date)}{release}"

    @property
    def text(self) -> str:
        """Plain text."""
        container = "" if self.title == self.name else f"In: {self.name} "
        title = self.title if self.title[-1] in "?!." else f"{self.title}."
        return f"{title} {container}{self._edition}. {self.url}"

    @property
    def bibtex(self) -> str:
        """A BibTeX entry."""
        year, month, _ = self.date.split("-")
        fields = {
            "author": f"{{{{{self._author.translate(_TEX)}}}}}",
            "title": f"{{{{{self.title.translate(_TEX)}}}}}",
            "year": f"{{{year}}}",
            "month": labels.MONTHS[int(month) - 1][:3].lower(),
            "howpublished": f"{{\\url{{{self.url}}}}}",
            "note": f"{{{self._edition.translate(_TEX)}}}",
        }
        rows = "".join(f"  {name} = {value},\n" for name, value in fields.items())
        return f"@misc{{{self.key}-{year},\n{rows}}}"

    @property
    def csl(self) -> str:
        """CSL-JSON."""
        dataset = self.title == self.name
        item: _Json = {
            "id": f"{self.key}-{self.date[:4]}",
            "type": "dataset" if dataset else "webpage",
            "title": self.title,
            "author": [{"literal": self._author}],
            "issued": {"date-parts": [[int(part) for part in self.date.split("-")]]},
            "URL": self.url,
        }
        item |= {} if dataset else {"container-title": self.name}
        item |= {"version": self.version} if self.version and not self.later else {}
        rows = ",\n".join(f'  "{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in item.items())
        return f"[{{\n{rows}\n}}]"


def cite(index: SiteIndex, key: str, title: str, path: str) -> Citation:
    """Return the citation of a page of the present data, or of the whole catalog by the name of the site."""
    settings, log = index.settings, index.log
    url, later = settings.site_url + path, bool(log.pending)
    return Citation(key, title, url, settings.site_name, index.site.as_of, log.version, later)
