"""The ordinary compensation for high sick-pay costs, 2015 to June 2024 (SjLL 17 §, repealed by Prop. 2023/24:83).

    threshold = rate(pay cost in proportion to a year) · pay cost
    amount    = min(max(0, sick-pay cost − threshold), cap of the calendar year − what has been paid of it)

The bands of the rate are yearly pay costs; for fewer months they are scaled, so that the eight months of May to
December 2021 have edges at 2, 4, 8 and 13.333 MSEK. The cap is 250,000 a calendar year, 125,000 for January to June
2024, and 0 afterwards: for a municipality a matter of some 40 SEK per employee.
"""

from __future__ import annotations

from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.parameters import Parameters
from outcome_contracts.period import Period, first_day, months_text
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, Exact, read_number
from outcome_contracts.valuation.sick_pay.month_refund import StateRefund, one_value, read_costs

_MONTHS_OF_A_YEAR = 12


def high_cost_compensation(
    period: Period, *, pay_cost: Exact, sick_pay_cost: Exact, paid_this_year: Exact, parameters: Parameters
) -> StateRefund:
    """The ordinary compensation for a period of whole months of one calendar year, exact.

    pay_cost, sick_pay_cost: SEK of the period, as in `month_refund`. paid_this_year: SEK of the calendar year's cap
    that has been paid for other months. Raises UsageError: OC-U005, OC-U006, OC-W002, OC-W038, OC-W039 for a period
    over two years, over a change of the rule, or with months that have the pandemic's refund, OC-W011 for months
    whose rule is not known.
    """
    findings = Findings()
    pay, sick_pay = read_costs(pay_cost, sick_pay_cost, findings)
    paid = read_number(paid_this_year, "paid_this_year", NOT_NEGATIVE, findings)
    caps = parameters.series("high_sick_pay_cap", period)
    refunds = parameters.series("pandemic_refund", period)
    if len(caps) > 1 or period.first // 12 != period.last // 12:
        findings.add("OC-W039", period=str(period), why="@two_rules")
    if pandemic := [month for month in period if any(row.value and row.holds_on(first_day(month)) for row in refunds)]:
        findings.add("OC-W039", period=months_text(pandemic), why="@monthly_refund")
    findings.refuse(UsageError)
    (cap,) = caps
    if not cap.value:
        return StateRefund(Fraction(0), Fraction(0), Fraction(0), sick_pay, caps)
    yearly = pay * _MONTHS_OF_A_YEAR / len(period)
    rate = one_value("high_sick_pay_threshold", period, parameters, amount=yearly)
    threshold = rate.value * pay
    left = max(cap.value - paid, Fraction(0))
    above = max(sick_pay - threshold, Fraction(0))
    # A krona above the cap is borne by the employer again.
    share = Fraction(1) if above <= left else Fraction(0)
    return StateRefund(min(above, left), threshold, share, sick_pay, (rate, cap))
