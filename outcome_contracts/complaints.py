"""What is wrong with plain data that came from a file: which field, and how, but never what stands there.

pydantic finds it; each reader of files has its own codes for the three things that it can be: a field that is
missing, one that is unknown, and one whose value has another form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pydantic import ValidationError

Complaint = tuple[Literal["missing", "unknown", "wrong"], tuple[int | str, ...], str]

_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,59}$": "@a_name",
    r"^[a-z0-9][a-z0-9-]{0,79}$": "@a_contract_id",
    r"^[0-9]{1,12}(\.[0-9]{1,12})?$": "@a_step",
    r"^sha256:[0-9a-f]{64}$": "@a_digest",
    r"^-?[0-9]{1,30}(\.[0-9]{1,12})?( %)?$": "@a_decimal",
    r"^[0-9]{1,30}(\.[0-9]{1,12})?( %)?$": "@a_decimal",
    r"^[0-9]{1,30}(\.[0-9]{1,12})?$": "@an_amount_in_sek",
    r"^[A-Z]{3}$": "@a_currency",
    r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$": "@a_date",
    r"^36[0-9](\.[0-9]{1,4})?$": "@a_year",
    r"^[a-z_]+(\.[a-z0-9_]+){0,2}$": "@a_path",
}
_KINDS = {
    "string_too": "@another_length",
    "string": "@a_text",
    "int": "@a_whole_number",
    "date": "@a_date",
    "dict": "@a_table",
    "model": "@a_table",
    "tuple": "@a_list",
    "too_": "@another_length",
    "value_error": "@a_formula",
    "bool": "@a_truth",
    "misleading": "@a_visible_text",
    "range_crossed": "@a_range",
}
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,59}")


def complaints(error: ValidationError) -> Iterator[Complaint]:
    """Each finding of pydantic: what it is, the path of keys, and for a wrong value what was expected."""
    entries = error.errors(include_url=False, include_input=False)
    inside = {entry["loc"][:depth] for entry in entries for depth in range(1, len(entry["loc"]))}
    for entry in entries:
        path, context = entry["loc"], entry.get("ctx", {})
        match entry["type"]:
            case "too_short" if path in inside:  # only because some of its items could not be read
                continue
            case "missing":
                yield "missing", path, ""
            case "extra_forbidden":
                yield "unknown", path, ""
            case "union_tag_not_found":
                yield "missing", (*path, _as_written(context["discriminator"])), ""
            case "union_tag_invalid":
                yield "wrong", (*path, _as_written(context["discriminator"])), context["expected_tags"]
            case _:
                yield "wrong", path, _expected(entry["type"], context)


def _expected(kind: str, context: Mapping[str, Any]) -> str:
    """What a field should have been, as a word of the notices or in signs that need no language."""
    match kind:
        case "literal_error":
            return str(context["expected"]).replace(" or ", ", ")
        case "string_pattern_mismatch":
            return _PATTERNS.get(context["pattern"], "@another_form")
        case "greater_than_equal":
            return f"≥ {context['ge']}"
        case "less_than_equal" | "less_than":
            return f"≤ {context['le']}" if "le" in context else f"< {context['lt']}"
    return next((word for start, word in _KINDS.items() if kind.startswith(start)), "@another_form")


def shown_path(path: tuple[int | str, ...]) -> str:
    """A path of keys and places as a finding may show it."""
    return ".".join(shown_key(key) if isinstance(key, str) else str(key) for key in path)


def shown_key(key: str) -> str:
    """A key as a finding may show it: what is not a short plain word could be anything."""
    return key if _PLAIN_KEY.fullmatch(key) else "…"


def _as_written(discriminator: str) -> str:
    """The name in files of the field that tells the members of a union apart: `'origin' | 'from'` → `from`."""
    return discriminator.split("'")[-2]
