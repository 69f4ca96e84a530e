"""Which list of a data file holds which type of item."""

from __future__ import annotations

from catalog.schema.editorial import Claim, ConfigClass, Definition, JudgeQuestion, Pair, Question, Task, Term
from catalog.schema.record import (
    Configuration,
    CrossCheckException,
    Declined,
    Developer,
    EvidenceException,
    Family,
    LicenseTerms,
    Record,
    Redirect,
    Source,
    Strict,
    VerdictRule,
)

TYPES: dict[str, type[Strict]] = {
    "models": Record, "sources": Source, "families": Family, "terms": Term, "claims": Claim, "questions": Question,
    "tasks": Task, "pairs": Pair, "definitions": Definition, "configurations": Configuration,
    "exceptions": CrossCheckException, "redirects": Redirect, "developers": Developer, "licenses": LicenseTerms,
    "rules": VerdictRule, "judge_questions": JudgeQuestion, "config_classes": ConfigClass, "evidence_exceptions": EvidenceException,
    "declined": Declined,
}  # fmt: skip
