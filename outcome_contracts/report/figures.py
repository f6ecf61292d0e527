"""Figures as people write them: `2 020 202,02 kr` in Swedish, `SEK 2,020,202.02` in English.

Numbers are written by `notices.signs.number`; here they get their unit. Only signs and words are changed: the digits
are those of the statement, in both languages.
"""

from __future__ import annotations

from fractions import Fraction

from outcome_contracts.decimals import decimal_text, fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.notices.signs import HARD_BLANK, MINUS, number
from outcome_contracts.report.wording import wording
from outcome_contracts.terms.units import is_currency

__all__ = ["HARD_BLANK", "figure", "number", "percent", "readable", "readable_percent", "signed_percent", "unrounded"]

_MOST_DECIMALS = 8
_MORE_DECIMALS = 4
_PERCENT_DIGITS = 1
_MOST_READABLE = 12


def figure(text: str, unit: str, lang: Language) -> str:
    """A decimal string with its unit: `15.12`, `SEK/day` → `15,12 kr per dag`.

    unit: as a statement shows it: `%`, `truth`, `SEK`, `day/person_year`. Bases without a word stay.
    """
    if unit == "truth":
        return wording(lang)["truth"][text]
    written = number(text, lang)
    if unit == "%":
        return f"{written}{HARD_BLANK}%"
    if unit == "ratio":
        return written
    above, *below = unit.split("/")
    per = "".join(f" per {_word('unit_one', base, lang)}" for base in below)
    if is_currency(above):
        sign = wording(lang)["currency"].get(above, above)
        return (f"{written}{HARD_BLANK}{sign}" if lang == "sv" else f"{sign}{HARD_BLANK}{written}") + per
    if above == "1":
        return written + per
    kind = "unit_one" if text.removeprefix("-") == "1" else "unit_many"
    return f"{written} {'·'.join(_word(kind, base, lang) for base in above.split('*'))}{per}"


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


def _word(kind: str, base: str, lang: Language) -> str:
    words = wording(lang)
    return words["currency"].get(base) or words[kind].get(base, base)
