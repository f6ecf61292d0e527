"""Shapes: what a sweep shows of the payment as one measure improves (L01, L03, L04, L08, L24).

A jump, a stretch on which nothing more is earned, a payment that falls although the result improves, and a stretch on
which the payer keeps nothing of what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from outcome_contracts.contract.lint.ceilings import unreachable
from outcome_contracts.contract.lint.edges import Edge, jumps
from outcome_contracts.contract.lint.subject import share
from outcome_contracts.contract.lint.sweep import Curve, Sweep
from outcome_contracts.notices import Notice
from outcome_contracts.terms.units import RATIO

# A stretch longer than this share of the plausible range counts (L03, L24).
LONG = 0.20

_SAME = 1e-9
_WHOLE = 1 - 1e-6
_NEAR = 1e-6


def swept_cliffs(sweep: Sweep) -> Iterator[Notice]:
    """L01 as a sweep shows it; what the terms alone show at the same place is not said again."""
    known = [jump.edge for jump in jumps(sweep.subject)]
    for curve in sweep.curves:
        places: list[float] = []
        for leap in sorted(curve.leaps, key=lambda leap: -abs(leap.above - leap.below)):
            same = any(abs(leap.x - place) <= _NEAR * max(1.0, abs(leap.x)) for place in places)
            if same or any(_is_at(sweep, curve, leap.x, edge) for edge in known):
                continue
            places.append(leap.x)
            jump = abs(leap.above - leap.below)
            most = max(sweep.most(flow, paid) for flow, paid in curve.paid.items())
            facts = (
                ("x", curve.measure),
                ("edge", sweep.subject.text(leap.x, curve.unit)),
                ("jump", sweep.subject.amount(jump)),
                ("share", share(jump / most)),
            )
            yield Notice("OC-L001", sweep.subject.where(leap.flow), facts)


def flat_zones(sweep: Sweep) -> Iterator[Notice]:
    """L03: more than a fifth of the plausible range on which a better result earns nothing more."""
    for curve in sweep.curves:
        paid = curve.paid[curve.main_flow]
        flat = [abs(right - left) <= _SAME * _scale(paid) for left, right in pairwise(paid)]
        part = sum(flat) / len(flat) if flat else 0.0
        if part > LONG and not all(flat):
            first, last = _longest(flat)
            low, high = curve.x[first], curve.x[last]
            subject = sweep.subject
            facts = {
                "x": curve.measure, "low": f"{subject.text(low, curve.unit)} – {subject.text(high, curve.unit)}",
                "part": share(part), "price": subject.amount(0.0), "than": "@average_price",
                "before": _average(sweep, curve), "fall": "100%",
            }  # fmt: skip
            yield Notice("OC-L003", subject.where(curve.main_flow), tuple(facts.items()))


def falling_pay(sweep: Sweep) -> Iterator[Notice]:
    """L04: the payment falls somewhere although the measure improves, and rises elsewhere or is the only one."""
    for curve in sweep.curves:
        improves = sweep.subject.measures[curve.measure].improves
        if improves == "neither":
            continue
        for flow, paid in curve.paid.items():
            better = paid if improves == "up" else paid[::-1]
            steps = [later - earlier for earlier, later in pairwise(better)]
            least = _SAME * _scale(paid)
            falls = [place for place, step in enumerate(steps) if step < -least]
            if falls and (len(curve.paid) == 1 or any(step > least for step in steps)):
                x = curve.x if improves == "up" else curve.x[::-1]
                drop = sweep.subject.amount(-sum(steps[place] for place in falls))
                ends = (x[falls[0]], x[falls[-1] + 1])
                at = " – ".join(sweep.subject.text(end, curve.unit) for end in ends)
                facts = (("x", curve.measure), ("prices", at), ("drop", drop))
                yield Notice("OC-L004", sweep.subject.where(flow), facts)


def unreached(sweep: Sweep) -> Iterator[Notice]:
    """L08: the largest payment of the terms, beyond every plausible value."""
    if not sweep.missing and sweep.swept:
        yield from unreachable(sweep.subject, sweep.plausible)


def all_of_the_saving(sweep: Sweep) -> Iterator[Notice]:
    """L24: on more than a fifth of the range of a saving all of it is paid out, and the payer keeps nothing."""
    for curve in sweep.curves:
        measure = sweep.subject.measures[curve.measure]
        if curve.unit != sweep.subject.money or measure.improves != "up":
            continue
        paid = curve.paid[curve.main_flow]
        run = curve.x[1] - curve.x[0]
        whole = [right - left >= run * _WHOLE for left, right in pairwise(paid)]
        if sum(whole) / len(whole) > LONG:
            first, last = _longest(whole)
            subject = sweep.subject
            facts = {
                "name": curve.measure, "price": "100%", "value": "100%",
                "range": f"{subject.amount(curve.x[first])} – {subject.amount(curve.x[last])}",
            }  # fmt: skip
            yield Notice("OC-L024", subject.where(curve.main_flow), tuple(facts.items()))


def _is_at(sweep: Sweep, curve: Curve, x: float, edge: Edge) -> bool:
    """Whether a measure at x puts the expression of an edge on that edge."""
    value = sweep.value(curve.measure, x, edge.x)
    return value is not None and abs(value - edge.at) <= _NEAR * max(1.0, abs(edge.at))


def _average(sweep: Sweep, curve: Curve) -> str:
    """What a unit earns on average over the plausible range, jumps included, as a fact."""
    paid = curve.paid[curve.main_flow]
    factor, per = (0.01, "1%") if curve.unit == RATIO else (1.0, str(curve.unit))
    earned = (max(paid) - min(paid)) / (curve.x[-1] - curve.x[0]) * factor
    return f"{sweep.subject.amount(earned)} / {per}"


def _scale(paid: Sequence[float]) -> float:
    return max(map(abs, paid), default=0.0) or 1.0


def _longest(marks: Sequence[bool]) -> tuple[int, int]:
    """First and last point of the longest run of marked steps."""
    best = (0, 0)
    start = 0
    for place, mark in enumerate((*marks, False)):
        if not mark:
            best = max(best, (start, place), key=lambda run: run[1] - run[0])
            start = place + 1
    return best
