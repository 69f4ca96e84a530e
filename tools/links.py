"""Tries the external links of sources and records and prints, as JSON, which fail and which exceptions are not needed.

In: the data and `tools/links-exceptions.yaml`. Out: `{"tried", "broken": [{url, problem, used_by}], "unneeded"}`.
It uses the network and is never part of a build: a link that fails is a reason to look, not to stop anybody.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import Catalog, check_documents
from catalog.load.documents import load_document, load_documents
from catalog.outputs.api import source_url

AGENT = "Mozilla/5.0 (compatible; link check of a documentation site, once a week)"
SECONDS = 20
PAUSE = 1.0
"""Seconds between two requests to one host."""

Attempt = Callable[[str], str]
"""An address -> what is wrong with it, or nothing."""


def links_of(catalog: Catalog) -> dict[str, list[str]]:
    """Return every external address with the ids that use it."""
    links: dict[str, list[str]] = {}
    for source in catalog.sources.values():
        links.setdefault(source_url(source), []).append(source.id)
    for record in catalog.models:
        links.setdefault(record.url, []).append(record.id)
    return links


def attempt(url: str) -> str:
    """Ask for an address, first without its content; return what is wrong with it, or nothing."""
    problem = ""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(url, method=method, headers={"User-Agent": AGENT, "Accept": "*/*"})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS):
                return ""
        except urllib.error.HTTPError as error:
            problem = f"{error.code} {error.reason}"
        except (OSError, ValueError) as error:
            problem = str(getattr(error, "reason", error)) or type(error).__name__
    return problem


def try_all(urls: Iterable[str], attempt: Attempt, pause: float) -> dict[str, str]:
    """Return what is wrong with each address: hosts side by side, each host politely one by one."""

    def try_host(of_host: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, url in enumerate(of_host):
            time.sleep(pause if number else 0)
            found[url] = attempt(url)
        return found

    def host(url: str) -> str:
        return urlsplit(url).netloc

    hosts = [list(group) for _, group in groupby(sorted(urls, key=host), key=host)]
    with ThreadPoolExecutor(8) as pool:
        return {url: problem for found in pool.map(try_host, hosts) for url, problem in found.items()}


def findings(links: Mapping[str, list[str]], problems: Mapping[str, str], matches: list[str]) -> dict[str, Any]:
    """Return what to tell: broken links without an exception, and exceptions that no broken link needs."""
    broken = {url: problem for url, problem in problems.items() if problem}
    return {
        "tried": len(problems),
        "broken": [
            {"url": url, "problem": problem, "used_by": links[url]}
            for url, problem in sorted(broken.items())
            if not url.startswith(tuple(matches))
        ],
        "unneeded": [match for match in matches if not any(url.startswith(match) for url in broken)],
    }


def exceptions(path: Path) -> dict[str, str]:
    """Return the exceptions, each with its reason."""
    document = load_document(path, path.name)
    return {str(item["match"]): str(item["because"]) for item in document.value["exceptions"]}


def main() -> None:
    """Try all links and print the findings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="START", help="only addresses that begin so")
    chosen = parser.parse_args()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    links = links_of(check_documents(load_documents(HOME / "data", "data"), today))
    problems = try_all([url for url in links if url.startswith(chosen.only)], attempt, PAUSE)
    known = [match for match in exceptions(HOME / "tools" / "links-exceptions.yaml") if match.startswith(chosen.only)]
    print(json.dumps(findings(links, problems, known), indent=1))


if __name__ == "__main__":
    main()
