"""Facts that changed, in words: cases as data in `cases/diff/`, wrong input on the command line, releases on disk."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample import FAR_FUTURE, HOME, Run, real_site

from catalog.load.problems import InputError
from catalog.outputs.changes import ChangeLog, State, compare, tell
from catalog.outputs.releases import load_releases, read_facts, snapshot_text
from catalog.verdict import SENSES

CASES = Path(__file__).parent / "cases" / "diff"
BASE: dict[str, Any] = json.loads((CASES / "base.json").read_text("utf-8"))


def state(patches: dict[str, dict[str, Any]], redirects: dict[str, str] | None = None) -> State:
    """Return a state of records that differ from the base by their patches; null takes a fact away."""
    models = {
        ident: {key: value for key, value in (BASE | patch).items() if value is not None}
        for ident, patch in patches.items()
    }
    return State(models, redirects or {})


@pytest.mark.parametrize(
    "file", sorted(path for path in CASES.glob("*.json") if path.name != "base.json"), ids=lambda path: path.stem
)
def test_changes_are_told_in_words(file: Path) -> None:
    case = json.loads(file.read_text("utf-8"))
    changes = compare(state(case["old"]), state(case["new"], case.get("redirects")))
    assert [change.sentence for change in changes] == case["text"], case["what"]
    assert tell(changes, "text") == ("".join(f"{line}\n" for line in case["text"]) or "No fact changed.\n")
    assert [change["sentence"] for change in json.loads(tell(changes, "json"))["changes"]] == case["text"]


def test_markdown_cannot_be_smuggled_in() -> None:
    told = tell(compare(state({}), state({"a": {"name": "[x](https://evil.example) *b* <img>"}})), "markdown")
    assert told.startswith(r"- **\[x\]\(https://evil.example\) \*b\* \<img\>**: new")


@pytest.mark.slow
def test_the_same_data_as_folder_export_and_release_do_not_differ(site_folder: Path, tmp_path: Path) -> None:
    folder = read_facts(HOME / "data", "2100-01-01")
    export = read_facts(site_folder / "api/v1/models.json", "2100-01-01")
    (tmp_path / "1.0.0.json").write_text(snapshot_text("1.0.0", "2026-01-01", "First.", folder, None), "utf-8")
    released = read_facts(tmp_path / "1.0.0.json", "2100-01-01")
    assert compare(folder, export) == compare(export, released) == compare(released, folder) == ()


def test_releases_hold_only_what_changed(tmp_path: Path) -> None:
    first, second = state({"a": {}, "b": {"name": "B"}}), state({"a": {}, "c": {"name": "C"}}, {"b": "c"})
    (tmp_path / "1.0.0.json").write_text(snapshot_text("1.0.0", "2026-01-01", "First.", first, None), "utf-8")
    (before,) = load_releases(tmp_path, FAR_FUTURE)
    text = snapshot_text("1.10.0", "2026-02-01", "Second.", second, before)
    (tmp_path / "1.10.0.json").write_text(text, "utf-8")
    document = json.loads(text)
    assert (list(document["models"]), document["removed"], document["after"]) == (["c"], ["b"], "1.0.0")
    releases = load_releases(tmp_path, FAR_FUTURE)
    assert releases[1].state == second
    assert (
        compare(read_facts(tmp_path / "1.0.0.json", FAR_FUTURE), read_facts(tmp_path / "1.10.0.json", FAR_FUTURE))[
            0
        ].kind
        == "renamed"
    )
    newest, oldest = ChangeLog(releases).entries
    assert (newest.version, newest.models, len(newest.changes)) == ("1.10.0", 2, 1)
    assert (oldest.version, oldest.changes) == ("1.0.0", ())


GOOD = json.loads(snapshot_text("1.0.0", "2026-01-01", "First.", state({"a": {}}), None))
NEXT = GOOD | {"version": "1.1.0", "after": "1.0.0"}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"1.0.0.json": "{"}, "1.0.0.json:1:2: is not JSON: Expecting property name"),
        ({"1.0.0.json": "[" * 100_000}, "is not JSON that can be read"),
        ({"1.0.0.json": json.dumps(GOOD | {"date": "1.1.2026"})}, "1.0.0.json:1:30: date: expected an ISO 8601 date"),
        ({"1.0.0.json": json.dumps(GOOD | {"date": "2026-02-30"})}, "1.0.0.json:1:30: date: is not a day of the calendar"),
        (
            {"1.0.0.json": json.dumps(GOOD | {"date": "2100-01-02"})},
            "1.0.0.json:1:30: date: lies in the future — expected 2100-01-01 at the latest",
        ),
        (
            {"1.0.0.json": json.dumps(GOOD | {"models": {"a": BASE | {"released": "2100-01-02"}}})},
            "models/a/released: lies in the future",
        ),
        ({"1.0.0.json": json.dumps(GOOD | {"models": {"a": {"name": "A"}}})}, "models/a/family: required field is missing"),
        ({"1.0.0.json": json.dumps(GOOD | {"models": {"a": BASE | {"sizes": 7}}})}, "models/a/sizes"),
        ({"1.0.0.json": json.dumps(GOOD | {"extra": 1})}, "extra: unknown field"),
        ({"1.0.0.json": "[]"}, "top level: expected a mapping of fields"),
        ({"1.0.0.json": json.dumps(GOOD | {"models": {"a": GOOD["models"]["a"] | {"name": None}}})}, "models/a/name: empty — fill it in"),
        ({"1.1.0.json": json.dumps(GOOD)}, "holds release 1.0.0 — name the file 1.0.0.json"),
        (
            {"1.0.0.json": json.dumps(GOOD), "1.1.0.json": json.dumps(NEXT | {"after": None})},
            "says it comes after none, but the release before it is 1.0.0",
        ),
        (
            {"1.0.0.json": json.dumps(GOOD), "1.1.0.json": json.dumps(NEXT | {"date": "2025-01-01"})},
            "is dated 2025-01-01, before release 1.0.0 of 2026-01-01",
        ),
    ],
)  # fmt: skip
def test_a_broken_release_is_a_clear_problem(files: dict[str, str], message: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_releases(tmp_path, FAR_FUTURE)
    assert message in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"\xff{}", "is not UTF-8"),
        (b'{"models": [', "is not JSON: Expecting value"),
        (b"[]", "is neither a data folder nor a release snapshot nor an export"),
        (
            b'{"models": []}',
            "is neither a data folder nor a release snapshot nor an export of version 1 — schema_version: required field is missing",
        ),
    ],
)
def test_a_wrong_path_ends_with_status_1(content: bytes | None, message: str, tmp_path: Path, run_build: Run) -> None:
    path = tmp_path / "old.json"
    if content is not None:
        path.write_bytes(content)
    done = run_build("diff", path, HOME / "data")
    assert done.returncode == 1
    assert f"{path}:" in done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_folder_without_data_ends_with_status_1(tmp_path: Path, run_build: Run) -> None:
    done = run_build("diff", HOME / "data", tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


@pytest.mark.slow
def test_the_tool_writes_a_release(tmp_path: Path) -> None:
    for name in ("catalog", "tools"):
        shutil.copytree(HOME / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "bench"))
    shutil.copytree(HOME / "data", tmp_path / "data", ignore=shutil.ignore_patterns("releases"))
    for name in ("build.py", "CITATION.cff"):
        shutil.copy(HOME / name, tmp_path)

    def release(version: str, date: str, note: str = "A note.") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(tmp_path / "tools/release.py"), version, "--date", date, "--note", note]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    today = datetime.datetime.now(datetime.UTC).date()
    date, tomorrow, before = (str(today + datetime.timedelta(days=days)) for days in (0, 2, -300))
    assert "lies in the future" in release("2.0.0", tomorrow).stderr
    for wrong in ("", "Two\nlines.", "Hidden \u202e."):
        assert "data/releases/2.0.0.json:1:" in release("2.0.0", date, wrong).stderr, wrong
    first = release("2.0.0", date)
    assert first.stdout.startswith("First release: "), first.stderr
    assert f'version: 2.0.0\ndate-released: "{date}"' in (tmp_path / "CITATION.cff").read_text("utf-8")
    assert release("2.0.0", date).returncode == 1
    assert release("2.0.1", before).returncode == 1
    for wrong in ("2.1", "2.1.0-rc1", "v2.1.0", "02.1.0"):
        assert "expected a version of three numbers" in release(wrong, date).stderr, wrong
    assert release("2.0.1", date).stdout == "No fact changed.\n"
    assert [entry.version for entry in load_releases(tmp_path / "data/releases", FAR_FUTURE)] == ["2.0.0", "2.0.1"]


def test_every_change_of_the_real_log_carries_its_source() -> None:
    site = real_site()
    log = ChangeLog(load_releases(HOME / "data" / "releases", FAR_FUTURE), site)
    changes = [change for entry in log.entries for change in entry.changes] + [*log.pending]
    facts = [(change.id, fact) for change in changes for fact in change.facts]
    assert len(facts) > 100
    for ident, fact in facts:
        computed = fact.field in ("summary", *SENSES)
        assert fact.source or (computed and re.search(r"\b[PWR]\d+\b", fact.words)), (ident, fact.words)
