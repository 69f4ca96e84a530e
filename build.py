"""From facts to the published site: `python build.py` builds everything into `build/site`.

    build.py                  check, render, run the engine, finish, verify, and swap into the output folder
    build.py check            only check the inputs
    build.py stage            only write what the engine reads, into build/docs
    build.py new ID           print a record to fill in
    build.py diff OLD NEW     say in words which facts changed between two data folders or exports

Exit status: 0 success; 1 problems in the inputs, each as `file:line:col: message`; 2 wrong usage.
MkDocs loads this file as a hook, so that `mkdocs serve` and `mkdocs build` show the same pages.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import os
import signal
import sys
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

_INTERRUPT = signal.getsignal(signal.SIGINT)
if __name__ == "__main__" and _INTERRUPT is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends quietly, also while modules are being loaded
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the theme's banner would worry authors at every start
sys.path.insert(0, str(Path(__file__).parent))  # MkDocs loads hooks without their folder on the path

from catalog import pipeline
from catalog.check.configuration import is_address, unlocked
from catalog.check.scaffold import scaffold
from catalog.load.documents import load_documents, read_json
from catalog.load.files import read_text
from catalog.load.problems import InputError, Problem, Progress, one_line
from catalog.outputs.changes import compare, tell
from catalog.outputs.releases import read_facts
from catalog.preview import Preview, unforeseen
from catalog.publish import write_changed

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

HOME = Path(__file__).parent.resolve()
_PLACEHOLDERS = ("https://github.com/example/", "https://example.github.io/")


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line; wrong usage ends with status 2."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    add = common.add_argument  # what may stand before or after a command
    add("--data", type=Path, metavar="DIR", help="data folder (default: data)")
    add("--output", type=Path, metavar="DIR", help="site folder (default: build/site)")
    add("--engine", choices=("mkdocs", "zensical"), help="site engine (default: mkdocs)")
    add("--as-of", type=day, metavar="DATE", help="date of the data (default: the newest check)")
    add("--site-url", type=_address, metavar="URL", help="public address (default: site_url of mkdocs.yml)")
    add("--repository", type=_https, metavar="URL", help="where edit and report links lead (default: mkdocs.yml)")
    add("--traceback", action="store_true", help="show where in the generator an error was raised")
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="build.py", description=__doc__, formatter_class=style, parents=[common])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("check", parents=[common], help="only check the inputs")
    commands.add_parser("stage", parents=[common], help="only write build/docs")
    new = commands.add_parser("new", parents=[common], help="print a record to fill in")
    new.add_argument("id", metavar="ID")
    new.add_argument("--from-config", type=Path, metavar="FILE", help="fill in what a config.json states")
    diff = commands.add_parser("diff", parents=[common], help="say which facts changed")
    diff.add_argument("old", type=Path, metavar="OLD")
    diff.add_argument("new", type=Path, metavar="NEW")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    chosen = argparse.Namespace(data=HOME / "data", output=HOME / "build" / "site", engine="mkdocs", traceback=False)
    chosen.as_of = chosen.site_url = chosen.repository = None
    return parser.parse_args(arguments, chosen)


def day(text: str) -> str:
    """Return a day that has begun. Raises ArgumentTypeError."""
    try:
        day = datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected an ISO 8601 date such as 2026-11-23; got {text!r}") from None
    if day > today():
        raise argparse.ArgumentTypeError(f"{day} lies in the future")
    return day


def _address(text: str) -> str:
    try:
        return pipeline.public_address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _https(text: str) -> str:
    if not text.startswith("https://") or not is_address(text):
        raise argparse.ArgumentTypeError(f"expected an address such as https://github.com/you/site; got {text!r}")
    return text


def _notes(chosen: argparse.Namespace) -> str:
    """Return one line for every address that is still a placeholder, and for what could not be checked."""
    place = pipeline.settings(HOME, chosen.site_url, chosen.repository)
    named = {"the address of the site": place.site_url, "where edit and report links lead": place.repository}
    advice = "a placeholder: run `make adopt`, or give --site-url and --repository"
    sentences = [f"mkdocs.yml: {what}: {url}, {advice}" for what, url in named.items() if url.startswith(_PLACEHOLDERS)]
    if not which("node"):
        sentences.append("Node is not installed, so scripts were not parsed")
    return "".join(f"note: {sentence}\n" for sentence in sentences)


def _packages() -> str:
    """Return one line when the installed packages are not those of the lock, or nothing."""
    try:
        said = unlocked(read_text(HOME / "requirements.txt", "requirements.txt"))
    except (InputError, ValueError) as error:
        said = f"installed packages cannot be compared with the lock: {one_line(str(error))}"
    return f"note: {said}\n" if said else ""


def today() -> str:
    """Return the newest day that has begun anywhere (UTC+14): the one place that reads the clock; no date may lie after it."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=14)).date().isoformat()


def _build(chosen: argparse.Namespace, paths: pipeline.ProjectPaths) -> str:
    progress = Progress(sys.stdout)
    try:
        site = pipeline.build(paths, today(), chosen.engine, chosen.as_of, chosen.site_url, progress, chosen.repository)
    finally:
        progress.over()
    return f"{len(site.models)} models as of {site.as_of}: {paths.output}\n{_notes(chosen)}"


def _check(chosen: argparse.Namespace, paths: pipeline.ProjectPaths) -> str:
    site = pipeline.check(paths, today(), chosen.engine, chosen.as_of, chosen.site_url, chosen.repository)
    models, sources, claims = map(len, (site.models, site.catalog.sources, site.catalog.claims))
    return f"{models} models, {sources} sources, {claims} claims: no problems.\n{_notes(chosen)}"


def _stage(chosen: argparse.Namespace, paths: pipeline.ProjectPaths) -> str:
    site, inputs = pipeline.load_all(paths, today(), chosen.as_of)
    _, files = pipeline.prepare(paths, site, inputs, chosen.site_url, chosen.repository)
    docs = paths.home / "build" / "docs"
    return f"{write_changed(docs, files)} of {len(files)} files changed in {docs}\n"


def _new(chosen: argparse.Namespace, paths: pipeline.ProjectPaths) -> str:
    documents, path = load_documents(paths.data, paths.data_shown), chosen.from_config
    config = read_json(path, str(path)) if path else {}
    if not isinstance(config, dict):
        raise InputError([Problem(str(path), 1, 1, "expected the mapping of a config.json")])
    return scaffold(chosen.id, documents, config)


def _diff(chosen: argparse.Namespace, _: pipeline.ProjectPaths) -> str:
    return tell(compare(read_facts(chosen.old, today()), read_facts(chosen.new, today())), chosen.format)


COMMANDS = {"build": _build, "check": _check, "stage": _stage, "new": _new, "diff": _diff}
"""Each returns what to print."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return the exit status."""
    chosen = options(arguments)
    try:
        print(_packages(), end="", file=sys.stderr)
        paths = pipeline.ProjectPaths(HOME, chosen.data, chosen.output)
        print(COMMANDS[chosen.command or "build"](chosen, paths), end="")
        return 0
    except InputError as error:
        count = f"{len(error.problems)} problem{'s' if len(error.problems) != 1 else ''}"
        print(error, f"{count} found; nothing was published.", sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("build.py: interrupted; nothing was published.", file=sys.stderr)
        return 130
    except Exception as error:
        if chosen.traceback:
            raise
        foreseen = isinstance(error, OSError)
        said = f"build.py: {one_line(str(error))}" if foreseen else f"{unforeseen(error)} (--traceback shows all)"
        print(said, file=sys.stderr)
        return 1


_PREVIEW = Preview(pipeline.ProjectPaths(HOME, HOME / "data", HOME / "build" / "site"), today)
"""The one preview of this process; MkDocs gives its hooks no other place to keep anything."""


def on_startup(command: str, **_: Any) -> None:
    """MkDocs starts: remember whether it serves."""
    print(_packages(), end="", file=sys.stderr)
    _PREVIEW.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """MkDocs is about to build: give it nothing to do, because we run it ourselves on what we make of `content/`."""
    _PREVIEW.configure(config)


def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs has built its nothing: make the site."""
    _PREVIEW.build(Path(config.site_dir))


def on_serve(server: LiveReloadServer, **_: Any) -> None:
    """MkDocs is about to serve: answer its requests."""
    _PREVIEW.watch(server)


if __name__ == "__main__":
    for stream in filter(None, (sys.stdout, sys.stderr)):  # whatever the terminal says: `new` and `diff` write files
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGINT, _INTERRUPT)
    gc.disable()  # a build leaves hardly any cycles; looking for them among so many lasting objects takes a seventh of it
    status = main()
    gc.freeze()  # nor need they be looked for at the end
    raise SystemExit(status)
