"""YAML text -> plain values, and the place of any of them.

Accepted is the safe part of YAML 1.2 on which editors and Python agree: no anchors, tags, duplicate keys, second
documents or hidden characters; `no`, dates and times are text; numbers are plain decimals.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml
from yaml import _yaml

from catalog.load.files import hidden
from catalog.load.problems import InputError, Problem, shown

_MAX_DEPTH = 12
_MAX_STRING = 4_000
MAX_DIGITS = 19
_MAX_WORDS = 1_000

Steps = tuple[str | int, ...]
Place = tuple[int, int]
Refusal = tuple[int, int, str]

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_LOOKS_NUMERIC = re.compile(
    r"[-+]?(?:[0-9][0-9_]*|0[xob][0-9a-fA-F_]+|(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+|\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN))\Z"
)
_OPENERS = ("[", "{", "- ", "? ", "\n")
_MANY_OPENERS = 300  # fewer than this cannot nest deep enough to exhaust the parser's stack
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_SHOUTED = frozenset({"True", "TRUE", "False", "FALSE", "Null", "NULL"})
_CANNOT_BEGIN = re.compile(r"(?:: |- |[\[{,] ?)([%@`*&!|>]|- |\? )")
_HASH = re.compile(r"\S #")
_GOES_ON = re.compile(r"""(?:: |- )(?:"[^"]*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}) *[^\s,\]}#]""")
_NO_SPACE = re.compile(r" *(?:- )?(?:-[^\s-]|[\w-]+:?[^\s:][^:]*$)")
_UNLIKE = "is read differently by different tools"
_TAGS = {yaml.ScalarNode: "tag:yaml.org,2002:str", yaml.SequenceNode: "tag:yaml.org,2002:seq"}


class _Composer(_yaml.CParser):
    """LibYAML's composer with no implicit types: every plain scalar stays text until we decide."""

    def resolve(self, kind: type[yaml.Node], *_: object) -> str:
        """Return the tag of a node that has none of its own."""
        return _TAGS.get(kind, "tag:yaml.org,2002:map")

    def _stay(self, *_: object) -> None:
        """Types do not depend on the path to a node."""

    descend_resolver = ascend_resolver = _stay


class _Refused(yaml.MarkedYAMLError):
    """A construct of YAML that must not even be composed, at a place inside one parsed piece."""

    def __init__(self, mark: Any, message: str) -> None:
        super().__init__(problem=message, problem_mark=mark)


class _Reader:
    """Turns nodes into plain values; what it does not accept goes to `refused` as (line, column, message)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.refused: list[Refusal] = []

    def refuse(self, node: Any, message: str) -> None:
        self.refused.append((node.start_mark.line + 1, node.start_mark.column + 1, message))

    def value(self, node: Any, depth: int = 0) -> Any:
        """Return lists, mappings and scalars; a refused part keeps its nearest harmless value."""
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if depth > _MAX_DEPTH:
            return self.refuse(node, f"nested more than {_MAX_DEPTH} levels deep")
        if node.tag not in ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            self.refuse(node, f"tag {shown(node.tag)} is not accepted — remove it")
        if isinstance(node, yaml.SequenceNode):
            values = [self.value(child, depth + 1) for child in node.value]
            self._words(node, values)
            return values
        return self._mapping(node, depth)

    def _words(self, node: Any, values: list[Any]) -> None:
        """Refuse what stands twice in a list of words, and lists of very many."""
        words = [(value, child) for value, child in zip(values, node.value, strict=True) if isinstance(value, str)]
        if len(words) > _MAX_WORDS:
            self.refuse(node, f"a list of {len(words):,} — expected at most {_MAX_WORDS:,}")
        elif len(seen := {value for value, _ in words}) < len(words):
            for value, child in words:
                if value not in seen:
                    self.refuse(child, f"{shown(value)} stands twice in the list — keep one of them")
                seen.discard(value)

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(key_node, "a key must be a plain word")
            elif key_node.value in result:
                self.refuse(key_node, f"duplicate key {shown(key_node.value)} — keep one of them")
            else:
                self._text(key_node)
                result[key_node.value] = self.value(child, depth + 1)
        return result

    def _text(self, node: Any) -> str:
        """Return the text of a scalar; escapes such as `\\u202e` must not bring in what may not stand in the file."""
        text: str = node.value
        if node.tag != "tag:yaml.org,2002:str":
            self.refuse(node, f"tag {shown(node.tag)} is not accepted — remove it")
        elif self.text.startswith("!", node.start_mark.index):
            self.refuse(node, "tag '!' is not accepted — quote a text that begins with !")
        if len(text) > _MAX_STRING:
            self.refuse(node, f"text of {len(text):,} characters — expected at most {_MAX_STRING:,}")
        if node.style == '"':
            if name := hidden(text):
                self.refuse(node, f"escape for the invisible or control character {name} — remove it")
            elif not unicodedata.is_normalized("NFC", text):
                self.refuse(node, "text is not in Unicode form NFC — type the accented letters as one character")
        return text

    def _scalar(self, node: Any) -> str | int | bool | None:
        """Read a scalar as YAML 1.2 does, but refuse the spellings on which tools disagree."""
        text = self._text(node)
        if node.style:
            return text
        if self.text.startswith(" #", node.end_mark.index):
            said = "the text ends at ` #`, which begins a comment — quote it, or put two spaces before the comment"
            self.refuse(node, said)
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "0123456789+-.":
            if text in _SHOUTED:
                self.refuse(node, f"{shown(text)} {_UNLIKE} — write it in small letters, or quote it")
            return text
        if _INTEGER.match(text) and len(text) <= MAX_DIGITS:
            return int(text)
        if _LOOKS_NUMERIC.match(text):
            self.refuse(node, f"{shown(text)} {_UNLIKE} — write a plain decimal number, or quote it")
        return text


def read_value(text: str) -> tuple[Any, list[Refusal]]:
    """Return the plain value of a piece of YAML, and what was refused in it. Raises yaml.YAMLError."""
    reader = _Reader(text)
    return reader.value(compose(text)), reader.refused


def read_mapping(text: str, file: str) -> tuple[dict[str, Any], list[Refusal]]:
    """Return the mapping a whole file holds, and what was refused in it. Raises InputError when it is no mapping."""
    try:
        value, refused = read_value(text)
    except yaml.MarkedYAMLError as error:
        quoted = "quoted scalar" in (error.context or "")
        said = str(error.problem or error.context)
        earlier = (quoted and "escape" not in said) or "expected ':'" in said  # where it began says more
        mark = (error.context_mark if earlier else None) or error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        hint = _hint(text, place, said, quoted=quoted)
        message = said if isinstance(error, _Refused) else f"not YAML: {said}{hint}"
        raise InputError([Problem(file, *place, message)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError([Problem(file, 1, 1, f"not YAML: {str(error).splitlines()[0]}")]) from error
    if not isinstance(value, dict):
        raise InputError([Problem(file, 1, 1, "expected a mapping at the top level, such as `key: value`")])
    return value, refused


def _hint(text: str, place: Place, said: str, *, quoted: bool) -> str:
    """Say what the parser's message does not: the most common slips."""
    rows = f"\n{text}\n".split("\n")
    row = rows[place[0]]
    if "escape" in said:
        return " — write a backslash twice, or use single quotes"
    if quoted:
        return " — the quote that begins here is not closed"
    if hit := _CANNOT_BEGIN.search(row):
        return f" — quote a text that begins with {hit[1].strip()}"
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return " — indent with spaces, not with tabs"
    if _GOES_ON.search(row):
        return " — quote the whole text, not a part of it"
    if _HASH.search(row) or _HASH.search(rows[place[0] - 1]):
        return " — quote a text that holds ` #`"
    if _NO_SPACE.match(row):
        return " — a space is missing behind the hyphen or the colon"
    if "expected ','" in said or "node content" in said:
        return " — is a comma missing or too many, or a text that holds a colon not quoted?"
    if "'-' indicator" in said or "expected key" in said or row.count(": ") + row.endswith(":") < 2:
        return " — is it indented like its neighbors?"
    return " — quote a text that holds a colon and a space"


def compose(text: str) -> Any:
    """Return the node tree of one document. Raises yaml.YAMLError for anchors and for nesting that is too deep."""
    if "&" in text or "*" in text or sum(map(text.count, _OPENERS)) > _MANY_OPENERS:
        _refuse_by_events(text)
    return _Composer(text).get_single_node()


def _refuse_by_events(text: str) -> None:
    """Look at the stream before it is composed: depth and aliases are cheap to refuse here, costly later."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if getattr(event, "anchor", None):
                said = "anchors and aliases (& and *) are not accepted — quote the text, or write the value out"
                raise _Refused(event.start_mark, said)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise _Refused(event.start_mark, f"nested more than {_MAX_DEPTH} levels deep")
    except yaml.MarkedYAMLError as error:  # LibYAML looks ahead, and has a limit of depth of its own
        if "nesting depth" in str(error.problem) and error.problem_mark:
            _refuse_by_events(text[: error.problem_mark.index])
        raise


def find(node: Any, path: Steps, of_key: bool | None) -> Place:
    """Walk from `node` along `path` as far as it goes and return the place that was reached.

    It is that of the value, or else of its key; with None, that of the value if this is a scalar.
    """
    mark = node.start_mark if node is not None else None
    for depth, step in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(node, yaml.MappingNode):
            hit = next((pair for pair in node.value if pair[0].value == step), None)
            if hit is None:
                break
            key = last and (not isinstance(hit[1], yaml.ScalarNode) if of_key is None else of_key)
            node, mark = hit[1], (hit[0] if key else hit[1]).start_mark
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
        else:
            break
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
