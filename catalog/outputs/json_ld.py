"""A page -> what machines read about it: JSON-LD after schema.org. Returns data; the template prints it safely.

No list grows with the catalogue: `ItemList` names at most `LISTED` models.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalog import prose
from catalog.model import Model
from catalog.outputs.api import PublishedRecord, reference_name, source_url
from catalog.pages.library import term_anchor
from catalog.site import Site

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
LISTED = 30
_REMARKS = ("evidence", "missing", "notes")
Json = dict[str, Any]
Page = dict[str, Any]


class Describer:
    """Describes the pages of one site; `version` is the last release of the data, if there is one."""

    def __init__(self, site: Site, name: str, url: str, version: str | None) -> None:
        self.site, self.name, self.url, self.version = site, name, url, version
        self._kinds: dict[str, Callable[[Page], list[Json]]] = {
            "home": self._article, "faq": self._article, "method": self._article, "model": self._model,
            "models": self._list, "compare": self._list, "glossary": self._terms, "data": self._dataset,
        }  # fmt: skip

    def document(self, page: Page, card: str) -> Json:
        """Return the JSON-LD document of a page."""
        describe = self._kinds.get(page["kind"], self._page)
        graph = [*describe(page | {"card": card}), *self._crumbs(page)]
        return {"@context": "https://schema.org", "@graph": graph}

    def _base(self, page: Page, kind: str) -> Json:
        address = self.url + page["address"]
        return {
            "@type": kind,
            "@id": f"{address}#page",
            "url": address,
            "name": page["title"],
            "description": page["description"],
            "inLanguage": "en",
            "license": LICENSE,
            "isPartOf": {"@type": "WebSite", "@id": f"{self.url}#site", "name": self.name, "url": self.url},
        }

    def _page(self, page: Page) -> list[Json]:
        return [self._base(page, "WebPage")]

    def _article(self, page: Page) -> list[Json]:
        article = self._base(page, "TechArticle") | {
            "headline": page["title"], "image": self.url + page["card"], "dateModified": self.site.as_of,
            "author": {"@type": "Organization", "name": self.name, "url": self.url}, "isAccessibleForFree": True,
        }  # fmt: skip
        return [article]

    def _model(self, page: Page) -> list[Json]:
        model: Model = page["model"]
        record = model.record
        about: Json = {"@type": "Thing", "name": record.name, "url": record.url}
        if record.aliases:
            about["alternateName"] = list(record.aliases)
        (article,) = self._article(page)
        cited = sorted({source_url(self.site.catalog.sources[entry.source]) for entry in record.evidence.values()})
        return [article | {"dateModified": checked(model), "about": about, "citation": cited}]

    def _list(self, page: Page) -> list[Json]:
        newest = self.site.by_date[: -LISTED - 1 : -1]
        items = [
            {"@type": "ListItem", "position": place, "name": model.record.name, "url": f"{self.url}models/{model.id}/"}
            for place, model in enumerate(newest, 1)
        ]
        listed = {
            "@type": "ItemList",
            "name": "The newest models of the catalogue",
            "numberOfItems": len(items),
            "itemListElement": items,
        }
        return [self._base(page, "CollectionPage") | {"mainEntity": listed}]

    def _terms(self, page: Page) -> list[Json]:
        address = self.url + page["address"]
        terms = [
            {"@type": "DefinedTerm", "@id": f"{address}#{term_anchor(term)}", "name": term.name, "termCode": term.id,
             "description": prose.plain(term.definition, lambda kind, ident: reference_name(self.site, kind, ident))}
            for term in self.site.catalog.terms
        ]  # fmt: skip
        return [self._base(page, "DefinedTermSet") | {"hasDefinedTerm": terms}]

    def _dataset(self, page: Page) -> list[Json]:
        kinds = {"models.json": "application/json", "models.csv": "text/csv"}
        author = {"@type": "Organization", "name": self.name, "url": self.url}
        files = [
            {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": f"{self.url}api/v1/{name}"}
            for name, kind in kinds.items()
        ]
        dataset = self._base(page, "Dataset") | {
            "@id": f"{self.url}data/#dataset",
            "name": f"{self.name} The catalogue",
            "creator": author,
            "publisher": author,
            "dateModified": self.site.as_of,
            "isAccessibleForFree": True,
            "keywords": ["large language models", "generative models", "training objectives", "attention"],
            "variableMeasured": [name for name in PublishedRecord.model_fields if name not in _REMARKS],
            "distribution": files,
        }
        return [dataset | ({"version": self.version} if self.version else {})]

    def _crumbs(self, page: Page) -> list[Json]:
        address: str = page["address"]
        if not address:
            return []
        steps = [("", "Answer")]
        if page["kind"] == "model":
            steps += [("models/", "Models"), (address, page["model"].record.name)]
        else:
            steps.append((address, page["title"]))
        items = [
            {"@type": "ListItem", "position": place, "name": name, "item": self.url + path}
            for place, (path, name) in enumerate(steps, 1)
        ]
        return [{"@type": "BreadcrumbList", "itemListElement": items}]


def checked(model: Model) -> str:
    """Return the newest date on which a fact of a record was checked; its release when none was."""
    return max(
        (entry.checked for entry in model.record.evidence.values() if entry.checked), default=model.record.released
    )
