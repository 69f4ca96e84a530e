"""Site + content + templates -> text of the pages. Writes nothing.

Authored pages become Markdown for the engine. Model pages all share one shell page, which the engine renders once;
here each model only gets the parts in which it differs, its Stamp.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup, escape

from catalog import prose
from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem
from catalog.model import Model
from catalog.outputs.api import record_path
from catalog.outputs.cards import card_path
from catalog.outputs.changes import ChangeLog, Release
from catalog.outputs.citations import Citer
from catalog.outputs.json_ld import Describer
from catalog.pages import arguments, figures, switch
from catalog.pages.comparison import Comparison
from catalog.pages.context import Desk
from catalog.pages.figures import attention_mask
from catalog.pages.library import ContentError, Library
from catalog.pages.modelpage import ROOT as MODEL_ROOT
from catalog.pages.modelpage import ModelPages, values_of_all
from catalog.pages.press import Press
from catalog.pages.templating import CONTENT, environment, explained, for_pages, for_texts
from catalog.schema import labels
from catalog.site import Site

SHELL_PATH = "models/shell.md"
SHELL_ADDRESS = "models/shell/"
MARK = "@@{}@@"
"""A place in the shell page that is filled per model."""
ROOT = "site:/"
"""Stands for the site's root in what passes through an engine: engines leave addresses with a scheme alone."""
SECTIONS = ("verdict", "facts", "training", "attention", "lineage", "use")
PRINTED = tuple(name for name in SECTIONS if name != "attention")
"""Sections that have a template."""


@dataclass(frozen=True)
class Settings:
    """What the command line and mkdocs.yml say about where the site lives."""

    site_url: str
    site_name: str
    repository: str


@dataclass(frozen=True)
class Stamp:
    """The parts in which one model page differs from the shell."""

    id: str
    parts: Mapping[str, str]


class Renderer:
    """Renders every page of one site."""

    def __init__(
        self, site: Site, settings: Settings, templates: Mapping[str, Authored], content: Mapping[str, Authored],
        releases: tuple[Release, ...] = (),
    ) -> None:  # fmt: skip
        self.site = site
        self.settings = settings
        self.templates, self.content = templates, content
        self.env = environment(templates, content)
        self.late: dict[str, str] = {}
        self.env.filters["late"] = self._keep
        self.authored = for_pages(self.env)
        self.texts = for_texts(self.env)
        self.library = Library(site, self.env)
        self.log = ChangeLog(releases)
        place = (settings.site_name, settings.site_url, self.log.version)
        citer, self._describer = Citer(site.as_of, *place), Describer(site, *place)
        self.model_pages = ModelPages(self.library, citer, settings.repository)
        filters: dict[str, Callable[[Any], str]] = {"full": labels.full_count, "day": labels.day}
        values = values_of_all(self.library) | {
            "url": settings.site_url, "site_name": settings.site_name, "as_of": site.as_of,
        }  # fmt: skip
        self._press = Press(templates, filters, values)
        self._text_press = Press(templates, filters, values, prose.in_text)
        self.env.globals |= {"log": self.log, "citer": citer}
        self.env.globals |= {
            "site": site,
            "settings": settings,
            "library": self.library,
            "comparison": Comparison(site),
            "switch": switch,
        }

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield (path, Markdown) of the shell and of every authored page. Raises InputError with one problem per bad page."""
        problems: list[Problem] = []
        for name, authored in self.content.items():
            try:
                yield name, self._page(name, authored)
            except InputError as error:
                problems += error.problems
            except (jinja2.TemplateError, ContentError, TypeError, KeyError) as error:
                problems.append(explained(error, authored.file))
        try:
            yield SHELL_PATH, self._shell()
        except (jinja2.TemplateError, ContentError, TypeError) as error:
            problems.append(explained(error, "templates/model/shell.md.jinja"))
        if problems:
            raise InputError(problems)

    def _keep(self, block: str) -> Markup:
        """Keep a large block of HTML out of the engine, which has nothing to add to it; `finish` puts it into its place."""
        place = Markup(f'<div id="late-{len(self.late)}"></div>')
        self.late[place] = block
        return place

    def _page(self, name: str, authored: Authored) -> str:
        for key in ("title", "description"):
            if not isinstance(authored.meta.get(key), str):
                raise ContentError(f"front matter needs `{key}:`")
        address = address_of(name)
        desk = Desk(self.library, ROOT)
        page = {"address": address, "kind": authored.meta.get("kind", "page"), **authored.meta}
        body = self.authored.get_template(CONTENT + name).render(
            vars_of(desk), page=page, desk=desk, minutes=lambda *part: desk.minutes(self._text_of(*part))
        )
        head = self._head(page, ROOT)
        return front_matter({**authored.meta, "head": head}) + body.strip() + "\n"

    def _text_of(self, name: str, start: str = "", end: str = "") -> str:
        """Return the authored text of a page, or its part from the heading `start` to the heading `end`."""
        text = self.content[name].body
        text = text.partition(f"{{#{start}}}")[2] if start else text
        return text.partition(f"{{#{end}}}")[0] if end else text

    def _shell(self) -> str:
        desk = Desk(self.library, ROOT)
        body = self.env.get_template("model/shell.md.jinja").render(
            desk=desk, mark=lambda name: Markup(MARK.format(name)), sections=SECTIONS
        )
        meta = {"title": MARK.format("title"), "description": MARK.format("title"), "head": MARK.format("head")}
        return front_matter(meta) + body.strip() + "\n"

    def stamp(self, model: Model) -> Stamp:
        """Return what the page of one model puts into the shell."""
        page = {
            "address": f"models/{model.id}/", "kind": "model", "model": model,
            "title": f"{model.record.name}: is it generative?", "description": self.description(model),
        }  # fmt: skip
        values = self.model_pages.values(model)
        parts = {name: self._press.print(f"model/{name}.html.jinja", values) for name in PRINTED}
        parts |= {"attention": str(attention_mask(model.record, MODEL_ROOT)), "head": self._head(page, MODEL_ROOT)}
        parts["title"] = str(escape(model.record.name))
        return Stamp(model.id, parts)

    def _head(self, page: dict[str, Any], root: str) -> str:
        """Return what stands in the head of a page: what machines read about it."""
        card, record = card_path(page["address"]), record_path(page["model"].id) if "model" in page else ""
        data = self._describer.document(page, card)
        shown = {name: page[name] for name in ("address", "title", "description")}
        return self._press.print(
            "head.html.jinja", {"page": shown, "root": root, "card": card, "record": record, "data": data}
        )

    def twin(self, model: Model) -> str:
        """Return the plain-text twin of a model page."""
        return self._text_press.print("model/twin.txt.jinja", self.model_pages.twin_values(model))

    def description(self, model: Model) -> str:
        """Return one sentence for search engines."""
        verdict = labels.SUMMARY[model.verdict.summary].lower()
        return (
            f"{model.record.name} ({model.developer}, {model.record.released[:4]}) is {verdict}. {model.record.summary}"
        )

    def text(self, template: str, **values: Any) -> str:
        """Return the text of a template that is not a page."""
        return (self.texts if template.endswith(".txt.jinja") else self.env).get_template(template).render(values)


def address_of(name: str) -> str:
    """Return the address below the site of an authored page, such as `faq/` of faq.md."""
    return "" if name == "index.md" else name.removesuffix(".md").removesuffix("/index") + "/"


def vars_of(desk: Desk) -> dict[str, Any]:
    """Return the functions that authors call by name."""
    names = (
        "model", "family", "fact", "count", "superlative", "term", "cite", "source", "claim", "claim_link", "pair", "math",
        "bibliography", "link", "href", "badge", "claim_text", "verdict",
    )  # fmt: skip
    drawn: dict[str, Callable[[str], Markup]] = {
        "figure": lambda name: figures.draw(name, desk),
        "argument": lambda name: arguments.argument(name, desk),
    }
    return {name: getattr(desk, name) for name in names} | drawn


def front_matter(meta: Mapping[str, Any]) -> str:
    """Return front matter; JSON is the part of YAML on which both engines agree."""
    return (
        "---\n" + "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in meta.items()) + "---\n"
    )
