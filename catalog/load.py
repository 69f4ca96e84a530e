"""Reads `data/*.yaml` strictly: YAML text -> plain values, and the place of every one of them.

The accepted YAML is the safe part of YAML 1.2 on which editors and Python agree: no anchors, tags, duplicate keys,
second documents or control characters; `no`, dates and times are strings; numbers are plain decimals.

A file whose top level holds lists is parsed one list item at a time. Positions are not kept: they are found again, in
the one item that has a problem, when a problem is reported. Unchanged items are not parsed twice when a `cache` is passed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from yaml import _yaml
from yaml.resolver import BaseResolver

from catalog.problems import InputError, Problem, shown

MAX_BYTES = 128 * 1024 * 1024
MAX_DEPTH = 12
MAX_STRING = 4_000
MAX_DIGITS = 19

Path_ = tuple[str | int, ...]
Place = tuple[int, int]
Cache = MutableMapping[bytes, Any]

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]")
_LONE_RETURN = re.compile("\r(?!\n)")
_KEY = re.compile(r"^([A-Za-z_][\w-]*):[ \t]*(?:#.*)?$", re.M)
_BLANK = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n?)*")
_ITEM = re.compile(r"^  - ", re.M)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_LOOKS_NUMERIC = re.compile(r"[-+]?[0-9][0-9_]*\Z")
_OPENERS = ("[", "{", "- ", "? ", "\n")
_MANY_OPENERS = 300  # fewer than this cannot nest deep enough to exhaust the parser's stack
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Composer(_yaml.CParser, BaseResolver):
    """LibYAML's composer with no implicit types: every plain scalar stays text until we decide."""

    def __init__(self, text: str) -> None:
        _yaml.CParser.__init__(self, text)
        BaseResolver.__init__(self)


class _Refused(Exception):
    """A construct of YAML that must not even be composed, at a place inside one parsed piece."""

    def __init__(self, mark: Any, message: str) -> None:
        self.place = (mark.line + 1, mark.column + 1)
        super().__init__(message)


class _Reader:
    """Turns nodes into plain values; what it does not accept goes to `refused` as (line, column, message)."""

    def __init__(self) -> None:
        self.refused: list[tuple[int, int, str]] = []

    def refuse(self, node: Any, message: str) -> None:
        self.refused.append((node.start_mark.line + 1, node.start_mark.column + 1, message))

    def value(self, node: Any, depth: int = 0) -> Any:
        """Return lists, mappings and scalars; a refused part keeps its nearest harmless value."""
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if depth > MAX_DEPTH:
            return self.refuse(node, f"nested more than {MAX_DEPTH} levels deep")
        if node.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            self.refuse(node, f"tag {shown(node.tag)} is not accepted — remove it")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, depth + 1) for child in node.value]
        return self.mapping(node, depth)

    def mapping(self, node: Any, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(key_node, "a key must be a plain word")
            elif key_node.value in result:
                self.refuse(key_node, f"duplicate key {shown(key_node.value)} — keep one of them")
            else:
                result[key_node.value] = self.value(child, depth + 1)
        return result

    def scalar(self, node: Any) -> str | int | bool | None:
        """Read a scalar as YAML 1.2 does, but refuse the spellings on which tools disagree."""
        text: str = node.value
        if node.tag != "tag:yaml.org,2002:str":
            self.refuse(node, f"tag {shown(node.tag)} is not accepted — remove it")
        if len(text) > MAX_STRING:
            self.refuse(node, f"text of {len(text):,} characters — expected at most {MAX_STRING:,}")
        if node.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "0123456789+-":
            return text
        if _INTEGER.match(text) and len(text) <= MAX_DIGITS:
            return int(text)
        if _LOOKS_NUMERIC.match(text):
            self.refuse(node, f"{shown(text)} is read differently by different tools — write a plain decimal number, or quote it")
        return text


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
    """One file's plain values. `pieces` is empty when the file was parsed as a whole."""

    file: str
    value: dict[str, Any]
    text: str
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]

    def place(self, path: Path_, *, of_key: bool = False) -> Place:
        """Return line and column (from 1) of the value at `path`, or of its key, or of its nearest parent."""
        for piece in self.pieces:
            if path[:2] == (piece.key, piece.index):
                line, column = _find(_compose(piece.text), (0, *path[2:]), of_key)
                return line + piece.line, column + 2
        return _find(_compose(self.text), path, of_key)

    def lines(self, key: str) -> list[Place]:
        """Return first and last line (from 1) of every item of the list `key`."""
        return [
            (piece.line + 1, piece.line + piece.text.rstrip().count("\n") + 1)
            for piece in self.pieces
            if piece.key == key
        ]


def load_document(path: Path, shown_as: str, cache: Cache | None = None) -> Document:
    """Read one YAML file. Raises InputError with every problem found; a missing or unreadable file is one."""
    text = _read(path, shown_as)
    problems = list(_unsafe_characters(text, shown_as))
    if problems:
        raise InputError(problems)
    pieces = tuple(_split(text))
    try:
        value, refused = _values_of(pieces, cache)
    except (_Refused, yaml.YAMLError, RecursionError, _Unsplittable):
        pieces = ()  # read it as a whole, so that the message speaks of the file and not of a piece
        value, refused = _whole(text, shown_as)
    return Document(shown_as, value, text, pieces, tuple(Problem(shown_as, *refusal) for refusal in refused))


def _read(path: Path, shown_as: str) -> str:
    try:
        if path.is_symlink():
            raise InputError([Problem(shown_as, 1, 1, "is a symbolic link — expected a regular file")])
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError([Problem(shown_as, 1, 1, f"has {size:,} bytes — expected at most {MAX_BYTES:,}")])
        data = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(shown_as, 1, 1, f"cannot be read: {error.strerror}")]) from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError([Problem(shown_as, line, column, "is not UTF-8 — save the file as UTF-8")]) from error


def _unsafe_characters(text: str, file: str) -> Iterator[Problem]:
    """Control, bidirectional, invisible and non-normalized characters hide what a file says."""
    bad = [*_UNSAFE.finditer(text), *_LONE_RETURN.finditer(text)]
    for hit in bad[:20]:
        line, column = text.count("\n", 0, hit.start()) + 1, hit.start() - text.rfind("\n", 0, hit.start())
        name = unicodedata.name(hit[0], "control character")
        yield Problem(file, line, column, f"invisible or control character U+{ord(hit[0]):04X} ({name}) — remove it")
    if not bad and not unicodedata.is_normalized("NFC", text):
        for number, row in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", row):
                yield Problem(file, number, 1, "text is not in Unicode form NFC — type the accented letters as one character")


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


def _values_of(pieces: tuple[Piece, ...], cache: Cache | None) -> tuple[dict[str, Any], list[tuple[int, int, str]]]:
    value: dict[str, Any] = {}
    refused: list[tuple[int, int, str]] = []
    for piece in pieces:
        if piece.index == 0 and piece.key in value:
            raise _Unsplittable
        item = _item(piece, cache, refused)
        if not isinstance(item, list) or len(item) != 1:
            raise _Unsplittable
        value.setdefault(piece.key, []).extend(item)
    if not value:
        raise _Unsplittable
    return value, refused


def _item(piece: Piece, cache: Cache | None, refused: list[tuple[int, int, str]]) -> Any:
    if cache is None:
        cache = {}
    digest = blake2b(piece.text.encode(), digest_size=16).digest()
    if digest in cache:
        return cache[digest]
    reader = _Reader()
    item = reader.value(_compose(piece.text))
    refused += [(line + piece.line, column + 2, message) for line, column, message in reader.refused]
    if not reader.refused:
        cache[digest] = item
    return item


def _whole(text: str, file: str) -> tuple[dict[str, Any], list[tuple[int, int, str]]]:
    reader = _Reader()
    try:
        value = reader.value(_compose(text))
    except _Refused as error:
        raise InputError([Problem(file, *error.place, str(error))]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError([Problem(file, *place, f"not YAML: {error.problem or error.context}")]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError([Problem(file, 1, 1, f"not YAML: {str(error).splitlines()[0]}")]) from error
    if not isinstance(value, dict):
        raise InputError([Problem(file, 1, 1, "expected a mapping at the top level, such as `models:`")])
    return value, reader.refused


def _compose(text: str) -> Any:
    """Return the node tree of one document. Raises _Refused for anchors and for nesting that is too deep."""
    if "&" in text or "*" in text or sum(map(text.count, _OPENERS)) > _MANY_OPENERS:
        _refuse_by_events(text)
    return _Composer(text).get_single_node()


def _refuse_by_events(text: str) -> None:
    """Look at the stream before it is composed: depth and aliases are cheap to refuse here, costly later."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if getattr(event, "anchor", None):
            raise _Refused(event.start_mark, "anchors and aliases (& and *) are not accepted — write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _Refused(event.start_mark, f"nested more than {MAX_DEPTH} levels deep")


def _find(node: Any, path: Path_, of_key: bool) -> Place:
    """Walk from `node` along `path` as far as it goes and return the place that was reached."""
    mark = node.start_mark if node is not None else None
    for depth, step in enumerate(path):
        last = of_key and depth == len(path) - 1
        if isinstance(node, yaml.MappingNode):
            hit = next((pair for pair in node.value if pair[0].value == step), None)
            if hit is None:
                break
            node, mark = hit[1], (hit[0] if last else hit[1]).start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


@dataclass(frozen=True)
class Authored:
    """One text file of `content/` or `templates/`: its front matter, and its body with all line numbers kept."""

    file: str
    meta: dict[str, Any]
    body: str


def load_texts(folder: Path, shown_as: str, suffixes: tuple[str, ...]) -> dict[str, Authored]:
    """Read all text files below a folder, by path relative to it. Raises InputError with every problem found."""
    found: dict[str, Authored] = {}
    problems: list[Problem] = []
    for path in _files(folder, suffixes):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = _authored(_read(path, f"{shown_as}/{name}"), f"{shown_as}/{name}")
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def load_documents(folder: Path, shown_as: str, cache: Cache | None = None) -> list[Document]:
    """Read all YAML files of the data folder, by name. Raises InputError with every problem found."""
    documents: list[Document] = []
    problems: list[Problem] = []
    if not folder.is_dir():
        raise InputError([Problem(shown_as, 1, 1, "no such folder")])
    for path in sorted(folder.glob("*.yaml")):
        try:
            documents.append(load_document(path, f"{shown_as}/{path.name}", cache))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return documents


def load_bytes(folder: Path) -> dict[str, bytes]:
    """Read all files below a folder as they are, by path relative to it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder, ("",))}


def _files(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise InputError([Problem(path.name, 1, 1, "is a symbolic link — expected a regular file")])
        if path.is_file() and path.name.endswith(suffixes) and not path.name.startswith("."):
            yield path


def _authored(text: str, file: str) -> Authored:
    problems = list(_unsafe_characters(text, file))
    if problems:
        raise InputError(problems)
    if not text.startswith("---\n"):
        return Authored(file, {}, text)
    end = text.find("\n---\n", 3)
    if end < 0:
        raise InputError([Problem(file, 1, 1, "front matter is not closed by a line `---`")])
    meta, refused = _whole(text[4 : end + 1], file)
    if refused:
        raise InputError(Problem(file, line + 1, column, message) for line, column, message in refused)
    lines = text[: end + 5].count("\n")
    return Authored(file, meta, "\n" * lines + text[end + 5 :])
