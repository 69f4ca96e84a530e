"""Reading data item by item gives what reading the whole file gives, with the same places; limits are as stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sample import HOME, SAMPLE, less

from catalog.load.documents import load_bytes, load_document, load_documents, load_texts
from catalog.load.files import _MAX_BYTES, read_bytes
from catalog.load.problems import InputError, Problem, nearest, shown
from catalog.load.strict_yaml import _MAX_DEPTH, _MAX_STRING, read_mapping, read_value

DATA = sorted((HOME / "data").glob("*.yaml")) + sorted((SAMPLE / "data").glob("*.yaml"))


@pytest.mark.parametrize(
    "path",
    less(DATA, {*DATA} - {HOME / "data" / "models.yaml"}),
    ids=lambda path: f"{path.parent.parent.name}-{path.stem}",
)
def test_items_are_the_file(path: Path) -> None:
    """Cutting a file into items changes neither values nor places."""
    document = load_document(path, path.name)
    whole, refused = read_mapping(document.text, path.name)
    assert document.value == whole
    assert not refused
    plain = type(document)(path.name, whole, document.text, (), ())
    for key, items in list(whole.items())[:1]:
        for index in {0, len(items) // 2, len(items) - 1} if items else set():
            steps: list[Any] = [key, index, *list(items[index])[-1:]]
            for of_key in (True, False):
                assert document.place(tuple(steps), of_key=of_key) == plain.place(tuple(steps), of_key=of_key)


def test_unchanged_items_are_not_read_twice(tmp_path: Path) -> None:
    """A changed item is read again, and a mistake is reported every time."""
    file = tmp_path / "a.yaml"
    file.write_text("things:\n  - {id: one}\n  - {id: two}\n")
    first = load_document(file, "a.yaml")
    file.write_text("things:\n  - {id: one}\n  - {id: 010}\n")
    for _ in range(2):
        second = load_document(file, "a.yaml")
        assert second.value["things"][0] is first.value["things"][0]
        assert [problem.line for problem in second.problems] == [3]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("true", True), ("null", None), ("~", None), ("", None), ("0", 0), ("-5", -5),
        ("+5", 5), ("'010'", "010"), ("2018-10-11", "2018-10-11"), ("12:30:45", "12:30:45"), ("1.2.3", "1.2.3"), ("3B", "3B"),
        ("-", [None]), ("--", "--"), (".5B", ".5B"), ("e5", "e5"), ("1e", "1e"), ('"a\\tb"', "a\tb"), ("nan", "nan"),
    ],
)  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    """Plain scalars are what YAML 1.2 and editors take them for."""
    assert read_value(text) == (value, [])


@pytest.mark.parametrize(
    "text",
    [
        "010",
        "1_000",
        "0x1F",
        "0o17",
        "0b1",
        "1e9",
        "1.5",
        ".5",
        "5.",
        "1.0e+9",
        "-.inf",
        ".NaN",
        "+010",
        "True",
        "NULL",
        "9" * 20,
    ],
)
def test_refused_scalars(text: str) -> None:
    """What tools read differently is refused, and passes when it is quoted."""
    assert len(read_value(text)[1]) == 1
    assert read_value(f"'{text}'") == (text, [])


def test_limits() -> None:
    """Depth, length and size have limits: the limit passes, one more is refused."""
    deep = _MAX_DEPTH + 1
    assert read_value("[" * deep + "]" * deep)[1] == []
    assert read_value("[" * (deep + 1) + "]" * (deep + 1))[1][0][2].startswith("nested more than")
    with pytest.raises(yaml.YAMLError, match="nested more than"):
        read_value("[" * 5000 + "]" * 5000)
    assert read_value("x" * _MAX_STRING)[1] == []
    assert "expected at most" in read_value("x" * (_MAX_STRING + 1))[1][0][2]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file above the limit is refused by its size, without reading it."""
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(_MAX_BYTES + 1)
    with pytest.raises(InputError, match=r"huge.yaml:1:1: has 134,217,729 bytes — expected at most 134,217,728"):
        load_document(huge, "huge.yaml")


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses is said in its words."""
    file = tmp_path / "a.yaml"
    file.write_text("things: []\n")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"a.yaml:1:1: cannot be read: Permission denied"):
        read_bytes(file, "a.yaml")


def test_every_file_is_read_whatever_is_wrong_with_the_first(tmp_path: Path) -> None:
    """Problems of all files are found at once."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.yaml").write_bytes(b"\xff")
        (tmp_path / f"{name}.md").write_bytes(b"\xff")
    assert [document.readable for document in load_documents(tmp_path, "data")] == [False] * 3
    with pytest.raises(InputError) as caught:
        load_texts(tmp_path, "content", (".md",))
    assert len(caught.value.problems) == 3
    assert set(load_bytes(tmp_path)) == {"a.md", "a.yaml", "b.md", "b.yaml", "c.md", "c.yaml"}


def test_problems_are_lines() -> None:
    """A problem is one printable line, whatever file names and values hold; the nearest word is found across case."""
    problem = Problem("data/a\n::error::.yaml", 1, 2, "got \x1b[31m'x'\r\n")
    assert str(problem) == "data/a�::error::.yaml:1:2: got �[31m'x'��"
    assert shown("x" * 70) == f"'{'x' * 60}…'"
    assert shown({"a": 1}) == "'{'a': 1}'"
    assert nearest("gpt2", ["GPT2", "bert"]) == " — did you mean 'GPT2'?"
    assert nearest("zzz", ["GPT2", "bert"]) == ""
    assert [item.line for item in InputError([problem, problem, Problem("a", 1, 1, "b")]).problems] == [1, 1]
