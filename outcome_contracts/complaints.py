"""What is wrong with plain data that came from a file: which field, and how, but never what stands there.

pydantic finds it; each reader of files has its own codes for the three things that it can be: a field that is
missing, one that is unknown, and one whose value has another form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pydantic import ValidationError

Complaint = tuple[Literal["missing", "unknown", "wrong"], tuple[int | str, ...], str]

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")
_LONGEST_MESSAGE = 160


def complaints(error: ValidationError) -> Iterator[Complaint]:
    """Each finding of pydantic: what it is, the path of keys, and for a wrong value what was expected."""
    for entry in error.errors(include_url=False, include_input=False):
        path, context = entry["loc"], entry.get("ctx", {})
        match entry["type"]:
            case "missing":
                yield "missing", path, ""
            case "extra_forbidden":
                yield "unknown", path, ""
            case "union_tag_not_found":
                yield "missing", (*path, _as_written(context["discriminator"])), ""
            case "union_tag_invalid":
                yield "wrong", (*path, _as_written(context["discriminator"])), context["expected_tags"]
            case _:
                yield "wrong", path, entry["msg"][:_LONGEST_MESSAGE]


def shown_path(path: tuple[int | str, ...]) -> str:
    """A path of keys and places as a finding may show it."""
    return ".".join(shown_key(key) if isinstance(key, str) else str(key) for key in path)


def shown_key(key: str) -> str:
    """A key as a finding may show it: what is not a short plain word could be anything."""
    return key if _PLAIN_KEY.fullmatch(key) else "…"


def _as_written(discriminator: str) -> str:
    """The name in files of the field that tells the members of a union apart: `'origin' | 'from'` → `from`."""
    return discriminator.split("'")[-2]
