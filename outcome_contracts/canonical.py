"""Canonical JSON and digests: the same content gives the same bytes, on any machine, in ten years.

The subset is that of RFC 8785 without its hard part: objects with ASCII keys, arrays, strings, integers
within ±(2^53 − 1), true, false and null. No floats: amounts and rates are decimal strings. Keys are
sorted, nothing is padded, text is UTF-8. A digest is SHA-256 over those bytes, written `sha256:<hex>`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from pydantic_core import to_json

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST_INTEGER = 2**53 - 1
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def canonical(value: object) -> str:
    """Canonical JSON text of plain data.

    Raises TypeError for a float or a type JSON does not know, ValueError for an integer outside
    ±(2^53 − 1) or a key that is not ASCII. Both are programming errors, never a user's.
    """
    _check(value)
    return _ENCODER.encode(value)


def typed_canonical(value: object) -> str:
    """Canonical JSON text of plain data whose types are known where it is made: texts, truths, small counts.

    What comes from elsewhere (inputs, estimates, notices) goes through `canonical`, which looks.
    """
    return _ENCODER.encode(value)


def ordered_canonical(value: object) -> bytes:
    """The bytes of the same, several times faster, where keys already stand in canonical order."""
    return to_json(value)


def canonical_object(members: Mapping[str, bytes]) -> bytes:
    """The canonical JSON of an object from that of its members, by ASCII key."""
    return b"{" + b",".join([b'"%s":%s' % (key.encode(), members[key]) for key in sorted(members)]) + b"}"


def digest(value: object) -> str:
    """`sha256:<hex>` of the canonical JSON of plain data."""
    return bytes_digest(canonical(value).encode())


def bytes_digest(content: bytes) -> str:
    """`sha256:<hex>` of what is canonical JSON already."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _check(value: object) -> None:
    """Refuse what is not of the subset; without recursion, since statements are checked on every run."""
    waiting = [value]
    for item in waiting:  # the list grows while it is walked
        kind = type(item)
        if kind is str or kind is bool or item is None:
            continue
        if kind is dict:
            if not _are_keys(item):  # type: ignore[arg-type]
                raise ValueError("a key of canonical JSON is ASCII text")
            waiting.extend(item.values())  # type: ignore[attr-defined]
        elif kind is list or kind is tuple:
            waiting.extend(item)  # type: ignore[arg-type]
        elif kind is not int:
            raise TypeError(f"{kind.__name__} is not part of canonical JSON; write amounts as decimal strings")
        elif not -_LARGEST_INTEGER <= item <= _LARGEST_INTEGER:  # type: ignore[operator]
            raise ValueError("an integer outside ±(2^53 − 1) has no exact place in JSON; write it as a string")


def _are_keys(names: Mapping[str, object]) -> bool:
    try:
        return "".join(names).isascii()
    except TypeError:
        return False
