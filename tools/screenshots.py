"""Refreshes the screenshot of the README, docs/screenshots/home-light.png, from a fresh build: `tools/screenshots.py`.

In: the project; Debian's Chromium or another one on the path. Out: a picture of a screen, reduced to 256 colors.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Route, sync_playwright

HOME = Path(__file__).parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Build, and shoot."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("screenshots need Chromium on the path")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        subprocess.run([sys.executable, HOME / "build.py", "--output", folder], check=True)

        def answer(route: Route) -> None:
            path = Path(folder + urlsplit(route.request.url).path)
            route.fulfill(path=path / "index.html" if path.is_dir() else path)

        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.route("**", answer)
        page.goto("https://site.test/", wait_until="networkidle")
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
        picture.save(HOME / "docs" / "screenshots" / "home-light.png", optimize=True)


if __name__ == "__main__":
    main()
