"""What was found in finished pages, or said by the engine -> problems at the place in the file that somebody edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.load.problems import Problem
from catalog.pages.render import Renderer

_QUOTED = re.compile(r"'([^']+)'|(</?[a-z][\w-]*)")


def located(problem: Problem, text: str) -> Problem:
    """Return a problem at the first place in the text of its file that holds what the message quotes, if there is one."""
    for quoted, tag in _QUOTED.findall(problem.message):
        for needle in _needles(quoted or tag) if not problem.file.endswith(quoted or tag) else ():
            at = text.find(needle)
            if at >= 0:
                column = at - text.rfind("\n", 0, at)
                return problem._replace(line=text.count("\n", 0, at) + 1, column=column)
    return problem


def _needles(quoted: str) -> Iterator[str]:
    """Yield what stands in a source for an address, an id or a tag of the finished page, the most telling first."""
    yield from (f"{{#{quoted}}}", f'id="{quoted}"', quoted)
    path, _, fragment = quoted.partition("#")
    if fragment:
        yield f"#{fragment}"
    elif path.strip("./"):
        yield path.strip("./")
        yield path.strip("./").rpartition("/")[2]


def in_content(renderer: Renderer, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems of authored pages with the line of which they speak."""
    texts = {authored.file: authored.body for authored in renderer.content.values()}
    return [located(problem, texts.get(problem.file, "")) if problem.line == 1 else problem for problem in problems]


def of_pages(renderer: Renderer, faults: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return the problems of finished pages, given as (path, what is wrong), in the files they are made from."""
    pages = {page.path: page for page in renderer.pages}
    problems = [
        Problem(pages[path].source, pages[path].line, 1, f"{path} {fault}")
        if path in pages
        else Problem("templates/theme/404.html" if path == "404.html" else path, 1, 1, fault)
        for path, fault in faults
    ]
    return in_content(renderer, problems)
