"""The stages under `mkdocs serve` and `mkdocs build`: what the hook in `build.py` calls.

While serving, the engine writes into a folder of its own and makes only the pages that changed. An edit that changes
nothing the engine reads, as most facts do, goes without it. What it made is completed, and model pages are stamped, when
a browser asks for them: an edit costs the same however many models there are.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.engine import Rendered, files_of
from catalog.lastrun import LastRun, frame_of
from catalog.load.problems import InputError, Problem
from catalog.load.progress import Progress
from catalog.pages.render import Renderer
from catalog.pipeline import ProjectPaths, load_all, prepare, site_files, write_site
from catalog.served import Served
from catalog.write import write_changed, write_if_changed

POLLING = 0.05
"""Seconds between two looks at the watched files, and of waiting for more; a look takes 2 ms, and works on remote folders too."""
PAUSE = 1.0
"""Seconds after a rebuild until the last state is collected: before, it would delay the page."""


@dataclass
class Preview:
    """What `mkdocs serve` keeps between rebuilds: the engine's pages, the last good site, the problems."""

    places: ProjectPaths = field(default_factory=lambda: ProjectPaths(Path(), Path(), Path()))
    today: Callable[[], str] = str
    serving: bool = False
    url: str = ""
    engine: Callable[[], None] | None = None
    renderer: Renderer | None = None
    files: dict[str, str | bytes] = field(default_factory=dict)
    frame: dict[str, bytes] = field(default_factory=dict)
    last: LastRun = field(default_factory=LastRun)
    problems: list[Problem] = field(default_factory=list)
    good: Renderer | None = None
    """The renderer of the last good site."""
    served: Served = field(default_factory=Served)

    def begin(self, places: ProjectPaths, today: Callable[[], str], serving: bool) -> None:
        """Note, when the engine starts, where everything is, who tells the date, and whether there will be edits."""
        self.places, self.today, self.serving = places, today, serving

    def configure(self, config: Any) -> None:
        """Note where the site goes; when serving, the engine, which begins by wiping its folder, gets one of its own."""
        self.url = config.site_url
        self.served.folder, self.served.marked, self.served.refuse = Path(config.site_dir), self._marked, self._refuse
        if self.serving:
            config.site_dir = str(self.places.home / "build" / "cache" / "engine")

    def stage(self) -> None:
        """Write what the engine is about to read; a rebuild has loaded it already."""
        if self.engine is None:
            self._load()
        write_changed(self.places.docs, self.files)

    def spare(self, files: Any) -> None:
        """Leave out the pages and other files of which the engine would make the same again."""
        from mkdocs.structure.files import InclusionLevel

        same = self.last.same(self.frame, self.files)
        for file in files if same else ():
            if file.src_uri in same or file.src_uri not in self.files:  # the latter come with the theme
                file.inclusion = InclusionLevel.EXCLUDED

    def keep(self, config: Any) -> None:
        """Remember what the engine made, put it together with what it was spared, and complete it."""
        made = self.last.made if self.last.same(self.frame, self.files) else {}
        self.last = LastRun(self.frame, self.files, {**made, **files_of(Path(config.site_dir))})
        self._complete()

    def watch(self, server: Any, config: Any, engine: Callable[[], None]) -> None:
        """Rebuild our way, look at the files often, and not at build/docs, which we write ourselves."""
        from watchdog.observers.polling import PollingObserver

        self.engine, server.builder = engine, self.rebuild
        server.set_app(self.served.answering(server.get_app(), urlsplit(self.url).path))
        server.unwatch(config.docs_dir)
        watched: list[str] = []
        for path in (config.config_file_path, *config.theme.dirs):
            with suppress(KeyError):  # the theme is only watched when the author asks for it
                server.unwatch(path)
                watched.append(path)
        server.observer, server.build_delay = PollingObserver(timeout=POLLING), POLLING
        for path in watched:
            server.watch(path)

    def rebuild(self) -> None:
        """Show an edit: with the engine when it changes anything the engine reads."""
        gc.disable()
        with self.served.lock:
            self._load()
            if self.engine and self.last.same(self.frame, self.files) != self.files.keys():
                with ExitStack() as unfinished:
                    unfinished.callback(setattr, self, "last", LastRun())
                    self.engine()
                    unfinished.pop_all()
            else:
                self._complete()
        collecting = threading.Timer(PAUSE, gc.collect)
        collecting.daemon = True
        collecting.start()

    def _load(self) -> None:
        self.renderer = None
        try:
            loaded = load_all(self.places, self.today())
            self.renderer, self.files = prepare(self.places, *loaded, self.url)
            self.frame = frame_of(self.places.home)
            self.problems = []
        except InputError as error:
            self._refuse(error)

    def _complete(self) -> None:
        """Bring the site to the state of the inputs, or to the last good one with the problems on every page."""
        try:
            if self.renderer:
                self._renew(self.renderer)
        except InputError as error:
            self._refuse(error)
        if self.engine:
            self.served.forget()

    def _renew(self, renderer: Renderer) -> None:
        """Take over a new state. Raises InputError when a page cannot be made, of those that are tried."""
        rendered = Rendered.of(self.last.made)
        if self.engine:
            self.served.renew(
                site_files(renderer, rendered, preview=True), {f"models/{renderer.site.models[0].id}/index.html"}
            )
        elif self.serving:  # with all files, because a server that does not watch asks for none
            self.served.fill(site_files(renderer, rendered, preview=True))
        else:
            files = site_files(renderer, rendered)
            write_site(self.served.folder, files, rendered.others, renderer.settings.site_url, Progress())
        for name in rendered.others:
            write_if_changed(self.served.folder, name, self.last.made[name])
        self.served.lasting = set(rendered.others)
        self.good = renderer

    def _marked(self, page: str) -> str:
        """Return a page with the problems on it, if there are any."""
        if not self.problems or not self.good:
            return page
        panel = self.good.text("parts/problems.html.jinja", problems=self.problems)
        page = page.replace("<body", f"<body data-problems={len(self.problems)}", 1)
        return page.replace("</header>", f"</header>{panel}", 1)

    def _refuse(self, error: InputError) -> None:
        import logging

        from mkdocs.exceptions import PluginError

        self.problems = error.problems
        if not self.good:
            raise PluginError(str(error))
        log = logging.getLogger("catalog")  # not below "mkdocs": its strict mode would stop the server
        for problem in error.problems:
            log.error(str(problem))
        log.error("%d to mend; still showing the last good pages.", len(error.problems))


PREVIEW = Preview()
"""The one preview of this process; MkDocs gives its hooks no other place to keep anything."""
