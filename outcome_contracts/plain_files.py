"""Files as plain data: text, TOML and JSON, read whole or refused, and written whole or not at all.

What people send is large, in another encoding, nested a million deep or says a thing twice. Here it is refused
with its reason and place; which code that has is for the reader of the file to say.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Literal, NoReturn

from outcome_contracts.complaints import shown_key

Reason = Literal["missing", "large", "encoding", "syntax", "nesting", "repeated"]

_MOST_LINES = 20_000
# A formula has at most 100 levels, and stands a few levels down.
_DEEPEST = 250
_LONG_KEY = re.compile(r"""(?<![\w.'"-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){12}""")
_TOML_ERROR = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_KEYS = re.compile(r"\(.*\)", re.DOTALL)
_LONGEST_DETAIL = 80


class Unreadable(Exception):
    """A file that is not read.

    where: `file`, `file:line` or `file:line:column`. detail: of `large` and `nesting` the limit, of `encoding`
    the number of the byte, of `syntax` what the parser says, of `repeated` the key.
    """

    def __init__(self, reason: Reason, where: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.where = where
        self.detail = detail


def read_text(path: Path, *, largest: int | None = None, encoding: str = "utf-8") -> str:
    """The text of a file, without byte order mark and with line feeds only.

    largest: in bytes, None for no limit. Raises Unreadable (missing, large, encoding), and LookupError for an
    encoding that does not exist.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(-1 if largest is None else largest + 1)
    except (OSError, ValueError):
        raise Unreadable("missing", path.name) from None
    return decoded(content, path.name, largest=largest, encoding=encoding)


def decoded(content: bytes, file: str, *, largest: int | None = None, encoding: str = "utf-8") -> str:
    """The text of a file's bytes; otherwise as `read_text`."""
    if largest is not None and len(content) > largest:
        raise Unreadable("large", file, f"{largest} bytes")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("encoding", f"{file}:{line}", str(error.start + 1)) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def parsed_toml(text: str, file: str) -> dict[str, object]:
    """The table of a TOML text. Raises Unreadable (syntax, nesting, and large for very many lines)."""
    if text.count("\n") > _MOST_LINES:
        raise Unreadable("large", file, f"{_MOST_LINES} lines")
    if long := _LONG_KEY.search(text):  # the standard library's reader takes quadratic time over such keys
        raise Unreadable("nesting", f"{file}:{text.count(chr(10), 0, long.start()) + 1}", "nesting")
    try:
        return _not_too_deep(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        match = _TOML_ERROR.fullmatch(str(error))
        message, *place = match.groups() if match else (str(error),)
        raise Unreadable("syntax", ":".join([file, *filter(None, place)]), _without_keys(message)) from None
    except (RecursionError, ValueError):
        raise Unreadable("nesting", file, "nesting, numbers") from None


def parsed_json(text: str, file: str) -> dict[str, object]:
    """The object of a JSON text without repeated keys and NaN. Raises Unreadable (syntax, nesting, repeated)."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            ((key, _),) = Counter(key for key, _ in pairs).most_common(1)
            raise Unreadable("repeated", file, shown_key(key))
        try:
            "".join(found).encode()
        except UnicodeEncodeError:
            raise Unreadable("syntax", file, "half a character in a key") from None
        return found

    def no_number(name: str) -> NoReturn:
        raise Unreadable("syntax", file, f"{name} is no number of it")

    try:
        found = json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise Unreadable("syntax", f"{file}:{error.lineno}:{error.colno}", error.msg) from None
    except (RecursionError, ValueError):
        raise Unreadable("nesting", file, "nesting, numbers") from None
    if not isinstance(found, dict):
        raise Unreadable("syntax", file, "an object is expected")
    return _not_too_deep(found, file)


def _not_too_deep(found: dict[str, object], file: str) -> dict[str, object]:
    """What was read, refused beyond a depth: how deep Python itself reads depends on who set its limit."""
    level: list[object] = [found]
    for _ in range(_DEEPEST):
        lists = [each for each in level if type(each) is list]
        tables = [each.values() for each in level if type(each) is dict]
        level = [*chain.from_iterable(lists), *chain.from_iterable(tables)]
        if not level:
            return found
    raise Unreadable("nesting", file, "nesting, numbers")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all. Raises OSError where its folder refuses."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _without_keys(message: str) -> str:
    """What tomllib says, without the keys that it shows in brackets."""
    return _KEYS.sub("(…)", message)[:_LONGEST_DETAIL]
