"""Rules across fields, records and files, by the name of the function. Importing a module registers its rules."""

from __future__ import annotations

from catalog.check.rules import evidence, names, packages, questions, records, references
from catalog.check.rules.base import RULES, Found, Items

__all__ = ["RULES", "Found", "Items", "evidence", "names", "packages", "questions", "records", "references"]
