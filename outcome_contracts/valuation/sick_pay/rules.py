"""The act's numbers on the day on which a sick period began.

    level              SjLL 6 § first paragraph    80 % of what is lost
    period             SjLL 7 § first paragraph    14 sick days
    waiting            until 2018-12-31            no sick pay for the first day
                       from 2019-01-01             SjLL 6 § second paragraph: 20 % of an average week's sick pay
    occasions          SjLL 6 § third paragraph    at most ten in twelve months
    relapse            SjLL 7 § third paragraph    within five days

Which rule holds goes by the day on which the sick period began: a period that began in 2018 keeps its waiting day,
and gets no deduction when it goes on in 2019. That reading is unverified; the transitional provisions were not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.parameters import Parameters, ParameterValue

_NAMES = ("sick_pay_level", "sick_pay_period", "waiting_days", "waiting_deduction", "waiting_occasions", "relapse_days")


@dataclass(frozen=True, slots=True)
class SickPayRules:
    """The rules for sick periods that began on a day.

    level: share of what is lost. period_days: sick days that the employer pays. waiting_days: days without sick pay.
    waiting_deduction: share of an average week's sick pay. occasions: most in twelve months. relapse_days: calendar
    days from the end of a period to a beginning that still belongs to it. values: the parameters they come from.
    """

    began: date
    level: Fraction
    period_days: int
    waiting_days: int
    waiting_deduction: Fraction
    occasions: int
    relapse_days: int
    values: tuple[ParameterValue, ...]


def rules_on(began: date, parameters: Parameters) -> SickPayRules:
    """The rules for a sick period that began on a day. Raises UsageError (OC-W010, OC-W011) with every missing row."""
    findings, values = Findings(), list[ParameterValue]()
    for name in _NAMES:
        try:
            values.append(parameters.on(name, began))
        except UsageError as refusal:
            findings.extend(refusal.notices)
    findings.refuse(UsageError)
    level, period, days, deduction, occasions, relapse = (value.value for value in values)
    return SickPayRules(
        began=began,
        level=level,
        period_days=int(period),
        waiting_days=int(days),
        waiting_deduction=deduction,
        occasions=int(occasions),
        relapse_days=int(relapse),
        values=tuple(values),
    )
