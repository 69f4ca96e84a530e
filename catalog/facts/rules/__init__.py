"""Rules across fields, records and files. A rule is a function Items -> findings; its docstring is the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from catalog.facts.rules import evidence, lineage, literals, names, records, references, vocabulary, witness
from catalog.facts.rules.items import Finding, Items

Rule = Callable[[Items], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *names.RULES,
    *records.RULES,
    *lineage.RULES,
    *evidence.RULES,
    *vocabulary.RULES,
    *references.RULES,
    *witness.RULES,
    *literals.RULES,
)
