"""The value of one field of a baseline plan, as a contract can state it: a text, a whole number, a list, a table.

The contract knows nothing of what the fields of a plan mean; whether the value is one is seen when it is settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

Single = str | int

_LARGEST = 2**53


def _is_single(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < _LARGEST)


def _plan_value(value: object) -> object:
    if _is_single(value):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    named = isinstance(value, dict) and all(isinstance(key, str) and key.isascii() for key in value)
    if isinstance(value, dict) and named and all(map(_is_single, value.values())):
        return dict(value)
    raise PydanticCustomError("plan_value", "no value of a plan")


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


PlanValue = Annotated[
    Single | tuple[str, ...] | Mapping[str, Single],
    PlainValidator(_plan_value),
    PlainSerializer(_plain),
    WithJsonSchema(
        {
            "description": "The value of a field of the baseline plan.",
            "anyOf": [
                {"type": ["string", "integer"]},
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
            ],
        }
    ),
]
