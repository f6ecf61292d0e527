"""What several functions refuse: figures for which a share, a weight or a divisor would mean nothing.

A refusal names the function and what was found. In scenarios, it holds wherever one of them comes to the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TypeVar

from outcome_contracts.terms.arithmetic import Reader
from outcome_contracts.terms.problems import Problem, problem
from outcome_contracts.terms.tree import Call, Sign

N = TypeVar("N")
B = TypeVar("B")

_ZERO, _ONE = Fraction(0), Fraction(1)
_SHARES: tuple[tuple[Sign, Fraction], ...] = ((">=", _ZERO), ("<=", _ONE))


def refuse_unless(condition: B, code: str, call: Call, found: N, reader: Reader[N, B]) -> None:
    """Refuse a call with a code and what was found, unless a condition holds."""
    reader.arithmetic.require(condition, partial(_refusal, code, call, found, reader))


def require_ascending(call: Call, edges: Sequence[N], reader: Reader[N, B]) -> None:
    """Refuse (OC-T011) unless every edge is above the one before."""
    for lower, higher in pairwise(edges):
        _require_order(call, reader.arithmetic.compare("<", lower, higher), reader)


def require_not_crossed(call: Call, lowest: N, highest: N, reader: Reader[N, B]) -> None:
    """Refuse (OC-T011) a lower limit above the higher."""
    _require_order(call, reader.arithmetic.compare("<=", lowest, highest), reader)


def require_share(call: Call, share: N, reader: Reader[N, B]) -> None:
    """Refuse (OC-T028) a share below 0 or above 1."""
    arithmetic = reader.arithmetic
    for sign, limit in _SHARES:
        refuse_unless(arithmetic.compare(sign, share, arithmetic.number(limit)), "OC-T028", call, share, reader)


def require_weights(call: Call, weights: Sequence[N], reader: Reader[N, B]) -> N:
    """The sum of weights. Refuses (OC-T027) one below 0."""
    arithmetic = reader.arithmetic
    for weight in weights:
        not_negative = arithmetic.compare(">=", weight, arithmetic.number(_ZERO))
        refuse_unless(not_negative, "OC-T027", call, weight, reader)
    return arithmetic.sum(weights)


def require_above_zero(code: str, call: Call, divisor: N, reader: Reader[N, B]) -> N:
    """A number to divide by. Refuses one that is not above 0; a 1 stands in for it in the division."""
    arithmetic = reader.arithmetic
    above_zero = arithmetic.compare(">", divisor, arithmetic.number(_ZERO))
    refuse_unless(above_zero, code, call, divisor, reader)
    return arithmetic.where(above_zero, divisor, arithmetic.number(_ONE))


def _require_order(call: Call, ordered: B, reader: Reader[N, B]) -> None:
    reader.arithmetic.require(ordered, partial(problem, "OC-T011", call.at))


def _refusal(code: str, call: Call, found: N, reader: Reader[N, B]) -> Problem:
    return problem(code, call.at, function=call.function, found=reader.arithmetic.shown(found))
