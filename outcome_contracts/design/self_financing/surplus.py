"""Where an amount is not below zero: solved where it is piecewise straight, closed in on where it is not.

The answer is a list of stretches, since an amount can pass zero more than once: a fee that rises faster than the
saving makes a project pay from 8 % on and cease to pay at 11 %. Each end of a stretch lies where the amount passes
zero, or at an end of the range that was looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from outcome_contracts.decimals import exact_text
from outcome_contracts.terms.piecewise import Straight


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `first` to `last` the amount is not below zero; first ≤ last."""

    first: Fraction
    last: Fraction

    def to_dict(self) -> dict[str, str]:
        """Both ends as decimals or `numerator/denominator`."""
        return {"first": exact_text(self.first), "last": exact_text(self.last)}


def surplus_of(amount: Straight) -> tuple[Stretch, ...]:
    """The stretches of a piecewise straight amount, exact.

    Where it jumps, a stretch ends at the jump, whichever side the jump itself belongs to; two stretches that meet have
    a single value below zero between them.
    """
    found: list[Stretch] = []
    below = {cut for cut, value in zip(amount.cuts, amount.at, strict=True) if value < 0}

    def add(first: Fraction, last: Fraction) -> None:
        if found and first <= found[-1].last and first not in below:
            first = found.pop().first
        found.append(Stretch(first, last))

    for place, (low, high) in enumerate(pairwise(amount.cuts)):
        line = amount.between[place]
        if amount.at[place] >= 0:
            add(low, low)
        start, end = line.at(low), line.at(high)
        if start >= 0 or end >= 0:
            zero = -line.intercept / line.slope if line.slope else low
            first, last = low if start >= 0 else zero, high if end >= 0 else zero
            if first < last:  # else it touches zero only on its open end
                add(first, last)
    if amount.at[-1] >= 0:
        add(amount.cuts[-1], amount.cuts[-1])
    return tuple(found)


def surplus_on_grid(
    pays: Callable[[int], bool], at: Sequence[int], known: Sequence[bool] | None = None
) -> tuple[tuple[int, int], ...]:
    """The stretches of whole numbers for which something holds, closed in on between the points that are tried.

    at: rising, both ends of the range among them. known: whether it holds at each, where that is known already.
    Two changes between the same two points are not seen.
    """
    held = [pays(point) for point in at] if known is None else list(known)
    found: list[tuple[int, int]] = []
    first = at[0] if held[0] else None
    for (low, before), (high, after) in pairwise(zip(at, held, strict=True)):
        if before is not after:
            change = _first_change(pays, low, high, after)
            if after:
                first = change
            elif first is not None:
                found.append((first, change - 1))
                first = None
    if first is not None:
        found.append((first, at[-1]))
    return tuple(found)


def closed_in(
    holds: Callable[[Fraction], bool], low: Fraction, high: Fraction, *, tolerance: Fraction
) -> tuple[Fraction, Fraction]:
    """Two numbers at most `tolerance` apart between which something changes, by halving exactly.

    It does not hold the same at low and high.
    """
    at_low = holds(low)
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) is at_low else (low, middle)
    return low, high


def _first_change(pays: Callable[[int], bool], low: int, high: int, after: bool) -> int:
    """The smallest number above low from which on, up to high, it is as at high."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if pays(middle) is after else (middle, high)
    return high
