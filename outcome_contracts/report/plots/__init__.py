"""Plots: a picture, its alternative text and its figures as a table, in Swedish or English.

In: a `Counterfactual` with its months, a `Backtest`, a `Multiverse`, an `Attribution`, `ShockOptions`, a `Curve`, a
`Plan`, a `HealthEconomicAnalysis`, a board's tables. Out: a `Plot`, whose SVG is the same bytes every time. Needs
matplotlib, the extra `report`; it is loaded when something is drawn. Never: a date, a script, a fetch, a group of ten
or fewer that is not public already, or a number that is not in the result.
"""

from outcome_contracts.report.plots.amounts import attribution_waterfall, minimum_effect_bars, shock_payouts
from outcome_contracts.report.plots.board import assistance_scatter, budget_tree, funding_stack
from outcome_contracts.report.plots.comparisons import backtest_errors, comparator_weights, specification_curve
from outcome_contracts.report.plots.day_values import day_value_steps, day_value_waterfall
from outcome_contracts.report.plots.health_economics import (
    acceptability_curve,
    cost_effectiveness_plane,
    net_benefit_tornado,
)
from outcome_contracts.report.plots.months import days_saved, observed_and_expected, placebo_fan
from outcome_contracts.report.plots.payment import payment_curve
from outcome_contracts.report.plots.plot import Plot
from outcome_contracts.report.plots.quality import findings_bars, months_grid
from outcome_contracts.report.plots.self_financing import net_by_reduction
from outcome_contracts.report.plots.tornado import tornado

__all__ = [
    "Plot",
    "acceptability_curve",
    "assistance_scatter",
    "attribution_waterfall",
    "backtest_errors",
    "budget_tree",
    "comparator_weights",
    "cost_effectiveness_plane",
    "day_value_steps",
    "day_value_waterfall",
    "days_saved",
    "findings_bars",
    "funding_stack",
    "minimum_effect_bars",
    "months_grid",
    "net_benefit_tornado",
    "net_by_reduction",
    "observed_and_expected",
    "payment_curve",
    "placebo_fan",
    "shock_payouts",
    "specification_curve",
    "tornado",
]
