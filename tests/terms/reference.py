"""The reference reading: a formula's canonical JSON tree, evaluated as naively as it can be said.

Nothing of the package is imported: what a function means is written down here a second time, from the prose of
the language, by cases instead of by formulas. Numbers are fractions, truths are bools.
"""

from __future__ import annotations

import itertools
import math
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


def _cap(arguments, values):
    x, limit = (value(argument, values) for argument in arguments)
    return limit if x > limit else x


def _floor(arguments, values):
    x, limit = (value(argument, values) for argument in arguments)
    return limit if x < limit else x


def _line(arguments, values):
    x, points = value(arguments[0], values), _pairs(arguments[1:], values)
    nearest = next((place for place in range(1, len(points) - 1) if x <= points[place][0]), len(points) - 1)
    (left, low), (right, high) = points[nearest - 1], points[nearest]
    return low + (high - low) * (x - left) / (right - left)


def _slab(arguments, values):
    return value(arguments[0], values) * _steps(arguments, values)


def _corridor(arguments, values):
    x, (low, below), (high, above) = value(arguments[0], values), *(_pair(step, values) for step in arguments[1:])
    is_below = x < low or (x == low and arguments[1][1] == "<=")
    is_above = x > high or (x == high and arguments[2][1] == ">=")
    if low > high or (low == high and arguments[1][1] == "<=" and arguments[2][1] == ">="):
        raise NoValue
    return below if is_below else above if is_above else Fraction(0)


def _pair(argument, values):
    return value(argument[-2], values), value(argument[-1], values)


def _deadband(arguments, values):
    x, low, high = (value(argument, values) for argument in arguments[:3])
    if low > high:
        raise NoValue
    if low <= x <= high:
        return Fraction(0)
    if arguments[3] == ["mode", "first_unit"]:
        return x
    return x - high if x > high else x - low


def _milestones(arguments, values):
    mode, *points = arguments
    paid, missed = Fraction(0), False
    for _, condition, amount in points:
        worth = value(amount, values)
        if missed and mode[1] == "in_order":
            continue
        if value(condition, values):
            paid += worth
        else:
            missed = True
    return paid


def _deemed(arguments, values):
    return value(arguments[1] if value(arguments[0], values) else arguments[2], values)


def _loss_share(arguments, values):
    amount, rate = (value(argument, values) for argument in arguments)
    return rate * amount if amount < 0 else Fraction(0)


def _from_0_to_1(share):
    if not 0 <= share <= 1:
        raise NoValue
    return share


def _guarantee(arguments, values):
    loss, share, limit = (value(argument, values) for argument in arguments)
    covered = loss * _from_0_to_1(share)
    if limit < 0:
        raise NoValue
    if loss <= 0:
        return Fraction(0)
    return limit if covered > limit else covered


def _fee_at_risk(arguments, values):
    fee, at_risk, score = (value(argument, values) for argument in arguments)
    return fee * (1 - _from_0_to_1(at_risk)) + fee * at_risk * score


def _shrink(arguments, values):
    x, prior, credibility = (value(argument, values) for argument in arguments)
    return _from_0_to_1(credibility) * x + (1 - credibility) * prior


def _weighted(arguments, values):
    mode, *points = arguments
    pairs = [_pair(point, values) for point in points]
    if any(weight < 0 for weight, _ in pairs) or sum(weight for weight, _ in pairs) != 1:
        raise NoValue
    if mode[1] == "capped":
        pairs = [(weight, Fraction(0) if score < 0 else Fraction(1) if score > 1 else score) for weight, score in pairs]
    return sum(weight * score for weight, score in pairs)


def _mean(arguments, values):
    parts = [value(argument, values) for argument in arguments]
    return sum(parts) / len(parts)


def _geometric_mean(arguments, values):
    digits, *ratios = (value(argument, values) for argument in arguments)
    if min(ratios) < 0:
        raise NoValue
    return root(math.prod(ratios), len(ratios), int(digits))


def _indexed(arguments, values):
    price, now, base = (value(argument, values) for argument in arguments)
    if now <= 0 or base <= 0:
        raise NoValue
    return price * now / base


def _compound(arguments, values):
    rate, years, digits = (value(argument, values) for argument in arguments)
    if rate <= -1 or (1 + rate) ** years.numerator > 10 ** (30 * years.denominator):
        raise NoValue
    return root((1 + rate) ** years.numerator, years.denominator, int(digits))


def root(power, degree, digits):
    """The root of a number ≥ 0 at so many decimals, half even, found in whole numbers by halving an interval."""
    scaled, low, high = power * 10 ** (digits * degree), 0, 1
    while high**degree <= scaled:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    tie = Fraction(2 * low + 1, 2) ** degree
    return Fraction(low + (scaled > tie or (scaled == tie and low % 2 == 1)), 10**digits)


def _part(arguments, values):
    amount, place, step, *weights = (value(argument, values) for argument in arguments)
    if min(weights) < 0 or sum(weights) == 0:
        raise NoValue
    return divided(amount, step, weights)[int(place) - 1]


def divided(amount, step, weights):
    """The parts of an amount: whole steps of each share, then what is missing, step by step, by largest remainder."""
    if amount < 0:
        return [-part for part in divided(-amount, step, weights)]
    shares = [amount * weight / sum(weights) for weight in weights]
    parts = [share // step * step for share in shares]
    missing = amount - sum(parts)
    for place in sorted(range(len(weights)), key=lambda place: (parts[place] - shares[place], place)):
        given = min(missing, step)
        parts[place] += given
        missing -= given
    return parts


_FUNCTIONS = {
    "min": _min, "max": _max, "cap": _cap, "floor": _floor, "clamp": _clamp, "ramp": _ramp, "line": _line,
    "steps": _steps, "slab": _slab, "bands": _bands, "corridor": _corridor, "deadband": _deadband, "gate": _gate,
    "milestones": _milestones, "deemed": _deemed, "share": _share, "loss_share": _loss_share, "guarantee": _guarantee,
    "fee_at_risk": _fee_at_risk, "weighted": _weighted, "mean": _mean, "geometric_mean": _geometric_mean,
    "shrink": _shrink, "indexed": _indexed, "compound": _compound, "part": _part,
}  # fmt: skip

_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


def rounded(number, to, mode):
    """A rounding by the decimal module. number: a fraction with a finite decimal quotient by `to`."""
    exact = Context(prec=400, traps=[Inexact])
    steps = exact.divide(Decimal((number / to).numerator), Decimal((number / to).denominator))
    return Fraction(steps.quantize(Decimal(1), rounding=_MODES[mode], context=Context(prec=400))) * to
