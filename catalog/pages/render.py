"""Site + content + templates -> text of the pages. Writes nothing.

Authored pages become Markdown for the engine. Model pages all share one shell page, which the engine renders once;
here each model only gets the parts in which it differs, its Stamp.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from catalog.exports.contract import SCHEMA_VERSION
from catalog.exports.export import ENDPOINTS, dump, published, reasons, source_url
from catalog.exports.published import PublishedRecord
from catalog.facts import prose, schema, verdict, words
from catalog.facts.coverage import coverage_of
from catalog.facts.derive import Model, Site
from catalog.facts.fields import fields_of
from catalog.history.changelog import ChangeLog
from catalog.history.releases import Release
from catalog.inputs.load import Authored
from catalog.inputs.problems import InputError, Problem, shown
from catalog.pages import arguments, feedback, figures, switch
from catalog.pages.cards import card_path
from catalog.pages.cite import Citer
from catalog.pages.comparison import Comparison
from catalog.pages.content import ContentError, Desk, Library, term_anchor
from catalog.pages.structured import Describer

SHELL_PATH = "models/shell.md"
SHELL_ADDRESS = "models/shell/"
MARK = "@@{}@@"
"""A place in the shell page that is filled per model."""
ROOT = "site:/"
"""Stands for the site's root in what passes through an engine: engines leave addresses with a scheme alone."""
SECTIONS = ("verdict", "facts", "training", "attention", "lineage", "use")
_CONTENT = "content/"


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


class Compiled(jinja2.BytecodeCache):
    """Compiled templates of this process, so that a preview does not compile them anew for every edit."""

    def __init__(self, kind: str = "", by_key: dict[str, bytes] | None = None) -> None:
        self.kind = kind
        self.by_key: dict[str, bytes] = {} if by_key is None else by_key

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template was compiled before."""
        if self.kind + bucket.key in self.by_key:
            bucket.bytecode_from_string(self.by_key[self.kind + bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self.by_key[self.kind + bucket.key] = bucket.bytecode_to_string()


class _Environment(jinja2.Environment):
    """Shares its globals with all templates as they are: Jinja copies them at each rendering, and copies its own chain slowly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; none of ours has its own."""
        return super().make_globals(d) if d else self.globals


def environment(
    templates: Mapping[str, Authored], content: Mapping[str, Authored], compiled: Compiled
) -> jinja2.Environment:
    """Return a strict environment: undefined names are errors, everything is escaped unless it is Markup."""
    sources = {name: (text.body, text.file) for name, text in templates.items()}
    sources |= {_CONTENT + name: (text.body, text.file) for name, text in content.items()}

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (*sources[name], lambda: True) if name in sources else None

    env = _Environment(
        loader=jinja2.FunctionLoader(load), undefined=jinja2.StrictUndefined, bytecode_cache=compiled, cache_size=-1,
        autoescape=lambda name: not str(name).endswith(".txt.jinja"), trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{##", comment_end_string="##}",
    )  # fmt: skip
    env.filters |= {
        "short": words.short_count, "full": words.full_count, "day": words.day, "sizes": words.sizes,
        "plainword": words.hyphens_to_words, "json": dump, "listed": words.listed,
    }  # fmt: skip
    env.globals |= {
        "words": words, "source_url": source_url, "term_anchor": term_anchor, "reasons": reasons, "figures": figures,
        "published": published, "rulebook": verdict, "endpoints": ENDPOINTS, "feedback": feedback,
        "contract_version": SCHEMA_VERSION, "published_fields": PublishedRecord.model_fields,
        "fields": fields_of(schema.Record), "coverage_of": coverage_of,
    }  # fmt: skip
    return env


@jinja2.pass_context
def _as_data(context: jinja2.runtime.Context, value: Any) -> Any:
    """Keep what is printed into a Markdown page from being read as Markdown."""
    return prose.in_markdown(value) if isinstance(value, str) and str(context.name).endswith(".md") else value


def for_pages(env: jinja2.Environment, compiled: Compiled) -> jinja2.Environment:
    """Return the environment of authored pages: that of the templates, but its output passes through Markdown."""
    return env.overlay(finalize=_as_data, bytecode_cache=Compiled("page ", compiled.by_key))


def _as_text(value: Any) -> Any:
    """Keep text of data from being read as a link or a tag where a text twin is read as Markdown."""
    return prose.in_text(value) if isinstance(value, str) else value


def for_texts(env: jinja2.Environment, compiled: Compiled) -> jinja2.Environment:
    """Return the environment of plain-text files."""
    return env.overlay(finalize=_as_text, bytecode_cache=Compiled("text ", compiled.by_key))


class Renderer:
    """Renders every page of one site."""

    def __init__(
        self, site: Site, settings: Settings, templates: Mapping[str, Authored], content: Mapping[str, Authored],
        releases: tuple[Release, ...] = (), compiled: Compiled | None = None,
    ) -> None:  # fmt: skip
        self.site = site
        self.settings = settings
        self.content = content
        compiled = compiled or Compiled()
        self.env = environment(templates, content, compiled)
        self.late: dict[str, str] = {}
        self.env.filters["late"] = self._keep
        self.authored = for_pages(self.env, compiled)
        self.texts = for_texts(self.env, compiled)
        self.library = Library(site, self.env)
        self.log = ChangeLog(releases)
        place = (settings.site_name, settings.site_url, self.log.version)
        self.env.globals |= {
            "log": self.log,
            "describer": Describer(site, *place),
            "citer": Citer(site.as_of, *place),
            "card_path": card_path,
        }
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
            except (jinja2.TemplateError, ContentError, TypeError, KeyError) as error:
                problems.append(_explained(error, authored.file))
        try:
            yield SHELL_PATH, self._shell()
        except (jinja2.TemplateError, ContentError, TypeError) as error:
            problems.append(_explained(error, "templates/model/shell.md.jinja"))
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
        body = self.authored.get_template(_CONTENT + name).render(vars_of(desk), page=page, desk=desk)
        head = self.env.get_template("head.html.jinja").render(page=page, desk=desk)
        return front_matter({**authored.meta, "head": head}) + body.strip() + "\n"

    def _shell(self) -> str:
        desk = Desk(self.library, ROOT)
        body = self.env.get_template("model/shell.md.jinja").render(
            desk=desk, mark=lambda name: Markup(MARK.format(name)), sections=SECTIONS
        )
        meta = {"title": MARK.format("title"), "description": MARK.format("title"), "head": MARK.format("head")}
        return front_matter(meta) + body.strip() + "\n"

    def stamp(self, model: Model) -> Stamp:
        """Return what the page of one model puts into the shell."""
        desk = Desk(self.library, "../../")
        values: dict[str, Any] = {"model": model, "record": model.record, "verdict": model.verdict, "desk": desk}
        page = {
            "address": f"models/{model.id}/", "kind": "model", "model": model,
            "title": f"{model.record.name}: is it generative?", "description": self.description(model),
        }  # fmt: skip
        try:
            parts = {name: self.env.get_template(f"model/{name}.html.jinja").render(values) for name in SECTIONS}
            parts["head"] = self.env.get_template("head.html.jinja").render(page=page, desk=desk)
        except (jinja2.TemplateError, ContentError, TypeError) as error:
            raise InputError([_explained(error, "templates/model")]) from error
        parts["title"] = str(escape(model.record.name))
        return Stamp(model.id, parts)

    def twin(self, model: Model) -> str:
        """Return the plain-text twin of a model page."""
        return self.texts.get_template("model/twin.txt.jinja").render(
            model=model, record=model.record, desk=Desk(self.library, "../../")
        )

    def description(self, model: Model) -> str:
        """Return one sentence for search engines."""
        verdict = words.SUMMARY[model.verdict.summary].lower()
        return f"{model.record.name} ({model.record.developer}, {model.record.released[:4]}) is {verdict}. {model.record.summary}"

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
        "bibliography", "link", "href", "badge",
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


def _explained(error: Exception, file: str) -> Problem:
    """Find the line of a template that failed; Jinja puts it into the traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Problem(error.filename or file, error.lineno, 1, error.message or "syntax error")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(("content/", "templates/"))
    ]
    if isinstance(error, ContentError):  # the page asked for what does not exist; the template only passed it on
        frames = [frame for frame in frames if frame.filename == file] or frames
    place = (frames[-1].filename, frames[-1].lineno or 1) if frames else (file, 1)
    said = f"no template {shown(error.name)}" if isinstance(error, jinja2.TemplateNotFound) else str(error).strip()
    return Problem(*place, 1, said or type(error).__name__)
