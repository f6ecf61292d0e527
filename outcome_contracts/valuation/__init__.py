"""What a day is worth: SEK per net day, exact, with its basis and its source.

In: pay, rates and shares that stand in the contract. Out: `BandCosts` per hour and a `DayValue` per net day.
Never: a float, a default rate, a statutory number in code, or a sum of values of different bases: an avoided
day is worth something to an employer without a krona leaving the budget.
"""

from outcome_contracts.valuation.arguments import Exact
from outcome_contracts.valuation.day_value import (
    Band,
    BandCosts,
    Basis,
    Component,
    DayValue,
    Overhead,
    OverheadBase,
    forsakringskassan,
    stated,
)

__all__ = [
    "Band",
    "BandCosts",
    "Basis",
    "Component",
    "DayValue",
    "Exact",
    "Overhead",
    "OverheadBase",
    "forsakringskassan",
    "stated",
]
