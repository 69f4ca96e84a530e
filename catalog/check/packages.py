"""What other people's packages say of the same models: the heads of `transformers`, the registry of `mteb`.

`transformers.json` and `mteb.json` beside this file are extracted from the packages, see `tools/extract_*.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args

from catalog.load.problems import nearest, shown
from catalog.schema.record import Record, VerdictRule
from catalog.schema.vocabulary import Package, PackageField
from catalog.verdict import judge

NEAR = 0.06
"""Share by which two counts of parameters may differ and still be the same size."""


class Comparison(NamedTuple):
    """One fact of a record held against a package."""

    package: Package
    field: PackageField
    contradiction: str
    """What the package says instead, in words; empty where it agrees."""


@cache
def package_metadata(package: Package = "transformers") -> dict[str, Any]:
    """Return what was extracted: `version`, and `types` (type -> heads) or `models` (name -> facts)."""
    result: dict[str, Any] = json.loads((Path(__file__).parent / f"{package}.json").read_text("utf-8"))
    return result


def packages_metadata() -> dict[Package, dict[str, Any]]:
    """Return what was extracted from every package."""
    return {package: package_metadata(package) for package in get_args(Package)}


def comparisons(record: Record, rules: Sequence[VerdictRule]) -> Iterator[Comparison]:
    """Yield every fact that a package knows too. Raises NoRuleError if no rule judges the record."""
    if record.transformers_type:
        yield Comparison("transformers", "transformers_type", _heads_contradict(record, rules))
    yield from _registry(record)


def _heads_contradict(record: Record, rules: Sequence[VerdictRule]) -> str:
    """Return what the heads of its type contradict.

    A causal head in a type whose other heads are those of an encoder is only the `is_decoder` option, and shows nothing.
    """
    metadata, kind = package_metadata(), str(record.transformers_type)
    package, known = f"transformers {metadata['version']}", metadata["types"]
    if kind not in known:
        return f"{package} has no type {shown(kind)}{nearest(kind, known)}"
    heads = known[kind]
    writes = judge(record, rules).writes_text == "yes"
    can_generate = bool({"causal-lm", "seq2seq-lm", "image-text-to-text"}.intersection(heads))
    generates = can_generate and ("seq2seq-lm" in heads or "masked-lm" not in heads)
    if writes and heads and not can_generate:
        return f"writes text, but {package} has no generating head for {kind}"
    if not writes and generates:
        return f"does not write text, but {kind} is a generating type in {package}"
    if record.architecture == "encoder-decoder" and heads and "seq2seq-lm" not in heads:
        return f"is an encoder–decoder, but {package} has no sequence-to-sequence head for {kind}"
    return ""


def registered(record: Record) -> dict[str, dict[str, Any]]:
    """Return the entries of mteb whose name is the Hub id or an alias of a record, letter by letter."""
    models = package_metadata("mteb")["models"]
    return {name: models[name] for name in (record.hub_id or "", *record.aliases) if name in models}


def _registry(record: Record) -> Iterator[Comparison]:
    sizes = [variant.parameters_total for variant in record.variants if variant.parameters_total]
    ours: dict[PackageField, tuple[str, Sequence[Any]]] = {
        "released": ("release_date", [record.released]),
        "context_tokens": ("max_tokens", [record.context_tokens] if record.context_tokens else []),
        "embedding_dimensions": ("embed_dim", record.embedding_dimensions),
        "parameters": ("n_parameters", sizes),
        "weights": ("open_weights", [record.weights != "closed"]),
    }
    entries = registered(record)
    for field, (key, values) in ours.items():
        theirs = {name: entry[key] for name, entry in entries.items() if entry.get(key) is not None}
        if theirs and values:
            yield Comparison("mteb", field, _told(field, values, theirs.items()))


def _told(field: PackageField, ours: Sequence[Any], theirs: Iterable[tuple[str, Any]]) -> str:
    other = [f"{_in_words(field, value)} for {name}" for name, value in theirs if not _agree(field, ours, value)]
    own = " or ".join(_in_words(field, value) for value in ours)
    version = package_metadata("mteb")["version"]
    return f"mteb {version} has {', '.join(other)}; the record has {own}" if other else ""


def _agree(field: PackageField, ours: Sequence[Any], theirs: Any) -> bool:
    if field == "parameters":
        return any(abs(size - theirs) <= NEAR * theirs for size in ours)
    return (max(theirs) if isinstance(theirs, list) else theirs) in ours


def _in_words(field: PackageField, value: Any) -> str:
    if field == "weights":
        return "weights to download" if value else "no weights to download"
    return f"{value:,}" if isinstance(value, int) else ", ".join(map(str, value)) if isinstance(value, list) else value
