"""Where each value of a TOML or JSON file stands: path of keys → line and column.

Neither TOML nor JSON readers of the standard library keep positions, and an error without one is a search. The
scanners here run only over text that the real reader has accepted, so they need to understand no more than
strings, brackets, comments and keys.
"""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from outcome_contracts.complaints import shown_path

Path = tuple[str | int, ...]

_KEY = re.compile(r"""[A-Za-z0-9_-]+|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\n]*'""")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\'[^\'\n]*\'', re.DOTALL)
_JSON_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL
)
_CONTINUED = re.compile(r"(?:\\[ \t]*\n[ \t\n]*)*")


class Positions:
    """The places of one file's values, found when the first error asks for one.

    file: its name without folders. text: what it holds. scan: gives the offset of each value by path of keys.
    """

    def __init__(self, file: str, text: str = "", scan: Callable[[], Mapping[Path, int]] = dict) -> None:
        self.file = file
        self.text = text
        self._scan = scan

    @cached_property
    def starts(self) -> Mapping[Path, int]:
        """The offset of each value."""
        try:
            return self._scan()
        except RecursionError:
            return {}

    def where(self, path: Path, offset: int = -1) -> str:
        """`file:line:column` of a value, or of a character in it (offset in the decoded string).

        A path that the file does not have (a missing key) is placed at the nearest table that it has.
        """
        known = path
        while known and known not in self.starts:
            known, offset = known[:-1], -1
        if known not in self.starts:
            return f"{self.file}: {shown_path(path)}"
        at = self.starts[known]
        if offset >= 0:
            at = _inside(self.text, at, offset)
        line = bisect_right(self._line_starts, at)
        return f"{self.file}:{line}:{at - self._line_starts[line - 1] + 1}"

    @cached_property
    def _line_starts(self) -> list[int]:
        """The offset of the first character of each line."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]


@dataclass(frozen=True, slots=True)
class NoFile:
    """A contract that was built in Python has no file; its places are the paths of its fields."""

    def where(self, path: Path, offset: int = -1) -> str:
        """`lines.reduction.formula`, with `:column` for a character in it."""
        return shown_path(path) + (f":{offset + 1}" if offset >= 0 else "")


def toml_starts(text: str) -> dict[Path, int]:
    """Where the values of a TOML text begin that `tomllib` has accepted."""
    starts: dict[Path, int] = {(): 0}
    table: Path = ()
    arrays: dict[Path, int] = {}
    at = _skip(text, 0)
    while at < len(text):
        here = at
        if text[at] == "[":
            depth = 2 if text.startswith("[[", at) else 1
            keys, at = _dotted_key(text, at + depth)
            at = text.index("]" * depth, at) + depth
            table = _resolved(keys, arrays)
            if depth == 2:
                arrays[table] = arrays.get(table, -1) + 1
                table = (*table, arrays[table])
            starts[table] = here
        else:
            keys, at = _dotted_key(text, at)
            at = _skip(text, text.index("=", at) + 1)
            path = (*table, *keys)
            for depth in range(len(table) + 1, len(path)):
                starts.setdefault(path[:depth], here)
            at = _value(text, at, path, starts)
        at = _skip(text, at)
    return starts


def json_starts(text: str) -> dict[Path, int]:
    """Where the values of a JSON text begin that `json` has accepted."""
    starts: dict[Path, int] = {}
    _json_value(text, _skip_json(text, 0), (), starts)
    return starts


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _skip_json(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _dotted_key(text: str, at: int) -> tuple[Path, int]:
    keys: list[str] = []
    while True:
        at = _skip(text, at)
        match = _KEY.match(text, at)
        if match is None:
            return tuple(keys), at
        keys.append(next(iter(tomllib.loads(f"{match[0]}=0"))) if match[0][0] in "\"'" else match[0])
        at = _skip(text, match.end())
        if not text.startswith(".", at):
            return tuple(keys), at
        at += 1


def _resolved(keys: Path, arrays: Mapping[Path, int]) -> Path:
    """A table header's path with the index of the latest element of each array of tables on the way."""
    path: Path = ()
    for place, key in enumerate(keys):
        path = (*path, key)
        if path in arrays and place < len(keys) - 1:
            path = (*path, arrays[path])
    return path


def _value(text: str, at: int, path: Path, starts: dict[Path, int]) -> int:
    """Record where a TOML value begins, and those inside it; return where it ends."""
    starts[path] = at
    if text[at] == "[":
        at, place = _skip(text, at + 1), 0
        while text[at] != "]":
            at = _skip(text, _value(text, at, (*path, place), starts))
            at, place = _skip(text, at + (text[at] == ",")), place + 1
        return at + 1
    if text[at] == "{":
        at = _skip(text, at + 1)
        while text[at] != "}":
            keys, at = _dotted_key(text, at)
            at = _skip(text, text.index("=", at) + 1)
            at = _skip(text, _value(text, at, (*path, *keys), starts))
            at = _skip(text, at + (text[at] == ","))
        return at + 1
    if match := _STRING.match(text, at):
        return match.end()
    while at < len(text) and text[at] not in ",]}\n#":
        at += 1
    return at


def _json_value(text: str, at: int, path: Path, starts: dict[Path, int]) -> int:
    """Record where a JSON value begins, and those inside it; return where it ends."""
    starts[path] = at
    if text[at] in "[{":
        closing, place = "]" if text[at] == "[" else "}", 0
        at = _skip_json(text, at + 1)
        while text[at] != closing:
            key: str | int = place
            if closing == "}":
                match = _JSON_STRING.match(text, at)
                key = json.loads(match[0], strict=False) if match else ""
                at = _skip_json(text, text.index(":", match.end() if match else at) + 1)
            at = _skip_json(text, _json_value(text, at, (*path, key), starts))
            at, place = _skip_json(text, at + (text[at] == ",")), place + 1
        return at + 1
    if match := _JSON_STRING.match(text, at):
        return match.end()
    while at < len(text) and text[at] not in ",]} \t\r\n":
        at += 1
    return at


def _inside(text: str, at: int, offset: int) -> int:
    """The place in the file of a character of a string value, past quotes and escapes."""
    quote = next((mark for mark in ('"""', "'''", '"', "'") if text.startswith(mark, at)), "")
    at += len(quote)
    if len(quote) == 3 and text.startswith("\n", at):
        at += 1
    for place in range(offset + 1):
        if quote == '"""' and (joined := _CONTINUED.match(text, at)):
            at = joined.end()
        if place < offset:
            match = _ESCAPE.match(text, at) if quote.startswith('"') else None
            at = match.end() if match else at + 1
    return min(at, len(text))
