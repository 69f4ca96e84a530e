"""What `mkdocs serve` and `mkdocs build` show: the pages of a build, made in memory when a browser asks for them.

The preview goes through the stages of a build. Whatever fails, every request is answered: with the page as it was when it
could last be made, and a panel that says which file and line to change. What a build would refuse, the panel shows too.
"""

from __future__ import annotations

import atexit
import gc
import html
import logging
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlsplit

from catalog.engine import Rendered
from catalog.load.documents import load_bytes
from catalog.load.problems import InputError, Problem, Progress
from catalog.pages.render import Renderer
from catalog.pipeline import ProjectPaths, build, load_all, prepare, run_engine, site_files
from catalog.verify import Addresses, Outline, of_pages, read_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLLING = 0.05
"""Seconds between two looks at the watched files, and of waiting for more."""
_WATCHED = ("content", "data", "templates", "mkdocs.yml", "build.py", "catalog")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_CODE = Path(__file__).parent
_Given = TypeVar("_Given")
_log = logging.getLogger("catalog")


class _Snapshot:
    """One state of the site: what makes its files, and what is wrong with the pages that were made."""

    def __init__(
        self, renderer: Renderer, rendered: Rendered, files: Mapping[str, str | bytes], static: Mapping[str, bytes],
        before: _Snapshot | None = None, asked: str = "",
    ) -> None:  # fmt: skip
        self.renderer, self.static = renderer, static
        others = (path for it in renderer.authored if it.path != asked for path in (it.path, it.text_path))
        self._behind = dict.fromkeys(("assets/search.json", *others), before) if before else {}
        """Path -> the state before, which answers for it until all authored pages are made."""
        self._makes = site_files(renderer, rendered, files, preview=True)
        self.content, self.outline = cache(self._content), cache(self._outline)
        self.paths = {*self._makes, *static}
        self._addresses = Addresses(self.paths, self.outline, renderer.settings.site_url)

    def __contains__(self, path: str) -> bool:
        return path in self.paths

    def problems(self, path: str) -> list[Problem]:
        """Return what a build would refuse of a page. Raises InputError when it cannot be made."""
        if not path.endswith(".html") or path in self.static:
            return []
        return of_pages(self.renderer, [(path, fault) for fault in self._addresses.faults(path)])

    def _content(self, path: str) -> str | bytes:
        if path in self._behind:
            return self._behind[path].content(path)
        return self._makes[path]() if path in self._makes else self.static[path]

    def _outline(self, path: str) -> Outline:
        if path in self._behind:
            return self._behind[path].outline(path)
        return read_page(str(self.content(path)))


class _EngineCache:
    """What MkDocs last made of which text: of pages, only those that changed are rendered again."""

    def __init__(self) -> None:
        self._shared: tuple[object, ...] = ()
        """What every page depends on: configuration, theme, and which files there are."""
        self.texts: dict[str, str | bytes] = {}
        """Name -> text of each page that was rendered."""
        self._rendered = Rendered({}, [])
        self._others: dict[str, bytes] = {}

    @cached_property
    def folder(self) -> Path:
        """A folder of this process alone."""
        folder = tempfile.mkdtemp(prefix="preview-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    def render(
        self, home: Path, renderer: Renderer, files: Mapping[str, str | bytes]
    ) -> tuple[Rendered, dict[str, bytes]]:
        """Return the pages, and the other files by path. Raises InputError; then everything is rendered next time."""
        theme = load_bytes(home / "templates" / "theme", "templates/theme")
        shared = ((home / "mkdocs.yml").read_bytes(), theme, sorted(files), renderer.settings.site_url)
        texts = {name: text for name, text in files.items() if name.endswith(".md")}
        complete = shared != self._shared
        changed = {name for name, text in texts.items() if complete or self.texts.get(name) != text}
        if changed:
            self._shared = ()
            made = run_engine("mkdocs", home, self.folder, renderer, files, None if complete else changed)
            others = {name: (self.folder / "site" / name).read_bytes() for name in made.others}
            self._rendered = made if complete else Rendered(self._rendered.pages | made.pages, self._rendered.others)
            self._others, self.texts, self._shared = others, texts, shared
        assets = {name: data if isinstance(data, bytes) else data.encode() for name, data in files.items()}
        static = self._others | {name: data for name, data in assets.items() if name not in texts}
        return self._rendered, static


@dataclass
class Preview:
    """What `mkdocs serve` keeps between edits: the present snapshot, the last good one, and the problems."""

    paths: ProjectPaths
    today: Callable[[], str]
    serving: bool = False
    url: str = ""
    engine: _EngineCache = field(default_factory=_EngineCache)
    present: _Snapshot | None = None
    good: _Snapshot | None = None
    problems: list[Problem] = field(default_factory=list)
    """What keeps the inputs from being read as a whole."""
    seen: set[str] = field(default_factory=set)
    """Pages on which something was found since the last edit."""
    asked: str = "index.html"
    """The page that was last asked for."""
    lock: threading.RLock = field(default_factory=threading.RLock)
    code: dict[Path, bytes] = field(default_factory=dict)
    stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """What tells one state of the watched files from the next."""
    reload: Callable[[bool], None] = lambda _: None
    """Tells the browsers that there is something new, once more for the same edit or not."""

    def configure(self, config: Any) -> None:
        """Note where the site is served, and leave MkDocs nothing to build."""
        self.url = config.site_url
        if Path(config.site_dir) == self.paths.home / "build" / "engine":
            config.site_dir = str(self.paths.output)
        config.docs_dir = str(self.engine.folder / "nothing")
        Path(config.docs_dir).mkdir(exist_ok=True)
        config.nav, config.strict, config.theme.static_templates = [], False, set()

    def build(self, folder: Path) -> None:
        """Make the first snapshot, or all files of the site when there will be no server."""
        self.code = self._read_code()
        if self.serving:
            self.stamps = self._stamps()
            self.rebuild()
            return
        from mkdocs.exceptions import PluginError

        shutil.rmtree(folder)
        try:
            build(replace(self.paths, output=folder), self.today(), "mkdocs", None, self.url, Progress())
        except InputError as error:
            raise PluginError(str(error)) from error

    def watch(self, server: Any) -> None:
        """Answer for the server of MkDocs, and look at the files often, in the place of its observer.

        That one stops for ever when a folder it watches is gone for a moment, as while another branch is checked out.
        """
        server.build_delay = _POLLING
        server._watched_paths.clear()
        server.watch, server.builder, bind = lambda _: None, self.rebuild, server.server_bind

        def reload(again: bool) -> None:
            with server._epoch_cond:
                server._wanted_epoch += again
                server._visible_epoch = server._wanted_epoch
                server._epoch_cond.notify_all()

        def server_bind() -> None:
            try:
                bind()
            except OSError as error:
                said = f"{server.url}: {error.strerror} — stop the other preview, or add --dev-addr 127.0.0.1:8001"
                raise SystemExit(said) from error

        def look() -> None:
            while True:
                before, self.stamps = self.stamps, self._stamps()
                if self.stamps != before:
                    with server._rebuild_cond:
                        server._want_rebuild = True
                        server._rebuild_cond.notify_all()
                threading.Event().wait(_POLLING)

        self.reload, server.server_bind = reload, server_bind
        requests, engine = logging.getLogger("mkdocs.livereload"), logging.getLogger("mkdocs")
        requests.handlers, requests.propagate = [*engine.handlers], False  # a 404 is no warning of the engine
        gc.disable()  # as in a build; each edit ends with a collection
        server.set_app(self.answering(server, urlsplit(self.url).path))
        threading.Thread(target=look, daemon=True).start()

    def rebuild(self) -> None:
        """Show an edit on the page that was asked for last; then make all pages, and look for all that a build would refuse.

        What is found is shown on the last good pages.
        """
        before, asked = (self.present, self.good, self.seen), self.asked
        problems = _tried(self._load_code)[1]
        quick = _tried(lambda: self._load(asked))[0] if self.present and not problems else None
        if quick:
            self._show(quick)
            self.reload(False)
            gc.collect()  # the state before the last one, before the next one needs room
        snapshot, problems = (None, problems) if problems else _tried(self._load)
        with self.lock:
            if quick and snapshot:
                self.present = snapshot
            elif snapshot:
                self._show(snapshot)
            else:
                self.present, self.good, self.seen = before
            self.problems = problems
        if quick and (problems or self.asked != asked):
            self.reload(True)
        for problem in problems:
            _log.error(str(problem))
        if not problems and self.present:
            self._page_problems(self.present, self.asked)
        del before, quick, snapshot
        gc.collect()

    def _show(self, snapshot: _Snapshot) -> None:
        with self.lock:
            self.good = self.present if self.present and not self.seen else self.good
            self.present, self.seen, self.problems = snapshot, set(), []

    def answering(self, server: Any, base: str) -> WSGIApplication:
        """Return the application that answers from memory; what concerns live reload is left to the server."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            if path.startswith("/livereload/"):
                return server.serve_request(environ, start_response)  # type: ignore[no-any-return]
            name = path.removeprefix(base)
            if path == "/" != base or (path != base and f"{name}/index.html" in self):
                address = f"{path}/" if path != "/" else base
                start_response("302 Found", [("Location", quote(address))])
                return []
            name = f"{name}index.html" if not name or name.endswith("/") else name
            status, content = self.page(name)
            if name.endswith(".html") or status != "200 OK":
                content = server._inject_js_into_html(content, server._visible_epoch)
                kind = "text/html; charset=utf-8"
            else:
                kind = _type_of(name)
            head = [("Content-Type", kind), ("Content-Length", str(len(content))), ("Cache-Control", "no-store")]
            start_response(status, head)
            return [content]

        return answer

    def __contains__(self, path: str) -> bool:
        return bool(self.present and path in self.present)

    def page(self, path: str) -> tuple[str, bytes]:
        """Return status and content of a path: as it is, as it last was, or the page that says why not."""
        with self.lock:
            self.asked = path if path.endswith(".html") else self.asked
            if not self.present:
                return "500 Internal Server Error", _bare_page(self.problems).encode()
            status, shown = ("200 OK", path) if path in self.present else ("404 Not Found", "404.html")
            found = self._page_problems(self.present, shown)
            for snapshot in filter(None, (self.present, self.good)):
                try:
                    content = snapshot.content(shown) if shown in snapshot else ""
                except Exception:  # noqa: BLE001 — it was reported as a problem of the page
                    continue
                if content:
                    return status, content if isinstance(content, bytes) else self._marked(content, found).encode()
            return "500 Internal Server Error", _bare_page([*self.problems, *found]).encode()

    def _page_problems(self, snapshot: _Snapshot, path: str) -> list[Problem]:
        try:
            found = snapshot.problems(path) if path in snapshot else []
        except InputError as error:
            found = error.problems
        except Exception as error:  # noqa: BLE001 — whatever a page meets is shown on it
            found = [unforeseen(error)]
        if found and path not in self.seen:
            self.seen.add(path)
            for problem in found:
                _log.error(str(problem))
        return found

    def _load(self, asked: str | None = None) -> _Snapshot | None:
        """Return the site, and raise InputError with all that a build would refuse.

        For a page that was `asked` for, of the authored pages only that one is made, and rules across items and prose are not
        looked at; nothing is returned when the list of pages has changed.
        """
        site, inputs = load_all(self.paths, self.today(), rules=asked is None)
        before = self.present if asked is not None else None
        if before and before.renderer.content.keys() != inputs.content.keys():
            return None
        renderer, files = prepare(self.paths, site, inputs, self.url, only=asked)
        files = {**self.engine.texts, **files} if before else files
        rendered, static = self.engine.render(self.paths.home, renderer, files)
        return _Snapshot(renderer, rendered, files, static, before, asked or "")

    def _marked(self, page: str, found: Sequence[Problem]) -> str:
        """Return a page without its security policy, which forbids live reload, and with the problems there are."""
        page = _POLICY.sub("", page, count=1)
        problems = [*self.problems, *found]
        if not problems:
            return page
        page = page.replace("<body", f"<body data-problems={len(problems)}", 1)
        return page.replace("</header>", f"</header>{_panel(problems)}", 1)

    def _read_code(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (*_CODE.rglob("*.py"), self.paths.home / "build.py")}

    def _stamps(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for root in map(str, map(self.paths.home.joinpath, _WATCHED)):
            inside = (os.path.join(place, it) for place, *both in os.walk(root) for names in both for it in names)
            for path in (root, *(path for path in inside if "__pycache__" not in path)):
                with suppress(OSError):  # it is gone again
                    it = os.lstat(path)
                    found[path] = it.st_mode, it.st_ino, it.st_size, it.st_mtime_ns, it.st_ctime_ns
        return found

    def _load_code(self) -> None:
        """Start this process anew when the generator was edited and can be loaded. Raises InputError when it cannot."""
        if (code := self._read_code()) == self.code:
            return
        self.code = code
        command = [sys.executable, "-c", "import build"]
        tried = subprocess.run(command, cwd=self.paths.home, capture_output=True, text=True, check=False)
        if tried.returncode:
            places = re.findall(r'File "([^"]+)", line (\d+)', tried.stderr) or [("build.py", "1")]
            said = f"{tried.stderr.strip().splitlines()[-1]} — the preview goes on with the generator as it was"
            raise InputError([Problem(_shown(places[-1][0]), int(places[-1][1]), 1, said)])
        _log.warning("the generator was edited: starting again")
        shutil.rmtree(self.engine.folder, ignore_errors=True)
        os.execv(sys.executable, sys.orig_argv)


def _tried(step: Callable[[], _Given]) -> tuple[_Given | None, list[Problem]]:
    """Return what a step gives, or the problems that kept it from that."""
    try:
        return step(), []
    except InputError as error:
        return None, error.problems
    except Exception as error:  # noqa: BLE001 — the last net: a server that raises answers nobody
        return None, [unforeseen(error)]


def unforeseen(error: Exception) -> Problem:
    """Return an exception that nobody foresaw as a problem of the file that the system refused, or of our line that raised it."""
    if isinstance(error, OSError) and error.filename:
        return Problem(_shown(str(error.filename)), 1, 1, f"cannot be used: {error.strerror}")
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_CODE)] or frames[-1:]
    whose = (
        "" if isinstance(error, OSError) else " — an error of the generator; undo the last edit, and please report it"
    )
    said = f"{type(error).__name__}: {error}{whose}"
    return Problem(_shown(ours[-1].filename), ours[-1].lineno or 1, 1, " ".join(said.split()))


def _shown(file: str) -> str:
    path = Path(file)
    return path.relative_to(_CODE.parent).as_posix() if path.is_relative_to(_CODE.parent) else path.name


def _panel(problems: Sequence[Problem]) -> str:
    items = "".join(f"<li><code>{html.escape(str(problem))}</code></li>" for problem in problems)
    heading = f"{len(problems)} problem{'s' if len(problems) != 1 else ''} — this is the last good state"
    return f'<section class="author-problems" role="alert"><h2>{heading}</h2><ul>{items}</ul></section>'


def _bare_page(problems: Sequence[Problem]) -> str:
    """Return a page for when there is no good state to show."""
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Problems</title></head>'
    return f"{head}<body data-problems={len(problems)}>{_panel(problems)}</body></html>"


def _type_of(path: str) -> str:
    if path.endswith((".js", ".mjs")):
        return "text/javascript"
    return mimetypes.guess_type(path)[0] or (
        "text/plain; charset=utf-8" if path.endswith(".md") else "application/octet-stream"
    )
