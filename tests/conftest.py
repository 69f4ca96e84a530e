"""What the tests share: one build of the real catalog, and a server that offers it under a sub-path."""

from __future__ import annotations

import fcntl
import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent

sys.path.insert(0, str(HOME))
sys.path.insert(0, str(HOME / "tests"))

from sample import SITE_URL  # noqa: E402

Run = Callable[..., subprocess.CompletedProcess[str]]


def _needs_site(item: pytest.Item) -> bool:
    return "site_folder" in getattr(item, "fixturenames", ())


@pytest.hookimpl(trylast=True)  # after those that are not to run have been left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the first test build the site, and others run meanwhile that do not need it, the longest first."""
    first = next(filter(_needs_site, items), None)
    items.sort(key=lambda it: (it is not first, _needs_site(it), not it.name.endswith("to_ten_thousand")))


@pytest.fixture(scope="session")
def run_build() -> Run:
    """Return a function that runs `build.py` with arguments and returns the finished process."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(HOME / "build.py"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]

    return run


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory, run_build: Run) -> Path:
    """Return the folder of the built site; it is built once, whatever the number of test processes."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    folder = shared / "site-of-all-tests"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            done = run_build("--output", folder, "--site-url", SITE_URL)
            assert done.returncode == 0, done.stderr
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under /repo/, as GitHub Pages does, without writing a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        """Map /repo/x to the folder; anything else does not exist."""
        return super().translate_path(path.removeprefix("/repo")) if path.startswith("/repo/") else "/nonexistent"

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing page with the site's own."""
        if code != 404:
            return super().send_error(code, message, explain)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder under /repo/ and returns its address."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/repo/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def served(site_folder: Path, serve: Callable[[Path], str]) -> str:
    """Return the address of the built site, under a sub-path."""
    return serve(site_folder)
