"""Files of the project -> their text or bytes; what must not be read is a problem at a place.

Refused are symbolic links, devices and pipes, files above the limit, names that are no plain addresses, text that is not
UTF-8, and characters that hide what a text says.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

from catalog.load.problems import InputError, Problem, place_of, shown

_MAX_BYTES = 128 * 1024 * 1024
"""Largest file that is read."""
_MAX_REPORTED = 20
"""Hidden characters reported per file."""

_IGNORABLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2028\u2029\u2800\u3164\uffa0\ufffc\U00016fe4"
)
"""Characters that show nothing, although Unicode counts them as letters, marks or symbols."""
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$|^\|{7} .*$|(?<!\n.{7}\n)^={7}$", re.M)
_LONE_RETURN = re.compile("\r(?!\n)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*\Z")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|.*\.", re.I)
_LEFTOVER = re.compile(
    r".*(?:~|\.(?:bak|swp|swo|orig|rej|tmp|save|kate-swp)(?:\.\d+)?)|#.*#|~\$.*|thumbs\.db|desktop\.ini|icon\r|4913",
    re.I,
)
"""Files that editors, merges and systems leave behind."""


def hidden(text: str) -> str:
    """Name the first character of a text that is invisible, controls the display or belongs to no script, or nothing."""
    return next((_named(text[at]) for at in _hidden_places(text)), "")


def _hidden_places(text: str) -> Iterator[int]:
    """Yield where hidden characters stand, except in the few spellings that need one."""
    suspects = "".join(re.escape(char) for char in set(text) if _is_hidden(char))
    for hit in re.finditer(f"[{suspects}]", text) if suspects else ():
        before, after = text[hit.start() - 1 : hit.start()], text[hit.end() : hit.end() + 1]
        joins = hit[0] == "\u200c" and _is_arabic(before) and _is_arabic(after)
        emoji = hit[0] == "\ufe0f" and before and unicodedata.category(before) == "So"
        if not joins and not emoji:
            yield hit.start()


def _is_arabic(char: str) -> bool:
    return char != "" and "ARABIC LETTER" in unicodedata.name(char, "")


@lru_cache(maxsize=4096)
def _is_hidden(char: str) -> bool:
    if char in "\t\n\r" or "\x20" <= char <= "\x7e":
        return False
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff"
    return selector or char in _IGNORABLE or unicodedata.category(char) in ("Cf", "Cc", "Cs", "Co", "Cn")


def _named(char: str) -> str:
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'control character')})"


def read_text(path: Path, shown_as: str) -> str:
    """Return a text file's content with `\\n` line ends. Raises InputError with every problem."""
    return text_of(read_bytes(path, shown_as), shown_as)


def text_of(data: bytes, shown_as: str, *, plain: bool = True) -> str:
    """Return the text of a file, `plain` without hidden characters. Raises InputError with every problem."""
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        place = place_of(before, len(before))
        raise InputError([Problem(shown_as, *place, "is not UTF-8 — save the file as UTF-8")]) from error
    problems = [*_conflicts(text, shown_as), *(_hidden_characters(text, shown_as) if plain else ())]
    if problems:
        raise InputError(problems)
    return text


def read_bytes(path: Path, shown_as: str) -> bytes:
    """Return a regular file's bytes. Raises InputError."""
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            raise InputError([Problem(shown_as, 1, 1, "is a symbolic link — expected a regular file")])
        if not stat.S_ISREG(status.st_mode):
            raise InputError([Problem(shown_as, 1, 1, "is not a regular file")])
        if status.st_size > _MAX_BYTES:
            said = f"has {status.st_size:,} bytes — expected at most {_MAX_BYTES:,}"
            raise InputError([Problem(shown_as, 1, 1, said)])
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem(shown_as, 1, 1, f"cannot be read: {error.strerror}")]) from error


def _conflicts(text: str, file: str) -> Iterator[Problem]:
    for hit in _CONFLICT.finditer(text) if any(sign * 7 in text for sign in "<|=>") else ():
        line = text.count("\n", 0, hit.start()) + 1
        yield Problem(file, line, 1, f"merge conflict marker {shown(hit[0])} — keep one side, remove the markers")


def _hidden_characters(text: str, file: str) -> Iterator[Problem]:
    if text.startswith("\ufeff"):
        yield Problem(file, 1, 1, "begins with a byte order mark — save the file as UTF-8 without one")
    places = chain(_hidden_places(text), (hit.start() for hit in _LONE_RETURN.finditer(text)))
    bad = list(islice((at for at in places if at or text[0] != "\ufeff"), _MAX_REPORTED))
    for at in bad:
        said = f"invisible or control character {_named(text[at])} — remove it"
        yield Problem(file, *place_of(text, at), said)
    if not bad and not unicodedata.is_normalized("NFC", text):
        for number, row in enumerate(text.split("\n"), 1):
            if not unicodedata.is_normalized("NFC", row):
                said = "text is not in Unicode form NFC — type the accented letters as one character"
                yield Problem(file, number, 1, said)


def walk(folder: Path, shown_as: str, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of the files below a folder, by name; bad names go to `problems`.

    Hidden files and what editors leave behind are passed over.
    """
    if folder.is_symlink() or not folder.is_dir():
        problems.append(Problem(shown_as, 1, 1, "is a symbolic link" if folder.is_symlink() else "no such folder"))
        return
    folded: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or _LEFTOVER.fullmatch(part) for part in name.split("/")):
            continue
        if path.is_symlink():
            problems.append(Problem(f"{shown_as}/{name}", 1, 1, "is a symbolic link — expected a regular file"))
        elif not path.is_dir():
            if message := _unusable(name, folded.setdefault(name.casefold(), name)):
                problems.append(Problem(f"{shown_as}/{name}", 1, 1, message))
            else:
                yield name, path


def _unusable(name: str, other: str) -> str:
    """Return why not every system could store a file, given the first name that is the same but for its case."""
    if not _NAME.match(name):
        return "file name is no plain address — use letters, digits, dots, hyphens and underscores"
    if any(_RESERVED.fullmatch(part) for part in name.split("/")):
        return "Windows cannot store a file of this name — choose another"
    return f"differs from {other} only in case, which Windows and macOS do not tell apart" if name != other else ""
