"""How a value is shown: rounded for the eye only, in a unit that people read. No other value is computed from it."""

from __future__ import annotations

from typing import NamedTuple

from outcome_contracts.decimals import fixed
from outcome_contracts.terms.exact import Value
from outcome_contracts.terms.units import ANY, RATIO, Unit, is_currency

_PERCENT_DIGITS = 4
_OTHER_DIGITS = 2


class Shown(NamedTuple):
    """text: a decimal string, or true, false or unknown. exactly: whether nothing was lost. unit: `%` for a ratio."""

    text: str
    exactly: bool
    unit: str


def shown(value: Value | None, unit: Unit, *, rounded_to: str, digits: int | None) -> Shown:
    """A value for reading.

    rounded_to: the step of its rounding point, empty where it has none. digits: as the contract declares them, or
    None: then as rounded, else none for whole numbers that are no money, else by what it is.
    """
    if value is None:
        return Shown("unknown", True, str(unit))
    if isinstance(value, bool):
        return Shown("true" if value else "false", True, "truth")
    if unit == ANY:  # what is always nothing is counted in nothing
        return Shown("0", True, "")
    if digits is None:
        digits = _digits(unit, rounded_to, whole=value.denominator == 1)
    if unit.powers:
        return Shown(*fixed(value, digits), str(unit))
    return Shown(*fixed(value, digits, shift=2), "%")


def _digits(unit: Unit, rounded_to: str, *, whole: bool) -> int:
    if rounded_to:
        digits = len(rounded_to.partition(".")[2])
        return max(digits - 2, 0) if unit == RATIO else digits
    if unit == RATIO:
        return 0 if whole else _PERCENT_DIGITS
    return 0 if whole and not any(is_currency(base) for base, _ in unit.powers) else _OTHER_DIGITS
