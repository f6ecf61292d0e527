"""What is left of a contract of which some fields could not be read, so that the rest can be checked all the same.

A missing rounding must not hide an undefined name: whoever corrects a contract wants to hear everything at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from outcome_contracts.contract.day_value import bases_said
from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.model import Contract, Term

_STANDING_IN = {
    "id": "fragment",
    "title": Text(sv="–", en="–"),
    "currency": "XXX",
    "rules": "1",
    "term": Term(start=date(2000, 1, 1), months=1),
    "parties": (),
    "lines": (),
    "flows": (),
}


def fragment(data: Mapping[str, object], error: ValidationError) -> tuple[Contract, frozenset[str]]:
    """The fields and items of a contract's data that can be read, and the names and ids of those that cannot.

    data: as it was given to the model, formulas as trees. error: what the model found in it. The contract given
    back is not a checked one: it has no terms. Bases that an unread measure says are units of it all the same.
    """
    failed = {entry["loc"][:2] for entry in error.errors(include_url=False, include_input=False, include_context=False)}
    unsound = {str(location[0]) for location in failed if len(location) == 1 or not isinstance(location[1], int)}
    parts: dict[str, object] = {}
    for name, field in Contract.model_fields.items():
        value = data.get(name)
        if name not in data or (name in unsound and not isinstance(value, list)):
            unsound.update({name} if field.is_required() else ())
            continue
        if isinstance(value, list):
            items = [(place, item) for place, item in enumerate(value)]
            unsound |= {_id(item) for place, item in items if (name, place) in failed}
            value = [item for place, item in items if (name, place) not in failed]
        try:
            form: Any = field.annotation
            parts[name] = TypeAdapter(form).validate_python(value)
        except ValidationError:
            unsound.add(name)
    known: Any = {**_STANDING_IN, **parts}
    known["units"] = (*known.get("units", ()), *sorted(bases_said(data.get("measures"))))
    return Contract.model_construct(**known), frozenset(unsound)


def oversized(error: ValidationError) -> bool:
    """Whether a collection is beyond its limit: then it is no contract, and the rest is not looked at."""
    return any(entry["type"] == "too_long" for entry in error.errors(include_url=False, include_input=False))


def _id(item: object) -> str:
    return str(item.get("id", "")) if isinstance(item, dict) else ""
