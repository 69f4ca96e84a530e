"""Fields of one record against one another, and lineage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from catalog.check.rules.base import Found, Items, Path, not_past, rule, rule_of_lists
from catalog.load.problems import shown
from catalog.schema.record import Record
from catalog.verdict import NO_WORDS, NoRuleError, judge, last_objectives

Findings = Iterator[tuple[Path, str]]
_VALUE_OR_REASON = (
    "parameters", "context_tokens", "license", "arxiv", "transformers_type", "training", "released_for",
)  # fmt: skip


@rule("models")
def a_rule_fits(record: Record, items: Items) -> Findings:
    """For each sense some verdict rule fits the facts of a record."""
    try:
        judge(record, [rule for _, rule in items.of("rules")]) if items.complete("rules") else None
    except NoRuleError as error:
        yield ("id",), str(error)


@rule("models")
def direction_replaces_attention(record: Record, _: Items) -> Findings:
    """A network without attention says which way information travels; one with attention does not."""
    if record.attention == "none" and not record.direction:
        yield ("attention",), "needs a direction"
    if record.attention != "none" and record.direction:
        yield ("direction",), "has attention, so it has no direction"


@rule("models")
def procedure_is_documented(record: Record, _: Items) -> Findings:
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
def value_or_reason(record: Record, _: Items) -> Findings:
    """A field has a value, or `missing` says why it has none; never both."""
    for field in _VALUE_OR_REASON:
        if not _has_value(record, field) and field not in record.missing:
            yield (field,), f"{field} has neither a value nor a reason under `missing`"
    for field in record.missing:
        if _has_value(record, field):
            yield ("missing", field), f"{field} has a value and a reason for its absence"


@rule("models")
def active_within_total(record: Record, _: Items) -> Findings:
    """A variant uses no more parameters per token than it has."""
    for number, variant in enumerate(record.variants):
        if variant.parameters_active and variant.parameters_active > (variant.parameters_total or 10**18):
            message = f"{variant.parameters_active:,} active parameters of {variant.parameters_total:,} in total"
            yield ("variants", number, "parameters_active"), message


@rule("models")
def variants_are_distinct(record: Record, _: Items) -> Findings:
    """Each variant of a record has its own name."""
    names = [variant.name for variant in record.variants]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield ("variants", number, "name"), f"variant {shown(name)} appears twice"


@rule("models")
def head_agrees_with_use(record: Record, _: Items) -> Findings:
    """A checkpoint that returns a vector, a score or a decision was not released to write text."""
    if record.output_head in NO_WORDS and "text-generation" in record.released_for:
        yield ("released_for",), f"output_head {record.output_head} contradicts released_for text-generation"


_HEAD_OF = {
    "replaced-token-detection": ("discriminator",),
    "contrastive": ("vector", "term-weights"),
    "regression": ("scalar",),
    "pairwise-ranking": ("scalar",),
}


@rule("models")
def head_agrees_with_objective(record: Record, _: Items) -> Findings:
    """A last stage with a single special objective leaves the head that belongs to it."""
    last = last_objectives(record)
    heads = _HEAD_OF.get(last[0]) if len(last) == 1 else None
    if heads and record.output_head not in (*heads, "undisclosed"):
        yield ("output_head",), f"last objective {last[0]} leaves a {heads[0]} head; got {record.output_head}"


_ATTENTION_OF = {
    "encoder-only": {"bidirectional", "mixed", "permuted", "block-causal", "none"},
    "recurrent": {"none", "mixed", "prefix"},
    "state-space": {"none"},
    "hybrid": {"causal", "mixed", "bidirectional", "block-causal", "none"},
    "encoder-decoder": {"mixed", "bidirectional", "prefix", "block-causal"},
    "convolutional": {"none", "mixed"},
}


@rule("models")
def attention_agrees_with_architecture(record: Record, _: Items) -> Findings:
    """Attention fits the architecture: none without attention layers, never causal in an encoder-only model."""
    allowed = _ATTENTION_OF.get(record.architecture)
    if allowed and record.attention not in allowed | {"undisclosed"}:
        fitting = " or ".join(sorted(allowed))
        yield ("attention",), f"attention {record.attention} does not fit {record.architecture}; expected {fitting}"


@rule("models")
def objective_agrees_with_attention(record: Record, _: Items) -> Findings:
    """A model whose positions always look both ways was not trained to predict the next token."""
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
def license_is_known(record: Record, _: Items) -> Findings:
    """The license is an SPDX identifier, spelled as SPDX does, or `LicenseRef-…`; published weights have one."""
    if record.license and (problem := _license_problem(record.license)):
        yield ("license",), f"license {shown(record.license)}: {problem}"
    if record.weights == "open" and not record.license:
        yield ("weights",), "open weights need a license"


@rule("models")
def releases_are_past_days(record: Record, items: Items) -> Findings:
    """A release took place on a day of the calendar, today at the latest."""
    if fault := not_past(record.released, items.today):
        yield ("released",), f"{record.released} {fault}"


_LONGEST_CONTEXT = 10**9


@rule("models")
def context_is_plausible(record: Record, _: Items) -> Findings:
    """No context is longer than a billion tokens."""
    if (record.context_tokens or 0) > _LONGEST_CONTEXT:
        yield ("context_tokens",), f"{record.context_tokens:,} tokens — expected at most {_LONGEST_CONTEXT:,}"


@rule_of_lists
def releases_are_distinct(items: Items) -> Iterator[Found]:
    """No two records describe the same release: one paper, one network, one verdict."""
    seen: dict[tuple[object, ...], str] = {}
    for index, record in items.of("models"):
        network = (record.architecture, record.attention, record.output_head, last_objectives(record))
        key = (record.arxiv, record.released_for, record.released, network)
        if record.arxiv and seen.setdefault(key, record.id) != record.id:
            message = f"{record.id}: same paper, date, network and objectives as {shown(seen[key])}"
            yield Found("models", index, ("arxiv",), message)


@rule("models")
def parents_are_older(record: Record, items: Items) -> Findings:
    """A parent is another record, released no later than its child."""
    for number, parent in enumerate(record.parents):
        first = parent == record.derived_from
        path: Path = ("derived_from",) if first else ("also_from", number - bool(record.derived_from))
        if parent == record.id:
            yield path, "is derived from itself"
        elif parent in items.records and (older := items.records[parent].released) > record.released:
            yield path, f"released {record.released}, before its parent {shown(parent)} of {older}"


@rule("models")
def lineage_has_no_circle(record: Record, items: Items) -> Findings:
    """Following parents never leads back to the record."""
    seen, front = set[str](), {*record.parents} - {record.id}
    while front:
        if record.id in front:
            yield ("derived_from",), "its lineage leads back to itself"
            break
        seen |= front
        front = {p for name in front if name in items.records for p in items.records[name].parents} - seen
