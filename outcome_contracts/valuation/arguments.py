"""Arguments that are exact numbers within limits: shares, amounts, hours, years.

A limit catches the common slips: 12 for twelve per cent, a negative cost. All arguments of a call are read
before it is refused, so that one answer names all that is wrong with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Real

from outcome_contracts.decimals import exact
from outcome_contracts.notices import Findings, UsageError

Exact = str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number may be, for the reader of the message and for the check."""

    text: str
    hold: Callable[[Fraction], bool]


ANY = Limits("–", lambda number: True)
POSITIVE = Limits("> 0", lambda number: number > 0)
NOT_NEGATIVE = Limits("≥ 0", lambda number: number >= 0)
SHARE = Limits("0 – 1", lambda number: 0 <= number <= 1)
AT_MOST_ONE = Limits("≤ 1", lambda number: number <= 1)
HOURS_OF_A_DAY = Limits("> 0, ≤ 24", lambda number: 0 < number <= 24)


def read_number(value: Exact, argument: str, limits: Limits, findings: Findings) -> Fraction:
    """The exact value of an argument.

    Records OC-U005 for a float, OC-U006 for text that is no decimal, OC-W002 for a number outside its
    limits; 1 then stands in for it until the caller refuses.
    """
    try:
        number = exact(value, argument)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return Fraction(1)
    if limits.hold(number):
        return number
    findings.add("OC-W002", argument=argument, allowed=limits.text)
    return Fraction(1)


def is_finite(value: object) -> bool:
    """Whether a value is one real number, no truth, that fits a float: what statistics are computed from."""
    try:
        return type(value) is not bool and isinstance(value, Real) and math.isfinite(value)
    except OverflowError:
        return False


def check_choice(value: object, argument: str, choices: type[Enum], findings: Findings) -> None:
    """Record OC-W002 for what is none of the choices, such as their text: no choice is made for the caller."""
    if not isinstance(value, choices):
        allowed = ", ".join(f"{choices.__name__}.{choice.name}" for choice in choices)
        findings.add("OC-W002", argument=argument, allowed=allowed)
