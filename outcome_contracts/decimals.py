"""Decimal strings: how exact numbers stand in files.

A rational whose denominator has no prime factor but 2 and 5 is a finite decimal and is written as one;
any other is written `numerator/denominator`. Exponents, thousands separators, NaN and binary floats are no
part of it. Counts of a step, as panels keep them, are written and read as decimals too. People read numbers
with the signs of their language (`notices.signs`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import gcd
from typing import Literal

from outcome_contracts.notices import Notice, UsageError

_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_EXACT = re.compile(r"-?[0-9]{1,4000}(?:\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
_COUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_DIGITS = 40
_WHOLE_DIGITS_OF_A_COUNT = 18
_LARGEST = 10**_DIGITS


def decimal_text(value: Fraction) -> str | None:
    """The shortest decimal string of a rational, or None where it has no finite one."""
    return _finite(*value.as_integer_ratio())


def exact_text(value: Fraction) -> str:
    """A rational without loss: its decimal string, or `numerator/denominator`."""
    numerator, denominator = value.as_integer_ratio()
    return _finite(numerator, denominator) or f"{numerator}/{denominator}"


def percent_text(value: Fraction) -> str:
    """How many per cent a rational is, without loss, as `exact_text`."""
    numerator, denominator = value.as_integer_ratio()
    common = gcd(100, denominator)
    numerator, denominator = numerator * (100 // common), denominator // common
    return _finite(numerator, denominator) or f"{numerator}/{denominator}"


def fixed_text(value: Fraction, digits: int) -> str:
    """A rational rounded half away from zero to a number of decimals, for showing only."""
    return fixed(value, digits)[0]


def fixed(value: Fraction, digits: int, shift: int = 0) -> tuple[str, bool]:
    """value × 10^shift as `fixed_text` writes it, and whether nothing was lost."""
    numerator, denominator = value.as_integer_ratio()
    scaled, rest = divmod(abs(numerator) * 10 ** (digits + shift), denominator)
    nearest = scaled + (2 * rest >= denominator)
    return _pointed(-nearest if numerator < 0 else nearest, digits), not rest


def steps_text(count: int, digits: int) -> str:
    """count / 10^digits as the shortest decimal string."""
    text = _pointed(count, digits)
    return text.rstrip("0").rstrip(".") if digits else text


def parse_steps(text: str, digits: int) -> int | Literal["empty", "text", "negative", "fine", "large"]:
    """What `steps_text` wrote, as a count of 1/10^digits, or why it is none.

    Not a decimal (`empty`, `text`), `negative`, of more decimals than the step (`fine`), or `large` (above 18 digits).
    """
    match = _COUNT.fullmatch(text)
    if match is None:
        return "text" if text else "empty"
    sign, whole, part = match[1], match[2].lstrip("0"), (match[3] or "").rstrip("0")
    if sign:
        return "negative"
    if len(part) > digits:
        return "fine"
    return "large" if len(whole) > _WHOLE_DIGITS_OF_A_COUNT else int(whole + part.ljust(digits, "0") or "0")


def parse_decimal(text: str) -> Fraction | None:
    """The rational of a decimal string, or None where it is not one."""
    return _parsed(text, 0)


def parse_percent(text: str) -> Fraction | None:
    """The rational of so many per cent, or None where the text is no decimal string."""
    return _parsed(text, 2)


def parse_decimal_or_percent(text: str) -> Fraction | None:
    """The rational of `0.3915` or `39.15 %`, or None where it is neither."""
    return parse_percent(text[:-1].rstrip(" ")) if text.endswith("%") else parse_decimal(text)


def parse_exact(text: str) -> Fraction | None:
    """The rational that `exact_text` wrote, or None."""
    return Fraction(text) if _EXACT.fullmatch(text) else None


def exact(value: str | int | Decimal | Fraction, argument: str) -> Fraction:
    """An argument as a rational; text may be `39.15 %`.

    Raises UsageError (OC-U005, OC-U006) for a float, or for text that is no decimal; a number of more digits
    than `parse_decimal` reads is refused too, since no statement could be read back with it.
    """
    if isinstance(value, str):
        if (number := parse_decimal_or_percent(value)) is not None:
            return number
    elif isinstance(value, Decimal):
        if value.is_finite() and value.adjusted() < _DIGITS and int(value.as_tuple().exponent) >= -_DIGITS:
            return Fraction(value)
    elif isinstance(value, (int, Fraction)) and not isinstance(value, bool) and -_LARGEST < value < _LARGEST:
        return Fraction(value)
    code = "OC-U005" if isinstance(value, float) else "OC-U006"
    raise UsageError([Notice(code, facts=(("argument", argument),))])


def _finite(numerator: int, denominator: int) -> str | None:
    """numerator / denominator as `decimal_text`."""
    if denominator == 1:
        return str(numerator)
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return None
    digits = max(twos, fives)
    return _pointed(numerator * 10**digits // denominator, digits)


def _parsed(text: str, shift: int) -> Fraction | None:
    """The decimal string / 10^shift."""
    if not _DECIMAL.fullmatch(text):
        return None
    whole, _, part = text.partition(".")
    digits = len(part) + shift
    return Fraction(int(whole + part), 10**digits) if digits else Fraction(int(whole))


def _pointed(count: int, digits: int) -> str:
    """count / 10^digits with so many decimals."""
    whole, part = divmod(abs(count), 10**digits)
    text = f"{whole}.{str(part).zfill(digits)}" if digits else str(whole)
    return f"-{text}" if count < 0 else text
