"""What a day is worth: SEK per net day, exact, with its basis and its source.

In: pay, rates and shares that stand in the contract, dated parameters. Out: costs per band, a `DayValue` per net day by
one of several models, and a `DayValueSchedule` that says which value holds in which month.
Never: a float, a default rate, a statutory number in code, or a sum of values of different bases: an avoided
day is worth something to an employer without a krona leaving the budget.
"""

from outcome_contracts.valuation.arguments import Exact
from outcome_contracts.valuation.dated import DatedInput, from_parameters, supplied_input
from outcome_contracts.valuation.dated_model import RefundMonths, forsakringskassan_schedule
from outcome_contracts.valuation.day_value import (
    Basis,
    Component,
    DayValue,
    SickPayPayer,
    observed_waiting_day_share,
    stated,
)
from outcome_contracts.valuation.forsakringskassan import Band, BandCosts, Overhead, OverheadBase, forsakringskassan
from outcome_contracts.valuation.percentage_of_pay import (
    PayShares,
    TenPercentRule,
    percentage_of_pay,
    ten_percent_rule,
)
from outcome_contracts.valuation.presenteeism import PresenteeismLine, presenteeism
from outcome_contracts.valuation.production_loss import friction_cost, full_day_cost, human_capital, team_cost
from outcome_contracts.valuation.replacement import ReplacementCash, replacement_cash
from outcome_contracts.valuation.schedule import (
    DatedDayValue,
    DayValueSchedule,
    FlatPriceDifference,
    ValuedMonth,
    ValuedMonths,
    flat_mean,
)

__all__ = [
    "Band",
    "BandCosts",
    "Basis",
    "Component",
    "DatedDayValue",
    "DatedInput",
    "DayValue",
    "DayValueSchedule",
    "Exact",
    "FlatPriceDifference",
    "Overhead",
    "OverheadBase",
    "PayShares",
    "PresenteeismLine",
    "RefundMonths",
    "ReplacementCash",
    "SickPayPayer",
    "TenPercentRule",
    "ValuedMonth",
    "ValuedMonths",
    "flat_mean",
    "forsakringskassan",
    "forsakringskassan_schedule",
    "friction_cost",
    "from_parameters",
    "full_day_cost",
    "human_capital",
    "observed_waiting_day_share",
    "percentage_of_pay",
    "presenteeism",
    "replacement_cash",
    "stated",
    "supplied_input",
    "team_cost",
    "ten_percent_rule",
]
