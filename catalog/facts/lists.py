"""Which list of a data file holds which type of item."""

from __future__ import annotations

from catalog.facts.ledger import Claim, Definition, Pair, Question, Task, Term
from catalog.facts.schema import (
    Configuration,
    Developer,
    Family,
    LicenseTerms,
    Record,
    Redirect,
    Source,
    Strict,
    VerdictRule,
    WitnessException,
)

TYPES: dict[str, type[Strict]] = {
    "models": Record, "sources": Source, "families": Family, "terms": Term, "claims": Claim, "questions": Question,
    "tasks": Task, "pairs": Pair, "definitions": Definition, "configurations": Configuration,
    "exceptions": WitnessException, "redirects": Redirect, "developers": Developer, "licenses": LicenseTerms,
    "rules": VerdictRule,
}  # fmt: skip
