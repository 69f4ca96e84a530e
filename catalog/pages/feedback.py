"""A model and one of its facts -> where to edit it, and where to report that it is wrong.

Both addresses lead into the repository: to the exact line of the data, and to an issue form that is filled in already.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, quote_plus

from catalog.model import Model
from catalog.outputs.api import fact_text, source_url
from catalog.schema.record import Evidence
from catalog.site import Site

FORM = "wrong-fact.yml"
_FIELD_OF = {"parameters": "variants"}
"""Facts that stand under another name in the record."""


class Feedback:
    """The addresses of one model; without a field they are those of the whole record."""

    def __init__(self, repository: str, site: Site, model: Model) -> None:
        self.site, self.model = site, model
        file, first, last = model.place
        self._file = f"{repository}/edit/main/{quote(file)}"
        self._record = f"{self._file}#L{first}-L{last}"
        self._lines = site.catalog.field_lines.get(model.id, {})
        self._evidence: dict[str, Evidence] = dict(model.record.evidence.items())
        self._missing: dict[str, str] = dict(model.record.missing.items())
        self._form = f"{repository}/issues/new?template={FORM}&title=Wrong+fact%3A+{quote_plus(model.record.name)}"

    def edit(self, field: str = "") -> str:
        """Return where the line of a fact can be edited; without a line of its own, all lines of the record."""
        line = self._lines.get(_FIELD_OF.get(field, field), self._lines.get("missing") if field else None)
        return f"{self._file}#L{line}" if line else self._record

    def report(self, field: str = "") -> str:
        """Return the issue form with the model filled in and, for one fact, its field, present value and source."""
        if not field:
            return f"{self._form}&model={self.model.id}"
        value = f"{self._form}%2C+{field}&model={self.model.id}&field={field}&value={_quoted(self._value(field))}"
        evidence = self._evidence.get(field)
        if evidence is None:
            return value
        source = _quoted(source_url(self.site.catalog.sources[evidence.source]))
        return f"{value}&source={source}+%28{_quoted(evidence.locator)}%29"

    def _value(self, field: str) -> str:
        if field in self._missing:
            return self._missing[field]
        return fact_text(self.model, field)


_quoted = lru_cache(maxsize=8192)(quote_plus)
"""Many records share the values of a vocabulary, their sources, and locators such as *Abstract*."""
