"""Strict templates: undefined names are errors, everything is escaped unless it is Markup, mistakes have a line.

In: the texts of `templates/` and `content/`. Out: one environment for HTML, one for authored pages, one for plain text.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import jinja2

from catalog import prose, verdict
from catalog.coverage import coverage_of
from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem, shown
from catalog.outputs.api import ENDPOINTS, SCHEMA_VERSION, PublishedRecord, dump, source_url
from catalog.pages import figures
from catalog.pages.library import ContentError, term_anchor
from catalog.schema import labels, record
from catalog.schema.fields import fields_of

CONTENT = "content/"


class _Environment(jinja2.Environment):
    """Shares its globals with all templates as they are: Jinja copies them at each rendering, and copies its own chain slowly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; none of ours has its own."""
        return super().make_globals(d) if d else self.globals


def environment(templates: Mapping[str, Authored], content: Mapping[str, Authored]) -> jinja2.Environment:
    """Return a strict environment: undefined names are errors, everything is escaped unless it is Markup."""
    sources = {name: (text.body, text.file) for name, text in templates.items()}
    sources |= {CONTENT + name: (text.body, text.file) for name, text in content.items()}

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (*sources[name], lambda: True) if name in sources else None

    env = _Environment(
        loader=jinja2.FunctionLoader(load), undefined=jinja2.StrictUndefined, cache_size=-1,
        autoescape=lambda name: not str(name).endswith(".txt.jinja"), trim_blocks=True, lstrip_blocks=True,
        comment_start_string="{##", comment_end_string="##}",
    )  # fmt: skip
    env.filters |= {
        "short": labels.short_count, "full": labels.full_count, "day": labels.day, "json": dump,
    }  # fmt: skip
    env.globals |= {
        "words": labels, "source_url": source_url, "term_anchor": term_anchor, "figures": figures,
        "rulebook": verdict, "endpoints": ENDPOINTS,
        "contract_version": SCHEMA_VERSION, "published_fields": PublishedRecord.model_fields,
        "fields": fields_of(record.Record), "coverage_of": coverage_of,
    }  # fmt: skip
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


@jinja2.pass_context
def _as_data(context: jinja2.runtime.Context, value: Any) -> Any:
    """Keep what is printed into a Markdown page from being read as Markdown."""
    return prose.in_markdown(value) if isinstance(value, str) and str(context.name).endswith(".md") else value


def for_pages(env: jinja2.Environment) -> jinja2.Environment:
    """Return the environment of authored pages: that of the templates, but its output passes through Markdown."""
    return env.overlay(finalize=_as_data)


def _as_text(value: Any) -> Any:
    """Keep text of data from being read as a link or a tag where a text twin is read as Markdown."""
    return prose.in_text(value) if isinstance(value, str) else value


def for_texts(env: jinja2.Environment) -> jinja2.Environment:
    """Return the environment of plain-text files."""
    return env.overlay(finalize=_as_text)


def explained(error: Exception, file: str) -> Problem:
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
