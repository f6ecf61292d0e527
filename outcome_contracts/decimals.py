"""Decimal strings: how exact numbers stand in files.

A rational whose denominator has no prime factor but 2 and 5 is a finite decimal and is written as one;
any other is written `numerator/denominator`. Exponents, thousands separators, NaN and binary floats are no
part of it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from outcome_contracts.notices import Notice, UsageError

_DECIMAL = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_EXACT = re.compile(r"-?[0-9]{1,4000}(?:\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
_DIGITS = 40
_LARGEST = 10**_DIGITS


def decimal_text(value: Fraction) -> str | None:
    """The shortest decimal string of a rational, or None where it has no finite one."""
    numerator, denominator = value.numerator, value.denominator
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
    whole, part = divmod(abs(numerator) * 10**digits // denominator, 10**digits)
    return f"{'-' if numerator < 0 else ''}{whole}.{part:0{digits}d}"


def exact_text(value: Fraction) -> str:
    """A rational without loss: its decimal string, or `numerator/denominator`."""
    text = decimal_text(value)
    return text if text is not None else f"{value.numerator}/{value.denominator}"


def fixed_text(value: Fraction, digits: int, shift: int = 0) -> str:
    """value × 10^shift rounded half away from zero to a number of decimals, for showing only."""
    scaled, rest = divmod(abs(value.numerator) * 10 ** (digits + shift), value.denominator)
    scaled += 2 * rest >= value.denominator
    sign = "-" if value < 0 and scaled else ""
    whole, part = divmod(scaled, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def parse_decimal(text: str) -> Fraction | None:
    """The rational of a decimal string, or None where it is not one."""
    if not _DECIMAL.fullmatch(text):
        return None
    whole, _, part = text.partition(".")
    return Fraction(int(whole + part), 10 ** len(part))


def parse_decimal_or_percent(text: str) -> Fraction | None:
    """The rational of `0.3915` or `39.15 %`, or None where it is neither."""
    if not text.endswith("%"):
        return parse_decimal(text)
    number = parse_decimal(text[:-1].rstrip(" "))
    return None if number is None else number / 100


def parse_exact(text: str) -> Fraction | None:
    """The rational that `exact_text` wrote, or None."""
    return Fraction(text) if _EXACT.fullmatch(text) else None


def exact(value: str | int | Decimal | Fraction, argument: str) -> Fraction:
    """An argument as a rational; text may be `39.15 %`.

    Raises UsageError (OC-U005, OC-U006) for a float, or for text that is no decimal; a number of more digits
    than `parse_decimal` reads is refused too, since no statement could be read back with it.
    """
    if isinstance(value, Decimal):
        if value.is_finite() and value.adjusted() < _DIGITS and int(value.as_tuple().exponent) >= -_DIGITS:
            return Fraction(value)
    elif isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        if -_LARGEST < value < _LARGEST:
            return Fraction(value)
    elif isinstance(value, str) and (number := parse_decimal_or_percent(value)) is not None:
        return number
    code = "OC-U005" if isinstance(value, float) else "OC-U006"
    raise UsageError([Notice(code, facts=(("argument", argument),))])
