"""Measured: the rules that need figures of their own (L02, L09, L10, L12, L19, L24, L25, L27)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import sqrt
from statistics import fmean, stdev

from outcome_contracts.contract.lint.bounds import bounds, expression_bounds, in_every_row, measure_bounds
from outcome_contracts.contract.lint.ceilings import evaluation_cost
from outcome_contracts.contract.lint.edges import edges
from outcome_contracts.contract.lint.interval import Bound
from outcome_contracts.contract.lint.records import (
    Baseline,
    Cell,
    EffectTiming,
    Exact,
    Overlap,
    Result,
    Segment,
    UnitValue,
)
from outcome_contracts.contract.lint.subject import Subject, share
from outcome_contracts.decimals import exact
from outcome_contracts.notices import Notice
from outcome_contracts.notices.signs import number
from outcome_contracts.terms.printer import formula_text
from outcome_contracts.terms.tree import Multiply, Name, Node, names_in, walk
from outcome_contracts.terms.units import RATIO

# A group smaller than this can be recognised on a statement (L27).
SMALLEST_GROUP = 5
# One segment may bring so much of the payment (L12).
DOMINANT = 0.60
# A reference this many times what was observed is paid for as such (L09).
GENEROUS = 2.0

_FEWEST_YEARS = 3
# 97.5 % quantiles of Student's t for 2, 3, … degrees of freedom; beyond them the normal one.
_STUDENT = (4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
_NORMAL = 1.96


def results_at_thresholds(subject: Subject, results: tuple[Result, ...]) -> Iterator[Notice]:
    """L02: within one standard error, or one unit, of the result lies an edge of the terms."""
    at = measure_bounds(subject.contract)
    numbers = [result for result in results if not isinstance(result.value, bool)]
    for result in results:
        figure = result.value if isinstance(result.value, bool) else _float(result.value, "value")
        at[result.measure] = in_every_row(at[result.measure], figure)
    for result in numbers:
        value = _float(result.value, "value")
        error = None if result.standard_error is None else _float(result.standard_error, "standard_error")
        reach = error or _one_unit(subject, result.measure)
        near = [in_every_row(at[result.measure], value + shift) for shift in (-reach, 0.0, reach)]
        ends = [bounds(subject.contract, {**at, result.measure: figure}) for figure in near]
        for edge in edges(subject):
            if result.measure not in subject.depends_on(edge.x):
                continue
            low, middle, high = (_at(subject, known, edge.x) for known in ends)
            if low is None or middle is None or high is None or not min(low, high) <= edge.at <= max(low, high):
                continue
            facts = {
                "x": formula_text(edge.x), "value": subject.text(middle, edge.unit),
                "edge": subject.text(edge.at, edge.unit), "distance": subject.text(abs(middle - edge.at), edge.unit),
                "reach": subject.text(reach, subject.units[result.measure]),
            }  # fmt: skip
            yield Notice("OC-L002", subject.where(edge.names[0]), tuple(facts.items()))


def atypical_baselines(subject: Subject, baselines: tuple[Baseline, ...]) -> Iterator[Notice]:
    """L09: a reference outside what earlier years lead to expect, several times their level, or of chosen hot spots."""
    for baseline in baselines:
        reference = _float(baseline.reference, "reference")
        earlier = [_float(value, "earlier") for value in baseline.earlier]
        interval = _prediction(earlier)
        mean = fmean(earlier) if earlier else reference
        factor = reference / mean if mean else float("inf")
        outside = interval is not None and not interval[0] <= reference <= interval[1]
        if outside or factor >= GENEROUS or baseline.chosen_high:
            unit = subject.units.get(baseline.measure, RATIO)
            shown = "@too_few_years" if interval is None else " – ".join(subject.text(end, unit) for end in interval)
            times = f"{factor:.2f}"
            facts = {
                "name": baseline.measure, "reference": subject.text(reference, unit), "mean": subject.text(mean, unit),
                "factor": times, "factor_sv": number(times, "sv"), "interval": shown,
                "chosen": str(baseline.chosen_high),
            }  # fmt: skip
            yield Notice("OC-L009", subject.where(baseline.measure), tuple(facts.items()))


def late_effect(subject: Subject, timing: EffectTiming) -> Iterator[Notice]:
    """L10: the effect comes after the measurement has ended."""
    if timing.effect_after > timing.measured:
        yield Notice("OC-L010", "term", (("window", timing.measured), ("lag", timing.effect_after)))


def dominant_segment(subject: Subject, segments: tuple[Segment, ...]) -> Iterator[Notice]:
    """L12: most of the payment comes from the segment that is cheapest to serve."""
    paid = [_float(segment.paid, "paid") for segment in segments]
    if len(segments) < 2 or not sum(paid):
        return
    costs = [_float(segment.cost_per_outcome, "cost_per_outcome") for segment in segments]
    cheapest = min(range(len(segments)), key=costs.__getitem__)
    part = paid[cheapest] / sum(paid)
    if part > DOMINANT:
        facts = (("segment", segments[cheapest].name), ("share", share(part)), ("paid", subject.amount(paid[cheapest])))
        yield Notice("OC-L012", "flows", facts)


def counted_twice(subject: Subject, overlaps: tuple[Overlap, ...]) -> Iterator[Notice]:
    """L19: units that two metrics or two payers have both priced."""
    for overlap in overlaps:
        if overlap.units:
            facts = (("name", f"{overlap.units} / {overlap.of}"), ("first", overlap.first), ("second", overlap.second))
            yield Notice("OC-L019", "measures", (*facts, ("count", overlap.units)))


def overpriced(subject: Subject, values: tuple[UnitValue, ...]) -> Iterator[Notice]:
    """L24: one unit costs the payer more than it saves in cash."""
    for value in values:
        cash = _float(value.cash_per_unit, "cash_per_unit")
        for name, price in _prices(subject, value.measure):
            if price > cash:
                facts = (
                    ("name", value.measure), ("price", subject.amount(price)), ("value", subject.amount(cash)),
                    ("range", "@no_range"),
                )  # fmt: skip
                yield Notice("OC-L024", subject.where(name), facts)


def valued_in_contract(subject: Subject) -> Iterator[Notice]:
    """L24 where the contract itself says what a unit saves in cash."""
    stated = subject.safeguards.cash_values
    yield from overpriced(subject, tuple(UnitValue(measure=one.of, cash_per_unit=one.per_unit) for one in stated))


def costly_evaluation(subject: Subject, cost: Exact) -> Iterator[Notice]:
    """L25 for a cost that is handed in."""
    yield from evaluation_cost(subject, _float(cost, "evaluation_cost"), "flows")


def small_cells(subject: Subject, cells: tuple[Cell, ...]) -> Iterator[Notice]:
    """L27: figures behind which stand so few persons that one can be recognised; all in one finding."""
    small = [cell for cell in cells if 0 < cell.persons < SMALLEST_GROUP]
    if small:
        labels = ", ".join(cell.label for cell in small[:5])
        yield Notice("OC-L027", "rows", (("count", len(small)), ("labels", labels), ("limit", SMALLEST_GROUP)))


def _prices(subject: Subject, measure: str) -> Iterator[tuple[str, float]]:
    """The agreed prices that a measure is multiplied by, and the value of a day where the measure is one."""
    found = subject.measures.get(measure)
    bound = subject.bound(measure) if found is not None and found.origin == "day_value" else None
    if bound is not None and bound.is_point:
        yield measure, bound.low
    for name, formula in subject.paying():
        for node in walk(formula):
            if isinstance(node, Multiply) and any(part == Name(measure) for part in node.parts):
                price = 1.0
                agreed = [part for part in node.parts if names_in(part) and subject.value(part) is not None]
                for part in agreed:
                    price *= subject.value(part) or 0.0
                if agreed and subject.unit(node) == subject.money:
                    yield name, price


def _prediction(earlier: list[float]) -> tuple[float, float] | None:
    """Where one more year is expected with 95 %: mean ± t · s · √(1 + 1/n); None of fewer than three years."""
    years = len(earlier)
    if years < _FEWEST_YEARS:
        return None
    quantile = _STUDENT[years - _FEWEST_YEARS] if years - _FEWEST_YEARS < len(_STUDENT) else _NORMAL
    half = quantile * stdev(earlier) * sqrt(1 + 1 / years)
    return fmean(earlier) - half, fmean(earlier) + half


def _one_unit(subject: Subject, measure: str) -> float:
    """One unit of a count; of a ratio or an amount, the finest step in which it is stated."""
    found = subject.measures[measure]
    counted = subject.counted(Name(measure))
    return 1.0 if counted or found.origin != "given" else float(Fraction(1, 10**found.digits))


def _at(subject: Subject, known: dict[str, Bound], node: Node) -> float | None:
    found = expression_bounds(subject.contract, known, node)
    return found.low if found is not None and found.is_point else None


def _float(value: Exact, argument: str) -> float:
    """Raises UsageError (OC-U005, OC-U006) for what is no exact number."""
    return float(exact(value, argument))
