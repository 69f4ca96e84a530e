"""What contributors rely on: scaffold, sample record of CONTRIBUTING.md, editor schemas, edit and report links."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from sample import FAR_FUTURE, read_yaml, real_site

from catalog.check.check import check_documents
from catalog.check.scaffold import _stated, scaffold
from catalog.load.documents import Document, load_document, load_documents
from catalog.load.problems import InputError
from catalog.schema.fields import fields_of
from catalog.schema.record import Record
from tools import editor_schemas

HOME = Path(__file__).parent.parent
CASES = HOME / "tests" / "cases" / "sample"


@cache
def documents() -> list[Document]:
    """Return the real data as it is read."""
    return load_documents(HOME / "data", "data")


@pytest.fixture
def problems_of(tmp_path: Path) -> Callable[[dict[str, str]], list[str]]:
    """Return a function that adds text to the end of data files and returns all problems but that of the order."""

    def problems(added: dict[str, str]) -> list[str]:
        for path in (HOME / "data").glob("*.yaml"):
            text = path.read_text("utf-8") + "\n" + added.get(path.name, "")
            (tmp_path / path.name).write_text(text, "utf-8")
        try:
            check_documents(load_documents(tmp_path, "data"), FAR_FUTURE)
        except InputError as error:
            return [problem.message for problem in error.problems if "are ordered by" not in problem.message]
        return []

    return problems


def blocks_of_contributing() -> dict[str, str]:
    """Return the YAML blocks of CONTRIBUTING.md by the file that their first line names, without that line."""
    text = (HOME / "CONTRIBUTING.md").read_text("utf-8")
    blocks = re.findall(r"^```yaml\n# data/([a-z]+\.yaml)\n(.*?)^```$", text, re.M | re.S)
    return dict(blocks)


def test_sample_record_of_contributing_passes_with_the_real_data(problems_of: Callable[..., list[str]]) -> None:
    blocks = blocks_of_contributing()
    assert {"models.yaml", "sources.yaml"} <= {*blocks}
    assert problems_of(blocks) == []


def test_sample_record_shows_every_field(problems_of: Callable[..., list[str]]) -> None:
    sample = yaml.safe_load("models:\n" + blocks_of_contributing()["models.yaml"])["models"][0]
    shown = {*sample, *sample["missing"]}
    assert {field.name for field in fields_of(Record)} - shown == {
        "also_from", "corpus_tokens", "direction", "further_heads", "further_training", "commercial_use",
    }  # fmt: skip
    assert {entry["how"] for entry in sample["evidence"].values()} == {"read", "secondary", "recalled"}


def filled(text: str) -> str:
    """Fill the empty places of a scaffold by machine."""
    values: dict[str, Any] = read_yaml(CASES / "fill.yaml")
    for name, value in values["fields"].items():
        given = f"    {name}: {json.dumps(value)}".replace("\\", "\\\\")
        text = re.sub(rf"^    {name}:( \[\]| \{{\}})?$", given, text, flags=re.M)
    for name, value in values["inside"].items():
        given = f"{name}: {json.dumps(value)}".replace("\\", "\\\\")
        text = re.sub(rf"\b{name}: (\[\])?(?=[,}}])", given, text)
    return text


def test_scaffold_passes_once_it_is_filled(problems_of: Callable[..., list[str]]) -> None:
    text = scaffold("filled-by-machine", documents())
    said = problems_of({"models.yaml": filled(text)})
    assert [problem for problem in said if "the evidence does not name" not in problem] == []
    assert len(said) == 15, "a machine writes sentences that name nothing; the check sees that"


def test_empty_places_of_a_scaffold_are_refused(problems_of: Callable[..., list[str]]) -> None:
    text = scaffold("not-filled", documents())
    refused = "\n".join(problems_of({"models.yaml": text}))
    for field in fields_of(Record):
        if field.required and field.name not in ("id", "released_for"):
            assert f"'not-filled'].{field.name}" in refused, field.name


def test_every_empty_place_of_a_scaffold_is_called_empty(problems_of: Callable[..., list[str]]) -> None:
    text = scaffold("not-filled", documents())
    of_record = [message for message in problems_of({"models.yaml": text}) if "'not-filled']" in message]
    assert len(of_record) > 60
    assert [message for message in of_record if ": empty — fill it in" not in message] == []


CONFIGS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "an encoder": (
        {
            "model_type": "bert",
            "architectures": ["BertForSequenceClassification"],
            "num_labels": 1,
            "max_position_embeddings": 512,
        },
        {"transformers_type": "bert", "output_head": "scalar", "context_tokens": "512"},
    ),
    "an encoder-decoder": (
        {
            "model_type": "t5",
            "architectures": ["T5ForConditionalGeneration"],
            "is_encoder_decoder": True,
            "n_positions": 512,
        },
        {"transformers_type": "t5", "architecture": "encoder-decoder", "attention": "mixed", "context_tokens": "512"},
    ),
    "an encoder saved without its decoder": (
        {"model_type": "t5", "architectures": ["T5EncoderModel"], "is_encoder_decoder": True},
        {"transformers_type": "t5", "output_head": "vector"},
    ),
    "a writer, whose class states neither attention nor use": (
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "is_encoder_decoder": False},
        {"transformers_type": "llama"},
    ),
    "an embedder without its causal mask": (
        {"model_type": "gemma3_text", "architectures": ["Gemma3TextModel"], "use_bidirectional_attention": True},
        {"transformers_type": "gemma3_text", "attention": "bidirectional"},
    ),
    "text inside a model that sees": (
        {"model_type": "gemma3", "max_position_embeddings": 7, "text_config": {"max_position_embeddings": 131072}},
        {"transformers_type": "gemma3", "context_tokens": "131072"},
    ),
    "nothing of use": (
        {"model_type": "x: {y}", "architectures": "none", "max_position_embeddings": "many", "is_causal": True},
        {},
    ),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_configuration_fills_what_it_states_and_no_more(name: str) -> None:
    config, stated = CONFIGS[name]
    found = _stated(config, real_site().catalog.config_classes)
    assert {field: value for field, (value, _) in found.items()} == stated


def test_scaffold_from_a_configuration_keeps_its_numbers_as_comments() -> None:
    config = {
        "model_type": "bert", "hidden_size": 768, "tie_word_embeddings": True, "pad_token_id": 0, "a\nb: c": 1,
        "max_position_embeddings": 512, "name": "x",
    }  # fmt: skip
    text = scaffold("from-a-configuration", documents(), config)
    record = yaml.safe_load("models:\n" + text)["models"][0]
    assert (record["transformers_type"], record["context_tokens"], record["attention"]) == ("bert", 512, None)
    assert "    context_tokens: 512  # positions of config.json; check" in text
    comments = [row.strip() for row in text[text.index("# Numbers of the configuration") :].splitlines()[1:]]
    assert comments == ["# hidden_size: 768", "# tie_word_embeddings: true", "# max_position_embeddings: 512"]


@pytest.mark.slow
def test_scaffold_from_a_configuration_from_the_command_line(run_build: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"model_type": "t5", "architectures": ["T5EncoderModel"]}', "utf-8")
    done = run_build("new", "brand-new-model", "--from-config", path)
    assert done.returncode == 0
    assert "\n    output_head: vector  # " in done.stdout
    for text, fault in {"[]": "expected the mapping of a config.json", "{": "is not JSON"}.items():
        path.write_text(text, "utf-8")
        done = run_build("new", "brand-new-model", "--from-config", path)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.match(rf"{re.escape(str(path))}:\d+:\d+: .*{fault}", done.stderr)


def test_scaffold_names_every_field_and_word_in_order() -> None:
    text = scaffold("x", [])
    names = re.findall(r"^(?:  - |    )([a-z_]+):", text, re.M)
    assert names == [field.name for field in fields_of(Record)]
    flat = " ".join(text.replace("#", " ").split())
    for field in fields_of(Record)[1:]:
        for part in (field, *field.inner):
            assert part.says in flat
            assert ", ".join(part.values) in flat


IDS = {
    "bert": "data/models.yaml:117:5: id 'bert' is taken",
    "GPT 5!": "expected small letters, digits and single hyphens, at most 60 characters; did you mean 'gpt-5'?",
    "../x": "did you mean 'x'?",
    "nul": "id 'nul' is reserved — choose another, such as 'nul-model'",
    "chatgpt": "id 'chatgpt' is an alias of 'gpt-3-5' — edit that record, or choose another id",
    "x" * 61: "at most 60 characters",
}


@pytest.mark.parametrize("ident", IDS)
def test_scaffold_refuses_an_id_that_cannot_be_used(ident: str) -> None:
    with pytest.raises(InputError) as refused:
        scaffold(ident, documents())
    assert re.sub(r":\d+:\d+:", "", IDS[ident]) in re.sub(r":\d+:\d+:", "", str(refused.value))


@pytest.mark.slow
def test_scaffold_from_the_command_line(run_build: Callable[..., Any]) -> None:
    done = run_build("new", "brand-new-model")
    assert (done.returncode, done.stdout[:4]) == (0, "  # ")
    done = run_build("new", "bert")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.match(r"data/models\.yaml:\d+:5: id 'bert' is taken", done.stderr)
    assert run_build("new").returncode == 2


def without_meanings(shape: Any) -> Any:
    """Return a schema without what the glossary says: a better definition must not break anybody's build."""
    if isinstance(shape, dict):
        return {key: without_meanings(value) for key, value in shape.items() if key != "markdownEnumDescriptions"}
    return [without_meanings(part) for part in shape] if isinstance(shape, list) else shape


def test_editor_schemas_are_those_of_the_types() -> None:
    made = dict(editor_schemas.editor_schemas(documents()))
    kept = {path.name: json.loads(path.read_text("utf-8")) for path in (HOME / "data" / "schema").glob("*.json")}
    assert without_meanings(made) == without_meanings(kept), "stale: run .venv/bin/python tools/editor_schemas.py"


@pytest.mark.parametrize("path", sorted((HOME / "data").glob("*.yaml")), ids=lambda path: path.name)
def test_data_file_names_its_schema_and_passes_it(path: Path) -> None:
    import jsonschema  # takes seconds to load

    first = path.read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema=schema/{path.stem}.json"
    shape = json.loads((path.parent / "schema" / f"{path.stem}.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(shape)
    faults = list(jsonschema.Draft7Validator(shape).iter_errors(load_document(path, path.name).value))
    assert [(fault.json_path, fault.message) for fault in faults] == []


def test_edit_links_lead_to_the_exact_line_and_report_links_are_filled_in(site_folder: Path) -> None:
    page = (site_folder / "models" / "bert" / "index.html").read_text("utf-8")
    rows = (HOME / "data" / "models.yaml").read_text("utf-8").splitlines()
    for field, start in {"architecture": "    architecture: encoder-only", "parameters": "    variants:"}.items():
        part = page[page.index(f'id="fact-{field}"') :]
        line = re.search(r"/edit/main/data/models\.yaml#L(\d+)\"", part)
        assert line is not None
        assert rows[int(line[1]) - 1].startswith(start)
    address = re.search(r'href="([^"]*/issues/new\?[^"]*field=architecture[^"]*)"', page)
    assert address is not None
    answers = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address[1].replace("&amp;", "&")).query))
    form = read_yaml(HOME / ".github" / "ISSUE_TEMPLATE" / answers["template"])
    known = {part["id"] for part in form["body"] if "id" in part}
    assert {*answers} - {"template", "title"} == {"model", "field", "value", "source"} <= known
    assert (answers["model"], answers["field"], answers["value"]) == ("bert", "architecture", "encoder-only")
    assert answers["source"].startswith("https://")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_papers_of_the_house_name_only_what_exists(name: str) -> None:
    text = (HOME / name).read_text("utf-8")
    local = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in local if not (HOME / link).exists()] == []
    targets = {*re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text("utf-8"), re.M)}
    assert {
        *re.findall(r"\bmake ([a-z-]+)", " ".join(re.findall(r"`[^`]+`|^```sh.*?^```", text, re.M | re.S)))
    } <= targets


def test_editors_are_told_which_extension_helps() -> None:
    advice = json.loads((HOME / ".vscode" / "extensions.json").read_text("utf-8"))
    assert "redhat.vscode-yaml" in advice["recommendations"]
    assert json.loads((HOME / ".vscode" / "settings.json").read_text("utf-8"))["yaml.validate"] is True


def test_contribute_page_explains_every_field(site_folder: Path) -> None:
    page = html.unescape((site_folder / "contribute" / "index.html").read_text("utf-8"))
    for field in fields_of(Record):
        row = re.search(rf'id="field-{field.name}".*?</div>', page, re.S)
        assert row is not None, field.name
        assert all(f"<code>{value}</code>" in row[0] for value in field.values)
