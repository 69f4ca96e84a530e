"""Readers see the old site or the new one, never a mixture: killed builds, full disks, two builds at once, foreign folders."""

from __future__ import annotations

import errno
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample import HOME, Run, less, make_project, make_site, run, tree

import build
from catalog import publish as module
from catalog.publish import MANIFEST, publish, staging_directory, write_changed


def site(folder: Path, text: str) -> Path:
    """Write a site that says something."""
    make_site(folder)
    (folder / "index.html").write_text(text)
    return folder


def test_the_first_site_and_the_next(tmp_path: Path) -> None:
    """A site is put where none was, and then replaced; nothing else is left beside it."""
    output = tmp_path / "public" / "site"
    for text in ("old", "new"):
        with staging_directory(output) as folder:
            publish(site(folder / "site", text), output)
        assert (output / "index.html").read_text() == text
    assert [path.name for path in output.parent.iterdir()] == ["site"]


def test_without_an_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system cannot swap folders, two renames do it; a kill between them is mended by the next build."""
    monkeypatch.setattr(module, "_exchange", lambda *_: False)
    output = site(tmp_path / "site", "old")
    with staging_directory(output) as folder:
        publish(site(folder / "site", "new"), output)
    assert (output / "index.html").read_text() == "new"
    leftover = tmp_path / ".site.killed.tmp"
    (leftover / "x").mkdir(parents=True)
    output.rename(leftover / "x" / "old")
    with staging_directory(output):
        assert (output / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    """What a build wrote before it failed is removed, and so is what a killed one left."""
    output = site(tmp_path / "site", "old")
    (tmp_path / ".site.killed.tmp" / "docs").mkdir(parents=True)
    (tmp_path / ".other.killed.tmp").mkdir()
    before = tree(output)

    def fail() -> None:
        with staging_directory(output) as folder:
            site(folder / "site", "half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert tree(output) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.killed.tmp", "site"]


def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    """Files are 644 and folders 755, whatever the builder's umask."""
    old = os.umask(0o077)
    try:
        with staging_directory(tmp_path / "site") as folder:
            publish(site(folder / "site", "x"), tmp_path / "site")
    finally:
        os.umask(old)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert {path.stat().st_mode & 0o777 for path in [tmp_path / "site", tmp_path / "site" / "api"]} == {0o755}


@pytest.mark.parametrize("name", ["a file", "a folder of someone else"])
def test_foreign_output_is_refused(tmp_path: Path, name: str) -> None:
    """A file, or a folder that holds something other than a site, is never replaced."""
    output = tmp_path / "precious"
    if name == "a file":
        output.write_text("precious")
    else:
        (output / "thesis").mkdir(parents=True)
    before = tree(tmp_path)
    with pytest.raises(OSError, match="choose another"), staging_directory(output):
        raise AssertionError
    assert tree(tmp_path) == before


FOREIGN_FILES = {
    "google123abc.html": "google-site-verification: google123abc.html",
    "BingSiteAuth.xml": "<users/>",
    "keybase.txt": "proof",
    "CNAME": "example.org",
    ".git/HEAD": "ref",
    ".well-known/security.txt": "Contact: somebody",
    "assets/mine.png": "precious",
    "api/v1/mine/notes.txt": "precious",
}
"""What people and hosts put beside a site."""


def busy(*_: object) -> bool:
    raise OSError(errno.EBUSY, "busy")


@pytest.fixture(params=["swapped", "renamed", "mounted"])
def output(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an earlier site in a folder that is replaced in one of three ways."""
    if request.param != "swapped":
        monkeypatch.setattr(module, "_exchange", busy if request.param == "mounted" else lambda *_: False)
    return site(tmp_path / "site", "old")


def test_what_no_build_wrote_is_carried_over(output: Path) -> None:
    """Files, links and empty folders that no build wrote outlive every build; what an earlier one wrote goes."""
    ours = set(tree(output))
    for name, text in FOREIGN_FILES.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_text(text)
    (output / "link").symlink_to("nowhere")
    (output / "empty").mkdir()
    (output / ".well-known").chmod(0o700)
    kept = {name: what for name, what in tree(output).items() if name not in ours}
    for text in ("new", "newer"):
        with staging_directory(output) as folder:
            (site(folder / "site", text) / f"{text}.html").write_text(text)
            said = publish(folder / "site", output)
        assert said == sorted([*FOREIGN_FILES, "link"])
        assert (output / "index.html").read_text() == text
        assert kept.items() <= tree(output).items()
        assert set(tree(output)) - set(kept) == {*ours, f"{text}.html"}


@pytest.mark.parametrize(
    ("foreign", "made"),
    [
        ("robots.txt", "robots.txt"),
        ("page", "page/index.html"),
        ("page/mine/notes.txt", "page/mine"),
        ("page/empty/", "page/empty"),
        ("robots.txt@", "robots.txt"),
    ],
)
def test_what_no_build_wrote_is_not_replaced(foreign: str, made: str, output: Path) -> None:
    """A site that would replace a file that no build wrote is not published, and the message says which it is."""
    path = output / foreign.rstrip("/@")
    path.parent.mkdir(parents=True, exist_ok=True)
    if foreign.endswith("/"):
        path.mkdir()
    elif foreign.endswith("@"):
        path.symlink_to("index.html")
    else:
        path.write_text("precious")
    before = tree(output.parent)
    with (
        pytest.raises(OSError, match=f"holds {foreign.rstrip('/@')}, which no build wrote"),
        staging_directory(output) as folder,
    ):
        target = site(folder / "site", "new") / made
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("made")
        publish(folder / "site", output)
    assert tree(output.parent) == before


def test_a_new_working_tree_of_a_branch_is_accepted(output: Path) -> None:
    """A folder with files of the host alone is filled; a file of our own name and content is no obstacle."""
    shutil.rmtree(output)
    (output / ".git").mkdir(parents=True)
    (output / ".git" / "HEAD").write_text("ref")
    (output / ".nojekyll").touch()
    (output / "CNAME").write_text("example.org")
    with staging_directory(output) as folder:
        (site(folder / "site", "new") / ".nojekyll").touch()
        publish(folder / "site", output)
    assert {".git/HEAD", ".nojekyll", "CNAME", "index.html"} <= set(tree(output))


def test_a_folder_below_build_is_ours(output: Path) -> None:
    """Whatever another engine left in a folder below `build/` is replaced; what stands beside our site is carried over."""
    (output / "mine.txt").write_text("precious")
    for stands in (True, False):
        with staging_directory(output, ours=True) as folder:
            publish(site(folder / "site", "new"), output, ours=True)
        assert (output / "mine.txt").exists() == stands
        (output / MANIFEST).unlink()


@pytest.mark.parametrize("text", ["", "index.html\n", "thesis.txt\nindex.html\nsha256 0\n"])
def test_a_damaged_list_is_none(text: str, tmp_path: Path) -> None:
    """Where the list of what a build wrote is damaged, nothing is taken for ours, but below `build/` everything."""
    output = site(tmp_path / "site", "old")
    (output / MANIFEST).write_text(text)
    (output / "thesis.txt").write_text("precious")
    before = tree(tmp_path)
    with pytest.raises(OSError, match="which no build wrote"), staging_directory(output):
        raise AssertionError
    assert tree(tmp_path) == before
    with staging_directory(output, ours=True) as folder:
        publish(site(folder / "site", "new"), output, ours=True)
    assert tree(output) == tree(site(tmp_path / "other", "new"))


def test_a_fill_that_is_killed_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed build left in a mounted folder is not taken for somebody else's."""
    monkeypatch.setattr(module, "_exchange", busy)
    output = site(tmp_path / "site", "old")
    copied: list[Path] = []
    copy = shutil.copyfile

    def killed(source: Path, target: Path) -> None:
        copied.append(target)
        copy(source, target)
        if len(copied) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), staging_directory(output) as folder:
        patch.setattr(shutil, "copyfile", killed)
        (site(folder / "site", "half") / "half.html").write_text("half")
        publish(folder / "site", output)
    with staging_directory(output) as folder:
        publish(site(folder / "site", "new"), output)
    assert tree(output) == tree(site(tmp_path / "other", "new"))


@pytest.mark.parametrize("output", ["content", "data/out", ".", "content/assets/out"])
def test_an_output_in_the_inputs_is_refused(output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make_project(tmp_path / "project")
    before = tree(project)
    assert run(monkeypatch, project, "--output", str(project / output)) == 1
    assert tree(project) == before


def test_an_empty_folder_and_a_link_to_a_folder_are_accepted(tmp_path: Path) -> None:
    """An empty folder is filled; through a link the folder behind it is replaced and the link stays."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    with staging_directory(link) as folder:
        publish(site(folder / "site", "x"), link)
    assert link.is_symlink()
    assert (real / "index.html").read_text() == "x"


def test_a_second_build_waits(tmp_path: Path) -> None:
    """While one build works, another waits for it."""
    code = "import sys; sys.path.insert(0, sys.argv[1])\nfrom pathlib import Path\nfrom catalog.publish import staging_directory\n"
    code += "with staging_directory(Path(sys.argv[2])): print('in', flush=True)"
    with staging_directory(tmp_path / "site"):
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(HOME), str(tmp_path / "site")], stdout=subprocess.PIPE
        )
        time.sleep(0.6)
        assert other.poll() is None
    assert other.communicate(timeout=30)[0] == b"in\n"


def test_staging_removes_links_and_what_is_not_wanted(tmp_path: Path) -> None:
    """Staging never writes through a link, turns files into folders and back, and leaves equal files alone."""
    docs, outside = tmp_path / "docs", tmp_path / "outside.md"
    outside.write_text("precious")
    docs.mkdir()
    (docs / "a.md").symlink_to(outside)
    (docs / "link").symlink_to(tmp_path)
    assert write_changed(docs, {"a.md": "x", "b/c.md": "y"}) == 4
    assert write_changed(docs, {"a.md": "x", "b/c.md": "y"}) == 0
    assert write_changed(docs, {"a.md/d.md": "x", "b": "y"}) == 4
    assert outside.read_text() == "precious"
    assert set(tree(docs)) == {"a.md", "a.md/d.md", "b"}


# --- whole builds -------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(site_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the built site, marked as the old one, in a folder of its own."""
    output = Path(shutil.copytree(site_folder, tmp_path / "public" / "site"))
    (output / "robots.txt").write_text("old")
    return output


@pytest.mark.slow
def test_kills(published: Path) -> None:
    """Killed at any moment, a build leaves the old site or the new one, whole; the next one cleans up."""
    old = tree(published)
    moments = random.Random(7)
    new: dict[str, tuple[int, str]] = {}
    for _ in range(6):
        command = [sys.executable, str(HOME / "build.py"), "--output", str(published)]
        build = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.4, 3.0))
        build.send_signal(signal.SIGKILL)
        build.wait()
        now = tree(published)
        assert now in (old, new) or not (new or now["robots.txt"] == old["robots.txt"])
        new = new if now == old else now
    with staging_directory(published):
        pass
    assert [path.name for path in published.parent.iterdir()] == ["site"]


@pytest.mark.slow
def test_two_builds_at_once(tmp_path: Path) -> None:
    """Two builds of one output serialize: both succeed, and one whole site stands there."""
    command = [sys.executable, str(HOME / "build.py"), "--output", str(tmp_path / "site")]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [build.communicate(timeout=120) for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 4 MB, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("left out: mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_what_is_mounted_inside_stays_mounted(small_disk: Path) -> None:
    """A folder in which another one is mounted is filled, because that must neither be moved nor be removed."""
    output = site(small_disk.parent, "old")
    (small_disk / "security.txt").write_text("precious")
    with staging_directory(output) as folder:
        publish(site(folder / "site", "new"), output)
    assert (output / "index.html").read_text() == "new"
    assert small_disk.is_mount()
    assert (small_disk / "security.txt").read_text() == "precious"


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line a failed build says."""
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.slow
def test_full_disk(small_disk: Path, run_build: Run) -> None:
    """A full disk ends the build with its reason; the old site stays, and nothing else."""
    old = site(small_disk / "site", "old")
    before = tree(small_disk)
    done = run_build("--output", old)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    assert tree(small_disk) == before


@pytest.mark.slow
def test_file_size_limit(tmp_path: Path, run_build: Run) -> None:
    """A file that may not grow ends the build with one line."""
    old = site(tmp_path / "site", "old")
    before = tree(tmp_path)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    assert "File too large" in one_line(run_build("--output", old, preexec_fn=limit))
    assert tree(tmp_path) == before


@pytest.mark.slow
def test_read_only_target(small_disk: Path, run_build: Run) -> None:
    """A target that cannot be written ends the build with one line, and the site in it stays."""
    old = site(small_disk / "site", "old")
    before = tree(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "Read-only file system" in one_line(run_build("--output", old))
    assert tree(small_disk) == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("mkdocs.yml", "theme: {name: nonsense, custom_dir: templates/theme}\n", "theme.name: write material"),
        ("mkdocs.yml", "markdown_extensions: [nonsense]\n", "nonsense"),
        ("templates/theme/main.html", "{% broken %}", "broken"),
        ("templates/theme/main.html", "{{ nothing.at.all }}", "undefined"),
    ],
)
def test_engine_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str, text: str, said: str
) -> None:
    """A broken configuration or theme ends the build with a problem at its place; the old site stays."""
    project = make_project(tmp_path / "project")
    broken = project / file
    broken.write_text(re.sub("markdown_extensions: .*\n", text, broken.read_text()) if "extensions" in text else text)
    if "theme:" in text:
        broken.write_text("site_name: x\nsite_url: https://example.org/\nextra: {repository: https://x.org}\n" + text)
    old = site(tmp_path / "public" / "site", "old")
    before = tree(tmp_path / "public")
    assert run(monkeypatch, project, "--output", str(old)) == 1
    line, count = capsys.readouterr().err.splitlines()
    assert said in line
    assert re.match(rf"{file}:\d+:\d+: ", line)
    assert count == "1 problem found; nothing was published."
    assert tree(tmp_path / "public") == before


@pytest.mark.parametrize(
    ("raised", "said", "status"),
    [
        (
            KeyError("x"),
            r"tests/.*|build\.py:\d+:1: KeyError: 'x' — an error of the generator.*\(--traceback shows all\)",
            1,
        ),
        (RuntimeError("two\nlines"), r".*RuntimeError: two lines — .*", 1),
        (PermissionError(13, "Permission denied", "/x"), r"build\.py: \[Errno 13\] Permission denied: '/x'", 1),
        (KeyboardInterrupt(), r"build\.py: interrupted; nothing was published\.", 130),
    ],
)
def test_any_exception_is_one_line(
    raised: BaseException, said: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> str:
        raise raised

    monkeypatch.setitem(build.COMMANDS, "check", broken)
    assert build.main(["check"]) == status
    line = capsys.readouterr().err
    assert re.fullmatch(said, line.strip()), line
    assert line.count("\n") == 1
    if status == 1:
        with pytest.raises(type(raised)):
            build.main(["check", "--traceback"])


def test_without_locks_of_the_system(tmp_path: Path) -> None:
    """Windows has no fcntl: the generator starts and builds all the same."""
    code = (
        "import sys; sys.modules['fcntl'] = None\n"
        "import build\nfrom pathlib import Path\nfrom catalog.publish import publish, staging_directory\n"
        f"output = Path({str(tmp_path / 'site')!r})\n"
        "with staging_directory(output) as folder:\n"
        "    (folder / 'site').mkdir(); (folder / 'site' / 'x.html').write_text('x')\n"
        "    publish(folder / 'site', output)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=HOME, check=True)
    assert (tmp_path / "site" / "x.html").read_text() == "x"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "foo",
        "https://e.org/a b/",
        "https://e.org/%2e%2e/",
        "https://e.org/?a=1",
        'https://e.org/"><script>',
        "https://e.org:999999/",
        "https://me@e.org/",
        "https://e..org/",
        "https://e.org/../x/",
        "https://e.org//x/",
        "https://e.org/%zz/",
    ],
)
def test_an_address_at_which_nothing_can_be_published_is_wrong_usage(address: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        build.main(["check", "--site-url", address])
    assert stopped.value.code == 2


@pytest.mark.parametrize(
    "usage",
    ["--repository=http://e.org/x", '--repository=https://e.org/a"b', "--as-of=2026-02-30", "--as-of=2999-01-01"],
)
def test_other_wrong_usage(usage: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        build.main(["check", usage])
    assert stopped.value.code == 2


@pytest.mark.parametrize("encoding", less(("ascii", "cp1252"), ("ascii",)))
def test_what_is_printed_is_utf_8_whatever_the_terminal_says(encoding: str) -> None:
    command = [sys.executable, str(HOME / "build.py"), "new", "my-model"]
    done = subprocess.run(command, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=True)
    assert not done.stdout.decode("utf-8").isascii()
