"""The stages under `mkdocs serve` and `mkdocs build`: what the hook in `build.py` calls.

While serving, the engine writes into a folder of its own and makes only the pages that changed; what it made is put into
the served folder and completed there. An edit that changes nothing the engine reads, as most facts do, goes without it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Mapping, Set
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.assembly import assemble
from catalog.inputs.problems import InputError, Problem
from catalog.inputs.progress import Progress
from catalog.inputs.shelf import Shelf
from catalog.pages.render import Renderer
from catalog.pages.templating import Compiled
from catalog.pipeline import Places, load_all, prepare
from catalog.site.engine import Rendered, files_of
from catalog.site.kept import Kept
from catalog.site.lastrun import LastRun, frame_of
from catalog.site.stage import remove_others, write_all, write_changed, write_if_changed

POLLING = 0.05
"""Seconds between two looks at the watched files, and of waiting for more; a look takes 2 ms, and works on remote folders too."""
PAUSE = 1.0
"""Seconds after a rebuild until the last state is collected: before, it would delay the page."""


@dataclass
class Preview:
    """What `mkdocs serve` keeps between rebuilds: parsed items, the engine's pages, the last good site, the problems."""

    places: Places = field(default_factory=lambda: Places(Path(), Path(), Path()))
    today: Callable[[], str] = str
    serving: bool = False
    site: Path = Path()
    url: str = ""
    engine: Callable[[], None] | None = None
    kept: Kept = field(default_factory=Kept)
    theme: Compiled = field(default_factory=Compiled)
    renderer: Renderer | None = None
    files: dict[str, str | bytes] = field(default_factory=dict)
    frame: dict[str, bytes] = field(default_factory=dict)
    last: LastRun = field(default_factory=LastRun)
    good: tuple[Renderer, Mapping[str, bytes]] | None = None
    problems: list[Problem] = field(default_factory=list)
    served: Set[str] = frozenset()

    def begin(self, places: Places, today: Callable[[], str], serving: bool) -> None:
        """Note, when the engine starts, where everything is, who tells the date, and whether there will be edits."""
        self.places, self.today, self.serving = places, today, serving

    def configure(self, config: Any) -> None:
        """Note where the site goes; when serving, the engine, which begins by wiping its folder, gets one of its own."""
        self.site, self.url = Path(config.site_dir), config.site_url
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
        self.renderer, self.kept = None, Kept.of(self.kept.notes())
        try:
            loaded = load_all(self.places, self.today(), None, self.kept.items)
            self.renderer, self.files = prepare(self.places, *loaded, self.url, self.kept.templates)
            self.frame = frame_of(self.places.home)
            self.problems = []
        except InputError as error:
            self._refuse(error)

    def _complete(self) -> None:
        """Bring the served folder to the state of the inputs, or to the last good one with the problems on every page."""
        try:
            if self.renderer:
                self._finish(self.renderer, self.last.made)
                self.good = self.renderer, self.last.made
        except InputError as error:
            self.kept.pages = Shelf()  # some pages are of this state, some of the last
            self._refuse(error)
        if self.problems and self.good:
            pages = self._finish(*self.good)
            panel = self.good[0].text("parts/problems.html.jinja", problems=self.problems)
            for name in pages:
                shown = (self.site / name).read_text("utf-8")
                shown = shown.replace("<body", f"<body data-problems={len(self.problems)}", 1)
                write_all(self.site, name, shown.replace("</header>", f"</header>{panel}", 1))
            self.kept.pages = Shelf()

    def _finish(self, renderer: Renderer, made: Mapping[str, bytes]) -> Iterable[str]:
        """Complete what the engine made in the served folder, where files that would be the same already are."""
        self.kept.site = self.site
        rendered = Rendered.of(made)
        for name in rendered.others:
            write_if_changed(self.site, name, made[name])
        finished = assemble(self.site, rendered, renderer, self.kept, Progress(), preview=self.serving)
        served = finished.pages.keys() | finished.others
        if served != self.served:
            remove_others(self.site, served)
            self.served = served
        return finished.pages

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
