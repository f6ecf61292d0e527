"""Small panels by hand, and a plan to go with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.panel import EXTENT_STEPS, NET_DAY_STEPS, ComparatorPanel, Panel, UnitMonths
from outcome_contracts.period import Period

RULES = "sha256:" + "ab" * 32
REFERENCE = Period.parse("2016-01/2017-12")
MEASUREMENT = Period.parse("2018-01/2019-12")
BOTH = Period(REFERENCE.first, MEASUREMENT.last)

P = TypeVar("P", bound=UnitMonths)


def panel(kind: type[P], units: Sequence[str], net_days: ArrayLike, heads: ArrayLike = 100, *, period=BOTH) -> P:
    """Units × months from net days (whole or decimal) and heads, employed in full for 30 days each month."""
    shape = (len(units), len(period))
    steps = np.rint(np.broadcast_to(np.asarray(net_days, float), shape) * NET_DAY_STEPS).astype(np.int64)
    people = np.array(np.broadcast_to(np.asarray(heads, np.int64), shape))
    return kind(tuple(units), period, RULES, steps, people * 30, people * 30 * EXTENT_STEPS, people, people * 0)


def two_levels(kind: type[P], levels: dict[str, tuple[float, float]], heads: ArrayLike = 100) -> P:
    """Units whose net days per month are one number in the reference period and another afterwards."""
    days = [[before] * len(REFERENCE) + [after] * len(MEASUREMENT) for before, after in levels.values()]
    return panel(kind, tuple(levels), days, heads)


# Pooled 420 -> 462 a month; the project 100 -> 99 on the same heads.
COMPARATORS = {"a": (100, 110), "b": (80, 92), "c": (120, 120), "d": (120, 140)}


def project(after: float = 99) -> Panel:
    return two_levels(Panel, {"p": (100, after)})


def comparators(levels: dict[str, tuple[float, float]] | None = None) -> ComparatorPanel:
    return two_levels(ComparatorPanel, levels or COMPARATORS)


def plan_fields(**changes: object) -> dict[str, object]:
    return {
        "method": "comparator_index",
        "denominator": "person_years",
        "year_days": "365.25",
        "measured_by": RULES,
        "reference_period": str(REFERENCE),
        "comparators": ["a", "b", "c", "d"],
        "estimand": "mean_over_period",
        "inference": "placebo_in_space_t",
        "confidence": "0.95",
        "draws": 999,
        "seed": 2018,
    } | changes


def plan(**changes: object) -> BaselinePlan:
    return BaselinePlan.from_dict(plan_fields(**changes))


def mean_plan(**changes: object) -> BaselinePlan:
    method = {"method": "reference_mean", "comparators": [], "inference": "none", "draws": 0}
    return BaselinePlan.from_dict(plan_fields(**(method | changes)))
