"""The seal of a statement: one checksum per value, so that a change is not only noticed but found.

The digest says whether anything differs; the checksums, one CRC-32 per leaf in canonical order, say which value.
They guard against accidents and name the place; against a forger stand the digest, the recomputation, and
whoever else holds the same digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

_WIDTH = 8


def leaves(value: object, path: str = "") -> list[tuple[str, object]]:
    """Every value of plain data with its JSON pointer, in canonical order; an empty container is a value."""
    found: list[tuple[str, object]] = []
    _collect(value, path, found)
    return found


def _collect(value: object, path: str, found: list[tuple[str, object]]) -> None:
    if isinstance(value, dict) and value:
        for key in sorted(value):
            token = key.replace("~", "~0").replace("/", "~1")
            _collect(value[key], f"{path}/{token}", found)
    elif isinstance(value, (list, tuple)) and value:
        for place, item in enumerate(value):
            _collect(item, f"{path}/{place}", found)
    else:
        found.append((path, value))


def seal(content: Mapping[str, object]) -> str:
    """The checksums of all leaves, eight hexadecimal digits each."""
    return "".join([_checksum(path, value) for path, value in leaves(content)])


def first_broken(content: Mapping[str, object], sealed: str) -> str | None:
    """The path of the first leaf that is not as it was sealed, or None."""
    place = 0
    for path, value in leaves(content):
        if sealed[place : place + _WIDTH] != _checksum(path, value):
            return path
        place += _WIDTH
    return None if place == len(sealed) else "/seal"


def _checksum(path: str, value: object) -> str:
    """CRC-32 of path and value; the type's initial keeps the text "1" apart from the number 1."""
    return f"{crc32(f'{path}={type(value).__name__[0]}{value}'.encode()):08x}"
