"""Cross-check with an independent source: which heads the `transformers` package offers for a model type.

`catalog/check/transformers.json` is extracted from the package by `tools/extract_transformers.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.check.rules.base import Items, rule
from catalog.check.rules.base import Path as Steps
from catalog.load.problems import nearest, shown
from catalog.schema.record import CrossCheckException, Record, VerdictRule
from catalog.verdict import NoRuleError, judge


@lru_cache(maxsize=1)
def package_metadata() -> dict[str, Any]:
    """Return {"version": …, "types": {model_type: {head: true}}} as extracted from the package."""
    result: dict[str, Any] = json.loads((Path(__file__).parent.parent / "transformers.json").read_text("utf-8"))
    return result


def contradiction(record: Record, rules: Sequence[VerdictRule]) -> str:
    """Return what the package contradicts in a record, or nothing.

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


def _contradicted(record: Record, items: Items) -> str:
    rules = [rule for _, rule in items.of("rules")]
    try:
        return contradiction(record, rules) if record.transformers_type and items.complete("rules") else ""
    except NoRuleError:  # another rule says so
        return ""


@rule("models")
def records_agree_with_transformers(record: Record, items: Items) -> Iterator[tuple[Steps, str]]:
    """A contradiction with the package is excused in `exceptions.yaml`, or is a problem."""
    excused = {exception.record for _, exception in items.of("exceptions")}
    if record.id not in excused and (found := _contradicted(record, items)):
        yield ("transformers_type",), f"{found} — correct it, or explain it in exceptions.yaml"


@rule("exceptions")
def exceptions_are_still_needed(exception: CrossCheckException, items: Items) -> Iterator[tuple[Steps, str]]:
    """An exception that excuses nothing is removed."""
    record = items.records.get(exception.record)
    if record and items.complete("rules") and not _contradicted(record, items):
        yield ("record",), f"{exception.record}: nothing contradicts it any more — remove the exception"
