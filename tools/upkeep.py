"""Prints the weekly report in Markdown: what nobody notices by itself, from broken links to models that the catalog lacks.

In: the data, `tools/links-exceptions.yaml`, the tables kept in `catalog/check/`, and optionally what `make lock` changed, as
`git diff`, and a folder with the tables of newer packages, as `tools/extract.py` writes them. Only `--try-links` uses the
network. It never fails because of what it finds. Names and addresses are printed as code, so that no data can speak to anybody.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

HOME = Path(__file__).parent.parent.resolve()
sys.path.insert(0, str(HOME))

from catalog.check.check import check_documents
from catalog.check.scaffold import slug
from catalog.coverage import Coverage, decisions, packages_metadata
from catalog.load.documents import load_document, load_documents
from catalog.load.problems import run_tool
from catalog.outputs.api import source_url
from catalog.schema.record import Package, Record
from catalog.site import derive_site
from tools.editor_schemas import stale

LIMIT = 60
"""Rows shown of one section; an issue has room for about 65,000 characters."""
WEEKS = 52
"""Within how many weeks every fact has its turn to be checked again."""
REST = datetime.timedelta(days=90)
"""How long after a check a fact is listed again."""
COMPARED = ("release_date", "n_parameters", "max_tokens", "license", "open_weights")
AGENT = "Mozilla/5.0 (compatible; link check of a documentation site, once a week)"
SECONDS = 20
PAUSE = 1.0
"""Seconds between two requests to one host."""


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


def try_all(urls: Iterable[str], attempt: Callable[[str], str], pause: float) -> dict[str, str]:
    """Return what is wrong with each address: hosts side by side, each host politely one by one."""
    hosts: dict[str, list[str]] = {}
    for url in urls:
        hosts.setdefault(urlsplit(url).netloc, []).append(url)

    def try_host(of_host: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, url in enumerate(of_host):
            time.sleep(pause if number else 0)
            found[url] = attempt(url)
        return found

    with ThreadPoolExecutor(8) as pool:
        return {url: problem for found in pool.map(try_host, hosts.values()) for url, problem in found.items()}


def findings(links: Mapping[str, list[str]], problems: Mapping[str, str], matches: list[str]) -> dict[str, Any]:
    """Return broken links without an exception, and exceptions that no broken link needs; `links` says who uses each."""
    broken = {url: problem for url, problem in sorted(problems.items()) if problem}
    return {
        "broken": [
            {"url": url, "problem": problem, "used_by": links[url]}
            for url, problem in broken.items()
            if not url.startswith(tuple(matches))
        ],
        "unneeded": [match for match in matches if not any(url.startswith(match) for url in broken)],
    }


def exceptions() -> dict[str, str]:
    """Return the beginnings of addresses whose failure is no news, each with its reason."""
    document = load_document(HOME / "tools" / "links-exceptions.yaml", "links-exceptions.yaml")
    return {str(item["match"]): str(item["because"]) for item in document.value["exceptions"]}


def tried_links(today: datetime.date) -> dict[str, Any]:
    """Try the addresses of all sources and records."""
    catalog = check_documents(load_documents(HOME / "data", "data"), today.isoformat())
    links: dict[str, list[str]] = {}
    named = [(source_url(it), it.id) for it in catalog.sources.values()] + [(it.url, it.id) for it in catalog.models]
    for url, ident in named:
        links.setdefault(url, []).append(ident)
    return findings(links, try_all(links, attempt, PAUSE), list(exceptions()))


def code(text: object) -> str:
    """Print text as code that no backtick, line end or mention can leave."""
    return f"`{' '.join(str(text).replace('`', chr(39)).split())}`"


def newest(folder: Path | None) -> dict[Package, Any]:
    """Return the tables of a folder, by package; where it has none, or there is no folder, those that are kept."""
    kept = packages_metadata()
    newer = {package: folder / f"{package}.json" for package in kept} if folder else {}
    return kept | {package: json.loads(path.read_text("utf-8")) for package, path in newer.items() if path.exists()}


def changed_facts(records: Iterable[Record], newer: Mapping[Package, Any]) -> Iterator[str]:
    """Yield a line for each fact about a listed model that a newer package states differently from the one that is kept."""
    kept, listed = packages_metadata(), list(records)
    before, after = kept["transformers"]["types"], newer["transformers"]["types"]
    for kind in sorted({it.transformers_type or "" for it in listed} & {*before}):
        if before[kind] != after.get(kind):
            heads = [", ".join(sorted(table.get(kind, ()))) or "nothing" for table in (before, after)]
            yield f"`transformers` of {code(kind)}: {code(heads[0])} → {code(heads[1])}"
    before, after = kept["mteb"]["models"], newer["mteb"]["models"]
    for name in sorted({name for it in listed for name in (it.hub_id or "", *it.aliases)} & {*before}):
        for key in COMPARED:
            old, new = (table.get(name, {}).get(key) for table in (before, after))
            if old != new:
                yield f"`mteb` of {code(name)}, {key.replace('_', ' ')}: {code(old)} → {code(new)}"


def packages(diff: str) -> Iterator[str]:
    """Yield what a new lock brings: packages whose version changes, from a `git diff` of the lock files."""
    pins = {(sign, name): version for sign, name, version in re.findall(r"(?m)^([-+])([\w.-]+)==(\S+)", diff)}
    for (sign, name), version in sorted(pins.items()):
        if sign == "+" and pins.get(("-", name)) != version:
            yield f"{code(name)} {code(pins.get(('-', name), 'none'))} → {code(version)}"


def report(
    today: datetime.date, links: dict[str, Any] | None = None, lock_diff: str = "", newer: Path | None = None
) -> str:
    """Return the report; `links` are the findings about them, `newer` is a folder with the tables of the newest packages."""
    site = derive_site(check_documents(load_documents(HOME / "data", "data"), today.isoformat()))
    tables, coverage = newest(newer), Coverage(site)
    gaps = [gap for gap, entry in decisions(site.catalog.models, tables, site.catalog.declined) if not entry]
    rested = [fact for fact in coverage.checked if fact.says < (today - REST).isoformat()]
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals |= {"code": code, "slug": slug, "limit": LIMIT}
    template = environment.from_string((HOME / "tools" / "upkeep.md.jinja").read_text("utf-8"))
    return template.render(
        today=today, models=len(site.models), facts=len(coverage.checked) + len(coverage.recalled),
        coverage=coverage, again=rested[: -(-len(coverage.checked) // WEEKS)], schemas=[path.name for path, _ in stale()],
        links=links, gaps=gaps, changes=list(changed_facts(site.catalog.models, tables)), tables=tables,
        packages=list(packages(lock_diff)),
    )  # fmt: skip


def main() -> None:
    """Print the report of today."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--try-links", action="store_true", help="ask for the address of every source and record")
    parser.add_argument("--lock", type=Path, metavar="FILE", help="`git diff` of the lock files after `make lock`")
    parser.add_argument("--packages", type=Path, metavar="DIR", help="folder with the tables of the newest packages")
    chosen = parser.parse_args()
    today = datetime.datetime.now(datetime.UTC).date()
    links = tried_links(today) if chosen.try_links else None
    diff = chosen.lock.read_text("utf-8") if chosen.lock else ""
    print(report(today, links, diff, chosen.packages), end="")


if __name__ == "__main__":
    run_tool(main)
