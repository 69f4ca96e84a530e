"""Prints how many single-value changes of records are refused because their evidence does not name the new value.

Run: `python tools/drift.py [every]`; with a number, only every n-th change is tried. A change sets one fact of one record
to another legal value and leaves its evidence as it is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.check.drift import Wording
from catalog.check.rules.base import Items
from catalog.check.rules.evidence import wording
from catalog.load.documents import load_documents
from catalog.schema.record import Record
from catalog.schema.vocabulary import VOCABULARIES, EvidenceField

WORDS: tuple[EvidenceField, ...] = ("architecture", "attention", "output_head", "writing_procedure", "weights")
COUNTS = (512, 4096, 131_072, 1_000_000)
DIMENSIONS = ((512,), (1000, 2000))
SIZES = (110_000_000, 7_000_000_000)
DATES = ("2019-02-14", "2023-07-18")
LICENSES = ("Apache-2.0", "MIT", "CC-BY-NC-4.0", "LicenseRef-Llama-2")
Change = tuple[EvidenceField, Record]


def changes(record: Record) -> Iterator[Change]:
    """Yield (fact, changed record) for every single value that a record can be given instead of its own."""
    for field in WORDS:
        for value in VOCABULARIES[field]:
            yield field, record.model_copy(update={field: value})
    for objective in VOCABULARIES["objectives"] if record.training else ():
        last = record.training[-1].model_copy(update={"objectives": (objective,)})
        yield "training", record.model_copy(update={"training": (*record.training[:-1], last)})
    for purpose in VOCABULARIES["released_for"]:
        yield "released_for", record.model_copy(update={"released_for": (purpose,)})
    simple: tuple[tuple[EvidenceField, tuple[Any, ...]], ...] = (
        ("context_tokens", COUNTS), ("released", DATES), ("license", LICENSES), ("embedding_dimensions", DIMENSIONS),
    )  # fmt: skip
    for field, values in simple:
        for value in values if getattr(record, field) else ():
            yield field, record.model_copy(update={field: value})
    first = record.variants[0]
    for size in SIZES if first.parameters_total else ():
        changed = first.model_copy(update={"parameters_total": size})
        yield "parameters", record.model_copy(update={"variants": (changed, *record.variants[1:])})


def refused(record: Record, words: Wording) -> Iterator[tuple[EvidenceField, Record, bool]]:
    """Yield (fact, changed record, refused) for every change of a record whose evidence names its present value."""
    accepted = {field for field, _ in words.problems(record)}
    for field, changed in changes(record):
        if changed != record and field in record.evidence and field not in record.missing and field not in accepted:
            yield field, changed, any(found == field for found, _ in words.problems(changed))


def real_records() -> tuple[tuple[Record, ...], Wording]:
    """Return the records of the catalog and what their evidence is compared with."""
    catalog = check_documents(load_documents(HOME / "data", "data"), "9999-12-31")
    lists: dict[str, Any] = {
        "models": catalog.models, "terms": catalog.terms, "developers": catalog.developers.values(),
        "licenses": catalog.licenses.values(),
    }  # fmt: skip
    return catalog.models, wording(Items({key: dict(enumerate(items)) for key, items in lists.items()}, "9999-12-31"))


def main() -> None:
    """Print the share of refused changes, for each fact and in all."""
    every = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    records, words = real_records()
    tried, caught = Counter[str](), Counter[str]()
    for field, _, hit in (it for record in records[::every] for it in refused(record, words)):
        tried[field] += 1
        caught[field] += hit
    for name, number in tried.items():
        print(f"{name:20} {caught[name]:6} of {number:6} refused: {caught[name] / number:.1%}")
    print(f"{'all':20} {caught.total():6} of {tried.total():6} refused: {caught.total() / tried.total():.1%}")


if __name__ == "__main__":
    main()
