"""Facts of one record against one another, its lineage and its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from catalog.check.drift import Wording
from catalog.check.rules import Faults, Found, Items, rule
from catalog.load.problems import shown
from catalog.load.strict_yaml import Steps
from catalog.names import Names
from catalog.schema.editorial import Claim, Term
from catalog.schema.record import EVIDENCE_FIELDS, Developer, LicenseTerms, Record
from catalog.schema.record import shown as fields_shown
from catalog.verdict import NO_WORDS, NoRuleError, judge, last_objectives


@rule("models")
def _a_rule_fits(record: Record, items: Items) -> Faults:
    """For each sense some verdict rule fits the facts of a record."""
    try:
        if items.complete("rules"):
            judge(record, items.all("rules"))
    except NoRuleError as error:
        yield ("id",), str(error)


@rule("models")
def _direction_replaces_attention(record: Record, _: Items) -> Faults:
    """A network without attention says which way information travels; one with attention does not."""
    if record.attention == "none" and not record.direction:
        yield ("attention",), "needs a direction"
    if record.attention != "none" and record.direction:
        yield ("direction",), "has attention, so it has no direction"


@rule("models")
def _procedure_is_documented(record: Record, _: Items) -> Faults:
    """A procedure that is `none` is documented by nobody; one whose order is undisclosed is documented by its developer."""
    procedure, by = record.writing_procedure, record.procedure_documented_by
    documented = ("procedure_documented_by",)
    if procedure == "none" and by != "nobody":
        yield documented, f"no procedure, yet documented by {by} — name the procedure, or say nobody"
    elif procedure == "undisclosed" and by != "developer":
        yield documented, f"only its developer can document a procedure whose order is undisclosed; got {by}"
    elif procedure != "none" and record.output_head in NO_WORDS:
        yield ("writing_procedure",), f"output_head {record.output_head} returns no words, so writing_procedure is none"


def _has_value(record: Record, field: str) -> bool:
    if field == "parameters":
        return any(variant.parameters_total for variant in record.variants)
    return bool(getattr(record, field))


@rule("models")
def _value_or_reason(record: Record, _: Items) -> Faults:
    """A field has a value, or `missing` says why it has none; never both."""
    for how in fields_shown(Record).values():
        if how.reason == "must" and not _has_value(record, how.name) and how.name not in record.missing:
            yield (how.name,), f"{how.name} has neither a value nor a reason under `missing`"
    for field in record.missing:
        if _has_value(record, field):
            yield ("missing", field), f"{field} has a value and a reason for its absence"


@rule("models")
def _variants_are_distinct_and_plausible(record: Record, _: Items) -> Faults:
    """Each variant of a record has its own name, and uses no more parameters per token than it has."""
    names = [variant.name for variant in record.variants]
    for number, it in enumerate(record.variants):
        if it.name in names[:number]:
            yield ("variants", number, "name"), f"variant {shown(it.name)} appears twice"
        if it.parameters_active and it.parameters_total and it.parameters_active > it.parameters_total:
            message = f"{it.parameters_active:,} active parameters of {it.parameters_total:,} in total"
            yield ("variants", number, "parameters_active"), message


_HEAD_OF = {
    "replaced-token-detection": ("discriminator",),
    "contrastive": ("vector", "term-weights"),
    "regression": ("scalar",),
    "pairwise-ranking": ("scalar",),
}


@rule("models")
def _head_agrees_with_use_and_objective(record: Record, _: Items) -> Faults:
    """A last stage with one special objective leaves the head that belongs to it; one without words writes no text."""
    if record.output_head in NO_WORDS and "text-generation" in record.released_for:
        yield ("released_for",), f"output_head {record.output_head} contradicts released_for text-generation"
    last = last_objectives(record)
    heads = _HEAD_OF.get(last[0]) if len(last) == 1 else None
    if heads and record.output_head not in (*heads, "undisclosed"):
        yield ("output_head",), f"last objective {last[0]} leaves a {heads[0]} head; got {record.output_head}"


_ATTENTION_OF = {
    "encoder-only": {"bidirectional", "mixed", "permuted", "block-causal", "none"},
    "recurrent": {"none", "mixed", "prefix"},
    "state-space": {"none"},
    "hybrid": {"causal", "mixed", "bidirectional", "block-causal", "none"},
    "encoder-decoder": {"mixed", "bidirectional", "prefix", "causal", "block-causal"},
    "convolutional": {"none", "mixed"},
}


@rule("models")
def _attention_agrees_with_architecture_and_objective(record: Record, _: Items) -> Faults:
    """Attention fits the architecture, and a model that always looks both ways was not trained on the next token."""
    allowed = _ATTENTION_OF.get(record.architecture)
    if allowed and record.attention not in allowed | {"undisclosed"}:
        fitting = " or ".join(sorted(allowed))
        yield ("attention",), f"attention {record.attention} does not fit {record.architecture}; expected {fitting}"
    both_ways = record.attention == "bidirectional" and record.architecture != "encoder-decoder"
    if both_ways and "causal-lm" in last_objectives(record):
        yield ("attention",), "bidirectional attention contradicts the last objective causal-lm"


_WITHDRAWN = re.compile(r"(?:A|L)?GPL-\d\.\d\+?|GFDL-\d\.\d")


@cache
def _license_problem(license_id: str) -> str:
    if " " in license_id:
        return "expected one identifier, not an expression"
    try:
        right = canonicalize_license_expression(license_id)
    except InvalidLicenseExpression:
        return "expected an SPDX identifier, or LicenseRef-…"
    if _WITHDRAWN.fullmatch(license_id):
        return f"SPDX withdrew it; did you mean {license_id.rstrip('+')}-only or {license_id.rstrip('+')}-or-later?"
    return "" if right == license_id else f"did you mean {shown(str(right))}?"


@rule("models")
def _license_is_known(record: Record, _: Items) -> Faults:
    """The license is an SPDX identifier, spelled as SPDX does, or `LicenseRef-…`; published weights have one."""
    if record.license and (problem := _license_problem(record.license)):
        yield ("license",), f"license {shown(record.license)}: {problem}"
    if record.weights == "open" and not record.license:
        yield ("weights",), "open weights need a license"


@rule("models")
def _context_is_plausible(record: Record, _: Items) -> Faults:
    """No context is longer than a billion tokens."""
    if (record.context_tokens or 0) > 10**9:
        yield ("context_tokens",), f"{record.context_tokens:,} tokens — expected at most 1,000,000,000"


@rule()
def _releases_are_distinct(items: Items) -> Found:
    """No two records describe the same release: one paper, one network, one verdict."""
    seen: dict[tuple[object, ...], str] = {}
    for index, record in items.of("models"):
        network = (record.architecture, record.attention, record.output_head, last_objectives(record))
        key = (record.arxiv, record.released_for, record.released, network)
        if record.arxiv and seen.setdefault(key, record.id) != record.id:
            message = f"{record.id}: same paper, date, network and objectives as {shown(seen[key])}"
            yield "models", index, ("arxiv",), message


@rule("models")
def _parents_are_older(record: Record, items: Items) -> Faults:
    """A parent is another record, released no later than its child."""
    for number, parent in enumerate(record.parents, -bool(record.derived_from)):
        path: Steps = ("derived_from",) if number < 0 else ("also_from", number)
        if number >= 0 and parent == record.derived_from:
            yield path, f"{shown(parent)} is named as `derived_from` already"
        if parent == record.id:
            yield path, "is derived from itself"
        elif parent in items.records and (older := items.records[parent].released) > record.released:
            yield path, f"released {record.released}, before its parent {shown(parent)} of {older}"


@rule("models")
def _lineage_has_no_circle(record: Record, items: Items) -> Faults:
    """Following parents never leads back to the record."""
    seen, front = set[str](), {*record.parents} - {record.id}
    while front:
        if record.id in front:
            yield ("derived_from",), "its lineage leads back to itself"
            return
        seen |= front
        front = {p for name in front if name in items.records for p in items.records[name].parents} - seen


@rule("models")
def _facts_have_evidence(record: Record, _: Items) -> Faults:
    """Every fact that a page prints has evidence unless it is missing."""
    for name, fields in EVIDENCE_FIELDS.items():
        stated = any(getattr(record, it) != Record.model_fields[it].default for it in fields)
        if stated and name not in record.evidence and name not in record.missing:
            yield ("evidence",), f"no evidence for {name}"


@rule("models", "claims")
def _checks_are_complete(item: Record | Claim, _: Items) -> Faults:
    """`read` and `secondary` say when, `secondary` also where; `recalled` says neither."""
    for key, entry in item.evidence.items() if isinstance(item, Record) else enumerate(item.evidence):
        path: Steps = ("evidence", key)
        if entry.how == "recalled" and entry.checked:
            yield (*path, "checked"), "evidence was recalled, so it has no date of a check"
        if entry.how != "recalled" and not entry.checked:
            yield (*path, "how"), f"evidence says {entry.how}, but not when (`checked`)"
        if entry.how == "secondary" and not entry.via:
            yield (*path, "how"), "evidence needs `via`, the document that confirms it"
        if entry.via == entry.source:
            yield (*path, "via"), "evidence cannot confirm itself — name another document"
        if entry.how != "secondary" and entry.via:
            yield (*path, "via"), f"evidence says {entry.how}; `via` belongs to secondary"


@rule("models")
def _checks_follow_the_release(record: Record, _: Items) -> Faults:
    """Nobody read about a model before it was released; the first such check is reported."""
    for field, entry in record.evidence.items():
        if entry.checked and entry.checked < record.released:
            yield ("evidence", field, "checked"), f"evidence: the check of {entry.checked} is older than the release"
            return


def wording(
    records: Iterable[Record], terms: Iterable[Term], developers: Iterable[Developer], licenses: Iterable[LicenseTerms]
) -> Wording:
    """Return the names and synonyms that the words of evidence are compared with."""
    synonyms: dict[str, dict[str, tuple[str, ...]]] = {}
    for term in terms:
        synonyms.setdefault(term.field, {})[term.id] = (term.name, *term.synonyms)
    houses = {it.id: (it.name, *it.aliases) for it in developers}
    return Wording(Names(records), synonyms, houses, {it.id: (it.name, *it.synonyms) for it in licenses})


@rule()
def _evidence_names_the_value(items: Items) -> Found:
    """The value of a fact is understood from the words of its evidence, unless an exception says why not."""
    needed = ("models", "terms", "developers", "licenses")
    if not (items.complete(*needed) and all(map(items.ids, needed))):
        return  # evidence such as "like BERT" cannot be understood while the record of BERT is refused
    excused = {(it.record, it.field): index for index, it in items.of("evidence_exceptions")}
    words = wording(*map(items.all, needed))
    for index, record in items.of("models"):
        for field, message in words.problems(record):
            if excused.pop((record.id, field), None) is None:
                yield "models", index, ("evidence", field, "says"), f"{record.id}: {message}"
    for (ident, field), index in excused.items():
        message = f"{ident}: the evidence of {field} names its value — remove the exception"
        yield "evidence_exceptions", index, ("record",), message
