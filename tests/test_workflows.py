"""Workflows, forms, and the tools they run: valid, pinned, without rights they do not need, and of use."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from sample import read_yaml

from tools import upkeep

HOME = Path(__file__).parent.parent
GITHUB = HOME / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
BIN = Path(sys.executable).parent


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment and return how it went."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=HOME)


SCHEMAS = {
    "vendor.github-workflows": "workflows/*.yml",
    "vendor.github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "vendor.github-issue-config": "ISSUE_TEMPLATE/config.yml",
    "vendor.dependabot": "dependabot.yml",
}


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_for_github_pass_their_official_schema(schema: str) -> None:
    files = sorted(GITHUB.glob(SCHEMAS[schema]))
    assert files
    done = run(BIN / "check-jsonschema", "--builtin-schema", schema, *files)
    assert done.returncode == 0, done.stdout


def test_auditor_of_workflows_finds_nothing() -> None:
    done = run(BIN / "zizmor", "--offline", "--no-progress", "--persona", "pedantic", GITHUB)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_asks_for_nothing_it_does_not_need(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    assert "pull_request_target" not in text
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 45, name
        assert job["permissions"], name
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", "a/a@" + "0" * 40)), step
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    pins = re.findall(r"uses: (\S+)(.*)", text)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", comment) for _, comment in pins)


def test_a_forks_pull_request_can_write_nothing() -> None:
    jobs = read_yaml(GITHUB / "workflows" / "site.yml")["jobs"]
    writing = {name for name, job in jobs.items() if "write" in job["permissions"].values()}
    assert writing == {"deploy"}
    assert jobs["deploy"]["needs"] == "pages"
    assert "github.event_name != 'pull_request'" in jobs["pages"]["if"]


def test_problems_land_on_the_changed_lines(run_build: Callable[..., Any], tmp_path: Path) -> None:
    matcher = json.loads((GITHUB / "problem-matcher.json").read_text("utf-8"))["problemMatcher"][0]["pattern"][0]
    line = "data/models.yaml:12:5: models['bert'].atention: unknown field — did you mean 'attention'?"
    found = re.match(matcher["regexp"], line)
    assert found is not None
    assert [found[matcher[part]] for part in ("file", "line", "column")] == ["data/models.yaml", "12", "5"]
    assert re.match(matcher["regexp"], run_build("new", "bert").stderr.splitlines()[0])


def test_ci_and_lock_name_no_index() -> None:
    texts = [(HOME / name).read_text("utf-8") for name in ("requirements.txt", "requirements-dev.txt")]
    for text in texts:
        rows = text.replace("\\\n", " ").splitlines()
        assert [row for row in rows if "://" in row or (row[:1].isalnum() and "--hash=sha256:" not in row)] == []
    assert "://" not in (HOME / ".ci" / "run").read_text("utf-8")
    packages = json.loads((HOME / "tests" / "node" / "package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    script = HOME / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "\nmake check\ntests make test\n" in script.read_text("utf-8")
    assert run("bash", "-n", script).returncode == 0
    assert "make test" in (HOME / "README.md").read_text("utf-8")


def test_every_package_has_a_reason() -> None:
    text = (HOME / "pyproject.toml").read_text("utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.M | re.S)
    assert len(lists) == 2
    assert [row for block in lists for row in block.splitlines() if not re.search(r'", *# \w', row)] == []


@pytest.mark.slow
def test_bill_of_materials_lists_the_lock() -> None:
    """The command of the release workflow names every package of the lock, with its hashes."""
    from cyclonedx.schema import SchemaVersion  # takes seconds to load
    from cyclonedx.validation.json import JsonStrictValidator

    text = (HOME / "requirements.txt").read_text("utf-8")
    command = re.search(r"cyclonedx-py (.*) --output-file \S+ (\S+)$", (WORKFLOWS[0]).read_text("utf-8"), re.M)
    assert command is not None
    done = run(BIN / "cyclonedx-py", *command[1].split(), "--output-file", "-", command[2])
    assert done.returncode == 0, done.stderr
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(done.stdout) is None
    parts = json.loads(done.stdout)["components"]
    assert sorted(f"{part['name']}=={part['version']}" for part in parts) == sorted(
        re.findall(r"^(\S+==\S+)", text, re.M)
    )
    hashes = [part["externalReferences"][0]["hashes"] for part in parts]
    assert sum(map(len, hashes)) == text.count("--hash=sha256:")


def step(workflow: str, job: str, name: str) -> str:
    """Return the commands of a step of a workflow."""
    steps = read_yaml(GITHUB / "workflows" / workflow)["jobs"][job]["steps"]
    return next(str(step["run"]) for step in steps if step.get("name") == name)


def test_release_and_deployment_build_with_the_same_address_and_repository() -> None:
    """Both take them from what GitHub says of the repository, so that a fork's links lead to the fork."""
    commands = [
        re.findall(r"build\.py (--site-url .*)", step(workflow, job, name))
        for workflow, job, name in (("site.yml", "pages", "Build"), ("release.yml", "release", "Build"))
    ]
    assert commands[0] == commands[1] == ['--site-url "$SITE_URL" --repository "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"']


def test_the_archive_of_a_release_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    (command,) = re.findall(r"(?m)^tar .*", step("release.yml", "release", "Collect"))
    archives = []
    for name, umask, files in (("one", "022", "a b"), ("two", "077", "b a")):
        folder = tmp_path / name / "build" / "site" / "api" / "v1"
        folder.mkdir(parents=True)
        (tmp_path / name / "build" / "release").mkdir()
        script = f"umask {umask}; for f in {files}; do echo $f > build/site/api/v1/$f; sleep 0.01; done; moment=2026-11-28T00:00:00Z; {command}"
        subprocess.run(["bash", "-c", script], cwd=tmp_path / name, check=True)
        archives.append((tmp_path / name / "build" / "release" / "api-v1.tar.gz").read_bytes())
    assert archives[0] == archives[1]


def test_links_are_tried_politely_and_exceptions_must_be_needed() -> None:
    wrong = {"https://a.example/1": "404 Not Found", "https://b.example/x": "403 Forbidden"}
    tried: list[str] = []

    def attempt(url: str) -> str:
        tried.append(url)
        return wrong.get(url, "")

    used = {"https://a.example/1": ["one"], "https://a.example/2": ["two"], "https://b.example/x": ["three"]}
    problems = upkeep.try_all(used, attempt, pause=0)
    assert sorted(tried) == sorted(used)
    found = upkeep.findings(used, problems, ["https://b.example/", "https://c.example/"])
    assert found["broken"] == [{"url": "https://a.example/1", "problem": "404 Not Found", "used_by": ["one"]}]
    assert found["unneeded"] == ["https://c.example/"]


def test_link_attempt_speaks_to_a_real_server(served: str) -> None:
    assert upkeep.attempt(served) == ""
    assert upkeep.attempt(served + "no-such-page/").startswith("404")
    assert "refused" in upkeep.attempt("http://127.0.0.1:1/")


def test_every_link_exception_has_a_reason_and_a_link() -> None:
    known = upkeep.exceptions()
    text = "".join(path.read_text("utf-8") for path in (HOME / "data").glob("*.yaml")) + "https://doi.org/"
    assert [match for match, reason in known.items() if match not in text or len(reason) < 20] == []


@pytest.mark.slow
def test_weekly_report_is_tidy() -> None:
    findings = {
        "broken": [{"url": "https://x.example/`@all`", "problem": "404", "used_by": ["bert"]}],
        "unneeded": ["https://y.example/"],
    }
    diff = "-mkdocs==1.6.1 \\\n+mkdocs==2.0 \\\n-a==1 ; x\n+a==1 ; y\n"
    text = upkeep.report(datetime.date(2030, 1, 1), findings, diff)
    assert len(text) < 65_000
    assert "`https://x.example/'@all'`: `404`, used by `bert`" in text
    assert "`mkdocs` `1.6.1` → `2.0`" in text
    assert text.count("→") == 1
    weekly = re.search(r"<strong>(\d+)</strong> facts to check again this week", text)
    assert weekly is not None
    facts = re.search(r"(\d+) facts with evidence", text)
    assert facts is not None
    assert int(weekly[1]) == pytest.approx(int(facts[1]) / 52, abs=1), "a week's share of all facts"
    assert text.count("<details>") == text.count("</details>")
    assert "Links were not tried." in upkeep.report(datetime.date(2030, 1, 1))


@pytest.mark.slow
def test_the_summary_links_the_changed_pages(run_build: Callable[..., Any], site_folder: Path) -> None:
    """Served as the summary says, the preview has every page that it links."""
    (command,) = re.findall(r"jq --raw-output ('.*') ", step("site.yml", "check", "Tell which facts changed"))
    facts = run_build("diff", HOME / "data" / "releases" / "1.0.0.json", HOME / "data", "--format", "json").stdout
    done = subprocess.run(
        ["bash", "-c", f"jq --raw-output {command}"], input=facts, capture_output=True, text=True, check=True
    )
    links = re.findall(r"\]\(http://localhost:8000/(.*)\)", done.stdout)
    assert len(links) > 10
    assert [link for link in links if not (site_folder / link / "index.html").is_file()] == []


def test_every_system_and_python_is_in_the_matrix() -> None:
    """The commands are those that the README gives for machines without make."""
    job = read_yaml(GITHUB / "workflows" / "site.yml")["jobs"]["machines"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert {name.split("-")[0] for name in job["strategy"]["matrix"]["system"]} == {"ubuntu", "macos", "windows"}
    commands = [part["run"] for part in job["steps"] if "run" in part]
    recipe = (HOME / "README.md").read_text("utf-8").partition("## Without make")[2]
    assert len(commands) == 3
    assert [command for command in commands if f"\n{command} " not in recipe] == []
