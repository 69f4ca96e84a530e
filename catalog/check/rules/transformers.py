"""Cross-check with an independent source: which heads the `transformers` package offers for a model type.

`catalog/check/transformers.json` is extracted from the package by `tools/extract_transformers.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.check.rules.items import Finding, Items
from catalog.load.problems import nearest, shown
from catalog.schema.record import Record, VerdictRule
from catalog.verdict import judge


@lru_cache(maxsize=1)
def package_metadata() -> dict[str, Any]:
    """Return {"version": …, "types": {model_type: {head: true}}} as extracted from the package."""
    result: dict[str, Any] = json.loads((Path(__file__).parent.parent / "transformers.json").read_text("utf-8"))
    return result


def contradiction(record: Record, rules: Sequence[VerdictRule]) -> str:
    """Return what the package contradicts in a record, or nothing.

    A causal head in a type whose other heads are those of an encoder is only the `is_decoder` option, and shows nothing.
    """
    package, known, kind = (
        f"transformers {package_metadata()['version']}",
        package_metadata()["types"],
        str(record.transformers_type),
    )
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


def records_agree_with_transformers(items: Items) -> Iterator[Finding]:
    """A contradiction with the package is excused in `exceptions.yaml`, or is a problem."""
    excused = {exception.record for _, exception in items.of("exceptions")}
    rules = [rule for _, rule in items.of("rules")]
    for index, record in items.of("models") if items.complete("rules") else ():
        found = contradiction(record, rules) if record.transformers_type and record.id not in excused else ""
        if found:
            yield Finding(
                "models",
                index,
                ("transformers_type",),
                f"{record.id}: {found} — mend it, or explain it in exceptions.yaml",
            )


def exceptions_are_still_needed(items: Items) -> Iterator[Finding]:
    """An exception that excuses nothing is removed."""
    rules = [rule for _, rule in items.of("rules")]
    for index, exception in items.of("exceptions") if items.complete("rules") else ():
        record = items.records.get(exception.record)
        if record and not (record.transformers_type and contradiction(record, rules)):
            yield Finding(
                "exceptions",
                index,
                ("record",),
                f"{exception.record}: nothing contradicts it any more — remove the exception",
            )


RULES = (records_agree_with_transformers, exceptions_are_still_needed)
