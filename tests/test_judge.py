"""The judge: the rules on unknown inputs, what a config.json states, and names; the browser's half gives the same answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from sample import CASES, HOME

from catalog.check.check import Catalog, check_documents
from catalog.judge import config_inputs, judge_known
from catalog.load.documents import load_documents
from catalog.names import fold, lookup
from catalog.site import derive_site
from catalog.verdict import SENSES, judge, rule_inputs

CONFIGURATIONS = yaml.safe_load((CASES / "judge" / "configurations.yaml").read_text("utf-8"))
SCRIPT = """
import { readConfig } from "./content/assets/judge/config.js";
import { inputsOf, judge } from "./content/assets/judge/rules.js";
import { readFileSync } from "node:fs";
const { rules, inheriting, classes, records, configurations } = JSON.parse(readFileSync(0, "utf-8"));
const plain = (verdict) => Object.fromEntries(Object.entries(verdict).map(([sense, { value, possible, asks, rule }]) => [sense, { value, possible, asks, rule: rule?.id ?? null }]));
console.log(JSON.stringify({
  records: records.map((record) => plain(judge(rules, inputsOf(record, inheriting)))),
  configurations: configurations.map((config) => plain(judge(rules, readConfig(config, classes).inputs))),
}));
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return check_documents(load_documents(HOME / "data", "data"), "9999-12-31")


def test_known_inputs_give_the_verdict_of_the_record(catalog: Catalog) -> None:
    for record in catalog.models:
        verdict = judge(record, catalog.rules)
        known = {name: (it,) if isinstance(it, str) else it for name, it in rule_inputs(record).items()}
        answers = judge_known(catalog.rules, known)
        assert {sense: answers[sense].value for sense in SENSES} == {it: getattr(verdict, it) for it in SENSES}


def test_nothing_known_decides_nothing(catalog: Catalog) -> None:
    answers = judge_known(catalog.rules, {})
    assert all(answer.value is None and answer.asks for answer in answers.values())
    assert set(answers["writes_text"].possible) == {"yes", "no", "with-extra-procedure"}


@pytest.mark.parametrize("case", CONFIGURATIONS, ids=lambda case: case["name"])
def test_a_configuration_decides_what_it_states(case: dict[str, Any], catalog: Catalog) -> None:
    answers = judge_known(catalog.rules, config_inputs(case["config"], catalog.config_classes))
    assert answers["writes_text"].value == case["writes_text"], case["name"]


@pytest.mark.node
def test_the_browser_gives_the_same_answers(catalog: Catalog) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("left out: needs Node")
    rules = [rule.model_dump(mode="json") for rule in catalog.rules]
    records = [record.model_dump(mode="json") for record in catalog.models]
    sent = {
        "rules": rules, "records": records, "classes": [it.model_dump(mode="json") for it in catalog.config_classes],
        "inheriting": ["reinforcement-learning", "preference-optimization", "distillation", "label-words"],
        "configurations": [case["config"] for case in CONFIGURATIONS],
    }  # fmt: skip
    done = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT],
        input=json.dumps(sent),
        capture_output=True,
        text=True,
        cwd=HOME,
        check=True,
    )
    given = json.loads(done.stdout)
    for record, found in zip(catalog.models, given["records"], strict=True):
        verdict = judge(record, catalog.rules)
        assert {sense: found[sense]["value"] for sense in SENSES} == {it: getattr(verdict, it) for it in SENSES}, (
            record.id
        )
        assert [found[sense]["rule"] for sense in SENSES] == verdict.rule.split("+"), record.id
    for case, found in zip(CONFIGURATIONS, given["configurations"], strict=True):
        answers = judge_known(catalog.rules, config_inputs(case["config"], catalog.config_classes))
        for sense, answer in answers.items():
            assert (found[sense]["value"], found[sense]["possible"], found[sense]["asks"]) == (
                answer.value, list(answer.possible), list(answer.asks),
            ), case["name"]  # fmt: skip


def test_every_name_resolves_and_unknown_ones_do_not(catalog: Catalog) -> None:
    names = lookup(derive_site(catalog))
    for record in catalog.models:
        for name in (record.id, record.name, *record.aliases, *([record.hub_id] if record.hub_id else [])):
            assert record.id in names[fold(name)], name
    assert fold("bert-base-uncased-finetuned-nothing") not in names


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("GPT-2", "gpt2"),
        ("gpt 2", "gpt2"),
        ("GPT‑2", "gpt2"),
        ("ＧＰＴ-4", "gpt4"),
        ("CodeT5+", "codet5plus"),
        ("google-bert/bert-base-uncased", "googlebertbertbaseuncased"),
        ("悟道 2.0", "悟道20"),
    ],
)
def test_names_that_readers_take_for_the_same_are_equal(name: str, folded: str) -> None:
    assert fold(name) == folded
