"""Reads the project's inputs: data files -> plain values with places, content and templates -> text with front matter.

A data file whose top level holds lists is parsed one list item at a time. Positions are not kept: they are found again,
in the one item that has a problem, when a problem is reported. In a preview, items that did not change are not parsed again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from catalog.load.files import hidden, read_bytes, read_text, walk
from catalog.load.problems import ErrorCollector, InputError, Problem, place_of, shown
from catalog.load.strict_yaml import MAX_DIGITS, Place, Refusal, Steps, compose, find, read_mapping, read_value
from catalog.schema.record import MOST_SIGNS, crowd

_KEY = re.compile(r"^([A-Za-z_][\w-]*):[ \t]*(?:#.*)?$", re.M)
_BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n?)*")
_ITEM = re.compile(r"^  - ", re.M)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.S)
_META = re.compile(r"^([\w-]+):[ \t]*", re.M)
_FIELD = re.compile(r"^(?:- |  )([A-Za-z_][\w-]*):", re.M)
_PARAGRAPH = re.compile(r"(?:.*\S.*\n?)+")
_MOST_CHARACTERS = 500_000
"""Of a page; one of a million would keep the preview from answering for two seconds."""

_IMAGES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
"""Types of images, which may lie beside pages."""
_ASSETS = (".css", ".js", ".json", ".bin", ".txt", ".pdf", ".csv", ".ico", ".woff2")
"""Types of other files that `content/assets/` may hold."""


class _Piece(NamedTuple):
    """One item of a top-level list: `line` (from 0) is where its text begins in the file."""

    key: str
    number: int
    line: int
    text: str


@dataclass(frozen=True)
class Document:
    """One file's plain values. `pieces` is empty when the file was parsed as a whole; an unreadable one has no values."""

    file: str
    value: dict[str, Any]
    text: str
    pieces: tuple[_Piece, ...]
    problems: tuple[Problem, ...]
    readable: bool = True

    def place(self, path: Steps, *, of_key: bool | None = False) -> Place:
        """Return line and column (from 1) of the value at `path`, or of its key, or of its nearest parent; see `find`."""
        for piece in self.pieces:
            if path[:2] == piece[:2]:
                line, column = find(compose(piece.text), (0, *path[2:]), of_key)
                return line + piece.line, column + 2
        return find(self._tree, path, of_key)

    @cached_property
    def _tree(self) -> Any:
        return compose(self.text)

    def lines(self, key: str) -> Iterator[tuple[int, int, dict[str, int]]]:
        """Yield, for every item of the list `key`, its first and last line (from 1), and where each of its fields begins."""
        for _, _, line, text in (piece for piece in self.pieces if piece.key == key):
            fields = {hit[1]: line + 1 + text.count("\n", 0, hit.start()) for hit in _FIELD.finditer(text)}
            yield line + 1, line + 1 + text.rstrip().count("\n"), fields


def load_document(path: Path, shown_as: str) -> Document:
    """Read one YAML file. Raises InputError with every problem found; a missing or unreadable file is one."""
    text = read_text(path, shown_as)
    pieces = tuple(_split(text))
    try:
        value, refused = _values_of(pieces) if pieces else read_mapping(text, shown_as)
    except (yaml.YAMLError, RecursionError):
        pieces = ()  # read it as a whole, so that the message speaks of the file and not of a piece
        value, refused = read_mapping(text, shown_as)
    return Document(shown_as, value, text, pieces, tuple(Problem(shown_as, *refusal) for refusal in refused))


def _split(text: str) -> list[_Piece]:
    """Cut a file of `key:` / `  - item` lists into its items; an empty list for any other form."""
    pieces: list[_Piece] = []
    keys = list(_KEY.finditer(text))
    ends = [*(key.start() for key in keys), len(text)]
    gaps = [text[: ends[0]]]
    line = at = 0
    for key, end in zip(keys, ends[1:], strict=True):
        starts = [hit.start() for hit in _ITEM.finditer(text, key.end(), end)]
        gaps.append(text[key.end() : starts[0]] if starts else "no items")
        for index, (start, stop) in enumerate(pairwise([*starts, end])):
            line, at = line + text.count("\n", at, start), start
            pieces.append(_Piece(key[1], index, line, text[start:stop].replace("\n  ", "\n")[2:]))
    return pieces if all(map(_BLANK.fullmatch, gaps)) else []


def _values_of(pieces: tuple[_Piece, ...]) -> tuple[dict[str, Any], list[Refusal]]:
    value: dict[str, Any] = {}
    refused: list[Refusal] = []
    for piece in pieces:
        item, not_accepted = _read_item(piece.text)
        refused += [(line + piece.line, column + 2, message) for line, column, message in not_accepted]
        if not isinstance(item, list) or len(item) != 1 or len(value.setdefault(piece.key, [])) != piece.number:
            raise yaml.YAMLError("no plain sequence of top-level lists")
        value[piece.key] += item
    return value, refused


_read_item = lru_cache(maxsize=8192)(read_value)
"""Values are not changed after reading, so that a preview can share them between rebuilds."""


@dataclass(frozen=True)
class Authored:
    """One text file of `content/` or `templates/`: its front matter, and its body with all line numbers kept."""

    file: str
    meta: dict[str, Any]
    body: str
    meta_places: Mapping[str, Place] = field(default_factory=dict)
    """Key of the front matter -> line and column (from 1) of its value."""


_DATA = re.compile(r"[^/]+\.yaml|(?:schema|releases)/[^/]+\.json")


def load_documents(folder: Path, shown_as: str) -> list[Document]:
    """Read all YAML files of the data folder, by name. A file that cannot be read is a document with only problems."""
    if not folder.is_dir():
        raise InputError([Problem(shown_as, 1, 1, "no such folder")])
    documents: list[Document] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() not in (".yaml", ".yml", ".json") or "/." in f"/{name}":
            continue
        try:
            if not _DATA.fullmatch(name):
                said = "is not read — facts stand in data/*.yaml, releases in data/releases/*.json; move or rename it"
                raise InputError([Problem(f"{shown_as}/{name}", 1, 1, said)])
            if path.suffix == ".yaml":
                documents.append(load_document(path, f"{shown_as}/{name}"))
        except InputError as error:
            documents.append(Document(f"{shown_as}/{name}", {}, "", (), tuple(error.problems), readable=False))
    return documents


def load_texts(
    folder: Path, shown_as: str, suffixes: tuple[str, ...], beside: tuple[str, ...] = ("",)
) -> dict[str, Authored]:
    """Read all text files below a folder, by path relative to it. Raises InputError with every problem found.

    Files of other types are refused, unless their paths begin with one of the prefixes `beside`.
    """
    found: dict[str, Authored] = {}
    gather = ErrorCollector()
    for name, path in walk(folder, shown_as, gather.problems):
        file = f"{shown_as}/{name}"
        with gather:
            if name.endswith(suffixes):
                found[name] = _authored(read_text(path, file), file)
            elif not name.startswith(beside):
                said = f"is not read: names of {shown_as} end in {' or '.join(suffixes)}; rename or remove it"
                gather.problems.append(Problem(file, 1, 1, said))
    gather.finish()
    return found


def load_bytes(folder: Path, shown_as: str = "content/assets") -> dict[str, bytes]:
    """Read all files below a folder as they are, by path relative to it. Raises InputError with every problem found."""
    gather = ErrorCollector()
    return _read_all(walk(folder, shown_as, gather.problems), shown_as, gather)


def load_images(folder: Path, shown_as: str = "content") -> dict[str, bytes]:
    """Read the images beside the pages, by path relative to `content/`. Raises InputError, also for files that are neither.

    What lies in `content/assets/` is published as it is, so there too only files of known types are accepted.
    """
    gather = ErrorCollector()
    images: list[tuple[str, Path]] = []
    for name, path in walk(folder, shown_as, gather.problems):
        suffix, said = path.suffix.lower(), ""
        if name.startswith("assets/"):
            if suffix not in (*_IMAGES, *_ASSETS) and path.name != "SHA256SUMS":
                said = "is of no type that is published; rename or remove it"
        elif suffix in _IMAGES:
            images.append((name, path))
        elif suffix != ".md":
            said = (
                "is not published: only pages (.md) and images are; move other files to content/assets/, or remove it"
            )
        if said:
            gather.problems.append(Problem(f"{shown_as}/{name}", 1, 1, said))
    return _read_all(images, shown_as, gather)


def _read_all(files: Iterable[tuple[str, Path]], shown_as: str, gather: ErrorCollector) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, path in files:
        with gather:
            found[name] = read_bytes(path, f"{shown_as}/{name}")
    gather.finish()
    return found


def _overlong(text: str, file: str) -> Iterator[Problem]:
    """Yield what would keep an engine, and what looks at pages here, busy for minutes."""
    if len(text) > _MOST_CHARACTERS:
        yield Problem(file, 1, 1, f"has {len(text):,} characters — divide it; expected at most {_MOST_CHARACTERS:,}")
    for hit in _PARAGRAPH.finditer(text):
        if sign := crowd(hit[0]):
            said = f"more than {MOST_SIGNS} times {shown(sign)} in one paragraph — divide or remove it"
            yield Problem(file, *place_of(text, hit.start() + hit[0].find(sign)), said)
    for sign, closes in ("<>", "{}"):
        if text.count(sign) > text.count(closes) + MOST_SIGNS:
            said = f"more than {MOST_SIGNS} times {shown(sign)} without {shown(closes)} — write &#{ord(sign)}; for the sign itself"
            yield Problem(file, *place_of(text, text.rfind(sign)), said)


def _authored(text: str, file: str) -> Authored:
    if problem := next(_overlong(text, file) if file.endswith(".md") else iter(()), None):
        raise InputError([problem])
    if not re.match(r"---[ \t]*\n", text):
        return Authored(file, {}, text)
    hit = _FRONT_MATTER.match(text)
    if not hit:
        raise InputError([Problem(file, 1, 1, "front matter is not closed by a line `---`")])
    meta, refused = read_mapping("\n" + (hit[1] or ""), file)
    if refused:
        raise InputError(Problem(file, *refusal) for refusal in refused)
    places = {key[1]: place_of(text, key.end()) for key in _META.finditer(text, 0, hit.end())}
    return Authored(file, meta, "\n" * hit[0].count("\n") + text[hit.end() :], places)


def read_json(path: Path, shown_as: str) -> Any:
    """Read one JSON file as strictly as YAML: no duplicate keys, no hidden characters, no numbers without bounds.

    Raises InputError with every problem.
    """
    text = read_text(path, shown_as)
    try:
        value = json.loads(text, object_pairs_hook=_mapping, parse_int=_integer, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise InputError([Problem(shown_as, error.lineno, error.colno, f"is not JSON: {error.msg}")]) from error
    except (ValueError, RecursionError) as error:
        raise InputError(_placed(text, shown_as, f"is not JSON that can be read: {error}")) from error
    if name := hidden("\n".join(_strings(value))):
        said = f"escape for the invisible or control character {name} — remove it"
        raise InputError(_placed(text, shown_as, said))
    return value


def _placed(text: str, file: str, message: str) -> list[Problem]:
    """Return the same problems at the places where a reader of YAML, of which JSON is a part, finds them; or at 1:1."""
    try:
        refused = [it for it in read_value(text)[1] if it[2].startswith(("duplicate key", "escape for"))]
    except (yaml.YAMLError, RecursionError):
        refused = []
    return [Problem(file, *it) for it in refused or [(1, 1, message)]]


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for at, (key, _) in enumerate(pairs) if key in dict(pairs[:at]))
        raise ValueError(f"duplicate key {shown(twice)} — keep one of them")
    return found


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def _refused(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in chain(value, value.values() if isinstance(value, dict) else ()):
            yield from _strings(part)
