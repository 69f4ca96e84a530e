"""The one template environment: undefined names are errors, everything is escaped unless it is Markup, mistakes have a line.

What a template prints is escaped for what it becomes: HTML, Markdown (`content/*.md`) or plain text (`*.txt.jinja`).
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, ClassVar

import jinja2

from catalog import prose, verdict
from catalog.agreement import agreement_of
from catalog.coverage import coverage_of
from catalog.gaps import wanted_of
from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.outputs.api import ENDPOINTS, SCHEMA_VERSION, PublishedRecord, dump, source_url
from catalog.outputs.escaping import escape_markdown
from catalog.pages import figures
from catalog.pages.context import ContentError, PageContext, term_anchor
from catalog.schema import labels, record
from catalog.schema.fields import fields_of

CONTENT = "content/"


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
        return super()._undefined_message + nearest(str(self._undefined_name), map(str, known))


@jinja2.pass_context
def _escape_for_output(context: jinja2.runtime.Context, value: Any) -> Any:
    """Keep what a page or a text version prints from being read as Markdown."""
    if isinstance(value, str) and context.name and not context.name.endswith(".html.jinja"):
        if context.name.endswith(".md"):
            return prose.in_markdown(value)
        if context.name.endswith(".txt.jinja"):
            return escape_markdown(value)
    return value


def environment(templates: Mapping[str, Authored], content: Mapping[str, Authored]) -> jinja2.Environment:
    """Return the environment for the texts of `templates/` and `content/`."""
    sources = {name: (text.body, text.file) for name, text in templates.items()}
    sources |= {CONTENT + name: (text.body, text.file) for name, text in content.items()}

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (*sources[name], lambda: True) if name in sources else None

    env = _Environment(
        loader=jinja2.FunctionLoader(load), undefined=_Undefined, cache_size=-1, finalize=_escape_for_output,
        autoescape=lambda name: not str(name).endswith(".txt.jinja"), trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{##", comment_end_string="##}",
    )  # fmt: skip
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    env.filters |= {
        "short": labels.short_count, "full": labels.full_count, "day": labels.day, "json": dump,
    }  # fmt: skip
    env.globals |= {
        "words": labels, "source_url": source_url, "term_anchor": term_anchor, "figures": figures,
        "rulebook": verdict, "endpoints": ENDPOINTS,
        "contract_version": SCHEMA_VERSION, "published_fields": PublishedRecord.model_fields,
        "fields": fields_of(record.Record), "coverage_of": coverage_of, "agreement_of": agreement_of, "wanted_of": wanted_of,
    }  # fmt: skip
    functions = {name for name in dir(PageContext) if not name.startswith("_")}
    _Undefined.known = frozenset({*env.globals, *functions, "page", "figure", "argument", "minutes"})
    return env


def check_syntax(templates: Mapping[str, Authored], content: Mapping[str, Authored]) -> None:
    """Parse every template and page. Raises InputError with every syntax error; names are looked up only by rendering."""
    env = environment(templates, content)
    problems: list[Problem] = []
    for name, text in [*templates.items(), *content.items()]:
        try:
            env.parse(text.body, name, text.file)
        except jinja2.TemplateSyntaxError as error:
            problems.append(explained(error, text.file))
    if problems:
        raise InputError(problems)


def explained(error: Exception, file: str, line: int = 1) -> Problem:
    """Return what a template that failed did wrong, and on which line, which is in the traceback; else at `file` and `line`.

    A template may raise anything; what is not Jinja's own or a ContentError is named by its type.
    """
    if isinstance(error, jinja2.TemplateSyntaxError):
        return Problem(error.filename or file, error.lineno, 1, error.message or "syntax error")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(("content/", "templates/"))
    ]
    if isinstance(error, ContentError):  # the page asked for what does not exist; the template only passed it on
        frames = [frame for frame in frames if frame.filename == file] or frames
    if isinstance(error, jinja2.TemplateNotFound):
        file = f"templates/{error.name}"
    place = (frames[-1].filename, frames[-1].lineno or 1) if frames else (file, line)
    if isinstance(error, jinja2.TemplateNotFound):
        return Problem(*place, 1, f"no template {shown(error.name)}")
    said = " ".join(str(error).split())[:300]
    if not isinstance(error, (jinja2.TemplateError, ContentError)):
        said = f"{type(error).__name__}: {said}"
    return Problem(*place, 1, said or type(error).__name__)
