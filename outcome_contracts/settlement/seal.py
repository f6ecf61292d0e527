"""The seal of a statement: one checksum per value, so that a change is not only noticed but found.

The digest says whether anything differs; the checksums, one CRC-32 per leaf in canonical order, say which value.
They guard against accidents and name the place; against a forger stand the digest, the recomputation, and
whoever else holds the same digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from struct import pack
from typing import Any
from zlib import crc32

_WIDTH = 8
_CONTAINERS = frozenset({dict, list, tuple})
# The initials of the types keep the text "1" apart from the number 1.
_INITIALS = {kind: kind.__name__[0] for kind in (str, bool, int, type(None), dict, list, tuple)}


def leaves(value: object, path: str = "") -> list[tuple[str, object]]:
    """Every value of plain data with its JSON pointer, in canonical order; an empty container is a value."""
    found: list[tuple[str, object]] = []
    if type(value) in _CONTAINERS and value:
        _collect(value, path, found)
    else:
        found.append((path, value))
    return found


def seal(content: Mapping[str, object]) -> str:
    """The checksums of all leaves, eight hexadecimal digits each."""
    checksums: list[int] = []
    _add_checksums(content, 0, checksums)
    return pack(f">{len(checksums)}I", *checksums).hex()


def first_broken(content: Mapping[str, object], sealed: str) -> str | None:
    """The path of the first leaf that is not as it was sealed, or None."""
    again = seal(content)
    for place, (path, _) in enumerate(leaves(content)):
        checksum = slice(place * _WIDTH, (place + 1) * _WIDTH)
        if sealed[checksum] != again[checksum]:
            return path
    return None if len(sealed) == len(again) else "/seal"


def _collect(container: Any, path: str, found: list[tuple[str, object]]) -> None:
    """Add the leaves below a container. Types are compared, not asked for: plain data has no subclasses."""
    steps: Iterable[Any] = sorted(container) if type(container) is dict else range(len(container))
    for step in steps:
        item, token = container[step], step if type(step) is int or step.isidentifier() else _token(step)
        if type(item) in _CONTAINERS and item:
            _collect(item, f"{path}/{token}", found)
        else:
            found.append((f"{path}/{token}", item))


def _add_checksums(container: Any, above: int, checksums: list[int]) -> None:
    """Add the checksum, CRC-32 of `path=` with type and value, of every leaf below a container, in the same order.

    above: CRC-32 of the container's own path; what follows is added to it, so that no path is written out.
    """
    steps: Iterable[Any] = sorted(container) if type(container) is dict else range(len(container))
    for step in steps:
        item, token = container[step], step if type(step) is int or step.isidentifier() else _token(step)
        if type(item) in _CONTAINERS and item:
            _add_checksums(item, crc32(f"/{token}".encode(), above), checksums)
        else:
            checksums.append(crc32(f"/{token}={_INITIALS[type(item)]}{item}".encode(), above))


def _token(key: str) -> str:
    """A key as JSON pointers write it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
