"""What the State refunded of an employer's sick pay, by month, April 2020 to September 2021.

    threshold = rate(pay cost of the month) · pay cost of the month
    refund    = share · max(0, sick-pay cost of the month − threshold)

From April to July 2020 the rate is 0: everything is refunded. From August 2020 the rate stands in bands of the whole
month's pay cost with employer contributions, and jumps at their edges, on all of it: one krona more of pay cost can
cost thousands. So the refund rises with sick pay, but not with pay.

Sick-pay cost means days 1–14, at most 80 %, after the waiting deduction, with employer contributions and without
what agreements add. The figures are those of one employer and one whole month; a part of a month has no threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, Notice, UsageError
from outcome_contracts.parameters import Parameters, ParameterValue
from outcome_contracts.period import Period, month_index, parse_month
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, Exact, read_number

# The months that calendar days can be asked of.
_FIRST, _LAST = Period(month_index(1, 1), month_index(1, 1)), month_index(9998, 12)


@dataclass(frozen=True, slots=True)
class StateRefund:
    """A refund, in SEK.

    threshold: what the employer bears first. share: of the last krona above it that the State bore. sick_pay_cost:
    what the refund was computed from. values: its parameters.
    """

    amount: Fraction
    threshold: Fraction
    share: Fraction
    sick_pay_cost: Fraction
    values: tuple[ParameterValue, ...]

    @property
    def of_the_last_krona(self) -> Fraction:
        """The share of the last krona of sick pay that the State bore: what an avoided krona does not save."""
        return self.share if self.sick_pay_cost > self.threshold else Fraction(0)


def month_refund(month: int | str, *, pay_cost: Exact, sick_pay_cost: Exact, parameters: Parameters) -> StateRefund:
    """The State's refund of one whole month, exact; 0 in months without it.

    month: `"2021-02"`, or its index (`outcome_contracts.period`). pay_cost: SEK with employer contributions, all
    employees of the employer. sick_pay_cost: SEK, as the module says.
    Raises UsageError with every finding: OC-U002 for what is no month, OC-U005, OC-U006, OC-W002, OC-W038 for sick pay
    above pay, OC-W011 for months whose rule is not known (December 2021 to March 2022), OC-W039 for a month in which a
    supplied rule begins or ends.
    """
    findings = Findings()
    whole = _read_month(month, findings)
    pay, sick_pay = read_costs(pay_cost, sick_pay_cost, findings)
    findings.refuse(UsageError)
    share = one_value("pandemic_refund", whole, parameters)
    if not share.value:
        return StateRefund(Fraction(0), Fraction(0), share.value, sick_pay, (share,))
    rate = one_value("pandemic_threshold", whole, parameters, amount=pay)
    threshold = rate.value * pay
    amount = share.value * max(sick_pay - threshold, Fraction(0))
    return StateRefund(amount, threshold, share.value, sick_pay, (share, rate))


def _read_month(month: int | str, findings: Findings) -> Period:
    """One month as a period; the first there is stands in for what is none, which is found (OC-U002)."""
    try:
        if isinstance(month, str):
            index = parse_month(month)
            return Period(index, index)
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return _FIRST
    if type(month) is int and _FIRST.first <= month <= _LAST:
        return Period(month, month)
    findings.add("OC-U002", text=str(month)[:40])
    return _FIRST


def one_value(name: str, period: Period, parameters: Parameters, *, amount: Fraction | None = None) -> ParameterValue:
    """The value of a parameter that holds on every day of a period, which is not divided between two.

    Raises UsageError: OC-W011, and OC-W039 where it changes within the period.
    """
    first, *others = parameters.series(name, period, amount=amount)
    if any(other.value != first.value for other in others):
        raise UsageError([Notice("OC-W039", first.name, (("period", str(period)), ("why", "@two_rules")))])
    return first


def read_costs(pay_cost: Exact, sick_pay_cost: Exact, findings: Findings) -> tuple[Fraction, Fraction]:
    """An employer's pay cost and sick-pay cost. Records OC-U005, OC-U006, OC-W002, OC-W038."""
    before = len(findings)
    pay = read_number(pay_cost, "pay_cost", NOT_NEGATIVE, findings)
    sick_pay = read_number(sick_pay_cost, "sick_pay_cost", NOT_NEGATIVE, findings)
    if len(findings) == before and sick_pay > pay:
        findings.add("OC-W038")
    return pay, sick_pay
