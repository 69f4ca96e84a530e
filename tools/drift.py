"""Prints how many single-value changes of records are refused because their evidence does not name the new value.

Run: `python tools/drift.py`. A change sets one fact of one record to another legal value and leaves its evidence as it is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.check.drift import Wording
from catalog.check.rules.records import wording
from catalog.load.documents import load_documents
from catalog.load.problems import run_tool
from catalog.schema.record import VOCABULARIES, EvidenceField, Record, Variant

WORDS: tuple[EvidenceField, ...] = ("architecture", "attention", "output_head", "writing_procedure", "weights")
VALUES: dict[EvidenceField, tuple[Any, ...]] = {
    **{field: VOCABULARIES[field] for field in WORDS},
    "released_for": tuple((purpose,) for purpose in VOCABULARIES["released_for"]),
    "context_tokens": (512, 4096, 131_072, 1_000_000),
    "released": ("2019-02-14", "2023-07-18"),
    "license": ("Apache-2.0", "MIT", "CC-BY-NC-4.0", "LicenseRef-Llama-2"),
    "embedding_dimensions": ((512,), (1000, 2000)),
    "hub_id": ("google-bert/bert-base-uncased",),
}
"""Values that a record is given instead of its own."""


def real_records() -> tuple[tuple[Record, ...], Wording]:
    """Return the records of the catalog and what their evidence is compared with."""
    real = check_documents(load_documents(HOME / "data", "data"), "9999-12-31")
    return real.models, wording(real.models, real.terms, real.developers.values(), real.licenses.values())


def changes(record: Record) -> Iterator[tuple[EvidenceField, Record]]:
    """Yield (fact, changed record), each with one other value and the same evidence."""
    for field, values in VALUES.items():
        for value in values if getattr(record, field) else ():
            yield field, record.model_copy(update={field: value})
    for objectives in _others(record.training[-1].objectives) if record.training else ():
        last = record.training[-1].model_copy(update={"objectives": objectives})
        yield "training", record.model_copy(update={"training": (*record.training[:-1], last)})
    for variants in sizes_changed(record.variants):
        yield "parameters", record.model_copy(update={"variants": variants})


def _others(objectives: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield another objective instead of those of a stage, and what is left of several without one of them."""
    yield from ((it,) for it in VOCABULARIES["objectives"])
    if len(objectives) > 1:
        yield from (tuple(it for it in objectives if it != dropped) for dropped in objectives)


def sizes_changed(variants: tuple[Variant, ...]) -> Iterator[tuple[Variant, ...]]:
    """Yield variants with another size, one that is a little off, two sizes exchanged, and without one size."""
    totals = [at for at, it in enumerate(variants) if it.parameters_total]
    changed: list[tuple[int, int | None]] = [(at, size) for at in totals[:1] for size in (110_000_000, 7_000_000_000)]
    changed += [(at, int((variants[at].parameters_total or 0) * 1.004)) for at in totals]
    changed += [(at, None) for at in totals if len(totals) > 1]
    for at, size in changed:
        yield tuple(it.model_copy(update={"parameters_total": size}) if it is variants[at] else it for it in variants)
    for left, right in pairwise(totals):
        sizes = {left: variants[right].parameters_total, right: variants[left].parameters_total}
        yield tuple(
            it.model_copy(update={"parameters_total": sizes.get(at, it.parameters_total)})
            for at, it in enumerate(variants)
        )


def refused(record: Record, words: Wording) -> Iterator[tuple[EvidenceField, bool]]:
    """Yield (fact, whether its change is refused) for every change of a fact whose evidence names its present value."""
    accepted = {field for field, _ in words.problems(record)}
    for field, changed in changes(record):
        if changed != record and field in record.evidence and field not in record.missing and field not in accepted:
            yield field, any(found == field for found, _ in words.problems(changed))


def main() -> None:
    """Print the share of refused changes, for each fact and in all."""
    records, words = real_records()
    tried, caught = Counter[str](), Counter[str]()
    for field, hit in (it for record in records for it in refused(record, words)):
        tried[field] += 1
        caught[field] += hit
    tried["all"], caught["all"] = tried.total(), caught.total()
    for name, number in tried.items():
        print(f"{name:20} {caught[name]:6} of {number:6} refused: {caught[name] / number:.1%}")


if __name__ == "__main__":
    run_tool(main, __doc__)
