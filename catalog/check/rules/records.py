"""Fields of one record against one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from catalog.check.rules.items import Finding, Items, is_day
from catalog.load.problems import shown
from catalog.schema.record import Record
from catalog.verdict import NO_WORDS, NoRuleError, judge, last_objectives


def _has_value(record: Record, field: str) -> bool:
    if field == "parameters":
        return any(variant.parameters_total for variant in record.variants)
    return bool(getattr(record, field))


def value_or_reason(items: Items) -> Iterator[Finding]:
    """A field has a value, or `missing` says why it has none; never both."""
    for index, record in items.of("models"):
        for field in (
            "parameters",
            "context_tokens",
            "license",
            "arxiv",
            "transformers_type",
            "training",
            "released_for",
        ):
            has, excused = _has_value(record, field), field in record.missing
            if has == excused:
                what = (
                    "has a value and a reason for its absence"
                    if has
                    else "has neither a value nor a reason under `missing`"
                )
                path = ("missing", field) if has else (field,)
                yield Finding("models", index, path, f"{record.id}: {field} {what}")
        if record.derived_from and "derived_from" in record.missing:
            yield Finding(
                "models",
                index,
                ("missing", "derived_from"),
                f"{record.id}: derived_from has a value and a reason for its absence",
            )


def active_within_total(items: Items) -> Iterator[Finding]:
    """A variant uses no more parameters per token than it has."""
    for index, record in items.of("models"):
        for number, variant in enumerate(record.variants):
            if variant.parameters_active and variant.parameters_active > (variant.parameters_total or 10**18):
                message = f"{record.id}: {variant.parameters_active:,} active parameters of {variant.parameters_total:,} in total"
                yield Finding("models", index, ("variants", number, "parameters_active"), message)


def variants_are_distinct(items: Items) -> Iterator[Finding]:
    """Each variant of a record has its own name."""
    for index, record in items.of("models"):
        names = [variant.name for variant in record.variants]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield Finding(
                    "models", index, ("variants", number, "name"), f"{record.id}: variant {shown(name)} stands twice"
                )


def head_agrees_with_use(items: Items) -> Iterator[Finding]:
    """A checkpoint that hands out a vector, a score or a decision was not released to write text."""
    for index, record in items.of("models"):
        if record.output_head in NO_WORDS and "text-generation" in record.released_for:
            message = f"{record.id}: output_head {record.output_head} contradicts released_for text-generation"
            yield Finding("models", index, ("released_for",), message)


_HEAD_OF = {
    "replaced-token-detection": ("discriminator",),
    "contrastive": ("vector", "term-weights"),
    "regression": ("scalar",),
    "pairwise-ranking": ("scalar",),
}


def head_agrees_with_objective(items: Items) -> Iterator[Finding]:
    """A last stage with a single special objective leaves the head that belongs to it."""
    for index, record in items.of("models"):
        last = last_objectives(record)
        if len(last) == 1 and last[0] in _HEAD_OF and record.output_head not in (*_HEAD_OF[last[0]], "undisclosed"):
            message = (
                f"{record.id}: last objective {last[0]} leaves a {_HEAD_OF[last[0]][0]} head; got {record.output_head}"
            )
            yield Finding("models", index, ("output_head",), message)


_ATTENTION_OF = {
    "encoder-only": {"bidirectional", "mixed", "permuted", "block-causal", "none"},
    "recurrent": {"none", "mixed", "prefix"},
    "state-space": {"none"},
    "hybrid": {"causal", "mixed", "bidirectional", "block-causal", "none"},
    "encoder-decoder": {"mixed", "bidirectional", "prefix", "block-causal"},
    "convolutional": {"none", "mixed"},
}


def attention_agrees_with_architecture(items: Items) -> Iterator[Finding]:
    """Attention fits the architecture: none without attention layers, never causal in an encoder-only model."""
    for index, record in items.of("models"):
        allowed = _ATTENTION_OF.get(record.architecture)
        if allowed and record.attention not in allowed | {"undisclosed"}:
            fitting = " or ".join(sorted(allowed))
            message = (
                f"{record.id}: attention {record.attention} does not fit {record.architecture}; expected {fitting}"
            )
            yield Finding("models", index, ("attention",), message)


def objective_agrees_with_attention(items: Items) -> Iterator[Finding]:
    """A model whose positions always look both ways was not trained to predict the next token."""
    for index, record in items.of("models"):
        if (
            record.attention == "bidirectional"
            and record.architecture != "encoder-decoder"
            and "causal-lm" in last_objectives(record)
        ):
            yield Finding(
                "models",
                index,
                ("attention",),
                f"{record.id}: bidirectional attention contradicts the last objective causal-lm",
            )


@cache
def _license_problem(license_id: str) -> str:
    if " " in license_id:
        return "expected one identifier, not an expression"
    try:
        right = canonicalize_license_expression(license_id)
    except InvalidLicenseExpression:
        return "expected an SPDX identifier, or LicenseRef-…"
    return "" if right == license_id else f"did you mean {shown(str(right))}?"


def license_is_known(items: Items) -> Iterator[Finding]:
    """The licence is an SPDX identifier, spelt as SPDX does, or `LicenseRef-…`; published weights have one."""
    for index, record in items.of("models"):
        problem = _license_problem(record.license) if record.license else ""
        if problem:
            yield Finding("models", index, ("license",), f"{record.id}: license {shown(record.license)}: {problem}")
        if record.weights == "open" and not record.license:
            yield Finding("models", index, ("weights",), f"{record.id}: open weights need a license")


def releases_are_past_days(items: Items) -> Iterator[Finding]:
    """A release took place on a day of the calendar, today at the latest."""
    for index, record in items.of("models"):
        if not is_day(record.released):
            yield Finding(
                "models", index, ("released",), f"{record.id}: {record.released} is not a day of the calendar"
            )
        elif record.released > items.today:
            yield Finding("models", index, ("released",), f"{record.id}: {record.released} lies in the future")


def releases_are_distinct(items: Items) -> Iterator[Finding]:
    """No two records describe the same release: one paper, one network, one verdict."""
    seen: dict[tuple[object, ...], str] = {}
    for index, record in items.of("models"):
        if record.arxiv:
            key = (
                record.arxiv,
                record.architecture,
                record.attention,
                record.output_head,
                last_objectives(record),
                record.released_for,
                record.released,
            )
            if seen.setdefault(key, record.id) != record.id:
                yield Finding(
                    "models",
                    index,
                    ("arxiv",),
                    f"{record.id}: same paper, date, network and objectives as {shown(seen[key])}",
                )


def a_rule_fits(items: Items) -> Iterator[Finding]:
    """For each sense some verdict rule fits the facts of a record."""
    rules = [rule for _, rule in items.of("rules")]
    for index, record in items.of("models") if items.complete("rules") else ():
        try:
            judge(record, rules)
        except NoRuleError as error:
            yield Finding("models", index, ("id",), f"{record.id}: {error}")


def direction_replaces_attention(items: Items) -> Iterator[Finding]:
    """A network without attention says which way information travels; one with attention does not."""
    for index, record in items.of("models"):
        if (record.attention == "none") != bool(record.direction):
            what = "needs a direction" if record.attention == "none" else "has attention, so it has no direction"
            path = ("attention",) if record.attention == "none" else ("direction",)
            yield Finding("models", index, path, f"{record.id}: {what}")


def procedure_is_documented(items: Items) -> Iterator[Finding]:
    """A procedure that is `none` is documented by nobody; one whose order is undisclosed is documented by its developer."""
    for index, record in items.of("models"):
        procedure, by = record.writing_procedure, record.procedure_documented_by
        if (procedure is None) != (by is None):
            path = ("procedure_documented_by",) if by else ("writing_procedure",)
            yield Finding(
                "models", index, path, f"{record.id}: writing_procedure and procedure_documented_by go together"
            )
        elif procedure == "none" and by != "nobody":
            message = f"{record.id}: no procedure, yet documented by {by} — name the procedure, or say nobody"
            yield Finding("models", index, ("procedure_documented_by",), message)
        elif procedure == "undisclosed" and by != "developer":
            message = f"{record.id}: only its developer can document a procedure whose order is undisclosed; got {by}"
            yield Finding("models", index, ("procedure_documented_by",), message)
        elif procedure not in (None, "none") and record.output_head in NO_WORDS:
            message = f"{record.id}: output_head {record.output_head} returns no words, so writing_procedure is none"
            yield Finding("models", index, ("writing_procedure",), message)


RULES = (
    a_rule_fits, direction_replaces_attention, procedure_is_documented, value_or_reason, active_within_total,
    variants_are_distinct, head_agrees_with_use, head_agrees_with_objective, attention_agrees_with_architecture,
    objective_agrees_with_attention, license_is_known, releases_are_past_days, releases_are_distinct,
)  # fmt: skip
