"""Refreshes the screenshots of the README from a fresh build: `python tools/screenshots.py`.

In: the project; Debian's Chromium or another one on the path. Out: docs/screenshots/*.png, each as large as a screen
and reduced to 256 colors, so that they stay small.
"""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HOME = Path(__file__).parent.parent
FOLDER = HOME / "docs" / "screenshots"
COLORS = 256
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SHOTS = {
    "home-light": ("", 1280, 800, "light"),
    "home-dark": ("", 1280, 800, "dark"),
    "model": ("models/bert/", 1280, 800, "light"),
    "compare": ("compare/", 1280, 800, "light"),
    "phone": ("", 390, 844, "light"),
}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port while the block runs."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def reduced(png: bytes) -> bytes:
    """Return the same picture with few colors."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def shoot(browser: Browser, address: str, name: str) -> None:
    """Write one screenshot."""
    path, width, height, scheme = SHOTS[name]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + path, wait_until="networkidle")
    (FOLDER / f"{name}.png").write_bytes(reduced(page.screenshot()))
    context.close()


def main() -> int:
    """Build, serve, shoot."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("screenshots need Chromium on the path", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        subprocess.run([sys.executable, str(HOME / "build.py"), "--output", str(site)], check=True)
        with served(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name in SHOTS:
                shoot(browser, address, name)
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
