"""Attribution: how much of a difference comes from each of several causes, so that the parts are the difference.

A value v(S) is what comes out when the causes in S have been changed and the others have not.

    in order     part of cause i = v(first i causes) − v(first i − 1 causes)
    order-free   part of cause i = Σ_S |S|! (k − |S| − 1)! / k! · (v(S ∪ i) − v(S))      S without i, k causes

In order the parts depend on who goes first, so the order has to be agreed. The order-free part is the mean over all
orders (Shapley 1953, A value for n-person games): the one division that sums to the difference, gives nothing to what
changes nothing, treats causes alike that act alike, and adds up over values. Everything is rational, so sums are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial

from outcome_contracts.notices import Findings, UsageError

# Every subset is computed once: 256 values for eight causes.
MOST_CAUSES = 8

Value = Callable[[frozenset[str]], Fraction]


def in_order(value: Value, order: Sequence[str]) -> dict[str, Fraction]:
    """The part of every cause, changed one after the other in this order.

    value: called once for each of the len(order) + 1 sets.
    Raises UsageError (OC-B100) for a cause named twice.
    """
    findings = Findings()
    if len(set(order)) != len(order):
        findings.add("OC-B100", name="order", expected="A ≠ B", found=", ".join(order))
    findings.refuse(UsageError)
    path = [value(frozenset(order[:count])) for count in range(len(order) + 1)]
    return {cause: after - before for cause, (before, after) in zip(order, pairwise(path), strict=True)}


def order_free(value: Value, causes: Collection[str]) -> dict[str, Fraction]:
    """The Shapley part of every cause, in alphabetical order.

    value: called once for each of the 2^k sets. Raises UsageError (OC-B100) for more than eight causes.
    """
    names = sorted(set(causes))
    require_few(names)
    subsets = list(sets_of(names))
    found = {chosen: value(chosen) for chosen in subsets}
    weights = [Fraction(factorial(size) * factorial(len(names) - size - 1), factorial(len(names)))
               for size in range(len(names))]  # fmt: skip
    return {
        cause: sum(
            (
                weights[len(chosen)] * (found[chosen | {cause}] - found[chosen])
                for chosen in subsets
                if cause not in chosen
            ),
            Fraction(0),
        )
        for cause in names
    }


def sets_of(causes: Collection[str]) -> list[frozenset[str]]:
    """Every set of some of the causes, small ones first; 2^k of them."""
    names = sorted(causes)
    return [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]


def require_few(causes: Collection[str]) -> None:
    """Raise UsageError (OC-B100) for more causes than every combination can be computed of."""
    findings = Findings()
    if len(causes) > MOST_CAUSES:
        findings.add("OC-B100", name="causes", expected=f"0 – {MOST_CAUSES}", found=str(len(causes)))
    findings.refuse(UsageError)


def to_the_step(parts: Mapping[str, Fraction], step: Fraction) -> dict[str, Fraction]:
    """The parts as multiples of `step` that sum to their sum rounded to `step`, half away from zero.

    Each is rounded down; what is missing goes, one step each, to the largest remainders, among equal ones to the
    first name in the alphabet, so that the order of the parts is not seen. No part moves by a whole step.
    Raises UsageError (OC-B100) for a step that is not above zero.
    """
    findings = Findings()
    if step <= 0:
        findings.add("OC-B100", name="step", expected="> 0", found=str(step))
    findings.refuse(UsageError)
    counts = {name: part / step for name, part in parts.items()}
    whole = {name: count.numerator // count.denominator for name, count in counts.items()}
    missing = _nearest(sum(counts.values(), Fraction(0))) - sum(whole.values())
    by_remainder = sorted(parts, key=lambda name: (whole[name] - counts[name], name))
    for name in by_remainder[:missing]:
        whole[name] += 1
    return {name: count * step for name, count in whole.items()}


def _nearest(value: Fraction) -> int:
    """The nearest whole number, a half away from zero."""
    nearest = int(abs(value) + Fraction(1, 2))
    return -nearest if value < 0 else nearest
