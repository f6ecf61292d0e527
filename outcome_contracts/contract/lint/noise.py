"""Noise: what a measure without any effect is paid, and whether a real effect is seen (L05, L06).

The measured value is taken as normal about the true one, with the stated standard error; the payment at each measured
value is the contract's own. Expectation and probability are sums over the middles of 400 cells, ±5 standard errors
wide, so that the same figures come out every time, and an edge at a round part of a standard error lies between two
cells. What is paid whatever the result (a fixed fee) is no payment for noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import exp
from typing import NamedTuple

from outcome_contracts.contract.lint.bounds import number
from outcome_contracts.contract.lint.subject import share
from outcome_contracts.contract.lint.sweep import Curve, Sweep
from outcome_contracts.notices import Notice
from outcome_contracts.terms.problems import EvaluationError

POWER = 0.80
FALSE_PAYMENT = 0.10
EXPECTED_FOR_NOTHING = 0.05

_WIDTH = 5.0
_CELLS = 400
_HALF_ORE = 0.005


class Outlook(NamedTuple):
    """At one true value: the probability that anything is paid beyond what is always paid, and the expected amount."""

    paid: float
    expected: float


def underpowered(sweep: Sweep) -> Iterator[Notice]:
    """L05: the target is seen too seldom, or nothing at all is paid for too often."""
    for curve, error, without, at_target in _judged(sweep):
        reached = 1.0 if at_target is None else at_target.paid
        if without.paid > FALSE_PAYMENT or reached < POWER:
            facts = (
                ("x", curve.measure),
                ("power", "@no_target" if at_target is None else share(reached)),
                ("false", share(without.paid)),
                ("error", sweep.subject.text(error, curve.unit)),
            )
            yield Notice("OC-L005", sweep.subject.where(curve.main_flow), facts)


def paid_for_noise(sweep: Sweep) -> Iterator[Notice]:
    """L06: without any effect more than a twentieth of the largest payment is expected."""
    for curve, error, without, _ in _judged(sweep):
        most = sweep.most(curve.main_flow, curve.paid[curve.main_flow]) - always_paid(curve)
        expected = without.expected
        if most > 0 and expected > EXPECTED_FOR_NOTHING * most:
            facts = (
                ("x", curve.measure),
                ("expected", sweep.subject.amount(round(expected, 2))),
                ("share", share(expected / most)),
                ("error", sweep.subject.text(error, curve.unit)),
            )
            yield Notice("OC-L006", sweep.subject.where(curve.main_flow), facts)


def without_noise(sweep: Sweep) -> tuple[str, ...]:
    """The measures of which noise cannot be judged: not stated, or a value within it at which some amount has none."""
    judged = {curve.measure for curve, *_ in _judged(sweep)}
    exact_ones = {name for name in sweep.swept if number(sweep.plausible[name].standard_error) == 0}
    return tuple(curve.measure for curve in sweep.curves if curve.measure not in judged | exact_ones)


def outlook(sweep: Sweep, curve: Curve, *, true: float, error: float) -> Outlook:
    """What measured values about a true one pay by the flow that moves most; error: the standard error, above 0."""
    ends = [_WIDTH * (2 * end / _CELLS - 1) for end in range(_CELLS + 1)]
    places = [(low + high) / 2 for low, high in pairwise(ends)]
    weights = [exp(-place * place / 2) for place in places]
    base = always_paid(curve)
    # What has no value has none at a round figure, where the cells meet: it is refused there.
    sweep.paid(curve.measure, [sweep.within(curve.measure, true + end * error) for end in ends])
    at = [sweep.within(curve.measure, true + place * error) for place in places]
    pays = [pay - base for pay in sweep.paid(curve.measure, at)[curve.main_flow]]
    total = sum(weights)
    paid = sum(weight for weight, pay in zip(weights, pays, strict=True) if pay > _HALF_ORE)
    return Outlook(paid / total, sum(weight * pay for weight, pay in zip(weights, pays, strict=True)) / total)


def always_paid(curve: Curve) -> float:
    """What the flow that moves most pays at the least; nothing, where the least is paid back."""
    return max(min(curve.paid[curve.main_flow]), 0.0)


def _judged(sweep: Sweep) -> Iterator[tuple[Curve, float, Outlook, Outlook | None]]:
    """The curves of measures with a standard error, with it and the outlook without effect and at the target."""
    for curve in sweep.curves:
        expected = sweep.plausible[curve.measure]
        error, no_effect = number(expected.standard_error), number(expected.no_effect)
        target = number(expected.target)
        if not error or no_effect is None:
            continue
        try:
            without = outlook(sweep, curve, true=no_effect, error=error)
            at_target = None if target is None else outlook(sweep, curve, true=target, error=error)
        except EvaluationError:
            continue  # said by `without_noise`
        yield curve, error, without, at_target
