"""The judge: the rules on unknown inputs, what a config.json states, and names; the browser's half gives the same answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sample import CASES, HOME, read_yaml, real_site

from catalog.check.check import Catalog
from catalog.names import RULE, fold, lookup
from catalog.site import derive_site
from catalog.verdict import INHERITING, SENSES, Answer, _rule_inputs, config_inputs, judge, judge_known

CONFIGURATIONS: list[dict[str, Any]] = read_yaml(CASES / "judge" / "configurations.yaml")
READ = [case for case in CONFIGURATIONS if not case.get("refused")]
FOLDED = (
    ("GPT-2", "gpt2"),
    ("gpt 2", "gpt2"),
    ("GPT‑2", "gpt2"),
    ("ＧＰＴ-4", "gpt4"),
    ("CodeT5+", "codet5plus"),
    ("google-bert/bert-base-uncased", "googlebertbertbaseuncased"),
    ("悟道 2.0", "悟道20"),
    ("ΣΊΣΥΦΟΣ ½ ² Ⅷ", "σίσυφος122viii"),
)
SCRIPT = """
import { readConfig } from "./content/assets/judge/config.js";
import { asking, inputsOf, judge } from "./content/assets/judge/rules.js";
import { readFileSync } from "node:fs";
const { rules, inheriting, classes, questions, records, texts } = JSON.parse(readFileSync(0, "utf-8"));
const plain = (inputs) => Object.fromEntries(Object.entries(judge(rules, inputs)).map(([sense, { value, possible, asks, rule }]) => [sense, [value, rule?.id ?? null, possible, asks]]));
const configuration = (text) => {
  try {
    const { inputs } = readConfig(JSON.parse(text), classes);
    return { senses: plain(inputs), asked: asking(questions, judge(rules, inputs).writes_text.asks).map(({ id }) => id) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
};
console.log(JSON.stringify({ records: records.map((record) => plain(inputsOf(record, inheriting))), configurations: texts.map(configuration) }));
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the real catalog."""
    return real_site().catalog


@pytest.fixture(scope="module")
def in_browser(catalog: Catalog) -> dict[str, Any]:
    """Return what the scripts of the page say of every record and every configuration."""
    sent = {
        "rules": dumped(catalog.rules), "inheriting": sorted(INHERITING), "classes": dumped(catalog.config_classes),
        "questions": dumped(catalog.judge_questions), "records": dumped(catalog.models),
        "texts": [case["text"] if "text" in case else json.dumps(case["config"]) for case in CONFIGURATIONS],
    }  # fmt: skip
    found: dict[str, Any] = run_script(SCRIPT, sent)
    return found


def dumped(items: Iterable[BaseModel]) -> list[Any]:
    """Return items as the site publishes them."""
    return [item.model_dump(mode="json") for item in items]


def run_script(script: str, sent: object) -> Any:
    """Return what a module prints as JSON, given JSON on its standard input."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("left out: needs Node")
    command = [node, "--input-type=module", "-e", script]
    done = subprocess.run(command, input=json.dumps(sent), capture_output=True, text=True, cwd=HOME, check=True)
    return json.loads(done.stdout)


def parsed(case: dict[str, Any]) -> Any:
    """Return the configuration of a case. Raises ValueError where the text is no JSON."""
    return case["config"] if "config" in case else json.loads(case["text"], parse_constant=no_number)


def no_number(name: str) -> None:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def refused(case: dict[str, Any]) -> bool:
    """Tell whether Python finds no mapping in the text of a case."""
    try:
        return not isinstance(parsed(case), dict)
    except ValueError:
        return True


def answers_to(case: dict[str, Any], catalog: Catalog) -> dict[str, Answer]:
    """Return what Python judges of a configuration."""
    return judge_known(catalog.rules, config_inputs(parsed(case), catalog.config_classes))


def test_known_inputs_give_the_verdict_of_the_record(catalog: Catalog) -> None:
    for record in catalog.models:
        verdict = judge(record, catalog.rules)
        known = {name: (it,) if isinstance(it, str) else it for name, it in _rule_inputs(record).items()}
        answers = judge_known(catalog.rules, known)
        assert {sense: answers[sense].value for sense in SENSES} == {it: getattr(verdict, it) for it in SENSES}
        assert tuple(answers[sense].rule for sense in SENSES) == verdict.rules


def test_nothing_known_decides_nothing(catalog: Catalog) -> None:
    answers = judge_known(catalog.rules, {})
    assert all(answer.value is None and answer.asks for answer in answers.values())
    assert set(answers["writes_text"].possible) == {"yes", "no", "with-extra-procedure"}


def test_many_configurations_are_real() -> None:
    sources = [case["source"] for case in READ if "source" in case]
    assert len(sources) == len(set(sources)) >= 60
    assert len({case["name"] for case in CONFIGURATIONS}) == len(CONFIGURATIONS)


@pytest.mark.parametrize("case", READ, ids=lambda case: case["name"])
def test_a_configuration_decides_what_it_states(case: dict[str, Any], catalog: Catalog) -> None:
    head = case.get("head")
    assert config_inputs(parsed(case), catalog.config_classes) == ({"output_head": (head,)} if head else {})
    answers = answers_to(case, catalog)
    assert [answers[sense].value for sense in SENSES] == (["none", "no", None] if head else [None, None, None])


@pytest.mark.parametrize("case", [it for it in READ if "record" in it], ids=lambda case: case["name"])
def test_a_configuration_never_contradicts_the_record(case: dict[str, Any], catalog: Catalog) -> None:
    verdict = judge(next(it for it in catalog.models if it.id == case["record"]), catalog.rules)
    for sense, answer in answers_to(case, catalog).items():
        assert answer.value in (None, getattr(verdict, sense)), sense


@pytest.mark.node
def test_the_browser_gives_the_verdicts_of_all_records(catalog: Catalog, in_browser: dict[str, Any]) -> None:
    for record, found in zip(catalog.models, in_browser["records"], strict=True):
        verdict = judge(record, catalog.rules)
        for sense, rule in zip(SENSES, verdict.rules, strict=True):
            value = getattr(verdict, sense)
            assert found[sense] == [value, rule.id, [value], []], record.id


@pytest.mark.node
@pytest.mark.parametrize("place", range(len(CONFIGURATIONS)), ids=lambda place: CONFIGURATIONS[place]["name"])
def test_the_browser_judges_configurations_as_python_does(
    place: int, catalog: Catalog, in_browser: dict[str, Any]
) -> None:
    case, found = CONFIGURATIONS[place], in_browser["configurations"][place]
    assert (found is None) == refused(case) == case.get("refused", False)
    if found is None:
        return
    answers = answers_to(case, catalog)
    assert found["senses"] == {
        sense: [it.value, it.rule and it.rule.id, list(it.possible), list(it.asks)] for sense, it in answers.items()
    }
    assert found["asked"][:2] == ([] if case.get("head") else ["returns", "writing"])


def test_every_name_resolves_and_unknown_ones_do_not(catalog: Catalog) -> None:
    names = lookup(derive_site(catalog))
    for record in catalog.models:
        hub = [record.hub_id, record.hub_id.rpartition("/")[2]] if record.hub_id else []
        for name in (record.id, record.name, *record.aliases, *hub):
            assert record.id in names[fold(name)], name
    for near in ("bert-base-uncased-finetuned-nothing", "gpt-22", "qwen3-embeddin", "Mistral-7B-v9", ""):
        assert fold(near) not in names, near


def test_the_published_lookup_gives_all_records_of_a_name_with_their_verdicts(
    site_folder: Path, catalog: Catalog
) -> None:
    published = json.loads((site_folder / "api/v1/lookup.json").read_text("utf-8"))
    site = derive_site(catalog)
    assert published["folding"] == RULE
    assert published["names"] == lookup(site)
    for model in site.models:
        said = published["records"][model.id]
        assert {sense: said[sense] for sense in SENSES} == {it: getattr(model.verdict, it) for it in SENSES}
    assert set(published["names"]["ettin"]) == {"ettin-encoder", "ettin-decoder"}
    assert {published["records"][ident]["writes_text"] for ident in published["names"]["nemotron"]} >= {"yes", "no"}


@pytest.mark.node
def test_the_browser_folds_names_as_python_does(catalog: Catalog) -> None:
    site = derive_site(catalog)
    given = [it for record in catalog.models for it in (record.id, record.name, record.hub_id or "", *record.aliases)]
    given += [view.family.name for view in site.families] + [name for name, _ in FOLDED]
    script = """
import { squash } from "./content/assets/dom.js";
import { readFileSync } from "node:fs";
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(squash)));
"""
    assert run_script(script, given) == [fold(name) for name in given]


@pytest.mark.parametrize(("name", "folded"), FOLDED)
def test_names_that_readers_take_for_the_same_are_equal(name: str, folded: str) -> None:
    assert fold(name) == folded
