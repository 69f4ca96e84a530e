"""A page -> what machines read about it: JSON-LD after schema.org. Returns data; the template prints it safely.

No list grows with the catalog: `ItemList` names at most `LISTED` models.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalog import prose
from catalog.outputs.api import PublishedRecord, source_url
from catalog.outputs.cards import card_path
from catalog.pages.context import Settings, SiteIndex, term_anchor
from catalog.pages.page import Page

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
LISTED = 30
_REMARKS = ("evidence", "missing", "notes")
Json = dict[str, Any]


def json_ld(page: Page, index: SiteIndex) -> Json:
    """Return the JSON-LD document of a page."""
    describe = _KINDS.get(page.kind, _web_page)
    return {"@context": "https://schema.org", "@graph": [describe(page, index), *_breadcrumbs(page, index.settings)]}


def _web_page(page: Page, index: SiteIndex, kind: str = "WebPage") -> Json:
    url, name = index.settings.site_url, index.settings.site_name
    return {
        "@type": kind,
        "@id": f"{url}{page.address}#page",
        "url": url + page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": "en",
        "license": LICENSE,
        "isPartOf": {"@type": "WebSite", "@id": f"{url}#site", "name": name, "url": url},
    }


def _article(page: Page, index: SiteIndex) -> Json:
    return _web_page(page, index, "TechArticle") | {
        "headline": page.title,
        "image": index.settings.site_url + card_path(page.address),
        "dateModified": index.site.as_of,
        "author": _organization(index.settings),
        "isAccessibleForFree": True,
    }


def _organization(settings: Settings) -> Json:
    return {"@type": "Organization", "name": settings.site_name, "url": settings.site_url}


def _model(page: Page, index: SiteIndex) -> Json:
    if page.model is None:
        raise ValueError(f"the page {page.address} is about no model")
    record = page.model.record
    about: Json = {"@type": "Thing", "name": record.name, "url": record.url}
    if record.aliases:
        about["alternateName"] = list(record.aliases)
    cited = sorted({source_url(index.site.catalog.sources[entry.source]) for entry in record.evidence.values()})
    return _article(page, index) | {"dateModified": page.date, "about": about, "citation": cited}


def _list(page: Page, index: SiteIndex) -> Json:
    newest = index.site.by_date[: -LISTED - 1 : -1]
    url = index.settings.site_url
    items = [
        {"@type": "ListItem", "position": place, "name": model.record.name, "url": f"{url}models/{model.id}/"}
        for place, model in enumerate(newest, 1)
    ]
    listed = {
        "@type": "ItemList",
        "name": "The newest models of the catalog",
        "numberOfItems": len(items),
        "itemListElement": items,
    }
    return _web_page(page, index, "CollectionPage") | {"mainEntity": listed}


def _terms(page: Page, index: SiteIndex) -> Json:
    address = index.settings.site_url + page.address
    terms = [
        {"@type": "DefinedTerm", "@id": f"{address}#{term_anchor(term)}", "name": term.name, "termCode": term.id,
         "description": prose.plain(term.definition, index.reference_name)}
        for term in index.site.catalog.terms
    ]  # fmt: skip
    return _web_page(page, index, "DefinedTermSet") | {"hasDefinedTerm": terms}


def _dataset(page: Page, index: SiteIndex) -> Json:
    url, author = index.settings.site_url, _organization(index.settings)
    kinds = {"models.json": "application/json", "models.csv": "text/csv"}
    files = [
        {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": f"{url}api/v1/{name}"}
        for name, kind in kinds.items()
    ]
    dataset = _web_page(page, index, "Dataset") | {
        "@id": f"{url}data/#dataset",
        "name": f"{index.settings.site_name} The catalog",
        "creator": author,
        "publisher": author,
        "dateModified": index.site.as_of,
        "isAccessibleForFree": True,
        "keywords": ["large language models", "generative models", "training objectives", "attention"],
        "variableMeasured": [name for name in PublishedRecord.model_fields if name not in _REMARKS],
        "distribution": files,
    }
    return dataset | ({"version": index.log.version} if index.log.version else {})


_KINDS: dict[str, Callable[[Page, SiteIndex], Json]] = {
    "home": _article, "faq": _article, "method": _article, "model": _model,
    "models": _list, "compare": _list, "glossary": _terms, "data": _dataset,
}  # fmt: skip
"""What describes a kind of page; other kinds are plain web pages."""


def _breadcrumbs(page: Page, settings: Settings) -> list[Json]:
    if not page.address:
        return []
    steps = [("", "Answer")]
    if page.model:
        steps += [("models/", "Models"), (page.address, page.model.record.name)]
    else:
        steps.append((page.address, page.title))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": settings.site_url + path}
        for place, (path, name) in enumerate(steps, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]
