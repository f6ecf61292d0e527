"""Försäkringskassan's model through the years: one value of a day per month, from dated inputs.

What changes with the calendar: pay, contributions (with SKR's on-cost each January, and its vintages), the share of
first days, which the waiting deduction of 2019 moved, and who bears the sick pay. The State refunded sick pay above a
monthly threshold in 2020–2022; for an employer above it every further krona was the State's. Which months those were
is a fact of the employer, stated here as `refunds` with a source: nothing is inferred from a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.notices.catalogue import words
from outcome_contracts.parameters.value import Text
from outcome_contracts.period import Period
from outcome_contracts.valuation.arguments import Exact
from outcome_contracts.valuation.dated import (
    DatedInput,
    in_month,
    require_months,
    require_no_overlap,
    require_reason,
)  # fmt: skip
from outcome_contracts.valuation.day_value import SickPayPayer, require_source
from outcome_contracts.valuation.forsakringskassan import Overhead, OverheadBase, forsakringskassan
from outcome_contracts.valuation.schedule import DatedDayValue, DayValueSchedule


@dataclass(frozen=True, slots=True)
class RefundMonths:
    """Months in which the State bore every further krona of sick pay. source, why: who says so of this employer.

    Raises UsageError: OC-W003, OC-W043.
    """

    months: Period
    source: str
    why: Text

    def __post_init__(self) -> None:
        findings = Findings()
        require_source(self.source, findings)
        require_reason(self.why, self.months, findings)
        findings.refuse(UsageError)


_Inputs = tuple[DatedInput, DatedInput, DatedInput, RefundMonths | None]


def forsakringskassan_schedule(
    period: Period,
    *,
    yearly_pay: Sequence[DatedInput],
    contributions: Sequence[DatedInput],
    waiting_day_share: Sequence[DatedInput],
    refunds: Sequence[RefundMonths],
    vacation: Exact,
    supplement: Exact,
    overhead: Exact,
    overhead_base: OverheadBase,
    overhead_counted: Overhead,
    hours_per_day: Exact,
    source: str,
) -> DayValueSchedule:
    """The value of a short-term net day in every month of a period, by Försäkringskassan's model.

    yearly_pay (SEK), contributions, waiting_day_share: dated; each covers every month of the period. refunds: the
    months in which the State pays, none where it never did. The others as `forsakringskassan` and `day_value` take
    them. Raises UsageError with every finding: OC-W041 overlapping rows, OC-W042 months without one, and what the model
    refuses (OC-U005, OC-U006, OC-W002, OC-W003).
    """
    findings, dated = Findings(), {"yearly_pay": yearly_pay, "contributions": contributions}
    dated["waiting_day_share"] = waiting_day_share
    for name, rows in dated.items():
        require_no_overlap(rows, name, findings)
        require_months(rows, period, name, findings)
    require_no_overlap(refunds, "@refund_months", findings)
    findings.refuse(UsageError)
    refunded = {month: each for each in refunds for month in each.months}

    def said(month: int) -> _Inputs:
        pay, on_top, share = (in_month(rows, month) for rows in dated.values())
        return pay, on_top, share, refunded.get(month)

    out, before = list[DatedDayValue](), None
    for inputs, same in groupby(period, key=said):
        months = tuple(same)
        pay, on_top, share, refund = inputs
        costs = forsakringskassan(
            yearly_pay=pay.value,
            contributions=on_top.value,
            vacation=vacation,
            supplement=supplement,
            overhead=overhead,
            overhead_base=overhead_base,
        ).paid_by(SickPayPayer.EMPLOYER if refund is None else SickPayPayer.STATE)
        value = costs.day_value(
            hours_per_day=hours_per_day,
            waiting_day_share=share.value,
            overhead=overhead_counted,
            source="; ".join(dict.fromkeys((source, *(each.source for each in inputs if each is not None)))),
        )
        supplied = any(each.supplied for each in (pay, on_top, share))
        out.append(DatedDayValue(Period(months[0], months[-1]), value, _changed(inputs, before), supplied))
        before = inputs
    return DayValueSchedule(tuple(out))


def _changed(inputs: _Inputs, before: _Inputs | None) -> Text:
    """What is new since the row before; of the first row, all that it comes from."""
    new = [each.why for each in inputs if each is not None and (before is None or each not in before)]
    if before is not None and before[-1] is not None and inputs[-1] is None:
        ended = words()["refund_ended"]
        new.append(Text(sv=ended["sv"], en=ended["en"]))
    return Text(sv="; ".join(each.sv for each in new), en="; ".join(each.en for each in new))
