"""An id and the raw data files -> a record to fill in, for `build.py new ID`.

Every place to fill in is empty, and the check refuses an empty place: what is left out cannot slip through.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from catalog.check.rules.names import RESERVED
from catalog.judge import config_inputs
from catalog.load.documents import Document
from catalog.load.problems import InputError, Problem, shown
from catalog.schema.editorial import ConfigClass
from catalog.schema.fields import FieldView, fields_of
from catalog.schema.record import Record, Slug

HEAD = """\
  # A new record. Fill every empty place, delete these hints and the optional lines you do not need, and put it into
  # data/models.yaml by date of release. A field without a value gets its reason under `missing`. Then: make check
"""


def scaffold(ident: str, documents: Iterable[Document], config: Mapping[str, Any] | None = None) -> str:
    """Return the YAML text of a record that passes once its places are filled. Raises InputError for an unfit id.

    `config` is the config.json beside the weights: what it states is filled in, and its numbers follow as comments.
    """
    given = list(documents)
    _refuse(ident, given)
    stated = from_config(config, _classes(given)) if config else {}
    lines = (line for field in fields_of(Record) if field.name != "id" for line in _lines(field, stated))
    numbers = [f"# {name}: {value}" for name, value in config_numbers(config)] if config else []
    heading = ["# Numbers of the configuration, for `variants` and `configurations.yaml`:"] if numbers else []
    return f"{HEAD}  - id: {ident}\n" + "".join(f"    {line}\n" for line in (*lines, *heading, *numbers))


class Stated(NamedTuple):
    """A value that a configuration states, and what the author has to know about it."""

    value: str
    hint: str


def from_config(config: Mapping[str, Any], classes: Sequence[ConfigClass]) -> dict[str, Stated]:
    """Return field -> what a config.json states of it. What a class or a number only suggests is left out."""
    found: dict[str, Stated] = {}
    kind = config.get("model_type")
    if isinstance(kind, str) and _TYPE.fullmatch(kind):
        found["transformers_type"] = Stated(kind, "model_type of config.json")
    heads = config_inputs(config, classes).get("output_head", ())
    alone = heads == ("vector",)  # an encoder that was saved without its decoder keeps the mark of both
    if config.get("is_encoder_decoder") is True and not alone:
        found["architecture"] = Stated("encoder-decoder", "is_encoder_decoder of config.json")
        found["attention"] = Stated("mixed", "an encoder-decoder sees its input both ways")
    elif config.get("is_causal") is False or config.get("use_bidirectional_attention") is True:
        found["attention"] = Stated("bidirectional", "config.json takes the causal mask away")
    if len(heads) == 1:
        found["output_head"] = Stated(heads[0], "the class under architectures of config.json")
    length = _inner(config).get("max_position_embeddings", config.get("n_positions"))
    if isinstance(length, int) and length > 0:
        found["context_tokens"] = Stated(
            str(length), "positions of config.json; check what the developer says of the release"
        )
    return found


def config_numbers(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of the numbers and switches of a config.json that say how the network is built."""
    for name, value in _inner(config).items():
        built = isinstance(value, int | float) and _NUMBER.fullmatch(name) and not name.endswith("token_id")
        if built:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _inner(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part that describes the network of text, which some models keep in a mapping of its own."""
    inner = config.get("text_config")
    return inner if isinstance(inner, dict) else config


def _classes(documents: Iterable[Document]) -> list[ConfigClass]:
    """Return the classes of `judge.yaml`; while these have mistakes of their own, none."""
    given: object = next((it.value["config_classes"] for it in documents if "config_classes" in it.value), [])
    try:
        return TypeAdapter(list[ConfigClass]).validate_python(given)
    except ValidationError:
        return []


_TYPE = re.compile(r"[a-z0-9_.-]+")
_NUMBER = re.compile(r"[A-Za-z0-9_]{1,60}")


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


def _lines(field: FieldView, stated: Mapping[str, Stated]) -> Iterator[str]:
    """Yield the hints of a field and the field itself, with an empty place unless its value is stated."""
    yield from _hint(field, "# ")
    for inner in field.inner:
        yield from _hint(inner, f"#   {inner.name}: ")
    if field.name in stated:
        yield f"{field.name}: {stated[field.name].value}  # {stated[field.name].hint}"
    elif field.kind == "maps":
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
