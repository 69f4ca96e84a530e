"""Templates over plain values, for pages by the thousand, run by MiniJinja: the language of Jinja, by its author, in Rust.

As strict as the others: undefined names are errors, and everything is escaped unless it is Markup. A test holds what
comes out against Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import minijinja

from catalog.load.documents import Authored
from catalog.load.problems import InputError, Problem, shown

_SLASH = "&#x2f;"
"""What MiniJinja makes of a slash, without need; what an author writes like this has its `&` escaped."""
Filter = Callable[[Any], Any]


class Press:
    """Renders templates of one site; `finalize` makes a text fit to stand in plain text."""

    def __init__(
        self, templates: Mapping[str, Authored], filters: Mapping[str, Filter], values: Mapping[str, Any],
        finalize: Filter | None = None,
    ) -> None:  # fmt: skip
        def source(name: str) -> str | None:
            return templates[name].body if name in templates else None

        self._escapes = finalize is None
        self._env = minijinja.Environment(
            loader=source, filters=filters, globals=values, undefined_behavior="strict", finalizer=finalize,
            auto_escape_callback=lambda _: self._escapes, trim_blocks=True, lstrip_blocks=True,
            comment_start_string="{##", comment_end_string="##}",
        )  # fmt: skip

    def print(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the text of a template. Raises InputError with the line of a mistake."""
        try:
            text = self._env.render_template(name, **values)
            return text.replace(_SLASH, "/") if self._escapes else text
        except minijinja.TemplateError as error:
            file, said = error.name or name, error.detail or error.kind
            if error.name is None:
                said = f"no template {shown(name)}"
            raise InputError([Problem(f"templates/{file}", error.line or 1, 1, said)]) from error
