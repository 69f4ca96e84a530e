"""An id and the raw data files -> a record to fill in, for `build.py new ID`.

Every place to fill in is empty, and the check refuses an empty place: what is left out cannot slip through.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from pydantic import TypeAdapter, ValidationError

from catalog.check.rules.relations import RESERVED
from catalog.load.documents import Document
from catalog.load.problems import InputError, Problem, shown
from catalog.schema.editorial import ConfigClass
from catalog.schema.fields import FieldView, fields_of
from catalog.schema.record import Record, Slug
from catalog.verdict import config_inputs

_HEAD = """\
  # A new record. Fill every empty place, delete these hints and the optional lines you do not need, and put it into
  # data/models.yaml by date of release. A field without a value gets its reason under `missing`. Then: make check
"""
_EMPTY = {"list": " []", "words": " []", "map": " {}"}


def scaffold(ident: str, documents: Sequence[Document], config: Mapping[str, Any] | None = None) -> str:
    """Return the YAML text of a record that passes once its places are filled. Raises InputError for an unfit id.

    `config` is the config.json beside the weights: what it states is filled in, and its numbers follow as comments.
    """
    if problem := next(_unfit(ident, documents), None):
        raise InputError([problem])
    stated = _stated(config, _classes(documents)) if config else {}
    lines = [line for field in fields_of(Record) if field.name != "id" for line in _lines(field, stated)]
    if numbers := list(_numbers(config or {})):
        lines += ["# Numbers of the configuration, for `variants` and `configurations.yaml`:", *numbers]
    return f"{_HEAD}  - id: {ident}\n" + "".join(f"    {line}\n" for line in lines)


def _stated(config: Mapping[str, Any], classes: Sequence[ConfigClass]) -> dict[str, tuple[str, str]]:
    """Return field -> what a config.json states of it, and what to know about it; what it only suggests is left out."""
    found: dict[str, tuple[str, str]] = {}
    kind = config.get("model_type")
    if isinstance(kind, str) and re.fullmatch(r"[a-z0-9_.-]+", kind):
        found["transformers_type"] = kind, "model_type of config.json"
    heads = config_inputs(config, classes).get("output_head", ())
    alone = heads == ("vector",)  # an encoder that was saved without its decoder keeps the mark of both
    if config.get("is_encoder_decoder") is True and not alone:
        found["architecture"] = "encoder-decoder", "is_encoder_decoder of config.json"
        found["attention"] = "mixed", "an encoder-decoder sees its input both ways"
    elif config.get("is_causal") is False or config.get("use_bidirectional_attention") is True:
        found["attention"] = "bidirectional", "config.json takes the causal mask away"
    if len(heads) == 1:
        found["output_head"] = heads[0], "the class under architectures of config.json"
    length = _inner(config).get("max_position_embeddings", config.get("n_positions"))
    if isinstance(length, int) and length > 0:
        found["context_tokens"] = str(length), "positions of config.json; check what the developer says of the release"
    return found


def _numbers(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield the numbers and switches of a config.json that say how the network is built, as comments."""
    for name, value in _inner(config).items():
        if isinstance(value, int | float) and re.fullmatch(r"(?!.*token_id$)[A-Za-z0-9_]{1,60}", name):
            yield f"# {name}: {json.dumps(value)}"


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


def slug(text: str) -> str:
    """Return the id that a name suggests: small letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _unfit(ident: str, documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield why an id cannot be that of a new record."""
    file = next((it.file for it in documents if "models" in it.value), "data/models.yaml")
    try:
        TypeAdapter(Slug).validate_python(ident)
    except ValidationError:
        remedy = f"; did you mean {shown(slug(ident))}?" if slug(ident) else ""
        expected = f"expected small letters, digits and single hyphens, at most 60 characters{remedy}"
        yield Problem(file, 1, 1, f"id {shown(ident)}: {expected}")
    if ident in RESERVED:
        remedy = f"choose another, such as {shown(f'{ident}-model')}"
        yield Problem(file, 1, 1, f"id {shown(ident)} is reserved — {remedy}")
    for document, key in product(documents, ("models", "redirects")):
        items = document.value.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and (use := _uses(item).get(ident)):
                message = f"id {shown(ident)} is {use} — edit that record, or choose another id"
                yield Problem(document.file, *document.place((key, index)), message)


def _uses(item: Mapping[str, object]) -> dict[str, str]:
    """Return what a record or redirect uses of ids and names: word -> as what."""
    owner, aliases = shown(item.get("id", item.get("new"))), item.get("aliases")
    words = {str(alias).casefold(): f"an alias of {owner}" for alias in (aliases if isinstance(aliases, list) else ())}
    words[str(item.get("name")).casefold()] = f"the name of {owner}"
    words[str(item.get("old")).casefold()] = f"the former id of {owner}"
    return words | {str(item.get("id")).casefold(): "taken"}


def _lines(field: FieldView, stated: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Yield the hints of a field and the field itself, with an empty place unless its value is stated."""
    yield from _hint(field, "# ")
    for inner in field.inner:
        yield from _hint(inner, f"#   {inner.name}: ")
    if field.name in stated:
        value, hint = stated[field.name]
        yield f"{field.name}: {value}  # {hint}"
    elif field.inner:
        yield f"{field.name}:"
        flow = ", ".join(f"{it.name}: {_EMPTY.get(it.kind, '').strip()}" for it in field.inner)
        yield from (f"  {key}: {{{flow}}}" for key in field.keys) if field.keys else [f"  - {{{flow}}}"]
    else:
        yield f"{field.name}:{_EMPTY.get(field.kind, '')}"


def _hint(field: FieldView, start: str) -> list[str]:
    said = [field.says if field.required else f"{field.says} Optional."]
    if field.values and field.keys:
        said.append(f"Fields: {', '.join(field.keys)}.")
    if field.values:
        said.append(f"{'One or more' if field.kind == 'words' else 'One'} of: {', '.join(field.values)}.")
    wrapped = textwrap.TextWrapper(112, start, "#     ", break_on_hyphens=False, break_long_words=False)
    return wrapped.wrap(" ".join(said))
