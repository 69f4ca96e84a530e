"""Site + content + templates -> the list of pages and their text. Writes nothing.

Authored pages become Markdown for the engine. The engine also renders one layout page; the articles of pages that are
made from data, such as those of models, are put into it here (see `layout`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem
from catalog.outputs.api import record_path
from catalog.outputs.cards import card_path
from catalog.outputs.changes import ChangeLog, Release
from catalog.outputs.citations import cite_catalog
from catalog.outputs.json_ld import json_ld
from catalog.pages import answers, arguments, choosing, figures, judging
from catalog.pages.comparison import Comparison
from catalog.pages.context import PageContext, Settings, SiteIndex
from catalog.pages.experiment import Twins
from catalog.pages.layout import ARTICLE, CONTENTS, HEAD, LAYOUT_SOURCE
from catalog.pages.lists import list_pages
from catalog.pages.modelpage import model_pages
from catalog.pages.page import Generator, Page
from catalog.pages.releases import release_pages
from catalog.pages.sources import source_pages
from catalog.pages.templating import CONTENT, environment, explained
from catalog.site import Site

ROOT = "site:/"
"""Stands for the site's root in what passes through an engine: engines leave addresses with a scheme alone."""
GENERATORS: tuple[Generator, ...] = (model_pages, answers.answer_pages, release_pages, list_pages, source_pages)
"""What makes pages from data."""
FUNCTIONS = (
    "model", "family", "fact", "count", "counted", "superlative", "term", "cite", "source", "claim", "claim_link", "pair", "math",
    "said", "refuted", "bibliography", "link", "href", "badge", "claim_text", "verdict", "inline", "rich",
)  # fmt: skip
"""Functions of the context that templates call by name."""


class Renderer:
    """The pages of one site, and what renders them."""

    def __init__(
        self, site: Site, settings: Settings, templates: Mapping[str, Authored], content: Mapping[str, Authored],
        releases: tuple[Release, ...] = (), twins: Twins | None = None,
    ) -> None:  # fmt: skip
        self.site, self.settings, self.templates, self.content = site, settings, templates, content
        self.log = ChangeLog(releases, site)
        self.raw_html: dict[str, str] = {}
        """Placeholder -> a block of HTML that the engine would only slow down."""
        self.env = environment(templates, content)
        self.env.filters["late"] = self._keep_raw
        self.index = SiteIndex(site, settings, self.log, self.env)
        self.env.globals |= {
            "site": site, "settings": settings, "log": self.log, "comparison": Comparison(site), "answers": answers,
            "judging": judging, "choosing": choosing, "twins": twins,
            "url": settings.site_url, "site_name": settings.site_name, "as_of": site.as_of,
            "cite_catalog": lambda: cite_catalog(site.as_of, settings, self.log),
        }  # fmt: skip
        self.problems: list[Problem] = []
        authored = [page for name, text in content.items() for page in self._authored_page(name, text)]
        self.authored = sorted(authored, key=lambda page: page.address)
        self.generated = [page for generate in GENERATORS for page in generate(self.index)]

    @property
    def pages(self) -> Iterator[Page]:
        """Yield every page: authored ones, by address, then those made from data."""
        yield from self.authored
        yield from self.generated

    def engine_files(self) -> Iterator[tuple[str, str]]:
        """Yield (path, Markdown) of every authored page and of the layout. Raises InputError with one problem per bad page."""
        problems = [*self.problems]
        for page in self.authored:
            name = page.template.removeprefix(CONTENT)
            try:
                yield name, self._markdown(page, self._body(page, ROOT))
            except InputError as error:
                problems += error.problems
        meta = {"title": "Layout", "description": "Layout", "head": HEAD}
        yield LAYOUT_SOURCE, f"{front_matter(meta)}# Layout {{#top}}\n\n## {CONTENTS} {{#layout}}\n\n{ARTICLE}\n"
        if problems:
            raise InputError(problems)

    def article(self, page: Page) -> str:
        """Return the article of a page that is made from data. Raises InputError."""
        return self._body(page, page.root)

    def head(self, page: Page, root: str) -> str:
        """Return what stands in the head of a page: what machines read about it. Raises InputError."""
        record = record_path(page.model.id) if page.model else ""
        return self._render("head.html.jinja", page, lambda: {
            "page": page, "root": root, "card": card_path(page.address), "record": record,
            "data": json_ld(page, self.index),
        })  # fmt: skip

    def text_version(self, page: Page) -> str:
        """Return the text version of a page that has a template for it. Raises InputError."""
        context = PageContext(self.index, page.root)
        return self._render(page.text, page, lambda: {"page": page, "context": context, **page.text_values(context)})

    def text(self, template: str, **values: Any) -> str:
        """Return the text of a template that is not a page."""
        return self.env.get_template(template).render(values)

    def _authored_page(self, name: str, authored: Authored) -> Iterator[Page]:
        """Yield the page of a file of `content/`, unless its front matter lacks something."""
        meta = authored.meta
        for key in ("title", "description"):
            if not isinstance(meta.get(key), str):
                self.problems.append(Problem(authored.file, 1, 1, f"front matter needs `{key}:`"))
                return
        kind = meta.get("kind", "page")
        lists_models = kind in ("models", "compare")
        yield Page(
            address=address_of(name), title=meta["title"], description=meta["description"], source=authored.file,
            date=self.site.as_of, template=CONTENT + name, kind=kind, meta=meta,
            card="home" if kind == "home" else "page", text="feeds/models.txt.jinja" if lists_models else "",
        )  # fmt: skip

    def _body(self, page: Page, root: str) -> str:
        context = PageContext(self.index, root)
        return self._render(
            page.template, page, lambda: {**self._functions(context), "page": page, **page.values(context)}
        )

    def _functions(self, context: PageContext) -> dict[str, Any]:
        """Return what every page may use: the context, and its functions by name."""
        return {name: getattr(context, name) for name in FUNCTIONS} | {
            "context": context, "root": context.root,
            "figure": lambda name: figures.draw(name, context, self.page_of_figure(name) or ""),
            "argument": lambda name: arguments.argument(name, context),
            "minutes": lambda *part: context.minutes(self._text_of(*part)),
        }  # fmt: skip

    def page_of_figure(self, name: str) -> str | None:
        """Return the address of the authored page that shows a figure, if one does."""
        call = f'figure("{name}")'
        return next(
            (page.address for page in self.authored if call in self.content[page.template.removeprefix(CONTENT)].body),
            None,
        )

    def _text_of(self, name: str, start: str = "", end: str = "") -> str:
        """Return the authored text of a page, or its part from the heading `start` to the heading `end`."""
        text = self.content[name].body
        text = text.partition(f"{{#{start}}}")[2] if start else text
        return text.partition(f"{{#{end}}}")[0] if end else text

    def _render(self, template: str, page: Page, values: Callable[[], Mapping[str, Any]]) -> str:
        """Return the text of a template. Raises InputError with the line on which it failed, whatever it raised."""
        try:
            return self.env.get_template(template).render(values())
        except InputError:
            raise
        except Exception as error:
            raise InputError([explained(error, page.source, page.line)]) from error

    def _markdown(self, page: Page, body: str) -> str:
        return front_matter({**(page.meta or {}), "head": self.head(page, ROOT)}) + body.strip() + "\n"

    def _keep_raw(self, block: str) -> Markup:
        """Keep a large block of HTML out of the engine, which has nothing to add to it; `layout` puts it into its place."""
        place = Markup(f'<div id="late-{len(self.raw_html)}"></div>')
        self.raw_html[place] = block
        return place


def address_of(name: str) -> str:
    """Return the address below the site of an authored page, such as `faq/` of faq.md."""
    return "" if name == "index.md" else name.removesuffix(".md").removesuffix("/index") + "/"


def front_matter(meta: Mapping[str, Any]) -> str:
    """Return front matter; JSON is the part of YAML on which both engines agree."""
    return (
        "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items()) + "---\n"
    )
