"""A model as plain data for canonical JSON: every field of it, so that nothing of it can change without the digest.

Fields are read from the types themselves, so a new one is part of the record from its first day. The draws of an
estimate stand as the digest of their first ten digits, since an analysis of thousands of draws is still one page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction

from outcome_contracts.canonical import digest
from outcome_contracts.decimals import exact_text
from outcome_contracts.period import Period
from outcome_contracts.valuation.day_value import DayValue
from outcome_contracts.valuation.health_economics.model import AvoidedDays


def plain(value: object) -> object:
    """The value without its types: numbers as decimals or `numerator/denominator`, None where nothing is known."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, Fraction)):
        return exact_text(Fraction(value))
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, DayValue):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, Period):
        draws = {"draws": _draws(value.draws)} if isinstance(value, AvoidedDays) else {}
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name not in draws} | draws
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return str(value)


def _draws(draws: tuple[float, ...]) -> str | None:
    return digest([f"{draw:.9e}" for draw in draws]) if draws else None
