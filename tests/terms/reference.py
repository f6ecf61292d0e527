"""The reference reading: a formula's canonical JSON tree, evaluated as naively as it can be said.

Nothing of the package is imported: what a function means is written down here a second time, from the prose of
the language, by cases instead of by formulas. Numbers are fractions, truths are bools.
"""

from __future__ import annotations

import itertools
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, Inexact
from fractions import Fraction


class NoValue(Exception):
    """The formula has no value for these numbers."""


def value(tree, values):
    """The value of a tree: a fraction or a bool. values: of the names. Raises NoValue."""
    head, *rest = tree
    if head == "number":
        return Fraction(rest[0]) / (100 if rest[1] == "%" else 1)
    if head == "name":
        return values[rest[0]]
    if head == "if":
        return value(rest[1] if value(rest[0], values) else rest[2], values)
    if head == "call":
        return _FUNCTIONS[rest[0]](rest[1:], values)
    if head == "and":
        return all(value(part, values) for part in rest)
    if head == "or":
        return any(value(part, values) for part in rest)
    first, *others = [value(part, values) for part in rest]
    if head == "/" and 0 in others:
        raise NoValue
    if not others:
        return not first if head == "not" else -first
    for other in others:
        first = _OPERATIONS[head](first, other)
    return first


_OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}


def _pairs(arguments, values):
    """The (x, y) of points and steps, ascending in x."""
    pairs = [(value(argument[-2], values), value(argument[-1], values)) for argument in arguments]
    if any(pairs[place][0] >= pairs[place + 1][0] for place in range(len(pairs) - 1)):
        raise NoValue
    return pairs


def _min(arguments, values):
    return sorted(value(argument, values) for argument in arguments)[0]


def _max(arguments, values):
    return sorted(value(argument, values) for argument in arguments)[-1]


def _clamp(arguments, values):
    x, lowest, highest = (value(argument, values) for argument in arguments)
    if lowest > highest:
        raise NoValue
    if x < lowest:
        return lowest
    return highest if x > highest else x


def _ramp(arguments, values):
    x, points = value(arguments[0], values), _pairs(arguments[1:], values)
    if x <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in itertools.pairwise(points):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return points[-1][1]


def _steps(arguments, values):
    x, edges = value(arguments[0], values), _pairs(arguments[1:], values)
    reached = Fraction(0)
    for (edge, amount), (_, sign, _, _) in zip(edges, arguments[1:], strict=True):
        if x > edge or (x == edge and sign == ">="):
            reached = amount
    return reached


def _bands(arguments, values):
    x, rest = value(arguments[0], values), list(arguments[1:])
    entry = value(rest.pop(0)[1], values) if rest[0][0] == "entry" else None
    bands = _pairs(rest, values)
    if entry is not None and x < entry:
        return Fraction(0)
    total, ends = Fraction(0), [edge for edge, _ in bands[1:]] + [None]
    for (start, rate), end in zip(bands, ends, strict=True):
        if x > start:
            total += rate * ((x if end is None or x < end else end) - start)
    return total


def _gate(arguments, values):
    return Fraction(1) if value(arguments[0], values) else Fraction(0)


def _share(arguments, values):
    amount, rate = (value(argument, values) for argument in arguments)
    return rate * amount if amount > 0 else Fraction(0)


_FUNCTIONS = {
    "min": _min, "max": _max, "clamp": _clamp, "ramp": _ramp, "steps": _steps, "bands": _bands, "gate": _gate,
    "share": _share,
}  # fmt: skip

_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


def rounded(number, to, mode):
    """A rounding by the decimal module. number: a fraction with a finite decimal quotient by `to`."""
    exact = Context(prec=400, traps=[Inexact])
    steps = exact.divide(Decimal((number / to).numerator), Decimal((number / to).denominator))
    return Fraction(steps.quantize(Decimal(1), rounding=_MODES[mode], context=Context(prec=400))) * to
