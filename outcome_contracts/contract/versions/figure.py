"""A figure in a contract's plain data, and how large the change of one is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import parse_decimal_or_percent, parse_exact

_NUMBER = 3
_NEGATION = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stands in a contract. unit: as written, `%` for per cent, empty for a count."""

    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a change. absolute: in the figure's unit, per cent as a share; relative: of what was, None of 0."""

    absolute: Fraction
    relative: Fraction | None


def figure(plain: object) -> Figure | None:
    """The figure that plain data is: a literal's tree, a decimal string or a count; None where it is none."""
    if isinstance(plain, int) and not isinstance(plain, bool):
        return Figure(Fraction(plain), "")
    if isinstance(plain, str):
        number = parse_decimal_or_percent(plain)
        return None if number is None else Figure(number, "%" if plain.endswith("%") else "")
    if not isinstance(plain, list) or not plain:
        return None
    if plain[0] == "negate" and len(plain) == _NEGATION:
        inner = figure(plain[1]) if isinstance(plain[1], list) else None
        return None if inner is None else Figure(-inner.value, inner.unit)
    if plain[0] != "number" or len(plain) != _NUMBER:
        return None
    number = parse_exact(str(plain[1]))
    if number is None:
        return None
    return Figure(number / 100, "%") if plain[2] == "%" else Figure(number, str(plain[2]))


def size(before: object, after: object) -> Size | None:
    """How large a change is, where both sides are figures in one unit."""
    old, new = figure(before), figure(after)
    if old is None or new is None or old.unit != new.unit:
        return None
    absolute = new.value - old.value
    return Size(absolute, absolute / abs(old.value) if old.value else None)
