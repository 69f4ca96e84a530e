"""Reads the project's inputs: data files -> plain values with places, content and templates -> text with front matter.

A data file whose top level holds lists is parsed one list item at a time. Positions are not kept: they are found again,
in the one item that has a problem, when a problem is reported. In a preview, items that did not change are not parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from catalog.load.files import read_bytes, read_text, walk
from catalog.load.problems import InputError, Problem
from catalog.load.strict_yaml import Place, Refusal, Refused, Steps, compose, find, read_mapping, read_value

_KEY = re.compile(r"^([A-Za-z_][\w-]*):[ \t]*(?:#.*)?$", re.M)
_BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n?)*")
_ITEM = re.compile(r"^  - ", re.M)
_META = re.compile(r"^([\w-]+):", re.M)
_FIELD = re.compile(r"^(?:- |  )([A-Za-z_][\w-]*):", re.M)


IMAGES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
"""Types of images, which may lie beside pages."""
ASSETS = (".css", ".js", ".json", ".bin", ".txt", ".pdf", ".csv", ".ico", ".woff2")
"""Types of other files that `content/assets/` may hold."""


class _Unsplittable(Exception):
    """The file is not a plain sequence of top-level lists."""


@dataclass(frozen=True)
class Piece:
    """One item of a top-level list: `line` (from 0) is where its text begins in the file."""

    key: str
    index: int
    line: int
    text: str


@dataclass(frozen=True)
class Document:
    """One file's plain values. `pieces` is empty when the file was parsed as a whole; an unreadable one has no values."""

    file: str
    value: dict[str, Any]
    text: str
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]
    readable: bool = True

    def place(self, path: Steps, *, of_key: bool = False) -> Place:
        """Return line and column (from 1) of the value at `path`, or of its key, or of its nearest parent."""
        for piece in self.pieces:
            if path[:2] == (piece.key, piece.index):
                line, column = find(compose(piece.text), (0, *path[2:]), of_key)
                return line + piece.line, column + 2
        return find(self._tree, path, of_key)

    @cached_property
    def _tree(self) -> Any:
        return compose(self.text)

    def field_lines(self, key: str) -> list[dict[str, int]]:
        """Return, for every item of the list `key`, the line (from 1) on which each of its fields begins."""
        return [
            {hit[1]: piece.line + 1 + piece.text.count("\n", 0, hit.start()) for hit in _FIELD.finditer(piece.text)}
            for piece in self.pieces
            if piece.key == key
        ]

    def lines(self, key: str) -> list[Place]:
        """Return first and last line (from 1) of every item of the list `key`."""
        return [
            (piece.line + 1, piece.line + piece.text.rstrip().count("\n") + 1)
            for piece in self.pieces
            if piece.key == key
        ]


def load_document(path: Path, shown_as: str) -> Document:
    """Read one YAML file. Raises InputError with every problem found; a missing or unreadable file is one."""
    text = read_text(path, shown_as)
    pieces = tuple(_split(text))
    try:
        value, refused = _values_of(pieces)
    except (Refused, yaml.YAMLError, RecursionError, _Unsplittable):
        pieces = ()  # read it as a whole, so that the message speaks of the file and not of a piece
        value, refused = read_mapping(text, shown_as)
    return Document(shown_as, value, text, pieces, tuple(Problem(shown_as, *refusal) for refusal in refused))


def _split(text: str) -> list[Piece]:
    """Cut a file of `key:` / `  - item` lists into its items; an empty list for any other form."""
    pieces: list[Piece] = []
    keys = list(_KEY.finditer(text))
    if not keys:
        return []
    gaps = [text[: keys[0].start()]]
    line = at = 0
    for number, key in enumerate(keys):
        end = keys[number + 1].start() if number + 1 < len(keys) else len(text)
        starts = [hit.start() for hit in _ITEM.finditer(text, key.end(), end)]
        gaps.append(text[key.end() : starts[0]] if starts else "no items")
        for index, (start, stop) in enumerate(pairwise([*starts, end])):
            line, at = line + text.count("\n", at, start), start
            pieces.append(Piece(key[1], index, line, text[start:stop].replace("\n  ", "\n")[2:]))
    return pieces if all(map(_BLANK.fullmatch, gaps)) else []


def _values_of(pieces: tuple[Piece, ...]) -> tuple[dict[str, Any], list[Refusal]]:
    value: dict[str, Any] = {}
    refused: list[Refusal] = []
    for piece in pieces:
        if piece.index == 0 and piece.key in value:
            raise _Unsplittable
        item, not_accepted = _read_item(piece.text)
        refused += [(line + piece.line, column + 2, message) for line, column, message in not_accepted]
        if not isinstance(item, list) or len(item) != 1:
            raise _Unsplittable
        value.setdefault(piece.key, []).extend(item)
    if not value:
        raise _Unsplittable
    return value, refused


_read_item = lru_cache(maxsize=8192)(read_value)
"""Values are not changed after reading, so that a preview can share them between rebuilds."""


@dataclass(frozen=True)
class Authored:
    """One text file of `content/` or `templates/`: its front matter, and its body with all line numbers kept."""

    file: str
    meta: dict[str, Any]
    body: str
    meta_lines: Mapping[str, int] = field(default_factory=dict)
    """Key of the front matter -> its line (from 1)."""


def load_documents(folder: Path, shown_as: str) -> list[Document]:
    """Read all YAML files of the data folder, by name. A file that cannot be read is a document with only problems."""
    if not folder.is_dir():
        raise InputError([Problem(shown_as, 1, 1, "no such folder")])
    documents: list[Document] = []
    for path in sorted(folder.iterdir()):
        name = f"{shown_as}/{path.name}"
        if path.suffix.lower() in (".yaml", ".yml") and not path.name.startswith("."):
            try:
                if path.suffix != ".yaml":
                    raise InputError([Problem(name, 1, 1, "is not read — name it *.yaml")])
                documents.append(load_document(path, name))
            except InputError as error:
                documents.append(Document(name, {}, "", (), tuple(error.problems), readable=False))
    return documents


def load_texts(folder: Path, shown_as: str, suffixes: tuple[str, ...]) -> dict[str, Authored]:
    """Read all text files below a folder, by path relative to it. Raises InputError with every problem found."""
    found: dict[str, Authored] = {}
    problems: list[Problem] = []
    for name, path in walk(folder, shown_as, suffixes, problems):
        try:
            found[name] = _authored(read_text(path, f"{shown_as}/{name}"), f"{shown_as}/{name}")
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def load_bytes(folder: Path, shown_as: str = "content/assets") -> dict[str, bytes]:
    """Read all files below a folder as they are, by path relative to it. Raises InputError with every problem found."""
    problems: list[Problem] = []
    return _read_all(walk(folder, shown_as, ("",), problems), shown_as, problems)


def load_images(folder: Path, shown_as: str = "content") -> dict[str, bytes]:
    """Read the images beside the pages, by path relative to `content/`. Raises InputError, also for files that are neither.

    What lies in `content/assets/` is published as it is, so there too only files of known types are accepted.
    """
    problems: list[Problem] = []
    images: list[tuple[str, Path]] = []
    for name, path in walk(folder, shown_as, ("",), problems):
        suffix = path.suffix.lower()
        if name.startswith("assets/"):
            if suffix not in (*IMAGES, *ASSETS) and path.name != "SHA256SUMS":
                said = "is of no type that is published; rename or remove it"
                problems.append(Problem(f"{shown_as}/{name}", 1, 1, said))
        elif suffix in IMAGES:
            images.append((name, path))
        elif suffix != ".md":
            said = (
                "is not published: only pages (.md) and images are; move other files to content/assets/, or remove it"
            )
            problems.append(Problem(f"{shown_as}/{name}", 1, 1, said))
    return _read_all(images, shown_as, problems)


def _read_all(files: Iterable[tuple[str, Path]], shown_as: str, problems: list[Problem]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, path in files:
        try:
            found[name] = read_bytes(path, f"{shown_as}/{name}")
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _authored(text: str, file: str) -> Authored:
    if not text.startswith("---\n"):
        return Authored(file, {}, text)
    end = text.find("\n---\n", 3)
    if end < 0:
        raise InputError([Problem(file, 1, 1, "front matter is not closed by a line `---`")])
    meta, refused = read_mapping("\n" + text[4 : end + 1], file)
    if refused:
        raise InputError(Problem(file, *refusal) for refusal in refused)
    lines = text[: end + 5].count("\n")
    places = {hit[1]: text.count("\n", 0, hit.start()) + 1 for hit in _META.finditer(text, 0, end)}
    return Authored(file, meta, "\n" * lines + text[end + 5 :], places)
