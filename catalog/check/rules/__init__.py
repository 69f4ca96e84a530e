"""Rules across fields, records and files. A rule is a function Items -> findings; its docstring is the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from catalog.check.rules import evidence, lineage, literals, names, records, references, transformers, vocabulary
from catalog.check.rules.items import Finding, Items

Rule = Callable[[Items], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *names.RULES,
    *records.RULES,
    *lineage.RULES,
    *evidence.RULES,
    *vocabulary.RULES,
    *references.RULES,
    *transformers.RULES,
    *literals.RULES,
)
