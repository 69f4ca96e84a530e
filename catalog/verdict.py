"""The verdict on one record: three senses of *generative*, each by the first rule that holds.

The rules are data (`data/rules.yaml`): conditions on a few inputs taken from the record. In: a record and the rules.
Out: a Verdict that names the rules that fired. The browser runs the same rules from `/api/v1/rules.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from catalog.schema.record import Condition, Record, VerdictRule
from catalog.schema.vocabulary import Objective

RULES_VERSION = 2
"""Raised when the meaning of the rules changes; published with every verdict."""
INHERITING: frozenset[Objective] = frozenset({
    "reinforcement-learning", "preference-optimization", "distillation", "label-words",
})  # fmt: skip
"""Objectives of tuning: they keep the factorization of the stage before."""
NO_WORDS = ("vector", "term-weights", "scalar", "class-scores", "discriminator")
"""Output heads that do not return words."""
SENSES = ("defines_probability", "writes_text", "released_to_write")
SUMMARY = {"yes": "generative", "with-extra-procedure": "not-generative", "no": "not-generative"}
Inputs = Mapping[str, str | tuple[str, ...]]


class NoRuleError(Exception):
    """No rule of a sense holds for a record: a new value that no rule names."""


class Verdict(NamedTuple):
    """Values of the three senses, the summary, and the rules that gave them."""

    defines_probability: str
    writes_text: str
    released_to_write: str
    summary: str
    rules: tuple[VerdictRule, VerdictRule, VerdictRule]

    @property
    def rule(self) -> str:
        """Identifiers of the rules that fired, such as `P12+W14+R10`."""
        return "+".join(rule.id for rule in self.rules)

    @property
    def qualifier(self) -> str | None:
        """What has to be said with the first sense: `pieces`, `reweighted`, or nothing."""
        return self.rules[0].qualifier


def last_objectives(record: Record) -> tuple[Objective, ...]:
    """Return the objectives of the last training stage; empty when training is undisclosed."""
    return record.training[-1].objectives if record.training else ()


def factorization(record: Record) -> tuple[Objective, ...]:
    """Return the objectives that decide how the network splits a text: those of the last stage that is not only tuning."""
    for stage in reversed(record.training):
        own = tuple(objective for objective in stage.objectives if objective not in INHERITING)
        if own:
            return own
    return ()


def rule_inputs(record: Record) -> Inputs:
    """Return the inputs that conditions read."""
    return {
        "architecture": record.architecture,
        "attention": record.attention,
        "training": tuple(objective for stage in record.training for objective in stage.objectives),
        "last_stage": last_objectives(record),
        "factorization": factorization(record),
        "output_head": record.output_head,
        "writing_procedure": record.writing_procedure,
        "procedure_documented_by": record.procedure_documented_by,
        "further_training": record.further_training,
        "released_for": record.released_for,
    }


def holds(condition: Condition, value: str | tuple[str, ...]) -> bool:
    """Tell whether a condition holds for the value of one input."""
    values = (value,) if isinstance(value, str) else value
    return (
        (condition.is_in is None or (len(values) == 1 and values[0] in condition.is_in))
        and (condition.not_in is None or not set(values) & set(condition.not_in))
        and (condition.any_of is None or bool(set(values) & set(condition.any_of)))
        and (condition.all_of is None or (bool(values) and set(values) <= set(condition.all_of)))
        and (condition.empty is None or condition.empty == (not values))
    )


def first_rule(rules: Iterable[VerdictRule], sense: str, inputs: Inputs) -> VerdictRule:
    """Return the first rule of a sense whose conditions all hold. Raises NoRuleError if none does."""
    for rule in rules:
        if rule.sense == sense and all(holds(condition, inputs[name]) for name, condition in rule.when.items()):
            return rule
    raise NoRuleError(f"no rule for {sense} fits these facts — name the new value in data/rules.yaml")


def judge(record: Record, rules: Iterable[VerdictRule]) -> Verdict:
    """Return the verdict on one record. Raises NoRuleError if no rule of a sense fits."""
    rules, inputs = tuple(rules), rule_inputs(record)
    probability, writing, release = (first_rule(rules, sense, inputs) for sense in SENSES)
    summary = SUMMARY[writing.value]
    return Verdict(probability.value, writing.value, release.value, summary, (probability, writing, release))


def summary_of_many(summaries: set[str]) -> str:
    """Return the summary of a name that covers several releases: theirs if they agree, else `depends`."""
    return summaries.pop() if len(summaries) == 1 else "depends"
