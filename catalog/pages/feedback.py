"""A model and one of its facts -> where to mend it, and where to report that it is wrong.

Both addresses lead into the repository: to the exact line of the data, and to an issue form that is filled in already.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, quote_plus

from catalog.exports.export import fact_text, source_url
from catalog.facts.derive import Site
from catalog.facts.model import Model
from catalog.facts.words import sizes

FORM = "wrong-fact.yml"
_FIELD_OF = {"parameters": "variants"}
"""Facts that stand under another name in the record."""


def edit_address(repository: str, site: Site, model: Model, field: str = "") -> str:
    """Return where the line of a fact can be edited; without a field or a line of its own, all lines of the record."""
    file, first, last = model.place
    lines = site.catalog.field_lines.get(model.id, {})
    line = lines.get(_FIELD_OF.get(field, field), lines.get("missing") if field else None)
    return f"{repository}/edit/main/{quote(file)}#{f'L{line}' if line else f'L{first}-L{last}'}"


def report_address(repository: str, site: Site, model: Model, field: str = "") -> str:
    """Return the issue form with the model filled in and, for one fact, its field, present value and source."""
    answers = {"template": FORM, "title": f"Wrong fact: {model.record.name}", "model": model.id}
    if field:
        answers |= {"title": f"{answers['title']}, {field}", "field": field, "value": _value(model, field)}
        evidence = next((entry for name, entry in model.record.evidence.items() if name == field), None)
        if evidence:
            answers["source"] = f"{source_url(site.catalog.sources[evidence.source])} ({evidence.locator})"
    return f"{repository}/issues/new?" + "&".join(f"{name}={_quoted(answer)}" for name, answer in answers.items())


@lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote_plus(text)


def _value(model: Model, field: str) -> str:
    missing = next((reason for name, reason in model.record.missing.items() if name == field), None)
    if missing:
        return missing
    return sizes(model.record.variants) if field == "parameters" else fact_text(model, field)
