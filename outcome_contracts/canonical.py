"""Canonical JSON and digests: the same content gives the same bytes, on any machine, in ten years.

The subset is that of RFC 8785 without its hard part: objects with ASCII keys, arrays, strings, integers
within ±(2^53 − 1), true, false and null. No floats: amounts and rates are decimal strings. Keys are
sorted, nothing is padded, text is UTF-8. A digest is SHA-256 over those bytes, written `sha256:<hex>`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST_INTEGER = 2**53 - 1


def canonical(value: object) -> str:
    """Canonical JSON text of plain data.

    Raises TypeError for a float or a type JSON does not know, ValueError for an integer outside
    ±(2^53 − 1) or a key that is not ASCII. Both are programming errors, never a user's.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)


def digest(value: object) -> str:
    """`sha256:<hex>` of the canonical JSON of plain data."""
    return "sha256:" + hashlib.sha256(canonical(value).encode()).hexdigest()


def _check(value: object) -> None:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return
    if kind is int:
        if not -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER:  # type: ignore[operator]
            raise ValueError("an integer outside ±(2^53 − 1) has no exact place in JSON; write it as a string")
    elif kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii():
                raise ValueError(f"a key of canonical JSON is ASCII text, not {key!r}")
            _check(item)
    elif kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]
            _check(item)
    else:
        raise TypeError(f"{kind.__name__} is not part of canonical JSON; write amounts as decimal strings")
