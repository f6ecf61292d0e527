"""Results to describe and to draw: a counterfactual by hand, and one fitted to three years of six municipalities."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np

from outcome_contracts.baseline import BaselinePlan, Counterfactual, Estimate, Grade, Spread, fit
from outcome_contracts.baseline.month_by_month import MonthByMonth, month_by_month
from outcome_contracts.baseline.shocks import NO_SHOCKS, ShockEvent, Shocks
from outcome_contracts.panel import ComparatorPanel, Panel
from outcome_contracts.period import Period
from tests.baseline.worlds import BOTH, MEASUREMENT, REFERENCE, RULES, panel, plan

LONG = "Vård- och omsorgsförvaltningen i Ödeshögs södra kommundelsnämnd & <Åsele>"
NAMES = ("Årjäng $1$", LONG, "Överkalix", "Ängelholm", "Malå")
WEIGHTS_METHOD = "demeaned_synthetic_control"
EVENT = ShockEvent(
    sv="Pandemi på låtsas", en="A pandemic, invented", months=Period.parse("2019-03/2019-06"),
    mechanism="behaviour", source="invented",
)  # fmt: skip
WITHOUT_MAY = Shocks((EVENT,), left_out=frozenset({Period.parse("2019-05").first}))


@cache
def panels() -> tuple[Panel, ComparatorPanel]:
    """Six municipalities with a season and noise of a fixed seed; the project 12 % lower in the measurement period."""
    noise = np.random.default_rng(5).normal(0.0, 0.06, (6, len(BOTH)))
    season = 1 + 0.3 * np.cos(2 * np.pi * np.arange(len(BOTH)) / 12)
    days = 100 * season * np.exp(noise)
    days[0, len(REFERENCE) :] *= 0.88
    days = np.round(days)
    return panel(Panel, ("p",), days[:1], 300), panel(ComparatorPanel, NAMES, days[1:], 300)


def agreed(**changes: object) -> BaselinePlan:
    return plan(comparators=list(NAMES), **changes)


@cache
def fitted(method: str = "comparator_index", shocks: Shocks = NO_SHOCKS) -> tuple[Counterfactual, MonthByMonth]:
    project, comparators = panels()
    arguments = (agreed(method=method), project, comparators, MEASUREMENT)
    return fit(*arguments, shocks=shocks), month_by_month(*arguments, shocks=shocks)


def counterfactual(
    log_effect: float, half_width: float | None, *, observed: float = 6.0, grade: Grade | None = None, **changes: object
) -> Counterfactual:
    """A result with this effect and interval. grade: settlement with an interval, descriptive without, if not said."""
    ends = (None, None) if half_width is None else (log_effect - half_width, log_effect + half_width)
    relative = [None if end is None else math.expm1(end) for end in ends]
    levels = [None if end is None else observed * math.exp(-end) for end in reversed(ends)]
    found = Counterfactual(
        method="comparator_index",
        grade=grade or (Grade.DESCRIPTIVE if half_width is None else Grade.SETTLEMENT),
        plan=RULES,
        denominator="person_years",
        reference_period=REFERENCE,
        measurement_period=MEASUREMENT,
        confidence="0.95",
        observed=observed,
        reference=Estimate(observed * math.exp(-log_effect), *levels),
        effect=Estimate(math.expm1(log_effect), *relative),
        log_effect=log_effect,
        spread=None if half_width is None else Spread(half_width / 2, 5, 100, 1),
        placebos=(),
        diagnostics=(),
        assumptions=(),
        notices=(),
    )
    return replace(found, **changes)
