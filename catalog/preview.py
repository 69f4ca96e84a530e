"""The stages under `mkdocs serve` and `mkdocs build`: what the hook in `build.py` calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.inputs.problems import InputError, Problem
from catalog.pages.render import Renderer
from catalog.pages.templating import Compiled
from catalog.pipeline import Places, finish, load_all, prepare
from catalog.site.stage import write_all, write_changed


@dataclass
class Preview:
    """What `mkdocs serve` keeps between rebuilds: parsed items, the last good pages, and the present problems."""

    places: Places | None = None
    serving: bool = False
    cache: dict[bytes, Any] = field(default_factory=dict)
    compiled: Compiled = field(default_factory=Compiled)
    renderer: Renderer | None = None
    problems: list[Problem] = field(default_factory=list)

    def begin(self, places: Places, serving: bool) -> None:
        """Note the places when the engine starts."""
        self.places, self.serving = places, serving

    def stage(self, config: Any, today: str) -> None:
        """Write build/docs; when serving, keep the last good pages on bad input and remember the problems."""
        if self.places is None:
            raise RuntimeError("the engine did not announce its start")
        try:
            loaded = load_all(self.places, today, None, self.cache)
            self.renderer, files = prepare(self.places, *loaded, config.site_url, self.compiled)
            write_changed(self.places.docs, files)
            self.problems = []
        except InputError as error:
            self.problems = error.problems
            self._tell(error)

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
        pages, _ = finish(folder, self.renderer, preview=self.serving)
        if self.problems:
            panel = self.renderer.text("parts/problems.html.jinja", problems=self.problems)
            for name, html in pages.items():
                write_all(
                    folder,
                    name,
                    html.replace("<body", f"<body data-problems={len(self.problems)}", 1).replace(
                        "</header>", f"</header>{panel}", 1
                    ),
                )

    def watch(self, server: Any) -> None:
        """Do not watch build/docs: we write it ourselves, and a rebuild for our own writing is a rebuild too many."""
        if self.places is not None:
            server.unwatch(str(self.places.docs))


PREVIEW = Preview()
"""The one preview of this process; MkDocs gives its hooks no other place to keep anything."""
