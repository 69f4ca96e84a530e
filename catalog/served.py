"""The folder that `mkdocs serve` shows. After an edit it is emptied, and a file is made when a browser asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from catalog.load.problems import InputError
from catalog.write import remove_others, write_all

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


Make = Callable[[], str | bytes]


def _no_mark(page: str) -> str:
    return page


def _constant(content: str | bytes) -> Make:
    return lambda: content


def _raise(error: InputError) -> None:
    raise error


def _answer_of(serve: WSGIApplication, environ: WSGIEnvironment) -> tuple[list[Any], Iterable[bytes]]:
    """Return what an application would start its response with, and the body."""
    head: list[Any] = []

    def started(*given: Any) -> Callable[[bytes], object]:
        head[:] = given
        return lambda _: None  # how WSGI wrote bodies before it returned them

    return head, serve(environ, started)


@dataclass
class Served:
    """The last good site as what makes its files, and which of them browsers asked for since the last edit."""

    folder: Path = Path()
    makes: Mapping[str, Make] = field(default_factory=dict)
    lasting: Set[str] = frozenset()
    """Files in the folder that are made elsewhere."""
    marked: Callable[[str], str] = _no_mark
    """A page -> the page as it is shown, with what is wrong at present."""
    refuse: Callable[[InputError], None] = _raise
    """Told when a page cannot be made."""
    lock: RLock = field(default_factory=RLock)
    """Held while the site changes."""
    asked: set[str] = field(default_factory=set)

    def fill(self, makes: Mapping[str, Make]) -> None:
        """Take over a site and make all its files. Raises InputError."""
        for name, make in makes.items():
            write_all(self.folder, name, make())
        self.makes = makes

    def renew(self, makes: Mapping[str, Make], tried: Set[str]) -> None:
        """Take over a site once the files that are looked at, and those to be tried, could be made. Raises InputError."""
        looked_at = (self.asked | tried) & makes.keys()
        self.makes = {**makes, **{name: _constant(makes[name]()) for name in looked_at}}

    def forget(self) -> None:
        """Empty the folder: what is in it may be of an earlier state."""
        remove_others(self.folder, self.lasting)
        self._make("404.html")  # the server looks for it by itself
        self.asked.clear()

    def answering(self, serve: WSGIApplication, base: str) -> WSGIApplication:
        """Return a server's application that finds what was not made yet; `base` is the path of the site."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace").removeprefix(base)
            names = [f"{path}index.html"] if not path or path.endswith("/") else [path, f"{path}/index.html"]
            while True:
                head, body = _answer_of(serve, environ)
                if not head[0].startswith("404") or not any(map(self._make, names)):
                    start_response(*head)
                    return body

        return answer

    def _make(self, name: str) -> bool:
        """Write a file of the site into the folder; return False when there is no such file, or it lies there already."""
        with self.lock:
            if name not in self.makes or (self.folder / name).is_file():
                return False
            self.asked.add(name)
            try:
                content = self.makes[name]()
            except InputError as error:
                self.refuse(error)
                content = self.makes["404.html"]()
            shown = self.marked(content) if isinstance(content, str) and name.endswith(".html") else content
            write_all(self.folder, name, shown)
            return True
