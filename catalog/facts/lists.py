"""Which list of a data file holds which type of item."""

from __future__ import annotations

from catalog.facts.ledger import Claim, Definition, Pair, Question, Task, Term
from catalog.facts.schema import Configuration, Family, Record, Redirect, Source, Strict, WitnessException

TYPES: dict[str, type[Strict]] = {
    "models": Record, "sources": Source, "families": Family, "terms": Term, "claims": Claim, "questions": Question,
    "tasks": Task, "pairs": Pair, "definitions": Definition, "configurations": Configuration,
    "exceptions": WitnessException, "redirects": Redirect,
}  # fmt: skip
