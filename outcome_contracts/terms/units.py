"""Units: what a number counts. They multiply and divide; only equal ones add, compare or stand in for each other.

A unit is a product of named bases with whole powers: `SEK`, `day/person_year`, none at all for a ratio. A
currency is a base of three capital letters. Money that is not the contract's own reckoning carries what it is,
`SEK*societal` or `SEK*cash_releasing`: such amounts add neither to each other nor to what is paid. A truth is no unit
but needs a place in the same check, and so does a bare 0, which fits every unit: nothing is nothing, whatever is
counted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# What an amount of money means where it is not the contract's own reckoning: units only of a contract that values so.
VALUE_BASES = frozenset({"cash_releasing", "societal"})
BASES = frozenset(
    "day hour month year period person head person_year fte_year head_year claim event case child family village "
    "hectare tonne".split()
)
_BASE = re.compile(r"[a-z][a-z0-9_]*|[A-Z]{3}", re.ASCII)


class Unit(NamedTuple):
    """powers: (base, power) pairs, sorted by base, no power zero."""

    powers: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        return _text(self.powers)

    def times(self, other: Unit) -> Unit:
        """The unit of a product."""
        return _combine(self, other, 1) if other.powers else self

    def per(self, other: Unit) -> Unit:
        """The unit of a quotient."""
        return _combine(self, other, -1) if other.powers else self


RATIO = Unit(())
TRUTH = Unit((("truth", 1),))
ANY = Unit((("any", 1),))


def currency(code: str) -> Unit:
    """The unit of money in one currency."""
    return Unit(((code, 1),))


def based(money: Unit, basis: str | None) -> Unit:
    """Money valued on a basis: a unit of its own, but for the contract's own reckoning."""
    return money.times(Unit(((basis, 1),))) if basis in VALUE_BASES else money


def is_currency(base: str) -> bool:
    """Whether a base is money: three capital letters."""
    return len(base) == 3 and base.isupper()


def counts_money(unit: Unit) -> bool:
    """Whether a unit is money, or money for each of something."""
    return any(is_currency(base) and power > 0 for base, power in unit.powers)


def is_price(unit: Unit) -> bool:
    """Whether a unit is money for each of something."""
    return counts_money(unit) and any(power < 0 for _, power in unit.powers)


@lru_cache(maxsize=4096)
def parse_unit(text: str, extra: frozenset[str] = frozenset()) -> Unit | None:
    """Read `day/person_year`, `SEK`, `ratio` or `truth`; None where a base is unknown or the form is wrong.

    extra: the contract's own bases (`Contract.own_units`), beside `BASES` and the currencies.
    """
    if text == "ratio":
        return RATIO
    if text == "truth":
        return TRUTH
    unit, known = RATIO, BASES | extra
    for place, factor in enumerate(text.split("/")):
        for base in factor.split("*"):
            if place == 0 and base == "1" and "/" in text:
                continue
            if not _BASE.fullmatch(base) or not (base in known or is_currency(base)):
                return None
            part = Unit(((base, 1),))
            unit = unit.times(part) if place == 0 else unit.per(part)
    return unit


@lru_cache(maxsize=4096)
def literal_unit(text: str, extra: frozenset[str] = frozenset()) -> Unit | None:
    """The unit of a literal: something is counted, so no truth and not only a denominator; None otherwise."""
    unit = parse_unit(text, extra)
    if unit is None or unit == TRUTH or (unit.powers and all(power < 0 for _, power in unit.powers)):
        return None
    return unit


def unify(left: Unit, right: Unit) -> Unit | None:
    """The unit that both can be, or None: equal units, or anything beside a bare zero."""
    if left is right or left == right or right == ANY:
        return left
    return right if left == ANY else None


@lru_cache(maxsize=4096)
def _text(powers: tuple[tuple[str, int], ...]) -> str:
    above = [base for base, power in powers for _ in range(power)]
    below = [base for base, power in powers for _ in range(-power)]
    return "/".join(["*".join(above) or "1", *below]) if powers else "ratio"


@lru_cache(maxsize=4096)
def _combine(left: Unit, right: Unit, sign: int) -> Unit:
    if ANY in (left, right):
        return ANY
    if TRUTH in (left, right):
        return left
    powers = dict(left.powers)
    for base, power in right.powers:
        powers[base] = powers.get(base, 0) + sign * power
    return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))
