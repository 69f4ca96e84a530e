"""The stages under `mkdocs serve` and `mkdocs build`: what the hook in `build.py` calls."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.assembly import assemble
from catalog.inputs.problems import InputError, Problem
from catalog.inputs.progress import Progress
from catalog.pages.render import Renderer
from catalog.pipeline import Places, load_all, prepare
from catalog.site.engine import collect
from catalog.site.kept import Kept
from catalog.site.stage import write_all, write_changed


@dataclass
class Preview:
    """What `mkdocs serve` keeps between rebuilds: what need not be made again, the last good pages, and the present problems."""

    places: Places | None = None
    serving: bool = False
    kept: Kept = field(default_factory=Kept)
    renderer: Renderer | None = None
    problems: list[Problem] = field(default_factory=list)
    reusable: bool = False
    """Whether the site of the last rebuild is finished, and unlike one that shows problems, as it should be."""

    def begin(self, places: Places, serving: bool) -> None:
        """Note the places when the engine starts."""
        self.places, self.serving = places, serving

    def stage(self, config: Any, today: str) -> None:
        """Write build/docs; when serving, keep the last good pages on bad input and remember the problems."""
        if self.places is None:
            raise RuntimeError("the engine did not announce its start")
        self._put_aside(Path(config.site_dir))
        try:
            loaded = load_all(self.places, today, None, self.kept.items)
            self.renderer, files = prepare(self.places, *loaded, config.site_url, self.kept.templates)
            write_changed(self.places.docs, files)
            self.problems = []
        except InputError as error:
            self.problems = error.problems
            self._tell(error)

    def _put_aside(self, site: Path) -> None:
        """Keep the site of the last rebuild from being removed by the engine: its files may be used again."""
        last = site.with_name(f"{site.name}.last")
        shutil.rmtree(last, ignore_errors=True)
        self.kept = Kept.of(self.kept.notes())
        if self.reusable:
            site.rename(last)
            self.kept.site = last
        self.reusable = False

    def _tell(self, error: InputError) -> None:
        import logging

        from mkdocs.exceptions import PluginError

        if not self.serving:
            raise PluginError(str(error))
        log = logging.getLogger("catalog")  # not below "mkdocs": its strict mode would stop the server
        for problem in error.problems:
            log.error(str(problem))
        log.error("%d to mend; still showing the last good pages.", len(error.problems))

    def finish(self, config: Any) -> None:
        """Complete the engine's output; when serving, show the problems on every page."""
        if self.renderer is None:
            return
        folder = Path(config.site_dir)
        made = assemble(folder, collect(folder), self.renderer, self.kept, Progress(), preview=self.serving)
        if self.kept.site is not None:
            shutil.rmtree(self.kept.site)
        self.reusable = self.serving and not self.problems
        if self.problems:
            self._warn(folder, made.pages)

    def _warn(self, folder: Path, pages: Iterable[str]) -> None:
        """Show the problems on every page."""
        if self.renderer is None:
            raise RuntimeError("nothing was rendered yet")
        panel = self.renderer.text("parts/problems.html.jinja", problems=self.problems)
        for name in pages:
            html = (folder / name).read_text("utf-8")
            html = html.replace("<body", f"<body data-problems={len(self.problems)}", 1)
            write_all(folder, name, html.replace("</header>", f"</header>{panel}", 1))

    def watch(self, server: Any) -> None:
        """Do not watch build/docs: we write it ourselves, and a rebuild for our own writing is a rebuild too many."""
        if self.places is not None:
            server.unwatch(str(self.places.docs))


PREVIEW = Preview()
"""The one preview of this process; MkDocs gives its hooks no other place to keep anything."""
