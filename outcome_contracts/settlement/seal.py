"""The seal of a statement: one checksum per value, so that a change is not only noticed but found.

The digest says whether anything differs; the checksums, one CRC-32 per leaf in canonical order, say which value.
They guard against accidents and name the place; against a forger stand the digest, the recomputation, and
whoever else holds the same digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from zlib import crc32

_WIDTH = 8


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of plain data with its JSON pointer, in canonical order; an empty container is a value."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from leaves(value[key], f"{path}/{key}")
    elif isinstance(value, (list, tuple)) and value:
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}/{place}")
    else:
        yield path, value


def seal(content: Mapping[str, object]) -> str:
    """The checksums of all leaves, eight hexadecimal digits each."""
    return "".join(_checksum(path, value) for path, value in leaves(content))


def first_broken(content: Mapping[str, object], sealed: str) -> str | None:
    """The path of the first leaf that is not as it was sealed, or None."""
    place = 0
    for path, value in leaves(content):
        if sealed[place : place + _WIDTH] != _checksum(path, value):
            return path
        place += _WIDTH
    return None if place == len(sealed) else "/seal"


def _checksum(path: str, value: object) -> str:
    return f"{crc32(f'{path}={json.dumps(value, ensure_ascii=False)}'.encode()):08x}"
