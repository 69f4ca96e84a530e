"""An id and the raw data files -> a record to fill in, for `build.py new ID`.

Every place to fill in is empty, and the check refuses an empty place: what is left out cannot slip through.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pydantic import TypeAdapter, ValidationError

from catalog.check.rules.names import RESERVED
from catalog.load.documents import Document
from catalog.load.problems import InputError, Problem, shown
from catalog.schema.fields import FieldView, fields_of
from catalog.schema.record import Record, Slug

HEAD = """\
  # A new record. Fill every empty place, delete these hints and the optional lines you do not need, and put it into
  # data/models.yaml by date of release. A field without a value gets its reason under `missing`. Then: make check
"""


def scaffold(ident: str, documents: Iterable[Document]) -> str:
    """Return the YAML text of a record that passes once its places are filled. Raises InputError for an unfit id."""
    _refuse(ident, list(documents))
    lines = (line for field in fields_of(Record) if field.name != "id" for line in _lines(field))
    return f"{HEAD}  - id: {ident}\n" + "".join(f"    {line}\n" for line in lines)


def _refuse(ident: str, documents: list[Document]) -> None:
    home = next((document for document in documents if "models" in document.value), None)
    file = home.file if home else "data/models.yaml"
    try:
        TypeAdapter(Slug).validate_python(ident)
    except ValidationError as error:
        remedy = f"; did you mean {shown(slug(ident))}?" if slug(ident) else ""
        message = f"id {shown(ident)}: expected small letters, digits and single hyphens, at most 60 characters{remedy}"
        raise InputError([Problem(file, 1, 1, message)]) from error
    if ident in RESERVED:
        message = f"id {shown(ident)} is reserved — choose another, such as {shown(f'{ident}-model')}"
        raise InputError([Problem(file, 1, 1, message)])
    for document in documents:
        for key, index, message in _uses(ident, document.value):
            message += " — edit that record, or choose another id"
            raise InputError([Problem(document.file, *document.place((key, index)), message)])


def slug(text: str) -> str:
    """Return the id that a name suggests: small letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _uses(ident: str, value: Mapping[str, object]) -> Iterator[tuple[str, int, str]]:
    """Yield where an id is in use already: as id, name or alias of a record, or as a former id."""
    for key in ("models", "redirects"):
        items = value.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            words = _words(item) if isinstance(item, dict) else {}
            if ident in words:
                yield key, index, f"id {shown(ident)} is {words[ident]}"


def _words(item: Mapping[str, object]) -> dict[str, str]:
    owner = shown(item.get("id", item.get("new")))
    aliases = item.get("aliases")
    words = {str(alias).casefold(): f"an alias of {owner}" for alias in (aliases if isinstance(aliases, list) else ())}
    words[str(item.get("name")).casefold()] = f"the name of {owner}"
    words[str(item.get("old")).casefold()] = f"the former id of {owner}"
    return words | {str(item.get("id")).casefold(): "taken"}


def _lines(field: FieldView) -> Iterator[str]:
    """Yield the hints of a field and the field itself with an empty place."""
    yield from _hint(field, "# ")
    for inner in field.inner:
        yield from _hint(inner, f"#   {inner.name}: ")
    if field.kind == "maps":
        yield f"{field.name}:"
        yield f"  - {_flow(field.inner)}"
    elif field.inner:
        yield f"{field.name}:"
        yield from (f"  {key}: {_flow(field.inner)}" for key in field.keys)
    else:
        yield f"{field.name}:{_EMPTY.get(field.kind, '')}"


_EMPTY = {"list": " []", "words": " []", "map": " {}"}


def _hint(field: FieldView, start: str) -> list[str]:
    text = " ".join((field.says if field.required else f"{field.says} Optional.", *_choices(field)))
    wrapped = textwrap.TextWrapper(112, start, "#     ", break_on_hyphens=False, break_long_words=False)
    return wrapped.wrap(text)


def _choices(field: FieldView) -> Iterator[str]:
    if field.values and field.keys:
        yield f"Fields: {', '.join(field.keys)}."
    if field.values:
        yield f"{'One or more' if field.kind == 'words' else 'One'} of: {', '.join(field.values)}."


def _flow(fields: tuple[FieldView, ...]) -> str:
    return "{" + ", ".join(f"{field.name}: {_EMPTY.get(field.kind, '').strip()}" for field in fields) + "}"
