"""Figures to be read: shares in per cent, values cut to the digits that say something.

Numbers are written by `notices.signs.number` and get their units in `notices.units`; the digits are those of the
statement, in both languages.
"""

from __future__ import annotations

from fractions import Fraction

from outcome_contracts.decimals import decimal_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.notices.signs import HARD_BLANK, MINUS, number
from outcome_contracts.notices.units import figure

__all__ = ["HARD_BLANK", "figure", "number", "percent", "readable", "readable_percent", "signed_percent", "unrounded"]

_MOST_DECIMALS = 8
_MORE_DECIMALS = 4
_PERCENT_DIGITS = 1
_MOST_READABLE = 12


def percent(share: Fraction, digits: int, lang: Language) -> str:
    """A share in per cent, to so many decimals."""
    return figure(fixed_text(share * 100, digits), "%", lang)


def unrounded(value: Fraction, digits: int, lang: Language) -> str:
    """A value before its rounding: all its decimals, or, where they do not end soon, four more and `…`."""
    exact = decimal_text(value)
    if exact is not None and len(exact.partition(".")[2]) <= _MOST_DECIMALS:
        return number(exact, lang)
    steps = 10 ** (digits + _MORE_DECIMALS)
    cut = fixed_text(Fraction(abs(value) * steps // 1, steps), digits + _MORE_DECIMALS)
    return MINUS * (value < 0) + number(cut, lang) + "…"


def readable(value: Fraction, digits: int, lang: Language) -> str:
    """So many decimals, or as many more as it takes until something else than zero is seen of what is not zero."""
    while value and digits < _MOST_READABLE and 2 * abs(value) * 10**digits < 1:
        digits += 1
    text = fixed_text(value, digits)
    return number(text if text.strip("-0.") else text.removeprefix("-"), lang)


def readable_percent(share: Fraction, lang: Language) -> str:
    """A share in per cent to one decimal, or as many more as `readable` needs."""
    return f"{readable(share * 100, _PERCENT_DIGITS, lang)}{HARD_BLANK}%"


def signed_percent(share: Fraction, lang: Language) -> str:
    """The same with its sign; zero has none."""
    return "+" * (share > 0) + readable_percent(share, lang)
