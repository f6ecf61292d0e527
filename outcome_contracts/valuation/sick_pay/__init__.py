"""Sick pay by the act 1991:1047 ("SjLL"), dated: what a sick period cost the employer, and what the State paid.

In: spells of one abstract sick period history and the pay that is lost on each day, or an employer's amounts of a
month; the dated parameters. Out: exact amounts, each with the rule and the paragraph behind it. Never: a person, or
a payslip. This is for valuing absence; what a person is owed, the employer's payroll and the agreement decide.
"""

from outcome_contracts.valuation.sick_pay.calculation import (
    AgreedCalculation,
    ExtentRule,
    WeekFormula,
    week_pay_by_hours,
)
from outcome_contracts.valuation.sick_pay.high_cost import high_cost_compensation
from outcome_contracts.valuation.sick_pay.month_refund import StateRefund, month_refund
from outcome_contracts.valuation.sick_pay.period_pay import PeriodPay, SickDay, employee_compensation, period_pay
from outcome_contracts.valuation.sick_pay.periods import Protection, SickPeriod, Spell, Waiting, sick_periods
from outcome_contracts.valuation.sick_pay.rules import SickPayRules, rules_on

__all__ = [
    "AgreedCalculation",
    "ExtentRule",
    "PeriodPay",
    "Protection",
    "SickDay",
    "SickPayRules",
    "SickPeriod",
    "Spell",
    "StateRefund",
    "Waiting",
    "WeekFormula",
    "employee_compensation",
    "high_cost_compensation",
    "month_refund",
    "period_pay",
    "rules_on",
    "sick_periods",
    "week_pay_by_hours",
]
