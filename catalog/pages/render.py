"""Site + content + templates -> the list of pages and their text. Writes nothing.

Authored pages become Markdown for the engine. The engine also renders one layout page; the articles of pages that are
made from data, such as those of models, are put into it here (see `layout`).

There is one template environment: undefined names are errors, mistakes have a line, and what a template prints is escaped
for what it becomes: HTML, Markdown (`content/*.md`) or plain text (`*.txt.jinja`).
"""

from __future__ import annotations

import inspect
import json
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, ClassVar

import jinja2
from jinja2.filters import FILTERS
from jinja2.tests import TESTS
from markupsafe import Markup

from catalog import prose, verdict
from catalog.coverage import wanted_of
from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.outputs.api import dump, record_path, source_url
from catalog.outputs.cards import card_path
from catalog.outputs.changes import ChangeLog, Release
from catalog.outputs.contract import ENDPOINTS, SCHEMA_VERSION, PublishedRecord
from catalog.outputs.json_ld import cite, json_ld
from catalog.outputs.text import escape_markdown
from catalog.pages import answers, arguments, figures
from catalog.pages.comparison import Comparison
from catalog.pages.context import ContentError, PageContext, Settings, SiteIndex, look_up
from catalog.pages.experiment import Twins
from catalog.pages.layout import LAYOUT_SOURCE
from catalog.pages.lists import list_pages, release_pages, source_pages
from catalog.pages.modelpage import model_pages
from catalog.pages.page import Generator, Page
from catalog.schema import labels, record
from catalog.schema.fields import fields_of
from catalog.site import Site

ROOT = "site:/"
"""Stands for the site's root in what passes through an engine: engines leave addresses with a scheme alone."""
GENERATORS: tuple[Generator, ...] = (model_pages, answers.answer_pages, release_pages, list_pages, source_pages)
"""What makes pages from data."""
_CONTENT = "content/"
_FUNCTIONS = (
    "model", "family", "fact", "count", "counted", "superlative", "term", "cite", "source", "claim", "claim_link", "pair", "math",
    "said", "refuted", "bibliography", "link", "href", "claim_text", "verdict", "inline", "rich",
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
        self._env = _environment(templates, content)
        self._env.filters["late"] = self._keep_raw
        self.index = SiteIndex(site, settings, self.log, self._env)
        self._env.globals |= {
            "site": site, "settings": settings, "log": self.log, "comparison": Comparison(site), "twins": twins,
            "url": settings.site_url, "site_name": settings.site_name, "as_of": site.as_of,
            "cite_catalog": lambda: cite(self.index, "catalog", settings.site_name, ""),
        }  # fmt: skip
        self._problems: list[Problem] = []
        authored = [page for name, text in content.items() for page in self._authored_page(name, text)]
        self.authored = sorted(authored, key=lambda page: page.address)
        self.figure_pages = {
            name: page.address for name in figures.LAYOUTS for page in reversed(self.authored)
            if f'figure("{name}")' in content[page.template.removeprefix(_CONTENT)].body
        }  # fmt: skip
        """Figure -> the address of the first authored page that shows it."""
        self.pages = [*self.authored, *(page for generate in GENERATORS for page in generate(self.index))]
        """Every page: authored ones, by address, then those made from data."""

    def engine_files(self, only: str | None = None) -> Iterator[tuple[str, str]]:
        """Yield (path, Markdown) of every authored page, or only of that at a path, and of the layout.

        Raises InputError with one problem per bad page.
        """
        problems = [*self._problems]
        for page in (it for it in self.authored if only in (None, it.path)):
            try:
                body = self.article(page, ROOT).strip()
                meta = {**(page.meta or {}), "head": self.head(page, ROOT)}
                lines = (
                    f"{key}: {json.dumps(it, ensure_ascii=False)}\n" for key, it in meta.items()
                )  # JSON is YAML, too
                yield page.template.removeprefix(_CONTENT), f"---\n{''.join(lines)}---\n{body}\n"
            except InputError as error:
                problems += error.problems
        yield LAYOUT_SOURCE
        if problems:
            raise InputError(problems)

    def article(self, page: Page, root: str) -> str:
        """Return the body of a page; templates may use the context, and its functions by name. Raises InputError."""
        context = PageContext(self.index, root)
        functions = {name: getattr(context, name) for name in _FUNCTIONS} | {
            "context": context, "root": root, "page": page,
            "figure": lambda name: figures.draw(name, context, self.figure_pages.get(name, "")),
            "argument": lambda name: arguments.argument(name, context),
            "minutes": lambda *part: context.minutes(self._text_of(*part)),
        }  # fmt: skip
        return self._render(page.template, page, lambda: {**functions, **page.values(context)})

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
        return self._env.get_template(template).render(values)

    def _authored_page(self, name: str, authored: Authored) -> Iterator[Page]:
        """Yield the page of a file of `content/`, unless its front matter lacks something."""
        meta = authored.meta
        for key in ("title", "description"):
            if key not in meta:
                said = f"front matter needs `{key}:` — it stands at the top, between two lines `---`"
                self._problems.append(Problem(authored.file, 1, 1, said))
            if not isinstance(meta.get(key), str):
                return  # what is no text is told by `authoring`
        kind = meta.get("kind", "page")
        lists_models = kind in ("models", "compare")
        yield Page(
            address="" if name == "index.md" else name.removesuffix(".md").removesuffix("/index") + "/",
            title=meta["title"], description=meta["description"], source=authored.file,
            date=self.site.as_of, template=_CONTENT + name, kind=kind, meta=meta,
            card="home" if kind == "home" else "page", text="feeds/models.txt.jinja" if lists_models else "",
        )  # fmt: skip

    def _text_of(self, name: str, start: str = "", end: str = "") -> str:
        """Return the authored text of a page, or its part from the heading `start` to the heading `end`."""
        text: str = look_up(self.content, name, "page").body
        text = text.partition(f"{{#{start}}}")[2] if start else text
        return text.partition(f"{{#{end}}}")[0] if end else text

    def _render(self, template: str, page: Page, values: Callable[[], Mapping[str, Any]]) -> str:
        """Return the text of a template. Raises InputError with the line on which it failed, whatever it raised."""
        try:
            return self._env.get_template(template).render(values())
        except Exception as error:
            raise InputError([_explained(error, page.source, page.line)]) from error

    @jinja2.pass_context
    def _keep_raw(self, context: jinja2.runtime.Context, block: str) -> Markup:
        """Keep a large block of HTML out of the engine, which has nothing to add to it; `layout` puts it into its place."""
        start = f'<div id="late-{re.sub("[^a-zA-Z0-9]", "-", context["page"].path)}-'
        place = Markup(f'{start}{sum(it.startswith(start) for it in self.raw_html)}"></div>')
        self.raw_html[place] = block
        return place


_FILTERS = {"short": labels.short_count, "full": "{:,}".format, "day": labels.day, "json": dump}
_TAGS = (
    "block", "call", "elif", "else", "extends", "filter", "for", "from", "if", "import", "include", "macro", "raw", "set",
    "endblock", "endcall", "endfilter", "endfor", "endif", "endmacro", "endraw", "endset",
)  # fmt: skip
_KNOWN = {"filter": (*FILTERS, *_FILTERS), "test": tuple(TESTS), "tag": _TAGS}
_UNKNOWN = re.compile(r"(?:No|unknown) (filter|test|tag) (?:named )?'(\w+)'")
_MACRO = re.compile(r"{%-? *macro +(\w+)")
_WRONG_CALL = re.compile(r"PageContext\.(\w+)\(\) (.*)")


class _Environment(jinja2.Environment):
    """Shares its globals with all templates as they are, which Jinja would copy, and compiled templates with its successors.

    A preview makes an environment after every edit; compiling all templates anew would cost more than the rest of it.
    """

    compiled: ClassVar[dict[tuple[Any, ...], Any]] = {}

    def compile(self, *template: Any, **options: Any) -> Any:
        """Return the code of a template, given as source, name and file."""
        key = (*template, *options.items())
        if key not in self.compiled:
            self.compiled[key] = super().compile(*template, **options)
        return self.compiled[key]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; none of ours has its own."""
        return super().make_globals(d) if d else self.globals


class _Undefined(jinja2.StrictUndefined):
    """Says which known name is the nearest one."""

    known: ClassVar[frozenset[str]] = frozenset()

    @property
    def _undefined_message(self) -> str:
        owner = self._undefined_obj
        known = self.known if owner is jinja2.utils.missing else [it for it in dir(owner) if it[0] != "_"]
        known = [*owner] if isinstance(owner, Mapping) else known
        name = str(self._undefined_name)
        return super()._undefined_message + nearest(name, sorted({*map(str, known)} - {name}))


@jinja2.pass_context
def _escape_for_output(context: jinja2.runtime.Context, value: Any) -> Any:
    """Keep what a page or a text version prints from being read as Markdown."""
    if isinstance(value, str) and context.name:
        if context.name.endswith(".md"):
            return prose.in_markdown(value)
        if context.name.endswith(".txt.jinja"):
            return escape_markdown(value)
    return value


def _environment(templates: Mapping[str, Authored], content: Mapping[str, Authored]) -> jinja2.Environment:
    """Return the environment for the texts of `templates/` and `content/`."""
    sources = {name: (text.body, text.file, None) for name, text in templates.items()}
    sources |= {_CONTENT + name: (text.body, text.file, None) for name, text in content.items()}

    def load(name: str) -> tuple[str, str, None]:
        if name not in sources:
            raise jinja2.TemplateNotFound(name, f"no template {shown(name)}{nearest(name, sources)}")
        return sources[name]

    env = _Environment(
        loader=jinja2.FunctionLoader(load), undefined=_Undefined, cache_size=-1, finalize=_escape_for_output,
        autoescape=lambda name: not str(name).endswith(".txt.jinja"), trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{##", comment_end_string="##}",
    )  # fmt: skip
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    env.filters |= _FILTERS
    env.globals |= {
        "words": labels, "source_url": source_url, "rulebook": verdict, "answers": answers, "endpoints": ENDPOINTS,
        "contract_version": SCHEMA_VERSION, "published_fields": PublishedRecord.model_fields,
        "fields": fields_of(record.Record), "wanted_of": wanted_of,
    }  # fmt: skip
    macros = {name for text in templates.values() for name in _MACRO.findall(text.body)}
    _Undefined.known = frozenset({*env.globals, *_FUNCTIONS, *macros, "page", "figure", "argument", "minutes"})
    return env


def check_syntax(templates: Mapping[str, Authored], content: Mapping[str, Authored]) -> None:
    """Compile every template and page. Raises InputError with every syntax error; names are looked up only by rendering."""
    env = _environment(templates, content)
    problems: list[Problem] = []
    for name, text in [*templates.items(), *content.items()]:
        try:
            env.compile(text.body, name, text.file)
        except jinja2.TemplateSyntaxError as error:
            problems.append(_explained(error, text.file))
    if problems:
        raise InputError(problems)


def in_words(error: Exception) -> str:
    """Return what an error of a template says on one line, with the nearest known name or the right call."""
    said = " ".join(str(error).split())[:300]
    if isinstance(error, jinja2.TemplateError):
        hit = _UNKNOWN.search(said)
        return f"{said.rstrip('.')}{nearest(hit[2], _KNOWN[hit[1]])}" if hit else said or "syntax error"
    if isinstance(error, ContentError):
        return said
    if isinstance(error, TypeError) and (hit := _WRONG_CALL.fullmatch(said)):
        parameters = [*inspect.signature(getattr(PageContext, hit[1])).parameters][1:]
        return f"{hit[2]} — write {hit[1]}({', '.join(parameters)})"
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _explained(error: Exception, file: str, line: int = 1) -> Problem:
    """Return what a template that failed did wrong, and on which line, which is in the traceback; else at `file` and `line`.

    A template may raise anything; what is not Jinja's own or a ContentError is named by its type.
    """
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Problem(error.filename or file, error.lineno, 1, in_words(error))
    frames = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    frames = [frame for frame in frames if frame[0].startswith(("content/", "templates/"))]
    if isinstance(error, ContentError):  # the page asked for what does not exist; the template only passed it on
        frames = [frame for frame in frames if frame[0] == file] or frames
    if isinstance(error, jinja2.TemplateNotFound):
        file = f"templates/{error.name}"
    file, line = frames[-1] if frames else (file, line)
    return Problem(file, line, 1, in_words(error))
